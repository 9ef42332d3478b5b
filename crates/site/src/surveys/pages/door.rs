//! `/answer`: the door for who stands on no list. A code stands in an address at most to fill in the field: what opens
//! anything comes by post, and no reply from here is kept anywhere.

use foundation::web::{BROWSER_COOKIE, Form, PageError, Reply, Req, SESSION_COOKIE};
use questionnaire::Form as Questionnaire;

use super::list::asked_row;
use crate::people;
use crate::permissions::{
    AnswerSurvey, AppCore, BeginAsCoordinator, EnterByCode, ReadTx, Reader, Scope, WriteTx, reach_of,
};
use crate::shared::{Choice, Fact, Frame, Link, day_in_words, render};
use crate::surveys::actions;
use crate::surveys::actions::entering::{self, Begun, Entered, Invitation, Refused};
use crate::surveys::rules::{self, LEAST_OF_PERSONS, linking};
use crate::surveys::storage::{linked, links};
use crate::surveys::views::linking::{BeginPage, BeginRow, DoorPage, ResumeCodePage};

/// What a link carries: the pass-on code, to be seen and sent on by hand.
const CODE: &str = "code";

pub async fn get(mut tx: ReadTx<EnterByCode>, req: Req) -> Result<Reply, PageError> {
    let code: String = req.query.get(CODE).chars().take(40).collect();
    let mut frame = Frame::new(&tx, "案内のコードで調査に答える");
    if req.query.get("done") == "left" {
        frame = frame.notice("success", "この端末から出ました。続けるときは、12文字のコードを入れてください。");
    }
    let form = Form::new(foundation::web::Fields::from_pairs(vec![(CODE.to_owned(), code)]));
    Ok(render(&page(&mut tx, frame, &form).await?)?.never_kept())
}

async fn page(db: &mut Reader, frame: Frame, form: &Form) -> Result<DoorPage, PageError> {
    let member = db.actor().member().cloned();
    let today = db.core().clock.today();
    let mut own = Vec::new();
    let mut begin = Vec::new();
    if let Some(member) = &member {
        let answers = linked::own(db, member.person).await?;
        own.extend(answers.iter().map(|(survey, line)| asked_row(survey, line, today)));
        if let Some(Scope::Municipalities(codes)) = reach_of::<BeginAsCoordinator>(db.actor()) {
            let answered: Vec<i64> = answers.iter().map(|(survey, _)| survey.id).collect();
            begin = to_begin(db, &codes, &answered).await?;
        }
    }
    Ok(DoorPage {
        frame: frame
            .purpose("市町村や都道府県から渡された案内のコードか、続けるためのコードを入れます。登録はいりません。")
            .within("/surveys")
            .crumb("調査", "/surveys"),
        errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
        code: form.value(CODE).to_owned(),
        code_error: form.error(CODE).to_owned(),
        account: member.map(|m| (m.name, form.checked("mine", "yes"))),
        mine_error: form.error("mine").to_owned(),
        holding: holding(db),
        own,
        begin,
    })
}

/// The running surveys a coordinator with an account has not begun, with the municipalities she is contracted for.
async fn to_begin(db: &mut Reader, codes: &[String], answered: &[i64]) -> Result<Vec<BeginRow>, PageError> {
    let mut rows: Vec<BeginRow> = Vec::new();
    for (survey, link) in links::of_places(db, codes).await? {
        let today = db.core().clock.today();
        let open = linking::is_open(survey.state(), survey.opens_on.parse().ok(), today).is_ok();
        if !open || answered.contains(&survey.id) {
            continue;
        }
        let known = rows.iter().position(|row| row.survey == survey.id);
        let at = known.unwrap_or_else(|| {
            rows.push(BeginRow {
                survey: survey.id,
                title: survey.title.clone(),
                due: day_in_words(&survey.due_on),
                places: Vec::new(),
            });
            rows.len() - 1
        });
        let first = rows[at].places.is_empty();
        rows[at].places.push(Choice::new(link.0, link.1, first));
    }
    Ok(rows)
}

