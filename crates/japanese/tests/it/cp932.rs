use japanese::cp932::{DecodeError, Encoding, decode, encode};

#[test]
fn detects_the_encoding() {
    let text = "市町村,人口\r\n茅ヶ崎市,①髙﨑";
    let decoded = decode(text.as_bytes()).unwrap();
    assert_eq!((decoded.text.as_str(), decoded.encoding), (text, Encoding::Utf8));
    let decoded = decode(&[b"\xef\xbb\xbf", text.as_bytes()].concat()).unwrap();
    assert_eq!((decoded.text.as_str(), decoded.encoding), (text, Encoding::Utf8WithMark));
    let encoded = encode(text);
    assert!(encoded.lost.is_empty());
    let decoded = decode(&encoded.bytes).unwrap();
    assert_eq!((decoded.text.as_str(), decoded.encoding), (text, Encoding::Cp932));
    assert_eq!(decode(b"").unwrap().encoding, Encoding::Utf8);
    assert_eq!(decode(b"abc").unwrap().encoding, Encoding::Utf8);
}

#[track_caller]
fn place(bytes: &[u8]) -> (Encoding, usize, usize, usize, u8) {
    match decode(bytes) {
        Err(DecodeError::Undecodable { encoding, line, column, offset, byte }) => {
            (encoding, line, column, offset, byte)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn names_the_first_undecodable_byte() {
    let broken = [encode("町名,人口\r\n小野町,").bytes, vec![0xff], encode("人").bytes].concat();
    assert_eq!(place(&broken), (Encoding::Cp932, 2, 5, 18, 0xff));
    let broken = [encode("ｱ町\n").bytes, vec![0x80]].concat();
    assert_eq!(place(&broken), (Encoding::Cp932, 2, 1, 4, 0x80));
    assert_eq!(place(&[encode("町").bytes, vec![0x92]].concat()), (Encoding::Cp932, 1, 2, 2, 0x92), "cut in half");
    let broken = ["町名\r町,".as_bytes(), &[0xff], "村".as_bytes()].concat();
    assert_eq!(place(&broken), (Encoding::Utf8, 2, 3, 11, 0xff));
    let broken = ["\u{feff}町".as_bytes(), &[0x92, 0xac]].concat();
    assert_eq!(place(&broken), (Encoding::Utf8WithMark, 1, 2, 6, 0x92));
    assert_eq!(
        decode(&broken).unwrap_err().to_string(),
        "1行目の2文字目にUTF-8として読めない文字があります（16進92）。その文字を直すか、「CSV UTF-8（コンマ区切り）」で保存し直してください。"
    );
}

#[test]
fn other_files() {
    assert_eq!(decode(&[0xff, 0xfe, 0x42, 0x30]), Err(DecodeError::Utf16));
    assert_eq!(decode(b"PK\x03\x04\x14\0\x06\0"), Err(DecodeError::NotText));
}

#[test]
fn look_alikes_are_written() {
    let encoded = encode("〜−—–‖¢£¬¥‾¦·\u{a0}‑");
    assert_eq!(encoded.lost, []);
    assert_eq!(decode(&encoded.bytes).unwrap().text, "～－――∥￠￡￢￥￣￤・ ‐");
    assert_eq!(encode("か\u{3099}").bytes, encode("が").bytes);
}

#[test]
fn reports_what_cannot_be_written() {
    let encoded = encode("東京\r\n𠮷野家😀葛\u{e0100}");
    let lost: Vec<_> = encoded.lost.iter().map(|lost| (lost.character, lost.line, lost.column)).collect();
    assert_eq!(lost, [('𠮷', 2, 1), ('😀', 2, 4), ('\u{e0100}', 2, 6)]);
    assert_eq!(decode(&encoded.bytes).unwrap().text, "東京\r\n〓野家〓葛");
    let report = encoded.report().unwrap();
    assert!(report.contains("2行目の1文字目「𠮷」（U+20BB7）"), "{report}");
    assert_eq!(encode("東京").report(), None);
    assert!(encode(&"😀".repeat(7)).report().unwrap().contains("ほか2か所"));
    assert!(!encode("<&\u{80}é").bytes.windows(2).any(|pair| pair == b"&#"));
}

/// Every character CP932 can hold survives the way out and in again.
#[test]
fn every_double_byte_character() {
    let mut count = 0;
    for lead in (0x81..=0x9f).chain(0xe0..=0xfc) {
        for trail in 0x40..=0xfc {
            let Ok(decoded) = decode(&[lead, trail, b'\n', 0x82, 0xa0]) else {
                continue;
            };
            if decoded.encoding != Encoding::Cp932
                || decoded.text.starts_with(|c| ('\u{e000}'..'\u{f900}').contains(&c))
            {
                continue;
            }
            let encoded = encode(&decoded.text);
            assert_eq!(encoded.lost, [], "{lead:x}{trail:x}");
            assert_eq!(decode(&encoded.bytes).unwrap().text, decoded.text);
            count += 1;
        }
    }
    assert!(count > 7_000, "{count}");
}
