//! Lists, where one begins, and the group's own words.

use askama::Template;
use foundation::web::Form;

use super::{Differences, differing};
use crate::model::{Group, KINDS, Line, Member, SECRETARIATS, STATES, label_of, state_label};
use crate::regions::{AreaMember, area_kind_label};
use crate::shared::{Choice, DateBoxes, Frame, day_in_words};

/// `/wide-area`
#[derive(Template)]
#[template(path = "wide_area/templates/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub home: &'static str,
    pub rows: Vec<Row>,
    /// Name and address of groups that wait for the reader's word.
    pub waiting: Vec<(String, String)>,
    pub put_aside: bool,
    pub may_write: bool,
}

pub struct Row {
    pub name: String,
    pub href: String,
    pub place: String,
    pub kind: String,
    pub members: String,
    pub state: String,
    pub fictitious: bool,
}

impl ListPage {
    pub fn new(
        frame: Frame,
        home: &'static str,
        lines: &[Line],
        waiting: Vec<(String, String)>,
        put_aside: bool,
        may_write: bool,
    ) -> Self {
        let signed_in = frame.person.is_some();
        let row = |line: &Line| Row {
            name: line.name.clone(),
            href: format!("{home}/{}", line.id),
            place: format!("{}　幹事 {}", line.prefecture_name, line.lead_name),
            kind: label_of(KINDS, &line.kind).to_owned(),
            members: if line.waiting > 0 && signed_in {
                format!("{}市町村（ほかに確認待ち{}）", line.confirmed, line.waiting)
            } else {
                format!("{}市町村", line.confirmed)
            },
            state: if signed_in { state_label(&line.state).to_owned() } else { String::new() },
            fictitious: line.fictitious,
        };
        Self { frame, home, rows: lines.iter().map(row).collect(), waiting, put_aside, may_write }
    }
}

/// `/wide-area/new`
#[derive(Template)]
#[template(path = "wide_area/templates/new.html")]
pub struct NewPage {
    pub frame: Frame,
    pub form: Form,
    pub form_key: String,
    /// Empty where there is one town only.
    pub towns: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub from: DateBoxes,
    /// Areas of one's own town: kind and name, its other members.
    pub areas: Vec<(String, Vec<Choice>)>,
}

impl NewPage {
    pub fn new(
        frame: Frame,
        form: &Form,
        form_key: &str,
        towns: &[(String, String, String)],
        areas: &[AreaMember],
    ) -> Self {
        let lead = match towns {
            [(only, ..)] => only.as_str(),
            _ => form.value("lead"),
        };
        let mut grouped: Vec<(String, Vec<Choice>)> = Vec::new();
        let mut last = "";
        for member in areas {
            if last != member.area_id {
                last = &member.area_id;
                grouped.push((format!("{}「{}」", area_kind_label(&member.kind), member.area_name), Vec::new()));
            }
            if member.code != lead
                && let Some((_, choices)) = grouped.last_mut()
            {
                choices.push(Choice::new(&member.code, &member.name, form.checked("area-member", &member.code)));
            }
        }
        grouped.retain(|(_, choices)| !choices.is_empty());
        let choice = |(id, label): &(&str, &str)| Choice::new(*id, *label, form.value("kind") == *id);
        Self {
            frame,
            form: form.clone(),
            form_key: form_key.to_owned(),
            towns: if towns.len() < 2 {
                Vec::new()
            } else {
                std::iter::once(Choice::new("", "選んでください", false))
                    .chain(towns.iter().map(|(code, name, _)| Choice::new(code, name, form.checked("lead", code))))
                    .collect()
            },
            kinds: std::iter::once(Choice::new("", "選んでください", false)).chain(KINDS.iter().map(choice)).collect(),
            from: DateBoxes::typed(form, "from"),
            areas: grouped,
        }
    }
}

/// `/wide-area/{group}/edit`
#[derive(Template)]
#[template(path = "wide_area/templates/edit.html")]
pub struct EditPage {
    pub frame: Frame,
    pub base: String,
    pub revision: String,
    pub form: Form,
    pub kinds: Vec<Choice>,
    pub leads: Vec<Choice>,
    pub secretariats: Vec<Choice>,
    pub plans: Vec<Choice>,
    pub states: Vec<Choice>,
    pub agreed: DateBoxes,
    pub differences: Differences,
}

impl EditPage {
    pub fn new(frame: Frame, group: &Group, members: &[Member], plans: &[(i64, String)], form: &Form) -> Self {
        let of =
            |field: &'static str| move |(id, label): &(&str, &str)| Choice::new(*id, *label, form.value(field) == *id);
        let mut leads: Vec<Choice> = Vec::new();
        for member in members.iter().filter(|member| member.is_confirmed()) {
            let code = &member.municipality_code;
            if !leads.iter().any(|choice| choice.value == *code) {
                leads.push(Choice::new(code, &member.name, form.value("lead") == *code));
            }
        }
        let state = |(id, label, hint): &(&str, &str, &str)| Choice {
            hint: (*hint).to_owned(),
            ..Choice::new(*id, *label, form.checked("state", id))
        };
        let mut choices = vec![Choice::new("", "決めていない", form.value("plan").is_empty())];
        choices.extend(
            plans.iter().map(|(id, title)| Choice::new(id.to_string(), title, form.value("plan") == id.to_string())),
        );
        // One that its writer no longer sees stays chosen until another is.
        if !choices.iter().any(|choice| choice.chosen) {
            choices.push(Choice::new(form.value("plan"), "いま選ばれている計画（開けません）", true));
        }
        Self {
            frame,
            base: group.address(),
            revision: group.revision.to_string(),
            form: form.clone(),
            kinds: KINDS.iter().map(of("kind")).collect(),
            leads,
            secretariats: SECRETARIATS.iter().map(of("secretariat-kind")).collect(),
            plans: choices,
            states: STATES.iter().map(state).collect(),
            agreed: DateBoxes::typed(form, "agreed-on"),
            differences: Vec::new(),
        }
    }

    /// Somebody else was quicker: both in sight, and saving again puts the typed in the place of theirs.
    pub fn changed_meanwhile(&mut self, theirs: &Group, yours: &Group, members: &[Member]) {
        let lead = |group: &Group| {
            members.iter().find(|m| m.municipality_code == group.lead_code).map_or(String::new(), |m| m.name.clone())
        };
        let rows = |group: &Group| {
            [
                ("名前", group.name.clone()),
                ("形", label_of(KINDS, &group.kind).to_owned()),
                ("幹事市町村", lead(group)),
                ("目的", group.purpose.clone()),
                ("事務局", group.secretariat_words()),
                ("合意した日", group.agreed_on.as_deref().map(day_in_words).unwrap_or_default()),
                ("計画", group.plan_id.map(|id| format!("番号{id}")).unwrap_or_default()),
                ("見せる相手", state_label(&group.state).to_owned()),
            ]
        };
        let both = rows(theirs).into_iter().zip(rows(yours));
        self.differences = differing(both.map(|((label, theirs), (_, yours))| (label.to_owned(), theirs, yours)));
    }
}
