use typst::layout::{Frame, FrameItem};

use super::*;
use crate::charts::{Bar, Caption, Value, bars};

fn text_of(frame: &Frame, out: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => text_of(&group.frame, out),
            FrameItem::Text(text) => out.push_str(&text.text),
            _ => {}
        }
    }
}

/// Text of every page.
fn pages_of(document: &Document) -> Vec<String> {
    let world = ReportWorld::new(&written::json(document), written::pictures(document));
    let paged = paged(&world).expect("a document");
    let text = |page: &typst_layout::Page| {
        let mut out = String::new();
        text_of(&page.frame, &mut out);
        out
    };
    paged.pages().iter().map(text).collect()
}

fn chart() -> String {
    let caption = Caption {
        narrow: false,
        id: "q1".to_owned(),
        title: "協議の場があるのは78.3%".to_owned(),
        base: "n=1,741、%、令和7年度".to_owned(),
        source: "実態調査".to_owned(),
    };
    let bar = |label: &str, tenths| Bar {
        label: label.to_owned(),
        value: Value::Percent { tenths, count: 1 },
        unanswered: false,
    };
    bars(&caption, &[bar("日常の療養支援", 783), bar("看取り", 214)])
}

fn table(rows: usize) -> Table {
    Table {
        caption: "表1 市町村別の回答".to_owned(),
        columns: vec![
            Column { share: 0, align: Align::Start },
            Column { share: 2, align: Align::Start },
            Column { share: 1, align: Align::End },
        ],
        heads: vec![
            vec![Head::new("市町村"), Head { text: "回答".to_owned(), across: 2 }],
            vec![Head::new(""), Head::new("答え"), Head::new("％")],
        ],
        rows: (0..rows)
            .map(|n| Row {
                cells: vec![format!("町{n}"), "設置している".to_owned(), format!("{n}.0")], strong: n == 1
            })
            .collect(),
        row_heads: 1,
        note: "無回答を含む".to_owned(),
    }
}

fn report(blocks: Vec<Block>) -> Document {
    Document {
        title: "柳井市の位置".to_owned(),
        subtitle: "令和8年度 実態調査".to_owned(),
        author: "事務局".to_owned(),
        date: "令和8年11月27日現在".to_owned(),
        day: Some((2026, 11, 27)),
        source: "実態調査".to_owned(),
        fictitious: true,
        fictitious_words: String::new(),
        paper: Paper::A4Portrait,
        blocks,
    }
}

fn everything() -> Vec<Block> {
    vec![
        Block::Heading { level: 1, text: "Ⅰ 基本情報".to_owned() },
        Block::Paragraph("一行目\n二行目".to_owned()),
        Block::List(vec!["一つ".to_owned(), "二つ".to_owned()]),
        Block::Facts(vec![("受付番号".to_owned(), "8-352128-3".to_owned())]),
        Block::Heading { level: 2, text: "表".to_owned() },
        Block::Table(table(3)),
        Block::Chart(chart()),
        Block::Note("速報です".to_owned()),
        Block::NewPage,
        Block::Heading { level: 1, text: "Ⅱ".to_owned() },
    ]
}

#[test]
fn a_report_has_its_words_its_head_and_foot_and_is_tagged() {
    let document = report(everything());
    let pages = pages_of(&document);
    assert_eq!(pages.len(), 2);
    for words in ["一行目", "二つ", "8-352128-3", "設置している", "無回答を含む", "速報です"] {
        assert!(pages[0].contains(words), "{words} in {}", pages[0]);
    }
    for (at, page) in pages.iter().enumerate() {
        for words in ["架空", "出典：実態調査", "令和8年11月27日現在", &format!("{} / 2", at + 1)] {
            assert!(page.contains(words), "{words} on page {}: {page}", at + 1);
        }
    }
    let printed = document.print().expect("a file");
    assert_eq!(printed.pages, 2);
    assert!(printed.bytes.starts_with(b"%PDF-1.7"));
    let properties = String::from_utf8_lossy(&printed.bytes);
    for words in ["<pdfuaid:part>1</pdfuaid:part>", "柳井市の位置", "事務局", "<rdf:li>ja-JP</rdf:li>", "2026-11-27"]
    {
        assert!(properties.contains(words), "{words}");
    }
}

#[test]
fn the_same_data_make_the_same_bytes() {
    let document = report(everything());
    assert_eq!(document.print().expect("a file"), document.print().expect("a file"));
}

