pub mod list;
pub mod openapi;
pub mod sitemap;
