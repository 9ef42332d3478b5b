pub mod ask;
pub mod compose;
pub mod composing;
pub mod interface;
