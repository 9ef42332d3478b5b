//! `/surveys/{survey}/links`: which organisations pass a survey on, with which code, and how many answers came by it.
//! `…/links/{code}`: one of them, for its officer; `…/sheet`: the paper she hands out.

use std::sync::Arc;

use foundation::web::{Fields, Form, Page, PageError, PageLinks, Reply, Req, escape};

use super::door::door;
use super::list::below;
use super::open::survey;
use crate::permissions::{Actor, AppCore, LookAtLinks, PassOnLinks, ReadTx, Reader, Scope, WriteTx, reach_of};
use crate::shared::{Choice, Fact, Frame, Link, Pagination, day_in_words, day_of, number, render};
use crate::surveys::actions::links as actions;
use crate::surveys::model::linking::{LinkRow, LinkTotals, Said};
use crate::surveys::model::{SurveyRow, SurveyState};
use crate::surveys::rules::LEAST_OF_PERSONS;
use crate::surveys::rules::linking::{MOST_PEOPLE, came, printed};
use crate::surveys::storage::links::{self, LinkFilter};
use crate::surveys::views::linking::{LinkLine, LinkPage, LinkSheetPage, LinksPage, TotalsRow};

const ROWS_PER_PAGE: i64 = 50;

const STANDINGS: &[(&str, &str)] = &[
    ("without", "コードのない団体"),
    ("silent", "人数を伝えていない団体"),
    ("behind", "伝えた人数に届いていない団体"),
];

/// A survey whose respondents come by links; any other has none.
async fn linked_survey(db: &mut Reader, req: &Req) -> Result<SurveyRow, PageError> {
    let survey = survey(db, req).await?;
    if survey.is_linked() { Ok(survey) } else { Err(PageError::NotFound) }
}

fn filter_of(fields: &Fields) -> LinkFilter {
    let standing = fields.get("standing");
    LinkFilter {
        words: fields.get("q").chars().take(200).collect(),
        prefecture: fields.get("prefecture").to_owned(),
        standing: STANDINGS.iter().find(|(id, _)| *id == standing).map(|(id, _)| (*id).to_owned()).unwrap_or_default(),
    }
}

fn pairs(filter: &LinkFilter) -> Vec<(String, String)> {
    let all = [("q", &filter.words), ("prefecture", &filter.prefecture), ("standing", &filter.standing)];
    all.into_iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| (n.to_owned(), v.clone())).collect()
}

pub(super) fn fact(label: &str, value: String, note: &str) -> Fact {
    Fact { label: label.to_owned(), value, note: note.to_owned(), fictitious: false }
}

/// How many came, and of how many where that is known: the figures every page about the links begins with.
pub(super) fn figures(sum: &LinkTotals) -> Vec<Fact> {
    let known = if sum.named > 0 {
        format!("人数を伝えた{}団体では、{}", number(sum.named), came(sum.collected_of_named, Some(sum.people)))
    } else {
        "人数を伝えた団体は、まだありません".to_owned()
    };
    vec![
        fact("回収", came(sum.collected, None), "全体の人数は前もって分からないため、回収率は示しません。"),
        fact("人数が分かるところ", known, ""),
        fact("案内", format!("{}団体中{}団体にコードがあります", number(sum.organisations), number(sum.with_code)), ""),
    ]
}

/// A row per prefecture; `href` begins an address that ends with its code, or is empty.
pub(super) fn totals_rows(totals: &[LinkTotals], names: &[(String, String)], href: &str) -> Vec<TotalsRow> {
    let row = |total: &LinkTotals| TotalsRow {
        name: names.iter().find(|(code, _)| *code == total.prefecture_code).map(|(_, n)| n.clone()).unwrap_or_default(),
        href: if href.is_empty() { String::new() } else { format!("{href}{}", total.prefecture_code) },
        organisations: number(total.organisations),
        with_code: number(total.with_code),
        collected: number(total.collected),
        named: number(total.named),
        came: if total.named > 0 { came(total.collected_of_named, Some(total.people)) } else { "－".to_owned() },
    };
    totals.iter().map(row).collect()
}

