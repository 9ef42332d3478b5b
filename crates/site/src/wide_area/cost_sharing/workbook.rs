//! The result as a workbook whose cells count for themselves: change a total, a weight or a figure, and the shares follow. A sheet
//! that explains, a sheet per scenario, one that puts them side by side.
//!
//! Excel's numbers are exact up to 2^53. Where amount × figure may be more, the sheet says so and holds values, no formulas.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

use super::document::{rest_in_words, sources};
use super::{Input, Outcome, Rest, order};
use crate::shared::{DEMO_MARK, day_in_words, guarded};

/// Beyond this a spreadsheet's whole numbers are no longer exact.
const EXACT: i128 = 1 << 53;

/// Rows of the sheet of a scenario, counted from 0.
const TOTAL: u32 = 3;
const UNIT: u32 = 4;
const UNITS: u32 = 5;
const BELOW: u32 = 6;
const REST: u32 = 7;
const KEYS: u32 = 10;

struct Formats {
    title: Format,
    head: Format,
    typed: Format,
    counted: Format,
    helper: Format,
    strong: Format,
    share: Format,
    words: Format,
}

impl Formats {
    fn new() -> Self {
        let number = Format::new().set_num_format("#,##0").set_border(FormatBorder::Thin);
        Self {
            title: Format::new().set_bold().set_font_size(14),
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0x00E6_F2F2))
                .set_border(FormatBorder::Thin),
            typed: number.clone().set_num_format("#,##0.##").set_background_color(Color::RGB(0x00FF_F8D6)),
            helper: number.clone().set_font_color(Color::RGB(0x0059_5959)),
            strong: number.clone().set_bold(),
            share: number.clone().set_num_format("0.0"),
            counted: number,
            words: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        }
    }
}

/// 0 → A, 26 → AA.
fn column(mut at: u16) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + u8::try_from(at % 26).unwrap_or(0)));
        if at < 26 {
            return name;
        }
        at = at / 26 - 1;
    }
}

/// `$B$4`
fn fixed(row: u32, col: u16) -> String {
    format!("${}${}", column(col), row + 1)
}

/// `C12`
fn cell(row: u32, col: u16) -> String {
    format!("{}{}", column(col), row + 1)
}

/// `$C$12:$C$19`
fn span(from: u32, to: u32, col: u16) -> String {
    format!("{}:{}", fixed(from, col), fixed(to, col))
}

/// Names of sheets: what Excel allows, each once.
fn sheet_name(at: usize, name: &str) -> String {
    let plain: String = name.chars().map(|c| if "[]:*?/\\'".contains(c) { '_' } else { c }).take(24).collect();
    format!("{}_{plain}", at + 1)
}

/// Whether a spreadsheet counts this exactly.
fn is_exact(input: &Input) -> bool {
    let weights: i128 = 100;
    input.scenarios.iter().all(|scenario| {
        let units = i128::from(scenario.total / input.unit);
        let most_weight = scenario.weights.iter().map(|w| i128::from(*w)).max().unwrap_or(0) * weights;
        let figures = input.towns.iter().flat_map(|town| town.figures.iter().flatten());
        let most = figures.map(|figure| i128::from(*figure)).max().unwrap_or(1);
        units * most_weight.max(most) < EXACT
    })
}

/// # Errors
/// Those of the writer.
pub fn xlsx(title: &str, input: &Input, outcomes: &[Outcome], demo: bool) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let formats = Formats::new();
    let exact = is_exact(input);
    explain(book.add_worksheet(), title, input, exact, demo, &formats)?;
    for (at, outcome) in outcomes.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(at, &input.scenarios[at].name))?;
        scenario(sheet, input, at, outcome, exact, &formats)?;
    }
    if outcomes.len() > 1 {
        beside(book.add_worksheet(), input, outcomes, exact, &formats)?;
    }
    book.save_to_buffer()
}

