//! 開庁日: national holidays, weekends, 年末年始. `data/PROVENANCE.md` says where the days come from.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use crate::shared::Rule;

pub const RULES: &[Rule] = &[
    Rule {
        id: "programmes.business_days",
        value: "土日・祝日・年末年始を除く",
        sentence: "開庁日は、土曜日・日曜日、国民の祝日と休日、年末年始（12月29日から1月3日）を除いた日とする",
        source: "REQ-074、行政機関の休日に関する法律",
    },
    Rule {
        id: "programmes.holidays_known",
        value: "2025〜2027年",
        sentence: "祝日は官報で公表された年までを持ち、年により追加する",
        source: "国民の祝日に関する法律、暦要項",
    },
];

static HOLIDAYS: LazyLock<BTreeMap<Date, &'static str>> = LazyLock::new(|| {
    include_str!("../data/holidays.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .filter_map(|(day, name)| Some((day.parse().ok()?, name)))
        .collect()
});

/// 「海の日」; 「休日」 for 振替休日 and 国民の休日.
pub fn holiday(day: Date) -> Option<&'static str> {
    HOLIDAYS.get(&day).copied()
}

/// The last day for which the holidays are known.
pub fn holidays_known_until() -> Option<Date> {
    let last = HOLIDAYS.keys().next_back()?;
    Date::new(last.year(), 12, 31).ok()
}

/// 12月29日 to 1月3日.
pub fn is_year_end(day: Date) -> bool {
    (day.month() == 12 && day.day() >= 29) || (day.month() == 1 && day.day() <= 3)
}

/// A day on which public offices work.
pub fn is_business_day(day: Date) -> bool {
    closed_because(day).is_none()
}

/// Why offices are closed that day: 「土曜日」, 「海の日」, 「年末年始」; `None` on a business day.
pub fn closed_because(day: Date) -> Option<&'static str> {
    match (holiday(day), day.weekday()) {
        (Some(name), _) => Some(name),
        _ if is_year_end(day) => Some("年末年始"),
        (None, Weekday::Saturday) => Some("土曜日"),
        (None, Weekday::Sunday) => Some("日曜日"),
        (None, _) => None,
    }
}

/// The first business day after `day` (not `day` itself).
pub fn next_business_day(day: Date) -> Date {
    let mut next = day;
    // The longest closed stretch is under two weeks.
    for _ in 0..30 {
        next = next.saturating_add(1.day());
        if is_business_day(next) {
            break;
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn offices_are_closed_on_weekends_holidays_and_at_the_turn_of_the_year() {
        assert!(is_business_day(date(2026, 11, 20)));
        assert_eq!(closed_because(date(2026, 11, 21)), Some("土曜日"));
        assert_eq!(closed_because(date(2026, 11, 22)), Some("日曜日"));
        assert_eq!(closed_because(date(2026, 11, 23)), Some("勤労感謝の日"));
        assert!(is_business_day(date(2026, 12, 28)));
        assert_eq!(closed_because(date(2026, 12, 29)), Some("年末年始"));
        assert_eq!(closed_because(date(2027, 1, 1)), Some("元日"));
        assert_eq!(closed_because(date(2027, 1, 3)), Some("年末年始"));
        assert!(is_business_day(date(2027, 1, 4)));
    }

    #[test]
    fn the_next_business_day_jumps_over_everything_closed() {
        assert_eq!(next_business_day(date(2026, 12, 28)), date(2027, 1, 4));
        assert_eq!(next_business_day(date(2026, 9, 18)), date(2026, 9, 24)); // silver week
        assert_eq!(next_business_day(date(2026, 11, 19)), date(2026, 11, 20));
        assert_eq!(next_business_day(Date::MAX), Date::MAX);
    }

    fn nth_monday(year: i16, month: i8, nth: i8) -> Date {
        date(year, month, 1).nth_weekday_of_month(nth, Weekday::Monday).unwrap()
    }

    /// 法律第2条・第3条 worked out for the years of the file; only the equinoxes are given.
    #[test]
    fn the_file_agrees_with_the_law() {
        let equinoxes = [(2025, 20, 23), (2026, 20, 23), (2027, 21, 23)];
        assert_eq!(holidays_known_until(), Some(date(2027, 12, 31)));
        for (year, spring, autumn) in equinoxes {
            let mut days = vec![
                (date(year, 1, 1), "元日"),
                (nth_monday(year, 1, 2), "成人の日"),
                (date(year, 2, 11), "建国記念の日"),
                (date(year, 2, 23), "天皇誕生日"),
                (date(year, 3, spring), "春分の日"),
                (date(year, 4, 29), "昭和の日"),
                (date(year, 5, 3), "憲法記念日"),
                (date(year, 5, 4), "みどりの日"),
                (date(year, 5, 5), "こどもの日"),
                (nth_monday(year, 7, 3), "海の日"),
                (date(year, 8, 11), "山の日"),
                (nth_monday(year, 9, 3), "敬老の日"),
                (date(year, 9, autumn), "秋分の日"),
                (nth_monday(year, 10, 2), "スポーツの日"),
                (date(year, 11, 3), "文化の日"),
                (date(year, 11, 23), "勤労感謝の日"),
            ];
            let named = days.clone();
            let is_named = |day: Date| named.iter().any(|(d, _)| *d == day);
            for (day, _) in &named {
                // 第3条第2項: a holiday on a Sunday makes the next day that is none a holiday.
                if day.weekday() == Weekday::Sunday {
                    let mut substitute = day.tomorrow().unwrap();
                    while is_named(substitute) {
                        substitute = substitute.tomorrow().unwrap();
                    }
                    days.push((substitute, "休日"));
                }
                // 第3条第3項: a day between two holidays.
                let between = day.tomorrow().unwrap();
                if is_named(between.tomorrow().unwrap()) && !is_named(between) && between.weekday() != Weekday::Sunday {
                    days.push((between, "休日"));
                }
            }
            days.sort_unstable();
            days.dedup();
            let kept: Vec<_> = HOLIDAYS.iter().filter(|(d, _)| d.year() == year).map(|(d, n)| (*d, *n)).collect();
            assert_eq!(kept, days, "{year}");
        }
    }
}
