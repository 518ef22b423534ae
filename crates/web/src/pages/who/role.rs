//! A role: what it does, who holds it, who appoints, and the map of who stands beside it.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use governance::{Edge, Holder, Tie, Towards};
use model::{Apart, Cadence, Cardinality, Facing, Role, RoleIx, Site, Verb};

use super::{Asked, inside_only, parts};
use crate::{
    asker::Asker,
    frame,
    look::{
        role_map as drawn,
        view::{Link, Neighbour, Person, Phrase, RoleDuty, RoleMap, RolePage, Tab, TieRow, WhoPage},
    },
    problem::Problem,
    words,
};

/// The most ties that one page names.
const TIES: usize = 80;
/// The most roles that are drawn around one.
const AROUND: usize = 12;
/// The most things that a tie names in the table before it says how many more there are.
const NAMED: usize = 3;

/// The page.
pub(crate) async fn show(
    asker: Asker,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let site = asker.desk.site();
    let ix = site.find_role(&key).ok_or(Problem::NoPage)?;
    let role = site.role(ix).ok_or(Problem::NoPage)?;
    let edges = governance::ties(site, ix);
    let rows: Vec<TieRow> = in_order(&edges).into_iter().map(|it| row(site, it)).collect();
    let look = parts::Look { asked: "", part: asked.part };
    let count = rows.len();
    let (ties, pages) = parts::some(rows, TIES, look, ("ties", &format!("/who/role/{key}")));
    let page = RolePage {
        head: WhoPage {
            title: role.title.clone(),
            tabs: vec![
                Tab { link: Link::to("Who does what", "/who"), count: None },
                Tab { link: Link::to("Roles", "/who/roles"), count: Some(site.roles.len().to_string()) },
                Tab { link: Link::to("This role", format!("/who/role/{key}")).current(), count: None },
            ],
            ..WhoPage::default()
        },
        facts: facts(site, role),
        map: map(site, role, &edges),
        ties: (count, ties),
        pages,
        holders: holders(&asker, ix),
        duties: role.responsibilities.iter().map(|it| duty(site, it)).collect(),
        conflicts: conflicts(site, ix),
    };
    frame::page(&asker, &role.title, &drawn::role(&page)).await
}

/// Where a role's page is.
pub(super) fn link(site: &Site, ix: RoleIx) -> Link {
    site.role(ix).map(|it| Link::to(it.title.clone(), format!("/who/role/{}", it.key))).unwrap_or_default()
}

fn facts(site: &Site, role: &Role) -> Vec<(String, Phrase)> {
    let kinds: Vec<&str> = std::iter::once(role.scope).chain(role.also_scopes.iter().copied()).map(over).collect();
    let by = match role.appointed_by {
        Some(ix) => {
            let to = link(site, ix);
            Phrase::default().link(to.label, to.url)
        }
        None if role.is_self_taken => Phrase::of("whoever takes it on by acting"),
        None => Phrase::of("the installation itself"),
    };
    let mut all = vec![
        ("Over".to_owned(), Phrase::of(kinds.join(", or "))),
        ("Appointed by".to_owned(), by),
        ("Held by".to_owned(), Phrase::of(format!("{}, {}", cardinality(role.cardinality), holder(role)))),
        ("Stage".to_owned(), Phrase::of(stage(&role.stage))),
        ("Looks".to_owned(), Phrase::of(facing(role.facing))),
    ];
    if !role.aliases.is_empty() {
        all.push(("Also called".to_owned(), Phrase::of(role.aliases.join(", "))));
    }
    all
}

/// A kind of scope in words.
pub(super) fn over(kind: model::ScopeKind) -> &'static str {
    use model::ScopeKind as K;
    match kind {
        K::Organisation => "the organisation",
        K::Programme => "the programme",
        K::Process => "a practice",
        K::ServiceLine => "a service line",
        K::Service => "a service",
        K::Ci => "a configuration item",
        K::Team => "a team",
        K::Customer => "a customer",
        K::Supplier => "a supplier",
        K::Project => "a project",
        K::Application => "an application",
        K::Facility => "a facility",
        K::Control => "a security control",
        K::Change => "a change",
        K::Incident => "an incident",
    }
}

fn cardinality(it: Cardinality) -> &'static str {
    match it {
        Cardinality::ExactlyOne => "exactly one",
        Cardinality::AtLeastOne => "one or more",
        Cardinality::Any => "any number",
    }
}

