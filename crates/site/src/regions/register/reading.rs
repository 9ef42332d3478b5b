//! Rows of cells → municipalities, or every fault by line and column.

use std::collections::HashMap;

use japanese::codes::{CodeError, MunicipalityCode};
use japanese::{fold, kana, wareki};
use jiff::civil::Date;

use super::MunicipalityEntry;
use super::file::{Cell, Fault, Line, Sheet, column_name};

/// A municipality as a list of the ministry names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub entry: MunicipalityEntry,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
}

/// What a file says. With a single fault, nothing of it is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub listed: Vec<Listed>,
    pub faults: Vec<Fault>,
    /// Rows of prefectures themselves.
    pub prefectures: usize,
    /// 政令指定都市の区: not counted among the 1,741.
    pub wards: usize,
    /// 北方領土の六村
    pub northern: usize,
    /// Rows of prefectures that were not asked for.
    pub elsewhere: usize,
    /// Codes whose leading zero a spreadsheet had dropped.
    pub zeros: usize,
    /// The same row again on another sheet.
    pub repeated: usize,
}

/// Prefectures as `(code, name)`.
pub type Prefectures = [(String, String)];

const LONGEST_NAME: usize = 40;
const HEADING_WITHIN: usize = 30;

/// Reads every sheet that has the headings; `only` narrows to these prefecture codes (empty: all).
pub fn read(sheets: &[Sheet], prefectures: &Prefectures, only: &[String]) -> Reading {
    let mut reading = Reading::default();
    let mut seen: HashMap<String, Seen> = HashMap::new();
    let mut any = false;
    for sheet in sheets {
        let Some((heading_line, columns)) = find_headings(sheet) else { continue };
        any = true;
        let missing = columns.missing();
        if !missing.is_empty() {
            reading.faults.push(Fault {
                sheet: sheet.name.clone(),
                line: heading_line,
                column: String::new(),
                sentence: format!("見出しに{}の列がありません。列の名前を確かめてください。", missing.join("、")),
            });
            continue;
        }
        let mut rows = Rows { sheet, columns, prefectures, only, reading: &mut reading, seen: &mut seen };
        for line in sheet.lines.iter().filter(|l| l.number > heading_line) {
            rows.read(line);
        }
    }
    if !any {
        reading.faults.push(Fault::whole(
            "見出しの行が見つかりません。「団体コード」「都道府県名」「市区町村名」「市区町村名（カナ）」の見出しがある一覧を選んでください。",
        ));
    } else if reading.faults.is_empty() && reading.listed.is_empty() {
        reading.faults.push(Fault::whole(if reading.elsewhere > 0 {
            "選んだ都道府県の市町村が、この一覧にありません。都道府県を確かめてください。"
        } else {
            "市町村の行が一つもありません。一覧の中身を確かめてください。"
        }));
    }
    if !reading.faults.is_empty() {
        reading.listed.clear();
    }
    reading
}

#[derive(Clone, Copy, Debug, Default)]
struct Columns {
    code: Option<usize>,
    prefecture: Option<usize>,
    name: Option<usize>,
    kana: Option<usize>,
    from: Option<usize>,
    until: Option<usize>,
}

impl Columns {
    fn missing(&self) -> Vec<&'static str> {
        let needed = [
            ("「団体コード」", self.code),
            ("「都道府県名」", self.prefecture),
            ("「市区町村名」", self.name),
            ("「市区町村名（カナ）」", self.kana),
        ];
        needed.into_iter().filter(|(_, column)| column.is_none()).map(|(label, _)| label).collect()
    }
}

