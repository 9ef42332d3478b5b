//! Answers that come by mail: from who may answer, from a stranger, faulty, twice, from a machine.

use foundation::testing::Browser;
use http::StatusCode;
use site::surveys::actions::mail_in::{self, MailOutcome};

use super::survey_sheets::{complete, filled, named, one_too_many};
use super::survey_sheets_own::{stored, template};
use super::surveys::{form, survey};
use crate::world::{World, story};

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (at, chunk) in bytes.chunks(3).enumerate() {
        let all = chunk.iter().fold(0_u32, |n, byte| n << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let six = (all >> (18 - 6 * place)) & 63;
            text.push(if place > chunk.len() { '=' } else { char::from(BASE64[six as usize]) });
        }
        if at % 19 == 18 {
            text.push_str("\r\n");
        }
    }
    text
}

/// A mail as Outlook in Japanese writes one, and as our mail server hands it on: with what it found out about the sender.
fn mail(id: &str, from: &str, headers: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let domain = from.rsplit_once('@').map_or("", |(_, domain)| domain);
    let passed = format!("Authentication-Results: mx.renkei.test; spf=pass; dmarc=pass header.from={domain}\r\n");
    let found = if headers.contains("Authentication-Results") { "" } else { passed.as_str() };
    let mut text = format!(
        "{found}Message-ID: <{id}@mail.example.jp>\r\nFrom: =?ISO-2022-JP?B?GyRCOCtLXBsoQg==?= <{from}>\r\n\
         To: renkei@example.jp\r\nSubject: =?ISO-2022-JP?B?GyRCMnNFehsoQg==?=\r\n{headers}MIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"=_line\"\r\n\r\n--=_line\r\n\
         Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\u{1b}$B2sEz$G$9\u{1b}(B\r\n"
    );
    for (name, content) in files {
        text.push_str(&format!(
            "--=_line\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{}\r\n",
            base64(content)
        ));
    }
    text.push_str("--=_line--\r\n");
    text.into_bytes()
}

async fn receive(world: &World, mail: Vec<u8>) -> MailOutcome {
    mail_in::receive(&world.core, "test", mail).await.expect("the database answers")
}

fn received(taken: usize, refused: usize, waiting: usize, answered: bool) -> MailOutcome {
    MailOutcome::Received { taken, refused, waiting, answered }
}

async fn sheet(office: &mut Browser, survey: &str, code: &str) -> Vec<u8> {
    let seen = office.get(&format!("{survey}/collection/sheets/{code}")).await;
    assert_eq!(seen.status, StatusCode::OK);
    seen.body
}

const MIDORI: &str = "midori@yanai.example.jp";

story! {
    /// From who may answer for the town it is taken in, and he is told; the same mail again is not.
    async fn a_town_s_own_mail_is_taken_in_and_answered(world) {
        let survey = survey(&world, "市町村票").await;
        let mut office = world.sign_in("cooperation-office").await;
        let blank = sheet(&mut office, &survey, "352128").await;
        let mut wrong = complete(&form(), 4);
        one_too_many(&form(), &mut wrong);
        let faulty = mail("1", MIDORI, "", &[("352128.xlsx", &filled(&template(), &blank, &wrong))]);
        let before = stored(&world, &survey, "352128").await;
        assert_eq!(receive(&world, faulty).await, received(0, 1, 0, true));
        assert_eq!(stored(&world, &survey, "352128").await, before, "nothing of a faulty sheet");
        let reply = world.newest_mail(MIDORI).await.expect("a reply");
        assert!(reply.contains("取り込んでいません") && reply.contains("3つまで") && reply.contains("写しを添えています"), "{reply}");
        // Put right and sent again, in capitals and in a ZIP.
        let answers = named(complete(&form(), 4), "柳井市");
        let file = filled(&template(), &blank, &answers);
        let mut packing = answer_sheets::bundle::Packing::new(world.core.clock.today());
        let mut zip = packing.add("柳井市.xlsx", &file).expect("packed");
        zip.extend(&file);
        zip.extend(packing.finish().expect("packed"));
        let again = mail("2", "Midori@YANAI.example.jp", "", &[("answers.zip", &zip)]);
        assert_eq!(receive(&world, again.clone()).await, received(1, 0, 0, true));
        let after = stored(&world, &survey, "352128").await;
        assert_eq!((&after.answers, after.line.state.as_str()), (&answers, "submitted"));
        let reply = world.newest_mail(MIDORI).await.expect("a reply");
        assert!(reply.contains("提出されました") && reply.contains("受付番号は") && reply.contains("柳井市.xlsx"), "{reply}");
        // The colleague is told by the receipt.
        assert!(world.newest_mail("kenichi@yanai.example.jp").await.expect("a receipt").contains("受け付けました"));
        assert_eq!(receive(&world, again).await, MailOutcome::Known);
        assert_eq!(stored(&world, &survey, "352128").await.version, after.version);
        let own = office.get(&format!("{survey}/352128")).await.expect(200, "メールで受け取り");
        assert!(own.contains("<td>Excel</td>"));
        world.run_jobs().await;
    }
}

