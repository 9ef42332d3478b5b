//! `/wide-area/{group}/calculations/…`: a calculation with the group's own members and figures; kept by name and year, in versions.

use foundation::web::{Fields, Form, PageError, Reply, Req};
use http::StatusCode;
use japanese::wareki::FiscalYear;

use super::cost_sharing::{self, Calculated, calculate};
use super::{below, led, whole};
use crate::actions::calculations::{self as actions, New};
use crate::actions::{Whole, WideAreaError};
use crate::cost_sharing::reading::{self, Facts, Row};
use crate::model::{CalculationLine, Content, Version};
use crate::permissions::{LookAtOwnWideAreas, ReadTx, Reader, WriteTx, WriteWideAreas};
use crate::regions;
use crate::rules::{self, NAME_CHARACTERS, SHORT_CHARACTERS};
use crate::shared::render;
use crate::storage;
use crate::views::{CalculatorPage, Keeping, KeptPage};

/// The group for those who read its calculations.
async fn inside(db: &mut Reader, req: &Req) -> Result<Whole, PageError> {
    let whole = whole(db, req).await?;
    if whole.standing.inside { Ok(whole) } else { Err(PageError::NotFound) }
}

/// The members of a day with their figures of that day: what a calculation begins from.
async fn rows_of_members(
    db: &mut Reader,
    whole: &Whole,
    day: jiff::civil::Date,
) -> Result<(Vec<Row>, Option<usize>, Vec<String>), PageError> {
    let (takers, mut notes) = rules::on_day(&whole.members, &day.to_string(), false);
    let codes: Vec<String> = takers.iter().map(|taker| taker.code.clone()).collect();
    let facts = Facts::new(regions::facts_of_towns_on(db, &codes, &reading::FACT_KEYS, day).await?);
    for taker in takers.iter().filter(|taker| !taker.instead_of.is_empty()) {
        notes.push(format!("「{}」は、合併した{}に代わって入っています。", taker.name, taker.instead_of.join("、")));
    }
    let rows: Vec<Row> = takers.iter().map(|taker| reading::row_of_town(&taker.code, &taker.name, &facts)).collect();
    let lead = takers.iter().position(|taker| taker.code == whole.group.lead_code);
    Ok((rows, lead, notes))
}

/// Fields of a calculation nobody has typed anything into: 4:3:3 is what such groups often begin from.
fn beginning() -> Fields {
    Fields::from_pairs([("way", "ratio"), ("w-a-equal", "4"), ("w-a-population", "3"), ("w-a-aged", "3")])
}

fn page(db: &Reader, whole: &Whole, done: &Calculated, notes: Vec<String>, keeping: Option<Keeping>) -> CalculatorPage {
    let address = format!("{}/calculations/new", whole.group.address());
    let frame = below(db, &whole.group, "費用の分け方を試算する")
        .purpose("この取組に加わる市町村と、その日の数字から始めます。数や重みを変えて、三つの案まで並べられます。")
        .wide();
    let mut view = CalculatorPage::new(frame, &address, &done.typed(), &done.query());
    view.notes = notes;
    view.keeping = keeping;
    view
}

/// What a keeping starts from: the name and year of the calculation one goes on from.
async fn keeping(db: &mut Reader, whole: &Whole, form: &Form) -> Result<Option<Keeping>, PageError> {
    if !whole.standing.lead {
        return Ok(None);
    }
    let year = FiscalYear::of(db.core().clock.today()).0;
    let from = form.value("calculation").parse().unwrap_or(0);
    let known = if from > 0 { storage::calculation(db, whole.group.id, from).await? } else { None };
    Ok(Some(match known {
        Some(line) => {
            Keeping { name: line.name, year: line.fiscal_year.to_string(), seen: line.newest, ..Keeping::default() }
        }
        None => Keeping { year: year.to_string(), ..Keeping::default() },
    }))
}

pub async fn get_new(mut tx: ReadTx<LookAtOwnWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = inside(&mut tx, &req).await?;
    let mut form = Form::new(req.query.clone());
    let day = reading::day(&mut form, cost_sharing::DAY, tx.core().clock.today());
    let anew = req.query.get("members") == "anew" || reading::rows_of(&req.query).0.is_empty();
    let (rows, lead, notes) = if anew { rows_of_members(&mut tx, &whole, day).await? } else { Default::default() };
    let mut fields = req.query.replaced("members", "").replaced("done", "");
    if fields.get("w-a-equal").is_empty() && fields.get("total").is_empty() {
        for (name, value) in beginning().pairs() {
            fields.push(name, value);
        }
    }
    let done = calculate(&mut tx, &fields, rows, lead).await?;
    // Nothing typed yet: the page is a beginning, not a form with faults.
    let blank = anew && req.query.get("total").is_empty() && req.query.get("towns").is_empty();
    let done = if blank { Calculated { form: Form::new(done.form.values), ..done } } else { done };
    let keeping = keeping(&mut tx, &whole, &done.form).await?;
    let view = page(&tx, &whole, &done, notes, keeping);
    drop(tx);
    let reply = render(&view)?;
    Ok(if done.form.is_valid() { reply } else { reply.unprocessable() })
}

