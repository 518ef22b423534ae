//! What one person does, in every practice in which they have a letter.

use std::collections::BTreeSet;

use axum::{
    extract::{Path, Query},
    response::Response,
};
use model::{Activity, RoleIx};

use super::{Asked, inside_only, matrix, moment, parts, people};
use crate::{
    asker::Asker,
    frame,
    look::{
        view::{Carrier, Link, Tab, WhoPage},
        who as drawn,
    },
    problem::Problem,
    words,
};

/// The page.
pub(crate) async fn show(
    asker: Asker,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let id = asker.desk.directory().find_person(&key).ok_or(Problem::NoPage)?;
    let then = moment(&asker, &asked.at).await?;
    let (site, roster) = (then.site(), then.roster());
    let roles: BTreeSet<RoleIx> = roster.held_now(id, then.at).map(|it| it.role).collect();
    let mut all = Vec::new();
    for practice in super::practices(&asker) {
        let rows: Vec<&Activity> = site.activities.iter().filter(|it| it.practice == practice.ix).collect();
        let has = |role: &RoleIx| rows.iter().any(|it| it.cells.iter().any(|cell| cell.role == *role));
        let here: Vec<RoleIx> =
            roles.iter().copied().filter(|it| has(it) && then.persons(*it, practice).contains(&id)).collect();
        if !here.is_empty() {
            let found = people::person(&asker, &then, id, (&here, &rows));
            let url = Some(format!("/who/{}", practice.key));
            all.push(Carrier { name: practice.title.clone(), url, person: None, ..found });
        }
    }
    let name = words::name(&asker.desk, id);
    let head = WhoPage {
        title: name.clone(),
        times: matrix::times(&asker, then.at, &asked.at, &format!("/who/person/{key}")),
        tabs: vec![
            Tab { link: Link::to("Who does what", "/who"), count: None },
            Tab { link: Link::to("Roles", "/who/roles"), count: None },
            Tab { link: Link::to("This person", format!("/who/person/{key}")).current(), count: None },
        ],
        lead: titles(site, &roles),
        ..WhoPage::default()
    };
    let none = ("Nothing".to_owned(), "No role that they hold has a letter in any practice.".to_owned());
    let look = parts::Look { asked: &asked.at, part: asked.part };
    let (all, pages) = parts::some(all, parts::LISTS, look, ("practices", &format!("/who/person/{key}")));
    frame::page(&asker, &name, &drawn::people(&head, &all, &pages, &none)).await
}

fn titles(site: &model::Site, roles: &BTreeSet<RoleIx>) -> String {
    let all: Vec<&str> = roles.iter().filter_map(|it| site.role(*it)).map(|it| it.title.as_str()).collect();
    if all.is_empty() { "Holds no role.".to_owned() } else { format!("Holds: {}.", all.join(", ")) }
}
