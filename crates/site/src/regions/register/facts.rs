//! Rows of cells → yearly facts and areas of municipalities, or every fault by line and column. One row per
//! municipality, the code first; whichever of the known columns there are.

use std::collections::{BTreeMap, HashMap};

use japanese::codes::{CodeError, MunicipalityCode};
use japanese::{digits, fold};

use super::file::{Cell, Fault, Line, Sheet, column_name};
use super::{Area, Fact};
use crate::regions::model::{AREA_KINDS, CLASSES, DEMAND_2040, LANDS, RESOURCES};
use crate::regions::rules;

/// Amounts: key, heading, and the amount it is a part of.
const AMOUNTS: [(&str, &str, Option<&str>); 6] = [
    ("population", "人口", None),
    ("age65", "65歳以上", Some("population")),
    ("age75", "75歳以上", Some("age65")),
    ("age85", "85歳以上", Some("age75")),
    (RESOURCES[0].0, RESOURCES[0].1, None),
    (RESOURCES[1].0, RESOURCES[1].1, None),
];
const DEMAND: (&str, &str) = ("demand2040", "2040年の介護需要");
const CODE: &str = "団体コード";
const HEADING_WITHIN: usize = 30;
const LONGEST_AREA_NAME: usize = 60;
/// A municipality belongs to several areas of a kind: parted by these.
const BETWEEN: [char; 3] = ['、', ';', '；'];

/// What a file says. With a single fault, nothing of it is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactsReading {
    pub facts: Vec<Fact>,
    pub areas: Vec<Area>,
    /// Kinds of area that the file has a column for: there it is the whole truth about its municipalities.
    pub area_kinds: Vec<&'static str>,
    pub codes: Vec<String>,
    pub faults: Vec<Fault>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Code,
    Amount(&'static str),
    Class(&'static str),
    Demand,
    Area(&'static str),
    /// What our own list of a demonstration says of its figures.
    Fictitious,
}

fn column_of(heading: &str) -> Option<Column> {
    let plain: String = fold::half_width(&fold::tidy(heading)).chars().filter(|c| !c.is_whitespace()).collect();
    match plain.as_str() {
        CODE | "全国地方公共団体コード" | "市町村コード" | "code" => return Some(Column::Code),
        "数字が架空" | "区分が架空" => return Some(Column::Fictitious),
        _ => {}
    }
    let amount = |(key, label, _): &(&'static str, &str, Option<&str>)| {
        (plain == *label || plain == format!("{label}人口") || plain == format!("総{label}") || plain == *key)
            .then_some(Column::Amount(key))
    };
    if let Some(column) = AMOUNTS.iter().find_map(amount) {
        return Some(column);
    }
    if let Some((key, _)) = CLASSES.iter().chain(LANDS).find(|(key, label)| plain == *label || plain == *key) {
        return Some(Column::Class(key));
    }
    if plain == DEMAND.1 || plain == DEMAND.0 {
        return Some(Column::Demand);
    }
    AREA_KINDS.iter().find(|(kind, label)| plain == *label || plain == *kind).map(|(kind, _)| Column::Area(kind))
}

/// The columns a file may have, as the headings are written: for the manual and for the refusal.
pub fn headings() -> Vec<&'static str> {
    let mut all = vec![CODE];
    all.extend(AMOUNTS.iter().map(|(_, label, _)| *label));
    all.extend(CLASSES.iter().chain(LANDS).map(|(_, label)| *label));
    all.push(DEMAND.1);
    all.extend(AREA_KINDS.iter().map(|(_, label)| *label));
    all
}

/// Reads the first sheet that has the headings. `known`: codes and prefecture codes of the register's municipalities.
#[expect(clippy::implicit_hasher, reason = "called with the one map there is")]
pub fn read(sheets: &[Sheet], known: &HashMap<String, String>, as_of: &str) -> FactsReading {
    let mut reading = FactsReading::default();
    let found = sheets.iter().find_map(|sheet| find_headings(sheet).map(|(line, columns)| (sheet, line, columns)));
    let Some((sheet, heading_line, columns)) = found else {
        let known = headings().join("、");
        reading.faults.push(Fault::whole(format!(
            "見出しの行が見つかりません。「{CODE}」と、ほかに少なくとも一つの列が要ります。使える列は、{known}です。"
        )));
        return reading;
    };
    reading.area_kinds = AREA_KINDS
        .iter()
        .map(|(kind, _)| *kind)
        .filter(|kind| columns.iter().any(|(_, c)| *c == Column::Area(kind)))
        .collect();
    let mut rows = Rows { sheet, columns, known, as_of, seen: HashMap::new(), areas: BTreeMap::new(), reading };
    for line in sheet.lines.iter().filter(|line| line.number > heading_line) {
        rows.read(line);
    }
    let Rows { areas, mut reading, .. } = rows;
    if reading.faults.is_empty() && reading.codes.is_empty() {
        reading.faults.push(Fault::whole("市町村の行が一つもありません。中身を確かめてください。"));
    }
    reading.areas = areas.into_values().collect();
    if !reading.faults.is_empty() {
        reading.facts.clear();
        reading.areas.clear();
    }
    reading
}

fn find_headings(sheet: &Sheet) -> Option<(usize, Vec<(usize, Column)>)> {
    sheet.lines.iter().take(HEADING_WITHIN).find_map(|line| {
        let mut columns: Vec<(usize, Column)> = Vec::new();
        for (index, cell) in line.cells.iter().enumerate() {
            if let Some(column) = column_of(&cell.text())
                && (column == Column::Fictitious || !columns.iter().any(|(_, known)| *known == column))
            {
                columns.push((index, column));
            }
        }
        let says_something = columns.iter().any(|(_, c)| !matches!(c, Column::Code | Column::Fictitious));
        (says_something && columns.iter().any(|(_, c)| *c == Column::Code)).then_some((line.number, columns))
    })
}

struct Rows<'a> {
    sheet: &'a Sheet,
    columns: Vec<(usize, Column)>,
    known: &'a HashMap<String, String>,
    as_of: &'a str,
    seen: HashMap<String, usize>,
    /// By id.
    areas: BTreeMap<String, Area>,
    reading: FactsReading,
}

