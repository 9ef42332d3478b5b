//! What may be entered, how it is counted, and what others see of it.

pub mod importing;
pub mod spreading;

use crate::model::{Indicator, Listed, Value};
use crate::shared::{Rule, number};

/// Numbers are kept to the thousandth.
pub const THOUSAND: i64 = 1_000;
pub const MOST: i64 = 100_000_000;
/// 「比べる集まりは、5市町村以上」
pub const LEAST_IN_A_GROUP: usize = 5;
pub const SIMILAR_TOWNS: usize = 20;
/// The newest, and the years told or put together with it.
pub const YEARS_TOLD: i64 = 5;
/// 「現在地の一枚には、場面ごとに5つまで」
pub const FIRST_OF_A_SCENE: usize = 5;
/// 「分子が10より小さい割合は、続く3年までを合わせて見る」
pub const SMALL_NUMERATOR: i64 = 10;
pub const POOLED_YEARS: i64 = 3;
/// The same thing may happen to somebody several times, not any number of times.
pub const MOST_TIMES: i64 = 100;
pub const EARLIEST_YEAR: i64 = 2000;
pub const SOURCE_CHARACTERS: usize = 120;
pub const NOTE_CHARACTERS: usize = 300;
pub const NAME_CHARACTERS: usize = 60;
pub const WORDS_CHARACTERS: usize = 400;
pub const SHORT_CHARACTERS: usize = 40;
/// A share is looked at again where it moved by as many points within a year.
pub const JUMP_POINTS: i64 = 20;

/// 「一度の連絡は200市町村まで」
pub const MOST_WRITTEN_TO: usize = 200;
/// Of a municipality, to one support.
pub const MOST_REMARKS: usize = 20;
/// 「一つの都道府県から1日3回まで」
pub const MOST_LETTERS_A_DAY: i64 = 3;
/// 「該当の割合に、50％と80％から印をつける」, in tenths of a percent.
pub const MARKS: [(i64, &str); 2] = [(800, "◎"), (500, "○")];

pub const RULES: &[Rule] = &[
    Rule {
        id: "situation.first",
        value: "場面ごとに5つ",
        sentence: "現在地の一枚には、値のある指標を、指標の一覧の順に場面ごとに5つまで出します。あわせて読む指標は、いっしょに出します。そのほかは場面のページにあります。",
        source: "設計（一枚を3分で読めること）",
    },
    Rule {
        id: "situation.marks",
        value: "50％から○、80％から◎",
        sentence: "場面ごとに、取り組んでいる市町村の割合が50％から○、80％から◎をつけます。母数は、その設問に答えた市町村です（無回答を除く）。",
        source: "REQ-188の表の印",
    },
    Rule {
        id: "situation.letters",
        value: "200市町村、1日3回",
        sentence: "都道府県から市町村への連絡は、一度に200市町村、1日に3回までです。一人ずつ別のメールで送り、同じ画面から二度は送りません。",
        source: "設計（都道府県の市町村の数は179が最多）",
    },
    Rule {
        id: "situation.parts",
        value: "分子と分母",
        sentence: "割合は、分子と分母で入れます。割合だけでは受け付けません。",
        source: "REQ-328",
    },
    Rule {
        id: "situation.group",
        value: "5市町村、四分位は10市町村",
        sentence: "ほかの市町村の値は、自分のほかに5市町村以上ある集まりの中央値でだけ見えます。四分位は10市町村以上のときだけです。",
        source: "REQ-334",
    },
    Rule {
        id: "situation.pooled",
        value: "分子10、3年度",
        sentence: "分子が10より小さい割合は、続く3年度までを合わせた割合を並べて示します。",
        source: "設計（人数が少ない値）",
    },
    Rule {
        id: "situation.area",
        value: "圏域",
        sentence: "圏域の値は、圏域の名前を付けて示し、市町村の値とは比べません。",
        source: "設計（圏域の値）",
    },
    Rule {
        id: "situation.jump",
        value: "20ポイント",
        sentence: "前の年度から20ポイントより大きく動いた割合には、確かめる一言を添えます。止めはしません。",
        source: "REQ-342（人が決める）",
    },
];

