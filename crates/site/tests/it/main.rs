//! One integration binary: the stories per feature, the walk over every route as every kind of
//! person, the snapshots, the house rules.

mod house_rules;
mod snapshots;
mod stories;
mod walk;
mod world;
