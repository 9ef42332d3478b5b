//! A case on A4: the same words as on its page, trouble first, with its source and the day it was taken out.

use jiff::civil::Date;
use print::pdf::{Align, Block, Column, Document, Head, Paper, Picture, Row, Table};

use crate::beyond::DrawnPlan;

use super::model::{Case, Field, PlaceFacts, State, TagKind, UNKNOWN, shown_with_unit, tag_label};
use super::views::source_of;
use crate::regions::percent;
use crate::shared::{DEMO_MARK, blocks, day_in_words, day_of, day_words, number};

/// Where it lies, when it was taken out, and whether what it shows is a demonstration's.
pub struct Taken<'a> {
    pub address: &'a str,
    pub day: Date,
    pub demo: bool,
}

/// What stands beside the words: pictures with what they show, and the logic model as SVG.
#[derive(Default)]
pub struct Beside {
    pub pictures: Vec<Picture>,
    pub model: Option<DrawnPlan>,
}

pub fn document(case: &Case, places: &[PlaceFacts], beside: Beside, taken: &Taken<'_>) -> Document {
    let texts = &case.content.texts;
    let mut all = Vec::new();
    if case.state != State::Published {
        all.push(Block::Note(format!(
            "まだ一般に公開されていません（{}）。関係者の中だけでお使いください。",
            case.state.label()
        )));
    }
    all.push(Block::Facts(facts(case)));
    if !texts.trouble.is_empty() {
        all.push(Block::Note(format!("困っていたこと：{}", texts.trouble)));
    }
    if !texts.summary.is_empty() {
        all.push(Block::Paragraph(texts.summary.clone()));
    }
    for field in Field::EVERY.iter().filter(|field| field.has_heading()) {
        let text = texts.get(*field);
        if !text.is_empty() {
            all.push(heading(field.label()));
            all.extend(prose(text));
        }
        if *field == Field::Outline {
            all.extend(players(case));
        }
    }
    all.extend(shown(case, beside, taken));
    all.extend(figures(case));
    all.extend(towns(places));
    all.push(heading("出典"));
    let source = source_of(case);
    all.push(Block::Paragraph(if source.is_empty() {
        "出典の記載はありません。地域が、または事務局が地域に代わって書いたものです。".to_owned()
    } else {
        format!("{source}。もとの文章をそのまま写したものではなく、事実をもとに書き直しています。")
    }));
    all.push(Block::Paragraph(taken.address.to_owned()));
    Document {
        title: texts.title.clone(),
        subtitle: format!("取組事例　{}", case.owner_label()),
        author: case.owner_label(),
        date: format!("{}現在", day_words(taken.day)),
        day: Some((i32::from(taken.day.year()), taken.day.month().unsigned_abs(), taken.day.day().unsigned_abs())),
        source: "れんけい 取組事例".to_owned(),
        fictitious: taken.demo || places.iter().any(|place| place.fictitious == Some(true)),
        fictitious_words: DEMO_MARK.to_owned(),
        paper: Paper::A4Portrait,
        blocks: all,
    }
}

fn heading(text: &str) -> Block {
    Block::Heading { level: 1, text: text.to_owned() }
}

fn prose(text: &str) -> Vec<Block> {
    let block = |block: crate::shared::Block| {
        if block.is_list { Block::List(block.lines) } else { Block::Paragraph(block.lines.join("\n")) }
    };
    blocks(text).into_iter().map(block).collect()
}

fn facts(case: &Case) -> Vec<(String, String)> {
    let texts = &case.content.texts;
    let labels = |kind: TagKind| {
        let labels: Vec<&str> = case.content.tags_of(kind).map(|tag| tag_label(kind, tag)).collect();
        labels.join("、")
    };
    let below = [texts.district.as_str(), &texts.wide_area];
    let below = below.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let rows = [
        ("書いた団体", case.owner_label()),
        ("地域", below),
        ("動かしている組織", texts.actor.clone()),
        ("テーマ", texts.theme.clone()),
        ("場面", labels(TagKind::Scene)),
        ("地域の区分", labels(TagKind::Class)),
        ("連携の種類", labels(TagKind::Cooperation)),
        ("実施内容", labels(TagKind::Content)),
        ("鍵になった人・組織", labels(TagKind::KeyPerson)),
        ("始めた年", case.content.start_year.map(|year| format!("{year}年")).unwrap_or_default()),
        ("公開", case.published_at.as_deref().map(day_of).unwrap_or_default()),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| (label.to_owned(), value)).collect()
}

