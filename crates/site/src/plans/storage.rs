//! All SQL on plans. A town's plans are found through the scope of who asks: the town itself, its coordinators, and its prefecture
//! where the town shows them.

pub mod cases;
pub mod reviews;
pub mod shares;

use foundation::database::{Arg, DatabaseError};
use foundation::{Sql, Timestamp, sql};

use crate::model::{Line, Plan, PlanBox, Version, Whole};
use crate::permissions::{Reader, Scope, Writer};

fn within(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::All => query,
        Scope::Municipalities(codes) => query.with_list(" and p.municipality_code in ", codes.iter().cloned()),
        Scope::Prefectures(codes) => {
            query.then(" and p.state = 'shared'").with_list(" and p.prefecture_code in ", codes.iter().cloned())
        }
        // Whom the town let into one: that one, as long as it is not put aside.
        Scope::Thing(id) => query.then(" and p.state <> 'put_aside'").with(" and p.id = ", *id),
        Scope::Programmes(_) | Scope::Organisation(_) | Scope::Own(_) => query.then(" and 1 = 0"),
    }
}

/// Those in a list: the newest change first.
pub async fn lines(db: &mut Reader, put_aside: bool, most: i64) -> Result<Vec<Line>, DatabaseError> {
    let query = sql("select p.id, m.name as municipality_name, p.title, p.scene, p.state, p.agreed_on, \
                     (select count(*) from plans_boxes b where b.plan_id = p.id) as boxes, p.updated_at, p.updated_by, p.fictitious \
                     from plans p join regions_municipalities m on m.code = p.municipality_code where ");
    let query = query.then(if put_aside { "p.state = 'put_aside'" } else { "p.state <> 'put_aside'" });
    let query = within(query, &db.scope().clone());
    db.all(query.then(" order by p.updated_at desc, p.id desc").with(" limit ", most)).await
}

/// Plans of one municipality, as far as the reader may read them: title and number.
pub async fn of_municipality(db: &mut Reader, scope: &Scope, code: &str) -> Result<Vec<(i64, String)>, DatabaseError> {
    let query = sql("select p.id, p.title from plans p where p.state <> 'put_aside' and p.municipality_code = ")
        .with("", code.to_owned());
    db.all(within(query, scope).then(" order by p.updated_at desc, p.id desc")).await
}

/// The same of several: code, number, title.
pub async fn of_municipalities(
    db: &mut Reader,
    scope: &Scope,
    codes: &[String],
) -> Result<Vec<(String, i64, String)>, DatabaseError> {
    let query = sql("select p.municipality_code, p.id, p.title from plans p where p.state <> 'put_aside'")
        .with_list(" and p.municipality_code in ", codes.iter().cloned());
    db.all(within(query, scope).then(" order by p.municipality_code, p.updated_at desc, p.id desc")).await
}

/// The same with scene and agreement.
pub async fn told_of(db: &mut Reader, scope: &Scope, code: &str) -> Result<Vec<crate::ToldPlan>, DatabaseError> {
    let query =
        sql("select p.id, p.title, p.scene, p.agreed_by, p.agreed_on, p.fictitious from plans p where p.state <> 'put_aside' \
         and p.municipality_code = ")
        .with("", code.to_owned());
    db.all(within(query, scope).then(" order by p.updated_at desc, p.id desc")).await
}

pub async fn plan(db: &mut Reader, id: i64) -> Result<Option<Plan>, DatabaseError> {
    let scope = db.scope().clone();
    plan_within(db, id, &scope).await
}

async fn plan_within(db: &mut Reader, id: i64, scope: &Scope) -> Result<Option<Plan>, DatabaseError> {
    let query = sql("select p.id, p.municipality_code, m.name as municipality_name, p.prefecture_code, p.title, p.scene, p.goal, \
                     p.present, p.cause, p.hypothesis, p.agreed_by, p.agreed_on, p.state, p.begun_from, p.fictitious, p.revision, \
                     p.updated_at, p.updated_by from plans p join regions_municipalities m on m.code = p.municipality_code where p.id = ")
    .with("", id);
    db.optional(within(query, scope)).await
}

