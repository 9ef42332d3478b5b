//! `/wide-area/{group}/members/…`: asking municipalities, their answer, their days.

use foundation::web::{Fields, Form, PageError, Reply, Req};
use http::StatusCode;

use super::{below, led};
use crate::actions::{Whole, WideAreaError, members as actions};
use crate::forms;
use crate::model::Member;
use crate::permissions::{ReadTx, Reader, TakePartInWideAreas, WriteTx, WriteWideAreas};
use crate::regions;
use crate::shared::{Choice, DateBoxes, read_date, render};
use crate::views::{AskPage, MemberPage};

/// Names of municipalities in a box, one per line or with 「、」 between → codes of those there are on a day; what cannot be told apart or
/// found is said. A name that several bear is the one of the lead's prefecture, if there is one.
pub(super) async fn typed(db: &mut Reader, form: &mut Form, lead: &str, day: &str) -> Result<Vec<String>, PageError> {
    let text = form.text("members", "加わる市町村", 3_000);
    let names = crate::pages::cost_sharing::names(&text);
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let known = regions::dated_towns(db, &names.iter().cloned().chain([lead.to_owned()]).collect::<Vec<_>>()).await?;
    let home = known.iter().find(|town| town.code == lead).map(|town| town.prefecture_code.clone()).unwrap_or_default();
    let (mut codes, mut faults) = (Vec::new(), Vec::new());
    for name in &names {
        match crate::pages::cost_sharing::pick(name, &known, day, &home) {
            Ok(town) => codes.push(town.code.clone()),
            Err(sentence) => faults.push(sentence),
        }
    }
    if !faults.is_empty() {
        form.refuse("members", faults.join(""));
    }
    Ok(codes)
}

fn ask_page(db: &Reader, whole: &Whole, form: &Form) -> AskPage {
    let frame = below(db, &whole.group, "市町村にたずねる").purpose(
        "名前を入れると、その市町村の担当者に「参加の確認待ち」として見えます。確認されるまで、構成には数えません。",
    );
    AskPage::new(frame, &whole.group, form)
}

pub async fn get_new(mut tx: ReadTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    let mut form = Form::new(Fields::default());
    DateBoxes::of(tx.core().clock.today()).fill("from", &mut form.values);
    render(&ask_page(&tx, &whole, &form))
}

pub async fn post_new(mut tx: WriteTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let from = read_date(&mut form, "from", "いつから", true).map(|day| day.to_string()).unwrap_or_default();
    let codes = typed(&mut tx, &mut form, &whole.group.lead_code, &from).await?;
    if codes.is_empty() && form.error("members").is_empty() {
        form.refuse("members", "加わる市町村の名前を入力してください。");
    }
    if form.is_valid() {
        match actions::ask(&mut tx, whole.group.id, &codes, &from).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}?done=asked", whole.group.address())));
            }
            Err(WideAreaError::Refused(refusal)) => form.refuse("members", refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let view = ask_page(&tx, &whole, &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

fn of(whole: &Whole, req: &Req) -> Result<Member, PageError> {
    let id = req.number("member")?;
    whole.members.iter().find(|member| member.id == id).cloned().ok_or(PageError::NotFound)
}

/// Where a municipality that ended may have gone: those of its prefecture, the likely one first.
async fn successors(db: &mut Reader, member: &Member) -> Result<Vec<(String, String)>, PageError> {
    if member.valid_to.is_none() {
        return Ok(Vec::new());
    }
    let likely = regions::successors_of(db, std::slice::from_ref(&member.municipality_code)).await?;
    let all = regions::all_towns(db).await?;
    let mut choices: Vec<(String, String)> =
        likely.iter().map(|(_, code, name)| (code.clone(), format!("{name}（台帳の前の名前から）"))).collect();
    for (code, name, prefecture) in all {
        let other = code != member.municipality_code && prefecture == member.prefecture_code;
        if other && !choices.iter().any(|(known, _)| *known == code) {
            choices.push((code, name));
        }
    }
    Ok(choices)
}

fn page(db: &Reader, whole: &Whole, member: &Member, form: &Form, towns: &[(String, String)]) -> MemberPage {
    let frame = below(db, &whole.group, format!("{}の期間", member.name))
        .purpose("始まりを早めたり終わりを延ばしたりすると、その市町村にもう一度たずねます。");
    let chosen = form.value("successor");
    let choices = towns.iter().map(|(code, name)| Choice::new(code, name, code == chosen)).collect();
    MemberPage::new(frame, &whole.group, member, form, choices)
}

pub async fn get(mut tx: ReadTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    let member = of(&whole, &req)?;
    let towns = successors(&mut tx, &member).await?;
    let mut form = Form::new(forms::fill_member(&member));
    if member.successor_code.is_none()
        && let [(code, _), ..] = towns.as_slice()
        && towns[0].1.contains("台帳")
    {
        form.values = form.values.replaced("successor", code);
    }
    render(&page(&tx, &whole, &member, &form, &towns))
}

pub async fn post(mut tx: WriteTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    let before = of(&whole, &req)?;
    let towns = successors(&mut tx, &before).await?;
    let mut form = Form::new(req.form.clone());
    let codes: Vec<&str> = towns.iter().map(|(code, _)| code.as_str()).collect();
    let new = forms::member(&mut form, &before, &codes);
    let mut conflict = false;
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        match actions::revise(&mut tx, whole.group.id, revision, &new).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}?done=saved", whole.group.address())));
            }
            Err(WideAreaError::Refused(refusal)) => form.refuse("joined", refusal.sentence()),
            Err(WideAreaError::PartChanged) => conflict = true,
            Err(error) => return Err(error.into()),
        }
    }
    let mut view = page(&tx, &whole, &before, &form, &towns);
    drop(tx);
    if conflict {
        view.changed_meanwhile(&before, &new);
        return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
    }
    Ok(render(&view)?.unprocessable())
}

pub async fn remove(mut tx: WriteTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let (group, id) = (req.number("group")?, req.number("member")?);
    actions::remove(&mut tx, group, id).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/wide-area/{group}?done=removed")))
}

pub async fn answer(mut tx: WriteTx<TakePartInWideAreas>, req: Req) -> Result<Reply, PageError> {
    let (group, id) = (req.number("group")?, req.number("member")?);
    let confirmed = match req.form.get("answer") {
        "confirmed" => true,
        "declined" => false,
        _ => {
            return Err(PageError::BadRequest {
                sentence: "参加するかしないかを、取組のページのボタンから選んでください。".to_owned(),
            });
        }
    };
    let revision = req.form.get("revision").parse().unwrap_or(0);
    actions::answer(&mut tx, group, id, revision, confirmed).await?;
    tx.commit_recorded().await?;
    // Who declined does not see it any more, unless everybody does.
    Ok(Reply::done(&if confirmed {
        format!("/wide-area/{group}?done=confirmed")
    } else {
        "/wide-area?done=declined".to_owned()
    }))
}
