//! Looking: the index for choosing, lines of lists, one case with everything around it.

use foundation::database::DatabaseError;
use foundation::{Sql, sql};

use super::{Asker, STATE, owned_by, visible_to};
use crate::cases::model::{
    Case, CaseFact, Content, CostShare, Field, IndexRow, Line, PlaceFacts, Player, ShownModel, Standing, State, Tag,
    TagKind, Texts, Unconfirmed,
};
use crate::permissions::{Reader, Scope};
use crate::regions::CaseLine;
use crate::shared::any_like;

const LINES_OF_A_REGION: i64 = 10;
const RELATED: i64 = 4;

/// Not by the index over states: nearly every case is published, and what is asked for are a few numbers.
const IS_PUBLISHED: &str = "(c.state = 'published') is true";

pub async fn count_holding(db: &mut Reader, needles: &[String]) -> Result<i64, DatabaseError> {
    let query = sql("select count(*) from cases c where c.state = 'published' and ");
    db.count(any_like(query, "c.search_text", needles)).await
}

/// Published cases, one row each, for choosing and counting: these, or all.
pub async fn index(db: &mut Reader, numbers: Option<&[i64]>) -> Result<Vec<IndexRow>, DatabaseError> {
    let query = sql("select c.id as number, c.published_at, c.owner_prefecture_code as prefecture_code, \
         p.name as prefecture_name, \
         (select string_agg(t.kind || ':' || t.tag, '\n') from cases_tags t \
          where t.case_id = c.id and t.kind <> 'keyword') as tags, \
         (select string_agg(cast(f.amount as text) || case when f.fictitious then 'x' else '' end, ' ') \
          from cases_places l join regions_newest_facts f on f.municipality_code = l.municipality_code \
          and f.key = 'population' where l.case_id = c.id) as populations \
         from cases c join regions_prefectures p on p.code = c.owner_prefecture_code where ")
    .then(IS_PUBLISHED);
    match numbers {
        Some([]) => Ok(Vec::new()),
        Some(numbers) => db.all(query.with_list(" and c.id in ", numbers.iter().copied())).await,
        None => db.all(query).await,
    }
}

/// Lines of published cases by number, in the order of the numbers. `with_body` brings the long
/// texts, out of which a snippet is cut.
pub async fn lines(db: &mut Reader, numbers: &[i64], with_body: bool) -> Result<Vec<Line>, DatabaseError> {
    let query = sql("select c.id as number, c.title, c.summary, c.district, c.wide_area, p.name as prefecture_name, \
         coalesce(m.name, '') as municipality_name, c.body_name, c.published_at, \
         (select string_agg(t.kind || ':' || t.tag, '\n') from cases_tags t where t.case_id = c.id \
          and t.kind in ('scene', 'class')) as tags, ")
    .then(if with_body {
        "c.trouble || '\n' || c.background || '\n' || c.issues || '\n' || c.outline || '\n' || c.cooperation || '\n' \
         || c.structure || '\n' || c.hardships || '\n' || c.effects || '\n' || c.future || '\n' || c.vision || '\n' \
         || c.budget || '\n' || c.not_trying || '\n' || c.advice || '\n' || c.support || '\n' || c.changes || '\n' \
         || c.failures || '\n' || c.turning_points || '\n' || c.trying || '\n' || c.measuring"
    } else {
        "''"
    })
    .then(
        " as body from cases c join regions_prefectures p on p.code = c.owner_prefecture_code \
         left join regions_municipalities m on m.code = c.owner_code where ",
    )
    .then(IS_PUBLISHED)
    .with_list(" and c.id in ", numbers.iter().copied());
    let mut lines: Vec<Line> = db.all(query).await?;
    lines.sort_by_key(|line| numbers.iter().position(|n| *n == line.number));
    Ok(lines)
}

