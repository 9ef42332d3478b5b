//! Letters about the steps of a case, in the same transaction as the step: what happened, what comes next,
//! where. No names of persons.

use std::collections::BTreeMap;

use foundation::database::DatabaseError;
use foundation::mail::Mail;

use super::CaseError;
use crate::cases::model::{Case, State};
use crate::cases::storage;
use crate::permissions::{Actor, AnswerCoOwnership, DecideCases, DraftCases, ReviewCases, Writer, roles_that_may};

/// To those a step concerns. What is taken in at the machine itself is announced to nobody, and nobody
/// gets a letter about her own doing.
pub async fn send(tx: &mut Writer, case: &Case, to: State, reason: &str) -> Result<(), CaseError> {
    let Actor::Person(member) = tx.actor().clone() else { return Ok(()) };
    let mut to_whom = match to {
        State::InDecision => deciders(tx, case).await?,
        State::InReview => office(tx, case).await?,
        State::Returned | State::Published | State::Archived => writers(tx, case).await?,
        State::Draft | State::Discarded => return Ok(()),
    };
    to_whom.retain(|_, person| *person != Some(member.person));
    deliver(tx, to_whom, case, words(case, to, reason)).await
}

/// To those who wrote the 直し and those whose case it is, when it has taken the place of the public text; `case` is that
/// case as it is now.
pub async fn corrected(tx: &mut Writer, correction: &Case, case: &Case) -> Result<(), CaseError> {
    let Actor::Person(member) = tx.actor().clone() else { return Ok(()) };
    let mut to_whom = writers(tx, correction).await?;
    to_whom.extend(writers(tx, case).await?);
    to_whom.retain(|_, person| *person != Some(member.person));
    let subject = format!("【れんけい】事例「{}」の直しを公開しました", case.content.texts.title);
    let said = "取組事例の直した内容が公開されました。番号とアドレスは、これまでと同じです。".to_owned();
    deliver(tx, to_whom, case, (subject, said)).await
}

/// To those of a town who may answer whether it owns the case together with others.
pub async fn asked(tx: &mut Writer, case: &Case, code: &str) -> Result<(), CaseError> {
    let Some(organisation) = crate::people::organisation_at(tx, "municipality", code).await? else { return Ok(()) };
    let people = crate::people::addresses(tx, organisation, &roles_that_may::<AnswerCoOwnership>()).await?;
    let to_whom = people.into_iter().map(|(person, mail)| (mail, Some(person))).collect();
    let subject = format!("【れんけい】事例「{}」をいっしょに持つか、答えてください", case.content.texts.title);
    let said = "取組事例に、あなたの市町村が「いっしょに持つ市町村」として書かれました。事例のページで内容を読み、同意するか、断るかを答えてください。同意するまで、市町村の名前は「いっしょに持つ市町村」としては公開されません。".to_owned();
    deliver(tx, to_whom, case, (subject, said)).await
}

/// To those who wrote the case: what a town answered.
pub async fn answered(tx: &mut Writer, case: &Case, town: &str, agrees: bool) -> Result<(), CaseError> {
    let Actor::Person(member) = tx.actor().clone() else { return Ok(()) };
    let mut to_whom = writers(tx, case).await?;
    to_whom.retain(|_, person| *person != Some(member.person));
    let (word, then) = if agrees {
        ("同意しました", "公開される事例に、「いっしょに持つ市町村」として名前が出ます。")
    } else {
        ("断りました", "名前は出ません。「いっしょに持つ市町村」の欄から外してください。")
    };
    let subject = format!("【れんけい】{town}が、事例をいっしょに持つことに{word}");
    deliver(tx, to_whom, case, (subject, format!("{town}が、取組事例をいっしょに持つことに{word}。{then}"))).await
}

async fn deliver(
    tx: &mut Writer,
    to_whom: Recipients,
    case: &Case,
    (subject, said): (String, String),
) -> Result<(), CaseError> {
    let address = format!("{}/cases/{}", tx.core().settings.public_url.trim_end_matches('/'), case.number);
    for mail in to_whom.into_keys() {
        let body = format!(
            "{said}\n\n事例{}「{}」（{}）\n{address}\n\nこのメールは「れんけい」から自動で送っています。\n",
            case.number,
            case.content.texts.title,
            case.owner_label()
        );
        tx.mail(Mail { to: mail, subject: subject.clone(), body, secret: false }).await?;
    }
    Ok(())
}

/// Addresses, each once, with the person where it is somebody's own.
pub(super) type Recipients = BTreeMap<String, Option<i64>>;

