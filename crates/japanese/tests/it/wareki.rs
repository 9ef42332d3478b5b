use japanese::wareki::{DateProblem, Era, EraYear, FiscalYear, both, long, parse, short};
use jiff::civil::{Date, date};

#[track_caller]
fn problem(text: &str) -> DateProblem {
    let error = parse(text).expect_err(text);
    assert!(error.to_string().ends_with('。'), "{error}");
    error.problem
}

#[test]
fn ways_to_write_a_day() {
    for text in [
        "令和8年11月20日",
        "R8.11.20",
        "令8/11/20",
        "2026-11-20",
        "2026年11月20日",
        "２０２６／１１／２０",
        "r8-11-20",
        "令和8年11月20日（金）",
        "令和8年11月20日(金曜日)",
        "令和 ８ 年 11 月 20 日",
        "令和八年十一月二十日",
        "2026.11.20",
        "2026−11−20",
        "20261120",
        "令和8年（2026年）11月20日（金）",
        "2026年（令和8年）11月20日",
        "２０２６年１１月２０日（金・祝）",
        "㋿8年11月20日",
        "2026年11月20日(Fri)",
        " 2026/11/20\n",
        "R08.11.20",
        "二〇二六年十一月二十日",
        "Ｒ８．１１．２０",
        "令和8年11月20",
        "2026/11/20(金)",
    ] {
        assert_eq!(parse(text).as_ref().map_err(ToString::to_string), Ok(&date(2026, 11, 20)), "{text}");
    }
    assert_eq!(parse("令和元年5月1日").unwrap(), date(2019, 5, 1));
    assert_eq!(parse("令和1年5月1日").unwrap(), date(2019, 5, 1));
    assert_eq!(parse("昭和64年1月7日").unwrap(), date(1989, 1, 7));
    assert_eq!(parse("1868-01-01").unwrap(), date(1868, 1, 1));
}

