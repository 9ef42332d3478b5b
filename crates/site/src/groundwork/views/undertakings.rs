//! 既存事業の棚卸し: the list with its matrix, one undertaking, taking one out, a list from elsewhere, the next year.

use askama::Template;
use foundation::web::Form;

use super::{Differences, Tab, differing, short_year};
use crate::actions::taking_in::{COLUMNS, Plan};
use crate::model::{ACTS, JUDGEMENTS, RUN_HOW, Undertaking, act_label, judgement_label, run_how_label, scenes};
use crate::rules::{Matrix, matrix};
use crate::shared::{Block, Choice, DateBoxes, Frame, Link, blocks, day_in_words, moment_of, number};

#[derive(Template)]
#[template(path = "groundwork/templates/undertakings.html")]
pub struct UndertakingsPage {
    pub frame: Frame,
    pub base: String,
    pub year: i64,
    pub next_year: String,
    pub tabs: Vec<Tab>,
    pub heads: Vec<&'static str>,
    pub rows: Vec<Row>,
    pub matrix: Matrix,
    pub may_write: bool,
    /// Where a list is taken in.
    pub begin: Vec<Link>,
    pub total: String,
    pub downloads: Vec<Link>,
    pub fictitious: bool,
}

pub struct Row {
    pub name: String,
    pub href: String,
    pub for_whom: String,
    pub act: String,
    /// One cell per scene.
    pub scenes: Vec<bool>,
    pub cost: String,
    pub money: String,
    pub run: String,
    pub since: String,
    pub yields: String,
    pub judgement: String,
    pub reason: Vec<Block>,
    pub decided: String,
    pub fictitious: bool,
}

impl UndertakingsPage {
    pub fn new(frame: Frame, base: &str, year: i64, tabs: Vec<Tab>, all: &[Undertaking], may_write: bool) -> Self {
        let row = |one: &Undertaking| Row {
            name: one.name.clone(),
            href: if may_write { format!("{base}/{}", one.id) } else { String::new() },
            for_whom: one.for_whom.clone(),
            act: act_label(&one.act).to_owned(),
            scenes: scenes().map(|(id, _)| one.is_in(id)).collect(),
            cost: one.cost.map(number).unwrap_or_default(),
            money: one.money.clone(),
            run: [one.run_by.as_str(), run_how_label(&one.run_how)]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join("（")
                + if one.run_by.is_empty() || one.run_how.is_empty() { "" } else { "）" },
            since: one.since.clone(),
            yields: one.yields.clone(),
            judgement: match one.judgement.as_str() {
                "merge" => format!("まとめる → {}", one.merge_with),
                id => judgement_label(id).to_owned(),
            },
            reason: blocks(&one.reason),
            decided: one
                .decided_on
                .as_deref()
                .map(|day| format!("{} {}", day_in_words(day), one.decided_by))
                .unwrap_or_default(),
            fictitious: one.fictitious,
        };
        let known: Vec<i64> = all.iter().filter(|one| one.goes_on()).filter_map(|one| one.cost).collect();
        let unknown = all.iter().filter(|one| one.goes_on() && one.cost.is_none()).count();
        let total = match (known.len(), unknown) {
            (0, _) => String::new(),
            (n, 0) => format!("続いている{n}事業の事業費の合計：{}円", number(known.iter().sum())),
            (n, unknown) => format!(
                "事業費の分かっている{n}事業の合計：{}円（ほかに{unknown}事業は事業費が入っていません）",
                number(known.iter().sum())
            ),
        };
        let file = |ending: &str| format!("{base}.{ending}?year={year}");
        Self {
            frame,
            base: base.to_owned(),
            year,
            next_year: short_year(year + 1),
            tabs,
            heads: scenes().map(|(_, label)| label).collect(),
            rows: all.iter().map(row).collect(),
            matrix: matrix(all),
            may_write,
            begin: vec![Link::new("表から取り込む", format!("{base}/intake?year={year}"))],
            total,
            downloads: vec![
                Link::new("CSV", file("csv")),
                Link::new("Excel", file("xlsx")),
                Link::new("PDF（A4横）", file("pdf")),
                Link::new("PDF（A3横）", format!("{}&paper=a3", file("pdf"))),
            ],
            fictitious: all.iter().any(|one| one.fictitious),
        }
    }
}

#[derive(Template)]
#[template(path = "groundwork/templates/undertaking.html")]
pub struct UndertakingPage {
    pub frame: Frame,
    pub action: String,
    pub back: String,
    /// Empty for one that is there.
    pub form_key: String,
    pub year: i64,
    pub revision: String,
    pub form: Form,
    pub scenes: Vec<Choice>,
    pub acts: Vec<Choice>,
    pub run_how: Vec<Choice>,
    pub judgements: Vec<Choice>,
    pub decided: DateBoxes,
    pub remove: String,
    pub changed: String,
    pub conflict: String,
    pub differences: Differences,
}

impl UndertakingPage {
    pub fn new(frame: Frame, base: &str, one: &Undertaking, form: &Form, form_key: &str) -> Self {
        let is_new = one.id == 0;
        let address = if is_new { format!("{base}/new") } else { format!("{base}/{}", one.id) };
        let choose = |field: &str, offered: &[(&str, &str)]| {
            offered.iter().map(|(id, label)| Choice::new(*id, *label, form.value(field) == *id)).collect::<Vec<_>>()
        };
        let judgement = |(id, label, hint): &(&str, &str, &str)| Choice {
            hint: (*hint).to_owned(),
            ..Choice::new(*id, *label, form.value("judgement") == *id)
        };
        let mut acts = vec![Choice::new("", "選んでください", false)];
        acts.extend(choose("act", ACTS));
        Self {
            frame,
            action: address,
            back: format!("{base}?year={}", one.fiscal_year),
            form_key: form_key.to_owned(),
            year: one.fiscal_year,
            revision: one.revision.to_string(),
            scenes: scenes().map(|(id, label)| Choice::new(id, label, form.checked("scenes", id))).collect(),
            acts,
            run_how: choose("run-how", RUN_HOW),
            judgements: JUDGEMENTS.iter().map(judgement).collect(),
            decided: DateBoxes::typed(form, "decided-on"),
            remove: if is_new { String::new() } else { format!("{base}/{}/remove", one.id) },
            changed: if is_new {
                String::new()
            } else {
                format!("{}　{}", moment_of(&one.updated_at), one.updated_by)
            },
            form: form.clone(),
            conflict: String::new(),
            differences: Vec::new(),
        }
    }

