//! All SQL on imports. Whoever may import finds her organisation's imports, as far as she reaches every municipality in them;
//! whose reach is everything finds all.

use foundation::database::{Arg, DatabaseError};
use foundation::{Sql, Timestamp, sql};

use super::within;
use crate::import::names::Name;
use crate::import::{Kind, Planned};
use crate::model::{Import, ImportFile, ImportItem, KeptLayout, Value};
use crate::permissions::{Reader, Scope, Writer};

/// The organisation somebody imports for; 0 at the console.
pub fn organisation(db: &Reader) -> i64 {
    db.actor().member().map_or(0, |member| member.organisation)
}

/// Narrows imports (`m`) to those somebody finds.
fn found_by(query: Sql, db: &Reader) -> Sql {
    let outside = " and not exists (select 1 from situation_import_items v where v.import_id = m.id and v.municipality_code <> ''";
    let own = |query: Sql| query.with(" and m.organisation_id = ", organisation(db)).then(outside);
    match db.scope() {
        Scope::All => query,
        Scope::Municipalities(codes) => {
            own(query).with_list(" and v.municipality_code not in ", codes.iter().cloned()).then(")")
        }
        Scope::Prefectures(codes) => {
            own(query).with_list(" and v.prefecture_code not in ", codes.iter().cloned()).then(")")
        }
        Scope::Programmes(_) | Scope::Organisation(_) | Scope::Own(_) | Scope::Thing(_) => query.then(" and 1 = 0"),
    }
}

const IMPORT: &str = "select m.id, m.at, m.by_label, m.organisation_id, m.way, m.source, m.state, m.decided_at, m.decided_by, m.undone_at, \
     m.undone_by, f.files, f.new_values, f.changed_values, f.same_values, f.refused_values, f.left_values from situation_imports m \
     join (select import_id, count(*) as files, cast(sum(new_values) as bigint) as new_values, \
     cast(sum(changed_values) as bigint) as changed_values, cast(sum(same_values) as bigint) as same_values, \
     cast(sum(refused_values) as bigint) as refused_values, cast(sum(left_values) as bigint) as left_values \
     from situation_import_files group by import_id) f on f.import_id = m.id where 1 = 1";

pub async fn import(db: &mut Reader, id: i64) -> Result<Option<Import>, DatabaseError> {
    let query = found_by(sql(IMPORT), db);
    db.optional(query.with(" and m.id = ", id)).await
}

/// The newest first.
pub async fn imports(db: &mut Reader, most: i64) -> Result<Vec<Import>, DatabaseError> {
    let query = found_by(sql(IMPORT), db);
    db.all(query.then(" order by m.id desc").with(" limit ", most)).await
}

/// How many imports of somebody's organisation are neither stored nor thrown away.
pub async fn open_of_organisation(db: &mut Reader) -> Result<i64, DatabaseError> {
    let organisation = organisation(db);
    db.count(
        sql("select count(*) from situation_imports where state = 'looked' and organisation_id = ")
            .with("", organisation),
    )
    .await
}

pub async fn insert_import(
    db: &mut Writer,
    (way, source): (&str, &str),
    at: Timestamp,
    by: &str,
) -> Result<i64, DatabaseError> {
    let organisation = organisation(db);
    let (id,): (i64,) = db
        .one(
            sql("insert into situation_imports (at, by_label, organisation_id, way, source, state, decided_by, undone_by) \
                 values ($1, $2, $3, $4, $5, 'looked', '', '') returning id")
            .bind(at)
            .bind(by)
            .bind(organisation)
            .bind(way)
            .bind(source),
        )
        .await?;
    Ok(id)
}

const FILE: &str = "select position, name, sha256, file_key, state, layout, sheet, code, title, exported_on, sentences, series, new_values, \
     changed_values, same_values, refused_values, left_values from situation_import_files where import_id = ";

pub async fn files(db: &mut Reader, import: i64) -> Result<Vec<ImportFile>, DatabaseError> {
    db.all(sql(FILE).with("", import).then(" order by position")).await
}

