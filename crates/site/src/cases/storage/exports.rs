//! Everything published, for the open-data files: four statements.

use foundation::database::DatabaseError;
use foundation::{Sql, sql};

use super::with_texts;
use crate::cases::model::{Case, CaseFact, Content, CostShare, Player, State, TagKind, Texts};
use crate::permissions::Reader;

/// Everything published, for the open-data files.
pub async fn everything_published(db: &mut Reader) -> Result<Vec<(Case, Vec<String>)>, DatabaseError> {
    published_of(db, None).await
}

/// Of these, what is published, with the names of its municipalities.
pub async fn published_among(db: &mut Reader, numbers: &[i64]) -> Result<Vec<(Case, Vec<String>)>, DatabaseError> {
    if numbers.is_empty() { Ok(Vec::new()) } else { published_of(db, Some(numbers)).await }
}

async fn published_of(db: &mut Reader, of: Option<&[i64]>) -> Result<Vec<(Case, Vec<String>)>, DatabaseError> {
    let narrowed = |query: Sql| match of {
        Some(numbers) => query.with_list(" and c.id in ", numbers.iter().copied()),
        None => query,
    };
    let rows: Vec<ExportRow> = db
        .all(narrowed(with_texts(sql("select c.id as number, c.owner_code, coalesce(m.name, p.name) as owner_name, \
             p.code as prefecture_code, p.name as prefecture_name, c.version, c.updated_at, c.published_at, \
             c.owner_organisation_id, c.body_name, \
             c.start_year"))
        .then(", \
             (select string_agg(t.kind || ':' || t.tag, '\n' order by t.position) from cases_tags t where t.case_id = c.id) as tags, \
             (select string_agg(l.municipality_code || ':' || q.name, '\n' order by l.position) from cases_places l \
              join regions_municipalities q on q.code = l.municipality_code where l.case_id = c.id) as places, \
             (select string_agg(o.municipality_code, '\n' order by o.position) from cases_co_owners o \
              left join cases_consents a on a.case_id = c.id and a.municipality_code = o.municipality_code \
              where o.case_id = c.id and (a.agreed or o.municipality_code = c.owner_code)) as co_owners \
             from cases c join regions_prefectures p on p.code = c.owner_prefecture_code \
             left join regions_municipalities m on m.code = c.owner_code \
             where c.state = 'published'")).then(" order by c.id"))
        .await?;
    let mut cases: Vec<_> = rows.into_iter().map(ExportRow::into_case).collect();
    let players: Vec<(i64, String, String)> = db
        .all(
            narrowed(sql("select p.case_id, p.player, p.act from cases_players p join cases c on c.id = p.case_id \
                          where c.state = 'published'"))
            .then(" order by p.case_id, p.position"),
        )
        .await?;
    let facts: Vec<(i64, String, String, String, String)> = db
        .all(
            narrowed(sql("select f.case_id, f.label, f.value, f.unit, f.as_of from cases_facts f \
                          join cases c on c.id = f.case_id where c.state = 'published'"))
            .then(" order by f.case_id, f.position"),
        )
        .await?;
    let shares: Vec<(i64, String, Option<i64>)> = db
        .all(
            narrowed(sql(
                "select s.case_id, s.basis, s.tenths from cases_cost_shares s join cases c on c.id = s.case_id \
                          where c.state = 'published'",
            ))
            .then(" order by s.case_id, s.position"),
        )
        .await?;
    for (case, _) in &mut cases {
        let own = shares.iter().filter(|row| row.0 == case.number);
        case.content.cost_shares =
            own.map(|(_, basis, tenths)| CostShare { basis: basis.clone(), tenths: *tenths }).collect();
        let own = players.iter().filter(|row| row.0 == case.number);
        case.content.players =
            own.map(|(_, player, act)| Player { player: player.clone(), act: act.clone() }).collect();
        let own = facts.iter().filter(|row| row.0 == case.number);
        case.content.facts = own
            .map(|(_, label, value, unit, as_of)| CaseFact {
                label: label.clone(),
                value: value.clone(),
                unit: unit.clone(),
                as_of: as_of.clone(),
            })
            .collect();
    }
    Ok(cases)
}

#[derive(sqlx_macros::FromRow)]
struct ExportRow {
    number: i64,
    owner_code: String,
    owner_name: String,
    prefecture_code: String,
    prefecture_name: String,
    version: i64,
    updated_at: String,
    published_at: Option<String>,
    owner_organisation_id: Option<i64>,
    body_name: String,
    start_year: Option<i64>,
    tags: Option<String>,
    places: Option<String>,
    co_owners: Option<String>,
    #[sqlx(flatten)]
    texts: Texts,
}

impl ExportRow {
    fn into_case(self) -> (Case, Vec<String>) {
        let pairs = |text: &Option<String>| -> Vec<(String, String)> {
            let text = text.as_deref().unwrap_or("");
            text.lines().filter_map(|l| l.split_once(':')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
        };
        let places = pairs(&self.places);
        let tags = pairs(&self.tags);
        let content = Content {
            texts: self.texts,
            start_year: self.start_year,
            places: places.iter().map(|(code, _)| code.clone()).collect(),
            tags: tags.into_iter().filter_map(|(kind, tag)| Some((TagKind::of(&kind)?, tag))).collect(),
            co_owners: self.co_owners.as_deref().unwrap_or("").lines().map(str::to_owned).collect(),
            ..Content::default()
        };
        let case = Case {
            number: self.number,
            state: State::Published,
            owner_code: self.owner_code,
            owner_name: self.owner_name,
            body: self.owner_organisation_id.map(|id| (id, self.body_name)),
            prefecture_code: self.prefecture_code,
            prefecture_name: self.prefecture_name,
            version: self.version,
            updated_at: self.updated_at,
            published_at: self.published_at,
            discarded_at: None,
            created_for: None,
            handed_in_at: None,
            corrects: None,
            programme: None,
            unconfirmed: Vec::new(),
            content,
        };
        (case, places.into_iter().map(|(_, name)| name).collect())
    }
}
