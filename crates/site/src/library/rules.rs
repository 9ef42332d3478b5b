//! Limits of the library, and what is refused.

use crate::shared::Rule;

pub const FILE_BYTES: usize = 50 << 20;
pub const PAGES_AT_MOST: usize = 5_000;
pub const TITLE_CHARACTERS: usize = 120;
pub const SUMMARY_CHARACTERS: usize = 600;
pub const PUBLISHER_CHARACTERS: usize = 80;
pub const NOTE_CHARACTERS: usize = 200;
pub const LINK_CHARACTERS: usize = 500;
pub const EARLIEST_YEAR: i64 = 1950;
/// A browser waits half a minute for a page; reading has most of it.
pub const READING_SECONDS: u64 = 25;
/// At the console nobody waits for a page.
pub const CONSOLE_READING_SECONDS: u64 = 120;
pub const READING_MEMORY_BYTES: u64 = 2 << 30;
pub const IMPORT_FILES_AT_MOST: usize = 20_000;

pub const RULES: &[Rule] = &[
    Rule {
        id: "library.file_bytes",
        value: "50 MB",
        sentence: "資料のファイルは50 MBまでです。",
        source: "decision 0019",
    },
    Rule {
        id: "library.pages",
        value: "5,000ページ",
        sentence: "一つの資料は5,000ページ（枚・シート）までです。",
        source: "decision 0019",
    },
    Rule {
        id: "library.reading",
        value: "25秒（サーバーでの取り込みは120秒）、2 GB",
        sentence: "ファイルの文章は別の小さなプログラムで取り出し、時間とメモリを超えたら止めます。",
        source: "decision 0019",
    },
    Rule {
        id: "library.office_first",
        value: "事務局だけ",
        sentence: "見せる相手を決めずに取り込んだ資料は、事務局だけに見えます。",
        source: "REQ-294",
    },
];

/// Why something is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    NoContent,
    NoReason,
    AlreadyWithdrawn,
    NotWithdrawn,
    SameFile,
}

impl Refusal {
    pub fn field(&self) -> &'static str {
        match self {
            Self::NoContent | Self::SameFile => "file",
            _ => "reason",
        }
    }

    pub fn sentence(&self) -> String {
        match self {
            Self::NoContent => "ファイルを選ぶか、リンクを書いてください。",
            Self::NoReason => "下げる理由を書いてください。経過に残ります。",
            Self::AlreadyWithdrawn => "この資料は、もう下げてあります。",
            Self::NotWithdrawn => "この資料は、下げられていません。",
            Self::SameFile => "いまの版と同じファイルです。新しい版にするファイルを選び直してください。",
        }
        .to_owned()
    }
}

/// A link leads to a page of the web, and nowhere else.
pub fn link_fault(link: &str) -> Option<&'static str> {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or(""));
    match host {
        None => Some("リンクは「https://」か「http://」で始めてください。"),
        Some(host)
            if !host.contains('.')
                || host.contains('@')
                || link.chars().any(|c| c.is_whitespace() || c.is_control()) =>
        {
            Some("リンクの形が正しくありません。アドレス欄から写してください。")
        }
        Some(_) => None,
    }
}

/// Text for searching: lines of a page run on where a word may be broken.
pub fn folded(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    while let Some(line) = lines.next() {
        joined.push_str(line);
        let last = line.chars().next_back();
        let next = lines.peek().and_then(|next| next.chars().next());
        // Between letters of an alphabet a line's end parts words; between Japanese ones it parts nothing.
        if let (Some(last), Some(next)) = (last, next)
            && (last.is_ascii() || next.is_ascii())
        {
            joined.push(' ');
        }
    }
    japanese::fold::fold(&joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_broken_over_two_lines_is_found() {
        assert!(folded("自宅での看\n取りを支える").contains(&japanese::fold::fold("看取り")));
        assert!(folded("home\ncare").contains("home care"));
    }

    #[test]
    fn links_lead_to_the_web() {
        for good in ["https://www.example.go.jp/a?b=c#d", "http://example.jp"] {
            assert_eq!(link_fault(good), None, "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "//example.jp",
            "https://",
            "https://a b.jp",
            "https://user@example.jp/",
            "ftp://example.jp",
            "https://localhost/",
        ] {
            assert!(link_fault(bad).is_some(), "{bad}");
        }
    }
}
