//! 募集: the list, one of them, and its form.

use askama::Template;
use foundation::web::Form;

use crate::cases::model::{ASKED, CollectedLine, Collection, Given, Phase, State};
use crate::shared::{Block, Choice, DateBoxes, Fact, Frame, Link, Pagination, blocks, day_in_words, day_of};
use jiff::civil::Date;

pub struct CollectionRow {
    pub href: String,
    pub title: String,
    pub caller: String,
    pub asked: String,
    pub days: String,
    pub phase: &'static str,
    pub mark: &'static str,
    pub handed_in: i64,
}

fn days(collection: &Collection) -> String {
    format!("{}から{}まで", day_in_words(&collection.opens_on), day_in_words(&collection.closes_on))
}

#[derive(Template)]
#[template(path = "cases/templates/collections.html")]
pub struct CollectionsPage {
    pub frame: Frame,
    pub rows: Vec<CollectionRow>,
    pub pagination: Pagination,
    pub may_call: bool,
    pub onward: Vec<Link>,
}

impl CollectionsPage {
    pub fn new(frame: Frame, all: &[Collection], pagination: Pagination, may_call: bool, today: Date) -> Self {
        let row = |one: &Collection| CollectionRow {
            href: format!("/cases/collections/{}", one.id),
            title: one.title.clone(),
            caller: one.caller().to_owned(),
            asked: one.asked_words(),
            days: days(one),
            phase: one.phase(today).label(),
            mark: one.phase(today).mark(),
            handed_in: one.handed_in,
        };
        let onward = if may_call {
            vec![Link::new("募集を始める", "/cases/collections/new")]
        } else {
            vec![Link::new("事例を書く", "/cases/new")]
        };
        Self { frame, rows: all.iter().map(row).collect(), pagination, may_call, onward }
    }
}

/// What one of those who are asked gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Respondent {
    pub name: String,
    pub drafts: i64,
    pub handed_in: i64,
    pub published: i64,
    pub word: &'static str,
    pub mark: &'static str,
}

/// `places`: those that are counted, each with code and name; what nobody of them owns stands behind, by name.
pub fn respondents(given: &[Given], places: &[(String, String)], by_prefecture: bool, wanted: i64) -> Vec<Respondent> {
    let sum = |name: &str, own: &dyn Fn(&Given) -> bool| {
        let (mut drafts, mut handed_in, mut published) = (0, 0, 0);
        for one in given.iter().filter(|one| own(one)) {
            drafts += one.drafts;
            handed_in += one.handed_in;
            published += one.published;
        }
        let (word, mark) = match (handed_in, drafts) {
            (0, 0) => ("まだ", "none"),
            (0, _) => ("書いています", "doing"),
            (some, _) if some < wanted => ("一部を出しました", "doing"),
            _ => ("出しました", "done"),
        };
        Respondent { name: name.to_owned(), drafts, handed_in, published, word, mark }
    };
    let code_of = |one: &Given| if by_prefecture { one.prefecture_code.clone() } else { one.owner_code.clone() };
    let mut rows: Vec<Respondent> = places.iter().map(|(code, name)| sum(name, &|one| code_of(one) == *code)).collect();
    if !by_prefecture {
        let bodies: std::collections::BTreeSet<&str> =
            given.iter().filter(|one| one.owner_code.is_empty()).map(|one| one.body_name.as_str()).collect();
        rows.extend(bodies.into_iter().map(|body| sum(body, &|one| one.body_name == body)));
    }
    rows
}

pub struct CaseRow {
    pub number: i64,
    pub title: String,
    pub owner: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub day: String,
}

#[derive(Template)]
#[template(path = "cases/templates/collection.html")]
#[allow(clippy::struct_excessive_bools, reason = "each shows or hides one part of the page")]
pub struct CollectionPage {
    pub frame: Frame,
    pub id: i64,
    pub phase: &'static str,
    pub mark: &'static str,
    pub is_open: bool,
    pub is_closed: bool,
    pub sought: Vec<Block>,
    pub facts: Vec<Fact>,
    pub error: String,
    /// The reader writes cases that this collection takes.
    pub may_write: bool,
    pub may_change: bool,
    pub drafts: Vec<Choice>,
    /// `None` to who did not call.
    pub respondents: Option<Vec<Respondent>>,
    pub respondent_head: &'static str,
    pub summary: String,
    pub rows: Vec<CaseRow>,
    pub pagination: Pagination,
}

