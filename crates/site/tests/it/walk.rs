//! Every route, as every kind of person: the table is asked what should happen, the server what
//! does. A route without an action in the table, or an action nobody expects, fails here.

use foundation::testing::Browser;
use foundation::web::RouteEntry;
use http::StatusCode;
use site::demo::CAST;
use site::permissions::{ActionRow, Reach, Role, TABLE, ThingRole};

use crate::stories::surveys_linked::begun;
use crate::world::story;

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
    ("attached", "0"),                   // a file that nobody attached
    ("box", "1"),                        // of the first plan
    ("calculation", "1"),                // the first of a group
    ("category", "1"),                   // the first of the texts
    ("chart", "q1.svg"),                 // of a question
    ("code", "352128"),                  // 柳井市
    ("collection", "1"),                 // the first of the demonstration
    ("comment", "1"),                    // that nobody has sent
    ("data_set", "1"),                   // the first of a survey
    ("example", "refracture"),           // of a plan, comes with the program
    ("edition", "1"),                    // of a questionnaire
    ("excerpt", "1"),                    // the first of the texts
    ("file", "data.csv"),                // of a table
    ("figure", "home-deaths.svg"),       // of a town
    ("fiscal_year", "2026"),             // of a programme
    ("item", "madoguchi"),               // of the self-assessment
    ("import", "1"),                     // of files that wait in the demonstration
    ("layout", "0"),                     // that nobody has said
    ("indicator", "home-deaths"),        // one of those that come with the program
    ("group", "1"),                      // the demonstration's, published
    ("id", "1"),                         // of a programme
    ("intake", "0"),                     // of sheets that never came
    ("inquiry", "1"),                    // the first of the municipalities' survey
    ("key", "0"),                        // of a list that was never sent
    ("list", "setup"),                   // of a questionnaire
    ("mail", "1"),                       // of the demonstration's mailbox
    ("meeting", "1"),                    // the first of a group
    ("member", "1"),                     // the first of a group: its lead
    ("number", "1"),                     // of a case
    ("organisation", "1"),               // the first of the register
    ("part", "pages.xml"),               // of the map of the site
    ("comment", "1"),                    // on the first plan
    ("measurement", "1"),                // of one of its boxes
    ("review", "1"),                     // of the first plan
    ("step", "1"),                       // of its review
    ("prefecture", "350001"),            // 山口県
    ("plan", "1"),                       // of the demonstration, shown to nobody but its town
    ("position", "1"),                   // a page of a document
    ("question", "q11"),                 // of every questionnaire for places
    ("role", "1"),                       // of the demonstration's coordinator
    ("rule", "not_used_without_reason"), // comes with the municipalities' questionnaire
    ("scene", "mitori"),                 // one of the four
    ("section", "s1"),                   // the first of a questionnaire
    ("share", "1"),                      // with nobody
    ("sheet", "1"),                      // the first of an intake
    ("survey", "2"),                     // the municipalities' one
    ("text", "q7_1"),                    // where somebody may write
    ("trouble", "kuhaku"),               // one of the entrances
    ("undertaking", "1"),                // the first of the demonstration's
    ("version", "1"),                    // the first stored edit of a case
];

/// Pages of the survey that no list of respondents belongs to.
const LINKED: &[(&str, &str)] = &[("survey", "3")];

