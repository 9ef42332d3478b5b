//! コーディネーターの役割: the list, one role with who agreed to it, its form, its versions.

use askama::Template;
use foundation::web::Form;

use super::{Differences, differing};
use crate::model::{Agreement, Role, RoleVersion, side_label};
use crate::people::model::Coordinating;
use crate::rules::{Standing, duties};
use crate::shared::{Block, Choice, DateBoxes, Fact, Frame, Link, blocks, day_in_words, moment_of};

#[derive(Template)]
#[template(path = "groundwork/templates/roles.html")]
pub struct RolesPage {
    pub frame: Frame,
    pub rows: Vec<Row>,
    pub several: bool,
    pub may_write: bool,
    pub empty: &'static str,
}

pub struct Row {
    pub name: String,
    pub href: String,
    pub town: String,
    pub employer: String,
    pub duties: usize,
    pub state: &'static str,
    pub standing: &'static str,
    pub review: String,
    pub is_due: bool,
    pub ended: bool,
    pub fictitious: bool,
}

fn employer_words(role: &Role) -> String {
    if role.direct { format!("{}（町が直接）", role.municipality_name) } else { role.employer_name.clone() }
}

pub fn is_due(role: &Role, today: &str) -> bool {
    !role.ended && role.review_on.as_deref().is_some_and(|day| day <= today)
}

impl RolesPage {
    pub fn new(frame: Frame, roles: &[(Role, Standing)], today: &str, may_write: bool, empty: &'static str) -> Self {
        let row = |(role, standing): &(Role, Standing)| Row {
            name: role.person_name.clone(),
            href: format!("/groundwork/roles/{}", role.id),
            town: role.municipality_name.clone(),
            employer: employer_words(role),
            duties: role.duties.split_whitespace().count() + usize::from(!role.own_duties.is_empty()),
            state: standing.state(),
            standing: standing.words(),
            review: role.review_on.as_deref().map(day_in_words).unwrap_or_default(),
            is_due: is_due(role, today),
            ended: role.ended,
            fictitious: role.fictitious,
        };
        let first = roles.first().map(|(role, _)| role.municipality_code.as_str());
        Self {
            frame,
            several: !may_write || roles.iter().any(|(role, _)| Some(role.municipality_code.as_str()) != first),
            rows: roles.iter().map(row).collect(),
            may_write,
            empty,
        }
    }
}

/// What stands on the sheet: the texts, in reading order; empty ones left out.
pub fn texts(role: &Role) -> Vec<(&'static str, Vec<Block>)> {
    let all = [
        ("ほかの業務", &role.own_duties),
        ("業務でないこと", &role.not_duties),
        ("研修", &role.training),
        ("いないときの代わり", &role.cover),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| (label, blocks(text))).collect()
}

