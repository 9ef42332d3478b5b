//! Where everything happens: 47 prefectures, 1,741 municipalities (wards of Tokyo included, wards
//! of designated cities not), the areas that overlap them, and dated facts with their source.
//! For everybody, signed in or not. Not here: what towns do (`cases`) or how they stand
//! (`situation`).

pub mod actions;
pub mod likeness;
pub mod model;
mod pages;
pub mod register;
mod rules;
pub mod storage;
mod views;

use foundation::database::{Connection, DatabaseError};

use crate::permissions::{Reader, Routes};
use crate::shared::Link;
use crate::shared::interface::Operation;

pub use actions::{KIND, index_all, indexed};
pub use model::{
    AreaMember, CLASSES, DEMAND_2040, DatedFact, DatedTown, NamedPlace, POPULATION_BANDS, area_kind_label,
};
pub use rules::alike::RULES as ALIKE_RULES;
pub use rules::similar::{EMPHASES, FACTORS as LIKENESS_FACTORS, Factor as LikenessFactor, Weights};
pub use rules::{RULES, percent, population_band};
pub use views::{CaseLine, Figure};

pub fn routes(routes: &mut Routes) {
    routes.get("/regions", pages::list::get);
    routes.get("/regions.csv", pages::export::csv);
    routes.get("/regions.json", pages::export::json);
    routes.get("/regions/import", pages::import::get);
    let import = pages::import::LIMIT_BYTES;
    routes.post_prepared("/regions/import", import, pages::import::open_sent, pages::import::post);
    routes.get("/regions/import/{key}", pages::import::look);
    routes.post("/regions/import/{key}", pages::import::confirm);
    routes.get("/regions/{code}", pages::region::get);
    routes.get("/regions/{code}/similar", pages::similar::get);
    routes.get("/api/v1/regions", pages::interface::every);
    routes.get("/api/v1/regions/{code}", pages::interface::municipality);
    routes.get("/api/v1/prefectures", pages::interface::prefectures);
}

/// What programs may ask of the register.
pub const OPERATIONS: &[Operation] = &pages::interface::OPERATIONS;

/// Codes of all municipalities and prefectures of today: pages that anybody may look at.
pub async fn addresses(db: &mut Reader) -> Result<Vec<String>, DatabaseError> {
    let prefectures = storage::prefecture_choices(db).await?;
    let towns = storage::all_towns(db).await?;
    let codes = prefectures.into_iter().map(|(code, _)| code).chain(towns.into_iter().map(|(code, ..)| code));
    Ok(codes.map(|code| format!("/regions/{code}")).collect())
}

/// A place that has an organisation of its own.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Seat {
    pub id: String,
    pub name: String,
    pub kana: String,
}

/// Every bureau, prefecture and municipality, by the kind of organisation that governs it.
pub async fn seats(db: &mut Reader) -> Result<Vec<(&'static str, Vec<Seat>)>, DatabaseError> {
    storage::seats(db).await
}

/// Those of the codes that are municipalities of today.
pub async fn known_municipalities(db: &mut Reader, codes: &[String]) -> Result<Vec<String>, DatabaseError> {
    storage::known_municipalities(db, codes).await
}

/// Every municipality of today: code, 「柳井市」, code of its prefecture.
pub async fn all_towns(db: &mut Reader) -> Result<Vec<(String, String, String)>, DatabaseError> {
    storage::all_towns(db).await
}

/// The newest known population of every municipality that has one, by code.
pub async fn populations(db: &mut Reader) -> Result<Vec<(String, i64)>, DatabaseError> {
    storage::populations(db).await
}

/// The same of one municipality.
pub async fn population_of(db: &mut Reader, code: &str) -> Result<Option<i64>, DatabaseError> {
    storage::population_of(db, code).await
}

/// Every prefecture: code, name, and its code again, as [`all_towns`] gives municipalities.
pub async fn all_prefectures(db: &mut Reader) -> Result<Vec<(String, String, String)>, DatabaseError> {
    let all = storage::prefecture_choices(db).await?;
    Ok(all.into_iter().map(|(code, name)| (code.clone(), name, code)).collect())
}

/// Codes and names of the prefectures, for a select.
pub async fn prefecture_choices(db: &mut Connection) -> Result<Vec<(String, String)>, DatabaseError> {
    storage::prefecture_choices(db).await
}

