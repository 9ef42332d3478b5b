//! Files as people save them: encodings, empty cells, and what is wrong in a sentence with its place.

use tabulate::read::{Limits, ReadFault, csv, grid_items};
use tabulate::{Answer, Plan, Variable, write};

const TEXT: &str =
    "番号,問1,a,b,人口,ウエイト\n1,ある,1,0,\"1,234\",1.5\n2,ない,0,0,１２,0.333333\n3,,,,,2\n4,ある,,1,0.5,1e-1\n";

fn refused(text: &str) -> String {
    csv(text.as_bytes(), None, Limits::default()).unwrap_err().to_string()
}

#[test]
fn utf_8_with_or_without_mark_and_cp932_are_the_same() {
    let plain = csv(TEXT.as_bytes(), None, Limits::default()).unwrap();
    let marked = [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat();
    assert_eq!(csv(&marked, None, Limits::default()).unwrap(), plain);
    let cp932 = japanese::cp932::encode(TEXT);
    assert_eq!(csv(&cp932.bytes, None, Limits::default()).unwrap(), plain);
    let windows = TEXT.replace('\n', "\r\n");
    assert_eq!(csv(windows.as_bytes(), None, Limits::default()).unwrap(), plain);
}

#[test]
fn cells_are_read_as_what_they_are() {
    let sheet = csv(TEXT.as_bytes(), None, Limits::default()).unwrap();
    let q = sheet.single("問1").unwrap();
    let answers: Vec<_> = (0..4).map(|r| q.answer(r)).collect();
    assert_eq!(answers, [Answer::Option(0), Answer::Option(1), Answer::NoAnswer, Answer::Option(0)]);
    let m = sheet.multiple("m", &["a", "b"]).unwrap();
    // Ticked; answered with none ticked; all empty; one empty and one ticked.
    assert_eq!((0..4).map(|r| m.states().get(r)).collect::<Vec<_>>(), [2, 2, 1, 2]);
    assert!(m.ticked(0, 0) && !m.ticked(1, 0) && m.ticked(3, 1));
    let people = sheet.numeric("人口", "人").unwrap();
    assert_eq!((0..4).map(|r| people.value(r)).collect::<Vec<_>>(), [Some(1234.0), Some(12.0), None, Some(0.5)]);
    let weights = sheet.weights("ウエイト").unwrap();
    assert_eq!(weights.millionths(), [1_500_000, 333_333, 2_000_000, 100_000]);
}

#[test]
fn the_word_no_answer_is_no_answer_and_other_labels_stay_as_they_are() {
    let sheet = csv("q\n無回答\n\n\" \"\n　\n=1+1\nある \n".as_bytes(), None, Limits::default()).unwrap();
    let q = sheet.single("q").unwrap();
    let labels: Vec<_> = q.meta().choices.iter().map(|c| c.label.as_str()).collect();
    assert_eq!(labels, ["=1+1", "ある "]);
    let question: Variable = q.into();
    let csv = String::from_utf8(write::csv([&Plan::default().table(&question).unwrap()]).unwrap()).unwrap();
    assert!(csv.contains("全体,全体,5,=1+1,1,20.0\n"), "{csv}");
    assert!(csv.contains("全体,全体,5,無回答,3,60.0\n"), "{csv}");
}

#[test]
fn faults_say_where_what_and_what_to_do() {
    assert_eq!(refused(""), "1行目に列の名前がありません。1行目に列の名前を入れてください。");
    assert_eq!(refused("a,b\n"), "回答の行がありません。1行目が列の名前、2行目からが回答です。");
    assert_eq!(refused("a,b,a\n1,2,3\n"), "列の名前「a」がA列とC列にあります。どちらかの名前を変えてください。");
    assert!(refused("a,b\n1,2\n1,2,3\n").starts_with("3行目の列の数が3です。1行目と同じ2にしてください"));
    assert!(refused("a\u{0}b\n").contains("文字だけのファイルではありません"));
    let bytes = [b"a\n".as_slice(), &[0xFF, 0xFF, 0x0A]].concat();
    assert!(csv(&bytes, None, Limits::default()).unwrap_err().to_string().starts_with("2行目の1文字目"));

    let sheet = csv("f,w,x\n1,1,1\n2,-1,多い\n\"3\n4\",1,1\n5,1,1\n".as_bytes(), None, Limits::default()).unwrap();
    let said = |fault: ReadFault| fault.to_string();
    assert_eq!(said(sheet.multiple("m", &["f"]).unwrap_err()), "3行目の「f」が「2」です。1か0か空欄にしてください。");
    assert!(said(sheet.weights("w").unwrap_err()).starts_with("3行目の「w」が「-1」です。0以上100,000以下の数"));
    assert_eq!(said(sheet.numeric("x", "").unwrap_err()), "3行目の「x」が「多い」です。数にしてください。");
    assert!(said(sheet.single("y").unwrap_err()).contains("列は次のとおりです: f、w、x"));
    assert!(csv(b"a\n1\n", Some(&["b"]), Limits::default()).is_err());
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    // A cell over two lines, and an empty line, before the fault.
    let sheet = csv("a,w\n\"x\ny\",1\n\nz,bad\n".as_bytes(), None, Limits::default()).unwrap();
    assert!(sheet.weights("w").unwrap_err().to_string().starts_with("5行目の「w」"));
    let windows = csv("a,w\r\nx,1\r\n\r\nz,bad\r\n".as_bytes(), None, Limits::default()).unwrap();
    assert!(windows.weights("w").unwrap_err().to_string().starts_with("4行目の「w」"));
    assert!(refused("a,b\r\n1,2\r\n\r\n1\r\n").starts_with("4行目の列の数が1です。"));
}

#[test]
fn just_under_at_and_just_over_the_limits() {
    let limits = Limits { bytes: 1000, rows: 3, columns: 2, labels: 2 };
    let read = |text: &str| csv(text.as_bytes(), None, limits);
    assert!(read("a\n1\n2\n1\n").is_ok());
    assert!(matches!(read("a\n1\n1\n1\n1\n"), Err(ReadFault::TooManyRows { most: 3 })));
    assert!(read("a,b\n1,2\n").is_ok());
    assert!(matches!(read("a,b,c\n1,2,3\n"), Err(ReadFault::TooManyColumns { columns: 3, most: 2 })));
    assert!(read("a\n1\n2\n\" \"\n").unwrap().single("a").is_ok());
    assert!(matches!(read("a\n1\n2\n3\n").unwrap().single("a"), Err(ReadFault::TooManyLabels { labels: 3, .. })));
    assert!(matches!(read(&"x".repeat(1001)), Err(ReadFault::TooManyBytes { .. })));
}

#[test]
fn items_of_a_grid_get_the_same_choices() {
    let sheet = csv("a,b\n使う,使わない\n使わない,わからない\n".as_bytes(), None, Limits::default()).unwrap();
    let items: Vec<Variable> = grid_items(&sheet, &["a", "b"]).unwrap().into_iter().map(Into::into).collect();
    let grid = Plan::default().grid(&items.iter().collect::<Vec<_>>()).unwrap();
    assert_eq!(grid.items[0].question.choices.len(), 3);
    assert_eq!(grid.items[1].cells(&grid.items[1].blocks[0], 0)[2].value().unwrap().respondents, 1);
}

/// Whatever bytes come: an answer or a sentence, never a panic.
#[test]
fn arbitrary_bytes_never_panic() {
    let mut chance = crate::chance::Chance(17);
    let pieces: [&[u8]; 12] = [
        b"a",
        b",",
        b"\n",
        b"\"",
        b"\r",
        b"1",
        "無回答".as_bytes(),
        &[0x82, 0xA0],
        &[0xFF],
        b"\xEF\xBB\xBF",
        b" ",
        b"\0",
    ];
    for _ in 0..20_000 {
        let bytes: Vec<u8> = (0..chance.below(30)).flat_map(|_| pieces[chance.below(pieces.len())].to_vec()).collect();
        match csv(&bytes, None, Limits::default()) {
            Err(fault) => assert!(!fault.to_string().is_empty()),
            Ok(sheet) => {
                for name in sheet.headers.clone() {
                    let _ = (sheet.single(&name), sheet.multiple("m", &[&name]), sheet.weights(&name));
                    if let Ok(single) = sheet.single(&name) {
                        write::csv([&Plan::default().table(&single.into()).unwrap()]).unwrap();
                    }
                }
            }
        }
    }
}
