//! `/plans/{plan}` and `/plans/examples/{example}`: the model from the end back to what is done.

use askama::Template;

use situation::Known;

use super::{chart, measured_of, review_title};
use crate::actions::examples::Example;
use crate::model::{
    Comment, LEVELS, Measurement, PlanBox, PlanLink, Review, Share, Step, Whole, depth, progress_label, scene_label,
    shared_to_label, state_label, verdict_label,
};
use crate::rules;
use crate::shared::{Block, Fact, Frame, Link, blocks, day_in_words, moment_of};

/// What stands around a plan: what was counted, seen and said.
#[derive(Clone, Debug, Default)]
pub struct Around {
    pub known: Vec<Known>,
    pub measurements: Vec<Measurement>,
    pub reviews: Vec<Review>,
    pub steps: Vec<Step>,
    pub comments: Vec<Comment>,
    /// Whom the town lets in today.
    pub shares: Vec<Share>,
    pub may_share: bool,
}

/// The five levels with their boxes.
pub struct Level {
    pub id: &'static str,
    pub label: &'static str,
    pub purpose: &'static str,
    pub boxes: Vec<BoxView>,
    /// Where a box of this level is added; empty where one may not write.
    pub add: String,
}

pub struct BoxView {
    pub id: i64,
    pub words: String,
    /// Indicator, values, who, when: label and value.
    pub facts: Vec<(&'static str, String)>,
    /// What it leads to: words and number of the box.
    pub to: Vec<(String, i64)>,
    pub checks: Vec<String>,
    /// What was counted, the oldest first.
    pub measured: String,
    /// Open comments, and where they are.
    pub comments: (usize, String),
    /// Where a box that leads here is added; empty where one may not write, or nothing leads here.
    pub before: (String, &'static str),
    pub edit: String,
    pub shift: String,
    pub is_first: bool,
    pub is_last: bool,
}

fn facts_of(one: &PlanBox) -> Vec<(&'static str, String)> {
    let values = match (one.baseline.is_empty(), one.target.is_empty()) {
        (true, true) => String::new(),
        _ => format!("{} → {}", or_dash(&one.baseline), or_dash(&one.target)),
    };
    let seen = [one.observed_how.as_str(), one.observed_by.as_str()].into_iter().filter(|text| !text.is_empty());
    let progress = if one.is_activity() && !one.progress.is_empty() { progress_label(&one.progress) } else { "" };
    let all = [
        ("だれが", one.who.clone()),
        ("進み", progress.to_owned()),
        ("指標", one.indicator.clone()),
        ("いま → 目標", values),
        (
            "確かめ方",
            seen.collect::<Vec<_>>().join("（")
                + if one.observed_how.is_empty() || one.observed_by.is_empty() { "" } else { "）" },
        ),
        (if one.is_activity() { "いつ" } else { "いつまでに" }, one.due.clone()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "－" } else { text }
}

/// The level below, from which most of what leads to a box comes.
fn below(level: &str) -> Option<(&'static str, &'static str)> {
    LEVELS.get(depth(level) + 1).map(|(id, label, _)| (*id, *label))
}

fn levels(whole: &Whole, around: &Around, base: &str, may_write: bool) -> Vec<Level> {
    let checks = if may_write { rules::checks(whole) } else { Vec::new() };
    let level = |(id, label, purpose): &(&'static str, &'static str, &'static str)| {
        let of: Vec<&PlanBox> = whole.of_level(id).collect();
        let last = of.len().saturating_sub(1);
        let view = |(at, one): (usize, &&PlanBox)| BoxView {
            id: one.id,
            words: one.words.clone(),
            facts: facts_of(one),
            to: whole.after(one.id).map(|to| (to.words.clone(), to.id)).collect(),
            checks: checks.iter().filter(|(id, _)| *id == one.id).map(|(_, sentence)| sentence.clone()).collect(),
            measured: measured_of(one, &around.known, &around.measurements).join(" → "),
            comments: {
                let open =
                    around.comments.iter().filter(|said| said.box_id == Some(one.id) && said.settled_at.is_none());
                (open.count(), if base.is_empty() { String::new() } else { format!("{base}/comments?box={}", one.id) })
            },
            before: match below(id) {
                Some((below, label)) if may_write => (format!("{base}/boxes/new?level={below}&to={}", one.id), label),
                _ => (String::new(), ""),
            },
            edit: if may_write { format!("{base}/boxes/{}", one.id) } else { String::new() },
            shift: format!("{base}/boxes/{}/move", one.id),
            is_first: at == 0,
            is_last: at == last,
        };
        Level {
            id,
            label,
            purpose,
            boxes: of.iter().enumerate().map(view).collect(),
            add: if may_write { format!("{base}/boxes/new?level={id}") } else { String::new() },
        }
    };
    LEVELS.iter().map(level).collect()
}

fn texts(whole: &Whole) -> Vec<(&'static str, Vec<Block>)> {
    let plan = &whole.plan;
    let all = [("目標", &plan.goal), ("現状", &plan.present), ("真因", &plan.cause), ("課題の仮説", &plan.hypothesis)];
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| (label, blocks(text))).collect()
}

/// Whom the town lets in: by name for who may let others in, and organisations for all; an address is nobody else's to read.
fn shared_with(around: &Around) -> String {
    let told = |one: &Share| {
        let who = match one.kind.as_str() {
            "organisation" => &*one.named,
            _ if around.may_share => &*one.named,
            _ => "名前を挙げた人",
        };
        format!("{who}（{}、{}まで）", shared_to_label(&one.may), day_in_words(&one.until_on))
    };
    around.shares.iter().map(told).collect::<Vec<_>>().join("、")
}

#[derive(Template)]
#[template(path = "plans/templates/show.html")]
pub struct ShowPage {
    pub frame: Frame,
    pub base: String,
    pub texts: Vec<(&'static str, Vec<Block>)>,
    pub facts: Vec<Fact>,
    pub levels: Vec<Level>,
    pub may_write: bool,
    pub checks: usize,
    /// Levels without a box.
    pub gaps: String,
    pub downloads: Vec<Link>,
    pub fictitious: bool,
    /// The whole as a picture (SVG); empty while there is little to see, or too much.
    pub chart: String,
    /// The last review: title, address, what is to be done, what was seen.
    pub last_review: Option<(String, String, String, String)>,
    pub next_review: String,
    /// Open steps: what, and by when.
    pub open_steps: Vec<(String, String)>,
    pub open_comments: usize,
    pub may_share: bool,
}

/// Of so many boxes a picture is shown on the page; more are read as lists, and in the file.
const DRAWN: std::ops::RangeInclusive<usize> = 2..=80;

impl ShowPage {
    pub fn new(frame: Frame, base: &str, whole: &Whole, around: &Around, may_write: bool, demo: bool) -> Self {
        let plan = &whole.plan;
        let agreed = match &plan.agreed_on {
            Some(day) => format!("{}（{}）", plan.agreed_by, day_in_words(day)),
            None => "まだ合意の記録がありません".to_owned(),
        };
        let facts = [
            ("場面", scene_label(&plan.scene).to_owned()),
            ("合意した場", agreed),
            ("見せる相手", state_label(&plan.state).to_owned()),
            ("ほかに見せている相手", shared_with(around)),
            ("始めたもと", plan.begun_from.clone()),
            ("最後の変更", format!("{}　{}", moment_of(&plan.updated_at), plan.updated_by)),
        ];
        let fact = |(label, value): (&str, String)| Fact {
            label: label.to_owned(),
            value,
            note: String::new(),
            fictitious: false,
        };
        let levels = levels(whole, around, base, may_write);
        let open = around.steps.iter().filter(|step| step.done_on.is_none());
        Self {
            frame,
            base: base.to_owned(),
            chart: if DRAWN.contains(&whole.boxes.len()) { chart::of(whole, demo) } else { String::new() },
            last_review: around.reviews.first().map(|last| {
                let href = format!("{base}/reviews/{}", last.id);
                (review_title(last), href, verdict_label(&last.verdict).to_owned(), last.saw.clone())
            }),
            next_review: around
                .reviews
                .first()
                .and_then(|last| last.next_on.as_deref())
                .map(day_in_words)
                .unwrap_or_default(),
            open_steps: open
                .map(|step| (step.what.clone(), step.due_on.as_deref().map(day_in_words).unwrap_or_default()))
                .collect(),
            open_comments: around.comments.iter().filter(|said| said.settled_at.is_none()).count(),
            may_share: around.may_share,
            texts: texts(whole),
            facts: facts.into_iter().filter(|(_, value)| !value.is_empty()).map(fact).collect(),
            checks: levels.iter().flat_map(|level| &level.boxes).map(|one| one.checks.len()).sum(),
            levels,
            may_write,
            gaps: rules::gaps(whole).join("、"),
            downloads: vec![
                Link::new("PDF（A4）", format!("{base}/plan.pdf")),
                Link::new("PDF（A3）", format!("{base}/plan.pdf?paper=a3")),
                Link::new("図（SVG）", format!("{base}/chart.svg")),
                Link::new("Excel", format!("{base}/plan.xlsx")),
                Link::new("JSON", format!("{base}/plan.json")),
            ],
            fictitious: plan.fictitious,
        }
    }
}

#[derive(Template)]
#[template(path = "plans/templates/example.html")]
pub struct ExamplePage {
    pub frame: Frame,
    pub texts: Vec<(&'static str, Vec<Block>)>,
    pub levels: Vec<Level>,
    pub begin: String,
    pub may_write: bool,
    pub chart: String,
}

impl ExamplePage {
    pub fn new(frame: Frame, example: &Example, may_write: bool) -> Self {
        let (mut boxes, links) = example.content();
        for (number, one) in (1..).zip(&mut boxes) {
            one.id = number;
        }
        let number = |at: usize| i64::try_from(at).unwrap_or(0) + 1;
        let links = links.into_iter().map(|(from, to)| PlanLink { from_box: number(from), to_box: number(to) });
        let [goal, present, cause, hypothesis] = example.texts();
        let plan = crate::model::Plan {
            title: example.title.clone(),
            municipality_name: "例".to_owned(),
            goal,
            present,
            cause,
            hypothesis,
            ..crate::model::Plan::default()
        };
        let whole = Whole { plan, boxes, links: links.collect() };
        Self {
            frame,
            texts: texts(&whole),
            levels: levels(&whole, &Around::default(), "", false),
            chart: chart::of(&whole, false),
            begin: format!("/plans/new?from=example:{}", example.id),
            may_write,
        }
    }
}
