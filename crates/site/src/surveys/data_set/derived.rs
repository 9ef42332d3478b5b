//! What tables are broken down by beside the questions: where a respondent is, its classes, its size, its demand in
//! 2040, and answers put together (「人または組織がある」).

use std::collections::{BTreeMap, HashMap};

use foundation::database::DatabaseError;
use tabulate::{Answer as Cell, Disclosure, Filter, Meta, Multiple, Single, Variable, derive};

use super::build::faulty;
use super::{AskedQuestion, Banner, Row};
use crate::regions::{self, DatedFact};
use crate::surveys::storage::counted::CountedRow;

/// The facts that banners rest on.
pub const FACTS: &[&str] = &["population", "kaso", "chusankan", "shokibo", "demand2040"];
/// In the order of [`regions::CLASSES`].
pub const CLASS_KEYS: [&str; 3] = ["kaso", "chusankan", "shokibo"];

/// The eight classes that exclude each other, as the report names and orders them (REQ-032): bit `i` is class `i`.
const EXCLUSIVE: [(usize, &str); 8] = [
    (0b111, "過疎と中山間と小規模の全てに該当"),
    (0b001, "過疎のみ"),
    (0b010, "中山間のみ"),
    (0b100, "小規模のみ"),
    (0b011, "過疎と中山間"),
    (0b101, "過疎と小規模"),
    (0b110, "中山間と小規模"),
    (0b000, "いずれにも該当しない(非該当)"),
];

/// Questions whose answers are put together: id, what it says, respondent, the person's question, the organisation's.
const TOGETHER: &[(&str, &str, &str, &str)] =
    &[("coordination", "municipality", "q10", "q10_1"), ("coordination", "prefecture", "q5", "q5_1")];

/// Questions that are banners themselves: respondent, question, why.
const QUESTIONS: &[(&str, &str, &str, &str)] = &[
    ("municipality", "demand2040", "f2", "F2の答えによる"),
    ("municipality", "working_level", "q2", "問2の答えによる"),
    ("coordinator", "level", "f1", "F1の答えによる"),
];

/// `352128` of `352128-01`.
pub fn town_of(place: &str) -> &str {
    place.split('-').next().unwrap_or(place)
}

/// What derived variables are made from.
pub struct Derived<'a> {
    pub raw: &'a [CountedRow],
    pub heads: &'a [Row],
    pub facts: &'a [DatedFact],
    pub disclosure: Disclosure,
}

