//! Every route, and whether it needs a desk. What is not declared public here never is.

use axum::{
    http::Method,
    routing::{MethodRouter, get, post},
};

use crate::{
    app::App,
    pages::{self as it},
};

/// Who may ask for a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Somebody signed in, at their desk. What they see and do there is decided by the engine.
    NeedsDesk,
    /// Anybody, for this reason.
    Public(&'static str),
}

/// One route.
#[derive(Clone, Debug)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with `{names}`.
    pub path: &'static str,
    /// Who may ask.
    pub access: Access,
    pub(crate) serves: fn() -> MethodRouter<App>,
}

const fn read(path: &'static str, serves: fn() -> MethodRouter<App>) -> Route {
    Route { method: Method::GET, path, access: Access::NeedsDesk, serves }
}

const fn write(path: &'static str, serves: fn() -> MethodRouter<App>) -> Route {
    Route { method: Method::POST, path, access: Access::NeedsDesk, serves }
}

impl Route {
    fn public(self, reason: &'static str) -> Self {
        Self { access: Access::Public(reason), ..self }
    }
}

const SIGNING_IN: &str = "nobody is signed in before they sign in";

/// All routes.
pub fn routes() -> Vec<Route> {
    let mut all = before_signing_in();
    all.extend(home_and_lists());
    all.extend(own());
    all.extend(records());
    all
}

fn before_signing_in() -> Vec<Route> {
    vec![
        read("/assets/{name}", || get(it::assets::fetch))
            .public("stylesheet, script and icons hold nothing of anybody's"),
        read("/favicon.ico", || get(it::assets::mark)).public("browsers ask for it by themselves"),
        read("/robots.txt", || get(it::assets::robots)).public("tells programs to stay away"),
        read("/sign-in", || get(it::sign_in::show)).public(SIGNING_IN),
        write("/sign-in", || post(it::sign_in::enter)).public(SIGNING_IN),
        write("/sign-in/as", || post(it::sign_in::enter_as)).public("the demo's sign-ins; refused everywhere else"),
        read("/sign-in/link/{secret}", || get(it::link::show))
            .public("shows a button only; the link is spent by pressing it"),
        write("/sign-in/link/{secret}", || post(it::link::spend)).public(SIGNING_IN),
        read("/feed/{secret}", || get(it::duties::feed::fetch))
            .public("calendar programs sign in by the secret of a feed, which opens that person's duties only"),
        read("/first", || get(it::first::show)).public("only on an empty installation, for the first appointment"),
        write("/first", || post(it::first::appoint)).public("only on an empty installation, for the first appointment"),
    ]
}

fn home_and_lists() -> Vec<Route> {
    vec![
        read("/", || get(it::home::show)),
        read("/portal", || get(it::portal::show)),
        read("/w/{view}", || get(it::queue::show)),
        read("/t", || get(it::table::every)),
        read("/t/{kind}", || get(it::table::show)),
        write("/bulk", || post(it::bulk::make)),
        read("/search", || get(it::search::show)),
        read("/palette", || get(it::palette::show)),
        read("/duties", || get(it::duties::show)),
        read("/mining", || get(it::mining::show)),
        read("/duties/record", || get(it::duties::record::show)),
        read("/duties/attest", || get(it::duties::attest::show)),
        write("/duties/attest", || post(it::duties::attest::save)),
        read("/who", || get(it::who::first)),
        read("/who/findings", || get(it::findings::show)),
        read("/who/answers", || get(it::answers::show)),
        read("/who/what-if", || get(it::what_if::show)),
        read("/who/roles", || get(it::who::roles::show)),
        read("/who/role/{key}", || get(it::who::role::show)),
        read("/who/person/{key}", || get(it::who::person::show)),
        read("/who/{practice}", || get(it::who::show)),
        read("/people", || get(it::directory::show)),
        write("/people", || post(it::directory::add)),
        read("/people/{id}", || get(it::directory::person)),
        write("/people/{id}", || post(it::directory::mark)),
        read("/teams", || get(it::directory::show_team)),
        read("/teams/{key}", || get(it::directory::show_team)),
        write("/teams/{key}", || post(it::directory::keep_team)),
        read("/measures", || get(it::measures::show)),
        read("/measures/{practice}", || get(it::measures::of_practice)),
        read("/measures/{practice}/{measure}", || get(it::measures::one::show)),
        read("/who/{practice}/people", || get(it::who::by_person)),
        read("/who/{practice}/history", || get(it::who::history::show)),
        read("/who/{practice}/export/{format}", || get(it::who::export::fetch)),
        read("/who/{practice}/draft", || get(it::who::draft::show)),
        write("/who/{practice}/draft", || post(it::who::draft::put)),
        read("/keys", || get(it::keys::show)),
        read("/api", || get(it::api::show)),
    ]
}

fn own() -> Vec<Route> {
    vec![
        write("/sign-out", || post(it::sign_in::leave)),
        write("/draft", || post(it::draft::keep)),
        read("/inbox", || get(it::inbox::show)),
        write("/inbox", || post(it::inbox::seen)),
        read("/profile", || get(it::profile::show)),
        write("/profile", || post(it::profile::save)),
        write("/profile/sessions", || post(it::profile::end_sessions)),
        read("/profile/password", || get(it::password::show)),
        write("/profile/password", || post(it::password::save)),
        read("/profile/feed", || get(it::duties::feed::show)),
        write("/profile/feed", || post(it::duties::feed::make)),
        write("/profile/feed/end", || post(it::duties::feed::end)),
        read("/profile/tokens", || get(it::tokens::show)),
        write("/profile/tokens", || post(it::tokens::make)),
        write("/profile/tokens/end", || post(it::tokens::end)),
    ]
}

fn records() -> Vec<Route> {
    vec![
        read("/new", || get(it::new::choose)),
        read("/new/{kind}", || get(it::new::choose_of)),
        read("/new/{kind}/{step}", || get(it::new::show)),
        write("/new/{kind}/{step}", || post(it::new::open)),
        read("/files/{id}", || get(it::files::fetch)),
        read("/{number}", || get(it::record::show)),
        write("/{number}/say", || post(it::comment::say)),
        read("/{number}/edit", || get(it::edit::show)),
        write("/{number}/edit", || post(it::edit::save)),
        read("/{number}/attach", || get(it::attach::show)),
        write("/{number}/attach", || post(it::attach::add)),
        read("/{number}/links", || get(it::links::show)),
        write("/{number}/links", || post(it::links::add)),
        read("/{number}/answer/{step}", || get(it::answer::show)),
        write("/{number}/answer/{step}", || post(it::answer::give)),
        read("/{number}/clocks", || get(it::clocks::show)),
        read("/{number}/journal", || get(it::journal::show)),
        read("/{number}/people", || get(it::people::show)),
        read("/{number}/why/{step}", || get(it::why::show)),
        write("/{number}/why/{step}", || post(it::why::put)),
        read("/{number}/move/{step}", || get(it::step::show)),
        write("/{number}/move/{step}", || post(it::step::make)),
        read("/{number}/{step}", || get(it::step::show)),
        write("/{number}/{step}", || post(it::step::make)),
    ]
}