/// The municipalities of an area: what a health centre's reach means.
pub async fn codes_of_area(db: &mut Connection, area: &str) -> Result<Vec<String>, DatabaseError> {
    storage::codes_of_area(db, area).await
}

/// The prefectures of a 地方厚生（支）局: what its reach means.
pub async fn prefectures_of_bureau(db: &mut Connection, bureau: &str) -> Result<Vec<String>, DatabaseError> {
    storage::prefectures_of_bureau(db, bureau).await
}

/// Municipalities and prefectures with one of these codes or exact names. A name that several bear
/// comes several times.
pub async fn places_named(db: &mut Reader, codes_or_names: &[String]) -> Result<Vec<NamedPlace>, DatabaseError> {
    storage::places_named(db, codes_or_names).await
}

/// What is wrong with six digits that were typed as a code and cannot be one, and the page of the place probably meant; `None` where no
/// code was typed, or a sound one.
pub async fn about_code(db: &mut Reader, typed: &str) -> Result<Option<(String, Vec<Link>)>, DatabaseError> {
    let digits: String = japanese::fold::tidy(typed).chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    if !matches!(digits.len(), 5 | 6) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let Err(error) = japanese::codes::MunicipalityCode::parse(&digits) else { return Ok(None) };
    let meant = rules::code_meant(&digits, &error);
    let next = pages_of(db, meant.as_slice()).await?;
    // Five digits may be any number: only where they are a code without its zero is there something to say.
    Ok((digits.len() == 6 || !next.is_empty()).then(|| (error.to_string(), next)))
}

/// The pages of the places that bear these codes.
pub(crate) async fn pages_of(
    db: &mut Reader,
    codes: &[japanese::codes::MunicipalityCode],
) -> Result<Vec<Link>, DatabaseError> {
    let codes: Vec<String> = codes.iter().map(|code| code.as_str().to_owned()).collect();
    let places = storage::places_named(db, &codes).await?;
    let links = places.iter().map(|place| {
        Link::new(format!("{}（{}）のページ", place.label(), place.code), format!("/regions/{}", place.code))
    });
    Ok(links.collect())
}

/// Each row with the former name it was found by; empty where its own name answers the words.
async fn with_former_names(
    db: &mut Reader,
    rows: Vec<model::MunicipalityRow>,
    words: &str,
) -> Result<Vec<(model::MunicipalityRow, String)>, DatabaseError> {
    let words = crate::shared::search_words(words);
    let asking = rows.iter().filter(|r| !rules::own_name_answers(r, &words)).map(|r| r.code.as_str());
    let asking: Vec<&str> = asking.collect();
    let former = if asking.is_empty() { Vec::new() } else { storage::former_names_of(db, &asking).await? };
    let found_by = |row: &model::MunicipalityRow| {
        let own: Vec<_> = former.iter().filter(|f| f.municipality_code == row.code).collect();
        own.iter()
            .find(|f| words.iter().any(|w| rules::former_name_answers(row, &f.name, &f.kana, w)))
            .map(|f| f.name.clone())
            .unwrap_or_default()
    };
    Ok(rows.into_iter().map(|row| (found_by(&row), row)).map(|(former, row)| (row, former)).collect())
}

/// One municipality as a card on somebody's front page shows it.
pub struct Town {
    pub code: String,
    pub name: String,
    pub prefecture_code: String,
    pub prefecture_name: String,
    pub population: Option<i64>,
    pub figures: Vec<Figure>,
    /// 過疎地域 …, those that apply.
    pub classes: Vec<String>,
    /// Whether its classes are known at all.
    pub knows_classes: bool,
    /// Land, resources and demand in 2040, as far as they are known.
    pub facts: Vec<crate::shared::Fact>,
}

pub async fn town(db: &mut Reader, code: &str) -> Result<Option<Town>, DatabaseError> {
    let Some(town) = storage::municipality(db, code).await? else { return Ok(None) };
    let facts = storage::facts(db, code).await?;
    Ok(Some(Town {
        code: town.code,
        name: town.name,
        prefecture_code: town.prefecture_code,
        prefecture_name: town.prefecture_name,
        population: facts.iter().find(|fact| fact.key == "population").and_then(|fact| fact.amount),
        figures: views::MunicipalityPage::figures(&facts),
        classes: views::MunicipalityPage::classes(&facts),
        knows_classes: facts.iter().any(|fact| CLASSES.iter().any(|(key, _)| fact.key == *key)),
        facts: views::MunicipalityPage::demand(&facts)
            .into_iter()
            .chain(views::MunicipalityPage::land_and_resources(&facts))
            .collect(),
    }))
}

