//! `/surveys/{survey}/published`: what the office made public of a survey, for everybody.

use std::collections::BTreeMap;

use foundation::web::{Form, PageError, Reply, Req};
use table_files::{Printed, Set};

use super::list::below;
use super::open::survey;
use super::table_files::{Book, asked, chart_title};
use crate::permissions::{LookAtPublished, LookAtTables, PublishTables, ReadTx, Reader, WriteTx, reach_of};
use crate::shared::turns::in_turn;
use crate::shared::{Link, blocks, day_of, render};
use crate::surveys::actions::SurveyError;
use crate::surveys::actions::publishing::{self, Published, read};
use crate::surveys::model::SurveyRow;
use crate::surveys::storage;
use crate::surveys::tables::charts;
use crate::surveys::views::one_table::{TableView, downloads};
use crate::surveys::views::published::{
    PublishedItem, PublishedPage, PublishedSection, PublishedTablePage, WithdrawnItem,
};
use crate::surveys::views::tables::ChartView;

/// What is public, and what was.
pub(super) async fn published(
    db: &mut Reader,
    survey: &SurveyRow,
) -> Result<(Vec<Published>, Vec<Published>), PageError> {
    let rows = storage::publishing::all(db, survey.id).await?;
    let all: Vec<Published> = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(all.into_iter().partition(|one| one.row.line.withdrawn_at.is_none()))
}

pub async fn get(mut tx: ReadTx<LookAtPublished>, req: Req) -> Result<Reply, PageError> {
    let survey = survey(&mut tx, &req).await?;
    let (all, gone) = published(&mut tx, &survey).await?;
    let summaries = storage::publishing::summaries(&mut tx, survey.id).await?;
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for row in summaries {
        if let Some(body) = row.published_body.filter(|body| !body.is_empty()) {
            texts.insert(row.section, body);
        }
    }
    let base = format!("/surveys/{}/published", survey.id);
    let mut sections: Vec<PublishedSection> = Vec::new();
    for one in &all {
        let (title, section) = one.title();
        let item = PublishedItem {
            title,
            href: format!("{base}/{}", one.row.line.id),
            what: one.what(),
            day: day_of(&one.row.line.published_at),
        };
        match sections.iter_mut().find(|s| s.title == section) {
            Some(found) => found.tables.push(item),
            None => sections.push(PublishedSection { title: section, summary: Vec::new(), tables: vec![item] }),
        }
    }
    let whole = texts.remove("");
    for (section, text) in texts {
        match sections.iter_mut().find(|s| s.title == section) {
            Some(found) => found.summary = blocks(&text),
            None => sections.push(PublishedSection { title: section, summary: blocks(&text), tables: Vec::new() }),
        }
    }
    sections.sort_by(|a, b| a.title.cmp(&b.title));
    let withdrawn = gone.iter().map(|one| WithdrawnItem {
        title: one.title().0,
        day: one.row.line.withdrawn_at.as_deref().map(day_of).unwrap_or_default(),
        because: one.row.line.withdrawn_because.clone().unwrap_or_default(),
    });
    let mut frame = below(&tx, &survey, "公表した集計").purpose(format!("{}の、公表した集計表です。", survey.title));
    if req.query.get("done") == "published" {
        let number = |name: &str| req.query.get(name).parse::<u32>().unwrap_or(0);
        let left = match number("left") {
            0 => String::new(),
            left => format!("{left}枚は、すでに公表しているか、5件以上の集まりにならないため、公表していません。"),
        };
        frame = frame.notice("success", format!("{}枚の表を公表しました。{left}", number("tables")));
    }
    let mut doors = Vec::new();
    if sees_tables(&tx, &survey) {
        doors.push(Link::new("集計の一覧へ", format!("/surveys/{}/tables", survey.id)));
    }
    if publishes(&tx, &survey) {
        doors.push(Link::new("公表する表を選ぶ", format!("/surveys/{}/publish", survey.id)));
    }
    render(&PublishedPage {
        standing: all.last().map(|one| one.about.state_in_words()).unwrap_or_default(),
        frame,
        summary: whole.map(|text| blocks(&text)).unwrap_or_default(),
        sections,
        withdrawn: withdrawn.collect(),
        downloads: if all.is_empty() {
            Vec::new()
        } else {
            downloads(&format!("/surveys/{}/all-published", survey.id), "")
        },
        doors,
        empty_links: vec![Link::new("調査について見る", format!("/surveys/{}", survey.id))],
    })
}

fn sees_tables(db: &Reader, survey: &SurveyRow) -> bool {
    reach_of::<LookAtTables>(db.actor())
        .is_some_and(|scope| crate::surveys::tables::Reach::of(&scope, survey.programme_id).is_some())
}

fn publishes(db: &Reader, survey: &SurveyRow) -> bool {
    reach_of::<PublishTables>(db.actor()).is_some_and(|scope| scope.reaches_programme(survey.programme_id))
}

async fn found(db: &mut Reader, survey: &SurveyRow, req: &Req) -> Result<Published, PageError> {
    let row = storage::publishing::one(db, survey.id, req.number("number")?).await?.ok_or(PageError::NotFound)?;
    Ok(read(row)?)
}

