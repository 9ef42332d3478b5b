//! `/surveys/new`: a survey in preparation, from nothing, from what came with the platform, from an earlier survey, or from
//! an XLSForm that is looked at before it is taken in.

use std::collections::BTreeMap;

use answer_sheets::{Limits, xlsform};
use bytes::Bytes;
use foundation::audit::Entry;
use foundation::web::{Fields, Form, PageError, Reply, Req};
use japanese::fold::tidy;
use japanese::wareki::FiscalYear;
use jiff::civil::Date;
use questionnaire::{Definition, Respondent, shipped};
use serde_json::json;

use super::editing::outline::earlier;
use crate::permissions::{EditSurveys, ReadTx, Reader, WriteTx};
use crate::programmes;
use crate::shared::{Choice, DateBoxes, Frame, read_date, render};
use crate::surveys::actions::drafting::{self, EditError, NewDraft};
use crate::surveys::storage::editing;
use crate::surveys::views::editing::{CellFault, NewPage, PlanPage};

/// The largest XLSForm, and what a browser wraps around it.
const MOST_FILE_BYTES: usize = 5 << 20;
pub const LIMIT_BYTES: usize = MOST_FILE_BYTES + (64 << 10);
const MOST_TITLE_LETTERS: usize = 200;
/// Faults shown at once.
const FAULTS_SHOWN: usize = 200;

const RESPONDENTS: &[(&str, &str)] =
    &[("municipality", "市町村（全数）"), ("prefecture", "都道府県（全数）"), ("coordinator", "コーディネーター")];

const SOURCES: &[(&str, &str)] = &[
    ("survey", "前の調査から作る"),
    ("shipped", "付属の調査票から作る"),
    ("xlsform", "XLSForm（Excel）から作る"),
    ("empty", "空から作る"),
];

/// A workbook that was sent, read before the database is locked.
pub type Sent = Option<Workbook>;

pub struct Workbook {
    pub name: String,
    pub content: Bytes,
    pub read: Result<xlsform::Imported, Vec<xlsform::ImportFault>>,
}

pub async fn open_sent(req: Req) -> Result<Sent, PageError> {
    let Some(upload) = req.upload("file").filter(|upload| !upload.content.is_empty()) else { return Ok(None) };
    let (name, content) = (upload.file_name.clone(), upload.content.clone());
    let read = read(content.clone()).await?;
    Ok(Some(Workbook { name, content, read }))
}

/// Reading a stranger's workbook takes a while: not on the threads that answer requests.
pub async fn read(content: Bytes) -> Result<Result<xlsform::Imported, Vec<xlsform::ImportFault>>, PageError> {
    let reading = move || {
        let limits = Limits { file_bytes: MOST_FILE_BYTES, ..Limits::default() };
        xlsform::read(&content, &xlsform::Defaults::default(), &limits)
    };
    tokio::task::spawn_blocking(reading).await.map_err(PageError::broken)
}

pub fn faults_of(faults: &[xlsform::ImportFault]) -> Vec<CellFault> {
    faults
        .iter()
        .take(FAULTS_SHOWN)
        .map(|fault| CellFault {
            place: match (fault.sheet.as_str(), fault.cell.as_str()) {
                ("", _) => "ファイル全体".to_owned(),
                (sheet, "") => format!("シート「{sheet}」"),
                (sheet, cell) => format!("シート「{sheet}」の{cell}"),
            },
            sentence: fault.sentence.clone(),
        })
        .collect()
}

/// A sent workbook is kept under its own fingerprint; so the plan and the yes to it speak of the same.
pub fn key_of(content: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    foundation::chance::hex(&Sha256::digest(content))
}

fn place_of(key: &str) -> Option<String> {
    let sound = key.len() == 64 && key.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    sound.then(|| format!("surveys/xlsform/{key}"))
}

pub async fn keep(db: &Reader, content: Bytes) -> Result<String, PageError> {
    let key = key_of(&content);
    let place = place_of(&key).ok_or_else(|| PageError::broken("a key of its own making"))?;
    db.core().files.put(&place, content).await?;
    Ok(key)
}

/// The kept workbook of a key, read again; it was sound when it was kept.
pub async fn kept(db: &Reader, key: &str) -> Result<xlsform::Imported, PageError> {
    let place = place_of(key).ok_or(PageError::NotFound)?;
    let content = db.core().files.get(&place).await?.ok_or(PageError::NotFound)?;
    read(content)
        .await?
        .map_err(|faults| PageError::rule(faults.first().map(|fault| fault.sentence.clone()).unwrap_or_default()))
}

