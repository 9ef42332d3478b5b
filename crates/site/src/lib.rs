//! Renkei (れんけい), the product: one folder per feature, each with the same rooms.
//!
//! Where do I find…  who may → `permissions/who_may.rs` · whose data → the scope in a feature's
//! `storage.rs` · when and how many → its `rules.rs` · a page → its `pages/` and `templates/` ·
//! recurring work → `schedule.rs`. See ARCHITECTURE.md.

pub use ask;
pub use cases;
pub use ground::{beyond, people, permissions, programmes, regions, search, searchable, settings, shared};
pub use groundwork;
pub use library;
pub use plans;
pub use situation;
pub use surveys;
pub use wide_area;

pub mod demo;
pub mod home;
pub mod open_data;
pub mod operations;

pub mod app;
pub mod assets;
pub mod check;
pub mod cli;
pub mod features;
pub mod first_data;
pub mod indexing;
pub mod migrations;
pub mod routes;
pub mod schedule;

/// Every business rule of every feature: what `snapshots/rules.txt` shows.
pub fn rules() -> Vec<shared::Rule> {
    let mut rules = [
        regions::RULES,
        regions::ALIKE_RULES,
        people::RULES,
        cases::RULES,
        library::RULES,
        ask::RULES,
        search::RULES,
        surveys::RULES,
        surveys::LINK_RULES,
        situation::RULES,
        situation::SPREADING_RULES,
        situation::IMPORT_RULES,
        plans::RULES,
        wide_area::RULES,
        groundwork::RULES,
        operations::RULES,
    ]
    .concat();
    rules.extend(programmes::rules());
    rules.extend(surveys::rules_by_topic());
    rules
}