/// The answer this browser holds without an account.
fn holding(db: &Reader) -> Option<Link> {
    let holder = db.actor().holder().filter(|holder| holder.person.is_none())?;
    Some(Link::new(format!("{}の回答を続ける", holder.held.name), holder.held.address.clone()))
}

fn with_browser(reply: Reply, core: &AppCore, browser: &str) -> Reply {
    reply.with_cookie(BROWSER_COOKIE, browser, people::BROWSER_SECONDS, core.settings.https()).never_kept()
}

fn with_session(reply: Reply, core: &AppCore, token: &str) -> Reply {
    let seconds = core.settings.sign_in.session_days * 86_400;
    reply.with_cookie(SESSION_COOKIE, token, seconds, core.settings.https())
}

pub async fn post(tx: WriteTx<EnterByCode>, req: Req) -> Result<Reply, PageError> {
    let core = tx.core().clone();
    let actor = tx.actor().clone();
    let asker = people::asker_of(&core, &req);
    let mut form = Form::new(req.form.clone());
    let text = form.required_text(CODE, "コード", 40);
    let mine = form.checked("mine", "yes");
    let entered = if form.is_valid() {
        entering::enter(tx, &text, mine, &asker).await?
    } else {
        Entered::Refused(Refused::NoCode)
    };
    let reply = match entered {
        Entered::Resumed { address, token } => with_session(Reply::see_other(&address), &core, &token),
        Entered::Known { address } => Reply::see_other(&address),
        Entered::Invited(invitation) => {
            let mut db = core.read::<EnterByCode>(actor, &req.request_id).await?;
            render(&begin_page(&mut db, &invitation, &core.chance.token()).await?)?
        }
        Entered::Refused(refused) => {
            if form.is_valid() {
                form.refuse(if refused == Refused::Whose { "mine" } else { CODE }, refused.sentence());
            }
            refused_page(&core, actor, &req, &form).await?
        }
    };
    Ok(with_browser(reply, &core, &asker.browser))
}

async fn refused_page(
    core: &std::sync::Arc<AppCore>,
    actor: crate::permissions::Actor,
    req: &Req,
    form: &Form,
) -> Result<Reply, PageError> {
    let mut db = core.read::<EnterByCode>(actor, &req.request_id).await?;
    let frame = Frame::new(&db, "案内のコードで調査に答える");
    Ok(render(&page(&mut db, frame, form).await?)?.unprocessable())
}

fn fact(label: &str, value: String, note: &str) -> Fact {
    Fact { label: label.to_owned(), value, note: note.to_owned(), fictitious: false }
}

async fn begin_page(db: &mut Reader, invitation: &Invitation, ticket: &str) -> Result<BeginPage, PageError> {
    let Invitation { survey, link } = invitation;
    let form: std::sync::Arc<Questionnaire> = actions::form_of(db, survey.id).await?;
    let questions = form.definition().questions().filter(|(_, q)| q.kind.is_asked()).count();
    let due = link.due_on.as_deref().unwrap_or(&survey.due_on);
    let today = db.core().clock.today();
    let note = match due.parse::<jiff::civil::Date>() {
        Ok(day) if day < today => format!("{}。受付中のあいだは、まだ回答できます。", rules::days_left(day, today)),
        Ok(day) => format!("{}。", rules::days_left(day, today)),
        Err(_) => String::new(),
    };
    let due = day_in_words(due);
    let own = format!("/surveys/{}/", survey.id);
    Ok(BeginPage {
        frame: Frame::new(db, "回答を始める")
            .purpose(&*survey.title)
            .within("/surveys")
            .crumb("案内のコードで調査に答える", "/answer"),
        facts: vec![
            fact("調査", survey.title.clone(), &survey.programme_name),
            fact("案内した団体", link.place(), ""),
            fact("締切", due, &note),
            fact("設問の数", format!("{questions}問"), "答えによって、答えなくてよい設問があります。"),
        ],
        place: link.name.clone(),
        code: link.pass_on_code.as_deref().map(linking::printed).unwrap_or_default(),
        ticket: ticket.to_owned(),
        account: db.actor().member().map(|m| m.name.clone()).unwrap_or_default(),
        holding: holding(db).filter(|link| link.href.starts_with(&own)),
        least_in_a_table: LEAST_OF_PERSONS,
    })
}

