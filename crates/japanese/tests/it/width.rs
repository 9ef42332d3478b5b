use japanese::width::{columns, truncate};

#[test]
fn counts_half_width_columns() {
    for (text, width) in [
        ("", 0),
        ("ABC", 3),
        ("東京", 4),
        ("ｱｲｳﾞ", 4),
        ("A東ｱ", 4),
        ("…", 2),
        ("か\u{3099}", 2),
        ("葛\u{e0100}", 2),
        ("𠮷", 2),
    ] {
        assert_eq!(columns(text), width, "{text}");
    }
}

#[test]
fn truncates() {
    for (text, most, short) in [
        ("東京都", 6, "東京都"),
        ("東京都", 5, "東…"),
        ("東京都", 4, "東…"),
        ("東京都", 3, "…"),
        ("東京都", 2, "…"),
        ("東京都", 1, ""),
        ("東京都", 0, ""),
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abc…"),
        ("", 0, ""),
        ("a", 1, "a"),
        ("ab", 1, ""),
        ("か\u{3099}か\u{3099}か", 4, "か\u{3099}…"),
    ] {
        let got = truncate(text, most);
        assert_eq!(got, short, "{text} {most}");
        assert!(columns(&got) <= most);
    }
}
