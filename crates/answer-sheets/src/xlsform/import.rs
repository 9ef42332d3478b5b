//! XLSForm → definition, or every fault by cell.

use std::collections::BTreeMap;

use questionnaire::kinds::{Amount, DateKind, Grid, GridRow, LongText, Multiple, Note, NumberKind, Single, TextKind};
use questionnaire::{
    Choice, Condition, Constraint, Definition, DefinitionFault, Kind, Question, Respondent, Section, Subject,
};

use super::remarks;
use super::table::{Row, Table};
use super::{Defaults, ImportFault, Imported};
use crate::{Limits, workbook};

pub(super) fn import(bytes: &[u8], defaults: &Defaults, limits: &Limits) -> Result<Imported, Vec<ImportFault>> {
    let whole = |sentence: String| vec![ImportFault { sheet: String::new(), cell: String::new(), sentence }];
    let book = workbook::open(bytes, limits).map_err(|fault| whole(fault.to_string()))?;
    let Some(survey) = Table::of(&book, "survey") else {
        return Err(whole(
            "シート「survey」がありません。XLSFormの形（survey、choices、settings）にしてください。".to_owned(),
        ));
    };
    if !survey.has("type") || !survey.has("name") || !survey.has("label") {
        let sentence = "1行目に type、name、label の見出しが必要です。".to_owned();
        return Err(vec![ImportFault { sheet: survey.name, cell: "A1".to_owned(), sentence }]);
    }
    let choices = Table::of(&book, "choices");
    let settings = Table::of(&book, "settings");
    let mut importing = Importing {
        survey: &survey,
        choices: choices.as_ref(),
        definition: Definition {
            id: "form".to_owned(),
            title: String::new(),
            note: String::new(),
            respondent: defaults.respondent.clone(),
            fiscal_year: defaults.fiscal_year,
            edition: 1,
            lists: BTreeMap::new(),
            sections: Vec::new(),
        },
        faults: Vec::new(),
        section_rows: Vec::new(),
        question_rows: Vec::new(),
        grid_rows: BTreeMap::new(),
        choice_rows: BTreeMap::new(),
    };
    importing.settings(settings.as_ref());
    importing.lists();
    importing.survey();
    if importing.faults.is_empty() {
        let faults = importing.definition.verify();
        importing.faults = faults.iter().map(|fault| importing.at_cell(fault, settings.as_ref())).collect();
    }
    if !importing.faults.is_empty() {
        return Err(importing.faults);
    }
    let remarks = remarks::of(&book, &survey, choices.as_ref(), settings.as_ref());
    Ok(Imported { definition: importing.definition, remarks })
}

struct Importing<'a> {
    survey: &'a Table,
    choices: Option<&'a Table>,
    definition: Definition,
    faults: Vec<ImportFault>,
    /// Where things stand, for faults: rows by position.
    section_rows: Vec<Option<&'a Row>>,
    question_rows: Vec<&'a Row>,
    grid_rows: BTreeMap<(usize, usize), &'a Row>,
    choice_rows: BTreeMap<(String, usize), &'a Row>,
}

/// `yes`, `true`, `1`, 「はい」
pub(super) fn is_yes(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "yes" | "true" | "true()" | "1" | "はい" | "○")
}

impl<'a> Importing<'a> {
    fn settings(&mut self, settings: Option<&Table>) {
        let Some((table, row)) = settings.and_then(|table| Some((table, table.rows.first()?))) else {
            "無題の調査票".clone_into(&mut self.definition.title);
            return;
        };
        let of = |heading| table.text(row, heading).to_owned();
        let definition = &mut self.definition;
        definition.title = if of("form_title").is_empty() { "無題の調査票".to_owned() } else { of("form_title") };
        if !of("form_id").is_empty() {
            definition.id = of("form_id");
        }
        definition.note = of("note");
        // Versions of other programs are dates and the like: then it is the first edition.
        definition.edition = of("version").parse().ok().filter(|edition| (1..1_000).contains(edition)).unwrap_or(1);
        if !of("fiscal_year").is_empty() {
            match of("fiscal_year").parse() {
                Ok(year) => definition.fiscal_year = year,
                Err(_) => self.faults.push(table.fault(row, "fiscal_year", "年度は西暦の数字で書いてください。")),
            }
        }
        if !of("respondent").is_empty() {
            self.definition.respondent = Respondent::from_id(&of("respondent"));
        }
    }

