//! On which side of a deadline today is.

use jiff::civil::Date;

/// 「あと3日です」「今日です」「59日過ぎています」
pub fn days_left(due: Date, today: Date) -> String {
    match (due - today).get_days() {
        0 => "今日です".to_owned(),
        days @ 1.. => format!("あと{days}日です"),
        days => format!("{}日過ぎています", -days),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn how_far_a_deadline_is_is_said_on_either_side_of_it() {
        let due = date(2026, 9, 30);
        for (today, said) in [
            (date(2026, 9, 29), "あと1日です"),
            (date(2026, 9, 30), "今日です"),
            (date(2026, 10, 1), "1日過ぎています"),
            (date(2026, 11, 28), "59日過ぎています"),
        ] {
            assert_eq!(days_left(due, today), said);
        }
    }
}