fn frame(db: &Reader, title: &str) -> Frame {
    Frame::new(db, title).within("/surveys").crumb("調査", "/surveys")
}

/// Programmes one makes surveys for.
async fn own_programmes(db: &mut Reader) -> Result<Vec<(i64, String)>, PageError> {
    let all = programmes::names(db).await?;
    let scope = db.scope().clone();
    Ok(all.into_iter().filter(|(id, _)| scope.reaches_programme(*id)).collect())
}

pub async fn get(mut tx: ReadTx<EditSurveys>, _req: Req) -> Result<Reply, PageError> {
    let own = own_programmes(&mut tx).await?;
    let mut fields = Fields::default();
    if let [(only, _)] = own.as_slice() {
        fields.push("programme", &only.to_string());
    }
    // What is prepared in a year is next year's.
    let next = FiscalYear(FiscalYear::of(tx.core().clock.today()).0 + 1);
    fields.push("year", next.era_label().trim_end_matches("年度"));
    fields.push("respondent", "municipality");
    fields.push("source", "survey");
    render(&page(&mut tx, Form::new(fields), Vec::new()).await?)
}

async fn page(db: &mut Reader, form: Form, faults: Vec<CellFault>) -> Result<NewPage, PageError> {
    let own = own_programmes(db).await?;
    let surveys = editing::surveys(db).await?;
    let choices = |field: &str, offered: Vec<(String, String)>, none: &str| {
        let chosen = form.value(field).to_owned();
        let any = (!none.is_empty()).then(|| Choice::new("", none, chosen.is_empty()));
        any.into_iter()
            .chain(offered.into_iter().map(|(value, label)| {
                let is_chosen = value == chosen;
                Choice::new(value, label, is_chosen)
            }))
            .collect::<Vec<_>>()
    };
    let pairs = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let shipped = shipped::ids()
        .filter_map(|id| Some((id.to_owned(), shipped::definition(id).ok()?.title)))
        .collect::<Vec<(String, String)>>();
    Ok(NewPage {
        frame: frame(db, "調査を作る").purpose("調査票の下書きを作ります。受付を始めるのは、調査票ができてからです。"),
        errors: form.summary(),
        programmes: choices(
            "programme",
            own.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
            "選んでください",
        ),
        respondents: choices("respondent", pairs(RESPONDENTS), ""),
        sources: choices("source", pairs(SOURCES), ""),
        shipped: choices("shipped", shipped, "選んでください"),
        surveys: choices(
            "survey",
            surveys.into_iter().map(|row| (row.id.to_string(), row.title)).collect(),
            "選んでください",
        ),
        opens: DateBoxes::typed(&form, "opens_on"),
        due: DateBoxes::typed(&form, "due_on"),
        faults,
        form,
    })
}

/// What a new survey is, apart from its questionnaire.
#[derive(Clone, Debug)]
struct Wish {
    programme: i64,
    year: FiscalYear,
    respondent: &'static str,
    title: String,
    opens_on: Date,
    due_on: Date,
}