/// Who stands in front of the page of a collection.
pub struct Standing {
    pub may_write: bool,
    pub may_change: bool,
    pub respondents: Option<Vec<Respondent>>,
    pub by_prefecture: bool,
    pub drafts: Vec<(i64, String)>,
}

impl CollectionPage {
    pub fn new(
        frame: Frame,
        one: &Collection,
        today: Date,
        lines: &[CollectedLine],
        pagination: Pagination,
        standing: Standing,
    ) -> Self {
        let phase = one.phase(today);
        let wanted =
            if one.wanted > 0 { format!("{}件ほど", one.wanted) } else { "決めていません".to_owned() };
        let facts = [
            ("募集したところ", one.caller().to_owned()),
            ("求める相手", one.asked_words()),
            ("期間", days(one)),
            ("一団体あたりの件数", wanted),
            ("出された事例", format!("{}件", one.handed_in)),
        ];
        let summary = standing.respondents.as_ref().map_or_else(String::new, |rows| {
            let gave = rows.iter().filter(|row| row.handed_in > 0).count();
            format!("{}のうち{gave}から、{}件", rows.len(), rows.iter().map(|row| row.handed_in).sum::<i64>())
        });
        let row = |line: &CollectedLine| {
            let state = State::of(&line.state);
            CaseRow {
                number: line.number,
                title: if line.title.is_empty() { format!("事例{}", line.number) } else { line.title.clone() },
                owner: line.owner.clone(),
                state: state.map_or("", State::label),
                mark: state.map_or("none", State::mark),
                day: day_of(&line.updated_at),
            }
        };
        let mut drafts: Vec<Choice> = standing
            .drafts
            .iter()
            .map(|(number, title)| Choice::new(number.to_string(), title.as_str(), false))
            .collect();
        if !drafts.is_empty() {
            drafts.insert(0, Choice::new("", "選んでください", true));
        }
        Self {
            frame,
            id: one.id,
            phase: phase.label(),
            mark: phase.mark(),
            is_open: phase == Phase::Open,
            is_closed: phase == Phase::Closed,
            sought: blocks(&one.sought),
            facts: facts
                .into_iter()
                .map(|(label, value)| Fact { label: label.to_owned(), value, note: String::new(), fictitious: false })
                .collect(),
            error: String::new(),
            may_write: standing.may_write,
            may_change: standing.may_change,
            drafts,
            respondents: standing.respondents,
            respondent_head: if standing.by_prefecture { "都道府県" } else { "団体" },
            summary,
            rows: lines.iter().map(row).collect(),
            pagination,
        }
    }
}

#[derive(Template)]
#[template(path = "cases/templates/collection_form.html")]
pub struct CollectionFormPage {
    pub frame: Frame,
    pub action: String,
    pub form_key: String,
    pub revision: i64,
    pub form: Form,
    pub asked: Vec<Choice>,
    pub opens: DateBoxes,
    pub closes: DateBoxes,
    /// What differs from what stands there now, where somebody else was quicker: label, theirs, hers.
    pub theirs: Vec<(String, String, String)>,
}

impl CollectionFormPage {
    pub fn new(frame: Frame, action: String, form_key: &str, revision: i64, form: &Form) -> Self {
        Self {
            frame,
            action,
            form_key: form_key.to_owned(),
            revision,
            asked: ASKED.iter().map(|(id, label)| Choice::new(*id, *label, form.value("asked") == *id)).collect(),
            opens: DateBoxes::typed(form, "opens_on"),
            closes: DateBoxes::typed(form, "closes_on"),
            form: form.clone(),
            theirs: Vec::new(),
        }
    }

    pub fn errors(&self) -> Vec<(&str, &str)> {
        self.form.errors.iter().map(|e| (e.field.as_str(), e.sentence.as_str())).collect()
    }
}

#[cfg(test)]
mod samples {
    use foundation::web::{Fields, Page, PageLinks};
    use jiff::civil::date;

    use super::*;

