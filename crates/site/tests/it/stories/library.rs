use foundation::testing::{Browser, Seen};
use foundation::web::escape;

use crate::world::{World, story};

/// Puts a document in, as the office does; its address.
pub async fn add(office: &mut Browser, title: &str, tier: &str, file: (&str, &[u8])) -> Seen {
    let key = office.get("/library/new").await.expect(200, "資料を加える").input("form_key").expect("a key");
    let fields = [
        ("form_key", key.as_str()),
        ("title", title),
        ("kind", "report"),
        ("tier", tier),
        ("year", "令和6"),
        ("scenes", "mitori"),
    ];
    office.upload("/library/new", &fields, ("file", file.0, file.1)).await
}

pub fn location(seen: &Seen) -> String {
    let to = seen.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or("");
    to.split('?').next().unwrap_or("").to_owned()
}

/// A PDF of so many pages, each with its number, written by hand.
fn pdf(pages: usize) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut starts = Vec::new();
    let mut object = |out: &mut Vec<u8>, body: String| {
        starts.push(out.len());
        out.extend(format!("{} 0 obj\n{body}\nendobj\n", starts.len()).bytes());
    };
    let kids: Vec<String> = (0..pages).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    object(&mut out, "<< /Type /Catalog /Pages 2 0 R >>".to_owned());
    object(&mut out, format!("<< /Type /Pages /Count {pages} /Kids [{}] >>", kids.join(" ")));
    object(&mut out, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned());
    for n in 0..pages {
        let text = format!("BT /F1 12 Tf 72 720 Td (leaf number {}) Tj ET", n + 1);
        object(
            &mut out,
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
                5 + 2 * n
            ),
        );
        object(&mut out, format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()));
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", starts.len() + 1).bytes());
    for start in &starts {
        out.extend(format!("{start:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF", starts.len() + 1).bytes());
    out
}

/// A PDF that asks for a password nobody knows.
fn encrypted_pdf() -> Vec<u8> {
    let nothing = "00".repeat(32);
    let lock = format!("<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{nothing}> /U <{nothing}> >>");
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut starts = Vec::new();
    for body in ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 0 /Kids [] >>", &lock] {
        starts.push(out.len());
        out.extend(format!("{} 0 obj\n{body}\nendobj\n", starts.len()).bytes());
    }
    let table = out.len();
    out.extend(b"xref\n0 4\n0000000000 65535 f \n");
    for start in starts {
        out.extend(format!("{start:010} 00000 n \n").bytes());
    }
    out.extend(
        format!("trailer << /Size 4 /Root 1 0 R /Encrypt 3 0 R /ID [<00> <00>] >>\nstartxref\n{table}\n%%EOF").bytes(),
    );
    out
}

async fn office(world: &World) -> Browser {
    world.sign_in("cooperation-office").await
}

story! {
    /// What is there from the first day: the seven products with their use, the pages of our own.
    async fn a_stranger_finds_the_handbook_and_who_uses_it(world) {
        let mut visitor = world.visitor();
        let list = visitor.get("/library").await.expect(200, "在宅医療・介護連携推進事業の手引き Ver.4");
        assert!(list.contains("しくみの解説"));
        let handbook = list.text().split("<a href=\"").find(|piece| piece.contains("手引き Ver.4")).and_then(|p| p.split('"').next()).expect("a link").to_owned();
        let page = visitor.get(&handbook).await.expect(200, "使われ方");
        for words in ["63.8", "n=1,741", "85.1", "n=47", "無回答", "令和7年度"] {
            assert!(page.contains(words), "{words}");
        }
        let items = visitor.get(&format!("/library?q={}", escape("関係市区町村の連携"))).await.expect(200, "対応表");
        assert!(items.contains("<mark>"));
        let scene = visitor.get("/library?kind=reference").await.expect(200, "国・都道府県・市町村の役割");
        assert!(!scene.contains("手引き Ver.4</a>"));
        // What does not exist is told and left out; what exists and holds nothing is empty.
        visitor.get("/library?kind=nothing&year=x&page=99").await.expect(200, "「nothing」「x」という区分はありません");
        visitor.get("/library?year=1999&page=99").await.expect(200, "この条件の資料はありません");
    }
}

