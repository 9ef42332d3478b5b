//! Inviting people into an organisation, and ending their time in it.

use foundation::Timestamp;
use foundation::audit::Entry;
use foundation::mail::Mail;
use foundation::permissions::Action;
use foundation::web::PageError;
use jiff::civil::Date;
use serde_json::json;

use super::accounts::Coordination;
use crate::people::model::{MemberLine, OrganisationRow, roles_in};
use crate::people::rules;
use crate::people::storage::{codes, memberships, organisations, persons, registrations, sessions};
use crate::permissions::{EndMembership, InvitePerson, Role, Scope, WriteTx, Writer};

/// Somebody to be invited.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub name: String,
    pub mail: String,
    pub role: Role,
    pub title: String,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub coordination: Option<Coordination>,
}

/// A code just made, for a mail or for paper: the only moment at which it can be read.
#[derive(Clone, Debug)]
pub struct IssuedCode {
    pub name: String,
    pub mail: String,
    pub code: String,
}

/// The organisation in reach; acting for another one than one's own is recorded as such (代理).
pub(super) async fn organisation_in_hand<A: Action<Policy = crate::permissions::Renkei>>(
    tx: &mut WriteTx<A>,
    organisation: i64,
) -> Result<OrganisationRow, PageError> {
    let found = organisations::one(tx, organisation).await?.ok_or(PageError::NotFound)?;
    if tx.actor().member().is_some_and(|m| m.organisation != organisation) {
        tx.act_on_behalf_of(found.name.clone());
    }
    Ok(found)
}

/// Invites somebody: she gets a registration code by mail, or, when she is registered already, the
/// further membership at once. `Err` of the inner result: what to say at the form's field.
pub async fn invite(
    mut tx: WriteTx<InvitePerson>,
    organisation: i64,
    new: &Invitation,
) -> Result<Result<(), (&'static str, String)>, PageError> {
    let core = tx.core().clone();
    let (now, today) = (core.clock.now(), core.clock.today());
    let place = organisation_in_hand(&mut tx, organisation).await?;
    if !roles_in(&place.kind).contains(&new.role) {
        return Ok(Err(("role", "この組織では、その役割を選べません。示された中から選んでください。".to_owned())));
    }
    if let Some(coordination) = &new.coordination
        && let Err(sentence) = may_serve(&mut tx, &coordination.serves).await?
    {
        return Ok(Err(("serves", sentence)));
    }
    let known = persons::by_mail(&mut tx, &new.mail).await?;
    let person = match &known {
        None => persons::insert(&mut tx, &new.name, "", &new.mail, "invited", now).await?,
        Some(person) => {
            if person.state != "waiting"
                && memberships::exists(&mut tx, person.id, organisation, new.role.id(), today).await?
            {
                let sentence =
                    "このアドレスの方は、この役割で、もう招待されているか所属しています。下の一覧を確かめてください。";
                return Ok(Err(("mail", sentence.to_owned())));
            }
            if person.state == "waiting" {
                // What she asked for elsewhere was never approved: an invitation must not wave it through.
                registrations::withdraw(&mut tx, person.id).await?;
            }
            if person.state != "active" {
                persons::set_state(&mut tx, person.id, "invited").await?;
            }
            if memberships::is_elsewhere(&mut tx, person.id, organisation).await? {
                prove_mailbox_again(&mut tx, person.id, &new.mail, now).await?;
            }
            person.id
        }
    };
    let coordination = new.coordination.clone();
    let membership = memberships::insert(
        &mut tx,
        &memberships::NewMembership {
            person,
            organisation,
            role: new.role.id(),
            title: &new.title,
            valid_from: new.valid_from,
            valid_to: new.valid_to,
            coordinator_level: coordination.as_ref().map(|c| c.level.as_str()),
            coordinator_core: coordination.as_ref().is_some_and(|c| c.core),
            coordinator_contract: coordination.as_ref().map(|c| c.contract.as_str()),
        },
    )
    .await?;
    if let Some(coordination) = coordination {
        memberships::serve(&mut tx, membership, &coordination.serves, new.valid_from, new.valid_to).await?;
    }
    if known.as_ref().is_some_and(|p| p.state == "active") {
        let mail = added_letter(&tx, &new.mail, &place.name, new.role);
        tx.mail(mail).await?;
    } else {
        let letters = issue_code(&mut tx, person, &new.mail).await?;
        let mail = invitation_letter(&tx, &new.mail, &new.name, &place.name, &letters);
        tx.mail(mail).await?;
    }
    let detail = json!({"organisation": organisation, "membership": membership, "role": new.role.id()});
    tx.commit(Entry::of("person", person).detail(detail)).await?;
    Ok(Ok(()))
}

