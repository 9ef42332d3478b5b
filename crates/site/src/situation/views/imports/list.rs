//! Where files are sent, and what was sent before.

use askama::Template;
use foundation::web::Form;
use indicator_files::{Mapping, OWN_COLUMNS, Part, Years, column_name};

use super::import_state;
use crate::model::{Import, KeptLayout};
use crate::rules::importing::{MOST_FILES, MOST_UPLOAD_BYTES};
use crate::shared::{Frame, Link, moment_of, number};

#[derive(Template)]
#[template(path = "situation/templates/imports/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub rows: Vec<Row>,
    pub form: Form,
    /// One's own values as they can be sent again.
    pub own: Vec<Link>,
    /// Columns of our own CSV: name, whether it is needed, what stands there.
    pub columns: &'static [(&'static str, bool, &'static str)],
    pub limits: String,
}

pub struct Row {
    pub href: String,
    pub label: String,
    pub at: String,
    pub by: String,
    pub files: String,
    pub changes: String,
    pub refused: String,
    pub state: (&'static str, &'static str),
}

impl ListPage {
    pub fn new(frame: Frame, imports: &[Import], form: Form) -> Self {
        let row = |import: &Import| Row {
            href: format!("/situation/imports/{}", import.id),
            label: format!("取り込み{}", import.id),
            at: moment_of(&import.at),
            by: import.by_label.clone(),
            files: number(import.files),
            changes: number(import.changes()),
            refused: number(import.refused_values),
            state: import_state(&import.state),
        };
        Self {
            frame,
            rows: imports.iter().map(row).collect(),
            form,
            own: Vec::new(),
            columns: OWN_COLUMNS,
            limits: format!(
                "一度に{}件、合わせて{}MBまで",
                number(i64::try_from(MOST_FILES).unwrap_or(0)),
                MOST_UPLOAD_BYTES >> 20
            ),
        }
    }
}

#[derive(Template)]
#[template(path = "situation/templates/imports/layouts.html")]
pub struct LayoutsPage {
    pub frame: Frame,
    pub rows: Vec<Layout>,
}

pub struct Layout {
    pub name: String,
    /// 「シート「まとめ」、見出しは2行目、地域はA列…」
    pub what: String,
    pub headings: String,
    pub by: String,
    /// Where it is taken out; empty for another's.
    pub remove: String,
}

fn described(mapping: &Mapping) -> String {
    let mut words = Vec::new();
    if !mapping.sheet.is_empty() {
        words.push(format!("シート「{}」", mapping.sheet));
    }
    words.push(format!("見出しは{}行目", mapping.header_row + 1));
    words.extend(mapping.place.map(|column| format!("地域は{}列", column_name(column))));
    words.extend(mapping.series.map(|column| format!("指標の名前は{}列", column_name(column))));
    words.push(match mapping.years {
        Years::Column(column) => format!("年度は{}列", column_name(column)),
        Years::Headings => "年度は見出し".to_owned(),
        Years::Fixed(year) => format!("年度は{year}"),
    });
    for (column, part) in &mapping.parts {
        let what = match part {
            Part::Value => "数",
            Part::Numerator => "分子",
            Part::Denominator => "分母",
        };
        words.push(format!("{what}は{}列", column_name(*column)));
    }
    words.join("、")
}

impl LayoutsPage {
    pub fn new(frame: Frame, layouts: &[KeptLayout], own: i64) -> Self {
        let row = |layout: &KeptLayout| {
            let mapping: Option<Mapping> = serde_json::from_str(&layout.mapping).ok();
            Layout {
                name: layout.name.clone(),
                what: mapping.as_ref().map(described).unwrap_or_default(),
                headings: mapping.map(|mapping| mapping.headings.join("｜")).unwrap_or_default(),
                by: format!("{}（{}）", layout.by_label, moment_of(&layout.at)),
                remove: if layout.organisation_id == own {
                    format!("/situation/imports/layouts/{}/remove", layout.id)
                } else {
                    String::new()
                },
            }
        };
        Self { frame, rows: layouts.iter().map(row).collect() }
    }
}
