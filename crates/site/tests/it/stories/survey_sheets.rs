//! Answer sheets in Excel: given out, filled, taken back.

use std::sync::Arc;

use answer_sheets::{Expected, IssueOptions, Limits, Template};
use foundation::Action;
use questionnaire::{Answer, Answers, Form};
use site::permissions::{Actor, CollectSheets, EditSurveys, IssueSheets, LookAtProgrammes, ReadTx, Renkei, WriteTx};
use site::surveys::actions::{self, NewSurvey, giving_out};
use site::surveys::model::{Respondent, SurveyRow};
use site::surveys::sheets::{self, Editions, Taken};

use crate::world::{World, story};

async fn reading<A: Action<Policy = Renkei>>(world: &World) -> ReadTx<A> {
    world.core.read::<A>(Actor::Console, "test").await.expect("the console may")
}

async fn writing<A: Action<Policy = Renkei>>(world: &World) -> WriteTx<A> {
    world.core.write::<A>(Actor::Console, "test").await.expect("the console may")
}

struct Running {
    survey: SurveyRow,
    form: Arc<Form>,
    editions: Arc<Editions>,
}

/// A survey of all municipalities that is being answered.
async fn running(world: &World) -> Running {
    let mut look = reading::<LookAtProgrammes>(world).await;
    let programme = site::programmes::first(&mut look).await;
    drop(look);
    let programme = programme.expect("the database answers").expect("a programme");
    let mut definition = questionnaire::shipped::definition("fy2026_municipality").expect("a questionnaire");
    "story_sheets".clone_into(&mut definition.id);
    let today = world.core.clock.today();
    let new = NewSurvey { programme, definition, opens_on: today, due_on: today, previous: None };
    let mut tx = writing::<EditSurveys>(world).await;
    let id = actions::create(&mut tx, new).await.expect("a survey");
    actions::open(&mut tx, id).await.expect("it opens");
    tx.commit_recorded().await.expect("stored");
    let mut look = reading::<IssueSheets>(world).await;
    let survey = sheets::survey(&mut look, id).await.expect("found");
    let form = actions::form_of(&mut look, id).await.expect("a form");
    let editions = Editions::of(&mut look, id).await.expect("editions");
    Running { survey, form, editions }
}

async fn respondent(world: &World, at: &Running, code: &str) -> Respondent {
    let mut look = reading::<IssueSheets>(world).await;
    sheets::respondent(&mut look, &at.survey, code).await.expect("a respondent")
}

async fn issued(world: &World, at: &Running, respondent: &Respondent) -> Vec<u8> {
    let mut look = reading::<IssueSheets>(world).await;
    giving_out::one(&mut look, &at.survey, respondent).await.expect("a sheet").1
}

/// These answers written into the cells of a sheet, as its town sends it back.
pub fn filled(template: &Template, sheet: &[u8], answers: &Answers) -> Vec<u8> {
    let expected = Expected { draft: true, ..Expected::default() };
    let mut reading = answer_sheets::read(sheet, std::slice::from_ref(template), &expected, &Limits::default())
        .expect("our own sheet is read");
    reading.answers = answers.clone();
    reading.faults.clear();
    reading.entries.clear();
    answer_sheets::mark_up(template, &reading, &Answers::default(), &IssueOptions::default()).expect("a filled sheet")
}

pub fn complete(form: &Form, seed: u64) -> Answers {
    let mut state = seed;
    questionnaire::generate::fill(form, Answers::default(), &mut |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below.max(1)
    })
}

/// Answers to everything, as they are stored of this town: its name is the list's.
pub fn named(mut answers: Answers, town: &str) -> Answers {
    answers.set("f1", Answer::text(town));
    answers
}

/// Four options of a question that takes three.
pub fn one_too_many(form: &Form, answers: &mut Answers) {
    let multiple = form.questions().find_map(|(_, _, q)| match &q.kind {
        questionnaire::Kind::Multiple(kind) if kind.most == Some(3) && answers.get(&q.id).is_some() => Some(q),
        _ => None,
    });
    let question = multiple.expect("a question of at most three");
    let choices = form.choices(question).iter().filter(|c| !c.other && !c.exclusive).take(4);
    answers.set(&question.id, Answer::many(choices.map(|c| c.id.as_str())));
}

/// A respondent's sheet with these answers.
async fn back(world: &World, at: &Running, respondent: &Respondent, answers: &Answers) -> Vec<u8> {
    let template = at.editions.template(respondent.edition_id).expect("an edition");
    filled(template, &issued(world, at, respondent).await, answers)
}

async fn take(world: &World, at: &Running, content: &[u8]) -> Taken {
    let sheet = sheets::read("回答.xlsx", content, &at.survey, at.editions.all());
    let reading = sheet.outcome.expect("a sheet of this survey");
    let mut tx = writing::<CollectSheets>(world).await;
    let taken = sheets::take(&mut tx, &at.survey, &at.editions, &reading).await.expect("the database answers");
    if tx.has_records() {
        tx.commit_recorded().await.expect("stored");
    }
    taken
}