    /// Somebody else was quicker: both in sight, and saving again puts the typed in the place of theirs.
    pub fn changed_meanwhile(&mut self, theirs: &Undertaking, yours: &Undertaking) {
        self.differences = differences(theirs, yours);
        self.conflict = format!(
            "開いているあいだに、{}さんがこの事業を変えました。あなたの入力は下の欄に残っています。確かめて保存すると、あなたの入力に置きかわります。",
            theirs.updated_by
        );
    }

    pub fn was_removed(&mut self) {
        "この事業は、開いているあいだにほかの方が消しました。あなたの入力は下の欄に残っています。要るなら、新しい事業として保存してください。"
            .clone_into(&mut self.conflict);
    }
}

/// Field by field.
fn differences(theirs: &Undertaking, yours: &Undertaking) -> Differences {
    let words = |one: &Undertaking| {
        [
            ("事業の名前", one.name.clone()),
            ("だれのためか", one.for_whom.clone()),
            ("場面", one.scene_labels()),
            ("推進事業の項目", act_label(&one.act).to_owned()),
            ("事業費", one.cost.map(number).unwrap_or_default()),
            ("財源", one.money.clone()),
            ("実施者", one.run_by.clone()),
            ("実施の形", run_how_label(&one.run_how).to_owned()),
            ("いつから", one.since.clone()),
            ("出ているもの", one.yields.clone()),
            ("判断", judgement_label(&one.judgement).to_owned()),
            ("まとめる先", one.merge_with.clone()),
            ("理由", one.reason.clone()),
            ("判断した人・会議", one.decided_by.clone()),
            ("判断した日", one.decided_on.as_deref().map(day_in_words).unwrap_or_default()),
        ]
    };
    differing(words(theirs).into_iter().zip(words(yours)).map(|((label, theirs), (_, yours))| (label, theirs, yours)))
}

#[derive(Template)]
#[template(path = "groundwork/templates/remove.html")]
pub struct RemovePage {
    pub frame: Frame,
    pub action: String,
    pub back: String,
    pub name: String,
    pub year: String,
    pub revision: i64,
    pub judgement: String,
}

impl RemovePage {
    pub fn new(frame: Frame, base: &str, one: &Undertaking) -> Self {
        Self {
            frame,
            action: format!("{base}/{}/remove", one.id),
            back: format!("{base}/{}", one.id),
            name: one.name.clone(),
            year: short_year(one.fiscal_year),
            revision: one.revision,
            judgement: judgement_label(&one.judgement).to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "groundwork/templates/intake.html")]
pub struct IntakePage {
    pub frame: Frame,
    pub base: String,
    pub year: i64,
    pub year_words: String,
    pub form: Form,
    pub text: String,
    pub columns: String,
    /// `None`: nothing was sent yet.
    pub plan: Option<Plan>,
    pub new: Vec<String>,
    /// Name, and what of it.
    pub changed: Vec<(String, Differences)>,
    pub conflict: bool,
}

impl IntakePage {
    pub fn new(frame: Frame, base: &str, year: i64, form: &Form, text: &str, plan: Option<Plan>) -> Self {
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        if let Some(plan) = &plan {
            new = plan.new.iter().map(|one| one.name.clone()).collect();
            let of = |(before, after): &(Undertaking, Undertaking)| (after.name.clone(), differences(before, after));
            changed = plan.changed.iter().map(of).collect();
        }
        Self {
            frame,
            base: base.to_owned(),
            year,
            year_words: short_year(year),
            form: form.clone(),
            text: text.to_owned(),
            columns: COLUMNS.join("、"),
            plan,
            new,
            changed,
            conflict: false,
        }
    }
}

#[derive(Template)]
#[template(path = "groundwork/templates/next_year.html")]
pub struct NextYearPage {
    pub frame: Frame,
    pub base: String,
    pub year: i64,
    pub from: String,
    pub to: String,
    pub back: Vec<Link>,
    pub choices: Vec<Choice>,
}

impl NextYearPage {
    pub fn new(frame: Frame, base: &str, year: i64, all: &[Undertaking], there: &[String]) -> Self {
        let choice = |one: &Undertaking| {
            let is_there = there.contains(&crate::model::name_key(&one.name));
            let said = match one.judgement.as_str() {
                "" => "判断はまだ".to_owned(),
                "merge" => format!("まとめる → {}", one.merge_with),
                id => judgement_label(id).to_owned(),
            };
            let said = if is_there { format!("{said}。{}にもうあります", short_year(year + 1)) } else { said };
            let chosen = !is_there && !matches!(one.judgement.as_str(), "stop" | "merge");
            Choice { hint: said, ..Choice::new(one.id.to_string(), &*one.name, chosen) }
        };
        Self {
            frame,
            base: base.to_owned(),
            year,
            from: short_year(year),
            to: short_year(year + 1),
            back: vec![Link::new("棚卸しに戻る", format!("{base}?year={year}"))],
            choices: all.iter().map(choice).collect(),
        }
    }
}