#[test]
fn boundaries_of_the_eras() {
    for (text, day) in [
        ("明治6年1月1日", date(1873, 1, 1)),
        ("M45.7.30", date(1912, 7, 30)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("T15.12.25", date(1926, 12, 25)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("S64.1.7", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("H31.4.30", date(2019, 4, 30)),
        ("令和元年5月1日", date(2019, 5, 1)),
    ] {
        assert_eq!(parse(text).unwrap(), day, "{text}");
    }
    for (text, era, day) in [
        ("明治45年7月31日", Era::Meiji, date(1912, 7, 31)),
        ("大正元年7月29日", Era::Taisho, date(1912, 7, 29)),
        ("大正15年12月26日", Era::Taisho, date(1926, 12, 26)),
        ("昭和元年12月24日", Era::Showa, date(1926, 12, 24)),
        ("昭和64年1月8日", Era::Showa, date(1989, 1, 8)),
        ("平成元年1月7日", Era::Heisei, date(1989, 1, 7)),
        ("平成31年5月1日", Era::Heisei, date(2019, 5, 1)),
        ("令和元年4月30日", Era::Reiwa, date(2019, 4, 30)),
        ("平成32年4月1日", Era::Heisei, date(2020, 4, 1)),
    ] {
        assert_eq!(problem(text), DateProblem::OutsideEra { era, day }, "{text}");
    }
    for text in ["明治5年12月2日", "明治元年9月8日", "M5.12.31"] {
        assert_eq!(problem(text), DateProblem::LunarCalendar, "{text}");
    }
    let year = |day| EraYear::of(day).map(EraYear::label);
    for (day, label) in [
        (date(1873, 1, 1), "明治6"),
        (date(1912, 7, 29), "明治45"),
        (date(1912, 7, 30), "大正元"),
        (date(1926, 12, 24), "大正15"),
        (date(1926, 12, 25), "昭和元"),
        (date(1989, 1, 7), "昭和64"),
        (date(1989, 1, 8), "平成元"),
        (date(2019, 4, 30), "平成31"),
        (date(2019, 5, 1), "令和元"),
        (date(2026, 11, 20), "令和8"),
    ] {
        assert_eq!(year(day).as_deref(), Some(label));
    }
    assert_eq!(year(date(1872, 12, 31)), None);
}

#[test]
fn impossible_days() {
    assert_eq!(problem("令和8年2月29日"), DateProblem::NoSuchDay { month: 2, last_day: 28 });
    assert_eq!(parse("令和10年2月29日").unwrap(), date(2028, 2, 29));
    assert_eq!(problem("2026-04-31"), DateProblem::NoSuchDay { month: 4, last_day: 30 });
    assert_eq!(problem("2026-04-00"), DateProblem::NoSuchDay { month: 4, last_day: 30 });
    assert_eq!(problem("2026-13-01"), DateProblem::NoSuchMonth { month: 13 });
    assert_eq!(problem("2026-0-01"), DateProblem::NoSuchMonth { month: 0 });
    assert_eq!(problem("2026-99999999999-01"), DateProblem::NoSuchMonth { month: 99_999_999_999 });
    assert_eq!(problem("令和0年1月1日"), DateProblem::NoSuchYear);
    assert_eq!(problem("令和9999年1月1日"), DateProblem::NoSuchYear);
    assert_eq!(problem("20226-01-01"), DateProblem::NoSuchYear);
    assert_eq!(problem("8/11/20"), DateProblem::YearWithoutEra);
    assert_eq!(problem("999年1月1日"), DateProblem::YearWithoutEra);
    assert_eq!(problem("令和8年（2025年）1月1日"), DateProblem::YearsDisagree { first: 2026, second: 2025 });
    assert_eq!(problem(" "), DateProblem::Empty);
    for text in [
        "きのう",
        "2026",
        "2026-11",
        "2026-11-20-1",
        "11月20日",
        "令和8年11月20日（",
        "令和8年11月20日（予定）",
        "慶応3年1月1日",
        "2026年11日20月",
        "2,026-11-20",
        "2026-11-20 10:00",
        "元年5月1日",
        "-2026-11-20",
        "R.11.20",
        "令和元元年1月1日",
    ] {
        assert!(matches!(problem(text), DateProblem::Unreadable), "{text}");
    }
}

#[test]
fn sentences() {
    assert_eq!(
        parse("平成31年5月1日").unwrap_err().to_string(),
        "「平成31年5月1日」は平成の期間の外です。この日は令和元年5月1日です。元号と年を直してください。"
    );
    assert_eq!(
        parse("令和8年2月30日").unwrap_err().to_string(),
        "「令和8年2月30日」という日はありません。この年の2月は1日から28日までです。日を直してください。"
    );
}

#[test]
fn formats() {
    let day = date(2026, 11, 20);
    assert_eq!(long(day), "令和8年11月20日（金）");
    assert_eq!(both(day), "令和8年（2026年）11月20日（金）");
    assert_eq!(short(day), "R8.11.20");
    assert_eq!(long(date(2019, 5, 1)), "令和元年5月1日（水）");
    assert_eq!(short(date(2019, 5, 1)), "R1.5.1");
    assert_eq!(both(date(1872, 12, 31)), "1872年12月31日（火）");
    assert_eq!(short(date(1872, 12, 31)), "1872.12.31");
}

#[test]
fn what_is_written_can_be_read() {
    let mut day = date(1873, 1, 1);
    while day < date(2040, 1, 1) {
        for text in [long(day), both(day), short(day), day.to_string()] {
            assert_eq!(parse(&text).as_ref(), Ok(&day), "{text}");
        }
        day = day.saturating_add(jiff::Span::new().days(5)); // reaches every month and weekday
    }
}

#[test]
fn fiscal_years() {
    let year = FiscalYear(2026);
    assert_eq!(year.first_day(), date(2026, 4, 1));
    assert_eq!(year.last_day(), date(2027, 3, 31));
    assert_eq!(FiscalYear::of(date(2026, 3, 31)), FiscalYear(2025));
    assert_eq!(FiscalYear::of(date(2026, 4, 1)), year);
    assert_eq!(FiscalYear::of(date(2027, 3, 31)), year);
    assert!(year.contains(date(2027, 3, 31)) && !year.contains(date(2027, 4, 1)) && !year.contains(date(2026, 3, 31)));
    assert_eq!(year.to_string(), "令和8年度（2026年度）");
    assert_eq!(year.era_label(), "令和8年度");
    assert_eq!((year.next(), year.previous()), (FiscalYear(2027), FiscalYear(2025)));
    for (western, label) in [
        (2019, "令和元年度"),
        (2018, "平成30年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
        (1926, "大正15年度"),
        (1927, "昭和2年度"),
        (1912, "大正元年度"),
        (1873, "明治6年度"),
        (1872, "1872年度"),
    ] {
        assert_eq!(FiscalYear(western).era_label(), label);
    }
    for extreme in [i16::MIN, -9999, 9999, i16::MAX] {
        let year = FiscalYear(extreme);
        let _ = (year.first_day(), year.last_day(), year.label(), year.next(), year.previous());
    }
    assert_eq!(FiscalYear::of(Date::MIN), FiscalYear(-10000));
}

#[test]
fn reading_fiscal_years() {
    for text in [
        "令和8年度",
        "R8年度",
        "2026年度",
        "２０２６年度",
        "2026",
        "令和8",
        "令8年度",
        "令和八年度",
        "令和8年度（2026年度）",
        "2026年度(令和8年度)",
    ] {
        assert_eq!(FiscalYear::parse(text), Ok(FiscalYear(2026)), "{text}");
    }
    for (text, western) in [
        ("平成31年度", 2019),
        ("令和元年度", 2019),
        ("昭和63年度", 1988),
        ("平成元年度", 1989),
        ("昭和元年度", 1926),
        ("大正15年度", 1926),
    ] {
        assert_eq!(FiscalYear::parse(text), Ok(FiscalYear(western)), "{text}");
    }
    let problem = |text| FiscalYear::parse(text).unwrap_err().problem;
    assert_eq!(problem("平成32年度"), DateProblem::FiscalYearOutsideEra { era: Era::Heisei, western: 2020 });
    assert_eq!(problem("昭和64年度"), DateProblem::FiscalYearOutsideEra { era: Era::Showa, western: 1989 });
    assert_eq!(problem("8年度"), DateProblem::YearWithoutEra);
    assert_eq!(problem("令和8年度（2025年度）"), DateProblem::YearsDisagree { first: 2026, second: 2025 });
    for text in ["", "年度", "令和8年", "2026-04", "来年度", "令和年度"] {
        assert_eq!(problem(text), DateProblem::UnreadableFiscalYear, "{text}");
    }
    assert_eq!(
        FiscalYear::parse("平成32年度").unwrap_err().to_string(),
        "「平成32年度」は平成の期間の外です。正しくは令和2年度です。元号と年を直してください。"
    );
    for western in 1873..=2100 {
        assert_eq!(FiscalYear::parse(&FiscalYear(western).label()), Ok(FiscalYear(western)));
    }
}
