//! `/groundwork` and `/groundwork/{code}`: which town, and its three things on one page.

use foundation::web::{PageError, Reply, Req};

use super::{address, frame, reaches, this_year, town, year};
use crate::actions;
use crate::model::{FOUR, Sharing, scenes};
use crate::permissions::{
    DraftAssessment, LookAtAims, LookAtRoles, LookAtUndertakings, ReadTx, Scope, ShareGroundwork, WriteAims, WriteTx,
    reach_of,
};
use crate::rules::{MOST_ROLES, Standing, matrix};
use crate::shared::{Link, render};
use crate::storage;
use crate::views::{AllPage, OverviewPage, TownRow, short_year};

pub async fn all(mut tx: ReadTx<LookAtAims>, _req: Req) -> Result<Reply, PageError> {
    let scope = tx.scope().clone();
    let (rows, reads_only) = match &scope {
        Scope::Prefectures(codes) => {
            let shown = storage::showing(&mut tx, codes).await?;
            let row = |(code, name, undertakings, roles, aims): (String, String, bool, bool, bool)| {
                let parts = [(undertakings, "棚卸し"), (roles, "コーディネーターの役割"), (aims, "あるべき姿")];
                let shows: Vec<&str> = parts.iter().filter(|(on, _)| *on).map(|(_, label)| *label).collect();
                TownRow { name, href: format!("/groundwork/{code}"), shows: shows.join("、") }
            };
            (shown.into_iter().map(row).collect(), true)
        }
        _ => {
            let towns = actions::own_towns(&mut tx, &scope).await?;
            if let [(code, ..)] = towns.as_slice() {
                return Ok(Reply::see_other(&format!("/groundwork/{code}")));
            }
            let row = |(code, name, _): (String, String, String)| TownRow {
                name,
                href: format!("/groundwork/{code}"),
                shows: String::new(),
            };
            (towns.into_iter().map(row).collect(), false)
        }
    };
    let frame = frame(&tx, "足もとの整理")
        .purpose("いまある事業、コーディネーターの役割、めざす姿を、町ごとに一か所にまとめます。");
    let roles = reach_of::<LookAtRoles>(tx.actor()).is_some();
    render(&AllPage { frame, rows, reads_only, roles })
}

pub async fn get(mut tx: ReadTx<LookAtAims>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let year = year(&tx, &req);
    let code = town.code.as_str();
    let sharing = storage::sharing(&mut tx, code).await?;
    let prefecture = matches!(tx.scope(), Scope::Prefectures(_));
    let today = tx.core().clock.today().to_string();
    let mut fictitious = false;
    let undertakings = match reach_of::<LookAtUndertakings>(tx.actor()).filter(|_| !prefecture || sharing.undertakings)
    {
        Some(scope) => {
            let all = storage::undertakings::of_year(&mut tx, &scope, code, year).await?;
            fictitious |= all.iter().any(|one| one.fictitious);
            let goes_on = all.iter().filter(|one| one.goes_on()).count();
            let decided = all.iter().filter(|one| !one.judgement.is_empty()).count();
            Some((goes_on, decided, matrix(&all).hints.len()))
        }
        None => None,
    };
    let roles = match reach_of::<LookAtRoles>(tx.actor()).filter(|_| !prefecture || sharing.roles) {
        Some(scope) => {
            let mut all = storage::roles::list(&mut tx, &scope, Some(code), MOST_ROLES).await?;
            all.retain(|role| !role.ended);
            let ids: Vec<i64> = all.iter().map(|role| role.id).collect();
            let agreements = storage::roles::agreements(&mut tx, &ids).await?;
            fictitious |= all.iter().any(|one| one.fictitious);
            let agreed = all.iter().filter(|role| Standing::of(role, &agreements).is_agreed()).count();
            let due = all.iter().filter(|role| role.review_on.as_deref().is_some_and(|day| day <= &*today)).count();
            Some((all.len(), agreed, due))
        }
        None => None,
    };
    let aims = storage::aims::of_year(&mut tx, code, year).await?;
    fictitious |= aims.iter().any(|one| one.fictitious);
    let of_four = |agreed: bool| {
        let four: Vec<&str> = scenes().take(FOUR).map(|(id, _)| id).collect();
        let said = aims.iter().filter(|one| four.contains(&one.scene.as_str()) && !one.desired.is_empty());
        said.filter(|one| !agreed || one.agreed_on.is_some()).count()
    };
    let may_write = reaches(reach_of::<WriteAims>(tx.actor()), code);
    let mut frame = frame(&tx, format!("{}の足もとの整理", town.name))
        .purpose("いまあるもの、だれが何を担うか、どこをめざすか。一度書いて、いくつもの書類に使います。")
        .year(short_year(year));
    if req.query.get("done") == "shared" {
        frame = frame.notice("success", "都道府県に見せるものを保存しました。");
    }
    render(&OverviewPage {
        frame,
        code: code.to_owned(),
        year,
        undertakings,
        roles,
        aims: (of_four(false), of_four(true)),
        sharing: reaches(reach_of::<ShareGroundwork>(tx.actor()), code).then_some(sharing),
        may_assess: reaches(reach_of::<DraftAssessment>(tx.actor()), code),
        links: if may_write || year != this_year(&tx) {
            vec![
                Link::new("この町の現在地（指標）", format!("/situation/{code}")),
                Link::new("ロジックモデル", "/plans"),
            ]
        } else {
            vec![Link::new("この町の現在地（指標）", format!("/situation/{code}"))]
        },
        fictitious,
    })
}

pub async fn share(mut tx: WriteTx<ShareGroundwork>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let on = |part: &str| req.form.has("share", part);
    let new = Sharing { undertakings: on("undertakings"), roles: on("roles"), aims: on("aims") };
    actions::share(&mut tx, &town.code, new).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{}?done=shared", address(&town))))
}
