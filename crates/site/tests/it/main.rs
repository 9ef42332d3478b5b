//! One integration binary: the stories per feature, the walk over every route as every kind of
//! person, the snapshots, the house rules.

mod architecture;
mod documents;
mod house_rules;
mod licences;
mod metadata;
#[cfg(unix)]
mod process;
mod snapshots;
mod stories;
mod upgrade;
mod walk;
mod world;
