//! Inviting people into an organisation, and ending their time in it.

use foundation::audit::Entry;
use foundation::mail::Mail;
use foundation::permissions::Action;
use foundation::web::PageError;
use jiff::civil::Date;
use serde_json::json;

use super::accounts::Coordination;
use super::serving::within;
use crate::people::model::{MemberLine, OrganisationRow, PersonRow, role_label, roles_in};
use crate::people::rules;
use crate::people::storage::{codes, memberships, organisations, persons};
use crate::permissions::{EndMembership, InvitePerson, Role, WriteTx, Writer};

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

/// Invites somebody: the membership comes into force when she accepts. What the inviter sees is the same for an
/// address that is known here and for one that is not. `Err` of the inner result: what to say at the form's field.
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
            let state = memberships::state_in(&mut tx, person.id, organisation, new.role.id(), today).await?;
            if let Some(state) = state {
                return Ok(Err(("mail", already(&state).to_owned())));
            }
            if person.state == "closed" {
                persons::set_state(&mut tx, person.id, "invited").await?;
            }
            person.id
        }
    };
    let coordination = new.coordination.clone();
    let membership = memberships::insert(
        &mut tx,
        &memberships::NewMembership {
            state: "invited",
            invited: (&new.name, &new.mail),
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
    send_letter(&mut tx, person, membership, (&new.name, &new.mail), &place.name, new.role.label()).await?;
    let detail = json!({"organisation": organisation, "membership": membership, "role": new.role.id()});
    tx.commit(Entry::of("person", person).detail(detail)).await?;
    Ok(Ok(()))
}

/// Said of the inviter's own organisation only: who belongs elsewhere stays unsaid.
fn already(state: &str) -> &'static str {
    match state {
        "asked" => {
            "このアドレスの方から、この組織への登録の申請が届いています。「登録の申請」のページで認めてください。"
        }
        _ => {
            "このアドレスの方は、この役割で、もう招待されているか所属しています。組織のページの「所属する人」で確かめてください。"
        }
    }
}

/// The invitation, to the one who reads this mailbox. Who can sign in accepts there; everybody else gets a code
/// that opens this one membership. Whoever invited sees no difference.
async fn send_letter(
    db: &mut Writer,
    person: i64,
    membership: i64,
    (name, mail): (&str, &str),
    organisation: &str,
    role: &str,
) -> Result<(), PageError> {
    let today = db.core().clock.today();
    let known = persons::by_id(db, person).await?.ok_or(PageError::NotFound)?;
    let has_a_door = known.state == "active" && !memberships::valid_of_person(db, person, today).await?.is_empty();
    let letter = if has_a_door {
        further_letter(db, &known, organisation, role)
    } else {
        let code = issue_code(db, person, membership, mail, true).await?;
        invitation_letter(db, mail, name, organisation, &code)
    };
    db.mail(letter).await?;
    Ok(())
}

/// A coordinator is contracted only for municipalities within the inviter's own reach.
async fn may_serve(db: &mut Writer, serves: &[String]) -> Result<Result<(), String>, PageError> {
    let known = crate::regions::known_municipalities(db, serves).await?;
    if let Some(unknown) = serves.iter().find(|code| !known.contains(code)) {
        return Ok(Err(format!("「{unknown}」という団体コードの市町村はありません。6桁のコードを確かめてください。")));
    }
    Ok(match serves.iter().find(|code| !within(db.scope(), code)) {
        Some(code) => {
            Err(format!("「{code}」は、あなたの担当の外の市町村です。その市町村か都道府県に頼んでください。"))
        }
        None => Ok(()),
    })
}

async fn issue_code(
    db: &mut Writer,
    person: i64,
    membership: i64,
    mail: &str,
    mailed: bool,
) -> Result<String, PageError> {
    let core = db.core().clone();
    let now = core.clock.now();
    let letters = core.chance.code(rules::CODE_LENGTH);
    let new = codes::NewCode {
        purpose: "registration",
        mail,
        person: Some(person),
        membership: Some(membership),
        mailed,
        fingerprint: &rules::code_fingerprint("registration", mail, &letters),
        ..codes::NewCode::default()
    };
    codes::insert(db, &new, now, now.seconds_later(rules::REGISTRATION_CODE_HOURS * 3600)).await?;
    Ok(letters)
}

/// 「例田 健一（柳井市）」
fn inviter(db: &Writer) -> String {
    db.actor().member().map_or_else(String::new, |m| format!("{}（{}）", m.name, m.organisation_name))
}

fn invitation_letter(db: &Writer, to: &str, name: &str, organisation: &str, code: &str) -> Mail {
    let address = &db.core().settings.public_url;
    let inviter = inviter(db);
    Mail {
        to: to.to_owned(),
        subject: "【れんけい】招待（登録コード）".to_owned(),
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

fn further_letter(db: &Writer, known: &PersonRow, organisation: &str, role: &str) -> Mail {
    let address = &db.core().settings.public_url;
    let inviter = inviter(db);
    Mail {
        to: known.mail.clone(),
        subject: "【れんけい】新しい所属への招待".to_owned(),
        body: format!(
            "{} 様\n\n{inviter}から、れんけいの新しい所属に招待されました。\n\n    {organisation}（{role}）\n\n\
             いつものようにログインして、「あなたの登録」で「受ける」か「断る」を選んでください。受けるまで、所属は始まりません。\n\
             受けるまでは、お名前もログインの記録も、招待した方には見えません。\n{address}/account\n\n\
             心当たりがないときは、何もしなくて大丈夫です。\n\n――\nれんけい（在宅医療・介護連携のひろば）\n{address}/\n",
            known.name,
        ),
        secret: false,
    }
}

/// Sends the invitation once more to somebody who has not answered yet.
pub async fn invite_again(mut tx: WriteTx<InvitePerson>, organisation: i64, membership: i64) -> Result<(), PageError> {
    let place = organisation_in_hand(&mut tx, organisation).await?;
    let line = memberships::in_reach(&mut tx, organisation, membership).await?.ok_or(PageError::NotFound)?;
    if line.state != "invited" {
        return Err(PageError::rule(
            "この方の招待は、もう返事が済んでいます。組織のページを開き直して確かめてください。",
        ));
    }
    let to = (line.name.as_str(), line.mail.as_str());
    send_letter(&mut tx, line.person_id, membership, to, &place.name, role_label(&line.role)).await?;
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
    // Everybody alike, whoever she is elsewhere: a printed code opens this organisation's own door only.
    for line in memberships::of_organisation(tx, organisation).await?.into_iter().filter(waits) {
        let code = issue_code(tx, line.person_id, line.id, &line.mail, false).await?;
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
    // What is over stays over: from there only an invitation leads back, and she accepts it.
    if line.valid_to.as_ref().is_some_and(|to| *to < tx.core().clock.today().to_string()) {
        return Ok(Err("この所属は、もう終わっています。もう一度加わるときは、招待してください。".to_owned()));
    }
    if last_day.to_string() < line.valid_from {
        return Ok(Err("最後の日は、所属の始まりの日より前にはできません。".to_owned()));
    }
    memberships::end(&mut tx, membership, last_day).await?;
    let detail = json!({"organisation": organisation, "last_day": last_day.to_string(), "before": line.valid_to});
    tx.commit(Entry::of("membership", membership).detail(detail)).await?;
    Ok(Ok(()))
}
