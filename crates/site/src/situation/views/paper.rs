//! The page of a town on paper: for tomorrow's meeting.

use jiff::civil::Date;
use print::pdf::{Align, Block, Column, Document, Head, Paper, Row as PaperRow, Table};

use super::TownPage;
use super::scene::{Row, SceneView};
use crate::shared::{DEMO_MARK, day_words};

const HOW: &str = "違いは、良い悪いを表しません。ほかの市町村は、同じ年度の値がある市町村が、自分のほかに5以上ある集まりの中央値です（＊は足りないもの）。数は、いちばん新しい人口の1万人当たりで比べます。";

fn heading(level: u8, text: impl Into<String>) -> Block {
    Block::Heading { level, text: text.into() }
}

fn table(heads: Vec<String>, columns: &[(u16, Align)], row_heads: usize, rows: Vec<Vec<String>>) -> Block {
    Block::Table(Table {
        caption: String::new(),
        columns: columns.iter().map(|(share, align)| Column { share: *share, align: *align }).collect(),
        heads: vec![heads.into_iter().map(Head::new).collect()],
        rows: rows.into_iter().map(PaperRow::new).collect(),
        row_heads,
        note: String::new(),
    })
}

/// 「9.5%（亡くなった人のうち自宅 9／亡くなった人 95）令和6年度　人口動態調査」
fn now(row: &Row) -> String {
    let parts = if row.told.parts.is_empty() { String::new() } else { format!("（{}）", row.told.parts) };
    let mark = if row.fictitious { "　架空" } else { "" };
    format!("{}{}{parts}\n{}　{}{mark}", row.told.figure, row.told.unit, row.year, row.source)
}

fn name(row: &Row) -> String {
    let mut name = row.name.clone();
    if !row.area.is_empty() {
        name.push_str(&format!("\n{}の値", row.area));
    }
    for caution in row.cautions() {
        name.push_str(&format!("\n{caution}"));
    }
    name
}

/// The years before, put together where they are few, and what is asked about a jump.
fn before(row: &Row) -> String {
    let pooled = (!row.pooled.is_empty()).then(|| format!("人数が少ないので、{}", row.pooled));
    let remark = (!row.remark.is_empty()).then(|| row.remark.clone());
    row.before.iter().cloned().chain(pooled).chain(remark).collect::<Vec<_>>().join("\n")
}

fn compared(row: &Row) -> Vec<String> {
    if row.compared.is_empty() {
        return vec!["－".to_owned(); 1 + row.groups.len()];
    }
    let own = format!("{}\n{}\n{}", row.compared, row.compared_unit, row.people);
    let group = |group: &Option<(String, String, String)>| match group {
        Some((median, n, quarters)) if quarters.is_empty() => format!("{median}\nn={n}"),
        Some((median, n, quarters)) => format!("{median}\n{quarters}\nn={n}"),
        None => "＊".to_owned(),
    };
    std::iter::once(own.trim_end().to_owned()).chain(row.groups.iter().map(group)).collect()
}

fn scene(page: &TownPage, scene: &SceneView, blocks: &mut Vec<Block>) {
    let worked = match scene.worked_on {
        Some(true) => format!("（取り組んでいる：{}）", page.asked),
        Some(false) => format!("（取り組んでいない：{}）", page.asked),
        None => String::new(),
    };
    blocks.push(heading(2, format!("{}{worked}", scene.label)));
    if let Some((words, from, _)) = &scene.aim {
        blocks.push(Block::Paragraph(format!("あるべき姿：{words}（{from}）")));
    }
    if !scene.rows.is_empty() {
        let mut heads: Vec<String> = ["指標", "いま", "これまで"].map(str::to_owned).to_vec();
        heads.push(format!("● {}", page.name));
        heads.extend(page.heads.iter().map(|(sign, label)| format!("{sign} {label}")));
        let mut columns = vec![(24, Align::Start), (24, Align::Start), (16, Align::Start), (9, Align::End)];
        columns.extend(page.heads.iter().map(|_| (9, Align::End)));
        let rows = scene.rows.iter().map(|row| {
            let mut cells = vec![name(row), now(row), before(row)];
            cells.extend(compared(row));
            cells
        });
        blocks.push(table(heads, &columns, 1, rows.collect()));
    }
    let mut rest = Vec::new();
    if scene.further > 0 {
        rest.push(format!("このほかに値のある指標が{}あります。", scene.further));
    }
    if !scene.missing.is_empty() {
        rest.push(format!("まだ値のない指標が{}あります。", scene.missing.len()));
    }
    if !rest.is_empty() {
        blocks.push(Block::Paragraph(rest.concat()));
    }
}

