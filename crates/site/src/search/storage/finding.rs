//! Reading what was found, and words to offer. Who may find a thing is part of every statement.

use std::collections::HashMap;

use foundation::Sql;
use foundation::database::DatabaseError;
use foundation::sql;

use crate::permissions::Reader;
use crate::search::model::Candidate;
use crate::shared::like_beginning;

/// Shelves of those who hold one of these tokens.
pub(super) fn open_to(query: Sql, tokens: &[String]) -> Sql {
    query
        .then(" s.audience in (select a.audience from search_audiences a where a.token in ")
        .with_list("", tokens)
        .then(")")
}

/// Whether there is such a thing that the holder of these tokens may find.
pub async fn is_found(db: &mut Reader, tokens: &[String], kind: &str, key: &str) -> Result<bool, DatabaseError> {
    let query = sql("select count(*) from search_things t join search_shelves s on s.id = t.shelf_id where t.kind = ")
        .with("", kind)
        .with(" and t.key = ", key)
        .then(" and");
    Ok(db.count(open_to(query, tokens)).await? > 0)
}

/// Passages by their numbers, in this order, as far as these tokens reach.
pub async fn passages(db: &mut Reader, tokens: &[String], numbers: &[i64]) -> Result<Vec<Candidate>, DatabaseError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let query = sql("select p.id as passage_id, t.id as thing_id, t.kind, t.key, t.title, t.href, t.place, t.chips, \
                     t.dated, p.heading, p.fragment, p.sections, p.body from search_passages p \
                     join search_things t on t.id = p.thing_id join search_shelves s on s.id = t.shelf_id where ")
    .with_list("p.id in ", numbers.iter().copied())
    .then(" and");
    let mut rows: Vec<Candidate> = db.all(open_to(query, tokens)).await?;
    let places: HashMap<i64, usize> = numbers.iter().enumerate().map(|(at, number)| (*number, at)).collect();
    rows.sort_by_key(|row| places.get(&row.passage_id).copied());
    Ok(rows)
}

/// Words that begin so (as written, or as read), the most used first: what is offered while somebody types.
pub async fn words_beginning(
    db: &mut Reader,
    tokens: &[String],
    folded: &str,
    most: i64,
) -> Result<Vec<(String, i64)>, DatabaseError> {
    let query = sql("select w.word, count(*) as things from search_words w join search_things t on t.id = w.thing_id \
                     join search_shelves s on s.id = t.shelf_id where (w.folded like ")
    .with("", like_beginning(folded))
    .with(" escape '\\' or w.reading like ", like_beginning(folded))
    .then(" escape '\\') and");
    let query = open_to(query, tokens).then(" group by w.word order by things desc, length(w.word), w.word limit ");
    db.all(query.with("", most)).await
}

/// Words of about this length that share the first or the last letter: among them is what was meant.
pub async fn words_like(
    db: &mut Reader,
    tokens: &[String],
    folded: &str,
) -> Result<Vec<(String, String, String, i64)>, DatabaseError> {
    let (Some(first), Some(last)) = (folded.chars().next(), folded.chars().next_back()) else {
        return Ok(Vec::new());
    };
    let length = i64::try_from(folded.chars().count()).unwrap_or(i64::MAX);
    let near = |query: Sql, column: &'static str| {
        query
            .then("(length(")
            .then(column)
            .with(") between ", length - 2)
            .with(" and ", length + 2)
            .then(" and (")
            .then(column)
            .with(" like ", like_beginning(&first.to_string()))
            .then(" escape '\\' or ")
            .then(column)
            .with(" like ", format!("%{}", escaped(last)))
            .then(" escape '\\'))")
    };
    let query = sql("select w.word, w.folded, w.reading, count(*) as things from search_words w \
                     join search_things t on t.id = w.thing_id join search_shelves s on s.id = t.shelf_id where (");
    let query = near(near(query, "w.folded").then(" or "), "w.reading").then(") and");
    let query =
        open_to(query, tokens).then(" group by w.word, w.folded, w.reading order by things desc, w.word limit ");
    db.all(query.with("", MOST_WORDS_COMPARED)).await
}

/// Comparing letter by letter is done for so many words at most.
const MOST_WORDS_COMPARED: i64 = 3_000;

fn escaped(c: char) -> String {
    if matches!(c, '%' | '_' | '\\') { format!("\\{c}") } else { c.to_string() }
}
