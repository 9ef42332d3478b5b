//! What happens to a case around its publication: letters, discarding, history, owners, conflicts.

use super::cases_writing::{TEXTS, approve, number_of, publish, write};
use crate::world::story;

/// A complete case of 柳井市 that waits for the office.
async fn handed_in(town: &mut foundation::testing::Browser) -> i64 {
    let mut fields = TEXTS.to_vec();
    fields.push(("next", "submit"));
    let (_, page) = write(town, &fields).await;
    number_of(&page.expect(200, "受付番号"))
}

const OFFICE: &str = "takuya@cooperation-office.example.jp";
const OTHER_OFFICE: &str = "saki@home-care-office.example.jp";
const OFFICER: &str = "midori@yanai.example.jp";
const MANAGER: &str = "kenichi@yanai.example.jp";
const PREFECTURE: &str = "daisuke@yamaguchi.example.jp";

story! {
    async fn every_step_is_told_to_those_it_concerns(world) {
        assert_eq!(world.newest_mail(OFFICE).await, None, "what was taken in at the machine is announced to nobody");
        let mut town = world.sign_in("yanai-officer").await;
        let number = handed_in(&mut town).await;
        // Her own manager is told first, and nobody else.
        let letter = world.newest_mail(MANAGER).await.expect("a letter to the manager");
        assert!(letter.contains("承認を待っています") && !letter.contains("見本 みどり"), "{letter}");
        for not_concerned in [OFFICER, OFFICE, OTHER_OFFICE, PREFECTURE] {
            assert_eq!(world.newest_mail(not_concerned).await, None, "{not_concerned}");
        }
        approve(&world, number).await;
        let address = format!("http://renkei.test/cases/{number}");
        let letter = world.newest_mail(OFFICE).await.expect("a letter to the office");
        assert!(letter.contains("出されました") && letter.contains(&address) && letter.contains(TEXTS[0].1), "{letter}");
        assert!(!letter.contains("見本 みどり"), "nobody's name: {letter}");
        for not_concerned in [OFFICER, OTHER_OFFICE, PREFECTURE] {
            assert_eq!(world.newest_mail(not_concerned).await, None, "{not_concerned}");
        }

        // Returned with the reason: to who handed it in, and to her colleagues who may write.
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("/cases/{number}/return"), &[("reason", "薬局の数の年を書いてください。")]).await.expect(200, "差し戻しました");
        for writer in [OFFICER, MANAGER] {
            let letter = world.newest_mail(writer).await.expect("a letter to the writers");
            assert!(letter.contains("差し戻されました") && letter.contains("薬局の数の年を書いてください。") && letter.contains(&address), "{letter}");
        }
        assert!(world.newest_mail(OFFICE).await.expect("the first letter").contains("出されました"), "nobody is told of her own doing");

        // Published, and taken down by the manager: the officer hears of it, the manager does not.
        town.submit(&format!("/cases/{number}/submit"), &[]).await.expect(200, "受付番号");
        approve(&world, number).await;
        office.submit(&format!("/cases/{number}/publish"), &[]).await.expect(200, "公開しました");
        assert!(world.newest_mail(OFFICER).await.expect("a letter").contains("公開しました"));
        let mut manager = world.sign_in("yanai-manager").await;
        manager.submit(&format!("/cases/{number}/archive"), &[("archive-reason", "見本の理由"), ("archive-sure", "1")]).await.expect(200, "公開を終えました");
        assert!(world.newest_mail(OFFICER).await.expect("a letter").contains("公開を終えました"));
        assert!(world.newest_mail(MANAGER).await.expect("a letter").contains("公開しました"));
        for not_concerned in [OTHER_OFFICE, PREFECTURE] {
            assert_eq!(world.newest_mail(not_concerned).await, None, "{not_concerned}");
        }
        world.run_jobs().await;
    }
}