/// With its boxes in reading order and its links.
pub async fn whole(db: &mut Reader, id: i64) -> Result<Option<Whole>, DatabaseError> {
    let scope = db.scope().clone();
    whole_within(db, id, &scope).await
}

pub async fn whole_within(db: &mut Reader, id: i64, scope: &Scope) -> Result<Option<Whole>, DatabaseError> {
    let Some(plan) = plan_within(db, id, scope).await? else { return Ok(None) };
    let mut boxes: Vec<PlanBox> = db
        .all(
            sql("select id, level, position, words, indicator, baseline, target, observed_how, observed_by, who, progress, due, \
                 indicator_id, revision, updated_by from plans_boxes where plan_id = ")
            .with("", id)
            .then(" order by position, id"),
        )
        .await?;
    boxes.sort_by_key(|one| crate::model::depth(&one.level));
    let links = db
        .all(
            sql("select from_box, to_box from plans_links where plan_id = ")
                .with("", id)
                .then(" order by from_box, to_box"),
        )
        .await?;
    Ok(Some(Whole { plan, boxes, links }))
}

pub async fn count_of(db: &mut Reader, code: &str) -> Result<i64, DatabaseError> {
    let (count,): (i64,) = db
        .one(
            sql("select count(*) from plans where state <> 'put_aside' and municipality_code = ")
                .with("", code.to_owned()),
        )
        .await?;
    Ok(count)
}

pub async fn made_by_form(db: &mut Reader, form_key: &str) -> Result<Option<i64>, DatabaseError> {
    let found: Option<(i64,)> =
        db.optional(sql("select id from plans where form_key = ").with("", form_key.to_owned())).await?;
    Ok(found.map(|(id,)| id))
}

/// Who changes, and when.
pub struct By<'a> {
    pub at: Timestamp,
    pub label: &'a str,
}

