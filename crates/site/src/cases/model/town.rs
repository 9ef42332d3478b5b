//! A reader's own municipality.

use crate::regions::NamedPlace;

/// What was made of what she typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Town {
    pub typed: String,
    pub found: Option<NamedPlace>,
    /// Several bear the name.
    pub several: Vec<NamedPlace>,
    /// It is her own, and she did not name it.
    pub is_own: bool,
}

impl Town {
    /// Something was typed that is no municipality.
    pub fn is_unknown(&self) -> bool {
        !self.typed.is_empty() && self.found.is_none() && self.several.is_empty()
    }
}