pub fn facts(role: &Role) -> Vec<(&'static str, String)> {
    let day = |day: &Option<String>| day.as_deref().map(day_in_words).unwrap_or_default();
    let all = [
        ("コーディネーター", role.person_name.clone()),
        ("市町村", role.municipality_name.clone()),
        ("雇っている組織", employer_words(role)),
        ("だれに報告するか", role.reports_to.clone()),
        ("勤務の時間", role.hours.clone()),
        ("役割の始まり", day(&role.from_on)),
        ("見直しの日", day(&role.review_on)),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// 「市町村：令和8年10月1日　高齢者支援課（例田 健一）」
pub fn agreement_words(one: &Agreement) -> String {
    let way = if one.way == "paper" { format!("紙で合意、記録 {}", one.by_label) } else { one.by_label.clone() };
    format!("{}　{}（{way}）", day_in_words(&one.agreed_on), one.office)
}

#[derive(Template)]
#[template(path = "groundwork/templates/role.html")]
pub struct RolePage {
    pub frame: Frame,
    pub base: String,
    pub facts: Vec<Fact>,
    pub duties: Vec<String>,
    pub texts: Vec<(&'static str, Vec<Block>)>,
    pub version: i64,
    pub state: &'static str,
    pub standing: &'static str,
    /// Side and what it agreed to; empty where it has not yet.
    pub agreements: Vec<(&'static str, String)>,
    pub remark: Vec<Block>,
    pub remark_at: String,
    pub may: May,
    /// The side one may agree for now: its name.
    pub agrees_for: String,
    /// Sides whose agreement on paper may be recorded.
    pub paper: Vec<Choice>,
    pub form: Form,
    pub day: DateBoxes,
    pub is_due: bool,
    pub ended: bool,
    pub fictitious: bool,
    pub downloads: Vec<Link>,
}

/// What the reader may do at a role.
#[derive(Clone, Copy, Debug, Default)]
pub struct May {
    pub write: bool,
    pub remark: bool,
    /// `town`, `employer`
    pub side: Option<&'static str>,
}

impl RolePage {
    pub fn new(frame: Frame, role: &Role, standing: &Standing, may: May, form: &Form, today: &str) -> Self {
        let sides: Vec<&str> = if role.direct { vec!["town"] } else { vec!["town", "employer"] };
        let said = |side: &&str| (side_label(side), standing.of_side(side).map(agreement_words).unwrap_or_default());
        let open = |side: &str| !role.ended && standing.of_side(side).is_none();
        let choice = |side: &&str| Choice::new(*side, side_label(side), form.checked("side", side));
        let fact = |(label, value): (&str, String)| Fact {
            label: label.to_owned(),
            value,
            note: String::new(),
            fictitious: false,
        };
        let base = format!("/groundwork/roles/{}", role.id);
        Self {
            frame,
            facts: facts(role).into_iter().map(fact).collect(),
            duties: duties::labels(&role.duties),
            texts: texts(role),
            version: role.version,
            state: standing.state(),
            standing: standing.words(),
            agreements: sides.iter().map(said).collect(),
            remark: blocks(&role.remark),
            remark_at: moment_of(&role.remark_at),
            may,
            agrees_for: may.side.filter(|side| open(side)).map(side_label).unwrap_or_default().to_owned(),
            paper: if may.write { sides.iter().filter(|side| open(side)).map(choice).collect() } else { Vec::new() },
            day: DateBoxes::typed(form, "agreed-on"),
            form: form.clone(),
            is_due: is_due(role, today),
            ended: role.ended,
            fictitious: role.fictitious,
            downloads: vec![Link::new("PDF（A4）", format!("{base}/role.pdf"))],
            base,
        }
    }
}

#[derive(Template)]
#[template(path = "groundwork/templates/role_form.html")]
pub struct RoleFormPage {
    pub frame: Frame,
    pub action: String,
    pub back: String,
    pub form_key: String,
    pub revision: String,
    pub form: Form,
    /// Empty where there is one town only.
    pub towns: Vec<Choice>,
    pub coordinators: Vec<Choice>,
    pub duties: Vec<Choice>,
    pub from: DateBoxes,
    pub review: DateBoxes,
    /// Saving asks for agreement again.
    pub agreed: bool,
    pub is_new: bool,
    pub conflict: String,
    pub differences: Differences,
}

impl RoleFormPage {
    pub fn new(
        frame: Frame,
        role: &Role,
        form: &Form,
        form_key: &str,
        towns: &[(String, String, String)],
        serving: &[Coordinating],
    ) -> Self {
        let offered = duties::offered();
        let older = role.duties.split_whitespace().filter(|id| !offered.iter().any(|duty| duty.id == *id));
        let older = older.map(|id| (id.to_owned(), duties::label(id)));
        let all = offered.iter().map(|duty| (duty.id.clone(), duty.label.clone())).chain(older);
        let mut coordinators: Vec<Choice> = Vec::new();
        let known = |value: &str, coordinators: &[Choice]| coordinators.iter().any(|choice| choice.value == value);
        for one in serving {
            let value = crate::forms::coordinator_value(one.person, Some(one.organisation));
            // Her employer is the town itself: stored without a number.
            let stored = crate::forms::coordinator_value(one.person, None);
            let chosen =
                form.checked("coordinator", &value) || (one.direct == 1 && form.checked("coordinator", &stored));
            let hint = if one.direct == 1 { "町が直接".to_owned() } else { one.organisation_name.clone() };
            coordinators.push(Choice { hint, ..Choice::new(value, &*one.name, chosen) });
        }
        let own = form.value("coordinator");
        if role.person_id.is_some()
            && own != "other"
            && !own.is_empty()
            && !known(own, &coordinators)
            && !coordinators.iter().any(|c| c.chosen)
        {
            let hint = "いまは、この市町村を受けもっていません".to_owned();
            coordinators.push(Choice { hint, ..Choice::new(own, &*role.person_name, true) });
        }
        let hint = "ここに登録していない人。名前と、雇っている組織を下に書きます。".to_owned();
        coordinators.push(Choice { hint, ..Choice::new("other", "ほかの人", own == "other") });
        let chosen_town = |code: &str| form.checked("town", code);
        let towns: Vec<Choice> =
            towns.iter().map(|(code, name, _)| Choice::new(&**code, &**name, chosen_town(code))).collect();
        Self {
            frame,
            action: if role.id == 0 {
                "/groundwork/roles/new".to_owned()
            } else {
                format!("/groundwork/roles/{}/edit", role.id)
            },
            back: if role.id == 0 { "/groundwork/roles".to_owned() } else { format!("/groundwork/roles/{}", role.id) },
            form_key: form_key.to_owned(),
            revision: role.revision.to_string(),
            towns: if towns.len() > 1 { towns } else { Vec::new() },
            coordinators,
            duties: all
                .map(|(id, label)| {
                    let chosen = form.checked("duties", &id);
                    Choice::new(id, label, chosen)
                })
                .collect(),
            from: DateBoxes::typed(form, "from-on"),
            review: DateBoxes::typed(form, "review-on"),
            form: form.clone(),
            agreed: false,
            is_new: role.id == 0,
            conflict: String::new(),
            differences: Vec::new(),
        }
    }

    pub fn changed_meanwhile(&mut self, theirs: &Role, yours: &Role) {
        self.differences = differences(theirs, yours);
        self.conflict = format!(
            "開いているあいだに、{}さんがこの役割を変えました。あなたの入力は下の欄に残っています。確かめて保存すると、あなたの入力に置きかわります。",
            theirs.updated_by
        );
    }
}

fn differences(before: &Role, after: &Role) -> Differences {
    let words = |role: &Role| {
        let day = |day: &Option<String>| day.as_deref().map(day_in_words).unwrap_or_default();
        [
            ("コーディネーター", role.person_name.clone()),
            ("雇っている組織", employer_words(role)),
            ("業務", duties::labels(&role.duties).join("\n")),
            ("ほかの業務", role.own_duties.clone()),
            ("業務でないこと", role.not_duties.clone()),
            ("だれに報告するか", role.reports_to.clone()),
            ("勤務の時間", role.hours.clone()),
            ("研修", role.training.clone()),
            ("いないときの代わり", role.cover.clone()),
            ("役割の始まり", day(&role.from_on)),
            ("見直しの日", day(&role.review_on)),
        ]
    };
    differing(words(before).into_iter().zip(words(after)).map(|((label, before), (_, after))| (label, before, after)))
}

#[derive(Template)]
#[template(path = "groundwork/templates/role_versions.html")]
pub struct RoleVersionsPage {
    pub frame: Frame,
    pub rows: Vec<VersionRow>,
}

pub struct VersionRow {
    pub label: String,
    pub by: String,
    pub agreements: Vec<(&'static str, String)>,
    pub is_first: bool,
    pub differences: Differences,
}

impl RoleVersionsPage {
    /// Newest first.
    pub fn new(frame: Frame, role: &Role, versions: &[RoleVersion], agreements: &[Agreement]) -> Self {
        let kept: Vec<(&RoleVersion, Role)> = versions
            .iter()
            .filter_map(|version| Some((version, serde_json::from_str::<Role>(&version.content).ok()?)))
            .map(|(version, state)| (version, Role { municipality_name: role.municipality_name.clone(), ..state }))
            .collect();
        let row = |(at, (version, state)): (usize, &(&RoleVersion, Role))| {
            let before = kept.get(at + 1);
            VersionRow {
                label: format!("第{}版（{}）", version.number, moment_of(&version.at)),
                by: version.by_label.clone(),
                agreements: agreements
                    .iter()
                    .filter(|one| one.version == version.number)
                    .map(|one| (side_label(&one.side), agreement_words(one)))
                    .collect(),
                is_first: before.is_none(),
                differences: before.map(|(_, before)| differences(before, state)).unwrap_or_default(),
            }
        };
        Self { frame, rows: kept.iter().enumerate().map(row).collect() }
    }
}
