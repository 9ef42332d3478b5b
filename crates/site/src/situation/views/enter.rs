//! `/situation/{code}/values`: many indicators on one page.

use std::collections::BTreeMap;

use askama::Template;
use foundation::web::Form;

use super::{short_year, told, year_words};
use crate::forms::labels;
use crate::model::{Indicator, Value, kind_label, scene_label, scenes};
use crate::rules::EARLIEST_YEAR;
use crate::shared::{Choice, Frame};

#[derive(Template)]
#[template(path = "situation/templates/enter.html")]
pub struct EnterPage {
    pub frame: Frame,
    pub base: String,
    pub scene: String,
    pub scene_label: String,
    pub year: i64,
    pub year_words: String,
    pub scene_choices: Vec<Choice>,
    pub year_choices: Vec<Choice>,
    pub rows: Vec<Row>,
    pub form: Form,
    pub conflict: bool,
}

/// One indicator with its fields.
pub struct Row {
    pub id: String,
    pub name: String,
    pub href: String,
    pub kind: String,
    pub meaning: String,
    pub caution: String,
    pub unit: String,
    pub is_share: bool,
    pub number_label: String,
    pub whole_label: String,
    /// 「令和5年度は3か所」
    pub before: String,
    pub revision: String,
    /// What somebody else entered meanwhile.
    pub theirs: String,
}

/// Years one usually enters; any other is typed into the page of the indicator.
const YEARS: i64 = 12;

impl EnterPage {
    pub fn new(
        frame: Frame,
        base: &str,
        form: &Form,
        indicators: &[Indicator],
        values: &[Value],
        (scene, year): (&str, i64),
        this_year: i64,
    ) -> Self {
        let row = |one: &Indicator| {
            let (number_label, whole_label) = labels(one);
            let own = |value: &&Value| value.indicator_id == one.id && value.area.is_empty();
            let before = values.iter().filter(own).find(|value| value.year < year).map(|value| {
                let told = told(one, value);
                format!("{}は{}{}", short_year(value.year), told.figure, told.unit)
            });
            Row {
                id: one.id.clone(),
                name: one.name.clone(),
                href: format!("{base}/values/{}", one.id),
                kind: kind_label(&one.kind).to_owned(),
                meaning: one.meaning.clone(),
                caution: one.caution.clone(),
                unit: if one.is_share() { String::new() } else { one.unit.clone() },
                is_share: one.is_share(),
                number_label,
                whole_label,
                before: before.unwrap_or_default(),
                revision: form.value(&format!("r-{}", one.id)).to_owned(),
                theirs: String::new(),
            }
        };
        Self {
            frame,
            base: base.to_owned(),
            scene: scene.to_owned(),
            scene_label: scene_label(scene).to_owned(),
            year,
            year_words: year_words(year),
            scene_choices: scenes().map(|(id, label)| Choice::new(id, label, id == scene)).collect(),
            year_choices: (0..YEARS)
                .map(|back| this_year - back)
                .filter(|known| *known >= EARLIEST_YEAR)
                .chain(Some(year).filter(|year| *year <= this_year - YEARS))
                .map(|known| Choice::new(known.to_string(), year_words(known), known == year))
                .collect(),
            rows: indicators.iter().map(row).collect(),
            form: form.clone(),
            conflict: false,
        }
    }

    pub fn value(&self, part: &str, id: &str) -> &str {
        self.form.value(&format!("{part}-{id}"))
    }

    pub fn error(&self, part: &str, id: &str) -> &str {
        self.form.error(&format!("{part}-{id}"))
    }

    pub fn changed_meanwhile(&mut self, theirs: &BTreeMap<&str, &Value>) {
        self.conflict = true;
        for row in &mut self.rows {
            let Some(value) = theirs.get(row.id.as_str()) else { continue };
            row.revision = value.revision.to_string();
            if value.revision == 0 {
                "開いているあいだに、ほかの方がこの値を消しました。保存すると、新しく入ります。"
                    .clone_into(&mut row.theirs);
                continue;
            }
            let number = crate::rules::for_typing(value.numerator);
            let whole =
                value.denominator.map(|whole| format!("／{}", crate::rules::for_typing(whole))).unwrap_or_default();
            row.theirs = format!("{}さんが入れた値：{number}{whole}（出典 {}）", value.entered_by, value.source);
        }
    }
}