pub async fn get(mut tx: ReadTx<LookAtLinks>, req: Req) -> Result<Reply, PageError> {
    let survey = linked_survey(&mut tx, &req).await?;
    let base = format!("/surveys/{}/links", survey.id);
    // A municipality has one: its own.
    if let Scope::Municipalities(codes) = tx.scope()
        && let [code] = codes.as_slice()
    {
        return Ok(Reply::see_other(&format!("{base}/{code}")));
    }
    let filter = filter_of(&req.query);
    let totals = links::totals(&mut tx, survey.id).await?;
    let sum = LinkTotals::sum(&totals);
    let page = Page::of(&req.query, ROWS_PER_PAGE);
    let total = links::count(&mut tx, survey.id, &filter).await?;
    let rows = links::lines(&mut tx, survey.id, &filter, page).await?;
    let names = crate::regions::prefecture_choices(&mut tx).await?;
    let station = matches!(tx.scope(), Scope::Prefectures(_));
    let makes_all = matches!(reach_of::<PassOnLinks>(tx.actor()), Some(Scope::All | Scope::Programmes(_)));
    let without = totals
        .iter()
        .filter(|t| filter.prefecture.is_empty() || t.prefecture_code == filter.prefecture)
        .map(|t| t.organisations - t.with_code)
        .sum();
    let mut frame = below(&tx, &survey, "案内する団体").wide().purpose(if station {
        "都道府県と管内の市町村が、コーディネーターに案内を渡します。見えるのは件数だけです。"
    } else {
        "都道府県と市町村が、それぞれのコーディネーターに案内を渡します。"
    });
    if req.query.get("done") == "made" {
        let made = req.query.get("organisations").parse::<i64>().unwrap_or(0);
        frame = frame.notice("success", format!("{}団体のコードを作りました。", number(made)));
    }
    let kept = Fields::from_pairs(pairs(&filter));
    let all = Choice::new("", "すべて", filter.prefecture.is_empty());
    let prefecture_choices = if station {
        Vec::new()
    } else {
        let each = names.iter().map(|(code, name)| Choice::new(code, name, *code == filter.prefecture));
        std::iter::once(all).chain(each).collect()
    };
    let any = Choice::new("", "すべて", filter.standing.is_empty());
    let standings = STANDINGS.iter().map(|(id, label)| Choice::new(*id, *label, *id == filter.standing));
    render(&LinksPage {
        frame,
        facts: figures(&sum),
        totals: if station { Vec::new() } else { totals_rows(&totals, &names, &format!("{base}?prefecture=")) },
        words: filter.words.clone(),
        prefecture_choices,
        standing_choices: std::iter::once(any).chain(standings).collect(),
        rows: rows.iter().map(|link| line(&base, link)).collect(),
        pagination: Pagination::new(&PageLinks::new(&base, &kept, page, total), "団体"),
        without_code: if makes_all && survey.state() == SurveyState::Open { without } else { 0 },
        prefecture: filter.prefecture.clone(),
        base,
    })
}

fn line(base: &str, link: &LinkRow) -> LinkLine {
    let (mark, code) = match (&link.pass_on_code, &link.stopped_at) {
        (Some(_), _) => ("done", "あり"),
        (None, Some(_)) => ("late", "止めた"),
        (None, None) => ("none", "まだ"),
    };
    LinkLine {
        name: link.name.clone(),
        prefecture: if link.is_prefecture() { String::new() } else { link.prefecture_name.clone() },
        href: format!("{base}/{}", link.code),
        mark,
        code,
        said: said_words(link.said()),
        came: came(link.collected, link.said().number()),
    }
}

fn said_words(said: Said) -> String {
    match said {
        Said::NotYet => "まだ伝えていません".to_owned(),
        Said::Unknown => "把握していない".to_owned(),
        Said::Number(people) => format!("{}人", number(people)),
    }
}

pub async fn one(mut tx: ReadTx<LookAtLinks>, req: Req) -> Result<Reply, PageError> {
    let done = match req.query.get("done") {
        "made" => "案内のコードを作りました。コーディネーターに渡してください。",
        "renewed" => "新しいコードに替えました。前のコードでは、もう始められません。",
        "stopped" => "コードを止めました。",
        "people" => "人数を伝えました。",
        _ => "",
    };
    render(&link_page(&mut tx, &req, None, done).await?)
}

