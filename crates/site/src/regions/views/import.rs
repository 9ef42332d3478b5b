//! The pages of taking in a list: choose a file, look at what would change, confirm.

use askama::Template;
use foundation::web::Form;

use crate::regions::register::comparison::{Change, Plan};
use crate::regions::register::file::Fault;
use crate::regions::register::reading::Reading;
use crate::shared::{Choice, DateBoxes, Fact, Frame, day_in_words, number};

/// Faults and changes shown of each kind; the rest is counted.
pub const MOST_SHOWN: usize = 50;

/// `/regions/import`: choose a file; its faults, if it has any.
#[derive(Template)]
#[template(path = "regions/templates/import.html")]
pub struct ImportPage {
    pub frame: Frame,
    pub form: Form,
    pub errors: Vec<(String, String)>,
    pub prefectures: Vec<Choice>,
    pub close: DateBoxes,
    pub file_name: String,
    pub faults: Vec<FaultRow>,
    /// How many there are beyond those shown.
    pub further_faults: usize,
}

#[derive(Clone, Debug)]
pub struct FaultRow {
    pub place: String,
    pub sentence: String,
}

impl FaultRow {
    /// The first ones, and how many there are beyond.
    pub fn first(faults: &[Fault]) -> (Vec<Self>, usize) {
        let rows =
            faults.iter().take(MOST_SHOWN).map(|f| Self { place: f.place(), sentence: f.sentence.clone() }).collect();
        (rows, faults.len().saturating_sub(MOST_SHOWN))
    }
}

/// `/regions/import/{key}`: the dry run.
#[derive(Template)]
#[template(path = "regions/templates/import_plan.html")]
pub struct PlanPage {
    pub frame: Frame,
    pub href: String,
    pub query: String,
    pub fingerprint: String,
    pub counts: Vec<Fact>,
    pub additions: Vec<AdditionRow>,
    pub changes: Vec<Change>,
    pub missing: Vec<MissingRow>,
    pub further_additions: usize,
    pub further_changes: usize,
    pub further_missing: usize,
    /// 「令和9年（2027年）3月31日（水）」 when the missing ones end.
    pub close_on: String,
    pub nothing: bool,
}

#[derive(Clone, Debug)]
pub struct AdditionRow {
    pub code: String,
    pub name: String,
    pub kana: String,
    pub valid_from: String,
}

#[derive(Clone, Debug)]
pub struct MissingRow {
    pub code: String,
    pub name: String,
    pub prefecture: String,
}

/// 「追加 2」「変更 3」… with what was passed over and why.
fn counts(reading: &Reading, plan: &Plan) -> Vec<Fact> {
    let count = |n: usize| number(i64::try_from(n).unwrap_or(i64::MAX));
    let fact = |label: &str, n: usize, unit: &str, note: &str| Fact {
        label: label.to_owned(),
        value: format!("{}{unit}", count(n)),
        note: note.to_owned(),
        fictitious: false,
    };
    let mut facts = vec![
        fact("追加", plan.additions.len(), "団体", "一覧にあって、台帳にない"),
        fact("変更", plan.changes.len(), "か所", "名前、カナ、市町村の別、日付が違う"),
        fact("一覧にない", plan.missing.len(), "団体", "台帳にあって、一覧にない"),
        fact("そのまま", plan.unchanged, "団体", ""),
    ];
    let passed = [
        ("都道府県の行", reading.prefectures, "行", "市区町村名が空の行。名前だけ確かめました"),
        ("政令指定都市の区", reading.wards, "行", "1,741市町村に数えないため、取り込みません"),
        ("北方領土の村", reading.northern, "行", "1,741市町村に数えないため、取り込みません"),
        ("ほかの都道府県", reading.elsewhere, "行", "選んだ都道府県ではないため、読み飛ばしました"),
        ("くり返しの行", reading.repeated, "行", "別のシートに同じ行があります"),
        ("先頭の0を補ったコード", reading.zeros, "行", "検査数字が合うことを確かめました"),
    ];
    facts.extend(passed.iter().filter(|(_, n, ..)| *n > 0).map(|(label, n, unit, note)| fact(label, *n, unit, note)));
    facts
}

