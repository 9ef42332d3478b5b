//! What holds and still needs a look, at the bounds.

use std::collections::BTreeMap;

use questionnaire::soft::outliers::{Fence, LEAST_IN_A_GROUP};
use questionnaire::soft::{Fences, LastYear, Size, SoftFinding, SoftKind, Tolerance, Tolerances, last_year};
use questionnaire::{Answer, Answers, Form, RowAnswer, generate, shipped, toml_file};

use crate::form;

const BODY: &str = r#"
[lists]
issues = [{ id = "a", label = "甲" }, { id = "b", label = "乙" }, { id = "none", label = "ない", exclusive = true }]
yes = [{ id = "yes", label = "ある" }, { id = "no", label = "ない" }]
use = [{ id = "use", label = "活用" }, { id = "not", label = "なし" }]
[[sections]]
id = "s"
title = "S"
[[sections.questions]]
id = "some"
number = "問1"
text = "課題"
type = "multiple"
list = "issues"
[[sections.questions]]
id = "most"
number = "問2"
text = "最優先"
type = "single"
list = "issues"
[[sections.questions]]
id = "is"
number = "問3"
text = "あるか"
type = "single"
list = "yes"
[[sections.questions]]
id = "men"
number = "問4"
text = "男"
type = "number"
unit = "人"
relevant = "${is} = 'yes'"
[[sections.questions]]
id = "women"
number = "問5"
text = "女"
type = "number"
unit = "人"
[[sections.questions]]
id = "all"
number = "問6"
text = "計"
type = "number"
unit = "人"
[[sections.questions]]
id = "things"
number = "問7"
text = "もの"
type = "grid"
list = "use"
rows = [{ id = "x", label = "エックス" }, { id = "y", label = "ワイ" }]
[[sections.questions]]
id = "how"
number = "問8"
text = "使い方"
type = "grid"
list = "issues"
multiple = true
rows = [{ id = "x", label = "エックス", relevant = "${things_x} = 'use'" }, { id = "y", label = "ワイ", relevant = "${things_y} = 'use'" }]
[[sections.questions]]
id = "sites"
number = "問9"
text = "か所"
type = "number"
unit = "か所"
"#;

const RULES: &str = r#"
questionnaires = ["t"]
[[rules]]
id = "among"
question = "most"
type = "among"
of = "some"
sentence = "問1にありません。"
[[rules]]
id = "sum"
question = "all"
type = "sum"
parts = ["men", "women"]
sentence = "合いません。"
[[rules]]
id = "not_more"
question = "women"
type = "not_more"
of = "all"
sentence = "多すぎます。"
[[rules]]
id = "follow"
question = "how"
type = "follow"
of = "things"
option = "use"
sentence = "使い方がありません。"
[[rules]]
id = "when"
question = "some"
type = "when"
condition = "${things_x} = 'use' and selected(${some}, 'none')"
sentence = "確かめてください。"
"#;

fn number(number: f64) -> Answer {
    Answer::Number { number }
}

fn grid(rows: &[(&str, RowAnswer)]) -> Answer {
    Answer::Grid { rows: rows.iter().map(|(id, answer)| ((*id).to_owned(), answer.clone())).collect() }
}

fn one(choice: &str) -> RowAnswer {
    RowAnswer::One { choice: choice.to_owned(), other: None }
}

fn answers(given: &[(&str, Answer)]) -> Answers {
    given.iter().map(|(id, answer)| ((*id).to_owned(), answer.clone())).collect()
}

fn found(given: &[(&str, Answer)]) -> Vec<SoftFinding> {
    let form = form(BODY);
    let rules = toml_file::soft_rules(RULES).unwrap();
    assert_eq!(rules.verify(&form), Vec::<String>::new());
    let answers = answers(given);
    rules.findings(&form, &answers, &form.applicable(&answers))
}

fn ids(found: &[SoftFinding]) -> Vec<&str> {
    found.iter().map(|finding| finding.rule.as_str()).collect()
}

