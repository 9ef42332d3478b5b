//! `/wide-area/{group}`, and the group's logic model.

use crate::plans::model::{LEVELS, Whole as PlanWhole};
use askama::Template;
use foundation::web::Form;

use crate::actions::Whole;
use crate::model::{CalculationLine, KINDS, Meeting, Member, Taker, label_of, state_label};
use crate::shared::{Block, DateBoxes, Fact, Frame, blocks, day_in_words, day_of};
use japanese::wareki::FiscalYear;

pub fn answer_label(answer: &str) -> &'static str {
    match answer {
        "confirmed" => "参加を確認",
        "declined" => "参加しない",
        _ => "参加の確認待ち",
    }
}

/// What a page found beside the group itself.
pub struct Shown {
    pub takers: Vec<Taker>,
    pub notes: Vec<String>,
    /// Ended municipality, code and name of where it probably went.
    pub likely: Vec<(String, String, String)>,
    pub meetings: Vec<Meeting>,
    pub calculations: Vec<CalculationLine>,
    /// Code, number, title.
    pub plans: Vec<(String, i64, String)>,
    pub on: String,
    pub is_today: bool,
}

#[derive(Template)]
#[template(path = "wide_area/templates/show.html")]
#[allow(clippy::struct_excessive_bools, reason = "each is asked for once, in the template")]
pub struct ShowPage {
    pub frame: Frame,
    pub base: String,
    pub form: Form,
    pub fictitious: bool,
    pub purpose: Vec<Block>,
    pub facts: Vec<Fact>,
    pub on: DateBoxes,
    pub on_words: String,
    pub is_today: bool,
    pub count: usize,
    pub takers: Vec<Taker>,
    pub notes: Vec<String>,
    pub members: Vec<MemberRow>,
    pub asks: Vec<Ask>,
    pub lead: bool,
    pub inside: bool,
    pub has_plan: bool,
    /// Town, title, address.
    pub plans: Vec<(String, String, String)>,
    pub meetings: Vec<MeetingView>,
    pub calculations: Vec<(String, String, String)>,
}

pub struct MemberRow {
    pub name: String,
    /// Its page, or that of where it went.
    pub href: String,
    pub days: String,
    pub kind: &'static str,
    pub answer: String,
    pub gone: String,
    pub successor: (String, String),
    pub edit: String,
    pub is_lead: bool,
}

/// A question to the reader's own municipality.
pub struct Ask {
    pub name: String,
    pub action: String,
    pub revision: i64,
    pub from: String,
    pub waiting: bool,
    pub is_lead: bool,
}

pub struct MeetingView {
    pub id: i64,
    pub title: String,
    pub when: String,
    pub place: String,
    pub decided: Vec<Block>,
    pub edit: String,
}

impl ShowPage {
    pub fn new(frame: Frame, whole: &Whole, form: &Form, shown: Shown) -> Self {
        let (group, standing) = (&whole.group, &whole.standing);
        let base = group.address();
        let fact = |label: &str, value: String| Fact {
            label: label.to_owned(),
            value,
            note: String::new(),
            fictitious: false,
        };
        let mut facts = vec![
            fact("形", label_of(KINDS, &group.kind).to_owned()),
            fact("幹事市町村", format!("{}{}", group.prefecture_name, group.lead_name)),
            fact("事務局", group.secretariat_words()),
        ];
        facts.extend(group.agreed_on.as_deref().map(|day| fact("合意した日", day_in_words(day))));
        if standing.asked {
            facts.push(fact("見せる相手", state_label(&group.state).to_owned()));
        }
        let members = whole.members.iter().filter(|m| m.is_confirmed() || standing.asked);
        let name = |code: &str| {
            let of = |m: &&Member| m.municipality_code == code;
            whole.members.iter().find(of).map(|m| m.name.clone())
        };
        let plan_line = |(code, id, title): &(String, i64, String)| {
            (name(code).unwrap_or_default(), title.clone(), format!("/plans/{id}"))
        };
        let asks =
            whole.members.iter().filter(|m| standing.speaks_for(&m.municipality_code) && !standing_is_console(whole));
        Self {
            purpose: blocks(&group.purpose),
            fictitious: group.fictitious,
            facts,
            on: DateBoxes::typed(form, "on"),
            on_words: day_in_words(&shown.on),
            is_today: shown.is_today,
            count: shown.takers.len(),
            notes: shown.notes,
            members: members
                .map(|m| member_row(m, group.lead_code == m.municipality_code, &base, standing.lead, &shown.likely))
                .collect(),
            asks: asks
                .map(|m| Ask {
                    name: m.name.clone(),
                    action: format!("{base}/members/{}/answer", m.id),
                    revision: m.revision,
                    from: days(m),
                    waiting: m.answer == "waiting",
                    is_lead: m.municipality_code == group.lead_code,
                })
                .filter(|ask| !ask.is_lead)
                .collect(),
            lead: standing.lead,
            inside: standing.inside,
            has_plan: group.plan_id.is_some() && standing.inside,
            plans: shown.plans.iter().map(plan_line).collect(),
            meetings: shown
                .meetings
                .iter()
                .map(|one| MeetingView {
                    id: one.id,
                    title: one.title.clone(),
                    when: day_in_words(&one.held_on),
                    place: one.place.clone(),
                    decided: blocks(&one.decided),
                    edit: if standing.lead { format!("{base}/meetings/{}", one.id) } else { String::new() },
                })
                .collect(),
            calculations: shown
                .calculations
                .iter()
                .map(|line| {
                    let year = i16::try_from(line.fiscal_year).map(|y| FiscalYear(y).era_label()).unwrap_or_default();
                    (
                        format!("{}（{year}）", line.name),
                        format!("{base}/calculations/{}", line.id),
                        format!("第{}版　{}　{}", line.newest, day_of(&line.at), line.by_label),
                    )
                })
                .collect(),
            takers: shown.takers,
            frame,
            form: form.clone(),
            base,
        }
    }
}

