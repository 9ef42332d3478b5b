//! What may be imported at once, and how long its files are kept.

use crate::shared::Rule;

/// 「一度に2,000件まで」
pub const MOST_FILES: usize = 2_000;
pub const MOST_UPLOAD_BYTES: usize = 64 << 20;
pub const MOST_UNPACKED_BYTES: usize = 128 << 20;
/// Of an organisation, not decided about; before any year of the programme says otherwise (`general.open_imports`).
pub const MOST_OPEN: i64 = 20;
/// 「30日」
pub const KEEP_DAYS: i64 = 30;

pub const RULES: &[Rule] = &[
    Rule {
        id: "situation.import_looked_at_first",
        value: "確かめてから",
        sentence: "ファイルから取り込む値は、何が変わるかを見てから、一度に取り込みます。取り込みは丸ごと取り消せます。取り消しても、そのあとで人が直した値は残ります。",
        source: "設計（まとめての取り込み）",
    },
    Rule {
        id: "situation.import_wider",
        value: "圏域の値",
        sentence: "市町村より広い地域（二次医療圏、広域連合など）の値は、その地域の値として、属する市町村に置きます。市町村の値にはしません。",
        source: "設計（圏域の値）",
    },
    Rule {
        id: "situation.import_kept",
        value: "30日",
        sentence: "取り込みに送られたファイルは、決まってから（決めなければ送られてから）30日で消します。値と、取り消すための前の値は残します。",
        source: "設計（預かったファイル）",
    },
];
