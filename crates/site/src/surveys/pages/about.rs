//! `/surveys/{survey}`: what a survey is, how far its collection has come, whom to ask.

use foundation::web::{PageError, Reply, Req};

use super::desk::desk_links;
use super::list::{figure, period};
use super::open::{survey, survey_frame};
use crate::permissions::{
    Actor, AnswerSurvey, CollectAnswers, EditSurveys, LookAtAnswers, LookAtQuestionnaire, LookAtSurveys, LookAtTables,
    ReadTx, Scope, reach_of,
};
use crate::shared::{Fact, Link, in_japan, number, render};
use crate::surveys::actions::contact::Contact;
use crate::surveys::model::SurveyState;
use crate::surveys::model::linking::LinkTotals;
use crate::surveys::tables::Reach;
use crate::surveys::views::list::AboutPage;
use crate::surveys::views::survey_mark;
use crate::surveys::{actions, storage};

fn fact(label: &str, value: String, note: &str) -> Fact {
    Fact { label: label.to_owned(), value, note: note.to_owned(), fictitious: false }
}

/// Does somebody read single answers of other bodies than the one she answers for?
fn sees_several(actor: &Actor, programme: i64) -> bool {
    match reach_of::<LookAtAnswers>(actor) {
        Some(Scope::Municipalities(_)) => reach_of::<AnswerSurvey>(actor).is_none(),
        Some(Scope::Prefectures(_)) => true,
        Some(scope) => scope.reaches_programme(programme),
        None => false,
    }
}

pub async fn get(mut tx: ReadTx<LookAtSurveys>, req: Req) -> Result<Reply, PageError> {
    let survey = survey(&mut tx, &req).await?;
    let (asked, collected) = storage::collected(&mut tx, survey.id).await?;
    let definition = match survey.state() {
        SurveyState::Draft => actions::drafting::working(&mut tx, survey.id).await?.definition,
        _ => actions::form_of(&mut tx, survey.id).await?.definition().clone(),
    };
    let contact = Contact::of(&mut tx, &survey).await?;
    let contact = contact.parts().into_iter().map(|(label, value)| fact(label, value.to_owned(), "")).collect();
    // Of whom no list names, only where an organisation named a number is there a whole.
    let known = if survey.is_linked() {
        let sum = LinkTotals::sum(&storage::links::totals_of_all(&mut tx, survey.id).await?);
        (sum.named > 0).then(|| {
            let came = crate::surveys::rules::linking::came(sum.collected_of_named, Some(sum.people));
            format!("人数を伝えた{}団体では、{came}。", number(sum.named))
        })
    } else {
        None
    };
    let now = tx.core().clock.now();
    let base = format!("/surveys/{}", survey.id);
    let mut verbs = Vec::new();
    let actor = tx.actor().clone();
    if let Some(own) = reach_of::<AnswerSurvey>(&actor) {
        let codes = match own {
            Scope::Municipalities(codes) | Scope::Prefectures(codes) => codes,
            _ => Vec::new(),
        };
        let known: Vec<(String, i64)> = storage::collecting::ids_of(&mut tx, survey.id, &codes).await?;
        verbs.extend(known.into_iter().map(|(code, _)| Link::new("自分の団体の回答へ", format!("{base}/{code}"))));
    }
    if reach_of::<CollectAnswers>(&actor).is_some_and(|scope| {
        (matches!(scope, Scope::Prefectures(_)) && !survey.is_linked()) || scope.reaches_programme(survey.programme_id)
    }) {
        verbs.push(Link::new("回収室へ", format!("{base}/collection")));
    }
    verbs.extend(desk_links(&actor, &survey));
    if survey.is_linked() {
        verbs.extend(super::links::own_links(&tx, &survey));
        if survey.state() == SurveyState::Open {
            verbs.push(Link::new("案内のコードで回答する", "/answer"));
        }
    }
    if reach_of::<LookAtTables>(&actor).and_then(|scope| Reach::of(&scope, survey.programme_id)).is_some() {
        verbs.push(Link::new("集計を見る", format!("{base}/tables")));
    }
    verbs.push(Link::new("公表した集計を見る", format!("{base}/published")));
    if reach_of::<EditSurveys>(&actor).is_some_and(|scope| scope.reaches_programme(survey.programme_id)) {
        verbs.push(Link::new("調査票を作る・直す", format!("{base}/edit")));
    }
    if survey.respondent == "municipality" && sees_several(&actor, survey.programme_id) {
        verbs.push(Link::new("市町村の一覧と課題の差を見る", format!("{base}/matrix")));
    }
    if reach_of::<LookAtQuestionnaire>(&actor).is_some() {
        verbs.push(Link::new("調査票を読む", format!("{base}/questions")));
    }
    let frame =
        survey_frame(&tx, &survey, &survey.title, false).purpose(format!("{}の調査です。", survey.programme_name));
    let questions = definition.questions().filter(|(_, q)| q.kind.is_asked()).count();
    render(&AboutPage {
        frame,
        state: survey.state().label(),
        mark: survey_mark(survey.state()),
        note: definition.note.clone(),
        facts: vec![
            fact(
                "答える方",
                survey.who().to_owned(),
                if survey.is_linked() {
                    "人数が前もって分からないため、回収率は示しません。"
                } else {
                    "全数調査です。全団体の回答がそろうまで受け付けます。"
                },
            ),
            fact("期間", period(&survey), "締切を過ぎても、受付中のあいだは回答できます。"),
            fact("設問の数", format!("{questions}問"), "答えによって、答えなくてよい設問があります。"),
            match survey.state() {
                SurveyState::Draft => fact("回収", "まだ始まっていません".to_owned(), ""),
                _ => fact(
                    "回収",
                    figure(asked, collected),
                    &format!("{}{}現在", known.unwrap_or_default(), in_japan(now)),
                ),
            },
        ],
        verbs,
        contact,
    })
}