impl Wish {
    /// As pairs of the address of the plan.
    fn pairs(&self) -> [(&'static str, String); 6] {
        [
            ("programme", self.programme.to_string()),
            ("year", self.year.0.to_string()),
            ("respondent", self.respondent.to_owned()),
            ("title", self.title.clone()),
            ("opens", self.opens_on.to_string()),
            ("due", self.due_on.to_string()),
        ]
    }

    /// Back from there, or from the hidden fields of the plan.
    fn of(fields: &Fields) -> Result<Self, PageError> {
        let found = (|| {
            let respondent = fields.get("respondent");
            Some(Self {
                programme: fields.get("programme").parse().ok()?,
                year: FiscalYear(fields.get("year").parse().ok().filter(|year| (1990..=2100).contains(year))?),
                respondent: RESPONDENTS.iter().map(|(id, _)| *id).find(|id| *id == respondent)?,
                title: fields.get("title").chars().take(MOST_TITLE_LETTERS).collect(),
                opens_on: fields.get("opens").parse().ok()?,
                due_on: fields.get("due").parse().ok()?,
            })
        })();
        found.ok_or(PageError::NotFound)
    }

    /// The questionnaire with this title, else with its own for this year.
    fn entitle(&self, mut definition: Definition) -> Definition {
        if self.title.is_empty() {
            let old = FiscalYear(definition.fiscal_year).era_label();
            definition.title = definition.title.replace(&old, &self.year.era_label());
        } else {
            definition.title.clone_from(&self.title);
        }
        definition
    }
}

async fn read_wish(db: &mut Reader, form: &mut Form) -> Result<Option<Wish>, PageError> {
    let own = own_programmes(db).await?;
    let offered: Vec<String> = own.iter().map(|(id, _)| id.to_string()).collect();
    let offered: Vec<&str> = offered.iter().map(String::as_str).collect();
    let programme: Option<i64> = form.choice("programme", "事業", &offered, true).parse().ok();
    let year = read_year(form);
    let ids: Vec<&str> = RESPONDENTS.iter().map(|(id, _)| *id).collect();
    let respondent = form.choice("respondent", "答える方", &ids, true);
    let respondent = RESPONDENTS.iter().map(|(id, _)| *id).find(|id| *id == respondent);
    let title = tidy(&form.text("title", "題名", MOST_TITLE_LETTERS));
    let mut days = [read_date(form, "opens_on", "受付の始まり", false), read_date(form, "due_on", "締切", false)];
    let (Some(programme), Some(year), Some(respondent)) = (programme, year, respondent) else { return Ok(None) };
    if days.iter().any(Option::is_none) && form.is_valid() {
        let settings = programmes::settings_of(db, programme, year.0).await?;
        for (day, (field, setting)) in
            days.iter_mut().zip([("opens_on", "survey.opens_on"), ("due_on", "survey.closes_on")])
        {
            if day.is_none() {
                *day = settings.as_ref().and_then(|settings| settings.date(setting));
            }
            if day.is_none() {
                let label = year.era_label();
                form.refuse(field, format!("この事業には{label}の設定がまだないため、日付を入れてください。"));
            }
        }
    }
    let [Some(opens_on), Some(due_on)] = days else { return Ok(None) };
    if due_on <= opens_on {
        form.refuse("due_on", "締切は、受付の始まりより後の日にしてください。");
    }
    let wish = Wish { programme, year, respondent, title, opens_on, due_on };
    Ok(form.is_valid().then_some(wish))
}

fn read_year(form: &mut Form) -> Option<FiscalYear> {
    let typed = tidy(form.value("year"));
    if typed.is_empty() {
        form.refuse("year", "「年度」を入力してください。");
        return None;
    }
    let with_word = if typed.ends_with("年度") { typed } else { format!("{}年度", typed.trim_end_matches('年')) };
    match FiscalYear::parse(&with_word) {
        Ok(year) if (1990..=2100).contains(&year.0) => Some(year),
        Ok(_) => {
            form.refuse("year", "年度は1990年度から2100年度までにしてください。");
            None
        }
        Err(error) => {
            form.refuse("year", format!("「年度」: {error}"));
            None
        }
    }
}

pub async fn post(mut tx: WriteTx<EditSurveys>, req: Req, sent: Sent) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let wish = read_wish(&mut tx, &mut form).await?;
    let sources: Vec<&str> = SOURCES.iter().map(|(id, _)| *id).collect();
    let source = form.choice("source", "何から作るか", &sources, true);
    let mut faults = Vec::new();
    let mut begin_with = None;
    let mut previous = None;
    let mut begins_with = None;
    match source.as_str() {
        "empty" => {
            if form.value("title").trim().is_empty() {
                form.refuse("title", "空から作るときは、題名を入力してください。");
            }
            begin_with = Some(empty());
        }
        "shipped" => match shipped::definition(form.value("shipped")) {
            Ok(definition) => begin_with = Some(definition),
            Err(_) => form.refuse("shipped", "もとにする付属の調査票を選んでください。"),
        },
        "survey" => {
            let id = form.value("survey").parse().unwrap_or(0);
            match drafting::working(&mut tx, id).await {
                Ok(found) => {
                    previous = Some((id, found.survey.fiscal_year()));
                    begins_with = Some(id);
                    begin_with = Some(found.definition);
                }
                Err(EditError::NotFound) => form.refuse("survey", "もとにする前の調査を選んでください。"),
                Err(error) => return Err(error.into()),
            }
        }
        "xlsform" => match &sent {
            None => form.refuse("file", "XLSFormのファイルを選んでください。"),
            Some(Workbook { read: Err(found), .. }) => faults = faults_of(found),
            Some(_) => {}
        },
        _ => {}
    }
    let (Some(wish), true, true) = (wish, form.is_valid(), faults.is_empty()) else {
        return Ok(render(&page(&mut tx, form, faults).await?)?.unprocessable());
    };
    if let ("xlsform", Some(Workbook { name, content, .. })) = (source.as_str(), sent) {
        let bytes = content.len();
        let key = keep(&tx, content).await?;
        let name: String = name.chars().take(200).collect();
        tx.commit(Entry::of("survey", &key[..12]).detail(json!({ "file": name, "bytes": bytes }))).await?;
        let query = Fields::from_pairs(wish.pairs()).to_query();
        return Ok(Reply::see_other(&format!("/surveys/new/{key}?{query}")));
    }
    let Some(definition) = begin_with else { return Err(PageError::NotFound) };
    let previous = previous.filter(|(_, year)| *year < wish.year.0).map(|(id, _)| id);
    begin(tx, &wish, definition, previous, begins_with).await
}

