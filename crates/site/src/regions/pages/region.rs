//! `/regions/{code}`: one municipality, or one prefecture with its municipalities.

use foundation::web::{ErrorLink, Page, PageError, Reply, Req};
use japanese::codes::{CodeError, MunicipalityCode};

use crate::beyond::Place;
use crate::permissions::{LookAtRegions, ReadTx};
use crate::regions::model::{CLASSES, Filter, MUNICIPALITY_KINDS, Municipality};
use crate::regions::views::{AreaCard, MunicipalityPage, PrefecturePage, Row};
use crate::regions::{rules, storage};
use crate::shared::{Described, Fact, Frame, day_in_words, number, render};

pub async fn get(tx: ReadTx<LookAtRegions>, req: Req) -> Result<Reply, PageError> {
    let code = req.text("code").to_owned();
    let parsed = MunicipalityCode::parse(&code);
    if parsed.as_ref().map(MunicipalityCode::as_str) != Ok(code.as_str()) {
        return Err(mistyped(tx, &code, parsed).await?);
    }
    if &code[2..5] == "000" { prefecture(tx, &code).await } else { municipality(tx, &code).await }
}

/// A code that cannot be: what is wrong with it, and the place that was probably meant.
async fn mistyped(
    mut tx: ReadTx<LookAtRegions>,
    typed: &str,
    parsed: Result<MunicipalityCode, CodeError>,
) -> Result<PageError, PageError> {
    let (sentence, meant) = match parsed {
        Ok(code) => (format!("団体コードは半角の数字6桁で入力してください（{}）。", code.as_str()), Some(code)),
        Err(error) => (error.to_string(), rules::code_meant(typed, &error)),
    };
    let next = crate::regions::pages_of(&mut tx, meant.as_slice()).await?;
    let next = next.into_iter().map(|link| ErrorLink { label: link.label, href: link.href });
    Ok(PageError::Missing { sentence, next: next.collect() })
}

async fn municipality(mut tx: ReadTx<LookAtRegions>, code: &str) -> Result<Reply, PageError> {
    let mut town = storage::municipality(&mut tx, code).await?.ok_or(PageError::NotFound)?;
    town.valid_to = town.valid_to.map(|day| day.parse().map_or(day, japanese::wareki::both));
    let facts = storage::facts(&mut tx, code).await?;
    let members = storage::areas_with_members(&mut tx, code).await?;
    let mut former = storage::former_names(&mut tx, code).await?;
    for name in &mut former {
        name.until = name.until.take().map(|day| day_in_words(&day));
    }
    let beyond = tx.core().settings.beyond;
    let cases = beyond.cases_of(&mut tx, Place::Municipality(code)).await?;
    let frame = Frame::new(&tx, format!("{}（{}）", town.name, town.prefecture_name))
        .purpose("この市町村の基本の数字、属する圏域、公開されている事例です。")
        .within("/regions")
        .crumb("地域", "/regions")
        .crumb(&*town.prefecture_name, format!("/regions/{}", town.prefecture_code))
        .feed(format!("{}の事例", town.name), format!("/cases.atom?place={code}"))
        .described(described(&town));
    let kind = MUNICIPALITY_KINDS.iter().find(|(id, _)| *id == town.kind).map_or("", |(_, l)| l);
    render(&MunicipalityPage {
        frame,
        kind: kind.to_owned(),
        classes: MunicipalityPage::classes(&facts),
        classes_fictitious: facts.iter().any(|f| CLASSES.iter().any(|(key, _)| f.key == *key) && f.fictitious),
        figures: MunicipalityPage::figures(&facts),
        facts: MunicipalityPage::demand(&facts)
            .into_iter()
            .chain(MunicipalityPage::land_and_resources(&facts))
            .collect(),
        areas: AreaCard::group(&members, code),
        former,
        cases,
        town,
    })
}

fn described(town: &Municipality) -> Described {
    let within = Described::new("AdministrativeArea").text("name", &*town.prefecture_name);
    Described::new("AdministrativeArea")
        .text("name", &*town.name)
        .text("identifier", &*town.code)
        .item("containedInPlace", within)
}

async fn prefecture(mut tx: ReadTx<LookAtRegions>, code: &str) -> Result<Reply, PageError> {
    let prefecture = storage::prefecture(&mut tx, code).await?.ok_or(PageError::NotFound)?;
    let filter = Filter { prefecture: code.to_owned(), ..Filter::default() };
    // The largest prefecture has 179 municipalities: the whole list is one page.
    let rows = storage::municipalities(&mut tx, &filter, Page { number: 1, size: 200 }).await?;
    let beyond = tx.core().settings.beyond;
    let cases = beyond.cases_of(&mut tx, Place::Prefecture(code)).await?;
    let fictitious = rows.iter().any(|r| r.figures_fictitious || r.classes_fictitious);
    let facts = vec![
        Fact {
            label: "市町村の数".to_owned(),
            value: format!("{}市町村", number(prefecture.municipalities)),
            note: "特別区を含み、政令指定都市の区を含みません".to_owned(),
            fictitious: false,
        },
        Fact {
            label: "ブロック".to_owned(),
            value: prefecture.block_name.clone(),
            note: "研修会議などの区分".to_owned(),
            fictitious: false,
        },
        Fact {
            label: "地方厚生（支）局".to_owned(),
            value: prefecture.bureau_name.clone(),
            note: String::new(),
            fictitious: false,
        },
    ];
    let frame = Frame::new(&tx, &*prefecture.name)
        .purpose("この都道府県の市町村と、公開されている事例です。")
        .within("/regions")
        .crumb("地域", "/regions")
        .feed(format!("{}の事例", prefecture.name), format!("/cases.atom?prefecture={code}"))
        .described(Described::new("AdministrativeArea").text("name", &*prefecture.name).text("identifier", code));
    render(&PrefecturePage { frame, facts, rows: rows.iter().map(Row::from).collect(), fictitious, cases, prefecture })
}
