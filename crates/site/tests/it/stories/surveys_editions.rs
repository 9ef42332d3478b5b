//! Corrections while a survey runs, and what became of last year's questions.

use answer_sheets::IssueOptions;
use foundation::testing::{Browser, Seen};
use questionnaire::{Answer, Answers};
use site::permissions::{Actor, CollectSheets, EditSurveys, IssueSheets};
use site::surveys::actions;
use site::surveys::model::SurveyRow;
use site::surveys::sheets::{self, Taken};

use super::surveys_making::begin;
use crate::world::{World, story};

const RUNNING: &[(&str, &str)] = &[
    ("programme", "1"),
    ("year", "令和8"),
    ("respondent", "municipality"),
    ("source", "empty"),
    ("title", "令和8年度 訂正の調査"),
];

async fn put(office: &mut Browser, address: &str, fields: &[(&str, &str)]) -> Seen {
    office.submit(address, fields).await.expect(200, "設問を保存しました")
}

/// Three questions, opened.
async fn running(office: &mut Browser) -> String {
    let survey = begin(office, RUNNING).await;
    office.submit(&format!("{survey}/edit/new-section"), &[("title", "Ⅰ")]).await.expect(200, "保存しました");
    let new = format!("{survey}/edit/new-question");
    let q1 = [
        ("number", "問1"),
        ("text", "ありますか"),
        ("shown", "single"),
        ("section", "s1"),
        ("options-more", "ある\nない"),
        ("required", "yes"),
        ("next", "save"),
    ];
    put(office, &new, &q1).await;
    let q2 = [
        ("number", "問2"),
        ("text", "場面"),
        ("shown", "multiple"),
        ("section", "s1"),
        ("options-more", "入退院支援\n看取り"),
        ("next", "save"),
    ];
    put(office, &new, &q2).await;
    let q3 =
        [("number", "問3"), ("text", "回数"), ("shown", "number"), ("unit", "回"), ("section", "s1"), ("next", "save")];
    put(office, &new, &q3).await;
    office.submit(&format!("{survey}/progress"), &[("to", "open")]).await.expect(200, "受付を始めました");
    survey
}

async fn row(world: &World, survey: &str) -> SurveyRow {
    let id: i64 = survey.trim_start_matches("/surveys/").parse().expect("a number");
    let mut look = world.core.read::<IssueSheets>(Actor::Console, "test").await.expect("the console may");
    sheets::survey(&mut look, id).await.expect("found")
}

/// A sheet of the newest edition for a town, with these answers written into it.
async fn filled(world: &World, survey: &str, code: &str, answers: &Answers) -> Vec<u8> {
    let row = row(world, survey).await;
    let mut look = world.core.read::<IssueSheets>(Actor::Console, "test").await.expect("the console may");
    let (all, _) = sheets::to_issue(&mut look, &row, Some("350001")).await.expect("respondents");
    let templates = sheets::templates(&mut look, &row).await.expect("templates");
    let respondent = all.into_iter().find(|r| r.line.code == code).expect("a respondent");
    let options = IssueOptions::default();
    let issued = sheets::issue(&templates[0], &row, &respondent, &Answers::default(), &options).expect("a sheet");
    let mut reading = sheets::read("回答.xlsx", &issued, &row, &templates).outcome.expect("our own sheet");
    reading.answers = answers.clone();
    reading.faults.clear();
    reading.entries.clear();
    answer_sheets::mark_up(&templates[0], &reading, &Answers::default(), &options).expect("a filled sheet")
}

async fn take(world: &World, survey: &str, file: &[u8]) -> (Taken, Option<String>) {
    let row = row(world, survey).await;
    let mut tx = world.core.write::<CollectSheets>(Actor::Console, "test").await.expect("the console may");
    let templates = sheets::templates(&mut tx, &row).await.expect("templates");
    let form = actions::form_of(&mut tx, row.id).await.expect("a form");
    let reading = sheets::read("回答.xlsx", file, &row, &templates).outcome.expect("a sheet of this survey");
    let taken = sheets::take(&mut tx, &row, &form, &reading).await.expect("the database answers");
    if tx.has_records() {
        tx.commit_recorded().await.expect("stored");
    }
    (taken, sheets::of_an_older_edition(&form, &reading))
}