/// `None` when this form has made one already.
pub async fn insert(db: &mut Writer, new: &Plan, form_key: &str, by: &By<'_>) -> Result<Option<i64>, DatabaseError> {
    let row = [
        Arg::from(&new.municipality_code),
        (&new.prefecture_code).into(),
        (&new.title).into(),
        (&new.scene).into(),
        (&new.goal).into(),
        (&new.present).into(),
        (&new.cause).into(),
        (&new.hypothesis).into(),
        "".into(),
        "own".into(),
        (&new.begun_from).into(),
        new.fictitious.into(),
        form_key.into(),
        1_i64.into(),
        by.at.into(),
        by.at.into(),
        by.label.into(),
    ];
    let found: Option<(i64,)> = db
        .optional(
            sql("insert into plans (municipality_code, prefecture_code, title, scene, goal, present, cause, hypothesis, agreed_by, \
                 state, begun_from, fictitious, form_key, revision, created_at, updated_at, updated_by) values")
            .with_rows("", [row])
            .then(" on conflict (form_key) do nothing returning id"),
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

/// `false` when somebody was quicker.
pub async fn update(db: &mut Writer, new: &Plan, revision: i64, by: &By<'_>) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update plans set title = $3, scene = $4, goal = $5, present = $6, cause = $7, hypothesis = $8, agreed_by = $9, \
                 agreed_on = $10, state = $11, updated_at = $12, updated_by = $13, revision = revision + 1 \
                 where id = $1 and revision = $2")
            .bind(new.id)
            .bind(revision)
            .bind(&new.title)
            .bind(&new.scene)
            .bind(&new.goal)
            .bind(&new.present)
            .bind(&new.cause)
            .bind(&new.hypothesis)
            .bind(&new.agreed_by)
            .bind(new.agreed_on.clone())
            .bind(&new.state)
            .bind(by.at)
            .bind(by.label),
        )
        .await?;
    Ok(changed > 0)
}

/// Whoever changes a plan's boxes and arrows waits for who does so already: two arrows drawn at once make no circle.
pub async fn lock(db: &mut Writer, plan: i64) -> Result<(), DatabaseError> {
    db.execute(sql("update plans set revision = revision where id = $1").bind(plan)).await?;
    Ok(())
}

/// A box changed: the plan is as new as that.
pub async fn touch(db: &mut Writer, plan: i64, by: &By<'_>) -> Result<(), DatabaseError> {
    db.execute(
        sql("update plans set updated_at = $2, updated_by = $3 where id = $1").bind(plan).bind(by.at).bind(by.label),
    )
    .await?;
    Ok(())
}

/// The box of this form, where it was sent before.
pub async fn box_made_by_form(db: &mut Reader, plan: i64, form_key: &str) -> Result<Option<i64>, DatabaseError> {
    let found: Option<(i64,)> = db
        .optional(
            sql("select id from plans_boxes where plan_id = ")
                .with("", plan)
                .with(" and form_key = ", form_key.to_owned()),
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Behind the others of its level.
pub async fn insert_box(
    db: &mut Writer,
    plan: i64,
    new: &PlanBox,
    form_key: Option<&str>,
    by: &By<'_>,
) -> Result<i64, DatabaseError> {
    let (last,): (i64,) = db
        .one(
            sql("select coalesce(max(position), 0) from plans_boxes where plan_id = ")
                .with("", plan)
                .with(" and level = ", new.level.clone()),
        )
        .await?;
    let row = [
        Arg::from(plan),
        (&new.level).into(),
        (last + 1).into(),
        (&new.words).into(),
        (&new.indicator).into(),
        (&new.baseline).into(),
        (&new.target).into(),
        (&new.observed_how).into(),
        (&new.observed_by).into(),
        (&new.who).into(),
        (&new.progress).into(),
        (&new.due).into(),
        (&new.indicator_id).into(),
        form_key.map(str::to_owned).into(),
        1_i64.into(),
        by.label.into(),
    ];
    let (id,): (i64,) = db
        .one(
            sql("insert into plans_boxes (plan_id, level, position, words, indicator, baseline, target, observed_how, observed_by, \
                 who, progress, due, indicator_id, form_key, revision, updated_by) values")
            .with_rows("", [row])
            .then(" returning id"),
        )
        .await?;
    Ok(id)
}

/// `false` when it changed since it was seen, or is gone.
pub async fn update_box(
    db: &mut Writer,
    plan: i64,
    new: &PlanBox,
    revision: i64,
    by: &By<'_>,
) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update plans_boxes set words = $4, indicator = $5, baseline = $6, target = $7, observed_how = $8, observed_by = $9, \
                 who = $10, progress = $11, due = $12, updated_by = $13, indicator_id = $14, revision = revision + 1 \
                 where id = $1 and plan_id = $2 and revision = $3")
            .bind(new.id)
            .bind(plan)
            .bind(revision)
            .bind(&new.words)
            .bind(&new.indicator)
            .bind(&new.baseline)
            .bind(&new.target)
            .bind(&new.observed_how)
            .bind(&new.observed_by)
            .bind(&new.who)
            .bind(&new.progress)
            .bind(&new.due)
            .bind(by.label)
            .bind(&new.indicator_id),
        )
        .await?;
    Ok(changed > 0)
}

/// In the place of what a box led to.
pub async fn put_links(db: &mut Writer, plan: i64, from: i64, to: &[i64]) -> Result<(), DatabaseError> {
    db.execute(sql("delete from plans_links where plan_id = $1 and from_box = $2").bind(plan).bind(from)).await?;
    if to.is_empty() {
        return Ok(());
    }
    let rows = to.iter().map(|to| [Arg::from(plan), from.into(), (*to).into()]);
    db.execute(sql("insert into plans_links (plan_id, from_box, to_box) values").with_rows("", rows)).await?;
    Ok(())
}

/// Something around a box became different: who saves it by an older state is to notice.
pub async fn count_up(db: &mut Writer, plan: i64, id: i64, by: &By<'_>) -> Result<(), DatabaseError> {
    db.execute(
        sql("update plans_boxes set revision = revision + 1, updated_by = $3 where id = $1 and plan_id = $2")
            .bind(id)
            .bind(plan)
            .bind(by.label),
    )
    .await?;
    Ok(())
}

/// With everything that leads from it and to it.
pub async fn remove_box(db: &mut Writer, plan: i64, id: i64) -> Result<(), DatabaseError> {
    db.execute(
        sql("delete from plans_links where plan_id = $1 and (from_box = $2 or to_box = $2)").bind(plan).bind(id),
    )
    .await?;
    db.execute(sql("delete from plans_boxes where plan_id = $1 and id = $2").bind(plan).bind(id)).await?;
    Ok(())
}

pub async fn put_position(db: &mut Writer, plan: i64, id: i64, position: i64) -> Result<(), DatabaseError> {
    db.execute(
        sql("update plans_boxes set position = $3 where plan_id = $1 and id = $2").bind(plan).bind(id).bind(position),
    )
    .await?;
    Ok(())
}

/// The newest first, with everything they hold.
pub async fn versions(db: &mut Reader, plan: i64) -> Result<Vec<Version>, DatabaseError> {
    db.all(
        sql("select number, at, by_label, note, content from plans_versions where plan_id = ")
            .with("", plan)
            .then(" order by number desc"),
    )
    .await
}

/// Kept versions of plans of several municipalities: plan, number, title, when, note.
pub async fn kept_of(
    db: &mut Reader,
    scope: &Scope,
    codes: &[String],
) -> Result<Vec<(i64, i64, String, String, String)>, DatabaseError> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let query =
        sql("select p.id, v.number, p.title, v.at, v.note from plans_versions v join plans p on p.id = v.plan_id \
                     where p.state <> 'put_aside'");
    let query = within(query.with_list(" and p.municipality_code in ", codes.iter().cloned()), scope);
    db.all(query.then(" order by v.at desc, v.plan_id, v.number desc limit 100")).await
}

