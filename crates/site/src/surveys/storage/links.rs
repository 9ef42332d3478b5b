//! SQL of the links: which organisation passes a survey on with which code, and what came by it. What somebody sees of a
//! link is a count; whose answers they are stands elsewhere ([`super::linked`]).

use foundation::database::{Arg, DatabaseError};
use foundation::web::Page;
use foundation::{Sql, Timestamp, sql};
use jiff::civil::Date;

use crate::permissions::{Reader, Scope, Writer};
use crate::shared::{like_anywhere, search_words};
use crate::surveys::model::SurveyRow;
use crate::surveys::model::linking::{LinkRow, LinkTotals, Said};

/// Statements stay below either engine's limit of arguments.
const ROWS_PER_STATEMENT: usize = 500;

/// Every organisation that passes a survey on, without a code as yet: code, name, prefecture.
pub async fn insert(db: &mut Writer, survey: i64, places: &[(String, String, String)]) -> Result<(), DatabaseError> {
    for chunk in places.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|(code, name, prefecture)| {
            [
                Arg::from(survey),
                code.into(),
                name.into(),
                prefecture.into(),
                "".into(),
                0_i64.into(),
                Said::NotYet.id().into(),
                "".into(),
            ]
        });
        db.execute(
            sql("insert into surveys_links (survey_id, code, name, prefecture_code, made_by, begun, said, said_by) values")
                .with_rows("", rows),
        )
        .await?;
    }
    Ok(())
}

fn columns() -> Sql {
    sql("select l.id, l.survey_id, l.code, l.name, l.prefecture_code, p.name as prefecture_name, l.pass_on_code, \
         l.made_at, l.stopped_at, l.due_on, l.begun, l.said, l.people, l.said_at, \
         (select count(*) from surveys_linked k join surveys_respondents r on r.id = k.respondent_id \
         where k.link_id = l.id and r.state in ('submitted', 'accepted')) as collected \
         from surveys_links l join surveys s on s.id = l.survey_id \
         join regions_prefectures p on p.code = l.prefecture_code where s.state <> 'draft'")
}

/// Whose link one may see: a prefecture its own and its municipalities'.
fn seen_by(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::All => query,
        Scope::Programmes(ids) => query.with_list(" and s.programme_id in ", ids.iter().copied()),
        Scope::Prefectures(codes) => query.with_list(" and l.prefecture_code in ", codes.iter().cloned()),
        Scope::Municipalities(codes) => query.with_list(" and l.code in ", codes.iter().cloned()),
        Scope::Organisation(_) | Scope::Own(_) | Scope::Thing(_) => query.then(" and 1 = 0"),
    }
}

/// Whose link one may make, stop, and speak for: one's own; an office everybody's in its programme.
fn own(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::Prefectures(codes) => query.with_list(" and l.code in ", codes.iter().cloned()),
        other => seen_by(query, other),
    }
}

/// What the list of links is narrowed by. Empty means any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkFilter {
    pub words: String,
    pub prefecture: String,
    /// `without` a code, `silent` about how many, `behind` what was said.
    pub standing: String,
}

fn narrowed(mut query: Sql, filter: &LinkFilter) -> Sql {
    for word in search_words(&filter.words) {
        query =
            query.with(" and (l.name like ", like_anywhere(&word)).with(" escape '\\' or l.code = ", &word).then(")");
    }
    if !filter.prefecture.is_empty() {
        query = query.with(" and l.prefecture_code = ", &filter.prefecture);
    }
    match filter.standing.as_str() {
        "without" => query.then(" and l.pass_on_code is null"),
        "silent" => query.then(" and l.said = 'not_yet'"),
        "behind" => query.then(
            " and l.people > (select count(*) from surveys_linked k join surveys_respondents r \
             on r.id = k.respondent_id where k.link_id = l.id and r.state in ('submitted', 'accepted'))",
        ),
        _ => query,
    }
}

