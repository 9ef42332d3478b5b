//! `/surveys/{survey}/collection/intakes`: taking back what came in Excel. Everything is looked at first; what is in
//! order is taken in together, what needs a decision one by one.

use std::collections::BTreeSet;

use foundation::web::{Fields, Page, PageError, PageLinks, Reply, Req};

use super::collection::own_survey;
use super::list::below;
use super::own_sheet::marked_reply;
use super::sheet_view::{self, Hrefs, wish_of};
use crate::permissions::{CollectSheets, ReadTx, Reader, WriteTx};
use crate::shared::{Facet, Fact, Frame, Link, Pagination, moment_of, number, render};
use crate::surveys::actions::intakes::taking::{self, Pressed, Round};
use crate::surveys::actions::intakes::{self, Door, From, SentFile};
use crate::surveys::model::{Intake, IntakeSheet, SurveyRow, SurveyState, Taking};
use crate::surveys::rules::Refusal;
use crate::surveys::rules::sheets as rules;
use crate::surveys::sheets::{Editions, Taken, joining::Wish};
use crate::surveys::storage;
use crate::surveys::storage::intakes::IntakeLine;
use crate::surveys::views::sheets::{IntakePage, IntakeRow, IntakesPage, SheetPage, SheetRow, TakingView};

const ROWS_PER_PAGE: i64 = 50;
/// Intakes listed; older ones are decided about or tidied away.
const MOST_INTAKES: i64 = 200;
/// Reasons shown in the list; all of them stand on the sheet's own page.
const REASONS_SHOWN: usize = 2;

fn base_of(survey: &SurveyRow) -> String {
    format!("/surveys/{}/collection", survey.id)
}

pub async fn list(mut tx: ReadTx<CollectSheets>, req: Req) -> Result<Reply, PageError> {
    render(&list_page(&mut tx, &req, "").await?)
}

async fn list_page(db: &mut Reader, req: &Req, error: &str) -> Result<IntakesPage, PageError> {
    let survey = own_survey(db, req).await?;
    let base = base_of(&survey);
    let rows = storage::intakes::of_survey(db, survey.id, MOST_INTAKES).await?;
    let closed = match survey.state() {
        SurveyState::Open => String::new(),
        state => Refusal::NotOpen(state).sentence(),
    };
    Ok(IntakesPage {
        frame: below(db, &survey, "回答票を取り込む")
            .crumb("回収室", base.as_str())
            .purpose("返ってきたExcelの回答票を確かめて取り込みます。")
            .wide(),
        closed,
        rows: rows.iter().map(|line| intake_row(&base, line)).collect(),
        error: error.to_owned(),
        most_sheets: number(i64::try_from(rules::SHEETS_AT_ONCE).unwrap_or(0)),
        most_bytes: format!("{}MB", rules::ROOM_UPLOAD_BYTES >> 20),
        base,
    })
}

fn way(intake: &Intake) -> &'static str {
    if intake.way == "mail" { "メール" } else { "画面" }
}

fn intake_row(base: &str, line: &IntakeLine) -> IntakeRow {
    let intake = &line.intake;
    IntakeRow {
        href: format!("{base}/intakes/{}", intake.id),
        at: moment_of(&intake.at),
        way: way(intake),
        by: if intake.sender.is_empty() { intake.by_label.clone() } else { intake.sender.clone() },
        sheets: number(line.sheets),
        waiting: number(line.waiting),
        refused: number(line.refused),
        taken: number(line.taken),
    }
}

pub async fn send(mut tx: WriteTx<CollectSheets>, req: Req) -> Result<Reply, PageError> {
    let survey = own_survey(&mut tx, &req).await?;
    let files: Vec<SentFile> = req
        .uploads
        .iter()
        .filter(|upload| upload.field == "files" && !(upload.content.is_empty() && upload.file_name.is_empty()))
        .map(|upload| SentFile { name: upload.file_name.clone(), content: upload.content.clone() })
        .collect();
    let open = survey.state() == SurveyState::Open;
    if files.is_empty() || !open {
        let sentence = if open {
            "返ってきた回答票のファイルを選んでください。".to_owned()
        } else {
            Refusal::NotOpen(survey.state()).sentence()
        };
        return Ok(render(&list_page(&mut tx, &req, &sentence).await?)?.unprocessable());
    }
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    // Reading takes a while: nobody is kept from writing meanwhile.
    drop(tx);
    let from = From { way: "room", sender: "" };
    let id = intakes::receive::<CollectSheets>(&core, &actor, &req.request_id, &survey, from, files).await?;
    Ok(Reply::see_other(&format!("{}/intakes/{id}", base_of(&survey))))
}

