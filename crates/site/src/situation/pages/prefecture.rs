//! `/situation/prefectures/{prefecture}`: its municipalities against the scenes: who answered, who is late, what each works on and
//! has figures of, what comes first for whom, what moved since last year.

use std::collections::BTreeMap;

use foundation::web::{PageError, Reply, Req};

use super::{frame, prefecture};
use crate::permissions::{LookAtSituation, ReadTx, Reader, SupportMunicipalities, reach_of};
use crate::regions::{self, likeness::AlikeGroups};
use crate::shared::{DEMO_MARK, guarded, render};
use crate::storage::{admits, prefecture as storage};
use crate::surveys::standing::{STANDING_QUESTIONS, of_prefecture};
use crate::views::prefecture::{Line, PrefecturePage, alike_name, lines};

async fn read(
    db: &mut Reader,
    code: &str,
) -> Result<(Vec<Line>, Option<crate::surveys::standing::SaidByMany>), PageError> {
    let said = of_prefecture(db, code, &STANDING_QUESTIONS).await?;
    let mut entered: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    for (town, scene, count) in storage::entered(db, code).await? {
        entered.entry(town).or_default().insert(scene, count);
    }
    let towns = regions::all_towns(db).await?;
    let towns: Vec<(String, String)> =
        towns.into_iter().filter(|(_, _, of)| of == code).map(|(code, name, _)| (code, name)).collect();
    let people: BTreeMap<String, i64> = regions::populations(db).await?.into_iter().collect();
    let today = db.core().clock.today();
    let lines = lines(&towns, &people, &entered, said.as_ref(), today);
    Ok((lines, said))
}

async fn alike(db: &mut Reader, lines: &[Line]) -> Result<AlikeGroups, PageError> {
    let codes: Vec<String> = lines.iter().map(|line| line.code.clone()).collect();
    if codes.is_empty() {
        return Ok(AlikeGroups::default());
    }
    Ok(regions::likeness::groups_among(db, &codes).await?)
}

pub async fn get(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let (code, name) = prefecture(&mut tx, req.text("prefecture")).await?;
    let (lines, said) = read(&mut tx, &code).await?;
    let may_support = reach_of::<SupportMunicipalities>(tx.actor()).is_some_and(|scope| admits(&scope, "", &code));
    let frame = frame(&tx, format!("{name}の市町村"))
        .purpose("どの市町村が、どの場面に取り組み、何に困り、何を待っているか。")
        .wide();
    let demo = tx.core().settings.demo;
    let alike = alike(&mut tx, &lines).await?;
    let mut page = PrefecturePage::new(frame, &code, lines, said.as_ref(), req.query.get("sort"), may_support, demo);
    page.put_alike(&alike);
    render(&page)
}

pub async fn csv(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let (code, name) = prefecture(&mut tx, req.text("prefecture")).await?;
    let (lines, said) = read(&mut tx, &code).await?;
    let demo = tx.core().settings.demo;
    let alike = alike(&mut tx, &lines).await?;
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    let heads = PrefecturePage::csv_heads();
    let broken = |error: csv::Error| PageError::broken(error.to_string());
    out.write_record(&heads).map_err(broken)?;
    let source = said.as_ref().map(|said| format!("{}（{}）", said.title, said.standing)).unwrap_or_default();
    let fictitious = demo || said.as_ref().is_some_and(|said| said.fictitious);
    for line in &lines {
        let mark = if fictitious { DEMO_MARK } else { "" };
        let cells = line.csv_cells(&alike_name(&alike, &line.code), &source, mark);
        out.write_record(cells.iter().map(|cell| guarded(cell))).map_err(broken)?;
    }
    let bytes = out.into_inner().map_err(|error| PageError::broken(error.to_string()))?;
    Ok(Reply::typed("text/csv; charset=utf-8", bytes).as_download(&format!("{name}の市町村.csv")))
}
