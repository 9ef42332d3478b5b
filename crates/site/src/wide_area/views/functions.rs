//! The table of functions, its rows, one column of it.

use askama::Template;
use foundation::web::Form;

use super::{Differences, differing};
use crate::actions::Whole;
use crate::model::{Cells, Group, HOWS, OwnRow, StoredColumn, Taker, label_of};
use crate::shared::{Choice, Frame, Link, day_of};

/// `…/functions`
#[derive(Template)]
#[template(path = "wide_area/templates/functions.html")]
pub struct FunctionsPage {
    pub frame: Frame,
    pub base: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    pub may_add_rows: bool,
    pub downloads: Vec<Link>,
}

pub struct Column {
    pub code: String,
    pub name: String,
    /// Empty for who may not.
    pub edit: String,
    /// 「◯◯市が記入（令和8年11月21日）」
    pub written: String,
    pub waiting: bool,
}

pub struct Row {
    pub label: String,
    pub now: String,
    pub cells: Vec<CellView>,
    /// How many towns do it together or by contract.
    pub shared: usize,
}

pub struct CellView {
    pub how: String,
    pub kind: &'static str,
    pub whom: String,
    pub remark: String,
}

impl FunctionsPage {
    pub fn new(
        frame: Frame,
        whole: &Whole,
        takers: &[Taker],
        functions: &[(String, String, String)],
        stored: &[StoredColumn],
    ) -> Self {
        let of = |code: &str| stored.iter().find(|column| column.municipality_code == code);
        let base = whole.group.address();
        let known = |code: &str| whole.members.iter().any(|member| member.municipality_code == code);
        let column = |taker: &Taker| {
            let written = of(&taker.code).map_or_else(
                || "まだ書かれていません".to_owned(),
                |column| {
                    let by = if column.by_itself {
                        "市町村が記入"
                    } else {
                        "幹事が記入（本人の確認待ち）"
                    };
                    format!("{by}、{}", day_of(&column.updated_at))
                },
            );
            let own = whole.standing.speaks_for(&taker.code) && !taker.waiting;
            let may = (whole.standing.lead || own) && known(&taker.code);
            Column {
                code: taker.code.clone(),
                name: taker.name.clone(),
                edit: if may { format!("{base}/functions/{}", taker.code) } else { String::new() },
                written,
                waiting: taker.waiting,
            }
        };
        let all: Vec<Cells> =
            takers.iter().map(|taker| of(&taker.code).map(StoredColumn::cells).unwrap_or_default()).collect();
        let row = |(key, label, now): &(String, String, String)| {
            let cells: Vec<CellView> = all
                .iter()
                .map(|cells| {
                    let cell = cells.get(key).cloned().unwrap_or_default();
                    CellView {
                        how: if cell.how.is_empty() { String::new() } else { label_of(HOWS, &cell.how).to_owned() },
                        kind: match cell.how.as_str() {
                            "together" | "contract" => "doing",
                            "own" | "prefecture" => "done",
                            _ => "none",
                        },
                        whom: cell.whom,
                        remark: cell.remark,
                    }
                })
                .collect();
            let shared = cells.iter().filter(|cell| cell.kind == "doing").count();
            Row { label: label.clone(), now: now.clone(), cells, shared }
        };
        Self {
            frame,
            downloads: vec![Link::new("CSV", format!("{base}/functions.csv"))],
            columns: takers.iter().map(column).collect(),
            rows: functions.iter().map(row).collect(),
            may_add_rows: whole.standing.lead,
            base,
        }
    }
}

/// `…/functions/rows`
#[derive(Template)]
#[template(path = "wide_area/templates/rows.html")]
pub struct RowsPage {
    pub frame: Frame,
    pub address: String,
    pub rows: Vec<OwnRow>,
    pub form: Form,
}

impl RowsPage {
    pub fn new(frame: Frame, group: &Group, rows: &[OwnRow], form: &Form) -> Self {
        Self { frame, address: format!("{}/functions/rows", group.address()), rows: rows.to_vec(), form: form.clone() }
    }
}

/// `…/functions/{code}`
#[derive(Template)]
#[template(path = "wide_area/templates/column.html")]
pub struct ColumnPage {
    pub frame: Frame,
    pub table: String,
    pub action: String,
    pub form: Form,
    pub revision: i64,
    pub fields: Vec<FunctionFields>,
    /// The lead writes for another town.
    pub for_another: bool,
    pub differences: Differences,
    pub theirs_by: String,
}

pub struct FunctionFields {
    pub key: String,
    pub label: String,
    pub now: String,
    pub hows: Vec<Choice>,
    pub whom: String,
    pub remark: String,
    pub whom_error: String,
    pub remark_error: String,
}

impl ColumnPage {
    pub fn new(
        frame: Frame,
        table: &str,
        stored: &StoredColumn,
        functions: &[(String, String, String)],
        form: &Form,
        for_another: bool,
    ) -> Self {
        let fields = |(key, label, now): &(String, String, String)| {
            let (how, whom, remark) = (format!("how-{key}"), format!("whom-{key}"), format!("remark-{key}"));
            FunctionFields {
                key: key.clone(),
                label: label.clone(),
                now: now.clone(),
                hows: HOWS.iter().map(|(id, label)| Choice::new(*id, *label, form.value(&how) == *id)).collect(),
                whom: form.value(&whom).to_owned(),
                remark: form.value(&remark).to_owned(),
                whom_error: form.error(&whom).to_owned(),
                remark_error: form.error(&remark).to_owned(),
            }
        };
        Self {
            frame,
            table: table.to_owned(),
            action: format!("{table}/{}", stored.municipality_code),
            form: form.clone(),
            revision: stored.revision,
            fields: functions.iter().map(fields).collect(),
            for_another,
            differences: Vec::new(),
            theirs_by: String::new(),
        }
    }

    pub fn changed_meanwhile(
        &mut self,
        functions: &[(String, String, String)],
        theirs: &Cells,
        yours: &Cells,
        theirs_by: &str,
    ) {
        let words = |cells: &Cells, key: &str| cells.get(key).map(crate::model::Cell::words).unwrap_or_default();
        let rows = functions.iter().map(|(key, label, _)| (label.clone(), words(theirs, key), words(yours, key)));
        self.differences = differing(rows);
        if self.differences.is_empty() {
            self.differences.push(("内容".to_owned(), "同じ".to_owned(), "同じ".to_owned()));
        }
        theirs_by.clone_into(&mut self.theirs_by);
    }
}
