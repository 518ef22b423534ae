//! Teams: the tree, and one team with its members.

use axum::{extract::Path, http::StatusCode, response::Response};
use base::{PersonId, TeamId};
use engine::{Desk, FieldFault, Ground, Halt};
use governance::Holder;
use maud::{Markup, html};

use super::{inside, keeps};
use crate::{
    asker::Asker,
    frame,
    look::{
        form::form as form_of,
        icons::icon,
        view::{Field, Form, NamedChoice, Widget},
    },
    pages::form,
    posted::Posted,
    problem::Problem,
    words,
};

/// The tree, or one team by its key; `new` stands for one that is not there yet.
pub(crate) async fn show(asker: Asker, key: Option<Path<String>>) -> Result<Response, Problem> {
    inside(&asker)?;
    let content = match key {
        None => tree(&asker),
        Some(Path(key)) => {
            let team = asker.desk.directory().find_team(&key);
            if team.is_none() && !(key == "new" && keeps(&asker)) {
                return Err(Problem::NoPage);
            }
            page(&asker, team, &Sent::of(&asker.desk, team), &[])
        }
    };
    frame::page(&asker, "Teams", &content).await
}

fn tree(asker: &Asker) -> Markup {
    let desk = &asker.desk;
    let roster = &desk.directory().roster;
    let mut teams: Vec<_> = roster
        .teams()
        .map(|it| {
            let mut path: Vec<String> =
                roster.teams_above(it.id).into_iter().map(|it| desk.directory().team_name(it)).collect();
            path.reverse();
            (path, it)
        })
        .collect();
    teams.sort_by(|one, two| one.0.cmp(&two.0));
    html! {
        main.panel.page #main tabindex="-1" {
            header.top {
                div.crumb { h1 { "Teams" } span { a href="/people" { "People" } } }
                @if keeps(asker) { a.btn href="/teams/new" { "New team" } }
            }
            div.body { div.wrap.read { section.card { h2 { "Teams" } div.in { ul.holders {
                @for (path, team) in teams {
                    li {
                        (icon("team"))
                        span {
                            b { a.link href=(format!("/teams/{}", team.key)) { (team.name) } }
                            small {
                                @if path.len() > 1 { "in " (path.iter().rev().skip(1).rev().cloned().collect::<Vec<_>>().join(", ")) " · " }
                                (base::counted(roster.size(Holder::Team(team.id)), "person", "people"))
                            }
                        }
                    }
                }
            } } } } }
        }
    }
}

/// What the form holds.
struct Sent {
    key: String,
    name: String,
    parent: String,
    line: String,
    members: String,
}

impl Sent {
    fn of(desk: &Desk, team: Option<TeamId>) -> Self {
        let roster = &desk.directory().roster;
        let Some(team) = team.and_then(|it| roster.team(it)) else {
            let none = String::new;
            return Self { key: none(), name: none(), parent: none(), line: none(), members: none() };
        };
        let key = |id: &PersonId| desk.directory().person(*id).map(|it| it.key.clone());
        Self {
            key: team.key.clone(),
            name: team.name.clone(),
            parent: team.parent.and_then(|it| roster.team(it)).map(|it| it.key.clone()).unwrap_or_default(),
            line: team.line.map(|it| it.to_string()).unwrap_or_default(),
            members: team.members.iter().filter_map(key).collect::<Vec<_>>().join("\n"),
        }
    }

    fn posted(posted: &Posted) -> Self {
        let get = |name: &str| posted.get(name).trim().to_owned();
        Self { key: get("key"), name: get("name"), parent: get("parent"), line: get("line"), members: get("members") }
    }
}

