//! What the pages of the demonstration show.

use askama::Template;
use foundation::mail::KeptMail;

use crate::shared::Frame;

#[derive(Clone, Debug)]
pub struct CharacterLine {
    pub id: &'static str,
    pub name: &'static str,
    pub organisation: &'static str,
    pub role: String,
    pub sees: &'static str,
    pub here: bool,
}

#[derive(Clone, Debug)]
pub struct TierGroup {
    pub label: &'static str,
    pub id: &'static str,
    pub people: Vec<CharacterLine>,
}

/// `/demo`
#[derive(Template)]
#[template(path = "demo/templates/people.html")]
pub struct CastPage {
    pub frame: Frame,
    pub tiers: Vec<TierGroup>,
    pub signed_in: bool,
}

#[derive(Clone, Debug)]
pub struct Letter {
    pub id: i64,
    pub at: String,
    pub recipient: String,
    pub subject: String,
}

impl From<KeptMail> for Letter {
    fn from(mail: KeptMail) -> Self {
        let at = mail.at().map_or_else(
            || mail.created_at.clone(),
            |at| {
                let at = at.in_japan();
                format!("{} {:02}:{:02}", japanese::wareki::long(at.date()), at.hour(), at.minute())
            },
        );
        Self { id: mail.id, at, recipient: mail.recipient, subject: mail.subject }
    }
}

/// A piece of a letter: words, or an address of ours to follow (within the same site).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterPiece {
    pub text: String,
    pub href: String,
}

/// Cuts a letter at our own addresses. Others, which somebody may have typed, stay words.
pub fn pieces(body: &str, site: &str) -> Vec<LetterPiece> {
    let site = site.trim_end_matches('/');
    let mut found = Vec::new();
    let mut rest = body;
    while let Some(at) = rest.find(site).filter(|_| !site.is_empty()) {
        let after = &rest[at + site.len()..];
        let length = after.find(|c: char| !c.is_ascii_graphic()).unwrap_or(after.len());
        let (path, behind) = after.split_at(length);
        // Another host may begin with our name.
        let is_ours = path.is_empty() || (path.starts_with('/') && !path.starts_with("//"));
        let href = match path {
            "" => "/",
            path => path,
        };
        found.push(LetterPiece { text: rest[..at].to_owned(), href: String::new() });
        found.push(LetterPiece {
            text: format!("{site}{path}"),
            href: if is_ours { href.to_owned() } else { String::new() },
        });
        rest = behind;
    }
    found.push(LetterPiece { text: rest.to_owned(), href: String::new() });
    found
}

/// `/demo/mailbox`
#[derive(Template)]
#[template(path = "demo/templates/mailbox.html")]
pub struct MailboxPage {
    pub frame: Frame,
    pub mails: Vec<Letter>,
}

/// `/demo/mailbox/{mail}`
#[derive(Template)]
#[template(path = "demo/templates/letter.html")]
pub struct LetterPage {
    pub frame: Frame,
    pub mail: Letter,
    pub pieces: Vec<LetterPiece>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::testing::assert_page;

    fn letter() -> Letter {
        Letter {
            id: 1,
            at: "令和8年11月21日（土） 10:00".to_owned(),
            recipient: "midori@yanai.example.jp".to_owned(),
            subject: "ログインのコード ACDE-FGHJ".to_owned(),
        }
    }

    #[test]
    fn every_sample_is_a_sound_page() {
        let people = vec![CharacterLine {
            id: "sample",
            name: "見本 みどり",
            organisation: "柳井市",
            role: "市町村 担当者".to_owned(),
            sees: "見本です。",
            here: true,
        }];
        let tiers = vec![TierGroup { label: "都道府県・市町村", id: "local_government", people }];
        assert_page(&CastPage { frame: Frame::sample("デモの人物"), tiers, signed_in: true });
        assert_page(&MailboxPage { frame: Frame::sample("デモのメール箱"), mails: vec![letter()] });
        assert_page(&MailboxPage { frame: Frame::sample("デモのメール箱"), mails: Vec::new() });
        assert_page(&LetterPage {
            frame: Frame::sample("手紙"),
            pieces: pieces("次の画面へ。\nhttp://renkei.test/register\n", "http://renkei.test/"),
            mail: letter(),
        });
    }

    #[test]
    fn only_our_own_addresses_can_be_followed() {
        let found = pieces("a http://r.test/x?y=1 b http://r.test.evil/ http://else/ http://r.test", "http://r.test/");
        let links: Vec<_> = found.iter().filter(|p| !p.href.is_empty()).map(|p| p.href.as_str()).collect();
        assert_eq!(links, ["/x?y=1", "/"]);
        let text: String = found.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(text, "a http://r.test/x?y=1 b http://r.test.evil/ http://else/ http://r.test");
        // Not to another host by two strokes.
        assert!(pieces("http://r.test//evil/", "http://r.test").iter().all(|p| p.href.is_empty()));
    }
}
