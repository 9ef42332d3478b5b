pub mod export;
pub mod import;
pub mod list;
pub mod region;