/// Why something is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    TooLarge(i64, i64, String, String),
    NoDenominator(String),
    DenominatorOfCount,
    WholeBelowOne(String),
    TooManyTimes(String, String),
    NotAtThisLevel(String),
    AreaWithoutName,
    Retired(String),
    OnlyItself,
    UnknownBeside(String),
    SameId(String),
    NoTowns,
    TooManyRemarks,
    TooManyLetters,
    TooManyTowns,
    SupportedInFuture,
}

impl Refusal {
    pub fn sentence(&self) -> String {
        match self {
            Self::TooLarge(part, whole, part_words, whole_words) => format!(
                "「{part_words}」（{}）が「{whole_words}」（{}）より多くなっています。どちらかを直してください。",
                decimal(*part),
                decimal(*whole)
            ),
            Self::NoDenominator(words) => {
                format!("分母の「{words}」を、0より大きい数で入力してください。割合は分子と分母の両方で入れます。")
            }
            Self::WholeBelowOne(words) => format!("分母の「{words}」は、1以上の数で入力してください。"),
            Self::TooManyTimes(part, whole) => format!(
                "「{part}」が「{whole}」の{MOST_TIMES}倍より多くなっています。分子と分母が入れかわっていないか、確かめてください。"
            ),
            Self::TooManyRemarks => format!(
                "一つの支援に書けるひとことは{MOST_REMARKS}件までです。続きは、県の担当者に直接伝えてください。"
            ),
            Self::NoTowns => "市町村を一つ以上選んでください。".to_owned(),
            Self::TooManyLetters => format!(
                "市町村への連絡は、一つの都道府県から1日に{MOST_LETTERS_A_DAY}回までです。明日送るか、電話などで伝えてください。書いた文は下に残っています。"
            ),
            Self::TooManyTowns => format!("一度に書けるのは{MOST_WRITTEN_TO}市町村までです。分けて送ってください。"),
            Self::SupportedInFuture => "支援した日が、今日より先になっています。".to_owned(),
            Self::DenominatorOfCount => "この指標は数なので、分母は要りません。".to_owned(),
            Self::NotAtThisLevel(level) => format!("この指標には、「{level}」の値はありません。"),
            Self::AreaWithoutName => "どの圏域の値か、圏域の名前を入力してください。".to_owned(),
            Self::Retired(name) => format!("「{name}」は使うのをやめた指標です。新しい値は入れられません。"),
            Self::OnlyItself => "並べて示す指標には、別の指標を選んでください。".to_owned(),
            Self::UnknownBeside(id) => format!("「{id}」という指標はありません。"),
            Self::SameId(id) => format!("「{id}」という名前（アドレスに使うもの）は、もう使われています。"),
        }
    }
}

/// Whether an entered value can be one of this indicator.
pub fn may_be(
    indicator: &Indicator,
    area: &str,
    area_name: &str,
    numerator: i64,
    denominator: Option<i64>,
) -> Result<(), Refusal> {
    if indicator.retired {
        return Err(Refusal::Retired(indicator.name.clone()));
    }
    let level = if area.is_empty() { "municipality" } else { area };
    if !indicator.levels().any(|known| known == level) {
        return Err(Refusal::NotAtThisLevel(crate::model::level_label(level).to_owned()));
    }
    if !area.is_empty() && area_name.trim().is_empty() {
        return Err(Refusal::AreaWithoutName);
    }
    match (indicator.is_share(), denominator) {
        (true, None | Some(..=0)) => Err(Refusal::NoDenominator(indicator.denominator.clone())),
        (true, Some(whole)) if indicator.per == 100 && numerator > whole => {
            Err(Refusal::TooLarge(numerator, whole, indicator.numerator.clone(), indicator.denominator.clone()))
        }
        (true, Some(whole)) if whole < THOUSAND => Err(Refusal::WholeBelowOne(indicator.denominator.clone())),
        (true, Some(whole)) if numerator / MOST_TIMES > whole => {
            Err(Refusal::TooManyTimes(indicator.numerator.clone(), indicator.denominator.clone()))
        }
        (false, Some(_)) => Err(Refusal::DenominatorOfCount),
        _ => Ok(()),
    }
}

/// Thousandths as one writes them: 12000 → 「12」, 4500 → 「4.5」; half up to one decimal.
pub fn decimal(thousandths: i64) -> String {
    let tenths = thousandths.saturating_add(50).div_euclid(100);
    let whole = number(tenths.div_euclid(10));
    match tenths.rem_euclid(10) {
        0 => whole,
        rest => format!("{whole}.{rest}"),
    }
}

