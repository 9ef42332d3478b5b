//! What can be done to programmes: create one, and a year of it.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use jiff::civil::Date;
use serde_json::json;

use super::storage;
use crate::permissions::{EditProgramme, WriteTx};

#[derive(Clone, Debug)]
pub struct NewProgramme {
    pub name: String,
    pub short_name: String,
    pub owner_organisation_id: i64,
    pub position: i64,
}

#[derive(Clone, Debug)]
pub struct NewYear {
    pub programme_id: i64,
    pub fiscal_year: i64,
    pub office_organisation_id: Option<i64>,
    pub mail: String,
    pub telephone: String,
    pub hours: String,
    pub starts_on: Date,
    pub ends_on: Date,
    pub purpose: String,
}

pub async fn create_programme(tx: &mut WriteTx<EditProgramme>, new: NewProgramme) -> Result<i64, DatabaseError> {
    let id = storage::insert_programme(tx, &new).await?;
    tx.record(Entry::of("programme", id).detail(json!({"name": new.name}))).await?;
    Ok(id)
}

pub async fn create_year(tx: &mut WriteTx<EditProgramme>, new: NewYear) -> Result<i64, DatabaseError> {
    let id = storage::insert_year(tx, &new).await?;
    let detail = json!({"programme": new.programme_id, "fiscal_year": new.fiscal_year});
    tx.record(Entry::of("programme_year", id).detail(detail)).await?;
    Ok(id)
}
