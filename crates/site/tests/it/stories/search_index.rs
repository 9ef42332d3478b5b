//! One index: what is written is found at once, what is taken out is not, and what one may not see never shows in a list, a
//! count, a snippet, a suggestion.

use foundation::testing::{Browser, Seen};
use foundation::web::escape;

use super::cases_writing::{TEXTS, number_of, write};
use crate::world::{World, story};

pub(super) async fn look(browser: &mut Browser, words: &str) -> Seen {
    browser.get(&format!("/search?q={}", escape(words))).await.expect(200, "さがした結果")
}

async fn suggested(browser: &mut Browser, words: &str) -> String {
    browser.get(&format!("/search/suggest?q={}", escape(words))).await.expect(200, "words").text()
}

/// A draft of 柳井市 with a word that stands nowhere else.
async fn secret_draft(world: &World) -> (Browser, i64) {
    let mut town = world.sign_in("yanai-officer").await;
    let mut fields = TEXTS.to_vec();
    fields[0] = ("title", "梟鴉会議で薬の行き違いを減らす");
    fields[4] = ("outline", "毎月、梟鴉会議をひらきます。");
    fields.extend([("keywords", "梟鴉会議"), ("next", "save")]);
    let (_, draft) = write(&mut town, &fields).await;
    (town, number_of(&draft.expect(200, "保存しました")))
}

/// Nothing of the draft shows to her, by whichever channel.
async fn sees_nothing(browser: &mut Browser, who: &str, number: i64) {
    let address = format!("/cases/{number}");
    for words in ["梟鴉会議", "梟鴉", "梟", "梟鴉会議 薬", "行き違い"] {
        let page = look(browser, words).await;
        assert!(!page.links("/cases/").contains(&address), "{who} finds it by {words}");
        assert!(!page.contains("をひらきます") && !page.contains("会議で薬の"), "{who} reads of it by {words}");
    }
    let nothing = look(browser, "梟鴉").await;
    assert!(nothing.contains("見つかりませんでした"), "{who}: a count tells of it");
    // A mistyped word is not put right by a word she may not see.
    let mistyped = look(browser, "梟鴉懐議").await;
    assert!(!mistyped.contains("もしかして"), "{who}: what is meant tells of it");
    let words = suggested(browser, "梟").await;
    assert!(!words.contains('鴉'), "{who}: a suggestion tells of it: {words}");
    let narrowed = browser.get("/search?q=%E4%BC%9A%E8%AD%B0&kind=case&prefecture=350001").await;
    assert!(!narrowed.links("/cases/").contains(&address), "{who} finds it by narrowing");
}

story! {
    async fn what_one_may_not_see_never_shows(world) {
        let (mut town, number) = secret_draft(&world).await;
        let address = format!("/cases/{number}");
        sees_nothing(&mut world.visitor(), "a visitor", number).await;
        for stranger in ["nambu-officer", "yamanashi-manager", "yanai-health-centre", "home-care-office", "yanai-association", "regional-medical-department", "administrator", "yamaguchi-officer", "cooperation-office", "elderly-health-department"] {
            sees_nothing(&mut world.sign_in(stranger).await, stranger, number).await;
        }
        // Those who write it find it: the town, its coordinator.
        for reader in ["yanai-manager", "yanai-coordinator"] {
            let mut reader_browser = world.sign_in(reader).await;
            let page = look(&mut reader_browser, "梟鴉会議").await;
            assert!(page.links("/cases/").contains(&address), "{reader} does not find it");
            assert!(page.contains("下書き"), "{reader}: that it is a draft stands beside it");
            assert!(suggested(&mut reader_browser, "梟").await.contains("梟鴉会議"), "{reader}");
            look(&mut reader_browser, "梟鴉懐議").await.expect(200, "もしかして");
        }
        // Put aside, it is nobody's to find.
        town.submit(&format!("{address}/discard"), &[("reason", "")]).await.expect(200, "破棄");
        for reader in ["yanai-officer", "cooperation-office"] {
            sees_nothing(&mut world.sign_in(reader).await, reader, number).await;
        }
        town.submit(&format!("{address}/restore"), &[]).await;
        assert!(look(&mut town, "梟鴉会議").await.links("/cases/").contains(&address));
        // Handed in, the office and the department find it, and the prefecture still does not.
        town.submit(&format!("{address}/submit"), &[]).await.expect(200, "受付番号");
        sees_nothing(&mut world.sign_in("cooperation-office").await, "the office before the town decided", number).await;
        crate::stories::cases_writing::approve(&world, number).await;
        for reader in ["cooperation-office", "elderly-health-department"] {
            let mut reader_browser = world.sign_in(reader).await;
            assert!(look(&mut reader_browser, "梟鴉会議").await.links("/cases/").contains(&address), "{reader} does not find it");
        }
        sees_nothing(&mut world.sign_in("yamaguchi-officer").await, "the prefecture", number).await;
    }
}