impl Rows<'_> {
    fn fault(&mut self, line: &Line, column: usize, sentence: impl Into<String>) {
        self.reading.faults.push(Fault {
            sheet: self.sheet.name.clone(),
            line: line.number,
            column: format!("{}列", column_name(column)),
            sentence: sentence.into(),
        });
    }

    fn read(&mut self, line: &Line) {
        let columns = self.columns.clone();
        let cell = |index: usize| line.cells.get(index).filter(|cell| !cell.is_blank());
        let Some((code_at, _)) = columns.iter().find(|(_, c)| *c == Column::Code).copied() else { return };
        let filled = columns.iter().any(|(index, c)| *c != Column::Code && cell(*index).is_some());
        let Some(code_cell) = cell(code_at) else {
            if filled {
                self.fault(line, code_at, "団体コードが空です。6桁のコードを入力してください。");
            }
            return;
        };
        let code = match code_of(code_cell) {
            Ok(code) => code.as_str().to_owned(),
            Err(sentence) => return self.fault(line, code_at, sentence),
        };
        let Some(prefecture) = self.known.get(&code).cloned() else {
            return self.fault(line, code_at, format!("「{code}」の市町村は台帳にありません。"));
        };
        if let Some(first) = self.seen.insert(code.clone(), line.number) {
            return self.fault(
                line,
                code_at,
                format!("コード「{code}」は{first}行目にもあります。どちらかを消してください。"),
            );
        }
        self.reading.codes.push(code.clone());
        let mut amounts: BTreeMap<&str, (i64, usize)> = BTreeMap::new();
        for (index, column) in columns {
            let Some(cell) = cell(index) else { continue };
            match column {
                Column::Code => {}
                Column::Amount(key) => match amount_of(cell) {
                    Ok(amount) => {
                        amounts.insert(key, (amount, index));
                        self.fact(&code, key, Some(amount), None);
                    }
                    Err(sentence) => self.fault(line, index, sentence),
                },
                Column::Class(key) => match flag_of(cell) {
                    Some(flag) => {
                        amounts.insert(key, (flag, index));
                        self.fact(&code, key, Some(flag), None);
                    }
                    None => self.fault(line, index, "「該当」か「非該当」（1か0でも）を入力してください。"),
                },
                Column::Demand => {
                    let typed = fold::tidy(&cell.text());
                    match DEMAND_2040.iter().find(|(id, label)| typed == *id || typed == *label) {
                        Some((id, _)) => self.fact(&code, DEMAND.0, None, Some((*id).to_owned())),
                        None => {
                            let known = labels(DEMAND_2040);
                            self.fault(
                                line,
                                index,
                                format!("「{typed}」は選べません。{known}のどれかにしてください。"),
                            );
                        }
                    }
                }
                Column::Fictitious if flag_of(cell) == Some(0) => {}
                Column::Fictitious => {
                    self.fault(line, index, "架空の数字です（デモの一覧）。本物の数字の表を選んでください。");
                }
                Column::Area(kind) => self.area(line, index, kind, &code, &prefecture, &cell.text()),
            }
        }
        self.contradictions(line, &amounts);
    }

    /// What cannot be: a part larger than its whole, a small town that is not small.
    fn contradictions(&mut self, line: &Line, amounts: &BTreeMap<&str, (i64, usize)>) {
        for (key, label, whole) in AMOUNTS {
            if let (Some((part, index)), Some((whole_amount, _))) =
                (amounts.get(key).copied(), whole.and_then(|whole| amounts.get(whole)).copied())
                && part > whole_amount
            {
                let of = AMOUNTS.iter().find(|(k, ..)| Some(*k) == whole).map_or("", |(_, label, _)| label);
                self.fault(
                    line,
                    index,
                    format!("「{label}」（{part}）が「{of}」（{whole_amount}）より多くなっています。"),
                );
            }
        }
        if let (Some((population, _)), Some((small, index))) =
            (amounts.get("population").copied(), amounts.get("shokibo").copied())
            && rules::is_small(population) != (small == 1)
        {
            self.fault(line, index, format!("人口が{population}人なので、「小規模自治体」（1万人未満）と合いません。"));
        }
    }

    fn fact(&mut self, code: &str, key: &'static str, amount: Option<i64>, words: Option<String>) {
        let fact = Fact { code: code.to_owned(), key, as_of: self.as_of.to_owned(), amount, words };
        self.reading.facts.push(fact);
    }

    fn area(&mut self, line: &Line, index: usize, kind: &str, code: &str, prefecture: &str, text: &str) {
        for name in text.split(BETWEEN).map(fold::tidy).filter(|name| !name.is_empty()) {
            if name.chars().count() > LONGEST_AREA_NAME {
                self.fault(line, index, format!("圏域の名前が長すぎます。{LONGEST_AREA_NAME}文字までです。"));
                continue;
            }
            let id = area_id(kind, prefecture, &name);
            let area = self.areas.entry(id.clone()).or_insert_with(|| Area {
                id,
                kind: kind.to_owned(),
                name,
                prefecture_code: prefecture.to_owned(),
                members: Vec::new(),
            });
            area.members.push(code.to_owned());
        }
    }
}

