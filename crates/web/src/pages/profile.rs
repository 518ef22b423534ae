//! The reader's own page: how it looks, which roles they hold, where they are signed in.

use axum::response::Response;
use governance::Holder;
use jiff::tz::TimeZone;

use super::form;
use crate::{
    asker::Asker,
    frame,
    look::{
        profile as drawn,
        view::{Link, NamedChoice, Profile, Session},
    },
    posted::Posted,
    problem::Problem,
    words,
};

/// Zones to choose from besides one's own; any other comes from the person's record.
const ZONES: [&str; 12] = [
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Stockholm",
    "Europe/Oslo",
    "Europe/Athens",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
];

/// The page.
pub(crate) async fn show(asker: Asker) -> Result<Response, Problem> {
    let desk = &asker.desk;
    let row = desk.directory().person(desk.person());
    let sessions = desk.sessions().await?;
    let now = asker.times.zone_name();
    let names = std::iter::once(now.as_str()).chain(ZONES.into_iter().filter(|it| *it != now));
    let page = Profile {
        name: words::name(desk, desk.person()),
        account: row.map(|it| it.mail.clone()).unwrap_or_default(),
        action: "/profile".to_owned(),
        seal: asker.token(),
        theme: asker.likes.theme,
        density: asker.likes.density,
        keys_off: asker.likes.keys_off,
        zones: names
            .map(|it| NamedChoice { chosen: it == now, ..NamedChoice::new(it, it.replace('_', " ")) })
            .collect(),
        roles: roles(&asker),
        deputies: deputies(&asker),
        sessions: sessions.iter().map(|it| session(&asker, it)).collect(),
        password_url: Some("/profile/password".to_owned()),
    };
    let content = maud::html! { (drawn::profile(&page)) };
    frame::page(&asker, "Profile", &super::tokens::with_link(&content)).await
}

/// Every appointment of the reader and of their teams, with its scope.
fn roles(asker: &Asker) -> Vec<Link> {
    let (desk, roster) = (&asker.desk, &asker.desk.directory().roster);
    let mut found: Vec<Link> = roster
        .held_now(desk.person(), desk.now())
        .filter_map(|it| {
            let role = desk.site().role(it.role)?;
            let until = it.until.map(|at| format!(", until {}", asker.times.words(at))).unwrap_or_default();
            let by = if it.holder == Holder::Person(desk.person()) { String::new() } else { ", by team".to_owned() };
            Some(Link::to(format!("{}, {}{until}{by}", role.title, desk.scope_in_words(it.scope)), "/who"))
        })
        .collect();
    found.dedup();
    found
}

fn deputies(asker: &Asker) -> String {
    let (desk, roster) = (&asker.desk, &asker.desk.directory().roster);
    let me = desk.person();
    let live = roster.deputies().iter().filter(|it| it.is_live(desk.now()));
    let until =
        |at: Option<base::Instant>| at.map(|at| format!(" until {}", asker.times.words(at))).unwrap_or_default();
    let mut said = Vec::new();
    for it in live {
        if it.of == me {
            said.push(format!("{} stands in for you{}.", words::name(desk, it.deputy), until(it.until)));
        } else if it.deputy == me {
            said.push(format!("You stand in for {}{}.", words::name(desk, it.of), until(it.until)));
        }
    }
    said.join(" ")
}

fn session(asker: &Asker, it: &engine::Session) -> Session {
    let here = it.hash == asker.signed.hash;
    Session {
        device: device(&it.agent),
        detail: format!("since {}, last used {}", asker.times.words(it.made), asker.times.words(it.seen)),
        here,
        end_url: "/profile/sessions".to_owned(),
    }
}

/// Browser and device in words, from what a browser says of itself.
fn device(agent: &str) -> String {
    let find = |known: &[(&str, &str)]| {
        known.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| (*name).to_owned())
    };
    let browser = find(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser,
        (None, _) => agent.chars().take(40).collect(),
    }
}

/// Saves what the reader likes.
pub(crate) async fn save(asker: Asker, posted: Posted) -> Result<Response, Problem> {
    let allowed: [(&str, &[&str]); 3] = [
        ("theme", &["system", "light", "dark"]),
        ("density", &["compact", "regular", "roomy"]),
        ("keys", &["on", "off"]),
    ];
    for (key, values) in allowed {
        if let Some(value) = posted.find(key).filter(|it| values.contains(it)) {
            asker.desk.set_preference(key, value).await?;
        }
    }
    if let Some(zone) = posted.find("zone").filter(|it| TimeZone::get(it).is_ok()) {
        asker.desk.set_preference("zone", zone).await?;
    }
    Ok(form::onward(&asker, "/profile", "Saved."))
}

/// Ends every other session of the reader.
pub(crate) async fn end_sessions(asker: Asker) -> Result<Response, Problem> {
    asker.desk.end_other_sessions(&asker.signed.hash).await?;
    Ok(form::onward(&asker, "/profile", "Signed out everywhere else."))
}
