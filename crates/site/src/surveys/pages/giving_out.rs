//! `/surveys/{survey}/collection/sheets`: giving out sheets by state and prefecture, and letters that ask for an
//! answer. The office gives out everybody's, a prefecture those of its own towns.

use foundation::web::{Fields, Form, PageError, Reply, Req};
use japanese::fold::tidy;

use super::collection::own_survey;
use super::list::below;
use super::own_sheet::XLSX;
use crate::permissions::{InviteRespondents, IssueSheets, ReadTx, Reader, Scope, WriteTx, reach_of};
use crate::shared::{Choice, number, render};
use crate::surveys::actions::SurveyError;
use crate::surveys::actions::giving_out::{self, Issuing};
use crate::surveys::model::{State, SurveyRow, SurveyState};
use crate::surveys::rules::sheets as rules;
use crate::surveys::storage::{self, RoomFilter, sheets::OPEN};
use crate::surveys::views::sheets::{GivingOutPage, PrefectureZip};

/// In the address: everybody, whatever the state.
const ALL: &str = "all";

/// Without a word about the state, those who still owe an answer.
fn filter_of(fields: &Fields) -> RoomFilter {
    let state = match fields.get("state") {
        "" | OPEN => OPEN.to_owned(),
        state => State::of(state).map(|state| state.id().to_owned()).unwrap_or_default(),
    };
    RoomFilter { prefecture: fields.get("prefecture").to_owned(), state, ..RoomFilter::default() }
}

