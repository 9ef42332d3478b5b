//! `/sitemap.xml`: the map of the site for search engines (sitemaps.org): what every visitor may look at, and nothing else,
//! whoever asks. In parts, because one file may hold 50,000 addresses.

use std::fmt::Write as _;

use foundation::web::{Page, PageError, Reply, Req};

use crate::permissions::{LookAtOpenData, ReadTx, Reader};
use crate::shared::feed::xml;

/// Addresses in one file: below the protocol's 50,000.
const MOST: i64 = 20_000;

/// Pages that are always there.
const PAGES: [&str; 10] = [
    "/",
    "/troubles",
    "/cases",
    "/cases/statistics",
    "/library",
    "/surveys",
    "/regions",
    "/programmes",
    "/open-data",
    "/about",
];

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
const SPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// How many files a number of addresses needs.
fn files(addresses: i64) -> i64 {
    (addresses + MOST - 1) / MOST
}

fn reply(body: String) -> Reply {
    Reply::typed("application/xml; charset=utf-8", body.into_bytes())
}

pub async fn index(mut tx: ReadTx<LookAtOpenData>, _req: Req) -> Result<Reply, PageError> {
    let mut parts = vec!["pages".to_owned(), "regions".to_owned(), "surveys".to_owned()];
    let cases = crate::cases::count_published(&mut tx).await?;
    parts.extend((1..=files(cases)).map(|number| format!("cases-{number}")));
    let documents = crate::library::count_public(&mut tx).await?;
    parts.extend((1..=files(documents)).map(|number| format!("documents-{number}")));
    let site = &tx.core().settings.public_url;
    let mut out = format!("{HEAD}<sitemapindex xmlns=\"{SPACE}\">\n");
    for part in parts {
        let _ = writeln!(out, "<sitemap><loc>{}</loc></sitemap>", xml(&format!("{site}/sitemaps/{part}.xml")));
    }
    out.push_str("</sitemapindex>\n");
    Ok(reply(out))
}

/// Address and last change, which may be unknown.
type Addresses = Vec<(String, String)>;

async fn addresses(db: &mut Reader, part: &str) -> Result<Option<Addresses>, PageError> {
    let undated = |all: Vec<String>| all.into_iter().map(|address| (address, String::new())).collect::<Addresses>();
    let found = match part.split_once('-') {
        None => match part {
            "pages" => undated(PAGES.map(str::to_owned).to_vec()),
            "regions" => undated(crate::regions::addresses(db).await?),
            "surveys" => {
                undated(crate::surveys::with_published_tables(db).await?.into_iter().map(|s| s.href).collect())
            }
            _ => return Ok(None),
        },
        Some((kind, number)) => {
            // One file has one name: 「01」 and 「+1」 are none.
            let number = number.parse::<i64>().ok().filter(|n| (1..=10_000).contains(n) && n.to_string() == number);
            let Some(number) = number else { return Ok(None) };
            let page = Page { number, size: MOST };
            let found = match kind {
                "cases" => crate::cases::addresses(db, page).await?,
                "documents" => crate::library::addresses(db, page).await?,
                _ => return Ok(None),
            };
            if found.is_empty() {
                return Ok(None);
            }
            found
        }
    };
    Ok(Some(found))
}

pub async fn part(mut tx: ReadTx<LookAtOpenData>, req: Req) -> Result<Reply, PageError> {
    let part = req.text("part").strip_suffix(".xml").ok_or(PageError::NotFound)?.to_owned();
    let found = addresses(&mut tx, &part).await?.ok_or(PageError::NotFound)?;
    let site = &tx.core().settings.public_url;
    let mut out = format!("{HEAD}<urlset xmlns=\"{SPACE}\">\n");
    for (address, changed) in found {
        let _ = write!(out, "<url><loc>{}</loc>", xml(&format!("{site}{address}")));
        if !changed.is_empty() {
            let _ = write!(out, "<lastmod>{}</lastmod>", xml(&changed));
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    Ok(reply(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_holds_more_than_it_may() {
        assert_eq!([0, 1, MOST, MOST + 1, 5 * MOST].map(files), [0, 1, 1, 2, 5]);
    }
}
