//! 自由記述 as pages show them.

use askama::Template;

use crate::shared::{Choice, Frame, Link, Pagination, Piece};

/// A tab of a text's pages.
pub struct TextTab {
    pub label: String,
    pub href: String,
    pub here: bool,
}

pub struct TextLine {
    pub question: String,
    pub href: String,
    pub written: String,
    pub categories: String,
}

/// `/surveys/{survey}/texts`
#[derive(Template)]
#[template(path = "surveys/templates/texts.html")]
pub struct TextsPage {
    pub frame: Frame,
    /// 「回答 1,402団体、令和8年度」
    pub base: String,
    pub rows: Vec<TextLine>,
}

pub struct CountLine {
    pub label: String,
    pub href: String,
    pub count: String,
    pub percent: String,
}

/// One text with the boxes of its categories.
pub struct CodingRow {
    pub id: i64,
    pub name: String,
    pub prefecture: String,
    pub href: String,
    pub quote: String,
    pub pieces: Vec<Piece>,
    pub mark: String,
    /// `3 7`: as they were when shown.
    pub was: String,
    pub boxes: Vec<Choice>,
    /// Written anew since it was coded.
    pub stale: bool,
    /// What it was put under, for those who only read.
    pub labels: String,
}

/// `/surveys/{survey}/texts/{text}`
#[derive(Template)]
#[template(path = "surveys/templates/text.html")]
pub struct TextPage {
    pub frame: Frame,
    pub base: String,
    pub tabs: Vec<TextTab>,
    pub question: String,
    /// 「書いた団体 n=210（回収 1,402団体のうち）…」
    pub note: String,
    pub counts: Vec<CountLine>,
    pub query: String,
    pub also: String,
    pub category_choices: Vec<Choice>,
    pub prefecture_choices: Vec<Choice>,
    pub rows: Vec<CodingRow>,
    pub may_code: bool,
    pub has_categories: bool,
    /// The filter as hidden fields.
    pub hidden: Vec<(String, String)>,
    pub pagination: Pagination,
    pub downloads: Vec<Link>,
}

pub struct WordLine {
    pub word: String,
    pub href: String,
    pub texts: String,
    pub percent: String,
    pub times: String,
}

/// `/surveys/{survey}/texts/{text}/words`
#[derive(Template)]
#[template(path = "surveys/templates/text_words.html")]
pub struct WordsPage {
    pub frame: Frame,
    pub tabs: Vec<TextTab>,
    pub question: String,
    pub note: String,
    pub rows: Vec<WordLine>,
    pub more: usize,
}

pub struct ContextLine {
    pub name: String,
    pub href: String,
    pub left: String,
    pub hit: String,
    pub right: String,
}

/// `/surveys/{survey}/texts/{text}/context`
#[derive(Template)]
#[template(path = "surveys/templates/text_context.html")]
pub struct ContextPage {
    pub frame: Frame,
    pub base: String,
    pub tabs: Vec<TextTab>,
    pub question: String,
    pub word: String,
    pub sort_choices: Vec<Choice>,
    /// 「38か所、31団体（書いた団体 n=210）」
    pub note: String,
    pub rows: Vec<ContextLine>,
    pub more: usize,
}

pub struct CategoryRow {
    pub id: i64,
    pub label: String,
    pub typed: String,
    pub error: String,
    pub count: String,
    pub others: Vec<Choice>,
    pub merge_error: String,
}

/// `/surveys/{survey}/texts/{text}/categories`
#[derive(Template)]
#[template(path = "surveys/templates/text_categories.html")]
pub struct CategoriesPage {
    pub frame: Frame,
    pub base: String,
    pub tabs: Vec<TextTab>,
    pub question: String,
    pub rows: Vec<CategoryRow>,
    pub new_label: String,
    pub new_error: String,
    pub back: String,
}

pub struct ExcerptRow {
    pub id: i64,
    pub body: String,
    /// 「（人口1万人未満の市町村）」
    pub attribution: String,
    pub source: String,
    pub href: String,
    pub by: String,
    /// What may still lead to a person.
    pub hints: String,
}

/// `/surveys/{survey}/texts/{text}/excerpts`
#[derive(Template)]
#[template(path = "surveys/templates/text_excerpts.html")]
pub struct ExcerptsPage {
    pub frame: Frame,
    pub base: String,
    pub tabs: Vec<TextTab>,
    pub question: String,
    pub rows: Vec<ExcerptRow>,
    pub may_code: bool,
    pub csv: String,
    pub read: String,
}

/// `/surveys/{survey}/texts/{text}/excerpts/new`
#[derive(Template)]
#[template(path = "surveys/templates/text_excerpt.html")]
pub struct ExcerptPage {
    pub frame: Frame,
    pub action: String,
    pub code: String,
    pub who: String,
    pub original: String,
    /// What was found and taken out.
    pub hints: String,
    pub body: String,
    pub error: String,
    pub attributions: Vec<Choice>,
    /// Asked for when something is left.
    pub ask_looked: bool,
    pub back: String,
}

impl CategoryRow {
    /// Of the control, unique on the page.
    pub fn rename_id(&self) -> String {
        format!("label-{}", self.id)
    }

    pub fn merge_id(&self) -> String {
        format!("into-{}", self.id)
    }
}
