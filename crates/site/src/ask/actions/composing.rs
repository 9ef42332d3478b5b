//! AIのまとめ: handing the passages of an answer to a language model, holding every sentence it writes against them, keeping what
//! held. The model is asked outside every transaction; before it, what it may cost is taken from the limits, after it, what it did.

use std::ops::ControlFlow;
use std::sync::Arc;

use chat_client::{Fault, Limits, Message};
use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use foundation::web::PageError;
use serde_json::json;

use crate::model::{Answer, Claim, Composed, ComposedDay, KeptRow, Uncomposed, Withheld};
use crate::permissions::{Actor, AppCore, ComposeAnswers, Reader, WriteTx, reach_of};
use crate::rules::asking_a_model::{RULES_FOR_A_MODEL, data, key};
use crate::rules::claims::{NOTHING, claims};
use crate::rules::holding::{MOST_CLAIMS, Materials, Source, Unheld};
use crate::rules::inert::speaks_to_a_machine;
use crate::rules::{COMPOSED_AN_HOUR, KEEP_UNHELD_SECONDS, LONGEST_COMPOSED};
use crate::searchable;
use crate::settings::Ai;
use crate::storage;

/// What of an answer may be handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    pub sources: Vec<Source>,
    /// By number, from 1.
    pub withheld: Vec<(usize, Withheld)>,
}

/// The model, where there is one, it is not stopped, and this person may have it asked.
pub async fn model_for(db: &mut Reader) -> Result<Option<Arc<Ai>>, DatabaseError> {
    let Some(ai) = db.core().settings.ai.clone() else { return Ok(None) };
    if reach_of::<ComposeAnswers>(db.actor()).is_none() || storage::composing(db).await?.stopped {
        return Ok(None);
    }
    Ok(Some(ai))
}

/// The passages that may go out, numbered as on the page.
pub async fn offer(db: &mut Reader, ai: &Ai, answer: &Answer) -> Result<Offer, DatabaseError> {
    let mut offer = Offer::default();
    if !answer.answered {
        return Ok(offer);
    }
    let things: Vec<(String, String)> = answer.cited.iter().map(|c| (c.kind.clone(), c.key.clone())).collect();
    let open = if ai.only_public {
        crate::search::open_to(db, &searchable::tokens(&Actor::visitor()), &things).await?
    } else {
        things
    };
    for (cited, number) in answer.cited.iter().zip(1..) {
        let text = cited.text();
        if !open.iter().any(|(kind, key)| *kind == cited.kind && *key == cited.key) {
            offer.withheld.push((number, Withheld::NotPublic));
        } else if speaks_to_a_machine(&text) || speaks_to_a_machine(&cited.title) {
            offer.withheld.push((number, Withheld::ForMachines));
        } else {
            offer.sources.push(Source { number, about: format!("{}　{}", cited.title, cited.place), text });
        }
    }
    Ok(offer)
}

fn key_of(ai: &Ai, question: &str, offer: &Offer) -> String {
    key(ai.endpoint.model(), ai.endpoint.authority(), &data(question, &offer.sources))
}

/// What is kept for exactly this question and these passages, if it may still be used.
pub async fn kept(
    db: &mut Reader,
    ai: &Ai,
    question: &str,
    offer: &Offer,
) -> Result<Option<Result<Composed, Uncomposed>>, DatabaseError> {
    if offer.sources.is_empty() {
        return Ok(None);
    }
    let now = db.core().clock.now();
    let row = storage::kept(db, &key_of(ai, question, offer)).await?;
    Ok(row.and_then(|row| {
        let age = row.made_at.parse().map_or(i64::MAX, |at| now.seconds_since(at));
        (row.unheld.is_empty() || age < KEEP_UNHELD_SECONDS).then(|| read(row))
    }))
}

fn read(row: KeptRow) -> Result<Composed, Uncomposed> {
    let claims: Vec<Claim> = serde_json::from_str(&row.claims).unwrap_or_default();
    if !row.unheld.is_empty() || claims.is_empty() {
        return Err(Uncomposed::Unheld);
    }
    Ok(Composed { claims, model: row.model, made_at: row.made_at })
}

