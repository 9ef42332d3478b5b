//! `/api/v1/regions`, `/api/v1/regions/{code}`, `/api/v1/prefectures`: the register for programs.

use foundation::web::{PageError, Reply, Req};
use serde_json::{Value, json};

use crate::permissions::{LookAtRegions, ReadTx, Reader};
use crate::regions::model::{
    AREA_KINDS, AreaMember, CLASSES, DEMAND_2040, FactRow, Filter, FormerName, LANDS, MUNICIPALITY_KINDS, Municipality,
    MunicipalityRow, POPULATION_BANDS, Prefecture, RESOURCES, area_kind_label,
};
use crate::regions::storage;
use crate::shared::interface::{Kind, Operation, PAGE, Parameter, SIZE, list, one, page_of, schema};

/// Words of a search, at most.
const LONGEST_QUERY: usize = 200;

const CODE: Parameter =
    Parameter::path("code", Kind::Text(6), "全国地方公共団体コード（6けた、検査数字を含む）", "352128");

const LIST: Operation = Operation {
    path: "/api/v1/regions",
    id: "listMunicipalities",
    summary: "市町村の一覧",
    about: "特別区を含み、政令指定都市の区を含みません。コードの順に並びます（ことばでさがすと、名前がそのことばで始まるものが先です）。",
    parameters: &[
        PAGE,
        SIZE,
        Parameter::may("q", Kind::Text(LONGEST_QUERY), "名前、よみ、コード、合併前の名前", "柳井"),
        Parameter::may("prefecture", Kind::Text(6), "都道府県のコード（6けた）", "350001"),
        Parameter::may("kind", Kind::One(kinds), "種別。city＝市、ward＝特別区、town＝町、village＝村", "town"),
        Parameter::may(
            "class",
            Kind::One(classes),
            "地域の区分。kaso＝過疎地域、chusankan＝中山間地域等、shokibo＝小規模自治体、any＝いずれかに該当、none＝いずれにも該当しない",
            "kaso",
        ),
        Parameter::may("band", Kind::One(bands), "人口規模の区分（7区分）", "under1"),
    ],
    answer: || schema::page_of(line_schema()),
    errors: &[],
};
const ONE: Operation = Operation {
    path: "/api/v1/regions/{code}",
    id: "getMunicipality",
    summary: "一つの市町村",
    about: "時点と出典の付いた数字、属する圏域、合併前の名前。廃止された市町村は valid_to に最後の日があります。",
    parameters: &[CODE],
    answer: municipality_schema,
    errors: &[(404, "そのコードの市町村がないとき")],
};
const PREFECTURES: Operation = Operation {
    path: "/api/v1/prefectures",
    id: "listPrefectures",
    summary: "都道府県の一覧",
    about: "47都道府県。研修会議などのブロックと、地方厚生（支）局が付きます。",
    parameters: &[PAGE, SIZE],
    answer: || schema::page_of(prefecture_schema()),
    errors: &[],
};
pub const OPERATIONS: [Operation; 3] = [LIST, ONE, PREFECTURES];

fn kinds() -> Vec<&'static str> {
    MUNICIPALITY_KINDS.iter().map(|(id, _)| *id).collect()
}

fn classes() -> Vec<&'static str> {
    CLASSES.iter().map(|(id, _)| *id).chain(["any", "none"]).collect()
}

fn bands() -> Vec<&'static str> {
    POPULATION_BANDS.iter().map(|(id, ..)| *id).collect()
}

pub async fn every(mut tx: ReadTx<LookAtRegions>, req: Req) -> Result<Reply, PageError> {
    LIST.check(&req.query)?;
    let filter = Filter {
        words: req.query.get("q").to_owned(),
        prefecture: req.query.get("prefecture").to_owned(),
        kind: req.query.get("kind").to_owned(),
        class: req.query.get("class").to_owned(),
        band: req.query.get("band").to_owned(),
    };
    let page = page_of(&req.query);
    let total = storage::count(&mut tx, &filter).await?;
    let rows = storage::municipalities(&mut tx, &filter, page).await?;
    let site = tx.core().settings.public_url.clone();
    let items = rows.iter().map(|row| line(row, &site)).collect();
    Ok(list(&tx, LIST.path, &req.query, page, total, items))
}

