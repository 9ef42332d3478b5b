//! The list of indicators, one of them, and the office's form.

use askama::Template;
use foundation::web::Form;

use crate::model::{
    DIRECTIONS, Indicator, KINDS, LEVELS, MEASURES, PER, Version, kind_label, level_label, scene_label, scenes,
};
use crate::shared::{Choice, Fact, Frame, Link, moment_of};

/// `/situation/indicators`
#[derive(Template)]
#[template(path = "situation/templates/catalogue.html")]
pub struct CataloguePage {
    pub frame: Frame,
    pub parts: Vec<Part>,
    pub count: usize,
    pub scene_choices: Vec<Choice>,
    pub kind_choices: Vec<Choice>,
    pub kinds: &'static [(&'static str, &'static str, &'static str)],
    pub may_edit: bool,
}

/// The indicators of a scene.
pub struct Part {
    pub id: &'static str,
    pub label: &'static str,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub name: String,
    pub href: String,
    pub kind: String,
    pub meaning: String,
    pub unit: String,
    pub source: String,
    pub caution: String,
    pub unverified: bool,
    pub retired: bool,
}

impl CataloguePage {
    pub fn new(
        frame: Frame,
        indicators: &[&Indicator],
        scene_choices: Vec<Choice>,
        kind_choices: Vec<Choice>,
        may_edit: bool,
    ) -> Self {
        let row = |one: &&Indicator| Row {
            name: one.name.clone(),
            href: format!("/situation/indicators/{}", one.id),
            kind: kind_label(&one.kind).to_owned(),
            meaning: one.meaning.clone(),
            unit: one.unit.clone(),
            source: one.source.clone(),
            caution: one.caution.clone(),
            unverified: !one.verified,
            retired: one.retired,
        };
        let parts = scenes().map(|(id, label)| Part {
            id,
            label,
            rows: indicators.iter().filter(|one| one.scene == id).map(row).collect(),
        });
        Self {
            frame,
            count: indicators.len(),
            parts: parts.filter(|part| !part.rows.is_empty()).collect(),
            scene_choices,
            kind_choices,
            kinds: KINDS,
            may_edit,
        }
    }
}

/// `/situation/indicators/{indicator}`
#[derive(Template)]
#[template(path = "situation/templates/indicator.html")]
pub struct IndicatorPage {
    pub frame: Frame,
    pub facts: Vec<Fact>,
    pub caution: String,
    pub unverified: bool,
    pub retired: bool,
    /// Name and address of what stands beside it.
    pub beside: Option<(String, String)>,
    /// Where it is seen over many municipalities, as far as the reader may.
    pub over: Vec<Link>,
    pub edit: String,
    pub may_edit: bool,
    pub versions: Vec<VersionLine>,
}

