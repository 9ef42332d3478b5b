//! `/surveys/{survey}/edit`: the whole questionnaire at a glance, what is wrong with it, and moving things.

use foundation::web::{PageError, Reply, Req};
use http::StatusCode;
use questionnaire::edit::Direction;
use questionnaire::editions::differences;
use questionnaire::{Definition, DefinitionFault, Kind, Question, Section, Subject};

use super::{difference_rows, frame, working};
use crate::permissions::{EditSurveys, ReadTx, Reader, WriteTx};
use crate::shared::{Link, moment_of, render};
use crate::surveys::actions::drafting::{self, EditError};
use crate::surveys::forms::editing::mark_of;
use crate::surveys::model::SurveyState;
use crate::surveys::model::editing::Working;
use crate::surveys::views::editing::{FaultRow, OverviewPage, QuestionRow, SectionBlock, tabs};

pub async fn get(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let done = match req.query.get("done") {
        "made" => "調査の下書きを作りました。受付を始めるまで、答える方には見えません。",
        "question" => "設問を保存しました。",
        "section" => "区分を保存しました。",
        "removed" => "消しました。",
        "moved" => "順を変えました。",
        "outline" => "題名と期間を保存しました。",
        "imported" => "XLSFormの内容に置き換えました。",
        "discarded" => "下書きを捨てて、いまの版に戻しました。",
        _ => "",
    };
    render(&page(&tx, &working, done))
}

fn order_of(items: impl Iterator<Item = String>) -> String {
    mark_of(&items.collect::<Vec<_>>())
}

fn order_of_sections(definition: &Definition) -> String {
    order_of(definition.sections.iter().map(|section| section.id.clone()))
}

fn order_of_questions(section: &Section) -> String {
    order_of(section.questions.iter().map(|question| question.id.clone()))
}

fn page(db: &Reader, working: &Working, done: &str) -> OverviewPage {
    let definition = &working.definition;
    let survey = &working.survey;
    let faults = definition.verify();
    let may_edit = survey.state() != SurveyState::Frozen;
    let found = match (&working.published, working.is_draft()) {
        (Some(published), true) => differences(published, definition),
        _ => Vec::new(),
    };
    let (state, mark) = match (working.is_draft(), &working.published) {
        (true, Some(_)) => (format!("第{}版の下書き", working.next_edition()), "doing"),
        (true, None) => ("下書き".to_owned(), "doing"),
        (false, Some(published)) => (format!("第{}版（公開中）", published.edition), "done"),
        (false, None) => ("下書き".to_owned(), "none"),
    };
    let base = working.base();
    let next = if !faults.is_empty() || !may_edit {
        None
    } else if survey.state() == SurveyState::Draft {
        let link = Link::new("受付を始めるページへ", format!("/surveys/{}/progress", survey.id));
        Some(("調査票に誤りはありません。プレビューで確かめてから、受付を始められます。".to_owned(), link))
    } else if found.is_empty() {
        None
    } else {
        let link = Link::new("訂正を出すページへ", format!("/surveys/{}/editions", survey.id));
        let sentence =
            format!("直したところは、第{}版として出すまで、答える方には見えません。", working.next_edition());
        Some((sentence, link))
    };
    let asked: Vec<&Question> = definition.questions().map(|(_, q)| q).filter(|q| q.kind.is_asked()).collect();
    let (count, required) = (asked.len(), asked.iter().filter(|question| question.required).count());
    let mut frame = frame(db, working, "調査票を作る", false).purpose(&*definition.title);
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    OverviewPage {
        frame,
        tabs: tabs(survey.id, "edit"),
        state,
        mark,
        changed: working
            .changed
            .as_ref()
            .map(|(by, at)| format!("最後に変えた人：{by} {}", moment_of(at)))
            .unwrap_or_default(),
        may_edit,
        next,
        faults: faults.iter().map(|fault| fault_row(definition, &base, fault)).collect(),
        summary: format!("区分{}、設問{count}問（うち必須{required}問）。", definition.sections.len()),
        seen: order_of_sections(definition),
        sections: blocks(definition),
        differences: difference_rows(&found),
        may_discard: working.published.is_some() && working.is_draft() && may_edit,
        base,
    }
}

fn fault_row(definition: &Definition, base: &str, fault: &DefinitionFault) -> FaultRow {
    let question =
        |at: usize| definition.questions().nth(at).map(|(_, question)| format!("{base}/questions/{}", question.id));
    let href = match &fault.subject {
        Subject::Whole => Some(format!("{base}/outline")).filter(|_| fault.sentence.contains("題名")),
        Subject::Section { at } => {
            definition.sections.get(*at).map(|section| format!("{base}/sections/{}", section.id))
        }
        Subject::Question { at, .. } | Subject::Row { question: at, .. } => question(*at),
        Subject::List { list } | Subject::Choice { list, .. } => Some(format!("{base}/lists/{list}")),
    };
    FaultRow { place: fault.place.clone(), sentence: fault.sentence.clone(), href: href.unwrap_or_default() }
}

