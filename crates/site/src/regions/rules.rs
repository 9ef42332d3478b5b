//! 業務規則 of the register: how rates are rounded, which band a population belongs to.

pub mod alike;
pub mod similar;

use japanese::codes::{CodeError, MunicipalityCode};
use japanese::fold::fold;
use jiff::civil::Date;

use super::model::{MunicipalityRow, POPULATION_BANDS};
use super::register::reading::Listed;
use crate::shared::{Rule, day_words};

pub const RULES: &[Rule] = &[
    Rule {
        id: "regions.changes_on_their_day",
        value: "施行日から",
        sentence: "いまある市町村の名前などは、施行日になってから変える。新しい市町村と廃止は、先の日付でも取り込め、その日に変わる",
        source: "取り違えを防ぐため",
    },
    Rule {
        id: "regions.rates_half_up",
        value: "小数第1位",
        sentence: "割合は四捨五入して小数第1位まで示す",
        source: "REQ-344、公表された表",
    },
    Rule {
        id: "regions.rates_of_one_day",
        value: "同じ日",
        sentence: "高齢化率などの割合は、人口と同じ日の数字どうしでだけ出す",
        source: "設計（違う年の数字で割らない）",
    },
    Rule {
        id: "regions.small_municipality",
        value: "1万人未満",
        sentence: "人口1万人未満の市町村を小規模自治体という",
        source: "REQ-030",
    },
    Rule {
        id: "regions.population_bands",
        value: "7区分",
        sentence: "人口規模は1万・3万・5万・10万・20万・50万人で分ける（下の境を含む）",
        source: "REQ-033",
    },
    Rule {
        id: "regions.similar",
        value: "規模35・高齢化25・85歳以上10・区分20・見通し10・離島山村10・資源15",
        sentence: "似た市町村は、人口規模、高齢化率、85歳以上の割合、区分、2040年の見通し、離島・山村、在宅の資源（人口1万人あたり）の近さを、この重みで足して近い順に選ぶ。読む人は、要素ごとに「数えない・軽く・ふつう・重く」を選び直せる。分からない数字は数えず、半分も分からないときは比べない",
        source: "比べ方（提案）。規模の区分はREQ-033、区分はREQ-029〜031",
    },
    Rule {
        id: "regions.import_whole_or_not",
        value: "5 MB・1万行まで",
        sentence: "誤りが一つでもある一覧は取り込まず、すべての誤りを行と列で示す",
        source: "REQ-034、機械可読性に関するルール L3-06",
    },
    Rule {
        id: "regions.most_closed_at_once",
        value: "100団体",
        sentence: "一覧にない市町村を一度に廃止するのは100団体までとし、超えるときは一覧の間違いとみなす",
        source: "取り違えを防ぐため（近年の合併は年に数件）",
    },
];

/// The place somebody probably meant who typed a code that cannot be.
pub fn code_meant(typed: &str, error: &CodeError) -> Option<MunicipalityCode> {
    match error {
        CodeError::WrongCheckDigit { .. } => MunicipalityCode::from_five_digits(typed.get(..5).unwrap_or("")).ok(),
        CodeError::LooksLikeInsurerNumber { code, .. } => Some(*code),
        CodeError::WrongLength { meant, .. } => *meant,
        CodeError::NoSuchPrefecture { .. } => None,
    }
}

/// 「一度に廃止するのは100団体まで」
pub const MOST_CLOSED_AT_ONCE: usize = 100;

pub fn too_many_closed(count: usize) -> String {
    format!(
        "一覧にない市町村が{count}あります。一度に廃止できるのは{MOST_CLOSED_AT_ONCE}団体までです。全国の一覧か、都道府県を選んだ一覧かを確かめてください。"
    )
}

/// 「いまある市町村の名前などは、施行日になってから変える」: before its day a change would be untrue.
pub fn too_early(listed: &Listed, today: Date) -> Option<String> {
    let from = listed.valid_from.filter(|from| *from > today)?;
    Some(format!(
        "「{}」（{}）の施行日が{}です。いまある市町村の変更は、施行日になってから取り込んでください。それまでは、この行を一覧から除いてください。",
        listed.entry.name,
        listed.entry.code,
        day_words(from)
    ))
}

/// 「人口1万人未満の市町村を小規模自治体という」
pub fn is_small(population: i64) -> bool {
    population < 10_000
}

/// 「高齢化率は小数第1位まで（四捨五入）」: share in percent, half-up to one decimal, as published.
/// `None` without a base.
pub fn percent(part: i64, base: i64) -> Option<String> {
    if base <= 0 || part < 0 {
        return None;
    }
    let tenths = (i128::from(part) * 2000 + i128::from(base)) / (2 * i128::from(base));
    Some(format!("{}.{}", tenths / 10, tenths % 10))
}

/// Whether a municipality's own name, kana, code or prefecture answers every word (folded).
pub fn own_name_answers(row: &MunicipalityRow, words: &[String]) -> bool {
    words.iter().all(|word| answers(row, word))
}

fn answers(row: &MunicipalityRow, word: &str) -> bool {
    let whole = format!("{}{}", row.prefecture_name, row.name);
    [&row.name, &row.kana, &row.code, &row.prefecture_name, &whole].iter().any(|text| fold(text).contains(word))
}

/// Whether a word that the municipality's own name does not answer is answered by a former one.
pub fn former_name_answers(row: &MunicipalityRow, name: &str, kana: &str, word: &str) -> bool {
    !answers(row, word) && (fold(name).contains(word) || fold(kana).contains(word))
}

/// The id and label of the band (REQ-033).
pub fn population_band(population: i64) -> Option<(&'static str, &'static str)> {
    POPULATION_BANDS
        .iter()
        .find(|(_, _, from, below)| (*from..*below).contains(&population))
        .map(|(id, label, _, _)| (*id, *label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_round_half_up() {
        assert_eq!(percent(1, 3).as_deref(), Some("33.3"));
        assert_eq!(percent(2, 3).as_deref(), Some("66.7"));
        assert_eq!(percent(1, 2000).as_deref(), Some("0.1")); // 0.05 %
        assert_eq!(percent(0, 10).as_deref(), Some("0.0"));
        assert_eq!(percent(10, 10).as_deref(), Some("100.0"));
        assert_eq!(percent(1, 0), None);
    }

    #[test]
    fn a_band_begins_at_its_lower_bound() {
        assert_eq!(population_band(9_999).map(|b| b.0), Some("under1"));
        assert_eq!(population_band(10_000).map(|b| b.0), Some("1to3"));
        assert_eq!(population_band(500_000).map(|b| b.0), Some("over50"));
        assert_eq!(population_band(-1), None);
    }
}