/// The same kind, prefecture and name are the same area, whichever year's file names it.
fn area_id(kind: &str, prefecture: &str, name: &str) -> String {
    let name = &foundation::chance::fingerprint(&fold::fold(&fold::tidy(name)))[..12];
    format!("{kind}-{}-{name}", prefecture.get(..2).unwrap_or(prefecture))
}

fn code_of(cell: &Cell) -> Result<MunicipalityCode, String> {
    let text = match cell {
        Cell::Number(n) if *n >= 0.0 && n.fract() == 0.0 && *n < 1e6 => format!("{n:06}"),
        cell => fold::tidy(&cell.text()),
    };
    match MunicipalityCode::parse(&text) {
        Err(CodeError::WrongLength { meant: Some(code), .. }) => Ok(code),
        other => other.map_err(|e| e.to_string()),
    }
}

fn amount_of(cell: &Cell) -> Result<i64, String> {
    const MOST: i64 = 100_000_000;
    let amount = match cell {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a whole number below a hundred million"
        )]
        Cell::Number(n) if *n >= 0.0 && n.fract() == 0.0 && *n <= MOST as f64 => *n as i64,
        Cell::Number(_) => return Err("0以上の整数を入力してください。".to_owned()),
        cell => {
            let text = fold::tidy(&cell.text());
            let number = digits::parse(text.trim_end_matches('人')).map_err(|e| e.to_string())?;
            i64::try_from(number).unwrap_or(i64::MAX)
        }
    };
    if amount > MOST {
        Err("数が大きすぎます。桁数を確かめてください。".to_owned())
    } else {
        Ok(amount)
    }
}

fn flag_of(cell: &Cell) -> Option<i64> {
    match fold::half_width(&fold::tidy(&cell.text())).as_str() {
        "該当" | "1" | "○" | "〇" | "yes" => Some(1),
        "非該当" | "0" | "×" | "-" | "no" => Some(0),
        _ => None,
    }
}

