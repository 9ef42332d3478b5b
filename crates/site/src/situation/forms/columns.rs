//! What a browser says of the columns of a table → how it is read, or a sentence at the field.

use foundation::web::{Fields, Form};
use indicator_files::{Grid, Mapping, Part, Sheet, Years, column_name, column_of, period};
use japanese::fold::tidy;

use crate::model::ImportFile;
use crate::rules::NAME_CHARACTERS;

pub const FIELDS: [&str; 11] =
    ["name", "sheet", "header", "place", "series", "years", "year-column", "year", "value", "numerator", "denominator"];
/// Rows in which a header may be guessed.
const GUESSED_WITHIN: u32 = 20;

/// The sheet that is meant: its number counts from 1.
pub fn sheet<'a>(form: &Form, grid: &'a Grid) -> Option<&'a Sheet> {
    let number: usize = form.value("sheet").parse().unwrap_or(1);
    number.checked_sub(1).and_then(|at| grid.sheets.get(at)).or_else(|| grid.sheets.first())
}

/// What stands in the fields when the page opens: what the address says, else a guess by the headings.
pub fn begun(said: Fields, file: &ImportFile, grid: &Grid) -> Fields {
    let mut fields = said;
    let put = |fields: &mut Fields, name: &str, text: String| {
        if fields.get(name).is_empty() && !text.is_empty() {
            *fields = fields.replaced(name, &text);
        }
    };
    put(&mut fields, "name", file.title.chars().take(NAME_CHARACTERS).collect());
    put(&mut fields, "years", "column".to_owned());
    let form = Form::new(fields.clone());
    let Some(sheet) = sheet(&form, grid) else { return fields };
    let place =
        |text: &str| ["市町村", "市区町村", "地域", "団体", "自治体", "保険者"].iter().any(|word| text.contains(word));
    let year = |text: &str| ["年度", "年次", "時点", "年月"].iter().any(|word| text.contains(word));
    let header = sheet
        .rows()
        .take_while(|row| row.first().is_some_and(|cell| cell.row < GUESSED_WITHIN))
        .find(|row| row.len() > 1 && row.iter().any(|cell| place(&cell.text())));
    let Some(header) = header else { return fields };
    put(&mut fields, "header", header.first().map(|cell| (cell.row + 1).to_string()).unwrap_or_default());
    let column = |is: &dyn Fn(&str) -> bool| {
        header.iter().find(|cell| is(&cell.text())).map(|cell| column_name(cell.column)).unwrap_or_default()
    };
    put(&mut fields, "place", column(&place));
    put(&mut fields, "year-column", column(&year));
    put(&mut fields, "numerator", column(&|text| text.contains("分子")));
    put(&mut fields, "denominator", column(&|text| text.contains("分母")));
    fields
}

fn one_column(form: &mut Form, field: &str, label: &str) -> Option<u32> {
    let typed = tidy(form.value(field));
    if typed.is_empty() {
        return None;
    }
    let column = column_of(&typed);
    if column.is_none() {
        form.refuse(field, format!("「{label}」は、A、B、Cのような列の名前で入力してください。"));
    }
    column
}

pub fn name(form: &mut Form, file: &ImportFile) -> String {
    let typed = tidy(&form.text("name", "この形の名前", NAME_CHARACTERS));
    if typed.is_empty() { file.title.chars().take(NAME_CHARACTERS).collect() } else { typed }
}

