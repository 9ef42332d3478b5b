use japanese::digits::{DigitsError, parse};

#[test]
fn numbers() {
    for (text, number) in [
        ("0", 0),
        ("1741", 1741),
        (" １７４１ ", 1741),
        ("1,741", 1741),
        ("１，７４１", 1741),
        ("1,234,567", 1_234_567),
        ("123,456", 123_456),
        ("007", 7),
        ("〇", 0),
        ("零", 0),
        ("十", 10),
        ("二十三", 23),
        ("百五", 105),
        ("千", 1000),
        ("二千二十六", 2026),
        ("二〇二六", 2026),
        ("一万", 10_000),
        ("3万5千", 35_000),
        ("1,234万", 12_340_000),
        ("一億二千万三", 120_000_003),
        ("千七百四十一", 1741),
        ("弐拾", 20),
        ("5百", 500),
        ("9999万9999", 99_999_999),
        ("18446744073709551615", u64::MAX),
        ("千八百四十四京六千七百四十四兆七百三十七億九百五十五万千六百十五", u64::MAX),
    ] {
        assert_eq!(parse(text), Ok(number), "{text}");
    }
}

#[test]
fn refusals() {
    use DigitsError::{Empty, MisplacedComma, MisplacedUnit, NotADigit, TooLarge};
    for (text, error) in [
        ("", Empty),
        (" \u{3000}", Empty),
        ("-1", NotADigit { found: '-', position: 1 }),
        ("1.5", NotADigit { found: '.', position: 2 }),
        ("12人", NotADigit { found: '人', position: 3 }),
        ("①", NotADigit { found: '①', position: 1 }),
        (",174", MisplacedComma { position: 1 }),
        ("1,74", MisplacedComma { position: 2 }),
        ("1,7411", MisplacedComma { position: 2 }),
        ("1234,567", MisplacedComma { position: 5 }),
        ("1,,741", MisplacedComma { position: 3 }),
        ("1,741,", MisplacedComma { position: 6 }),
        ("1,74万", MisplacedComma { position: 2 }),
        ("12,34,567", MisplacedComma { position: 6 }),
        ("十百", MisplacedUnit { position: 2 }),
        ("二三十", MisplacedUnit { position: 3 }),
        ("十十", MisplacedUnit { position: 2 }),
        ("〇十", MisplacedUnit { position: 2 }),
        ("万", MisplacedUnit { position: 1 }),
        ("一万二万", MisplacedUnit { position: 4 }),
        ("一万億", MisplacedUnit { position: 3 }),
        ("1万12345", MisplacedUnit { position: 7 }),
        ("十12", MisplacedUnit { position: 3 }),
        ("〇万", MisplacedUnit { position: 2 }),
        ("18446744073709551616", TooLarge),
        ("1845京", TooLarge),
        ("千八百四十四京六千七百四十四兆七百三十七億九百五十五万千六百十六", TooLarge),
    ] {
        assert_eq!(parse(text), Err(error), "{text}");
    }
}

#[test]
fn sentences() {
    assert_eq!(
        parse("12人").unwrap_err().to_string(),
        "3文字目の「人」は数字ではありません。0以上の整数だけを入力してください。"
    );
}