pub async fn begin(tx: WriteTx<EnterByCode>, req: Req) -> Result<Reply, PageError> {
    let core = tx.core().clone();
    let actor = tx.actor().clone();
    let asker = people::asker_of(&core, &req);
    let ticket = req.form.get("ticket");
    if ticket.len() != 64 {
        return Err(PageError::rule("回答を始める画面を開き直して、もう一度コードを入れてください。"));
    }
    let reply = match entering::begin(tx, req.form.get(CODE), ticket, &asker).await? {
        Begun::ByCode { address, token, resume } => {
            let mut db = core.read::<EnterByCode>(actor, &req.request_id).await?;
            let page = resume_page(&mut db, &address, &resume, false).await?;
            with_session(render(&page)?, &core, &token)
        }
        Begun::ByAccount { address } | Begun::Again { address } => Reply::see_other(&address),
        Begun::Refused(refused) => {
            let mut form = Form::new(req.form.clone());
            form.refuse(CODE, refused.sentence());
            refused_page(&core, actor, &req, &form).await?
        }
    };
    Ok(with_browser(reply, &core, &asker.browser))
}

async fn resume_page(db: &mut Reader, address: &str, resume: &str, renewed: bool) -> Result<ResumeCodePage, PageError> {
    let (survey, code) = crate::surveys::key_in(address).ok_or(PageError::NotFound)?;
    let (name, due) = linked::name_and_due(db, survey, code).await?.ok_or(PageError::NotFound)?;
    Ok(ResumeCodePage {
        frame: Frame::new(db, "続けるためのコード")
            .purpose("書き留めてから、回答へ進んでください。")
            .within("/surveys")
            .crumb("案内のコードで調査に答える", "/answer"),
        name,
        code: linking::printed(resume),
        door: door(db),
        due: day_in_words(&due),
        address: address.to_owned(),
        renewed,
    })
}

/// Where a code is typed: `https://renkei.example.jp/answer`.
pub fn door(db: &Reader) -> String {
    format!("{}/answer", db.core().settings.public_url)
}

pub async fn begin_as_coordinator(tx: WriteTx<BeginAsCoordinator>, req: Req) -> Result<Reply, PageError> {
    let survey = req.form.get("survey").parse().map_err(|_| PageError::NotFound)?;
    let address = entering::begin_as_coordinator(tx, survey, req.form.get("place")).await?;
    Ok(Reply::see_other(&address))
}

pub async fn leave(tx: WriteTx<EnterByCode>, _req: Req) -> Result<Reply, PageError> {
    let secure = tx.core().settings.https();
    let left = tx.actor().holder().is_some_and(|holder| holder.session.is_some());
    entering::leave(tx).await?;
    let reply = Reply::done("/answer?done=left");
    // Who is signed in stays so.
    Ok(if left { reply.with_cookie(SESSION_COOKIE, "", 0, secure) } else { reply })
}

pub async fn renew_resume(tx: WriteTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let core = tx.core().clone();
    let actor = tx.actor().clone();
    let survey = req.number("survey")?;
    let resume = entering::renew_resume(tx, survey, req.text("code")).await?;
    let mut db = core.read::<EnterByCode>(actor, &req.request_id).await?;
    let address = crate::surveys::model::linking::address(survey, req.text("code"));
    Ok(render(&resume_page(&mut db, &address, &resume, true).await?)?.never_kept())
}