    fn collection(closed: bool) -> Collection {
        Collection {
            id: 1,
            title: "<b>看取りの事例".to_owned(),
            sought: "数字のある事例\n\n- 一つ<script>\n- 二つ".to_owned(),
            asked: "municipalities".to_owned(),
            wanted: 2,
            opens_on: "2026-08-26".to_owned(),
            closes_on: "2026-12-31".to_owned(),
            closed_at: closed.then(|| "2026-11-20T01:00:00.000Z".to_owned()),
            prefecture_name: Some("見本県".to_owned()),
            ..Collection::default()
        }
    }

    fn pages(total: i64) -> Pagination {
        Pagination::new(
            &PageLinks::new("/cases/collections", &Fields::default(), Page { number: 1, size: 1 }, total),
            "件",
        )
    }

    fn given() -> Vec<Given> {
        let of = |code: &str, body: &str, drafts, handed_in| Given {
            prefecture_code: "350001".to_owned(),
            owner_code: code.to_owned(),
            body_name: body.to_owned(),
            drafts,
            handed_in,
            published: 0,
        };
        vec![of("352128", "", 1, 1), of("352012", "", 1, 0), of("", "見本医師会", 0, 2)]
    }

    fn places() -> Vec<(String, String)> {
        [("352128", "柳井市"), ("352012", "下関市"), ("352021", "宇部市")]
            .map(|(c, n)| (c.to_owned(), n.to_owned()))
            .into()
    }

    #[test]
    fn who_gave_and_who_did_not_is_told_by_whom_it_asks() {
        let rows = respondents(&given(), &places(), false, 2);
        let told: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.handed_in, row.word)).collect();
        assert_eq!(
            told,
            [
                ("柳井市", 1, "一部を出しました"),
                ("下関市", 0, "書いています"),
                ("宇部市", 0, "まだ"),
                ("見本医師会", 2, "出しました")
            ]
        );
        let prefectures = [("350001".to_owned(), "山口県".to_owned()), ("360007".to_owned(), "徳島県".to_owned())];
        let rows = respondents(&given(), &prefectures, true, 0);
        assert_eq!(rows.iter().map(|row| (row.drafts, row.handed_in)).collect::<Vec<_>>(), [(2, 3), (0, 0)]);
    }

    impl CollectionsPage {
        pub fn samples() -> Vec<Self> {
            let today = date(2026, 11, 20);
            let page = |all: &[Collection], may| Self::new(Frame::sample("事例の募集"), all, pages(2), may, today);
            vec![page(&[collection(false), collection(true)], true), page(&[], false)]
        }
    }

    impl CollectionPage {
        pub fn samples() -> Vec<Self> {
            let line = CollectedLine {
                number: 1,
                title: String::new(),
                state: "in_review".to_owned(),
                owner: "見本県<b>".to_owned(),
                updated_at: "2026-11-20T01:00:00.000Z".to_owned(),
            };
            let page = |closed: bool, lines: &[CollectedLine], called: bool| {
                let standing = Standing {
                    may_write: !called,
                    may_change: called,
                    respondents: called.then(|| respondents(&given(), &places(), false, 2)),
                    by_prefecture: false,
                    drafts: vec![(1, "<b>下書き".to_owned())],
                };
                Self::new(Frame::sample("募集"), &collection(closed), date(2026, 11, 20), lines, pages(2), standing)
            };
            let mut refused = page(false, std::slice::from_ref(&line), false);
            "この募集は締め切られています。".clone_into(&mut refused.error);
            vec![page(false, &[line], true), page(true, &[], true), refused]
        }
    }

    impl CollectionFormPage {
        pub fn samples() -> Vec<Self> {
            let mut wrong = Form::new(Fields::from_pairs([("title", "<b>"), ("opens_on-year", "令和8")]));
            wrong.refuse("opens_on", "「始まりの日」：月と日がありません。");
            let page =
                |form: &Form| Self::new(Frame::sample("募集"), "/cases/collections/new".to_owned(), "k", 1, form);
            let mut changed = page(&wrong);
            changed.theirs.push(("募集の名前".to_owned(), "<b>".to_owned(), String::new()));
            vec![page(&Form::default()), changed]
        }
    }
}
