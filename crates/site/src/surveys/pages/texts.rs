//! `/surveys/{survey}/texts`: every place where somebody may write. `…/{text}`: what was written there, searched and put
//! under categories, 25 at a time.

use std::collections::BTreeSet;

use foundation::web::{Fields, Page, PageError, PageLinks, Reply, Req};

use super::list::below;
use super::open::survey_in_reach;
use crate::permissions::{CodeTexts, LookAtTexts, ReadTx, Reader, Scope, WriteTx, reach_of};
use crate::shared::{Choice, DEMO_MARK, Frame, Link, Pagination, mark, number, render};
use crate::surveys::actions::texts::{self as actions, Loaded, Put};
use crate::surveys::exchange::texts as files;
use crate::surveys::model::SurveyRow;
use crate::surveys::model::texts::{CodedValue, CodedVariable, Text};
use crate::surveys::rules::texts as rules;
use crate::surveys::storage::texts as stored;
use crate::surveys::views::percent;
use crate::surveys::views::texts::{CodingRow, CountLine, TextLine, TextPage, TextTab, TextsPage};

/// The survey, whose texts the person may read. Words of persons (coordinators) no prefecture reads.
pub async fn survey_of_texts(db: &mut Reader, req: &Req) -> Result<SurveyRow, PageError> {
    survey_in_reach(db, req).await
}

pub fn may_code(db: &Reader, survey: &SurveyRow) -> bool {
    reach_of::<CodeTexts>(db.actor()).is_some_and(|scope| scope.reaches_programme(survey.programme_id))
}

/// 「令和8年度、出典 …」 and that it is invented where it is.
pub fn source(db: &Reader, survey: &SurveyRow) -> String {
    let year = japanese::wareki::FiscalYear(survey.fiscal_year()).era_label();
    let demo = if db.core().settings.demo { format!("。{DEMO_MARK}") } else { String::new() };
    format!("{year}、出典 {}{demo}", survey.programme_name)
}

pub async fn list(mut tx: ReadTx<LookAtTexts>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_of_texts(&mut tx, &req).await?;
    let (columns, collected) = actions::overview(&mut tx, &survey).await?;
    let categories = stored::category_counts(&mut tx, survey.id).await?;
    let base = format!("/surveys/{}/texts", survey.id);
    let rows = columns.into_iter().map(|(column, written)| TextLine {
        href: format!("{base}/{}", column.id),
        written: number(count(written)),
        categories: categories.iter().find(|(id, _)| *id == column.id).map_or(0, |(_, n)| *n).to_string(),
        question: column.label,
    });
    render(&TextsPage {
        frame: below(&tx, &survey, "自由記述").purpose("書かれたことを読み、さがし、分類し、報告書に抜き出します。"),
        base: format!("回収 {}{}、{}", number(count(collected)), unit(&survey), source(&tx, &survey)),
        rows: rows.collect(),
    })
}

pub fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

pub fn unit(survey: &SurveyRow) -> &'static str {
    if survey.respondent == "coordinator" { "人" } else { "団体" }
}

pub const TABS: [(&str, &str); 5] = [
    ("", "読む・分類する"),
    ("words", "よく出ることば"),
    ("context", "前後のことば"),
    ("categories", "分類を整える"),
    ("excerpts", "抜粋"),
];

/// `here`: the last piece of the address.
pub fn tabs(db: &Reader, survey: &SurveyRow, text: &str, here: &str) -> Vec<TextTab> {
    let base = format!("/surveys/{}/texts/{text}", survey.id);
    let shown = TABS.into_iter().filter(|(id, _)| *id != "categories" || may_code(db, survey));
    shown
        .map(|(id, label)| TextTab {
            label: label.to_owned(),
            href: if id.is_empty() { base.clone() } else { format!("{base}/{id}") },
            here: id == here,
        })
        .collect()
}

/// The frame of a page of one text.
pub fn frame(db: &Reader, survey: &SurveyRow, loaded: &Loaded, title: &str) -> Frame {
    let list = format!("/surveys/{}/texts", survey.id);
    let name = loaded.column.label.split(' ').next().unwrap_or_default();
    below(db, survey, &format!("{name} {title}")).crumb("自由記述", list).wide()
}

/// 「書いた団体 n=210（回収 1,402団体のうち）、単位 団体、令和8年度、出典 …」
pub fn note(db: &Reader, survey: &SurveyRow, loaded: &Loaded) -> String {
    format!(
        "書いた{} n={}（回収 {}のうち）、{}",
        survey.who(),
        number(count(loaded.texts.len())),
        number(count(loaded.everybody.len())),
        source(db, survey)
    )
}

