//! What a town does with its plans: begin one, change its words, put boxes in, join them, take them out. Each leaves its audit row;
//! the page commits.

pub mod canvas;
pub mod examples;
pub mod making_cases;
pub mod reviews;
pub mod shares;

use std::collections::{BTreeMap, BTreeSet};

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use foundation::web::PageError;
use serde_json::json;

use crate::model::{Plan, PlanBox, Review, Whole, level_label, progress_label};
use crate::permissions::{Reader, Scope, WritePlans, WriteTx};
use crate::regions::{all_towns, town};
use crate::rules::{self, Refusal};
use crate::storage::{self, By};

#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// There is none, or it is outside the scope.
    #[error("no such plan")]
    NotFound,
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    /// Somebody else saved meanwhile: the plan as it stands now.
    #[error("plan changed meanwhile")]
    Changed(Box<Plan>),
    /// Somebody else saved the box meanwhile: as it stands now; `None`: it is gone.
    #[error("box changed meanwhile")]
    BoxChanged(Option<Box<PlanBox>>),
    /// Somebody else saved the review meanwhile: as it stands now.
    #[error("review changed meanwhile")]
    ReviewChanged(Box<Review>),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<PlanError> for PageError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::NotFound => Self::NotFound,
            PlanError::Refused(refusal) => Self::rule(refusal.sentence()),
            PlanError::Changed(_) | PlanError::BoxChanged(_) | PlanError::ReviewChanged(_) => Self::Changed {
                sentence: "開いているあいだに、ほかの方が変更しました。いまの内容を見てから、もう一度行ってください。"
                    .to_owned(),
            },
            PlanError::Database(error) => error.into(),
        }
    }
}

/// The municipalities somebody may write plans for: code and name. At the console (the demonstration) any.
pub async fn own_towns(db: &mut Reader, scope: &Scope) -> Result<Vec<(String, String, String)>, DatabaseError> {
    let codes = match scope {
        Scope::Municipalities(codes) => codes.clone(),
        _ => return Ok(Vec::new()),
    };
    let all = all_towns(db).await?;
    Ok(all.into_iter().filter(|(code, ..)| codes.contains(code)).collect())
}

fn admits(scope: &Scope, code: &str) -> bool {
    match scope {
        Scope::All => true,
        Scope::Municipalities(codes) => codes.iter().any(|own| own == code),
        _ => false,
    }
}

/// A plan on its way in: its own words, and boxes with links by their place in the list.
#[derive(Clone, Debug, Default)]
pub struct New {
    pub municipality: String,
    pub title: String,
    pub scene: String,
    pub begun_from: String,
    pub texts: [String; 4],
    pub boxes: Vec<PlanBox>,
    pub links: Vec<(usize, usize)>,
    pub fictitious: bool,
    pub form_key: String,
}

