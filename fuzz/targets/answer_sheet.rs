//! A workbook as somebody sends it. The first byte says how the rest is wrapped, so that the fuzzer reaches what lies behind
//! the ZIP's checksums: 0 as it is, 1 the first sheet of an `.xlsx`, 2 its shared strings, 3 its styles, 4 an `.ods`, else raw.
#![no_main]

use std::sync::LazyLock;

use answer_sheets::{Template, fuzz_read};
use fuzz::zip;
use libfuzzer_sys::fuzz_target;
use questionnaire::{Form, shipped};

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let definition = shipped::definition("fy2025_prefecture").expect("shipped");
    vec![Template::new(Form::new(definition).expect("sound"))]
});

const WORKBOOK: &[u8] = br#"<workbook xmlns:r="r"><sheets><sheet name="a" r:id="1"/></sheets></workbook>"#;
const RELATIONS: &[u8] = br#"<Relationships><Relationship Id="1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="3" Type="x/styles" Target="styles.xml"/></Relationships>"#;
const SHEET: &[u8] = br#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>"#;
const STRINGS: &[u8] = br#"<sst><si><t>c:columns</t></si></sst>"#;

fuzz_target!(|bytes: &[u8]| {
    let Some((wrapping, rest)) = bytes.split_first() else { return };
    let xlsx = |sheet, strings, styles| {
        zip(&[
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
            ("xl/worksheets/sheet1.xml", sheet),
            ("xl/sharedStrings.xml", strings),
            ("xl/styles.xml", styles),
        ])
    };
    let file = match wrapping {
        1 => xlsx(rest, STRINGS, b""),
        2 => xlsx(SHEET, rest, b""),
        3 => xlsx(SHEET, STRINGS, rest),
        4 => zip(&[("content.xml", rest)]),
        0 => rest.to_vec(),
        _ => bytes.to_vec(),
    };
    fuzz_read(&file, &TEMPLATES);
});
