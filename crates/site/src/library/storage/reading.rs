//! Looking: the index for choosing, lines, one document with its versions, its pages.

use foundation::database::{Connection, DatabaseError};
use foundation::{Sql, sql};

use super::{Sees, of_office, office, seen};
use crate::library::model::{
    Details, Document, FoundPage, IndexRow, Line, Page, PageLine, PageText, SeenBy, Use, Version,
};
use crate::permissions::Reader;
use crate::search::Asked;
use crate::shared::any_like;

/// Headings in the table of contents of one document.
const CONTENTS: i64 = 300;

fn on_a_page(query: Sql, needles: &[String]) -> Sql {
    let query =
        query.then("exists (select 1 from library_pages p where p.document_id = d.id and p.version = d.version and ");
    any_like(query, "p.folded", needles).then(")")
}

/// Every document she sees that answers at least one word.
pub async fn index(db: &mut Reader, sees: &Sees, asked: &Asked) -> Result<Vec<IndexRow>, DatabaseError> {
    let mut query = sql(
        "select d.id as number, d.kind, d.year, d.tier, d.state = 'withdrawn' as withdrawn, v.file_kind, d.updated_at, \
         (select string_agg(s.scene, ' ') from library_scenes s where s.document_id = d.id) as scenes, ''",
    );
    for word in &asked.words {
        query = any_like(query.then(" || case when "), "d.search_text", &word.needles).then(" then '2' when ");
        query = on_a_page(query, &word.needles).then(" then '1' else '0' end");
    }
    query = query.then(
        " as answers from library_documents d join library_versions v on v.document_id = d.id and v.version = d.version \
         where 1 = 1",
    );
    query = seen(query, sees);
    for (i, word) in asked.words.iter().enumerate() {
        query = any_like(query.then(if i == 0 { " and (" } else { " or " }), "d.search_text", &word.needles);
        query = on_a_page(query.then(" or "), &word.needles);
    }
    db.all(if asked.is_empty() { query } else { query.then(")") }).await
}

/// Lines of these documents, in the order of the numbers.
pub async fn lines(db: &mut Reader, sees: &Sees, numbers: &[i64]) -> Result<Vec<Line>, DatabaseError> {
    let query = sql("select d.id as number, d.title, d.kind, d.summary, d.publisher, d.year, d.tier, d.state = 'withdrawn' as withdrawn, \
         v.link, v.file_kind, v.parts from library_documents d \
         join library_versions v on v.document_id = d.id and v.version = d.version where 1 = 1")
    .with_list(" and d.id in ", numbers.iter().copied());
    let mut lines: Vec<Line> = db.all(seen(query, sees)).await?;
    lines.sort_by_key(|line| numbers.iter().position(|number| *number == line.number));
    Ok(lines)
}

/// Of each of these documents the page that answers the most words, the first of them.
pub async fn best_pages(
    db: &mut Reader,
    sees: &Sees,
    numbers: &[i64],
    asked: &Asked,
) -> Result<Vec<FoundPage>, DatabaseError> {
    if asked.is_empty() || numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = sql(
        "select number, position, place, heading, body from (select d.id as number, p.position, p.place, p.heading, p.body, \
         row_number() over (partition by d.id order by 0",
    );
    for word in &asked.words {
        query = any_like(query.then(" - case when "), "p.folded", &word.needles).then(" then 1 else 0 end");
    }
    query = query
        .then(
            ", p.position) as place_in_document from library_documents d join library_pages p on p.document_id = d.id \
               and p.version = d.version where 1 = 1",
        )
        .with_list(" and d.id in ", numbers.iter().copied());
    query = seen(query, sees);
    for (i, word) in asked.words.iter().enumerate() {
        query = any_like(query.then(if i == 0 { " and (" } else { " or " }), "p.folded", &word.needles);
    }
    db.all(query.then(")) found where place_in_document = 1")).await
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    number: i64,
    kind: String,
    title: String,
    summary: String,
    publisher: String,
    year: Option<i64>,
    tier: String,
    state: String,
    reason: String,
    programme_id: Option<i64>,
    version: i64,
    revision: i64,
    updated_at: String,
    scenes: Option<String>,
}

const ROW: &str = "select d.id as number, d.kind, d.title, d.summary, d.publisher, d.year, d.tier, d.state, d.reason, d.programme_id, \
     d.version, d.revision, d.updated_at, (select string_agg(s.scene, ' ') from library_scenes s where s.document_id = d.id) as scenes \
     from library_documents d where 1 = 1";

fn document(row: Row) -> Document {
    Document {
        number: row.number,
        details: Details {
            title: row.title,
            kind: row.kind,
            summary: row.summary,
            publisher: row.publisher,
            year: row.year,
            scenes: in_order(row.scenes.as_deref()),
            tier: SeenBy::of(&row.tier).unwrap_or_default(),
        },
        withdrawn: row.state == "withdrawn",
        reason: row.reason,
        programme: row.programme_id,
        version: row.version,
        revision: row.revision,
        updated_at: row.updated_at,
    }
}