fn explain(
    sheet: &mut Worksheet,
    title: &str,
    input: &Input,
    exact: bool,
    demo: bool,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name("説明")?;
    sheet.set_column_width(0, 110)?;
    sheet.write_string_with_format(0, 0, guarded(title), &formats.title)?;
    let mut lines = vec![format!("{}の構成と数字による試算です。", day_in_words(&input.on)), rest_in_words(input)];
    if demo || input.is_fictitious() {
        lines.insert(0, DEMO_MARK.to_owned());
    }
    if exact {
        lines.extend(
            [
                "黄色のマス（総額、端数の単位、端数の扱い、重み、幹事、各市町村の数）を書きかえると、ほかのマスがひとりでに計算し直されます。",
                "割ごとの額：総額を端数の単位で割った数に重みを掛け、重みの合計で割ります（「商」）。割り切れない分（「余り」）の大きい割から一単位ずつ足します。",
                "市町村の額：割ごとの額に市町村の数を掛け、全市町村の数の合計で割ります（「商」）。端数の扱いが1のときは「余り」の大きい市町村から一単位ずつ足し、2のときは残りを幹事に足します。",
                "余りが同じとき：数の大きい市町村が先、それも同じなら「同点のときの順」（団体コードの小さい順）が先です。",
                "端数の単位に満たない総額の端数は、幹事（いなければ「同点のときの順」が1の市町村）が負担します。",
                "市町村を増やすときは、サイトの試算に足してから、もう一度この表を保存してください。",
            ]
            .map(str::to_owned),
        );
    } else {
        lines.push(
            "数が大きく、表計算では1円まで正しく計算できないため、式ではなく計算した値を入れてあります。".to_owned(),
        );
    }
    lines.push("使った数の出典：".to_owned());
    lines.extend(sources(input).into_iter().map(|line| format!("・{line}")));
    for (row, line) in (2..).zip(lines) {
        sheet.write_string_with_format(row, 0, guarded(&line), &formats.words)?;
    }
    Ok(())
}

/// A formula with what it comes to, for readers that do not count.
fn formula(text: String, result: impl ToString) -> Formula {
    Formula::new(text).set_result(result.to_string())
}

struct Writer<'a> {
    sheet: &'a mut Worksheet,
    exact: bool,
}

impl Writer<'_> {
    /// The formula, or where it would not be exact its value.
    fn count(&mut self, row: u32, col: u16, text: String, value: i64, format: &Format) -> Result<(), XlsxError> {
        if self.exact {
            self.sheet.write_formula_with_format(row, col, formula(text, value), format)?;
        } else {
            self.number(row, col, value, format)?;
        }
        Ok(())
    }

    #[allow(clippy::cast_precision_loss, reason = "a spreadsheet knows no other numbers")]
    fn number(&mut self, row: u32, col: u16, value: i64, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(row, col, value as f64, format)?;
        Ok(())
    }

    fn word(&mut self, row: u32, col: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(row, col, guarded(text), format)?;
        Ok(())
    }
}

/// Rank of a rest: how many go before it, and one.
fn rank(rests: &str, rest: &str, then: &[(String, String, bool)]) -> String {
    let mut text = format!("({rests}>{rest})");
    let mut equal = format!("({rests}={rest})");
    for (all, own, larger_first) in then {
        let sign = if *larger_first { ">" } else { "<" };
        text.push_str(&format!("+{equal}*({all}{sign}{own})"));
        equal.push_str(&format!("*({all}={own})"));
    }
    format!("1+SUMPRODUCT({text})")
}

