//! 受付を閉じる and データを確定する: first what is missing and what cannot be undone, then the button. The button carries
//! what was shown; where it is not so any more, the page is shown again and nothing was done.

use foundation::web::{PageError, Reply, Req};
use http::StatusCode;

use super::editing::working;
use super::list::below;
use super::open::survey_in_reach;
use crate::permissions::{CollectAnswers, CutDataSets, EditSurveys, ReadTx, Reader, WriteTx, reach_of};
use crate::shared::{Fact, number, render};
use crate::surveys::actions::{SurveyError, data_sets as cutting, opening};
use crate::surveys::model::closing::Outstanding;
use crate::surveys::model::data_sets::DataSetKind;
use crate::surveys::model::{State, SurveyRow};
use crate::surveys::rules::editing as rules;
use crate::surveys::rules::{Refusal, data_sets as set_rules};
use crate::surveys::storage::{closing, data_sets as sets};
use crate::surveys::views::closing::{ClosingPage, PlaceLine, RemarkField, StateLine};
use crate::surveys::views::{mark, percent};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Close,
    Final,
}

impl Step {
    fn verb(self) -> &'static str {
        match self {
            Self::Close => "受付を閉じる",
            Self::Final => "データを確定する",
        }
    }

    fn back(self, survey: i64) -> String {
        match self {
            Self::Close => format!("/surveys/{survey}/progress"),
            Self::Final => format!("/surveys/{survey}/data-sets"),
        }
    }

    /// What becomes of who stands there.
    fn note(self, state: State) -> &'static str {
        match (self, state) {
            (Self::Close, State::NotOpened | State::Working | State::Returned) => "答えの入力と提出ができなくなります",
            (Self::Final, State::NotOpened | State::Working | State::Returned) => "確定したデータに入りません",
            (Self::Close, State::Submitted) => "閉じたあとも、確定と差戻しができます",
            (Self::Final, State::Submitted) => "事務局が確かめていないまま、確定したデータに入ります",
            (Self::Close, State::Accepted) => "変わりません",
            (Self::Final, State::Accepted) => "確定したデータに入ります",
            (_, State::SetAside) => "集計から外したままです",
        }
    }
}

/// 「団体」; of persons 「件」, as nobody knows how many are asked.
fn unit(survey: &SurveyRow) -> &'static str {
    if survey.is_linked() { "件" } else { "団体" }
}

fn headline(survey: &SurveyRow, all: &Outstanding) -> String {
    let (unit, owing) = (unit(survey), number(all.owing()));
    match (survey.is_linked(), all.owing()) {
        (true, 0) => "始めた方は、全員が提出しています。まだ始めていない方の数は分かりません".to_owned(),
        (true, _) => format!("始めたのに提出していない回答が{owing}件あります。まだ始めていない方の数は分かりません"),
        (false, 0) => format!("{}{unit}すべてが提出しています", number(all.asked())),
        (false, _) => {
            let share =
                percent(all.owing(), all.asked()).map_or_else(String::new, |(_, share)| format!("（{share}%）"));
            format!("{}{unit}のうち{owing}{unit}{share}が、まだ提出していません", number(all.asked()))
        }
    }
}

fn consequence(step: Step, correction: bool) -> String {
    match step {
        Step::Close => "閉じると、答えの入力と提出、催促、締切の延長ができなくなります。差戻しと確定はできます。\
                        閉じたことは経過に残ります。理由を書けば、もう一度受け付けられます。"
            .to_owned(),
        Step::Final => format!(
            "確定すると、回答、差戻し、代理入力、照会、整理ができなくなり、受付も終わります。確定したデータ{}と、その番号は消せません。\
             あとで直すときは「訂正のために開く」で理由を書き、次の番号のデータを確定します。",
            if correction { "（前に確定したものも）" } else { "" }
        ),
    }
}

struct Shown {
    changed: bool,
    remark: String,
    error: String,
}

impl Shown {
    const FRESH: Self = Self { changed: false, remark: String::new(), error: String::new() };
}

