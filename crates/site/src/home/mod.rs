//! The front page: what this is, where to go in, and for somebody signed in what waits for her.

mod about;
mod pages;
mod views;

use crate::permissions::Routes;

pub fn routes(routes: &mut Routes) {
    routes.get("/", pages::front::get);
    routes.get("/about", pages::about::get);
    routes.get("/accessibility", pages::accessibility::get);
}
