//! The office makes a questionnaire in the browser: from nothing, from Excel, two people at once; and who may not.

use answer_sheets::{IssueOptions, Limits, xlsform};
use foundation::testing::{Browser, Seen};
use questionnaire::{Answer, Answers};
use site::permissions::{Actor, CollectSheets, IssueSheets};
use site::surveys::actions::giving_out;
use site::surveys::sheets::{self, Editions, Taken};

use super::surveys_closing::confirm;
use crate::world::{World, story};

/// A new survey; its address, `/surveys/9`.
pub async fn begin(office: &mut Browser, fields: &[(&str, &str)]) -> String {
    let made = office.post("/surveys/new", fields).await;
    assert_eq!(made.status.as_u16(), 303, "{}", made.text().split("<main").nth(1).unwrap_or_default());
    let to = made.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    to.split("/edit").next().unwrap_or_default().to_owned()
}

const EMPTY: &[(&str, &str)] = &[
    ("programme", "1"),
    ("year", "令和8"),
    ("respondent", "municipality"),
    ("source", "empty"),
    ("title", "令和8年度 ためしの調査"),
];

/// Sends one question of a new survey; the page it leads to.
async fn add(office: &mut Browser, survey: &str, section: &str, kind: &str, fields: &[(&str, &str)]) -> Seen {
    let address = format!("{survey}/edit/new-question");
    let mut all = vec![("section", section), ("shown", kind), ("next", "save")];
    all.extend_from_slice(fields);
    office.submit(&address, &all).await
}

