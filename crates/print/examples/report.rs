//! A report with everything in it, to look at: `cargo run -p print --example report -- OUT.pdf` (and `OUT.pdf.png`, its chart).

use print::charts::{Caption, Group, Line, Mark, Own, Point, Value, position};
use print::pdf::{Align, Block, Column, Document, Head, Paper, Row, Table};

fn chart() -> String {
    let caption = Caption {
        narrow: false,
        id: "q1".to_owned(),
        title: "問1 在宅医療・介護連携の推進に係る協議会を設置していますか。（柳井市）".to_owned(),
        base: "％、速報：1,741市町村のうち1,402市町村の回答".to_owned(),
        source: "出典：令和8年度 実態調査　市町村票。【デモデータ（架空の内容を含みます）】".to_owned(),
    };
    let group = |mark, label: &str| Group { mark, label: label.to_owned() };
    let groups = [
        group(Mark::Circle, "似た20市町村（n=20）"),
        group(Mark::Triangle, "山口県（n=17）"),
        group(Mark::Diamond, "過疎と中山間（n=214）"),
        group(Mark::Down, "1万人以上3万人未満（n=380）"),
        group(Mark::Square, "全国（n=1402）"),
    ];
    let line = |label: &str, own, tenths: [i64; 5]| Line {
        label: label.to_owned(),
        own,
        points: tenths.map(|tenths| Point::of(&Value::Percent { tenths, count: 1 })).to_vec(),
    };
    let lines = [
        line("設置している", Own::Chosen, [650, 471, 588, 612, 703]),
        line(
            "設置していないが、設置に向けて関係する団体との話し合いを進めている",
            Own::NotChosen,
            [250, 412, 300, 288, 222],
        ),
        line("無回答", Own::NotChosen, [0, 0, 12, 5, 8]),
    ];
    position(&caption, "柳井市", &groups, &lines)
}

fn table(rows: usize) -> Table {
    let figure = Column { share: 0, align: Align::End };
    Table {
        caption: "表1 協議会の設置（％）".to_owned(),
        columns: [Column { share: 3, align: Align::Start }].into_iter().chain(std::iter::repeat_n(figure, 6)).collect(),
        heads: vec![
            vec![Head::new(""), Head::new("柳井市"), Head { text: "比べる先".to_owned(), across: 5 }],
            ["選択肢", "", "○似た20", "△山口県", "◇区分", "▽規模", "□全国"].map(Head::new).to_vec(),
        ],
        rows: (0..rows)
            .map(|n| {
                let cells = [
                    "4つの場面のいずれかで設定している",
                    if n == 1 { "●" } else { "" },
                    "65.0",
                    "47.1",
                    "58.8",
                    "61.2",
                    "70.3",
                ];
                Row { cells: cells.map(str::to_owned).to_vec(), strong: n == 1 }
            })
            .collect(),
        row_heads: 1,
        note: "n は設問をたずねた数（無回答を含む）です。".to_owned(),
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::args().nth(1).unwrap_or_else(|| "report.pdf".to_owned());
    let document = Document {
        title: "柳井市の位置　令和8年度 在宅医療・介護連携推進事業 実態調査".to_owned(),
        subtitle: "速報：1,741市町村のうち1,402市町村の回答。自団体の答えを、似た市町村、都道府県、区分、規模、全国と比べたものです。".to_owned(),
        author: "医介連携推進支援の事務局".to_owned(),
        date: "令和8年11月27日現在".to_owned(),
        day: Some((2026, 11, 27)),
        source: "令和8年度 実態調査　市町村票（在宅医療・介護連携推進支援事業）".to_owned(),
        fictitious: true,
        fictitious_words: String::new(),
        paper: if out.contains("landscape") { Paper::A4Landscape } else { Paper::A4Portrait },
        blocks: vec![
            Block::Heading { level: 1, text: "ほかの団体と違うところ".to_owned() },
            Block::List(vec!["問5 取り組んでいる場面：看取り　全国の71.2％、似た20市町村の65.0％が選んでいます。この団体は選んでいません。".to_owned(), "問12 使っているもの".to_owned()]),
            Block::Facts(vec![("受付番号".to_owned(), "8-352128-3".to_owned()), ("提出".to_owned(), "令和8年9月21日 14:02".to_owned())]),
            Block::Heading { level: 1, text: "Ⅱ 市町村の体制".to_owned() },
            Block::Heading { level: 2, text: "問1 在宅医療・介護連携の推進に係る協議会を設置していますか。".to_owned() },
            Block::Paragraph("髙﨑市、𠮷野町、葛\u{E0100}城市、👍 ①㈱ ﾊﾝｶｸ ～〜 \u{E000}。長い語 https://example.jp/a/very/long/path/that/does/not/end/anywhere?really=no".to_owned()),
            Block::Table(table(4)),
            Block::Chart(chart()),
            Block::Note("5団体に満たないまとまりは示していません。".to_owned()),
            Block::Heading { level: 2, text: "長い表".to_owned() },
            Block::Table(table(60)),
        ],
    };
    let started = std::time::Instant::now();
    let printed = document.print()?;
    let first = started.elapsed();
    let again = std::time::Instant::now();
    document.print()?;
    eprintln!("{} pages, {} bytes, {first:?}, again {:?}", printed.pages, printed.bytes.len(), again.elapsed());
    std::fs::write(&out, printed.bytes)?;
    std::fs::write(format!("{out}.png"), print::picture::png(&chart(), 2.0)?)?;
    Ok(())
}