async fn found(db: &mut Reader, req: &Req) -> Result<(SurveyRow, Intake), PageError> {
    let survey = own_survey(db, req).await?;
    let intake = Door::Room.intake(db, &survey, req.number("intake")?).await?;
    Ok((survey, intake))
}

/// What is to be done with a sheet, as the list groups them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Ready,
    Choose,
    Refused,
    Same,
    Done,
}

impl Group {
    const EVERY: [Self; 5] = [Self::Ready, Self::Choose, Self::Refused, Self::Same, Self::Done];

    fn of(sheet: &IntakeSheet, twins: &BTreeSet<String>) -> Self {
        match sheet.state.as_str() {
            "waiting" if sheet.conflicts > 0 || twins.contains(&sheet.code) => Self::Choose,
            "waiting" => Self::Ready,
            "refused" => Self::Refused,
            "unchanged" | "empty" => Self::Same,
            _ => Self::Done,
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Choose => "choose",
            Self::Refused => "refused",
            Self::Same => "same",
            Self::Done => "done",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Ready => "取り込める",
            Self::Choose => "選ぶところがある",
            Self::Refused => "取り込めない",
            Self::Same => "変わりなし・未記入",
            Self::Done => "済み",
        }
    }

    fn mark(self) -> &'static str {
        match self {
            Self::Ready => "info",
            Self::Choose => "doing",
            Self::Refused => "late",
            Self::Same => "none",
            Self::Done => "done",
        }
    }
}

pub async fn one(mut tx: ReadTx<CollectSheets>, req: Req) -> Result<Reply, PageError> {
    let (survey, intake) = found(&mut tx, &req).await?;
    let sheets = storage::intakes::sheets(&mut tx, &intake).await?;
    let taking = storage::takings::newest(&mut tx, intake.id).await?.map(|taking| taking_view(&taking));
    let base = format!("{}/intakes/{}", base_of(&survey), intake.id);
    let twins = taking::twins(&sheets);
    let grouped: Vec<(Group, &IntakeSheet)> = sheets.iter().map(|s| (Group::of(s, &twins), s)).collect();
    let count = |group: Group| grouped.iter().filter(|(of, _)| *of == group).count();
    let wanted = Group::EVERY.into_iter().find(|group| group.id() == req.query.get("show"));
    let facet = |group: Group| Facet {
        label: group.label().to_owned(),
        href: if wanted == Some(group) { base.clone() } else { format!("{base}?show={}", group.id()) },
        count: i64::try_from(count(group)).unwrap_or(0),
        on: wanted == Some(group),
    };
    let chosen: Vec<_> = grouped.iter().filter(|(group, _)| wanted.is_none_or(|wanted| wanted == *group)).collect();
    let page = Page::of(&req.query, ROWS_PER_PAGE);
    let offset = usize::try_from(page.offset()).unwrap_or(0);
    let size = usize::try_from(page.size).unwrap_or(0);
    let rows = chosen.iter().skip(offset).take(size).map(|(group, sheet)| row(&base, *group, sheet, &twins));
    let kept = Fields::from_pairs(wanted.map(|group| ("show", group.id())));
    let total = i64::try_from(chosen.len()).unwrap_or(0);
    let mut frame = intake_frame(&tx, &survey, "受け取った回答票")
        .purpose("入る答えと断るものを確かめて取り込みます。取り込むまで、答えは変わりません。")
        .wide();
    if let Some((kind, said)) = told(&req.query) {
        frame = frame.notice(kind, said);
    }
    render(&IntakePage {
        frame,
        facts: facts(&intake, sheets.len()),
        shown: Group::EVERY.into_iter().map(facet).collect(),
        rows: rows.collect(),
        pagination: Pagination::new(&PageLinks::new(&base, &kept, page, total), "件"),
        ready: count(Group::Ready),
        undecided: count(Group::Ready) + count(Group::Choose) + count(Group::Refused),
        most_at_once: rules::TAKEN_AT_ONCE,
        taking,
        back: format!("{}/intakes", base_of(&survey)),
        base,
    })
}

