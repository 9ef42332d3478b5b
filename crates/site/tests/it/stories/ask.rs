//! 資料に聞く: ten questions from the field, each answered by the right text in one step; a plain word where there is no answer; and
//! nothing one may not see.

use foundation::testing::{Browser, Seen};
use foundation::web::escape;

use super::cases_writing::{TEXTS, number_of, write};
use crate::world::story;

async fn ask(browser: &mut Browser, question: &str) -> Seen {
    browser.get(&format!("/ask?q={}", escape(question))).await.expect(200, "資料")
}

/// What is cited first: its text, and where it opens.
fn first(page: &Seen) -> (String, String) {
    let text = page.text();
    let quoted = text.split("<blockquote").nth(1).and_then(|t| t.split("</blockquote>").next()).unwrap_or_default();
    let plain = quoted.replace("<mark>", "").replace("</mark>", "");
    let link = text.split("class=\"entry-title\"><a href=\"").nth(1).and_then(|t| t.split('"').next());
    (plain, link.unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&"))
}

story! {
    async fn a_question_is_answered_with_the_place_it_stands(world) {
        let mut visitor = world.visitor();
        for (question, words) in [
            ("医療機関がない町の看取りは、どう支えていますか", "看取り"),
            ("訪問看護の空白地帯をどう埋めましたか", "空白"),
            ("広域連携の費用負担の割合を教えてください", "割"),
            ("災害時の安否確認のルール", "安否"),
            ("病院とケアマネの退院時の連絡", "ケアマネジャー"),
            ("かかりつけ医機能報告とは何ですか", "かかりつけ医"),
            ("都道府県の役割は何ですか？", "都道府県"),
            ("島で急変したとき、船で運ぶかはどう決めますか", "急変"),
        ] {
            let page = ask(&mut visitor, question).await.expect(200, "資料からの答え");
            let (quoted, link) = first(&page);
            // Among the first three; the first of them opens.
            let all = page.text().split("<blockquote").skip(1).collect::<String>().replace("<mark>", "").replace("</mark>", "");
            assert!(all.contains(words), "{question}: {quoted}");
            // The link opens, and the sentence stands there word for word.
            let opened = visitor.get(&link).await;
            assert_eq!(opened.status.as_u16(), 200, "{question}: {link}");
            let sentence: String = quoted.split('>').nth(2).unwrap_or_default().chars().take_while(|c| *c != '<').collect();
            let there = opened.text().replace("<mark>", "").replace("</mark>", "");
            assert!(!sentence.is_empty() && there.contains(sentence.trim()), "{question}: {sentence} is not at {link}");
        }
        visitor.get("/ask").await.expect(200, "たとえば");
    }
}

story! {
    async fn what_the_material_does_not_hold_is_said_plainly(world) {
        let mut visitor = world.visitor();
        let page = ask(&mut visitor, "マイナンバーカードの更新はどこでできますか").await.expect(200, "資料に、答えが見つかりませんでした");
        assert!(page.contains("マイナンバーカード") && page.contains("ということばは、いま読める事例と資料のどこにもありません"));
        // The question goes on to the search and to somebody who can be asked.
        assert!(!page.links("/search?q=").is_empty() && !page.links("/programmes/").is_empty());
        let to = page.links("/programmes/").into_iter().find(|to| to.contains("question=")).expect("a way to the office");
        let desk = visitor.get(&to).await.expect(200, "マイナンバーカードの更新はどこでできますか");
        assert!(desk.contains("mailto:") && desk.contains("body=%E6%AC%A1") && desk.contains("この質問をメールに書く"));
        for question in ["", "　", "？", "%", "' or 1=1 --", "\u{202e}看取り", &"あ".repeat(5_000), &"看取り 訪問看護 ".repeat(200), "AND OR NOT \"", "教えてください"] {
            let page = visitor.get(&format!("/ask?q={}", escape(question))).await;
            // Beyond what an address holds the server says so; everything else is a page.
            let status = page.status.as_u16();
            assert!(status == 200 || matches!(status, 400 | 414 | 431), "{status} for {} letters", question.chars().count());
        }
    }
}

story! {
    async fn an_answer_never_holds_what_one_may_not_see(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let mut fields = TEXTS.to_vec();
        fields[4] = ("outline", "毎月、梟鴉会議をひらき、薬の行き違いを数えます。");
        fields.push(("next", "save"));
        let (_, draft) = write(&mut town, &fields).await;
        let address = format!("/cases/{}", number_of(&draft.expect(200, "保存しました")));
        let question = "梟鴉会議では何を数えますか";
        for stranger in ["", "nambu-officer", "yamanashi-manager", "home-care-office", "administrator", "cooperation-office", "yamaguchi-officer"] {
            let mut browser = if stranger.is_empty() { world.visitor() } else { world.sign_in(stranger).await };
            let page = ask(&mut browser, question).await.expect(200, "答えが見つかりませんでした");
            assert!(!page.contains("薬の行き違い") && !page.links("/cases/").iter().any(|to| to.starts_with(&address)), "{stranger}");
        }
        // Nor does a program hear of it.
        let told = world.visitor().get(&format!("/api/v1/ask?q={}", escape(question))).await.expect(200, "\"answered\"").text();
        assert!(told.contains("\"answered\":false") && !told.contains("薬の行き違い"), "{told}");
        for reader in ["yanai-officer", "yanai-coordinator"] {
            let page = ask(&mut world.sign_in(reader).await, question).await.expect(200, "資料からの答え");
            assert!(first(&page).0.contains("薬の行き違い"), "{reader}");
        }
        // A document of the office alone answers the office alone.
        let question = "進行表の内緒の合言葉は何ですか";
        ask(&mut world.visitor(), question).await.expect(200, "答えが見つかりませんでした");
        let page = ask(&mut world.sign_in("cooperation-office").await, question).await.expect(200, "資料からの答え");
        assert!(first(&page).0.contains("ひまわり作戦"));
    }
}

story! {
    async fn whether_it_helped_is_counted_and_never_who_said_so(world) {
        let mut visitor = world.visitor();
        let page = ask(&mut visitor, "かかりつけ医機能報告とは何ですか").await;
        let at = page.text().split("name=\"at\" value=\"").nth(1).and_then(|t| t.split('"').next()).unwrap_or_default().to_owned();
        // One opinion per question: of another question the answer is that there is none.
        let asked = |at: &str| if at.is_empty() { "消費税は何パーセントですか" } else { "かかりつけ医機能報告とは何ですか" };
        let say = |helped: &'static str, at: &str| vec![("q", asked(at).to_owned()), ("at", at.to_owned()), ("helped", helped.to_owned())];
        for (helped, at, status) in [("yes", at.as_str(), 303), ("no", at.as_str(), 303), ("no", "", 303), ("maybe", at.as_str(), 422), ("yes", "nothing/1", 404), ("no", "case/15", 404), ("no", "case/999", 404)] {
            let fields = say(helped, at);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(visitor.post("/ask/opinion", &fields).await.status.as_u16(), status, "{helped} {at}");
        }
        let again = [("q", "消費税は何パーセントですか"), ("at", ""), ("helped", "yes")];
        visitor.submit("/ask/opinion", &again).await.expect(200, "今日もう受け取っています");
        site::search::actions::logging::write_down(&world.core).await.expect("it is written down");
        let page = world.sign_in("cooperation-office").await.get("/search/log").await.expect(200, "かかりつけ医機能報告と在宅医療・介護連携");
        assert!(page.contains("答えがなかったもの"));
        visitor.get("/search/log").await.expect(303, "");
    }
}

/// The parts an answer is weighed by are parts that cases have.
#[test]
fn the_headings_an_answer_looks_for_are_there() {
    for heading in site::ask::WAYS.iter().chain(&site::ask::TROUBLES).chain(&site::ask::EFFECTS) {
        let there = site::cases::model::Field::EVERY.iter().any(|field| field.label() == *heading);
        assert!(there, "{heading}: no field of a case is called so");
    }
}