/// The same form sent again leads to the plan it made the first time.
pub async fn begin(tx: &mut WriteTx<WritePlans>, new: &New) -> Result<i64, PlanError> {
    if !admits(tx.scope(), &new.municipality) {
        return Err(PlanError::NotFound);
    }
    let town = town(tx, &new.municipality).await?.ok_or(PlanError::NotFound)?;
    if new.boxes.len() > rules::MOST_BOXES {
        return Err(PlanError::Refused(Refusal::TooManyBoxes));
    }
    if storage::count_of(tx, &new.municipality).await? >= rules::MOST_PLANS {
        return Err(PlanError::Refused(Refusal::TooManyPlans));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    let [goal, present, cause, hypothesis] = new.texts.clone();
    let plan = Plan {
        municipality_code: town.code.clone(),
        prefecture_code: town.prefecture_code.clone(),
        title: new.title.clone(),
        scene: new.scene.clone(),
        goal,
        present,
        cause,
        hypothesis,
        begun_from: new.begun_from.clone(),
        fictitious: new.fictitious,
        ..Plan::default()
    };
    let Some(id) = storage::insert(tx, &plan, &new.form_key, &by).await? else {
        let id = storage::made_by_form(tx, &new.form_key).await?.ok_or(PlanError::NotFound)?;
        storage::plan(tx, id).await?.ok_or(PlanError::NotFound)?;
        tx.record(Entry::of("plan", id).detail(json!({ "what": "sent again" }))).await?;
        return Ok(id);
    };
    let mut ids = Vec::new();
    for one in &new.boxes {
        ids.push(storage::insert_box(tx, id, one, None, &by).await?);
    }
    let mut to: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (from, end) in &new.links {
        if let (Some(from), Some(end)) = (ids.get(*from), ids.get(*end)) {
            to.entry(*from).or_default().push(*end);
        }
    }
    for (from, to) in to {
        storage::put_links(tx, id, from, &to).await?;
    }
    let detail = json!({ "what": "begun", "town": town.code, "boxes": ids.len(), "from": new.begun_from });
    tx.record(Entry::of("plan", id).detail(detail)).await?;
    Ok(id)
}

/// A plan of the town as the start of another one: nobody has agreed to it, nothing of it is under way.
pub fn copy_of(whole: &Whole) -> (Vec<PlanBox>, Vec<(usize, usize)>) {
    let place = |id: i64| whole.boxes.iter().position(|one| one.id == id);
    let links = whole.links.iter().filter_map(|link| Some((place(link.from_box)?, place(link.to_box)?))).collect();
    let boxes = whole.boxes.iter().map(|one| PlanBox { progress: String::new(), due: String::new(), ..one.clone() });
    (boxes.collect(), links)
}

/// New words in the place of revision `revision`.
pub async fn revise(tx: &mut WriteTx<WritePlans>, revision: i64, new: &Plan) -> Result<(), PlanError> {
    let before = storage::plan(tx, new.id).await?.ok_or(PlanError::NotFound)?;
    // Who sees it, and what was agreed to, is said by the town alone.
    let is_the_town_s = |one: &Plan| (one.state.clone(), one.agreed_by.clone(), one.agreed_on.clone());
    if matches!(tx.scope(), Scope::Thing(_)) && is_the_town_s(&before) != is_the_town_s(new) {
        return Err(PlanError::NotFound);
    }
    let today = tx.core().clock.today().to_string();
    match (&new.agreed_on, new.agreed_by.is_empty()) {
        (Some(day), false) if *day > today => return Err(PlanError::Refused(Refusal::AgreedInFuture)),
        (None, false) => return Err(PlanError::Refused(Refusal::AgreedWithoutDay)),
        (Some(_), true) => return Err(PlanError::Refused(Refusal::AgreedWithoutPlace)),
        _ => {}
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    if before.revision != revision || !storage::update(tx, new, revision, &By { at, label: &label }).await? {
        return Err(PlanError::Changed(Box::new(before)));
    }
    let entry = Entry::of("plan", new.id)
        .change("title", before.title.as_str(), new.title.as_str())
        .change("state", before.state.as_str(), new.state.as_str())
        .change("goal", before.goal.as_str(), new.goal.as_str())
        .change("present", before.present.as_str(), new.present.as_str())
        .change("cause", before.cause.as_str(), new.cause.as_str())
        .change("hypothesis", before.hypothesis.as_str(), new.hypothesis.as_str())
        .change("agreed_by", before.agreed_by.as_str(), new.agreed_by.as_str())
        .change("agreed_on", before.agreed_on.clone().unwrap_or_default(), new.agreed_on.clone().unwrap_or_default());
    tx.record(entry).await?;
    // What was agreed to stays readable as it was, whatever becomes of it.
    if new.agreed_on.is_some() && (&new.agreed_on, &new.agreed_by) != (&before.agreed_on, &before.agreed_by) {
        put_version(tx, new.id, &format!("合意：{}", new.agreed_by)).await?;
    }
    Ok(())
}

/// Keeps the plan as it stands; refused where nothing became different since the last time.
pub async fn keep_version(tx: &mut WriteTx<WritePlans>, plan: i64, note: &str) -> Result<i64, PlanError> {
    let whole = of(tx, plan).await?;
    let last = storage::newest_content(tx, plan).await?.and_then(|text| serde_json::from_str::<Whole>(&text).ok());
    if last.is_some_and(|last| {
        last.boxes == whole.boxes && last.links == whole.links && last.plan.revision == whole.plan.revision
    }) {
        return Err(PlanError::Refused(Refusal::SameAsLastVersion));
    }
    put_version(tx, plan, note).await
}

async fn put_version(tx: &mut WriteTx<WritePlans>, plan: i64, note: &str) -> Result<i64, PlanError> {
    let whole = of(tx, plan).await?;
    let number = storage::newest_version(tx, plan).await? + 1;
    if number > rules::MOST_VERSIONS {
        return Err(PlanError::Refused(Refusal::TooManyVersions));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let content = serde_json::to_string(&whole).map_err(|error| DatabaseError::Unreadable(error.to_string()))?;
    storage::put_version(tx, plan, number, note, &content, &By { at, label: &label }).await?;
    tx.record(Entry::of("plan", plan).detail(json!({ "what": "version kept", "number": number, "note": note })))
        .await?;
    Ok(number)
}

async fn of(tx: &mut WriteTx<WritePlans>, plan: i64) -> Result<Whole, PlanError> {
    storage::lock(tx, plan).await?;
    storage::whole(tx, plan).await?.ok_or(PlanError::NotFound)
}

fn told(one: &PlanBox) -> serde_json::Value {
    json!({ "words": one.words, "indicator": one.indicator, "baseline": one.baseline, "target": one.target, "how": one.observed_how,
        "by": one.observed_by, "who": one.who, "progress": progress_label(&one.progress), "due": one.due, "indicator_id": one.indicator_id })
}

/// An indicator brings the town's values along: whom the town let in ties none to a box that was not tied by the town.
fn may_link(tx: &WriteTx<WritePlans>, new: &PlanBox, was: &str) -> Result<(), PlanError> {
    let is_let_in = matches!(tx.scope(), Scope::Thing(_));
    if is_let_in && !new.indicator_id.is_empty() && new.indicator_id != was {
        return Err(PlanError::Refused(Refusal::UnknownIndicator));
    }
    Ok(())
}

/// A further box, with what it leads to. The same form sent again leads to the box it made the first time.
pub async fn add_box(
    tx: &mut WriteTx<WritePlans>,
    plan: i64,
    new: &PlanBox,
    to: &BTreeSet<i64>,
    form_key: Option<&str>,
) -> Result<i64, PlanError> {
    let whole = of(tx, plan).await?;
    if let Some(key) = form_key
        && let Some(id) = storage::box_made_by_form(tx, plan, key).await?
    {
        tx.record(Entry::of("plan", plan).detail(json!({ "what": "sent again" }))).await?;
        return Ok(id);
    }
    if whole.boxes.len() >= rules::MOST_BOXES {
        return Err(PlanError::Refused(Refusal::TooManyBoxes));
    }
    may_link(tx, new, "")?;
    rules::may_lead(&whole, new, to).map_err(PlanError::Refused)?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    let id = storage::insert_box(tx, plan, new, form_key, &by).await?;
    storage::put_links(tx, plan, id, &to.iter().copied().collect::<Vec<_>>()).await?;
    storage::touch(tx, plan, &by).await?;
    let detail = json!({ "what": "box added", "box": id, "level": level_label(&new.level), "is": told(new), "to": to });
    tx.record(Entry::of("plan", plan).detail(detail)).await?;
    Ok(id)
}

/// New words and links in the place of revision `revision` of the box.
pub async fn revise_box(
    tx: &mut WriteTx<WritePlans>,
    plan: i64,
    revision: i64,
    new: &PlanBox,
    to: &BTreeSet<i64>,
) -> Result<(), PlanError> {
    let whole = of(tx, plan).await?;
    let Some(before) = whole.find(new.id).cloned() else { return Err(PlanError::BoxChanged(None)) };
    may_link(tx, new, &before.indicator_id)?;
    rules::may_lead(&whole, new, to).map_err(PlanError::Refused)?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    if before.revision != revision || !storage::update_box(tx, plan, new, revision, &by).await? {
        return Err(PlanError::BoxChanged(Some(Box::new(before))));
    }
    storage::put_links(tx, plan, new.id, &to.iter().copied().collect::<Vec<_>>()).await?;
    storage::touch(tx, plan, &by).await?;
    let detail = json!({ "what": "box changed", "box": new.id, "was": told(&before), "is": told(new), "to": to });
    tx.record(Entry::of("plan", plan).detail(detail)).await?;
    Ok(())
}

/// Takes a box out with its links; the audit row keeps its words.
pub async fn remove_box(tx: &mut WriteTx<WritePlans>, plan: i64, id: i64, revision: i64) -> Result<(), PlanError> {
    let whole = of(tx, plan).await?;
    let Some(before) = whole.find(id) else { return Err(PlanError::BoxChanged(None)) };
    if before.revision != revision {
        return Err(PlanError::BoxChanged(Some(Box::new(before.clone()))));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    storage::remove_box(tx, plan, id).await?;
    storage::touch(tx, plan, &By { at, label: &label }).await?;
    let detail = json!({ "what": "box removed", "box": id, "level": level_label(&before.level), "was": told(before) });
    tx.record(Entry::of("plan", plan).detail(detail)).await?;
    Ok(())
}

/// One place up or down within its level.
pub async fn move_box(tx: &mut WriteTx<WritePlans>, plan: i64, id: i64, up: bool) -> Result<(), PlanError> {
    let whole = of(tx, plan).await?;
    let level = whole.find(id).ok_or(PlanError::BoxChanged(None))?.level.clone();
    let mut order: Vec<i64> = whole.of_level(&level).map(|one| one.id).collect();
    let at = order.iter().position(|one| *one == id).unwrap_or(0);
    let other = if up { at.checked_sub(1) } else { Some(at + 1).filter(|next| *next < order.len()) };
    if let Some(other) = other {
        order.swap(at, other);
        let (at, label) = (tx.core().clock.now(), tx.actor().label());
        for (position, one) in (1..).zip(&order) {
            if whole.find(*one).is_some_and(|known| known.position != position) {
                storage::put_position(tx, plan, *one, position).await?;
            }
        }
        storage::touch(tx, plan, &By { at, label: &label }).await?;
    }
    tx.record(Entry::of("plan", plan).detail(json!({ "what": "box moved", "box": id, "up": up }))).await?;
    Ok(())
}