pub async fn file(db: &mut Reader, import: i64, position: i64) -> Result<Option<ImportFile>, DatabaseError> {
    db.optional(sql(FILE).with("", import).with(" and position = ", position)).await
}

const FILES_AT_ONCE: usize = 500;

/// Files and what they would change, in the place of what an earlier look came to.
pub async fn put_plan(
    db: &mut Writer,
    import: i64,
    files: &[ImportFile],
    items: &[Planned],
) -> Result<(), DatabaseError> {
    db.execute(sql("delete from situation_import_items where import_id = $1").bind(import)).await?;
    db.execute(sql("delete from situation_import_files where import_id = $1").bind(import)).await?;
    for some in files.chunks(FILES_AT_ONCE) {
        let rows = some.iter().map(|file| {
            [
                Arg::from(import),
                file.position.into(),
                (&file.name).into(),
                (&file.sha256).into(),
                (&file.file_key).into(),
                (&file.state).into(),
                (&file.layout).into(),
                (&file.sheet).into(),
                (&file.code).into(),
                (&file.title).into(),
                (&file.exported_on).into(),
                (&file.sentences).into(),
                (&file.series).into(),
                file.new_values.into(),
                file.changed_values.into(),
                file.same_values.into(),
                file.refused_values.into(),
                file.left_values.into(),
            ]
        });
        db.execute(
            sql("insert into situation_import_files (import_id, position, name, sha256, file_key, state, layout, sheet, code, title, \
                 exported_on, sentences, series, new_values, changed_values, same_values, refused_values, left_values) values")
            .with_rows("", rows),
        )
        .await?;
    }
    for some in items.chunks(ITEMS_AT_ONCE) {
        let rows = some.iter().map(|item| row(import, item));
        db.execute(
            sql("insert into situation_import_items (import_id, position, sheet, cell, place, municipality_code, prefecture_code, area, \
                 area_name, indicator_id, year, numerator, denominator, source, note, fictitious, kind, sentence, before_revision, \
                 before_numerator, before_denominator, before_area_name, before_source, before_note, before_fictitious, before_at, \
                 before_by, before_import, state) values")
            .with_rows("", rows),
        )
        .await?;
    }
    Ok(())
}

/// 29 values each: far below what a statement may bind.
const ITEMS_AT_ONCE: usize = 300;

fn kind_id(kind: Kind) -> &'static str {
    match kind {
        Kind::New => "new",
        Kind::Changed => "changed",
        Kind::Refused => "refused",
    }
}

fn row(import: i64, item: &Planned) -> [Arg; 29] {
    let before = item.before.as_ref();
    let text = |of: fn(&Value) -> &String| before.map(|value| of(value).clone());
    [
        Arg::from(import),
        i64::try_from(item.file + 1).unwrap_or(i64::MAX).into(),
        (&item.sheet).into(),
        (&item.cell).into(),
        (&item.place).into(),
        (&item.municipality_code).into(),
        (&item.prefecture_code).into(),
        (&item.area).into(),
        (&item.area_name).into(),
        (&item.indicator_id).into(),
        item.year.into(),
        item.numerator.into(),
        item.denominator.into(),
        (&item.source).into(),
        (&item.note).into(),
        item.fictitious.into(),
        kind_id(item.kind).into(),
        (&item.sentence).into(),
        before.map(|value| value.revision).into(),
        before.map(|value| value.numerator).into(),
        before.and_then(|value| value.denominator).into(),
        text(|value| &value.area_name).into(),
        text(|value| &value.source).into(),
        text(|value| &value.note).into(),
        before.is_some_and(|value| value.fictitious).into(),
        text(|value| &value.entered_at).into(),
        text(|value| &value.entered_by).into(),
        before.and_then(|value| value.import_id).into(),
        "planned".into(),
    ]
}

const ITEM: &str = "select i.position, i.sheet, i.cell, i.place, i.municipality_code, i.area, i.area_name, i.indicator_id, i.year, i.numerator, \
     i.denominator, i.source, i.kind, i.sentence, i.before_revision, i.before_numerator, i.before_denominator, i.state \
     from situation_import_items i where i.import_id = ";

