//! Organisations: the local governments of the register, and all others one by one.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::web::PageError;
use serde_json::json;

use crate::people::model::{MINISTRY_KINDS, NewOrganisation};
use crate::people::storage::organisations;
use crate::permissions::{CreateOrganisation, Scope, WriteTx};

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

/// An organisation entered on a page: only where the person's reach goes, and never on the
/// ministry's side but by those who reach everything. `Err` of the inner result: what to say at the
/// form's field.
pub async fn add(
    mut tx: WriteTx<CreateOrganisation>,
    new: &NewOrganisation,
    domain: &str,
) -> Result<Result<i64, (&'static str, String)>, PageError> {
    let prefecture = new.prefecture_code.clone().unwrap_or_default();
    let (within, ministry) = match tx.scope() {
        Scope::All => (true, true),
        Scope::Programmes(_) => (true, false),
        Scope::Prefectures(codes) => (codes.contains(&prefecture), false),
        _ => (false, false),
    };
    if !ministry && MINISTRY_KINDS.contains(&new.kind.as_str()) {
        return Ok(Err(("kind", "この種別の組織を加えられるのは、運用管理者です。".to_owned())));
    }
    if !within {
        return Ok(Err(("prefecture", "あなたの担当の都道府県を選んでください。".to_owned())));
    }
    if organisations::named(&mut tx, &new.kind, &new.name).await?.is_some() {
        return Ok(Err(("name", "同じ種別・同じ名前の組織が、もうあります。一覧でさがしてください。".to_owned())));
    }
    let domains: &[&str] = if domain.is_empty() { &[] } else { &[domain] };
    let id = create_organisation(&mut tx, new, domains).await?;
    tx.commit_recorded().await?;
    Ok(Ok(id))
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