/// Somebody else's organisation gives her a further role. A code that the other organisation printed,
/// or a session opened with one, proves nothing to this one: what opens her new role must have come
/// through her own mailbox.
async fn prove_mailbox_again(db: &mut Writer, person: i64, mail: &str, now: Timestamp) -> Result<(), PageError> {
    codes::void_registrations(db, mail, now).await?;
    sessions::end_all(db, person, now).await?;
    Ok(())
}

/// A coordinator is contracted only for municipalities within the inviter's own reach.
async fn may_serve(db: &mut Writer, serves: &[String]) -> Result<Result<(), String>, PageError> {
    let known = crate::regions::known_municipalities(db, serves).await?;
    if let Some(unknown) = serves.iter().find(|code| !known.contains(code)) {
        return Ok(Err(format!("「{unknown}」という団体コードの市町村はありません。6桁のコードを確かめてください。")));
    }
    let within = |code: &String| match db.scope() {
        Scope::Municipalities(codes) => codes.contains(code),
        Scope::Prefectures(codes) => codes.iter().any(|p| p[..2] == code[..2]),
        Scope::All | Scope::Programmes(_) => true,
        Scope::Organisation(_) | Scope::Own(_) => false,
    };
    Ok(match serves.iter().find(|code| !within(code)) {
        Some(code) => {
            Err(format!("「{code}」は、あなたの担当の外の市町村です。その市町村か都道府県に頼んでください。"))
        }
        None => Ok(()),
    })
}

async fn issue_code(db: &mut Writer, person: i64, mail: &str) -> Result<String, PageError> {
    let core = db.core().clone();
    let now = core.clock.now();
    let letters = core.chance.code(rules::CODE_LENGTH);
    let new = codes::NewCode {
        purpose: "registration",
        mail,
        person: Some(person),
        mailed: true,
        fingerprint: &rules::code_fingerprint("registration", mail, &letters),
        ..codes::NewCode::default()
    };
    codes::insert(db, &new, now, now.seconds_later(rules::REGISTRATION_CODE_HOURS * 3600)).await?;
    Ok(letters)
}

fn invitation_letter(db: &Writer, to: &str, name: &str, organisation: &str, code: &str) -> Mail {
    let address = &db.core().settings.public_url;
    let inviter = db.actor().member().map_or_else(String::new, |m| format!("{}（{}）", m.name, m.organisation_name));
    Mail {
        to: to.to_owned(),
        subject: "れんけいへの招待（登録コード）".to_owned(),
        body: format!(
            "{name} 様\n\n{inviter}から、「{organisation}」の一員として、れんけい（在宅医療・介護連携のひろば）に招待されました。\n\n\
             登録コードは、次の8文字です。\n\n    {}\n\n\
             次の画面を開いて、このメールアドレスと登録コードを入れてください。\n{address}/register\n\n\
             コードは{}時間のあいだ、一度だけ使えます。期限が切れたときは、招待した方に、もう一度送るようお願いしてください。\n\
             心当たりがないときは、何もしなくて大丈夫です。\n\n――\nれんけい（在宅医療・介護連携のひろば）\n{address}/\n",
            rules::printed_code(code),
            rules::REGISTRATION_CODE_HOURS,
        ),
        secret: true,
    }
}

