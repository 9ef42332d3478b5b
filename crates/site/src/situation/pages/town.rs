//! `/situation/{code}`: one town on one page, one scene with all its indicators; values as CSV; one indicator as a picture.

use std::collections::BTreeMap;

use foundation::web::{PageError, Reply, Req};

use super::{address, below, frame, town};
use crate::actions::{catalogue, class_key};
use crate::model::{Indicator, Listed, Value, level_label, scene_label, scenes};
use crate::permissions::{
    Action, EnterValues, ImportValues, LookAtOwnSupports, LookAtSituation, ReadTx, Reader, Renkei, reach_of,
};
use crate::regions::{self, SimilarTown, Town};
use crate::rules::spreading::values_of;
use crate::rules::{self, SIMILAR_TOWNS};
use crate::shared::turns::in_turn;
use crate::shared::{DEMO_MARK, guarded, paper, render};
use crate::storage;
use crate::surveys;
use crate::views::scene::{SceneView, as_of_words};
use crate::views::standing::{Group, Standing};
use crate::views::{ScenePage, TownPage, picture};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A town and how some indicators stand there.
pub(super) struct Material {
    pub town: Town,
    pub listed: Vec<Listed>,
    pub indicators: Vec<Indicator>,
    pub values: Vec<Value>,
    pub standings: BTreeMap<String, Standing>,
    pub similar: Vec<SimilarTown>,
    /// Indicators whose comparison waits to be made anew.
    pub waiting: Vec<String>,
    /// When what is compared with was made: the oldest and the newest, as stored.
    pub made: Option<(String, String)>,
}

