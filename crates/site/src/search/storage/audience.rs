//! Of some things, those that the holders of some tokens may find.

use foundation::database::DatabaseError;
use foundation::sql;

use crate::permissions::Reader;

/// Kind and key of each; what is not there is in no answer.
pub async fn open_to(
    db: &mut Reader,
    tokens: &[String],
    things: &[(String, String)],
) -> Result<Vec<(String, String)>, DatabaseError> {
    if things.is_empty() || tokens.is_empty() {
        return Ok(Vec::new());
    }
    let query = sql("select t.kind, t.key from search_things t join search_shelves s on s.id = t.shelf_id \
                     where s.audience in (select a.audience from search_audiences a where a.token in ")
    .with_list("", tokens)
    .with_list(") and t.key in ", things.iter().map(|(_, key)| key.as_str()));
    let found: Vec<(String, String)> = db.all(query).await?;
    Ok(found.into_iter().filter(|thing| things.contains(thing)).collect())
}
