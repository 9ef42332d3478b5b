//! What the platform holds that may stand as evidence, gathered once, laid beside an item where its kind is asked for.

use foundation::database::DatabaseError;

use crate::cases;
use crate::model::{AimSheet, FOUR, Item, Role, Undertaking, act_label, run_how_label, scene_label, scenes};
use crate::permissions::{LookAtPlans, LookAtRoles, LookAtUndertakings, Reader, reach_of};
use crate::plans::{self, ToldPlan};
use crate::regions::CaseLine;
use crate::rules::{Standing, duties};
use crate::shared::{day_in_words, number};
use crate::situation::{self, ToldFigure};
use crate::storage;

/// A line of evidence, with where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub href: String,
    pub fictitious: bool,
}

/// Everything of a town and a year.
#[derive(Clone, Debug, Default)]
pub struct Held {
    pub code: String,
    pub year: i64,
    pub aims: Vec<AimSheet>,
    pub undertakings: Vec<Undertaking>,
    pub roles: Vec<(Role, Standing)>,
    pub plans: Vec<ToldPlan>,
    pub figures: Vec<ToldFigure>,
    pub cases: Vec<CaseLine>,
    /// Whether everything here is the demonstration's.
    pub demo: bool,
}

impl Held {
    pub async fn of(db: &mut Reader, code: &str, year: i64) -> Result<Self, DatabaseError> {
        let aims = storage::aims::of_year(db, code, year).await?;
        let undertakings = match reach_of::<LookAtUndertakings>(db.actor()) {
            Some(scope) => storage::undertakings::of_year(db, &scope, code, year).await?,
            None => Vec::new(),
        };
        let roles = match reach_of::<LookAtRoles>(db.actor()) {
            Some(scope) => storage::roles::list(db, &scope, Some(code), crate::rules::MOST_ROLES).await?,
            None => Vec::new(),
        };
        let ids: Vec<i64> = roles.iter().filter(|role| !role.ended).map(|role| role.id).collect();
        let agreements = storage::roles::agreements(db, &ids).await?;
        let plans = match reach_of::<LookAtPlans>(db.actor()) {
            Some(_) => plans::told_of(db, code).await?,
            None => Vec::new(),
        };
        let figures = situation::told_of(db, code).await?;
        let cases = cases::lines_of_municipality(db, code).await?;
        let demo = db.core().settings.demo;
        let roles = roles.into_iter().filter(|role| !role.ended).map(|role| {
            let standing = Standing::of(&role, &agreements);
            (role, standing)
        });
        Ok(Self {
            code: code.to_owned(),
            year,
            aims,
            undertakings,
            roles: roles.collect(),
            plans,
            figures,
            cases,
            demo,
        })
    }

    /// What is laid beside an item, kind by kind.
    pub fn beside(&self, item: &Item) -> Vec<Line> {
        item.evidence.split_whitespace().flat_map(|kind| self.of_kind(kind)).collect()
    }

    fn of_kind(&self, kind: &str) -> Vec<Line> {
        match kind {
            "aims" => self.said_aims(),
            "way" => self.way(),
            "indicators" => self.figures_of(None),
            "undertakings" => self.by_scene(),
            "roles" => self.said_roles(),
            "plans" => self.said_plans(),
            "cases" => self.said_cases(),
            "meetings" => self.meetings(),
            _ => match (kind.strip_prefix("indicators-"), kind.strip_prefix("act-")) {
                (Some(scene), _) => self.figures_of(Some(scene)),
                (_, Some(act)) => self.of_act(act),
                _ => Vec::new(),
            },
        }
    }

    fn aim_address(&self, scene: &str) -> String {
        format!("/groundwork/{}/aims/{scene}?year={}", self.code, self.year)
    }

