//! One workbook that came back, as a page: what taking it in would change, what stands against it.

use answer_sheets::Reading;
use foundation::web::{Fields, PageError};
use questionnaire::{Form, Question};

use crate::permissions::Reader;
use crate::shared::{Fact, Frame, Link, moment_of};
use crate::surveys::model::{Change, Intake, IntakeSheet, Respondent, SurveyRow};
use crate::surveys::rules::sheets as rules;
use crate::surveys::sheets::joining::{self, Conflict, Joined, Side, Verdict, Wish};
use crate::surveys::sheets::{Editions, sentence};
use crate::surveys::storage;
use crate::surveys::views::in_words;
use crate::surveys::views::sheets::{ChangeLine, ConflictLine, FaultLine, SheetPage, TidiedLine};

/// Lines of one table; a hostile sheet may have many.
const MOST_LINES: usize = 300;

/// Where the page's forms and links lead.
pub struct Hrefs {
    /// The page itself.
    pub here: String,
    pub back: Link,
    /// Her own page, not the collection room.
    pub own: bool,
}

/// What somebody has decided in the form.
pub fn wish_of(fields: &Fields) -> Wish {
    let decided = fields.pairs().filter_map(|(name, value)| {
        let question = name.strip_prefix("choice.")?;
        let side = match value {
            "here" => Side::Here,
            "sheet" => Side::Sheet,
            _ => return None,
        };
        Some((question.to_owned(), side))
    });
    Wish { decided: decided.collect(), leave_out: fields.get("leave_out") == "1" }
}

fn fact(label: &str, value: String, note: &str) -> Fact {
    Fact { label: label.to_owned(), value, note: note.to_owned(), fictitious: false }
}

fn facts(respondent: Option<&Respondent>, intake: &Intake, sheet: &IntakeSheet) -> Vec<Fact> {
    let mut facts = vec![
        fact("ファイル", sheet.file_name.clone(), ""),
        fact(
            "受け取り",
            moment_of(&intake.at),
            if intake.sender.is_empty() { &intake.by_label } else { &intake.sender },
        ),
    ];
    if let Some(respondent) = respondent {
        facts.push(fact("団体", respondent.line.name.clone(), &respondent.line.prefecture_name));
        facts.push(fact("いまの状態", respondent.line.state().label().to_owned(), ""));
    }
    facts
}

/// A workbook that is decided about, or whose file is gone.
pub fn decided(frame: Frame, intake: &Intake, sheet: &IntakeSheet, hrefs: Hrefs) -> SheetPage {
    let sentence = match sheet.state.as_str() {
        "taken" => "取り込みました。",
        "unchanged" if sheet.reasons.is_empty() => rules::NOTHING_NEW,
        "unchanged" => "差戻しのままで、新しい答えはありません。",
        "empty" => "何も記入されていません。",
        "dropped" if sheet.decided_at.is_none() => {
            "決めないまま30日たったため、ファイルを消しました。答えは変わっていません。"
        }
        "dropped" => "使わないことにしました。",
        _ => "取り込めません。ファイルは残していません。",
    };
    let kind = if sheet.state == "refused" { ("error", "取り込めません") } else { ("info", "済み") };
    let mut facts = facts(None, intake, sheet);
    if !sheet.name.is_empty() {
        facts.push(fact("団体", sheet.name.clone(), ""));
    }
    if let Some(at) = sheet.decided_at.as_deref() {
        facts.push(fact("決めたとき", moment_of(at), &sheet.decided_by));
    }
    SheetPage {
        verdict: (kind.0, kind.1, sentence.to_owned()),
        reasons: sheet.reasons.lines().map(str::to_owned).collect(),
        ..bare(frame, facts, hrefs)
    }
}