impl Derived<'_> {
    pub fn banners<'v>(
        &self,
        respondent: &str,
        variable: &dyn Fn(&str) -> Option<&'v Variable>,
        questions: &[AskedQuestion],
    ) -> Result<Vec<Banner>, DatabaseError> {
        let mut banners = Vec::new();
        if respondent != "prefecture" {
            let classes = self.classes()?;
            let flags: Vec<Filter<'_>> = (0..CLASS_KEYS.len()).map(|at| Filter::Ticked(&classes, at)).collect();
            let rows = self.heads.len();
            let any =
                derive::flag("gaito", rows, "該当", "非該当", &Filter::Or(flags.clone())).map_err(|f| faulty(&f))?;
            let exclusive =
                derive::combinations("class_exclusive", rows, &flags, &EXCLUSIVE).map_err(|f| faulty(&f))?;
            let class = "過疎地域、中山間地域等、小規模自治体のどれかに当たるもの";
            banners.push(self.banner("gaito", "該当の有無", any, class)?);
            banners.push(Banner { id: "classes", variable: classes.into(), explained: "重なりがあります" });
            let apart = "当たる区分の組合せで、重なりがありません";
            banners.push(self.banner("class_exclusive", "該当する区分の組合せ", exclusive, apart)?);
            banners.push(self.banner("population", "人口規模", self.bands()?, "")?);
        }
        for (_, id, question, explained) in QUESTIONS.iter().filter(|(of, ..)| *of == respondent) {
            if let Some(Variable::Single(single)) = variable(question) {
                let label = label_of(questions, question);
                banners.push(self.banner(id, &label, single.clone(), explained)?);
            }
        }
        if respondent == "coordinator" {
            banners.push(self.banner("demand2040", "2040年に向けた介護需要の見通し", self.demand()?, "")?);
        }
        for (id, _, person, organisation) in TOGETHER.iter().filter(|(_, of, ..)| *of == respondent) {
            if let (Some(Variable::Single(person)), Some(Variable::Single(organisation))) =
                (variable(person), variable(organisation))
            {
                // 「いる」 and 「ある」 are the first options of both lists.
                let either = Filter::Or(vec![Filter::Is(person, vec![0]), Filter::Is(organisation, vec![0])]);
                let flag = derive::flag(id, self.heads.len(), "人または組織がある", "どちらもない", &either);
                let explained = "コーディネーターがいる、またはコーディネートの機能を担う組織がある";
                let flag = flag.map_err(|f| faulty(&f))?;
                banners.push(self.banner(id, "コーディネートの機能を担う人または組織", flag, explained)?);
            }
        }
        banners.push(self.banner("block", "ブロック", self.blocks()?, "")?);
        if respondent != "prefecture" {
            banners.push(self.banner("prefecture", "都道府県", self.prefectures()?, "")?);
        }
        Ok(banners)
    }

    fn meta<L: Into<String>>(&self, id: &str, label: &str, choices: impl IntoIterator<Item = L>) -> Meta {
        Meta::new(id, choices).labelled(label).with_disclosure(self.disclosure)
    }

    fn banner(
        &self,
        id: &'static str,
        label: &str,
        single: Single,
        explained: &'static str,
    ) -> Result<Banner, DatabaseError> {
        let meta = Meta {
            name: id.to_owned(),
            label: label.to_owned(),
            choices: single.meta().choices.clone(),
            disclosure: self.disclosure,
        };
        let variable = single.with_meta(meta).map_err(|f| faulty(&f))?.into();
        Ok(Banner { id, variable, explained })
    }

    /// The three flags side by side: they overlap. A coordinator of a prefecture has none: 非該当.
    fn classes(&self) -> Result<Multiple, DatabaseError> {
        let labels = regions::CLASSES.iter().map(|(_, label)| format!("{label}に該当"));
        let ticks: Vec<Option<Vec<usize>>> = self
            .heads
            .iter()
            .map(|row| {
                let known: Option<Vec<bool>> = row.classes.into_iter().collect();
                Some(known?.into_iter().enumerate().filter(|(_, flag)| *flag).map(|(at, _)| at).collect())
            })
            .collect();
        let meta = self.meta("classes", "該当する区分", labels);
        let multiple = Multiple::from_ticks(meta, ticks.iter().map(Option::as_deref)).map_err(|f| faulty(&f))?;
        Ok(multiple.asked_where(|row| self.is_of_a_town(row)))
    }

    fn is_of_a_town(&self, row: usize) -> bool {
        self.heads.get(row).is_some_and(|head| head.town != head.prefecture_code)
    }

    fn cell(&self, row: usize, place: Option<usize>) -> Cell {
        match place {
            Some(place) => Cell::Option(place),
            None if self.is_of_a_town(row) => Cell::NoAnswer,
            None => Cell::NotAsked,
        }
    }

    fn single(&self, meta: Meta, place: impl Fn(usize, &Row) -> Option<usize>) -> Result<Single, DatabaseError> {
        let cells = self.heads.iter().enumerate().map(|(at, head)| self.cell(at, place(at, head)));
        Single::from_answers(meta, cells).map_err(|f| faulty(&f))
    }

    fn bands(&self) -> Result<Single, DatabaseError> {
        let meta = self.meta("population", "人口規模", regions::POPULATION_BANDS.iter().map(|band| band.1));
        let place = |id: &str| regions::POPULATION_BANDS.iter().position(|band| band.0 == id);
        self.single(meta, |_, head| head.band.and_then(place))
    }

    fn demand(&self) -> Result<Single, DatabaseError> {
        let known: HashMap<&str, &str> = self
            .facts
            .iter()
            .filter(|fact| fact.key == "demand2040")
            .filter_map(|fact| Some((fact.municipality_code.as_str(), fact.words.as_deref()?)))
            .collect();
        let meta = self.meta("demand2040", "", regions::DEMAND_2040.iter().map(|(_, label)| *label));
        let place = |words: &str| regions::DEMAND_2040.iter().position(|(id, _)| *id == words);
        self.single(meta, |_, head| known.get(head.town.as_str()).and_then(|words| place(words)))
    }

    /// Blocks in their order, only those that have a row.
    fn blocks(&self) -> Result<Single, DatabaseError> {
        let found: BTreeMap<(i64, &str), &str> =
            self.raw.iter().map(|row| ((row.block_position, row.block_id.as_str()), row.block_name.as_str())).collect();
        let order: HashMap<&str, usize> = found.keys().enumerate().map(|(at, (_, id))| (*id, at)).collect();
        let meta = self.meta("block", "", found.values().copied());
        self.single(meta, |at, _| self.raw.get(at).and_then(|row| order.get(row.block_id.as_str()).copied()))
    }

    fn prefectures(&self) -> Result<Single, DatabaseError> {
        let found: BTreeMap<&str, &str> =
            self.heads.iter().map(|row| (row.prefecture_code.as_str(), row.prefecture.as_str())).collect();
        let order: HashMap<&str, usize> = found.keys().enumerate().map(|(at, code)| (*code, at)).collect();
        let meta = self.meta("prefecture", "", found.values().copied());
        self.single(meta, |_, head| order.get(head.prefecture_code.as_str()).copied())
    }
}

/// 「F2 介護サービスの需要は、…」
fn label_of(questions: &[AskedQuestion], id: &str) -> String {
    let found = questions.iter().find(|question| question.id == id);
    found.map_or_else(|| id.to_owned(), |q| format!("{} {}", q.number, q.text).trim().to_owned())
}
