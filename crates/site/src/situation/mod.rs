//! 自地域の現在地: a catalogue of indicators, the values a town enters, and one page that a new officer understands in three
//! minutes: who we are, what we do in each scene, how we stand, what comes first and what there is for it. Not here: the
//! survey's own comparison (`surveys`), logic models (`plans`).

// A feature is a crate of its own (decision 0018): under its own name and those of what it stands on, as everywhere.
extern crate self as situation;
extern crate surveys;
use ground::{beyond, permissions, programmes, regions, shared};

pub mod actions;
mod forms;
pub mod import;
pub mod jobs;
pub mod model;
mod pages;
mod rules;
pub mod storage;
mod views;

use foundation::database::DatabaseError;

use crate::permissions::{LookAtSituation, Reader, Routes, Scope, reach_of};

pub use rules::RULES;
pub use rules::importing::RULES as IMPORT_RULES;
pub use rules::spreading::RULES as SPREADING_RULES;

pub fn routes(routes: &mut Routes) {
    routes.get("/situation", pages::overview::get);
    routes.get("/situation/indicators", pages::catalogue::get);
    routes.get("/situation/indicators.csv", pages::catalogue::csv);
    routes.get("/situation/indicators/new", pages::edit::get_new);
    routes.post("/situation/indicators/new", pages::edit::post_new);
    routes.get("/situation/indicators/{indicator}", pages::catalogue::one);
    routes.get("/situation/indicators/{indicator}/edit", pages::edit::get);
    routes.post("/situation/indicators/{indicator}/edit", pages::edit::post);
    routes.get("/situation/indicators/{indicator}/towns", pages::towns::get);
    routes.get("/situation/indicators/{indicator}/towns.csv", pages::towns::csv);
    routes.get("/situation/country", pages::country::get);
    routes.get("/situation/prefectures/{prefecture}", pages::prefecture::get);
    routes.get("/situation/prefectures/{prefecture}/towns.csv", pages::prefecture::csv);
    routes.get("/situation/prefectures/{prefecture}/supports", pages::supports::get);
    routes.post("/situation/prefectures/{prefecture}/supports", pages::supports::post);
    routes.get("/situation/prefectures/{prefecture}/letter", pages::supports::get_letter);
    routes.post("/situation/prefectures/{prefecture}/letter", pages::supports::post_letter);
    routes.get("/situation/imports", pages::imports::list::get);
    let most_bytes = rules::importing::MOST_UPLOAD_BYTES;
    routes.post_up_to("/situation/imports", most_bytes, pages::imports::list::post);
    routes.get("/situation/imports/columns.csv", pages::imports::list::columns);
    routes.get("/situation/imports/layouts", pages::imports::layouts::get);
    routes.post("/situation/imports/layouts/{layout}/remove", pages::imports::layouts::remove);
    routes.get("/situation/imports/{import}", pages::imports::one::get);
    routes.post("/situation/imports/{import}/store", pages::imports::one::store);
    routes.post("/situation/imports/{import}/look", pages::imports::one::look_again);
    routes.post("/situation/imports/{import}/drop", pages::imports::one::drop_it);
    routes.post("/situation/imports/{import}/undo", pages::imports::one::undo);
    routes.get("/situation/imports/{import}/files/{position}", pages::imports::file::get);
    routes.post("/situation/imports/{import}/files/{position}", pages::imports::file::post);
    routes.get("/situation/imports/{import}/files/{position}/columns", pages::imports::columns::get);
    routes.post("/situation/imports/{import}/files/{position}/columns", pages::imports::columns::post);
    routes.get("/situation/{code}", pages::town::get);
    routes.get("/situation/{code}/scenes/{scene}", pages::town::scene);
    routes.get("/situation/{code}/situation.pdf", pages::town::pdf);
    routes.get("/situation/{code}/situation.xlsx", pages::town::xlsx);
    routes.get("/situation/{code}/values.csv", pages::town::csv);
    routes.get("/situation/{code}/figures/{figure}", pages::town::figure);
    routes.get("/situation/{code}/supports", pages::own_supports::get);
    routes.post("/situation/{code}/supports", pages::own_supports::post);
    routes.get("/situation/{code}/values", pages::enter::get);
    routes.post("/situation/{code}/values", pages::enter::post);
    routes.get("/situation/{code}/values/{indicator}", pages::history::get);
    routes.post("/situation/{code}/values/{indicator}", pages::history::post);
    routes.post("/situation/{code}/values/{indicator}/remove", pages::history::remove);
}

/// An indicator as other features name it, with a municipality's own values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub id: String,
    pub name: String,
    pub scene: &'static str,
    /// 「日常の療養支援」
    pub scene_label: String,
    pub unit: String,
    /// The oldest first; empty where nothing was entered, or where the reader may not see it.
    pub values: Vec<KnownValue>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownValue {
    pub year: i64,
    /// 「9.5％（令和6年度）」
    pub told: String,
    pub source: String,
    pub fictitious: bool,
}

/// Every indicator in use, in the catalogue's order, with the municipality's own values (none of wider areas).
pub async fn known_of(db: &mut Reader, code: &str) -> Result<Vec<Known>, DatabaseError> {
    let indicators = storage::indicators(db, true).await?;
    let values = match reach_of::<LookAtSituation>(db.actor()) {
        Some(scope) => storage::values_within(db, &scope, code).await?,
        None => Vec::new(),
    };
    let known = indicators.iter().map(|one| known_with(one, &values));
    // What is no longer kept is named where there are values of it.
    let retired = |id: &str| indicators.iter().any(|one| one.id == id && one.retired);
    Ok(known.filter(|one| !one.values.is_empty() || !retired(&one.id)).collect())
}