#[test]
fn a_long_table_repeats_its_head_on_every_page() {
    let pages = pages_of(&report(vec![Block::Table(table(150))]));
    assert!(pages.len() >= 3, "{}", pages.len());
    for page in &pages {
        assert!(page.contains("市町村") && page.contains("答え"), "{page}");
    }
    assert!(pages.concat().contains("町149"));
}

#[test]
fn text_of_people_is_never_program_text() {
    let hostile = [
        "#import \"secret.typ\" #sys.inputs #{1+1} $x^2$ = 見出し *太字* _斜体_ `code` <label> @ref // comment /* */ \\ ~",
        "#read(\"/etc/passwd\") #eval(\"1\") [#text(fill: red)[赤]]",
        "\"}],\"blocks\":[] {{ }} </script> <b>",
        "- 箇条\n+ 番号\n/ 用語: 説明\n= 見出し",
    ];
    let blocks = hostile.iter().flat_map(|text| {
        let mut table = table(1);
        table.rows[0].cells[1] = (*text).to_owned();
        table.heads[1][1].text = (*text).to_owned();
        [
            Block::Heading { level: 1, text: (*text).to_owned() },
            Block::Paragraph((*text).to_owned()),
            Block::Table(table),
        ]
    });
    let mut document = report(blocks.collect());
    hostile[0].clone_into(&mut document.title);
    let pages = pages_of(&document).concat().replace('\u{200B}', "");
    for words in
        ["#import \"secret.typ\"", "#{1+1}", "$x^2$", "*太字*", "#read(\"/etc/passwd\")", "</script>", "= 見出し"]
    {
        assert!(pages.contains(words), "{words} in {pages}");
    }
    document.print().expect("a file");
}

#[test]
fn rare_kanji_emoji_and_what_no_typeface_has() {
    let words = "髙﨑𠮷野家 栁德 葛\u{E0100}城 👍✅ ①㈱ ﾊﾝｶｸ ～〜 \u{E000} تجربة 한국어 ไทย e\u{301} \u{202E}逆";
    let mut lines = table(1);
    lines.rows[0].cells[1] = format!("{}{}", "字".repeat(500), "x".repeat(500));
    let document = report(vec![
        Block::Paragraph(words.to_owned()),
        Block::Table(lines),
        Block::Facts(vec![("\0\u{7}".to_owned(), "a\u{0}b".to_owned()), (String::new(), String::new())]),
        Block::Heading { level: 3, text: String::new() },
    ]);
    let text = pages_of(&document).concat();
    for words in ["髙﨑", "𠮷", "👍", "〓は、この書類の文字にない字です", "逆"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    document.print().expect("a file");
}

#[test]
fn a_tall_or_broken_chart_does_no_harm() {
    let tall = chart().replace("viewBox=\"0 0 760 ", "viewBox=\"0 0 76 ");
    assert_eq!(pages_of(&report(vec![Block::Chart(tall)])).len(), 1);
    assert!(matches!(report(vec![Block::Chart("<svg".to_owned())]).print(), Err(PrintError::Engine(_))));
    let outside = chart().replace("</svg>", "<image href=\"/etc/passwd\" width=\"10\" height=\"10\"/></svg>");
    assert!(matches!(report(vec![Block::Chart(outside)]).print(), Err(PrintError::Engine(_))));
}

#[test]
fn pictures_stand_in_their_order_with_what_they_show() {
    let png = |svg: &str| -> std::sync::Arc<[u8]> { crate::picture::png(svg, 1.0).expect("a picture").into() };
    let picture = |bytes: std::sync::Arc<[u8]>, caption: &str| {
        let says = "港の<地図>".to_owned();
        Block::Picture(Picture { bytes, is_jpeg: false, width: 760, height: 400, says, caption: caption.to_owned() })
    };
    let document = report(vec![picture(png(&chart()), "図1 #港"), picture(png(&chart()), "")]);
    assert!(pages_of(&document).concat().contains("図1 #港"));
    let printed = document.print().expect("a file");
    assert!(printed.bytes.windows(8).filter(|window| window == b"/Subtype").count() >= 2);
    let broken = report(vec![picture(std::sync::Arc::from(&b"no picture"[..]), "")]);
    assert!(matches!(broken.print(), Err(PrintError::Engine(_))));
    let huge = report(vec![picture(vec![0; LARGEST_PICTURES + 1].into(), "")]);
    assert!(matches!(huge.print(), Err(PrintError::TooMuch(_))));
}

#[test]
fn nothing_in_it_is_still_a_document() {
    let empty = Document { title: "題".to_owned(), ..Document::default() };
    assert_eq!(empty.print().expect("a file").pages, 1);
}