story! {
    /// F1 is the list's: it stands there before anybody answers, and neither the sheet nor the page changes it.
    async fn a_town_s_name_is_filled_in_and_stays(world) {
        let at = running(&world).await;
        let name = Some(Answer::text("柳井市"));
        let before = respondent(&world, &at, "352128").await;
        assert_eq!(before.answers.get("f1").cloned(), name);
        let untouched = issued(&world, &at, &before).await;
        assert_eq!(take(&world, &at, &untouched).await, Taken::Empty, "a name alone is no answer");

        let base = format!("/surveys/{}/352128", at.survey.id);
        let mut officer = world.sign_in("yanai-officer").await;
        let page = officer.get(&format!("{base}/answer/s1")).await.expect(200, "value=\"柳井市\"").text();
        let box_of_f1 = page.split("id=\"f1-box\"").nth(1).and_then(|piece| piece.split('>').next()).expect("F1");
        assert!(box_of_f1.contains("readonly"), "{box_of_f1}");
        crate::stories::surveys::send(&mut officer, &base, "s1", &[("f1", "別の市"), ("f2", "")]).await;
        assert_eq!(respondent(&world, &at, "352128").await.answers.get("f1").cloned(), name);

        let mut answers = complete(&at.form, 3);
        answers.set("f1", Answer::text("別の市"));
        let hers = respondent(&world, &at, "352128").await;
        let sheet = back(&world, &at, &hers, &answers).await;
        assert!(matches!(take(&world, &at, &sheet).await, Taken::Submitted { .. }));
        assert_eq!(respondent(&world, &at, "352128").await.answers.get("f1").cloned(), name);
    }
}

story! {
    /// What a town wrote into Excel stands here, letter for letter, and is handed in; the same file again changes nothing.
    async fn a_sheet_comes_back_and_is_handed_in(world) {
        let at = running(&world).await;
        let yanai = respondent(&world, &at, "352128").await;
        assert_eq!(sheets::file_name(&at.survey, &yanai), "352128_柳井市_story_sheets.xlsx");
        let answers = named(complete(&at.form, 7), "柳井市");
        let file = back(&world, &at, &yanai, &answers).await;
        let taken = take(&world, &at, &file).await;
        let receipt = format!("{:03}-352128-1", at.survey.id);
        assert_eq!(taken, Taken::Submitted { questions: answers.0.len() - 1, receipt });
        let stored = respondent(&world, &at, "352128").await;
        assert_eq!((stored.answers, stored.line.state.as_str()), (answers, "submitted"));
        assert_eq!(take(&world, &at, &file).await, Taken::Unchanged);
        // A sheet nobody has filled in is told as such, not as faults.
        let hagi = respondent(&world, &at, "352047").await;
        assert_eq!(take(&world, &at, &issued(&world, &at, &hagi).await).await, Taken::Empty);
    }
}

story! {
    /// What was answered meanwhile by another way stays; what both changed is told, and nothing is overwritten.
    async fn a_sheet_and_the_web_are_joined(world) {
        let at = running(&world).await;
        let yanai = respondent(&world, &at, "352128").await;
        let whole = named(complete(&at.form, 11), "柳井市");
        let mut first = whole.clone();
        let question = first.0.keys().find(|q| matches!(first.get(q), Some(Answer::One { .. }))).expect("a choice").clone();
        first.0.retain(|q, _| *q == question);
        let early = back(&world, &at, &yanai, &whole).await;
        // Somebody hands in one answer first, another than the sheet's.
        let choices = at.form.choices(at.form.question(&question).expect("the question"));
        let chosen = whole.get(&question).expect("an answer").choices()[0].clone();
        let other = choices.iter().find(|c| c.id != chosen && !c.other).expect("another option");
        first.set(&question, Answer::one(&other.id));
        assert_eq!(take(&world, &at, &back(&world, &at, &yanai, &first).await).await, Taken::Kept { questions: 1, conflicts: Vec::new() });
        let taken = take(&world, &at, &early).await;
        let Taken::Kept { questions, conflicts } = taken else { panic!("{taken:?}") };
        assert_eq!((questions, conflicts.len()), (whole.0.len() - 2, 1));
        assert!(sheets::conflict_sentence(&conflicts[0]).contains("画面の答えを残しました"), "{conflicts:?}");
        let stored = respondent(&world, &at, "352128").await;
        assert_eq!(stored.answers.get(&question), Some(&Answer::one(&other.id)));
        assert_eq!(stored.line.state, "working");
    }
}

story! {
    /// A wrong sheet is refused with what it is; a wrong answer with the cell it stands in.
    async fn what_cannot_be_taken_says_where(world) {
        let at = running(&world).await;
        let yanai = respondent(&world, &at, "352128").await;
        let mut wrong = complete(&at.form, 5);
        one_too_many(&at.form, &mut wrong);
        let taken = take(&world, &at, &back(&world, &at, &yanai, &wrong).await).await;
        let Taken::Refused(reasons) = taken else { panic!("{taken:?}") };
        assert!(reasons.iter().any(|r| r.contains("シート「") && r.contains("3つまで")), "{reasons:?}");
        let hers = respondent(&world, &at, "352128").await.answers;
        assert_eq!(hers, named(Answers::default(), "柳井市"), "nothing of it was stored");
        let mut two = Vec::new();
        for seed in [5, 6] {
            let file = back(&world, &at, &yanai, &complete(&at.form, seed)).await;
            two.push(sheets::read("回答.xlsx", &file, &at.survey, at.editions.all()));
        }
        assert_eq!(sheets::twice(&two).keys().collect::<Vec<_>>(), ["352128"]);
        let other = SurveyRow { id: at.survey.id + 1, ..at.survey.clone() };
        let file = back(&world, &at, &yanai, &complete(&at.form, 5)).await;
        assert!(sheets::read("回答.xlsx", &file, &other, at.editions.all()).outcome.is_err());
        assert!(sheets::read("回答.csv", b"a,b\n1,2\n", &at.survey, at.editions.all()).outcome.is_err());
    }
}
