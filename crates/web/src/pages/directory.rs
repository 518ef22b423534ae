//! People and teams: looked up by everybody inside IT, kept by whoever is appointed to.

mod teams;

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use base::PersonId;
use engine::{FieldFault, Ground, Halt};
use governance::Holder;
use maud::{Markup, html};
use serde::Deserialize;

use super::form;
use crate::{
    asker::Asker,
    frame,
    look::{
        form::form as form_of,
        icons::icon,
        parts,
        view::{Field, Form, Widget},
    },
    posted::Posted,
    problem::Problem,
    urls, words,
};

pub(crate) use teams::{keep as keep_team, show as show_team};

/// How many people a page shows.
const ROWS: usize = 50;

/// What the list is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

/// Only those inside IT look others up; to anybody else there is no such page.
fn inside(asker: &Asker) -> Result<(), Problem> {
    if asker.desk.is_inside() { Ok(()) } else { Err(Problem::NoPage) }
}

/// Whether the reader keeps people and teams, by their appointments.
pub(super) fn keeps(asker: &Asker) -> bool {
    asker.desk.entitled("directory:keep").is_ok()
}

/// The list.
pub(crate) async fn show(asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    inside(&asker)?;
    frame::page(&asker, "People", &list(&asker, &asked, &[], None)).await
}

/// Adds somebody.
pub(crate) async fn add(asker: Asker, posted: Posted) -> Result<Response, Problem> {
    inside(&asker)?;
    match asker.desk.add_person(posted.get("name"), posted.get("mail"), posted.get("phone")).await {
        Ok(new) => {
            let link = format!("{}/sign-in/link/{}", asker.app.settings.base_url, new.link.reveal());
            frame::page(&asker, "People", &list(&asker, &Asked::default(), &[], Some(&link))).await
        }
        Err(Halt::Refused(it)) if it.ground == Ground::Invalid => {
            let content = list(&asker, &Asked::default(), &it.fields, None);
            frame::answer(&asker, "Error: People", &content, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(halt) => Err(halt.into()),
    }
}

fn new_person(asker: &Asker, faults: &[FieldFault]) -> Markup {
    let mut fields = vec![
        Field::new("name", "Name", Widget::Line(String::new())).required(),
        Field::new("mail", "Mail address", Widget::Line(String::new()))
            .required()
            .hint("It is also what they sign in with."),
        Field::new("phone", "Telephone", Widget::Line(String::new())),
    ];
    let errors = form::mark(&mut fields, faults);
    form_of(&Form {
        action: "/people".to_owned(),
        seal: asker.token(),
        fields,
        errors,
        submit: "Add".to_owned(),
        ..Form::default()
    })
}

/// The page; `link` is the sign-in link of somebody just added, shown once.
fn list(asker: &Asker, asked: &Asked, faults: &[FieldFault], link: Option<&str>) -> Markup {
    let wanted = asked.q.to_lowercase();
    let mut people: Vec<_> = asker
        .desk
        .directory()
        .people()
        .filter(|it| it.name.to_lowercase().contains(&wanted) || it.mail.contains(&wanted))
        .collect();
    people.sort_by_key(|it| (!it.is_active, it.name.to_lowercase(), it.id));
    let from: usize = asked.after.parse().unwrap_or_default();
    let count = people.len();
    let rows: Vec<_> = people.into_iter().skip(from).take(ROWS).collect();
    let at = |from: usize| urls::with_query("/people", &[("q", &asked.q), ("after", &from.to_string())]);
    let range = format!("{} of {count}", rows.len());
    let previous = (from > 0).then(|| at(from.saturating_sub(ROWS)));
    let next = (from.saturating_add(ROWS) < count).then(|| at(from.saturating_add(ROWS)));
    html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { "People" } span { (base::counted(count, "person", "people")) ", " a href="/teams" { "their teams" } } } }
            div.body { div.wrap.read {
                form.form method="get" action="/people" role="search" aria-label="People" {
                    div.field { label for="q" { "Find somebody" } input #q name="q" type="search" value=(asked.q) maxlength="100"; }
                    div.acts { button.btn { "Find" } }
                }
                @if let Some(link) = link.filter(|it| !it.is_empty()) {
                    section.card { h2 { "Their first sign-in link" } div.in {
                        p { "Give it to them yourself. It is shown this once, works once, and for three days." }
                        pre.rule tabindex="0" { (link) }
                    } }
                }
                section.card { h2 { "Everybody" } div.in {
                    ul.holders { @for it in rows { (line(asker, PersonId::new(it.id))) } }
                    @if count == 0 { p.muted { "Nobody of that name. Try part of a name, or of a mail address." } }
                    (parts::pager(&range, previous.as_ref(), next.as_ref()))
                } }
                @if keeps(asker) {
                    section.card { h2 { "Somebody new" } div.in { (new_person(asker, faults)) } }
                }
            } }
        }
    }
}

fn line(asker: &Asker, id: PersonId) -> Markup {
    let Some(it) = asker.desk.directory().person(id) else { return html! {} };
    let roster = &asker.desk.directory().roster;
    let teams: Vec<String> = roster.teams_of(id).iter().map(|it| asker.desk.directory().team_name(*it)).collect();
    html! {
        li {
            (icon("user"))
            span {
                b { a.link href=(format!("/people/{}", it.id)) { (it.name) } } @if !it.is_active { " " span.tag { "has left" } }
                @if roster.is_away(id, asker.desk.now()) { " " span.tag { "away" } }
                small { (it.mail) @if !teams.is_empty() { " · " (teams.join(", ")) } }
            }
        }
    }
}