/// At the console nobody is asked in the name of a town.
fn standing_is_console(whole: &Whole) -> bool {
    whole.standing.own.len() > 1 && whole.standing.own.len() == whole.members.len()
}

fn days(member: &Member) -> String {
    let left = member.left_on.as_deref().map(day_in_words).unwrap_or_default();
    format!("{}〜{left}", day_in_words(&member.joined_on))
}

fn member_row(
    member: &Member,
    is_lead: bool,
    base: &str,
    may_edit: bool,
    likely: &[(String, String, String)],
) -> MemberRow {
    let successor = match (&member.successor_code, &member.successor_name) {
        (Some(code), Some(name)) => (name.clone(), format!("/regions/{code}")),
        _ => likely
            .iter()
            .find(|(code, ..)| *code == member.municipality_code && member.valid_to.is_some())
            .map(|(_, code, name)| {
                (format!("{name}（台帳の前の名前から。幹事の記録待ち）"), format!("/regions/{code}"))
            })
            .unwrap_or_default(),
    };
    MemberRow {
        name: member.name.clone(),
        href: if member.valid_to.is_some() && !successor.1.is_empty() {
            successor.1.clone()
        } else {
            format!("/regions/{}", member.municipality_code)
        },
        days: days(member),
        kind: match member.answer.as_str() {
            "confirmed" => "done",
            "declined" => "none",
            _ => "doing",
        },
        answer: match (&member.answered_at, member.answer.as_str()) {
            (Some(at), "confirmed" | "declined") => format!("{}（{}）", answer_label(&member.answer), day_of(at)),
            _ => answer_label(&member.answer).to_owned(),
        },
        gone: member.valid_to.as_deref().map(|day| format!("{}まで", day_in_words(day))).unwrap_or_default(),
        successor,
        edit: if may_edit { format!("{base}/members/{}", member.id) } else { String::new() },
        is_lead,
    }
}

/// `…/plan`
#[derive(Template)]
#[template(path = "wide_area/templates/plan.html")]
pub struct PlanPage {
    pub frame: Frame,
    pub fictitious: bool,
    pub texts: Vec<(&'static str, Vec<Block>)>,
    pub levels: Vec<PlanLevel>,
}

pub struct PlanLevel {
    pub id: &'static str,
    pub label: &'static str,
    pub boxes: Vec<PlanBoxView>,
}

pub struct PlanBoxView {
    pub words: String,
    pub facts: Vec<(&'static str, String)>,
    /// What it leads to.
    pub to: String,
}

impl PlanPage {
    pub fn new(frame: Frame, whole: &PlanWhole) -> Self {
        let plan = &whole.plan;
        let texts =
            [("目標", &plan.goal), ("現状", &plan.present), ("真因", &plan.cause), ("課題の仮説", &plan.hypothesis)];
        let levels = LEVELS.iter().map(|(id, label, _)| PlanLevel {
            id,
            label,
            boxes: whole
                .of_level(id)
                .map(|one| {
                    let mut facts = vec![
                        ("指標", one.indicator.clone()),
                        ("いま", one.baseline.clone()),
                        ("目標", one.target.clone()),
                        ("だれが", one.who.clone()),
                        ("いつ", one.due.clone()),
                    ];
                    facts.retain(|(_, value)| !value.is_empty());
                    let to: Vec<&str> = whole.after(one.id).map(|to| to.words.as_str()).collect();
                    PlanBoxView { words: one.words.clone(), facts, to: to.join("、") }
                })
                .collect(),
        });
        Self {
            frame,
            fictitious: plan.fictitious,
            texts: texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(l, t)| (l, blocks(t))).collect(),
            levels: levels.collect(),
        }
    }
}