story! {
    async fn a_coordinator_who_handed_in_hears_what_became_of_it(world) {
        let mut coordinator = world.sign_in("yanai-coordinator").await;
        let mut fields = TEXTS.to_vec();
        fields.extend([("owner", "352128"), ("next", "submit")]);
        let (_, page) = write(&mut coordinator, &fields).await;
        let number = number_of(&page.expect(200, "受付番号"));
        approve(&world, number).await;
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("/cases/{number}/publish"), &[]).await.expect(200, "公開しました");
        for concerned in ["hitomi@yanai-ishikai.example.jp", OFFICER, MANAGER] {
            assert!(world.newest_mail(concerned).await.expect(concerned).contains("公開しました"), "{concerned}");
        }
        assert_eq!(world.newest_mail("makoto@yanai-ishikai.example.jp").await, None, "her colleague at the body is not concerned");
    }
}

story! {
    async fn the_same_form_with_other_words_shows_both_and_loses_neither(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let (key, first) = write(&mut town, &[("title", "先に送った題名"), ("background", "先の背景")]).await;
        let number = number_of(&first.expect(200, "保存しました"));
        let again = [("form_key", key.as_str()), ("owner", "352128"), ("title", "あとで送った題名"), ("background", "先の背景"), ("outline", "あとの<概要>")];
        let page = town.submit("/cases/new", &again).await.expect(409, "もう保存されています");
        for words in ["先に送った題名", "あとで送った題名", "あとの&#60;概要&#62;", "保存されているほうを使う"] {
            assert!(page.contains(words), "{words}");
        }
        assert!(!page.text().split("違うところ").nth(1).expect("a table").split("</table>").next().expect("it").contains("先の背景"), "only what differs");
        assert!(page.links("/cases/").contains(&format!("/cases/{number}")));
        assert!(town.get(&format!("/cases/{number}")).await.contains("先に送った題名"), "nothing was stored over it");
        // She takes what she sent last: the form leads to the case.
        let version = page.input("version").expect("a version");
        let mine = [("version", version.as_str()), ("title", "あとで送った題名"), ("background", "先の背景"), ("outline", "あとの<概要>")];
        town.submit(&format!("/cases/{number}/edit"), &mine).await.expect(200, "あとで送った題名");
        // The very first form sent once more is still no conflict.
        let same = [("form_key", key.as_str()), ("owner", "352128"), ("title", "先に送った題名"), ("background", "先の背景")];
        assert_eq!(number_of(&town.submit("/cases/new", &same).await.expect(200, "保存しました")), number);
        // Once the case is on its way, the other words become a case of their own.
        let mut fields = TEXTS.to_vec();
        let version = town.get(&format!("/cases/{number}/edit")).await.input("version").expect("a version");
        fields.extend([("version", version.as_str()), ("next", "submit")]);
        town.submit(&format!("/cases/{number}/edit"), &fields).await.expect(200, "受付番号");
        let page = town.submit("/cases/new", &again).await.expect(409, "別の事例になります");
        let new_key = page.input("form_key").expect("a key");
        assert_ne!(new_key, key);
        let other = [("form_key", new_key.as_str()), ("owner", "352128"), ("title", "あとで送った題名")];
        assert_ne!(number_of(&town.submit("/cases/new", &other).await.expect(200, "保存しました")), number);
    }
}

