//! What the page of hits shows.

use std::fmt::Write as _;

use askama::Template;

use foundation::web::Form;

use super::model::{Asked, HitGroup, WordRow};
use crate::shared::{Frame, Link, number};

/// `/search`
#[derive(Template)]
#[template(path = "search/templates/results.html")]
pub struct ResultsPage {
    pub frame: Frame,
    pub typed: String,
    pub total: String,
    pub also: String,
    /// 「池田町」という市町村は4つあります: several places bear the name; empty when none does.
    pub same_name: String,
    /// What is wrong with a municipality's code that was typed, and where it probably leads; empty when none was.
    pub about_code: String,
    pub code_meant: Vec<Link>,
    /// Groups that found something.
    pub groups: Vec<HitGroup>,
    pub examples: Vec<Link>,
}

impl ResultsPage {
    pub fn new(frame: Frame, asked: &Asked, groups: Vec<HitGroup>, about_code: Option<(String, Vec<Link>)>) -> Self {
        let (about_code, code_meant) = about_code.unwrap_or_default();
        Self {
            about_code,
            code_meant,
            frame,
            typed: asked.typed.clone(),
            total: number(groups.iter().map(|g| g.total).sum()),
            also: asked.also_words(),
            same_name: same_name(&asked.typed, &groups),
            groups: groups.into_iter().filter(|g| g.total > 0).collect(),
            examples: examples(),
        }
    }
}

/// What to say when several places bear the name that was typed (with or without 市, 町 …).
fn same_name(typed: &str, groups: &[HitGroup]) -> String {
    let places = groups.iter().filter(|group| group.id == "regions").flat_map(|group| &group.hits);
    let names: Vec<String> = places.map(|hit| hit.title.iter().map(|piece| piece.text.as_str()).collect()).collect();
    let is_asked = |name: &str| name == typed || name.strip_suffix(['市', '区', '町', '村']) == Some(typed);
    let mut told: Vec<&str> = Vec::new();
    let mut sentences = String::new();
    for name in names.iter().map(String::as_str).filter(|name| is_asked(name)) {
        let count = names.iter().filter(|other| *other == name).count();
        if count > 1 && !told.contains(&name) {
            told.push(name);
            let _ = write!(sentences, "「{name}」という市町村は{count}つあります。");
        }
    }
    if sentences.is_empty() { sentences } else { sentences + "都道府県の名前で見分けてください。" }
}

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
    use crate::search::model::Hit;
    use crate::shared::testing::assert_page;
    use crate::shared::{Piece, plain};

    #[test]
    fn every_sample_is_a_sound_page() {
        ResultsPage::samples().iter().for_each(assert_page);
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

    impl ResultsPage {
        pub fn samples() -> Vec<Self> {
            let asked = Asked { typed: "みとり".to_owned(), also: vec!["看取り".to_owned()], ..Asked::default() };
            let hit = Hit {
                title: vec![
                    Piece { text: "看取り".to_owned(), hit: true },
                    Piece { text: "<b>".to_owned(), hit: false },
                ],
                href: "/cases/1".to_owned(),
                place: plain("山口県柳井市"),
                text: plain("二文の要約です。"),
                chips: vec!["看取り".to_owned()],
            };
            let town = |place: &str| Hit {
                title: plain("池田町"),
                href: "/regions/183822".to_owned(),
                place: plain(place),
                text: Vec::new(),
                chips: Vec::new(),
            };
            let towns = HitGroup {
                id: "regions",
                label: "地域",
                total: 2,
                hits: vec![town("福井県"), town("長野県")],
                all: Link::new("地域のページでさがす", "/regions?q=x"),
                partial: false,
            };
            let twice = Self::new(
                Frame::sample("さがす"),
                &Asked { typed: "池田".to_owned(), ..Asked::default() },
                vec![towns],
                None,
            );
            assert_eq!(twice.same_name, "「池田町」という市町村は2つあります。都道府県の名前で見分けてください。");
            let group = HitGroup {
                id: "cases",
                label: "事例",
                total: 12,
                hits: vec![hit],
                all: Link::new("事例の中でさがす", "/cases?q=x"),
                partial: true,
            };
            vec![
                Self::new(Frame::sample("さがす"), &Asked::default(), Vec::new(), None),
                Self::new(
                    Frame::sample("さがす"),
                    &asked,
                    Vec::new(),
                    Some((
                        "「011003」は検査数字が合いません。".to_owned(),
                        vec![Link::new("札幌市（011002）のページ", "/regions/011002")],
                    )),
                ),
                Self::new(Frame::sample("さがす"), &asked, vec![group], None),
                twice,
            ]
        }
    }
}
