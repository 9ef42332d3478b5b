//! Registering somebody from the machine itself: the first administrator, a batch of people.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use jiff::civil::Date;
use serde_json::json;

use crate::people::storage::{memberships, persons};
use crate::permissions::{CreateAccount, Role, WriteTx};

/// What a coordinator's membership says beyond others.
#[derive(Clone, Debug, Default)]
pub struct Coordination {
    /// `prefecture`, `municipality`
    pub level: String,
    /// 基幹的コーディネーター
    pub core: bool,
    /// `direct` (直営), `contracted` (委託)
    pub contract: String,
    /// Codes of the municipalities served.
    pub serves: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct NewAccount {
    pub name: String,
    pub kana: String,
    pub mail: String,
    pub professions: Vec<String>,
    pub organisation: i64,
    pub role: Role,
    pub title: String,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub coordination: Option<Coordination>,
}

/// A person who can sign in at once; an address that is known already gets a further membership.
pub async fn create_account(tx: &mut WriteTx<CreateAccount>, new: &NewAccount) -> Result<i64, DatabaseError> {
    let now = tx.core().clock.now();
    let person = match persons::by_mail(tx, &new.mail).await? {
        Some(known) => known.id,
        None => {
            let id = persons::insert(tx, &new.name, &new.kana, &new.mail, "active", now).await?;
            persons::set_qualifications(tx, id, &new.professions).await?;
            id
        }
    };
    let coordination = new.coordination.clone();
    let membership = memberships::insert(
        tx,
        &memberships::NewMembership {
            state: "accepted",
            invited: ("", ""),
            person,
            organisation: new.organisation,
            role: new.role.id(),
            title: &new.title,
            valid_from: new.valid_from,
            valid_to: new.valid_to,
            coordinator_level: coordination.as_ref().map(|c| c.level.as_str()),
            coordinator_core: coordination.as_ref().is_some_and(|c| c.core),
            coordinator_contract: coordination.as_ref().map(|c| c.contract.as_str()),
        },
    )
    .await?;
    if let Some(coordination) = coordination {
        memberships::serve(tx, membership, &coordination.serves, new.valid_from, new.valid_to).await?;
    }
    let detail = json!({"organisation": new.organisation, "role": new.role.id()});
    tx.record(Entry::of("person", person).detail(detail)).await?;
    Ok(person)
}