#[derive(sqlx_macros::FromRow)]
struct CaseRow {
    number: i64,
    state: String,
    owner_code: String,
    owner_name: String,
    prefecture_code: String,
    prefecture_name: String,
    version: i64,
    updated_at: String,
    published_at: Option<String>,
    discarded_at: Option<String>,
    created_for: Option<i64>,
    handed_in_at: Option<String>,
    corrects: Option<i64>,
    programme_id: Option<i64>,
    owner_organisation_id: Option<i64>,
    body_name: String,
    start_year: Option<i64>,
    /// Codes, parted by spaces.
    places: Option<String>,
    co_owners: Option<String>,
    /// `400:均等割`, one per line.
    cost_shares: Option<String>,
    /// How many files it shows.
    files: i64,
    plan_id: Option<i64>,
    plan_version: Option<i64>,
    plan_title: Option<String>,
    #[sqlx(flatten)]
    texts: Texts,
}

/// The columns of the texts, each after a comma.
pub(super) fn with_texts(query: Sql) -> Sql {
    Field::EVERY.iter().fold(query, |query, field| query.then(", c.").then(field.id()))
}

async fn one(db: &mut Reader, which: Sql) -> Result<Option<Case>, DatabaseError> {
    let query = sql("select ").then(STATE).then(" as state, c.id as number, c.owner_organisation_id, c.body_name, c.discarded_at, c.created_for, c.handed_in_at, c.corrects, c.programme_id, c.owner_code, coalesce(m.name, p.name) as owner_name, \
         p.code as prefecture_code, p.name as prefecture_name, c.version, c.updated_at, c.published_at, c.start_year, \
         (select string_agg(l.municipality_code, ' ' order by l.position) from cases_places l where l.case_id = c.id) as places, \
         (select string_agg(o.municipality_code || ':' || case when o.municipality_code = c.owner_code or a.agreed then 'yes' \
          when a.agreed is false then 'no' else '' end, ' ' order by o.position) from cases_co_owners o \
          left join cases_consents a on a.case_id = coalesce(c.corrects, c.id) and a.municipality_code = o.municipality_code \
          where o.case_id = c.id) as co_owners, \
         (select string_agg(coalesce(cast(s.tenths as text), '') || ':' || s.basis, '\n' order by s.position) \
          from cases_cost_shares s where s.case_id = c.id) as cost_shares, \
         (select count(*) from cases_files f where f.case_id = c.id) as files, d.plan_id, d.plan_version, d.title as plan_title");
    let query = with_texts(query)
        .then(
            " from cases c join regions_prefectures p on p.code = c.owner_prefecture_code \
         left join regions_municipalities m on m.code = c.owner_code left join cases_models d on d.case_id = c.id",
        )
        .append(which);
    let Some(row) = db.optional::<CaseRow>(query).await? else { return Ok(None) };
    let Some(state) = State::of(&row.state) else { return Ok(None) };
    let mut content = Content { texts: row.texts, start_year: row.start_year, ..Content::default() };
    let tags: Vec<Tag> =
        db.all(sql("select kind, tag from cases_tags where case_id = $1 order by position").bind(row.number)).await?;
    content.tags = tags.into_iter().filter_map(|t| Some((TagKind::of(&t.kind)?, t.tag))).collect();
    content.places = row.places.as_deref().unwrap_or("").split_whitespace().map(str::to_owned).collect();
    let mut unconfirmed = Vec::new();
    for (code, answer) in
        row.co_owners.as_deref().unwrap_or("").split_whitespace().filter_map(|one| one.split_once(':'))
    {
        content.co_owners.push(code.to_owned());
        if answer != "yes" {
            unconfirmed.push(Unconfirmed { code: code.to_owned(), declined: answer == "no" });
        }
    }
    let share = |line: &str| {
        let (tenths, basis) = line.split_once(':')?;
        Some(CostShare { basis: basis.to_owned(), tenths: tenths.parse().ok() })
    };
    content.cost_shares = row.cost_shares.as_deref().unwrap_or("").lines().filter_map(share).collect();
    if row.files > 0 {
        content.files = super::attached::files(db, row.number).await?;
    }
    let model = row.plan_id.zip(row.plan_version);
    content.model =
        model.map(|(plan, version)| ShownModel { plan, version, title: row.plan_title.unwrap_or_default() });
    content.players = db
        .all::<Player>(
            sql("select player, act from cases_players where case_id = $1 order by position").bind(row.number),
        )
        .await?;
    content.facts = db
        .all::<CaseFact>(
            sql("select label, value, unit, as_of from cases_facts where case_id = $1 order by position")
                .bind(row.number),
        )
        .await?;
    Ok(Some(Case {
        number: row.number,
        state,
        owner_code: row.owner_code,
        owner_name: row.owner_name,
        body: row.owner_organisation_id.map(|id| (id, row.body_name)),
        prefecture_code: row.prefecture_code,
        prefecture_name: row.prefecture_name,
        version: row.version,
        updated_at: row.updated_at,
        published_at: row.published_at,
        discarded_at: row.discarded_at,
        created_for: row.created_for,
        handed_in_at: row.handed_in_at,
        corrects: row.corrects,
        programme: row.programme_id,
        unconfirmed,
        content,
    }))
}

