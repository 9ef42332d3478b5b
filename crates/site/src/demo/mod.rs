//! The demonstration: a fresh platform filled through the same actions a person uses, with one-click
//! sign-in as any of the cast. Everything invented is marked 架空 beside the figure itself.

mod cases;
mod facts;
mod fill;

pub use fill::{FillError, fill};

use crate::permissions::Routes;

pub fn routes(_routes: &mut Routes) {}