async fn link_page(db: &mut Reader, req: &Req, typed: Option<&Form>, done: &str) -> Result<LinkPage, PageError> {
    let survey = linked_survey(db, req).await?;
    let link = links::seen(db, survey.id, req.text("code")).await?.ok_or(PageError::NotFound)?;
    let mut frame = below(db, &survey, &format!("{}の案内", link.name))
        .crumb("案内する団体", format!("/surveys/{}/links", survey.id))
        .purpose("コーディネーターに渡すコードと、届いた回答の件数です。");
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    let speaks = match reach_of::<PassOnLinks>(db.actor()) {
        Some(Scope::Prefectures(codes) | Scope::Municipalities(codes)) => codes.contains(&link.code),
        Some(scope) => scope == Scope::All || scope.reaches_programme(survey.programme_id),
        None => false,
    };
    let code = link.pass_on_code.as_deref().map(printed).unwrap_or_default();
    let said = link.said();
    let stored = (said.id(), said.number().map(|n| n.to_string()).unwrap_or_default());
    let (chosen, people) = match typed {
        Some(form) => (form.value("knows"), form.value("people").to_owned()),
        None => (stored.0, stored.1),
    };
    let none = Form::default();
    let form = typed.unwrap_or(&none);
    let said_at = link.said_at.as_deref().map(day_of).unwrap_or_default();
    Ok(LinkPage {
        frame,
        base: format!("/surveys/{}/links/{}", survey.id, link.code),
        facts: vec![
            fact("案内する団体", link.place(), ""),
            fact("回収", came(link.collected, said.number()), "提出された回答の件数です。"),
            fact("コーディネーターの人数", said_words(said), &said_at),
            fact("締切", day_in_words(link.due_on.as_deref().unwrap_or(&survey.due_on)), ""),
        ],
        // Who may not hand it out need not see it.
        code: if speaks { code } else { String::new() },
        address: link.pass_on_code.as_deref().map(|code| address(db, code)).unwrap_or_default(),
        stopped: link.stopped_at.as_deref().map(day_of).unwrap_or_default(),
        may_pass_on: speaks && survey.state() == SurveyState::Open,
        knows: vec![
            Choice::new("number", "人数が分かる", chosen == "number"),
            Choice::new("unknown", "把握していない", chosen == "unknown"),
        ],
        people,
        errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
        knows_error: form.error("knows").to_owned(),
        people_error: form.error("people").to_owned(),
    })
}

/// The link itself: the door with the code filled in.
fn address(db: &Reader, code: &str) -> String {
    format!("{}?code={}", door(db), escape(code))
}

pub async fn sheet(mut tx: ReadTx<LookAtLinks>, req: Req) -> Result<Reply, PageError> {
    let survey = linked_survey(&mut tx, &req).await?;
    let link = links::seen(&mut tx, survey.id, req.text("code")).await?.ok_or(PageError::NotFound)?;
    let speaks = match reach_of::<PassOnLinks>(tx.actor()) {
        Some(Scope::Prefectures(codes) | Scope::Municipalities(codes)) => codes.contains(&link.code),
        Some(_) => true,
        None => false,
    };
    let code = link.pass_on_code.clone().filter(|_| speaks).ok_or(PageError::NotFound)?;
    let desk = crate::programmes::desk(&mut tx, survey.programme_id).await?;
    let mail = desk.map(|desk| desk.mail).unwrap_or_default();
    let back = format!("/surveys/{}/links/{}", survey.id, link.code);
    let frame: Frame =
        below(&tx, &survey, "コーディネーター調査のご案内").crumb(format!("{}の案内", link.name), back.clone());
    render(&LinkSheetPage {
        frame,
        place: link.place(),
        survey: survey.title.clone(),
        office: format!("{} 事務局　{mail}", survey.programme_name),
        due: day_in_words(link.due_on.as_deref().unwrap_or(&survey.due_on)),
        door: door(&tx),
        picture: print::qr::svg(&address(&tx, &code), "回答のページを開く二次元コード"),
        code: printed(&code),
        back,
        least_in_a_table: LEAST_OF_PERSONS,
    })
}

