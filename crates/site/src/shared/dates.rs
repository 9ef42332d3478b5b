//! Dates in forms and on pages: 和暦 and 西暦 are both read, both are shown.

use foundation::Timestamp;
use foundation::web::Form;
use japanese::wareki::{self, EraYear, FiscalYear};
use jiff::civil::{Date, DateTime, Time};

/// What stands in the three boxes of the `date` component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateBoxes {
    pub year: String,
    pub month: String,
    pub day: String,
}

impl DateBoxes {
    pub fn of(day: Date) -> Self {
        let year = EraYear::of(day).map_or_else(|| day.year().to_string(), EraYear::label);
        Self { year, month: day.month().to_string(), day: day.day().to_string() }
    }

    /// As typed, for showing again.
    pub fn typed(form: &Form, field: &str) -> Self {
        let part = |name: &str| form.value(&format!("{field}-{name}")).to_owned();
        Self { year: part("year"), month: part("month"), day: part("day") }
    }

    /// For an empty form with the boxes filled in.
    pub fn fill(self, field: &str, values: &mut foundation::web::Fields) {
        values.push(&format!("{field}-year"), &self.year);
        values.push(&format!("{field}-month"), &self.month);
        values.push(&format!("{field}-day"), &self.day);
    }
}

/// The date in the boxes `{field}-year`, `-month`, `-day`; the year as 令和8, R8, 2026.
pub fn read_date(form: &mut Form, field: &str, label: &str, required: bool) -> Option<Date> {
    let DateBoxes { year, month, day } = DateBoxes::typed(form, field);
    if [&year, &month, &day].iter().all(|part| part.trim().is_empty()) {
        if required {
            form.refuse(field, format!("「{label}」を入力してください。"));
        }
        return None;
    }
    // Where the question's name stands beside the sentence already there is no label.
    let named = |sentence: String| if label.is_empty() { sentence } else { format!("「{label}」：{sentence}") };
    let parts = [("年", &year), ("月", &month), ("日", &day)];
    let missing: Vec<&str> = parts.iter().filter(|(_, part)| part.trim().is_empty()).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        form.refuse(field, named(format!("{}がありません。年・月・日をすべて入れてください。", missing.join("と"))));
        return None;
    }
    let year = year.trim().trim_end_matches('年');
    match wareki::parse(&format!("{year}年{}月{}日", month.trim(), day.trim())) {
        Ok(date) => Some(date),
        Err(error) => {
            form.refuse(field, named(error.to_string()));
            None
        }
    }
}

/// 「令和8年10月31日」, as a box for a date is filled in.
pub fn date_for_typing(day: Date) -> String {
    let DateBoxes { year, month, day } = DateBoxes::of(day);
    format!("{year}年{month}月{day}日")
}

/// A stored date as people read it: `2025-04-01` → 「令和7年4月1日」, `2025-04` → 「令和7年4月」, `2025` → 「令和7年」,
/// `2025年度` → 「令和7年度」; anything else as it is.
pub fn day_in_words(stored: &str) -> String {
    if let Ok(day) = stored.parse::<Date>() {
        return day_words(day);
    }
    let era = |year: i16, month: i8| {
        Date::new(year, month, 1).ok().and_then(EraYear::of).map_or_else(|| year.to_string(), EraYear::label)
    };
    if let Some((year, month)) = stored.split_once('-')
        && let (Ok(year), Ok(month)) = (year.parse::<i16>(), month.parse::<i8>())
    {
        return format!("{}年{month}月", era(year, month));
    }
    if let Some(year) = stored.strip_suffix("年度").and_then(|y| y.parse::<i16>().ok()) {
        return FiscalYear(year).era_label();
    }
    match stored.parse::<i16>() {
        // The label of an era year is that of most of it.
        Ok(year) => format!("{}年", era(year, 12)),
        Err(_) => stored.to_owned(),
    }
}

/// 「令和8年10月31日」, in prose and tables.
pub fn day_words(day: Date) -> String {
    date_for_typing(day)
}

/// A stored instant as a day on Japan's calendars: 「令和8年11月21日」; empty for what is none.
pub fn day_of(at: &str) -> String {
    at.parse::<Timestamp>().map(|at| day_words(at.in_japan().date())).unwrap_or_default()
}

/// A stored instant on Japan's clocks: 「令和8年11月21日 13:05」; empty for what is none.
pub fn moment_of(at: &str) -> String {
    at.parse::<Timestamp>().map(|at| moment_for_typing(at.in_japan().datetime())).unwrap_or_default()
}

/// 「令和8年10月14日 17:00」
pub fn moment_for_typing(at: DateTime) -> String {
    format!("{} {}:{:02}", date_for_typing(at.date()), at.hour(), at.minute())
}

/// 「令和8年（2026年）10月14日（水） 17:00」
pub fn moment(at: DateTime) -> String {
    format!("{} {}:{:02}", wareki::both(at.date()), at.hour(), at.minute())
}

