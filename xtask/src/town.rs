//! `cargo xtask town`: an organisation of any size as files, for measuring and for trying out.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;

/// What `town` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Town {
    /// The folder to write to.
    pub(crate) folder: PathBuf,
    /// How many people there are.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) people: usize,
    /// How many services.
    #[arg(long, default_value_t = 5_000)]
    pub(crate) services: usize,
    /// How many appointments.
    #[arg(long, default_value_t = 50_000)]
    pub(crate) appointments: usize,
}

/// Services in a line, and people in a team.
const IN_LINE: usize = 50;
const IN_TEAM: usize = 20;

pub(crate) fn run(town: &Town) -> anyhow::Result<ExitCode> {
    write(town)?;
    crate::say::line(&format!("{} is written.", town.folder.display()));
    Ok(ExitCode::SUCCESS)
}

/// Writes the files.
pub(crate) fn write(it: &Town) -> anyhow::Result<()> {
    let lines = it.services.div_ceil(IN_LINE).max(1);
    let teams = it.people.div_ceil(IN_TEAM).max(1);
    put(&it.folder, "organisation.toml", "title = \"Big town\"\nzone = \"Europe/Berlin\"\n")?;
    let mut text = String::from("[team.everybody]\ntitle = \"Everybody\"\n");
    for n in 0..teams {
        writeln!(text, "\n[team.team-{n}]\ntitle = \"Team {n}\"\nparent = \"everybody\"\nline = 2")?;
    }
    put(&it.folder, "teams.toml", &text)?;
    text.clear();
    for n in 0..it.people {
        writeln!(text, "[person.person-{n}]\nname = \"Person {n}\"\nmail = \"person-{n}@town.example\"")?;
        writeln!(text, "teams = [\"team-{}\", \"everybody\"]\nplace = \"House {}\"\n", n % teams, n % 40)?;
    }
    put(&it.folder, "people.toml", &text)?;
    text.clear();
    for n in 0..lines {
        writeln!(text, "[service-line.line-{n}]\ntitle = \"Line {n}\"\nstate = \"active\"\n")?;
    }
    for n in 0..it.services {
        writeln!(text, "[service.service-{n}]\ntitle = \"Service {n}\"\nservice_line = \"line-{}\"", n % lines)?;
        writeln!(text, "state = \"live\"\n")?;
    }
    put(&it.folder, "records/services.toml", &text)?;
    put(&it.folder, "appointments.toml", &appointments(it, (lines, teams))?)
}

/// Roles over services, held in turn; the first of them are held once for each service.
const OVER_SERVICES: [&str; 4] = ["service-owner", "service-delivery-manager", "business-owner", "user"];

fn appointments(it: &Town, (lines, teams): (usize, usize)) -> anyhow::Result<String> {
    let mut text = String::new();
    let mut left = it.appointments;
    let mut add = |key: String, role: &str, holder: String, scope: String| -> anyhow::Result<()> {
        if left > 0 {
            left = left.saturating_sub(1);
            writeln!(
                text,
                "[appointment.\"{key}\"]\nrole = \"{role}\"\n{holder}\nscope = \"{scope}\"\nfrom = \"2025-01-01\"\n"
            )?;
        }
        Ok(())
    };
    let person = |n: usize| format!("person = \"person-{}\"", n % it.people.max(1));
    add("user.everybody".to_owned(), "user", "team = \"everybody\"".to_owned(), "organisation".to_owned())?;
    add("it-manager".to_owned(), "it-manager", person(0), "organisation".to_owned())?;
    add("programme".to_owned(), "itsm-programme-manager", person(1), "programme".to_owned())?;
    add("leadership".to_owned(), "itsm-management", "team = \"team-2\"".to_owned(), "organisation".to_owned())?;
    for n in 0..lines {
        add(format!("line-owner.{n}"), "service-line-owner", person(n + 10), format!("service-line:line-{n}"))?;
    }
    for n in 0..teams {
        add(format!("support.{n}"), "second-level-support", format!("team = \"team-{n}\""), format!("team:team-{n}"))?;
    }
    for n in 0..it.appointments {
        let (service, round) = (n % it.services.max(1), n / it.services.max(1));
        let role = OVER_SERVICES.get(round).copied().unwrap_or("user");
        // Every role of a service is with another person.
        let holder = person(service * 3 + round * 1_117 + 100);
        add(format!("{role}.{round}.{service}"), role, holder, format!("service:service-{service}"))?;
    }
    Ok(text)
}

fn put(folder: &Path, path: &str, text: &str) -> anyhow::Result<()> {
    let path = folder.join(path);
    if let Some(above) = path.parent() {
        std::fs::create_dir_all(above)?;
    }
    std::fs::write(&path, text).with_context(|| format!("{} could not be written", path.display()))
}
