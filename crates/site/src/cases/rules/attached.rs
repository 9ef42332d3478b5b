//! 図・ファイル: how many, how large, and what must be said of them.

use foundation::web::Form;
use japanese::fold::tidy;

use crate::cases::model::Attached;

/// Unless the programme's year says otherwise.
pub const FILES_AT_MOST: usize = 8;
pub const MEGABYTES_AT_MOST: usize = 10;
/// What the settings of a year may allow at most: the form takes no more.
pub const MEGABYTES_EVER: usize = 50;
/// 「前の版のものも合わせて100個まで」
pub const KEPT_AT_MOST: i64 = 100;
pub const SAYS_CHARACTERS: usize = 300;
pub const CAPTION_CHARACTERS: usize = 150;

/// What a programme's year allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileLimits {
    pub files: usize,
    pub megabytes: usize,
}

impl Default for FileLimits {
    fn default() -> Self {
        Self { files: FILES_AT_MOST, megabytes: MEGABYTES_AT_MOST }
    }
}

/// Whether one more file may be put to so many that are shown, and so many that any version keeps.
pub fn may_attach(limits: FileLimits, shown: usize, kept: i64, bytes: usize) -> Result<(), String> {
    if shown >= limits.files {
        return Err(format!("付けられるのは{}個までです。要らないものを外してから付けてください。", limits.files));
    }
    if kept >= KEPT_AT_MOST {
        return Err(format!(
            "この事例には、前の版のものも合わせて{KEPT_AT_MOST}個のファイルがあります。これより多くは付けられません。大きな差し替えは、事務局に相談してください。"
        ));
    }
    if bytes > limits.megabytes << 20 {
        return Err(format!("ファイルは{} MBまでです。小さくして保存し直してください。", limits.megabytes));
    }
    Ok(())
}

/// What is said of a file: `says` of a picture, a caption of both.
pub fn words(form: &mut Form, is_picture: bool, says: &str, caption: &str) -> (String, String) {
    let line = |text: String| tidy(&text).replace('\n', " ");
    let said =
        if is_picture { line(form.required_text(says, "画像の説明", SAYS_CHARACTERS)) } else { String::new() };
    (said, line(form.text(caption, "見出し", CAPTION_CHARACTERS)))
}

/// What somebody typed about a file that is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Described {
    pub token: String,
    pub says: String,
    pub caption: String,
    pub is_removed: bool,
    /// Where it is to stand; equals stay as they are.
    pub position: i64,
}

/// The files with what was typed about them, in the order that was asked for.
pub fn described(files: &[Attached], typed: &[Described]) -> Vec<Attached> {
    let mut all: Vec<(i64, Attached)> = (1..)
        .zip(files)
        .filter_map(|(at, file)| match typed.iter().find(|one| one.token == file.token()) {
            None => Some((at, file.clone())),
            Some(one) if one.is_removed => None,
            Some(one) => {
                let says = if file.is_picture() { one.says.clone() } else { String::new() };
                Some((one.position, Attached { says, caption: one.caption.clone(), ..file.clone() }))
            }
        })
        .collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, file)| file).collect()
}

#[cfg(test)]
mod tests {
    use foundation::web::Fields;

    use super::*;

    #[test]
    fn just_under_at_and_over_what_may_be_attached() {
        let limits = FileLimits { files: 2, megabytes: 1 };
        assert_eq!(may_attach(limits, 1, 0, 1 << 20), Ok(()));
        assert!(may_attach(limits, 2, 0, 1).is_err_and(|s| s.contains("2個まで")));
        assert!(may_attach(limits, 1, 0, (1 << 20) + 1).is_err_and(|s| s.contains("1 MBまで")));
        assert_eq!(may_attach(limits, 0, KEPT_AT_MOST - 1, 1), Ok(()));
        assert!(may_attach(limits, 0, KEPT_AT_MOST, 1).is_err_and(|s| s.contains("100個")));
    }

    #[test]
    fn a_picture_is_said_in_words_and_a_document_need_not_be() {
        let mut form = Form::new(Fields::from_pairs([("caption", "図1\n地図")]));
        assert_eq!(words(&mut form, false, "says", "caption"), (String::new(), "図1 地図".to_owned()));
        assert!(form.is_valid());
        words(&mut form, true, "says", "caption");
        assert!(!form.error("says").is_empty());
        for (length, good) in [(SAYS_CHARACTERS, true), (SAYS_CHARACTERS + 1, false)] {
            let mut form = Form::new(Fields::from_pairs([("says", "字".repeat(length))]));
            words(&mut form, true, "says", "caption");
            assert_eq!(form.is_valid(), good, "{length}");
        }
    }

    #[test]
    fn files_are_put_in_order_and_taken_out_and_what_nobody_named_stays() {
        let file = |token: &str, kind: &str| Attached {
            file_key: format!("cases/{token}"),
            kind: kind.to_owned(),
            ..Attached::default()
        };
        let files = [file("a", "png"), file("b", "pdf"), file("c", "pdf")];
        let typed = |token: &str, position: i64| Described {
            token: token.to_owned(),
            says: "説明".to_owned(),
            caption: "見出し".to_owned(),
            position,
            is_removed: false,
        };
        let found = described(&files, &[typed("a", 9), typed("b", 1)]);
        assert_eq!(found.iter().map(Attached::token).collect::<Vec<_>>(), ["b", "c", "a"]);
        assert_eq!((found[0].says.as_str(), found[2].says.as_str()), ("", "説明"), "only a picture is said");
        let without = described(&files, &[Described { is_removed: true, ..typed("b", 1) }]);
        assert_eq!(without.len(), 2);
        assert_eq!(described(&files, &[typed("x", 1)]), files);
    }
}
