//! `/groundwork/{code}/assessment`: the draft of the yearly self-assessment; as CSV, xlsx, PDF; one item's own words.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{address, below, posted_year, this_year, town, year};
use crate::actions::evidence::Held;
use crate::actions::{GroundworkError, assessment as actions};
use crate::files::{self, About};
use crate::forms;
use crate::model::Statement;
use crate::permissions::{DraftAssessment, ReadTx, Reader, WriteTx};
use crate::regions::Town;
use crate::shared::{paper, render};
use crate::storage::assessment as storage;
use crate::views::documents::{self, file_name};
use crate::views::{AssessmentPage, AssessmentView, StatementPage, short_year, year_tabs};

const NAME: &str = "保険者努力支援交付金_目標Ⅲ_下書き";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn rows(db: &mut Reader, req: &Req, year: i64) -> Result<(Town, Vec<AssessmentView>, Vec<Statement>), PageError> {
    let town = town(db, req).await?;
    let items = actions::items_of(db, year).await?;
    let statements = storage::statements(db, &town.code, year).await?;
    let held = Held::of(db, &town.code, year).await?;
    let rows = AssessmentView::all(&address(&town), &items, &statements, &held);
    Ok((town, rows, statements))
}

pub async fn get(mut tx: ReadTx<DraftAssessment>, req: Req) -> Result<Reply, PageError> {
    let year = year(&tx, &req);
    let (town, rows, _) = rows(&mut tx, &req, year).await?;
    let base = address(&town);
    let tabs = year_tabs(&format!("{base}/assessment"), &[], year, this_year(&tx));
    let mut frame = below(&tx, &town, "交付金の自己評価の下書き")
        .purpose(
            "介護保険保険者努力支援交付金の目標Ⅲについて、れんけいにある根拠を並べ、町の説明を書いておくところです。",
        )
        .year(short_year(year))
        .wide();
    if req.query.get("done") == "saved" {
        frame = frame.notice("success", "保存しました。");
    }
    render(&AssessmentPage::new(frame, &base, year, tabs, rows))
}

async fn sheet(db: &mut Reader, req: &Req) -> Result<(String, files::Sheet), PageError> {
    let year = year(db, req);
    let (town, rows, _) = rows(db, req, year).await?;
    let about = About { code: &town.code, town: &town.name, year, demo: db.core().settings.demo };
    let records: Vec<_> = rows.iter().map(AssessmentView::record).collect();
    Ok((format!("{NAME}_{}_{}", town.name, short_year(year)), files::assessment(&about, &records)))
}

pub async fn csv(mut tx: ReadTx<DraftAssessment>, req: Req) -> Result<Reply, PageError> {
    let (name, sheet) = sheet(&mut tx, &req).await?;
    let body = sheet.csv().map_err(PageError::broken)?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download(&file_name(&[&name], "csv")))
}

pub async fn xlsx(mut tx: ReadTx<DraftAssessment>, req: Req) -> Result<Reply, PageError> {
    let (name, sheet) = sheet(&mut tx, &req).await?;
    let body = sheet.xlsx().map_err(PageError::broken)?;
    Ok(Reply::typed(XLSX, body).as_download(&file_name(&[&name], "xlsx")))
}

pub async fn pdf(mut tx: ReadTx<DraftAssessment>, req: Req) -> Result<Reply, PageError> {
    let year = year(&tx, &req);
    let (town, rows, _) = rows(&mut tx, &req, year).await?;
    let (today, demo) = (tx.core().clock.today(), tx.core().settings.demo);
    drop(tx);
    let about = documents::About { town: &town.name, today, demo };
    paper::pdf(documents::assessment(&about, year, &rows), &file_name(&[NAME, &town.name, &short_year(year)], "pdf"))
        .await
}

struct Opened {
    town: Town,
    row: AssessmentView,
    statement: Statement,
}

async fn item_of(db: &mut Reader, req: &Req, year: i64) -> Result<Opened, PageError> {
    let (town, rows, statements) = rows(db, req, year).await?;
    let row = rows.into_iter().find(|row| row.id == req.text("item")).ok_or(PageError::NotFound)?;
    let statement = statements.into_iter().find(|one| one.item_id == row.id);
    let statement = statement.unwrap_or_else(|| Statement { item_id: row.id.clone(), ..Statement::default() });
    Ok(Opened { town, row, statement })
}

fn page(db: &Reader, of: Opened, year: i64, form: &Form) -> StatementPage {
    let base = address(&of.town);
    let frame = below(db, &of.town, &*of.row.title)
        .crumb("交付金の自己評価の下書き", format!("{base}/assessment?year={year}"))
        .purpose(&*of.row.meaning)
        .year(short_year(year));
    StatementPage::new(frame, &base, year, of.row, &of.statement, form)
}

pub async fn get_item(mut tx: ReadTx<DraftAssessment>, req: Req) -> Result<Reply, PageError> {
    let year = year(&tx, &req);
    let of = item_of(&mut tx, &req, year).await?;
    let form = Form::new(forms::fill_statement(&of.statement));
    render(&page(&tx, of, year, &form))
}

pub async fn post_item(mut tx: WriteTx<DraftAssessment>, req: Req) -> Result<Reply, PageError> {
    let year = posted_year(&tx, &req);
    let of = item_of(&mut tx, &req, year).await?;
    let mut form = Form::new(req.form.clone());
    let new = forms::statement(&mut form, &of.statement);
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        match actions::state(&mut tx, (&of.town.code, year), &new, revision).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                let to = format!("{}/assessment?year={year}&done=saved#item-{}", address(&of.town), new.item_id);
                return Ok(Reply::done(&to));
            }
            Err(GroundworkError::StatementChanged(theirs)) => {
                let opened = Opened { statement: (*theirs).clone(), ..of };
                let mut view = page(&tx, opened, year, &form);
                view.changed_meanwhile(&theirs, &new);
                drop(tx);
                return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, of, year, &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}
