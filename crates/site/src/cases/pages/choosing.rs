//! Which published cases an address asks for, where programs ask: the conditions of `/cases`, and a municipality. What nobody
//! offers is no condition; nothing comes back that answers only some of the words.

use foundation::database::DatabaseError;
use foundation::web::Fields;

use crate::cases::actions::{published, reading};
use crate::cases::model::{Selection, Sort, TROUBLE_FACET, TagKind, Trouble, tag_label};
use crate::cases::storage;
use crate::permissions::Reader;
use crate::regions::{self, POPULATION_BANDS};
use crate::shared::interface::{Kind, Parameter};

/// The condition that a case is about this municipality.
pub const PLACE: &str = "place";

/// What programs may ask of the list, feeds included.
pub const CONDITIONS: [Parameter; 11] = [
    Parameter::may(
        "q",
        Kind::Text(200),
        "ことば。同じ意味のことばもさがし、すべてをふくむ事例だけを返します",
        "看取り",
    ),
    Parameter::several("trouble", Kind::Text(60), "困りごとの入口のid", "kuhaku"),
    Parameter::several("scene", Kind::One(|| ids(TagKind::Scene)), "場面", "mitori"),
    Parameter::several("content", Kind::One(|| ids(TagKind::Content)), "実施内容", "sodan"),
    Parameter::several("cooperation", Kind::One(|| ids(TagKind::Cooperation)), "連携の種類", "koiki"),
    Parameter::several("class", Kind::One(|| ids(TagKind::Class)), "地域の区分（事例の出典による）", "kaso"),
    Parameter::several("band", Kind::One(bands), "地域の人口規模（7区分）", "under1"),
    Parameter::several("key_person", Kind::Text(60), "鍵になった人・組織", "行政"),
    Parameter::several("prefecture", Kind::Text(6), "都道府県のコード（6けた）", "350001"),
    Parameter::may(PLACE, Kind::Text(6), "市町村のコード（6けた）。その市町村についての事例", "352128"),
    Parameter::may(
        "sort",
        Kind::One(|| vec!["relevance", "new", "read"]),
        "並び。relevance＝ことばに合う順（ことばがなければ新しい順）、new＝新しい順、read＝よく読まれている順（この1年）",
        "new",
    ),
];

fn ids(kind: TagKind) -> Vec<&'static str> {
    kind.offered().iter().map(|(id, _)| *id).collect()
}

fn bands() -> Vec<&'static str> {
    POPULATION_BANDS.iter().map(|(id, ..)| *id).collect()
}

/// The cases that answer, and the conditions in words.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    pub numbers: Vec<i64>,
    /// 「看取り」「山口県柳井市」: in the order of the conditions.
    pub words: Vec<String>,
    /// Condition and value that nobody offers.
    pub unknown: Option<(&'static str, String)>,
    pub troubles: Vec<Trouble>,
}

/// A handful of statements, however many cases there are.
pub async fn chosen(db: &mut Reader, query: &Fields) -> Result<Chosen, DatabaseError> {
    let mut selection = Selection::of(query);
    let published = published::current(db).await?;
    let (asked, answered) = published::answered(db, &published, &selection.words).await?;
    if selection.sort == Sort::Read {
        let reads = reading::current(db).await?;
        published.look(|copy| copy.set_reads(reads));
    }
    let troubles = storage::trouble_names(db).await?;
    let prefectures = regions::prefecture_choices(db).await?;
    let is_offered = |facet: &str, value: &str| match facet {
        TROUBLE_FACET => troubles.iter().any(|t| t.id == value),
        "band" => bands().contains(&value),
        "prefecture" => prefectures.iter().any(|(code, _)| code == value),
        "key_person" => true,
        kind => TagKind::of(kind).is_some_and(|kind| ids(kind).contains(&value)),
    };
    let unknown = published.look(|copy| selection.take_unknown(copy, is_offered));
    let mut unknown = unknown.into_iter().next();
    let found = published.look(|copy| copy.choose(&selection, answered.as_deref(), 0..usize::MAX));
    // Whoever asks for two words wants no case with only one of them.
    let mut numbers = if found.partial { Vec::new() } else { found.numbers };
    let mut words: Vec<String> = if asked.is_empty() { Vec::new() } else { vec![asked.typed.clone()] };
    for (facet, values) in &selection.chosen {
        words.extend(values.iter().map(|value| match *facet {
            TROUBLE_FACET => {
                troubles.iter().find(|t| t.id == *value).map_or_else(|| value.clone(), |t| t.label.clone())
            }
            "band" => POPULATION_BANDS.iter().find(|(id, ..)| id == value).map_or_else(String::new, |b| b.1.to_owned()),
            "prefecture" => {
                prefectures.iter().find(|(code, _)| code == value).map_or_else(String::new, |(_, name)| name.clone())
            }
            kind => TagKind::of(kind).map_or_else(String::new, |kind| tag_label(kind, value).to_owned()),
        }));
    }
    let code = query.get(PLACE);
    if !code.is_empty() {
        let places = regions::places_named(db, &[code.to_owned()]).await?;
        match places.iter().find(|place| place.code == code && !place.is_prefecture()) {
            Some(place) => words.push(place.label()),
            None => unknown = unknown.or_else(|| Some((PLACE, code.to_owned()))),
        }
        let about = storage::about_place(db, code).await?;
        numbers.retain(|number| about.contains(number));
    }
    Ok(Chosen { numbers, words, unknown, troubles })
}

/// Newest first, whatever the words.
pub fn newest_first(query: &Fields) -> Fields {
    query.replaced("sort", "new")
}