/// Of one file, the refused first.
pub async fn items(
    db: &mut Reader,
    import: i64,
    position: i64,
    (most, from): (i64, i64),
) -> Result<Vec<ImportItem>, DatabaseError> {
    db.all(
        sql(ITEM)
            .with("", import)
            .with(" and i.position = ", position)
            .then(" order by case i.kind when 'refused' then 0 when 'changed' then 1 else 2 end, i.id")
            .with(" limit ", most)
            .with(" offset ", from),
    )
    .await
}

pub async fn count_items(db: &mut Reader, import: i64, position: i64) -> Result<i64, DatabaseError> {
    db.count(
        sql("select count(*) from situation_import_items where import_id = ")
            .with("", import)
            .with(" and position = ", position),
    )
    .await
}

/// What undoing left alone, because somebody has changed it since.
pub async fn kept(db: &mut Reader, import: i64, most: i64) -> Result<Vec<ImportItem>, DatabaseError> {
    db.all(sql(ITEM).with("", import).then(" and i.state = 'kept' order by i.id").with(" limit ", most)).await
}

/// The values that files speak of, for who may import them.
pub async fn values(db: &mut Reader, codes: &[String], indicators: &[String]) -> Result<Vec<Value>, DatabaseError> {
    if codes.is_empty() || indicators.is_empty() {
        return Ok(Vec::new());
    }
    let query = sql("select v.indicator_id, v.municipality_code, v.area, v.area_name, v.year, v.numerator, v.denominator, v.source, v.note, \
         v.fictitious, v.entered_at, v.entered_by, v.revision, v.import_id from situation_values v where 1 = 1")
    .with_list(" and v.indicator_id in ", indicators.iter().cloned());
    // A list of the whole country says nothing.
    let query = if codes.len() <= FILES_AT_ONCE {
        query.with_list(" and v.municipality_code in ", codes.iter().cloned())
    } else {
        query
    };
    let query = within(query, &db.scope().clone());
    db.all(query).await
}

/// Municipalities that an import changes.
pub async fn towns(db: &mut Reader, import: i64) -> Result<Vec<(String, String)>, DatabaseError> {
    db.all(
        sql("select distinct municipality_code, prefecture_code from situation_import_items where municipality_code <> '' and import_id = ")
            .with("", import),
    )
    .await
}

/// Indicators and years of municipalities' own values that it changes.
pub async fn touched(db: &mut Reader, import: i64) -> Result<Vec<(String, i64)>, DatabaseError> {
    db.all(
        sql("select distinct indicator_id, year from situation_import_items where kind <> 'refused' and area = '' and import_id = ")
            .with("", import),
    )
    .await
}

/// How many values are not any more what they were when they were looked at.
pub async fn moved_since(db: &mut Reader, import: i64) -> Result<i64, DatabaseError> {
    db.count(
        sql("select count(*) from situation_import_items i left join situation_values v on v.municipality_code = i.municipality_code \
             and v.indicator_id = i.indicator_id and v.area = i.area and v.year = i.year where i.kind <> 'refused' \
             and coalesce(v.revision, 0) <> coalesce(i.before_revision, 0) and i.import_id = ")
        .with("", import),
    )
    .await
}

/// Moves an import on. `false` when somebody was quicker.
pub async fn decide(
    db: &mut Writer,
    import: i64,
    (from, to): (&str, &str),
    at: Timestamp,
    by: &str,
) -> Result<bool, DatabaseError> {
    let query = if to == "undone" {
        sql("update situation_imports set state = $3, undone_at = $4, undone_by = $5 where id = $1 and state = $2")
    } else {
        sql("update situation_imports set state = $3, decided_at = $4, decided_by = $5 where id = $1 and state = $2")
    };
    Ok(db.execute(query.bind(import).bind(from).bind(to).bind(at).bind(by)).await? > 0)
}