pub struct VersionLine {
    pub label: String,
    pub by: String,
    /// What was different from the version before: field, before, after.
    pub changes: Vec<(&'static str, String, String)>,
}

/// The words of an indicator, field by field, as a version is compared.
fn fields(one: &Indicator) -> Vec<(&'static str, String)> {
    let levels: Vec<&str> = one.levels().map(level_label).collect();
    let yes = |flag: bool| if flag { "はい" } else { "いいえ" }.to_owned();
    let label = |offered: &[(&str, &str)], id: &str| {
        offered.iter().find(|(known, _)| *known == id).map_or(id.to_owned(), |(_, label)| (*label).to_owned())
    };
    vec![
        ("名前", one.name.clone()),
        ("場面", scene_label(&one.scene).to_owned()),
        ("種類", kind_label(&one.kind).to_owned()),
        ("何を表すか", one.meaning.clone()),
        ("単位", one.unit.clone()),
        ("数か割合か", label(MEASURES, &one.measure)),
        ("計算", one.formula()),
        ("人口1万人当たりで比べる", yes(one.by_population)),
        ("高い・低いの読み方", label(DIRECTIONS, &one.direction)),
        ("値がある範囲", levels.join("、")),
        ("読むときの注意", one.caution.clone()),
        ("並べて示す指標", one.beside.clone()),
        ("出典", one.source.clone()),
        ("出典での番号", one.source_code.clone()),
        ("出典の確認", if one.verified { "済んでいます" } else { "済んでいません" }.to_owned()),
        ("使うのをやめた", yes(one.retired)),
    ]
}

fn differences(before: &Indicator, after: &Indicator) -> Vec<(&'static str, String, String)> {
    let pairs = fields(before).into_iter().zip(fields(after));
    pairs.filter(|((_, a), (_, b))| a != b).map(|((label, a), (_, b))| (label, a, b)).collect()
}

impl IndicatorPage {
    pub fn new(
        frame: Frame,
        one: &Indicator,
        beside: Option<&Indicator>,
        versions: &[Version],
        may_edit: bool,
    ) -> Self {
        let fact = |(label, value): (&'static str, String)| Fact {
            label: label.to_owned(),
            value,
            note: String::new(),
            fictitious: false,
        };
        let hidden = ["名前", "何を表すか", "読むときの注意", "並べて示す指標", "使うのをやめた"];
        let shown = fields(one).into_iter().filter(|(label, value)| !hidden.contains(label) && !value.is_empty());
        let shown = shown.filter(|(label, _)| *label != "人口1万人当たりで比べる" || !one.is_share());
        let read = |version: &Version| serde_json::from_str::<Indicator>(&version.content).ok();
        // The newest first: each is held against the one after it in the list.
        let lines = versions.iter().enumerate().map(|(at, version)| {
            let before = versions.get(at + 1).and_then(read);
            let changes = match (before, read(version)) {
                (Some(before), Some(after)) => differences(&before, &after),
                _ => Vec::new(),
            };
            VersionLine {
                label: format!("第{}版（{}）", version.revision, moment_of(&version.at)),
                by: version.by_label.clone(),
                changes,
            }
        });
        Self {
            frame,
            facts: shown.map(fact).collect(),
            caution: one.caution.clone(),
            unverified: !one.verified,
            retired: one.retired,
            beside: beside.map(|other| (other.name.clone(), format!("/situation/indicators/{}", other.id))),
            over: Vec::new(),
            edit: format!("/situation/indicators/{}/edit", one.id),
            may_edit,
            versions: lines.collect(),
        }
    }
}

/// `/situation/indicators/new`, `…/edit`
#[derive(Template)]
#[template(path = "situation/templates/edit.html")]
pub struct EditPage {
    pub frame: Frame,
    pub action: String,
    pub is_new: bool,
    pub revision: String,
    /// Values are there: what it measures stays.
    pub fixed: bool,
    pub form: Form,
    pub scenes: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub directions: Vec<Choice>,
    pub measures: Vec<Choice>,
    pub per: Vec<Choice>,
    pub areas: Vec<Choice>,
    pub besides: Vec<Choice>,
    pub by_population: Vec<Choice>,
    pub verified: Vec<Choice>,
    pub retired: Vec<Choice>,
    /// What somebody else saved meanwhile: label, theirs, yours.
    pub differences: Vec<(&'static str, String, String)>,
}

impl EditPage {
    pub fn new(frame: Frame, form: &Form, of: Option<&Indicator>, others: &[Indicator], fixed: bool) -> Self {
        let chosen = |field: &str, value: &str| form.checked(field, value);
        let first = || Choice::new("", "選んでください", false);
        let pairs = |field: &str, offered: &[(&str, &str)]| {
            offered.iter().map(|(id, label)| Choice::new(*id, *label, chosen(field, id))).collect::<Vec<_>>()
        };
        let kind = |(id, label, hint): &(&str, &str, &str)| Choice {
            hint: (*hint).to_owned(),
            ..Choice::new(*id, *label, chosen("kind", id))
        };
        let own = of.map_or("", |one| one.id.as_str());
        let besides = others.iter().filter(|other| other.id != own);
        let besides = besides.map(|other| Choice::new(&*other.id, &*other.name, chosen("beside", &other.id)));
        let one = |field: &str, label: &str, hint: &str| {
            vec![Choice { hint: hint.to_owned(), ..Choice::new("1", label, chosen(field, "1")) }]
        };
        Self {
            frame,
            action: of
                .map_or("/situation/indicators/new".to_owned(), |one| format!("/situation/indicators/{}/edit", one.id)),
            is_new: of.is_none(),
            revision: of.map(|one| one.revision.to_string()).unwrap_or_default(),
            fixed,
            form: form.clone(),
            scenes: std::iter::once(first())
                .chain(scenes().map(|(id, label)| Choice::new(id, label, chosen("scene", id))))
                .collect(),
            kinds: KINDS.iter().map(kind).collect(),
            directions: pairs("direction", DIRECTIONS),
            measures: pairs("measure", MEASURES),
            per: PER
                .iter()
                .map(|per| Choice::new(per.to_string(), format!("{per}当たり"), chosen("per", &per.to_string())))
                .collect(),
            areas: pairs("areas", LEVELS),
            besides: std::iter::once(Choice::new("", "なし", false)).chain(besides).collect(),
            by_population: one("by-population", "ほかの市町村とは、人口1万人当たりで比べる", "数のときだけ使います。"),
            verified: one("verified", "出典の表や通知そのものを見て、名前と数え方を確かめた", ""),
            retired: one("retired", "使うのをやめる", "入れてある値は残り、読むことはできます。"),
            differences: Vec::new(),
        }
    }

    /// Somebody else was quicker: both in sight, and saving again puts the typed in the place of theirs.
    pub fn changed_meanwhile(&mut self, theirs: &Indicator) {
        let mut form = self.form.clone();
        let yours = crate::forms::indicator(&mut form, false);
        self.differences = differences(theirs, &yours);
    }
}
