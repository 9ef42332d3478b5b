//! note: a text between questions; takes no answer.

use serde::{Deserialize, Serialize};

use crate::check::Checking;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {}

pub(crate) fn check(checking: &mut Checking<'_>) {
    checking.wrong_type();
}