fn address(path: &str, instead: &[(&str, &str)]) -> String {
    let linked = path.starts_with("/surveys/{survey}/links") || path.starts_with("/surveys/{survey}/doubles");
    let instead = if linked && instead.is_empty() { LINKED } else { instead };
    path.split('/')
        .map(|segment| match segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
            Some(name) => instead.iter().chain(PARAMETERS).find(|(known, _)| *known == name).map_or_else(
                || panic!("{path}: give {{{name}}} a value in PARAMETERS of tests/it/walk.rs"),
                |(_, value)| *value,
            ),
            None => segment,
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// Who walks: the reach she should have of a row, how she is called, whether she is signed in with an account.
#[derive(Clone, Copy)]
struct Walker {
    role: Role,
    /// At the thing she holds a role on.
    on: Option<ThingRole>,
    account: bool,
}

impl Walker {
    fn in_role(role: Role) -> Self {
        Self { role, on: None, account: role != Role::Visitor }
    }

    fn may(self, row: &ActionRow) -> bool {
        let reach = match self.on {
            Some(role) => row.reach_on_thing(Some(role)),
            None => row.reach(self.role),
        };
        reach != Reach::None
    }

    fn label(self) -> &'static str {
        self.on.map_or(self.role.label(), ThingRole::label)
    }
}

/// What is wrong with this answer, if anything.
fn fault(route: &RouteEntry, who: Walker, status: StatusCode, location: &str) -> Option<String> {
    let may = who.may(row_of(route));
    let fits = match (may, who.account, route.method) {
        (true, ..) => {
            !status.is_server_error() && status != StatusCode::UNAUTHORIZED && status != StatusCode::FORBIDDEN
        }
        (false, false, "GET") => status == StatusCode::SEE_OTHER && location.starts_with("/sign-in?next="),
        (false, false, _) => status == StatusCode::UNAUTHORIZED,
        (false, ..) => status == StatusCode::FORBIDDEN,
    };
    // Who may look and is led to the sign-in all the same was not recognised.
    let led_away = may && who.account && location.starts_with("/sign-in");
    let expected = if may { "let in" } else { "kept out" };
    (!fits || led_away).then(|| {
        format!("{} {} as {}: {status} {location}, expected {expected}", route.method, route.path, who.label())
    })
}

/// No page asks the database per row: the demonstration has 1,741 respondents, 14 cases, 20 people, and every page is
/// told with this many statements, those of the door (whose session, what her role reaches) included.
const MOST_STATEMENTS: u32 = 12;

/// Pages that show many things of different kinds, each asked for once.
const MORE_STATEMENTS: &[(&str, u32)] = &[
    // Cases, their places, the reader's town, and what the search finds in the library.
    ("/troubles/{trouble}", 18),
    // Besides this year's answers: every earlier year's, what became of its questions, the numbered data sets, the codings.
    ("/surveys/{survey}/tables/{question}", 18),
    ("/surveys/{survey}/tables/{question}/{file}", 18),
    // One town on one page: the register, its indicators, four groups beside it, what it answered, what it is asked.
    ("/situation/{code}", 19),
    ("/situation/{code}/situation.pdf", 15),
    ("/situation/{code}/situation.xlsx", 15),
    // Many towns on one page: what they answered and entered, how many they are, who is alike.
    ("/situation/prefectures/{prefecture}", 13),
    ("/situation/prefectures/{prefecture}/towns.csv", 13),
    // A town's year on one page: what it has, who does what, where it wants to be.
    ("/groundwork/{code}", 13),
    // The same with plans, indicators and cases laid beside.
    ("/groundwork/{code}/chapter", 16),
    ("/groundwork/{code}/chapter.txt", 16),
    ("/groundwork/{code}/chapter.pdf", 16),
    ("/groundwork/{code}/meeting.pdf", 16),
    ("/groundwork/{code}/assessment", 18),
    ("/groundwork/{code}/assessment.csv", 18),
    ("/groundwork/{code}/assessment.xlsx", 18),
    ("/groundwork/{code}/assessment.pdf", 18),
    ("/groundwork/{code}/assessment/{item}", 18),
];

fn statements_of(path: &str) -> u32 {
    MORE_STATEMENTS.iter().find(|(known, _)| *known == path).map_or(MOST_STATEMENTS, |(_, most)| *most)
}

/// Every route, each form from a fresh browser: a form may end the session (signing out does).
async fn walk(browser: &Browser, who: Walker, instead: &[(&str, &str)], at: &[RouteEntry], faults: &mut Vec<String>) {
    let mut reader = browser.clone();
    for route in at.iter().filter(|r| r.method == "GET") {
        let seen = reader.get(&address(route.path, instead)).await;
        let most = statements_of(route.path);
        if let Some(needed) = seen.queries.filter(|n| *n > most) {
            faults.push(format!("{} as {}: {needed} statements, at most {most} are right", route.path, who.label()));
        }
        let location = seen.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
        faults.extend(fault(route, who, seen.status, &location));
    }
}

async fn send_every_form(
    sender: impl AsyncFn() -> Browser,
    who: Walker,
    instead: &[(&str, &str)],
    at: &[RouteEntry],
    faults: &mut Vec<String>,
) {
    for route in at.iter().filter(|r| r.method != "GET") {
        let seen = sender().await.post(&address(route.path, instead), &[]).await;
        let location = seen.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
        faults.extend(fault(route, who, seen.status, &location));
    }
}

story! {
    async fn every_route_as_every_kind_of_person(world) {
        let routes = site::routes::all(true).entries();
        let mut faults = Vec::new();
        let visitor = Walker::in_role(Role::Visitor);
        walk(&world.visitor(), visitor, &[], &routes, &mut faults).await;
        send_every_form(async || world.visitor(), visitor, &[], &routes, &mut faults).await;
        for character in CAST {
            let who = Walker::in_role(character.role());
            walk(&world.sign_in(character.id).await, who, &[], &routes, &mut faults).await;
            send_every_form(async || world.sign_in(character.id).await, who, &[], &routes, &mut faults).await;
        }
        assert!(faults.is_empty(), "{} of the answers are not what the table says:\n{}", faults.len(), faults.join("\n"));
    }
}

/// Roles on a thing: at the thing its column counts and nothing else; anywhere else she is who she is without it.
/// What a plan's town lets the holder of a role do; `None` where it is no plan's. Every new role comes into this list.
fn let_in_to(role: ThingRole) -> Option<&'static str> {
    match role {
        ThingRole::Respondent => None,
        ThingRole::PlanReader => Some("read"),
        ThingRole::PlanCommenter => Some("comment"),
        ThingRole::PlanWriter => Some("write"),
    }
}