fn bare(frame: Frame, facts: Vec<Fact>, hrefs: Hrefs) -> SheetPage {
    SheetPage {
        frame,
        facts,
        verdict: ("info", "", String::new()),
        reasons: Vec::new(),
        changes: Vec::new(),
        conflicts: Vec::new(),
        faults: Vec::new(),
        tidied: Vec::new(),
        strays: Vec::new(),
        action: String::new(),
        leave_out: false,
        leave_out_href: String::new(),
        marked: String::new(),
        set_aside: String::new(),
        own: hrefs.own,
        complete: false,
        back: hrefs.back,
        errors: Vec::new(),
    }
}

/// Everything a workbook that waits (or is refused) says, against what stands here now. `asked`: the form was sent, so
/// that an undecided question is told as an error.
#[allow(clippy::too_many_arguments, reason = "a page of many parts")]
pub async fn undecided(
    db: &mut Reader,
    frame: Frame,
    survey: &SurveyRow,
    editions: &Editions,
    respondent: &Respondent,
    (intake, sheet, reading): (&Intake, &IntakeSheet, &Reading),
    (wish, asked): (&Wish, bool),
    hrefs: Hrefs,
) -> Result<SheetPage, PageError> {
    let respondent = &editions.settled(respondent)?;
    let form = editions.template(respondent.edition_id)?.form();
    let read_with = editions.of_reading(reading).map(answer_sheets::Template::form);
    let today = db.core().clock.today();
    let mut plan = joining::plan(survey, (form, read_with), respondent, reading, today, wish);
    // As they are asked.
    plan.joined.changed.sort_by_key(|change| form.position(&change.question));
    plan.joined.conflicts.sort_by_key(|conflict| form.position(&conflict.question));
    let changes = if plan.joined.conflicts.is_empty() { Vec::new() } else { storage::changes(db, respondent).await? };
    let facts = facts(Some(respondent), intake, sheet);
    let is_waiting = plan.verdict == Verdict::Ready;
    let faulty = joining::errors(reading).next().is_some();
    let conflicts: Vec<ConflictLine> =
        plan.joined.conflicts.iter().filter_map(|x| conflict(form, x, &changes, asked)).collect();
    let here = hrefs.here.clone();
    let mut page = bare(frame, facts, hrefs);
    page.verdict = verdict(&plan.verdict, &plan.joined, plan.complete, page.own, faulty && !wish.leave_out);
    if let Verdict::Refused(sentences) = &plan.verdict
        && (!faulty || wish.leave_out)
    {
        page.reasons.clone_from(sentences);
    }
    page.errors = conflicts
        .iter()
        .filter(|x| !x.error.is_empty())
        .map(|x| (format!("choice-{}", x.id), format!("{}: {}", x.question, x.error)))
        .collect();
    page.conflicts = conflicts;
    page.changes = plan.joined.changed.iter().take(MOST_LINES).filter_map(|x| change(form, x)).collect();
    page.faults = joining::errors(reading).take(MOST_LINES).map(fault).collect();
    page.tidied = reading.tidied.iter().take(MOST_LINES).map(|x| tidied(form, x)).collect();
    page.strays =
        reading.strays.iter().take(MOST_LINES).map(|x| (x.place(), x.text.chars().take(500).collect())).collect();
    page.complete = plan.complete;
    page.leave_out = wish.leave_out;
    if is_waiting {
        page.action.clone_from(&here);
    }
    if faulty {
        page.marked = format!("{here}/marked");
        if !wish.leave_out && joining::may_leave_out(reading) {
            page.leave_out_href = format!("{here}?leave_out=1");
        }
    }
    page.set_aside = format!("{here}/set-aside");
    Ok(page)
}

