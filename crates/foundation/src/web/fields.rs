//! What a browser sent as `name=value` pairs, of an address or of a form.

use std::borrow::Cow;

/// Values by name, several per name, in the order sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    pub fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    pub fn from_pairs<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(pairs.into_iter().map(|(n, v)| (n.into(), v.into())).collect())
    }

    /// The first value, or nothing.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|v| v == value)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }

    pub fn push(&mut self, name: &str, value: &str) {
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// Bytes that were no UTF-8 arrive as U+FFFD; a NUL has no place in any text.
    pub(crate) fn is_broken(&self) -> bool {
        self.0.iter().any(|(n, v)| n.contains(['\u{fffd}', '\0']) || v.contains(['\u{fffd}', '\0']))
    }

    /// As a query string, without a leading `?`. Pairs with an empty value are left out.
    pub fn to_query(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.0 {
            if !value.is_empty() {
                out.append_pair(name, value);
            }
        }
        out.finish()
    }

    /// The same pairs with one name set to one value (or taken out, when it is empty).
    #[must_use]
    pub fn replaced(&self, name: &str, value: &str) -> Self {
        let mut pairs: Vec<_> = self.0.iter().filter(|(n, _)| n != name).cloned().collect();
        if !value.is_empty() {
            pairs.push((name.to_owned(), value.to_owned()));
        }
        Self(pairs)
    }

    /// The same pairs with this one added, or removed if it was there: for facets.
    #[must_use]
    pub fn toggled(&self, name: &str, value: &str) -> Self {
        let mut pairs: Vec<_> = self.0.clone();
        if self.has(name, value) {
            pairs.retain(|(n, v)| n != name || v != value);
        } else {
            pairs.push((name.to_owned(), value.to_owned()));
        }
        Self(pairs)
    }
}

/// A path segment or query value, escaped for an address.
pub fn escape(text: &str) -> Cow<'static, str> {
    Cow::Owned(form_urlencoded::byte_serialize(text.as_bytes()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_toggle_and_broken_text_is_seen() {
        let fields = Fields::parse("scene=mitori&scene=kyuhen&q=%E5%B3%B6".as_bytes());
        assert_eq!(fields.get("q"), "島");
        assert_eq!(fields.all("scene").count(), 2);
        assert_eq!(fields.toggled("scene", "mitori").all("scene").collect::<Vec<_>>(), ["kyuhen"]);
        assert_eq!(fields.toggled("scene", "x").all("scene").count(), 3);
        assert!(!fields.is_broken());
        assert!(Fields::parse(b"q=%E5%B3").is_broken());
        assert!(Fields::parse(b"q=%00").is_broken());
    }
}
