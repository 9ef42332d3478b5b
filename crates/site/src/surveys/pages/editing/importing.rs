//! `/surveys/{survey}/edit/import…` and `…/edit/xlsform`: a whole questionnaire in and out as XLSForm.

use answer_sheets::xlsform;
use foundation::audit::Entry;
use foundation::web::{Form, PageError, Reply, Req};
use questionnaire::Definition;
use questionnaire::editions::differences;
use serde_json::json;

use super::{difference_rows, frame, working};
use crate::permissions::{EditSurveys, ReadTx, Reader, WriteTx};
use crate::shared::render;
use crate::surveys::actions::drafting::{self, EditError};
use crate::surveys::forms::editing::mark_of;
use crate::surveys::model::editing::Working;
use crate::surveys::pages::EXCEL;
use crate::surveys::pages::new::{Sent, Workbook, counted, faults_of, keep, kept};
use crate::surveys::views::editing::{CellFault, ImportPage, PlanPage, tabs};

pub async fn get(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    render(&page(&tx, &working, Form::default(), Vec::new()))
}

fn page(db: &Reader, working: &Working, form: Form, faults: Vec<CellFault>) -> ImportPage {
    let base = working.base();
    ImportPage {
        frame: frame(db, working, "XLSFormで置き換える", true).purpose("Excelで書いた調査票を取り込みます。"),
        tabs: tabs(working.survey.id, "edit"),
        action: format!("{base}/import"),
        errors: form.summary(),
        faults,
        back: base,
        form,
    }
}

pub async fn post(mut tx: WriteTx<EditSurveys>, req: Req, sent: Sent) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let Some(Workbook { name, content, read }) = sent else {
        form.refuse("file", "XLSFormのファイルを選んでください。");
        return Ok(render(&page(&tx, &working, form, Vec::new()))?.unprocessable());
    };
    if let Err(faults) = read {
        return Ok(render(&page(&tx, &working, form, faults_of(&faults)))?.unprocessable());
    }
    let bytes = content.len();
    let key = keep(&tx, content).await?;
    let name: String = name.chars().take(200).collect();
    tx.commit(Entry::of("survey", working.survey.id).detail(json!({ "file": name, "bytes": bytes }))).await?;
    Ok(Reply::see_other(&format!("{}/import/{key}", working.base())))
}

/// The questionnaire of the workbook under the name, year and edition of the survey.
fn taken(working: &Working, imported: Definition) -> Definition {
    let own = &working.definition;
    Definition {
        id: own.id.clone(),
        respondent: own.respondent.clone(),
        fiscal_year: own.fiscal_year,
        edition: own.edition,
        ..imported
    }
}

pub async fn look(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let imported = kept(&tx, req.text("key")).await?;
    let definition = taken(&working, imported.definition);
    let (sections, kinds) = counted(&definition);
    let base = working.base();
    render(&PlanPage {
        frame: frame(&tx, &working, "読み取った調査票", true),
        tabs: tabs(working.survey.id, "edit"),
        action: format!("{base}/import/{}", req.text("key")),
        back: format!("{base}/import"),
        verb: "この内容に置き換える",
        title: definition.title.clone(),
        hidden: vec![("seen".to_owned(), mark_of(&working.definition))],
        sections,
        kinds,
        remarks: faults_of(&imported.remarks),
        differences: difference_rows(&differences(&working.definition, &definition)),
        replaces: true,
    })
}

pub async fn confirm(mut tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let imported = kept(&tx, req.text("key")).await?;
    if req.form.get("seen") != mark_of(&working.definition) {
        return Err(EditError::Changed.into());
    }
    let definition = taken(&working, imported.definition);
    if definition != working.definition {
        drafting::change(&mut tx, &working, &definition, "XLSFormの取り込み").await?;
        tx.commit_recorded().await?;
    }
    Ok(Reply::done(&format!("{}?done=imported", working.base())))
}

/// The questionnaire under people's hands, as XLSForm.
pub async fn export(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    workbook(&working.definition)
}

pub fn workbook(definition: &Definition) -> Result<Reply, PageError> {
    let bytes = xlsform::export(definition).map_err(PageError::broken)?;
    let name = format!("{}_第{}版.xlsx", definition.id, definition.edition);
    Ok(Reply::typed(EXCEL, bytes).as_download(&name))
}
