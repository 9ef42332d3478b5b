//! What a node keeps in memory of the database, one of each kind. Each kind brings itself up to date before it is looked at
//! (`search/actions/copying.rs`); nothing stands only here.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

type Held = HashMap<TypeId, Arc<dyn Any + Send + Sync>>;

#[derive(Default)]
pub struct Copies(Mutex<Held>);

/// A copy, looked at by many and changed by one.
#[derive(Default)]
pub struct Shared<T> {
    copy: RwLock<T>,
    /// Held by who brings the copy up to date.
    pub updating: tokio::sync::Mutex<()>,
}

impl<T> Shared<T> {
    pub fn look<R>(&self, at: impl FnOnce(&T) -> R) -> R {
        at(&self.copy.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn change<R>(&self, with: impl FnOnce(&mut T) -> R) -> R {
        with(&mut self.copy.write().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Copies {
    /// The node's copy of this kind; empty when nobody has looked at it yet.
    pub fn of<T: Default + Send + Sync + 'static>(&self) -> Arc<Shared<T>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = held.entry(TypeId::of::<T>()).or_insert_with(|| Arc::<Shared<T>>::default()).clone();
        // By construction it is of this type; another would be an empty copy, which is made whole when it is looked at.
        known.downcast().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_of_each_kind() {
        let copies = Copies::default();
        copies.of::<Vec<u8>>().change(|numbers| numbers.push(7));
        copies.of::<String>().change(|text| text.push('町'));
        assert_eq!(copies.of::<Vec<u8>>().look(Clone::clone), [7]);
        assert_eq!(copies.of::<String>().look(Clone::clone), "町");
    }
}