#[test]
fn questions_are_held_against_each_other_only_where_both_are_answered() {
    assert!(found(&[]).is_empty());
    assert!(found(&[("most", Answer::one("a"))]).is_empty(), "nothing to hold it against");
    assert!(found(&[("most", Answer::one("a")), ("some", Answer::many(["b", "a"]))]).is_empty());
    let stray = found(&[("most", Answer::one("a")), ("some", Answer::many(["b"]))]);
    assert_eq!(ids(&stray), ["among"]);
    assert_eq!(stray[0].sentence, "問1にありません。（「甲」）");

    let sum = |men: f64, women: f64, all: f64| {
        found(&[("is", Answer::one("yes")), ("men", number(men)), ("women", number(women)), ("all", number(all))])
    };
    assert!(sum(0.1, 0.2, 0.3).is_empty(), "decimals add up");
    assert_eq!(ids(&sum(1.0, 2.0, 4.0)), ["sum"]);
    assert_eq!(sum(1.0, 2.0, 4.0)[0].sentence, "合いません。（ここは4、合計は3）");
    assert_eq!(ids(&sum(0.0, 3.0, 2.0)), ["sum", "not_more"]);
    // Who is not asked the part has no sum.
    let not_asked =
        found(&[("is", Answer::one("no")), ("men", number(9.0)), ("women", number(1.0)), ("all", number(4.0))]);
    assert!(not_asked.is_empty());
}

#[test]
fn rows_that_follow_and_combinations_are_found() {
    let things = grid(&[("x", one("use")), ("y", one("use"))]);
    let many = |ids: &[&str]| RowAnswer::Many {
        choices: ids.iter().map(|id| (*id).to_owned()).collect(),
        others: BTreeMap::new(),
    };
    let both = found(&[("things", things.clone())]);
    assert_eq!(both[0].sentence, "使い方がありません。（「エックス」、「ワイ」）");
    let one_missing = found(&[("things", things.clone()), ("how", grid(&[("x", many(&["a"])), ("y", many(&[]))]))]);
    assert_eq!(one_missing[0].sentence, "使い方がありません。（「ワイ」）");
    assert_ne!(both[0].mark, one_missing[0].mark, "another answer is another finding");
    assert!(
        found(&[("things", things.clone()), ("how", grid(&[("x", many(&["a"])), ("y", many(&["b"]))]))]).is_empty()
    );
    assert!(found(&[("things", grid(&[("x", one("not"))]))]).is_empty());
    let when = found(&[
        ("things", grid(&[("x", one("use"))])),
        ("how", grid(&[("x", many(&["a"]))])),
        ("some", Answer::many(["none"])),
    ]);
    assert_eq!(ids(&when), ["when"]);
}

#[test]
fn rules_that_do_not_fit_the_questionnaire_are_told() {
    let form = form(BODY);
    let faults = |text: &str| toml_file::soft_rules(text).unwrap().verify(&form).join(" ");
    let rule = |kind: &str| format!("[[rules]]\nid = \"r\"\nquestion = \"some\"\nsentence = \"x\"\n{kind}");
    assert!(faults(&rule("type = \"among\"\nof = \"nothing\"")).contains("「nothing」という設問はありません"));
    assert!(faults(&rule("type = \"not_more\"\nof = \"all\"")).contains("「some」は数の設問ではありません"));
    assert!(faults(&rule("type = \"when\"\ncondition = \"${gone} = 'a'\"")).contains("「gone」"));
    let follow = "[[rules]]\nid = \"r\"\nquestion = \"how\"\nsentence = \"x\"\ntype = \"follow\"\nof = \"things\"\noption = \"zzz\"";
    assert!(faults(follow).contains("「zzz」という選択肢はありません"));
    let twice = format!("{}\n{}", rule("type = \"among\"\nof = \"most\""), rule("type = \"among\"\nof = \"most\""));
    assert!(faults(&twice).contains("二度"));
    assert!(
        toml_file::soft_rules("[[rules]]\nid = \"r\"\nquestion = \"q\"\nsentence = \"x\"\ntype = \"no_such\"").is_err()
    );
}

