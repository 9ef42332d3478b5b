//! How values lie, made anew beside everything else: whoever saves only remembers what she touched.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::jobs::Job;
use serde_json::json;

use crate::model::{Indicator, Spread};
use crate::permissions::{Reader, RespreadValues, WriteTx, Writer};
use crate::regions;
use crate::rules::spreading::{Basis, Due, Standing, due, read, written};
use crate::rules::{self};
use crate::storage::{self, spreads};

/// The kind of the job that makes what is marked.
pub const JOB: &str = "situation.respread";
/// So many in one transaction: nobody waits long for the database.
pub const BATCH: usize = 5;

/// Marks what was touched and asks for the job, in the transaction of the change.
pub async fn ask(tx: &mut Writer, touched: impl IntoIterator<Item = (String, i64)>) -> Result<(), DatabaseError> {
    let touched: Vec<(String, i64)> = touched.into_iter().collect();
    if touched.is_empty() {
        return Ok(());
    }
    let at = tx.core().clock.now();
    spreads::mark(tx, &touched, at).await?;
    tx.queue(Job::new(JOB)).await
}

/// Another way of comparing: what was made in the old unit goes at once.
pub async fn begin_anew(tx: &mut Writer, indicator: &str) -> Result<(), DatabaseError> {
    spreads::drop_of(tx, indicator).await?;
    let years = spreads::years_of(tx, indicator).await?;
    ask(tx, years).await
}

/// What every comparison stands on, read once for all of them.
pub struct Ground {
    indicators: HashMap<String, Indicator>,
    people: HashMap<String, i64>,
    /// Whether any of the three classes applies; absent where they are not known.
    classes: HashMap<String, bool>,
}

impl Ground {
    pub async fn of(db: &mut Reader) -> Result<Self, DatabaseError> {
        let indicators = storage::indicators(db, true).await?.into_iter().map(|one| (one.id.clone(), one)).collect();
        let people = regions::populations(db).await?.into_iter().collect();
        let today = db.core().clock.today();
        let keys: Vec<&str> = regions::CLASSES.iter().map(|(key, _)| *key).collect();
        let mut classes: HashMap<String, bool> = HashMap::new();
        for fact in regions::facts_on(db, &keys, today).await? {
            *classes.entry(fact.municipality_code).or_default() |= fact.amount == Some(1);
        }
        Ok(Self { indicators, people, classes })
    }

    /// Each group with what it is made of now.
    fn groups(
        &self,
        indicator: &Indicator,
        values: Vec<(String, String, i64, Option<i64>)>,
    ) -> BTreeMap<(String, String), Basis> {
        let mut groups: BTreeMap<(String, String), Basis> = BTreeMap::new();
        let mut put = |kind: &str, key: &str, code: &str, value: i64| {
            groups.entry((kind.to_owned(), key.to_owned())).or_default().insert(code.to_owned(), value);
        };
        for (code, prefecture, numerator, denominator) in values {
            let people = self.people.get(&code).copied();
            let Some(value) = rules::compared(indicator, numerator, denominator, people) else { continue };
            put("country", "", &code, value);
            put("prefecture", &prefecture, &code, value);
            if let Some(any) = self.classes.get(&code) {
                put("class", super::class_key(*any), &code, value);
            }
        }
        groups
    }
}

/// After the register's facts have changed everything is looked at again. Whether that is so.
pub async fn mark_all_after_change(tx: &mut WriteTx<RespreadValues>) -> Result<bool, DatabaseError> {
    let stamp = format!("{:?}", regions::facts_stamp(tx).await?);
    if spreads::ground(tx).await? == stamp {
        return Ok(false);
    }
    let all = spreads::every_year(tx).await?;
    let at = tx.core().clock.now();
    for some in all.chunks(500) {
        spreads::mark(tx, some, at).await?;
    }
    spreads::put_ground(tx, &stamp).await?;
    let detail = json!({ "what": "marked", "count": all.len() });
    tx.record(Entry::of("situation", "spreads").detail(detail)).await?;
    Ok(true)
}

/// Makes these anew, as far as they are still marked. How many were.
pub async fn make(
    tx: &mut WriteTx<RespreadValues>,
    ground: &Ground,
    marks: &[(String, i64)],
) -> Result<usize, DatabaseError> {
    let mut done = 0;
    for (id, year) in marks {
        // Off before the values are read: what somebody changes meanwhile is marked again, and made the next time.
        if !spreads::unmark(tx, id, *year).await? {
            continue;
        }
        done += 1;
        let Some(indicator) = ground.indicators.get(id) else { continue };
        let now = ground.groups(indicator, spreads::values_of_year(tx, id, *year).await?);
        let known = spreads::of_year(tx, id, *year).await?;
        let standing = |spread: &Spread| Standing {
            whole: read(&spread.whole_basis),
            left_out: spread.left_out.split(';').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            shown: read(&spread.basis),
        };
        let mut before: BTreeMap<(String, String), Standing> = known
            .iter()
            .map(|spread| ((spread.group_kind.clone(), spread.group_key.clone()), standing(spread)))
            .collect();
        let (mut anew, mut gone) = (Vec::new(), Vec::new());
        let mut every: Vec<((String, String), Basis)> = now.into_iter().collect();
        // What has no value at all any more.
        let have: BTreeSet<(String, String)> = every.iter().map(|(group, _)| group.clone()).collect();
        every.extend(before.keys().filter(|group| !have.contains(*group)).map(|group| (group.clone(), Basis::new())));
        for (group, basis) in every {
            match due(&before.remove(&group).unwrap_or_default(), &basis) {
                Due::Stays => {}
                Due::Anew => {
                    let whole = Standing { shown: basis.clone(), whole: basis, left_out: BTreeSet::new() };
                    anew.extend(spread(id, *year, group, &whole));
                }
                Due::Without(rest) => anew.extend(spread(id, *year, group, &rest)),
                Due::Gone => gone.push(group),
            }
        }
        let at = tx.core().clock.now();
        spreads::put(tx, (id, *year), &anew, &gone, at).await?;
    }
    if done > 0 {
        let detail = json!({ "what": "spread", "count": done });
        tx.record(Entry::of("situation", "spreads").detail(detail)).await?;
    }
    Ok(done)
}

/// As it is shown. Of nothing, nothing is shown, and what was counted is remembered.
fn spread(id: &str, year: i64, (kind, key): (String, String), of: &Standing) -> Option<Spread> {
    let mut values: Vec<i64> = of.shown.values().copied().collect();
    let n = i64::try_from(values.len()).unwrap_or(i64::MAX);
    let (first_quartile, median, third_quartile) =
        if values.is_empty() { (0, 0, 0) } else { rules::quarters(&mut values)? };
    Some(Spread {
        indicator_id: id.to_owned(),
        year,
        group_kind: kind,
        group_key: key,
        n,
        first_quartile,
        median,
        third_quartile,
        basis: written(&of.shown),
        whole_basis: written(&of.whole),
        left_out: of.left_out.iter().cloned().collect::<Vec<_>>().join(";"),
        made_at: String::new(),
    })
}