fn scenario(
    sheet: &mut Worksheet,
    input: &Input,
    at: usize,
    outcome: &Outcome,
    exact: bool,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let of = &input.scenarios[at];
    let mut w = Writer { sheet, exact };
    w.word(0, 0, &of.name, &formats.title)?;
    let plain = Format::new();
    let mut top = |row: u32, label: &str| w.word(row, 0, label, &plain);
    top(TOTAL, "総額（円）")?;
    top(UNIT, "端数の単位（円：1、100、1000）")?;
    top(UNITS, "総額を端数の単位で割った数")?;
    top(BELOW, "端数の単位に満たない額（円）")?;
    top(REST, "端数の扱い（1：余りの大きい順、2：幹事）")?;
    w.number(TOTAL, 1, of.total, &formats.typed)?;
    w.number(UNIT, 1, input.unit, &formats.typed)?;
    let (total, unit, units) = (fixed(TOTAL, 1), fixed(UNIT, 1), fixed(UNITS, 1));
    w.count(UNITS, 1, format!("INT({total}/{unit})"), of.total / input.unit, &formats.counted)?;
    w.count(BELOW, 1, format!("{total}-{units}*{unit}"), of.total % input.unit, &formats.counted)?;
    w.number(REST, 1, if input.rest == Rest::Lead { 2 } else { 1 }, &formats.typed)?;

    // --- the keys ---------------------------------------------------------------------------------
    let keys: Vec<usize> = (0..input.keys.len()).filter(|key| of.weights[*key] > 0).collect();
    let (first, last) = (KEYS + 1, KEYS + u32::try_from(keys.len()).unwrap_or(1));
    for (col, head) in (0..).zip(["割", "重み", "重み×100", "商", "余り", "余りの順", "額（端数の単位）", "額（円）"])
    {
        w.word(KEYS, col, head, &formats.head)?;
    }
    let whole: i64 = of.weights.iter().sum();
    for (row, key) in (first..).zip(&keys) {
        let weight = of.weights[*key];
        let product = i128::from(of.total / input.unit) * i128::from(weight);
        let value = |n: i128| i64::try_from(n).unwrap_or(0);
        let (quotient, rest) = (value(product / i128::from(whole)), value(product % i128::from(whole)));
        w.word(row, 0, &input.keys[*key].label, &formats.counted)?;
        #[allow(clippy::cast_precision_loss, reason = "at most a million")]
        w.sheet.write_number_with_format(row, 1, weight as f64 / 100.0, &formats.typed)?;
        let sum = format!("SUM({})", span(first, last, 2));
        w.count(row, 2, format!("ROUND({}*100,0)", cell(row, 1)), weight, &formats.helper)?;
        w.count(row, 3, format!("INT({units}*{}/{sum})", cell(row, 2)), quotient, &formats.helper)?;
        w.count(row, 4, format!("{units}*{}-{}*{sum}", cell(row, 2), cell(row, 3)), rest, &formats.helper)?;
        let then = [
            (span(first, last, 2), cell(row, 2), true),
            (format!("ROW({})", span(first, last, 2)), "ROW()".to_owned(), false),
        ];
        let ranks = rank(&span(first, last, 4), &cell(row, 4), &then);
        let amount = outcome.by_key[*key] / input.unit;
        let before = keys.iter().filter(|other| {
            let rest_of = |w: i64| (i128::from(of.total / input.unit) * i128::from(w)) % i128::from(whole);
            let key_of = |k: usize| (-rest_of(of.weights[k]), -of.weights[k], k);
            key_of(**other) < key_of(*key)
        });
        w.count(row, 5, ranks, i64::try_from(before.count()).unwrap_or(0) + 1, &formats.helper)?;
        let text = format!(
            "{q}+IF({r}<={units}-SUM({qs}),1,0)",
            q = cell(row, 3),
            r = cell(row, 5),
            qs = span(first, last, 3)
        );
        w.count(row, 6, text, amount, &formats.counted)?;
        w.count(row, 7, format!("{}*{unit}", cell(row, 6)), outcome.by_key[*key], &formats.strong)?;
    }
    towns(&mut w, input, at, outcome, &keys, (first, last + 3), formats)
}