/// The same for a few indicators that a town has shown to somebody with what it wrote: their values come along, whoever she is. Who
/// she is, and that the town showed it, is known to the feature that asks.
pub async fn shown_with(db: &mut Reader, code: &str, ids: &[&str]) -> Result<Vec<Known>, DatabaseError> {
    let indicators = storage::indicators(db, true).await?;
    let values = storage::values_within(db, &Scope::All, code).await?;
    let known = indicators.iter().filter(|one| ids.contains(&one.id.as_str()));
    Ok(known.map(|one| known_with(one, &values)).collect())
}

fn known_with(one: &model::Indicator, values: &[model::Value]) -> Known {
    let of = values.iter().rev().filter(|value| value.indicator_id == one.id && value.area.is_empty());
    Known {
        id: one.id.clone(),
        name: one.name.clone(),
        scene: model::scenes().map(|(id, _)| id).find(|id| *id == one.scene).unwrap_or_default(),
        scene_label: model::scene_label(&one.scene).to_owned(),
        unit: one.unit.clone(),
        values: of.map(|value| views::known(one, value)).collect(),
    }
}

/// The newest value of an indicator, ready to be read out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldFigure {
    pub scene: String,
    pub name: String,
    /// 「9.5%（亡くなった人のうち自宅 9／亡くなった人 95）」
    pub words: String,
    /// 「令和6年度（2024年度）」
    pub year: String,
    pub source: String,
    /// 「二次医療圏：柳井」; empty for the municipality's own.
    pub area: String,
    pub caution: String,
    pub fictitious: bool,
}

/// A municipality's newest values, in the order of the catalogue, as far as the reader may look at its situation.
pub async fn told_of(db: &mut Reader, code: &str) -> Result<Vec<ToldFigure>, DatabaseError> {
    if reach_of::<LookAtSituation>(db.actor()).is_none() {
        return Ok(Vec::new());
    }
    let indicators = storage::indicators(db, true).await?;
    let values = storage::values_of(db, code).await?;
    let told = |one: &model::Indicator, value: &model::Value| {
        let told = views::told(one, value);
        let parts = if told.parts.is_empty() { String::new() } else { format!("（{}）", told.parts) };
        ToldFigure {
            scene: one.scene.clone(),
            name: one.name.clone(),
            words: format!("{}{}{parts}", told.figure, told.unit),
            year: views::year_words(value.year),
            source: value.source.clone(),
            area: views::area_words(value),
            caution: one.caution.clone(),
            fictitious: value.fictitious,
        }
    };
    Ok(indicators
        .iter()
        .flat_map(|one| {
            // The newest year stands first; each wider area is a figure of its own.
            let mut of: Vec<&model::Value> = values.iter().filter(|value| value.indicator_id == one.id).collect();
            of.dedup_by(|later, first| later.area == first.area && later.area_name == first.area_name);
            of.into_iter().map(|value| told(one, value)).collect::<Vec<_>>()
        })
        .collect())
}

/// Whether any municipality within reach has entered anything.
pub async fn has_values(db: &mut Reader) -> Result<bool, DatabaseError> {
    Ok(!storage::coverage(db).await?.is_empty())
}

/// One file of an import, as a console tells it.
pub struct ToldFile {
    pub mark: &'static str,
    pub name: String,
    /// 「新しい 3、変わる 1、同じ 0、取り込まない 2、使わない 12」
    pub counts: String,
    pub sentences: Vec<String>,
    /// It is refused, or values of it are.
    pub is_refused: bool,
}

/// So many refused values of a file are told at a console; all stand on its page.
const MOST_TOLD: i64 = 20;

/// What an import comes to: all of it in a line, and each of its files.
pub async fn imported(db: &mut Reader, id: i64) -> Result<(String, Vec<ToldFile>), DatabaseError> {
    let counts = |new: i64, changed: i64, same: i64, refused: i64, left: i64| {
        format!("新しい {new}、変わる {changed}、同じ {same}、取り込まない {refused}、使わない {left}")
    };
    let Some(import) = storage::imports::import(db, id).await? else { return Ok((String::new(), Vec::new())) };
    let totals =
        counts(import.new_values, import.changed_values, import.same_values, import.refused_values, import.left_values);
    let mut files = Vec::new();
    for file in storage::imports::files(db, id).await? {
        let is_refused = matches!(file.state.as_str(), "refused" | "unknown") || file.refused_values > 0;
        let mut sentences: Vec<String> = file.sentences.lines().map(str::to_owned).collect();
        if file.refused_values > 0 {
            let items = storage::imports::items(db, id, file.position, (MOST_TOLD, 0)).await?;
            let refused = items.iter().filter(|item| item.kind == "refused");
            sentences.extend(refused.map(|item| format!("{} {} {}", item.cell, item.place, item.sentence)));
        }
        files.push(ToldFile {
            mark: match file.state.as_str() {
                "read" => "＋",
                "refused" | "unknown" => "×",
                _ => "・",
            },
            counts: counts(
                file.new_values,
                file.changed_values,
                file.same_values,
                file.refused_values,
                file.left_values,
            ),
            name: file.name,
            sentences,
            is_refused,
        });
    }
    Ok((totals, files))
}
