//! What people can do about being somebody here, one function per verb.

pub mod account;
pub mod accounts;
pub mod lists;
pub mod organisations;
pub mod sign_in;