story! {
    async fn a_body_s_case_is_its_own_whatever_town_it_is_about(world) {
        let mut body = world.sign_in("yanai-association").await;
        let form = body.get("/cases/new").await.expect(200, "柳井見本医師会（架空）");
        assert_eq!(form.input("owner"), None, "a body names no owner");
        let (_, page) = write(&mut body, &[("title", "医師会の取組")]).await;
        page.expect(422, "市町村を一つ以上書いてください");
        let mut fields = TEXTS.to_vec();
        fields[0] = ("title", "医師会の取組");
        fields.extend([("places", "東近江市、柳井市"), ("next", "submit")]);
        let (_, page) = write(&mut body, &fields).await;
        let page = page.expect(200, "受付番号");
        let case = format!("/cases/{}", number_of(&page));
        assert!(page.contains("この事例を書いた団体") && !page.contains("の代理"));

        // Neither town has it among its own; no prefecture sees it before it is public.
        for other in ["yanai-officer", "yanai-manager", "higashiomi-officer", "yamaguchi-officer", "yamanashi-care-managers"] {
            let mut other_browser = world.sign_in(other).await;
            assert!(!other_browser.get("/cases/mine").await.contains("医師会の取組"), "{other}");
            assert_eq!(other_browser.get(&case).await.status.as_u16(), 404, "{other}");
            assert_eq!(other_browser.get(&format!("{case}/edit")).await.status.as_u16(), 404, "{other}");
        }
        body.get("/cases/mine").await.expect(200, "医師会の取組");
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{case}/publish"), &[]).await.expect(200, "公開しました");
        let mut visitor = world.visitor();
        visitor.get(&case).await.expect(200, "柳井見本医師会（架空）");
        visitor.get("/regions/352128").await.expect(200, "医師会の取組");
        visitor.get("/cases?q=%E8%A6%8B%E6%9C%AC%E5%8C%BB%E5%B8%AB%E4%BC%9A").await.expect(200, "医師会の取組");
        let mut manager = world.sign_in("yanai-manager").await;
        assert_eq!(manager.post(&format!("{case}/archive"), &[("archive-reason", "見本の理由"), ("archive-sure", "1")]).await.status.as_u16(), 404, "a town does not take it down");
        let letter = world.newest_mail("makoto@yanai-ishikai.example.jp").await.expect("a letter to the body");
        assert!(letter.contains("公開しました"));
        assert_eq!(world.newest_mail(OFFICER).await, None);
    }
}

story! {
    async fn places_go_with_the_owner(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let (_, page) = write(&mut town, &[("title", "よその取組"), ("places", "東近江市")]).await;
        page.expect(422, "「地域」の最初には「山口県柳井市」を書いてください。");
        let (_, page) = write(&mut town, &[("title", "共に進める取組"), ("places", "田布施町、柳井市、東近江市")]).await;
        let page = page.expect(200, "保存しました");
        let edit = town.get(&format!("/cases/{}/edit", number_of(&page))).await;
        assert_eq!(edit.input("places").as_deref(), Some("山口県柳井市、山口県田布施町、滋賀県東近江市"));
        // What is wrong while editing is said at the field, too, and everything typed is kept.
        let version = edit.input("version").expect("a version");
        let page = town.submit(&format!("/cases/{}/edit", number_of(&page)), &[("title", "書き直した題名"), ("places", "東近江市"), ("version", &version)]).await;
        let page = page.expect(422, "「地域」の最初には「山口県柳井市」を書いてください。");
        assert!(page.contains("書き直した題名") && page.contains("href=\"#places\""));
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        let (_, page) = write(&mut prefecture, &[("title", "県の取組"), ("places", "柳井市、東近江市")]).await;
        page.expect(422, "「滋賀県東近江市」は山口県の市町村ではありません。");
        let (_, page) = write(&mut prefecture, &[("title", "県の取組"), ("places", "柳井市、田布施町")]).await;
        page.expect(200, "保存しました");
    }
}

