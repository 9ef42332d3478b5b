//! Published cases as they go out to programs: lines for feeds and interfaces, addresses for search engines.

use foundation::database::DatabaseError;
use foundation::sql;
use foundation::web::Page;

use crate::cases::model::Told;
use crate::permissions::Reader;

/// Of these published cases what is told outside, in the order of the numbers.
pub async fn told(db: &mut Reader, numbers: &[i64]) -> Result<Vec<Told>, DatabaseError> {
    let query = sql(
        "select c.id as number, c.title, c.summary, c.trouble, c.district, c.wide_area, c.owner_code, c.body_name, \
         p.code as prefecture_code, p.name as prefecture_name, coalesce(m.name, '') as municipality_name, \
         c.published_at, c.updated_at, \
         (select string_agg(t.kind || ':' || t.tag, '\n' order by t.position) from cases_tags t where t.case_id = c.id \
          and t.kind in ('scene', 'class', 'trouble')) as tags \
         from cases c join regions_prefectures p on p.code = c.owner_prefecture_code \
         left join regions_municipalities m on m.code = c.owner_code where c.state = 'published'",
    )
    .with_list(" and c.id in ", numbers.iter().copied());
    let mut told: Vec<Told> = db.all(query).await?;
    told.sort_by_key(|line| numbers.iter().position(|number| *number == line.number));
    Ok(told)
}

/// Numbers of the published cases about a municipality.
pub async fn about_place(db: &mut Reader, code: &str) -> Result<Vec<i64>, DatabaseError> {
    let rows: Vec<(i64,)> = db
        .all(
            sql("select c.id from cases c where c.state = 'published' and exists (select 1 from cases_places l \
                 where l.case_id = c.id and l.municipality_code = $1)")
            .bind(code),
        )
        .await?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// Of every municipality that a published case is about, how many are.
pub async fn by_municipality(db: &mut Reader) -> Result<Vec<(String, i64)>, DatabaseError> {
    db.all(sql("select l.municipality_code, count(*) from cases_places l join cases c on c.id = l.case_id \
         where c.state = 'published' group by l.municipality_code order by l.municipality_code"))
        .await
}

/// Published cases with the municipalities they are about, one row each.
pub async fn places(db: &mut Reader) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(sql("select c.id, l.municipality_code from cases c join cases_places l on l.case_id = c.id \
         where c.state = 'published' order by c.id, l.position"))
        .await
}

/// Numbers of a part of the published cases, each with its last change.
pub async fn addresses(db: &mut Reader, page: Page) -> Result<Vec<(i64, String)>, DatabaseError> {
    let query = sql("select c.id, c.updated_at from cases c where c.state = 'published' order by c.id")
        .with(" limit ", page.size)
        .with(" offset ", page.offset());
    db.all(query).await
}

pub async fn count_published(db: &mut Reader) -> Result<i64, DatabaseError> {
    db.count(sql("select count(*) from cases c where c.state = 'published'")).await
}
