//! The demo's sign-ins: one button a role, each by another person where that can be.

use base::PersonId;
use maud::{Markup, html};
use model::ScopeKind;

use crate::{app::App, look::parts::large_avatar, look::view::Person, problem::Problem};

/// The roles that a visitor tries first.
const ROLES: [&str; 10] = [
    "user",
    "service-desk-analyst",
    "second-level-support",
    "third-level-support",
    "incident-manager",
    "service-owner",
    "process-owner",
    "lt-sponsor",
    "itsm-programme-manager",
    "it-manager",
];

/// The sign-in page with one button for each of the first roles.
pub(crate) async fn with_sign_ins(app: &App, page: &Markup, next: &str) -> Result<Markup, Problem> {
    let directory = app.engine.directory().await?;
    let people = people(app).await?;
    Ok(html! {
        (page)
        section.sheet aria-labelledby="as" {
            h2 #as { "Or look around as" }
            ul.holders {
                @for (role, person) in people {
                    @let name = directory.name(person);
                    li {
                        (large_avatar(&Person::named(name.clone())))
                        span { b { (name) } small { (role) } }
                        form method="post" action="/sign-in/as" {
                            input type="hidden" name="person" value=(person);
                            input type="hidden" name="next" value=(next);
                            button.btn.sm { "Sign in" span.vh { " as " (name) ", " (role) } }
                        }
                    }
                }
            }
        }
    })
}

async fn people(app: &App) -> Result<Vec<(String, PersonId)>, Problem> {
    let (directory, site, now) = (app.engine.directory().await?, app.engine.site(), app.engine.now());
    let mut all: Vec<(String, PersonId)> = Vec::new();
    for key in ROLES {
        let Some((ix, role)) = site.find_role(key).and_then(|ix| Some((ix, site.role(ix)?))) else { continue };
        let mut appointed: Vec<_> = directory.roster.holders(ix, now).collect();
        appointed.sort_by_key(|it| {
            it.scope.kind() == ScopeKind::Process && it.scope.text(site) != "process:incident-management"
        });
        let persons: Vec<PersonId> = appointed.iter().flat_map(|it| directory.roster.persons(it.holder)).collect();
        let mut outside = Vec::new();
        for person in persons.iter().filter(|_| !role.is_inside) {
            if !app.engine.desk(*person).await?.is_inside() {
                outside.push(*person);
            }
        }
        let persons = if outside.is_empty() { persons } else { outside };
        let fresh = persons.iter().find(|it| all.iter().all(|(_, taken)| taken != *it));
        if let Some(person) = fresh.or(persons.first()) {
            all.push((role.title.clone(), *person));
        }
    }
    Ok(all)
}