story! {
    async fn a_draft_is_put_aside_taken_back_and_in_the_end_removed(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let (_, page) = write(&mut town, &[("title", "要らない下書き")]).await;
        let number = number_of(&page.expect(200, "保存しました"));
        let case = format!("/cases/{number}");
        town.submit(&format!("{case}/discard"), &[("discard-reason", "二重に書いたため")]).await.expect(200, "破棄しました");
        let seen = town.get(&case).await.expect(200, "この事例は破棄されています。令和8年12月21日以後に消えます。");
        assert!(seen.contains("二重に書いたため") && seen.contains("元に戻す"));
        town.get(&format!("{case}/edit")).await.expect(422, "「破棄」");
        assert!(!town.get("/").await.contains("要らない下書き"), "nothing to finish");
        town.get("/cases/mine").await.expect(200, "元に戻す");
        assert!(!world.sign_in("yamaguchi-officer").await.get("/cases/mine").await.contains("要らない下書き"), "hers alone");
        // Nobody else takes it back; an office does not throw away what a town wrote.
        let mut office = world.sign_in("cooperation-office").await;
        assert_eq!(office.post(&format!("{case}/restore"), &[]).await.status.as_u16(), 404);
        assert_eq!(world.sign_in("nambu-officer").await.post(&format!("{case}/restore"), &[]).await.status.as_u16(), 404);
        town.submit(&format!("{case}/restore"), &[]).await.expect(200, "元に戻しました");
        town.get(&format!("{case}/edit")).await.expect(200, "要らない下書き");
        assert_eq!(office.post(&format!("{case}/discard"), &[]).await.status.as_u16(), 404);

        // 29 days later it is still there, after 30 it is gone with everything that belongs to it.
        town.submit(&format!("{case}/discard"), &[]).await.expect(200, "破棄しました");
        for (days, there) in [(29, true), (31, false)] {
            let at = world.core.clock.now().seconds_later(-days * 86_400);
            let mut tx = world.core.write::<site::permissions::DiscardCases>(site::permissions::Actor::Console, "test").await.expect("a transaction");
            let change = foundation::sql("update cases set discarded_at = $2 where id = $1").bind(number).bind(at);
            tx.execute(change).await.expect("an older day");
            tx.commit(foundation::audit::Entry::of("case", number)).await.expect("stored");
            let mut tx = world.core.write::<site::permissions::RemoveDiscardedCases>(site::permissions::Actor::Job("test"), "test").await.expect("a job");
            let removed = site::cases::actions::remove_discarded(&mut tx).await.expect("it runs");
            assert_eq!(removed, usize::from(!there));
            if removed > 0 {
                tx.commit_recorded().await.expect("stored");
            }
            assert_eq!(town.get("/cases/mine").await.contains("要らない下書き"), there, "{days} days");
        }
        town.get(&case).await.expect(404, "ページが見つかりません");
        // Published cases are no drafts.
        town.post("/cases/1/discard", &[]).await.expect(404, "ページが見つかりません");
    }
}

story! {
    async fn every_stored_edit_can_be_looked_at(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let (_, page) = write(&mut town, &[("title", "はじめの題名"), ("background", "同じ背景")]).await;
        let number = number_of(&page.expect(200, "保存しました"));
        let case = format!("/cases/{number}");
        let version = town.get(&format!("{case}/edit")).await.input("version").expect("a version");
        let mut manager = world.sign_in("yanai-manager").await;
        let changed = [("title", "次の題名"), ("background", "同じ背景"), ("scenes", "mitori"), ("version", version.as_str())];
        manager.submit(&format!("{case}/edit"), &changed).await.expect(200, "保存しました");
        let page = town.get(&case).await.expect(200, "変えた項目：題名、場面");
        assert!(page.contains("例田 健一") && page.contains("令和8年11月21日 10:00"));
        let edits = page.links(&format!("{case}/versions/"));
        assert_eq!(edits.len(), 2, "{edits:?}");
        let edit = town.get(&edits[1]).await.expect(200, "変わったところ");
        for words in ["はじめの題名", "次の題名", "看取り", "例田 健一"] {
            assert!(edit.contains(words), "{words}");
        }
        assert!(!edit.contains("同じ背景"), "only what changed");
        town.get(&edits[0]).await.expect(200, "はじめの内容");
        world.sign_in("yanai-coordinator").await.get(&edits[1]).await.expect(200, "次の題名");
        for other in ["nambu-officer", "home-care-office", "yanai-association", "yamaguchi-officer", "cooperation-office"] {
            assert_eq!(world.sign_in(other).await.get(&edits[1]).await.status.as_u16(), 404, "{other}");
        }
        assert_eq!(world.visitor().get(&edits[1]).await.status.as_u16(), 303);
        town.get(&format!("{case}/versions/99")).await.expect(404, "ページが見つかりません");
    }
}