pub async fn lines(
    db: &mut Reader,
    survey: i64,
    filter: &LinkFilter,
    page: Page,
) -> Result<Vec<LinkRow>, DatabaseError> {
    let scope = db.scope().clone();
    let query = narrowed(seen_by(columns().with(" and l.survey_id = ", survey), &scope), filter);
    // A prefecture stands before its municipalities.
    let query =
        query.then(" order by l.prefecture_code, case when l.code = l.prefecture_code then 0 else 1 end, l.code");
    db.all(query.with(" limit ", page.size).with(" offset ", page.offset())).await
}

pub async fn count(db: &mut Reader, survey: i64, filter: &LinkFilter) -> Result<i64, DatabaseError> {
    let scope = db.scope().clone();
    let query =
        sql("select count(*) from surveys_links l join surveys s on s.id = l.survey_id where s.state <> 'draft'")
            .with(" and l.survey_id = ", survey);
    db.count(narrowed(seen_by(query, &scope), filter)).await
}

/// Of the links one may see, per prefecture.
pub async fn totals(db: &mut Reader, survey: i64) -> Result<Vec<LinkTotals>, DatabaseError> {
    let scope = db.scope().clone();
    db.all(totalled(seen_by(sql("").with(" and l.survey_id = ", survey), &scope))).await
}

/// Of all of them, for everybody: what a page about a survey says.
pub async fn totals_of_all(db: &mut Reader, survey: i64) -> Result<Vec<LinkTotals>, DatabaseError> {
    db.all(totalled(sql("").with(" and l.survey_id = ", survey))).await
}

fn totalled(narrowing: Sql) -> Sql {
    sql("select l.prefecture_code, count(*) as organisations, \
         coalesce(sum(case when l.pass_on_code is null then 0 else 1 end), 0) as with_code, \
         coalesce(sum(case when l.people is null then 0 else 1 end), 0) as named, \
         cast(coalesce(sum(l.people), 0) as bigint) as people, \
         cast(coalesce(sum(case when l.people is null then 0 else coalesce(c.collected, 0) end), 0) as bigint) \
         as collected_of_named, cast(coalesce(sum(c.collected), 0) as bigint) as collected \
         from surveys_links l join surveys s on s.id = l.survey_id left join (select k.link_id, count(*) as collected \
         from surveys_linked k join surveys_respondents r on r.id = k.respondent_id \
         where r.state in ('submitted', 'accepted') group by k.link_id) c on c.link_id = l.id where s.state <> 'draft'")
    .append(narrowing)
    .then(" group by l.prefecture_code order by l.prefecture_code")
}

/// A link one may see.
pub async fn seen(db: &mut Reader, survey: i64, code: &str) -> Result<Option<LinkRow>, DatabaseError> {
    let scope = db.scope().clone();
    db.optional(seen_by(columns().with(" and l.survey_id = ", survey).with(" and l.code = ", code), &scope)).await
}

/// A link one may speak for.
pub async fn writable(db: &mut Reader, survey: i64, code: &str) -> Result<Option<LinkRow>, DatabaseError> {
    let scope = db.scope().clone();
    db.optional(own(columns().with(" and l.survey_id = ", survey).with(" and l.code = ", code), &scope)).await
}

/// One's own links in the surveys that run, which have no code or of which nobody said how many there are.
pub async fn to_pass_on(db: &mut Reader) -> Result<Vec<(String, i64, String)>, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql("select s.title, s.id, l.code from surveys_links l join surveys s on s.id = l.survey_id \
                     where s.state = 'open' and (l.pass_on_code is null or l.said = 'not_yet')");
    db.all(own(query, &scope).then(" order by s.id, l.code limit 20")).await
}

