//! Taking a newer list of the ministry into the register.

use foundation::database::{Arg, DatabaseError};
use foundation::sql;
use jiff::civil::Date;

use super::ROWS_PER_STATEMENT;
use crate::permissions::{Reader, Writer};
use crate::regions::register::comparison::{Known, Plan};
use crate::regions::register::reading::Listed;
use crate::regions::register::{FormerNameEntry, PrefectureEntry, Register};

/// Every municipality there ever was, closed ones too.
pub async fn known_municipalities(db: &mut Reader) -> Result<Vec<Known>, DatabaseError> {
    db.all(sql("select m.code, m.prefecture_code, p.name as prefecture_name, m.name, m.kana, m.kind, \
         m.valid_from, m.valid_to from regions_municipalities m \
         join regions_prefectures p on p.code = m.prefecture_code order by m.code"))
        .await
}

/// Prefectures and former names: what a municipality is found by beside its own name.
async fn for_search(db: &mut Reader) -> Result<Register, DatabaseError> {
    let prefectures: Vec<(String, String, String)> =
        db.all(sql("select code, name, kana from regions_prefectures")).await?;
    let former: Vec<(String, String, String)> =
        db.all(sql("select municipality_code, name, kana from regions_former_names")).await?;
    Ok(Register {
        prefectures: prefectures
            .into_iter()
            .map(|(code, name, kana)| PrefectureEntry { code, name, kana, block: String::new(), bureau: String::new() })
            .collect(),
        former_names: former
            .into_iter()
            .map(|(municipality_code, former_name, former_kana)| FormerNameEntry {
                municipality_code,
                former_name,
                former_kana,
                until: None,
            })
            .collect(),
        ..Register::default()
    })
}

/// Stores a plan. A name that changes stays findable as a former one.
pub async fn store_plan(db: &mut Writer, plan: &Plan) -> Result<(), DatabaseError> {
    for change in plan.changes.iter().filter(|c| c.what == "名前") {
        let until = plan.changed.iter().find(|l| l.entry.code == change.code).and_then(|l| l.valid_from);
        // The day is that of the new name only when it is later than the day the register has: else it is the
        // municipality's own beginning, and nobody knows when the old name ended.
        db.execute(
            sql("insert into regions_former_names (municipality_code, name, kana, until) \
                 select code, name, kana, case when valid_from is not null and valid_from < $3 then $2 end \
                 from regions_municipalities where code = $1")
            .bind(&change.code)
            .bind(until.and_then(|day| day.yesterday().ok()))
            .bind(until),
        )
        .await?;
        // A name taken up again is no former one.
        db.execute(
            sql("delete from regions_former_names where municipality_code = $1 and name = $2")
                .bind(&change.code)
                .bind(&change.new),
        )
        .await?;
    }
    let register = for_search(db).await?;
    let rows: Vec<&Listed> = plan.additions.iter().chain(&plan.changed).collect();
    for chunk in rows.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|l| {
            [
                Arg::from(&l.entry.code),
                (&l.entry.prefecture_code).into(),
                (&l.entry.name).into(),
                (&l.entry.kana).into(),
                (&l.entry.kind).into(),
                l.valid_from.into(),
                l.valid_to.into(),
                register.search_text(&l.entry).into(),
            ]
        });
        db.execute(
            sql("insert into regions_municipalities \
                 (code, prefecture_code, name, kana, kind, valid_from, valid_to, search_text) values")
            .with_rows("", rows)
            .then(
                " on conflict (code) do update set prefecture_code = excluded.prefecture_code, \
                 name = excluded.name, kana = excluded.kana, kind = excluded.kind, \
                 valid_from = coalesce(excluded.valid_from, regions_municipalities.valid_from), \
                 valid_to = excluded.valid_to, search_text = excluded.search_text",
            ),
        )
        .await?;
    }
    if let Some(day) = plan.close_on {
        close(db, day, plan.missing.iter().map(|k| k.code.as_str())).await?;
    }
    super::similar::moved_on(db).await
}

async fn close(db: &mut Writer, day: Date, codes: impl Iterator<Item = &str>) -> Result<(), DatabaseError> {
    let codes: Vec<&str> = codes.collect();
    for chunk in codes.chunks(ROWS_PER_STATEMENT) {
        let query = sql("update regions_municipalities set")
            .with(" valid_to = ", day)
            .with_list(" where code in ", chunk.iter().copied());
        db.execute(query).await?;
    }
    Ok(())
}
