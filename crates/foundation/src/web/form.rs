//! A form on its way in: every field is asked for by name and label, every fault becomes a
//! sentence at its field, and what was typed is kept for showing again.

use super::Fields;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name, which is also its id on the page.
    pub field: String,
    pub sentence: String,
}

/// Values with the errors found so far. `Form::default()` is the empty form.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub values: Fields,
    pub errors: Vec<FieldError>,
}

impl Form {
    pub fn new(values: Fields) -> Self {
        Self { values, errors: Vec::new() }
    }

    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    pub fn refuse(&mut self, field: &str, sentence: impl Into<String>) {
        self.errors.push(FieldError { field: field.to_owned(), sentence: sentence.into() });
    }

    // --- for templates -------------------------------------------------------------------------

    pub fn value(&self, field: &str) -> &str {
        self.values.get(field)
    }

    pub fn checked(&self, field: &str, value: &str) -> bool {
        self.values.has(field, value)
    }

    /// The first sentence at this field; empty when there is none.
    pub fn error(&self, field: &str) -> &str {
        self.errors.iter().find(|e| e.field == field).map_or("", |e| &e.sentence)
    }

    /// Every fault as the summary at the head of a page takes it: where it stands, what it says.
    pub fn summary(&self) -> Vec<(String, String)> {
        self.errors.iter().map(|error| (error.field.clone(), error.sentence.clone())).collect()
    }

    // --- for forms.rs --------------------------------------------------------------------------

    /// A text of at most `most` characters; surrounding blanks are dropped, line ends are `\n`.
    pub fn text(&mut self, field: &str, label: &str, most: usize) -> String {
        let value = self.values.get(field).replace("\r\n", "\n").trim().to_owned();
        let length = value.chars().count();
        if length > most {
            self.refuse(field, format!("「{label}」は{most}文字までです（いま{length}文字）。短くしてください。"));
        }
        value
    }

    /// Like [`Self::text`], and must not be empty.
    pub fn required_text(&mut self, field: &str, label: &str, most: usize) -> String {
        let value = self.text(field, label, most);
        if !value.chars().any(is_seen) {
            self.refuse(field, format!("「{label}」を入力してください。"));
        }
        value
    }

    /// One of the ids offered; an empty string when nothing was chosen and `required` is false.
    pub fn choice(&mut self, field: &str, label: &str, offered: &[&str], required: bool) -> String {
        let value = self.values.get(field).to_owned();
        if value.is_empty() {
            if required {
                self.refuse(field, format!("「{label}」を選んでください。"));
            }
        } else if !offered.contains(&value.as_str()) {
            self.refuse(field, format!("「{label}」は、示された中から選んでください。"));
            return String::new();
        }
        value
    }

    /// Any number of the ids offered, in the order offered, each once.
    pub fn choices(&mut self, field: &str, label: &str, offered: &[&str]) -> Vec<String> {
        if self.values.all(field).any(|v| !v.is_empty() && !offered.contains(&v)) {
            self.refuse(field, format!("「{label}」は、示された中から選んでください。"));
        }
        offered.iter().filter(|id| self.values.has(field, id)).map(|id| (*id).to_owned()).collect()
    }
}

/// Whether there is anything to see: zero-width letters, marks of direction and letters that are blank fill no field.
fn is_seen(c: char) -> bool {
    let is_blank = matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{e0000}'..='\u{e01ef}');
    !is_blank && !c.is_whitespace() && !c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_count_characters_and_keep_what_was_typed() {
        let mut form = Form::new(Fields::from_pairs([("title", " 看取り "), ("scene", "x")]));
        assert_eq!(form.text("title", "題名", 3), "看取り");
        assert!(form.is_valid());
        form.text("title", "題名", 2);
        assert!(form.error("title").contains("2文字まで"));
        assert_eq!(form.value("title"), " 看取り ");
        assert_eq!(form.choice("scene", "場面", &["mitori"], true), "");
        assert!(!form.error("scene").is_empty());
    }

    #[test]
    fn what_cannot_be_seen_fills_no_field() {
        for (typed, is_filled) in
            [("", false), ("\u{200b}\u{feff}", false), ("\u{3164}\u{2800} ", false), ("○", true), ("島\u{200b}", true)]
        {
            let mut form = Form::new(Fields::from_pairs([("title", typed)]));
            form.required_text("title", "題名", 60);
            assert_eq!(form.is_valid(), is_filled, "{typed:?}");
        }
    }
}
