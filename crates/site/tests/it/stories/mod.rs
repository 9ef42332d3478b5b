//! What people do, told through HTTP and HTML, on both databases.

mod cases;
mod cases_writing;
mod home;
mod people;
mod regions;
mod registration;
mod search;
mod web;