/// How the table is read.
pub fn mapping(form: &mut Form, grid: &Grid) -> Option<Mapping> {
    let sheet_name = sheet(form, grid)?.name.clone();
    let header: Option<u32> =
        japanese::digits::parse(form.value("header")).ok().and_then(|row| u32::try_from(row).ok());
    let header = header.filter(|row| (1..=60_000).contains(row));
    if header.is_none() {
        form.refuse("header", "「見出しの行」を、1、2のような行の番号で入力してください。");
    }
    let place = one_column(form, "place", "地域の列");
    let series = one_column(form, "series", "指標の名前の列");
    let years = match form.value("years") {
        "headings" => Some(Years::Headings),
        "fixed" => {
            let year = period::read(&tidy(form.value("year"))).map(|time| Years::Fixed(time.year));
            if year.is_none() {
                form.refuse("year", "「年度」を、令和7、2025のように入力してください。");
            }
            year
        }
        _ => {
            let column = one_column(form, "year-column", "年度の列");
            if column.is_none() && form.error("year-column").is_empty() {
                form.refuse("year-column", "「年度の列」を入力するか、年度の決め方をほかのものにしてください。");
            }
            column.map(Years::Column)
        }
    };
    let mut parts = Vec::new();
    let typed = tidy(form.value("value"));
    for one in typed.split(['、', ',', '，', ' ', '・']).filter(|one| !one.trim().is_empty()) {
        match column_of(one) {
            Some(column) => parts.push((column, Part::Value)),
            None => form.refuse("value", "「数の列」は、D、EのようなA、B、Cの列の名前で入力してください。"),
        }
    }
    for (field, label, part) in
        [("numerator", "分子の列", Part::Numerator), ("denominator", "分母の列", Part::Denominator)]
    {
        parts.extend(one_column(form, field, label).map(|column| (column, part)));
    }
    if parts.is_empty() && form.is_valid() {
        form.refuse("value", "値の列がありません。「数の列」か、「分子の列」と「分母の列」を入力してください。");
    }
    let mut columns: Vec<u32> = parts.iter().map(|(column, _)| *column).chain(place).chain(series).collect();
    if let Some(Years::Column(column)) = years {
        columns.push(column);
    }
    columns.sort_unstable();
    if columns.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
        form.refuse("value", "同じ列が二つの役に使われています。列を確かめてください。");
    }
    let mut mapping = Mapping {
        sheet: sheet_name,
        header_row: header?.saturating_sub(1),
        headings: Vec::new(),
        place,
        series,
        years: years?,
        parts,
    };
    mapping.headings = mapping.headings_in(grid);
    if mapping.headings.len() < 2 && form.is_valid() {
        form.refuse("header", "この行には見出しがありません。見出しの並ぶ行の番号を入力してください。");
    }
    form.is_valid().then_some(mapping)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        indicator_files::grid::open("x.csv", "題名\n市町村,時点,認定者,65歳以上\n柳井市,R7,1,2\n".as_bytes()).unwrap()
    }

    fn read(pairs: &[(&str, &str)]) -> (Form, Option<Mapping>) {
        let mut form = Form::new(Fields::from_pairs(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))));
        let mapping = mapping(&mut form, &grid());
        (form, mapping)
    }

    #[test]
    fn columns_are_said_by_their_letters() {
        let good = [
            ("header", "２"),
            ("place", "Ａ"),
            ("years", "column"),
            ("year-column", "b"),
            ("numerator", "C"),
            ("denominator", "D"),
        ];
        let (form, mapping) = read(&good);
        assert!(form.is_valid(), "{:?}", form.errors);
        let mapping = mapping.unwrap();
        assert_eq!((mapping.header_row, mapping.place, mapping.years), (1, Some(0), Years::Column(1)));
        assert_eq!(mapping.parts, [(2, Part::Numerator), (3, Part::Denominator)]);
        assert_eq!(mapping.headings, ["市町村", "時点", "認定者", "#歳以上"]);
    }

    #[test]
    fn what_is_missing_is_said_at_its_field() {
        for (pairs, field, sentence) in [
            (
                &[("header", "x"), ("place", "A"), ("years", "fixed"), ("year", "R7"), ("value", "C")][..],
                "header",
                "行の番号",
            ),
            (&[("header", "2"), ("place", "A"), ("years", "fixed"), ("year", "昨年"), ("value", "C")], "year", "令和7"),
            (&[("header", "2"), ("place", "A"), ("years", "column"), ("value", "C")], "year-column", "年度の列"),
            (&[("header", "2"), ("place", "地域"), ("years", "headings"), ("value", "C")], "place", "列の名前"),
            (&[("header", "2"), ("place", "A"), ("years", "headings")], "value", "値の列がありません"),
            (&[("header", "2"), ("place", "A"), ("years", "headings"), ("value", "A")], "value", "同じ列"),
            (&[("header", "1"), ("place", "A"), ("years", "headings"), ("value", "C")], "header", "見出しがありません"),
        ] {
            let (form, mapping) = read(pairs);
            assert!(mapping.is_none() && form.error(field).contains(sentence), "{field}: {:?}", form.errors);
        }
    }

    #[test]
    fn the_page_opens_with_a_guess() {
        let file = ImportFile { title: "認定者".to_owned(), ..ImportFile::default() };
        let fields = begun(Fields::default(), &file, &grid());
        assert_eq!(
            (fields.get("header"), fields.get("place"), fields.get("year-column"), fields.get("name")),
            ("2", "A", "B", "認定者")
        );
    }
}
