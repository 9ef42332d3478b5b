//! Whose sheet it is, of which survey and edition: on a very hidden sheet, and as a control number (照合番号) that people see.

use crate::workbook::Book;

/// Name of the very hidden sheet.
pub const SHEET: &str = "_renkei";
/// Name of the very hidden sheet with the drop-downs' lists; never read back.
pub const LISTS_SHEET: &str = "_renkei_lists";
/// First cell of that sheet.
pub const MARK: &str = "renkei-answer-sheet-1";
/// Beginning of the line on the first sheet that carries the same in print.
pub const CONTROL: &str = "照合番号";

/// Whose sheet, of which survey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Code of the municipality or prefecture, number of the coordinator.
    pub respondent: String,
    pub name: String,
    /// Name of the prefecture, empty for prefectures.
    pub prefecture: String,
    pub survey: String,
    /// Definition id.
    pub definition: String,
    pub edition: u32,
    /// Fingerprint of the definition, 64 hex digits; from a control number only the first 16.
    pub fingerprint: String,
}

impl Identity {
    /// Names and values as they stand on the hidden sheet.
    pub(crate) fn pairs(&self) -> [(&'static str, String); 7] {
        [
            ("respondent", self.respondent.clone()),
            ("name", self.name.clone()),
            ("prefecture", self.prefecture.clone()),
            ("survey", self.survey.clone()),
            ("definition", self.definition.clone()),
            ("edition", self.edition.to_string()),
            ("fingerprint", self.fingerprint.clone()),
        ]
    }

    /// 「照合番号 `R7/fy2025_municipality/1/011002/0123456789abcdef`」
    pub(crate) fn control(&self) -> String {
        let short = self.fingerprint.get(..16).unwrap_or(&self.fingerprint);
        format!("{CONTROL} {}/{}/{}/{}/{short}", self.survey, self.definition, self.edition, self.respondent)
    }

    fn from_control(text: &str) -> Option<Self> {
        let text = japanese::fold::half_width(text);
        let parts: Vec<&str> = text.trim().strip_prefix(CONTROL)?.trim().split('/').map(str::trim).collect();
        let [survey, definition, edition, respondent, fingerprint] = parts.as_slice() else { return None };
        Some(Self {
            respondent: (*respondent).to_owned(),
            survey: (*survey).to_owned(),
            definition: (*definition).to_owned(),
            edition: edition.parse().ok()?,
            fingerprint: (*fingerprint).to_owned(),
            ..Self::default()
        })
    }

    /// Is it of the definition with this fingerprint? A control number knows only the beginning.
    pub(crate) fn is_of(&self, fingerprint: &str) -> bool {
        self.fingerprint.len() >= 16 && fingerprint.starts_with(&self.fingerprint)
    }
}

/// What the hidden sheet says beyond the identity.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hidden {
    /// JSON of the answers the sheet was issued with.
    pub prefilled: String,
}

/// From the hidden sheet; failing that, from a control number anywhere. `true`: the hidden sheet was there.
pub(crate) fn find(book: &Book) -> Option<(Identity, Hidden, bool)> {
    for sheet in &book.sheets {
        let mark = sheet.cells.iter().take(20).find(|cell| book.text_of(cell) == Some(MARK));
        let Some(column) = mark.map(|cell| cell.column) else { continue };
        let (mut identity, mut hidden) = (Identity::default(), Hidden::default());
        for pair in sheet.cells.windows(2) {
            let [name, value] = pair else { continue };
            if name.row != value.row || name.column != column || value.column != column + 1 {
                continue;
            }
            let (Some(name), value) = (book.text_of(name), book.shown(value)) else { continue };
            match name {
                "respondent" => identity.respondent = value,
                "name" => identity.name = value,
                "prefecture" => identity.prefecture = value,
                "survey" => identity.survey = value,
                "definition" => identity.definition = value,
                "edition" => identity.edition = value.parse().unwrap_or(0),
                "fingerprint" => identity.fingerprint = value,
                "prefilled" => hidden.prefilled = value,
                _ => {}
            }
        }
        if !identity.fingerprint.is_empty() && !identity.respondent.is_empty() {
            return Some((identity, hidden, true));
        }
    }
    let texts = book.sheets.iter().flat_map(|sheet| &sheet.cells).filter_map(|cell| book.text_of(cell));
    let control = texts.filter(|text| text.starts_with(CONTROL)).find_map(Identity::from_control)?;
    Some((control, Hidden::default(), false))
}
