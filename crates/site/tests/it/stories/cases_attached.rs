//! What a case shows beside its words: pictures, documents, a logic model; who sees them, and what becomes of them.

use std::io::{Cursor, Write as _};

use foundation::testing::{Browser, Seen};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageEncoder as _, RgbImage};
use site::permissions::{Actor, RemoveDiscardedCases};

use super::cases_writing::{TEXTS, number_of, publish, write};
use crate::world::{World, story};

/// A photograph that says where it was taken.
fn photograph() -> Vec<u8> {
    let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(64, 48, |x, y| {
        let shade = |at: u32| u8::try_from(at).unwrap_or(0);
        image::Rgb([shade(x), shade(y), 90])
    }));
    let mut exif = b"II*\0\x08\0\0\0\x01\0".to_vec();
    exif.extend([0x0e, 0x01, 2, 0, 16, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS-35.6,139.7\0\0");
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_exif_metadata(exif).expect("exif");
    picture.write_with_encoder(encoder).expect("a jpeg");
    bytes
}

fn office(pieces: &[&str]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for piece in pieces {
        zip.start_file(*piece, zip::write::SimpleFileOptions::default()).expect("a piece");
        zip.write_all(b"<x/>").expect("bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF";

/// Sends a file with its words, and looks at the page it leads to.
async fn attach(her: &mut Browser, case: &str, words: (&str, &str), file: (&str, &[u8])) -> Seen {
    let fields = [("says", words.0), ("caption", words.1)];
    let sent = her.upload(&format!("{case}/files"), &fields, ("file", file.0, file.1)).await;
    if sent.status.as_u16() == 303 { her.get(&format!("{case}/files")).await } else { sent }
}

/// The address of a file on a page, by the words it stands with.
fn file_on(page: &Seen, case: &str, nth: usize) -> String {
    let mut found = page.links(&format!("{case}/files/"));
    found.dedup();
    found.get(nth).cloned().unwrap_or_else(|| panic!("no file {nth} in {found:?}"))
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

async fn begin(her: &mut Browser) -> String {
    let (_, page) = write(her, &TEXTS).await;
    format!("/cases/{}", number_of(&page.expect(200, "保存しました")))
}

async fn status(who: &mut Browser, address: &str) -> u16 {
    who.get(address).await.status.as_u16()
}

story! {
    async fn a_picture_goes_with_its_case_and_nobody_sees_it_sooner(world) {
        let mut her = world.sign_in("yanai-officer").await;
        let case = begin(&mut her).await;
        her.get(&format!("{case}/files")).await.expect(200, "まだ何も付いていません");
        // What is no picture, whatever it is called; what is not said in words; nothing at all. What was typed stays.
        let page = attach(&mut her, &case, ("", "体制の図"), ("図.png", b"<html><script>")).await;
        page.expect(422, "この種類のファイルは付けられません").expect(422, "value=\"体制の図\"");
        attach(&mut her, &case, ("", "x"), ("図.docx", &office(&["word/document.xml", "word/vbaProject.bin"]))).await
            .expect(422, "マクロの入ったファイルは付けられません");
        let page = attach(&mut her, &case, ("", "体制の図"), ("図.jpg", &photograph())).await;
        page.expect(422, "「画像の説明」を入力してください").expect(422, "href=\"#says\"");
        her.post(&format!("{case}/files"), &[]).await.expect(422, "ファイルを選んでください");

        let words = ("診療所の<前>で三人が立っている", "図1 体制");
        let page = attach(&mut her, &case, words, ("C:\\図\\港.jpg", &photograph())).await.expect(200, "港.jpg");
        let file = file_on(&page, &case, 0);
        // The same form again is the same picture.
        attach(&mut her, &case, words, ("C:\\図\\港.jpg", &photograph())).await.expect(200, "1個（8個まで）");
        let page = her.get(&case).await.expect(200, "図1 体制");
        for words in ["width=\"64\" height=\"48\" loading=\"lazy\"", "alt=\"診療所の&#60;前&#62;で三人が立っている\""] {
            assert!(page.contains(words), "{words}");
        }
        let seen = her.get(&file).await;
        assert_eq!((seen.status.as_u16(), seen.headers["content-type"].to_str().ok()), (200, Some("image/jpeg")));
        assert!(seen.headers["x-content-type-options"] == "nosniff" && seen.headers["cache-control"] == "no-store");
        assert!(!holds(&seen.body, b"GPS") && !holds(&seen.body, b"Exif"), "the place it was taken at stays out");

        // Before it is public it is the writers' own, as the text is.
        for person in ["nambu-officer", "yamaguchi-officer", "cooperation-office"] {
            assert_eq!(status(&mut world.sign_in(person).await, &file).await, 404, "{person}");
            assert_ne!(status(&mut world.sign_in(person).await, &format!("{case}/files")).await, 200, "{person}");
        }
        assert_eq!(status(&mut world.visitor(), &file).await, 404);
        assert_eq!(status(&mut her, &file.replace(&case, "/cases/1")).await, 404, "not by another case's address");

        // Public: page, search, program, paper.
        her.submit(&format!("{case}/submit"), &[]).await.expect(200, "受付番号");
        her.get(&format!("{case}/files")).await.expect(422, "所属の承認待ち");
        let number: i64 = case.trim_start_matches("/cases/").parse().expect("a number");
        publish(&world, number).await;
        let mut visitor = world.visitor();
        visitor.get(&case).await.expect(200, "図1 体制");
        let seen = visitor.get(&file).await;
        assert_eq!((seen.status.as_u16(), seen.headers["cache-control"].to_str().ok()), (200, Some("private, no-cache")));
        visitor.get("/search?q=%E5%9B%B31+%E4%BD%93%E5%88%B6").await.expect(200, TEXTS[0].1);
        let api = visitor.get(&format!("/api/v1{case}")).await.expect(200, "\"image/jpeg\"");
        assert!(api.contains(&file) && api.contains("で三人が立っている"));
        let paper = visitor.get(&format!("{case}/case.pdf")).await;
        assert!(paper.status.as_u16() == 200 && holds(&paper.body, b"/DCTDecode"), "the picture is on the paper");

        // Taken down, it goes with the rest.
        let mut manager = world.sign_in("yanai-manager").await;
        let down = [("archive-reason", "古くなった"), ("archive-sure", "1")];
        manager.submit(&format!("{case}/archive"), &down).await.expect(200, "公開を終えました");
        assert_eq!(status(&mut world.visitor(), &file).await, 404);
        assert_eq!(status(&mut manager, &file).await, 200);
    }
}

story! {
    async fn files_are_described_put_in_order_and_taken_out_and_old_versions_keep_theirs(world) {
        let mut her = world.sign_in("yanai-officer").await;
        let case = begin(&mut her).await;
        attach(&mut her, &case, ("地図", "図1"), ("a.jpg", &photograph())).await.expect(200, "a.jpg");
        let page = attach(&mut her, &case, ("", "様式"), ("b.exe", PDF)).await.expect(200, "b.pdf");
        let tokens: Vec<String> = [0, 1].map(|n| file_on(&page, &case, n).rsplit('/').next().expect("a token").to_owned()).into();
        let (map, form) = (&tokens[0], &tokens[1]);
        let seen = her.get(&format!("{case}/files/{form}")).await;
        assert!(seen.headers["content-disposition"].to_str().is_ok_and(|d| d.starts_with("attachment")));

        let version = page.input("version").expect("a version");
        let describe = format!("{case}/files/describe");
        let (says, caption, position) = (format!("says-{map}"), format!("caption-{map}"), format!("position-{map}"));
        let mut fields = vec![("version", version.as_str()), ("token", map), ("token", form), (&says, ""), (&caption, "図2"), (&position, "２")];
        her.post(&describe, &fields).await.expect(422, "「画像の説明」を入力してください").expect(422, "value=\"図2\"");
        fields[3].1 = "川と診療所の地図";
        let form_position = format!("position-{form}");
        fields.push((&form_position, "1"));
        her.submit(&describe, &fields).await.expect(200, "保存しました");
        // From an older page: what was typed stays, and nothing is overwritten.
        fields[3].1 = "あとから";
        her.post(&describe, &fields).await.expect(409, "ほかの方がこの事例を保存しました").expect(409, "value=\"あとから\"");
        let page = her.get(&case).await.expect(200, "図2");
        assert!(page.contains("川と診療所の地図") && page.contains("PDF、1 KB"));
        // The text saved on its own form loses no file.
        let edit = format!("{case}/edit");
        let version = her.get(&edit).await.expect(200, "いま付いているもの：図1、ファイル1").input("version").expect("a version");
        let mut texts = TEXTS.to_vec();
        texts.extend([("advice", "早く始める"), ("version", version.as_str()), ("next", "files")]);
        let page = her.submit(&edit, &texts).await.expect(200, "川と診療所の地図");

        // Taken out: gone from the case, kept by the version before.
        let version = page.input("version").expect("a version");
        let out = [("version", version.as_str()), ("token", map), ("remove", map)];
        her.submit(&describe, &out).await.expect(200, "保存しました");
        let now = format!("{case}/files/{map}");
        let before = format!("{case}/versions/{version}/files/{map}");
        assert_eq!((status(&mut her, &now).await, status(&mut her, &before).await), (404, 200));
        her.get(&format!("{case}/versions/{version}")).await.expect(200, &before);
        for person in ["nambu-officer", "cooperation-office", "yamaguchi-officer"] {
            assert_eq!(status(&mut world.sign_in(person).await, &before).await, 404, "{person}");
        }
        assert_ne!(status(&mut world.visitor(), &before).await, 200);
        let changes = her.get(&format!("{case}/versions/{}", version.parse::<i64>().expect("n") + 1)).await;
        changes.expect(200, "図・ファイル");
    }
}

/// As the nightly job does it.
async fn night(world: &World) -> usize {
    let mut tx = world.core.write::<RemoveDiscardedCases>(Actor::Job("test"), "test").await.expect("a job");
    if site::cases::actions::remove_discarded(&mut tx).await.expect("it runs") > 0 {
        tx.commit_recorded().await.expect("stored");
    } else {
        drop(tx);
    }
    site::cases::actions::attaching::remove_loose(&world.core, Actor::Job("test")).await.expect("it runs")
}

async fn key_of(world: &World, token: &str) -> bool {
    world.core.files.get(&format!("cases/{token}")).await.expect("files").is_some()
}

story! {
    /// 直し and 破棄: no file is lost that somebody may see, and none stays that nobody may.
    async fn a_file_lives_as_long_as_a_case_that_keeps_it(world) {
        let mut her = world.sign_in("yanai-officer").await;
        let case = begin(&mut her).await;
        let page = attach(&mut her, &case, ("地図", "図1"), ("a.jpg", &photograph())).await.expect(200, "a.jpg");
        let file = file_on(&page, &case, 0);
        let token = file.rsplit('/').next().expect("a token").to_owned();
        her.submit(&format!("{case}/submit"), &[]).await.expect(200, "受付番号");
        publish(&world, case.trim_start_matches("/cases/").parse().expect("n")).await;

        // A 直し shows the same picture under its own address, and takes it out; the public case keeps it meanwhile.
        let sent = her.post(&format!("{case}/correct"), &[]).await;
        let mending = sent.headers["location"].to_str().expect("an address").to_owned();
        let copy = format!("{mending}/files/{token}");
        assert_eq!((status(&mut her, &copy).await, status(&mut world.visitor(), &copy).await), (200, 404));
        let version = her.get(&format!("{mending}/files")).await.input("version").expect("a version");
        let out = [("version", version.as_str()), ("token", token.as_str()), ("remove", token.as_str())];
        her.submit(&format!("{mending}/files/describe"), &out).await.expect(200, "保存しました");
        let page = attach(&mut her, &mending, ("新しい地図", "図2"), ("b.jpg", &photograph())).await.expect(200, "b.jpg");
        let newer = file_on(&page, &mending, 0).rsplit('/').next().expect("a token").to_owned();
        assert_eq!(status(&mut world.visitor(), &file).await, 200);
        her.submit(&format!("{mending}/submit"), &[]).await.expect(200, "受付番号");
        let number: i64 = mending.trim_start_matches("/cases/").parse().expect("n");
        crate::stories::cases_writing::approve(&world, number).await;
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("/cases/{number}/publish"), &[]).await.expect(200, "直した内容を公開しました");
        assert_eq!(status(&mut world.visitor(), &file).await, 404);
        assert_eq!(status(&mut world.visitor(), &format!("{case}/files/{newer}")).await, 200);
        night(&world).await;
        assert!(key_of(&world, &token).await && key_of(&world, &newer).await, "both are kept by versions of the public case");

        // A draft that is thrown away takes its files along, thirty days later.
        let draft = begin_again(&mut her).await;
        let page = attach(&mut her, &draft, ("地図", "図1"), ("a.jpg", &photograph())).await.expect(200, "a.jpg");
        let lost = file_on(&page, &draft, 0).rsplit('/').next().expect("a token").to_owned();
        her.submit(&format!("{draft}/discard"), &[]).await.expect(200, "破棄しました");
        night(&world).await;
        assert!(key_of(&world, &lost).await, "it may still be taken back");
        let number: i64 = draft.trim_start_matches("/cases/").parse().expect("n");
        let mut tx = world.core.write::<site::permissions::DraftCases>(Actor::Console, "test").await.expect("a transaction");
        let at = world.core.clock.now().seconds_later(-31 * 86_400);
        tx.execute(foundation::sql("update cases set discarded_at = $2 where id = $1").bind(number).bind(at)).await.expect("older");
        tx.commit(foundation::audit::Entry::of("case", number)).await.expect("stored");
        assert_eq!(night(&world).await, 1);
        assert!(!key_of(&world, &lost).await && key_of(&world, &newer).await);
    }
}

async fn begin_again(her: &mut Browser) -> String {
    let mut fields = TEXTS.to_vec();
    fields[0] = ("title", "もう一つの下書き");
    let (_, page) = write(her, &fields).await;
    format!("/cases/{}", number_of(&page.expect(200, "保存しました")))
}

story! {
    async fn a_town_shows_a_kept_version_of_its_own_logic_model(world) {
        let mut her = world.sign_in("yanai-officer").await;
        let case = begin(&mut her).await;
        let page = her.get(&format!("{case}/files")).await.expect(200, "骨折した人が家で暮らしつづける");
        let version = page.input("version").expect("a version");
        let model = format!("{case}/files/model");
        for wrong in ["1-999", "x", "999-1"] {
            her.post(&model, &[("version", version.as_str()), ("model", wrong)]).await.expect(422, "版は選べません");
        }
        her.submit(&model, &[("version", version.as_str()), ("model", "1-1")]).await.expect(200, "ロジックモデルの選び方を保存しました");
        let page = her.get(&case).await.expect(200, "ことばで読む");
        assert!(page.contains(&format!("{case}/model.svg")) && page.contains("最終アウトカム"));
        let picture = format!("{case}/model.svg");
        assert_eq!((status(&mut her, &picture).await, status(&mut world.visitor(), &picture).await), (200, 404));

        // Another town has nothing to choose there; the prefecture shows no town's model in a case of its own.
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        let (_, page) = write(&mut prefecture, &TEXTS).await;
        let own = format!("/cases/{}", number_of(&page.expect(200, "保存しました")));
        let page = prefecture.get(&format!("{own}/files")).await.expect(200, "選べるロジックモデルはありません");
        let version = page.input("version").unwrap_or_default();
        prefecture.post(&format!("{own}/files/model"), &[("version", version.as_str()), ("model", "1-1")]).await.expect(422, "選べません");

        her.submit(&format!("{case}/submit"), &[]).await.expect(200, "受付番号");
        publish(&world, case.trim_start_matches("/cases/").parse().expect("n")).await;
        let mut visitor = world.visitor();
        visitor.get(&case).await.expect(200, "最終アウトカム");
        let seen = visitor.get(&picture).await.expect(200, "<svg");
        assert!(seen.headers["content-type"].to_str().is_ok_and(|kind| kind.starts_with("image/svg+xml")));
        visitor.get(&format!("/api/v1{case}")).await.expect(200, "model.svg");
        // Put away by its town, it stays what the case showed.
        let form = her.get("/plans/1/edit").await.expect(200, "見せる相手");
        let revision = form.input("revision").expect("a revision");
        let title = form.input("title").expect("a title");
        let away = [("title", title.as_str()), ("scene", ""), ("state", "put_aside"), ("revision", revision.as_str())];
        her.post("/plans/1/edit", &away).await;
        world.visitor().get(&picture).await.expect(200, "<svg");
        assert_eq!(status(&mut world.visitor(), "/plans/1").await, 303, "the plan itself is nobody else's");
    }
}