/// Has an answer put together, unless one is kept. It goes on when the browser goes away: what was paid for is kept.
///
/// # Errors
/// Whatever breaks with us; what breaks with the model is an [`Uncomposed`].
pub async fn compose(
    tx: WriteTx<ComposeAnswers>,
    question: &str,
) -> Result<(Answer, Result<Composed, Uncomposed>), PageError> {
    let (core, actor, request) = (tx.core().clone(), tx.actor().clone(), tx.request_id().to_owned());
    // Nothing is written yet, and nobody else is to wait meanwhile.
    drop(tx);
    let mut db = core.read::<ComposeAnswers>(actor.clone(), &request).await?;
    let tokens = searchable::tokens(&actor);
    let answer = super::ask(&mut db, &tokens, question).await?;
    let Some(ai) = model_for(&mut db).await? else { return Ok((answer, Err(Uncomposed::Off))) };
    let offer = offer(&mut db, &ai, &answer).await?;
    drop(db);
    if offer.sources.is_empty() {
        return Ok((answer, Err(Uncomposed::Unanswered)));
    }
    let asking = Asking { core, actor, request, ai, question: question.to_owned(), offer };
    let composed = tokio::spawn(asking.run()).await.map_err(PageError::broken)??;
    Ok((answer, composed))
}

/// One request of a model, from the limits to what is kept.
struct Asking {
    core: Arc<AppCore>,
    actor: Actor,
    request: String,
    ai: Arc<Ai>,
    question: String,
    offer: Offer,
}

/// What came of it.
struct Came {
    outcome: Result<Vec<Claim>, Unheld>,
    fault: Option<Fault>,
    received: i64,
    tokens: Option<u64>,
}

impl Asking {
    async fn run(self) -> Result<Result<Composed, Uncomposed>, PageError> {
        let data = data(&self.question, &self.offer.sources);
        let key = key_of(&self.ai, &self.question, &self.offer);
        let turn = self.ai.underway.turn(&key);
        let _turn = turn.lock().await;
        if let Some(kept) = self.find_kept().await? {
            return Ok(kept);
        }
        let hour = self.core.clock.now().as_second() / 3_600;
        let person = self.actor.person().unwrap_or_default();
        if !self.ai.underway.may_ask(hour, person, COMPOSED_AN_HOUR) {
            return Ok(Err(Uncomposed::TooOften));
        }
        let sent = letters(RULES_FOR_A_MODEL) + letters(&data);
        if let Err(why) = self.reserve(sent).await? {
            return Ok(Err(why));
        }
        let came = self.ask(data).await;
        self.settle(&key, came).await
    }

    async fn find_kept(&self) -> Result<Option<Result<Composed, Uncomposed>>, PageError> {
        let mut db = self.core.read::<ComposeAnswers>(self.actor.clone(), &self.request).await?;
        let kept = kept(&mut db, &self.ai, &self.question, &self.offer).await?;
        drop(db);
        if kept.is_some() {
            let mut tx = self.core.write::<ComposeAnswers>(self.actor.clone(), &self.request).await?;
            let day = tx.core().clock.today().to_string();
            storage::count(&mut tx, &ComposedDay { day, reused: 1, ..ComposedDay::default() }).await?;
            tx.commit(Entry::of("ask_composed", "answer").detail(json!({ "outcome": "reused" }))).await?;
        }
        Ok(kept)
    }

    /// Takes what the request may cost at most from the day and the month, before anything goes out.
    async fn reserve(&self, sent: i64) -> Result<Result<(), Uncomposed>, PageError> {
        let mut tx = self.core.write::<ComposeAnswers>(self.actor.clone(), &self.request).await?;
        let Some((day_limit, month_limit)) = storage::reserve(&mut tx).await? else {
            return Ok(Err(Uncomposed::Off));
        };
        let today = tx.core().clock.today();
        let (day, month) = storage::used(&mut tx, &today.to_string(), &today.first_of_month().to_string()).await?;
        let cost = sent + MOST_RECEIVED;
        if day + cost > day_limit || month + cost > month_limit {
            return Ok(Err(Uncomposed::Spent));
        }
        let more = ComposedDay {
            day: today.to_string(),
            requests: 1,
            letters_sent: sent,
            letters_received: MOST_RECEIVED,
            ..ComposedDay::default()
        };
        storage::count(&mut tx, &more).await?;
        let detail = json!({ "outcome": "sent", "sources": self.offer.sources.len(), "letters_sent": sent });
        tx.commit(Entry::of("ask_composed", "answer").detail(detail)).await?;
        Ok(Ok(()))
    }