fn added_letter(db: &Writer, to: &str, organisation: &str, role: Role) -> Mail {
    let address = &db.core().settings.public_url;
    Mail {
        to: to.to_owned(),
        subject: "所属が加わりました".to_owned(),
        body: format!(
            "れんけいに、新しい所属が加わりました。\n\n    {organisation}（{}）\n\n\
             いつものようにログインすると、どの立場で使うかを選べます。\n{address}/account\n\n\
             心当たりがないときは、ご所属の管理者に知らせてください。\n\n――\nれんけい（在宅医療・介護連携のひろば）\n{address}/\n",
            role.label(),
        ),
        secret: false,
    }
}

/// Mails a fresh registration code to somebody invited who has not come yet.
pub async fn invite_again(mut tx: WriteTx<InvitePerson>, organisation: i64, membership: i64) -> Result<(), PageError> {
    let place = organisation_in_hand(&mut tx, organisation).await?;
    let line = memberships::in_reach(&mut tx, organisation, membership).await?.ok_or(PageError::NotFound)?;
    if line.state != "invited" {
        return Err(PageError::rule("この方は、もう登録を終えています。登録コードはいりません。"));
    }
    let code = issue_code(&mut tx, line.person_id, &line.mail).await?;
    let mail = invitation_letter(&tx, &line.mail, &line.name, &place.name, &code);
    tx.mail(mail).await?;
    tx.commit(Entry::of("person", line.person_id).detail(json!({"invited_again": organisation}))).await?;
    Ok(())
}

/// Fresh registration codes for everybody invited, to be printed and handed over.
pub async fn code_sheet(tx: &mut WriteTx<InvitePerson>, organisation: i64) -> Result<Vec<IssuedCode>, PageError> {
    organisation_in_hand(tx, organisation).await?;
    let today = tx.core().clock.today().to_string();
    let waits = |m: &MemberLine| m.state == "invited" && m.valid_to.as_ref().is_none_or(|to| *to >= today);
    let mut sheet: Vec<IssuedCode> = Vec::new();
    let mut people: Vec<i64> = Vec::new();
    for line in memberships::of_organisation(tx, organisation).await?.into_iter().filter(waits) {
        // A printed code proves no mailbox: who is expected elsewhere too gets hers by mail only.
        let twice = sheet.iter().any(|known| known.mail == line.mail);
        if twice || memberships::is_elsewhere(tx, line.person_id, organisation).await? {
            continue;
        }
        let code = issue_code(tx, line.person_id, &line.mail).await?;
        people.push(line.person_id);
        sheet.push(IssuedCode { name: line.name, mail: line.mail, code: rules::printed_code(&code) });
    }
    tx.record(Entry::of("organisation", organisation).detail(json!({"codes_printed_for": people}))).await?;
    Ok(sheet)
}

/// The last day of a membership; from the next day on she cannot act in it.
pub async fn end_membership(
    mut tx: WriteTx<EndMembership>,
    organisation: i64,
    membership: i64,
    last_day: Date,
) -> Result<Result<(), String>, PageError> {
    organisation_in_hand(&mut tx, organisation).await?;
    let line = memberships::in_reach(&mut tx, organisation, membership).await?.ok_or(PageError::NotFound)?;
    if tx.actor().member().is_some_and(|m| m.person == line.person_id) {
        return Ok(Err("自分の所属は、自分では終わりにできません。ほかの管理者に頼んでください。".to_owned()));
    }
    if last_day.to_string() < line.valid_from {
        return Ok(Err("最後の日は、所属の始まりの日より前にはできません。".to_owned()));
    }
    memberships::end(&mut tx, membership, last_day).await?;
    let detail = json!({"organisation": organisation, "last_day": last_day.to_string(), "before": line.valid_to});
    tx.commit(Entry::of("membership", membership).detail(detail)).await?;
    Ok(Ok(()))
}