story! {
    async fn what_is_published_is_found_in_that_moment_and_what_is_taken_down_is_not(world) {
        let (mut town, number) = secret_draft(&world).await;
        let address = format!("/cases/{number}");
        let mut visitor = world.visitor();
        // Asked before: nothing kept from then may answer afterwards.
        assert!(!look(&mut visitor, "梟鴉").await.links("/cases/").contains(&address));
        town.submit(&format!("{address}/submit"), &[]).await.expect(200, "受付番号");
        crate::stories::cases_writing::approve(&world, number).await;
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{address}/publish"), &[]).await.expect(200, "公開しました");
        // Two letters, one letter, a part of a longer word; the place is marked.
        for words in ["梟鴉会議", "梟鴉", "梟", "鴉会", "キョウガ 薬 行き違い"] {
            let page = look(&mut visitor, words).await;
            assert!(words.contains("キョウガ") || page.links("/cases/").contains(&address), "{words}");
        }
        let page = look(&mut visitor, "梟鴉").await;
        assert!(page.contains("毎月、<mark>梟鴉</mark>会議"), "the snippet shows and marks it");
        assert!(page.contains("1件"));
        let town_of_it = visitor.get(&format!("/search?q={}&kind=case&prefecture=350001", escape("梟鴉"))).await;
        assert!(town_of_it.links("/cases/").contains(&address));
        let elsewhere = visitor.get(&format!("/search?q={}&prefecture=010006", escape("梟鴉"))).await;
        elsewhere.expect(200, "この条件で見つかるものはありません");
        office.submit(&format!("{address}/archive"), &[("archive-reason", "古くなりました。"), ("archive-sure", "1")]).await;
        sees_nothing(&mut visitor, "a visitor", number).await;
    }
}

