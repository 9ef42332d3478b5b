//! オープンデータ: what anybody may take away, on one page: files, feeds, the read interface with its description, the map of
//! the site for search engines. For everybody. Not here: the data themselves (each feature hands out its own, through the same
//! storage as its pages).

mod pages;
mod views;

use crate::permissions::Routes;
use crate::shared::interface::Operation;

pub fn routes(routes: &mut Routes) {
    routes.get("/open-data", pages::list::get);
    routes.get("/openapi.json", pages::openapi::get);
    routes.get("/sitemap.xml", pages::sitemap::index);
    routes.get("/sitemaps/{part}", pages::sitemap::part);
}

/// Every operation of the read interface; a feature that adds one adds it to its own list.
pub fn operations() -> Vec<Operation> {
    [
        crate::search::OPERATIONS,
        crate::ask::OPERATIONS,
        crate::cases::OPERATIONS,
        crate::library::OPERATIONS,
        crate::regions::OPERATIONS,
        crate::surveys::OPERATIONS,
    ]
    .concat()
}
