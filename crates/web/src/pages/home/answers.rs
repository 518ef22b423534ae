//! What the reader answers for: each place of theirs with a line on how it is.

use std::collections::BTreeSet;

use governance::{Holder, Scope};
use model::{Letter, RoleIx, ScopeKind};

use crate::{
    asker::Asker,
    find,
    look::view::{Answer, Tag, Tone},
    problem::Problem,
    views, words,
};

/// How many places are looked at.
const LOOKED_AT: usize = 60;

/// The places, each once.
pub(super) async fn answers(asker: &Asker, role: Option<RoleIx>) -> Result<Vec<Answer>, Problem> {
    let (desk, roster) = (&asker.desk, &asker.desk.directory().roster);
    let mut places: Vec<(Scope, Vec<String>)> = Vec::new();
    let mut meant: BTreeSet<Scope> = BTreeSet::new();
    for it in
        roster.held_by(Holder::Person(desk.person())).filter(|it| it.is_live(desk.now()) && answers_for(asker, it.role))
    {
        if role.is_none_or(|role| it.role == role) {
            meant.insert(it.scope);
        }
        let role = desk.site().role(it.role).map(|it| it.title.clone()).unwrap_or_default();
        match places.iter_mut().find(|(scope, _)| *scope == it.scope) {
            Some((_, roles)) => roles.push(role),
            None => places.push((it.scope, vec![role])),
        }
    }
    let mut found = Vec::new();
    for (scope, roles) in places.into_iter().take(LOOKED_AT) {
        let answer = answer(asker, scope, &roles.join(", ")).await?;
        let is_late = answer.tag.as_ref().is_some_and(|it| it.tone == Tone::Critical);
        if meant.contains(&scope) || is_late {
            found.push(answer);
        }
    }
    Ok(found)
}

/// Whether a role answers for anything: by a cell of the matrix, or by what the catalogue says of it.
fn answers_for(asker: &Asker, role: RoleIx) -> bool {
    let site = asker.desk.site();
    let by_text = site.role(role).is_some_and(|it| it.responsibilities.iter().any(|it| it.letter == Letter::A));
    by_text || site.activities.iter().any(|it| it.with(Letter::A).any(|cell| cell.role == role))
}

async fn answer(asker: &Asker, scope: Scope, roles: &str) -> Result<Answer, Problem> {
    let desk = &asker.desk;
    let work = views::work(desk);
    let (kinds, filter, url) = match scope {
        Scope::Whole(_) => (work, String::new(), "/who".to_owned()),
        Scope::Process(ix) => {
            let practice = desk.site().practice(ix);
            let of = |kind: &String| desk.site().find_type(kind).is_some_and(|it| it.practice == ix);
            (
                work.into_iter().filter(of).collect(),
                String::new(),
                practice.map_or_else(|| "/who".to_owned(), |it| format!("/who/{}", it.key)),
            )
        }
        Scope::Team(id) => {
            let key = desk.directory().roster.team(id).map(|it| it.key.clone()).unwrap_or_default();
            (work, format!(" team:{key}"), format!("/w/team-{key}"))
        }
        Scope::Record(kind, id) => {
            let place = desk.directory().roster.place(id);
            let field = match kind {
                ScopeKind::Ci | ScopeKind::Application => Some("ci"),
                ScopeKind::Service | ScopeKind::ServiceLine => Some("service"),
                // Work does not name these.
                ScopeKind::Organisation
                | ScopeKind::Programme
                | ScopeKind::Process
                | ScopeKind::Team
                | ScopeKind::Customer
                | ScopeKind::Supplier
                | ScopeKind::Project
                | ScopeKind::Facility
                | ScopeKind::Control
                | ScopeKind::Change
                | ScopeKind::Incident => None,
            };
            let term = place.zip(field).map(|(it, field)| format!(" {field}:{}", it.key));
            let url = desk.site().place_type(kind).map_or_else(|| "/t".to_owned(), |it| format!("/t/{}", it.key));
            (if term.is_some() { work } else { Vec::new() }, term.unwrap_or_default(), url)
        }
    };
    let open = find::count(desk, &kinds, &format!("status:open{filter}")).await?;
    let late = if open > 0 { find::count(desk, &kinds, &format!("status:open due<0m{filter}")).await? } else { 0 };
    let tag = match (late, open) {
        (0, 0) => None,
        (0, _) => Some(Tag { text: "on time".to_owned(), tone: Tone::Good }),
        (late, _) => Some(Tag { text: format!("{} past due", find::capped(late)), tone: Tone::Critical }),
    };
    let mut detail = vec![roles.to_owned()];
    if !kinds.is_empty() {
        detail.push(format!("{} open", find::capped(open)));
    }
    let found = findings(asker, scope).await?;
    if found > 0 {
        detail.push(if found == 1 { "1 finding".to_owned() } else { format!("{} findings", find::capped(found)) });
    }
    Ok(Answer {
        icon: words::place_icon(scope.kind()).to_owned(),
        title: words::capital(&desk.scope_in_words(scope)),
        detail: detail.join(" · "),
        url,
        tag,
    })
}

/// How many findings there are on a practice or a place, of those that the reader sees.
async fn findings(asker: &Asker, scope: Scope) -> Result<usize, Problem> {
    let of = "finding".to_owned();
    let term = match scope {
        Scope::Process(ix) => asker.desk.site().practice(ix).map(|it| format!("scope-process:{}", it.key)),
        Scope::Record(_, id) => asker.desk.directory().roster.place(id).map(|it| format!("scope-record:{}", it.key)),
        Scope::Team(_) | Scope::Whole(_) => None,
    };
    match term.filter(|_| asker.desk.kind(&of).is_ok()) {
        Some(term) => find::count(&asker.desk, &[of], &format!("status:open {term}")).await,
        None => Ok(0),
    }
}