story! {
    /// Each node has its copy of the index, as new as the last commit; nothing stands only there.
    async fn every_node_finds_what_was_committed_and_not_what_was_taken_out(world) {
        let other = world.another_node();
        let mut there = other.visitor();
        let listed = async |browser: &mut Browser, address: &str| {
            browser.get(&format!("/cases?q={}", escape("梟鴉"))).await.links("/cases/").contains(&address.to_owned())
        };
        assert!(!listed(&mut there, "/cases/1").await && !look(&mut there, "看取り").await.contains("梟"));
        let (mut town, number) = secret_draft(&world).await;
        let address = format!("/cases/{number}");
        sees_nothing(&mut there, "a visitor of the other node", number).await;
        let mut manager_there = other.sign_in("yanai-manager").await;
        assert!(look(&mut manager_there, "梟鴉").await.links("/cases/").contains(&address));
        town.submit(&format!("{address}/submit"), &[]).await.expect(200, "受付番号");
        crate::stories::cases_writing::approve(&world, number).await;
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{address}/publish"), &[]).await.expect(200, "公開しました");
        assert!(look(&mut there, "梟鴉").await.links("/cases/").contains(&address));
        assert!(listed(&mut there, &address).await);
        // Made anew, it is the same; a change that is given up changes nothing.
        let mut tx = world.core.write::<site::permissions::RebuildSearch>(site::permissions::Actor::Console, "test").await.expect("the lock");
        site::indexing::rebuild(&mut tx).await.expect("it is rebuilt");
        tx.commit_recorded().await.expect("it is kept");
        assert!(look(&mut there, "梟鴉").await.links("/cases/").contains(&address) && listed(&mut there, &address).await);
        let mut tx = world.core.write::<site::permissions::RebuildSearch>(site::permissions::Actor::Console, "test").await.expect("the lock");
        site::search::remove(&mut tx, "case", &[number.to_string()]).await.expect("it is taken out");
        drop(tx);
        assert!(look(&mut there, "梟鴉").await.links("/cases/").contains(&address));
        office.submit(&format!("{address}/archive"), &[("archive-reason", "古くなりました。"), ("archive-sure", "1")]).await;
        sees_nothing(&mut there, "a visitor of the other node", number).await;
        assert!(!listed(&mut there, &address).await);
    }
}

story! {
    /// A questionnaire is open to everybody who is signed in, and to no visitor.
    async fn questions_are_found_by_those_who_may_read_them(world) {
        let words = "看取り 問";
        let mut officer = world.sign_in("nambu-officer").await;
        let page = look(&mut officer, words).await;
        assert!(page.contains("調査の質問") && page.text().contains("/questions#"), "an officer finds questions");
        let mut visitor = world.visitor();
        let page = look(&mut visitor, words).await;
        assert!(!page.contains("調査の質問") && !page.text().contains("/questions#"), "a visitor finds none");
    }
}

story! {
    async fn counts_beside_the_facets_are_what_the_list_then_shows(world) {
        let mut visitor = world.visitor();
        let count = |page: &Seen| -> i64 {
            let text = page.text();
            let (before, _) = text.split_once("件</h2>").or_else(|| text.split_once("件 <span")).expect("a count");
            before.rsplit('>').next().expect("a figure").replace(',', "").parse().expect("a number")
        };
        for words in ["看取り", "連携", "離島 看取り", "札幌"] {
            let page = look(&mut visitor, words).await;
            let facets: Vec<String> = page.links("/search?q=").into_iter().filter(|l| l.contains("kind=") || l.contains("prefecture=") || l.contains("scene=")).collect();
            for facet in facets {
                let inside = page.text();
                let at = inside.find(&facet.replace('&', "&#38;")).or_else(|| inside.find(&facet)).expect("the link stands there");
                let said: String = inside[at..].split("</a>").next().expect("a link").chars().filter(char::is_ascii_digit).collect();
                let narrowed = visitor.get(&facet).await.expect(200, "件");
                let shown = count(&narrowed);
                assert!(said.ends_with(&shown.to_string()), "{words}: {facet} says …{said}, the list shows {shown}");
            }
        }
    }
}

story! {
    async fn kyoto_is_not_tokyo_and_a_name_stands_first(world) {
        let mut visitor = world.visitor();
        let first = |page: &Seen| page.links("/regions/").into_iter().find(|l| l.len() == "/regions/011002".len());
        for (words, code) in [("京都", "260002"), ("東京都", "130001"), ("札幌", "011002"), ("さっぽろ", "011002"), ("ｻｯﾎﾟﾛ", "011002"), ("352128", "352128")] {
            let page = look(&mut visitor, words).await;
            assert_eq!(first(&page), Some(format!("/regions/{code}")), "{words}");
        }
    }
}