/// The people of the office of the case's programme; where nobody is registered yet, its contact address.
async fn office(tx: &mut Writer, case: &Case) -> Result<Recipients, DatabaseError> {
    let Some(programme) = case.programme else { return Ok(Recipients::new()) };
    let Some(desk) = crate::programmes::desk(tx, programme).await? else { return Ok(Recipients::new()) };
    let mut found = Recipients::new();
    if let Some(organisation) = desk.organisation {
        let people = crate::people::addresses(tx, organisation, &roles_that_may::<ReviewCases>()).await?;
        found.extend(people.into_iter().map(|(person, mail)| (mail, Some(person))));
    }
    if found.is_empty() && !desk.mail.is_empty() {
        found.insert(desk.mail, None);
    }
    Ok(found)
}

/// Those of the owner's people who decide what goes to the office.
pub(super) async fn deciders(tx: &mut Writer, case: &Case) -> Result<Recipients, DatabaseError> {
    let mut found = Recipients::new();
    // Towns that own it, too, do not decide.
    if let Some(organisation) = leading_owner(tx, case).await? {
        let people = crate::people::addresses(tx, organisation, &roles_that_may::<DecideCases>()).await?;
        found.extend(people.into_iter().map(|(person, mail)| (mail, Some(person))));
    }
    Ok(found)
}

/// Who handed the case in, and those of the owner's people who may write.
pub(super) async fn writers(tx: &mut Writer, case: &Case) -> Result<Recipients, DatabaseError> {
    let mut found = Recipients::new();
    for organisation in owners(tx, case).await? {
        let people = crate::people::addresses(tx, organisation, &roles_that_may::<DraftCases>()).await?;
        found.extend(people.into_iter().map(|(person, mail)| (mail, Some(person))));
    }
    if let Some(person) = storage::last_submitter(tx, case).await?
        && let Some(mail) = crate::people::address_of(tx, person).await?
    {
        found.insert(mail, Some(person));
    }
    Ok(found)
}

/// The body, town or prefecture that brought the case in.
async fn leading_owner(tx: &mut Writer, case: &Case) -> Result<Option<i64>, DatabaseError> {
    if let Some((id, _)) = &case.body {
        return Ok(Some(*id));
    }
    let kind = if case.owner_code == case.prefecture_code { "prefecture" } else { "municipality" };
    crate::people::organisation_at(tx, kind, &case.owner_code).await
}

/// The organisations that own a case: a body, or the town or prefecture with those it shares it with.
async fn owners(tx: &mut Writer, case: &Case) -> Result<Vec<i64>, DatabaseError> {
    let mut found: Vec<i64> = leading_owner(tx, case).await?.into_iter().collect();
    for code in case.confirmed_co_owners() {
        found.extend(crate::people::organisation_at(tx, "municipality", code).await?);
    }
    Ok(found)
}

fn words(case: &Case, to: State, reason: &str) -> (String, String) {
    let title = &case.content.texts.title;
    match to {
        State::InDecision => (
            format!("【れんけい】事例「{title}」が承認を待っています"),
            "所属の取組事例が、事務局に出すための承認を待っています。内容を確かめて、承認するか、理由を付けて書いた方に返してください。".to_owned(),
        ),
        State::Returned if case.state == State::InDecision => (
            format!("【れんけい】事例「{title}」が所属の管理者から返されました"),
            format!(
                "取組事例が所属の管理者から返されました。次のところを直して、もう一度出してください。\n\n返した理由:\n{reason}"
            ),
        ),
        State::InReview => (
            format!("【れんけい】事例「{title}」が出されました"),
            "取組事例が事務局に出されました。内容を確かめて、公開するか、理由を付けて差し戻してください。".to_owned(),
        ),
        State::Returned => (
            format!("【れんけい】事例「{title}」が差し戻されました"),
            format!(
                "取組事例が事務局から差し戻されました。次のところを直して、もう一度出してください。\n\n差戻しの理由:\n{reason}"
            ),
        ),
        State::Published => (
            format!("【れんけい】事例「{title}」を公開しました"),
            "取組事例が公開されました。だれでも見られます。".to_owned(),
        ),
        State::Archived | State::Draft | State::Discarded => (
            format!("【れんけい】事例「{title}」の公開を終えました"),
            format!(
                "取組事例の公開が終わりました。一覧にも検索にも出ません。もう一度公開したいときは、事務局にご相談ください。\n\n公開を終えた理由:\n{reason}"
            ),
        ),
    }
}
