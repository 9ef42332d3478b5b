//! The read interface for programs, `/api/v1/…`: what an operation takes and answers, said once. The same description
//! reads the request and stands in `/openapi.json`, so neither can say what the other does not.

use foundation::web::{Fields, Page, PageError, Reply};
use http::header::LINK;
use serde_json::{Value, json};

use super::frame::DEMO_MARK;
use crate::permissions::{AppCore, Reader};

/// Records of a list, unless asked otherwise, and at most.
pub const PER_PAGE: i64 = 50;
pub const MOST_PER_PAGE: i64 = 100;
/// Pages of a list that can be asked for.
const MOST_PAGES: i64 = 100_000;
/// Values of one condition.
const MOST_VALUES: usize = 50;

/// One address with what it takes and answers.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    pub path: &'static str,
    /// The name programs made from `/openapi.json` call it by.
    pub id: &'static str,
    pub summary: &'static str,
    pub about: &'static str,
    pub parameters: &'static [Parameter],
    /// JSON Schema of what comes back.
    pub answer: fn() -> Value,
    /// Statuses besides 200 and 400, each with when.
    pub errors: &'static [(u16, &'static str)],
}

#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub is_in_path: bool,
    pub is_needed: bool,
    /// May stand several times.
    pub many: bool,
    pub kind: Kind,
    pub about: &'static str,
    pub example: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// At most so many characters.
    Text(usize),
    /// From, to.
    Whole(i64, i64),
    /// One of these.
    One(fn() -> Vec<&'static str>),
}

impl Parameter {
    /// A part of the address.
    pub const fn path(name: &'static str, kind: Kind, about: &'static str, example: &'static str) -> Self {
        Self { name, is_in_path: true, is_needed: true, many: false, kind, about, example }
    }

    /// A condition that may be left out.
    pub const fn may(name: &'static str, kind: Kind, about: &'static str, example: &'static str) -> Self {
        Self { name, is_in_path: false, is_needed: false, many: false, kind, about, example }
    }

    /// A condition that may stand several times: its values widen.
    pub const fn several(name: &'static str, kind: Kind, about: &'static str, example: &'static str) -> Self {
        Self { many: true, ..Self::may(name, kind, about, example) }
    }

    #[must_use]
    pub const fn needed(self) -> Self {
        Self { is_needed: true, ..self }
    }

    fn refusal(&self, value: &str) -> Option<String> {
        let name = self.name;
        match self.kind {
            Kind::Text(most) => (value.chars().count() > most)
                .then(|| format!("条件「{name}」は{most}文字までです。短くして、もう一度お試しください。")),
            Kind::Whole(from, to) => (!value.parse::<i64>().is_ok_and(|n| (from..=to).contains(&n)))
                .then(|| format!("条件「{name}」は、{from}から{to}までの整数で指定してください（いま「{value}」）。")),
            Kind::One(known) => {
                let known = known();
                (!known.contains(&value))
                    .then(|| format!("条件「{name}」に「{value}」はありません。使えるのは、{}です。", known.join("、")))
            }
        }
    }
}

/// Which part of a list, and how much at once.
pub const PAGE: Parameter = Parameter::may("page", Kind::Whole(1, MOST_PAGES), "何ページ目か。1から始まります", "1");
pub const SIZE: Parameter =
    Parameter::may("per_page", Kind::Whole(1, MOST_PER_PAGE), "1ページの件数。指定がなければ50件", "10");

impl Operation {
    /// Refuses what the description does not know: a slip of the hand must not widen what comes back.
    ///
    /// # Errors
    /// A sentence that says which condition is wrong, and what may stand there.
    pub fn check(&self, query: &Fields) -> Result<(), PageError> {
        let refuse = |sentence: String| Err(PageError::BadRequest { sentence });
        for (name, value) in query.pairs().filter(|(_, value)| !value.is_empty()) {
            let Some(known) = self.in_query().find(|p| p.name == name) else {
                let known: Vec<&str> = self.in_query().map(|p| p.name).collect();
                let known = if known.is_empty() {
                    "条件はありません".to_owned()
                } else {
                    format!("使えるのは、{}です", known.join("、"))
                };
                return refuse(format!("「{name}」という条件はありません。{known}。"));
            };
            let count = query.all(name).filter(|value| !value.is_empty()).count();
            let most = if known.many { MOST_VALUES } else { 1 };
            if count > most {
                return refuse(format!("条件「{name}」は{most}つまでです（いま{count}つ）。"));
            }
            if let Some(sentence) = known.refusal(value) {
                return refuse(sentence);
            }
        }
        match self.in_query().find(|p| p.is_needed && query.get(p.name).trim().is_empty()) {
            Some(missing) => refuse(format!("条件「{}」を付けてください（{}）。", missing.name, missing.about)),
            None => Ok(()),
        }
    }

    fn in_query(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|p| !p.is_in_path)
    }
}

/// The part of a list that was asked for, out of a checked query.
pub fn page_of(query: &Fields) -> Page {
    let whole = |name: &str, or: i64| query.get(name).parse().unwrap_or(or);
    Page { number: whole("page", 1), size: whole("per_page", PER_PAGE) }
}

/// Those of `all` that stand on the page.
pub fn of_page<T>(all: &[T], page: Page) -> &[T] {
    let from = usize::try_from(page.offset()).unwrap_or(usize::MAX).min(all.len());
    let to = from.saturating_add(usize::try_from(page.size).unwrap_or(0)).min(all.len());
    &all[from..to]
}

