//! Every page with everything it can show.

use foundation::web::{Fields, Form, Page as ListPart, PageLinks};

use super::*;
use crate::library::model::{Details, Document, FoundPage, IndexRow, Line, Page, PageLine, SeenBy, Use, Version};
use crate::search::Asked;
use crate::search::model::Word;
use crate::shared::testing::assert_page;
use crate::shared::{Frame, Link};

fn document() -> Document {
    Document {
        number: 7,
        details: Details {
            title: "看取りの<手引き>".to_owned(),
            kind: "reference".to_owned(),
            summary: "あらまし".to_owned(),
            publisher: "見本県".to_owned(),
            year: Some(2024),
            scenes: vec!["mitori".to_owned()],
            tier: SeenBy::SignedIn,
        },
        withdrawn: true,
        reason: "古くなった<b>".to_owned(),
        programme: None,
        version: 2,
        revision: 3,
        updated_at: "2026-11-21T01:00:00Z".to_owned(),
    }
}

fn version(number: i64) -> Version {
    Version {
        version: number,
        at: "2026-11-21T01:00:00Z".to_owned(),
        by_label: "見本 花子".to_owned(),
        note: "<直した>".to_owned(),
        link: "https://example.jp/?a=1&b=2".to_owned(),
        file_key: "library/x".to_owned(),
        file_name: "手引き.pdf".to_owned(),
        file_kind: "pdf".to_owned(),
        file_bytes: 2_000_000,
        sha256: "x".to_owned(),
        parts: 12,
        remarks: "文字の情報がありません。".to_owned(),
    }
}

fn asked() -> Asked {
    Asked {
        typed: "看取り".to_owned(),
        words: vec![Word { written: "看取り".to_owned(), needles: vec!["看取り".to_owned()] }],
        also: vec!["終末期".to_owned()],
        ..Asked::default()
    }
}

fn page(position: i64) -> Page {
    Page {
        position,
        place: "3ページ".to_owned(),
        heading: "対応表".to_owned(),
        body: "対応表\n｜旧項目｜いま｜\n｜ア｜資源の<把握>｜\n・一つ\n・看取り\n文。".to_owned(),
    }
}

#[test]
fn every_sample_is_a_sound_page() {
    let contents = [PageLine { position: 3, place: "3ページ".to_owned(), heading: "看取り".to_owned() }];
    let answer = |number, base| Use {
        asked: "市町村".to_owned(),
        question: "活用しているか".to_owned(),
        answer: "活用している".to_owned(),
        number,
        base,
        year: 2025,
        source: "調査".to_owned(),
    };
    let uses = [answer(1110, 1741), Use { asked: "都道府県".to_owned(), ..answer(3, 8) }];
    let versions = [version(2), Version { file_key: String::new(), parts: 0, ..version(1) }];
    let frame = || Frame::sample("資料");
    let full = ShowPage::new(frame(), &document(), &version(2), &contents, &[page(1)], &uses, &versions, true, true);
    assert!(full.uses[1].small && !full.uses[0].small);
    assert_page(&full);
    let link = Version { file_key: String::new(), file_kind: String::new(), parts: 0, ..version(2) };
    assert_page(&ShowPage::new(frame(), &document(), &link, &[], &[], &[], &[], false, false));
    assert_page(&ReadPage::new(frame(), &document(), &version(2), &page(3), &contents, &asked()));
    let empty = Page { body: String::new(), heading: String::new(), ..page(12) };
    assert_page(&ReadPage::new(frame(), &document(), &version(1), &empty, &[], &Asked::default()));
}

#[test]
fn the_list_and_the_forms_are_sound() {
    let row = |number, tier: &str| IndexRow {
        number,
        kind: "handbook".to_owned(),
        year: Some(2024),
        tier: tier.to_owned(),
        withdrawn: false,
        file_kind: "pdf".to_owned(),
        updated_at: String::new(),
        scenes: Some("mitori".to_owned()),
        answers: "1".to_owned(),
    };
    let line = Line {
        number: 1,
        title: "看取りの<手引き>".to_owned(),
        kind: "handbook".to_owned(),
        summary: "あらまし".to_owned(),
        publisher: "見本県".to_owned(),
        year: Some(2024),
        tier: "office".to_owned(),
        withdrawn: true,
        link: String::new(),
        file_kind: "pdf".to_owned(),
        parts: 3,
    };
    let found = FoundPage {
        number: 1,
        position: 3,
        place: "3ページ".to_owned(),
        heading: "2 退院".to_owned(),
        body: "自宅での看\n取りを支える".to_owned(),
    };
    let chosen = [("kind", "handbook".to_owned()), ("year", "1999".to_owned())];
    let rows = [row(1, "office"), row(2, "public")];
    let outcome = choose(&rows, &chosen[..1]);
    let query = Fields::from_pairs([("q", "看取り"), ("kind", "handbook")]);
    let paging = PageLinks::new("/library", &query, ListPart { number: 1, size: 1 }, 2);
    let mut list =
        ListPage::new(Frame::sample("手引き・資料"), &query, &asked(), &chosen, &outcome, &[line], &[found], &paging);
    list.may_edit = true;
    list.shows_tiers = true;
    assert!(
        list.entries[0].text.iter().any(|piece| piece.hit && piece.text == "看取り"),
        "a word broken over two lines"
    );
    assert!(list.entries[0].page.as_ref().is_some_and(|page| page.href.starts_with("/library/1/read?page=3&q=")));
    assert_page(&list);
    let none = PageLinks::new("/library", &query, ListPart { number: 1, size: 20 }, 0);
    let mut list =
        ListPage::new(Frame::sample("手引き・資料"), &query, &asked(), &[], &choose(&[], &[]), &[], &[], &none);
    list.elsewhere = vec![Link::new("一覧", "/library")];
    assert_page(&list);

    let mut form =
        Form::new(Fields::from_pairs([("title", "<題>"), ("kind", "law"), ("tier", "office"), ("scenes", "mitori")]));
    for field in ["file", "link", "title", "kind", "year", "scenes", "tier", "reason"] {
        form.refuse(field, "ここを直してください。");
    }
    assert_page(&EditPage::new(Frame::sample("加える"), "/library/new", &form, "k", None));
    let mut edit = EditPage::new(Frame::sample("直す"), "/library/7/edit", &form, "", Some(&document()));
    edit.changed_meanwhile(&document().details);
    assert!(!edit.differences.is_empty());
    assert_page(&edit);
    let shown = Document { withdrawn: false, ..document() };
    assert_page(&EditPage::new(Frame::sample("直す"), "/library/7/edit", &form, "", Some(&shown)));
    assert_page(&RenewPage::new(Frame::sample("新しい版"), &document(), &version(2), &form));
}
