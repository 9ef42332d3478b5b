pub mod ask;
pub mod interface;
