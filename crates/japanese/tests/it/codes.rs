use japanese::codes::{CodeError, MunicipalityCode};

#[test]
fn right_codes() {
    for code in ["010006", "011002", "131016", "271004", "281000", "470007", "075221"] {
        let parsed = MunicipalityCode::parse(code).unwrap();
        assert_eq!(parsed.as_str(), code);
        assert_eq!(parsed.to_string(), code);
        assert_eq!(parsed.five_digits(), &code[..5]);
        assert_eq!(MunicipalityCode::from_five_digits(&code[..5]), Ok(parsed));
    }
    assert_eq!(MunicipalityCode::parse(" ０１０００６　").unwrap().as_str(), "010006");
    assert_eq!("131016".parse::<MunicipalityCode>().unwrap().prefecture(), 13);
}

#[test]
fn prefectures() {
    let code = |text| MunicipalityCode::parse(text).unwrap();
    assert!(code("010006").is_prefecture() && !code("011002").is_prefecture());
    assert_eq!(code("011002").of_prefecture(), code("010006"));
    assert_eq!(code("281000").of_prefecture(), code("280003"));
    assert_eq!(code("470007").of_prefecture(), code("470007"));
    assert_eq!((code("010006").prefecture(), code("470007").prefecture()), (1, 47));
    for text in ["00000", "48000", "99999"] {
        assert!(matches!(MunicipalityCode::from_five_digits(text), Err(CodeError::NoSuchPrefecture { .. })), "{text}");
    }
}

#[test]
fn exactly_one_check_digit_is_right() {
    for last in '0'..='9' {
        let text = format!("07522{last}");
        match (last, MunicipalityCode::parse(&text)) {
            ('1', Ok(code)) | ('6', Err(CodeError::LooksLikeInsurerNumber { code, .. })) => {
                assert_eq!(code.as_str(), "075221");
            }
            (_, Err(CodeError::WrongCheckDigit { expected: 1, .. })) => {}
            (_, other) => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn wrong_length() {
    for text in ["", "0752", "0752210", "07522a", "07522-", "075 221", "東京都千代田区", "①②③④⑤⑥"] {
        let error = MunicipalityCode::parse(text).unwrap_err();
        assert!(matches!(error, CodeError::WrongLength { meant: None, .. }), "{text}: {error:?}");
    }
    assert!(matches!(
        MunicipalityCode::parse("10006"),
        Err(CodeError::WrongLength { meant: Some(code), .. }) if code.as_str() == "010006"
    ));
    assert!(matches!(MunicipalityCode::parse("13101"), Err(CodeError::WrongLength { meant: None, .. })));
    assert!(matches!(MunicipalityCode::from_five_digits("131016"), Err(CodeError::WrongLength { wanted: 5, .. })));
}

#[test]
fn sentences() {
    let sentence = |text| MunicipalityCode::parse(text).unwrap_err().to_string();
    assert_eq!(
        sentence("075222"),
        "「075222」は検査数字（6桁目）が合いません。前の5桁が正しければ6桁目は「1」です。コード表で確かめてください。"
    );
    assert_eq!(
        sentence("０７５２２６"),
        "「075226」は介護保険の保険者番号のようです。全国地方公共団体コードは「075221」ではありませんか。確かめて入力し直してください。"
    );
    assert!(sentence("10006").contains("「010006」ではありませんか"));
    assert!(sentence("abc").starts_with("「abc」は6桁の数字ではありません。"));
}