/// What the reading is narrowed by.
struct Filter {
    query: String,
    /// `c12`, `none` (without a category), or empty.
    category: String,
    prefecture: String,
}

impl Filter {
    fn of(fields: &Fields) -> Self {
        Self {
            query: fields.get("q").chars().take(200).collect(),
            category: fields.get("category").to_owned(),
            prefecture: fields.get("prefecture").to_owned(),
        }
    }

    fn pairs(&self) -> Vec<(String, String)> {
        let all = [("q", &self.query), ("category", &self.category), ("prefecture", &self.prefecture)];
        all.into_iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| (n.to_owned(), v.clone())).collect()
    }
}

fn in_category(variable: &CodedVariable, text: &Text, wanted: &str) -> bool {
    match (wanted, variable.values.get(&text.code)) {
        ("", _) | ("none", Some(CodedValue::Uncoded)) => true,
        (id, Some(CodedValue::Coded(places))) => {
            places.iter().any(|at| variable.categories.get(*at).is_some_and(|(known, _)| known == id))
        }
        _ => false,
    }
}

pub async fn get(mut tx: ReadTx<LookAtTexts>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_of_texts(&mut tx, &req).await?;
    let text = req.text("text").to_owned();
    let base = format!("/surveys/{}/texts/{text}", survey.id);
    let filter = Filter::of(&req.query);
    let loaded = actions::load(&mut tx, &survey, &text, &filter.prefecture).await?;
    let asked = crate::search::expand(&mut tx, &filter.query).await?;
    let needles = asked.needles();
    let variable = loaded.coded();
    let answers = |body: &str| {
        let folded = japanese::fold::fold(body);
        asked.words.iter().all(|word| word.needles.iter().any(|needle| folded.contains(needle.as_str())))
    };
    let chosen: Vec<&Text> = loaded
        .texts
        .iter()
        .filter(|text| in_category(&variable, text, &filter.category) && answers(&text.body))
        .collect();
    let total = count(chosen.len());
    let page = Page::of(&req.query, rules::TEXTS_A_PAGE).within(total);
    let skip = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let shown = chosen.into_iter().skip(skip).take(usize::try_from(page.size).unwrap_or(0));
    let may_code = may_code(&tx, &survey);
    let rows = shown.map(|text| row(&survey, &base, &loaded, &variable, text, &needles)).collect();
    let kept = Fields::from_pairs(filter.pairs());
    let prefectures = match tx.scope() {
        Scope::Prefectures(_) => Vec::new(),
        _ => crate::regions::prefecture_choices(&mut tx).await?,
    };
    let mut hidden = filter.pairs();
    if page.number > 1 {
        hidden.push(("page".to_owned(), page.number.to_string()));
    }
    let mut frame = frame(&tx, &survey, &loaded, "自由記述");
    if req.query.get("done") == "saved" {
        let saved = req.query.get("saved").parse::<usize>().unwrap_or_default();
        frame = frame.notice("success", format!("{saved}件の分類を保存しました。"));
    }
    render(&TextPage {
        frame,
        tabs: tabs(&tx, &survey, &text, ""),
        question: loaded.column.label.clone(),
        note: note(&tx, &survey, &loaded),
        counts: counts(&base, &variable),
        query: filter.query.clone(),
        also: asked.also.join("、"),
        category_choices: category_choices(&variable, &filter.category),
        prefecture_choices: choices(&prefectures, &filter.prefecture),
        rows,
        may_code,
        has_categories: !loaded.categories.is_empty(),
        hidden,
        pagination: Pagination::new(&PageLinks::new(&base, &kept, page, total), "件"),
        downloads: vec![
            Link::new("CSV", format!("{base}/coded.csv")),
            Link::new("Excel", format!("{base}/coded.xlsx")),
        ],
        base,
    })
}

fn choices(prefectures: &[(String, String)], chosen: &str) -> Vec<Choice> {
    if prefectures.is_empty() {
        return Vec::new();
    }
    let all = Choice::new("", "すべて", chosen.is_empty());
    std::iter::once(all).chain(prefectures.iter().map(|(code, name)| Choice::new(code, name, code == chosen))).collect()
}

fn category_choices(variable: &CodedVariable, chosen: &str) -> Vec<Choice> {
    if variable.categories.is_empty() {
        return Vec::new();
    }
    let mut all =
        vec![Choice::new("", "すべて", chosen.is_empty()), Choice::new("none", "まだ分類していない", chosen == "none")];
    all.extend(variable.categories.iter().map(|(id, label)| Choice::new(id, label, id == chosen)));
    all
}

