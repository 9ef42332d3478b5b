//! `/situation/prefectures/{prefecture}/supports`: what was done for whom. `…/letter`: a letter to some of them at once.

use foundation::chance::Chance;
use foundation::web::{Form, PageError, Reply, Req};
use japanese::fold::tidy;

use super::{frame, prefecture};
use crate::actions::{SituationError, prefecture as actions};
use crate::model::{Support, scenes};
use crate::permissions::{LookAtSituation, ReadTx, Reader, SupportMunicipalities, WriteTx, reach_of};
use crate::regions;
use crate::rules::Refusal;
use crate::shared::{Choice, DateBoxes, read_date, render};
use crate::storage::{admits, prefecture as storage};
use crate::surveys::standing::of_prefecture;
use crate::views::supports::{LetterPage, SupportsPage};

/// Rows of the log shown at once.
const MOST: i64 = 200;
const WORDS: usize = 1_000;
const SUBJECT: usize = 80;

async fn towns(db: &mut Reader, code: &str) -> Result<Vec<(String, String)>, PageError> {
    let all = regions::all_towns(db).await?;
    Ok(all.into_iter().filter(|(_, _, of)| of == code).map(|(code, name, _)| (code, name)).collect())
}

fn choices(towns: &[(String, String)], form: &Form) -> Vec<Choice> {
    towns.iter().map(|(code, name)| Choice::new(&**code, &**name, form.checked("towns", code))).collect()
}

async fn log(db: &mut Reader, place: &(String, String), form: &Form) -> Result<SupportsPage, PageError> {
    let supports = storage::supports(db, &place.0, MOST).await?;
    let towns = towns(db, &place.0).await?;
    let may = reach_of::<SupportMunicipalities>(db.actor()).is_some_and(|scope| admits(&scope, "", &place.0));
    let base = format!("/situation/prefectures/{}", place.0);
    let frame = frame(db, "支援の記録")
        .crumb(format!("{}の市町村", place.1), &*base)
        .purpose("いつ、どの市町村に、何の支援をしたか。担当が替わっても残ります。");
    Ok(SupportsPage::new(frame, &base, &supports, choices(&towns, form), form, may))
}

pub async fn get(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let place = prefecture(&mut tx, req.text("prefecture")).await?;
    let mut form = Form::default();
    DateBoxes::of(tx.core().clock.today()).fill("on", &mut form.values);
    form.values.push("form_key", &Chance::token(&tx.core().chance));
    let mut view = log(&mut tx, &place, &form).await?;
    match req.query.get("done") {
        "noted" => view.frame = view.frame.notice("success", "記録しました。"),
        "sent" => {
            let none: Vec<&str> = req.query.all("none").collect();
            let towns = towns(&mut tx, &place.0).await?;
            let names: Vec<&str> =
                towns.iter().filter(|(code, _)| none.contains(&code.as_str())).map(|(_, name)| name.as_str()).collect();
            let sent = "送りました。操作の記録に残っています。".to_owned();
            view.frame = match names.as_slice() {
                [] => view.frame.notice("success", sent),
                some => {
                    let names = some.join("、");
                    view.frame
                        .notice("warning", format!("{sent}{names}には、登録した担当者がいないので、届いていません。"))
                }
            };
        }
        _ => {}
    }
    render(&view)
}