fn holder(role: &Role) -> &'static str {
    match role.holder {
        model::Holder::Person => "a person",
        model::Holder::Team => "a team",
        model::Holder::Either => "a person or a team",
    }
}

/// A stage as a title.
pub(super) fn stage(key: &str) -> String {
    words::capital(&key.replace('-', " "))
}

/// Which way a role looks, in words.
pub(super) fn facing(it: Facing) -> &'static str {
    match it {
        Facing::Front => "towards people (front)",
        Facing::Back => "towards technology (back)",
        Facing::Hybrid => "both ways (hybrid)",
        Facing::External => "from outside",
    }
}

fn cadence(it: Cadence) -> &'static str {
    match it {
        Cadence::OnEvent => "when it happens",
        Cadence::Daily => "every day",
        Cadence::Weekly => "every week",
        Cadence::Monthly => "every month",
        Cadence::Quarterly => "every three months",
        Cadence::Yearly => "every year",
    }
}

fn duty(site: &Site, it: &model::Responsibility) -> RoleDuty {
    let row = it.activity.and_then(|ix| site.activity(ix));
    let practice = row.and_then(|it| site.practice(it.practice));
    RoleDuty {
        letter: words::letter(it.letter),
        text: it.text.clone(),
        activity: row.zip(practice).map(|(row, of)| Link::to(row.title.clone(), format!("/who/{}", of.key))),
        cadence: cadence(it.cadence).to_owned(),
        proof: proof(site, &it.evidence),
    }
}

/// `Accepted of an appointment` for `appointment.accepted_at`.
fn proof(site: &Site, evidence: &str) -> String {
    let found = evidence.split_once('.').and_then(|(key, field)| {
        let of = site.find_type(key)?;
        let field = of.slot(field).and_then(|slot| of.field(slot))?;
        Some(format!("{}: {}", of.title, field.title))
    });
    found.unwrap_or_else(|| evidence.to_owned())
}

fn holders(asker: &Asker, ix: RoleIx) -> Vec<(Option<Person>, Phrase, String)> {
    let directory = asker.desk.directory();
    let all = directory.roster.holders(ix, asker.times.now());
    all.map(|it| {
        let (person, name) = match it.holder {
            Holder::Person(id) => (Some(words::avatar(&asker.desk, id)), words::name_or_you(&asker.desk, id)),
            Holder::Team(id) => (None, directory.team_name(id)),
        };
        let since = it.from.map(|at| format!("since {}", asker.times.day(at)));
        let until = it.until.map(|at| format!("until {}", asker.times.day(at)));
        let dates: Vec<String> = since.into_iter().chain(until).collect();
        let text = Phrase::default().strong(name).and(format!(" over {}", asker.desk.scope_in_words(it.scope)));
        (person, text, dates.join(", "))
    })
    .collect()
}

fn conflicts(site: &Site, ix: RoleIx) -> Vec<(Link, String, String)> {
    let how = |it: &Apart| match it {
        Apart::Always => "never together",
        Apart::SameScope => "not on the same scope",
        Apart::Avoid => "better not",
    };
    let mut found = Vec::new();
    for (at, role) in site.roles.iter().enumerate() {
        for it in &role.conflicts {
            if RoleIx::of(at) == ix {
                found.push((link(site, it.role), how(&it.when).to_owned(), it.why.clone()));
            } else if it.role == ix {
                found.push((link(site, RoleIx::of(at)), how(&it.when).to_owned(), it.why.clone()));
            }
        }
    }
    found
}

