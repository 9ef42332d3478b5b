//! `/programmes`: every programme with this year's office and how to reach it.

use foundation::web::{PageError, Reply, Req};
use japanese::wareki::FiscalYear;

use super::{may_see, name_of};
use crate::permissions::{CreateProgramme, LookAtProgrammes, ReadTx, reach_of};
use crate::programmes::storage;
use crate::programmes::views::{ListPage, ProgrammeCard};
use crate::shared::{Frame, render};

pub async fn get(mut tx: ReadTx<LookAtProgrammes>, _req: Req) -> Result<Reply, PageError> {
    let today = tx.core().clock.today();
    let current = FiscalYear::of(today);
    let programmes = storage::programmes(&mut tx).await?;
    let mut years = storage::years(&mut tx).await?;
    years.retain(|year| programmes.iter().any(|p| p.id == year.programme_id && may_see(tx.actor(), p, year, today)));
    let owners = programmes.iter().map(|p| p.owner_organisation_id);
    let offices = years.iter().filter_map(|y| y.office_organisation_id);
    let ids: Vec<i64> = owners.chain(offices).collect();
    let names = crate::people::organisation_names(&mut tx, &ids).await?;
    let cards = programmes
        .iter()
        .map(|p| {
            let mut own = years.iter().filter(|y| y.programme_id == p.id);
            let year = own.clone().find(|y| y.fiscal_year == current.0).or_else(|| own.next());
            let office = name_of(&names, year.and_then(|y| y.office_organisation_id));
            ProgrammeCard::new(p, year, current.0, name_of(&names, Some(p.owner_organisation_id)), office)
        })
        .collect();
    let frame = Frame::new(&tx, "事業")
        .purpose("それぞれの事業の所管、事務局、連絡先、受付時間です。問い合わせは、その事業の事務局へお願いします。")
        .within("/programmes")
        .under_home()
        .year(current.label());
    let may_create = reach_of::<CreateProgramme>(tx.actor()).is_some();
    render(&ListPage { frame, programmes: cards, may_create })
}
