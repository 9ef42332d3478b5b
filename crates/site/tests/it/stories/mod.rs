//! What people do, told through HTTP and HTML, on both databases.

mod regions;
mod web;