/// Scenes in the order the field has them.
fn in_order(stored: Option<&str>) -> Vec<String> {
    let stored: Vec<&str> = stored.unwrap_or("").split(' ').collect();
    let known = crate::cases::model::SCENES.iter().filter(|(id, _)| stored.contains(id));
    known.map(|(id, _)| (*id).to_owned()).collect()
}

/// One document, if she sees it.
pub async fn one(db: &mut Reader, sees: &Sees, number: i64) -> Result<Option<Document>, DatabaseError> {
    let query = seen(sql(ROW).with(" and d.id = ", number), sees);
    Ok(db.optional::<Row>(query).await?.map(document))
}

/// One document, if it is hers to change: by the scope of the action.
pub async fn owned(db: &mut Reader, number: i64) -> Result<Option<Document>, DatabaseError> {
    let scope = db.scope().clone();
    let office = office(db, Some(scope)).await?;
    let query = of_office(sql(ROW).with(" and d.id = ", number).then(" and "), &office);
    Ok(db.optional::<Row>(query).await?.map(document))
}

/// Every version, newest first.
pub async fn versions(db: &mut Reader, number: i64) -> Result<Vec<Version>, DatabaseError> {
    db.all(
        sql("select version, at, by_label, note, link, file_key, file_name, file_kind, file_bytes, sha256, parts, remarks \
             from library_versions where document_id = $1 order by version desc")
        .bind(number),
    )
    .await
}

pub async fn version(db: &mut Reader, number: i64, version: i64) -> Result<Option<Version>, DatabaseError> {
    db.optional(
        sql("select version, at, by_label, note, link, file_key, file_name, file_kind, file_bytes, sha256, parts, remarks \
             from library_versions where document_id = $1 and version = $2")
        .bind(number)
        .bind(version),
    )
    .await
}

/// One page of a document that was found already.
pub async fn page(db: &mut Reader, number: i64, version: i64, position: i64) -> Result<Option<Page>, DatabaseError> {
    db.optional(
        sql("select position, place, heading, body from library_pages \
             where document_id = $1 and version = $2 and position = $3")
        .bind(number)
        .bind(version)
        .bind(position),
    )
    .await
}

/// All of them, in order.
pub async fn pages(db: &mut Reader, number: i64, version: i64) -> Result<Vec<Page>, DatabaseError> {
    db.all(
        sql("select position, place, heading, body from library_pages where document_id = $1 and version = $2 order by position")
            .bind(number)
            .bind(version),
    )
    .await
}

/// Where each part begins, as far as it has a heading.
pub async fn contents(db: &mut Reader, number: i64, version: i64) -> Result<Vec<PageLine>, DatabaseError> {
    db.all(
        sql("select position, place, heading from library_pages where document_id = $1 and version = $2 and heading <> '' \
             order by position limit $3")
        .bind(number)
        .bind(version)
        .bind(CONTENTS),
    )
    .await
}

pub async fn uses(db: &mut Reader, number: i64) -> Result<Vec<Use>, DatabaseError> {
    db.all(
        sql("select asked, question, answer, number, base, year, source from library_uses where document_id = $1 order by position")
            .bind(number),
    )
    .await
}

/// A document as it stands, whoever sees it: for the index, inside the transaction that changed it. `None` when it
/// is withdrawn or gone.
pub async fn shown(db: &mut Connection, number: i64) -> Result<Option<(Document, Vec<PageText>)>, DatabaseError> {
    let query = sql(ROW).with(" and d.id = ", number).then(" and d.state = 'shown'");
    let Some(row) = db.optional::<Row>(query).await? else { return Ok(None) };
    let document = document(row);
    let pages: Vec<Page> = db
        .all(
            sql("select position, place, heading, body from library_pages where document_id = $1 and version = $2 order by position")
                .bind(number)
                .bind(document.version),
        )
        .await?;
    let pages = pages.into_iter().map(|page| PageText {
        href: crate::library::address_of_page(number, page.position),
        position: page.position,
        place: page.place,
        heading: page.heading,
        text: page.body,
    });
    let pages = pages.collect();
    Ok(Some((document, pages)))
}

/// Numbers of everything that is shown: for an index that begins anew.
pub async fn every_shown(db: &mut Connection) -> Result<Vec<i64>, DatabaseError> {
    let rows: Vec<(i64,)> = db.all(sql("select id from library_documents where state = 'shown' order by id")).await?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

pub async fn made_by_form(db: &mut Reader, form_key: &str) -> Result<Option<i64>, DatabaseError> {
    let row: Option<(i64,)> =
        db.optional(sql("select id from library_documents where form_key = $1").bind(form_key)).await?;
    Ok(row.map(|(number,)| number))
}

/// Which of the documents that came with the program are there.
pub async fn slugs(db: &mut Reader) -> Result<Vec<String>, DatabaseError> {
    let rows: Vec<(String,)> = db.all(sql("select slug from library_documents where slug is not null")).await?;
    Ok(rows.into_iter().map(|(slug,)| slug).collect())
}

/// Number by the name it was imported by.
pub async fn imported(db: &mut Reader) -> Result<Vec<(String, i64)>, DatabaseError> {
    db.all(sql("select import_name, id from library_documents where import_name is not null")).await
}
