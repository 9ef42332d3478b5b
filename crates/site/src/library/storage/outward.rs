//! Documents as they go out to programs, within what who asks sees; addresses for search engines, of what everybody sees.

use foundation::database::DatabaseError;
use foundation::sql;
use foundation::web::Page;

use super::{Sees, seen};
use crate::library::model::Told;
use crate::permissions::Reader;

/// Of these documents what is told outside, in the order of the numbers. What is withdrawn is told to nobody.
pub async fn told(db: &mut Reader, sees: &Sees, numbers: &[i64]) -> Result<Vec<Told>, DatabaseError> {
    let query = sql(
        "select d.id as number, d.title, d.kind, d.summary, d.publisher, d.year, d.tier, d.version, d.updated_at, \
         v.at as version_at, v.link, v.file_kind, v.parts, \
         (select string_agg(s.scene, ' ') from library_scenes s where s.document_id = d.id) as scenes \
         from library_documents d join library_versions v on v.document_id = d.id and v.version = d.version \
         where d.state = 'shown'",
    )
    .with_list(" and d.id in ", numbers.iter().copied());
    let mut told: Vec<Told> = db.all(seen(query, sees)).await?;
    told.sort_by_key(|one| numbers.iter().position(|number| *number == one.number));
    Ok(told)
}

/// Numbers of a part of what everybody sees, each with its last change.
pub async fn addresses(db: &mut Reader, page: Page) -> Result<Vec<(i64, String)>, DatabaseError> {
    let query =
        sql("select id, updated_at from library_documents where state = 'shown' and tier = 'public' order by id")
            .with(" limit ", page.size)
            .with(" offset ", page.offset());
    db.all(query).await
}

pub async fn count_public(db: &mut Reader) -> Result<i64, DatabaseError> {
    db.count(sql("select count(*) from library_documents where state = 'shown' and tier = 'public'")).await
}
