//! `/demo`: the cast, and one-click sign-in as any of them.

use foundation::web::{PageError, Reply, Req};
use serde_json::json;

use crate::demo::cast::CAST;
use crate::demo::organisations;
use crate::demo::views::{CastPage, CharacterLine, TierGroup};
use crate::people::actions::sign_in::{open_session, signed_in};
use crate::people::model::Outcome;
use crate::permissions::{DemoSignIn, LookAtDemo, ReadTx, Tier, WriteTx};
use crate::shared::{Frame, render};

const TIERS: [Tier; 3] = [Tier::LocalGovernment, Tier::Partner, Tier::Ministry];

pub async fn get(tx: ReadTx<LookAtDemo>, _req: Req) -> Result<Reply, PageError> {
    let here = tx.actor().member().map(|m| m.name.clone()).unwrap_or_default();
    let tiers = TIERS
        .iter()
        .map(|tier| TierGroup {
            label: tier.label(),
            id: tier.id(),
            people: CAST
                .iter()
                .filter(|c| c.role().tier() == *tier)
                .map(|c| CharacterLine {
                    id: c.id,
                    name: c.name,
                    organisation: organisations::name_of(c.posts[0].organisation),
                    role: c.posts.iter().map(|p| p.role.label()).collect::<Vec<_>>().join("・"),
                    sees: c.sees,
                    here: c.name == here,
                })
                .collect(),
        })
        .collect();
    render(&CastPage {
        frame: Frame::new(&tx, "デモの人物")
            .purpose("選んだ人としてログインして、その人に見えるものを確かめられます。全員、架空の人物です。")
            .under_home(),
        tiers,
        signed_in: !here.is_empty(),
    })
}

pub async fn json(_tx: ReadTx<LookAtDemo>, _req: Req) -> Result<Reply, PageError> {
    let people: Vec<_> = CAST
        .iter()
        .map(|c| {
            json!({
                "id": c.id,
                "name": c.name,
                "organisation": organisations::name_of(c.posts[0].organisation),
                "tier": c.role().tier().id(),
                "role": c.role().id(),
            })
        })
        .collect();
    Ok(Reply::json(&people.into()))
}

pub async fn sign_in(mut tx: WriteTx<DemoSignIn>, req: Req) -> Result<Reply, PageError> {
    let core = tx.core().clone();
    let wanted = req.form.get("person");
    let Some(character) = CAST.iter().find(|c| c.id == wanted) else {
        return Err(PageError::rule("デモの人物を選んでください。人物の一覧は「デモの人物」のページにあります。"));
    };
    let not_ready = || PageError::rule("デモの準備がまだ終わっていません。少し待ってから、もう一度お試しください。");
    let person = crate::people::person_with_mail(&mut tx, character.mail).await?.ok_or_else(not_ready)?;
    let asker = crate::people::asker_of(&core, &req);
    let mut opened = open_session(&mut tx, person, Outcome::Demo, &asker).await?.ok_or_else(not_ready)?;
    tx.commit(signed_in(person, opened.session, Outcome::Demo)).await?;
    // Straight to the front page: who holds several posts changes between them on her account page.
    opened.several_memberships = false;
    Ok(crate::people::sign_in_reply(&core, &opened, req.next()))
}
