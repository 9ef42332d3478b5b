//! What people can do about being somebody here, one function per verb.

pub mod account;
pub mod accounts;
pub mod invitations;
mod limits;
pub mod lists;
pub mod organisations;
pub mod profile;
pub mod registration;
pub mod serving;
pub mod sign_in;
pub mod tidy;