#[test]
fn every_shipped_rule_fits_its_questionnaire() {
    for id in shipped::ids() {
        let form = Form::new(shipped::definition(id).unwrap()).unwrap();
        let rules = shipped::soft_rules(id).unwrap();
        assert!(!rules.rules.is_empty(), "{id}");
        assert_eq!(rules.verify(&form), Vec::<String>::new(), "{id}");
    }
    assert_eq!(shipped::soft_rules("stranger").unwrap().rules, Vec::new());
}

#[test]
fn exactly_the_tolerance_is_still_within() {
    let tolerance = Tolerance { percent: 30, least: 2 };
    for (before, now, allowed) in [
        (100.0, 130.0, true),
        (100.0, 131.0, false),
        (100.0, 129.0, true),
        (100.0, 70.0, true),
        (100.0, 69.0, false),
        (1.0, 2.0, true),
        (2.0, 4.0, false),
        (0.0, 1.0, true),
        (0.0, 2.0, false),
        (3.0, 0.0, false),
        (10.0, 13.0, true),
        (10.0, 13.5, false),
        (-10.0, -13.0, true),
        (-10.0, -14.0, false),
        (0.0, 0.0, true),
    ] {
        assert_eq!(tolerance.allows(before, now), allowed, "{before} → {now}");
    }
    // 0 % and nothing at least: any change.
    let strict = Tolerance { percent: 0, least: 0 };
    assert!(strict.allows(5.0, 5.0) && !strict.allows(5.0, 5.5));
}

#[test]
fn last_year_is_compared_where_the_question_is_the_same() {
    let this = form(BODY);
    let old = form(&BODY.replace("text = \"か所\"", "text = \"ほかの聞き方\""));
    let before = answers(&[
        ("sites", number(10.0)),
        ("women", number(10.0)),
        ("is", Answer::one("yes")),
        ("some", Answer::many(["a", "b"])),
        ("things", grid(&[("x", one("use")), ("y", one("not"))])),
    ]);
    let now = answers(&[
        ("sites", number(20.0)),
        ("women", number(14.0)),
        ("is", Answer::one("no")),
        ("some", Answer::many(["none"])),
        ("things", grid(&[("x", one("not")), ("y", one("use"))])),
    ]);
    let tolerance = Tolerance { percent: 30, least: 2 };
    let look = |old: &Form, before: &Answers, now: &Answers| {
        let year = LastYear { form: old, answers: before, concordance: None };
        last_year::findings(&this, now, &this.applicable(now), &year, &Tolerances::same(tolerance))
    };
    let found = look(&old, &before, &now);
    let questions: Vec<&str> = found.iter().map(|finding| finding.question.as_str()).collect();
    assert_eq!(questions, ["some", "is", "women", "things"], "問9 is asked in other words");
    assert!(found.iter().all(|finding| finding.kind == SoftKind::LastYear));
    assert!(found[2].sentence.starts_with("前年は10人、今年は14人です（40.0%増）。"), "{}", found[2].sentence);
    assert!(found[1].sentence.contains("前年は「ある」、今年は「ない」"));
    assert!(found[0].sentence.contains("前年は「甲」、「乙」、今年は「ない」"));
    assert!(found[3].sentence.contains("「エックス」は、前年は「活用」、今年は「なし」"));
    // The other way round: a no that became a yes needs no reason, what went the other way does.
    let back: Vec<String> = look(&this, &now, &before).into_iter().map(|finding| finding.question).collect();
    assert_eq!(back, ["things", "sites"], "14 → 10 is within 30 %");
    // No answer on either side is no finding.
    assert!(look(&this, &Answers::default(), &now).is_empty() && look(&this, &before, &Answers::default()).is_empty());
    // With its concordance the shipped pair says which questions go on.
    let (of, to) = ("fy2025_municipality", "fy2026_municipality");
    let [of, to] = [of, to].map(|id| Form::new(shipped::definition(id).unwrap()).unwrap());
    let table = shipped::concordance_to("fy2026_municipality").unwrap();
    let year = LastYear { form: &of, answers: &answers(&[("q1", Answer::one("yes"))]), concordance: Some(&table) };
    let now = answers(&[("q1", Answer::one("no"))]);
    let found = last_year::findings(&to, &now, &to.applicable(&now), &year, &Tolerances::same(tolerance));
    assert_eq!(found.len(), 1, "{found:?}");
}

