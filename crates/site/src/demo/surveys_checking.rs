//! What happened so far with the answers of the running survey: findings explained, inquiries in every state, an answer
//! put right, an interim cut, a text that was coded. All of it is invented.

use std::collections::BTreeSet;
use std::sync::Arc;

use japanese::wareki::FiscalYear;
use questionnaire::soft::SoftFinding;
use questionnaire::{Answer, Answers, Form};

use super::cast::CAST;
use super::fill::{FillError, REQUEST};
use crate::permissions::{
    Actor, AnswerSurvey, AppCore, CheckAnswers, CleanAnswers, CodeTexts, CutDataSets, LookAtFindings, Member, Reader,
    Role,
};
use crate::programmes;
use crate::surveys;
use crate::surveys::actions::{correcting, data_sets, findings, inquiries, texts};
use crate::surveys::model::checking::FindingKey;
use crate::surveys::model::data_sets::DataSetKind;
use crate::surveys::model::texts::Attribution;
use crate::surveys::model::{Respondent, State, SurveyRow};

/// The question 「活用しているツールの名前」.
const TOOLS: &str = "q7_1";
/// Invented names; none is a product.
const TOOL_NAMES: &[&str] = &[
    "みほんリンク（架空）",
    "見本つながるノート（架空）",
    "みほんリンク（架空）、紙の連携ノート",
    "医師会が運営するみほんネット（架空）",
    "入退院の情報提供様式（架空の名前）",
    "ケアマネと医師会の連携ノート（架空）",
    "みほんネット（架空）と電話・ファクス",
    "看取りの手帳（架空）",
    "訪問看護と薬局が使うみほんリンク（架空）",
];
/// Categories, each with what a text of it has in it.
const CATEGORIES: &[(&str, &[&str])] = &[
    ("ICTのツール", &["リンク", "ネット"]),
    ("紙のノート・手帳", &["ノート", "手帳"]),
    ("様式", &["様式"]),
    ("電話・ファクス", &["電話"]),
];
/// Texts coded so far; the rest waits.
const CODED: usize = 60;
/// Of so many towns one gives a top priority that is none of its issues, or a number far from the others.
const ONE_IN: u64 = 40;

/// Invented answers that agree with each other, but for some: what is drawn at random agrees with nothing.
pub fn agree(form: &Form, answers: &mut Answers, pick: &mut dyn FnMut(u64) -> u64) {
    let odd = pick(ONE_IN) == 0;
    if let (Some(Answer::Many { choices, .. }), Some(Answer::One { choice, .. }), false) =
        (answers.get("q8_1_1").cloned(), answers.get("q8_1_2").cloned(), odd)
        && !choices.contains(&choice)
    {
        let plain = |id: &&String| {
            let question = form.question("q8_1_2");
            question.is_some_and(|q| form.choices(q).iter().any(|c| c.id == **id && !c.other))
        };
        match choices.iter().find(plain) {
            Some(first) => answers.set("q8_1_2", Answer::one(first)),
            None => answers.set(
                "q8_1_1",
                Answer::Many {
                    choices: [choices, vec![choice]].concat(),
                    others: answers_others(answers.get("q8_1_1")),
                },
            ),
        }
    }
    if matches!(answers.get(TOOLS), Some(Answer::Text { .. })) {
        let drawn = usize::try_from(pick(TOOL_NAMES.len() as u64)).unwrap_or(0);
        answers.set(TOOLS, Answer::text(TOOL_NAMES.get(drawn).copied().unwrap_or_default()));
    }
    if matches!(answers.get("q13_2"), Some(Answer::Number { .. })) {
        // Most go alone or with a few; one in many has slipped a digit.
        let number = if pick(ONE_IN * 10) == 0 { 90.0 } else { f64::from(u8::try_from(1 + pick(4)).unwrap_or(1)) };
        answers.set("q13_2", Answer::Number { number });
    }
}

fn answers_others(answer: Option<&Answer>) -> std::collections::BTreeMap<String, String> {
    match answer {
        Some(Answer::Many { others, .. }) => others.clone(),
        _ => std::collections::BTreeMap::new(),
    }
}

