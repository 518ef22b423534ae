//! The frame around every page of somebody signed in: side bar, counts, passing words.

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse as _, Response},
};
use maud::Markup;

use crate::{
    asker::Asker,
    find,
    look::{
        shell,
        view::{Flash, Link, Me, NavItem, NavSection, Person, Shell},
    },
    problem::Problem,
    views, words,
};

/// A page in its frame.
pub(crate) async fn page(asker: &Asker, title: &str, content: &Markup) -> Result<Response, Problem> {
    answer(asker, title, content, StatusCode::OK).await
}

/// A page in its frame, with a status.
pub(crate) async fn answer(
    asker: &Asker,
    title: &str,
    content: &Markup,
    status: StatusCode,
) -> Result<Response, Problem> {
    let markup = framed(asker, title, "", content).await?;
    Ok((status, Html(markup.into_string())).into_response())
}

/// The markup of a page in its frame.
pub(crate) async fn framed(asker: &Asker, title: &str, query: &str, content: &Markup) -> Result<Markup, Problem> {
    let desk = &asker.desk;
    let nav = if desk.is_inside() { inside(asker).await? } else { outside(asker).await? };
    let frame = Shell {
        title: title.to_owned(),
        organisation: desk.engine().organisation(),
        nav,
        me: me(asker),
        theme: asker.likes.theme,
        density: asker.likes.density,
        keys_off: asker.likes.keys_off,
        csrf: asker.signed.csrf.clone(),
        flash: asker.said.clone().map(|text| Flash { text, undo: None }),
        query: query.to_owned(),
    };
    Ok(shell::shell(&frame, content))
}

fn me(asker: &Asker) -> Me {
    let desk = &asker.desk;
    let name = words::name(desk, desk.person());
    let person = Person::named(name.clone());
    let team = views::home_team(desk).map(|it| desk.directory().team_name(it));
    let role_line = [first_role(asker), team].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let links =
        vec![Link::to("Profile", "/profile"), Link::to("Keys", "/keys"), Link::to("Interface for programs", "/api")];
    Me { name, role_line, initials: person.initials, hue: person.hue, links }
}

/// The role that comes first for the reader: the narrowest that is not everybody's.
fn first_role(asker: &Asker) -> Option<String> {
    let site = asker.desk.site();
    let grants = asker.desk.authority().grants();
    let own = grants.iter().find(|it| it.inside && it.for_.is_none()).or_else(|| grants.first())?;
    site.role(own.role).map(|it| it.title.clone())
}

fn item(asker: &Asker, label: &str, icon: &str, url: &str) -> NavItem {
    let current = asker.uri.path() == url;
    NavItem { label: label.to_owned(), icon: icon.to_owned(), url: url.to_owned(), current, ..NavItem::default() }
}

fn goes(item: NavItem, letter: &str) -> NavItem {
    NavItem { go: Some(letter.to_owned()), ..item }
}

fn counted(item: NavItem, n: usize) -> NavItem {
    NavItem { count: (n > 0).then(|| find::capped(n)), ..item }
}

async fn inside(asker: &Asker) -> Result<Vec<NavSection>, Problem> {
    let desk = &asker.desk;
    let told = desk.told(100).await?.len();
    let top = vec![
        goes(item(asker, "Home", "home", "/"), "h"),
        goes(counted(item(asker, "Inbox", "inbox", "/inbox"), told), "i"),
    ];
    let mut sections = vec![NavSection { title: String::new(), items: top }];
    if let Some(view) = views::find(desk, "my-work").filter(|it| !it.kinds.is_empty()) {
        let mine = find::count(desk, &view.kinds, &view.filter).await?;
        let items = vec![
            goes(counted(item(asker, "My work", "list", "/w/my-work"), mine), "w"),
            goes(item(asker, "Duties", "duty", "/duties"), "d"),
        ];
        sections.push(NavSection { title: "For me".to_owned(), items });
    }
    sections.extend(team(asker).await?);
    sections.push(NavSection { title: "Practices".to_owned(), items: practices(asker) });
    let mut items = vec![
        item(asker, "Who does what", "grid", "/who"),
        goes(item(asker, "Findings", "flag", "/who/findings"), "f"),
        item(asker, "People", "team", "/people"),
        item(asker, "Measures", "kpi", "/measures"),
    ];
    if desk.entitled(engine::Purpose::Mine.activity()).is_ok() {
        items.push(item(asker, "Who really did what", "list", "/mining"));
    }
    sections.push(NavSection { title: "Accountability".to_owned(), items });
    Ok(sections)
}

async fn team(asker: &Asker) -> Result<Option<NavSection>, Problem> {
    let desk = &asker.desk;
    let Some(team) = views::home_team(desk) else { return Ok(None) };
    let mut items = Vec::new();
    for (view, icon) in views::of_my_team(desk) {
        let n = find::count(desk, &view.kinds, &view.filter).await?;
        let hot = view.key == "past-due" && n > 0;
        items.push(NavItem { hot, ..counted(item(asker, &view.title, icon, &format!("/w/{}", view.key)), n) });
    }
    Ok((!items.is_empty()).then(|| NavSection { title: desk.directory().team_name(team), items }))
}

/// The types of work first, those with clocks before the others; what it is about, and all else on one page.
fn practices(asker: &Asker) -> Vec<NavItem> {
    let desk = &asker.desk;
    let clocked = |of: &model::RecordType| desk.site().clocks.iter().any(|it| it.of == of.ix);
    let told_elsewhere = ["appointment", "role-definition", "finding"];
    let mut work: Vec<_> = desk
        .kinds()
        .filter(|it| it.place.is_none() && it.lifecycle.states.len() > 2 && !told_elsewhere.contains(&it.key.as_str()))
        .collect();
    work.sort_by_key(|it| (!clocked(it), !views::is_work(it), it.ix));
    let mut items: Vec<NavItem> = work
        .iter()
        .take(7)
        .map(|of| {
            let it = item(asker, &of.plural, &words::icon_of(of), &format!("/w/{}", of.key));
            if of.key == "change" { goes(it, "c") } else { it }
        })
        .collect();
    if let Some(of) = desk.kinds().find(|it| it.key == "service") {
        items.push(goes(item(asker, &of.plural, "map", "/t/service"), "s"));
    }
    items.push(item(asker, "Everything", "box", "/t"));
    items
}

/// How many types of records stand in the side bar of those outside IT.
const OUTSIDE: usize = 9;

async fn outside(asker: &Asker) -> Result<Vec<NavSection>, Problem> {
    let told = asker.desk.told(100).await?.len();
    let mut items = vec![
        goes(item(asker, "Home", "home", "/"), "h"),
        goes(counted(item(asker, "Inbox", "inbox", "/inbox"), told), "i"),
        item(asker, "New request", "plus", "/new"),
    ];
    // What they can ask for, and what is written for them; all else that they could ever see is on one page.
    let asked = |of: &&model::RecordType| !asker.desk.openings(of.ix).is_empty() && of.key != "appointment";
    let read = |of: &&model::RecordType| ["article", "service"].contains(&of.key.as_str());
    let kinds = asker.desk.kinds().filter(|it| asked(it) || read(it)).take(OUTSIDE);
    items.extend(kinds.map(|of| item(asker, &of.plural, &words::icon_of(of), &format!("/t/{}", of.key))));
    items.push(item(asker, "Everything", "box", "/t"));
    Ok(vec![NavSection { title: String::new(), items }])
}