fn size(band: &str, residents: i64) -> Size {
    Size { band: band.to_owned(), label: format!("{band}の"), residents: Some(residents) }
}

#[test]
fn far_away_is_beyond_three_ranges_within_one_s_size() {
    // 1..=20: Q1 = 5.75, Q3 = 15.25 (R: quantile(1:20)), so the fences are −22.75 and 43.75.
    let mut values: Vec<f64> = (1..=20).map(f64::from).collect();
    let fence = Fence::of(&mut values).unwrap();
    assert_eq!((fence.first_quartile, fence.third_quartile), (5.75, 15.25));
    assert!(!fence.is_beyond(43.75) && fence.is_beyond(43.76));
    assert!(!fence.is_beyond(-22.75) && fence.is_beyond(-22.76));
    assert_eq!(Fence::of(&mut (1..20).map(f64::from).collect::<Vec<_>>()), None, "nineteen are too few");
    assert_eq!(Fence::of(&mut [1.0; LEAST_IN_A_GROUP]), None, "half of them the same");

    let form = form(BODY);
    let everybody: Vec<(Size, BTreeMap<String, f64>)> = (1..=40)
        .map(|n| {
            let band = if n <= 20 { "small" } else { "large" };
            let of = |n: i32| f64::from(if n <= 20 { n } else { (n - 20) * 100 });
            (size(band, 1000), BTreeMap::from([("sites".to_owned(), of(n)), ("women".to_owned(), of(n))]))
        })
        .collect();
    let fences = Fences::of(&form, &everybody);
    let look = |sites: f64, size: &Size| {
        let now = answers(&[("sites", number(sites))]);
        fences.findings(&form, &now, &form.applicable(&now), size)
    };
    assert!(look(43.0, &size("small", 1000)).is_empty());
    let far = look(44.0, &size("small", 1000));
    assert!(far[0].sentence.contains("「44」は、smallの") && far[0].sentence.contains("n=20"), "{}", far[0].sentence);
    assert!(look(44.0, &size("large", 1000)).is_empty(), "usual among the large");
    assert!(look(44.0, &size("unknown", 1000)).is_empty(), "nobody to compare with");
    // People are looked at per 1,000 residents.
    let women = |women: f64, residents: i64| {
        let now = answers(&[("women", number(women))]);
        fences.findings(&form, &now, &form.applicable(&now), &size("small", residents))
    };
    assert!(women(44.0, 2000).is_empty(), "22 per 1,000");
    assert!(women(44.0, 1000)[0].sentence.contains("44") && women(30.0, 500)[0].sentence.contains("人口1,000人あたり"));
}

#[test]
fn whatever_is_asked_after_a_question_hangs_on_it() {
    let form = Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap();
    let after = |id: &str| -> Vec<&str> {
        let followers = form.followers(form.position(id).unwrap());
        followers.iter().filter_map(|at| form.at(*at)).map(|(_, question)| question.id.as_str()).collect()
    };
    assert_eq!(after("q10"), ["q10_c", "q10_p", "q10_m", "q10_1", "q10_2"], "q10_2 through q10_1");
    assert_eq!(after("q12"), ["q12_1", "q12_2"], "rows, too");
    assert_eq!(after("q13_2"), Vec::<&str>::new());
}

#[test]
fn a_mark_is_the_same_for_the_same_answers_only() {
    let form = Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap();
    let rules = shipped::soft_rules("fy2026_municipality").unwrap();
    let mut state = 3_u64;
    let mut pick = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % n.max(1)
    };
    for _ in 0..50 {
        let answers = generate::fill(&form, Answers::default(), &mut pick);
        let who = form.applicable(&answers);
        let (once, again) = (rules.findings(&form, &answers, &who), rules.findings(&form, &answers, &who));
        assert_eq!(once, again);
        assert!(once.iter().all(|finding| finding.mark.len() == 16));
    }
}
