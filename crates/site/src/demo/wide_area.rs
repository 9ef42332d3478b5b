//! An invented group of one city and seven towns: who takes part, who does what, a meeting, a calculation of 4:3:3.

use std::sync::Arc;

use super::fill::{FillError, REQUEST};
use crate::permissions::{Actor, AppCore, LookAtWideAreas, TakePartInWideAreas, WritePlans, WriteWideAreas};
use crate::plans::actions::{self as plans, examples};
use crate::wide_area::actions::calculations::{self, New as NewCalculation};
use crate::wide_area::actions::functions::{self, ColumnError};
use crate::wide_area::actions::{self, New, WideAreaError, members};
use crate::wide_area::cost_sharing::{Input, Key, Origin, Rest, Scenario, Town};
use crate::wide_area::model::{Cell, Cells, Meeting};

/// 南部町, the lead.
const LEAD: &str = "193666";
/// 南アルプス市, 市川三郷町, 早川町, 身延町, 富士川町, 昭和町, 西桂町
const OTHERS: [&str; 7] = ["192082", "193461", "193640", "193658", "193682", "193844", "194239"];

/// Does nothing once it is there.
pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let mut look = core.read::<LookAtWideAreas>(Actor::Console, REQUEST).await?;
    if crate::wide_area::has_groups(&mut look).await? {
        return Ok(());
    }
    let facts = crate::regions::facts_of_towns_on(
        &mut look,
        &OTHERS.iter().chain([&LEAD]).map(|code| (*code).to_owned()).collect::<Vec<_>>(),
        &["population", "age65"],
        core.clock.today(),
    )
    .await?;
    drop(look);
    let plan = plan_of_lead(core).await?;
    let mut tx = core.write::<WriteWideAreas>(Actor::Console, REQUEST).await?;
    let group = actions::begin(
        &mut tx,
        &New {
            lead: LEAD.to_owned(),
            name: "【架空】見本地区在宅医療・介護連携推進協議会".to_owned(),
            kind: "contract".to_owned(),
            purpose: "一つの市と七つの町が、医師会に窓口と研修をいっしょに委託し、小さな町にも同じ支えが届くようにします。（架空）".to_owned(),
            from: "2026-04-01".to_owned(),
            members: OTHERS.iter().map(|code| (*code).to_owned()).collect(),
            fictitious: true,
            form_key: "demo:wide-area".to_owned(),
        },
    )
    .await?;
    tx.commit_recorded().await?;
    confirm(core, group).await?;
    let mut tx = core.write::<WriteWideAreas>(Actor::Console, REQUEST).await?;
    let whole = actions::whole(&mut tx, group).await?.ok_or(WideAreaError::NotFound)?;
    let mut words = whole.group.clone();
    "association".clone_into(&mut words.secretariat_kind);
    "見本郡医師会 在宅医療・介護連携支援センター（架空）".clone_into(&mut words.secretariat);
    words.agreed_on = Some("2026-03-10".to_owned());
    words.plan_id = Some(plan);
    "published".clone_into(&mut words.state);
    actions::revise(&mut tx, whole.group.revision, &words).await?;
    functions::add_row(&mut tx, group, "ICT（情報共有）の運用").await?;
    let meeting = Meeting {
        held_on: "2026-06-12".to_owned(),
        title: "第1回 代表者会議（架空）".to_owned(),
        place: "南部町役場".to_owned(),
        decided: "・令和9年度の委託料は、均等割4、人口割3、高齢者人口割3で分ける案を各町に持ち帰る\n・次回までに、夜間の相談の件数を数える".to_owned(),
        ..Meeting::default()
    };
    actions::add_meeting(&mut tx, group, &meeting).await?;
    let figure = |code: &str, key: &str| {
        facts.iter().find(|fact| fact.municipality_code == code && fact.key == key).and_then(|fact| fact.amount)
    };
    let town = |name: &str, code: &str| Town {
        code: code.to_owned(),
        name: name.to_owned(),
        figures: vec![Some(1), figure(code, "population"), figure(code, "age65")],
        origins: vec![
            Origin::default(),
            Origin { words: "デモ用に作った数字、令和7年4月1日現在".to_owned(), fictitious: true },
            Origin { words: "デモ用に作った数字、令和7年4月1日現在".to_owned(), fictitious: true },
        ],
    };
    let towns: Vec<Town> = whole.members.iter().map(|member| town(&member.name, &member.municipality_code)).collect();
    for (number, note) in [(0, "持ち帰る前の案"), (1, "第1回代表者会議に出したもの")] {
        let input = input_of(&towns, if number == 0 { 1 } else { 1000 });
        let new = NewCalculation {
            name: "委託料の分担".to_owned(),
            fiscal_year: 2027,
            note: note.to_owned(),
            query: query_of(&input),
            input,
            seen: number,
        };
        calculations::keep(&mut tx, group, &new).await?;
    }
    tx.commit_recorded().await?;
    fill_columns(core, group).await
}

