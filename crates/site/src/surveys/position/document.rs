//! The position on paper: the same figures as on the page, section by section.

use print::pdf::{Align, Block, Column, Document, Head, Paper, Row, Table};

use super::picture::mark;
use super::{Body, Compared, Difference, Figure, OwnState, Position, Quarters, figure, points, too_few_note};
use crate::shared::{DEMO_MARK, day_words};

/// `author`: who answers for the survey; `day`: the day it was made.
pub fn document(of: &Position, author: &str, day: jiff::civil::Date) -> Document {
    let mut blocks = vec![Block::Note(of.about.standing_in_words())];
    blocks.push(Block::Facts(
        of.groups
            .iter()
            .map(|group| {
                (
                    mark(group.kind).sign().to_owned(),
                    format!("{}（{}{}）", group.label, count(group.members.len()), of.unit),
                )
            })
            .collect(),
    ));
    if !of.remarks.is_empty() {
        blocks.push(Block::List(of.remarks.clone()));
    }
    for (title, found) in [(RARE, &of.rare), (USUAL, &of.usual)] {
        if !found.is_empty() {
            blocks.push(Block::Heading { level: 1, text: title.to_owned() });
            blocks.push(Block::List(found.iter().map(|found| in_words(found, of.unit)).collect()));
        }
    }
    for section in &of.sections {
        blocks.push(Block::Heading { level: 1, text: section.title.clone() });
        for question in &section.questions {
            question_blocks(of, question, &mut blocks);
        }
    }
    blocks.push(Block::Heading { level: 1, text: "読み方".to_owned() });
    blocks.push(Block::List(notes(of)));
    let title = format!("{}の位置　{}", of.name, of.about.title);
    Document {
        title,
        subtitle: format!("{}の答えを、ほかの{}の答えの割合と比べたものです。", of.name, of.unit),
        author: author.to_owned(),
        date: format!("{}現在", day_words(day)),
        day: Some((i32::from(day.year()), day.month().unsigned_abs(), day.day().unsigned_abs())),
        source: of.about.source_line(),
        fictitious: of.is_fictitious(),
        fictitious_words: String::new(),
        paper: Paper::A4Portrait,
        blocks,
    }
}

const DIFFERENCES: &str = "差は、割合の数字どうしからではなく、件数から計算して四捨五入しています。表の割合どうしの引き算とは、0.1違うことがあります。";

pub const RARE: &str = "ほかでは少ない答え";
fn grouped(n: u64) -> String {
    count(usize::try_from(n).unwrap_or(usize::MAX))
}

fn count(n: usize) -> String {
    crate::shared::number(i64::try_from(n).unwrap_or(i64::MAX))
}

pub const USUAL: &str = "多くの団体が選び、この団体が選んでいない答え";

/// 「問5 …：看取り　全国の71.2％、似た市町村の65.0％が選んでいます（差71.2ポイント）。」
pub fn in_words(found: &Difference, unit: &str) -> String {
    let percent = |tenths: u32| format!("{}.{}", tenths / 10, tenths % 10);
    let similar = found.similar.map(|share| format!("、似た{unit}の{}％", percent(share))).unwrap_or_default();
    format!(
        "{}：{}　全国の{}％{similar}が選んでいます（差{}％ポイント）。",
        found.question,
        found.option,
        percent(found.country),
        percent(found.points)
    )
}

/// What must be known for reading the figures.
pub fn notes(of: &Position) -> Vec<String> {
    let mut notes = vec![
        "割合（％）の分母nは、設問をたずねた団体の数で、無回答を含みます。小数第2位を四捨五入しています。".to_owned(),
        "nが30に満たない割合は、1団体の違いで大きく動きます。".to_owned(),
        too_few_note(of.unit),
        DIFFERENCES.to_owned(),
    ];
    if !of.about.is_final() {
        notes.push("速報です。回答がふえると、数字は変わります。".to_owned());
    }
    if let Some(last) = &of.last {
        notes.push(format!("前年度は、{}（{}）です。", last.title, last.standing_in_words()));
    }
    if of.groups.iter().any(|group| group.kind == super::GroupKind::Similar) {
        notes.push(format!(
            "似た{}は、人口規模、高齢化率、85歳以上の割合、区分、2040年の見通し、離島・山村、在宅の資源が近い順に、回答した団体から選んでいます。",
            of.unit
        ));
    }
    if of.is_fictitious() {
        notes.push(DEMO_MARK.to_owned());
    }
    notes
}