story! {
    /// The page found is the page that opens, by the search over everything and by the library's own.
    async fn the_reader_opens_at_the_page_found(world) {
        let mut visitor = world.visitor();
        for address in ["/search?q=", "/library?q="] {
            let words = escape("訪問看護ステーションの当番表");
            let found = visitor.get(&format!("{address}{words}")).await.expect(200, "退院時の連絡のきまり");
            let to = found.links("/library/").into_iter().find(|to| to.contains("/read?page=")).expect("a page").replace("&amp;", "&");
            assert!(!to.contains("page=1&"), "{address}: it stands on a later page: {to}");
            let page = visitor.get(&to).await.expect(200, "<mark>");
            assert!(page.contains("3 家に帰ったあと") && page.contains("ページ"), "{to}");
        }
        let document = visitor.get(&format!("/library?q={}", escape("退院時の連絡のきまり"))).await.links("/library/").into_iter().find(|to| !to.contains('?')).expect("a document");
        let file = visitor.get(&format!("{document}/file")).await;
        assert_eq!(file.status.as_u16(), 200);
        let header = |name: &str| file.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
        assert_eq!(header("content-type"), "application/pdf");
        assert!(header("content-disposition").starts_with("attachment;"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        for odd in ["page=0", "page=-1", "page=99999999999999999999", "page=x", "page=２"] {
            visitor.get(&format!("{document}/read?{odd}")).await.expect(200, "番目");
        }
        visitor.get(&format!("{document}/read?version=2")).await.expect(404, "見つかりません");
        visitor.get("/library/999999").await.expect(404, "見つかりません");
    }
}

story! {
    /// What one may not see is in no list, count, reader, download, search.
    async fn every_channel_keeps_what_is_not_for_everybody(world) {
        let mut office = office(&world).await;
        let text = |word: &str| format!("# {word}の章\n合言葉は{word}です。");
        let mut at = Vec::new();
        for (title, tier, word) in [("公開の題", "public", "あさがお"), ("登録者の題", "signed_in", "すいせん"), ("事務局の題", "office", "つばき")] {
            let sent = add(&mut office, title, tier, ("a.txt", text(word).as_bytes())).await;
            assert_eq!(sent.status.as_u16(), 303, "{}", sent.text());
            at.push((location(&sent), title, word));
        }
        let everybody = world.visitor();
        let officer = world.sign_in("yanai-officer").await;
        let other_office = world.sign_in("home-care-office").await;
        for (mut who, sees) in [(everybody, [true, false, false]), (officer, [true, true, false]), (other_office, [true, true, false]), (office.clone(), [true, true, true])] {
            let all = who.get("/library").await;
            let reports = who.get("/library?kind=report").await.text();
            let count = sees.iter().filter(|sees| **sees).count();
            assert!(reports.contains(&format!("id=\"found\">{count}件")), "the count");
            assert!(all.contains(&format!("報告書・調査結果</span> <span class=\"facet-count\">{count}")) , "the facet's count");
            for ((address, title, word), sees) in at.iter().zip(sees) {
                let status = if sees { 200 } else { 404 };
                for below in ["", "/read?page=1", "/file"] {
                    assert_eq!(who.get(&format!("{address}{below}")).await.status.as_u16(), status, "{title} {below}");
                }
                assert_eq!(reports.contains(title), sees, "{title} in the list");
                for address in ["/search?q=", "/library?q="] {
                    let found = who.get(&format!("{address}{}", escape(word))).await;
                    assert_eq!(found.contains(title), sees, "{title} by {address}");
                    assert_eq!(found.contains(&format!("合言葉は<mark>{word}</mark>")), sees, "the snippet of {title}");
                }
            }
        }
        // Withdrawn: nobody but the office.
        let (address, title, _) = &at[0];
        office.submit(&format!("{address}/withdraw"), &[("reason", "")]).await.expect(422, "下げる理由を書いてください");
        office.submit(&format!("{address}/withdraw"), &[("reason", "差し替えるため")]).await.expect(200, "下げました");
        let mut visitor = world.visitor();
        for below in ["", "/read?page=1", "/file"] {
            assert_eq!(visitor.get(&format!("{address}{below}")).await.status.as_u16(), 404);
        }
        assert!(!visitor.get("/library?kind=report").await.contains(title));
        assert!(!visitor.get(&format!("/search?q={}", escape("あさがお"))).await.contains(title));
        office.get(address).await.expect(200, "差し替えるため");
        office.submit(&format!("{address}/show-again"), &[]).await.expect(200, "また見えるようにしました");
        visitor.get(address).await.expect(200, title);
    }
}

story! {
    async fn the_office_puts_in_changes_and_renews(world) {
        let mut office = office(&world).await;
        // Nothing chosen, nothing said: every fault at its field, what was typed stays.
        let key = office.get("/library/new").await.input("form_key").expect("a key");
        let sent = office.upload_all("/library/new", &[("form_key", &key), ("title", "残る題名"), ("year", "いつか"), ("tier", "public")], &[]).await;
        let sent = sent.expect(422, "ファイルを選ぶか、リンクを書いてください");
        assert!(sent.contains("残る題名") && sent.contains("「種類」を選んでください") && sent.contains("「年度」は"));
        // The same form twice is one document.
        let fields = [("form_key", key.as_str()), ("title", "一度だけ"), ("kind", "law"), ("tier", "public"), ("link", "https://example.go.jp/a")];
        let first = location(&office.upload_all("/library/new", &fields, &[]).await);
        assert_eq!(location(&office.upload_all("/library/new", &fields, &[]).await), first);
        office.get(&first).await.expect(200, "https://example.go.jp/a");
        assert_eq!(office.get(&format!("{first}/read")).await.status.as_u16(), 404, "a link has no text");

        let address = location(&add(&mut office, "版のある資料", "public", ("一版.txt", "ひまわりの話".as_bytes())).await);
        let revision = office.get(&format!("{address}/renew")).await.input("revision").expect("a revision");
        let renew = [("revision", revision.as_str()), ("note", "数を直した")];
        office.upload(&format!("{address}/renew"), &renew, ("file", "一版.txt", "ひまわりの話".as_bytes())).await.expect(422, "いまの版と同じファイルです");
        let sent = office.upload(&format!("{address}/renew"), &renew, ("file", "二版.txt", "たんぽぽの話".as_bytes())).await;
        assert_eq!(sent.status.as_u16(), 303, "{}", sent.text());
        let mut visitor = world.visitor();
        visitor.get(&format!("{address}/read?page=1")).await.expect(200, "たんぽぽ");
        visitor.get(&format!("{address}/read?page=1&version=1")).await.expect(404, "見つかりません");
        assert!(!visitor.get(&format!("/library?q={}", escape("ひまわりの話"))).await.contains("版のある資料"));
        office.get(&format!("{address}/read?page=1&version=1")).await.expect(200, "ひまわり");
        assert_eq!(office.get(&format!("{address}/file?version=1")).await.text(), "ひまわりの話");

        // Two at once: the second sees both.
        let edit = office.get(&format!("{address}/edit")).await;
        let revision = edit.input("revision").expect("a revision");
        for (title, status) in [("先の題名", 303), ("後の題名", 409)] {
            let fields = [("revision", revision.as_str()), ("title", title), ("kind", "report"), ("tier", "public")];
            let sent = office.post(&format!("{address}/edit"), &fields).await;
            assert_eq!(sent.status.as_u16(), status, "{title}");
            assert!(status == 303 || (sent.contains("先の題名") && sent.contains("後の題名")));
        }
        let mut officer = world.sign_in("yanai-officer").await;
        assert_eq!(officer.get("/library/new").await.status.as_u16(), 403);
        assert_eq!(officer.post(&format!("{address}/withdraw"), &[("reason", "x")]).await.status.as_u16(), 403);
    }
}

story! {
    /// Encrypted, broken, a bomb, two thousand pages: each is answered, nothing hangs.
    async fn bad_files_are_refused_in_words_and_large_ones_are_read(world) {
        let mut office = office(&world).await;
        let protected = {
            let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
            bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        };
        let bomb = {
            use std::io::Write as _;
            let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("a piece");
            for _ in 0..64 {
                zip.write_all(&vec![b' '; 1 << 20]).expect("zeros");
            }
            zip.finish().expect("a zip").into_inner()
        };
        let encrypted = encrypted_pdf();
        for (name, bytes, words) in [
            ("a.pdf", b"%PDF-1.7 nothing".to_vec(), "PDFとして読めません"),
            ("a.pdf", encrypted, "パスワードで保護されています"),
            ("a.pdf", b"MZ\x90\0 no document".to_vec(), "PDFとして読めません"),
            ("a.docx", protected, "パスワードで保護されています"),
            ("a.docx", bomb, "展開すると大きくなりすぎる"),
            ("a.docx", b"PK\x03\x04 broken".to_vec(), "読めません"),
            ("a.doc", vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], "古い形式"),
            ("a.exe", b"MZ".to_vec(), "この種類のファイルは読み取れません"),
            ("a.txt", Vec::new(), "中身が空です"),
        ] {
            let sent = add(&mut office, "入らない資料", "public", (name, &bytes)).await.expect(422, words);
            assert!(sent.contains("入らない資料"), "what was typed stays");
        }
        let sent = add(&mut office, "二千ページの資料", "public", ("b.pdf", &pdf(2000))).await;
        assert_eq!(sent.status.as_u16(), 303, "{}", sent.text());
        let address = location(&sent);
        let mut visitor = world.visitor();
        visitor.get(&format!("{address}/read?page=1777")).await.expect(200, "leaf number 1777");
        let found = visitor.get("/library?q=1999").await.expect(200, "二千ページの資料");
        assert!(found.links("/library/").iter().any(|to| to.contains("/read?page=1999")));
    }
}
