//! Every route, as every kind of person: the table is asked what should happen, the server what
//! does. A route without an action in the table, or an action nobody expects, fails here.

use site::permissions::TABLE;

#[test]
fn every_route_names_an_action_of_the_table() {
    for route in site::routes::all(true).entries() {
        assert!(
            TABLE.iter().any(|row| row.name == route.action),
            "{} {} needs {}, which is not in permissions/who_may.rs",
            route.method,
            route.path,
            route.action
        );
    }
}
