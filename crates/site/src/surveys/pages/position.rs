//! `…/position`: where one respondent stands among the others; the same as PDF, CSV and, per question, as SVG and PNG.
//! `…/answers.pdf`: its own answers on paper (控え).
//!
//! Every way out goes through [`opened`] or [`Opened::seen`]: whose answers one may see decides whose position one may see.

use std::collections::BTreeSet;
use std::sync::Arc;

use foundation::web::{PageError, Reply, Req};

use super::open::Opened;
use crate::permissions::{LookAtAnswers, ReadTx, Reader, Scope};
use crate::regions::SimilarTown;
use crate::shared::{DEMO_MARK, Link, paper, render};
use crate::surveys::actions::SurveyError;
use crate::surveys::actions::contact::Contact;
use crate::surveys::data_set::{Around, DataSet};
use crate::surveys::model::State;
use crate::surveys::position::{LastYear, Material, Position, document, picture, table};
use crate::surveys::rules::position::{SIMILAR_TOWNS, compares};
use crate::surveys::rules::{self, Refusal, releasing};
use crate::surveys::storage;
use crate::surveys::views::answers_document::{AnswersPaper, answers_document};
use crate::surveys::views::position::{NoPositionPage, PositionPage};

/// The respondent, and its survey; persons have no position.
async fn opened(db: &mut Reader, req: &Req) -> Result<Opened, PageError> {
    let opened = Opened::seen(db, req).await?;
    if compares(&opened.survey.respondent) { Ok(opened) } else { Err(PageError::NotFound) }
}

/// `None` while nothing is handed in.
async fn position(db: &mut Reader, opened: &Opened) -> Result<Option<Position>, PageError> {
    if !opened.respondent.line.state().is_collected() {
        return Ok(None);
    }
    let Around { own, others: set, last } = DataSet::around(db, &opened.survey).await?;
    let code = opened.respondent.line.code.clone();
    let similar = if opened.survey.respondent == "municipality" {
        let answered = set.clone();
        let nearest = crate::regions::similar(db, &code, usize::MAX, |other| answered.row_of(other).is_some()).await?;
        shown(nearest, &set)
    } else {
        Vec::new()
    };
    let read = read_one_by_one(db.scope(), &code, &set);
    let sharing: BTreeSet<String> = storage::sharing::in_force(db, opened.survey.id).await?.into_iter().collect();
    let form = Arc::clone(&opened.form);
    let concordance = crate::surveys::concordance_of(db, &opened.survey).await?;
    // Counting takes no database, and some processor time.
    let counted = tokio::task::spawn_blocking(move || {
        let last = last.as_ref().map(|set| LastYear { set, concordance: concordance.as_ref() });
        Position::of(&Material {
            code: &code,
            own: &own,
            set: &set,
            form: &form,
            read: &read,
            last,
            similar: &similar,
            sharing: &sharing,
        })
    });
    Ok(counted.await.map_err(PageError::broken)??)
}

/// Whose single answers the reader may read. Who may read all of them is shown what the respondent itself is shown.
fn read_one_by_one(scope: &Scope, code: &str, set: &DataSet) -> BTreeSet<String> {
    let mut read = BTreeSet::from([code.to_owned()]);
    if let Scope::Prefectures(own) = scope {
        let theirs = set.rows().iter().filter(|row| own.contains(&row.prefecture_code));
        read.extend(theirs.map(|row| row.code.clone()));
    }
    if let Scope::Municipalities(own) = scope {
        read.extend(own.iter().cloned());
    }
    read
}

/// Of the nearest first, those that are shown: before the data are final they move on in batches too.
fn shown(nearest: Vec<SimilarTown>, set: &DataSet) -> Vec<SimilarTown> {
    let step = |town: &SimilarTown| set.row_of(&town.code).and_then(|at| set.rows().get(at)).map_or(0, |row| row.step);
    let steps: Vec<i64> = nearest.iter().map(step).collect();
    let places = releasing::similar(&steps, SIMILAR_TOWNS);
    let chosen = nearest.into_iter().enumerate().filter(|(at, _)| places.contains(at));
    chosen.map(|(_, town)| town).collect()
}

/// For files: a sentence where the page has one too.
async fn whole(db: &mut Reader, req: &Req) -> Result<(Opened, Position), PageError> {
    let opened = opened(db, req).await?;
    match position(db, &opened).await? {
        Some(position) => Ok((opened, position)),
        None => Err(SurveyError::Refused(why_none(&opened)).into()),
    }
}

