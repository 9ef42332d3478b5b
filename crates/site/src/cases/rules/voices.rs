//! How long and how many: comments, answers, notes.

use super::Refusal;

/// 「声と返事は1,000文字まで」
const COMMENT_CHARACTERS: usize = 1000;
/// 「声は一人1日に10通まで」
const COMMENTS_PER_DAY: i64 = 10;
/// 「保存した事例のメモは200文字まで」
const NOTE_CHARACTERS: usize = 200;

fn text(text: &str, empty: &str, most: usize, what: &str) -> Result<(), Refusal> {
    let length = text.trim().chars().count();
    if length == 0 && !empty.is_empty() {
        return Err(Refusal::Voice(empty.to_owned()));
    }
    if length > most {
        return Err(Refusal::Voice(format!("{what}は{most}文字までです（いま{length}文字）。短くしてください。")));
    }
    Ok(())
}

/// `today`: how many she sent within the last day.
pub fn may_comment(body: &str, today: i64) -> Result<(), Refusal> {
    text(body, "書いた方に伝えたいことを書いてください。", COMMENT_CHARACTERS, "声")?;
    if today >= COMMENTS_PER_DAY {
        return Err(Refusal::Voice(format!(
            "声は、一人1日に{COMMENTS_PER_DAY}通までです。明日また送ってください。急ぐことは事務局にご相談ください。"
        )));
    }
    Ok(())
}

pub fn may_answer(answer: &str) -> Result<(), Refusal> {
    text(answer, "返事を書いてください。", COMMENT_CHARACTERS, "返事")
}

pub fn may_note(note: &str) -> Result<(), Refusal> {
    text(note, "", NOTE_CHARACTERS, "メモ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_hold_just_under_at_and_just_over() {
        assert!(may_comment("字", 9).is_ok() && may_comment("字", 10).is_err());
        assert!(may_comment(" \n", 0).is_err() && may_answer("").is_err() && may_note("").is_ok());
        assert!(may_comment(&"字".repeat(1000), 0).is_ok() && may_comment(&"字".repeat(1001), 0).is_err());
        assert!(may_answer(&"字".repeat(1000)).is_ok() && may_answer(&"字".repeat(1001)).is_err());
        assert!(may_note(&"字".repeat(200)).is_ok() && may_note(&"字".repeat(201)).is_err());
    }
}