/// What is due, who the town is, what it said, how it stands.
pub fn document(page: &TownPage, today: Date, demo: bool) -> Document {
    let mut blocks = Vec::new();
    if !page.due.is_empty() {
        blocks.push(heading(1, "いま待っていること"));
        let due = page.due.iter().map(|(title, _, (by, _))| format!("{title}　{by}").trim_end().to_owned());
        blocks.push(Block::List(due.collect()));
    }
    blocks.push(heading(1, "どんな町か"));
    let mut facts: Vec<(String, String)> = Vec::new();
    if !page.classes.is_empty() {
        facts.push(("区分".to_owned(), page.classes.join("、")));
    }
    let mark = |fictitious: bool| if fictitious { "　架空" } else { "" };
    facts.extend(page.figures.iter().map(|figure| {
        let value = format!("{}{}（{}）{}", figure.value, figure.unit, figure.base, mark(figure.fictitious));
        (figure.label.clone(), value.replace("（）", ""))
    }));
    facts.extend(page.facts.iter().map(|fact| {
        let value = format!("{}（{}）{}", fact.value, fact.note, mark(fact.fictitious));
        (fact.label.clone(), value.replace("（）", ""))
    }));
    facts.extend(page.areas.iter().map(|(kind, name)| (kind.clone(), name.clone())));
    if !page.similar.is_empty() {
        let similar: Vec<&str> = page.similar.iter().map(|town| town.label.as_str()).collect();
        facts.push(("似た市町村".to_owned(), similar.join("、")));
    }
    blocks.push(Block::Facts(facts));
    if let Some(said) = &page.said {
        blocks.push(heading(1, "調査で答えたこと"));
        blocks.push(Block::Paragraph(format!("{}　{}{}", said.source, said.standing, mark(said.fictitious))));
        if let Some((issue, _)) = &said.first {
            blocks.push(Block::Paragraph(format!("いちばん先に解きたいこと：{issue}")));
        }
        let rows = said.answers.iter().map(|(question, answer)| vec![question.clone(), answer.clone()]);
        let heads = ["設問", "答え"].map(str::to_owned).to_vec();
        blocks.push(table(heads, &[(45, Align::Start), (55, Align::Start)], 1, rows.collect()));
    }
    blocks.push(heading(1, "場面ごとの数字"));
    blocks.push(Block::Note(format!("{HOW}{}", page.as_of)));
    if !page.waiting.is_empty() {
        let names = page.waiting.join("、");
        blocks.push(Block::Note(format!("ほかの市町村と比べる値を、いま作りなおしています：{names}")));
    }
    page.scenes.iter().for_each(|one| scene(page, one, &mut blocks));
    let of_others = page.said.as_ref().is_some_and(|said| said.fictitious);
    Document {
        title: format!("{}の現在地", page.name),
        subtitle: String::new(),
        author: page.name.clone(),
        date: format!("{}現在", day_words(today)),
        day: Some((i32::from(today.year()), today.month().unsigned_abs(), today.day().unsigned_abs())),
        source: "各指標の出典（表の「いま」の欄）".to_owned(),
        fictitious: page.fictitious || of_others || demo,
        fictitious_words: if demo { DEMO_MARK.to_owned() } else { "架空の値が含まれています".to_owned() },
        paper: Paper::A4Landscape,
        blocks,
    }
}