/// Headings are matched by what they contain: brackets, blanks, line breaks and widths differ from year to year.
fn find_headings(sheet: &Sheet) -> Option<(usize, Columns)> {
    sheet.lines.iter().take(HEADING_WITHIN).find_map(|line| {
        let mut columns = Columns::default();
        for (index, cell) in line.cells.iter().enumerate() {
            let text: String =
                fold::half_width(&fold::tidy(&cell.text())).chars().filter(|c| !c.is_whitespace()).collect();
            let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
            let is_kana = has(&["カナ", "かな", "仮名", "よみ", "読み"]);
            let slot = if has(&["コード"]) {
                &mut columns.code
            } else if has(&["施行", "異動年月日", "有効開始"]) {
                &mut columns.from
            } else if has(&["廃止", "失効", "有効終了"]) {
                &mut columns.until
            } else if has(&["市区町村", "市町村", "団体名"]) {
                if is_kana { &mut columns.kana } else { &mut columns.name }
            } else if has(&["都道府県"]) && !is_kana {
                &mut columns.prefecture
            } else if is_kana && !has(&["都道府県"]) {
                &mut columns.kana
            } else {
                continue;
            };
            slot.get_or_insert(index);
        }
        let others = [columns.prefecture, columns.name, columns.kana].iter().flatten().count();
        (columns.code.is_some() && others > 0).then_some((line.number, columns))
    })
}

/// Where a code stood first, to tell a repeated row from a contradiction.
struct Seen {
    sheet: String,
    line: usize,
    name: String,
}

struct Rows<'a> {
    sheet: &'a Sheet,
    columns: Columns,
    prefectures: &'a Prefectures,
    only: &'a [String],
    reading: &'a mut Reading,
    seen: &'a mut HashMap<String, Seen>,
}

