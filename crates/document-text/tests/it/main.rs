//! Files as programs write them, and as strangers break them.

mod hostile;

use document_text::{Document, Kind, Limits, Place, Refusal, read};
use print::pdf::{Block, Document as Printed, Paper};

fn taken(name: &str, bytes: &[u8]) -> Document {
    read(name, bytes, &Limits::default()).unwrap_or_else(|refusal| panic!("{name}: {}", refusal.sentence()))
}

fn whole(document: &Document) -> String {
    document.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// As `typst` writes it: subset fonts with maps, tagged, several pages.
#[test]
fn a_document_of_ours_comes_out_page_by_page() {
    let mut blocks = vec![Block::Heading { level: 1, text: "第1章　高齢者の見守り".to_owned() }];
    blocks.extend((1..=40).map(|n| Block::Paragraph(format!("{n}番目の文。訪問看護ステーションが町になくても、隣の町の事業所と話し合えば、夜の呼び出しに応えられる体制をつくれる。髙﨑、𠮷野。"))));
    blocks.push(Block::Heading { level: 1, text: "第2章　看取り".to_owned() });
    blocks.push(Block::Paragraph("家で最期まで。".to_owned()));
    let printed = Printed {
        title: "見本の手引き".to_owned(),
        subtitle: String::new(),
        author: "見本".to_owned(),
        date: "令和8年".to_owned(),
        day: Some((2026, 4, 1)),
        source: "見本".to_owned(),
        fictitious: true,
        fictitious_words: String::new(),
        paper: Paper::A4Portrait,
        blocks,
    };
    let printed = printed.print().expect("a document");
    let document = taken("a.pdf", &printed.bytes);
    assert_eq!((document.kind, document.title.as_str()), (Kind::Pdf, "見本の手引き"));
    assert_eq!(document.parts.len(), printed.pages);
    for (number, part) in (1..).zip(&document.parts) {
        assert_eq!(part.place, Place::Page { number });
    }
    let text: String = whole(&document).chars().filter(|c| !c.is_whitespace()).collect();
    for n in 1..=40 {
        assert!(text.contains(&format!("{n}番目の文。訪問看護ステーションが町になくても、隣の町の事業所と話し合えば、夜の呼び出しに応えられる体制をつくれる。髙﨑、𠮷野。")), "{n}: {text}");
    }
    let last = document.parts.last().expect("pages");
    assert!(last.text.contains("家で最期まで。"), "{}", last.text);
    assert!(document.remarks.is_empty(), "{:?}", document.remarks);
}

/// As LibreOffice Calc writes it.
#[test]
fn a_spreadsheet_comes_out_as_pdf_and_as_workbook() {
    let pdf = taken("c.pdf", include_bytes!("files/libreoffice.pdf"));
    for words in ["訪問看護ステーション", "入退院支援", "高齢者の見守り", "12"] {
        assert!(whole(&pdf).contains(words), "{words}: {}", whole(&pdf));
    }
    let book = taken("c.xlsx", include_bytes!("files/libreoffice.xlsx"));
    assert_eq!(book.parts.len(), 1);
    assert!(book.parts[0].place.label().ends_with("A1〜C4"), "{}", book.parts[0].place.label());
    assert!(book.parts[0].text.contains("看取り　訪問看護ステーション　12"), "{}", book.parts[0].text);
}

/// Older Japanese files: fonts that are not in the file, codes in `Shift_JIS`, no map.
#[test]
fn codes_of_japanese_encodings_are_read_without_a_map() {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    let words = "看取りの手引き";
    let sjis = japanese::cp932::encode(words).bytes;
    let utf16: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (encoding, code) in
        [("90ms-RKSJ-H", hex(&sjis)), ("UniJIS-UTF16-H", hex(&utf16)), ("UniJIS-UCS2-H", hex(&utf16))]
    {
        let font = format!(
            "<< /Type /Font /Subtype /Type0 /BaseFont /MS-Gothic /Encoding /{encoding} /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /MS-Gothic /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /DW 1000 >>] >>"
        );
        let document = taken(
            "old.pdf",
            &hostile::pdf(&font, &format!("BT /F1 12 Tf 72 720 Td <{code}> Tj 0 -20 Td <{code}> Tj ET")),
        );
        assert_eq!(document.parts[0].text, format!("{words}\n{words}"), "{encoding}");
    }
    // Numbers of glyphs without a map mean nothing: said, not guessed.
    let font = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /DW 1000 >>] >>";
    let document = taken("x.pdf", &hostile::pdf(font, "BT /F1 12 Tf <00010002> Tj ET"));
    assert_eq!(document.remarks.len(), 2, "{:?}", document.remarks);
}

#[test]
fn html_is_read_as_a_reader_sees_it() {
    let html = "<!DOCTYPE html><html><head><title>手引き &amp; 資料</title><style>p{}</style></head><body><nav>メニュー</nav><h1>看取り</h1><p>家で<b>最期</b>まで。<script>alert('見えない')</script></p><h2>体制</h2><table><tr><th>場面</th><td>担い手</td></tr></table></body></html>";
    let document = taken("a.html", html.as_bytes());
    assert_eq!((document.kind, document.title.as_str()), (Kind::Html, "手引き & 資料"));
    let headings: Vec<&str> = document.parts.iter().map(|part| part.heading.as_str()).collect();
    assert_eq!(headings, ["看取り", "体制"]);
    assert_eq!(whole(&document), "看取り\n家で最期まで。\n体制\n場面 担い手");
    let old = format!(
        "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=Shift_JIS\"></head><body><p>{}</p></body></html>",
        "看取り"
    );
    let document = taken("a.htm", &japanese::cp932::encode(&old).bytes);
    assert_eq!(whole(&document), "看取り");
}

#[test]
fn plain_text_knows_its_lines_and_headings() {
    let text = format!("# はじめに\n一行目。\n\n第2章　看取り\n{}", "家で最期まで暮らす。\n".repeat(300));
    let document = taken("a.txt", text.as_bytes());
    assert_eq!(document.parts[0].place, Place::Lines { first: 1, last: 2 });
    assert_eq!(document.parts[1].heading, "第2章 看取り");
    assert!(document.parts.len() > 3);
    assert!(matches!(document.parts.last().map(|part| &part.place), Some(Place::Lines { last: 304, .. })));
    assert_eq!(read("a.txt", b"", &Limits::default()), Err(Refusal::Empty));
}