story! {
    async fn figures_are_numbers_and_a_refused_step_keeps_what_was_typed(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let wrong = [("title", "数字の事例"), ("fact-2-label", "人口"), ("fact-2-value", "abc"), ("fact-2-unit", ""), ("fact-2-as_of", "")];
        let (_, page) = write(&mut town, &wrong).await;
        let page = page.expect(422, "「abc」は数として読めません");
        for words in ["2行目の「単位」を書いてください", "2行目の「いつの数字か」を", "href=\"#fact-2-value\"", "value=\"abc\"", "数字の事例"] {
            assert!(page.contains(words), "{words}");
        }
        let right = [("title", "数字の事例"), ("fact-1-label", "人口"), ("fact-1-value", "２８，１２３"), ("fact-1-unit", "人"), ("fact-1-as_of", "R7.9.30"),
            ("fact-2-label", "始まり"), ("fact-2-value", "2021"), ("fact-2-unit", "年度"), ("fact-2-as_of", "不明")];
        let (_, page) = write(&mut town, &right).await;
        let number = number_of(&page.expect(200, "<strong>28,123</strong> 人"));
        assert!(town.get(&format!("/cases/{number}")).await.contains("令和7年9月30日時点"));
        let page = town.get(&format!("/cases/{number}")).await.expect(200, "<strong>令和3年度（2021年度）</strong>");
        assert!(page.contains("時点不明") && !page.contains("2,021"));

        // Meanwhile handed in: what she typed stands in the form, with the sentence on top.
        let edit = format!("/cases/{number}/edit");
        let version = town.get(&edit).await.input("version").expect("a version");
        let mut fields = TEXTS.to_vec();
        fields.extend([("version", version.as_str()), ("next", "submit")]);
        town.submit(&edit, &fields).await.expect(200, "受付番号");
        let page = town.submit(&edit, &[("title", "遅れて直した題名"), ("version", &version)]).await;
        let page = page.expect(422, "この事例はいま「所属の承認待ち」なので");
        assert!(page.contains("遅れて直した題名") && page.contains("href=\"#case-form\""));
        // The office's reason is kept, too, when it is too long.
        approve(&world, number).await;
        let mut office = world.sign_in("cooperation-office").await;
        let long = "長".repeat(1001);
        let page = office.submit(&format!("/cases/{number}/return"), &[("reason", &long)]).await.expect(422, "理由は1000文字までです");
        assert!(page.contains(&long) && page.contains("href=\"#reason\""));
        // Handing in an incomplete draft from its own page shows the form with what is missing.
        let (_, page) = write(&mut town, &[("title", "足りない下書き")]).await;
        let number = number_of(&page.expect(200, "保存しました"));
        town.submit(&format!("/cases/{number}/submit"), &[]).await.expect(422, "href=\"#outline\"");
    }
}

story! {
    async fn home_offers_only_what_she_may_finish(world) {
        let mut town = world.sign_in("yanai-officer").await;
        write(&mut town, &[("title", "市の下書き")]).await.1.expect(200, "保存しました");
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        assert!(!prefecture.get("/").await.contains("市の下書き"), "nothing she could finish");
        let list = prefecture.get("/cases/mine").await.expect(200, "管内の事例の状態");
        assert!(list.contains("山口県柳井市") && list.contains("見るだけ") && !list.contains("市の下書き"), "its state, and no word of it");
        write(&mut prefecture, &[("title", "県の下書き")]).await.1.expect(200, "保存しました");
        prefecture.get("/").await.expect(200, "県の下書き");
        prefecture.get("/cases/mine").await.expect(200, "続きを書く");
        town.get("/").await.expect(200, "市の下書き");
        assert!(!town.get("/cases/mine").await.contains("見るだけ"));
        // The contracted coordinator could change it, too, but it does not wait for her; the office sees that there is one.
        for (other, reads) in [("cooperation-office", false), ("yanai-coordinator", true)] {
            let mut other = world.sign_in(other).await;
            assert!(!other.get("/").await.contains("市の下書き"), "it waits for the town");
            let list = other.get("/cases/mine").await.expect(200, "山口県柳井市");
            assert_eq!(list.contains("市の下書き"), reads);
        }
        // What the coordinator wrote waits for her, until it comes back: then for the town as well.
        let mut coordinator = world.sign_in("yanai-coordinator").await;
        let mut fields = TEXTS.to_vec();
        fields[0] = ("title", "コーディネーターの下書き");
        fields.extend([("owner", "352128"), ("next", "save")]);
        let (_, page) = write(&mut coordinator, &fields).await;
        let case = format!("/cases/{}", number_of(&page.expect(200, "保存しました")));
        coordinator.get("/").await.expect(200, "「コーディネーターの下書き」の続きを書く");
        assert!(!town.get("/").await.contains("コーディネーターの下書き"));
        let page = coordinator.submit(&format!("{case}/submit"), &[]).await.expect(200, "受付番号");
        approve(&world, number_of(&page)).await;
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{case}/return"), &[("reason", "見本の理由")]).await.expect(200, "差し戻しました");
        coordinator.get("/").await.expect(200, "「コーディネーターの下書き」を直す");
        town.get("/").await.expect(200, "「コーディネーターの下書き」を直す");
        assert!(!office.get("/").await.contains("コーディネーターの下書き"), "it waits for the writers");
        // Page by page.
        for n in 0..51 {
            write(&mut town, &[("title", &format!("下書き{n}番"))]).await.1.expect(200, "保存しました");
        }
        let first = town.get("/cases/mine").await.expect(200, "件中 1〜50件");
        assert!(!first.links("/cases/mine?page=2").is_empty());
        town.get("/cases/mine?page=2").await.expect(200, "件中 51〜");
    }
}