    /// Asks; the first sentence that does not hold ends it.
    async fn ask(&self, data: String) -> Came {
        let materials = Materials::new(&self.offer.sources);
        let mut heard = 0;
        let mut checked = 0;
        let mut unheld = None;
        let messages = [Message::system(RULES_FOR_A_MODEL), Message::user(data)];
        let told = self.ai.endpoint.ask(&messages, Limits { letters: LONGEST_COMPOSED }, |words| {
            heard = letters(words);
            let whole = claims(words, false);
            for claim in whole.iter().skip(checked) {
                unheld = unheld.or(first_fault(&materials, claim));
            }
            checked = whole.len();
            if checked > MOST_CLAIMS {
                unheld = unheld.or(Some(Unheld::TooMany));
            }
            if unheld.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let told = told.await;
        match (told, unheld) {
            (_, Some(unheld)) => Came { outcome: Err(unheld), fault: None, received: heard, tokens: None },
            (Ok(told), None) => Came {
                outcome: verdict(&materials, &told.words),
                fault: None,
                received: letters(&told.words),
                tokens: told.tokens,
            },
            (Err(fault), None) => {
                Came { outcome: Err(Unheld::Nothing), fault: Some(fault), received: heard, tokens: None }
            }
        }
    }

    /// Writes down what came of it.
    async fn settle(&self, key: &str, came: Came) -> Result<Result<Composed, Uncomposed>, PageError> {
        let mut tx = self.core.write::<ComposeAnswers>(self.actor.clone(), &self.request).await?;
        let now = tx.core().clock.now();
        let is = |yes: bool| i64::from(yes);
        let failed = came.fault.is_some();
        let more = ComposedDay {
            day: tx.core().clock.today().to_string(),
            letters_received: came.received - MOST_RECEIVED,
            tokens: came.tokens.and_then(|tokens| i64::try_from(tokens).ok()).unwrap_or(0).min(MOST_TOKENS),
            held: is(!failed && came.outcome.is_ok()),
            unheld: is(!failed && came.outcome.is_err()),
            failed: is(failed),
            ..ComposedDay::default()
        };
        storage::count(&mut tx, &more).await?;
        let model = self.ai.endpoint.model();
        let (outcome, composed) = match (came.fault, came.outcome) {
            (Some(fault), _) => {
                // Neither key nor words stand in a fault.
                tracing::warn!(request = self.request, fault = %fault, "the model gave no answer");
                storage::failed(&mut tx, &fault.to_string(), now).await?;
                ("failed", Err(if fault == Fault::Busy { Uncomposed::Busy } else { Uncomposed::Failed }))
            }
            (None, Err(unheld)) => {
                tracing::info!(request = self.request, unheld = unheld.id(), "what the model wrote did not hold");
                storage::keep(&mut tx, key, model, "[]", unheld.id(), now).await?;
                ("unheld", Err(Uncomposed::Unheld))
            }
            (None, Ok(claims)) => {
                storage::keep(&mut tx, key, model, &json!(claims).to_string(), "", now).await?;
                ("held", Ok(Composed { claims, model: model.to_owned(), made_at: now.to_string() }))
            }
        };
        let detail = json!({ "outcome": outcome, "letters_received": came.received });
        tx.commit(Entry::of("ask_composed", "answer").detail(detail)).await?;
        Ok(composed)
    }
}

/// What an answer may hold at most, reserved before it comes.
#[allow(clippy::cast_possible_wrap, reason = "a small constant")]
const MOST_RECEIVED: i64 = LONGEST_COMPOSED as i64;
/// More than that no server counts for one answer.
const MOST_TOKENS: i64 = 1_000_000;

fn letters(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX / 4)
}

fn first_fault(materials: &Materials, claim: &Claim) -> Option<Unheld> {
    if claim.cites.is_empty() && claim.text.contains(NOTHING) {
        return Some(Unheld::Nothing);
    }
    materials.hold(claim).err()
}

/// All of it holds, or none is shown.
fn verdict(materials: &Materials, words: &str) -> Result<Vec<Claim>, Unheld> {
    let all = claims(words, true);
    if all.is_empty() {
        return Err(Unheld::Nothing);
    }
    if all.len() > MOST_CLAIMS {
        return Err(Unheld::TooMany);
    }
    match all.iter().find_map(|claim| first_fault(materials, claim)) {
        Some(unheld) => Err(unheld),
        None => Ok(all),
    }
}
