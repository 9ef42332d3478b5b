//! `/programmes/new`: a programme and its first year. The owner's own people make it, or who runs the platform for
//! them: on a fresh platform there is none.

use foundation::web::{Form, PageError, Reply, Req};
use japanese::wareki::FiscalYear;

use crate::permissions::{CreateProgramme, ReadTx, Reader, Scope, WriteTx};
use crate::programmes::views::{EditPage, NewPage};
use crate::programmes::{actions, forms};
use crate::shared::{Choice, Frame, render};

/// Kinds of organisations that own programmes.
const OWNERS: [&str; 2] = ["ministry_department", "prefecture"];

pub async fn get(mut tx: ReadTx<CreateProgramme>, _req: Req) -> Result<Reply, PageError> {
    let form = Form::default();
    render(&page(&mut tx, &form).await?)
}

pub async fn post(mut tx: WriteTx<CreateProgramme>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let mut view = page(&mut tx, &form).await?;
    let own = match *tx.scope() {
        Scope::Organisation(own) => Some(own),
        _ => None,
    };
    let offered: Vec<&str> = view.owners.iter().map(|o| o.value.as_str()).filter(|id| !id.is_empty()).collect();
    let years = offered_years(&tx);
    if let Some((programme, year, parts)) = forms::read_programme(&mut form, own, &offered, years) {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match actions::create_programme(&mut tx, &programme, &year, &parts).await? {
            Ok(id) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("/programmes/{id}/{}?done=created", year.fiscal_year)));
            }
            Err((field, sentence)) => form.refuse(field, sentence),
        }
    }
    view.errors = form.summary();
    view.form = form;
    Ok(render(&view)?.unprocessable())
}

/// This fiscal year and the next.
fn offered_years(db: &Reader) -> [FiscalYear; 2] {
    let this = FiscalYear::of(db.core().clock.today());
    [this, this.next()]
}

async fn page(db: &mut Reader, form: &Form) -> Result<NewPage, PageError> {
    let mut owners = Vec::new();
    let mut owner_name = String::new();
    match (db.scope().clone(), db.actor().member()) {
        (Scope::Organisation(_), Some(member)) => owner_name.clone_from(&member.organisation_name),
        _ => {
            let chosen = form.value("owner").to_owned();
            owners.push(Choice::new("", "選んでください", chosen.is_empty()));
            for kind in OWNERS {
                let found = crate::people::organisations_of_kind(db, kind).await?;
                owners.extend(found.into_iter().map(|(id, name)| {
                    let id = id.to_string();
                    let on = chosen == id;
                    Choice::new(id, name, on)
                }));
            }
        }
    }
    let years = offered_years(db);
    let chosen = form.value("fiscal_year");
    let choice = |year: FiscalYear| {
        let on = chosen == year.0.to_string() || (chosen.is_empty() && year == years[0]);
        Choice::new(year.0.to_string(), year.label(), on)
    };
    Ok(NewPage {
        frame: Frame::new(db, "事業を作る")
            .purpose("事業と、はじめの年度の連絡先を入れます。日付・人数・締切は、作ったあとに年度ごとに決めます。")
            .within("/programmes")
            .crumb("事業", "/programmes"),
        errors: Vec::new(),
        owners,
        owner_name,
        years: years.map(choice).to_vec(),
        parts: EditPage::part_choices(form),
        form: form.clone(),
    })
}
