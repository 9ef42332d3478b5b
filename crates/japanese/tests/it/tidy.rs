use japanese::fold::{half_width, tidy};

#[test]
fn widths() {
    assert_eq!(tidy("ＡＢＣ１２３"), "ABC123");
    assert_eq!(tidy("ｶﾞｲﾄﾞ｡｢ﾊﾟ｣"), "ガイド。「パ」");
    assert_eq!(tidy("ａ＠ｂ．ｊｐ"), "a@b.jp");
    assert_eq!(tidy("１０：３０、１，７４１人、９５．５％"), "10:30、1,741人、95.5%");
    assert_eq!(tidy("０３－１２３４"), "03-1234");
}

#[test]
fn japanese_punctuation_stays() {
    for kept in
        ["医療（在宅）！？", "10時～12時", "注：例", "医療，介護．", "髙﨑①㈱", "塚神", "葛\u{e0100}", "山田　太郎"]
    {
        assert_eq!(tidy(kept), kept);
    }
}

#[test]
fn white_space_and_invisible_characters() {
    assert_eq!(tidy(" \u{3000}\t町\r\n村\r市\u{2028}区\u{feff}\n "), "町\n村\n市\n区");
    assert_eq!(tidy("a\0b\u{7}c\u{200b}d\u{202e}e\tf\u{a0}g"), "abcde\tf g");
    assert_eq!(tidy("か\u{3099}\u{200b}"), "が");
    assert_eq!(tidy("\u{feff}"), "");
}

#[test]
fn half_width_takes_everything() {
    assert_eq!(half_width("（Ａ－１）～　１"), "(A-1)~ 1");
    assert_eq!(half_width("アｱ"), "アｱ");
}
