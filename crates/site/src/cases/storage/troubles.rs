//! 困りごとの入口: what the office edits.

use foundation::database::{Arg, DatabaseError};
use foundation::sql;

use crate::cases::model::{Content, TagKind, Trouble, TroubleRow};
use crate::permissions::{Reader, Writer};

/// Those in use, in their order.
pub async fn troubles(db: &mut Reader) -> Result<Vec<Trouble>, DatabaseError> {
    db.all(sql("select id, label, sentence from cases_troubles where valid_to is null order by position, id")).await
}

/// All of them, retired ones last: for names, and for what cases bear all the same.
pub async fn trouble_names(db: &mut Reader) -> Result<Vec<Trouble>, DatabaseError> {
    db.all(sql("select id, label, sentence from cases_troubles \
                order by case when valid_to is null then 0 else 1 end, position, id"))
        .await
}

/// Those in use, and the retired ones that this case bears: what its form offers.
pub async fn troubles_for(db: &mut Reader, content: &Content) -> Result<Vec<Trouble>, DatabaseError> {
    let query = sql("select id, label, sentence from cases_troubles where valid_to is null")
        .with_list(" or id in ", content.tags_of(TagKind::Trouble))
        .then(" order by case when valid_to is null then 0 else 1 end, position, id");
    db.all(query).await
}

/// All of them, retired ones last, each with the cases behind it: published, and not.
pub async fn every_trouble(db: &mut Reader) -> Result<Vec<TroubleRow>, DatabaseError> {
    db.all(sql("select t.id, t.label, t.sentence, t.position, t.valid_to, \
         (select count(*) from cases_tags g join cases c on c.id = g.case_id \
          where g.kind = 'trouble' and g.tag = t.id and c.state = 'published') as published, \
         (select count(*) from cases_tags g join cases c on c.id = g.case_id \
          where g.kind = 'trouble' and g.tag = t.id and c.state <> 'published') as others \
         from cases_troubles t order by case when t.valid_to is null then 0 else 1 end, t.position, t.id"))
        .await
}

/// Puts these entrances in the place of those before; one that is gone keeps its row for old tags.
pub async fn replace_troubles(db: &mut Writer, troubles: &[Trouble], today: &str) -> Result<(), DatabaseError> {
    db.execute(sql("update cases_troubles set valid_to = $1 where valid_to is null").bind(today)).await?;
    let rows = (1_i64..)
        .zip(troubles)
        .map(|(i, t)| [Arg::from(&t.id), (&t.label).into(), (&t.sentence).into(), i.into(), Arg::Text(None)]);
    db.execute(
        sql("insert into cases_troubles (id, label, sentence, position, valid_to) values").with_rows("", rows).then(
            " on conflict (id) do update set label = excluded.label, sentence = excluded.sentence, \
             position = excluded.position, valid_to = excluded.valid_to",
        ),
    )
    .await?;
    Ok(())
}

pub async fn insert_trouble(db: &mut Writer, trouble: &Trouble, position: i64) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into cases_troubles (id, label, sentence, position, valid_to) values ($1, $2, $3, $4, null)")
            .bind(&trouble.id)
            .bind(&trouble.label)
            .bind(&trouble.sentence)
            .bind(position),
    )
    .await?;
    Ok(())
}

pub async fn word_trouble(db: &mut Writer, id: &str, label: &str, sentence: &str) -> Result<(), DatabaseError> {
    db.execute(
        sql("update cases_troubles set label = $2, sentence = $3 where id = $1").bind(id).bind(label).bind(sentence),
    )
    .await?;
    Ok(())
}

pub async fn place_trouble(db: &mut Writer, id: &str, position: i64) -> Result<(), DatabaseError> {
    db.execute(sql("update cases_troubles set position = $2 where id = $1").bind(id).bind(position)).await?;
    Ok(())
}

/// Out of use from this day on; `None` takes it back.
pub async fn retire_trouble(db: &mut Writer, id: &str, day: Option<&str>) -> Result<(), DatabaseError> {
    db.execute(sql("update cases_troubles set valid_to = $2 where id = $1").bind(id).bind(day)).await?;
    Ok(())
}

/// Published and other cases that bear a trouble: what a new wording has to reach.
pub async fn cases_with_trouble(db: &mut Reader, id: &str) -> Result<Vec<i64>, DatabaseError> {
    let rows: Vec<(i64,)> = db
        .all(sql("select case_id from cases_tags where kind = 'trouble' and tag = $1 order by case_id").bind(id))
        .await?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}
