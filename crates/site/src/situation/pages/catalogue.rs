//! `/situation/indicators`: what can be measured, for everybody; one indicator with its versions; the list as CSV.

use foundation::web::{PageError, Reply, Req};

use super::{HOME, frame};
use crate::model::{KINDS, level_label, scene_label, scenes};
use crate::permissions::{Actor, EditIndicators, LookAtIndicators, LookAtSituation, ReadTx, Scope, reach_of};
use crate::shared::{Choice, DEMO_MARK, Frame, Link, guarded, render};
use crate::storage;
use crate::views::{CataloguePage, IndicatorPage};

const CATALOGUE: &str = "/situation/indicators";

pub async fn get(mut tx: ReadTx<LookAtIndicators>, req: Req) -> Result<Reply, PageError> {
    let may_edit = reach_of::<EditIndicators>(tx.actor()).is_some();
    let indicators = storage::indicators(&mut tx, may_edit).await?;
    let (scene, kind) = (req.query.get("scene"), req.query.get("kind"));
    let fits = |one: &&crate::model::Indicator| {
        (scene.is_empty() || one.scene == scene) && (kind.is_empty() || one.kind == kind)
    };
    let chosen: Vec<_> = indicators.iter().filter(fits).collect();
    let any = |chosen: bool| Choice::new("", "すべて", chosen);
    let scene_choices = std::iter::once(any(scene.is_empty()))
        .chain(scenes().map(|(id, label)| Choice::new(id, label, id == scene)))
        .collect();
    let kind_choices = std::iter::once(any(kind.is_empty()))
        .chain(KINDS.iter().map(|(id, label, _)| Choice::new(*id, *label, *id == kind)))
        .collect();
    let frame = Frame::new(&tx, "指標の一覧")
        .purpose("在宅医療・介護連携の、現状と変化を見るための指標です。分子・分母、出典、読むときの注意つきで。")
        .within("/regions")
        .crumb("自地域の現在地", HOME);
    render(&CataloguePage::new(frame, &chosen, scene_choices, kind_choices, may_edit))
}

pub async fn one(mut tx: ReadTx<LookAtIndicators>, req: Req) -> Result<Reply, PageError> {
    let may_edit = reach_of::<EditIndicators>(tx.actor()).is_some();
    let indicator = storage::indicator(&mut tx, req.text("indicator")).await?.ok_or(PageError::NotFound)?;
    if indicator.retired && !may_edit {
        return Err(PageError::NotFound);
    }
    let beside = storage::indicator(&mut tx, &indicator.beside).await?;
    let versions = if may_edit { storage::versions(&mut tx, &indicator.id).await? } else { Vec::new() };
    let done = match req.query.get("done") {
        "added" => "加えました。",
        "saved" => "保存しました。前の内容は、下の「これまでの版」に残っています。",
        _ => "",
    };
    let mut frame = frame(&tx, &*indicator.name).purpose(&*indicator.meaning).crumb("指標の一覧", CATALOGUE);
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    let mut page = IndicatorPage::new(frame, &indicator, beside.as_ref(), &versions, may_edit);
    page.over = over(tx.actor(), &indicator.id);
    render(&page)
}

/// Where whoever looks at many municipalities sees them by this indicator.
fn over(actor: &Actor, id: &str) -> Vec<Link> {
    let Some(scope) = reach_of::<LookAtSituation>(actor) else { return Vec::new() };
    let towns = matches!(scope, Scope::All | Scope::Prefectures(_));
    let towns =
        towns.then(|| Link::new("都道府県の中の市町村を並べて見る", format!("/situation/indicators/{id}/towns")));
    let country = Link::new("全国の分布を見る", format!("/situation/country?indicator={id}"));
    towns.into_iter().chain([country]).collect()
}

/// One row per indicator, one value per cell.
pub async fn csv(mut tx: ReadTx<LookAtIndicators>, _req: Req) -> Result<Reply, PageError> {
    let indicators = storage::indicators(&mut tx, false).await?;
    let remark = if tx.core().settings.demo { DEMO_MARK } else { "" };
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    let heads = [
        "指標",
        "名前",
        "場面",
        "種類",
        "何を表すか",
        "単位",
        "分子",
        "分母",
        "いくつ当たり",
        "人口1万人当たりで比べる",
        "値がある範囲",
        "読むときの注意",
        "並べて示す指標",
        "出典",
        "出典での番号",
        "出典の確認",
        "備考",
    ];
    out.write_record(heads).map_err(PageError::broken)?;
    for one in &indicators {
        let levels: Vec<&str> = one.levels().map(level_label).collect();
        let per = if one.is_share() { one.per.to_string() } else { String::new() };
        out.write_record([
            one.id.as_str(),
            &guarded(&one.name),
            scene_label(&one.scene),
            crate::model::kind_label(&one.kind),
            &guarded(&one.meaning),
            &guarded(&one.unit),
            &guarded(&one.numerator),
            &guarded(&one.denominator),
            &per,
            if one.by_population { "1" } else { "0" },
            &levels.join("、"),
            &guarded(&one.caution),
            &one.beside,
            &guarded(&one.source),
            &guarded(&one.source_code),
            if one.verified { "済" } else { "未" },
            remark,
        ])
        .map_err(PageError::broken)?;
    }
    let body = out.into_inner().map_err(|e| PageError::broken(e.error()))?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download("指標の一覧.csv"))
}
