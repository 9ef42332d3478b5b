//! What people do, told through HTTP and HTML, on both databases.

mod people;
mod regions;
mod web;