fn line(row: &MunicipalityRow, site: &str) -> Value {
    let flag = |amount: Option<i64>| amount.map(|amount| amount == 1);
    json!({
        "code": row.code,
        "name": row.name,
        "kana": row.kana,
        "kind": row.kind,
        "prefecture_code": row.prefecture_code,
        "prefecture": row.prefecture_name,
        "url": format!("{site}/regions/{}", row.code),
        "population": row.population,
        "age65": row.age65,
        "figures_as_of": row.figures_as_of,
        "figures_source": row.figures_source,
        "figures_fictitious": row.figures_fictitious,
        "kaso": flag(row.kaso),
        "chusankan": flag(row.chusankan),
        "shokibo": flag(row.shokibo),
        "classes_as_of": row.classes_as_of,
        "classes_source": row.classes_source,
        "classes_fictitious": row.classes_fictitious,
    })
}

fn names() -> Vec<(&'static str, Value)> {
    vec![
        ("code", schema::text("全国地方公共団体コード（6けた）")),
        ("name", schema::text("名前")),
        ("kana", schema::text("よみ（ひらがな）")),
        ("kind", schema::text("種別。city、ward、town、village")),
        ("prefecture_code", schema::text("都道府県のコード（6けた）")),
        ("prefecture", schema::text("都道府県の名前")),
        ("url", schema::text("人が見るページのアドレス")),
    ]
}

fn line_schema() -> Value {
    let mut all = names();
    all.extend([
        ("population", schema::maybe(schema::whole("人口（人）。まだ取り込まれていないときはnull"))),
        ("age65", schema::maybe(schema::whole("65歳以上人口（人）"))),
        ("figures_as_of", schema::maybe(schema::text("人口と65歳以上人口の時点。YYYY-MM-DD"))),
        ("figures_source", schema::maybe(schema::text("その出典"))),
        ("figures_fictitious", schema::flag("その数字がデモのために作ったものか")),
        ("kaso", schema::maybe(schema::flag("過疎地域"))),
        ("chusankan", schema::maybe(schema::flag("中山間地域等"))),
        ("shokibo", schema::maybe(schema::flag("小規模自治体（人口1万人未満）"))),
        ("classes_as_of", schema::maybe(schema::text("区分の時点。YYYY-MM-DD"))),
        ("classes_source", schema::maybe(schema::text("その出典"))),
        ("classes_fictitious", schema::flag("その区分がデモのために作ったものか")),
    ]);
    schema::object(all)
}

pub async fn municipality(mut tx: ReadTx<LookAtRegions>, req: Req) -> Result<Reply, PageError> {
    ONE.check(&req.query)?;
    let code = req.text("code").to_owned();
    let town = storage::municipality(&mut tx, &code).await?.ok_or(PageError::NotFound)?;
    let facts = storage::facts(&mut tx, &code).await?;
    let members = storage::areas_with_members(&mut tx, &code).await?;
    let former = storage::former_names(&mut tx, &code).await?;
    Ok(one(&tx, whole(&tx, &town, &facts, &members, &former)))
}

fn whole(db: &Reader, town: &Municipality, facts: &[FactRow], members: &[AreaMember], former: &[FormerName]) -> Value {
    let mut areas: Vec<Value> = Vec::new();
    let mut ids: Vec<&str> = Vec::new();
    for row in members {
        if ids.contains(&row.area_id.as_str()) {
            continue;
        }
        ids.push(&row.area_id);
        let own = members.iter().filter(|m| m.area_id == row.area_id);
        areas.push(json!({
            "kind": row.kind,
            "kind_label": area_kind_label(&row.kind),
            "name": row.area_name,
            "source": row.source,
            "fictitious": row.fictitious,
            "municipalities": own.map(|m| json!({ "code": m.code, "name": m.name })).collect::<Vec<_>>(),
        }));
    }
    json!({
        "code": town.code,
        "name": town.name,
        "kana": town.kana,
        "kind": town.kind,
        "prefecture_code": town.prefecture_code,
        "prefecture": town.prefecture_name,
        "url": format!("{}/regions/{}", db.core().settings.public_url, town.code),
        "block": town.block_name,
        "bureau": town.bureau_name,
        "valid_to": town.valid_to,
        "facts": facts.iter().map(fact).collect::<Vec<_>>(),
        "areas": areas,
        "former_names": former
            .iter()
            .map(|name| json!({ "name": name.name, "kana": name.kana, "until": name.until }))
            .collect::<Vec<_>>(),
    })
}

/// What a municipality is or is not.
fn flags() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    CLASSES.iter().chain(LANDS)
}