/// A plan of the lead's, begun from an example, which is the group's.
async fn plan_of_lead(core: &Arc<AppCore>) -> Result<i64, FillError> {
    let examples = examples::all().map_err(|error| FillError::Refused(error.to_string()))?;
    let example = examples.last().ok_or_else(|| FillError::Refused("no example".to_owned()))?;
    let (boxes, links) = example.content();
    let new = plans::New {
        municipality: LEAD.to_owned(),
        title: "【架空】見本地区のロジックモデル".to_owned(),
        scene: example.scene.clone(),
        begun_from: format!("例：{}", example.title),
        texts: example.texts(),
        boxes,
        links,
        fictitious: true,
        form_key: "demo:wide-area-plan".to_owned(),
    };
    let mut tx = core.write::<WritePlans>(Actor::Console, REQUEST).await?;
    let plan = plans::begin(&mut tx, &new).await?;
    tx.commit_recorded().await?;
    Ok(plan)
}

async fn confirm(core: &Arc<AppCore>, group: i64) -> Result<(), FillError> {
    let mut tx = core.write::<TakePartInWideAreas>(Actor::Console, REQUEST).await?;
    let whole = actions::whole(&mut tx, group).await?.ok_or(WideAreaError::NotFound)?;
    for member in whole.members.iter().filter(|member| !member.is_confirmed()) {
        members::answer(&mut tx, group, member.id, member.revision, true).await?;
    }
    tx.commit_recorded().await?;
    Ok(())
}

fn input_of(towns: &[Town], unit: i64) -> Input {
    let key =
        |id: &str, label: &str, unit: &str| Key { id: id.to_owned(), label: label.to_owned(), unit: unit.to_owned() };
    let scenario = |name: &str, weights: [i64; 3]| Scenario {
        name: name.to_owned(),
        total: 12_000_000,
        weights: weights.to_vec(),
        takes_part: vec![true; towns.len()],
    };
    Input {
        keys: vec![
            key("equal", "均等割", ""),
            key("population", "人口割", "人"),
            key("aged", "高齢者人口割（65歳以上）", "人"),
        ],
        towns: towns.to_vec(),
        scenarios: vec![scenario("4:3:3", [400, 300, 300]), scenario("均等と人口で半分ずつ", [500, 500, 0])],
        unit,
        rest: Rest::Largest,
        lead: towns.iter().position(|town| town.code == LEAD),
        on: "2026-04-01".to_owned(),
        percent: false,
    }
}

/// The same as a query: what the page goes on from.
fn query_of(input: &Input) -> String {
    let mut fields = foundation::web::Fields::default();
    let mut put = |name: String, value: String| fields.push(&name, &value);
    put("total".to_owned(), "12,000,000".to_owned());
    put("unit".to_owned(), input.unit.to_string());
    for (name, value) in [
        ("on-year", "令和8"),
        ("on-month", "4"),
        ("on-day", "1"),
        ("way", "ratio"),
        ("name-a", "4:3:3"),
        ("name-b", "均等と人口で半分ずつ"),
        ("w-a-equal", "4"),
        ("w-a-population", "3"),
        ("w-a-aged", "3"),
        ("w-b-equal", "5"),
        ("w-b-population", "5"),
    ] {
        put(name.to_owned(), value.to_owned());
    }
    for (n, town) in (1..).zip(&input.towns) {
        put(format!("c{n}"), town.code.clone());
        put(format!("t{n}"), town.name.clone());
        put(format!("p{n}"), town.figures[1].map(|figure| figure.to_string()).unwrap_or_default());
        put(format!("o{n}"), town.figures[2].map(|figure| figure.to_string()).unwrap_or_default());
    }
    if let Some(lead) = input.lead {
        put("lead".to_owned(), (lead + 1).to_string());
    }
    fields.to_query()
}

async fn fill_columns(core: &Arc<AppCore>, group: i64) -> Result<(), FillError> {
    let mut tx = core.write::<TakePartInWideAreas>(Actor::Console, REQUEST).await?;
    let cell = |how: &str, whom: &str, remark: &str| Cell {
        how: how.to_owned(),
        whom: whom.to_owned(),
        remark: remark.to_owned(),
    };
    for code in [LEAD, "193658", "193640"] {
        let cells: Cells = [
            ("shigen".to_owned(), cell("together", "", "年1回、医師会の一覧をもとに")),
            ("kadai".to_owned(), cell("own", "", "")),
            ("joho".to_owned(), cell("contract", "見本郡医師会（架空）", "")),
            ("kenshu".to_owned(), cell("contract", "見本郡医師会（架空）", "年2回")),
            ("keihatsu".to_owned(), cell("own", "", if code == LEAD { "広報紙で" } else { "" })),
            (
                "sodan".to_owned(),
                cell(
                    if code == LEAD { "own" } else { "contract" },
                    if code == LEAD { "" } else { "見本郡医師会（架空）" },
                    "",
                ),
            ),
            ("row-1".to_owned(), cell("together", "", "")),
        ]
        .into();
        functions::put_column(&mut tx, group, code, 0, &cells).await.map_err(|error| match error {
            ColumnError::Other(error) => FillError::WideArea(error),
            ColumnError::Changed(_) => FillError::Refused("a column changed meanwhile".to_owned()),
        })?;
    }
    tx.commit_recorded().await?;
    Ok(())
}
