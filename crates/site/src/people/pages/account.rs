//! `/account`: who I am, where I am signed in, when I signed in.

use foundation::web::{PageError, Reply, Req};

use super::{moment, period};
use crate::people::actions::account;
use crate::people::model::{COORDINATOR_CONTRACTS, COORDINATOR_LEVELS, MembershipRow, Outcome, role_label};
use crate::people::storage::{memberships, persons, sessions, sign_ins};
use crate::people::views::{AccountPage, InvitationLine, OwnMembership, SessionLine, SignInLine};
use crate::permissions::{
    Actor, ChangeAccount, DecideRegistration, LookAtAccount, LookAtLists, LookAtOrganisations, ReadTx, WriteTx,
    reach_of,
};
use crate::shared::{Frame, Link, number, render};

const HISTORY_LINES: i64 = 20;

pub async fn get(mut tx: ReadTx<LookAtAccount>, req: Req) -> Result<Reply, PageError> {
    let Some(member) = tx.actor().member().cloned() else { return Err(PageError::SignIn) };
    let core = tx.core().clone();
    let (now, today) = (core.clock.now(), core.clock.today().to_string());
    let person = persons::by_id(&mut tx, member.person).await?.ok_or(PageError::NotFound)?;
    let professions = persons::qualifications(&mut tx, member.person).await?;
    let invitations = memberships::invitations_of(&mut tx, member.person, core.clock.today()).await?;
    let mut memberships = memberships::of_person(&mut tx, member.person).await?;
    // Where she is now stands first.
    memberships.sort_by_key(|m| m.id != member.membership);
    let served = memberships::served_names(&mut tx, member.person, core.clock.today()).await?;
    let idle_since = now.seconds_later(-core.settings.sign_in.idle_hours * 3600);
    let sessions = sessions::of_person(&mut tx, member.person, now, idle_since).await?;
    let history = sign_ins::of_person(&mut tx, member.person, HISTORY_LINES).await?;
    let several = memberships.iter().filter(|m| when(m, &today) == When::Now).count() > 1;
    let waiting = crate::people::waiting_registrations(&mut tx).await?.iter().map(|w| w.count).sum();
    let mut frame = Frame::new(&tx, "あなたの登録").purpose("登録の内容、立場、ログインの記録です。").under_home();
    frame = match req.query.get("done") {
        "session" => frame.notice("success", "選んだログインを終わらせました。"),
        "sessions" => frame.notice("success", "ここ以外のログインをすべて終わらせました。"),
        "accepted" => frame.notice("success", "招待を受けました。始まりの日から、「この立場にする」で使えます。"),
        "declined" => frame.notice("success", "招待を断りました。招待した組織には「辞退」と出ます。"),
        "profile" => frame.notice("success", "登録の内容を保存しました。"),
        "mail" => frame.notice("success", "メールアドレスを変えました。前のアドレスにもお知らせを送ります。"),
        "membership" => frame.notice("success", "立場を変えました。"),
        "registered" => frame.notice("success", super::REGISTERED),
        _ => frame,
    };
    render(&AccountPage {
        frame,
        name: person.name,
        kana: person.kana,
        mail: person.mail,
        telephone: person.telephone,
        professions: professions.join("、"),
        // The line before this sign-in's own.
        last_sign_in: history
            .iter()
            .filter(|line| Outcome::of(&line.outcome).is_some_and(Outcome::opened))
            .nth(1)
            .map_or_else(|| no_earlier_sign_in(history.len()).to_owned(), |line| moment(&line.at)),
        invitations: invitations
            .into_iter()
            .map(|m| InvitationLine {
                id: m.id,
                role: role_label(&m.role).to_owned(),
                period: period(&m.valid_from, m.valid_to.as_deref()),
                organisation: m.organisation_in_full(),
                title: m.title,
            })
            .collect(),
        memberships: memberships
            .iter()
            .map(|m| OwnMembership {
                id: m.id,
                organisation: m.organisation_in_full(),
                role: role_label(&m.role).to_owned(),
                title: m.title.clone(),
                serves: served
                    .iter()
                    .filter(|(id, _)| *id == m.id)
                    .map(|(_, name)| name.as_str())
                    .collect::<Vec<_>>()
                    .join("、"),
                coordination: coordination(m),
                period: period(&m.valid_from, m.valid_to.as_deref()),
                here: m.id == member.membership,
                state: match when(m, &today) {
                    When::Past => "終わった所属",
                    When::Now => "",
                    When::ToCome => "これから",
                },
                switchable: several && m.id != member.membership && when(m, &today) == When::Now,
            })
            .collect(),
        more_sessions: sessions.len() > 1,
        sessions: sessions
            .into_iter()
            .map(|s| SessionLine {
                id: s.id,
                here: s.id == member.session,
                browser: s.browser_name,
                organisation: s.organisation_name,
                since: moment(&s.created_at),
                seen: moment(&s.last_seen_at),
            })
            .collect(),
        history: history.iter().map(SignInLine::from).collect(),
        doors: doors(tx.actor(), waiting),
    })
}