story! {
    /// A stranger's mail waits for the office, in the same list as what was uploaded; nobody answers a stranger.
    async fn a_stranger_s_mail_waits_for_the_office(world) {
        let survey = survey(&world, "市町村票").await;
        let room = format!("{survey}/collection");
        let mut office = world.sign_in("cooperation-office").await;
        let blank = sheet(&mut office, &survey, "352128").await;
        let answers = named(complete(&form(), 9), "柳井市");
        let file = filled(&template(), &blank, &answers);
        let before = stored(&world, &survey, "352128").await;
        let files: [(&str, &[u8]); 1] = [("352128.xlsx", &file)];
        assert_eq!(receive(&world, mail("a", "who@elsewhere.example.jp", "", &files)).await, received(0, 0, 1, false));
        // Registered, but of another town: told that the office looks at it.
        assert_eq!(receive(&world, mail("b", "yuki@nambu.example.jp", "", &files)).await, received(0, 0, 1, true));
        let told = world.newest_mail("yuki@nambu.example.jp").await.expect("a reply");
        assert!(told.contains("事務局が確かめて") && !told.contains("柳井市"));
        // Her own address, but the mail server says it is not hers, or says nothing: what the sender wrote himself is no voucher.
        for (id, said) in [
            ("c", "Authentication-Results: mx.renkei.test; dmarc=fail header.from=yanai.example.jp\r\n"),
            ("d", "Authentication-Results: mx.renkei.test; spf=fail smtp.mailfrom=dmarc=pass@evil.example; dmarc=none\r\n"),
            ("e", "X-Note: Authentication-Results: none\r\n"),
        ] {
            assert_eq!(receive(&world, mail(id, MIDORI, said, &files)).await, received(0, 0, 1, false), "{said}");
        }
        assert_eq!(stored(&world, &survey, "352128").await, before);
        let list = office.get(&format!("{room}/intakes")).await.expect(200, "who@elsewhere.example.jp");
        assert!(list.contains("メール"));
        // The newest first: of the five mails the first one.
        let intake = list.links(&format!("{room}/intakes/")).get(4).cloned().expect("an intake");
        office.get(&intake).await.expect(200, "登録されていないアドレスです");
        office.submit(&intake, &[]).await.expect(200, "1件を取り込みました（提出1件");
        assert_eq!(stored(&world, &survey, "352128").await.answers, answers);
    }
}

story! {
    /// Machines get no answer; what cannot be read is told; a mail without a sheet, too.
    async fn other_mails_are_told_or_passed_over(world) {
        let survey = survey(&world, "市町村票").await;
        let mut office = world.sign_in("cooperation-office").await;
        let blank = sheet(&mut office, &survey, "352128").await;
        let mut mails = 0;
        for (at, (headers, files, outcome, said)) in [
            ("Auto-Submitted: auto-replied\r\n", vec![], received(0, 0, 0, false), ""),
            ("", vec![], received(0, 0, 0, true), "回答票が見つかりませんでした"),
            ("", vec![("winmail.dat", b"x".to_vec())], received(0, 0, 0, true), "リッチテキスト形式"),
            ("", vec![("a.xlsx", b"a,b\n".to_vec())], received(0, 1, 0, true), "中身がCSV"),
            ("", vec![("a.xlsx", blank[..900].to_vec())], received(0, 1, 0, true), "途中で切れているか"),
            ("", vec![("a.xlsx", blank.clone())], received(0, 0, 0, true), "新しい答えも変わった答えもありません"),
        ]
        .into_iter()
        .enumerate()
        {
            let files: Vec<(&str, &[u8])> = files.iter().map(|(name, content)| (*name, content.as_slice())).collect();
            assert_eq!(receive(&world, mail(&format!("m{at}"), MIDORI, headers, &files)).await, outcome, "{said}");
            if !said.is_empty() {
                mails += 1;
                let reply = world.newest_mail(MIDORI).await.expect("a reply");
                assert!(reply.contains(said), "{said}: {reply}");
            }
        }
        let box_ = world.visitor().get("/demo/mailbox").await.expect(200, "デモのメール箱");
        assert_eq!(box_.text().matches("回答票を受け取りました").count(), mails);
        assert!(matches!(receive(&world, Vec::new()).await, MailOutcome::Unreadable(_)));
    }
}