fn labels(offered: &[(&str, &str)]) -> String {
    offered.iter().map(|(_, label)| format!("「{label}」")).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn known() -> HashMap<String, String> {
        [("352128", "350001"), ("353051", "350001"), ("011002", "010006")]
            .map(|(code, prefecture)| (code.to_owned(), prefecture.to_owned()))
            .into()
    }

    fn reading(text: &str) -> FactsReading {
        read(&file::open(text.as_bytes()).unwrap(), &known(), "2026-01-01")
    }

    #[test]
    fn a_row_is_read_as_people_write_it() {
        let read = reading(
            "市町村の数字,,,,,\n団体コード,市町村名,人口,６５歳以上,過疎地域,二次医療圏,共同実施\n\
             352128,柳井市,\"29,111\",１２３４５人,該当,柳井,柳井・大島、周南\n\
             11002,札幌市,1960000,,非該当,札幌,\n",
        );
        assert_eq!(read.faults, []);
        let amount =
            |code: &str, key: &str| read.facts.iter().find(|f| f.code == code && f.key == key).and_then(|f| f.amount);
        assert_eq!(amount("352128", "population"), Some(29_111));
        assert_eq!(amount("352128", "age65"), Some(12_345));
        assert_eq!((amount("352128", "kaso"), amount("011002", "kaso")), (Some(1), Some(0)));
        assert_eq!(amount("011002", "age65"), None, "an empty cell is no fact");
        assert!(read.facts.iter().all(|f| f.as_of == "2026-01-01"));
        assert_eq!(read.area_kinds, ["secondary_medical", "joint"]);
        assert_eq!(read.areas.len(), 4);
        assert_eq!(read.codes, ["352128", "011002"]);
    }

    #[test]
    fn land_and_resources_are_facts_like_others() {
        let read = reading(
            "団体コード,離島,振興山村,在宅療養支援診療所,訪問看護ステーション\n352128,該当,0,４,2\n011002,×,,多い,\n",
        );
        assert_eq!(read.faults.iter().map(|f| f.column.as_str()).collect::<Vec<_>>(), ["D列"]);
        let read = reading("団体コード,離島,振興山村,在宅療養支援診療所,訪問看護ステーション\n352128,該当,0,４,2\n");
        let amounts: Vec<_> = read.facts.iter().map(|f| (f.key, f.amount)).collect();
        assert_eq!(amounts, [("island", Some(1)), ("mountain", Some(0)), ("clinics", Some(4)), ("stations", Some(2))]);
    }

    #[test]
    fn every_fault_is_told_at_its_cell_and_nothing_is_taken() {
        let read = reading(
            "団体コード,人口,65歳以上,小規模自治体,過疎地域,2040年の介護需要\n\
             352129,1,,,,\n352128,-5,,,たぶん,増えるかも\n353051,100,200,非該当,,\n,7,,,,\n010006,1,,,,\n353051,1,,,,\n",
        );
        let at = |line: usize| -> Vec<&str> {
            read.faults.iter().filter(|f| f.line == line).map(|f| f.column.as_str()).collect()
        };
        assert_eq!(at(2), ["A列"], "a wrong check digit");
        assert_eq!(at(3), ["B列", "E列", "F列"]);
        assert_eq!(at(4), ["C列", "D列"], "more old people than people; a hundred people are a small town");
        assert_eq!((at(5), at(6), at(7)), (vec!["A列"], vec!["A列"], vec!["A列"]));
        assert!(read.facts.is_empty() && read.areas.is_empty());
        let invented = reading("全国地方公共団体コード,人口,数字が架空,区分が架空\n352128,5,1,0\n353051,6,0,0\n");
        assert_eq!(invented.faults.iter().map(super::super::file::Fault::place).collect::<Vec<_>>(), ["2行目 C列"]);
        for text in ["", "人口\n5\n", "団体コード\n352128\n"] {
            let faults = file::open(text.as_bytes()).map(|sheets| read_faults(&sheets));
            assert!(faults.is_err() || faults.is_ok_and(|n| n == 1), "{text}");
        }
    }

    fn read_faults(sheets: &[Sheet]) -> usize {
        read(sheets, &known(), "2026-01-01").faults.len()
    }

    #[test]
    fn the_same_area_keeps_its_number_from_year_to_year() {
        assert_eq!(area_id("joint", "350001", "柳井・大島"), area_id("joint", "350001", " 柳井・大島 "));
        assert_ne!(area_id("joint", "350001", "柳井"), area_id("joint", "010006", "柳井"));
        assert_ne!(area_id("joint", "350001", "柳井"), area_id("health_centre", "350001", "柳井"));
    }
}
