//! `/wide-area/cost-sharing`: the calculator, for everybody; all of it stands in the address, nothing is kept. And what the
//! calculation pages of a group share with it.

use foundation::web::{Fields, Form, PageError, Reply, Req};
use jiff::civil::Date;

use super::HOME;
use crate::cost_sharing::reading::{self, Facts, Row};
use crate::cost_sharing::{Input, Outcome, document, records, workbook};
use crate::permissions::{CalculateShares, ReadTx, Reader};
use crate::regions::{self, DatedTown};
use crate::shared::{Frame, paper, render, turns};
use crate::views::{CalculatorPage, Typed};

const ADDRESS: &str = "/wide-area/cost-sharing";

/// What the boxes of the day are called.
pub(super) const DAY: &str = "いつの構成と数字で分けるか";

/// Names of municipalities as people list them.
pub(super) fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，' | '・' | '/' | '／'));
    for name in parts.map(japanese::fold::tidy).filter(|name| !name.is_empty()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The town a name or code means on a day; of several of the same name the one of the home prefecture.
pub(super) fn pick<'a>(name: &str, known: &'a [DatedTown], day: &str, home: &str) -> Result<&'a DatedTown, String> {
    let bears = |town: &&DatedTown| {
        town.code == *name || town.name == *name || format!("{}{}", town.prefecture_name, town.name) == *name
    };
    let all: Vec<&DatedTown> = known.iter().filter(bears).collect();
    let there: Vec<&DatedTown> = all.iter().copied().filter(|town| town.is_there_on(day)).collect();
    let at_home: Vec<&DatedTown> = there.iter().copied().filter(|town| town.prefecture_code == home).collect();
    match (there.as_slice(), at_home.as_slice()) {
        ([only], _) | (_, [only]) => Ok(only),
        ([], _) if all.is_empty() => {
            Err(format!("「{name}」という市町村が見つかりません。正しい名前か、団体コード6桁で入れてください。"))
        }
        ([], _) => {
            Err(format!("「{name}」は、その日にはありません（廃止または設置前）。日付か名前を確かめてください。"))
        }
        (several, _) => {
            let names: Vec<String> =
                several.iter().map(|town| format!("{}{}", town.prefecture_name, town.name)).collect();
            Err(format!("「{name}」はいくつかあります。{}のように、都道府県から入れてください。", names.join("、")))
        }
    }
}

/// A calculation as typed, with what came out of it, if anything could.
pub(super) struct Calculated {
    pub form: Form,
    pub rows: Vec<Row>,
    pub lead: Option<usize>,
    pub input: Option<Input>,
    pub outcomes: Vec<Outcome>,
}

impl Calculated {
    /// The same calculation as an address.
    pub fn query(&self) -> String {
        self.form.values.to_query()
    }

    pub fn typed(&self) -> Typed<'_> {
        Typed {
            form: &self.form,
            rows: &self.rows,
            lead: self.lead,
            result: self.input.as_ref().map(|input| (input, self.outcomes.as_slice())),
        }
    }
}

/// Reads a calculation out of fields, adds the towns that are named, takes figures from the register. An empty form is no calculation
/// and has no faults.
pub(super) async fn calculate(
    db: &mut Reader,
    fields: &Fields,
    mut rows: Vec<Row>,
    mut lead: Option<usize>,
) -> Result<Calculated, PageError> {
    let mut form = Form::new(fields.clone());
    let today = db.core().clock.today();
    let on = reading::day(&mut form, DAY, today);
    let wrong_day = form.error("on").to_owned();
    let (typed, typed_lead) = reading::rows_of(fields);
    if rows.is_empty() {
        (rows, lead) = (typed, typed_lead);
    }
    let mut text = form.text("towns", "市町村の名前", 3_000);
    let too_long = form.error("towns").to_owned();
    if !too_long.is_empty() {
        text.clear();
    }
    let names = names(&text);
    let wanted: Vec<String> =
        names.iter().cloned().chain(rows.iter().map(|row| row.code.clone()).filter(|c| !c.is_empty())).collect();
    let known = if wanted.is_empty() { Vec::new() } else { regions::dated_towns(db, &wanted).await? };
    let day = on.to_string();
    let home = rows.iter().find_map(|row| known.iter().find(|town| town.code == row.code));
    let home = home.map(|town| town.prefecture_code.clone()).unwrap_or_default();
    let (mut found, mut faults, mut left) = (Vec::new(), Vec::new(), Vec::new());
    for name in &names {
        match pick(name, &known, &day, &home) {
            Ok(town) => found.push(town),
            Err(sentence) => {
                faults.push(sentence);
                left.push(name.clone());
            }
        }
    }
    found.retain(|town| !rows.iter().any(|row| row.code == town.code));
    let codes: Vec<String> = found
        .iter()
        .map(|town| town.code.clone())
        .chain(rows.iter().map(|row| row.code.clone()).filter(|code| !code.is_empty()))
        .collect();
    let facts = if codes.is_empty() {
        Facts::default()
    } else {
        Facts::new(regions::facts_of_towns_on(db, &codes, &reading::FACT_KEYS, on).await?)
    };
    let added = !found.is_empty();
    rows.extend(found.into_iter().map(|town| reading::row_of_town(&town.code, &town.name, &facts)));
    let blank = rows.is_empty()
        && form.value("total").is_empty()
        && names.is_empty()
        && reading::SCENARIOS.iter().all(|s| form.value(&format!("w-{s}-equal")).is_empty());
    let mut form = Form::new(reading::canonical(&form.values, &rows, lead));
    if !left.is_empty() {
        form.values.push("towns", &left.join("、"));
    }
    if !wrong_day.is_empty() {
        form.refuse("on", wrong_day);
    }
    for fault in faults.into_iter().chain(Some(too_long).filter(|fault| !fault.is_empty())) {
        form.refuse("towns", fault);
    }
    // Towns were only just added, and nothing else was typed: no reason to complain yet.
    let first_step = added && form.value("total").is_empty();
    let input = if blank || first_step { None } else { reading::read(&mut form, &rows, lead, &facts, &day) };
    let outcomes = input.as_ref().map(outcomes).unwrap_or_default();
    Ok(Calculated { form, rows, lead, input, outcomes })
}

