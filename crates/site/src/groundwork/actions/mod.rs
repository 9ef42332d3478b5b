//! What people do with what a town wrote down about itself. Each leaves its audit row; the page commits.

pub mod aims;
pub mod assessment;
pub mod evidence;
pub mod reviews;
pub mod roles;
pub mod taking_in;
pub mod undertakings;

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use foundation::web::PageError;
use serde_json::json;

use crate::model::{AimSheet, Item, Role, Sharing, Statement, Undertaking};
use crate::permissions::{Reader, Scope, ShareGroundwork, WriteTx};
use crate::regions::{self, Town};
use crate::rules::Refusal;
use crate::storage::{self, By};

#[derive(Debug, thiserror::Error)]
pub enum GroundworkError {
    /// There is none, or it is outside the scope.
    #[error("no such thing")]
    NotFound,
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    /// Somebody else saved meanwhile: as it stands now.
    #[error("undertaking changed meanwhile")]
    UndertakingChanged(Box<Undertaking>),
    #[error("undertaking is gone")]
    UndertakingGone,
    #[error("role changed meanwhile")]
    RoleChanged(Box<Role>),
    #[error("aim changed meanwhile")]
    AimChanged(Box<AimSheet>),
    #[error("statement changed meanwhile")]
    StatementChanged(Box<Statement>),
    #[error("item changed meanwhile")]
    ItemChanged(Box<Item>),
    /// The list changed between the dry run and taking it in.
    #[error("list changed meanwhile")]
    ListChanged,
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<GroundworkError> for PageError {
    fn from(error: GroundworkError) -> Self {
        match error {
            GroundworkError::NotFound => Self::NotFound,
            GroundworkError::Refused(refusal) => Self::rule(refusal.sentence()),
            GroundworkError::Database(error) => error.into(),
            _ => Self::Changed {
                sentence: "開いているあいだに、ほかの方が変更しました。いまの内容を見てから、もう一度行ってください。"
                    .to_owned(),
            },
        }
    }
}

/// Towns somebody writes for: code, name, prefecture.
pub async fn own_towns(db: &mut Reader, scope: &Scope) -> Result<Vec<(String, String, String)>, DatabaseError> {
    let Scope::Municipalities(codes) = scope else { return Ok(Vec::new()) };
    let all = regions::all_towns(db).await?;
    Ok(all.into_iter().filter(|(code, ..)| codes.contains(code)).collect())
}

pub fn admits(scope: &Scope, town: &Town) -> bool {
    match scope {
        Scope::All => true,
        Scope::Municipalities(codes) => codes.contains(&town.code),
        Scope::Prefectures(codes) => codes.contains(&town.prefecture_code),
        _ => false,
    }
}

/// The town, where the scope reaches it.
pub async fn town_within(db: &mut Reader, code: &str) -> Result<Town, GroundworkError> {
    let town = regions::town(db, code).await?.ok_or(GroundworkError::NotFound)?;
    if admits(db.scope(), &town) { Ok(town) } else { Err(GroundworkError::NotFound) }
}

/// What the prefecture may read.
pub async fn share(tx: &mut WriteTx<ShareGroundwork>, code: &str, new: Sharing) -> Result<(), GroundworkError> {
    let town = town_within(tx, code).await?;
    let before = storage::sharing(tx, code).await?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    storage::put_sharing(tx, code, new, &By { at, label: &label }).await?;
    let entry = Entry::of("groundwork", &town.code)
        .detail(json!({ "what": "sharing set" }))
        .change("undertakings", before.undertakings, new.undertakings)
        .change("roles", before.roles, new.roles)
        .change("aims", before.aims, new.aims);
    tx.record(entry).await?;
    Ok(())
}
