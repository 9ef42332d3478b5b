//! What is asked for, as it stands in an address: every table can be linked to. What is not offered is left out.

use foundation::web::Fields;
use tabulate::{Base, Variable};

use super::of_persons;
use crate::surveys::data_set::DataSet;
use crate::surveys::rules::tables::MOST_BANNERS;

/// Before the name of a question that is used as a banner.
pub const QUESTION: &str = "q:";

/// The field that says which data set.
pub const DATA: &str = "data";

/// Classes a table may be narrowed to: id and what it says.
pub const CLASSES: [(&str, &str); 5] = [
    ("gaito", "過疎地域等に該当"),
    ("not_gaito", "過疎地域等に非該当"),
    ("kaso", "過疎地域に該当"),
    ("chusankan", "中山間地域等に該当"),
    ("shokibo", "小規模自治体に該当"),
];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a tick of the form")]
pub struct Wanted {
    /// Banners in their order: ids of the set's own, `q:q1` for questions.
    pub by: Vec<String>,
    /// Two banners, each category of the first with every one of the second.
    pub nest: Option<(String, String)>,
    pub base: Base,
    /// Code; empty: the whole country.
    pub prefecture: String,
    /// Of [`CLASSES`]; empty: all.
    pub class: String,
    /// Variable and index of its choice.
    pub only: Option<(String, usize)>,
    pub test: bool,
    pub rank: bool,
    pub yearly: bool,
    pub differences: bool,
    /// Indices of choices whose mean is a column.
    pub mean: Vec<usize>,
    /// The choice the map of prefectures shows.
    pub map: usize,
    /// The number of the data set the figures are made from; `None`: the answers as they now stand.
    pub cut: Option<i64>,
    /// The question tables are weighted with; only where every single answer may be read.
    pub weight: Option<String>,
    /// Was something left out because only one thing may be asked at a time?
    pub curtailed: bool,
}

/// The banners a table has when nobody chose any.
pub fn usual(set: &DataSet) -> Vec<String> {
    let offered = ["gaito", "class_exclusive", "level", "block"];
    let wanted = match set.about.respondent.as_str() {
        "municipality" => &offered[..2],
        "coordinator" => &offered[2..3],
        _ => &offered[3..],
    };
    wanted.iter().filter(|id| set.banner(id).is_some()).map(|id| (*id).to_owned()).collect()
}

/// Can it be a banner? The set's own always; a question with choices where questions may be crossed.
fn is_banner(set: &DataSet, id: &str, persons: bool) -> bool {
    match id.strip_prefix(QUESTION) {
        None => set.banner(id).is_some(),
        Some(name) => !persons && matches!(set.variable(name), Some(Variable::Single(_) | Variable::Multiple(_))),
    }
}

fn is_single(set: &DataSet, id: &str) -> bool {
    let name = id.strip_prefix(QUESTION).unwrap_or(id);
    matches!(set.variable(name), Some(Variable::Single(_)))
}

impl Wanted {
    /// With the banners every table has when nobody chose any.
    pub fn usual(set: &DataSet) -> Self {
        Self { by: usual(set), ..Self::default() }
    }

    pub fn of(fields: &Fields, set: &DataSet) -> Self {
        let persons = of_persons(set);
        let mut by: Vec<String> = Vec::new();
        for id in fields.all("by") {
            if by.len() < MOST_BANNERS && is_banner(set, id, persons) && !by.iter().any(|other| other == id) {
                by.push(id.to_owned());
            }
        }
        if by.is_empty() && !fields.has("chosen", "1") {
            by = usual(set);
        }
        let map = fields.get("map").parse().unwrap_or(0);
        let cut = set.about.cut.as_ref().map(|cut| cut.number);
        if persons {
            // Fixed tables: nothing narrows them, nothing is put together anew.
            let (rank, yearly) = (fields.has("order", "rank"), fields.has("yearly", "1"));
            return Self { by, rank, yearly, map, cut, ..Self::default() };
        }
        let (outer, inner) = (fields.get("outer"), fields.get("inner"));
        let nests = outer != inner && is_single(set, outer) && is_single(set, inner);
        let nests = nests && is_banner(set, outer, persons) && is_banner(set, inner, persons);
        let known = |code: &&str| set.rows().iter().any(|row| row.prefecture_code == **code);
        let class = fields.get("class");
        let only = fields.get("only").rsplit_once(':').and_then(|(name, at)| {
            let at: usize = at.parse().ok()?;
            let choices = match set.variable(name)? {
                Variable::Single(v) => v.meta().choices.len(),
                Variable::Multiple(v) => v.meta().choices.len(),
                Variable::Numeric(_) => 0,
            };
            (at < choices && set.banner(name).is_none()).then(|| (name.to_owned(), at))
        });
        let mut mean: Vec<usize> = fields.all("mean").filter_map(|at| at.parse().ok()).collect();
        mean.sort_unstable();
        mean.dedup();
        Self {
            by,
            nest: nests.then(|| (outer.to_owned(), inner.to_owned())),
            base: match fields.get("base") {
                "answered" => Base::Answered,
                "responses" => Base::Responses,
                _ => Base::Asked,
            },
            prefecture: Some(fields.get("prefecture")).filter(known).unwrap_or_default().to_owned(),
            class: CLASSES
                .iter()
                .find(|(id, _)| *id == class && set.banner("classes").is_some())
                .map(|(id, _)| (*id).to_owned())
                .unwrap_or_default(),
            only,
            test: fields.has("test", "1"),
            rank: fields.has("order", "rank"),
            yearly: fields.has("yearly", "1"),
            differences: fields.has("diff", "1"),
            mean,
            map,
            cut,
            weight: Some(fields.get("weight"))
                .filter(|name| set.question(name).is_some_and(|question| question.weight))
                .map(str::to_owned),
            curtailed: false,
        }
    }

    /// The same as an address has it; only what differs from nothing.
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::default();
        fields.push("chosen", "1");
        for id in &self.by {
            fields.push("by", id);
        }
        if let Some((outer, inner)) = &self.nest {
            fields.push("outer", outer);
            fields.push("inner", inner);
        }
        if self.base != Base::Asked {
            fields.push("base", self.base.key());
        }
        fields.push("prefecture", &self.prefecture);
        fields.push("class", &self.class);
        if let Some((name, at)) = &self.only {
            fields.push("only", &format!("{name}:{at}"));
        }
        for (name, value, set) in [
            ("test", "1", self.test),
            ("order", "rank", self.rank),
            ("yearly", "1", self.yearly),
            ("diff", "1", self.differences),
        ] {
            if set {
                fields.push(name, value);
            }
        }
        for at in &self.mean {
            fields.push("mean", &at.to_string());
        }
        if self.map > 0 {
            fields.push("map", &self.map.to_string());
        }
        if let Some(name) = &self.weight {
            fields.push("weight", name);
        }
        if let Some(number) = self.cut {
            fields.push(DATA, &number.to_string());
        }
        fields
    }

    pub fn query(&self) -> String {
        self.fields().to_query()
    }

    pub fn is_narrowed(&self) -> bool {
        !self.prefecture.is_empty() || !self.class.is_empty() || self.only.is_some()
    }
}