story! {
    async fn every_route_with_a_role_on_a_thing(world) {
        let all = site::routes::all(true).entries();
        let (at_things, elsewhere): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|route| route.path.starts_with("/surveys/{survey}/{code}"));
        let mut faults = Vec::new();
        let on = Some(ThingRole::Respondent);

        // Without an account.
        let (holder, own) = begun(&world, "352128").await;
        let key = own.rsplit('/').next().expect("a key").to_owned();
        let own_thing = [("survey", "3"), ("code", key.as_str())];
        let here = Walker { role: Role::Visitor, on, account: false };
        walk(&holder, here, &own_thing, &at_things, &mut faults).await;
        // The code to come back with is asked for once: a new one puts other browsers out, not this.
        send_every_form(async || holder.clone(), here, &own_thing, &at_things, &mut faults).await;
        let without = Walker::in_role(Role::Visitor);
        for (instead, routes) in [(&[][..], &elsewhere), (&[][..], &at_things), (&[("survey", "3"), ("code", "352128")][..], &at_things)] {
            walk(&holder, without, instead, routes, &mut faults).await;
        }
        // A form may end the session (leaving does): each from a browser of its own.
        let leaving: Vec<_> = elsewhere.iter().filter(|route| route.path != "/answer/leave" && route.path != "/sign-out").cloned().collect();
        send_every_form(async || holder.clone(), without, &[], &leaving, &mut faults).await;
        send_every_form(async || holder.clone(), without, &[], &at_things, &mut faults).await;

        // With an account: her membership adds nothing there, and the role adds nothing anywhere else.
        let person = world.sign_in("yanai-coordinator").await;
        let mut looks = person.clone();
        let list = looks.get("/answer").await.expect(200, "あなたの回答");
        let own = list.links("/surveys/3/c").pop().expect("her answer");
        let key = own.rsplit('/').next().expect("a key").to_owned();
        let own_thing = [("survey", "3"), ("code", key.as_str())];
        let here = Walker { role: Role::Coordinator, on, account: true };
        walk(&person, here, &own_thing, &at_things, &mut faults).await;
        send_every_form(async || person.clone(), here, &own_thing, &at_things, &mut faults).await;
        walk(&person, Walker::in_role(Role::Coordinator), &[("survey", "3"), ("code", "c00000000000")], &at_things, &mut faults).await;

        // A plan that its town lets a neighbour into: to read, to comment, to write along.
        let at_plans: Vec<_> = site::routes::all(true).entries().into_iter().filter(|route| route.path.starts_with("/plans/{plan}")).collect();
        let mut town = world.sign_in("yanai-officer").await;
        for (may, role) in ThingRole::EVERY.into_iter().filter_map(|role| Some((let_in_to(role)?, role))) {
            let stop = crate::stories::plans_shares::let_in(&mut town, "/plans/1", &[("mail", "yuki@nambu.example.jp")], may).await;
            let here = Walker { role: Role::MunicipalityOfficer, on: Some(role), account: true };
            let her = world.sign_in("nambu-officer").await;
            walk(&her, here, &[], &at_plans, &mut faults).await;
            send_every_form(async || her.clone(), here, &[], &at_plans, &mut faults).await;
            town.post(&stop, &[]).await;
        }
        assert!(faults.is_empty(), "{} of the answers are not what the table says:\n{}", faults.len(), faults.join("\n"));
    }
}