impl PlanPage {
    pub fn new(frame: Frame, key: &str, query: String, reading: &Reading, plan: &Plan) -> Self {
        let additions = plan.additions.iter().take(MOST_SHOWN).map(|l| AdditionRow {
            code: l.entry.code.clone(),
            name: l.entry.name.clone(),
            kana: l.entry.kana.clone(),
            valid_from: l.valid_from.map(japanese::wareki::both).unwrap_or_default(),
        });
        let missing = plan.missing.iter().take(MOST_SHOWN).map(|k| MissingRow {
            code: k.code.clone(),
            name: k.name.clone(),
            prefecture: k.prefecture_name.clone(),
        });
        let in_words = |c: &Change| Change { old: day_in_words(&c.old), new: day_in_words(&c.new), ..c.clone() };
        let changes = plan.changes.iter().take(MOST_SHOWN).map(in_words).collect();
        Self {
            frame,
            href: format!("/regions/import/{key}"),
            query,
            fingerprint: plan.fingerprint(),
            counts: counts(reading, plan),
            additions: additions.collect(),
            changes,
            missing: missing.collect(),
            further_additions: plan.additions.len().saturating_sub(MOST_SHOWN),
            further_changes: plan.changes.len().saturating_sub(MOST_SHOWN),
            further_missing: plan.missing.len().saturating_sub(MOST_SHOWN),
            close_on: plan.close_on.map(japanese::wareki::both).unwrap_or_default(),
            nothing: plan.is_empty(),
        }
    }
}

#[cfg(test)]
impl ImportPage {
    pub fn samples() -> Vec<Self> {
        let mut form = Form::default();
        let page = |form: &Form, faults: Vec<Fault>| {
            let (rows, further) = FaultRow::first(&faults);
            Self {
                frame: Frame::sample("台帳を取り込む"),
                errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
                form: form.clone(),
                prefectures: vec![Choice::new("", "すべて", true)],
                close: DateBoxes::default(),
                file_name: "一覧.xlsx".to_owned(),
                faults: rows,
                further_faults: further,
            }
        };
        let first = page(&form, Vec::new());
        form.refuse("file", "ファイルを選んでください。");
        let wrong = page(&form, Vec::new());
        let faults = (1..=60).map(|line| Fault {
            sheet: "一覧".to_owned(),
            line,
            column: "A列".to_owned(),
            sentence: "団体コードが空です。".to_owned(),
        });
        vec![first, wrong, page(&Form::default(), faults.collect())]
    }
}

#[cfg(test)]
impl PlanPage {
    pub fn samples() -> Vec<Self> {
        use crate::regions::register::comparison::{Known, compare};
        use crate::regions::register::{MunicipalityEntry, reading::Listed};
        let known = Known {
            code: "011002".to_owned(),
            prefecture_code: "010006".to_owned(),
            prefecture_name: "北海道".to_owned(),
            name: "札幌市".to_owned(),
            kana: "さっぽろし".to_owned(),
            kind: "city".to_owned(),
            valid_from: None,
            valid_to: None,
        };
        let listed = |code: &str, name: &str| Listed {
            entry: MunicipalityEntry {
                code: code.to_owned(),
                prefecture_code: "010006".to_owned(),
                name: name.to_owned(),
                kana: "みほんし".to_owned(),
                kind: "city".to_owned(),
            },
            valid_from: None,
            valid_to: None,
        };
        let gone = Known { code: "012025".to_owned(), ..known.clone() };
        let close_on = Some(jiff::civil::date(2027, 3, 31));
        let full =
            compare(vec![listed("011002", "見本市"), listed("019999", "新市")], vec![known, gone], &[], close_on);
        let reading = Reading { wards: 171, zeros: 2, ..Reading::default() };
        [full, Plan::default()]
            .iter()
            .map(|plan| {
                let frame = Frame::sample("変わるところ");
                Self::new(frame, "0", "prefecture=010006".to_owned(), &reading, plan)
            })
            .collect()
    }
}