pub async fn one(mut tx: ReadTx<LookAtPublished>, req: Req) -> Result<Reply, PageError> {
    let survey = survey(&mut tx, &req).await?;
    render(&table_page(&mut tx, &survey, &req, &Form::default()).await?)
}

async fn table_page(
    db: &mut Reader,
    survey: &SurveyRow,
    req: &Req,
    form: &Form,
) -> Result<PublishedTablePage, PageError> {
    let published = found(db, survey, req).await?;
    let list = format!("/surveys/{}/published", survey.id);
    let address = format!("{list}/{}", published.row.line.id);
    let (title, _) = published.title();
    let frame = below(db, survey, &title)
        .crumb("公表した集計", &*list)
        .purpose(format!("{}の、公表した集計表です。", survey.title))
        .wide();
    let line = &published.row.line;
    let withdrawn =
        line.withdrawn_at.as_deref().map(|at| (day_of(at), line.withdrawn_because.clone().unwrap_or_default()));
    let there = withdrawn.is_none();
    let shown: &[Printed] = if there { &published.tables } else { &[] };
    let nowhere = |_: &str| String::new();
    let drawn = charts::of_tables(&published.about, shown, 0, "chart");
    Ok(PublishedTablePage {
        frame,
        standing: published.about.state_in_words(),
        day: day_of(&line.published_at),
        hash: published.about.data_hash.clone(),
        asked_of: shown.first().map(|t| t.question.asked_of.clone()).unwrap_or_default(),
        charts: drawn
            .into_iter()
            .map(|chart| ChartView {
                title: chart_title(chart.kind),
                download: format!("{address}/chart-{}.svg", chart.kind),
                svg: chart.svg,
                narrow: chart.narrow,
            })
            .collect(),
        tables: shown
            .iter()
            .enumerate()
            .map(|(at, table)| TableView::of(table, &published.about, &format!("table-{}", at + 1), &nowhere))
            .collect(),
        downloads: if there { downloads(&address, "") } else { Vec::new() },
        withdraw: if there && publishes(db, survey) { format!("{address}/withdraw") } else { String::new() },
        reason: form.value("reason").to_owned(),
        reason_error: form.error("reason").to_owned(),
        withdrawn,
        list,
    })
}

/// A file of one published table; of a withdrawn one there is none.
pub async fn file(mut tx: ReadTx<LookAtPublished>, req: Req) -> Result<Reply, PageError> {
    let survey = survey(&mut tx, &req).await?;
    let published = found(&mut tx, &survey, &req).await?;
    if published.row.line.withdrawn_at.is_some() {
        return Err(PageError::NotFound);
    }
    let number = published.row.line.id;
    let question = &published.row.line.question;
    let name = format!("{}_{question}_{number}", survey.name);
    let address = format!("{}/surveys/{}/published/{number}", tx.core().settings.public_url, survey.id);
    let today = tx.core().clock.today();
    drop(tx);
    let made = {
        let sets = [Set::new(&published.about, &published.tables)];
        let book = Book { sets: &sets, name, address, summary: Vec::new(), map: 0, today };
        asked(&book, req.text("file"))?
    };
    made.reply().await
}

/// Everything published of a survey in one file; each table says what it was made of.
pub async fn all(mut tx: ReadTx<LookAtPublished>, req: Req) -> Result<Reply, PageError> {
    let survey = survey(&mut tx, &req).await?;
    let (all, _) = published(&mut tx, &survey).await?;
    let address = format!("{}/surveys/{}/published", tx.core().settings.public_url, survey.id);
    let today = tx.core().clock.today();
    drop(tx);
    let file = req.text("file").to_owned();
    let name = format!("{}_公表", survey.name);
    let made = in_turn(move || {
        let sets: Vec<Set<'_>> = all.iter().map(|one| Set::new(&one.about, &one.tables)).collect();
        let book = Book { sets: &sets, name, address, summary: Vec::new(), map: 0, today };
        if file.ends_with(".svg") { Err(PageError::NotFound) } else { asked(&book, &file) }
    });
    made.await??.reply().await
}

pub async fn withdraw(mut tx: WriteTx<PublishTables>, req: Req) -> Result<Reply, PageError> {
    let survey = survey(&mut tx, &req).await?;
    let number = req.number("number")?;
    let mut form = Form::new(req.form.clone());
    match publishing::withdraw(&mut tx, &survey, number, req.form.get("reason")).await {
        Ok(()) => {
            tx.commit_recorded().await?;
            Ok(Reply::see_other(&format!("/surveys/{}/published/{number}", survey.id)))
        }
        Err(SurveyError::Refused(refusal)) => {
            form.refuse("reason", refusal.sentence());
            let (core, actor) = (tx.core().clone(), tx.actor().clone());
            drop(tx);
            let mut tx = core.read::<LookAtPublished>(actor, &req.request_id).await?;
            Ok(render(&table_page(&mut tx, &survey, &req, &form).await?)?.unprocessable())
        }
        Err(error) => Err(error.into()),
    }
}