/// The same with its decimal, as shares are told: 「9.0」.
pub fn one_decimal(thousandths: i64) -> String {
    let tenths = thousandths.saturating_add(50).div_euclid(100);
    format!("{}.{}", number(tenths.div_euclid(10)), tenths.rem_euclid(10))
}

/// 「１２」, 「1,234」, 「4.5」 → thousandths.
pub fn read_number(typed: &str) -> Result<i64, &'static str> {
    const HOW: &str = "0以上の数を入力してください（例：12、4.5）。";
    let tidy = japanese::fold::half_width(&japanese::fold::tidy(typed));
    let plain: String = tidy.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || plain.ends_with('.') {
        return Err(if plain.starts_with('-') || plain.starts_with('−') {
            "負の数は入れられません。0以上の数を入力してください。"
        } else if plain.ends_with('%') || plain.ends_with('％') {
            "割合ではなく、人数や件数を入力してください。割合は分子と分母から計算します。"
        } else {
            HOW
        });
    }
    if part.len() > 3 {
        return Err("小数は3けたまでで入力してください。");
    }
    let whole: i64 = whole.parse().map_err(|_| "数が大きすぎます。1億までで入力してください。")?;
    if whole > MOST {
        return Err("数が大きすぎます。1億までで入力してください。");
    }
    let part: i64 = format!("{part:0<3}").parse().map_err(|_| HOW)?;
    let number = whole * THOUSAND + part;
    if number > MOST * THOUSAND {
        Err("数が大きすぎます。1億までで入力してください。")
    } else {
        Ok(number)
    }
}

/// Thousandths for typing again: 4500 → 「4.5」.
pub fn for_typing(thousandths: i64) -> String {
    let (whole, part) = (thousandths / THOUSAND, thousandths % THOUSAND);
    if part == 0 { whole.to_string() } else { format!("{whole}.{}", format!("{part:03}").trim_end_matches('0')) }
}

fn half_up(numerator: i128, denominator: i128) -> i64 {
    i64::try_from((numerator * 2 + denominator) / (denominator * 2)).unwrap_or(i64::MAX)
}

/// A share in thousandths of its unit: 3 of 8 per 100 → 37500 (37.5 %). `None` without a whole.
pub fn share(numerator: i64, denominator: i64, per: i64) -> Option<i64> {
    (denominator > 0)
        .then(|| half_up(i128::from(numerator) * i128::from(per) * i128::from(THOUSAND), i128::from(denominator)))
}

/// What is told of a value: the share, or the count itself. Thousandths.
pub fn told(indicator: &Indicator, value: &Value) -> Option<i64> {
    if indicator.is_share() { share(value.numerator, value.denominator?, indicator.per) } else { Some(value.numerator) }
}

/// What towns are compared by: the share, the count, or the count per 10,000 people. Thousandths.
pub fn compared(indicator: &Indicator, numerator: i64, denominator: Option<i64>, people: Option<i64>) -> Option<i64> {
    if indicator.is_share() {
        share(numerator, denominator?, indicator.per)
    } else if indicator.by_population {
        let people = people.filter(|people| *people > 0)?;
        Some(half_up(i128::from(numerator) * 10_000, i128::from(people)))
    } else {
        Some(numerator)
    }
}

/// The quarters of fewer than ten are single members' values: they are not told.
pub const LEAST_FOR_QUARTERS: usize = 10;

/// Whether a group that holds the reader's own value leaves five others to be told of.
pub fn has_enough_others(n: usize) -> bool {
    n > LEAST_IN_A_GROUP
}

/// First quartile, median, third quartile: of an even number between the two in the middle. `None` below five.
pub fn quarters(values: &mut [i64]) -> Option<(i64, i64, i64)> {
    if values.len() < LEAST_IN_A_GROUP {
        return None;
    }
    values.sort_unstable();
    let at = |quarter: usize| {
        // Position (n − 1) × q/4, told in quarters of a step.
        let place = (values.len() - 1) * quarter;
        let (low, rest) = (place / 4, place % 4);
        let (a, b) = (values[low], values[(low + 1).min(values.len() - 1)]);
        let step = i128::from(b) - i128::from(a);
        a + i64::try_from((step * i128::try_from(rest).unwrap_or(0) * 2 + 4) / 8).unwrap_or(0)
    };
    Some((at(1), at(2), at(3)))
}

