//! Every route, as every kind of person: the table is asked what should happen, the server what
//! does. A route without an action in the table, or an action nobody expects, fails here.

use foundation::web::RouteEntry;
use http::StatusCode;
use site::demo::CAST;
use site::permissions::{ActionRow, Reach, Role, TABLE};

use crate::world::{World, story};

fn row_of(route: &RouteEntry) -> &'static ActionRow {
    TABLE.iter().find(|row| row.name == route.action).unwrap_or_else(|| {
        panic!("{} {} needs {}, which is not in permissions/who_may.rs", route.method, route.path, route.action)
    })
}

#[test]
fn every_route_names_an_action_of_the_table() {
    for route in site::routes::all(true).entries() {
        row_of(&route);
    }
}

/// What stands for a `{name}` of a path: something that is there, where a page needs it.
const PARAMETERS: &[(&str, &str)] = &[
    ("chart", "q1.svg"),     // of a question
    ("code", "352128"),      // 柳井市
    ("fiscal_year", "2026"), // of a programme
    ("id", "1"),             // of a programme
    ("key", "0"),            // of a list that was never sent
    ("mail", "1"),           // of the demonstration's mailbox
    ("number", "1"),         // of a case
    ("organisation", "1"),   // the first of the register
    ("section", "s1"),       // the first of a questionnaire
    ("survey", "2"),         // the municipalities' one
    ("version", "1"),        // the first stored edit of a case
];

fn address(path: &str) -> String {
    path.split('/')
        .map(|segment| match segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
            Some(name) => PARAMETERS.iter().find(|(known, _)| *known == name).map_or_else(
                || panic!("{path}: give {{{name}}} a value in PARAMETERS of tests/it/walk.rs"),
                |(_, value)| *value,
            ),
            None => segment,
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// What is wrong with this answer, if anything.
fn fault(route: &RouteEntry, role: Role, status: StatusCode, location: &str) -> Option<String> {
    let may = row_of(route).reach(role) != Reach::None;
    let fits = match (may, role, route.method) {
        (true, ..) => {
            !status.is_server_error() && status != StatusCode::UNAUTHORIZED && status != StatusCode::FORBIDDEN
        }
        (false, Role::Visitor, "GET") => status == StatusCode::SEE_OTHER && location.starts_with("/sign-in?next="),
        (false, Role::Visitor, _) => status == StatusCode::UNAUTHORIZED,
        (false, ..) => status == StatusCode::FORBIDDEN,
    };
    // Who may look and is led to the sign-in all the same was not recognised.
    let led_away = may && role != Role::Visitor && location.starts_with("/sign-in");
    let expected = if may { "let in" } else { "kept out" };
    (!fits || led_away).then(|| {
        format!("{} {} as {}: {status} {location}, expected {expected}", route.method, route.path, role.label())
    })
}

async fn walk(world: &World, person: Option<&str>, role: Role, faults: &mut Vec<String>) {
    let routes = site::routes::all(true).entries();
    let browser = match person {
        Some(person) => world.sign_in(person).await,
        None => world.visitor(),
    };
    let mut reader = browser.clone();
    for route in routes.iter().filter(|r| r.method == "GET") {
        let seen = reader.get(&address(route.path)).await;
        let location = seen.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
        faults.extend(fault(route, role, seen.status, &location));
    }
    for route in routes.iter().filter(|r| r.method != "GET") {
        // A form may end the session (signing out does): each is sent from a fresh one.
        let mut sender = match person {
            Some(person) => world.sign_in(person).await,
            None => world.visitor(),
        };
        let seen = sender.post(&address(route.path), &[]).await;
        let location = seen.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
        faults.extend(fault(route, role, seen.status, &location));
    }
}

story! {
    async fn every_route_as_every_kind_of_person(world) {
        let mut faults = Vec::new();
        walk(&world, None, Role::Visitor, &mut faults).await;
        for character in CAST {
            walk(&world, Some(character.id), character.role(), &mut faults).await;
        }
        assert!(faults.is_empty(), "{} of the answers are not what the table says:\n{}", faults.len(), faults.join("\n"));
    }
}