/// Why there is nothing to compare: it was not handed in yet, or it was, and came back.
fn why_none(opened: &Opened) -> Refusal {
    match opened.respondent.line.state() {
        State::Returned => Refusal::ReturnedForNow,
        _ => Refusal::NothingHandedIn,
    }
}

pub async fn get(mut tx: ReadTx<LookAtAnswers>, req: Req) -> Result<Reply, PageError> {
    let opened = opened(&mut tx, &req).await?;
    let name = &opened.respondent.line.name;
    let frame = opened.frame(&tx, &format!("{name}の位置"), true).purpose(&*opened.survey.title).wide();
    match position(&mut tx, &opened).await? {
        Some(position) => render(&PositionPage::of(frame, &opened.base(), &position)),
        None => render(&NoPositionPage {
            frame,
            heading: match why_none(&opened) {
                Refusal::ReturnedForNow => format!("{name}の答えは、差戻しのため、いまは比べられません"),
                _ => format!("{name}の答えは、まだ比べられません"),
            },
            sentence: why_none(&opened).sentence(),
            links: vec![Link::new("回答のページに戻る", opened.base())],
        }),
    }
}

/// Who answers for the survey: the programme's office.
fn author(contact: &Contact, opened: &Opened) -> String {
    if contact.office.is_empty() { opened.survey.programme_name.clone() } else { contact.office.clone() }
}

pub async fn pdf(mut tx: ReadTx<LookAtAnswers>, req: Req) -> Result<Reply, PageError> {
    let (opened, position) = whole(&mut tx, &req).await?;
    let author = author(&Contact::of(&mut tx, &opened.survey).await?, &opened);
    let today = tx.core().clock.today();
    drop(tx);
    paper::pdf(document::document(&position, &author, today), &file_name(&position, "", "pdf")).await
}

pub async fn csv(mut tx: ReadTx<LookAtAnswers>, req: Req) -> Result<Reply, PageError> {
    let (_, position) = whole(&mut tx, &req).await?;
    let remark = if position.is_fictitious() { DEMO_MARK } else { "" };
    let body = table::csv(&position, remark).map_err(PageError::broken)?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download(&file_name(&position, "", "csv")))
}

/// `q5.svg`, `q5.png`
pub async fn chart(mut tx: ReadTx<LookAtAnswers>, req: Req) -> Result<Reply, PageError> {
    let (id, kind) = req.text("chart").rsplit_once('.').ok_or(PageError::NotFound)?;
    let (id, kind) = (id.to_owned(), kind.to_owned());
    let (_, position) = whole(&mut tx, &req).await?;
    drop(tx);
    let question = position.question(&id).ok_or(PageError::NotFound)?;
    let chart = picture::chart(&position, question);
    let name = file_name(&position, &question.number, &kind);
    match kind.as_str() {
        "svg" => Ok(paper::svg(chart, &name)),
        "png" => paper::png(chart, &name).await,
        _ => Err(PageError::NotFound),
    }
}

/// 「`柳井市の位置_令和8年度_問5.png`」
fn file_name(of: &Position, part: &str, ending: &str) -> String {
    let year = japanese::wareki::FiscalYear(of.about.fiscal_year).label();
    let year = year.split('（').next().unwrap_or_default();
    let part = if part.is_empty() { String::new() } else { format!("_{part}") };
    format!("{}の位置_{year}{part}.{ending}", of.name)
}

/// 控え: everything that was answered, on paper.
pub async fn answers_pdf(mut tx: ReadTx<LookAtAnswers>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::seen(&mut tx, &req).await?;
    let contact = Contact::of(&mut tx, &opened.survey).await?;
    let author = author(&contact, &opened);
    let (today, demo) = (tx.core().clock.today(), tx.core().settings.demo);
    drop(tx);
    let line = &opened.respondent.line;
    let receipt = line
        .submitted_at
        .as_ref()
        .filter(|_| line.state().is_collected())
        .map(|_| rules::receipt(opened.survey.id, &line.code, opened.respondent.version));
    let contact = contact.line(&opened.survey);
    let of = AnswersPaper {
        survey: &opened.survey,
        respondent: &opened.respondent,
        form: &opened.form,
        receipt,
        contact: &contact,
    };
    let document = answers_document(&of, &author, today, demo);
    paper::pdf(document, &format!("{}の回答_控え.pdf", line.name)).await
}
