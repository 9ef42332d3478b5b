//! `/situation/{code}`: one town on one page; its values as CSV; one indicator as a picture.

use std::collections::BTreeMap;

use foundation::web::{PageError, Reply, Req};

use super::{address, frame, town};
use crate::actions::class_key;
use crate::model::{Indicator, Value, level_label, scene_label};
use crate::permissions::{EnterValues, ImportValues, LookAtSituation, ReadTx, Reader, reach_of};
use crate::regions::{self, SimilarTown, Town};
use crate::rules::spreading::values_of;
use crate::rules::{self, SIMILAR_TOWNS};
use crate::shared::{DEMO_MARK, guarded, paper, render};
use crate::storage;
use crate::surveys;
use crate::views::standing::{Group, Standing};
use crate::views::{TownPage, picture};

struct Material {
    town: Town,
    indicators: Vec<Indicator>,
    values: Vec<Value>,
    standings: BTreeMap<String, Standing>,
    similar: Vec<SimilarTown>,
    /// Indicators whose comparison waits to be made anew.
    waiting: Vec<String>,
}

/// The groups a town is held against: towns like it, its prefecture, its class, the country.
async fn material(db: &mut Reader, req: &Req) -> Result<Material, PageError> {
    let town = town(db, req).await?;
    let indicators = storage::indicators(db, true).await?;
    let values = storage::values_of(db, &town.code).await?;
    let similar = regions::similar(db, &town.code, SIMILAR_TOWNS, |_| true).await?;
    let mut standings = BTreeMap::new();
    let mut waiting = Vec::new();
    if values.iter().any(|value| value.area.is_empty()) {
        let class = if town.knows_classes { class_key(!town.classes.is_empty()) } else { "" };
        let spreads = storage::spreads::spreads(db, &town.code, &town.prefecture_code, class).await?;
        waiting = storage::spreads::waiting(db, &town.code).await?;
        let codes: Vec<String> = similar.iter().map(|town| town.code.clone()).collect();
        for one in &indicators {
            let Some(newest) = values.iter().find(|v| v.indicator_id == one.id && v.area.is_empty()) else { continue };
            let own = rules::compared(one, newest.numerator, newest.denominator, town.population);
            // As the country was made of them: no single town's change shows here before that of five.
            let country = spreads.iter().find(|s| s.indicator_id == one.id && s.group_kind == "country");
            let mut near = country.map(|s| values_of(&s.basis, &codes)).unwrap_or_default();
            let mut groups = Vec::new();
            groups.extend(Group::of_similar(&mut near));
            // The town itself is among these.
            let enough = |n: i64| rules::has_enough_others(usize::try_from(n).unwrap_or(0));
            let of =
                |kind: &str| spreads.iter().find(|s| s.indicator_id == one.id && s.group_kind == kind && enough(s.n));
            groups.extend(of("prefecture").map(|s| Group::of_prefecture(s, &town.prefecture_name)));
            groups.extend(of("class").map(Group::of_class));
            groups.extend(of("country").map(Group::of_country));
            standings.insert(one.id.clone(), Standing { own, groups, year: newest.year });
        }
    }
    Ok(Material { town, indicators, values, standings, similar, waiting })
}

pub async fn get(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let of = material(&mut tx, &req).await?;
    let (said, due) =
        surveys::standing::of_municipality(&mut tx, &of.town.code, &surveys::standing::STANDING_QUESTIONS).await?;
    let areas = regions::areas_of(&mut tx, &of.town.code).await?;
    let may_enter = reach_of::<EnterValues>(tx.actor())
        .is_some_and(|scope| storage::admits(&scope, &of.town.code, &of.town.prefecture_code));
    let frame = frame(&tx, format!("{}の現在地", of.town.name))
        .purpose("わたしたちの町がどんなところで、いまどこにいて、次に何があるかを、一枚で。")
        .wide();
    let (base, today) = (address(&of.town), tx.core().clock.today());
    let mut view = TownPage::new(frame, &base, &of.town, &areas, &of.similar, said.as_ref(), &due, (may_enter, today));
    let beyond = tx.core().settings.beyond;
    view.put_aims(&beyond.groundwork_of(&mut tx, &of.town.code).await?);
    view.put_figures(&base, &of.indicators, &of.values, &of.standings);
    view.may_import = reach_of::<ImportValues>(tx.actor())
        .is_some_and(|scope| storage::admits(&scope, &of.town.code, &of.town.prefecture_code));
    view.say_what_waits(&of.indicators, &of.waiting);
    render(&view)
}

/// 縦持ち: one row per value.
pub async fn csv(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let indicators = storage::indicators(&mut tx, true).await?;
    let values = storage::values_of(&mut tx, &town.code).await?;
    let demo = tx.core().settings.demo;
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    let heads = [
        "全国地方公共団体コード",
        "市町村名",
        "指標",
        "指標の名前",
        "場面",
        "範囲",
        "圏域名",
        "年度",
        "分子・数",
        "分母",
        "値",
        "単位",
        "出典",
        "メモ",
        "入力した人",
        "入力した時刻",
        "架空",
        "備考",
    ];
    out.write_record(heads).map_err(PageError::broken)?;
    for value in &values {
        let Some(one) = indicators.iter().find(|one| one.id == value.indicator_id) else { continue };
        let level = if value.area.is_empty() { "市町村" } else { level_label(&value.area) };
        let told = rules::told(one, value)
            .map(|told| if one.is_share() { rules::one_decimal(told) } else { rules::decimal(told) });
        out.write_record([
            town.code.as_str(),
            &town.name,
            &one.id,
            &guarded(&one.name),
            scene_label(&one.scene),
            level,
            &guarded(&value.area_name),
            &value.year.to_string(),
            &rules::for_typing(value.numerator),
            &value.denominator.map(rules::for_typing).unwrap_or_default(),
            &told.unwrap_or_default().replace(',', ""),
            &guarded(&one.unit),
            &guarded(&value.source),
            &guarded(&value.note),
            &guarded(&value.entered_by),
            &value.entered_at,
            if value.fictitious { "1" } else { "0" },
            if demo { DEMO_MARK } else { "" },
        ])
        .map_err(PageError::broken)?;
    }
    let body = out.into_inner().map_err(|e| PageError::broken(e.error()))?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download(&format!("{}の数字.csv", town.name)))
}

/// `home-deaths.svg`, `home-deaths.png`
pub async fn figure(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let (id, kind) = req.text("figure").rsplit_once('.').ok_or(PageError::NotFound)?;
    let (id, kind) = (id.to_owned(), kind.to_owned());
    let of = material(&mut tx, &req).await?;
    let demo = tx.core().settings.demo;
    drop(tx);
    let indicator = of.indicators.iter().find(|one| one.id == id).ok_or(PageError::NotFound)?;
    let standing = of.standings.get(&id).ok_or(PageError::NotFound)?;
    let value = of.values.iter().find(|v| v.indicator_id == id && v.area.is_empty()).ok_or(PageError::NotFound)?;
    let chart = picture::chart(&of.town.name, indicator, value, standing, demo || value.fictitious);
    let name = format!("{}_{}.{kind}", of.town.name, indicator.name);
    match kind.as_str() {
        "svg" => Ok(paper::svg(chart, &name)),
        "png" => paper::png(chart, &name).await,
        _ => Err(PageError::NotFound),
    }
}