story! {
    /// 直し: what is public stays as it is until the mended text has gone the whole way, under the number it always had.
    async fn a_town_mends_its_published_case(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let mut fields = TEXTS.to_vec();
        fields.push(("next", "submit"));
        let (_, page) = write(&mut town, &fields).await;
        let number = number_of(&page.expect(200, "受付番号"));
        publish(&world, number).await;
        let case = format!("/cases/{number}");
        let begin = format!("{case}/correct");
        for stranger in ["nambu-officer", "yamaguchi-officer", "yanai-association", "yamanashi-manager"] {
            let status = world.sign_in(stranger).await.post(&begin, &[]).await.status.as_u16();
            assert!([403, 404].contains(&status), "{stranger}: {status}");
        }
        let page = town.get(&case).await.expect(200, "内容を直す");
        assert!(!page.contains("この事例の直しがあります"));
        let page = town.submit(&begin, &[]).await.expect(200, "公開中の事例の直しです");
        assert!(page.contains("まだ、公開中の内容と同じです"));
        let correction = number_of(&page);
        // Begun twice, it is one.
        assert_eq!(number_of(&town.submit(&begin, &[]).await), correction);
        let edit = format!("/cases/{correction}/edit");
        let form = town.get(&edit).await;
        let version = form.input("version").expect("a version");
        let mut mended = TEXTS.to_vec();
        mended[1] = ("summary", "直した要約です。月に2件から1件に減りました。");
        mended.extend([("version", version.as_str()), ("places", "柳井市"), ("next", "save")]);
        let page = town.submit(&edit, &mended).await.expect(200, "直した要約です");
        assert!(page.contains("公開中の内容") && page.contains(TEXTS[1].1), "both texts in sight");
        // Nobody else sees anything of it, by any way.
        let mut visitor = world.visitor();
        for address in [&*case, "/cases", "/cases.json", "/cases.csv", "/cases.atom", "/search?q=%E7%9B%B4%E3%81%97%E3%81%9F%E8%A6%81%E7%B4%84"] {
            assert!(!visitor.get(address).await.contains("月に2件から1件"), "{address}");
        }
        assert_eq!(visitor.get(&format!("/cases/{correction}")).await.status.as_u16(), 404);
        assert!(town.get(&case).await.expect(200, "この事例の直しがあります（下書き）").contains(TEXTS[1].1));
        // A comment and a like stand at the public case, and stay there.
        let mut reader = world.sign_in("nambu-officer").await;
        reader.submit(&format!("{case}/like"), &[("on", "1")]).await.expect(200, "役に立った");
        // Put aside, begun again, the first is not taken back beside it.
        town.submit(&format!("/cases/{correction}/discard"), &[("discard-reason", "")]).await.expect(200, "破棄しました");
        let second = number_of(&town.submit(&begin, &[]).await.expect(200, "まだ、公開中の内容と同じです"));
        assert_ne!(second, correction);
        town.submit(&format!("/cases/{correction}/restore"), &[]).await.expect(422, "別の直しがあります");
        let edit = format!("/cases/{second}/edit");
        let version = town.get(&edit).await.input("version").expect("a version");
        let mut mended: Vec<_> = mended.iter().filter(|(name, _)| !["version", "next"].contains(name)).copied().collect();
        mended.extend([("version", version.as_str()), ("next", "submit")]);
        town.submit(&edit, &mended).await.expect(200, "受付番号");
        approve(&world, second).await;
        let mut office = world.sign_in("cooperation-office").await;
        office.get("/cases/review").await.expect(200, "（直し）");
        let page = office.get(&format!("/cases/{second}")).await.expect(200, "公開中の内容");
        assert!(!page.contains("公開中の内容が変わりました"));
        // The office mends the public text meanwhile: whoever looks at the 直し is told.
        let form = office.get(&format!("{case}/edit")).await;
        let version = form.input("version").expect("a version");
        let mut by_office: Vec<_> = TEXTS.to_vec();
        by_office[3] = ("background", "人口は減り、薬局は3か所です（2025年）。");
        by_office.extend([("version", version.as_str()), ("places", "柳井市"), ("next", "save")]);
        office.submit(&format!("{case}/edit"), &by_office).await.expect(200, "3か所です");
        office.get(&format!("/cases/{second}")).await.expect(200, "公開中の内容が変わりました");
        let page = office.submit(&format!("/cases/{second}/publish"), &[]).await.expect(200, "直した内容を公開しました");
        assert_eq!(number_of(&page), number);
        let letter = world.newest_mail(OFFICER).await.expect("a letter");
        assert!(letter.contains("の直しを公開しました") && letter.contains(&case) && !letter.contains(&format!("/cases/{second}")), "{letter}");
        let page = visitor.get(&case).await.expect(200, "直した要約です");
        assert!(!page.contains(TEXTS[1].1) && page.contains("役に立った 1人"));
        // What the office mended meanwhile is not lost.
        assert!(page.contains("薬局は3か所です（2025年）"));
        assert!(visitor.get("/search?q=%E7%9B%B4%E3%81%97%E3%81%9F%E8%A6%81%E7%B4%84").await.links(&case).iter().any(|to| to.starts_with(&case)));
        assert_eq!(visitor.get("/cases.json").await.text().matches(TEXTS[0].1).count(), 1, "one case, not two");
        assert_eq!(office.get(&format!("/cases/{second}")).await.status.as_u16(), 404, "it has taken its place");
        town.get(&case).await.expect(200, "変えた項目：要約");
    }
}