/// Years put together where a year alone is too few: from, to, numerator, denominator.
pub fn pooled(indicator: &Indicator, newest_first: &[&Value]) -> Option<(i64, i64, i64, i64)> {
    let newest = newest_first.first()?;
    if !indicator.is_share() || newest.numerator >= SMALL_NUMERATOR * THOUSAND {
        return None;
    }
    let row = newest_first.iter().zip(0..POOLED_YEARS).take_while(|(value, back)| value.year == newest.year - back);
    let years: Vec<&Value> = row.map(|(value, _)| *value).collect();
    let whole: Option<i64> = years.iter().map(|value| value.denominator).sum();
    let first = years.last()?;
    (years.len() > 1).then_some((first.year, newest.year, years.iter().map(|v| v.numerator).sum(), whole?))
}

/// What one looks at again: a share that moved far within a year.
pub fn jump(indicator: &Indicator, now: &Value, before: &Value) -> Option<String> {
    if !indicator.is_share() || indicator.per != 100 || before.year + 1 != now.year {
        return None;
    }
    let (new, old) = (told(indicator, now)?, told(indicator, before)?);
    let points = (new - old).abs();
    (points > JUMP_POINTS * THOUSAND).then(|| {
        format!("前の年度から{}ポイント動いています。数え方が変わっていないか、確かめてください。", one_decimal(points))
    })
}

