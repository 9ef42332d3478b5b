use japanese::fold::{find_all, find_all_in, fold, fold_with_offsets};

#[track_caller]
fn same(spellings: &[&str]) {
    for pair in spellings.windows(2) {
        assert_eq!(fold(pair[0]), fold(pair[1]), "{} / {}", pair[0], pair[1]);
    }
}

#[track_caller]
fn differ(a: &str, b: &str) {
    assert_ne!(fold(a), fold(b), "{a} / {b}");
}

#[test]
fn width_case_and_kana() {
    assert_eq!(fold("ＩＣＴ活用"), "ict活用");
    assert_eq!(fold("ケアマネ"), "けあまね");
    same(&["ｹｱﾏﾈｼﾞｬｰ", "ケアマネジャー", "けあまねじゃー", "ケアマネシ\u{3099}ャー", "ケアマネシ゛ャー"]);
    same(&["ﾊﾟﾝﾌ", "パンフ", "ハ\u{309a}ンフ"]);
    assert_eq!(fold("㈱①㎡㍻Ⅳ"), "(株)1m2平成iv");
    assert_eq!(fold("é"), fold("E\u{301}"));
    assert_eq!(fold(""), "");
}

#[test]
fn names_of_people_and_places() {
    same(&["髙橋", "高橋"]);
    same(&["山﨑", "山崎", "山嵜"]);
    same(&["渡邊", "渡邉", "渡辺", "渡邉\u{e0101}", "渡辺\u{fe00}"]);
    same(&["斎藤", "齋藤", "斉藤", "齊藤"]);
    same(&["檮原町", "梼原町"]);
    same(&["須惠町", "須恵町"]);
    same(&["𠮷野", "吉野"]);
    same(&["神山", "神山"]);
    same(&["飛驒市", "飛騨市"]);
    same(&["葛\u{e0100}城市", "葛城市"]);
    differ("弁護", "辯護");
    differ("長崎", "長埼");
}

#[test]
fn small_ke_in_place_names_and_counters() {
    same(&["茅ヶ崎", "茅ケ崎", "茅が崎", "茅ｹ崎"]);
    same(&["霞ヶ関", "霞が関", "霞ケ關"]);
    same(&["龍ケ崎市", "竜ヶ崎市"]);
    same(&["３ヶ月", "3か月", "3カ月", "3ヵ月", "3ケ月", "3箇月", "３ヵ\u{3000}月"]);
    same(&["三ヶ所", "三箇所", "三か所"]);
    same(&["六ヶ所村", "六ケ所村"]);
    same(&["八ッ場", "八ツ場"]);
    assert_eq!(fold("訪問ケア"), "訪問けあ");
    assert_eq!(fold("受け入れ"), "受け入れ");
    assert_eq!(fold("該当箇所"), "該当箇所");
}

#[test]
fn hyphens_and_long_vowels() {
    for dash in ["ー", "‐", "-", "–", "—", "―", "−", "ｰ", "－"] {
        assert_eq!(fold(&format!("センタ{dash}が")), "せんたーが", "{dash}");
    }
    for dash in ["ー", "‐", "-", "–", "—", "―", "−", "ｰ", "－"] {
        assert_eq!(fold(&format!("1{dash}2")), "1-2", "{dash}");
    }
    assert_eq!(fold("在宅−医療"), "在宅-医療");
    assert_eq!(fold("コーヒー"), "こーひー");
    same(&["10〜12", "10～12", "10~12"]);
}

#[test]
fn gaps_between_japanese_characters_vanish() {
    same(&["退院調整", "退院 調整", "退院　調整", "退院\n調整", "退院\r\n調整", "退院\u{200b}調整", "退院\0調整"]);
    same(&["ケアマネ", "ケア・マネ", "ｹｱ･ﾏﾈ", "ケア·マネ", "ケア ・ マネ"]);
    differ("退院調整", "退院\n\n調整");
    differ("退院調整", "退院\n・調整");
    differ("退院調整", "退院\u{c}調整");
    assert_eq!(fold("ICT  活用\nx"), "ict 活用 x");
    assert_eq!(fold("A・B"), "a・b");
    same(&["1,741町村", "1741町村", "１，７４１町村"]);
    assert_eq!(fold("2,024,100"), "2024100");
    assert_eq!(fold("1,2345 1,23 ,123 a,123"), "1,2345 1,23 ,123 a,123");
}

fn found<'a>(haystack: &'a str, needle: &str) -> Vec<&'a str> {
    find_all(haystack, needle).into_iter().map(|range| &haystack[range]).collect()
}

#[test]
fn finds_in_the_original() {
    assert_eq!(found("入退院 調整の退院\n調整", "退院調整"), ["退院 調整", "退院\n調整"]);
    assert_eq!(found("ﾃﾞｲｻｰﾋﾞｽとデイサービス", "でいさーびす"), ["ﾃﾞｲｻｰﾋﾞｽ", "デイサービス"]);
    assert_eq!(found("㈱髙島", "株"), ["㈱"]);
    assert_eq!(found("㈱髙島", "高島"), ["髙島"]);
    assert_eq!(found("待つ…終", "."), ["…"]);
    assert_eq!(found("渡邉\u{e0101}さん", "渡辺"), ["渡邉\u{e0101}"]);
    assert_eq!(found("ああああ", "ああ"), ["ああ", "ああ"]);
    assert_eq!(found("茅ヶ崎市", " 茅ケ崎 "), ["茅ヶ崎"]);
    assert_eq!(found("全1,741市町村", "1741"), ["1,741"]);
    for nothing in ["", " ", "\u{3000}", "\u{200b}", "無い"] {
        assert!(find_all("在宅医療", nothing).is_empty(), "{nothing:?}");
    }
    assert!(find_all("", "医療").is_empty());
}

#[test]
fn offsets() {
    let folded = fold_with_offsets("ｶﾞ㈱");
    assert_eq!(folded.text(), "が(株)");
    let origins: Vec<_> = folded.origins().collect();
    assert_eq!(origins, [('が', 0..6), ('(', 6..9), ('株', 6..9), (')', 6..9)]);
    assert_eq!(folded.original(&(0..3)), Some(0..6));
    assert_eq!(folded.original(&(0..0)), None);
    assert_eq!(folded.original(&(99..120)), None);
    assert_eq!(find_all_in(&folded, "ガ").first(), Some(&(0..6)));
}