pub async fn post(mut tx: WriteTx<SupportMunicipalities>, req: Req) -> Result<Reply, PageError> {
    let place = prefecture(&mut tx, req.text("prefecture")).await?;
    let mut form = Form::new(req.form.clone());
    let on_day = read_date(&mut form, "on", "支援した日", true);
    let known: Vec<&str> = scenes().map(|(id, _)| id).collect();
    let scene = form.choice("scene", "場面", &known, false);
    let words = form.required_text("words", "支援の内容", WORDS);
    let codes: Vec<String> = form.values.all("towns").map(str::to_owned).collect();
    if codes.is_empty() {
        form.refuse("towns", Refusal::NoTowns.sentence());
    }
    if let (Some(day), true) = (on_day, form.is_valid()) {
        let new = Support { on_day: day.to_string(), scene, words, ..Support::default() };
        let key = form.value("form_key").to_owned();
        let key = if key.len() == 64 { key } else { Chance::token(&tx.core().chance) };
        match actions::note_support(&mut tx, &place.0, &new, &codes, &key).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("/situation/prefectures/{}/supports?done=noted", place.0)));
            }
            Err(SituationError::Refused(refusal)) => {
                let field = if refusal == Refusal::SupportedInFuture { "on" } else { "towns" };
                form.refuse(field, refusal.sentence());
            }
            Err(error) => return Err(error.into()),
        }
    }
    let view = log(&mut tx, &place, &form).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

async fn letter(db: &mut Reader, place: &(String, String), form: &Form) -> Result<LetterPage, PageError> {
    let towns = towns(db, &place.0).await?;
    let base = format!("/situation/prefectures/{}", place.0);
    let frame = frame(db, "市町村に書く")
        .crumb(format!("{}の市町村", place.1), &*base)
        .purpose("選んだ市町村の担当者に、一人ずつ別のメールで届きます。ほかの宛先は見えません。");
    Ok(LetterPage::new(frame, &base, choices(&towns, form), form))
}

pub async fn get_letter(mut tx: ReadTx<SupportMunicipalities>, req: Req) -> Result<Reply, PageError> {
    let place = prefecture(&mut tx, req.text("prefecture")).await?;
    let mut form = Form::default();
    form.values.push("form_key", &Chance::token(&tx.core().chance));
    if req.query.get("to") == "late" {
        let today = tx.core().clock.today();
        let said = of_prefecture(&mut tx, &place.0, &[]).await?;
        let mut late = said
            .iter()
            .flat_map(|said| &said.towns)
            .filter(|town| town.is_owing && town.due_on.is_some_and(|due| due < today));
        late.by_ref().for_each(|town| form.values.push("towns", &town.code));
        if let Some(said) = &said {
            form.values.push("subject", &format!("{}のご回答について", said.title));
        }
    }
    for code in req.query.all("towns") {
        form.values.push("towns", code);
    }
    render(&letter(&mut tx, &place, &form).await?)
}

pub async fn post_letter(mut tx: WriteTx<SupportMunicipalities>, req: Req) -> Result<Reply, PageError> {
    let place = prefecture(&mut tx, req.text("prefecture")).await?;
    let mut form = Form::new(req.form.clone());
    let subject =
        tidy(&form.required_text("subject", "件名", SUBJECT).split_whitespace().collect::<Vec<_>>().join(" "));
    let words = form.required_text("words", "本文", WORDS * 2);
    let codes: Vec<String> = form.values.all("towns").map(str::to_owned).collect();
    if codes.is_empty() {
        form.refuse("towns", Refusal::NoTowns.sentence());
    }
    if form.is_valid() {
        let key = form.value("form_key").to_owned();
        let key = if key.len() == 64 { key } else { Chance::token(&tx.core().chance) };
        match actions::write_to(&mut tx, (&place.0, &place.1), &codes, (&subject, &words), &key).await {
            Ok((sent, nobody)) if sent > 0 => {
                tx.commit_recorded().await?;
                let none: String = nobody.iter().map(|(code, _)| format!("&none={code}")).collect();
                return Ok(Reply::done(&format!("/situation/prefectures/{}/supports?done=sent{none}", place.0)));
            }
            Ok((_, nobody)) => {
                let names = nobody.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("、");
                form.refuse("towns", format!("{names}には、まだ登録した担当者がいないので、送れません。"));
            }
            Err(SituationError::Refused(refusal)) => {
                let field = if refusal == Refusal::TooManyLetters { "words" } else { "towns" };
                form.refuse(field, refusal.sentence());
            }
            Err(error) => return Err(error.into()),
        }
    }
    let view = letter(&mut tx, &place, &form).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}
