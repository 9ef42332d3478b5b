//! 自己評価の下書き: items with the town's words and what the platform holds; the office's list of items.

use askama::Template;
use foundation::web::Form;

use super::{Differences, Tab, differing, short_year};
use crate::actions::evidence::{Held, Line};
use crate::files::AssessmentRow;
use crate::model::{APPLIES, EVIDENCE, Item, Statement, applies_label};
use crate::rules::items::CHECK;
use crate::shared::{Block, Choice, Frame, Link, blocks};

#[derive(Template)]
#[template(path = "groundwork/templates/assessment.html")]
pub struct AssessmentPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub parts: Vec<(String, Vec<Row>)>,
    pub check: &'static str,
    pub downloads: Vec<Link>,
    pub fictitious: bool,
    /// How many items have words, of how many.
    pub done: (usize, usize),
}

/// An item with everything beside it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub number: usize,
    pub id: String,
    pub part: String,
    pub title: String,
    pub meaning: String,
    pub applies: &'static str,
    pub state: &'static str,
    pub text: String,
    pub words: Vec<Block>,
    pub evidence: Vec<Line>,
    pub href: String,
    pub fictitious: bool,
}

impl Row {
    pub fn all(base: &str, items: &[Item], statements: &[Statement], held: &Held) -> Vec<Self> {
        let row = |(number, item): (usize, &Item)| {
            let own = statements.iter().find(|one| one.item_id == item.id);
            let applies = own.map(|one| one.applies.clone()).unwrap_or_default();
            let evidence = held.beside(item);
            Self {
                number,
                id: item.id.clone(),
                part: item.part.clone(),
                title: item.title.clone(),
                meaning: item.meaning.clone(),
                applies: applies_label(&applies),
                state: match applies.as_str() {
                    "yes" => "done",
                    "partly" => "doing",
                    _ => "none",
                },
                text: own.map(|one| one.words.clone()).unwrap_or_default(),
                words: own.map(|one| blocks(&one.words)).unwrap_or_default(),
                fictitious: own.is_some_and(|one| one.fictitious) || evidence.iter().any(|line| line.fictitious),
                evidence,
                href: format!("{base}/assessment/{}?year={}", item.id, held.year),
            }
        };
        (1..).zip(items).map(row).collect()
    }

    pub fn record(&self) -> AssessmentRow {
        AssessmentRow {
            number: i64::try_from(self.number).unwrap_or(0),
            part: self.part.clone(),
            title: self.title.clone(),
            meaning: self.meaning.clone(),
            applies: self.applies.to_owned(),
            words: self.text.clone(),
            evidence: self.evidence.iter().map(|line| line.text.clone()).collect(),
            fictitious: self.fictitious,
        }
    }
}

impl AssessmentPage {
    pub fn new(frame: Frame, base: &str, year: i64, tabs: Vec<Tab>, rows: Vec<Row>) -> Self {
        let done = (rows.iter().filter(|row| !row.text.is_empty()).count(), rows.len());
        let fictitious = rows.iter().any(|row| row.fictitious);
        let mut parts: Vec<(String, Vec<Row>)> = Vec::new();
        for row in rows {
            match parts.last_mut() {
                Some((part, of)) if *part == row.part => of.push(row),
                _ => parts.push((row.part.clone(), vec![row])),
            }
        }
        let file = |ending: &str| format!("{base}/assessment.{ending}?year={year}");
        Self {
            frame,
            tabs,
            parts,
            check: CHECK,
            downloads: vec![
                Link::new("CSV", file("csv")),
                Link::new("Excel", file("xlsx")),
                Link::new("PDF（A4）", file("pdf")),
            ],
            fictitious,
            done,
        }
    }
}

#[derive(Template)]
#[template(path = "groundwork/templates/statement.html")]
pub struct StatementPage {
    pub frame: Frame,
    pub action: String,
    pub back: String,
    pub year: i64,
    pub revision: String,
    pub form: Form,
    pub applies: Vec<Choice>,
    pub row: Row,
    pub check: &'static str,
    pub conflict: String,
    pub differences: Differences,
}