/// When a version was kept, and what it holds.
pub async fn version(db: &mut Reader, plan: i64, number: i64) -> Result<Option<(String, String)>, DatabaseError> {
    db.optional(
        sql("select at, content from plans_versions where plan_id = $1 and number = $2").bind(plan).bind(number),
    )
    .await
}

/// The content of the newest version.
pub async fn newest_content(db: &mut Reader, plan: i64) -> Result<Option<String>, DatabaseError> {
    let found: Option<(String,)> = db
        .optional(
            sql("select content from plans_versions where plan_id = ")
                .with("", plan)
                .then(" order by number desc limit 1"),
        )
        .await?;
    Ok(found.map(|(content,)| content))
}

/// The number of the newest version; 0 without one.
pub async fn newest_version(db: &mut Reader, plan: i64) -> Result<i64, DatabaseError> {
    let (number,): (i64,) =
        db.one(sql("select coalesce(max(number), 0) from plans_versions where plan_id = ").with("", plan)).await?;
    Ok(number)
}

pub async fn put_version(
    db: &mut Writer,
    plan: i64,
    number: i64,
    note: &str,
    content: &str,
    by: &By<'_>,
) -> Result<(), DatabaseError> {
    db.execute(
        sql(
            "insert into plans_versions (plan_id, number, at, by_label, note, content) values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(plan)
        .bind(number)
        .bind(by.at)
        .bind(by.label)
        .bind(note)
        .bind(content),
    )
    .await?;
    Ok(())
}
