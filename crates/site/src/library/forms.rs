//! What the browser sends about a document → details and content, or field errors.

use foundation::web::{Fields, Form};
use japanese::fold::tidy;
use japanese::wareki::FiscalYear;

use super::model::{Content, Details, KINDS, SeenBy, Taken};
use super::rules::{
    EARLIEST_YEAR, LINK_CHARACTERS, NOTE_CHARACTERS, PUBLISHER_CHARACTERS, SUMMARY_CHARACTERS, TITLE_CHARACTERS,
    link_fault,
};
use crate::cases::model::SCENES;
use document_text::Refusal;

/// A stored document as its form shows it.
pub fn fields_of(details: &Details) -> Fields {
    let mut fields = Fields::default();
    fields.push("title", &details.title);
    fields.push("kind", &details.kind);
    fields.push("summary", &details.summary);
    fields.push("publisher", &details.publisher);
    fields.push("year", &details.year.map(|year| year.to_string()).unwrap_or_default());
    fields.push("tier", details.tier.id());
    for scene in &details.scenes {
        fields.push("scenes", scene);
    }
    fields
}

/// `this_year`: nothing is of a later year than the next.
pub fn details(form: &mut Form, this_year: i64) -> Details {
    let kinds: Vec<&str> = KINDS.iter().map(|(id, _)| *id).collect();
    let scenes: Vec<&str> = SCENES.iter().map(|(id, _)| *id).collect();
    let tiers = SeenBy::EVERY.map(SeenBy::id);
    let title = form.required_text("title", "題名", TITLE_CHARACTERS);
    let summary = form.text("summary", "あらまし", SUMMARY_CHARACTERS);
    let publisher = form.text("publisher", "作ったところ", PUBLISHER_CHARACTERS);
    Details {
        title: tidy(&title).replace('\n', " "),
        kind: form.choice("kind", "種類", &kinds, true),
        summary: tidy(&summary),
        publisher: tidy(&publisher).replace('\n', " "),
        year: year(form, this_year),
        scenes: form.choices("scenes", "場面", &scenes),
        tier: SeenBy::of(&form.choice("tier", "見せる相手", &tiers, true)).unwrap_or_default(),
    }
}

fn year(form: &mut Form, this_year: i64) -> Option<i64> {
    let typed = tidy(form.value("year"));
    if typed.is_empty() {
        return None;
    }
    let read = read_year(&typed, this_year);
    if read.is_none() {
        form.refuse(
            "year",
            format!(
                "「年度」は、2024、令和6のように、{EARLIEST_YEAR}年度から{}年度までで書いてください。",
                this_year + 1
            ),
        );
    }
    read
}

/// 2024, 令和6, 令和6年度
pub fn read_year(typed: &str, this_year: i64) -> Option<i64> {
    let plain = typed.trim_end_matches("年度").trim_end_matches('年');
    let year = FiscalYear::parse(plain).map(|year| i64::from(year.0)).ok()?;
    (EARLIEST_YEAR..=this_year + 1).contains(&year).then_some(year)
}

/// Link, note and the file that was read before.
pub fn content(form: &mut Form, file: Option<Result<Taken, Refusal>>) -> Content {
    let link = form.text("link", "リンク", LINK_CHARACTERS);
    if let Some(sentence) = Some(&link).filter(|link| !link.is_empty()).and_then(|link| link_fault(link)) {
        form.refuse("link", sentence);
    }
    let note = tidy(&form.text("note", "変わったところ", NOTE_CHARACTERS));
    let file = match file {
        Some(Ok(file)) => Some(file),
        Some(Err(refusal)) => {
            form.refuse("file", format!("ファイル：{}", refusal.sentence()));
            None
        }
        None => {
            if link.is_empty() {
                form.refuse("file", super::rules::Refusal::NoContent.sentence());
            }
            None
        }
    };
    Content { link, file, note }
}

/// The name of a sent file without the folder some browsers send along, and without what no name holds.
pub fn file_name(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or("");
    let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
    if name.trim().is_empty() { "資料".to_owned() } else { name.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_comes_back_from_its_own_form_unchanged() {
        let details_of = Details {
            title: "手引き".to_owned(),
            kind: "handbook".to_owned(),
            summary: "一行目\n二行目".to_owned(),
            publisher: "見本市".to_owned(),
            year: Some(2024),
            scenes: vec!["mitori".to_owned()],
            tier: SeenBy::SignedIn,
        };
        let mut form = Form::new(fields_of(&details_of));
        assert_eq!(details(&mut form, 2026), details_of);
        assert!(form.is_valid());
    }

    #[test]
    fn every_fault_stands_at_its_field() {
        let mut form = Form::new(Fields::from_pairs([
            ("kind", "x"),
            ("year", "いつか"),
            ("tier", ""),
            ("scenes", "x"),
            ("link", "javascript:alert(1)"),
        ]));
        details(&mut form, 2026);
        content(&mut form, None);
        for field in ["title", "kind", "year", "tier", "scenes", "link"] {
            assert!(!form.error(field).is_empty(), "{field}");
        }
        assert!(form.error("file").is_empty(), "there is a link, if a wrong one");
        assert_eq!(
            (read_year("令和6年度", 2026), read_year("2027", 2026), read_year("2028", 2026)),
            (Some(2024), Some(2027), None)
        );
        assert_eq!(file_name("C:\\資料\\手引き\n.pdf"), "手引き.pdf");
    }
}
