//! 控え: one respondent's answers as a document.

use print::pdf::{Align, Block, Column, Document, Head, Paper, Row, Table};
use questionnaire::Form;

use super::in_words;
use crate::shared::{day_in_words, day_words, moment_of};
use crate::surveys::model::{Respondent, SurveyRow};

pub struct AnswersPaper<'a> {
    pub survey: &'a SurveyRow,
    pub respondent: &'a Respondent,
    pub form: &'a Form,
    /// `None` while it is not handed in.
    pub receipt: Option<String>,
    /// Whom to ask, on one line.
    pub contact: &'a str,
}

pub fn answers_document(of: &AnswersPaper<'_>, author: &str, day: jiff::civil::Date, fictitious: bool) -> Document {
    let line = &of.respondent.line;
    let mut facts = vec![("団体".to_owned(), format!("{}（{}）", line.name, line.prefecture_name))];
    match &of.receipt {
        Some(receipt) => {
            facts.push(("受付番号".to_owned(), receipt.clone()));
            facts.push(("提出".to_owned(), line.submitted_at.as_deref().map(moment_of).unwrap_or_default()));
        }
        None => facts.push(("締切".to_owned(), day_in_words(line.due_on.as_deref().unwrap_or(&of.survey.due_on)))),
    }
    facts.push(("状態".to_owned(), line.state().label().to_owned()));
    if let Some(at) = &line.changed_at {
        facts.push(("最後の変更".to_owned(), format!("{}　{}", moment_of(at), line.changed_by)));
    }
    facts.push(("問い合わせ先".to_owned(), of.contact.to_owned()));
    let mut blocks = vec![Block::Facts(facts)];
    if of.receipt.is_none() {
        blocks.push(Block::Note("まだ提出されていません。作成した時点の内容です。".to_owned()));
    }
    blocks.extend(sections(of));
    Document {
        title: format!("{}の回答　{}", line.name, of.survey.title),
        subtitle: if of.receipt.is_some() { "提出した回答の控えです。".to_owned() } else { String::new() },
        author: author.to_owned(),
        date: format!("{}作成", day_words(day)),
        day: Some((i32::from(day.year()), day.month().unsigned_abs(), day.day().unsigned_abs())),
        source: of.survey.title.clone(),
        fictitious,
        fictitious_words: String::new(),
        paper: Paper::A4Portrait,
        blocks,
    }
}

/// A heading and a table per section.
fn sections(of: &AnswersPaper<'_>) -> Vec<Block> {
    let (form, given) = (of.form, &of.respondent.answers);
    let who = form.applicable(given);
    let mut blocks: Vec<Block> = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut title = String::new();
    let mut finish = |title: &str, rows: &mut Vec<Row>| {
        if rows.is_empty() {
            return;
        }
        blocks.push(Block::Heading { level: 1, text: title.to_owned() });
        let wide = |share| Column { share, align: Align::Start };
        blocks.push(Block::Table(Table {
            columns: vec![Column { share: 3, align: Align::Start }, wide(10), wide(10)],
            heads: vec![["番号", "設問", "答え"].map(Head::new).to_vec()],
            rows: std::mem::take(rows),
            row_heads: 2,
            ..Table::default()
        }));
    };
    for (at, section, question) in form.questions().filter(|(.., question)| question.kind.is_asked()) {
        if title != section.title {
            finish(&title, &mut rows);
            section.title.clone_into(&mut title);
        }
        let answer = match (given.get(&question.id), who.question(at)) {
            (Some(answer), _) => in_words::answer(form, question, answer),
            (None, true) => "（無回答）".to_owned(),
            (None, false) => "（対象外）".to_owned(),
        };
        rows.push(Row::new(vec![question.number.clone(), question.text.clone(), answer]));
    }
    finish(&title, &mut rows);
    blocks
}

#[cfg(test)]
mod tests {
    use questionnaire::{Answer, Answers, generate, shipped};

    use super::*;
    use crate::surveys::model::RespondentLine;

    fn paper(answers: Answers, receipt: Option<String>) -> Document {
        let form = Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap();
        let survey = SurveyRow {
            id: 2,
            programme_id: 1,
            programme_name: "事業".to_owned(),
            fiscal_year: 2026,
            name: "fy2026_municipality".to_owned(),
            title: "令和8年度 実態調査".to_owned(),
            respondent: "municipality".to_owned(),
            state: "open".to_owned(),
            opens_on: "2026-08-25".to_owned(),
            due_on: "2026-09-30".to_owned(),
            previous_id: None,
        };
        let line = RespondentLine {
            id: 1,
            code: "352128".to_owned(),
            name: "柳井市".to_owned(),
            prefecture_code: "350001".to_owned(),
            prefecture_name: "山口県".to_owned(),
            state: "submitted".to_owned(),
            due_on: None,
            changed_at: None,
            changed_by: String::new(),
            submitted_at: None,
        };
        let respondent = Respondent { line, survey_id: 2, edition_id: 1, version: 3, answers };
        let day = jiff::civil::date(2026, 11, 27);
        answers_document(
            &AnswersPaper {
                survey: &survey,
                respondent: &respondent,
                form: &form,
                receipt,
                contact: "事務局　メール jimu@example.jp",
            },
            "事務局",
            day,
            true,
        )
    }

    fn words(document: &Document) -> String {
        format!("{document:?}")
    }

    #[test]
    fn every_question_asked_stands_on_it_with_its_answer() {
        let form = Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap();
        let mut pick = |n: u64| n.saturating_sub(1);
        let mut answers = generate::fill(&form, Answers::default(), &mut pick);
        answers.set("f1", Answer::text("髙﨑市 #import <b>"));
        let document = paper(answers, Some("002-352128-3".to_owned()));
        let rows: usize = document
            .blocks
            .iter()
            .map(|block| if let Block::Table(table) = block { table.rows.len() } else { 0 })
            .sum();
        assert_eq!(rows, form.questions().filter(|(.., q)| q.kind.is_asked()).count());
        let words = words(&document);
        for expected in ["002-352128-3", "髙﨑市 #import <b>", "提出した回答の控え", "Ⅱ 市町村の体制", "（対象外）"]
        {
            assert!(words.contains(expected), "{expected}");
        }
        assert!(document.fictitious && !words.contains("まだ提出されていません"));
    }

    #[test]
    fn before_it_is_handed_in_it_says_so() {
        let document = paper(Answers::default(), None);
        let words = words(&document);
        assert!(
            words.contains("まだ提出されていません")
                && words.contains("令和8年9月30日")
                && words.contains("（無回答）")
        );
    }
}
