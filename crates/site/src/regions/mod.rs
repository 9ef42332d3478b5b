//! Where everything happens: 47 prefectures, 1,741 municipalities (wards of Tokyo included, wards
//! of designated cities not), the areas that overlap them, and dated facts with their source.
//! For everybody, signed in or not. Not here: what towns do (`cases`) or how they stand
//! (`situation`).

pub mod actions;
pub mod model;
mod pages;
pub mod register;
mod rules;
pub(crate) mod storage;
mod views;

use foundation::database::{Connection, DatabaseError};

use crate::permissions::Routes;

pub use rules::RULES;
pub use views::CaseLine;

pub fn routes(routes: &mut Routes) {
    routes.get("/regions", pages::list::get);
    routes.get("/regions.csv", pages::export::csv);
    routes.get("/regions.json", pages::export::json);
    routes.get("/regions/{code}", pages::region::get);
}

/// A place that has an organisation of its own.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Place {
    pub id: String,
    pub name: String,
    pub kana: String,
}

/// Every bureau, prefecture and municipality, by the kind of organisation that governs it.
pub async fn places(db: &mut Connection) -> Result<Vec<(&'static str, Vec<Place>)>, DatabaseError> {
    storage::places(db).await
}

/// The municipalities of an area: what a health centre's reach means.
pub async fn codes_of_area(db: &mut Connection, area: &str) -> Result<Vec<String>, DatabaseError> {
    storage::codes_of_area(db, area).await
}

/// The prefectures of a 地方厚生（支）局: what its reach means.
pub async fn prefectures_of_bureau(db: &mut Connection, bureau: &str) -> Result<Vec<String>, DatabaseError> {
    storage::prefectures_of_bureau(db, bureau).await
}