fn intake_frame(db: &Reader, survey: &SurveyRow, title: &str) -> Frame {
    let base = base_of(survey);
    let list = format!("{base}/intakes");
    below(db, survey, title).crumb("回収室", base).crumb("回答票を取り込む", list)
}

fn facts(intake: &Intake, sheets: usize) -> Vec<Fact> {
    let fact = |label: &str, value: String, note: &str| Fact {
        label: label.to_owned(),
        value,
        note: note.to_owned(),
        fictitious: false,
    };
    let mut facts = vec![
        fact("受け取り", moment_of(&intake.at), way(intake)),
        fact("回答票", format!("{}件", number(i64::try_from(sheets).unwrap_or(0))), ""),
    ];
    if intake.way == "mail" {
        let sender = if intake.sender.is_empty() { "分かりません" } else { &intake.sender };
        facts.push(fact("差出人", sender.to_owned(), "団体で回答できる方として登録されていないアドレスです。"));
    } else {
        facts.push(fact("受け取った人", intake.by_label.clone(), ""));
    }
    facts
}

fn row(base: &str, group: Group, sheet: &IntakeSheet, twins: &BTreeSet<String>) -> SheetRow {
    let mut reasons: Vec<String> = sheet.reasons.lines().take(REASONS_SHOWN).map(str::to_owned).collect();
    let more = sheet.reasons.lines().count().saturating_sub(REASONS_SHOWN);
    if more > 0 {
        reasons.push(format!("ほかに{more}か所"));
    }
    if group == Group::Choose && twins.contains(&sheet.code) {
        reasons.push("同じ団体の回答票が、違う内容で2つ以上あります。使わないほうを決めてください。".to_owned());
    }
    let what = match (group, sheet.state.as_str()) {
        (Group::Ready | Group::Choose, _) => {
            let mut what = format!("新しい答え{}問、変わる答え{}問", sheet.added, sheet.changed);
            if sheet.conflicts > 0 {
                what.push_str(&format!("、どちらにするか選ぶ設問{}問", sheet.conflicts));
            } else if sheet.complete {
                what.push_str("。そろっているので提出になります");
            }
            what
        }
        (_, "unchanged") if sheet.reasons.is_empty() => "新しい答えはありません".to_owned(),
        (_, "unchanged") => "差戻しのままで、新しい答えはありません".to_owned(),
        (_, "empty") => "何も記入されていません".to_owned(),
        (_, "taken") => "取り込みました".to_owned(),
        (_, "dropped") => "使わないことにしました".to_owned(),
        _ => String::new(),
    };
    SheetRow {
        href: if sheet.code.is_empty() { String::new() } else { format!("{base}/{}", sheet.position) },
        file: if sheet.file_name.is_empty() { "（名前なし）".to_owned() } else { sheet.file_name.clone() },
        respondent: sheet.name.clone(),
        mark: group.mark(),
        word: group.label(),
        what,
        reasons,
    }
}

/// What was just done, from the address.
fn told(query: &Fields) -> Option<(&'static str, String)> {
    let count = |name: &str| query.get(name).parse::<u32>().unwrap_or(0);
    match query.get("done") {
        "taken" => {
            let (submitted, kept) = (count("submitted"), count("kept"));
            let mut said = format!("{}件を取り込みました（提出{submitted}件、途中まで{kept}件）。", submitted + kept);
            for (name, sentence) in [
                ("unchanged", "件は変わりがありませんでした。"),
                ("refused", "件は、いまの答えと合わないため取り込んでいません。"),
                ("to_decide", "件は、選ぶところがあるため残しています。"),
            ] {
                if count(name) > 0 {
                    said.push_str(&format!("{}{sentence}", count(name)));
                }
            }
            Some((if submitted + kept > 0 { "success" } else { "warning" }, said))
        }
        "one" => Some(("success", "取り込みました。".to_owned())),
        "begun" => Some(("info", "取り込みを始めました。このページを閉じても続きます。".to_owned())),
        "stopped" => Some(("info", "取り込みを止めます。いま取り込んでいる分まで終えます。".to_owned())),
        "set-aside" => Some(("info", "使わないことにしました。答えは変わっていません。".to_owned())),
        _ => None,
    }
}