fn back(req: &Req, done: &str) -> Reply {
    Reply::done(&format!("/surveys/{}/links/{}?done={done}", req.text("survey"), req.text("code")))
}

pub async fn make(mut tx: WriteTx<PassOnLinks>, req: Req) -> Result<Reply, PageError> {
    let survey = linked_survey(&mut tx, &req).await?;
    let renewed = actions::make(&mut tx, survey.id, req.text("code")).await?;
    tx.commit_recorded().await?;
    Ok(back(&req, if renewed { "renewed" } else { "made" }))
}

pub async fn stop(mut tx: WriteTx<PassOnLinks>, req: Req) -> Result<Reply, PageError> {
    let survey = linked_survey(&mut tx, &req).await?;
    actions::stop(&mut tx, survey.id, req.text("code")).await?;
    tx.commit_recorded().await?;
    Ok(back(&req, "stopped"))
}

pub async fn make_all(mut tx: WriteTx<PassOnLinks>, req: Req) -> Result<Reply, PageError> {
    let survey = linked_survey(&mut tx, &req).await?;
    let prefecture = req.form.get("prefecture").to_owned();
    let made = actions::make_all(&mut tx, survey.id, &prefecture).await?;
    tx.commit_recorded().await?;
    let mut query = Fields::default();
    if !prefecture.is_empty() {
        query.push("prefecture", &prefecture);
    }
    query.push("done", "made");
    query.push("organisations", &made.to_string());
    Ok(Reply::done(&format!("/surveys/{}/links?{}", survey.id, query.to_query())))
}

/// 「4」「４」「4人」; at most [`MOST_PEOPLE`].
fn read_people(form: &mut Form) -> Option<Said> {
    match form.choice("knows", "人数", &["number", "unknown"], true).as_str() {
        "unknown" => Some(Said::Unknown),
        "number" => {
            let typed = form.required_text("people", "人数", 20);
            let figures = japanese::fold::half_width(&typed).replace([',', '人', ' '], "");
            match figures.parse::<i64>() {
                Ok(people) if (0..=MOST_PEOPLE).contains(&people) => Some(Said::Number(people)),
                _ if typed.is_empty() => None,
                _ => {
                    form.refuse("people", format!("人数は0から{}までの数で入れてください。", number(MOST_PEOPLE)));
                    None
                }
            }
        }
        _ => None,
    }
}

pub async fn people(mut tx: WriteTx<PassOnLinks>, req: Req) -> Result<Reply, PageError> {
    let survey = linked_survey(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let said = read_people(&mut form);
    let Some(said) = said.filter(|_| form.is_valid()) else {
        let (core, actor) = (tx.core().clone(), tx.actor().clone());
        drop(tx);
        return shown_again(&core, actor, &req, &form).await;
    };
    actions::say(&mut tx, survey.id, req.text("code"), said).await?;
    tx.commit_recorded().await?;
    Ok(back(&req, "people"))
}

async fn shown_again(core: &Arc<AppCore>, actor: Actor, req: &Req, form: &Form) -> Result<Reply, PageError> {
    let mut tx = core.read::<LookAtLinks>(actor, &req.request_id).await?;
    Ok(render(&link_page(&mut tx, req, Some(form), "").await?)?.unprocessable())
}

/// The door to one's own link, for the page about a survey.
pub(super) fn own_links(db: &Reader, survey: &SurveyRow) -> Vec<Link> {
    let base = format!("/surveys/{}/links", survey.id);
    match reach_of::<LookAtLinks>(db.actor()) {
        Some(Scope::Municipalities(_) | Scope::Prefectures(_)) => vec![Link::new("コーディネーターへの案内へ", base)],
        Some(scope) if scope == Scope::All || scope.reaches_programme(survey.programme_id) => {
            vec![Link::new("案内する団体を見る", base)]
        }
        _ => Vec::new(),
    }
}