/// What the respondent said, in a line.
pub fn own_words(of: &Position, question: &Compared) -> String {
    let said = match (question.own, &question.body) {
        (OwnState::NotAsked, _) => "対象外（この設問はたずねられていません）".to_owned(),
        (OwnState::NoAnswer, _) => "無回答".to_owned(),
        (OwnState::Answered, Body::Number(lines)) => {
            let last = lines.own_last.map(|last| format!("（前年度 {}{}）", figure(last), lines.unit));
            format!("{}{}{}", figure(lines.own.unwrap_or_default()), lines.unit, last.unwrap_or_default())
        }
        (OwnState::Answered, Body::Choices { lines, .. }) => {
            let chosen: Vec<&str> = lines.iter().filter(|line| line.chosen).map(|line| line.label.as_str()).collect();
            if chosen.is_empty() { "どれも選んでいません".to_owned() } else { chosen.join("、") }
        }
    };
    format!("{}の答え：{said}", of.name)
}

fn question_blocks(of: &Position, question: &Compared, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading { level: 2, text: question.title() });
    let mut lines = vec![own_words(of, question)];
    lines.extend(question.asked_of.as_ref().map(|who| format!("たずねた相手：{who}")));
    if !question.remark.is_empty() {
        lines.push(format!("前年度との違い：{}", question.remark));
    }
    blocks.push(Block::Paragraph(lines.join("\n")));
    blocks.push(Block::Table(table(of, question)));
    for named in &question.named {
        blocks.push(Block::Paragraph(format!("{}：{}", named.label, named.names.join("、"))));
    }
}

/// Columns: option, one's own, the groups, last year.
fn table(of: &Position, question: &Compared) -> Table {
    let groups = of.groups.iter().zip(&question.bases).map(|(group, base)| {
        let n = base.map_or_else(|| "＊".to_owned(), grouped);
        Head::new(format!("{}\nn={n}", mark(group.kind).sign()))
    });
    let mut heads =
        vec![Head::new(if matches!(question.body, Body::Number(_)) { "値" } else { "選択肢（％）" })];
    heads.push(Head::new("答え"));
    heads.extend(groups);
    let with_last = question.last.is_some();
    if with_last {
        let base = question.last.and_then(|last| last.base).map_or_else(|| "＊".to_owned(), grouped);
        heads.push(Head::new("前年度\nの答え"));
        heads.push(Head::new(format!("前年度\n□n={base}")));
        heads.push(Head::new("□の差"));
    }
    let shares = [12, 2].into_iter().chain(std::iter::repeat_n(3, heads.len() - 2));
    let columns = shares.enumerate().map(|(at, share)| Column {
        share,
        align: match at {
            0 => Align::Start,
            1 => Align::Middle,
            _ => Align::End,
        },
    });
    let rows = match &question.body {
        Body::Choices { lines, .. } => lines
            .iter()
            .map(|line| {
                let own = question.own != OwnState::NotAsked && line.chosen;
                let mut cells = vec![line.label.clone(), dot(own)];
                cells.extend(line.figures.iter().map(|figure| figure.label()));
                if with_last {
                    cells.push(dot(line.chosen_last.unwrap_or(false)));
                    cells.push(line.last.map(Figure::label).unwrap_or_default());
                    cells.push(line.change.map(points).unwrap_or_default());
                }
                Row { cells, strong: own }
            })
            .collect(),
        Body::Number(lines) => {
            let row = |label: &str, value: fn(Quarters) -> f64| {
                let cell = |quarters: Option<Quarters>| quarters.map_or("＊".to_owned(), |q| figure(value(q)));
                let mut cells = vec![format!("{label}（{}）", lines.unit), String::new()];
                cells.extend(lines.groups.iter().map(|quarters| cell(*quarters)));
                if with_last {
                    cells.extend([String::new(), cell(lines.last), String::new()]);
                }
                Row::new(cells)
            };
            vec![
                row("小さい方から4分の1", |q| q.first),
                row("中央値", |q| q.median),
                row("大きい方から4分の1", |q| q.third),
            ]
        }
    };
    Table { columns: columns.collect(), heads: vec![heads], rows, row_heads: 1, ..Table::default() }
}

fn dot(own: bool) -> String {
    if own { "●".to_owned() } else { String::new() }
}
