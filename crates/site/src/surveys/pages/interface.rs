//! `/api/v1/surveys`, `/api/v1/surveys/{survey}`: what the office published of the surveys, for programs. The figures themselves
//! are the files listed here: one record per cell of a table.

use foundation::web::{PageError, Reply, Req};
use serde_json::{Value, json};

use super::open::survey;
use super::published::published;
use crate::permissions::{LookAtPublished, ReadTx};
use crate::shared::Link;
use crate::shared::interface::{Kind, Operation, PAGE, Parameter, SIZE, list, of_page, one, page_of, schema};
use crate::surveys::storage;
use crate::surveys::views::one_table::downloads;

const LIST: Operation = Operation {
    path: "/api/v1/surveys",
    id: "listPublishedSurveys",
    summary: "公表した調査の一覧",
    about: "集計表を公表した実態調査です。新しい年度から並びます。数字はfilesにあるファイル（CSV、Excel、JSONなど）で受け取ります。秘匿した数は、どのファイルにも入っていません。",
    parameters: &[PAGE, SIZE],
    answer: || schema::page_of(line_schema()),
    errors: &[],
};
const ONE: Operation = Operation {
    path: "/api/v1/surveys/{survey}",
    id: "getPublishedSurvey",
    summary: "一つの調査の公表した表",
    about: "公表した集計表の一覧です。公表をやめた表は返しません。",
    parameters: &[Parameter::path("survey", Kind::Whole(1, i64::MAX), "調査の番号", "5")],
    answer: whole_schema,
    errors: &[(404, "その番号の調査がないとき、公表した表がないとき")],
};
pub const OPERATIONS: [Operation; 2] = [LIST, ONE];

fn fiscal_year(year: i64) -> String {
    i16::try_from(year).map(|year| japanese::wareki::FiscalYear(year).label()).unwrap_or_default()
}

fn files(links: &[Link], site: &str) -> Value {
    links.iter().map(|file| json!({ "label": file.label, "url": format!("{site}{}", file.href) })).collect()
}

fn files_schema() -> Value {
    let file = schema::object([("label", schema::text("形")), ("url", schema::text("アドレス"))]);
    schema::list(file, "ファイル")
}

pub async fn every(mut tx: ReadTx<LookAtPublished>, req: Req) -> Result<Reply, PageError> {
    LIST.check(&req.query)?;
    let all = storage::publishing::surveys(&mut tx).await?;
    let site = tx.core().settings.public_url.clone();
    let page = page_of(&req.query);
    let items = of_page(&all, page).iter().map(|(survey, title, year, tables)| {
        json!({
            "number": survey,
            "title": title,
            "fiscal_year": year,
            "fiscal_year_label": fiscal_year(*year),
            "tables": tables,
            "files": files(&downloads(&format!("/surveys/{survey}/all-published"), ""), &site),
            "url": format!("{site}/surveys/{survey}/published"),
            "api_url": format!("{site}/api/v1/surveys/{survey}"),
        })
    });
    let items = items.collect();
    Ok(list(&tx, LIST.path, &req.query, page, i64::try_from(all.len()).unwrap_or(i64::MAX), items))
}

fn line_schema() -> Value {
    schema::object([
        ("number", schema::whole("調査の番号")),
        ("title", schema::text("題名")),
        ("fiscal_year", schema::whole("年度（西暦）")),
        ("fiscal_year_label", schema::text("年度（和暦と西暦）")),
        ("tables", schema::whole("公表した表の数")),
        ("files", files_schema()),
        ("url", schema::text("人が見るページのアドレス")),
        ("api_url", schema::text("表の一覧を返すアドレス")),
    ])
}

pub async fn tables(mut tx: ReadTx<LookAtPublished>, req: Req) -> Result<Reply, PageError> {
    ONE.check(&req.query)?;
    let survey = survey(&mut tx, &req).await?;
    let (all, _) = published(&mut tx, &survey).await?;
    if all.is_empty() {
        return Err(PageError::NotFound);
    }
    let site = tx.core().settings.public_url.clone();
    let base = format!("{site}/surveys/{}/published", survey.id);
    let tables: Vec<Value> = all
        .iter()
        .map(|one| {
            let (title, section) = one.title();
            let address = format!("/surveys/{}/published/{}", survey.id, one.row.line.id);
            json!({
                "number": one.row.line.id,
                "title": title,
                "section": section,
                "broken_down_by": one.what(),
                "standing": one.about.state_in_words(),
                "provisional": one.about.provisional,
                "answers": one.about.answers,
                "fictitious": one.about.fictitious,
                "published_at": one.row.line.published_at,
                "files": files(&downloads(&address, ""), &site),
                "url": format!("{site}{address}"),
            })
        })
        .collect();
    let year = survey.fiscal_year;
    let whole = json!({
        "number": survey.id,
        "title": survey.title,
        "fiscal_year": year,
        "fiscal_year_label": fiscal_year(year),
        "url": base,
        "tables": tables,
    });
    Ok(one(&tx, whole))
}

fn whole_schema() -> Value {
    let table = schema::object([
        ("number", schema::whole("表の番号")),
        ("title", schema::text("題名（質問）")),
        ("section", schema::text("調査票の中の区切り")),
        ("broken_down_by", schema::text("何で分けた表か")),
        ("standing", schema::text("速報か確定か、いつの、何件の回答によるか")),
        ("provisional", schema::flag("速報か")),
        ("answers", schema::whole("回答の数")),
        ("fictitious", schema::text("架空の数字のとき、その旨。ほかでは空の文字列")),
        ("published_at", schema::text("公表した時刻（協定世界時、RFC 3339）")),
        ("files", files_schema()),
        ("url", schema::text("人が見るページのアドレス")),
    ]);
    schema::object([
        schema::notice(),
        ("number", schema::whole("調査の番号")),
        ("title", schema::text("題名")),
        ("fiscal_year", schema::whole("年度（西暦）")),
        ("fiscal_year_label", schema::text("年度（和暦と西暦）")),
        ("url", schema::text("人が見るページのアドレス")),
        ("tables", schema::list(table, "公表した表")),
    ])
}