async fn begin(
    mut tx: WriteTx<EditSurveys>,
    wish: &Wish,
    definition: Definition,
    previous: Option<i64>,
    begins_with: Option<i64>,
) -> Result<Reply, PageError> {
    let previous = match previous {
        Some(previous) => Some(previous),
        // The newest earlier one of the same kind; another can be chosen on the page of title and days.
        None => earlier(&mut tx, wish.programme, wish.respondent, wish.year.0).await?.first().map(|row| row.id),
    };
    let new = NewDraft {
        programme: wish.programme,
        fiscal_year: wish.year.0,
        respondent: Respondent::from_id(wish.respondent),
        definition: wish.entitle(definition),
        opens_on: wish.opens_on,
        due_on: wish.due_on,
        previous,
        begins_with,
    };
    let survey = drafting::begin(&mut tx, new).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/surveys/{survey}/edit?done=made")))
}

fn empty() -> Definition {
    Definition {
        id: "form".to_owned(),
        title: String::new(),
        note: String::new(),
        respondent: Respondent::Municipality,
        fiscal_year: 2026,
        edition: 1,
        lists: BTreeMap::new(),
        sections: Vec::new(),
    }
}

/// How many questions a section, or a kind, has.
type Counts<Name> = Vec<(Name, usize)>;

/// Sections and kinds of a questionnaire, counted.
pub fn counted(definition: &Definition) -> (Counts<String>, Counts<&'static str>) {
    let sections = definition.sections.iter().map(|s| (s.title.clone(), s.questions.len())).collect();
    let mut kinds: Counts<&'static str> = Vec::new();
    for (_, question) in definition.questions() {
        let label = question.kind.label();
        match kinds.iter_mut().find(|(known, _)| *known == label) {
            Some((_, count)) => *count += 1,
            None => kinds.push((label, 1)),
        }
    }
    (sections, kinds)
}

/// `/surveys/new/{key}`: what the sent workbook would become.
pub async fn look(tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let key = req.text("key").to_owned();
    let wish = Wish::of(&req.query)?;
    let imported = kept(&tx, &key).await?;
    let definition = wish.entitle(imported.definition);
    let (sections, kinds) = counted(&definition);
    render(&PlanPage {
        frame: frame(&tx, "読み取った調査票").crumb("調査を作る", "/surveys/new"),
        tabs: Vec::new(),
        action: format!("/surveys/new/{key}"),
        back: "/surveys/new".to_owned(),
        verb: "この内容で下書きを作る",
        title: definition.title,
        hidden: wish.pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        sections,
        kinds,
        remarks: faults_of(&imported.remarks),
        differences: Vec::new(),
        replaces: false,
    })
}

pub async fn confirm(tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let wish = Wish::of(&req.form)?;
    let imported = kept(&tx, req.text("key")).await?;
    begin(tx, &wish, imported.definition, None, None).await
}

/// `/surveys/xlsform`: a workbook to begin with.
pub async fn template(_tx: ReadTx<EditSurveys>, _req: Req) -> Result<Reply, PageError> {
    let bytes = xlsform::template().map_err(PageError::broken)?;
    Ok(Reply::typed(super::EXCEL, bytes).as_download("調査票のひな形（XLSForm）.xlsx"))
}
