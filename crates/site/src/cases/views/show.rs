//! `/cases/{number}`: one case, trouble first.

use askama::Template;

use super::files::Shown;
use super::voices::Voices;
use super::{source_of, versions::by_words};
use crate::cases::model::{
    Case, CaseFact, Difference, Edit, Field, Line, PlaceFacts, Player, RESTORED, Standing, State, Step, TagKind,
    Trouble, UNKNOWN, Unconfirmed, key_person_group, shown_with_unit, tag_label,
};
use crate::cases::rules::Hint;
use crate::regions::percent;
use crate::shared::{Block, Fact, Frame, Link, blocks, day_of, moment_of, number};

/// What the person in front of the page can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "one button each")]
pub struct Doing {
    pub edit: bool,
    /// What is public, in a text beside it.
    pub correct: bool,
    pub submit: bool,
    /// What she hands in may wait for her own manager first.
    pub manager_first: bool,
    pub decide: bool,
    pub publish: bool,
    pub send_back: bool,
    pub archive: bool,
    pub discard: bool,
    pub restore: bool,
}

/// Controls whose text belongs to no other.
const STANDS_ALONE: [&str; 4] = ["decline-reason", "comment", "answer-", "note"];

/// A step that a rule refused: where its sentence leads, and what was typed.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    /// Id on the page; empty when nothing was tried.
    pub field: std::borrow::Cow<'static, str>,
    pub sentence: String,
    pub reason: String,
}

impl Tried {
    pub fn errors(&self) -> Vec<(&str, &str)> {
        if self.field.is_empty() { Vec::new() } else { vec![(&self.field, &self.sentence)] }
    }

    pub fn error_at(&self, field: &str) -> &str {
        if self.field == field { &self.sentence } else { "" }
    }

    /// What was typed as the reason of 公開を終える.
    pub fn is_archiving(&self) -> bool {
        self.field.starts_with("archive-")
    }

    pub fn reason_at(&self, field: &str) -> &str {
        let own = match &*self.field {
            other if !other.is_empty() && STANDS_ALONE.iter().any(|name| other.starts_with(name)) => other,
            _ if self.is_archiving() => "archive-reason",
            _ => "reason",
        };
        if field == own { &self.reason } else { "" }
    }
}

impl Doing {
    pub fn anything(self) -> bool {
        self != Self::default()
    }
}

/// Why the case came back, as long as it is to be mended.
pub fn return_reason(case: &Case, steps: &[Step]) -> String {
    if case.state != State::Returned {
        return String::new();
    }
    let is_return = |s: &&Step| s.state == State::Returned.id() && s.remark != RESTORED;
    steps.iter().rfind(is_return).map(|s| s.remark.clone()).unwrap_or_default()
}

/// A 直し beside the public text.
pub struct Corrects {
    pub href: String,
    /// The other is still public.
    pub is_public: bool,
    /// Of the public text.
    pub version: i64,
    /// What is public has changed since this 直し was begun.
    pub has_moved: bool,
    /// Labels of what changed on both sides; empty for nothing.
    pub both: String,
    /// From the public text to what it would be with this one.
    pub differences: Vec<Difference>,
}

/// A town that is to own the case, too, and has not agreed.
pub struct CoOwner {
    pub code: String,
    pub name: String,
    /// 確認待ち, 断りました
    pub state: &'static str,
    pub mark: &'static str,
    /// The reader may answer for it.
    pub is_hers: bool,
}

/// A part of the text under its heading.
pub struct Section {
    pub id: &'static str,
    pub title: &'static str,
    pub blocks: Vec<Block>,
}

/// A tag that leads to the cases that bear it too.
pub struct TagLink {
    pub label: String,
    pub href: String,
    /// Scenes stand out.
    pub key: bool,
}

/// A step as the history shows it.
pub struct Passed {
    pub day: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub by: String,
    pub on_behalf_of: String,
    pub remark: String,
    /// To the edit, field by field; empty for a step.
    pub href: String,
}