pub async fn take(mut tx: WriteTx<CollectSheets>, req: Req) -> Result<Reply, PageError> {
    let (survey, intake) = found(&mut tx, &req).await?;
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    let address = format!("{}/intakes/{}", base_of(&survey), intake.id);
    let pressed = taking::take_waiting::<CollectSheets>(&core, &actor, &req.request_id, &survey, intake.id).await?;
    let Round { submitted, kept, unchanged, refused, to_decide } = match pressed {
        Pressed::Done(round) => round,
        Pressed::Begun => return Ok(Reply::done(&format!("{address}?done=begun"))),
        Pressed::UnderWay => return Ok(Reply::see_other(&address)),
    };
    let mut query = Fields::from_pairs([("done", "taken")]);
    let counts = [
        ("submitted", submitted),
        ("kept", kept),
        ("unchanged", unchanged),
        ("refused", refused),
        ("to_decide", to_decide),
    ];
    for (name, count) in counts {
        query.push(name, &count.to_string());
    }
    Ok(Reply::done(&format!("{address}?{}", query.to_query())))
}

pub async fn stop(mut tx: WriteTx<CollectSheets>, req: Req) -> Result<Reply, PageError> {
    let (survey, intake) = found(&mut tx, &req).await?;
    let address = format!("{}/intakes/{}", base_of(&survey), intake.id);
    if taking::stop(&mut tx, &intake).await? {
        tx.commit_recorded().await?;
        return Ok(Reply::done(&format!("{address}?done=stopped")));
    }
    // Through already, or stopped by somebody else: the page says what came of it.
    Ok(Reply::see_other(&address))
}

/// How far a taking is, or what came of it.
fn taking_view(taking: &Taking) -> TakingView {
    let stopped = taking.stopped_at.is_some();
    let [done, total] = [taking.done(), taking.total].map(number);
    let what = format!(
        "提出{}件、途中まで{}件、変わりなし{}件、取り込めない{}件、選ぶところがある{}件",
        number(taking.submitted),
        number(taking.kept),
        number(taking.unchanged),
        number(taking.refused),
        number(taking.to_decide)
    );
    TakingView {
        under_way: taking.ended_at.is_none(),
        may_stop: taking.ended_at.is_none() && !stopped,
        figure: match (taking.ended_at.is_some(), stopped) {
            (false, false) => format!("取り込んでいます：{total}件のうち{done}件"),
            (false, true) => format!("止めています：{total}件のうち{done}件まで取り込みました"),
            (true, true) => format!("途中で止めました：{total}件のうち{done}件まで取り込みました"),
            (true, false) => format!("取り込みが終わりました：{done}件"),
        },
        what,
        done: taking.done(),
        total: taking.total.max(1),
        by: match (&taking.stopped_at, &taking.ended_at) {
            (Some(at), _) => format!("{}が{}に止めました", taking.stopped_by, moment_of(at)),
            (None, Some(at)) => format!("{}が始め、{}に終わりました", taking.begun_by, moment_of(at)),
            (None, None) => format!("{}が{}に始めました", taking.begun_by, moment_of(&taking.begun_at)),
        },
    }
}

pub async fn set_aside_all(mut tx: WriteTx<CollectSheets>, req: Req) -> Result<Reply, PageError> {
    let (survey, intake) = found(&mut tx, &req).await?;
    let address = format!("{}/intakes/{}?done=set-aside", base_of(&survey), intake.id);
    set_aside(tx, &intake, &address, |_| true).await
}

