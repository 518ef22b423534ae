//! All roles by the stage of a service's life, filtered by which way they look.

use axum::{extract::Query, response::Response};
use model::{Facing, RoleIx};
use serde::Deserialize;

use super::{inside_only, role};
use crate::{
    asker::Asker,
    frame,
    look::{
        view::{Link, RoleLine, RolesPage, Tab, WhoPage},
        who as drawn,
    },
    problem::Problem,
    words,
};

/// Which way.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    facing: String,
}

const FACINGS: [(&str, Facing, &str); 4] = [
    ("front", Facing::Front, "Front"),
    ("back", Facing::Back, "Back"),
    ("hybrid", Facing::Hybrid, "Hybrid"),
    ("external", Facing::External, "From outside"),
];

/// The page.
pub(crate) async fn show(asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let site = asker.desk.site();
    let wanted = FACINGS.iter().find(|(key, ..)| *key == asked.facing).map(|(_, it, _)| *it);
    let mut stages: Vec<(String, Vec<RoleLine>)> = Vec::new();
    for (at, it) in site.roles.iter().enumerate().filter(|(_, it)| wanted.is_none_or(|way| it.facing == way)) {
        let line = line(&asker, RoleIx::of(at), it);
        let title = role::stage(&it.stage);
        match stages.iter_mut().find(|(stage, _)| *stage == title) {
            Some((_, lines)) => lines.push(line),
            None => stages.push((title, vec![line])),
        }
    }
    let page = RolesPage {
        head: WhoPage {
            title: "Roles".to_owned(),
            tabs: vec![
                Tab { link: Link::to("Who does what", "/who"), count: None },
                Tab { link: Link::to("Roles", "/who/roles").current(), count: Some(site.roles.len().to_string()) },
                Tab { link: Link::to("Findings", "/who/findings"), count: None },
            ],
            lead: "Roles in the order in which a service lives: who steers it, plans it, designs it, brings it in, runs it and betters it.".to_owned(),
            ..WhoPage::default()
        },
        filters: std::iter::once(Link { current: wanted.is_none(), ..Link::to("All", "/who/roles") })
            .chain(FACINGS.iter().map(|(key, it, title)| Link {
                current: wanted == Some(*it),
                ..Link::to(*title, format!("/who/roles?facing={key}"))
            }))
            .collect(),
        stages,
    };
    frame::page(&asker, "Roles", &drawn::roles(&page)).await
}

fn line(asker: &Asker, ix: RoleIx, it: &model::Role) -> RoleLine {
    let roster = &asker.desk.directory().roster;
    let mut persons: Vec<_> = roster.holders(ix, asker.times.now()).flat_map(|it| roster.persons(it.holder)).collect();
    persons.sort_unstable();
    persons.dedup();
    let holder = match persons.as_slice() {
        [] => "Vacant".to_owned(),
        [one] => words::name_or_you(&asker.desk, *one),
        several => format!("{} people", several.len()),
    };
    RoleLine {
        role: role::link(asker.desk.site(), ix),
        detail: format!("Over {}; looks {}", role::over(it.scope), role::facing(it.facing)),
        is_vacant: persons.is_empty(),
        holder,
    }
}