/// Somebody of the cast, or an invented colleague at a town, who does what is told here.
fn actor(name: &str, organisation: &str, role: Role, municipality: Option<&str>, programme: i64) -> Actor {
    Actor::Person(Arc::new(Member {
        person: 0,
        name: name.to_owned(),
        membership: 0,
        organisation: 0,
        organisation_name: organisation.to_owned(),
        role,
        municipalities: municipality.map(str::to_owned).into_iter().collect(),
        prefectures: Vec::new(),
        programmes: vec![programme],
        session: 0,
    }))
}

pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let year = FiscalYear::of(core.clock.today());
    let mut look = core.read::<LookAtFindings>(Actor::Console, REQUEST).await?;
    let Some(programme) = programmes::first(&mut look).await? else { return Ok(()) };
    let name = format!("fy{}_municipality", year.0);
    let Some(survey) = surveys::named(&mut look, programme, year.0, &name).await? else { return Ok(()) };
    if surveys::newest_data_set(&mut look, survey.id).await?.is_some() {
        return Ok(());
    }
    drop(look);
    // Findings are kept from here on: everything below stands on them.
    surveys::jobs::hold_all_against(core, None, Actor::Console).await.map_err(|e| FillError::Refused(e.to_string()))?;
    surveys::jobs::release_all(core, Actor::Console).await.map_err(|e| FillError::Refused(e.to_string()))?;
    let mut look = core.read::<LookAtFindings>(Actor::Console, REQUEST).await?;
    let found = found(&mut look, &survey).await?;
    drop(look);
    let name = CAST.iter().find(|c| c.id == "cooperation-office").map(|c| c.name).unwrap_or_default();
    let office =
        actor(name, super::organisations::name_of("cooperation-office"), Role::ProgrammeOffice, None, programme);
    ask(core, &survey, programme, &office, &found).await?;
    clean(core, &survey, &office, &found).await?;
    code(core, &survey, &office).await?;
    // Last of all, so that a filling that was cut off is taken up again from the start of what is missing.
    let mut tx = core.write::<CutDataSets>(office, REQUEST).await?;
    data_sets::cut(&mut tx, survey.id, DataSetKind::Interim, "中間報告の準備（架空の中間締めです）").await?;
    tx.commit_recorded().await?;
    Ok(())
}

type Found = [(Respondent, Vec<SoftFinding>)];

/// Everybody with findings, in the order of their codes.
async fn found(look: &mut Reader, survey: &SurveyRow) -> Result<Vec<(Respondent, Vec<SoftFinding>)>, FillError> {
    Ok(surveys::everybody_with_findings(look, survey).await?)
}

/// Towns that have handed in, with a finding about two questions, none of them of the cast.
fn towns(found: &Found) -> impl Iterator<Item = (&Respondent, &SoftFinding)> {
    let cast = ["352128", "193666", "011002", "252131"];
    found.iter().filter_map(move |(respondent, found)| {
        let handed_in = respondent.line.state() == State::Submitted && !cast.contains(&respondent.line.code.as_str());
        let about = found.iter().find(|looked| looked.rule == "priority_among_issues")?;
        handed_in.then_some((respondent, about))
    })
}