story! {
    async fn a_mistyped_word_is_put_right(world) {
        let mut visitor = world.visitor();
        for (typed, meant) in [("訪問看譲", "訪問看護"), ("札晃市", "札幌市"), ("看取り 訪問看譲", "看取り 訪問看護")] {
            let page = look(&mut visitor, typed).await;
            assert!(page.contains("もしかして") && page.contains(meant), "{typed}");
        }
        assert!(!look(&mut visitor, "看取り").await.contains("もしかして"));
        assert!(suggested(&mut visitor, "ほうもんか").await.contains("訪問看護"));
        assert!(suggested(&mut visitor, "札").await.contains("札幌市"));
        assert_eq!(suggested(&mut visitor, "").await, r#"{"words":[]}"#);
    }
}

story! {
    /// Whatever is sent, a page answers, and quickly.
    async fn odd_queries_are_answered(world) {
        let mut visitor = world.visitor();
        look(&mut visitor, "看取り").await;
        let long = "看取り".repeat(2_300);
        let ten_thousand = "mitori ".repeat(1_428);
        let many = (0..3_000).map(|n| format!("a{n}")).collect::<Vec<_>>().join(" ");
        for words in [
            long.as_str(), ten_thousand.as_str(), many.as_str(), "AND OR NOT NEAR(", "\" \" *", "(((((", "^:*'-+|&!<->", "' or 1=1; drop table cases; --",
            "%_\\", ".*[a-z]{1000}(?=x)", "\u{0}\u{1}\u{7f}看取り", "\u{202e}り取看\u{202c}", "\u{200b}\u{feff}", "head : 看取り", "{head}: x",
            "a:b:c*", "search_fts", "'看取':A", "😀😀", "e\u{301}\u{301}\u{301}", "　", "ー", "・・・", "か゛",
        ] {
            let page = visitor.get(&format!("/search?q={}", escape(words))).await;
            // An address of thousands of letters, and a zero byte, are no queries: a sentence says so.
            let is_none = words.contains('\u{0}') || words.len() > 8_000;
            let said = [400, 414].contains(&page.status.as_u16()) && page.contains("ください");
            assert!(page.status.as_u16() == 200 || (is_none && said), "{} characters: {}", words.len(), page.status);
            assert!(page.queries.unwrap_or(0) <= 12, "{words:?}");
            let suggest = visitor.get(&format!("/search/suggest?q={}", escape(words))).await;
            assert!(suggest.status.as_u16() < 500, "{words:?}: {}", suggest.status);
        }
        for odd in ["kind=case&kind=%27&prefecture=x&year=abc&scene=%25", "page=99999999999", "page=-1&kind=nope", "from=%00", "year=99999999999999999999"] {
            let page = visitor.get(&format!("/search?q=%E7%9C%8B%E5%8F%96%E3%82%8A&{odd}")).await;
            assert!(matches!(page.status.as_u16(), 200 | 400), "{odd}: {}", page.status);
        }
    }
}

story! {
    /// Made anew, the index holds what it held, and the doctor is content.
    async fn an_index_made_anew_finds_the_same(world) {
        use site::permissions::{Actor, RebuildSearch};
        let mut visitor = world.visitor();
        let mut before = Vec::new();
        for words in ["看取り", "札幌", "調査 市町村", "ケアマネ"] {
            before.push((words, look(&mut visitor, words).await.links("/")));
        }
        let mut tx = world.core.write::<RebuildSearch>(Actor::Console, "test").await.expect("the console may");
        let (things, passages) = site::indexing::rebuild(&mut tx).await.expect("it is rebuilt");
        assert!(things > 1_788 && passages >= things, "{things} {passages}");
        tx.commit_recorded().await.expect("it is stored");
        for (words, links) in before {
            assert_eq!(look(&mut visitor, words).await.links("/"), links, "{words}");
        }
        let mut look = world.core.read::<RebuildSearch>(Actor::Console, "test").await.expect("the console may");
        assert_eq!(site::search::examine(&mut look).await.expect("it answers").1, Vec::<String>::new());
        assert_eq!(site::indexing::differences(&mut look).await.expect("it answers"), []);
    }
}
