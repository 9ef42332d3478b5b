//! 業務規則 of operating: how long what is kept.

use crate::shared::Rule;

pub const RULES: &[Rule] = &[Rule {
    id: "operations.keep_done_jobs",
    value: "30日",
    sentence: "終わった処理の記録は30日残し、一度だけの処理と失敗した処理の記録は消さない",
    source: "運用の決まり",
}];

/// 「終わった処理の記録は30日残す」
pub const KEEP_DONE_JOBS_DAYS: i64 = 30;