/// Said where no earlier sign-in is among the lines looked at.
fn no_earlier_sign_in(lines: usize) -> &'static str {
    if i64::try_from(lines).is_ok_and(|n| n < HISTORY_LINES) {
        "今回がはじめてです（残っている履歴の中で）"
    } else {
        "下の履歴より前です"
    }
}

/// The doors her role opens.
fn doors(actor: &Actor, waiting: i64) -> Vec<Link> {
    let mut doors = Vec::new();
    if reach_of::<LookAtOrganisations>(actor).is_some() {
        if let Some(member) = actor.member() {
            let own = format!("自分の組織（{}）の人を見る", member.organisation_name);
            doors.push(Link::new(own, format!("/organisations/{}", member.organisation)));
        }
        doors.push(Link::new("担当する組織と所属する人を見る", "/organisations"));
    }
    if reach_of::<DecideRegistration>(actor).is_some() {
        let label = match waiting {
            0 => "登録の申請を見る（いま0件）".to_owned(),
            _ => format!("登録の申請を確かめる（{}件が待っています）", number(waiting)),
        };
        doors.push(Link::new(label, "/registrations"));
    }
    if reach_of::<LookAtLists>(actor).is_some() {
        doors.push(Link::new("選択肢（種別・職種・所属区分）を見る", "/lists"));
    }
    doors
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Past,
    Now,
    ToCome,
}

fn when(membership: &MembershipRow, today: &str) -> When {
    if membership.valid_from.as_str() > today {
        When::ToCome
    } else if membership.valid_to.as_deref().is_some_and(|to| to < today) {
        When::Past
    } else {
        When::Now
    }
}

/// 「都道府県・基幹的・委託」
fn coordination(membership: &MembershipRow) -> String {
    let label = |offered: &[(&str, &'static str)], id: &Option<String>| {
        offered.iter().find(|(known, _)| Some(*known) == id.as_deref()).map(|(_, label)| *label)
    };
    [
        label(COORDINATOR_LEVELS, &membership.coordinator_level),
        membership.coordinator_core.then_some("基幹的コーディネーター"),
        label(COORDINATOR_CONTRACTS, &membership.coordinator_contract),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join("・")
}

pub async fn end_session(tx: WriteTx<ChangeAccount>, req: Req) -> Result<Reply, PageError> {
    if req.form.get("others") == "1" {
        account::end_sessions(tx, None).await?;
        return Ok(Reply::done("/account?done=sessions"));
    }
    let Ok(session) = req.form.get("session").parse::<i64>() else {
        return Err(PageError::rule("終わらせるログインを選んでください。"));
    };
    account::end_sessions(tx, Some(session)).await?;
    Ok(Reply::done("/account?done=session"))
}

pub async fn answer(tx: WriteTx<ChangeAccount>, req: Req) -> Result<Reply, PageError> {
    let Ok(membership) = req.form.get("membership").parse::<i64>() else {
        return Err(PageError::rule("どの招待への返事かを選んでください。"));
    };
    let accept = match req.form.get("answer") {
        "accept" => true,
        "decline" => false,
        _ => return Err(PageError::rule("「受ける」か「断る」を選んでください。")),
    };
    account::answer_invitation(tx, membership, accept).await?;
    Ok(Reply::done(if accept { "/account?done=accepted" } else { "/account?done=declined" }))
}
