//! The invented answers of the yearly survey as tables: what the other tests write down.

use table_files::{About, Codes, Printed, Question, printed};
use tabulate::{
    Comparison, Disclosure, Filter, Meta, Multiple, Number, Numeric, Plan, Single, Table, Variable, derive, read,
};

const ANSWERS: &[u8] = include_bytes!("../../../tabulate/tests/published/municipality_answers_synthetic.csv");

pub struct Answers {
    pub sheet: read::Sheet,
    pub gaito: Variable,
    pub flags: Variable,
    pub classes: Variable,
    pub q1: Variable,
    pub q5: Variable,
    pub codes: Codes,
}

const CLASSES: [&str; 3] = ["kaso", "chusankan", "shokibo"];
const SCENES: [(&str, &str); 8] = [
    ("q5_nyutaiin", "入退院支援"),
    ("q5_nichijo", "日常の療養支援"),
    ("q5_mitori", "看取り"),
    ("q5_kyuhen", "急変時の対応"),
    ("q5_ninchisho", "認知症に係る対応"),
    ("q5_saigai", "災害に係る対応"),
    ("q5_kansensho", "感染症に係る対応"),
    ("q5_none", "取り組んでいるものはない"),
];

impl Answers {
    pub fn read() -> Self {
        let sheet = read::csv(ANSWERS, None, read::Limits::default()).unwrap();
        let rows = sheet.rows();
        let flags = CLASSES.map(|name| sheet.single(name).unwrap());
        let yes = |flag: &Single| flag.meta().choices.iter().position(|c| c.label == "1").unwrap();
        let any = Filter::Or(flags.iter().map(|flag| Filter::Is(flag, vec![yes(flag)])).collect());
        let gaito = derive::flag("gaito", rows, "該当", "非該当", &any).unwrap();
        let gaito = gaito.with_meta(Meta::new("gaito", ["該当", "非該当"]).labelled("過疎地域等の該当")).unwrap();
        let q5: Multiple = sheet.multiple("q5", &SCENES.map(|(column, _)| column)).unwrap();
        let mut meta = Meta::new("q5", SCENES.map(|(_, label)| label)).labelled("問5 取り組んでいる場面");
        meta.choices[7].exclusive = true;
        let labels = ["過疎地域に該当", "中山間地域等に該当", "小規模自治体に該当"];
        let flags = sheet.multiple("flags", &CLASSES).unwrap();
        let classes = sheet.single("class_exclusive").unwrap();
        let named = classes.meta().as_ref().clone().labelled("過疎地域等の区分");
        let codes = [
            ("gaito".to_owned(), ["yes", "no"].map(str::to_owned).to_vec()),
            ("q5".to_owned(), SCENES.map(|(column, _)| column[3..].to_owned()).to_vec()),
        ];
        Self {
            gaito: gaito.into(),
            flags: flags.with_meta(Meta::new("flags", labels).labelled("該当する区分")).unwrap().into(),
            classes: classes.with_meta(named).unwrap().into(),
            q1: sheet.single("q1").unwrap().into(),
            q5: q5.with_meta(meta).unwrap().into(),
            codes: Codes(codes.into()),
            sheet,
        }
    }

    pub fn plan(&self) -> Plan<'_> {
        Plan {
            banners: vec![&self.gaito, &self.flags, &self.classes],
            independence: true,
            comparison: Some(Comparison::default()),
            ..Plan::default()
        }
    }

    pub fn question(code: &str) -> Question {
        let (number, text, kind, asked_of) = match code {
            "q1" => ("問1", "在宅医療・介護連携の推進に係る協議会を設置していますか。", "単一選択", ""),
            "q5" => ("問5", "取り組んでいる場面はどれですか。", "複数回答", ""),
            "q13" => ("問13-2", "①一体的に行う市町村の数", "数量", "問13で「ある」と答えた方"),
            _ => ("", "", "", ""),
        };
        Question {
            code: code.to_owned(),
            number: number.to_owned(),
            text: text.to_owned(),
            kind: kind.to_owned(),
            section: "Ⅲ 市町村の取組".to_owned(),
            asked_of: asked_of.to_owned(),
        }
    }

    pub fn table(&self, code: &str) -> (Table, Printed) {
        let table = self.plan().table(if code == "q1" { &self.q1 } else { &self.q5 }).unwrap();
        let mut printed = printed::cross(Self::question(code), &table, &self.codes);
        printed.compared = Some(0.05);
        (table, printed)
    }

    /// A number made up from the row, missing in every seventh, with hidden groups where `least` says so.
    pub fn number(&self, least: Option<u32>) -> Printed {
        let rows = self.sheet.rows();
        let numbers = (0..rows).map(|row| match row % 7 {
            0 => Number::NoAnswer,
            1 => Number::NotAsked,
            #[allow(clippy::cast_precision_loss, reason = "small")]
            _ => Number::Value((row % 31) as f64),
        });
        let disclosure = least.map_or(Disclosure::Open, Disclosure::AtLeast);
        let meta = Meta::new("q13", Vec::<String>::new()).with_disclosure(disclosure);
        let numeric = Numeric::from_numbers(meta, "市町村", numbers).unwrap();
        let plan = Plan { banners: vec![&self.gaito, &self.classes], ..Plan::default() };
        printed::numeric(Self::question("q13"), &plan.numeric(&numeric).unwrap(), 0, &self.codes)
    }
}

pub fn about() -> About {
    About {
        survey: "fy2025_municipality".to_owned(),
        title: "令和7年度 在宅医療・介護連携推進事業 実態調査　市町村票（復元）".to_owned(),
        programme: "在宅医療・介護連携推進支援事業".to_owned(),
        fiscal_year: 2025,
        respondent: "市町村".to_owned(),
        unit: "団体".to_owned(),
        provisional: false,
        answers: 1741,
        asked: Some(1741),
        as_of: "2026-03-31".to_owned(),
        data_set: String::new(),
        data_hash: "ab".repeat(32),
        fictitious: "デモデータ（架空の内容を含みます）".to_owned(),
    }
}

/// Every kind of table there is.
pub fn every_kind() -> Vec<Printed> {
    let answers = Answers::read();
    let (q1, first) = answers.table("q1");
    let (q5, second) = answers.table("q5");
    let second = second.with_mean(&q5, &[0, 1, 2, 3], "4つの場面の平均").with_differences(&q5).ranked(&q5);
    let first = first.with_differences(&q1);
    let hidden = {
        let meta = q1.question.as_ref().clone().with_disclosure(Disclosure::AtLeast(20));
        let Variable::Single(single) = answers.q1.clone() else { unreachable!() };
        let single: Variable = single.with_meta(meta).unwrap().into();
        let plan = Plan { banners: vec![&answers.classes], ..Plan::default() };
        printed::cross(
            Question { code: "q1_hidden".to_owned(), ..Answers::question("q1") },
            &plan.table(&single).unwrap(),
            &answers.codes,
        )
    };
    assert!(hidden.withholds);
    vec![first, second, answers.number(None), hidden, answers.number(Some(300))]
}
