//! `/situation`: one's own town at once; whoever sees several, a list of them.

use std::collections::BTreeMap;

use foundation::web::{PageError, Reply, Req};

use super::frame;
use crate::permissions::{ImportValues, LookAtSituation, ReadTx, Scope, reach_of};
use crate::regions;
use crate::shared::{Choice, render};
use crate::storage;
use crate::views::{OverviewPage, TownLine};

pub async fn get(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let scope = tx.scope().clone();
    if let Scope::Municipalities(own) = &scope
        && let [only] = own.as_slice()
    {
        return Ok(Reply::see_other(&format!("/situation/{only}")));
    }
    let chosen = req.query.get("prefecture").to_owned();
    let entered: BTreeMap<String, (i64, i64)> =
        storage::coverage(&mut tx).await?.into_iter().map(|(code, count, year)| (code, (count, year))).collect();
    let of_all = storage::indicators(&mut tx, false).await?.len();
    let prefectures = regions::prefecture_choices(&mut tx).await?;
    let names: BTreeMap<&str, &str> = prefectures.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect();
    // The whole country is a list nobody reads: whoever sees all chooses a prefecture.
    let is_all = matches!(scope, Scope::All);
    let towns = regions::all_towns(&mut tx).await?;
    let seen = towns.iter().filter(|(code, _, prefecture)| {
        storage::admits(&scope, code, prefecture) && (!is_all || *prefecture == chosen)
    });
    let lines = seen.map(|(code, name, prefecture)| {
        let (count, year) = entered.get(code).copied().unwrap_or_default();
        TownLine::new(code, name, names.get(prefecture.as_str()).copied().unwrap_or_default(), count, year)
    });
    let lines: Vec<TownLine> = lines.collect();
    let choices = if is_all {
        let any = Choice::new("", "選んでください", chosen.is_empty());
        std::iter::once(any)
            .chain(prefectures.iter().map(|(code, name)| Choice::new(code, name, *code == chosen)))
            .collect()
    } else {
        Vec::new()
    };
    let mut matrices: Vec<(String, String)> = Vec::new();
    if let Scope::Prefectures(codes) = &scope {
        matrices.extend(prefectures.iter().filter(|(code, _)| codes.contains(code)).cloned());
    } else if is_all {
        matrices.extend(prefectures.iter().filter(|(code, _)| *code == chosen).cloned());
    }
    let frame = frame(&tx, "自地域の現在地").purpose("市町村ごとに、指標の数字と、調査で答えたことを一枚で見ます。");
    let may_import = reach_of::<ImportValues>(tx.actor()).is_some();
    render(&OverviewPage { frame, lines, of_all, may_import, choices, matrices })
}