/// Words of a fact, and its unit.
fn fact_words(key: &str) -> (&'static str, &'static str) {
    match key {
        "population" => ("人口", "人"),
        "age65" => ("65歳以上人口", "人"),
        "age75" => ("75歳以上人口", "人"),
        "age85" => ("85歳以上人口", "人"),
        "demand2040" => ("2040年に向けた介護需要の見通し", ""),
        key => match RESOURCES.iter().find(|(id, _)| *id == key) {
            Some((_, label)) => (label, "か所"),
            None => (flags().find(|(id, _)| *id == key).map_or("", |(_, label)| label), ""),
        },
    }
}

fn fact(row: &FactRow) -> Value {
    let (label, unit) = fact_words(&row.key);
    let is_flag = flags().any(|(id, _)| *id == row.key);
    let words = row.words.as_deref().map(|words| {
        DEMAND_2040.iter().find(|(id, _)| row.key == "demand2040" && *id == words).map_or(words, |(_, label)| label)
    });
    json!({
        "key": row.key,
        "label": label,
        "amount": if is_flag { None } else { row.amount },
        "applies": if is_flag { row.amount.map(|amount| amount == 1) } else { None },
        "words": words,
        "unit": unit,
        "as_of": row.as_of,
        "source": row.source,
        "fictitious": row.fictitious,
    })
}

fn municipality_schema() -> Value {
    let fact = schema::object([
        (
            "key",
            schema::text(
                "population、age65、age75、age85、kaso、chusankan、shokibo、demand2040、island、mountain、clinics、stations",
            ),
        ),
        ("label", schema::text("その日本語")),
        ("amount", schema::maybe(schema::whole("数。数でないときはnull"))),
        ("applies", schema::maybe(schema::flag("区分に当たるか。区分でないときはnull"))),
        ("words", schema::maybe(schema::text("ことばの値。数や区分のときはnull"))),
        ("unit", schema::text("単位。ないときは空の文字列")),
        ("as_of", schema::text("時点。YYYY-MM-DD")),
        ("source", schema::text("出典")),
        ("fictitious", schema::flag("デモのために作ったものか")),
    ]);
    let member = schema::object([("code", schema::text("コード")), ("name", schema::text("名前"))]);
    let kinds: Vec<&str> = AREA_KINDS.iter().map(|(id, _)| *id).collect();
    let area = schema::object([
        ("kind", schema::text(&format!("種別。{}", kinds.join("、")))),
        ("kind_label", schema::text("種別の日本語")),
        ("name", schema::text("名前")),
        ("source", schema::text("出典")),
        ("fictitious", schema::flag("デモのために作ったものか")),
        ("municipalities", schema::list(member, "属する市町村（自身を含みます）")),
    ]);
    let former = schema::object([
        ("name", schema::text("合併前の名前")),
        ("kana", schema::text("よみ")),
        ("until", schema::maybe(schema::text("その名前が終わった日。分からないときはnull"))),
    ]);
    let mut all = names();
    all.extend([
        schema::notice(),
        ("block", schema::text("研修会議などのブロック")),
        ("bureau", schema::text("地方厚生（支）局")),
        ("valid_to", schema::maybe(schema::text("廃止された市町村の最後の日。YYYY-MM-DD"))),
        ("facts", schema::list(fact, "いちばん新しい数字")),
        ("areas", schema::list(area, "属する圏域")),
        ("former_names", schema::list(former, "合併前の名前")),
    ]);
    schema::object(all)
}

pub async fn prefectures(mut tx: ReadTx<LookAtRegions>, req: Req) -> Result<Reply, PageError> {
    PREFECTURES.check(&req.query)?;
    let all = storage::prefectures(&mut tx).await?;
    let page = page_of(&req.query);
    let site = tx.core().settings.public_url.clone();
    let items = crate::shared::interface::of_page(&all, page).iter().map(|p| prefecture(p, &site)).collect();
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    Ok(list(&tx, PREFECTURES.path, &req.query, page, total, items))
}

fn prefecture(row: &Prefecture, site: &str) -> Value {
    json!({
        "code": row.code,
        "name": row.name,
        "kana": row.kana,
        "block": row.block_name,
        "bureau": row.bureau_name,
        "municipalities": row.municipalities,
        "url": format!("{site}/regions/{}", row.code),
    })
}

fn prefecture_schema() -> Value {
    schema::object([
        ("code", schema::text("全国地方公共団体コード（6けた）")),
        ("name", schema::text("名前")),
        ("kana", schema::text("よみ（ひらがな）")),
        ("block", schema::text("研修会議などのブロック")),
        ("bureau", schema::text("地方厚生（支）局")),
        ("municipalities", schema::whole("市町村の数（特別区を含み、政令指定都市の区を含みません）")),
        ("url", schema::text("人が見るページのアドレス")),
    ])
}
