pub mod about;
pub mod accessibility;
pub mod front;
pub mod open_data;