/// Stores everything that was planned, in a few statements however much it is.
pub async fn store(db: &mut Writer, import: i64, at: Timestamp, by: &str) -> Result<(u64, u64), DatabaseError> {
    // Never a number that a value of the same place and year has borne before.
    let revision = at.as_second();
    let added = db
        .execute(
            sql("insert into situation_values (indicator_id, municipality_code, prefecture_code, area, area_name, year, numerator, \
                 denominator, source, note, fictitious, entered_at, entered_by, revision, import_id) \
                 select indicator_id, municipality_code, prefecture_code, area, area_name, year, numerator, denominator, source, note, \
                 fictitious, $2, $3, $4, import_id from situation_import_items where import_id = $1 and kind = 'new' \
                 on conflict (municipality_code, indicator_id, area, year) do nothing")
            .bind(import)
            .bind(at)
            .bind(by)
            .bind(revision),
        )
        .await?;
    let changed = db
        .execute(
            sql("update situation_values set area_name = i.area_name, numerator = i.numerator, denominator = i.denominator, \
                 source = i.source, note = i.note, fictitious = i.fictitious, entered_at = $2, entered_by = $3, \
                 revision = situation_values.revision + 1, import_id = i.import_id from situation_import_items i \
                 where i.import_id = $1 and i.kind = 'changed' and i.municipality_code = situation_values.municipality_code \
                 and i.indicator_id = situation_values.indicator_id and i.area = situation_values.area and i.year = situation_values.year \
                 and situation_values.revision = i.before_revision")
            .bind(import)
            .bind(at)
            .bind(by),
        )
        .await?;
    db.execute(
        sql("update situation_import_items set state = 'stored', after_revision = case when before_revision is null then $2 \
             else before_revision + 1 end where import_id = $1 and kind <> 'refused'")
        .bind(import)
        .bind(revision),
    )
    .await?;
    Ok((added, changed))
}

/// Whoever decides about an import waits for who does so already. `false` when it is decided about, or gone.
pub async fn hold_looked(db: &mut Writer, id: i64) -> Result<bool, DatabaseError> {
    let held = db
        .execute(sql("update situation_imports set state = state where id = $1 and state = 'looked'").bind(id))
        .await?;
    Ok(held > 0)
}

/// Puts everything back as it stood, but for what somebody has changed since. How many were put back, and how many left alone.
pub async fn take_back(db: &mut Writer, import: i64) -> Result<(u64, u64), DatabaseError> {
    let kept = db
        .execute(
            sql("update situation_import_items set state = 'kept' where import_id = $1 and state = 'stored' and not exists \
                 (select 1 from situation_values v where v.municipality_code = situation_import_items.municipality_code \
                 and v.indicator_id = situation_import_items.indicator_id and v.area = situation_import_items.area \
                 and v.year = situation_import_items.year and v.revision = situation_import_items.after_revision)")
            .bind(import),
        )
        .await?;
    db.execute(
        sql("delete from situation_values where exists (select 1 from situation_import_items i where i.import_id = $1 \
             and i.state = 'stored' and i.kind = 'new' and i.municipality_code = situation_values.municipality_code \
             and i.indicator_id = situation_values.indicator_id and i.area = situation_values.area and i.year = situation_values.year \
             and situation_values.revision = i.after_revision)")
        .bind(import),
    )
    .await?;
    db.execute(
        sql("update situation_values set area_name = i.before_area_name, numerator = i.before_numerator, \
             denominator = i.before_denominator, source = i.before_source, note = i.before_note, fictitious = i.before_fictitious, \
             entered_at = i.before_at, entered_by = i.before_by, revision = situation_values.revision + 1, \
             import_id = i.before_import from situation_import_items i where i.import_id = $1 and i.state = 'stored' \
             and i.kind = 'changed' and i.municipality_code = situation_values.municipality_code \
             and i.indicator_id = situation_values.indicator_id and i.area = situation_values.area and i.year = situation_values.year \
             and situation_values.revision = i.after_revision")
        .bind(import),
    )
    .await?;
    let restored = db
        .execute(
            sql("update situation_import_items set state = 'restored' where import_id = $1 and state = 'stored'")
                .bind(import),
        )
        .await?;
    Ok((restored, kept))
}

