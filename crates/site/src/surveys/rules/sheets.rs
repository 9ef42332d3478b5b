//! 業務規則 of sheets in Excel: how many, how large, how long they are kept.

use jiff::civil::Date;

use crate::shared::Rule;

/// One workbook from a respondent's own page, and what a browser wraps around it.
pub const OWN_UPLOAD_BYTES: usize = (10 << 20) + (64 << 10);
/// What the collection room takes in one go: what travels within the half minute a request may take.
pub const ROOM_UPLOAD_BYTES: usize = 32 << 20;
/// Workbooks of one upload.
pub const SHEETS_AT_ONCE: usize = 2_000;
/// Workbooks taken in while the browser waits; more of them go on in the background.
pub const TAKEN_AT_ONCE: usize = 50;
/// 「預かった回答票は30日まで」
pub const KEEP_DAYS: i64 = 30;
/// Letters that carry a sheet, in one go.
pub const LETTERS_WITH_SHEET: usize = 200;
/// The longest a mail with a sheet may be: what the gateways of municipalities let in.
pub const ATTACHMENT_BYTES: usize = 5 << 20;
/// The longest word of the office's own in a letter.
pub const MESSAGE_CHARACTERS: usize = 1_000;
/// A mail that is received.
pub const MAIL_BYTES: usize = 30 << 20;
/// Files of one mail that are looked at.
pub const MAIL_FILES: usize = 20;

pub const RULES: [Rule; 4] = [
    Rule {
        id: "surveys.sheets_at_once",
        value: "2,000件・32MB",
        sentence: "回収室で一度に受け取る回答票は2,000件、32MBまで、自分の団体のページでは1件、10MBまでにする",
        source: "1,741団体の回答票を何回かに分けて受け取れる大きさ（提案）",
    },
    Rule {
        id: "surveys.keep_sheets",
        value: "30日",
        sentence: "受け取った回答票のファイルは、取り込むか使わないと決めたら消し、決めないまま30日たったものも消す",
        source: "預かるものを少なくする（提案）",
    },
    Rule {
        id: "surveys.letters_a_day",
        value: "1日1回",
        sentence: "回答のお願いのメールは、一つの団体に1日1回までにする。回答票を添えるときは、一度に200団体までにする",
        source: "調査の進め方（提案）",
    },
    Rule {
        id: "surveys.mail_of_the_respondent",
        value: "登録した方だけ",
        sentence: "メールで届いた回答票は、その団体で回答できる方のアドレスからのものだけを取り込み、ほかは事務局が確かめる",
        source: "なりすましを防ぐ（提案）",
    },
];

pub fn too_many_sheets() -> String {
    format!("回答票が多すぎます。一度に{SHEETS_AT_ONCE}件までです。分けて送ってください。")
}

pub fn not_asked() -> String {
    "この調査の対象の団体の回答票ではありません。送り先を確かめてください。".to_owned()
}

pub fn not_yours() -> String {
    "あなたの団体の回答票ではありません。このページからダウンロードした回答票に記入して、選んでください。".to_owned()
}

pub fn nothing_filled_in() -> String {
    "回答票に何も記入されていません。記入して保存したファイルを選んでください。".to_owned()
}

/// A sheet that says what stands here already, or what it was given out with.
pub const NOTHING_NEW: &str = "この回答票に、新しい答えも変わった答えもありません。いまの答えはそのままです。";

/// The same of an answer that was returned.
pub const STILL_RETURNED: &str = "差戻しになっていますが、この回答票に新しい答えはありません。取り込みも提出もしません。差戻しの理由のところを直してから、送ってください。";

/// 「回答のお願いのメールは、一つの団体に1日1回まで」
pub fn may_write_to(written_on: Option<Date>, today: Date) -> bool {
    written_on != Some(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_a_day() {
        let day = jiff::civil::date(2026, 11, 21);
        assert!(may_write_to(None, day));
        assert!(!may_write_to(Some(day), day));
        assert!(may_write_to(Some(day), day.tomorrow().unwrap()));
    }
}
