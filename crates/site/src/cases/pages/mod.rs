pub mod edit;
pub mod export;
pub mod list;
pub mod show;
pub mod steps;
pub mod waiting;