/// The table of the towns: what each has, and per key quotient, rest, rank, amount.
fn towns(
    w: &mut Writer<'_>,
    input: &Input,
    at: usize,
    outcome: &Outcome,
    keys: &[usize],
    (first_key, head): (u32, u32),
    formats: &Formats,
) -> Result<(), XlsxError> {
    let of = &input.scenarios[at];
    let order = order(&input.towns);
    let mut takers = input.takers(of);
    takers.sort_by_key(|town| order[*town]);
    let (first, last) = (head + 1, head + u32::try_from(takers.len()).unwrap_or(1));
    let unit = fixed(UNIT, 1);
    for (col, text) in (0..).zip(["団体コード", "市町村", "幹事（1）", "同点のときの順"]) {
        w.word(head, col, text, &formats.head)?;
    }
    // Columns of a key: figure, quotient, rest, rank, amount.
    let start = |n: usize| 4 + u16::try_from(n).unwrap_or(0) * 5;
    let sum_col = start(keys.len());
    for (n, key) in keys.iter().enumerate() {
        let label = &input.keys[*key].label;
        let names = [
            format!("{label}に使う数"),
            "商".to_owned(),
            "余り".to_owned(),
            "余りの順".to_owned(),
            format!("{label}（円）"),
        ];
        for (col, name) in (start(n)..).zip(names) {
            w.word(head, col, &name, &formats.head)?;
        }
    }
    for (col, text) in (sum_col..).zip(["単位に満たない額（円）", "負担額（円）", "割合（%）"]) {
        w.word(head, col, text, &formats.head)?;
    }
    for (place, (row, town)) in (first..).zip(&takers).enumerate() {
        let Some(share) = &outcome.shares[*town] else { continue };
        w.word(row, 0, &input.towns[*town].code, &formats.counted)?;
        w.word(row, 1, &input.towns[*town].name, &formats.counted)?;
        w.number(row, 2, i64::from(input.lead == Some(*town)), &formats.typed)?;
        w.number(row, 3, i64::try_from(place + 1).unwrap_or(0), &formats.helper)?;
        let mut parts = Vec::new();
        for (n, (key_row, key)) in (first_key..).zip(keys).enumerate() {
            let c = start(n);
            let of_key = Exact::new(input, outcome, *key, &takers, &order, *town);
            let (units, sum) = (fixed(key_row, 6), format!("SUM({})", span(first, last, c)));
            w.number(row, c, of_key.figure, &formats.typed)?;
            w.count(row, c + 1, format!("INT({units}*{}/{sum})", cell(row, c)), of_key.quotient, &formats.helper)?;
            let rest = format!("{units}*{}-{}*{sum}", cell(row, c), cell(row, c + 1));
            w.count(row, c + 2, rest, of_key.rest, &formats.helper)?;
            let then = [(span(first, last, c), cell(row, c), true), (span(first, last, 3), cell(row, 3), false)];
            let ranks = rank(&span(first, last, c + 2), &cell(row, c + 2), &then);
            w.count(row, c + 3, ranks, of_key.rank, &formats.helper)?;
            let left = format!("{units}-SUM({})", span(first, last, c + 1));
            let amount = format!(
                "({q}+IF({rest}=2,IF({lead}=1,{left},0),IF({rank}<={left},1,0)))*{unit}",
                q = cell(row, c + 1),
                rest = fixed(REST, 1),
                lead = cell(row, 2),
                rank = cell(row, c + 3),
            );
            w.count(row, c + 4, amount, share.parts[*key], &formats.counted)?;
            parts.push(cell(row, c + 4));
        }
        let bearer = format!(
            "IF(SUM({leads})>0,{lead},IF({order}=1,1,0))*{below}",
            leads = span(first, last, 2),
            lead = cell(row, 2),
            order = cell(row, 3),
            below = fixed(BELOW, 1),
        );
        w.count(row, sum_col, bearer, share.below_unit, &formats.counted)?;
        w.count(row, sum_col + 1, format!("{}+{}", parts.join("+"), cell(row, sum_col)), share.sum, &formats.strong)?;
        percent(w, row, sum_col, share.tenths(of.total), formats)?;
    }
    let sum_row = last + 1;
    w.word(sum_row, 1, "計", &formats.head)?;
    let mut sum = |col: u16, value: i64| {
        w.count(sum_row, col, format!("SUM({}:{})", cell(first, col), cell(last, col)), value, &formats.strong)
    };
    for (n, key) in keys.iter().enumerate() {
        sum(start(n), takers.iter().map(|town| input.towns[*town].figures[*key].unwrap_or(0)).sum())?;
        sum(start(n) + 4, outcome.by_key[*key])?;
    }
    sum(sum_col, outcome.below_unit)?;
    sum(sum_col + 1, of.total)?;
    w.word(sum_row + 1, 1, "総額と合っているか", &formats.counted)?;
    let check = format!("IF({}={},\"合っています\",\"合っていません\")", cell(sum_row, sum_col + 1), fixed(TOTAL, 1));
    w.sheet.write_formula(sum_row + 1, sum_col + 1, formula(check, "合っています"))?;
    w.sheet.set_column_width(0, 34)?;
    w.sheet.set_column_range_width(1, sum_col + 2, 15)?;
    w.sheet.set_freeze_panes(head + 1, 2)?;
    w.sheet.set_landscape();
    w.sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

fn percent(w: &mut Writer<'_>, row: u32, sum_col: u16, tenths: i64, formats: &Formats) -> Result<(), XlsxError> {
    let text = format!("ROUND({}*100/{},1)", cell(row, sum_col + 1), fixed(TOTAL, 1));
    let value = super::one_decimal(tenths);
    if w.exact {
        w.sheet.write_formula_with_format(row, sum_col + 2, formula(text, value), &formats.share)?;
    } else {
        w.sheet.write_number_with_format(row, sum_col + 2, value.parse::<f64>().unwrap_or(0.0), &formats.share)?;
    }
    Ok(())
}

/// What stands in the helping columns of one town and key.
struct Exact {
    figure: i64,
    quotient: i64,
    rest: i64,
    rank: i64,
}

impl Exact {
    fn new(input: &Input, outcome: &Outcome, key: usize, takers: &[usize], order: &[usize], town: usize) -> Self {
        let units = i128::from(outcome.by_key[key] / input.unit);
        let figure = |town: usize| i128::from(input.towns[town].figures[key].unwrap_or(0));
        let whole: i128 = takers.iter().map(|town| figure(*town)).sum::<i128>().max(1);
        let place = |town: usize| (-(units * figure(town) % whole), -figure(town), order[town]);
        let before = takers.iter().filter(|other| place(**other) < place(town)).count();
        let value = |n: i128| i64::try_from(n).unwrap_or(0);
        Self {
            figure: value(figure(town)),
            quotient: value(units * figure(town) / whole),
            rest: value(units * figure(town) % whole),
            rank: i64::try_from(before).unwrap_or(0) + 1,
        }
    }
}

/// Every town once, the sums of the scenarios beside each other, taken from their sheets.
fn beside(
    sheet: &mut Worksheet,
    input: &Input,
    outcomes: &[Outcome],
    exact: bool,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name("案を並べる")?;
    let mut w = Writer { sheet, exact };
    w.word(0, 0, "市町村", &formats.head)?;
    let order = order(&input.towns);
    let mut towns: Vec<usize> = (0..input.towns.len()).collect();
    towns.sort_by_key(|town| order[*town]);
    for (at, scenario) in input.scenarios.iter().enumerate() {
        let col = u16::try_from(at).unwrap_or(0) * 2 + 1;
        w.word(0, col, &format!("{}（円）", scenario.name), &formats.head)?;
        if at > 0 {
            w.word(0, col + 1, &format!("{}との差（円）", input.scenarios[0].name), &formats.head)?;
        }
        let keys = scenario.weights.iter().filter(|weight| **weight > 0).count();
        let mut takers = input.takers(scenario);
        takers.sort_by_key(|town| order[*town]);
        // The table of the towns stands three rows under that of the keys.
        let first = KEYS + u32::try_from(keys).unwrap_or(1) + 4;
        let sum_col = 4 + u16::try_from(keys).unwrap_or(1) * 5 + 1;
        for (row, town) in (1..).zip(&towns) {
            let sum = outcomes[at].shares[*town].as_ref().map(|share| share.sum);
            match takers.iter().position(|taker| taker == town) {
                Some(place) => {
                    let from = cell(first + u32::try_from(place).unwrap_or(0), sum_col);
                    let text = format!("'{}'!{from}", sheet_name(at, &scenario.name));
                    w.count(row, col, text, sum.unwrap_or(0), &formats.counted)?;
                }
                None => w.number(row, col, 0, &formats.helper)?,
            }
            if at > 0 {
                let base = outcomes[0].shares[*town].as_ref().map_or(0, |share| share.sum);
                let text = format!("{}-{}", cell(row, col), cell(row, 1));
                w.count(row, col + 1, text, sum.unwrap_or(0) - base, &formats.counted)?;
            }
        }
    }
    for (row, town) in (1..).zip(&towns) {
        w.word(row, 0, &input.towns[*town].name, &formats.counted)?;
    }
    w.sheet.set_column_width(0, 24)?;
    w.sheet.set_column_range_width(1, 6, 18)?;
    w.sheet.set_freeze_panes(1, 1)?;
    Ok(())
}
