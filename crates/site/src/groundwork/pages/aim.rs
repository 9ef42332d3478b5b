//! `/groundwork/{code}/aims/{scene}`: one scene's sheet of a year, and its earlier states.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{address, below, posted_year, reaches, town, year};
use crate::actions::{GroundworkError, aims as actions};
use crate::forms;
use crate::model::{AimSheet, scene_label, scenes};
use crate::permissions::{LookAtAims, ReadTx, Reader, WriteAims, WriteTx, reach_of};
use crate::regions::Town;
use crate::rules::Refusal;
use crate::shared::render;
use crate::storage::aims as storage;
use crate::views::{AimPage, AimVersionsPage, short_year};

/// Saved states shown; the audit log has them all.
const MOST_VERSIONS: i64 = 50;

fn page(db: &Reader, town: &Town, aim: &AimSheet, form: &Form) -> AimPage {
    let base = address(town);
    let may_write = reaches(reach_of::<WriteAims>(db.actor()), &town.code);
    let frame = below(db, town, scene_label(&aim.scene))
        .crumb("あるべき姿", format!("{base}/aims?year={}", aim.fiscal_year))
        .purpose("めざす姿から始めて、いまとの違い、それを埋める手だてへ。書けるところからでかまいません。")
        .year(short_year(aim.fiscal_year));
    AimPage::new(frame, &base, aim, form, may_write)
}

async fn of(db: &mut Reader, town: &Town, req: &Req, year: i64) -> Result<AimSheet, PageError> {
    let (scene, _) = scenes().find(|(id, _)| *id == req.text("scene")).ok_or(PageError::NotFound)?;
    let blank = AimSheet {
        municipality_code: town.code.clone(),
        fiscal_year: year,
        scene: scene.to_owned(),
        ..AimSheet::default()
    };
    Ok(storage::one(db, &town.code, year, scene).await?.unwrap_or(blank))
}

pub async fn get(mut tx: ReadTx<LookAtAims>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let year = year(&tx, &req);
    let aim = of(&mut tx, &town, &req, year).await?;
    render(&page(&tx, &town, &aim, &Form::new(forms::fill_aim(&aim))))
}

pub async fn post(mut tx: WriteTx<WriteAims>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let year = posted_year(&tx, &req);
    let before = of(&mut tx, &town, &req, year).await?;
    let mut form = Form::new(req.form.clone());
    let new = forms::aim(&mut form, &before);
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        match actions::write(&mut tx, &new, revision).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}/aims?year={year}&done=saved#scene-{}", address(&town), new.scene)));
            }
            Err(GroundworkError::Refused(refusal)) => {
                let field = if refusal == Refusal::AgreedWithoutPlace { "agreed-by" } else { "agreed-on" };
                form.refuse(field, refusal.sentence());
            }
            Err(GroundworkError::AimChanged(theirs)) => {
                let mut view = page(&tx, &town, &theirs, &form);
                view.changed_meanwhile(&theirs, &new);
                drop(tx);
                return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, &town, &before, &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

/// For who writes: earlier words were not written for the prefecture.
pub async fn versions(mut tx: ReadTx<WriteAims>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let year = year(&tx, &req);
    let aim = of(&mut tx, &town, &req, year).await?;
    let versions = storage::versions(&mut tx, &aim, MOST_VERSIONS).await?;
    let frame = below(&tx, &town, format!("{}：これまでの保存", scene_label(&aim.scene)))
        .crumb("あるべき姿", format!("{}/aims?year={year}", address(&town)))
        .purpose("保存するたびに残ります。変わったところだけを示します。")
        .year(short_year(year));
    render(&AimVersionsPage::new(frame, &versions))
}