pub async fn post_new(mut tx: WriteTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    let mut keep = Form::new(req.form.clone());
    let name = japanese::fold::tidy(&keep.required_text("save-name", "試算の名前", NAME_CHARACTERS));
    let note = japanese::fold::tidy(&keep.text("save-note", "ひとこと", SHORT_CHARACTERS));
    let typed = keep.value("save-year").to_owned();
    let year = japanese::wareki::parse(&format!("{}年4月1日", typed.trim().trim_end_matches(['度', '年']))).ok();
    if year.is_none() {
        keep.refuse("save-year", "「年度」を、令和9や2027のように入力してください。");
    }
    let seen = keep.value("save-seen").parse().unwrap_or(0);
    let mut fields = Fields::default();
    for (name, value) in req.form.pairs().filter(|(name, _)| !name.starts_with("save-")) {
        fields.push(name, value);
    }
    let done = calculate(&mut tx, &fields, Vec::new(), None).await?;
    let mut keeping = Keeping { name: name.clone(), year: typed, note: note.clone(), seen, ..Keeping::default() };
    if let (Some(input), Some(year), true) = (&done.input, year, keep.is_valid()) {
        let query = done.form.values.replaced("calculation", "").to_query();
        let new = New { name, fiscal_year: i64::from(year.year()), note, query, input: input.clone(), seen };
        match actions::keep(&mut tx, whole.group.id, &new).await {
            Ok((id, _)) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}/calculations/{id}?done=kept", whole.group.address())));
            }
            Err(WideAreaError::Refused(refusal)) => keep.refuse("save-name", refusal.sentence()),
            Err(WideAreaError::PartChanged) => {
                let all = storage::calculations(&mut tx, whole.group.id).await?;
                let known = all.into_iter().find(|line| line.name == new.name && line.fiscal_year == new.fiscal_year);
                keeping.conflict(&whole.group, known.as_ref());
                let theirs = match &known {
                    Some(line) => storage::versions(&mut tx, line.id).await?.into_iter().next(),
                    None => None,
                };
                if let Some(theirs) = theirs.and_then(|theirs| content(&theirs).ok()) {
                    keeping.beside(&theirs, input, &done.outcomes);
                }
                let view = page(&tx, &whole, &done, Vec::new(), Some(keeping));
                drop(tx);
                return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
            }
            Err(error) => return Err(error.into()),
        }
    }
    keeping.errors = keep.errors.iter().map(|error| (error.field.clone(), error.sentence.clone())).collect();
    let view = page(&tx, &whole, &done, Vec::new(), Some(keeping));
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

// --- one that is kept ------------------------------------------------------------------------------

struct Kept {
    whole: Whole,
    line: CalculationLine,
    versions: Vec<Version>,
    version: Version,
    content: Content,
}

fn content(version: &Version) -> Result<Content, PageError> {
    serde_json::from_str(&version.content).map_err(PageError::broken)
}

/// The version the address asks for, or the newest.
async fn kept(db: &mut Reader, req: &Req) -> Result<Kept, PageError> {
    let whole = inside(db, req).await?;
    let id = req.number("calculation")?;
    let line = storage::calculation(db, whole.group.id, id).await?.ok_or(PageError::NotFound)?;
    let versions = storage::versions(db, id).await?;
    let wanted = match req.query.get("version") {
        "" => line.newest,
        typed => typed.parse().map_err(|_| PageError::NotFound)?,
    };
    let version = versions.iter().find(|version| version.number == wanted).cloned().ok_or(PageError::NotFound)?;
    let content = content(&version)?;
    Ok(Kept { whole, line, versions, version, content })
}

fn title(kept: &Kept) -> String {
    let year = i16::try_from(kept.line.fiscal_year).map(|year| FiscalYear(year).era_label()).unwrap_or_default();
    format!("{} {year} 第{}版", kept.line.name, kept.version.number)
}

pub async fn get(mut tx: ReadTx<LookAtOwnWideAreas>, req: Req) -> Result<Reply, PageError> {
    let kept = kept(&mut tx, &req).await?;
    let mut frame = below(&tx, &kept.whole.group, title(&kept))
        .purpose("残した試算です。残したときの数字と結果のまま、変わりません。")
        .wide();
    if req.query.get("done") == "kept" {
        frame = frame.notice("success", "残しました。");
    }
    drop(tx);
    let address = format!("{}/calculations/{}", kept.whole.group.address(), kept.line.id);
    render(&KeptPage::new(frame, &address, &kept.whole, &kept.line, &kept.versions, &kept.version, &kept.content))
}

pub async fn csv(mut tx: ReadTx<LookAtOwnWideAreas>, req: Req) -> Result<Reply, PageError> {
    let kept = kept(&mut tx, &req).await?;
    let demo = tx.core().settings.demo || kept.whole.group.fictitious;
    drop(tx);
    cost_sharing::as_csv(&title(&kept), &kept.content.input, &kept.content.outcomes, demo)
}

pub async fn xlsx(mut tx: ReadTx<LookAtOwnWideAreas>, req: Req) -> Result<Reply, PageError> {
    let kept = kept(&mut tx, &req).await?;
    let demo = tx.core().settings.demo || kept.whole.group.fictitious;
    drop(tx);
    cost_sharing::as_xlsx(title(&kept), kept.content.input, kept.content.outcomes, demo).await
}

pub async fn pdf(mut tx: ReadTx<LookAtOwnWideAreas>, req: Req) -> Result<Reply, PageError> {
    let kept = kept(&mut tx, &req).await?;
    let (today, demo) = (tx.core().clock.today(), tx.core().settings.demo || kept.whole.group.fictitious);
    drop(tx);
    let author = &kept.whole.group.name;
    cost_sharing::as_pdf(&title(&kept), author, &kept.content.input, &kept.content.outcomes, today, demo).await
}
