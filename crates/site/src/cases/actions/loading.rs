//! Taking in many cases from a file in the form of the exports: first the plan with every fault, then all
//! of it or nothing.

use foundation::Timestamp;
use foundation::web::Form;
use japanese::wareki::FiscalYear;

use super::{CaseError, NewCase, draft, revise};
use crate::cases::exchange::reading::{Fault, Record};
use crate::cases::forms;
use crate::cases::model::{Case, Content, Names, State, differences};
use crate::cases::rules;
use crate::cases::storage;
use crate::permissions::{DraftCases, Reader, WriteTx};
use crate::regions;

/// A case of the file with what is to be done about it.
pub struct Planned {
    pub row: String,
    pub title: String,
    pub owner: String,
    pub what: What,
    new: NewCase,
    /// When it was published elsewhere; `None` when the file does not say.
    pub published_at: Option<Timestamp>,
}

pub enum What {
    Add,
    /// Number, version, and labels of what changes.
    Change(i64, i64, Vec<String>),
    Unchanged(i64),
}

/// What the file says, or every fault in it.
pub async fn plan(
    tx: &mut WriteTx<DraftCases>,
    records: &[Record],
) -> Result<Result<Vec<Planned>, Vec<Fault>>, CaseError> {
    let mut planned: Vec<Planned> = Vec::new();
    let mut faults = Vec::new();
    for record in records {
        match one(tx, record).await? {
            Ok(case) => {
                if let Some(twin) = planned.iter().find(|p| p.new.form_key == case.new.form_key) {
                    faults.push(Fault::new(&record.row, "アドレス", format!("{}と同じ事例です。", twin.row)));
                }
                planned.push(case);
            }
            Err(found) => faults.extend(found),
        }
    }
    Ok(if faults.is_empty() { Ok(planned) } else { Err(faults) })
}

async fn one(db: &mut Reader, record: &Record) -> Result<Result<Planned, Vec<Fault>>, CaseError> {
    let mut form = Form::new(record.fields.clone());
    let troubles = storage::trouble_names(db).await?;
    let this_year = i64::from(FiscalYear::of(db.core().clock.today()).0);
    let mut content = forms::content(&mut form, &troubles, this_year);
    let words = forms::place_words(&mut form);
    let with = forms::co_owner_words(&form);
    let mut asked = forms::asked_places(&[words.clone(), with.clone()].concat());
    asked.push(record.owner_code.clone());
    let found = regions::places_named(db, &asked).await?;
    let owner = found.iter().find(|place| place.code == record.owner_code && !record.owner_code.is_empty());
    let body = match (&owner, record.owner_code.is_empty(), record.owner_name.is_empty()) {
        (None, true, false) => match crate::people::organisation_called(db, &record.owner_name).await? {
            Some(id) => Some((id, record.owner_name.clone())),
            None => {
                form.refuse(
                    "owner",
                    format!("「{}」という団体は登録されていません。先に組織を加えてください。", record.owner_name),
                );
                None
            }
        },
        (None, ..) => {
            form.refuse("owner", format!("「{}」という団体コードはありません。", record.owner_code));
            None
        }
        (Some(_), ..) => None,
    };
    content.places = forms::places(&mut form, &words, &found, owner);
    content.co_owners = forms::co_owners(&mut form, &with, &found, owner, &content.places);
    let published_at = read_instant(&record.published_at);
    if published_at.is_none() && !record.published_at.is_empty() {
        form.refuse("published_at", format!("「{}」を日付として読めません。", record.published_at));
    }
    let owner_label = owner.map_or_else(|| record.owner_name.clone(), regions::NamedPlace::label);
    let (form_key, stored) = stored(db, record, &owner_label, &content).await?;
    let mut what = What::Add;
    if let Some(case) = &stored {
        // No file of cases carries these.
        content.files.clone_from(&case.content.files);
        content.model.clone_from(&case.content.model);
        if case.owner_code != record.owner_code
            || case.body.as_ref().map(|(id, _)| *id) != body.as_ref().map(|(id, _)| *id)
        {
            form.refuse(
                "owner",
                format!("事例{}は{}の事例です。だれの事例かは変えられません。", case.number, case.owner_label()),
            );
        }
        let changed = differences(&case.content, &content, Names::default());
        what = if changed.is_empty() {
            What::Unchanged(case.number)
        } else {
            What::Change(case.number, case.version, changed.into_iter().map(|d| d.label).collect())
        };
        if matches!(what, What::Change(..)) && !rules::may_edit(case.state, true) {
            form.refuse("address", format!("事例{}は「{}」なので、変えられません。", case.number, case.state.label()));
        }
    }
    if !form.is_valid() {
        let faults = form.errors.into_iter().map(|e| Fault::new(&record.row, &e.field, e.sentence));
        return Ok(Err(faults.collect()));
    }
    let owner_code = owner.map(|place| place.code.clone()).unwrap_or_default();
    Ok(Ok(Planned {
        row: record.row.clone(),
        title: content.texts.title.clone(),
        owner: owner_label,
        what,
        new: NewCase { owner_code, body, content, form_key, collection: None },
        published_at,
    }))
}

/// The case a record is about, if it is here: the one at its address, or the one that an earlier loading
/// made of it. With the key that tells it again next time.
async fn stored(
    db: &mut Reader,
    record: &Record,
    owner: &str,
    content: &Content,
) -> Result<(String, Option<Case>), CaseError> {
    let here = format!("{}/cases/", db.core().settings.public_url.trim_end_matches('/'));
    let number = record.address.strip_prefix(&here).and_then(|rest| rest.parse::<i64>().ok());
    let key = if record.address.is_empty() {
        format!("load:{owner}:{}", content.texts.title)
    } else {
        format!("load:{}", record.address)
    };
    if let Some(number) = number
        && let Some(case) = storage::owned(db, number).await?
    {
        return Ok((key, Some(case)));
    }
    let case = match storage::made_by_form(db, &key).await? {
        Some(number) => storage::owned(db, number).await?,
        None => None,
    };
    Ok((key, case))
}

/// An instant, or the beginning of a day in Japan.
fn read_instant(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let day = japanese::wareki::parse(text).ok()?;
        format!("{day}T00:00:00+09:00").parse().ok()
    })
}

/// Does what the plan says; numbers of all its cases, in order.
pub async fn load(tx: &mut WriteTx<DraftCases>, planned: &[Planned]) -> Result<Vec<i64>, CaseError> {
    let mut numbers = Vec::with_capacity(planned.len());
    for case in planned {
        numbers.push(match &case.what {
            What::Add => draft(tx, &case.new).await?,
            What::Change(number, version, _) => {
                revise(tx, *number, *version, &case.new.content, true).await?;
                *number
            }
            What::Unchanged(number) => *number,
        });
    }
    Ok(numbers)
}

/// Whether a case still has to be published.
pub async fn is_unpublished(db: &mut Reader, number: i64) -> Result<Option<State>, CaseError> {
    let case = storage::owned(db, number).await?;
    Ok(case.map(|case| case.state).filter(|state| !matches!(state, State::Published | State::Archived)))
}