/// Categories with counts, and the texts that have none: all in percent of the texts.
pub fn counts(base: &str, variable: &CodedVariable) -> Vec<CountLine> {
    let (written, coded) = variable.written_and_coded();
    let line = |label: String, id: &str, n: usize| CountLine {
        label,
        href: format!("{base}?category={id}"),
        count: number(count(n)),
        percent: percent(count(n), count(written)).map_or_else(|| "－".to_owned(), |(_, share)| share),
    };
    let each = variable.categories.iter().zip(variable.counts());
    let mut lines: Vec<CountLine> = each.map(|((id, label), n)| line(label.clone(), id, n)).collect();
    lines.push(line("まだ分類していない".to_owned(), "none", written - coded));
    lines
}

fn row(
    survey: &SurveyRow,
    base: &str,
    loaded: &Loaded,
    variable: &CodedVariable,
    text: &Text,
    needles: &[String],
) -> CodingRow {
    let own = loaded.codings.get(&text.respondent_id).map_or(&[][..], Vec::as_slice);
    let has = |id: i64| own.iter().any(|coding| coding.category_id == id);
    let was: Vec<String> = own.iter().map(|coding| coding.category_id.to_string()).collect();
    let labels = match variable.values.get(&text.code) {
        Some(CodedValue::Coded(places)) => {
            let label = |at: &usize| variable.categories.get(*at).map(|(_, label)| label.clone());
            places.iter().filter_map(label).collect::<Vec<_>>().join("、")
        }
        _ => String::new(),
    };
    CodingRow {
        id: text.respondent_id,
        name: text.name.clone(),
        prefecture: text.prefecture_name.clone(),
        href: format!("/surveys/{}/{}/questions/{}", survey.id, text.code, loaded.column.question),
        quote: format!("{base}/excerpts/new?code={}", text.code),
        pieces: mark(&text.body, needles),
        mark: rules::mark_of(&text.body),
        was: was.join(" "),
        boxes: loaded.categories.iter().map(|c| Choice::new(c.id.to_string(), &c.label, has(c.id))).collect(),
        stale: !own.is_empty() && labels.is_empty(),
        labels,
    }
}

/// Numbers parted by blanks; anything odd is left out.
fn numbers<'a>(values: impl Iterator<Item = &'a str>) -> BTreeSet<i64> {
    values.flat_map(|value| value.split(' ')).filter_map(|value| value.parse().ok()).collect()
}

pub async fn code(mut tx: WriteTx<CodeTexts>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_of_texts(&mut tx, &req).await?;
    let text = req.text("text").to_owned();
    let form = &req.form;
    let put = |id: &str| {
        Some(Put {
            respondent: id.parse().ok()?,
            mark: form.get(&format!("mark-{id}")).to_owned(),
            was: numbers(std::iter::once(form.get(&format!("was-{id}")))),
            now: numbers(form.all(&format!("category-{id}"))),
        })
    };
    let sent: Vec<Put> = form.all("text").take(100).filter_map(put).collect();
    let saved = actions::code(&mut tx, &survey, &text, &sent).await?;
    if saved > 0 {
        tx.commit_recorded().await?;
    }
    let mut query = Fields::from_pairs(Filter::of(form).pairs());
    if !form.get("page").is_empty() {
        query.push("page", form.get("page"));
    }
    query.push("done", "saved");
    query.push("saved", &saved.to_string());
    Ok(Reply::done(&format!("/surveys/{}/texts/{text}?{}", survey.id, query.to_query())))
}

async fn file(tx: &mut Reader, req: &Req) -> Result<(SurveyRow, Loaded, String), PageError> {
    let survey = survey_of_texts(tx, req).await?;
    let loaded = actions::load(tx, &survey, req.text("text"), "").await?;
    let source = source(tx, &survey);
    Ok((survey, loaded, source))
}

pub async fn csv(mut tx: ReadTx<LookAtTexts>, req: Req) -> Result<Reply, PageError> {
    let (survey, loaded, source) = file(&mut tx, &req).await?;
    let body = files::csv(&loaded.texts, &loaded.coded(), &source).map_err(PageError::broken)?;
    let name = format!("{}_{}_coded.csv", survey.name, loaded.column.id);
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download(&name))
}

pub async fn xlsx(mut tx: ReadTx<LookAtTexts>, req: Req) -> Result<Reply, PageError> {
    let (survey, loaded, source) = file(&mut tx, &req).await?;
    let body = files::xlsx(&loaded.texts, &loaded.coded(), &source).map_err(PageError::broken)?;
    let name = format!("{}_{}_coded.xlsx", survey.name, loaded.column.id);
    Ok(Reply::typed("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body).as_download(&name))
}