/// Pictures, the logic model, and where the documents lie.
fn shown(case: &Case, beside: Beside, taken: &Taken<'_>) -> Vec<Block> {
    let mut all: Vec<Block> = beside.pictures.into_iter().map(Block::Picture).collect();
    if let Some(model) = beside.model {
        all.push(Block::Chart(model.svg));
        all.push(Block::Note(format!("ロジックモデル「{}」（{}の版）", model.title, day_of(&model.at))));
    }
    let documents: Vec<String> = case
        .content
        .files
        .iter()
        .filter(|file| !file.is_picture())
        .map(|file| {
            format!(
                "{}（{}、{}）{}/files/{}",
                file.title(),
                file.kind_label(),
                file.size(),
                taken.address,
                file.token()
            )
        })
        .collect();
    if !documents.is_empty() {
        all.push(Block::List(documents));
    }
    if !all.is_empty() {
        all.insert(0, heading("図・資料"));
    }
    all
}

fn column(share: u16, align: Align) -> Column {
    Column { share, align }
}

fn players(case: &Case) -> Option<Block> {
    let rows: Vec<Row> = case.content.players.iter().map(|p| Row::new(vec![p.player.clone(), p.act.clone()])).collect();
    (!rows.is_empty()).then(|| {
        Block::Table(Table {
            caption: "だれが、何をしたか".to_owned(),
            columns: vec![column(2, Align::Start), column(5, Align::Start)],
            heads: vec![["担い手", "したこと"].map(Head::new).to_vec()],
            rows,
            row_heads: 1,
            note: String::new(),
        })
    })
}

fn figures(case: &Case) -> Vec<Block> {
    let rows: Vec<Row> = case
        .content
        .facts
        .iter()
        .map(|fact| {
            let (value, unit) = shown_with_unit(&fact.value, &fact.unit);
            let as_of = match fact.as_of.as_str() {
                "" | UNKNOWN => UNKNOWN.to_owned(),
                day => day_in_words(day),
            };
            Row::new(vec![fact.label.clone(), value, unit, as_of])
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let table = Table {
        caption: String::new(),
        columns: vec![column(5, Align::Start), column(2, Align::End), column(2, Align::Start), column(3, Align::Start)],
        heads: vec![["項目", "数値", "単位", "時点"].map(Head::new).to_vec()],
        rows,
        row_heads: 1,
        note: "数字は出典のとおりです。".to_owned(),
    };
    vec![heading("取組が示した数字"), Block::Table(table)]
}

/// Figures of the register, each with date and source; what is not known is said.
fn towns(places: &[PlaceFacts]) -> Vec<Block> {
    let unknown = || "不明".to_owned();
    let rows: Vec<Row> = places
        .iter()
        .map(|place| {
            let rate = place.age65.zip(place.population).and_then(|(part, all)| percent(part, all));
            let mark = if place.fictitious == Some(true) { "（架空）" } else { "" };
            Row::new(vec![
                format!("{}{mark}", place.name),
                place.population.map_or_else(unknown, number),
                rate.unwrap_or_else(unknown),
                place.as_of.as_deref().map_or_else(unknown, day_in_words),
                place.source.clone().unwrap_or_else(unknown),
            ])
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let table = Table {
        caption: String::new(),
        columns: vec![
            column(4, Align::Start),
            column(3, Align::End),
            column(3, Align::End),
            column(4, Align::Start),
            column(5, Align::Start),
        ],
        heads: vec![["市町村", "人口（人）", "65歳以上（%）", "時点", "出典"].map(Head::new).to_vec()],
        rows,
        row_heads: 1,
        note: String::new(),
    };
    vec![heading("地域の数字"), Block::Table(table)]
}