pub(super) fn outcomes(input: &Input) -> Vec<Outcome> {
    input.scenarios.iter().map(|scenario| input.outcome(scenario)).collect()
}

const TITLE: &str = "費用の分け方の試算";

pub async fn get(mut tx: ReadTx<CalculateShares>, req: Req) -> Result<Reply, PageError> {
    let done = calculate(&mut tx, &req.query, Vec::new(), None).await?;
    let frame = Frame::new(&tx, TITLE)
        .purpose("いくつかの市町村でいっしょにする事業の費用を、均等割・人口割・高齢者人口割などで分けます。だれでも使え、何も残りません。")
        .within("/regions")
        .crumb("広域の取組", HOME)
        .wide();
    drop(tx);
    let view = CalculatorPage::new(frame, ADDRESS, &done.typed(), &done.query());
    let reply = render(&view)?;
    Ok(if done.form.is_valid() { reply } else { reply.unprocessable() })
}

/// What can be shared out, or where to mend it.
async fn sound(tx: &mut ReadTx<CalculateShares>, req: &Req) -> Result<Calculated, PageError> {
    let done = calculate(tx, &req.query, Vec::new(), None).await?;
    if done.input.is_some() {
        return Ok(done);
    }
    let why = done.form.errors.first().map_or("入力がありません。", |error| error.sentence.as_str());
    Err(PageError::rule(format!("まだ計算できないので、ファイルにできません。{why} 試算のページで直してください。")))
}

pub async fn csv(mut tx: ReadTx<CalculateShares>, req: Req) -> Result<Reply, PageError> {
    let done = sound(&mut tx, &req).await?;
    let demo = tx.core().settings.demo;
    drop(tx);
    let input = done.input.unwrap_or_default();
    as_csv(TITLE, &input, &done.outcomes, demo)
}

pub async fn xlsx(mut tx: ReadTx<CalculateShares>, req: Req) -> Result<Reply, PageError> {
    let done = sound(&mut tx, &req).await?;
    let demo = tx.core().settings.demo;
    drop(tx);
    as_xlsx(TITLE.to_owned(), done.input.unwrap_or_default(), done.outcomes, demo).await
}

pub async fn pdf(mut tx: ReadTx<CalculateShares>, req: Req) -> Result<Reply, PageError> {
    let done = sound(&mut tx, &req).await?;
    let (today, demo) = (tx.core().clock.today(), tx.core().settings.demo);
    drop(tx);
    as_pdf(TITLE, "", &done.input.unwrap_or_default(), &done.outcomes, today, demo).await
}

pub(super) fn as_csv(title: &str, input: &Input, outcomes: &[Outcome], demo: bool) -> Result<Reply, PageError> {
    let body = records::csv(title, input, outcomes, demo).map_err(PageError::broken)?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download("費用の分け方.csv"))
}

pub(super) async fn as_xlsx(
    title: String,
    input: Input,
    outcomes: Vec<Outcome>,
    demo: bool,
) -> Result<Reply, PageError> {
    let body =
        turns::in_turn(move || workbook::xlsx(&title, &input, &outcomes, demo)).await?.map_err(PageError::broken)?;
    Ok(Reply::typed("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body)
        .as_download("費用の分け方.xlsx"))
}

pub(super) async fn as_pdf(
    title: &str,
    author: &str,
    input: &Input,
    outcomes: &[Outcome],
    today: Date,
    demo: bool,
) -> Result<Reply, PageError> {
    paper::pdf(document::of(title, author, input, outcomes, today, demo), "費用の分け方.pdf").await
}
