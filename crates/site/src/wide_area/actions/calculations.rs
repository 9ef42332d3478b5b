//! Calculations are kept by name and year, each time as a further version.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use serde_json::json;

use super::{WideAreaError, led};
use crate::cost_sharing::Input;
use crate::model::Content;
use crate::permissions::{WriteTx, WriteWideAreas};
use crate::rules::{self, Refusal};
use crate::storage::{self, By};

/// What is kept.
#[derive(Clone, Debug, Default)]
pub struct New {
    pub name: String,
    pub fiscal_year: i64,
    pub note: String,
    /// As a query: what one goes on from.
    pub query: String,
    pub input: Input,
    /// The newest version that was seen of it: 0 for a name that is new.
    pub seen: i64,
}

/// The number of the calculation and of its version.
pub async fn keep(tx: &mut WriteTx<WriteWideAreas>, group: i64, new: &New) -> Result<(i64, i64), WideAreaError> {
    led(tx, group).await?;
    let known = storage::calculations(tx, group).await?;
    let is_new = !known.iter().any(|line| line.name == new.name && line.fiscal_year == new.fiscal_year);
    if is_new && i64::try_from(known.len()).unwrap_or(i64::MAX) >= rules::MOST_CALCULATIONS {
        return Err(WideAreaError::Refused(Refusal::TooManyCalculations));
    }
    let (id, newest) = storage::calculation_named(tx, group, &new.name, new.fiscal_year).await?;
    if new.seen != newest {
        return Err(WideAreaError::PartChanged);
    }
    let number = newest + 1;
    if number > rules::MOST_VERSIONS {
        return Err(WideAreaError::Refused(Refusal::TooManyVersions));
    }
    let outcomes: Vec<_> = new.input.scenarios.iter().map(|scenario| new.input.outcome(scenario)).collect();
    let content = Content { query: new.query.clone(), input: new.input.clone(), outcomes };
    let last = storage::versions(tx, id).await?.into_iter().next();
    if last.is_some_and(|last| {
        serde_json::from_str::<Content>(&last.content).is_ok_and(|last| last.input == content.input)
    }) {
        return Err(WideAreaError::Refused(Refusal::SameAsLastVersion));
    }
    let text = serde_json::to_string(&content).map_err(|error| DatabaseError::Unreadable(error.to_string()))?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    storage::put_version(tx, id, number, (&new.note, &text), &By { at, label: &label }).await?;
    let detail = json!({
        "what": "calculation kept", "calculation": id, "number": number, "name": new.name, "year": new.fiscal_year,
        "note": new.note,
    });
    tx.record(Entry::of("wide_area", group).detail(detail)).await?;
    Ok((id, number))
}