/// Of a scene the first few that have a value, each with the one that must stand beside it (rule `situation.first`).
pub fn first_of_scene<'a>(listed: &'a [Listed], scene: &str) -> Vec<&'a Listed> {
    let with_value = || listed.iter().filter(|one| one.has);
    let mut first: Vec<&Listed> = with_value().filter(|one| one.scene == scene).take(FIRST_OF_A_SCENE).collect();
    let beside = first.iter().map(|one| one.beside.as_str()).filter(|beside| !beside.is_empty());
    let beside: Vec<&Listed> =
        beside.filter_map(|id| with_value().find(|other| other.id == id && other.scene == scene)).collect();
    for other in beside {
        if !first.iter().any(|one| one.id == other.id) {
            first.push(other);
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share_of(per: i64) -> Indicator {
        Indicator {
            name: "自宅で亡くなった人の割合".to_owned(),
            measure: "share".to_owned(),
            numerator: "自宅で亡くなった人".to_owned(),
            denominator: "亡くなった人".to_owned(),
            per,
            areas: "municipality secondary_medical".to_owned(),
            ..Indicator::default()
        }
    }

    fn count() -> Indicator {
        Indicator { measure: "count".to_owned(), areas: "municipality".to_owned(), ..Indicator::default() }
    }

    fn value(year: i64, numerator: i64, denominator: i64) -> Value {
        Value { year, numerator: numerator * 1_000, denominator: Some(denominator * 1_000), ..Value::default() }
    }

    #[test]
    fn a_part_is_never_more_than_its_whole() {
        let percent = share_of(100);
        assert_eq!(may_be(&percent, "", "", 10_000, Some(10_000)), Ok(()));
        let refused = may_be(&percent, "", "", 10_001, Some(10_000)).unwrap_err();
        assert!(refused.sentence().contains("より多くなっています"));
        // Per 1,000 people the same thing may happen to somebody twice.
        assert_eq!(may_be(&share_of(1_000), "", "", 10_001, Some(10_000)), Ok(()));
        // Nor are two numbers taken that nobody can count, whatever it is told per.
        assert_eq!(may_be(&share_of(100_000), "", "", 100_000, Some(1_000)), Ok(()));
        assert!(matches!(may_be(&share_of(100_000), "", "", 101_000, Some(1_000)), Err(Refusal::TooManyTimes(..))));
        assert!(matches!(may_be(&share_of(100_000), "", "", 1, Some(999)), Err(Refusal::WholeBelowOne(_))));
        for none in [None, Some(0)] {
            assert!(matches!(may_be(&percent, "", "", 0, none), Err(Refusal::NoDenominator(_))));
        }
        assert_eq!(may_be(&count(), "", "", 5, Some(1)), Err(Refusal::DenominatorOfCount));
    }

    #[test]
    fn a_wider_area_has_a_name_and_is_one_the_source_knows() {
        let percent = share_of(100);
        assert_eq!(may_be(&percent, "secondary_medical", "柳井", 1_000, Some(2_000)), Ok(()));
        assert_eq!(may_be(&percent, "secondary_medical", " ", 1_000, Some(2_000)), Err(Refusal::AreaWithoutName));
        assert!(matches!(may_be(&count(), "secondary_medical", "柳井", 1, None), Err(Refusal::NotAtThisLevel(_))));
        let retired = Indicator { retired: true, ..count() };
        assert!(matches!(may_be(&retired, "", "", 1, None), Err(Refusal::Retired(_))));
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let good =
            [("12", 12_000), ("１２", 12_000), ("1,234", 1_234_000), ("4.5", 4_500), ("０．２５", 250), ("0", 0)];
        for (typed, read) in good {
            assert_eq!(read_number(typed), Ok(read), "{typed}");
        }
        assert_eq!(read_number("100000000"), Ok(100_000_000_000));
        for bad in [
            "",
            "-1",
            "−1",
            "12%",
            "１２％",
            "約10",
            "1.2345",
            "100000001",
            "100000000.001",
            "99999999999999999999",
            ".",
            "1.",
        ] {
            assert!(read_number(bad).is_err(), "{bad}");
        }
        assert_eq!(
            (for_typing(4_500), for_typing(12_000), for_typing(250)),
            ("4.5".into(), "12".into(), "0.25".into())
        );
    }

    #[test]
    fn figures_are_half_up_to_one_decimal() {
        assert_eq!(share(1_000, 16_000, 100).map(one_decimal), Some("6.3".to_owned()));
        assert_eq!(share(3_000, 8_000, 100).map(one_decimal), Some("37.5".to_owned()));
        assert_eq!(share(0, 5_000, 100).map(one_decimal), Some("0.0".to_owned()));
        assert_eq!(share(1_000, 0, 100), None);
        assert_eq!((decimal(12_000), decimal(4_449), decimal(4_450)), ("12".into(), "4.4".into(), "4.5".into()));
    }

    #[test]
    fn counts_are_compared_per_ten_thousand_people() {
        let by = Indicator { by_population: true, ..count() };
        assert_eq!(compared(&by, 3_000, None, Some(6_000)), Some(5_000));
        assert_eq!(compared(&by, 3_000, None, None), None);
        assert_eq!(compared(&by, 3_000, None, Some(0)), None);
        assert_eq!(compared(&count(), 3_000, None, None), Some(3_000));
    }

    #[test]
    fn a_group_with_oneself_in_it_needs_six() {
        assert_eq!([5, 6, 7].map(has_enough_others), [false, true, true]);
        assert!(decimal(i64::MAX).len() > 10 && one_decimal(i64::MAX).len() > 10, "no overflow");
    }

    #[test]
    fn quarters_need_five() {
        assert_eq!(quarters(&mut [1, 2, 3, 4]), None);
        assert_eq!(quarters(&mut [5, 1, 4, 2, 3]), Some((2, 3, 4)));
        assert_eq!(quarters(&mut [0, 10, 20, 30, 40, 50]), Some((13, 25, 38)));
    }

    #[test]
    fn few_are_pooled_over_three_years_that_follow_each_other() {
        let percent = share_of(100);
        let years = [value(2025, 3, 40), value(2024, 5, 38), value(2023, 4, 42), value(2022, 6, 41)];
        let all: Vec<&Value> = years.iter().collect();
        assert_eq!(pooled(&percent, &all), Some((2023, 2025, 12_000, 120_000)));
        let gap = [value(2025, 3, 40), value(2023, 4, 42)];
        assert_eq!(pooled(&percent, &gap.iter().collect::<Vec<_>>()), None);
        for (numerator, is_pooled) in [(9, true), (10, false), (11, false)] {
            let two = [value(2025, numerator, 40), value(2024, 5, 38)];
            assert_eq!(pooled(&percent, &two.iter().collect::<Vec<_>>()).is_some(), is_pooled, "{numerator}");
        }
    }

    #[test]
    fn a_share_that_jumps_is_asked_about() {
        let percent = share_of(100);
        let before = value(2024, 10, 100);
        for (now, is_asked) in [(29, false), (30, false), (31, true)] {
            assert_eq!(jump(&percent, &value(2025, now, 100), &before).is_some(), is_asked, "{now}");
        }
        assert_eq!(jump(&percent, &value(2026, 90, 100), &before), None);
    }
}
