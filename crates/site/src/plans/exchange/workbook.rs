//! A workbook without macros: 「全体」 with the words above the boxes, 「箱」 with a row per box.

use answer_sheets::Limits;
use answer_sheets::workbook::{Book, Cell, Sheet, cell_name, open};
use japanese::fold::{fold, tidy};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

use super::{FIELDS, Fault, MOST_BYTES, SCENE, TEXTS, TITLE, Told, ToldBox, field};
use crate::model::{Whole, level_label, progress_label, scene_label};
use crate::shared::guarded;

const WHOLE: &str = "全体";
const BOXES: &str = "箱";
const NUMBER: &str = "番号";
const LEVEL: &str = "段";
const PROGRESS: &str = "進み";
const TO: &str = "つながる先";
/// Letters read of one file: a shared text that a thousand cells point at counts a thousand times.
const READ_AT_MOST: usize = 2 << 20;

/// `mark`: of a demonstration; empty for none.
pub fn written(whole: &Whole, mark: &str) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold().set_background_color(0x00E9_F7F9).set_text_wrap().set_align(FormatAlign::Top);
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
    let plan = &whole.plan;
    let sheet = book.add_worksheet();
    sheet.set_name(WHOLE)?.set_column_width(0, 16)?.set_column_width(1, 80)?;
    let texts = [&plan.goal, &plan.present, &plan.cause, &plan.hypothesis];
    let mut row = 0;
    for (label, words) in [(TITLE, plan.title.as_str()), (SCENE, scene_label(&plan.scene))]
        .into_iter()
        .chain(TEXTS.into_iter().zip(texts.map(String::as_str)))
    {
        sheet.write_with_format(row, 0, label, &head)?.write_with_format(row, 1, guarded(words), &text)?;
        row += 1;
    }
    for words in [
        mark,
        "箱は「箱」のシートにあります。番号は、つながる先を書くためのものです（いくつもあるときは「、」で区切ります）。",
    ] {
        if !words.is_empty() {
            sheet.write_with_format(row + 1, 1, words, &text)?;
            row += 1;
        }
    }
    let sheet = book.add_worksheet();
    sheet.set_name(BOXES)?.set_freeze_panes(1, 0)?;
    let heads = [NUMBER, LEVEL].into_iter().chain(FIELDS.iter().map(|(label, _)| *label)).chain([PROGRESS, TO]);
    for (column, label) in (0..).zip(heads) {
        sheet.write_with_format(0, column, label, &head)?;
        sheet.set_column_width(column, if label == "ことば" { 44 } else { 16 })?;
    }
    for (row, one) in (1..).zip(&whole.boxes) {
        let to: Vec<String> = whole.after(one.id).map(|to| to.id.to_string()).collect();
        let progress = if one.progress.is_empty() { "" } else { progress_label(&one.progress) };
        let cells = [one.id.to_string(), level_label(&one.level).to_owned()]
            .into_iter()
            .chain(FIELDS.iter().map(|(label, _)| guarded(field(one, label))))
            .chain([progress.to_owned(), to.join("、")]);
        for (column, words) in (0..).zip(cells) {
            sheet.write_with_format(row, column, words, &text)?;
        }
    }
    book.save_to_buffer()
}

struct Reader<'a> {
    book: &'a Book,
    left: usize,
}

impl Reader<'_> {
    fn shown(&mut self, cell: &Cell) -> String {
        if self.left == 0 {
            return String::new();
        }
        let words = self.book.shown(cell);
        self.left = self.left.saturating_sub(words.len().max(1));
        // What was guarded on its way out loses its guard on its way in.
        let words = words.strip_prefix('\'').map_or_else(|| words.clone(), str::to_owned);
        words.trim().to_owned()
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<Told, Vec<Fault>> {
    let fault = |place: &str, sentence: String| vec![Fault { place: place.to_owned(), sentence }];
    let limits = Limits { file_bytes: MOST_BYTES, ..Limits::default() };
    let book = open(bytes, &limits).map_err(|error| fault("", error.to_string()))?;
    let sheet = |name: &str| book.sheets.iter().find(|sheet| tidy(&sheet.name) == name);
    let Some(boxes) = sheet(BOXES) else {
        let sentence = format!(
            "「{BOXES}」というシートがありません。どれかのロジックモデルを「Excel」で書き出したものを、ひな形にしてください。"
        );
        return Err(fault("", sentence));
    };
    let mut reader = Reader { book: &book, left: READ_AT_MOST };
    let mut told = Told::default();
    if let Some(whole) = sheet(WHOLE) {
        for row in whole.rows() {
            let Some(label) = row.iter().find(|cell| cell.column == 0).map(|cell| reader.shown(cell)) else { continue };
            let known = [TITLE, SCENE].into_iter().chain(TEXTS).find(|known| *known == label);
            if let (Some(known), Some(cell)) = (known, row.iter().find(|cell| cell.column == 1)) {
                let place = format!("{WHOLE} {}", cell_name(cell.row, cell.column));
                told.texts.insert(known, (place, reader.shown(cell)));
            }
        }
    }
    read_boxes(&mut reader, boxes, &mut told)?;
    if reader.left == 0 {
        return Err(fault("", "文字が多すぎて、途中までしか読めません。ファイルを分けてください。".to_owned()));
    }
    Ok(told)
}

fn read_boxes(reader: &mut Reader<'_>, sheet: &Sheet, told: &mut Told) -> Result<(), Vec<Fault>> {
    let mut heads: Vec<(u32, String)> = Vec::new();
    for row in sheet.rows() {
        if heads.is_empty() {
            let found: Vec<(u32, String)> = row.iter().map(|cell| (cell.column, reader.shown(cell))).collect();
            if found.iter().any(|(_, head)| head == LEVEL) && found.iter().any(|(_, head)| head == "ことば") {
                heads = found;
            }
            continue;
        }
        let mut one = ToldBox::default();
        let Some(first) = row.first() else { continue };
        one.place = format!("{BOXES} {}", cell_name(first.row, first.column));
        let mut is_blank = true;
        for cell in row {
            let Some((_, head)) = heads.iter().find(|(column, _)| *column == cell.column) else { continue };
            let words = reader.shown(cell);
            is_blank &= words.is_empty();
            match head.as_str() {
                NUMBER => one.number = fold(&words),
                LEVEL => one.level = tidy(&words),
                PROGRESS => one.progress = tidy(&words),
                TO => {
                    let parts = words.split(['、', ',', '，', '・', '/', '／', ' ', '　', '\n']);
                    one.to = parts.map(fold).filter(|part| !part.is_empty()).collect();
                }
                other => {
                    if let Some((label, _)) = FIELDS.iter().find(|(label, _)| *label == other) {
                        one.fields.insert(label, words);
                    }
                }
            }
        }
        if !is_blank {
            told.boxes.push(one);
        }
        if told.boxes.len() > crate::rules::MOST_BOXES {
            break;
        }
    }
    if heads.is_empty() {
        let sentence =
            format!("「{BOXES}」のシートに、「{LEVEL}」と「ことば」の列がありません。見出しの行を消していませんか。");
        return Err(vec![Fault { place: BOXES.to_owned(), sentence }]);
    }
    Ok(())
}