pub async fn set_aside_one(mut tx: WriteTx<CollectSheets>, req: Req) -> Result<Reply, PageError> {
    let (survey, intake) = found(&mut tx, &req).await?;
    let position = req.number("sheet")?;
    let address = format!("{}/intakes/{}?done=set-aside", base_of(&survey), intake.id);
    set_aside(tx, &intake, &address, move |sheet| sheet.position == position).await
}

async fn set_aside(
    mut tx: WriteTx<CollectSheets>,
    intake: &Intake,
    address: &str,
    which: impl Fn(&IntakeSheet) -> bool + Send,
) -> Result<Reply, PageError> {
    let keys = taking::set_aside(&mut tx, intake, which).await?;
    let core = tx.core().clone();
    tx.commit_recorded().await?;
    intakes::delete_files(&core, keys.iter().map(String::as_str)).await;
    Ok(Reply::done(address))
}

pub async fn sheet(mut tx: ReadTx<CollectSheets>, req: Req) -> Result<Reply, PageError> {
    let wish = wish_of(&req.query);
    render(&sheet_page(&mut tx, &req, &wish, false).await?)
}

async fn sheet_page(db: &mut Reader, req: &Req, wish: &Wish, asked: bool) -> Result<SheetPage, PageError> {
    let (survey, intake) = found(db, req).await?;
    let sheet = storage::intakes::sheet(db, &intake, req.number("sheet")?).await?.ok_or(PageError::NotFound)?;
    let back = format!("{}/intakes/{}", base_of(&survey), intake.id);
    let hrefs = Hrefs {
        here: format!("{back}/{}", sheet.position),
        back: Link::new("受け取った回答票に戻る", back.as_str()),
        own: false,
    };
    let frame = intake_frame(db, &survey, "回答票を確かめる")
        .crumb("受け取った回答票", back)
        .purpose("取り込む前に、変わる答えと直すところを確かめます。");
    if sheet.file_key.is_empty() || !matches!(sheet.state.as_str(), "waiting" | "refused") {
        return Ok(sheet_view::decided(frame, &intake, &sheet, hrefs));
    }
    let respondent = Door::Room.respondent(db, &survey, &sheet.code).await?.ok_or(PageError::NotFound)?;
    let editions = Editions::of(db, survey.id).await?;
    let core = db.core().clone();
    let reading = intakes::kept(&core, &survey, &editions, &sheet).await?;
    let about = (&intake, &sheet, &reading);
    sheet_view::undecided(db, frame, &survey, &editions, &respondent, about, (wish, asked), hrefs).await
}

pub async fn take_sheet(mut tx: WriteTx<CollectSheets>, req: Req) -> Result<Reply, PageError> {
    let (survey, intake) = found(&mut tx, &req).await?;
    let position = req.number("sheet")?;
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    let wish = wish_of(&req.form);
    let taken = taking::take_one::<CollectSheets>(
        &core,
        &actor,
        &req.request_id,
        &survey,
        Door::Room,
        (intake.id, position),
        wish.clone(),
    );
    match taken.await? {
        Taken::Submitted { .. } | Taken::Kept { .. } | Taken::Unchanged | Taken::StillReturned | Taken::Empty => {
            Ok(Reply::done(&format!("{}/intakes/{}?done=one", base_of(&survey), intake.id)))
        }
        Taken::Undecided { .. } | Taken::Refused(_) => {
            let mut look = core.read::<CollectSheets>(actor, &req.request_id).await?;
            Ok(render(&sheet_page(&mut look, &req, &wish, true).await?)?.unprocessable())
        }
    }
}

pub async fn marked(mut tx: ReadTx<CollectSheets>, req: Req) -> Result<Reply, PageError> {
    let (survey, intake) = found(&mut tx, &req).await?;
    let sheet = storage::intakes::sheet(&mut tx, &intake, req.number("sheet")?).await?.ok_or(PageError::NotFound)?;
    let editions = Editions::of(&mut tx, survey.id).await?;
    let reading = intakes::kept(tx.core(), &survey, &editions, &sheet).await?;
    marked_reply(&editions, &reading, &sheet, tx.core().settings.demo)
}
