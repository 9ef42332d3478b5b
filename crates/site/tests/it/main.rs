//! One integration binary: the stories per feature, the walk over every route as every kind of
//! person, the snapshots, the house rules.

mod architecture;
mod documents;
mod house_rules;
mod licences;
mod metadata;
mod snapshots;
mod stories;
mod walk;
mod world;