impl StatementPage {
    pub fn new(frame: Frame, base: &str, year: i64, row: Row, statement: &Statement, form: &Form) -> Self {
        let choice = |(id, label): &(&str, &str)| Choice::new(*id, *label, form.value("applies") == *id);
        Self {
            frame,
            action: format!("{base}/assessment/{}", row.id),
            back: format!("{base}/assessment?year={year}"),
            year,
            revision: statement.revision.to_string(),
            form: form.clone(),
            applies: APPLIES.iter().map(choice).collect(),
            row,
            check: CHECK,
            conflict: String::new(),
            differences: Vec::new(),
        }
    }

    pub fn changed_meanwhile(&mut self, theirs: &Statement, yours: &Statement) {
        self.differences = differing([
            ("該当するか", applies_label(&theirs.applies).to_owned(), applies_label(&yours.applies).to_owned()),
            ("説明", theirs.words.clone(), yours.words.clone()),
        ]);
        self.conflict = format!(
            "開いているあいだに、{}さんがここを変えました。あなたの入力は下の欄に残っています。確かめて保存すると、あなたの入力に置きかわります。",
            theirs.updated_by
        );
    }
}

#[derive(Template)]
#[template(path = "groundwork/templates/items.html")]
pub struct ItemsPage {
    pub frame: Frame,
    pub year: i64,
    pub tabs: Vec<Tab>,
    pub rows: Vec<ItemRow>,
}

pub struct ItemRow {
    pub position: i64,
    pub part: String,
    pub title: String,
    pub href: String,
    /// 「はじめから入っている文」, 「令和8年度から」
    pub from: String,
    pub retired: bool,
}

impl ItemsPage {
    pub fn new(frame: Frame, year: i64, tabs: Vec<Tab>, items: &[Item]) -> Self {
        let row = |item: &Item| ItemRow {
            position: item.position,
            part: item.part.clone(),
            title: item.title.clone(),
            href: format!("/groundwork/items/{}?year={year}", item.id),
            from: if item.fiscal_year == 0 {
                "はじめから入っている文".to_owned()
            } else {
                format!("{}から（{}）", short_year(item.fiscal_year), item.updated_by)
            },
            retired: item.retired,
        };
        Self { frame, year, tabs, rows: items.iter().map(row).collect() }
    }
}

#[derive(Template)]
#[template(path = "groundwork/templates/item.html")]
pub struct ItemPage {
    pub frame: Frame,
    pub action: String,
    pub back: String,
    pub year: i64,
    pub year_words: String,
    pub revision: String,
    pub is_new: bool,
    pub form: Form,
    pub evidence: Vec<Choice>,
    pub conflict: String,
    pub differences: Differences,
}

impl ItemPage {
    /// `revision`: of the year's own wording; 0 where it has none yet.
    pub fn new(frame: Frame, year: i64, item: Option<&Item>, revision: i64, form: &Form) -> Self {
        let choice = |(id, label): &(&str, &str)| Choice::new(*id, *label, form.checked("evidence", id));
        Self {
            frame,
            action: item
                .map_or_else(|| "/groundwork/items/new".to_owned(), |item| format!("/groundwork/items/{}", item.id)),
            back: format!("/groundwork/items?year={year}"),
            year,
            year_words: short_year(year),
            revision: revision.to_string(),
            is_new: item.is_none(),
            form: form.clone(),
            evidence: EVIDENCE.iter().map(choice).collect(),
            conflict: String::new(),
            differences: Vec::new(),
        }
    }

    pub fn changed_meanwhile(&mut self, theirs: &Item, yours: &Item) {
        let words = |item: &Item| {
            [("区分", item.part.clone()), ("項目", item.title.clone()), ("見るところ", item.meaning.clone())]
        };
        self.differences = differing(words(theirs).into_iter().zip(words(yours)).map(|((l, t), (_, y))| (l, t, y)));
        self.conflict = format!(
            "開いているあいだに、{}さんがこの項目を変えました。あなたの入力は下の欄に残っています。確かめて保存すると、あなたの入力に置きかわります。",
            theirs.updated_by
        );
    }
}