#[derive(Template)]
#[template(path = "cases/templates/show.html")]
#[allow(clippy::struct_excessive_bools, reason = "each shows or hides one part of the page")]
pub struct ShowPage {
    pub frame: Frame,
    pub number: i64,
    pub version: i64,
    pub is_public: bool,
    pub is_withdrawn: bool,
    /// It waits for the owner's own decision.
    pub is_in_decision: bool,
    /// The day from which a discarded case is removed; empty for every other.
    pub removed_on: String,
    pub co_owners: Vec<CoOwner>,
    pub tried: Tried,
    pub state: &'static str,
    pub state_mark: &'static str,
    pub tags: Vec<TagLink>,
    pub summary: String,
    pub trouble: String,
    pub trouble_doors: Vec<Link>,
    pub shown: Shown,
    pub vision: Vec<Block>,
    pub vision_indicator: String,
    pub sections: Vec<Section>,
    pub players: Vec<Player>,
    /// The section the shares of the cost stand in.
    pub shares_below: &'static str,
    /// How the cost is shared: basis and share in words.
    pub cost_shares: Vec<(String, String)>,
    pub key_facts: Vec<Fact>,
    pub region_facts: Vec<CaseFact>,
    /// Figures of the register, per place.
    pub place_facts: Vec<(Link, Option<Fact>)>,
    pub keywords: Vec<Link>,
    pub source: String,
    pub published: String,
    /// Link and place.
    pub related: Vec<(Link, String)>,
    pub steps: Vec<Passed>,
    /// The 直し of this public case that is on its way: where, and how it stands.
    pub correction: Option<(String, &'static str)>,
    /// The public case this one is a 直し of.
    pub corrects: Option<Corrects>,
    pub hints: Vec<Hint>,
    pub voices: Voices,
    pub doing: Doing,
    pub submitted: bool,
    /// Why it came back, on top of the page of who can mend it.
    pub returned_because: String,
}

/// What stands in a frame of its own at the end.
const IN_A_FRAME: [Field; 2] = [Field::Vision, Field::VisionIndicator];

fn to_facet(name: &str, value: &str) -> String {
    format!("/cases?{name}={}", foundation::web::escape(value))
}

impl ShowPage {
    #[allow(clippy::too_many_arguments, reason = "one page, everything it shows")]
    pub fn new(
        frame: Frame,
        case: &Case,
        places: &[PlaceFacts],
        related: &[Line],
        troubles: &[Trouble],
        steps: Vec<Step>,
        edits: &[Edit],
        doing: Doing,
        submitted: bool,
    ) -> Self {
        let content = &case.content;
        let texts = &content.texts;
        let tag_links = |kind: TagKind| {
            content.tags_of(kind).map(move |tag| TagLink {
                label: tag_label(kind, tag).to_owned(),
                href: to_facet(kind.id(), tag),
                key: kind == TagKind::Scene,
            })
        };
        let returned_because = return_reason(case, &steps);
        Self {
            frame,
            number: case.number,
            version: case.version,
            is_public: case.state == State::Published,
            is_withdrawn: case.state == State::Archived,
            is_in_decision: case.state == State::InDecision,
            removed_on: String::new(),
            co_owners: Vec::new(),
            tried: Tried::default(),
            state: case.state.label(),
            state_mark: case.state.mark(),
            tags: [TagKind::Scene, TagKind::Class, TagKind::Cooperation, TagKind::Content]
                .into_iter()
                .flat_map(tag_links)
                .filter(|tag| tag.label != "その他")
                .collect(),
            summary: texts.summary.clone(),
            trouble: texts.trouble.clone(),
            trouble_doors: troubles
                .iter()
                .filter(|t| content.tags_of(TagKind::Trouble).any(|tag| tag == t.id))
                .map(|t| Link::new(&*t.label, to_facet(TagKind::Trouble.id(), &t.id)))
                .collect(),
            shown: Shown::of(content, &format!("/cases/{}", case.number)),
            vision: blocks(&texts.vision),
            vision_indicator: texts.vision_indicator.clone(),
            sections: Field::EVERY
                .iter()
                .filter(|field| field.has_heading() && !IN_A_FRAME.contains(field) && !texts.get(**field).is_empty())
                .map(|field| Section { id: field.id(), title: field.label(), blocks: blocks(texts.get(*field)) })
                .collect(),
            players: content.players.clone(),
            shares_below: if texts.budget.is_empty() { Field::Outline.id() } else { Field::Budget.id() },
            cost_shares: content.cost_shares.iter().map(|s| (s.basis.clone(), s.shown())).collect(),
            key_facts: key_facts(case, places),
            region_facts: content.facts.iter().map(shown_fact).collect(),
            place_facts: places
                .iter()
                .map(|p| (Link::new(&*p.name, format!("/regions/{}", p.code)), place_fact(p)))
                .collect(),
            keywords: content
                .tags_of(TagKind::Keyword)
                .map(|word| Link::new(word, to_facet("q", word)))
                .chain(
                    content
                        .tags_of(TagKind::KeyPerson)
                        .map(|who| Link::new(who, to_facet(TagKind::KeyPerson.id(), key_person_group(who)))),
                )
                .collect(),
            source: source_of(case),
            published: day_of(case.published_at.as_deref().unwrap_or("")),
            related: related_links(related),
            steps: passed_in_order(case.number, steps, edits),
            correction: None,
            corrects: None,
            hints: Vec::new(),
            voices: Voices::default(),
            doing,
            submitted,
            returned_because,
        }
    }