/// What a demonstration says of its data; empty elsewhere.
pub fn notice(core: &AppCore) -> &'static str {
    if core.settings.demo { DEMO_MARK } else { "" }
}

/// One thing.
pub fn one(db: &Reader, thing: Value) -> Reply {
    let mut thing = thing;
    if let Value::Object(object) = &mut thing {
        object.insert("notice".to_owned(), json!(notice(db.core())));
    }
    Reply::json(&thing).for_everybody()
}

/// A part of a list with the ways to its other parts, in the body and as `Link` (RFC 8288).
pub fn list(db: &Reader, path: &str, query: &Fields, page: Page, total: i64, items: Vec<Value>) -> Reply {
    let last = ((total + page.size - 1) / page.size).max(1);
    let address = |number: i64| {
        let query = query.replaced("page", &number.to_string()).to_query();
        format!("{}{path}?{query}", db.core().settings.public_url)
    };
    let next = (page.number < last).then(|| address(page.number + 1));
    let previous = (page.number > 1).then(|| address((page.number - 1).min(last)));
    let body = json!({
        "notice": notice(db.core()),
        "total": total,
        "page": page.number,
        "per_page": page.size,
        "pages": last,
        "next": next,
        "previous": previous,
        "items": items,
    });
    let links = [(&next, "next"), (&previous, "prev")];
    let links: Vec<String> = links
        .into_iter()
        .filter_map(|(address, rel)| address.as_ref().map(|address| format!("<{address}>; rel=\"{rel}\"")))
        .collect();
    let reply = Reply::json(&body).for_everybody();
    if links.is_empty() { reply } else { reply.with_header(LINK, &links.join(", ")) }
}

/// JSON Schema, as short as ours need it: every key is always there, and no other.
pub mod schema {
    use serde_json::{Map, Value, json};

    pub fn text(about: &str) -> Value {
        json!({ "type": "string", "description": about })
    }

    pub fn whole(about: &str) -> Value {
        json!({ "type": "integer", "description": about })
    }

    pub fn flag(about: &str) -> Value {
        json!({ "type": "boolean", "description": about })
    }

    pub fn list(item: Value, about: &str) -> Value {
        json!({ "type": "array", "items": item, "description": about })
    }

    /// The same, or null.
    pub fn maybe(schema: Value) -> Value {
        let mut schema = schema;
        let kind = schema["type"].take();
        schema["type"] = json!([kind, "null"]);
        schema
    }

    pub fn object<K: Into<String>>(properties: impl IntoIterator<Item = (K, Value)>) -> Value {
        let properties: Map<String, Value> = properties.into_iter().map(|(key, schema)| (key.into(), schema)).collect();
        let required: Vec<&String> = properties.keys().collect();
        json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties })
    }

    /// What an object says besides its own: the demonstration's mark.
    pub fn notice() -> (&'static str, Value) {
        ("notice", text("デモのときだけ、その旨。ほかでは空の文字列"))
    }

    /// A part of a list.
    pub fn page_of(item: Value) -> Value {
        object([
            notice(),
            ("total", whole("条件に合う件数")),
            ("page", whole("何ページ目か")),
            ("per_page", whole("1ページの件数")),
            ("pages", whole("ページの数")),
            ("next", maybe(text("次のページのアドレス。最後のページではnull"))),
            ("previous", maybe(text("前のページのアドレス。最初のページではnull"))),
            ("items", list(item, "このページの分")),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Operation = Operation {
        path: "/api/v1/things",
        id: "things",
        summary: "",
        about: "",
        parameters: &[
            PAGE,
            SIZE,
            Parameter::may("q", Kind::Text(5), "ことば", "島").needed(),
            Parameter::several("kind", Kind::One(|| vec!["a", "b"]), "種類", "a"),
        ],
        answer: || json!({}),
        errors: &[],
    };

    fn refused(query: &str) -> String {
        match LIST.check(&Fields::parse(query.as_bytes())) {
            Ok(()) => String::new(),
            Err(PageError::BadRequest { sentence }) => sentence,
            Err(other) => format!("{other:?}"),
        }
    }

    #[test]
    fn only_what_is_described_is_taken() {
        assert_eq!(refused("q=x&page=1&per_page=100&kind=a&kind=b"), "");
        assert_eq!(refused("q=12345&page=&kind="), "", "what is empty is not there");
        for (query, words) in [
            ("q=123456", "5文字まで"),
            ("q=x&page=0", "1から100000まで"),
            ("q=x&page=1.5", "整数"),
            ("q=x&per_page=101", "1から100まで"),
            ("q=x&kind=c", "使えるのは、a、bです"),
            ("q=x&page=1&page=2", "1つまで"),
            ("q=x&kid=a", "「kid」という条件はありません"),
            ("page=1", "「q」を付けてください"),
            ("q=%20", "「q」を付けてください"),
        ] {
            assert!(refused(query).contains(words), "{query}: {}", refused(query));
        }
        let many = format!("q=x{}", "&kind=a".repeat(MOST_VALUES + 1));
        assert!(refused(&many).contains("50つまで"));
    }

    #[test]
    fn a_page_holds_its_own_records_and_none_lies_beyond_the_end() {
        let all: Vec<i64> = (0..7).collect();
        let page = |query: &str| of_page(&all, page_of(&Fields::parse(query.as_bytes()))).to_vec();
        assert_eq!(page("per_page=3"), [0, 1, 2]);
        assert_eq!(page("per_page=3&page=3"), [6]);
        assert!(page("per_page=3&page=4").is_empty() && page("page=100000&per_page=100").is_empty());
    }
}