    fn said_aims(&self) -> Vec<Line> {
        let of = |one: &AimSheet| {
            let agreed = match &one.agreed_on {
                Some(day) => format!("（{} {}で合意）", day_in_words(day), one.agreed_by),
                None => "（合意の記録はまだありません）".to_owned(),
            };
            Line {
                text: format!("あるべき姿・{}：{}{agreed}", scene_label(&one.scene), one.desired),
                href: self.aim_address(&one.scene),
                fictitious: one.fictitious,
            }
        };
        let set: Vec<Line> = self.aims.iter().filter(|one| !one.desired.is_empty()).map(of).collect();
        let missing: Vec<&str> = scenes()
            .take(FOUR)
            .filter(|(id, _)| !self.aims.iter().any(|one| one.scene == *id && !one.desired.is_empty()))
            .map(|(_, label)| label)
            .collect();
        let gap = (!missing.is_empty()).then(|| Line {
            text: format!("まだ書かれていない場面：{}", missing.join("、")),
            href: format!("/groundwork/{}/aims?year={}", self.code, self.year),
            fictitious: false,
        });
        set.into_iter().chain(gap).collect()
    }

    fn way(&self) -> Vec<Line> {
        let of = |one: &AimSheet| {
            let parts = [("現状", &one.present), ("課題", &one.issues), ("目標", &one.goal), ("対応策", &one.measures)];
            let said: Vec<&str> = parts.iter().filter(|(_, text)| !text.is_empty()).map(|(label, _)| *label).collect();
            let missing: Vec<&str> =
                parts.iter().filter(|(_, text)| text.is_empty()).map(|(label, _)| *label).collect();
            let tail =
                if missing.is_empty() { String::new() } else { format!("（まだ：{}）", missing.join("・")) };
            (!said.is_empty()).then(|| Line {
                text: format!("{}：{}が書かれています{tail}", scene_label(&one.scene), said.join("・")),
                href: self.aim_address(&one.scene),
                fictitious: one.fictitious,
            })
        };
        self.aims.iter().filter_map(of).collect()
    }

    fn figures_of(&self, scene: Option<&str>) -> Vec<Line> {
        let of = |one: &ToldFigure| Line {
            text: figure_words(one),
            href: format!("/situation/{}", self.code),
            fictitious: one.fictitious,
        };
        self.figures.iter().filter(|one| scene.is_none_or(|scene| one.scene == scene)).map(of).collect()
    }

    fn by_scene(&self) -> Vec<Line> {
        let of = |(id, label): (&str, &str)| {
            let there: Vec<&Undertaking> =
                self.undertakings.iter().filter(|one| one.goes_on() && one.is_in(id)).collect();
            let names: Vec<&str> = there.iter().map(|one| one.name.as_str()).collect();
            (!names.is_empty()).then(|| Line {
                text: format!("{label}：{}（{}事業）", names.join("、"), names.len()),
                href: format!("/groundwork/{}/undertakings?year={}", self.code, self.year),
                fictitious: there.iter().any(|one| one.fictitious),
            })
        };
        scenes().take(FOUR).filter_map(of).collect()
    }

    fn of_act(&self, act: &str) -> Vec<Line> {
        let of = |one: &Undertaking| {
            let run = [one.run_by.as_str(), run_how_label(&one.run_how)];
            let run = run.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("・");
            let cost = one.cost.map(|yen| format!("{}円", number(yen))).unwrap_or_default();
            let facts = [run, one.since.clone(), cost, one.yields.clone()];
            let facts: Vec<String> = facts.into_iter().filter(|text| !text.is_empty()).collect();
            let tail = if facts.is_empty() { String::new() } else { format!("（{}）", facts.join("、")) };
            Line {
                text: format!("{}の事業：{}{tail}", act_label(act), one.name),
                href: format!("/groundwork/{}/undertakings?year={}", self.code, self.year),
                fictitious: one.fictitious,
            }
        };
        self.undertakings.iter().filter(|one| one.goes_on() && one.act == act).map(of).collect()
    }

    fn said_roles(&self) -> Vec<Line> {
        let of = |(role, standing): &(Role, Standing)| {
            let duties = duties::labels(&role.duties).len() + usize::from(!role.own_duties.is_empty());
            let agreed = match (&standing.town, standing.is_agreed()) {
                (Some(town), true) => format!("{} 合意済み", day_in_words(&town.agreed_on)),
                _ => standing.words().to_owned(),
            };
            let employer = if role.direct { "町が直接雇用" } else { &role.employer_name };
            Line {
                text: format!("コーディネーターの役割（{employer}、業務{duties}項目、{agreed}）"),
                href: format!("/groundwork/roles/{}", role.id),
                fictitious: role.fictitious,
            }
        };
        self.roles.iter().map(of).collect()
    }