    /// Those that are named as owners and have not agreed. `answers`: whether the reader may answer for a town.
    pub fn name_co_owners(&mut self, case: &Case, places: &[PlaceFacts], answers: impl Fn(&str) -> bool) {
        let named = |one: &Unconfirmed| CoOwner {
            name: places
                .iter()
                .find(|place| place.code == one.code)
                .map_or_else(|| one.code.clone(), |p| p.name.clone()),
            state: if one.declined { "断りました" } else { "確認待ち" },
            mark: if one.declined { "late" } else { "doing" },
            is_hers: answers(&one.code),
            code: one.code.clone(),
        };
        self.co_owners = case.unconfirmed.iter().map(named).collect();
    }
}

/// A figure with its unit and 「令和7年9月30日時点」, 「時点不明」.
fn shown_fact(fact: &CaseFact) -> CaseFact {
    let (value, unit) = shown_with_unit(&fact.value, &fact.unit);
    let as_of = match fact.as_of.as_str() {
        "" | UNKNOWN => format!("時点{UNKNOWN}"),
        day => format!("{}時点", crate::shared::day_in_words(day)),
    };
    CaseFact { label: fact.label.clone(), value, unit, as_of }
}

/// 地域, 担い手, テーマ, 始めた年: what somebody in a hurry looks at.
fn key_facts(case: &Case, places: &[PlaceFacts]) -> Vec<Fact> {
    let owners: Vec<&str> = case
        .confirmed_co_owners()
        .filter_map(|code| places.iter().find(|place| place.code == *code))
        .map(|place| place.name.as_str())
        .collect();
    let texts = &case.content.texts;
    let whose = if case.body.is_some() { case.prefecture_name.clone() } else { case.owner_label() };
    let place = [whose, texts.district.clone(), texts.wide_area.clone()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let body = case.body.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
    let rows = [
        ("地域", place),
        ("いっしょに持つ市町村", owners.join("、")),
        ("この事例を書いた団体", body),
        ("動かしている組織", texts.actor.clone()),
        ("テーマ", texts.theme.clone()),
        ("鍵になった人・組織", case.content.tags_of(TagKind::KeyPerson).collect::<Vec<_>>().join("、")),
        ("始めた年", case.content.start_year.map(|year| format!("{year}年")).unwrap_or_default()),
    ];
    rows.into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| Fact { label: label.to_owned(), value, note: String::new(), fictitious: false })
        .collect()
}

/// 「南部町 人口 7,156人、高齢化率 43.1 %」 out of the register, with date and source.
fn place_fact(place: &PlaceFacts) -> Option<Fact> {
    let population = place.population?;
    let rate = place.age65.and_then(|age65| percent(age65, population));
    let rate = rate.map(|rate| format!("、65歳以上 {rate} %")).unwrap_or_default();
    Some(Fact {
        label: place.name.clone(),
        value: format!("{}人{rate}", number(population)),
        note: format!(
            "{}時点、{}",
            crate::shared::day_in_words(place.as_of.as_deref().unwrap_or("")),
            place.source.as_deref().unwrap_or("")
        ),
        fictitious: place.fictitious == Some(true),
    })
}

/// Steps and stored edits, in the order of time.
fn passed_in_order(number: i64, steps: Vec<Step>, edits: &[Edit]) -> Vec<Passed> {
    let mut is_again = false;
    let mut all: Vec<(String, Passed)> = Vec::new();
    for step in steps {
        let (at, is_public) = (step.at.clone(), step.state == State::Published.id());
        let mut passed = passed(step);
        if is_public && is_again {
            passed.state = "再公開";
        }
        is_again |= is_public;
        all.push((at, passed));
    }
    all.extend(edits.iter().map(|edit| (edit.at.clone(), edited(number, edit))));
    // Sorting is stable: at the same moment the step stands before its edit.
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all.into_iter().map(|(_, passed)| passed).collect()
}

fn edited(number: i64, edit: &Edit) -> Passed {
    let changed: Vec<&str> = edit.changed.lines().collect();
    let remark = if changed.is_empty() {
        "はじめの内容".to_owned()
    } else {
        format!("変えた項目：{}", changed.join("、"))
    };
    Passed {
        day: moment_of(&edit.at),
        state: "内容を保存",
        mark: "info",
        by: by_words(&edit.by_label),
        on_behalf_of: edit.on_behalf_of.clone(),
        remark,
        href: format!("/cases/{number}/versions/{}", edit.version),
    }
}

fn passed(step: Step) -> Passed {
    let state = State::of(&step.state).unwrap_or(State::Draft);
    Passed {
        day: moment_of(&step.at),
        state: match state {
            State::InDecision => "所属の承認へ",
            State::InReview => "事務局に提出",
            other => other.label(),
        },
        mark: state.mark(),
        by: step.by_label,
        on_behalf_of: step.on_behalf_of,
        remark: step.remark,
        href: String::new(),
    }
}

/// `/cases/{number}` of a case on its way, for those whom only its state concerns: without anything of its text.
#[derive(Template)]
#[template(path = "cases/templates/standing.html")]
pub struct StandingPage {
    pub frame: Frame,
    pub number: i64,
    pub owner: String,
    pub state: &'static str,
    pub mark: &'static str,
    /// What happens next, and who does it.
    pub next: &'static str,
}

impl StandingPage {
    pub fn new(frame: Frame, standing: &Standing) -> Self {
        let state = State::of(&standing.state).unwrap_or(State::Draft);
        Self {
            frame,
            number: standing.number,
            owner: standing.owner.clone(),
            state: state.label(),
            mark: state.mark(),
            next: match state {
                State::Draft => "書いた側が書き終えると、所属の承認へ、または事務局へ出されます。",
                State::Returned => "書いた側が直して、もう一度出します。",
                State::InDecision => "所属の管理者が承認すると、事務局へ出されます。",
                State::InReview => "事務局が内容を確かめ、公開するか、理由を付けて差し戻します。",
                State::Archived => "公開は終わっています。",
                State::Published | State::Discarded => "",
            },
        }
    }
}

/// `/cases/{number}` of a case whose publication has ended: without anything of its content.
#[derive(Template)]
#[template(path = "cases/templates/withdrawn.html")]
pub struct WithdrawnPage {
    pub frame: Frame,
    /// Link and place.
    pub related: Vec<(Link, String)>,
}

impl WithdrawnPage {
    pub fn new(frame: Frame, related: &[Line]) -> Self {
        Self { frame, related: related_links(related) }
    }
}

fn related_links(related: &[Line]) -> Vec<(Link, String)> {
    related.iter().map(|line| (Link::new(&*line.title, format!("/cases/{}", line.number)), line.place())).collect()
}