/// Sends fields of the first section as its page would.
async fn send(browser: &mut Browser, page: &Seen, base: &str, fields: &[(&str, &str)]) -> Seen {
    let mut sent: Vec<(String, String)> = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    for (name, _) in fields {
        sent.push((format!("{name}.asked"), "1".to_owned()));
        sent.push((format!("{name}.seen"), page.input(&format!("{name}.seen")).unwrap_or_default()));
    }
    sent.push(("edition".to_owned(), page.input("edition").unwrap_or_default()));
    sent.push(("next".to_owned(), "back".to_owned()));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    browser.submit(&format!("{base}/answer/s1"), &sent).await
}

fn answers(pairs: Vec<(&str, Answer)>) -> Answers {
    pairs.into_iter().map(|(id, answer)| (id.to_owned(), answer)).collect()
}

story! {
    /// Half the towns have answered when the questionnaire is corrected, twice.
    async fn a_correction_while_half_have_answered(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let survey = running(&mut office).await;
        let (mut yanai, mut omi) = (world.sign_in("yanai-officer").await, world.sign_in("higashiomi-officer").await);
        let (at_yanai, at_omi) = (format!("{survey}/352128"), format!("{survey}/252131"));
        // One hands in, one is half way with the form open, two have a sheet of this edition, the rest have not begun.
        let page = yanai.get(&format!("{at_yanai}/answer/s1")).await.expect(200, "ありますか");
        send(&mut yanai, &page, &at_yanai, &[("q1", "o1"), ("q2", "o2"), ("q3", "7")]).await.expect(200, "保存しました");
        yanai.submit(&format!("{at_yanai}/submit"), &[]).await.expect(200, "受付番号");
        let page = omi.get(&format!("{at_omi}/answer/s1")).await;
        send(&mut omi, &page, &at_omi, &[("q2", "o2"), ("q3", "5")]).await.expect(200, "保存しました");
        let open_form = omi.get(&format!("{at_omi}/answer/s1")).await;
        let sheet = answers(vec![("q1", Answer::one("o2")), ("q3", Answer::Number { number: 2.0 })]);
        let early = [filled(&world, &survey, "352047", &sheet).await, filled(&world, &survey, "352012", &sheet).await];

        // First correction: other words, one question and one option more. Nobody sees it before it is published.
        let q1 = office.get(&format!("{survey}/edit/questions/q1")).await.expect(200, "版として出した設問のIDは変わりません");
        let words = [
            ("shown", "single"), ("section", "s1"), ("number", "問1"), ("text", "協議会はありますか"), ("required", "yes"), ("list", "q1"), ("options-of", "q1"), ("id", "other"),
            ("option-0-was", "o1"), ("option-0-id", "changed"), ("option-0-label", "ある"), ("option-1-was", "o2"), ("option-1-id", "o2"), ("option-1-label", "ない"),
            ("options-more", "検討中"), ("next", "save"), ("seen", &q1.input("seen").expect("a mark")),
        ];
        put(&mut office, &format!("{survey}/edit/questions/q1"), &words).await;
        let more = [("number", "問4"), ("text", "担当課"), ("shown", "text"), ("section", "s1"), ("required", "yes"), ("next", "save")];
        put(&mut office, &format!("{survey}/edit/new-question"), &more).await;
        omi.get(&format!("{at_omi}/answer/s1")).await.expect(200, "ありますか").expect(200, "value=\"1\"");
        let draft = office.get(&format!("{survey}/editions")).await.expect(200, "第2版を出す").expect(200, "協議会はありますか");
        assert!(draft.contains("設問を加える") && draft.contains("選択肢を加える") && !draft.contains("承知した"), "nothing touches answers");
        office.post(&format!("{survey}/editions"), &[]).await.expect(422, "何を、なぜ直したか");
        let reason = "問1のことばを直し、担当課を加えました。";
        office.submit(&format!("{survey}/editions"), &[("reason", reason)]).await.expect(200, "第2版を出しました").expect(200, reason);
        office.post(&format!("{survey}/editions"), &[("reason", reason)]).await.expect(422, "変わったところがありません");

        // Who handed in stays with the first edition.
        let own = yanai.get(&format!("{at_yanai}/answers")).await.expect(200, "ありますか");
        assert!(!own.contains("担当課") && !own.contains("協議会はありますか"), "her edition");
        // Who is half way sees the correction; her open form is not stored blindly, and nothing typed is lost.
        let stale = send(&mut omi, &open_form, &at_omi, &[("q1", "o1")]).await.expect(409, "第2版に直されました");
        assert!(stale.text().contains("value=\"o1\" checked") && stale.contains("担当課"), "typed kept, new form");
        let page = omi.get(&format!("{at_omi}/answer/s1")).await.expect(200, reason).expect(200, "そのまま使えます");
        send(&mut omi, &page, &at_omi, &[("q1", "o1")]).await.expect(200, "保存しました");
        let again = omi.get(&format!("{at_omi}/answer/s1")).await.expect(200, "担当課");
        assert!(!again.contains("調査票の訂正"), "she has moved");
        omi.get(&format!("{at_omi}/answers")).await.expect(200, "<td>看取り</td>").expect(200, "5回");

        // A sheet of the first edition still comes in: all its questions still mean the same. What is new is missing.
        let (taken, remark) = take(&world, &survey, &early[0]).await;
        assert_eq!(taken, Taken::Kept { questions: 2, conflicts: Vec::new() });
        assert!(remark.expect("a remark").contains("第1版の回答票でした"));

        // A promise does not change under answers.
        let flags = [("shown", "number"), ("section", "s1"), ("number", "問3"), ("text", "回数"), ("unit", "回"), ("public", "yes"), ("next", "save"), ("seen", "")];
        let q3 = office.get(&format!("{survey}/edit/questions/q3")).await.input("seen").expect("a mark");
        let with_seen = |seen: &str| flags.iter().map(|(n, v)| (*n, if *n == "seen" { seen.to_owned() } else { (*v).to_owned() })).collect::<Vec<_>>();
        let sent = with_seen(&q3);
        let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (*n, v.as_str())).collect();
        put(&mut office, &format!("{survey}/edit/questions/q3"), &sent).await;
        office.get(&format!("{survey}/editions")).await.expect(200, "このままでは出せません");
        office.post(&format!("{survey}/editions"), &[("reason", "x"), ("consent", "yes")]).await.expect(422, "約束されて");
        let seen = office.get(&format!("{survey}/edit/discard")).await.input("seen").expect("a mark");
        office.submit(&format!("{survey}/edit/discard"), &[("seen", &seen)]).await.expect(200, "いまの版に戻しました");

        // Second correction: an option and a question go. Answers are touched: only with an explicit yes.
        let remove = office.get(&format!("{survey}/edit/questions/q3/remove")).await.expect(200, "元の版の答えとして残ります");
        office.submit(&format!("{survey}/edit/questions/q3/remove"), &[("seen", &remove.input("seen").expect("a mark"))]).await.expect(200, "消しました");
        let list = office.get(&format!("{survey}/edit/lists/q2")).await;
        let options = [("seen", list.input("seen").expect("a mark")), ("option-0-was", "o1".to_owned()), ("option-0-label", "入退院支援".to_owned()), ("option-0-id", "o1".to_owned())];
        let options: Vec<(&str, &str)> = options.iter().map(|(n, v)| (*n, v.as_str())).collect();
        office.submit(&format!("{survey}/edit/lists/q2"), &options).await.expect(200, "一覧を保存しました");
        let draft = office.get(&format!("{survey}/editions")).await.expect(200, "承知した");
        assert!(draft.contains("問2の「選択肢を消す」：答え2件") && draft.contains("問3の「設問を消す」：答え3件"), "{}", draft.text());
        office.post(&format!("{survey}/editions"), &[("reason", "数え方を改めた")]).await.expect(422, "承知した");
        office.submit(&format!("{survey}/editions"), &[("reason", "数え方を改めた"), ("consent", "yes")]).await.expect(200, "第3版を出しました");

        // What no longer fits is shown at its question and on the page, before and after she saves; never dropped.
        let page = omi.get(&format!("{at_omi}/answer/s1")).await.expect(200, "前の版での答え").expect(200, "看取り").expect(200, "合わなくなった答えが2問");
        omi.get(&at_omi).await.expect(200, "前の版での答え").expect(200, "5回");
        omi.post(&format!("{at_omi}/submit"), &[]).await.expect(422, "か所を見てください");
        send(&mut omi, &page, &at_omi, &[("q4", "高齢福祉課"), ("q2", "o1")]).await.expect(200, "保存しました");
        let own = omi.get(&at_omi).await.expect(200, "前の版での答え").expect(200, "5回").expect(200, "別に残した");
        assert!(own.contains("第2版") && own.contains("看取り"), "with the edition it was given to");
        omi.get(&format!("{at_omi}/answers")).await.expect(200, "<td>入退院支援</td>");
        omi.submit(&format!("{at_omi}/submit"), &[]).await.expect(200, "受付番号");
        // Handed in under the first edition, it stays as it was handed in.
        yanai.get(&format!("{at_yanai}/answers")).await.expect(200, "<td>看取り</td>").expect(200, "7回");
        // Its sheet, though, no longer fits; it is told why.
        let (taken, _) = take(&world, &survey, &early[1]).await;
        let Taken::Refused(reasons) = taken else { panic!("{taken:?}") };
        assert!(reasons[0].contains("第1版の回答票です") && reasons[0].contains("問3（設問を消す）"), "{reasons:?}");

        // Sent back, it is answered in the newest edition; handing in without another change moves it as well.
        office.submit(&format!("{at_yanai}/return"), &[("reason", "問4を答えてください")]).await.expect(200, "差し戻しました");
        let page = yanai.get(&format!("{at_yanai}/answer/s1")).await.expect(200, "前の版での答え").expect(200, "担当課");
        send(&mut yanai, &page, &at_yanai, &[("q4", "介護課")]).await.expect(200, "保存しました");
        yanai.submit(&format!("{at_yanai}/submit"), &[]).await.expect(200, "受付番号");
        yanai.get(&format!("{at_yanai}/answers")).await.expect(200, "介護課").expect(200, "7回").expect(200, "第1版");

        let list = office.get(&format!("{survey}/editions")).await.expect(200, "第3版").expect(200, "第1版");
        assert!(list.contains("数え方を改めた") && list.contains("指紋") && list.contains("事務局"), "who, when, what");
        assert_eq!(office.get(&format!("{survey}/editions/1")).await.status.as_u16(), 200);
        assert_eq!(office.get(&format!("{survey}/editions/4")).await.status.as_u16(), 404);
    }
}

