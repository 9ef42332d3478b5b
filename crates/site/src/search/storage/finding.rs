//! Looking into the index. Who may find a thing is part of every statement: nothing is taken out afterwards.

use foundation::Sql;
use foundation::database::DatabaseError;
use foundation::sql;

use crate::permissions::Reader;
use crate::search::model::{Candidate, Chosen, Shelf};
use crate::shared::{like_anywhere, like_beginning};

/// Shelves of those who hold one of these tokens.
fn open_to(query: Sql, tokens: &[String]) -> Sql {
    query
        .then(" s.audience in (select a.audience from search_audiences a where a.token in ")
        .with_list("", tokens)
        .then(")")
}

/// How many things answer, by what they may be narrowed by.
pub async fn shelves(db: &mut Reader, tokens: &[String], query: &str) -> Result<Vec<Shelf>, DatabaseError> {
    let found = db.text_matches("search_fts", query);
    let query = sql("select s.kind, s.prefecture_code, s.fiscal_year, s.scenes, count(distinct p.thing_id) as things \
                     from search_fts join search_passages p on p.id = search_fts.rowid \
                     join search_shelves s on s.id = p.shelf_id where ")
    .append(found)
    .then(" and");
    db.all(open_to(query, tokens).then(" group by s.kind, s.prefecture_code, s.fiscal_year, s.scenes")).await
}

/// All things there are, and of each query how many answer it; counting ends at `most`. `kinds`: of these alone; empty for all.
pub async fn counts(
    db: &mut Reader,
    tokens: &[String],
    queries: &[String],
    kinds: &[&str],
    most: i64,
) -> Result<(i64, Vec<i64>), DatabaseError> {
    let of_kinds = |query: Sql, column: &'static str| {
        if kinds.is_empty() { query } else { query.then(column).with_list(" in ", kinds.iter().copied()) }
    };
    let mut all = sql("select cast(-1 as bigint) as number, count(*) as things from search_things");
    all = of_kinds(all, " where kind");
    for (query, number) in queries.iter().zip(0_i64..) {
        let one = sql(" union all select cast(")
            .with("", number)
            .then(
                " as bigint) as number, count(*) as things from (select distinct p.thing_id from search_fts \
                   join search_passages p on p.id = search_fts.rowid join search_shelves s on s.id = p.shelf_id where ",
            )
            .append(db.text_matches("search_fts", query));
        let one = of_kinds(one, " and s.kind").then(" and");
        all = all.append(open_to(one, tokens).with(" limit ", most).then(") x"));
    }
    let rows: Vec<(i64, i64)> = db.all(all).await?;
    let of = |number: i64| rows.iter().find(|(n, _)| *n == number).map_or(0, |(_, things)| *things);
    Ok((of(-1), (0_i64..).take(queries.len()).map(of).collect()))
}

/// In which order candidates are taken where not all can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As the engine weighs them; it looks at all of them for that.
    Engine,
    /// The newest in the index first.
    Newest,
}

/// Passages that answer, with all that ranking needs; at most `most`.
pub async fn candidates(
    db: &mut Reader,
    tokens: &[String],
    query: &str,
    chosen: &Chosen,
    order: Order,
    most: i64,
) -> Result<Vec<Candidate>, DatabaseError> {
    let found = db.text_matches("search_fts", query);
    let inner = sql("select p.id, p.thing_id from search_fts join search_passages p on p.id = search_fts.rowid \
                     join search_shelves s on s.id = p.shelf_id where ")
    .append(found)
    .then(" and");
    let mut inner = open_to(inner, tokens);
    for (facet, values) in &chosen.0 {
        inner = match *facet {
            "kind" => inner.with_list(" and s.kind in ", values),
            "prefecture" => inner.with_list(" and s.prefecture_code in ", values),
            "year" => inner.with_list(" and s.fiscal_year in ", values.iter().filter_map(|v| v.parse::<i64>().ok())),
            _ => {
                let mut any = inner.then(" and (1 = 0");
                for value in values {
                    any = any.with(" or '\n' || s.scenes || '\n' like ", like_anywhere(&format!("\n{value}\n")));
                    any = any.then(" escape '\\'");
                }
                any.then(")")
            }
        };
    }
    inner = inner.then(" order by ");
    inner = match order {
        Order::Engine => inner.append(db.text_order("search_fts", query)),
        Order::Newest => inner.then("search_fts.rowid desc"),
    };
    let query = sql("select t.id as thing_id, t.kind, t.key, t.title, t.href, t.place, t.chips, t.dated, b.heading, \
                     b.fragment, b.sections, b.body, b.title_folded, b.tags_folded, b.body_folded, coalesce(o.times, 0) as opened \
                     from (")
    .append(inner.with(" limit ", most))
    .then(
        ") f join search_things t on t.id = f.thing_id join search_bodies b on b.passage_id = f.id \
         left join search_opened o on o.kind = t.kind and o.key = t.key order by f.id",
    );
    db.all(query).await
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
