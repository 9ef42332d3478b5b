//! Built sets, kept as long as nothing they were made from has changed. Process-wide, because making one reads and
//! parses every answer; apart per running core, because tests run several.

use std::sync::{Arc, Mutex, Weak};

use super::{DataSet, Which};
use crate::permissions::AppCore;
use crate::surveys::model::SurveyRow;
use crate::surveys::model::texts::{CategoryOf, CodingsStamp};
use crate::surveys::storage::counted;

/// More surveys than are looked at at once; each takes a few MiB.
const MOST: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub survey: i64,
    pub which: Which,
    /// With coded texts.
    pub coded: bool,
}

/// What the facts are recognised by.
pub type Facts = i64;

/// What moves on with every change of what a set is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub answers: counted::Stamp,
    pub facts: Option<Facts>,
    pub survey: SurveyRow,
    /// Of a set with coded texts.
    pub texts: Option<(Vec<CategoryOf>, CodingsStamp)>,
}

struct Kept {
    /// Held weakly: it tells cores apart (an address is not used again while a `Weak` remembers it).
    core: Weak<AppCore>,
    key: Key,
    stamp: Stamp,
    set: Arc<DataSet>,
}

/// The one used last stands last.
static KEPT: Mutex<Vec<Kept>> = Mutex::new(Vec::new());

fn is_of(kept: &Kept, core: &Arc<AppCore>, key: Key) -> bool {
    kept.key == key && std::ptr::eq(kept.core.as_ptr(), Arc::as_ptr(core))
}

pub fn find(core: &Arc<AppCore>, key: Key, stamp: &Stamp) -> Option<Arc<DataSet>> {
    let mut all = KEPT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let at = all.iter().position(|kept| is_of(kept, core, key) && kept.stamp == *stamp)?;
    let found = all.remove(at);
    let set = found.set.clone();
    all.push(found);
    Some(set)
}

pub fn keep(core: &Arc<AppCore>, key: Key, stamp: Stamp, set: &Arc<DataSet>) {
    let mut all = KEPT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    all.retain(|kept| kept.core.strong_count() > 0 && !is_of(kept, core, key));
    if all.len() >= MOST {
        all.remove(0);
    }
    all.push(Kept { core: Arc::downgrade(core), key, stamp, set: set.clone() });
}
