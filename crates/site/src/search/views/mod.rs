//! What the pages of search show.

use askama::Template;

use foundation::web::Form;

use super::model::WordRow;

use crate::shared::{Frame, Link, number};

mod log;
mod results;

pub use log::{LogPage, Logged};
pub use results::{ResultsPage, Shown};

/// A group in the list of words that mean the same.
pub struct GroupLine {
    pub name: String,
    pub words: String,
    pub href: String,
}

/// A word of the group that is open.
pub struct WordLine {
    pub word: String,
    pub reading: String,
    pub retired: bool,
    pub first: bool,
    pub last: bool,
}

/// What a change is going to reach: the cases found with this group before and after it.
pub struct Reach {
    pub verb: String,
    /// The word there is, and the one there will be.
    pub was: String,
    pub word: String,
    pub reading: String,
    pub before: String,
    pub after: String,
}

/// `/search/synonyms`, `?group=`
#[derive(Template)]
#[template(path = "search/templates/synonyms.html")]
pub struct SynonymsPage {
    pub frame: Frame,
    pub may_edit: bool,
    pub groups: Vec<GroupLine>,
    /// The open group; empty on the list of groups.
    pub group: String,
    pub words: Vec<WordLine>,
    /// Published cases found with the open group.
    pub found: String,
    pub reach: Option<Reach>,
    pub errors: Vec<(String, String)>,
    pub typed_group: String,
    pub typed_word: String,
    pub typed_reading: String,
}

impl SynonymsPage {
    pub fn new(frame: Frame, rows: &[WordRow], may_edit: bool, group: &str, found: i64, form: &Form) -> Self {
        let mut groups: Vec<GroupLine> = Vec::new();
        for row in rows.iter().filter(|row| row.valid_to.is_none()) {
            match groups.iter_mut().find(|line| line.name == row.group_name) {
                Some(line) => {
                    line.words.push('、');
                    line.words.push_str(&row.word);
                }
                None => groups.push(GroupLine {
                    name: row.group_name.clone(),
                    words: row.word.clone(),
                    href: format!("/search/synonyms?group={}", foundation::web::escape(&row.group_name)),
                }),
            }
        }
        let own: Vec<&WordRow> = rows.iter().filter(|row| row.group_name == group).collect();
        let used: Vec<&str> = own.iter().filter(|row| row.valid_to.is_none()).map(|row| row.word.as_str()).collect();
        let words = own
            .iter()
            .map(|row| WordLine {
                word: row.word.clone(),
                reading: row.reading.clone(),
                retired: row.valid_to.is_some(),
                first: used.first() == Some(&row.word.as_str()),
                last: used.last() == Some(&row.word.as_str()),
            })
            .collect();
        Self {
            frame,
            may_edit,
            groups,
            group: group.to_owned(),
            words,
            found: number(found),
            reach: None,
            errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
            typed_group: form.value("group").to_owned(),
            typed_word: if form.value("was").is_empty() { form.value("word").to_owned() } else { String::new() },
            typed_reading: if form.value("was").is_empty() { form.value("reading").to_owned() } else { String::new() },
        }
    }

    pub fn error(&self, field: &str) -> &str {
        self.errors.iter().find(|(at, _)| at == field).map_or("", |(_, sentence)| sentence)
    }
}

/// Questions that have an answer here; a story checks it.
pub const EXAMPLES: [&str; 3] = ["離島での看取り", "訪問看護ステーションがない町", "医師会への共同委託"];

/// The examples as links.
pub fn examples() -> Vec<Link> {
    EXAMPLES.iter().map(|words| Link::new(*words, format!("/search?q={}", foundation::web::escape(words)))).collect()
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::shared::testing::assert_page;

    #[test]
    fn every_sample_is_a_sound_page() {
        SynonymsPage::samples().iter().for_each(assert_page);
    }

    impl SynonymsPage {
        pub fn samples() -> Vec<Self> {
            let row = |word: &str, position: i64, valid_to: Option<&str>| WordRow {
                group_name: "看取り".to_owned(),
                word: word.to_owned(),
                reading: "みとり".to_owned(),
                position,
                valid_to: valid_to.map(str::to_owned),
            };
            let rows = [row("看取り", 1, None), row("<終末期>", 2, None), row("看取", 3, Some("2026-11-20"))];
            let mut form = Form::default();
            form.refuse("word", "「看取り」は、「看取り」のなかまにもうあります。");
            let frame = || Frame::sample("同じ意味のことば");
            let mut looking = Self::new(frame(), &rows, true, "看取り", 8, &Form::default());
            looking.reach = Some(Reach {
                verb: "change".to_owned(),
                was: "看取".to_owned(),
                word: "\"みとる".to_owned(),
                reading: "みとる".to_owned(),
                before: "8".to_owned(),
                after: "9".to_owned(),
            });
            vec![
                looking,
                Self::new(frame(), &rows, true, "看取り", 8, &form),
                Self::new(frame(), &rows, true, "", 0, &form),
                Self::new(frame(), &rows, false, "", 0, &Form::default()),
            ]
        }
    }
}