/// The links somebody may speak for that have no code, by number.
pub async fn without_code(db: &mut Reader, survey: i64, prefecture: &str) -> Result<Vec<(i64, String)>, DatabaseError> {
    let scope = db.scope().clone();
    let mut query = sql("select l.id, l.code from surveys_links l join surveys s on s.id = l.survey_id \
                         where l.pass_on_code is null and l.stopped_at is null")
    .with(" and l.survey_id = ", survey);
    if !prefecture.is_empty() {
        query = query.with(" and l.prefecture_code = ", prefecture);
    }
    db.all(own(query, &scope).then(" order by l.code")).await
}

/// The link a typed code belongs to. Within no scope: who holds the code may know what it is for.
pub async fn by_pass_on_code(db: &mut Reader, code: &str) -> Result<Option<LinkRow>, DatabaseError> {
    db.optional(columns().with(" and l.pass_on_code = ", code)).await
}

pub async fn set_code(
    db: &mut Writer,
    link: i64,
    code: &str,
    by_label: &str,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("update surveys_links set pass_on_code = $2, made_at = $3, made_by = $4, stopped_at = null where id = $1")
            .bind(link)
            .bind(code)
            .bind(now)
            .bind(by_label),
    )
    .await
    .map(drop)
}

pub async fn stop(db: &mut Writer, link: i64, now: Timestamp) -> Result<(), DatabaseError> {
    db.execute(sql("update surveys_links set pass_on_code = null, stopped_at = $2 where id = $1").bind(link).bind(now))
        .await
        .map(drop)
}

pub async fn say(db: &mut Writer, link: i64, said: Said, by_label: &str, now: Timestamp) -> Result<(), DatabaseError> {
    db.execute(
        sql("update surveys_links set said = $2, people = $3, said_at = $4, said_by = $5 where id = $1")
            .bind(link)
            .bind(said.id())
            .bind(said.number())
            .bind(now)
            .bind(by_label),
    )
    .await
    .map(drop)
}

/// One more began by this link: her number.
pub async fn next_number(db: &mut Writer, link: i64) -> Result<i64, DatabaseError> {
    let query = sql("update surveys_links set begun = begun + 1 where id = $1 returning begun").bind(link);
    Ok(db.one::<(i64,)>(query).await?.0)
}

/// A later deadline for who comes by the links of a prefecture (of all, where it is empty).
pub async fn set_due(db: &mut Writer, survey: i64, prefecture: &str, to: Date) -> Result<u64, DatabaseError> {
    let mut query = sql("update surveys_links set due_on = ").with("", to).with(" where survey_id = ", survey);
    if !prefecture.is_empty() {
        query = query.with(" and prefecture_code = ", prefecture);
    }
    db.execute(query.with(" and (due_on is null or due_on < ", to).then(")")).await
}

/// Code and number of every link of a survey.
pub async fn ids(db: &mut Reader, survey: i64) -> Result<Vec<(String, i64, String, String)>, DatabaseError> {
    db.all(sql("select code, id, name, prefecture_code from surveys_links where survey_id = ").with("", survey)).await
}

/// The running surveys' links of these places: survey, and (code, name) of the place. For who is contracted there.
pub async fn of_places(db: &mut Reader, codes: &[String]) -> Result<Vec<(SurveyRow, (String, String))>, DatabaseError> {
    #[derive(sqlx_macros::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        survey: SurveyRow,
        place_code: String,
        place_name: String,
    }
    let query = sql("select s.id, s.programme_id, g.name as programme_name, s.fiscal_year, s.name, s.title, \
                     s.respondent, s.state, s.opens_on, s.due_on, s.previous_id, l.code as place_code, \
                     l.name as place_name from surveys_links l join surveys s on s.id = l.survey_id \
                     join programmes g on g.id = s.programme_id where s.state = 'open'");
    let rows: Vec<Row> =
        db.all(query.with_list(" and l.code in ", codes.iter().cloned()).then(" order by s.id desc, l.code")).await?;
    Ok(rows.into_iter().map(|row| (row.survey, (row.place_code, row.place_name))).collect())
}
