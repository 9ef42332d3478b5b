//! What people do, told through HTTP and HTML, on both databases.

mod operations;
mod people;
mod programmes;
mod regions;
mod regions_import;
mod web;