impl Rows<'_> {
    fn fault(&mut self, line: &Line, column: Option<usize>, sentence: impl Into<String>) {
        let column = column.map(|index| format!("{}列", column_name(index))).unwrap_or_default();
        self.reading.faults.push(Fault {
            sheet: self.sheet.name.clone(),
            line: line.number,
            column,
            sentence: sentence.into(),
        });
    }

    fn read(&mut self, line: &Line) {
        if line.cells.iter().all(Cell::is_blank) {
            return;
        }
        let columns = self.columns;
        let words = |column: Option<usize>| -> String {
            column.and_then(|c| line.cells.get(c)).map(|cell| fold::tidy(&cell.text())).unwrap_or_default()
        };
        let (prefecture, name) = (words(columns.prefecture), words(columns.name));
        let code_cell = columns.code.and_then(|c| line.cells.get(c));
        if code_cell.is_none_or(Cell::is_blank) {
            // A note under the table has no code and no names; a municipality without a code is a fault.
            if !prefecture.is_empty() && !name.is_empty() {
                self.fault(line, columns.code, "団体コードが空です。6桁のコードを入力してください。");
            }
            return;
        }
        let code = match self.code(code_cell) {
            Ok(code) => code,
            Err(sentence) => return self.fault(line, columns.code, sentence),
        };
        if is_northern(code) {
            self.reading.northern += 1;
            return;
        }
        let expected = code.of_prefecture();
        let Some((_, expected_name)) = self.prefectures.iter().find(|(c, _)| c == expected.as_str()) else {
            return self.fault(line, columns.code, format!("「{code}」の都道府県が台帳にありません。"));
        };
        if prefecture.is_empty() {
            return self.fault(line, columns.prefecture, "都道府県名が空です。");
        }
        if &prefecture != expected_name {
            let sentence = if self.prefectures.iter().any(|(_, name)| *name == prefecture) {
                format!(
                    "コード「{code}」は{expected_name}のものですが、都道府県名は「{prefecture}」です。どちらが正しいか確かめてください。"
                )
            } else {
                format!("「{prefecture}」という都道府県はありません。コード「{code}」は{expected_name}のものです。")
            };
            return self.fault(line, columns.prefecture, sentence);
        }
        if code.is_prefecture() {
            if name.is_empty() {
                self.reading.prefectures += 1;
            } else {
                self.fault(
                    line,
                    columns.name,
                    format!("「{code}」は{expected_name}のコードですが、市区町村名「{name}」があります。"),
                );
            }
            return;
        }
        if name.is_empty() {
            return self.fault(line, columns.name, "市区町村名が空です。");
        }
        if name.chars().count() > LONGEST_NAME {
            return self.fault(line, columns.name, format!("市区町村名が長すぎます。{LONGEST_NAME}文字までです。"));
        }
        if name.ends_with('区') && code.prefecture() != 13 {
            self.reading.wards += 1;
            return;
        }
        let Some(kind) = kind_of(&name) else {
            return self.fault(
                line,
                columns.name,
                format!("「{name}」は、市・区・町・村のいずれでも終わっていません。"),
            );
        };
        if !self.only.is_empty() && !self.only.iter().any(|only| only == expected.as_str()) {
            self.reading.elsewhere += 1;
            return;
        }
        let kana = match kana_of(&words(columns.kana)) {
            Ok(kana) => kana,
            Err(sentence) => return self.fault(line, columns.kana, sentence),
        };
        if let Some(first) = self.seen.get(code.as_str()) {
            if first.sheet != self.sheet.name && first.name == name {
                self.reading.repeated += 1;
                return;
            }
            let sentence = format!(
                "コード「{code}」は{}行目（{}）にもあります。どちらかを消してください。",
                first.line, first.name
            );
            return self.fault(line, columns.code, sentence);
        }
        let (from, until) = (self.date(line, columns.from), self.date(line, columns.until));
        let seen = Seen { sheet: self.sheet.name.clone(), line: line.number, name: name.clone() };
        self.seen.insert(code.as_str().to_owned(), seen);
        let entry = MunicipalityEntry {
            code: code.as_str().to_owned(),
            prefecture_code: expected.as_str().to_owned(),
            name,
            kana,
            kind: kind.to_owned(),
        };
        self.reading.listed.push(Listed { entry, valid_from: from, valid_to: until });
    }

    fn code(&mut self, cell: Option<&Cell>) -> Result<MunicipalityCode, String> {
        let text = match cell {
            Some(Cell::Number(n)) if *n >= 0.0 && n.fract() == 0.0 && *n < 1e6 => {
                let text = format!("{n:06}");
                if *n < 1e5 {
                    self.reading.zeros += 1;
                }
                text
            }
            Some(cell) => fold::tidy(&cell.text()),
            None => String::new(),
        };
        match MunicipalityCode::parse(&text) {
            // What a spreadsheet made of 011002: the check digit proves what was meant.
            Err(CodeError::WrongLength { meant: Some(code), .. }) => {
                self.reading.zeros += 1;
                Ok(code)
            }
            other => other.map_err(|e| e.to_string()),
        }
    }

    fn date(&mut self, line: &Line, column: Option<usize>) -> Option<Date> {
        match line.cells.get(column?)? {
            Cell::Date(day) => Some(*day),
            cell if cell.is_blank() => None,
            cell => match wareki::parse(&cell.text()) {
                Ok(day) => Some(day),
                Err(error) => {
                    self.fault(line, column, error.to_string());
                    None
                }
            },
        }
    }
}

/// 色丹村, 泊村, 留夜別村, 留別村, 紗那村, 蘂取村: in the code list, not among the 1,741.
fn is_northern(code: MunicipalityCode) -> bool {
    ("01695"..="01700").contains(&code.five_digits())
}

fn kind_of(name: &str) -> Option<&'static str> {
    match name.chars().next_back()? {
        '市' => Some("city"),
        '区' => Some("ward"),
        '町' => Some("town"),
        '村' => Some("village"),
        _ => None,
    }
}

/// ｻｯﾎﾟﾛｼ → さっぽろし
fn kana_of(text: &str) -> Result<String, String> {
    let kana: String = kana::to_hiragana(&kana::widen(text)).chars().filter(|c| !c.is_whitespace()).collect();
    if kana.is_empty() {
        return Err("市区町村名のカナが空です。".to_owned());
    }
    match kana.chars().find(|c| !kana::is_hiragana(*c) && *c != 'ー') {
        Some(other) => Err(format!("カナに「{}」が入っています。仮名だけにしてください。", other.escape_debug())),
        None if kana.chars().count() > LONGEST_NAME => Err(format!("カナが長すぎます。{LONGEST_NAME}文字までです。")),
        None => Ok(kana),
    }
}

#[cfg(test)]
mod tests;
