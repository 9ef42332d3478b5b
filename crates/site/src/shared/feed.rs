//! Atom (RFC 4287): what is new, for readers of feeds. One format for every list.

use std::fmt::Write as _;

use foundation::web::Reply;

use super::interface::notice;
use crate::permissions::AppCore;

/// Things in a feed: more are found in the list itself.
pub const MOST_ENTRIES: usize = 50;
/// Where nothing was ever changed.
const NEVER: &str = "1970-01-01T00:00:00Z";

/// A list as a feed. Addresses begin with `/`.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    pub title: String,
    /// Of the list that people look at.
    pub list: String,
    /// Of the feed.
    pub own: String,
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub title: String,
    pub address: String,
    /// Instants, as they are stored.
    pub published: String,
    pub updated: String,
    pub summary: String,
    pub author: String,
    /// Id and words.
    pub categories: Vec<(String, String)>,
}

/// Text between tags and in attributes; what XML cannot hold is left out.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {}
            c => out.push(c),
        }
    }
    out
}

fn element(out: &mut String, name: &str, text: &str) {
    if !text.is_empty() {
        let _ = writeln!(out, "<{name}>{}</{name}>", xml(text));
    }
}

impl Feed {
    /// The feed as it is sent. The same entries are the same bytes.
    pub fn reply(&self, core: &AppCore) -> Reply {
        let body = self.write(&core.settings.public_url, notice(core));
        Reply::typed("application/atom+xml; charset=utf-8", body.into_bytes()).for_everybody()
    }

    fn write(&self, site: &str, mark: &str) -> String {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"ja\">\n",
        );
        let newest = self.entries.iter().map(|entry| entry.updated.as_str()).max().unwrap_or(NEVER);
        let own = xml(&format!("{site}{}", self.own));
        element(&mut out, "id", &format!("{site}{}", self.own));
        element(&mut out, "title", &self.title);
        element(&mut out, "updated", newest);
        element(&mut out, "rights", mark);
        let _ = writeln!(out, "<author><name>れんけい</name><uri>{}</uri></author>", xml(site));
        let _ = writeln!(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>");
        let list = xml(&format!("{site}{}", self.list));
        let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{list}\"/>");
        for entry in &self.entries {
            entry.write(&mut out, site, mark);
        }
        out.push_str("</feed>\n");
        out
    }
}

impl Entry {
    fn write(&self, out: &mut String, site: &str, mark: &str) {
        let address = format!("{site}{}", self.address);
        out.push_str("<entry>\n");
        element(out, "id", &address);
        element(out, "title", &self.title);
        element(out, "published", &self.published);
        element(out, "updated", if self.updated.is_empty() { NEVER } else { &self.updated });
        let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&address));
        if !self.author.is_empty() {
            let _ = writeln!(out, "<author><name>{}</name></author>", xml(&self.author));
        }
        for (term, label) in &self.categories {
            let _ = writeln!(out, "<category term=\"{}\" label=\"{}\"/>", xml(term), xml(label));
        }
        element(out, "summary", &self.summary);
        element(out, "rights", mark);
        out.push_str("</entry>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_stays_text_and_the_mark_stands_at_each() {
        let entry = Entry {
            title: "<b>\"島\" & 医師会</b>\u{7}".to_owned(),
            address: "/cases/1".to_owned(),
            published: "2026-01-01T00:00:00.000Z".to_owned(),
            updated: "2026-02-01T00:00:00.000Z".to_owned(),
            categories: vec![("mitori".to_owned(), "看取り".to_owned())],
            ..Entry::default()
        };
        let feed = Feed {
            title: "事例".to_owned(),
            list: "/cases?q=a&scene=b".to_owned(),
            own: "/cases.atom?q=a&scene=b".to_owned(),
            entries: vec![entry],
        };
        let text = feed.write("https://renkei.example.jp", "架空");
        assert!(text.contains("<title>&lt;b&gt;&quot;島&quot; &amp; 医師会&lt;/b&gt;</title>"), "{text}");
        assert!(text.contains("href=\"https://renkei.example.jp/cases.atom?q=a&amp;scene=b\""));
        assert!(text.contains("<updated>2026-02-01T00:00:00.000Z</updated>"));
        assert!(!text.contains("<summary>"), "what is not there is left out");
        assert_eq!(text.matches("<rights>架空</rights>").count(), 2);
        assert!(!Feed::default().write("https://x", "").contains("rights"));
    }
}