/// One inquiry for each state, one that waits for 東近江市, and findings that were explained or left as they are.
async fn ask(
    core: &Arc<AppCore>,
    survey: &SurveyRow,
    programme: i64,
    office: &Actor,
    found: &Found,
) -> Result<(), FillError> {
    let mut towns = towns(found);
    let mut tx = core.write::<CheckAnswers>(office.clone(), REQUEST).await?;
    let text = "拠点との連携の状況について、いつの時点の答えかを教えてください。（架空の照会です）";
    inquiries::ask(&mut tx, survey, "252131", "q11", None, text).await?;
    let mut asked = Vec::new();
    for (respondent, looked) in towns.by_ref().take(3) {
        let key = FindingKey::of(looked);
        let text =
            "最優先の課題が、問8-1-1で選んだ課題の中にありません。どちらが正しいか教えてください。（架空の照会です）";
        let code = respondent.line.code.as_str();
        let id = inquiries::ask(&mut tx, survey, code, &key.question, Some(&key), text).await?;
        asked.push((respondent, id, key));
    }
    tx.commit_recorded().await?;
    // The first waits. The second corrected its answer, the third kept it and is settled.
    for (at, (respondent, id, key)) in asked.iter().enumerate().skip(1) {
        let line = &respondent.line;
        let town = actor("担当（架空）", &line.name, Role::MunicipalityOfficer, Some(&line.code), programme);
        let mut tx = core.write::<AnswerSurvey>(town, REQUEST).await?;
        let last = surveys::newest_entry(&mut tx, *id).await?;
        let issues = respondent.answers.get("q8_1_1").map(Answer::choices).unwrap_or_default();
        let sent = match (at, issues.iter().find(|id| *id != "other")) {
            (1, Some(issue)) => vec![(key.question.clone(), Some(Answer::one(issue)))],
            _ => Vec::new(),
        };
        let text = if sent.is_empty() {
            "問8-1-1は担当課だけで、問8-1-2は庁内で話し合って答えたためです。（架空の回答です）"
        } else {
            "選び間違いでした。直しました。（架空の回答です）"
        };
        inquiries::reply(&mut tx, survey, &line.code, *id, last, text, &sent).await?;
        tx.commit_recorded().await?;
    }
    let mut tx = core.write::<CheckAnswers>(office.clone(), REQUEST).await?;
    if let Some((respondent, id, _)) = asked.get(2) {
        let last = surveys::newest_entry(&mut tx, *id).await?;
        let note = "ありがとうございました。このままとします。（架空）";
        inquiries::settle(&mut tx, survey, &respondent.line.code, *id, last, note).await?;
    }
    if let Some((respondent, looked)) = towns.next() {
        let key = FindingKey::of(looked);
        findings::settle(&mut tx, survey, &respondent.line.code, &key, "電話で確認しました。（架空）").await?;
    }
    tx.commit_recorded().await?;
    for (respondent, looked) in towns.take(3) {
        let line = &respondent.line;
        let town = actor("担当（架空）", &line.name, Role::MunicipalityOfficer, Some(&line.code), programme);
        let mut tx = core.write::<AnswerSurvey>(town, REQUEST).await?;
        let said =
            [(FindingKey::of(looked), "優先順位は庁内の別の会議で決めたためです。（架空の説明です）".to_owned())];
        findings::explain(&mut tx, survey, &line.code, &said).await?;
        tx.commit_recorded().await?;
    }
    Ok(())
}

/// A slipped digit, put right.
async fn clean(core: &Arc<AppCore>, survey: &SurveyRow, office: &Actor, found: &Found) -> Result<(), FillError> {
    let slipped = found.iter().find(|(respondent, found)| {
        respondent.line.state().is_collected() && found.iter().any(|looked| looked.rule == "outlier")
    });
    let Some((respondent, _)) = slipped else { return Ok(()) };
    let mut tx = core.write::<CleanAnswers>(office.clone(), REQUEST).await?;
    let sent = [("q13_2".to_owned(), Some(Answer::Number { number: 9.0 }))];
    let reason = "電話で確認。桁の誤りで、正しくは9市町村（架空の整理です）";
    correcting::clean(&mut tx, survey, &respondent.line.code, "q13_2", &sent, reason).await?;
    tx.commit_recorded().await?;
    Ok(())
}

async fn code(core: &Arc<AppCore>, survey: &SurveyRow, office: &Actor) -> Result<(), FillError> {
    let mut tx = core.write::<CodeTexts>(office.clone(), REQUEST).await?;
    let mut categories = Vec::new();
    for (label, words) in CATEGORIES {
        categories.push((texts::add_category(&mut tx, survey, TOOLS, label).await?, words));
    }
    let loaded = texts::load(&mut tx, survey, TOOLS, "").await?;
    let put = |text: &surveys::model::texts::Text| texts::Put {
        respondent: text.respondent_id,
        mark: surveys::text_mark(&text.body),
        was: BTreeSet::new(),
        now: categories
            .iter()
            .filter(|(_, words)| words.iter().any(|word| text.body.contains(word)))
            .map(|(id, _)| *id)
            .collect(),
    };
    let sent: Vec<texts::Put> = loaded.texts.iter().take(CODED).map(put).collect();
    texts::code(&mut tx, survey, TOOLS, &sent).await?;
    for (text, attribution) in loaded.texts.iter().zip([Attribution::Band, Attribution::Prefecture]) {
        texts::quote(&mut tx, survey, TOOLS, &text.code, &text.body, attribution, false).await?;
    }
    tx.commit_recorded().await?;
    Ok(())
}
