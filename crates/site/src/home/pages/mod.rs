pub mod about;
pub mod accessibility;
pub mod front;