fn page(asker: &Asker, team: Option<TeamId>, sent: &Sent, faults: &[FieldFault]) -> Markup {
    let desk = &asker.desk;
    let roster = &desk.directory().roster;
    let title = team.map_or_else(|| "New team".to_owned(), |it| desk.directory().team_name(it));
    let held = team.into_iter().flat_map(|it| roster.held_by(Holder::Team(it))).filter(|it| it.is_live(desk.now()));
    let roles: Vec<String> = held
        .filter_map(|it| Some(format!("{}, {}", desk.site().role(it.role)?.title, desk.scope_in_words(it.scope))))
        .collect();
    html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { (title) } span { a href="/teams" { "Teams" } } } }
            div.body { div.wrap.read {
                @if let Some(team) = team {
                    section.card { h2 { "Members" } div.in { ul.holders {
                        @for person in roster.persons(Holder::Team(team)).into_iter().take(200) {
                            li { (icon("user")) span { a.link href=(format!("/people/{}", person.get())) { (words::name(desk, person)) } } }
                        }
                    } } }
                    section.card { h2 { "Roles" } div.in {
                        ul.basis { @for it in &roles { li { (icon("shield")) span { (it) } } } }
                        @if roles.is_empty() { p.muted { "It holds no role." } }
                    } }
                }
                @if keeps(asker) { section.card { h2 { "Change it" } div.in { (form_for(asker, team, sent, faults)) } } }
            } }
        }
    }
}

fn form_for(asker: &Asker, team: Option<TeamId>, sent: &Sent, faults: &[FieldFault]) -> Markup {
    let roster = &asker.desk.directory().roster;
    let mut parents = vec![NamedChoice::new("", "None: it stands at the top")];
    parents.extend(
        roster.teams().filter(|it| Some(it.id) != team).map(|it| NamedChoice::new(it.key.clone(), it.name.clone())),
    );
    for it in &mut parents {
        it.chosen = it.value == sent.parent;
    }
    let mut lines = vec![NamedChoice::new("", "No line of support")];
    lines.extend(["1", "2", "3"].map(|it| NamedChoice::new(it, format!("Line {it}"))));
    for it in &mut lines {
        it.chosen = it.value == sent.line;
    }
    let mut fields = vec![
        Field::new("key", "Key", Widget::Line(sent.key.clone()))
            .required()
            .hint("For good: lower-case letters, digits and dashes."),
        Field::new("name", "Name", Widget::Line(sent.name.clone())).required(),
        Field::new("parent", "Part of", Widget::Choice(parents)),
        Field::new("line", "Line", Widget::Choice(lines)),
        Field::new("members", "Members", Widget::Text(sent.members.clone()))
            .hint("One on a line: what they sign in with, or their mail address."),
    ];
    let errors = form::mark(&mut fields, faults);
    form_of(&Form {
        action: format!("/teams/{}", if team.is_some() { sent.key.as_str() } else { "new" }),
        seal: asker.token(),
        fields,
        errors,
        submit: "Save".to_owned(),
        ..Form::default()
    })
}

/// Saves a team. Its key names it for good: a changed one would make another team, so it is refused.
pub(crate) async fn keep(asker: Asker, Path(key): Path<String>, posted: Posted) -> Result<Response, Problem> {
    inside(&asker)?;
    let team = asker.desk.directory().find_team(&key);
    let sent = Sent::posted(&posted);
    let fault = |field: &str, message: String| FieldFault { field: field.to_owned(), message };
    let mut faults = Vec::new();
    if team.is_some() && sent.key != key {
        faults.push(fault("key", format!("stays {key}: it names the team for good")));
    }
    if team.is_none() && asker.desk.directory().find_team(&sent.key).is_some() {
        faults.push(fault("key", "belongs to another team".to_owned()));
    }
    let mut members = Vec::new();
    for line in sent.members.lines().map(str::trim).filter(|it| !it.is_empty()) {
        match asker.desk.directory().find_person(line) {
            Some(person) => members.push(person),
            None => faults.push(fault("members", format!("holds `{line}`, which names nobody"))),
        }
    }
    if faults.is_empty() {
        let line = sent.line.parse().ok();
        match asker.desk.keep_team(&sent.key, &sent.name, Some(&sent.parent), line, &members).await {
            Ok(_) => return Ok(form::onward(&asker, &format!("/teams/{}", sent.key), "Saved.")),
            Err(Halt::Refused(it)) if it.ground == Ground::Invalid => faults.clone_from(&it.fields),
            Err(halt) => return Err(halt.into()),
        }
    }
    let content = page(&asker, team, &sent, &faults);
    frame::answer(&asker, "Error: Teams", &content, StatusCode::UNPROCESSABLE_ENTITY).await
}