story! {
    /// What is decided is what was seen; and what is public is never emptied.
    async fn nobody_publishes_what_she_has_not_seen(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let mut fields = TEXTS.to_vec();
        fields.push(("next", "submit"));
        let (_, page) = write(&mut town, &fields).await;
        let number = number_of(&page.expect(200, "受付番号"));
        approve(&world, number).await;
        let mut office = world.sign_in("cooperation-office").await;
        let (case, edit) = (format!("/cases/{number}"), format!("/cases/{number}/edit"));
        let seen = office.get(&case).await.input("version").expect("a version");
        // A colleague changes it meanwhile.
        let mut fields = TEXTS.to_vec();
        fields[1].1 = "あとから書き足した要約です。診療所と薬局が同じ表を使い、行き違いが減りました。";
        let version = office.get(&edit).await.input("version").expect("a version");
        fields.extend([("version", version.as_str()), ("next", "save")]);
        office.submit(&edit, &fields).await.expect(200, "保存しました");
        let publish = format!("{case}/publish");
        office.post(&publish, &[("version", &seen)]).await.expect(422, "このページを開いたあとに、内容が変わりました");
        world.visitor().get(&case).await.expect(404, "");
        let seen = office.get(&case).await.expect(200, "あとから書き足した").input("version").expect("a version");
        office.submit(&publish, &[("version", &seen)]).await.expect(200, "公開しました");
        // Pressed twice: it is done.
        office.submit(&publish, &[("version", &seen)]).await.expect(200, "");
        for (title, summary) in [("\u{200b}\u{200b}", TEXTS[1].1), (TEXTS[0].1, "")] {
            let version = office.get(&edit).await.input("version").expect("a version");
            let mut fields = TEXTS.to_vec();
            (fields[0].1, fields[1].1) = (title, summary);
            fields.extend([("version", version.as_str()), ("next", "save")]);
            office.post(&edit, &fields).await.expect(422, "してください");
            world.visitor().get(&case).await.expect(200, TEXTS[0].1);
        }
    }
}
