//! The day of review: who wrote a role is told once that it has come.

use std::collections::BTreeMap;

use foundation::audit::Entry;
use foundation::mail::Mail;
use serde_json::json;

use super::GroundworkError;
use crate::model::Role;
use crate::people;
use crate::permissions::{RemindOfReviews, WriteRoles, WriteTx, roles_that_may};
use crate::shared::day_in_words;
use crate::storage::roles as storage;

/// Roles looked at in one turn; the others come with the next.
const BATCH: i64 = 200;

/// One letter per town and person. How many roles it was about.
pub async fn remind(tx: &mut WriteTx<RemindOfReviews>) -> Result<usize, GroundworkError> {
    let today = tx.core().clock.today();
    let due = storage::to_review(tx, today, BATCH).await?;
    let mut by_town: BTreeMap<String, Vec<&Role>> = BTreeMap::new();
    for role in &due {
        by_town.entry(role.municipality_code.clone()).or_default().push(role);
    }
    let address = format!("{}/groundwork/roles", tx.core().settings.public_url);
    let mut letters = 0;
    for (code, roles) in &by_town {
        let to = match people::organisation_at(tx, "municipality", code).await? {
            Some(town) => people::addresses(tx, town, &roles_that_may::<WriteRoles>()).await?,
            None => Vec::new(),
        };
        let lines: String = roles
            .iter()
            .map(|role| {
                let day = role.review_on.as_deref().map(day_in_words).unwrap_or_default();
                format!("・{}さんの役割（見直しの日 {day}）\n  {address}/{}\n", role.person_name, role.id)
            })
            .collect();
        let body = format!(
            "コーディネーターの役割の、見直しの日が来ました。\n\n{lines}\n続ける場合も、次の見直しの日を入れてください。内容を変えると、合意をもう一度取ります。\n\nこのメールは「れんけい」から自動で送っています。\n"
        );
        for (_, mail) in to {
            let subject = "【れんけい】コーディネーターの役割を見直す日です".to_owned();
            tx.mail(Mail { to: mail, subject, body: body.clone(), secret: false }).await?;
            letters += 1;
        }
    }
    for role in &due {
        storage::reminded(tx, role.id).await?;
    }
    if !due.is_empty() {
        let ids: Vec<i64> = due.iter().map(|role| role.id).collect();
        let detail = json!({ "what": "review day told", "roles": ids, "letters": letters });
        tx.record(Entry::of("groundwork", "reviews").detail(detail)).await?;
    }
    Ok(due.len())
}