/// The person that an address names: by id, or by the key that programs and files know.
fn named(asker: &Asker, text: &str) -> Result<PersonId, Problem> {
    let by_key = || asker.desk.directory().find_person(text);
    text.parse().ok().map(PersonId::new).or_else(by_key).ok_or(Problem::NoPage)
}

/// One person: how to reach them, their teams, every role with its scope.
pub(crate) async fn person(asker: Asker, Path(text): Path<String>) -> Result<Response, Problem> {
    inside(&asker)?;
    let id = named(&asker, &text)?;
    let desk = &asker.desk;
    let row = desk.directory().person(id).ok_or(Problem::NoPage)?;
    let roster = &desk.directory().roster;
    let held = roster.held_by(Holder::Person(id)).filter(|it| it.is_live(desk.now()));
    let roles: Vec<String> = held
        .filter_map(|it| Some(format!("{}, {}", desk.site().role(it.role)?.title, desk.scope_in_words(it.scope))))
        .collect();
    let may_mark = keeps(&asker) && id != desk.person();
    let content = html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { (row.name) } span { @if row.is_active { (row.mail) } @else { "has left" } } } }
            div.body { div.wrap.read {
                section.card { h2 { "Reach them" } div.in { dl.det {
                    dt { "Mail" } dd { a.link href=(format!("mailto:{}", row.mail)) { (row.mail) } }
                    @if !row.phone.is_empty() { dt { "Telephone" } dd { (row.phone) } }
                    @if !row.zone.is_empty() { dt { "Time zone" } dd { (row.zone) } }
                } } }
                section.card { h2 { "Teams" } div.in { ul.holders {
                    @for team in roster.teams_of(id) { @if let Some(it) = roster.team(*team) {
                        li { (icon("team")) span { a.link href=(format!("/teams/{}", it.key)) { (it.name) } } }
                    } }
                } } }
                section.card { h2 { "Roles" } div.in {
                    ul.basis { @for it in &roles { li { (icon("shield")) span { (it) } } } }
                    @if roles.is_empty() { p.muted { (words::name(desk, id)) " holds no role in person." } }
                } }
                (absences(&asker, id))
                @if may_mark { (leaving(&asker, id, row.is_active)) }
            } }
        }
    };
    frame::page(&asker, &row.name, &content).await
}

/// When somebody is away, and where that is said.
fn absences(asker: &Asker, id: PersonId) -> Markup {
    let (desk, key) = (&asker.desk, "absence");
    let ahead = desk.directory().roster.absences_of(id, desk.now());
    let mine = id == desk.person();
    let step = if mine { "note" } else { "note-for" };
    let opens = desk
        .site()
        .find_type(key)
        .is_some_and(|of| desk.openings(of.ix).iter().any(|(_, row)| row.key == format!("{key}:{step}")));
    let who = desk.directory().person(id).map(|it| it.key.clone()).unwrap_or_default();
    let url = urls::with_query(&format!("/new/{key}/{step}"), &[("person", if mine { "" } else { &who })]);
    html! {
        @if opens || !ahead.is_empty() {
            section.card { h2 { "Absences" @if opens { a href=(url) { @if mine { "I am away" } @else { "Note one" } } } }
                ul.basis { @for it in &ahead {
                    li { (icon("cal")) span { (asker.times.words(it.from)) " to " (asker.times.words(it.until)) } }
                } }
                @if ahead.is_empty() { p.none { "None is noted." } }
            }
        }
    }
}

fn leaving(asker: &Asker, id: PersonId, is_active: bool) -> Markup {
    let (title, words, button) = if is_active {
        (
            "Leaving",
            "From then on they can do nothing here, and are signed out. Appointments that they hold show as findings.",
            "Note that they have left",
        )
    } else {
        ("Coming back", "They get their appointments back as far as these still hold.", "Note that they are back")
    };
    let key = asker.desk.directory().person(id).map(|it| it.key.clone()).unwrap_or_default();
    let after = urls::with_query("/who/what-if", &[("what", "leave"), ("named", &key)]);
    html! {
        section.card { h2 { (title) } div.in {
            p { (words) @if is_active { " " a.link href=(after) { "See beforehand what would be left to nobody" } "." } }
            form method="post" action=(format!("/people/{}", id.get())) {
                (parts::seal(&asker.token()))
                input type="hidden" name="active" value=(if is_active { "no" } else { "yes" });
                button.btn { (button) }
            }
        } }
    }
}

/// Notes that somebody has left, or is back.
pub(crate) async fn mark(asker: Asker, Path(text): Path<String>, posted: Posted) -> Result<Response, Problem> {
    inside(&asker)?;
    let id = named(&asker, &text)?;
    let is_active = posted.get("active") == "yes";
    asker.desk.set_active(id, is_active).await?;
    let said = if is_active { "They are back." } else { "They have left, and are signed out." };
    Ok(form::onward(&asker, &format!("/people/{}", id.get()), said))
}