    fn said_plans(&self) -> Vec<Line> {
        let of = |plan: &ToldPlan| {
            let agreed = match &plan.agreed_on {
                Some(day) => format!("（{} {}で合意）", day_in_words(day), plan.agreed_by),
                None => "（合意の記録はまだありません）".to_owned(),
            };
            Line {
                text: format!("ロジックモデル「{}」{agreed}", plan.title),
                href: format!("/plans/{}", plan.id),
                fictitious: plan.fictitious,
            }
        };
        self.plans.iter().map(of).collect()
    }

    fn said_cases(&self) -> Vec<Line> {
        let of = |case: &CaseLine| Line {
            text: format!("公開された取組事例「{}」", case.title),
            href: case.href.clone(),
            // A case says nothing of itself; a platform of the demonstration holds none that is real.
            fictitious: self.demo,
        };
        self.cases.iter().map(of).collect()
    }

    /// Where something was agreed to, each meeting once.
    fn meetings(&self) -> Vec<Line> {
        let aims = self.aims.iter().filter_map(|one| Some((one.agreed_on.as_deref()?, one.agreed_by.as_str())));
        let plans = self.plans.iter().filter_map(|one| Some((one.agreed_on.as_deref()?, one.agreed_by.as_str())));
        let mut all: Vec<(&str, &str)> = aims.chain(plans).collect();
        all.sort_unstable();
        all.dedup();
        let fictitious = self.aims.iter().any(|one| one.fictitious && one.agreed_on.is_some());
        let of = |(day, name): (&str, &str)| Line {
            text: format!("会議：{} {name}", day_in_words(day)),
            href: String::new(),
            fictitious,
        };
        all.into_iter().map(of).collect()
    }
}

/// 「自宅で亡くなった人の割合 9.5%（…）　令和6年度（2024年度）　人口動態統計」
pub fn figure_words(one: &ToldFigure) -> String {
    let area = if one.area.is_empty() { String::new() } else { format!("［{}の値］", one.area) };
    format!("{}{area} {}　{}　出典：{}", one.name, one.words, one.year, one.source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_laid_beside_what_asks_for_it() {
        let aim = |scene: &str, desired: &str| AimSheet {
            scene: scene.to_owned(),
            desired: desired.to_owned(),
            present: "今".to_owned(),
            agreed_by: "協議会".to_owned(),
            agreed_on: Some("2026-10-01".to_owned()),
            ..AimSheet::default()
        };
        let held = Held {
            code: "352128".to_owned(),
            year: 2026,
            aims: vec![aim("mitori", "家で"), aim("nichijo", "")],
            undertakings: vec![
                Undertaking {
                    name: "窓口".to_owned(),
                    act: "sodan".to_owned(),
                    scenes: "mitori".to_owned(),
                    cost: Some(1_000),
                    ..Undertaking::default()
                },
                Undertaking {
                    name: "終わる窓口".to_owned(),
                    act: "sodan".to_owned(),
                    judgement: "stop".to_owned(),
                    ..Undertaking::default()
                },
            ],
            ..Held::default()
        };
        let said = |kinds: &str| {
            let item = Item { evidence: kinds.to_owned(), ..Item::default() };
            held.beside(&item).into_iter().map(|line| line.text).collect::<Vec<_>>()
        };
        let aims = said("aims");
        assert_eq!(aims.len(), 2, "{aims:?}");
        assert!(
            aims[0].contains("令和8年10月1日 協議会で合意")
                && aims[1].contains("日常の療養支援、入退院支援、急変時の対応")
                && !aims[1].contains("看取り")
        );
        assert_eq!(said("act-sodan"), ["相談支援の事業：窓口（1,000円）"]);
        assert_eq!(said("meetings"), ["会議：令和8年10月1日 協議会"]);
        assert!(said("way")[0].contains("（まだ：課題・目標・対応策）"));
        assert_eq!(said("undertakings"), ["看取り：窓口（1事業）"]);
        assert!(said("indicators cases plans roles unknown").is_empty());
    }
}
