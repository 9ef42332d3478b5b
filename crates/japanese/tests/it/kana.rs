use japanese::kana::{Row, is_kana, row_of, sort_key, to_hiragana, to_katakana, widen};

#[test]
fn scripts() {
    assert_eq!(to_hiragana("ケアマネｼﾞｬｰヴヶヽ東"), "けあまねじゃーゔゖゝ東");
    assert_eq!(to_katakana("けあまねｼﾞゔゖゝー東"), "ケアマネジヴヶヽー東");
    assert_eq!(widen("ｶﾞﾊﾟｳﾞﾜﾞｱﾞﾞ｡ｰ"), "ガパヴヷア゛゛。ー");
    assert_eq!(widen("ﾞ"), "゛");
    assert_eq!(widen("｡ｰﾝﾞﾟ"), "。ーン゛゜");
    for c in "あゖゝアヺヽーｦﾟ".chars() {
        assert!(is_kana(c), "{c}");
    }
    for c in "東aＡ・。｡ 々\u{3099}".chars() {
        assert!(!is_kana(c), "{c}");
    }
}

#[track_caller]
fn in_order(words: &[&str]) {
    for pair in words.windows(2) {
        assert!(sort_key(pair[0]) < sort_key(pair[1]), "{} < {}", pair[0], pair[1]);
    }
}

#[test]
fn gojuon_order() {
    in_order(&["3", "A", "あ", "あい", "い", "ん", "亜"]);
    in_order(&["はは", "はば", "はぱ", "ばば", "ひ"]);
    in_order(&["さつき", "さっきん", "さつく"]);
    in_order(&["きやく", "きやくに"]);
    in_order(&["きゃく", "きやく"]);
    in_order(&["かーと", "かあと", "かい"]);
    in_order(&["すすき", "すずき", "すすきだ"]);
    in_order(&["さとう", "さとうみ", "しお"]);
    in_order(&["あおもりけん", "ほっかいどう"]);
    in_order(&["さとう", "サトウ", "さどう"]);
    in_order(&["いすゞ", "いすず"]);
    in_order(&["わ", "を", "ん"]);
    assert_eq!(sort_key("ｻｲﾀﾏ"), sort_key("サイタマ"));
    assert_eq!(sort_key("やまだ　たろう"), sort_key("やまだたろう"));
    assert!(!sort_key("か\0き").contains('\0'));
}

#[test]
fn rows() {
    for (text, label) in [
        ("あおもり", "あ行"),
        ("ギフ", "か行"),
        ("ｼﾞｮｳ", "さ行"),
        ("っ", "た行"),
        ("の", "な行"),
        ("パ", "は行"),
        ("む", "ま行"),
        ("ゃ", "や行"),
        ("ろ", "ら行"),
        ("ヴ", "あ行"),
        ("を", "わ行"),
        ("ん", "わ行"),
        (" わ", "わ行"),
    ] {
        assert_eq!(row_of(text).map(Row::label), Some(label), "{text}");
    }
    for text in ["", " ", "東京", "A", "ー", "ﾞ"] {
        assert_eq!(row_of(text), None, "{text}");
    }
    assert!(Row::ALL.is_sorted());
}