    fn lists(&mut self) {
        let Some(table) = self.choices else { return };
        let own = ["list_name", "name", "label", "other", "exclusive", "image", "audio", "video", "media"];
        let filters: Vec<&String> = table
            .headings
            .iter()
            .filter(|heading| !own.contains(&heading.as_str()) && !heading.contains("::"))
            .collect();
        for row in &table.rows {
            let of = |heading: &str| table.text(row, heading);
            let list = of("list_name");
            if list.is_empty() {
                self.faults.push(table.fault(row, "list_name", "リスト名（list_name）がありません。"));
                continue;
            }
            let choices = self.definition.lists.entry(list.to_owned()).or_default();
            let filter =
                filters.iter().map(|name| ((*name).clone(), of(name).to_owned())).filter(|(_, text)| !text.is_empty());
            self.choice_rows.insert((list.to_owned(), choices.len()), row);
            choices.push(Choice {
                id: of("name").to_owned(),
                label: of("label").to_owned(),
                other: is_yes(of("other")),
                exclusive: is_yes(of("exclusive")),
                filter: filter.collect(),
            });
        }
    }

    fn survey(&mut self) {
        let table = self.survey;
        let mut open_section = false;
        // A grid being read: its question, where it begins.
        let mut grid: Option<(Question, &'a Row)> = None;
        let mut begun: Option<&'a Row> = None;
        for row in &table.rows {
            let kind = table.text(row, "type");
            if kind.is_empty() {
                self.faults.push(table.fault(row, "type", "種類（type）がありません。"));
                continue;
            }
            let word = kind.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
            match word.replace(' ', "_").as_str() {
                "begin_group" if table.text(row, "appearance").contains("table-list") => {
                    if grid.is_some() {
                        self.faults.push(table.fault(row, "type", "表の中に表は置けません。"));
                        continue;
                    }
                    self.section_for_questions(open_section);
                    let most = self.number::<u32>(row, "most");
                    let kind = Kind::Grid(Grid { list: String::new(), rows: Vec::new(), multiple: false, most });
                    grid = Some((self.question(row, kind), row));
                }
                "begin_group" => {
                    if open_section || grid.is_some() {
                        let sentence = "グループの中にグループは置けません（表は appearance を table-list にします）。";
                        self.faults.push(table.fault(row, "type", sentence));
                        continue;
                    }
                    open_section = true;
                    begun = Some(row);
                    let relevant = self.condition(row, "relevant");
                    self.section_rows.push(Some(row));
                    self.definition.sections.push(Section {
                        id: table.text(row, "name").to_owned(),
                        title: table.text(row, "label").to_owned(),
                        note: table.text(row, "hint").to_owned(),
                        relevant,
                        questions: Vec::new(),
                    });
                }
                "end_group" => match grid.take() {
                    Some((question, first)) => self.push(question, first),
                    None if open_section => open_section = false,
                    None => self.faults.push(table.fault(row, "type", "始まりのない end_group です。")),
                },
                "begin_repeat" | "end_repeat" => {
                    self.faults.push(table.fault(
                        row,
                        "type",
                        "繰り返し（repeat）は使えません。設問を必要な数だけ並べてください。",
                    ));
                }
                meta if remarks::METADATA.contains(&meta) => {}
                _ => match (self.kind(row, kind), &mut grid) {
                    (None, _) => {}
                    (Some(kind), Some((question, _))) => {
                        let (at, question_id) = (self.question_rows.len(), question.id.clone());
                        let taken = self.grid_row(row, kind, question, &question_id);
                        if let Some(row_at) = taken {
                            self.grid_rows.insert((at, row_at), row);
                        }
                    }
                    (Some(kind), None) => {
                        self.section_for_questions(open_section);
                        let question = self.question(row, kind);
                        self.push(question, row);
                    }
                },
            }
        }
        if let Some(row) = grid.map(|(_, row)| row).or_else(|| begun.filter(|_| open_section)) {
            self.faults.push(table.fault(row, "type", "end_group がありません。"));
        }
    }

    /// Questions outside groups go into a section of their own.
    fn section_for_questions(&mut self, open: bool) {
        let loose = format!("section_{}", self.definition.sections.len() + 1);
        let goes_on = self.section_rows.last().is_some_and(Option::is_none);
        if open || goes_on {
            return;
        }
        self.section_rows.push(None);
        self.definition.sections.push(Section {
            id: loose,
            title: "設問".to_owned(),
            note: String::new(),
            relevant: None,
            questions: Vec::new(),
        });
    }

    fn push(&mut self, question: Question, row: &'a Row) {
        self.question_rows.push(row);
        if let Some(section) = self.definition.sections.last_mut() {
            section.questions.push(question);
        }
    }

    fn question(&mut self, row: &Row, kind: Kind) -> Question {
        let table = self.survey;
        let of = |heading: &str| table.text(row, heading);
        let condition = self.condition(row, "constraint");
        let message = of("constraint_message");
        let constraint = condition.map(|condition| Constraint {
            condition,
            message: if message.is_empty() {
                "答えが条件に合いません。確かめてください。".to_owned()
            } else {
                message.to_owned()
            },
        });
        Question {
            id: of("name").to_owned(),
            number: of("number").to_owned(),
            text: of("label").to_owned(),
            hint: of("hint").to_owned(),
            kind,
            required: is_yes(of("required")),
            relevant: self.condition(row, "relevant"),
            constraint,
            choice_filter: self.condition(row, "choice_filter"),
            public: is_yes(of("public")),
            person_protected: is_yes(of("person_protected")),
            last_year: is_yes(of("last_year")),
            own_name: is_yes(of("own_name")),
        }
    }

    fn kind(&mut self, row: &Row, text: &str) -> Option<Kind> {
        let table = self.survey;
        let appearance = table.text(row, "appearance");
        let mut words = text.split_whitespace();
        let (first, second) = (words.next().unwrap_or_default().to_ascii_lowercase(), words.next());
        let list = || second.unwrap_or_default().to_owned();
        Some(match first.as_str() {
            "select_one" | "select_multiple" if second.is_none() => {
                self.faults.push(table.fault(
                    row,
                    "type",
                    format!("「{first}」の後に選択肢リストの名前を書いてください。"),
                ));
                return None;
            }
            "select_one" => Kind::Single(Single { list: list() }),
            "select_multiple" => Kind::Multiple(Multiple {
                list: list(),
                most: self.number(row, "most"),
                least: self.number(row, "least"),
            }),
            "integer" if appearance.contains("amount") => {
                Kind::Amount(Amount { least: self.number(row, "least"), most: self.number(row, "most") })
            }
            "integer" | "decimal" => Kind::Number(NumberKind {
                unit: table.text(row, "unit").to_owned(),
                decimals: if first == "integer" { 0 } else { self.number(row, "decimals").unwrap_or(2) },
                least: self.number(row, "least"),
                most: self.number(row, "most"),
                weight: is_yes(table.text(row, "weight")),
            }),
            "text" if appearance.contains("multiline") => {
                Kind::LongText(LongText { most_letters: self.number(row, "most_letters") })
            }
            "text" => Kind::Text(TextKind { most_letters: self.number(row, "most_letters") }),
            "date" => Kind::Date(DateKind { least: self.number(row, "least"), most: self.number(row, "most") }),
            "note" => Kind::Note(Note {}),
            _ => {
                let sentence = format!(
                    "種類「{}」は使えません。使えるのは select_one、select_multiple、integer、decimal、text、date、note、begin_group、end_group です。",
                    japanese::width::truncate(text, 40)
                );
                self.faults.push(table.fault(row, "type", sentence));
                return None;
            }
        })
    }

    /// A row of a grid: the position it got.
    fn grid_row(&mut self, row: &Row, kind: Kind, question: &mut Question, id: &str) -> Option<usize> {
        let table = self.survey;
        let Kind::Grid(grid) = &mut question.kind else { return None };
        let (list, multiple) = match kind {
            Kind::Single(single) => (single.list, false),
            Kind::Multiple(multiple) => (multiple.list, true),
            _ => {
                self.faults.push(table.fault(row, "type", "表の行は select_one か select_multiple にしてください。"));
                return None;
            }
        };
        if grid.rows.is_empty() {
            grid.list.clone_from(&list);
            grid.multiple = multiple;
        } else if grid.list != list || grid.multiple != multiple {
            self.faults.push(table.fault(row, "type", "表の行は、どれも同じ種類と選択肢にしてください。"));
            return None;
        }
        let name = table.text(row, "name");
        let Some(row_id) = name.strip_prefix(id).and_then(|rest| rest.strip_prefix('_')) else {
            self.faults.push(table.fault(row, "name", format!("表の行の名前は「{id}_」で始めてください。")));
            return None;
        };
        let row_id = row_id.to_owned();
        let relevant = self.condition(row, "relevant");
        grid.rows.push(GridRow { id: row_id, label: table.text(row, "label").to_owned(), relevant });
        Some(grid.rows.len() - 1)
    }

    fn condition(&mut self, row: &Row, heading: &str) -> Option<Condition> {
        let text = self.survey.text(row, heading);
        if text.is_empty() {
            return None;
        }
        match Condition::parse(text) {
            Ok(condition) => Some(condition),
            Err(error) => {
                self.faults.push(self.survey.fault(row, heading, error.to_string()));
                None
            }
        }
    }

    /// A number, count or date of our own columns.
    fn number<T: std::str::FromStr>(&mut self, row: &Row, heading: &str) -> Option<T> {
        let text = self.survey.text(row, heading);
        if text.is_empty() {
            return None;
        }
        let parsed = japanese::fold::half_width(text).parse().ok();
        if parsed.is_none() {
            self.faults.push(self.survey.fault(
                row,
                heading,
                format!("「{}」は読めません。", japanese::width::truncate(text, 40)),
            ));
        }
        parsed
    }

    /// A fault of the definition → the cell it comes from.
    fn at_cell(&self, fault: &DefinitionFault, settings: Option<&Table>) -> ImportFault {
        let sentence = fault.to_string();
        let survey = |row: Option<&&Row>, field: &str| row.map(|row| self.survey.fault(row, field, sentence.clone()));
        let found = match &fault.subject {
            Subject::Whole => {
                settings.and_then(|table| Some(table.fault(table.rows.first()?, "form_id", sentence.clone())))
            }
            Subject::Section { at } => survey(self.section_rows.get(*at).and_then(Option::as_ref), "name"),
            Subject::Question { at, field } => survey(self.question_rows.get(*at), field),
            Subject::Row { question, row, field } => survey(self.grid_rows.get(&(*question, *row)), field),
            Subject::List { list } => self.choices.and_then(|table| {
                Some(table.fault(self.choice_rows.get(&(list.clone(), 0))?, "list_name", sentence.clone()))
            }),
            Subject::Choice { list, at, field } => self.choices.and_then(|table| {
                Some(table.fault(self.choice_rows.get(&(list.clone(), *at))?, field, sentence.clone()))
            }),
        };
        found.unwrap_or(ImportFault { sheet: "survey".to_owned(), cell: String::new(), sentence })
    }
}
