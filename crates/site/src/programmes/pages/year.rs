//! `/programmes/{id}` and `/programmes/{id}/{fiscal_year}`: one year with all its values.

use foundation::web::{PageError, Reply, Req};
use japanese::wareki::FiscalYear;

use super::{fiscal_year, may_see, name_of};
use crate::permissions::{EditProgramme, LookAtProgrammes, ReadTx, Reader, reach_of};
use crate::programmes::model::{Programme, Year};
use crate::programmes::rules::is_coming;
use crate::programmes::storage;
use crate::programmes::views::{Asked, Contact, PartTable, Tab, YearPage, holidays_note};
use crate::shared::{Frame, date_for_typing, render};

/// What somebody asked elsewhere and carries over here: as long as 資料に聞く takes it.
const LONGEST_QUESTION: usize = 400;

/// The current year; where there is none, the newest.
pub async fn current(mut tx: ReadTx<LookAtProgrammes>, req: Req) -> Result<Reply, PageError> {
    let programme = storage::programme(&mut tx, req.number("id")?).await?.ok_or(PageError::NotFound)?;
    let years = shown_years(&mut tx, &programme).await?;
    let current = FiscalYear::of(tx.core().clock.today()).0;
    let year = years.iter().find(|y| y.fiscal_year == current).or(years.first()).cloned().ok_or(PageError::NotFound)?;
    show(tx, &req, programme, &years, &year).await
}

pub async fn get(mut tx: ReadTx<LookAtProgrammes>, req: Req) -> Result<Reply, PageError> {
    let wanted = fiscal_year(&req)?;
    let programme = storage::programme(&mut tx, req.number("id")?).await?.ok_or(PageError::NotFound)?;
    let years = shown_years(&mut tx, &programme).await?;
    let year = years.iter().find(|y| y.fiscal_year == wanted).cloned().ok_or(PageError::NotFound)?;
    show(tx, &req, programme, &years, &year).await
}

/// The years of a programme that are for the person who asks; those that have not begun only for those who
/// prepare them.
async fn shown_years(db: &mut Reader, programme: &Programme) -> Result<Vec<Year>, PageError> {
    let mut years = storage::years_of(db, programme.id).await?;
    let (today, actor) = (db.core().clock.today(), db.actor().clone());
    years.retain(|year| may_see(&actor, programme, year, today));
    Ok(years)
}

async fn show(
    mut tx: ReadTx<LookAtProgrammes>,
    req: &Req,
    programme: Programme,
    years: &[Year],
    year: &Year,
) -> Result<Reply, PageError> {
    let today = tx.core().clock.today();
    let settings = storage::settings(&mut tx, year.id, year.fiscal_year).await?;
    let checks = storage::checks(&mut tx, year.id).await?;
    let ids: Vec<i64> = [programme.owner_organisation_id].into_iter().chain(year.office_organisation_id).collect();
    let names = crate::people::organisation_names(&mut tx, &ids).await?;
    let owner = name_of(&names, Some(programme.owner_organisation_id));
    let office = name_of(&names, year.office_organisation_id);
    let may_edit = reach_of::<EditProgramme>(tx.actor()).is_some_and(|s| programme.is_reached_by(&s));
    let next = FiscalYear(year.fiscal_year).next();
    let mut frame = Frame::new(&tx, &*programme.name)
        .purpose("この年度の事務局と連絡先、日付・人数・締切です。")
        .within("/programmes")
        .crumb("事業", "/programmes")
        .year(year.label());
    if req.query.get("done") == "saved" {
        frame = frame.notice("success", "保存しました。");
    }
    if req.query.get("done") == "created" {
        let next = match (may_edit, programme.is_a_prefecture_s()) {
            (true, false) => "事業を作りました。つぎに「年度を直す」で、事務局を決めてください。",
            (true, true) => "事業を作りました。「設定を直す」で、日付や締切を決められます。",
            (false, _) => "事業を作りました。事務局は、所管する課が決めます。",
        };
        frame = frame.notice("success", next);
    }
    let question = japanese::fold::tidy(req.query.get("question"));
    let question: String = question.chars().take(LONGEST_QUESTION).collect();
    render(&YearPage {
        frame,
        asked: (!question.is_empty()).then(|| Asked::new(question, &year.mail)),
        href: year.href(),
        years: years
            .iter()
            .map(|y| {
                let label =
                    if is_coming(y.starts_on, today) { format!("{}・準備中", y.label()) } else { y.label() };
                Tab { label, href: y.href(), here: y.fiscal_year == year.fiscal_year }
            })
            .collect(),
        purpose: year.purpose.clone(),
        contact: Contact::new(year, owner, office),
        parts: PartTable::all(&settings, &checks),
        may_edit,
        unconfirmed: checks.iter().filter(|c| c.confirmed_at.is_none()).count(),
        coming: is_coming(year.starts_on, today).then(|| date_for_typing(year.starts_on)),
        next_year: (!years.iter().any(|y| y.fiscal_year == next.0)).then(|| next.label()),
        holidays_note: holidays_note(year),
    })
}