fn verdict(
    verdict: &Verdict,
    joined: &Joined,
    complete: bool,
    own: bool,
    to_put_right: bool,
) -> (&'static str, &'static str, String) {
    let changed = joined.changed.len() - joined.added();
    let undecided = joined.undecided().count();
    match verdict {
        Verdict::Ready => {
            let mut said = "まだ何も変わっていません。".to_owned();
            if !joined.changed.is_empty() {
                let added = joined.added();
                said.push_str(&format!("取り込むと、新しい答えが{added}問、変わる答えが{changed}問入ります。"));
            }
            if undecided > 0 {
                said.push_str(&format!("どちらの答えにするか、{undecided}問を選んでください。"));
            } else if complete && own {
                said.push_str("必須の設問がそろいます。続けて提出できます。");
            } else if complete {
                said.push_str("必須の設問がそろうため、提出になります。");
            } else {
                said.push_str("まだ答えのない必須の設問が残ります。");
            }
            (if undecided > 0 { "warning" } else { "info" }, "取り込む前", said)
        }
        Verdict::Unchanged => ("info", "変わりません", rules::NOTHING_NEW.to_owned()),
        Verdict::StillReturned => ("warning", "差戻しのままです", rules::STILL_RETURNED.to_owned()),
        Verdict::Empty => ("info", "未記入", "この回答票には、まだ何も記入されていません。".to_owned()),
        Verdict::Refused(_) if to_put_right => (
            "error",
            "取り込めません",
            "下の「直すところ」を直して、もう一度送ってください。何も変わっていません。".to_owned(),
        ),
        Verdict::Refused(_) => {
            ("error", "取り込めません", "次のわけで取り込めません。何も変わっていません。".to_owned())
        }
    }
}

/// 「問11 …の連携の状況はどうですか。」
fn full_name(question: &Question) -> String {
    format!("{} {}", question.name(), question.text.lines().next().unwrap_or_default())
}

fn change(form: &Form, change: &joining::Changed) -> Option<ChangeLine> {
    let question = form.question(&change.question)?;
    let kind = match (&change.before, &change.after) {
        (None, _) => "新しい答え",
        (_, None) => "空になる",
        _ => "変わる",
    };
    Some(ChangeLine {
        question: full_name(question),
        before: in_words::maybe(form, question, change.before.as_ref()),
        after: in_words::maybe(form, question, change.after.as_ref()),
        kind,
    })
}

fn conflict(form: &Form, conflict: &Conflict, changes: &[Change], asked: bool) -> Option<ConflictLine> {
    let question = form.question(&conflict.question)?;
    let last = changes.iter().rev().find(|change| change.question == conflict.question);
    let missing = asked && conflict.decided.is_none();
    Some(ConflictLine {
        id: conflict.question.clone(),
        question: full_name(question),
        here: in_words::maybe(form, question, conflict.here.as_ref()),
        who: last.map_or_else(
            || "だれが変えたかの記録はありません".to_owned(),
            |change| format!("{} {}", change.by_label, moment_of(&change.at)),
        ),
        sheet: in_words::maybe(form, question, conflict.sheet.as_ref()),
        takes_here: conflict.decided == Some(Side::Here),
        takes_sheet: conflict.decided == Some(Side::Sheet),
        error: if missing {
            "どちらの答えにするかを選んでください。".to_owned()
        } else {
            String::new()
        },
    })
}

fn fault(fault: &answer_sheets::Fault) -> FaultLine {
    FaultLine {
        place: fault.place(),
        question: fault.number.clone(),
        found: fault.found.chars().take(200).collect(),
        expected: fault.expected.clone(),
        // The place stands in the first column already.
        sentence: if fault.sheet.is_empty() { sentence(fault) } else { bare_sentence(fault) },
    }
}

/// 「E12 問5: 3つまで選べます。」 → 「3つまで選べます。」
fn bare_sentence(fault: &answer_sheets::Fault) -> String {
    let head = format!("{}: ", fault.number);
    match fault.sentence.split_once(&head) {
        Some((_, rest)) if !fault.number.is_empty() => rest.to_owned(),
        _ => fault.sentence.clone(),
    }
}

fn tidied(form: &Form, tidied: &answer_sheets::Tidied) -> TidiedLine {
    TidiedLine {
        place: format!("シート「{}」の{}", tidied.sheet, tidied.cell),
        question: form.question(&tidied.question).map_or_else(|| tidied.number.clone(), Question::name),
        found: tidied.found.chars().take(200).collect(),
        taken: tidied.taken.clone(),
    }
}
