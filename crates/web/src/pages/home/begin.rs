//! The first steps on a new installation, for whoever looks after it, until they are taken.

use engine::organisation::template::MADE_UP;
use model::RoleIx;

use crate::{
    asker::Asker,
    find,
    look::view::{Act, Step},
    problem::Problem,
    urls,
};

/// The roles from which a desk can run and grow.
const FIRST: [&str; 5] = ["service-desk-manager", "incident-manager", "service-owner", "process-owner", "lt-sponsor"];

/// What is left to set up; empty once all is done, and for everybody who doesn't keep people and teams.
pub(super) async fn steps(asker: &Asker) -> Result<Vec<Step>, Problem> {
    let desk = &asker.desk;
    if desk.entitled("directory:keep").is_err() {
        return Ok(Vec::new());
    }
    let has_incident = find::count(desk, &["incident".to_owned()], "").await? > 0;
    let mut all = vec![people(asker), roles(asker), services(asker)];
    all.push(Step {
        title: "Log the first incident".to_owned(),
        detail: "Then look at who is on it, and why.".to_owned(),
        done: has_incident,
        act: Some(Act::open("Log", "/new/incident")),
        ..Step::default()
    });
    if all.iter().all(|it| it.done) {
        return Ok(Vec::new());
    }
    let now = all.iter().position(|it| !it.done);
    for (at, step) in all.iter_mut().enumerate() {
        step.now = Some(at) == now;
        step.act = step.act.take().filter(|_| !step.done);
    }
    Ok(all)
}

fn people(asker: &Asker) -> Step {
    let all = || asker.desk.directory().people().filter(|it| it.is_active);
    let made_up = all().filter(|it| it.mail.ends_with(MADE_UP)).count();
    let detail = match made_up {
        0 => "One by one, or many at once from files with remit plan and remit apply.".to_owned(),
        n => format!("{n} still have the made-up name that the template gave them."),
    };
    Step {
        title: "Bring in your people".to_owned(),
        detail,
        done: made_up == 0 && all().count() > 1,
        act: Some(Act::open("People", "/people")),
        ..Step::default()
    }
}

fn roles(asker: &Asker) -> Step {
    let (site, now) = (asker.desk.site(), asker.times.now());
    let is_held = |role: RoleIx| asker.desk.directory().roster.holders(role, now).next().is_some();
    let missing: Vec<_> = FIRST
        .into_iter()
        .filter_map(|key| site.find_role(key))
        .filter(|it| !is_held(*it))
        .filter_map(|it| site.role(it))
        .collect();
    let names: Vec<&str> = missing.iter().map(|it| it.title.as_str()).collect();
    let first = missing.first().map(|it| it.key.as_str()).unwrap_or_default();
    Step {
        title: "Give five roles to somebody".to_owned(),
        detail: if names.is_empty() {
            "They are held; findings say what else is missing.".to_owned()
        } else {
            format!("Nobody is {} yet. Other roles can wait until they are needed.", names.join(", "))
        },
        done: names.is_empty(),
        act: Some(Act::open("Appoint", urls::with_query("/new/appointment", &[("role", first)]))),
        ..Step::default()
    }
}

fn services(asker: &Asker) -> Step {
    let has = asker.desk.directory().roster.places().any(|it| it.kind == model::ScopeKind::Service);
    Step {
        title: "Say which services you run".to_owned(),
        detail: "Each gets an owner who answers for it, and agreed times.".to_owned(),
        done: has,
        act: Some(Act::open("Services", "/t/service")),
        ..Step::default()
    }
}