story! {
    /// Handing in right after a correction: nothing was saved since, and it is moved all the same.
    async fn who_hands_in_after_a_correction_is_moved(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let survey = running(&mut office).await;
        let mut yanai = world.sign_in("yanai-officer").await;
        let base = format!("{survey}/352128");
        let page = yanai.get(&format!("{base}/answer/s1")).await;
        send(&mut yanai, &page, &base, &[("q1", "o1"), ("q3", "7")]).await.expect(200, "保存しました");
        let remove = office.get(&format!("{survey}/edit/questions/q3/remove")).await;
        office.submit(&format!("{survey}/edit/questions/q3/remove"), &[("seen", &remove.input("seen").expect("a mark"))]).await.expect(200, "消しました");
        office.submit(&format!("{survey}/editions"), &[("reason", "要らない設問でした"), ("consent", "yes")]).await.expect(200, "第2版");
        let receipt = yanai.submit(&format!("{base}/submit"), &[]).await.expect(200, "受付番号");
        let number = receipt.text().split("receipt-number\">").nth(1).and_then(|t| t.split('<').next()).expect("a number").to_owned();
        assert!(world.newest_mail("midori@yanai.example.jp").await.expect("a letter").contains(&number), "the letter bears the same number");
        yanai.get(&base).await.expect(200, "前の版での答え").expect(200, "7回");
        office.get(&format!("{survey}/editions")).await.expect(200, "1,741（うち提出1）");
    }
}

