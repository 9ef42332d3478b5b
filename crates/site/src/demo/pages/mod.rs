pub mod mailbox;
pub mod people;