/// An instant on Japan's clocks: 「令和8年（2026年）11月21日（土） 10:00」.
pub fn in_japan(at: Timestamp) -> String {
    moment(at.in_japan().datetime())
}

/// A date with a time of day, to the minute: 「令和8年10月14日 17:00」, 「2026-10-14 午後5時」, `R8.10.14 17時30分`.
///
/// # Errors
/// A Japanese sentence that says what is missing.
pub fn parse_moment(text: &str) -> Result<DateTime, String> {
    let text = japanese::fold::half_width(&japanese::fold::tidy(text));
    let no_time =
        || format!("「{text}」には時刻がありません。「令和8年10月14日 17:00」のように、時刻まで入力してください。");
    let start = match text.find("午前").or_else(|| text.find("午後")) {
        Some(at) => at,
        None => {
            let mark = text.rfind(':').or_else(|| text.rfind('時')).ok_or_else(no_time)?;
            let digits = text[..mark].bytes().rev().take_while(u8::is_ascii_digit).take(2).count();
            mark - digits
        }
    };
    let day = wareki::parse(text[..start].trim_end_matches([' ', 'T'])).map_err(|e| e.to_string())?;
    let time = read_time(&text[start..]).ok_or_else(|| {
        format!("「{}」を時刻として読めません。0:00から23:59までで入力してください。", &text[start..])
    })?;
    Ok(day.to_datetime(time))
}

/// `17:00`, 「17時」, 「午後5時30分」
fn read_time(text: &str) -> Option<Time> {
    let (text, offset) = match (text.strip_prefix("午前"), text.strip_prefix("午後")) {
        (Some(rest), _) => (rest, Some(0)),
        (_, Some(rest)) => (rest, Some(12)),
        _ => (text, None),
    };
    let (hour, minute) = text.trim().split_once([':', '時'])?;
    let minute = minute.trim().trim_end_matches('分');
    let mut hour: i8 = hour.trim().parse().ok()?;
    let minute: i8 = if minute.is_empty() { 0 } else { minute.parse().ok()? };
    if let Some(offset) = offset {
        if !(0..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + offset;
    }
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use foundation::web::Fields;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn both_calendars_are_read_from_the_boxes() {
        for year in ["令和8", "R8", "2026", "２０２６", "令和8年"] {
            let pairs = [("from-year", year), ("from-month", "１０"), ("from-day", "31")];
            let mut form = Form::new(Fields::from_pairs(pairs));
            assert_eq!(read_date(&mut form, "from", "始まり", true), Some(date(2026, 10, 31)), "{year}: {form:?}");
        }
        let mut form = Form::new(Fields::from_pairs([("from-year", "令和8"), ("from-month", "2"), ("from-day", "30")]));
        assert_eq!(read_date(&mut form, "from", "始まり", true), None);
        assert!(form.error("from").contains("始まり"));
        // What is not there is named; a question whose name stands beside it anyway is not.
        let mut form = Form::new(Fields::from_pairs([("from-month", "2"), ("from-day", "29")]));
        assert_eq!(read_date(&mut form, "from", "", false), None);
        assert_eq!(form.error("from"), "年がありません。年・月・日をすべて入れてください。");
        let mut form = Form::default();
        assert_eq!(read_date(&mut form, "from", "始まり", false), None);
        assert!(form.is_valid());
    }

    #[test]
    fn stored_dates_are_shown_in_words() {
        for (stored, shown) in [
            ("2025-04-01", "令和7年4月1日"),
            ("2019-04-30", "平成31年4月30日"),
            ("2019-05-01", "令和元年5月1日"),
            ("2025-09", "令和7年9月"),
            ("2045", "令和27年"),
            ("2023年度", "令和5年度"),
            ("平成の大合併のころ", "平成の大合併のころ"),
            ("", ""),
        ] {
            assert_eq!(day_in_words(stored), shown);
        }
    }

    #[test]
    fn moments_are_read_as_people_write_them() {
        let five = date(2026, 10, 14).at(17, 0, 0, 0);
        for text in [
            "令和8年10月14日 17:00",
            "令和８年１０月１４日　１７：００",
            "2026-10-14T17:00",
            "2026/10/14 17時",
            "R8.10.14 午後5時",
            "令和8年10月14日17時0分",
            "令和8年（2026年）10月14日（水） 17:00",
        ] {
            assert_eq!(parse_moment(text), Ok(five), "{text}");
        }
        assert_eq!(parse_moment(&moment_for_typing(five)), Ok(five));
        assert_eq!(parse_moment(&moment(five)), Ok(five));
        assert_eq!(parse_moment("令和8年10月14日 午後12時30分").map(DateTime::hour), Ok(12));
        for text in
            ["令和8年10月14日", "17:00", "令和8年10月14日 24:00", "令和8年10月14日 17:60", "午後", "：", "時", ""]
        {
            assert!(parse_moment(text).is_err(), "{text}");
        }
    }
}
