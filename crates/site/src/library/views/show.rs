//! A document's own page, and its reader.

use askama::Template;

use super::{scene_label, tier_label, year_words};
use crate::library::address_of_page;
use crate::library::model::{Document, INTRODUCTION, Page, PageLine, Use, Version, kind_label};
use crate::search::Asked;
use crate::shared::{Fact, Frame, Link, Piece, day_of, mark, moment_of, number};

/// A stretch of our own text: paragraphs, a list, a table.
pub enum Block {
    Paragraph(String),
    List(Vec<String>),
    Table { head: Vec<String>, rows: Vec<Vec<String>> },
}

/// A heading with what stands under it.
pub struct Section {
    pub id: String,
    pub heading: String,
    pub blocks: Vec<Block>,
}

/// Answers of one group of people to one question.
pub struct UseTable {
    pub caption: String,
    /// 「n=1,741、令和7年度」
    pub base: String,
    pub rows: Vec<(String, String, String)>,
    /// Fewer than thirty were asked.
    pub small: bool,
    pub source: String,
}

pub struct VersionLine {
    pub name: String,
    pub at: String,
    pub by: String,
    pub note: String,
    pub read: Option<Link>,
    pub file: Option<Link>,
}

/// `/library/{number}`
#[derive(Template)]
#[template(path = "library/templates/show.html")]
pub struct ShowPage {
    pub frame: Frame,
    pub facts: Vec<Fact>,
    pub scenes: Vec<Link>,
    pub withdrawn: String,
    pub remarks: Vec<String>,
    pub link: String,
    /// Where the reader begins; empty when there is nothing to read.
    pub read: String,
    pub file: String,
    pub introduction: &'static str,
    pub file_words: String,
    pub contents: Vec<Link>,
    pub sections: Vec<Section>,
    pub uses: Vec<UseTable>,
    pub versions: Vec<VersionLine>,
    pub may_edit: bool,
    pub base: String,
}

/// n under this is a remark, as in every table of the survey.
const SMALL_BASE: i64 = 30;

impl ShowPage {
    #[allow(clippy::too_many_arguments, reason = "one page, everything it shows")]
    pub fn new(
        frame: Frame,
        document: &Document,
        version: &Version,
        contents: &[PageLine],
        text: &[Page],
        uses: &[Use],
        versions: &[Version],
        may_edit: bool,
        shows_tier: bool,
    ) -> Self {
        let base = format!("/library/{}", document.number);
        let details = &document.details;
        let fact = |label: &str, value: String| Fact {
            label: label.to_owned(),
            value,
            note: String::new(),
            fictitious: false,
        };
        let mut facts = vec![fact("種類", kind_label(&details.kind).to_owned())];
        facts.extend(details.year.map(|year| fact("年度", year_words(year))));
        if !details.publisher.is_empty() {
            facts.push(fact("作ったところ", details.publisher.clone()));
        }
        if !version.file_words().is_empty() && text.is_empty() {
            facts.push(fact("ファイル", version.file_words()));
        }
        facts.push(fact("版", format!("第{}版（{}）", version.version, day_of(&version.at))));
        if shows_tier {
            facts.push(fact("見せる相手", tier_label(details.tier.id()).to_owned()));
        }
        let has_text = version.parts > 0;
        Self {
            facts,
            scenes: details
                .scenes
                .iter()
                .map(|scene| Link::new(scene_label(scene), format!("/library?scene={scene}")))
                .collect(),
            withdrawn: if document.withdrawn { document.reason.clone() } else { String::new() },
            remarks: version.remarks.lines().map(str::to_owned).collect(),
            link: version.link.clone(),
            read: if has_text && text.is_empty() { address_of_page(document.number, 1) } else { String::new() },
            introduction: if version.note == INTRODUCTION { INTRODUCTION } else { "" },
            // Our own words are no original of anything.
            file: if version.file_key.is_empty() || !text.is_empty() { String::new() } else { format!("{base}/file") },
            file_words: version.file_words(),
            contents: contents
                .iter()
                .map(|line| {
                    Link::new(
                        format!("{}　{}", line.place, line.heading),
                        address_of_page(document.number, line.position),
                    )
                })
                .collect(),
            sections: text.iter().map(section).collect(),
            uses: use_tables(uses),
            versions: versions.iter().map(|v| version_line(&base, v)).collect(),
            may_edit,
            base,
            frame,
        }
    }
}

fn version_line(base: &str, version: &Version) -> VersionLine {
    let at = |path: &str| format!("{base}/{path}version={}", version.version);
    VersionLine {
        name: format!("第{}版", version.version),
        at: moment_of(&version.at),
        by: version.by_label.clone(),
        note: version.note.clone(),
        read: (version.parts > 0).then(|| Link::new("読む", at("read?page=1&"))),
        file: (!version.file_key.is_empty()).then(|| Link::new(version.file_name.as_str(), at("file?"))),
    }
}