/// Every type of question, with branching.
async fn write_everything(office: &mut Browser, survey: &str) {
    for title in ["Ⅰ 体制", "Ⅱ 取組"] {
        office
            .submit(&format!("{survey}/edit/new-section"), &[("title", title)])
            .await
            .expect(200, "区分を保存しました");
    }
    let saved = |seen: Seen| seen.expect(200, "設問を保存しました");
    let note = [("text", "令和8年4月1日の状況を答えてください。")];
    saved(add(office, survey, "s1", "note", &note).await);
    let single = [
        ("number", "問1"),
        ("text", "協議会を設置していますか"),
        ("required", "yes"),
        ("list", ""),
        ("option-0-label", "設置している"),
        ("option-0-id", "yes"),
        ("option-1-label", "設置していない"),
        ("option-1-id", "no"),
    ];
    saved(add(office, survey, "s1", "single", &single).await);
    let multiple = [
        ("number", "問2"),
        ("text", "取り組む場面（3つまで）"),
        ("hint", "主なものを選んでください。"),
        ("most", "３"),
        ("list", ""),
        ("options-more", "入退院支援\n看取り\n急変時の対応\nどれもない\nその他（具体的に）"),
        ("relevant", "${q1} = 'yes'"),
    ];
    saved(add(office, survey, "s1", "multiple", &multiple).await);
    let number = [("number", "問3"), ("text", "会議の回数"), ("unit", "回"), ("least", "0"), ("most", "100")];
    saved(add(office, survey, "s2", "number", &number).await);
    let amount = [("number", "問4"), ("text", "予算"), ("hint", "当初予算"), ("relevant", "${q3} > 0")];
    saved(add(office, survey, "s2", "amount", &amount).await);
    let date =
        [("number", "問5"), ("text", "始めた日"), ("most-year", "令和8"), ("most-month", "12"), ("most-day", "31")];
    saved(add(office, survey, "s2", "date", &date).await);
    let grid = [
        ("number", "問6"),
        ("text", "資料の活用"),
        ("list", "q1"),
        ("options-of", ""),
        ("row-0-label", "手引き"),
        ("row-0-id", "guide"),
        ("rows-more", "事例集\nポータルサイト"),
    ];
    saved(add(office, survey, "s2", "grid", &grid).await);
    saved(add(office, survey, "s2", "text", &[("number", "問7"), ("text", "会議の名前"), ("letters", "40")]).await);
    let long = [
        ("number", "問8"),
        ("text", "困っていること"),
        ("relevant", "selected(${q2}, 'o2') or count-selected(${q2}) >= 2"),
        ("last_year", "yes"),
    ];
    saved(add(office, survey, "s2", "long_text", &long).await);
    // One option of the list goes with no other, one has a text beside it.
    let list = office.get(&format!("{survey}/edit/lists/q2")).await.expect(200, "どれもない");
    let mut fields: Vec<(String, String)> = vec![("seen".to_owned(), list.input("seen").unwrap_or_default())];
    for (at, label) in ["入退院支援", "看取り", "急変時の対応", "どれもない", "その他（具体的に）"].iter().enumerate()
    {
        let id = format!("o{}", at + 1);
        fields.push((format!("option-{at}-was"), id.clone()));
        fields.push((format!("option-{at}-id"), id));
        fields.push((format!("option-{at}-label"), (*label).to_owned()));
        fields.push((format!("option-{at}-order"), (at + 1).to_string()));
    }
    fields.push(("option-3-exclusive".to_owned(), "yes".to_owned()));
    fields.push(("option-4-other".to_owned(), "yes".to_owned()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    office.submit(&format!("{survey}/edit/lists/q2"), &fields).await.expect(200, "一覧を保存しました");
}

async fn fill_in(world: &World, survey: &str, code: &str, answers: &Answers) -> Taken {
    let id: i64 = survey.trim_start_matches("/surveys/").parse().expect("a number");
    let mut look = world.core.read::<IssueSheets>(Actor::Console, "test").await.expect("the console may");
    let row = sheets::survey(&mut look, id).await.expect("found");
    let editions = Editions::of(&mut look, id).await.expect("editions");
    let respondent = sheets::respondent(&mut look, &row, code).await.expect("a respondent");
    let (_, blank) = giving_out::one(&mut look, &row, &respondent).await.expect("a sheet");
    drop(look);
    let templates = editions.all();
    let options = IssueOptions::default();
    let mut reading = sheets::read("回答.xlsx", &blank, &row, templates).outcome.expect("our own sheet is read");
    reading.answers = answers.clone();
    reading.faults.clear();
    reading.entries.clear();
    let filled =
        answer_sheets::mark_up(&templates[0], &reading, &Answers::default(), &options).expect("a filled sheet");
    let back = sheets::read("回答.xlsx", &filled, &row, templates).outcome.expect("it comes back");
    let mut tx = world.core.write::<CollectSheets>(Actor::Console, "test").await.expect("the console may");
    let taken = sheets::take(&mut tx, &row, &editions, &back).await.expect("the database answers");
    tx.commit_recorded().await.expect("stored");
    taken
}

story! {
    /// From nothing to the first answers: every type, branching, faults at their fields, preview, opening, web and Excel.
    async fn a_questionnaire_is_made_from_nothing_and_answered(world) {
        let mut office = world.sign_in("cooperation-office").await;
        office.get("/surveys").await.expect(200, "調査を作る");
        office.get("/surveys/new").await.expect(200, "令和9");
        // What is missing is told at its field, and what was typed stays.
        let wrong = office.post("/surveys/new", &[("programme", "1"), ("year", "いつか"), ("respondent", "municipality"), ("source", "empty")]).await;
        let wrong = wrong.expect(422, "題名を入力してください");
        assert!(wrong.contains("value=\"いつか\"") && wrong.contains("href=\"#year\""), "kept and told");
        let far = [("programme", "1"), ("year", "令和12"), ("respondent", "municipality"), ("source", "empty"), ("title", "x")];
        office.post("/surveys/new", &far).await.expect(422, "令和12年度の設定がまだない");
        let survey = begin(&mut office, EMPTY).await;
        office.get(&format!("{survey}/edit")).await.expect(200, "まだ何もありません");
        office.get(&format!("{survey}/preview")).await.expect(422, "設問がまだありません");
        office.get(&format!("{survey}/progress")).await.expect(200, "まだ始められません");
        office.post(&format!("{survey}/progress"), &[("to", "open")]).await.expect(422, "設問がまだありません");
        write_everything(&mut office, &survey).await;

        let whole = office.get(&format!("{survey}/edit")).await.expect(200, "区分2、設問8問（うち必須1問）");
        for words in ["→ 問1で「設置している」と答えた方", "（3つまで）", "問2で「看取り」と答えた方、または、問2で選んだ数が2以上の方", "q6", "3行、選択肢2", "前年の答え"] {
            assert!(whole.contains(words), "{words}");
        }
        // Strangers, doubles, circles: at the field, nothing stored.
        let told = |seen: Seen, field: &str, words: &str| {
            let seen = seen.expect(422, words);
            assert!(seen.contains(&format!("href=\"#{field}\"")), "{field}");
        };
        let stranger = [("number", "問9"), ("text", "x"), ("relevant", "${q99} = 'yes'")];
        told(add(&mut office, &survey, "s2", "text", &stranger).await, "relevant", "「${q99}」という設問がありません");
        let broken = [("text", "x"), ("relevant", "${q1} = ")];
        told(add(&mut office, &survey, "s2", "text", &broken).await, "relevant", "条件の8文字目");
        let no_option = [("text", "x"), ("relevant", "${q1} = 'maybe'")];
        told(add(&mut office, &survey, "s2", "text", &no_option).await, "relevant", "「maybe」という選択肢がありません");
        told(add(&mut office, &survey, "s2", "text", &[("text", "x"), ("id", "q1")]).await, "id", "ほかの設問のIDです");
        told(add(&mut office, &survey, "s2", "text", &[("text", "x"), ("id", "9-a")]).await, "id", "使えません");
        told(add(&mut office, &survey, "s2", "text", &[("text", " ")]).await, "text", "設問文を入力してください");
        let limits = [("text", "x"), ("least", "5"), ("most", "1")];
        told(add(&mut office, &survey, "s2", "number", &limits).await, "least", "下限が上限より大きく");
        let no_message = [("text", "x"), ("constraint", ". > 3")];
        told(add(&mut office, &survey, "s2", "number", &no_message).await, "message", "何を直せばよいか");
        let q1 = office.get(&format!("{survey}/edit/questions/q1")).await.expect(200, "この一覧は問6でも使っています");
        let circle = [
            ("shown", "single"), ("section", "s1"), ("number", "問1"), ("text", "協議会を設置していますか"), ("list", "q1"), ("options-of", "q1"),
            ("option-0-was", "yes"), ("option-0-id", "yes"), ("option-0-label", "設置している"),
            ("option-1-was", "no"), ("option-1-id", "no"), ("option-1-label", "設置していない"),
            ("relevant", "count-selected(${q2}) > 0"), ("next", "save"), ("seen", &q1.input("seen").expect("a mark")),
        ];
        told(office.post(&format!("{survey}/edit/questions/q1"), &circle).await, "relevant", "輪になっています");
        // An option that a condition asks for does not go.
        let mut gone: Vec<(&str, &str)> = circle.iter().copied().filter(|(n, _)| !n.starts_with("option-0") && *n != "relevant").collect();
        gone.extend([("option-0-was", "yes"), ("option-0-label", "")]);
        told(office.post(&format!("{survey}/edit/questions/q1"), &gone).await, "option-0-label", "問2の条件");
        office.get(&format!("{survey}/edit/questions/q1/remove")).await.expect(200, "いまは消せません");

        // Read without saving; picked without typing.
        let read = [("shown", "text"), ("section", "s2"), ("text", "x"), ("relevant", "not(selected(${q2}, 'o1'))"), ("next", "read")];
        office.post(&format!("{survey}/edit/new-question"), &read).await.expect(200, "問2で「入退院支援」を選ばなかった方");
        let pick = [("shown", "text"), ("section", "s2"), ("relevant", "${q1} = 'yes'"), ("pick", "${q3} > 0"), ("next", "pick-or")];
        let picked = office.post(&format!("{survey}/edit/new-question"), &pick).await.expect(200, "または");
        assert_eq!(picked.input("relevant").as_deref(), Some("${q1} = &#39;yes&#39; or ${q3} &#62; 0"));
        let kind = [("shown", "text"), ("kind", "grid"), ("section", "s2"), ("text", "残す"), ("next", "kind")];
        office.post(&format!("{survey}/edit/new-question"), &kind).await.expect(200, "表の行").expect(200, "残す");

        // Moving, by buttons.
        let order = office.get(&format!("{survey}/edit")).await;
        let seen = order.text().split("name=\"of\" value=\"s2\"").next().and_then(|t| t.rsplit("name=\"seen\" value=\"").next().map(str::to_owned)).expect("a mark");
        let seen = seen.split('"').next().unwrap_or_default().to_owned();
        let moved = office.submit(&format!("{survey}/edit/order"), &[("of", "s2"), ("seen", &seen), ("up", "q4")]).await.expect(200, "順を変えました");
        assert!(moved.text().find("id=\"q4\"") < moved.text().find("id=\"q3\""), "before");
        // The same button of the page as it was: somebody has moved since.
        office.post(&format!("{survey}/edit/order"), &[("of", "s2"), ("seen", &seen), ("up", "q5")]).await.expect(409, "並びを変えました");

        // The preview is the form itself; branching works, nothing is kept.
        let preview = office.get(&format!("{survey}/preview")).await.expect(200, "プレビュー");
        for words in ["令和8年4月1日の状況", "取り組む場面（3つまで）", "ほかの選択肢と同時には選べません", "提出までの流れ"] {
            assert!(preview.contains(words), "{words}");
        }
        assert!(preview.text().split("data-question=\"q2\"").nth(1).is_some_and(|t| t.starts_with(" data-not-asked")), "not asked yet");
        let tried = [("q1", "yes"), ("q1.asked", "1"), ("q2", "o1"), ("q2", "o4"), ("q2.asked", "1"), ("next", "next")];
        let tried = office.post(&format!("{survey}/preview/s1"), &tried).await.expect(200, "同時には選べません");
        assert!(tried.text().split("data-question=\"q2\"").nth(1).is_some_and(|t| t.starts_with('>')), "asked now");
        let good = [("q1", "yes"), ("q1.asked", "1"), ("q2", "o1"), ("q2", "o2"), ("q2.asked", "1"), ("next", "next")];
        let next = office.post(&format!("{survey}/preview/s1"), &good).await.expect(200, "Ⅱ 取組");
        assert!(next.text().split("data-question=\"q8\"").nth(1).is_some_and(|t| t.starts_with('>')), "what was tried before counts");
        let sheet = office.get(&format!("{survey}/preview.xlsx")).await;
        assert_eq!(sheet.status.as_u16(), 200);
        let book = answer_sheets::workbook::open(&sheet.body, &Limits::default()).expect("a workbook");
        assert!(book.sheets.iter().any(|s| s.name.contains("体制")), "a sheet per section");

        // To the town it is not there before it is opened.
        let mut town = world.sign_in("yanai-officer").await;
        for page in ["", "/questions", "/352128", "/352128/answer/s1"] {
            assert_eq!(town.get(&format!("{survey}{page}")).await.status.as_u16(), 404, "{page}");
        }
        office.get(&format!("{survey}/progress")).await.expect(200, "誤りはありません");
        office.submit(&format!("{survey}/progress"), &[("to", "open")]).await.expect(200, "受付を始めました");
        office.get(&format!("{survey}/editions")).await.expect(200, "第1版").expect(200, "1,741（うち提出0）");
        town.get("/surveys").await.expect(200, "令和8年度 ためしの調査");
        let base = format!("{survey}/352128");
        let page = town.get(&format!("{base}/answer/s1")).await.expect(200, "協議会を設置していますか");
        let seen = |page: &Seen, id: &str| page.input(&format!("{id}.seen")).unwrap_or_default();
        let (m1, m2) = (seen(&page, "q1"), seen(&page, "q2"));
        let sent = [("edition", "1"), ("q1", "yes"), ("q1.asked", "1"), ("q1.seen", m1.as_str()), ("q2", "o5"), ("q2.o5.text", "配食"), ("q2.asked", "1"), ("q2.seen", m2.as_str()), ("next", "next")];
        town.submit(&format!("{base}/answer/s1"), &sent).await.expect(200, "Ⅱ 取組");
        town.submit(&format!("{base}/submit"), &[]).await.expect(200, "受付番号");

        // Another answers in Excel.
        let mut answers = Answers::default();
        answers.set("q1", Answer::one("no"));
        answers.set("q3", Answer::Number { number: 4.0 });
        answers.set("q4", Answer::Number { number: 120_000.0 });
        answers.set("q5", Answer::Date { date: jiff::civil::date(2025, 4, 1) });
        answers.set("q7", Answer::text("連携会議"));
        assert!(matches!(fill_in(&world, &survey, "352047", &answers).await, Taken::Submitted { questions: 5, .. }));
        office.get(&format!("{survey}/352047/answers")).await.expect(200, "120,000円").expect(200, "令和7年4月1日");
        office.get(&format!("{survey}/352128/answers")).await.expect(200, "その他（具体的に）：配食");

        // Closed, and opened again with a reason.
        confirm(&mut office, &format!("{survey}/progress/close"), &[]).await.expect(200, "受付を閉じました");
        town.post(&format!("{survey}/352047/answer/s1"), &[]).await.expect(404, "");
        office.post(&format!("{survey}/progress"), &[("to", "reopen"), ("reason", " ")]).await.expect(422, "理由を");
        office.submit(&format!("{survey}/progress"), &[("to", "reopen"), ("reason", "3団体を待つため")]).await.expect(200, "3団体を待つため");
        office.post(&format!("{survey}/progress"), &[("to", "open")]).await.expect(422, "いまの状態（受付中）");
        office.post(&format!("{survey}/progress"), &[("to", "melt")]).await.expect(400, "");
    }
}

fn workbook(rows: &[[&str; 4]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("survey").expect("a name");
    for (row, line) in (0u32..).zip(std::iter::once(&["type", "name", "label", "relevant"]).chain(rows)) {
        for (column, text) in (0u16..).zip(line) {
            sheet.write_string(row, column, *text).expect("a cell");
        }
    }
    let sheet = book.add_worksheet();
    sheet.set_name("choices").expect("a name");
    for (row, line) in (0u32..).zip([["list_name", "name", "label"], ["yn", "y", "はい"], ["yn", "n", "いいえ"]]) {
        for (column, text) in (0u16..).zip(line) {
            sheet.write_string(row, column, text).expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

story! {
    /// Excel in: every fault by its cell, nothing made; what is sound is looked at first. Excel out: the same again.
    async fn an_xlsform_is_refused_by_cell_and_taken_in_after_a_look(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let wish: Vec<(&str, &str)> = EMPTY.iter().copied().filter(|(n, _)| *n != "source").chain([("source", "xlsform")]).collect();
        office.post("/surveys/new", &wish).await.expect(422, "ファイルを選んでください");
        let bad = workbook(&[
            ["begin_repeat", "r", "x", ""],
            ["select_one yn", "q1", "ありますか", "${q2} = 'y'"],
            ["select_one yn", "q1", "もう一度", ""],
            ["geopoint", "p", "場所", ""],
            ["text", "q3", "内容", "${nowhere} = '1'"],
        ]);
        let refused = office.upload("/surveys/new", &wish, ("file", "調査票.xlsx", &bad)).await.expect(422, "このExcelは調査票になりません");
        for (place, words) in [("シート「survey」のA2", "繰り返し"), ("シート「survey」のA5", "geopoint")] {
            assert!(refused.contains(place) && refused.contains(words), "{place}: {}", refused.text().split("<main").nth(1).unwrap_or_default());
        }
        let unsound = workbook(&[
            ["select_one yn", "q1", "ありますか", "${q2} = 'y'"],
            ["select_one yn", "q2", "その次", "${q1} = 'y'"],
            ["text", "q3", "内容", "${nowhere} = '1'"],
        ]);
        let refused = office.upload("/surveys/new", &wish, ("file", "調査票.xlsx", &unsound)).await.expect(422, "シート「survey」のD4");
        assert!(refused.contains("nowhere") && refused.contains("輪になっています"), "strangers and circles by cell");
        let double = workbook(&[["text", "q", "x", ""], ["text", "q", "y", ""]]);
        office.upload("/surveys/new", &wish, ("file", "調査票.xlsx", &double)).await.expect(422, "シート「survey」のB3");
        office.upload("/surveys/new", &wish, ("file", "調査票.xlsx", b"%PDF-1.7")).await.expect(422, "PDF");

        let good = workbook(&[["start", "s", "", ""], ["select_one yn or_other", "q1", "ありますか", ""], ["text", "q2", "内容", "${q1} = 'y'"]]);
        let sent = office.upload("/surveys/new", &wish, ("file", "調査票.xlsx", &good)).await;
        let plan = sent.headers.get("location").and_then(|v| v.to_str().ok()).expect("to the plan").to_owned();
        let look = office.get(&plan).await.expect(200, "まだ何も変わっていません").expect(200, "シート「survey」のA3");
        assert!(look.contains("端末の記録"), "what was passed over is told");
        let hidden = ["programme", "year", "respondent", "title", "opens", "due"].map(|name| (name, look.input(name).expect("a hidden field")));
        let hidden: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let key = plan.split('?').next().expect("a path").to_owned();
        let made = office.submit(&key, &hidden).await.expect(200, "調査の下書きを作りました").expect(200, "問").expect(200, "ありますか");
        let survey = made.address.split("/edit").next().expect("an address").to_owned();
        assert_eq!(office.get("/surveys/new/0000").await.status.as_u16(), 404);

        // Out, changed in Excel, in again: only the change is different.
        let out = office.get(&format!("{survey}/edit/xlsform")).await;
        let mut definition = xlsform::import(&out.body, &xlsform::Defaults::default(), &Limits::default()).expect("sound");
        assert_eq!(definition.questions().count(), 2);
        "言い換えました".clone_into(&mut definition.sections[0].questions[0].text);
        let again = xlsform::export(&definition).expect("a workbook");
        let import = format!("{survey}/edit/import");
        office.upload(&import, &[], ("file", "a.xlsx", &bad)).await.expect(422, "シート「survey」のA2");
        office.post(&import, &[]).await.expect(422, "ファイルを選んでください");
        let sent = office.upload(&import, &[], ("file", "a.xlsx", &again)).await;
        let plan = sent.headers.get("location").and_then(|v| v.to_str().ok()).expect("to the plan").to_owned();
        let look = office.get(&plan).await.expect(200, "言い換えました").expect(200, "設問文");
        let seen = look.input("seen").expect("a mark");
        let mut colleague = world.sign_in("elderly-health-department").await;
        colleague.submit(&format!("{survey}/edit/new-section"), &[("title", "別の区分")]).await.expect(200, "別の区分");
        office.post(&plan, &[("seen", &seen)]).await.expect(409, "ほかの方が先に");
        let seen = office.get(&plan).await.input("seen").expect("a mark");
        office.submit(&plan, &[("seen", &seen)]).await.expect(200, "XLSFormの内容に置き換えました").expect(200, "言い換えました");

        let template = office.get("/surveys/xlsform").await;
        let read = xlsform::read(&template.body, &xlsform::Defaults::default(), &Limits::default()).expect("the template is sound");
        assert!(read.remarks.is_empty());
    }
}

story! {
    /// Two people at one question: the second sees both, and decides. At different questions nobody is disturbed.
    async fn two_people_edit_one_questionnaire(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let survey = begin(&mut office, &[("programme", "1"), ("year", "令和8"), ("respondent", "prefecture"), ("source", "shipped"), ("shipped", "fy2026_prefecture")]).await;
        let mut department = world.sign_in("elderly-health-department").await;
        let address = format!("{survey}/edit/questions/q1");
        let (mine, theirs) = (office.get(&address).await.expect(200, "問1"), department.get(&address).await.expect(200, "問1"));
        let fields = |page: &Seen, text: &str| {
            let mut fields: Vec<(String, String)> = ["section", "number", "id", "relevant"].iter().map(|n| ((*n).to_owned(), page.input(n).unwrap_or_default())).collect();
            fields.retain(|(n, _)| n != "section");
            for (n, v) in [("section", "s2"), ("shown", "single"), ("text", text), ("required", "yes"), ("last_year", "yes"), ("next", "save")] {
                fields.push((n.to_owned(), v.to_owned()));
            }
            let list = page.input("options-of").unwrap_or_default();
            fields.push(("list".to_owned(), list.clone()));
            fields.push(("options-of".to_owned(), list));
            for at in 0.. {
                let Some(label) = page.input(&format!("option-{at}-label")) else { break };
                for part in ["was", "id", "order"] {
                    fields.push((format!("option-{at}-{part}"), page.input(&format!("option-{at}-{part}")).unwrap_or_default()));
                }
                fields.push((format!("option-{at}-label"), label));
            }
            fields.push(("seen".to_owned(), page.input("seen").unwrap_or_default()));
            fields
        };
        #[expect(clippy::items_after_statements, reason = "beside what it is for")]
        async fn send(browser: &mut Browser, address: &str, fields: &[(String, String)]) -> Seen {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            browser.submit(address, &fields).await
        }
        send(&mut department, &address, &fields(&theirs, "所管課のことば")).await.expect(200, "設問を保存しました");
        let both = send(&mut office, &address, &fields(&mine, "事務局のことば")).await.expect(409, "ほかの方が先に保存しました");
        for words in ["所管課のことば", "事務局のことば", "老健局"] {
            assert!(both.contains(words), "{words}");
        }
        department.get(&address).await.expect(200, "所管課のことば");
        // Having seen both, she saves hers.
        send(&mut office, &address, &fields(&both, "事務局のことば")).await.expect(200, "設問を保存しました");
        // Another question meanwhile disturbs nobody.
        let mine = office.get(&address).await;
        department.submit(&format!("{survey}/edit/new-section"), &[("title", "別の区分")]).await.expect(200, "別の区分");
        send(&mut office, &address, &fields(&mine, "もう一度")).await.expect(200, "設問を保存しました");
        office.get(&format!("{survey}/edit")).await.expect(200, "別の区分").expect(200, "もう一度");
        // What was removed meanwhile is not brought back in silence.
        let remove = department.get(&format!("{address}/remove")).await.expect(200, "いまは消せません");
        assert_eq!(remove.input("seen"), None, "others hang on it");
    }
}

story! {
    /// Only who makes surveys of the programme: others are kept out, and another programme's survey is not there.
    async fn nobody_else_makes_or_sees_drafts(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let survey = begin(&mut office, &[("programme", "1"), ("year", "令和8"), ("respondent", "prefecture"), ("source", "shipped"), ("shipped", "fy2026_prefecture")]).await;
        let pages = ["edit", "edit/lists", "edit/outline", "edit/questions/q1", "edit/sections/s1", "edit/sections/s1/add", "edit/new-question?section=s1&kind=text", "edit/import", "edit/xlsform", "preview", "preview/s1", "preview.xlsx", "editions", "progress", "concordance"];
        for page in pages {
            assert_eq!(office.get(&format!("{survey}/{page}")).await.status.as_u16(), 200, "{page}");
        }
        for who in ["yanai-officer", "yamaguchi-manager", "yanai-coordinator", "chugokushikoku-bureau"] {
            let mut browser = world.sign_in(who).await;
            for page in pages {
                assert_eq!(browser.get(&format!("{survey}/{page}")).await.status.as_u16(), 403, "{who} {page}");
            }
            assert_eq!(browser.get("/surveys/new").await.status.as_u16(), 403, "{who}");
            assert_eq!(browser.post(&format!("{survey}/progress"), &[("to", "open")]).await.status.as_u16(), 403, "{who}");
            for page in ["", "/questions"] {
                assert_eq!(browser.get(&format!("{survey}{page}")).await.status.as_u16(), 404, "{who}: a draft is not there");
            }
            for list in ["/surveys", "/search?q=%E8%AA%BF%E6%9F%BB"] {
                assert!(!browser.get(list).await.contains(&format!("href=\"{survey}\"")), "{who} {list}");
            }
        }
        // The other programme's office and department.
        for who in ["home-care-office", "regional-medical-department"] {
            let mut other = world.sign_in(who).await;
            for page in pages {
                assert_eq!(other.get(&format!("{survey}/{page}")).await.status.as_u16(), 404, "{who} {page}");
            }
            for page in ["edit/order", "edit/outline", "edit/new-section", "edit/questions/q1", "edit/questions/q1/remove", "edit/lists/use", "edit/discard", "edit/import", "preview/s1", "editions", "concordance", "concordance/q1"] {
                assert_eq!(other.post(&format!("{survey}/{page}"), &[("title", "x")]).await.status.as_u16(), 404, "{who} {page}");
            }
            assert_eq!(other.post(&format!("{survey}/progress"), &[("to", "open")]).await.status.as_u16(), 404, "{who}");
            // Nor can it begin one there, nor from there.
            let there = [("programme", "1"), ("year", "令和8"), ("respondent", "prefecture"), ("source", "empty"), ("title", "x")];
            other.post("/surveys/new", &there).await.expect(422, "示された中から選んでください");
            let id = survey.trim_start_matches("/surveys/");
            let from = [("programme", "2"), ("year", "令和8"), ("respondent", "prefecture"), ("source", "survey"), ("survey", id)];
            other.post("/surveys/new", &from).await.expect(422, "もとにする前の調査を選んでください");
        }
        office.get(&format!("{survey}/edit")).await.expect(200, "下書き");
        let mut visitor = world.visitor();
        assert_eq!(visitor.get(&format!("{survey}/edit")).await.status.as_u16(), 303);
    }
}