/// As everybody sees it: whoever has not agreed to own it is not named.
pub async fn published(db: &mut Reader, number: i64) -> Result<Option<Case>, DatabaseError> {
    let mut case = one(db, sql(" where c.state = 'published' and c.id = $1").bind(number)).await?;
    if let Some(case) = &mut case {
        case.content.co_owners = case.confirmed_co_owners().cloned().collect();
        case.unconfirmed.clear();
    }
    Ok(case)
}

/// Whether this number's case was public once and is not any more.
pub async fn is_withdrawn(db: &mut Reader, number: i64) -> Result<bool, DatabaseError> {
    let query = sql("select count(*) from cases where id = $1 and state = 'archived' and discarded_at is null");
    Ok(db.count(query.bind(number)).await? > 0)
}

/// Whoever's it is: for putting its search texts in order after a shared word changed.
pub async fn for_index(db: &mut Reader, number: i64) -> Result<Option<Case>, DatabaseError> {
    one(db, sql(" where c.id = $1").bind(number)).await
}

/// Of all cases but those a writer has put aside and the 直し of public ones, whoever's they are: for an index made anew.
pub async fn numbers(db: &mut Reader) -> Result<Vec<i64>, DatabaseError> {
    let rows: Vec<(i64,)> =
        db.all(sql("select id from cases where discarded_at is null and corrects is null order by id")).await?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// Whatever its state, within what the asker may read.
pub async fn owned(db: &mut Reader, number: i64) -> Result<Option<Case>, DatabaseError> {
    let asker = Asker::of(db);
    one(db, owned_by(sql(" where c.id = $1").bind(number), &asker)).await
}

/// Whatever its state, within what the asker may read: what she may change, and what is public with what those concerned
/// see of it.
pub async fn seen(db: &mut Reader, number: i64) -> Result<Option<Case>, DatabaseError> {
    let asker = Asker::of(db);
    if matches!(asker.scope, Scope::Municipalities(_)) {
        // A town that is asked to own it reads what it is asked about.
        return one(db, visible_to(sql(" where c.id = $1").bind(number), &asker)).await;
    }
    let query = owned_by(sql(" where c.id = $1 and ((1 = 1").bind(number), &asker);
    let query = visible_to(query.then(") or (c.state = 'published' and c.discarded_at is null"), &asker);
    one(db, query.then("))")).await
}

/// The 直し that is on its way of a case: its number and state.
pub async fn correction_of(db: &mut Reader, number: i64) -> Result<Option<(i64, String)>, DatabaseError> {
    let query = sql("select c.id, ")
        .then(STATE)
        .then(" as state from cases c where c.discarded_at is null and c.corrects = $1");
    db.optional(query.bind(number)).await
}

/// How a case stands that the asker may not read: one that is on its way and not hers.
pub async fn standing(db: &mut Reader, number: i64) -> Result<Option<Standing>, DatabaseError> {
    let asker = Asker::of(db);
    let query = sql("select c.id as number, case when c.handed_in_at is null then '' else c.title end as title, ")
        .then(STATE)
        .then(
            " as state, case when c.body_name <> '' then c.body_name when m.name is null then p.name \
             else p.name || m.name end as owner from cases c \
             join regions_prefectures p on p.code = c.owner_prefecture_code \
             left join regions_municipalities m on m.code = c.owner_code where c.state <> 'published' and c.id = $1",
        )
        .bind(number);
    db.optional(visible_to(query, &asker)).await
}

/// The municipalities of a case with their newest figures.
pub async fn place_facts(db: &mut Reader, number: i64) -> Result<Vec<PlaceFacts>, DatabaseError> {
    db.all(
        sql("select m.code, m.name, f.amount as population, o.amount as age65, f.as_of, f.source, \
             f.fictitious or coalesce(o.fictitious, false) as fictitious from cases_places l \
             join regions_municipalities m on m.code = l.municipality_code \
             left join regions_newest_facts f on f.municipality_code = m.code and f.key = 'population' \
             left join regions_newest_facts o on o.municipality_code = m.code and o.key = 'age65' \
             and o.as_of = f.as_of where l.case_id = $1 order by l.position")
        .bind(number),
    )
    .await
}

/// Published cases that share the most troubles and scenes with this one.
pub async fn related(db: &mut Reader, number: i64) -> Result<Vec<Line>, DatabaseError> {
    db.all(
        sql("select c.id as number, c.title, c.summary, c.district, c.wide_area, p.name as prefecture_name, \
             coalesce(m.name, '') as municipality_name, c.body_name, c.published_at, null as tags, '' as body \
             from cases c join (select b.case_id, count(*) as shared from cases_tags a \
             join cases_tags b on b.kind = a.kind and b.tag = a.tag and b.case_id <> a.case_id \
             where a.kind in ('trouble', 'scene') and a.case_id = ")
        .with("", number)
        .then(
            " group by b.case_id) s on s.case_id = c.id \
             join regions_prefectures p on p.code = c.owner_prefecture_code \
             left join regions_municipalities m on m.code = c.owner_code \
             where c.state = 'published' order by s.shared desc, c.published_at desc, c.id desc limit ",
        )
        .with("", RELATED),
    )
    .await
}

pub async fn lines_of_municipality(db: &mut Reader, code: &str) -> Result<Vec<CaseLine>, DatabaseError> {
    lines_where(
        db,
        sql(" and exists (select 1 from cases_places l where l.case_id = c.id and l.municipality_code = $1)")
            .bind(code),
    )
    .await
}

pub async fn lines_of_prefecture(db: &mut Reader, code: &str) -> Result<Vec<CaseLine>, DatabaseError> {
    lines_where(db, sql(" and c.owner_prefecture_code = $1").bind(code)).await
}

async fn lines_where(db: &mut Reader, which: Sql) -> Result<Vec<CaseLine>, DatabaseError> {
    let query = sql("select c.id as number, c.title, c.summary, c.district, c.wide_area, p.name as prefecture_name, \
         coalesce(m.name, '') as municipality_name, c.body_name, c.published_at, \
         (select string_agg(t.kind || ':' || t.tag, '\n') from cases_tags t where t.case_id = c.id \
          and t.kind in ('scene', 'class')) as tags, '' as body from cases c \
         join regions_prefectures p on p.code = c.owner_prefecture_code \
         left join regions_municipalities m on m.code = c.owner_code where c.state = 'published'")
    .append(which)
    .with(" order by c.published_at desc, c.id desc limit ", LINES_OF_A_REGION);
    Ok(db.all::<Line>(query).await?.iter().map(crate::cases::views::case_line).collect())
}