fn pairs(filter: &RoomFilter) -> Vec<(String, String)> {
    let state = if filter.state.is_empty() { ALL } else { &filter.state };
    let all = [("state", state), ("prefecture", filter.prefecture.as_str())];
    all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

fn zip_href(base: &str, filter: &RoomFilter) -> String {
    format!("{base}/sheets.zip?{}", Fields::from_pairs(pairs(filter)).to_query())
}

pub async fn get(mut tx: ReadTx<IssueSheets>, req: Req) -> Result<Reply, PageError> {
    let mut page = page(&mut tx, &req, &req.query, &Form::default()).await?;
    if req.query.get("done") == "invited" {
        let count = |name: &str| req.query.get(name).parse().unwrap_or(0);
        let invited = giving_out::Invited {
            respondents: count("respondents"),
            mails: count("mails"),
            nobody: count("nobody"),
            already: count("already"),
        };
        let kind = if invited.mails > 0 { "success" } else { "warning" };
        page.frame = page.frame.notice(kind, giving_out::told(invited));
    }
    render(&page)
}

async fn page(db: &mut Reader, req: &Req, query: &Fields, form: &Form) -> Result<GivingOutPage, PageError> {
    let survey = own_survey(db, req).await?;
    let filter = filter_of(query);
    let base = format!("/surveys/{}/collection", survey.id);
    let station = matches!(db.scope(), Scope::Prefectures(_));
    let counts = storage::sheets::counts(db, survey.id, &filter).await?;
    let names = crate::regions::prefecture_choices(db).await?;
    let total: i64 = counts.iter().map(|(_, count)| count).sum();
    let row = |(code, count): &(String, i64)| {
        let only = RoomFilter { prefecture: code.clone(), ..filter.clone() };
        PrefectureZip {
            name: names.iter().find(|(id, _)| id == code).map(|(_, name)| name.clone()).unwrap_or_default(),
            count: number(*count),
            href: zip_href(&base, &only),
        }
    };
    let several = counts.len() > 1 && survey.respondent == "municipality";
    let frame = below(db, &survey, "回答票を配る").crumb("回収室", base.as_str()).purpose(if station {
        "管内の団体の回答票を、条件を選んでダウンロードします。"
    } else {
        "回答票を条件を選んでダウンロードし、回答のお願いを送ります。"
    });
    let invites = reach_of::<InviteRespondents>(db.actor()).is_some_and(|s| s.reaches_programme(survey.programme_id));
    Ok(GivingOutPage {
        frame,
        unit: survey.who(),
        state_choices: state_choices(&filter),
        prefecture_choices: if station { Vec::new() } else { prefecture_choices(&names, &filter.prefecture) },
        count: number(total),
        zip: if total > 0 { zip_href(&base, &filter) } else { String::new() },
        prefectures: if several { counts.iter().map(row).collect() } else { Vec::new() },
        may_invite: invites && survey.state() == SurveyState::Open,
        hidden: pairs(&filter),
        message: form.value("message").to_owned(),
        with_sheet: form.value("with_sheet") == "1",
        errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
        message_error: form.error("message").to_owned(),
        most_with_sheet: rules::LETTERS_WITH_SHEET,
        base,
    })
}

fn state_choices(filter: &RoomFilter) -> Vec<Choice> {
    let chosen = |state: &str| filter.state == state || (state == ALL && filter.state.is_empty());
    let mut choices =
        vec![Choice::new(OPEN, "まだ提出していない団体", chosen(OPEN)), Choice::new(ALL, "すべての団体", chosen(ALL))];
    choices.extend(State::EVERY.map(|state| Choice::new(state.id(), state.label(), chosen(state.id()))));
    choices
}

fn prefecture_choices(names: &[(String, String)], chosen: &str) -> Vec<Choice> {
    let all = Choice::new("", "すべて", chosen.is_empty());
    std::iter::once(all).chain(names.iter().map(|(code, name)| Choice::new(code, name, code == chosen))).collect()
}

/// One respondent's sheet, for the office and the prefecture.
pub async fn one(mut tx: ReadTx<IssueSheets>, req: Req) -> Result<Reply, PageError> {
    let survey = own_survey(&mut tx, &req).await?;
    let respondent = storage::seen(&mut tx, survey.id, req.text("code")).await?.ok_or(PageError::NotFound)?;
    let (name, content) = giving_out::one(&mut tx, &survey, &respondent).await?;
    Ok(Reply::typed(XLSX, content).as_download(&name))
}

/// The ZIP of everybody within the filter, made while it is sent.
pub async fn zip(mut tx: ReadTx<IssueSheets>, req: Req) -> Result<Reply, PageError> {
    let survey = own_survey(&mut tx, &req).await?;
    let filter = filter_of(&req.query);
    let counts = storage::sheets::counts(&mut tx, survey.id, &filter).await?;
    if counts.is_empty() {
        return Err(PageError::rule("あてはまる団体がありません。条件を変えて、もう一度お試しください。"));
    }
    let name = zip_name(&mut tx, &survey, &filter).await?;
    let issuing = Issuing::of(&mut tx, &survey).await?;
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    let (maker, reply) = Reply::in_pieces("application/zip");
    tokio::spawn(giving_out::send_zip::<IssueSheets>(core, actor, req.request_id.clone(), issuing, filter, maker));
    Ok(reply.as_download(&name))
}

async fn zip_name(db: &mut Reader, survey: &SurveyRow, filter: &RoomFilter) -> Result<String, PageError> {
    let place = if filter.prefecture.is_empty() {
        String::new()
    } else {
        let names = crate::regions::prefecture_choices(db).await?;
        names
            .into_iter()
            .find(|(code, _)| *code == filter.prefecture)
            .map(|(_, name)| format!("_{name}"))
            .unwrap_or_default()
    };
    Ok(crate::surveys::sheets::safe_name(&format!("回答票_{}{place}.zip", survey.name)))
}

pub async fn invite(mut tx: WriteTx<InviteRespondents>, req: Req) -> Result<Reply, PageError> {
    let survey = own_survey(&mut tx, &req).await?;
    let filter = filter_of(&req.form);
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    // Sheets are made and mails written without keeping others from writing in between.
    drop(tx);
    let mut form = Form::new(req.form.clone());
    let message = tidy(&form.text("message", "添えることば", rules::MESSAGE_CHARACTERS));
    let with_sheet = form.value("with_sheet") == "1";
    if form.is_valid() {
        let invited = giving_out::invite(&core, &actor, &req.request_id, &survey, &filter, &message, with_sheet).await;
        match invited {
            Ok(invited) => {
                let mut query = Fields::from_pairs(pairs(&filter));
                query.push("done", "invited");
                let counts = [
                    ("respondents", invited.respondents),
                    ("mails", invited.mails),
                    ("nobody", invited.nobody),
                    ("already", invited.already),
                ];
                for (name, count) in counts {
                    query.push(name, &count.to_string());
                }
                let address = format!("/surveys/{}/collection/sheets?{}", survey.id, query.to_query());
                return Ok(Reply::done(&address));
            }
            Err(SurveyError::Definition(sentence)) => form.refuse("with_sheet", sentence),
            Err(error) => return Err(error.into()),
        }
    }
    let mut look = core.read::<IssueSheets>(actor, &req.request_id).await?;
    let kept = Fields::from_pairs(pairs(&filter));
    Ok(render(&page(&mut look, &req, &kept, &form).await?)?.unprocessable())
}
