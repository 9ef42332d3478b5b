//! What a browser sends → a group's words, days of taking part, a column, a meeting.

use foundation::web::{Fields, Form};
use japanese::fold::tidy;

use crate::model::{Cell, Cells, Group, HOWS, KINDS, Meeting, Member, OwnRow, SECRETARIATS, STATES};
use crate::rules::{NAME_CHARACTERS, REMARK_CHARACTERS, SHORT_CHARACTERS, TEXT_CHARACTERS};
use crate::shared::{DateBoxes, read_date};

pub fn ids<'a>(list: &'a [(&'a str, &'a str)]) -> Vec<&'a str> {
    list.iter().map(|(id, _)| *id).collect()
}

/// Name, kind, purpose.
pub fn words(form: &mut Form) -> (String, String, String) {
    let name = tidy(&form.required_text("name", "名前", NAME_CHARACTERS));
    let kind = form.choice("kind", "形", &ids(KINDS), true);
    (name, kind, form.text("purpose", "目的", TEXT_CHARACTERS))
}

pub fn group(form: &mut Form, before: &Group) -> Group {
    let (name, kind, purpose) = words(form);
    let states: Vec<&str> = STATES.iter().map(|(id, ..)| *id).collect();
    Group {
        name,
        kind,
        purpose,
        lead_code: form.text("lead", "幹事市町村", SHORT_CHARACTERS),
        secretariat_kind: form.choice("secretariat-kind", "事務局を置くところ", &ids(SECRETARIATS), false),
        secretariat: tidy(&form.text("secretariat", "事務局の名前", SHORT_CHARACTERS)),
        agreed_on: read_date(form, "agreed-on", "合意した日", false).map(|day| day.to_string()),
        plan_id: form.value("plan").parse().ok(),
        state: form.choice("state", "見せる相手", &states, true),
        ..before.clone()
    }
}

fn fill_day(values: &mut Fields, field: &str, day: Option<&String>) {
    if let Some(day) = day.and_then(|day| day.parse().ok()) {
        DateBoxes::of(day).fill(field, values);
    }
}

pub fn fill_group(group: &Group) -> Fields {
    let plan = group.plan_id.map(|id| id.to_string()).unwrap_or_default();
    let mut values = Fields::from_pairs([
        ("name", group.name.as_str()),
        ("kind", &group.kind),
        ("purpose", &group.purpose),
        ("lead", &group.lead_code),
        ("secretariat-kind", &group.secretariat_kind),
        ("secretariat", &group.secretariat),
        ("plan", &plan),
        ("state", &group.state),
        ("revision", &group.revision.to_string()),
    ]);
    fill_day(&mut values, "agreed-on", group.agreed_on.as_ref());
    values
}

/// Days, and where a merged municipality went.
pub fn member(form: &mut Form, before: &Member, successors: &[&str]) -> Member {
    let joined = read_date(form, "joined", "始まりの日", true);
    let left = read_date(form, "left", "終わりの日", false);
    let successor = form.choice("successor", "合併先", successors, false);
    Member {
        joined_on: joined.map(|day| day.to_string()).unwrap_or_default(),
        left_on: left.map(|day| day.to_string()),
        successor_code: Some(successor).filter(|code| !code.is_empty()),
        ..before.clone()
    }
}

pub fn fill_member(member: &Member) -> Fields {
    let mut values = Fields::from_pairs([
        ("successor", member.successor_code.clone().unwrap_or_default()),
        ("revision", member.revision.to_string()),
    ]);
    fill_day(&mut values, "joined", Some(&member.joined_on));
    fill_day(&mut values, "left", member.left_on.as_ref());
    values
}

/// Functions that are asked: key, label, where it stands today.
pub fn functions(rows: &[OwnRow]) -> Vec<(String, String, String)> {
    crate::model::FUNCTIONS
        .iter()
        .map(|(id, label, now)| ((*id).to_owned(), (*label).to_owned(), (*now).to_owned()))
        .chain(rows.iter().map(|row| (row.key(), row.label.clone(), String::new())))
        .collect()
}

pub fn column(form: &mut Form, functions: &[(String, String, String)]) -> Cells {
    let mut cells = Cells::new();
    for (key, label, _) in functions {
        let cell = Cell {
            how: form.choice(&format!("how-{key}"), label, &ids(HOWS), false),
            whom: tidy(&form.text(&format!("whom-{key}"), &format!("{label}の相手"), SHORT_CHARACTERS)),
            remark: tidy(&form.text(&format!("remark-{key}"), &format!("{label}の備考"), REMARK_CHARACTERS)),
        };
        if cell.how == "contract" && cell.whom.is_empty() {
            form.refuse(&format!("whom-{key}"), format!("「{label}」は、だれに委託しているかを入れてください。"));
        }
        if !cell.is_empty() {
            cells.insert(key.clone(), cell);
        }
    }
    cells
}

pub fn fill_column(cells: &Cells, revision: i64) -> Fields {
    let mut values = Fields::from_pairs([("revision", revision.to_string())]);
    for (key, cell) in cells {
        values.push(&format!("how-{key}"), &cell.how);
        values.push(&format!("whom-{key}"), &cell.whom);
        values.push(&format!("remark-{key}"), &cell.remark);
    }
    values
}

pub fn meeting(form: &mut Form, before: &Meeting) -> Meeting {
    let held = read_date(form, "held", "開いた日", true);
    Meeting {
        held_on: held.map(|day| day.to_string()).unwrap_or_default(),
        title: tidy(&form.required_text("title", "会議の名前", NAME_CHARACTERS)),
        place: tidy(&form.text("place", "場所", SHORT_CHARACTERS)),
        decided: form.text("decided", "決まったこと", TEXT_CHARACTERS),
        ..before.clone()
    }
}

pub fn fill_meeting(meeting: &Meeting) -> Fields {
    let mut values = Fields::from_pairs([
        ("title", meeting.title.as_str()),
        ("place", &meeting.place),
        ("decided", &meeting.decided),
        ("revision", &meeting.revision.to_string()),
    ]);
    fill_day(&mut values, "held", Some(&meeting.held_on));
    values
}
