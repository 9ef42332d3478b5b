//! Organisations: the local governments of the register, and all others one by one.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use serde_json::json;

use crate::people::model::NewOrganisation;
use crate::people::storage::organisations;
use crate::permissions::{CreateOrganisation, WriteTx};

/// Every prefecture, municipality and regional bureau of the register that has no organisation
/// yet gets one, so that its people can be invited.
pub async fn create_local_governments(tx: &mut WriteTx<CreateOrganisation>) -> Result<usize, DatabaseError> {
    let mut missing = Vec::new();
    for (kind, places) in crate::regions::seats(tx).await? {
        if organisations::of_kind(tx, kind).await? > 0 {
            continue;
        }
        missing.extend(places.into_iter().map(|place| {
            let mut new =
                NewOrganisation { kind: kind.to_owned(), name: place.name, kana: place.kana, ..Default::default() };
            match kind {
                "municipality" => new.municipality_code = Some(place.id),
                "prefecture" => new.prefecture_code = Some(place.id),
                _ => new.bureau_id = Some(place.id),
            }
            new
        }));
    }
    organisations::insert_many(tx, &missing).await?;
    tx.record(Entry::of("organisations", "register").detail(json!({"created": missing.len()}))).await?;
    Ok(missing.len())
}

/// One organisation, with the mail domains from which people may ask to join it.
pub async fn create_organisation(
    tx: &mut WriteTx<CreateOrganisation>,
    new: &NewOrganisation,
    domains: &[&str],
) -> Result<i64, DatabaseError> {
    let id = organisations::insert(tx, new).await?;
    for domain in domains {
        organisations::add_domain(tx, id, domain).await?;
    }
    tx.record(Entry::of("organisation", id).detail(json!({"kind": new.kind, "name": new.name}))).await?;
    Ok(id)
}

/// People with addresses of this domain may ask to join.
pub async fn allow_domain(
    tx: &mut WriteTx<CreateOrganisation>,
    organisation: i64,
    domain: &str,
) -> Result<(), DatabaseError> {
    organisations::add_domain(tx, organisation, domain).await?;
    tx.record(Entry::of("organisation", organisation).detail(json!({"domain": domain}))).await
}
