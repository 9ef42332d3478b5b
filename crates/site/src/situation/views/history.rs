//! `/situation/{code}/values/{indicator}`: every year and level of one indicator.

use askama::Template;
use foundation::web::Form;

use super::{Told, area_words, told, year_words};
use crate::forms::labels;
use crate::model::{Indicator, LEVELS, Value};
use crate::rules;
use crate::shared::{Choice, Frame, Link, moment_of};

#[derive(Template)]
#[template(path = "situation/templates/history.html")]
pub struct HistoryPage {
    pub frame: Frame,
    pub action: String,
    pub about: String,
    pub caution: String,
    pub formula: String,
    pub unverified: bool,
    pub rows: Vec<Row>,
    pub fictitious: bool,
    pub may_enter: bool,
    /// What a share is counted of; empty for a count.
    pub unit: String,
    pub number_label: String,
    pub whole_label: String,
    pub levels: Vec<Choice>,
    /// 「二次医療圏：柳井」, for copying.
    pub areas: Vec<String>,
    pub form: Form,
    pub revision: String,
    pub theirs: String,
    pub pictures: Vec<Link>,
}

pub struct Row {
    pub year: String,
    pub area: String,
    pub told: Told,
    pub source: String,
    pub note: String,
    pub by: String,
    /// The import it came by: number and address; the address is empty for who does not import.
    pub import: Option<(i64, String)>,
    pub remark: String,
    pub fictitious: bool,
    pub change: String,
    /// What taking it out sends.
    pub key: (i64, String, i64),
}

impl HistoryPage {
    pub fn new(
        frame: Frame,
        base: &str,
        one: &Indicator,
        values: &[Value],
        areas: &[(String, String, String)],
        form: &Form,
        may_enter: bool,
    ) -> Self {
        let (number_label, whole_label) = labels(one);
        let row = |value: &Value| {
            let before = values.iter().find(|other| other.area == value.area && other.year + 1 == value.year);
            Row {
                year: year_words(value.year),
                area: area_words(value),
                told: told(one, value),
                source: value.source.clone(),
                note: value.note.clone(),
                by: format!("{}（{}）", value.entered_by, moment_of(&value.entered_at)),
                import: value
                    .import_id
                    .map(|id| (id, if may_enter { format!("/situation/imports/{id}") } else { String::new() })),
                remark: before.and_then(|before| rules::jump(one, value, before)).unwrap_or_default(),
                fictitious: value.fictitious,
                change: format!("{base}/values/{}?year={}&area={}", one.id, value.year, value.area),
                key: (value.year, value.area.clone(), value.revision),
            }
        };
        let levels = LEVELS.iter().filter(|(id, _)| one.levels().any(|known| known == *id));
        let wider = one.wider_levels();
        let known = areas.iter().filter(|(kind, ..)| wider.contains(&kind.as_str()));
        Self {
            frame,
            action: format!("{base}/values/{}", one.id),
            about: format!("/situation/indicators/{}", one.id),
            caution: one.caution.clone(),
            formula: one.formula(),
            unverified: !one.verified,
            rows: values.iter().map(row).collect(),
            fictitious: values.iter().any(|value| value.fictitious),
            may_enter,
            // A share is entered as two numbers of people or things: its own unit would mislead.
            unit: if one.is_share() { String::new() } else { one.unit.clone() },
            number_label,
            whole_label,
            levels: levels.map(|(id, label)| Choice::new(*id, *label, form.checked("level", id))).collect(),
            areas: known.map(|(_, label, name)| format!("{label}：{name}")).collect(),
            form: form.clone(),
            revision: form.value("revision").to_owned(),
            theirs: String::new(),
            pictures: if values.iter().any(|value| value.area.is_empty()) {
                let picture = |kind: &str, label: &str| Link::new(label, format!("{base}/figures/{}.{kind}", one.id));
                vec![picture("svg", "SVG"), picture("png", "PNG")]
            } else {
                Vec::new()
            },
        }
    }

    pub fn changed_meanwhile(&mut self, one: &Indicator, theirs: &Value) {
        self.revision = theirs.revision.to_string();
        if theirs.revision == 0 {
            "開いているあいだに、ほかの方がこの値を消しました。".clone_into(&mut self.theirs);
            return;
        }
        let told = told(one, theirs);
        self.theirs = format!(
            "{}の値は、もう入っています：{}{}（{}）。入れたのは{}です。",
            year_words(theirs.year),
            told.figure,
            told.unit,
            theirs.source,
            theirs.entered_by
        );
    }
}