fn blocks(definition: &Definition) -> Vec<SectionBlock> {
    let count = definition.sections.len();
    let block = |(at, section): (usize, &Section)| SectionBlock {
        id: section.id.clone(),
        title: section.title.clone(),
        note: section.note.clone(),
        asked_of: section.relevant.as_ref().map(|c| c.in_japanese(definition)).unwrap_or_default(),
        seen: order_of_questions(section),
        first: at == 0,
        last: at + 1 == count,
        questions: section
            .questions
            .iter()
            .enumerate()
            .map(|(at, question)| row(definition, question, at == 0, at + 1 == section.questions.len()))
            .collect(),
    };
    definition.sections.iter().enumerate().map(block).collect()
}

fn row(definition: &Definition, question: &Question, first: bool, last: bool) -> QuestionRow {
    let choices = definition.choices(question).len();
    let mut marks = Vec::new();
    for (on, word) in [
        (question.required, "必須"),
        (question.last_year, "前年の答え"),
        (question.own_name, "団体名"),
        (question.public, "近隣に見せる"),
        (question.person_protected, "秘匿"),
    ] {
        if on {
            marks.push(word);
        }
    }
    QuestionRow {
        id: question.id.clone(),
        number: question.number.clone(),
        text: question.text.clone(),
        kind: how_answered(&question.kind),
        marks,
        asked_of: question.relevant.as_ref().map(|c| c.in_japanese(definition)).unwrap_or_default(),
        size: match &question.kind {
            Kind::Grid(grid) => format!("{}行、選択肢{choices}", grid.rows.len()),
            _ if choices > 0 => format!("選択肢{choices}"),
            _ => String::new(),
        },
        first,
        last,
    }
}

/// 上へ, 下へ: of a section (`section`, `move`) or of a question (`up`, `down`). The order must be the one that was shown.
pub async fn order(mut tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let mut definition = working.definition.clone();
    let seen = req.form.get("seen");
    let direction = |word: &str| match word {
        "up" => Some(Direction::Up),
        "down" => Some(Direction::Down),
        _ => None,
    };
    let (as_shown, moved, anchor) = if let Some(to) = direction(req.form.get("move")) {
        let id = req.form.get("section").to_owned();
        (seen == order_of_sections(&definition), definition.move_section(&id, to), id)
    } else {
        let section = definition.section(req.form.get("of")).ok_or(PageError::NotFound)?;
        let as_shown = seen == order_of_questions(section);
        let (id, to) = match (req.form.get("up"), req.form.get("down")) {
            ("", id) => (id.to_owned(), Direction::Down),
            (id, _) => (id.to_owned(), Direction::Up),
        };
        (as_shown, definition.move_question(&id, to), id)
    };
    if !as_shown {
        return changed(&tx, &working);
    }
    if !moved {
        return Ok(Reply::see_other(&format!("{}#{anchor}", working.base())));
    }
    match drafting::change(&mut tx, &working, &definition, "順").await {
        Ok(()) => {}
        Err(EditError::Changed) => return changed(&tx, &working),
        Err(error) => return Err(error.into()),
    }
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{}?done=moved#{anchor}", working.base())))
}

/// The questionnaire as it is now: it was moved by somebody else while the page was open.
fn changed(db: &Reader, working: &Working) -> Result<Reply, PageError> {
    let mut page = page(db, working, "");
    page.frame = page.frame.notice(
        "warning",
        "開いているあいだに、ほかの方が並びを変えました。何も動かしていません。いまの並びを見て、もう一度動かしてください。",
    );
    Ok(render(&page)?.with_status(StatusCode::CONFLICT))
}

/// 「複数選択（3つまで）」; a kind whose instruction says no more than its name stands alone: 「自由記述」.
fn how_answered(kind: &Kind) -> String {
    let (label, instruction) = (kind.label(), kind.instruction());
    if instruction == format!("（{label}）") { label.to_owned() } else { format!("{label}{instruction}") }
}

#[cfg(test)]
mod tests {
    use questionnaire::kinds::{LongText, Multiple};

    use super::*;

    #[test]
    fn how_a_question_is_answered_is_said_once() {
        assert_eq!(how_answered(&Kind::LongText(LongText::default())), "自由記述");
        let three = Kind::Multiple(Multiple { most: Some(3), ..Multiple::default() });
        assert!(how_answered(&three).contains("（3つまで）"));
    }
}