fn use_tables(uses: &[Use]) -> Vec<UseTable> {
    let mut tables: Vec<UseTable> = Vec::new();
    for u in uses {
        let caption = format!("{}：{}", u.asked, u.question);
        let row = (u.answer.clone(), number(u.number), u.percent());
        match tables.last_mut() {
            Some(table) if table.caption == caption => table.rows.push(row),
            _ => tables.push(UseTable {
                caption,
                base: format!("n={}、{}", number(u.base), year_words(u.year)),
                rows: vec![row],
                small: u.base < SMALL_BASE,
                source: u.source.clone(),
            }),
        }
    }
    tables
}

/// Our own text: lines with 「｜」 are rows of a table, those with 「・」 items of a list.
fn section(page: &Page) -> Section {
    let mut blocks: Vec<Block> = Vec::new();
    for line in page.body.lines().skip(usize::from(page.body.lines().next() == Some(page.heading.as_str()))) {
        if let Some(row) = line.strip_prefix('｜') {
            let cells: Vec<String> = row.trim_end_matches('｜').split('｜').map(str::to_owned).collect();
            match blocks.last_mut() {
                Some(Block::Table { rows, .. }) => rows.push(cells),
                _ => blocks.push(Block::Table { head: cells, rows: Vec::new() }),
            }
        } else if let Some(item) = line.strip_prefix('・') {
            match blocks.last_mut() {
                Some(Block::List(items)) => items.push(item.to_owned()),
                _ => blocks.push(Block::List(vec![item.to_owned()])),
            }
        } else {
            blocks.push(Block::Paragraph(line.to_owned()));
        }
    }
    Section { id: format!("s{}", page.position), heading: page.heading.clone(), blocks }
}

/// `/library/{number}/read?page=`
#[derive(Template)]
#[template(path = "library/templates/read.html")]
pub struct ReadPage {
    pub frame: Frame,
    /// Of an earlier version; empty for the one that holds.
    pub earlier: String,
    /// Of the document.
    pub title: String,
    pub place: String,
    /// Under which heading the place stands; empty where the text itself begins with it.
    pub heading: Vec<Piece>,
    pub lines: Vec<Vec<Piece>>,
    /// 「全12のうち3番目」
    pub position: String,
    pub parts: String,
    pub previous: String,
    pub next: String,
    pub words: String,
    pub also: String,
    /// Whether the words stand here at all.
    pub has_hit: bool,
    pub contents: Vec<Link>,
    pub back: Link,
    pub file: Link,
    pub action: String,
    pub version: String,
}

impl ReadPage {
    pub fn new(
        frame: Frame,
        document: &Document,
        version: &Version,
        page: &Page,
        contents: &[PageLine],
        asked: &Asked,
    ) -> Self {
        let base = format!("/library/{}", document.number);
        let is_earlier = version.version != document.version;
        let more = format!(
            "{}{}",
            if is_earlier { format!("&version={}", version.version) } else { String::new() },
            if asked.is_empty() { String::new() } else { format!("&q={}", foundation::web::escape(&asked.typed)) }
        );
        let to = |position: i64| format!("{}{more}", address_of_page(document.number, position));
        let needles = asked.needles();
        let lines: Vec<Vec<Piece>> = page.body.lines().map(|line| mark(line, &needles)).collect();
        let has_hit = lines.iter().flatten().any(|piece| piece.hit);
        let begins = page.body.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let heading = if begins == page.heading.trim() { "" } else { page.heading.as_str() };
        let file = if is_earlier { format!("{base}/file?version={}", version.version) } else { format!("{base}/file") };
        Self {
            earlier: if is_earlier {
                format!("第{}版（{}）", version.version, day_of(&version.at))
            } else {
                String::new()
            },
            title: document.details.title.clone(),
            place: page.place.clone(),
            heading: mark(heading, &needles),
            lines,
            position: page.position.to_string(),
            parts: number(version.parts),
            previous: if page.position > 1 { to(page.position - 1) } else { String::new() },
            next: if page.position < version.parts { to(page.position + 1) } else { String::new() },
            words: asked.typed.clone(),
            also: asked.also_words(),
            has_hit,
            contents: contents
                .iter()
                .map(|line| Link::new(format!("{}　{}", line.place, line.heading), to(line.position)))
                .collect(),
            back: Link::new("この資料のページ", base.as_str()),
            file: Link::new(
                format!(
                    "{}を保存（{}）",
                    if version.note == INTRODUCTION { "紹介文" } else { "原本" },
                    version.file_words()
                ),
                file,
            ),
            action: format!("{base}/read"),
            version: if is_earlier { version.version.to_string() } else { String::new() },
            frame,
        }
    }
}