/// What a tie says, read from the role in the middle.
fn verb(it: &Edge) -> &'static str {
    match (it.tie, it.way) {
        (Tie::Declared(Verb::Assigns), Towards::Out) => "appoints",
        (Tie::Declared(Verb::Assigns), Towards::In) => "is appointed by",
        (Tie::Declared(Verb::Approves), Towards::Out) => "approves what comes from",
        (Tie::Declared(Verb::Approves), Towards::In) => "needs approval of",
        (Tie::Declared(Verb::Reviews), Towards::Out) => "reviews",
        (Tie::Declared(Verb::Reviews), Towards::In) => "is reviewed by",
        (Tie::Declared(Verb::Chairs), Towards::Out) => "chairs",
        (Tie::Declared(Verb::Chairs), Towards::In) => "is chaired by",
        (Tie::Declared(Verb::RepresentsIn), Towards::Out) => "speaks for others in",
        (Tie::Declared(Verb::RepresentsIn), Towards::In) => "hears the voice of",
        (Tie::Declared(Verb::ReportsTo), Towards::Out) => "reports to",
        (Tie::Declared(Verb::ReportsTo), Towards::In) => "gets reports of",
        (Tie::Declared(Verb::EscalatesTo), Towards::Out) => "escalates to",
        (Tie::Declared(Verb::EscalatesTo), Towards::In) => "takes escalations of",
        (Tie::Declared(Verb::Consults), Towards::Out) => "consults",
        (Tie::Declared(Verb::Consults), Towards::In) => "is consulted by",
        (Tie::Declared(Verb::Informs), Towards::Out) => "informs",
        (Tie::Declared(Verb::Informs), Towards::In) => "is informed by",
        (Tie::Declared(Verb::HandsOverTo), Towards::Out) => "hands over to",
        (Tie::Declared(Verb::HandsOverTo), Towards::In) => "takes over from",
        (Tie::AnswersFor, Towards::Out) => "answers for what is done by",
        (Tie::AnswersFor, Towards::In) => "does what is answered for by",
        (Tie::Asks, Towards::Out) => "asks first",
        (Tie::Asks, Towards::In) => "is asked first by",
        (Tie::Tells, Towards::Out) => "tells",
        (Tie::Tells, Towards::In) => "is told by",
        (Tie::Specialises, Towards::Out) => "is a special case of",
        (Tie::Specialises, Towards::In) => "has as a special case",
        (Tie::Apart, Towards::Out | Towards::In) => "is kept apart from",
    }
}

/// A record type, practice or kind of scope by its title.
fn titled(site: &Site, key: &str) -> String {
    let of = site.find_type(key).map(|it| words::lower(&it.title));
    let practice = || site.find_practice(key).map(|it| it.title.clone());
    let kind = || model::ScopeKind::find(key).map(|it| over(it).to_owned());
    of.or_else(practice).or_else(kind).unwrap_or_else(|| key.to_owned())
}

/// On what, in words; at most so many things by name.
fn on(site: &Site, it: &Edge, most: usize) -> String {
    let mut all: Vec<String> = it.over.iter().map(|key| titled(site, key)).collect();
    all.extend(it.activities.iter().filter_map(|ix| site.activity(*ix)).map(|it| words::lower(&it.title)));
    if !it.words.is_empty() {
        all.push(it.words.clone());
    }
    let more = all.len().saturating_sub(most);
    all.truncate(most);
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{tail}", all.join(", "))
}

/// Those that the role has most to do with first, as they are drawn.
fn in_order(edges: &[Edge]) -> Vec<&Edge> {
    let order = governance::neighbours(edges);
    let mut all: Vec<&Edge> = edges.iter().collect();
    all.sort_by_key(|it| order.iter().position(|other| *other == it.other));
    all
}

fn row(site: &Site, it: &Edge) -> TieRow {
    let most = if it.over.is_empty() { NAMED } else { usize::MAX };
    TieRow { verb: verb(it).to_owned(), other: link(site, it.other), over: on(site, it, most) }
}

/// The weightiest neighbours with their weightiest tie: on the right those that it acts towards, on the left the others.
fn map(site: &Site, role: &Role, edges: &[Edge]) -> RoleMap {
    let all = governance::neighbours(edges);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for other in all.iter().take(AROUND) {
        let Some(it) = edges.iter().find(|it| it.other == *other) else { continue };
        let drawn = Neighbour { role: link(site, *other), verb: verb(it).to_owned(), over: on(site, it, 1) };
        match it.way {
            Towards::In => left.push(drawn),
            Towards::Out => right.push(drawn),
        }
    }
    // Neither side runs out of the drawing: what is too many on one side stands on the other.
    while left.len() > right.len().saturating_add(1) {
        right.extend(left.pop());
    }
    while right.len() > left.len().saturating_add(1) {
        left.extend(right.pop());
    }
    let drawn = left.len().saturating_add(right.len());
    let words = if all.len() > drawn {
        format!(
            "{} and the {drawn} roles that it has most to do with, of {}. All of them are in the table.",
            role.title,
            all.len()
        )
    } else {
        format!("{} and the roles that it has to do with. The table says the same in words.", role.title)
    };
    RoleMap { middle: role.title.clone(), left, right, words }
}