async fn page(db: &mut Reader, survey: &SurveyRow, step: Step, shown: Shown) -> Result<ClosingPage, PageError> {
    let all = closing::outstanding(db, survey.id).await?;
    let correction = step == Step::Final && sets::newest_final(db, survey.id).await?.is_some();
    let room = reach_of::<CollectAnswers>(db.actor())
        .filter(|scope| scope.reaches_programme(survey.programme_id))
        .map(|_| format!("/surveys/{}/collection", survey.id));
    let href = |query: &str| room.as_ref().map(|room| format!("{room}?{query}")).unwrap_or_default();
    let states = State::EVERY.into_iter().filter(|state| *state != State::SetAside || all.of_state(*state) > 0);
    let places = all.by_prefecture().into_iter().map(|place| PlaceLine {
        href: href(&format!("prefecture={}{}", place.code, if survey.is_linked() { "" } else { "&state=owing" })),
        owing: number(place.owing()),
        asked: number(place.asked),
        not_opened: number(place.not_opened),
        working: number(place.working),
        returned: number(place.returned),
        name: place.name,
    });
    let asked = Fact {
        label: if survey.is_linked() { "始めた回答" } else { "対象" }.to_owned(),
        value: format!("{}{}{}", survey.who(), number(all.asked()), unit(survey)),
        note: String::new(),
        fictitious: false,
    };
    let collected = Fact {
        label: "提出・確定".to_owned(),
        value: format!("{}{}", number(all.asked() - all.owing()), unit(survey)),
        note: String::new(),
        fictitious: false,
    };
    let back = step.back(survey.id);
    let parent = match step {
        Step::Close => "受付",
        Step::Final => "締めたデータ",
    };
    Ok(ClosingPage {
        frame: below(db, survey, step.verb())
            .crumb(parent, &*back)
            .purpose("まだ何も変わっていません。次の数を確かめてから、下のボタンを押してください。"),
        action: format!("{back}/{}", if step == Step::Close { "close" } else { "final" }),
        back,
        verb: step.verb(),
        changed: shown.changed,
        headline: headline(survey, &all),
        banner: if all.owing() > 0 { "warning" } else { "info" },
        consequence: consequence(step, correction),
        facts: vec![asked, collected],
        states: states
            .map(|state| StateLine {
                label: state.label(),
                mark: mark(state),
                count: number(all.of_state(state)),
                note: if all.of_state(state) > 0 { step.note(state) } else { "" },
                href: if all.of_state(state) > 0 { href(&format!("state={}", state.id())) } else { String::new() },
            })
            .collect(),
        places: places.collect(),
        list: if all.owing() > 0 && !survey.is_linked() { href("state=owing") } else { String::new() },
        seen: all.stamp(),
        remark: (step == Step::Final).then_some(RemarkField {
            value: shown.remark,
            error: shown.error,
            required: correction,
        }),
    })
}

/// Is it still as it was shown?
async fn is_as_shown(db: &mut Reader, survey: i64, req: &Req) -> Result<bool, PageError> {
    Ok(closing::outstanding(db, survey).await?.stamp() == req.form.get("seen"))
}

pub async fn get_close(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let survey = working(&mut tx, &req).await?.survey;
    rules::may_close(survey.state()).map_err(|refusal| PageError::rule(refusal.sentence()))?;
    render(&page(&mut tx, &survey, Step::Close, Shown::FRESH).await?)
}

pub async fn post_close(mut tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let survey = working(&mut tx, &req).await?.survey;
    opening::close(&mut tx, survey.id).await?;
    if is_as_shown(&mut tx, survey.id, &req).await? {
        tx.commit_recorded().await?;
        return Ok(Reply::done(&format!("{}?done=close", Step::Close.back(survey.id))));
    }
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    // Nothing was closed.
    drop(tx);
    let mut tx = core.read::<EditSurveys>(actor, &req.request_id).await?;
    let shown = Shown { changed: true, ..Shown::FRESH };
    Ok(render(&page(&mut tx, &survey, Step::Close, shown).await?)?.with_status(StatusCode::CONFLICT))
}

pub async fn get_final(mut tx: ReadTx<CutDataSets>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_in_reach(&mut tx, &req).await?;
    set_rules::may_cut(survey.state(), DataSetKind::Final, false, "").map_err(SurveyError::Refused)?;
    render(&page(&mut tx, &survey, Step::Final, Shown::FRESH).await?)
}

pub async fn post_final(mut tx: WriteTx<CutDataSets>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_in_reach(&mut tx, &req).await?;
    let remark = req.form.get("final_remark").to_owned();
    let outcome = cutting::cut(&mut tx, survey.id, DataSetKind::Final, &remark).await;
    // Looked at after the freezing: from there on nothing moves any more.
    let error = match outcome {
        Ok(_) if is_as_shown(&mut tx, survey.id, &req).await? => {
            tx.commit_recorded().await?;
            return Ok(Reply::done(&format!("{}?done=final", Step::Final.back(survey.id))));
        }
        Ok(_) => String::new(),
        Err(SurveyError::Refused(refusal @ (Refusal::NoCorrectionReason | Refusal::LongReason(_)))) => {
            refusal.sentence()
        }
        Err(error) => return Err(error.into()),
    };
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    // Nothing was made.
    drop(tx);
    let mut tx = core.read::<CutDataSets>(actor, &req.request_id).await?;
    let shown = Shown { changed: error.is_empty(), remark, error };
    let status = if shown.changed { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(render(&page(&mut tx, &survey, Step::Final, shown).await?)?.with_status(status))
}