story! {
    /// 対応表: guessed, put right, held to the truth, confirmed; last year's answers stand beside by it.
    async fn what_became_of_last_year_s_questions(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let of_year = |year: &'static str, id: &'static str| [("programme", "1"), ("year", year), ("respondent", "municipality"), ("source", "shipped"), ("shipped", id), ("title", year)];
        let last = begin(&mut office, &of_year("令和7", "fy2025_municipality")).await;
        office.get(&format!("{last}/concordance")).await.expect(200, "対応表はまだありません");
        office.submit(&format!("{last}/progress"), &[("to", "open")]).await.expect(200, "受付を始めました");
        // Last year's answers of one town, as collected then.
        let form = questionnaire::Form::new(questionnaire::shipped::definition("fy2025_municipality").expect("shipped")).expect("sound");
        let mut state = 3_u64;
        let mut pick = |n: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n.max(1)
        };
        let mut given = questionnaire::generate::fill(&form, Answers::default(), &mut pick);
        given.set("q11", Answer::one("linked"));
        let given: Answers = given.0.into_iter().filter(|(id, _)| id != "q11_1").collect();
        let id: i64 = last.trim_start_matches("/surveys/").parse().expect("a number");
        let mut tx = world.core.write::<EditSurveys>(Actor::Console, "test").await.expect("the console may");
        actions::load(&mut tx, id, &[("352128".to_owned(), given)]).await.expect("loaded");
        tx.commit_recorded().await.expect("stored");

        let survey = begin(&mut office, &of_year("令和8", "fy2026_municipality")).await;
        let page = office.get(&format!("{survey}/concordance")).await.expect(200, "自動で作った対応です").expect(200, "未確認");
        let line = |page: &Seen, number: &str| page.text().split("<tr>").find(|row| row.contains(&format!("scope=\"row\">{number}<"))).map(str::to_owned).unwrap_or_default();
        assert!(line(&page, "問12").contains("言い換え") && line(&page, "問13").contains("新設") && line(&page, "問1").contains("同じ"), "{}", line(&page, "問12"));
        assert!(line(&page, "問7").contains("選択肢：新設1"), "{}", line(&page, "問7"));
        assert!(line(&page, "問13").contains("線をつなぎません"), "a break in the series");

        // What the two questionnaires do not bear out is refused at its field.
        let link = |q: &str| format!("{survey}/concordance/{q}");
        let q12 = office.get(&link("q12")).await.expect(200, "前年の設問");
        let seen = q12.input("seen").expect("a mark");
        let try_it = [("relation", "same"), ("from", "q12"), ("seen", seen.as_str())];
        office.post(&link("q12"), &try_it).await.expect(422, "設問文が前年と違います");
        office.post(&link("q12"), &[("relation", "merged"), ("from", "q12"), ("seen", &seen)]).await.expect(422, "件は合いません");
        office.post(&link("q12"), &[("relation", "split"), ("from", "q12"), ("seen", &seen)]).await.expect(422, "件は合いません");
        office.post(&link("q12"), &[("relation", "reworded"), ("from", "q99"), ("seen", &seen)]).await.expect(422, "がありません");
        office.post(&link("q12"), &[("relation", "melted"), ("seen", &seen)]).await.expect(422, "選んでください");
        office.post(&link("q13"), &[("relation", "reworded"), ("from", "q11"), ("seen", &seen)]).await.expect(422, "設問の種類が");
        // Said with a note; a colleague's page is older then.
        let saved = office.submit(&link("q12"), &[("relation", "reworded"), ("from", "q12"), ("note", "聞き方を改めた。"), ("seen", &seen)]).await.expect(200, "対応を保存しました");
        assert!(line(&saved, "問12").contains("聞き方を改めた。"));
        office.post(&link("q12"), &[("relation", "new"), ("seen", &seen)]).await.expect(409, "ほかの方が先に");
        // A question that goes on no longer: last year's is dropped, this year's is new.
        let seen = office.get(&link("q6")).await.input("seen").expect("a mark");
        let split = office.submit(&link("q6"), &[("relation", "new"), ("seen", &seen)]).await.expect(200, "前年で終わった設問");
        assert!(line(&split, "問6").contains("新設"), "{}", line(&split, "問6"));
        let seen = office.get(&link("q6")).await.input("seen").expect("a mark");
        let page = office.submit(&link("q6"), &[("relation", "same"), ("from", "q6"), ("seen", &seen)]).await.expect(200, "対応を保存しました");
        assert!(line(&page, "問6").contains("同じ"), "and back");

        // Opened: last year's answer stands beside this year's question.
        office.submit(&format!("{survey}/progress"), &[("to", "open")]).await.expect(200, "受付を始めました");
        let mut town = world.sign_in("yanai-officer").await;
        town.get(&format!("{survey}/352128/answer/s6")).await.expect(200, "前年の答え").expect(200, "連携している");
        // A correction that adds a question is in the table by itself.
        let q = [("number", "問14"), ("text", "まったく新しい設問"), ("shown", "text"), ("section", "s8"), ("next", "save")];
        put(&mut office, &format!("{survey}/edit/new-question"), &q).await;
        office.submit(&format!("{survey}/editions"), &[("reason", "加えた")]).await.expect(200, "第2版");
        let page = office.get(&format!("{survey}/concordance")).await;
        assert!(line(&page, "問14").contains("新設") && line(&page, "問12").contains("聞き方を改めた。"), "what was said stays");
        let mut look = world.core.read::<EditSurveys>(Actor::Console, "test").await.expect("the console may");
        let row = row(&world, &survey).await;
        let table = site::surveys::concordance_of(&mut look, &row).await.expect("readable").expect("a table");
        assert!(table.of("q14").is_some() && table.of("q12").is_some_and(|link| link.note == "聞き方を改めた。"));
    }
}
