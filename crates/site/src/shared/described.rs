//! What a page is about, for machines: schema.org as microdata. (JSON-LD would be an inline script, which the content policy
//! refuses.)

/// An item of schema.org; what has no value is not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Described {
    /// `Article`, `City`, `Dataset` …
    pub kind: &'static str,
    /// Name and words.
    pub texts: Vec<(&'static str, String)>,
    /// Name and address.
    pub addresses: Vec<(&'static str, String)>,
    /// Name and item; of these only texts and addresses are shown.
    pub items: Vec<(&'static str, Described)>,
}

impl Described {
    pub fn new(kind: &'static str) -> Self {
        Self { kind, ..Self::default() }
    }

    #[must_use]
    pub fn text(mut self, name: &'static str, words: impl Into<String>) -> Self {
        let words = words.into();
        if !words.is_empty() {
            self.texts.push((name, words));
        }
        self
    }

    #[must_use]
    pub fn address(mut self, name: &'static str, address: impl Into<String>) -> Self {
        self.addresses.push((name, address.into()));
        self
    }

    #[must_use]
    pub fn item(mut self, name: &'static str, item: Described) -> Self {
        self.items.push((name, item));
        self
    }
}