/// Of these files, those taken in before by who asks: hash, import, when.
pub async fn taken_before(db: &mut Reader, hashes: &[String]) -> Result<Vec<(String, i64, String)>, DatabaseError> {
    let mut found = Vec::new();
    for some in hashes.chunks(FILES_AT_ONCE) {
        let query = sql(
            "select f.sha256, m.id, m.at from situation_import_files f join situation_imports m on m.id = f.import_id \
             where m.state = 'stored'",
        )
        .with_list(" and f.sha256 in ", some.iter().cloned());
        let query = found_by(query, db).then(" order by m.id");
        found.extend(db.all(query).await?);
    }
    Ok(found)
}

/// What series are called here: for all, and for one's own organisation.
pub async fn names(db: &mut Reader) -> Result<Vec<Name>, DatabaseError> {
    let own = organisation(db);
    db.all(
        sql("select organisation_id, for_all, head, series, indicator_id, part from situation_import_names where for_all is true")
            .with(" or organisation_id = ", own)
            .then(" order by organisation_id, head, series"),
    )
    .await
}

pub async fn put_name(db: &mut Writer, name: &Name, at: Timestamp, by: &str) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into situation_import_names (organisation_id, for_all, head, series, indicator_id, part, at, by_label) \
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (organisation_id, head, series) do update set \
             for_all = excluded.for_all, indicator_id = excluded.indicator_id, part = excluded.part, at = excluded.at, \
             by_label = excluded.by_label")
        .bind(name.organisation_id)
        .bind(name.for_all)
        .bind(&name.head)
        .bind(&name.series)
        .bind(&name.indicator_id)
        .bind(&name.part)
        .bind(at)
        .bind(by),
    )
    .await?;
    Ok(())
}

/// How tables are read: one's own first, the newest first.
pub async fn layouts(db: &mut Reader) -> Result<Vec<KeptLayout>, DatabaseError> {
    let own = organisation(db);
    db.all(
        sql("select id, organisation_id, name, mapping, at, by_label from situation_import_layouts where for_all is true")
            .with(" or organisation_id = ", own)
            .with(" order by case when organisation_id = ", own)
            .then(" then 0 else 1 end, id desc"),
    )
    .await
}

pub async fn insert_layout(
    db: &mut Writer,
    (name, mapping): (&str, &str),
    for_all: bool,
    at: Timestamp,
    by: &str,
) -> Result<(), DatabaseError> {
    let organisation = organisation(db);
    db.execute(
        sql("insert into situation_import_layouts (organisation_id, for_all, name, mapping, at, by_label) values ($1, $2, $3, $4, $5, $6)")
            .bind(organisation)
            .bind(for_all)
            .bind(name)
            .bind(mapping)
            .bind(at)
            .bind(by),
    )
    .await?;
    Ok(())
}

/// `false` where it is another's, or gone.
pub async fn remove_layout(db: &mut Writer, id: i64) -> Result<bool, DatabaseError> {
    let own = organisation(db);
    let removed = db
        .execute(sql("delete from situation_import_layouts where id = $1 and organisation_id = $2").bind(id).bind(own))
        .await?;
    Ok(removed > 0)
}

/// Keys of files nobody needs any more: of imports decided or sent before a day, unless another import still has it.
pub async fn old_files(db: &mut Reader, before: Timestamp) -> Result<Vec<String>, DatabaseError> {
    let rows: Vec<(String,)> = db
        .all(
            sql("select distinct f.file_key from situation_import_files f join situation_imports m on m.id = f.import_id \
                 where f.file_key <> '' and coalesce(m.decided_at, m.at) < $1 and not exists (select 1 from situation_import_files g \
                 join situation_imports n on n.id = g.import_id where g.file_key = f.file_key and coalesce(n.decided_at, n.at) >= $1)")
            .bind(before),
        )
        .await?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

pub async fn forget_files(db: &mut Writer, keys: &[String]) -> Result<(), DatabaseError> {
    for some in keys.chunks(FILES_AT_ONCE) {
        db.execute(
            sql("update situation_import_files set file_key = ''")
                .with_list(" where file_key in ", some.iter().cloned()),
        )
        .await?;
    }
    Ok(())
}
