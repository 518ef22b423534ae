//! `remit demo`: the sample organisation, opened in one command.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::{Context as _, bail};
use base::{PersonId, Span, counted};
use declare::Sources;
use engine::{Ceiling, Engine, Loading};
use model::ScopeKind;
use serde_json::json;

use crate::{
    say,
    serve::{self, Serve},
    setup::{self, Place, SAMPLE},
};

/// What `demo` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Demo {
    /// The data folder; a fresh temporary one unless given.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A PostgreSQL database instead of the folder's own.
    #[arg(long, env = "REMIT_DATABASE", value_name = "URL")]
    database: Option<String>,
    /// Where to listen; this machine only.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR")]
    listen: SocketAddr,
    /// Print the address and the sign-ins as JSON, for scripts.
    #[arg(long)]
    json: bool,
    /// Where metrics are read.
    #[arg(long, value_name = "ADDR")]
    metrics: Option<SocketAddr>,
}

/// The roles that a visitor tries first: key, and what to call them.
const ROLES: [(&str, &str); 10] = [
    ("user", "User"),
    ("service-desk-analyst", "Service desk analyst"),
    ("second-level-support", "Second-level support"),
    ("third-level-support", "Third-level support"),
    ("incident-manager", "Incident manager"),
    ("service-owner", "Service owner"),
    ("process-owner", "Process owner"),
    ("lt-sponsor", "Sponsor"),
    ("itsm-programme-manager", "Programme manager"),
    ("it-manager", "IT manager"),
];

/// A sign-in for a role.
struct SignIn {
    role: &'static str,
    title: &'static str,
    person: String,
    url: String,
    token: String,
}

pub(crate) async fn run(demo: Demo) -> anyhow::Result<ExitCode> {
    if !demo.listen.ip().is_loopback() {
        bail!(
            "the demo's sign-ins are open to anybody, so it listens on this machine only; use `remit serve` for others to reach it"
        );
    }
    let temporary = std::env::temp_dir().join(format!("remit-demo-{}", std::process::id()));
    let data = demo.data.clone().unwrap_or(temporary);
    let place = Place { data, database: demo.database.clone(), site: None };
    let sources = Sources::overlay(place.sources()?, Sources::texts("sample", SAMPLE.iter().copied()));
    say::progress("Reading roles, practices and the sample organisation ...");
    let loaded = setup::load(&sources)?;
    let (roles, practices) = (loaded.site.roles.len(), loaded.site.practices.len());
    say::progress(&format!("  {roles} roles, {practices} practices, {} kinds of record", loaded.site.types.len()));
    say::progress("Opening the data ...");
    let (engine, organisation) = setup::open(place.options()?, loaded).await?;
    if engine.is_empty().await? {
        say::progress(&format!("Loading {} ...", organisation.title));
        engine.load(&organisation, tell).await.context("the sample organisation could not be loaded")?;
    } else {
        say::progress("  the sample organisation is there already");
    }
    let serve =
        Serve { place, listen: demo.listen, tls_cert: None, tls_key: None, base_url: None, metrics: demo.metrics };
    let running = serve::start(&serve, Arc::clone(&engine), true).await?;
    let sign_ins = sign_ins(&engine, &running.base_url).await?;
    if demo.json {
        say::line(&as_json(&running.base_url, &sign_ins));
    } else {
        print(&running.base_url, &sign_ins);
    }
    running.until_stopped().await
}

fn tell(at: Loading) {
    match at {
        Loading::People(n) => say::progress(&format!("  {} with their teams", counted(n, "person", "people"))),
        Loading::Records(n) => say::progress(&format!("  {n} services, incidents and other records")),
        Loading::Appointments(n) => {
            say::progress(&format!("  {}", counted(n, "appointment", "appointments")));
        }
    }
}

/// A sign-in for each of the first roles that somebody holds, each by another person where that can be.
async fn sign_ins(engine: &Arc<Engine>, base_url: &str) -> anyhow::Result<Vec<SignIn>> {
    let directory = engine.directory().await?;
    let mut taken: Vec<PersonId> = Vec::new();
    let mut all = Vec::new();
    for (role, title) in ROLES {
        let Some(ix) = engine.site().find_role(role) else { continue };
        let mut appointed: Vec<_> = directory.roster.holders(ix, engine.now()).collect();
        // Somebody appointed over incidents shows more than somebody over a practice without records yet.
        appointed.sort_by_key(|it| {
            it.scope.kind() == ScopeKind::Process && it.scope.text(engine.site()) != "process:incident-management"
        });
        let mut persons: Vec<PersonId> = appointed.iter().flat_map(|it| directory.roster.persons(it.holder)).collect();
        if role == "user" {
            // Somebody who is nothing else sees what most people see.
            persons.sort_by_key(|it| {
                directory.roster.holders_of(*it).map(|it| directory.roster.held_by(it).count()).sum::<usize>()
            });
        }
        let Some(person) = persons.iter().find(|it| !taken.contains(it)).or(persons.first()).copied() else { continue };
        taken.push(person);
        let link = engine.make_link(person, Span::from_secs(86_400)).await?;
        let ends = engine.now().plus(Span::from_secs(30 * 86_400));
        let token = engine.make_token(person, "Demo", &Ceiling::All, Some(ends)).await?;
        all.push(SignIn {
            role,
            title,
            person: directory.name(person),
            url: format!("{base_url}/sign-in/link/{}", link.reveal()),
            token: token.reveal().to_owned(),
        });
    }
    Ok(all)
}

fn as_json(base_url: &str, sign_ins: &[SignIn]) -> String {
    let rows: Vec<_> = sign_ins
        .iter()
        .map(|it| json!({ "role": it.role, "person": it.person, "url": it.url, "token": it.token }))
        .collect();
    json!({ "url": base_url, "sign_ins": rows }).to_string()
}

fn print(base_url: &str, sign_ins: &[SignIn]) {
    say::line(&format!("\nRemit is open at {base_url}\n\nSign in as one of these; each link works once:\n"));
    for it in sign_ins {
        say::line(&format!("  {:<24} {:<22} {}", it.title, it.person, it.url));
    }
    say::line("\nCtrl-C ends it.");
}