/// A municipality like another one.
#[derive(Clone, Debug, PartialEq)]
pub struct SimilarTown {
    pub code: String,
    pub name: String,
    pub prefecture_name: String,
    pub population: Option<i64>,
    /// 0 to 1.
    pub likeness: f64,
    /// How it comes about, factor by factor.
    pub factors: Vec<LikenessFactor>,
}

/// The `most` municipalities most like this one, the nearest first (rule `regions.similar`); only those `among` lets in.
/// Empty where too little is known of it.
pub async fn similar(
    db: &mut Reader,
    code: &str,
    most: usize,
    among: impl Fn(&str) -> bool,
) -> Result<Vec<SimilarTown>, DatabaseError> {
    let all = likeness::everyone(db).await?;
    let Some(own) = all.iter().find(|profile| profile.code == code) else { return Ok(Vec::new()) };
    let nearest = rules::similar::by_likeness(own, &all, &Weights::default());
    let town = |(other, likeness): (&rules::similar::Profile, f64)| SimilarTown {
        code: other.code.clone(),
        name: other.name.clone(),
        prefecture_name: other.prefecture_name.clone(),
        population: other.population,
        likeness,
        factors: rules::similar::factors(own, other),
    };
    Ok(nearest.into_iter().filter(|(other, _)| among(&other.code)).take(most).map(town).collect())
}

/// Prefectures and municipalities of today: 47 and 1,741.
pub async fn counts(db: &mut Reader) -> Result<(i64, i64), DatabaseError> {
    storage::counts(db).await
}

/// Whether any facts were taken in yet.
pub async fn has_facts(db: &mut Reader) -> Result<bool, DatabaseError> {
    storage::has_facts(db).await
}

/// Facts of every municipality, of these kinds, as they stood on a day: for tables by class and size.
pub async fn facts_on(db: &mut Reader, keys: &[&str], day: jiff::civil::Date) -> Result<Vec<DatedFact>, DatabaseError> {
    storage::facts::in_force(db, keys, day).await
}

/// Facts of some municipalities, of these kinds, as they stood on a day.
pub async fn facts_of_towns_on(
    db: &mut Reader,
    codes: &[String],
    keys: &[&str],
    day: jiff::civil::Date,
) -> Result<Vec<DatedFact>, DatabaseError> {
    storage::facts::of_towns(db, codes, keys, day).await
}

/// Municipalities with these codes or exact names (with or without their prefecture's before it), ended ones too.
pub async fn dated_towns(db: &mut Reader, codes_or_names: &[String]) -> Result<Vec<DatedTown>, DatabaseError> {
    storage::dated::towns(db, codes_or_names).await
}

/// Of ended municipalities: code, and code and name of the one whose former names tell it took them in, as far as the
/// register knows.
pub async fn successors_of(db: &mut Reader, codes: &[String]) -> Result<Vec<(String, String, String)>, DatabaseError> {
    storage::dated::successors(db, codes).await
}

/// The areas a municipality belongs to with all their members: where a joint group may begin from.
pub async fn areas_with_members(db: &mut Reader, code: &str) -> Result<Vec<AreaMember>, DatabaseError> {
    storage::areas_with_members(db, code).await
}

/// The areas a municipality belongs to: id of the kind, 「二次医療圏」, name.
pub async fn areas_of(db: &mut Reader, code: &str) -> Result<Vec<(String, String, String)>, DatabaseError> {
    let mut areas: Vec<(String, String, String)> = Vec::new();
    for member in storage::areas_with_members(db, code).await? {
        let area = (member.kind.clone(), model::area_kind_label(&member.kind).to_owned(), member.area_name);
        if !areas.contains(&area) {
            areas.push(area);
        }
    }
    Ok(areas)
}

/// Every area with its municipalities: id of the kind, name, code of the municipality.
pub async fn area_members(db: &mut Reader) -> Result<Vec<(String, String, String)>, DatabaseError> {
    storage::area_members(db).await
}

/// Another one whenever the register or any of its facts has changed: what is made of them is known by it.
pub async fn facts_stamp(db: &mut Reader) -> Result<i64, DatabaseError> {
    Ok(storage::similar::as_of(db).await?.0)
}
