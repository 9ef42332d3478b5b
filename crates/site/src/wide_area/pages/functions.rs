//! `/wide-area/{group}/functions`: which functions stay in each town, which are done together, contracted, by the prefecture.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{below, led, whole};
use crate::actions::functions::{self as actions, ColumnError};
use crate::actions::{Whole, WideAreaError};
use crate::forms;
use crate::model::{OwnRow, StoredColumn};
use crate::permissions::{LookAtWideAreas, ReadTx, Reader, TakePartInWideAreas, WriteTx, WriteWideAreas};
use crate::rules::{self, NAME_CHARACTERS};
use crate::shared::{DEMO_MARK, guarded, render};
use crate::storage;
use crate::views::{ColumnPage, FunctionsPage, RowsPage};

async fn table(db: &mut Reader, whole: &Whole) -> Result<FunctionsPage, PageError> {
    let today = db.core().clock.today().to_string();
    let rows = storage::rows(db, whole.group.id).await?;
    let columns = storage::columns(db, whole.group.id).await?;
    let (takers, _) = rules::on_day(&whole.members, &today, whole.standing.asked);
    let frame = below(db, &whole.group, "役割分担の表")
        .purpose("事業の項目ごとに、どの市町村が自分でし、何をいっしょにし、だれに委託しているか。")
        .wide();
    Ok(FunctionsPage::new(frame, whole, &takers, &forms::functions(&rows), &columns))
}

pub async fn get(mut tx: ReadTx<LookAtWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let mut view = table(&mut tx, &whole).await?;
    if req.query.get("done") == "saved" {
        view.frame = view.frame.notice("success", "保存しました。");
    }
    render(&view)
}

/// One record per municipality and function.
pub async fn csv(mut tx: ReadTx<LookAtWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let view = table(&mut tx, &whole).await?;
    let demo = tx.core().settings.demo || whole.group.fictitious;
    drop(tx);
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    let heads = [
        "広域の取組",
        "項目",
        "いまの事業での位置",
        "団体コード",
        "市町村",
        "どこで",
        "相手・委託先",
        "備考",
        "記入（市町村か幹事か）と日",
        "架空",
    ];
    out.write_record(heads).map_err(PageError::broken)?;
    for row in &view.rows {
        for (column, cell) in view.columns.iter().zip(&row.cells) {
            out.write_record([
                guarded(&whole.group.name),
                guarded(&row.label),
                row.now.clone(),
                column.code.clone(),
                guarded(&column.name),
                cell.how.clone(),
                guarded(&cell.whom),
                guarded(&cell.remark),
                column.written.clone(),
                if demo { DEMO_MARK } else { "" }.to_owned(),
            ])
            .map_err(PageError::broken)?;
        }
    }
    let body = out.into_inner().map_err(|e| PageError::broken(e.error()))?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download("役割分担.csv"))
}

// --- the group's own rows --------------------------------------------------------------------------

async fn rows_page(db: &mut Reader, whole: &Whole, form: &Form) -> Result<RowsPage, PageError> {
    let rows = storage::rows(db, whole.group.id).await?;
    let frame = below(db, &whole.group, "この取組だけの行")
        .purpose("事業の8項目のほかに、表に加える行です。消した行に書いてあったことは、記録に残ります。")
        .crumb("役割分担の表", format!("{}/functions", whole.group.address()));
    Ok(RowsPage::new(frame, &whole.group, &rows, form))
}

pub async fn get_rows(mut tx: ReadTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    let mut view = rows_page(&mut tx, &whole, &Form::default()).await?;
    let done = match req.query.get("done") {
        "added" => "行を加えました。",
        "removed" => "行を消しました。",
        _ => "",
    };
    if !done.is_empty() {
        view.frame = view.frame.notice("success", done);
    }
    render(&view)
}

pub async fn post_rows(mut tx: WriteTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let label = japanese::fold::tidy(&form.required_text("label", "行の名前", NAME_CHARACTERS));
    if form.is_valid() {
        match actions::add_row(&mut tx, whole.group.id, &label).await {
            Ok(_) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}/functions/rows?done=added", whole.group.address())));
            }
            Err(WideAreaError::Refused(refusal)) => form.refuse("label", refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let view = rows_page(&mut tx, &whole, &form).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn remove_row(mut tx: WriteTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    actions::remove_row(&mut tx, whole.group.id, req.form.get("row").parse().unwrap_or(0)).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{}/functions/rows?done=removed", whole.group.address())))
}

// --- one municipality's column ---------------------------------------------------------------------

struct Column {
    whole: Whole,
    rows: Vec<OwnRow>,
    name: String,
    stored: StoredColumn,
}

/// Of a municipality in the group, for itself and for the lead.
async fn column(db: &mut Reader, req: &Req) -> Result<Column, PageError> {
    let whole = whole(db, req).await?;
    let code = req.text("code");
    let member = whole.members.iter().find(|m| m.municipality_code == code && m.answer != "declined");
    let member = member.ok_or(PageError::NotFound)?;
    let own = whole.standing.speaks_for(code)
        && whole.members.iter().any(|m| m.municipality_code == code && m.is_confirmed());
    if !(whole.standing.lead || own) {
        return Err(PageError::NotFound);
    }
    let name = member.name.clone();
    let rows = storage::rows(db, whole.group.id).await?;
    let stored =
        storage::columns(db, whole.group.id).await?.into_iter().find(|column| column.municipality_code == code);
    let stored =
        stored.unwrap_or_else(|| StoredColumn { municipality_code: code.to_owned(), ..StoredColumn::default() });
    Ok(Column { whole, rows, name, stored })
}

fn column_page(db: &Reader, of: &Column, form: &Form) -> ColumnPage {
    let address = format!("{}/functions", of.whole.group.address());
    let frame = below(db, &of.whole.group, format!("{}の欄", of.name))
        .purpose("分かるところから書きます。空けておいてもかまいません。")
        .crumb("役割分担の表", &*address);
    let for_another = !of.whole.standing.speaks_for(&of.stored.municipality_code);
    ColumnPage::new(frame, &address, &of.stored, &forms::functions(&of.rows), form, for_another)
}

pub async fn get_column(mut tx: ReadTx<TakePartInWideAreas>, req: Req) -> Result<Reply, PageError> {
    let of = column(&mut tx, &req).await?;
    let form = Form::new(forms::fill_column(&of.stored.cells(), of.stored.revision));
    render(&column_page(&tx, &of, &form))
}

pub async fn post_column(mut tx: WriteTx<TakePartInWideAreas>, req: Req) -> Result<Reply, PageError> {
    let mut of = column(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let functions = forms::functions(&of.rows);
    let cells = forms::column(&mut form, &functions);
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(-1);
        match actions::put_column(&mut tx, of.whole.group.id, req.text("code"), revision, &cells).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}/functions?done=saved", of.whole.group.address())));
            }
            Err(ColumnError::Changed(theirs)) => {
                let theirs_cells = theirs.cells();
                of.stored = StoredColumn { municipality_code: req.text("code").to_owned(), ..theirs };
                let mut view = column_page(&tx, &of, &form);
                view.changed_meanwhile(&functions, &theirs_cells, &cells, &of.stored.updated_by);
                drop(tx);
                return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
            }
            Err(ColumnError::Other(error)) => return Err(error.into()),
        }
    }
    let view = column_page(&tx, &of, &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}
