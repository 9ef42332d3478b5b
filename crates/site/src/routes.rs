//! Every address of the product: one line per feature.

use crate::permissions::Routes;

/// `demo` adds what only a demonstration has (one-click sign-in, visible mailbox).
pub fn all(demo: bool) -> Routes {
    let mut routes = Routes::default();
    crate::home::routes(&mut routes);
    crate::open_data::routes(&mut routes);
    crate::regions::routes(&mut routes);
    crate::programmes::routes(&mut routes);
    crate::people::routes(&mut routes);
    crate::cases::routes(&mut routes);
    crate::library::routes(&mut routes);
    crate::surveys::routes(&mut routes);
    crate::situation::routes(&mut routes);
    crate::plans::routes(&mut routes);
    crate::wide_area::routes(&mut routes);
    crate::groundwork::routes(&mut routes);
    crate::search::routes(&mut routes);
    crate::ask::routes(&mut routes);
    crate::operations::routes(&mut routes);
    if demo {
        crate::demo::routes(&mut routes);
    }
    routes
}
