//! All SQL on the tables of cases.

use foundation::database::DatabaseError;
use foundation::{Sql, sql};

use crate::permissions::Reader;
use crate::regions::CaseLine;

const LINES: i64 = 10;

pub async fn lines_of_municipality(db: &mut Reader, code: &str) -> Result<Vec<CaseLine>, DatabaseError> {
    lines(
        db,
        sql(" and exists (select 1 from cases_places l where l.case_id = c.id and l.municipality_code = $1)")
            .bind(code),
    )
    .await
}

pub async fn lines_of_prefecture(db: &mut Reader, code: &str) -> Result<Vec<CaseLine>, DatabaseError> {
    lines(db, sql(" and c.owner_prefecture_code = $1").bind(code)).await
}

async fn lines(db: &mut Reader, which: Sql) -> Result<Vec<CaseLine>, DatabaseError> {
    let query = sql("select c.id, c.title, c.summary, c.district, p.name, coalesce(m.name, '') from cases c \
                     join regions_prefectures p on p.code = c.owner_prefecture_code \
                     left join regions_municipalities m on m.code = c.owner_code where c.state = 'published'")
    .append(which)
    .with(" order by c.published_at desc, c.id desc limit ", LINES);
    let rows: Vec<(i64, String, String, String, String, String)> = db.all(query).await?;
    Ok(rows
        .into_iter()
        .map(|(id, title, summary, district, prefecture, municipality)| CaseLine {
            title,
            href: format!("/cases/{id}"),
            place: format!("{prefecture}{municipality} {district}").trim_end().to_owned(),
            summary,
            chips: Vec::new(),
        })
        .collect())
}