/// Some indicators of a town beside the groups it is held against: towns like it, its prefecture, its class, the country.
/// Few small statements, however many indicators and towns there are.
pub(super) async fn material(
    db: &mut Reader,
    req: &Req,
    choose: impl Fn(&[Listed]) -> Vec<&Listed>,
) -> Result<Material, PageError> {
    let town = town(db, req).await?;
    let catalogue = catalogue::current(db).await?;
    let listed = catalogue::listed(db, &catalogue, &town.code).await?;
    let chosen: Vec<&str> = choose(&listed).into_iter().map(|one| one.id.as_str()).collect();
    let indicators: Vec<Indicator> =
        catalogue.iter().filter(|one| chosen.contains(&one.id.as_str())).cloned().collect();
    let values = storage::newest_values(db, &town.code, &chosen, rules::YEARS_TOLD).await?;
    let similar = regions::similar(db, &town.code, SIMILAR_TOWNS, |_| true).await?;
    let newest_of = |one: &Indicator| values.iter().find(|v| v.indicator_id == one.id && v.area.is_empty());
    let newest: Vec<(&str, i64)> =
        indicators.iter().filter_map(|one| Some((one.id.as_str(), newest_of(one)?.year))).collect();
    let mut standings = BTreeMap::new();
    let mut waiting = Vec::new();
    let mut made = None;
    if !newest.is_empty() {
        let class = if town.knows_classes { class_key(!town.classes.is_empty()) } else { "" };
        let spreads = storage::spreads::spreads(db, &newest, &town.prefecture_code, class).await?;
        let oldest = spreads.iter().map(|spread| spread.made_at.clone()).filter(|at| !at.is_empty()).min();
        made = oldest.zip(spreads.iter().map(|spread| spread.made_at.clone()).max());
        waiting = storage::spreads::waiting(db, &newest).await?;
        let codes: Vec<String> = similar.iter().map(|town| town.code.clone()).collect();
        for one in &indicators {
            let Some(newest) = newest_of(one) else { continue };
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
    Ok(Material { town, listed, indicators, values, standings, similar, waiting, made })
}

/// What the one page shows of each scene.
pub(super) fn first_of_each(listed: &[Listed]) -> Vec<&Listed> {
    scenes().flat_map(|(scene, _)| rules::first_of_scene(listed, scene)).collect()
}

/// The page of a town, for the screen and for paper.
pub(super) async fn view(tx: &mut ReadTx<LookAtSituation>, of: &Material) -> Result<TownPage, PageError> {
    let (said, due) =
        surveys::standing::of_municipality(tx, &of.town.code, &surveys::standing::STANDING_QUESTIONS).await?;
    let areas = regions::areas_of(tx, &of.town.code).await?;
    let frame = frame(tx, format!("{}の現在地", of.town.name))
        .purpose("わたしたちの町がどんなところで、いまどこにいて、次に何があるかを、一枚で。")
        .wide();
    let (base, today) = (address(&of.town), tx.core().clock.today());
    let may = (reaches::<EnterValues>(tx, &of.town), today);
    let mut view = TownPage::new(frame, &base, &of.town, &areas, &of.similar, said.as_ref(), &due, may);
    let beyond = tx.core().settings.beyond;
    view.put_aims(&beyond.groundwork_of(tx, &of.town.code).await?);
    view.put_figures(&base, &of.listed, &of.indicators, &of.values, &of.standings);
    view.may_import = reaches::<ImportValues>(tx, &of.town);
    if reaches::<LookAtOwnSupports>(tx, &of.town) {
        view.supports = format!("{base}/supports");
    }
    view.as_of = as_of_words(of.made.as_ref());
    view.say_what_waits(&of.indicators, &of.waiting);
    Ok(view)
}

fn reaches<A: Action<Policy = Renkei>>(tx: &ReadTx<LookAtSituation>, town: &Town) -> bool {
    reach_of::<A>(tx.actor()).is_some_and(|scope| storage::admits(&scope, &town.code, &town.prefecture_code))
}

pub async fn get(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let of = material(&mut tx, &req, first_of_each).await?;
    render(&view(&mut tx, &of).await?)
}

/// `/situation/{code}/scenes/{scene}`: every indicator of one scene.
pub async fn scene(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let asked = req.text("scene");
    let (id, label) = scenes().find(|(id, _)| *id == asked).ok_or(PageError::NotFound)?;
    let of = material(&mut tx, &req, |listed| listed.iter().filter(|one| one.has && one.scene == id).collect()).await?;
    let base = address(&of.town);
    let mut scene = SceneView::new(&base, id, label);
    let shown: Vec<&Indicator> = of.indicators.iter().collect();
    scene.put(&base, &shown, &of.listed, &of.values, &of.standings, of.town.population);
    scene.say_what_waits(&of.indicators, &of.waiting);
    let frame = below(&tx, &of.town, format!("{label}の数字"))
        .purpose(format!("{}の、この場面のすべての指標です。", of.town.name))
        .wide();
    let mut page = ScenePage::new(frame, &base, &of.town, scene, reaches::<EnterValues>(&tx, &of.town));
    let waits = of.indicators.iter().filter(|one| of.waiting.contains(&one.id));
    page.waiting = waits.map(|one| one.name.clone()).collect();
    page.as_of = as_of_words(of.made.as_ref());
    render(&page)
}

/// `/situation/{code}/situation.pdf`: the page on paper.
pub async fn pdf(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let of = material(&mut tx, &req, first_of_each).await?;
    let page = view(&mut tx, &of).await?;
    let (today, demo) = (tx.core().clock.today(), tx.core().settings.demo);
    drop(tx);
    paper::pdf(crate::views::paper::document(&page, today, demo), &format!("{}の現在地.pdf", of.town.name)).await
}

/// `/situation/{code}/situation.xlsx`: the page with every indicator of every scene.
pub async fn xlsx(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let of = material(&mut tx, &req, |listed| listed.iter().filter(|one| one.has).collect()).await?;
    let mut page = view(&mut tx, &of).await?;
    let demo = tx.core().settings.demo;
    drop(tx);
    let base = address(&of.town);
    for scene in &mut page.scenes {
        let shown: Vec<&Indicator> = of.indicators.iter().filter(|one| one.scene == scene.id).collect();
        scene.rows.clear();
        scene.put(&base, &shown, &of.listed, &of.values, &of.standings, of.town.population);
        scene.say_what_waits(&of.indicators, &of.waiting);
    }
    let book = in_turn(move || crate::views::workbook::workbook(&page, demo)).await?.map_err(PageError::broken)?;
    Ok(Reply::typed(XLSX, book).as_download(&format!("{}の現在地.xlsx", of.town.name)))
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
    let of = material(&mut tx, &req, |listed| listed.iter().filter(|one| one.id == id).collect()).await?;
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
