//! `remit apply`: brings the installation in line with the files, under somebody's authority.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, bail};
use base::{Instant, counted};
use engine::{
    Halt,
    organisation::{Applied, Which},
};
use serde_json::Value as Json;

use super::plan::steps;
use crate::{
    command, declared,
    plan::{self, Plan, Planned},
    say,
    setup::{self, Place},
};

/// What `apply` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The folder with the organisation's files.
    folder: PathBuf,
    /// Who applies it, by key or mail address: every step must be theirs to do. Not needed on an empty installation.
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<String>,
    /// Apply only what this plan says, and only while nothing else has changed.
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Apply only the steps that are this person's to do, and leave the others to others.
    #[arg(long)]
    mine: bool,
    #[command(flatten)]
    place: Place,
}

pub(crate) async fn run(it: Arguments) -> anyhow::Result<ExitCode> {
    if command::is_empty(&it.place).await? {
        return first(&it).await;
    }
    let planned = plan::make(&it.place, &it.folder).await?;
    if let Some(file) = &it.plan {
        reviewed(&planned.plan, file)?;
    }
    if planned.plan.is_empty() {
        say::line("Nothing to do: the installation is as the files say.");
        return Ok(ExitCode::SUCCESS);
    }
    let Some(person) = &it.person else {
        bail!("say who applies it with --as PERSON: by key or mail address, somebody appointed to");
    };
    steps(&planned.plan);
    let applied = carry_out(&it, person, planned).await?;
    let done = match applied.done {
        1 => "1 step is done; it stands".to_owned(),
        many => format!("{many} steps are done; they stand"),
    };
    say::line(&format!("{done} in the journal from entry {}.", applied.first_seq));
    if !applied.waiting.is_empty() {
        say::line("\nThis waits for somebody else:");
        applied.waiting.iter().for_each(|it| say::line(&format!("  {it}")));
    }
    if applied.left.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    say::line("\nThis is left to others:");
    applied.left.iter().for_each(|it| say::line(&format!("  {}\n    {}", it.field, it.message)));
    Ok(ExitCode::from(2))
}

/// On an empty installation there is nobody yet under whose authority anything could be: it is the first organisation.
async fn first(it: &Arguments) -> anyhow::Result<ExitCode> {
    if it.plan.is_some() {
        bail!("there is no plan for an empty installation: everything in the files comes in");
    }
    let loaded = setup::load(&setup::over_shipped(&it.folder)?)?;
    if loaded.organisation.people.is_empty() {
        bail!(
            "{} names nobody; write people.toml and appointments.toml, or begin with `remit init`",
            it.folder.display()
        );
    }
    let files = declared::all(&it.folder)?;
    let site = it.place.site_folder();
    if declared::all(&site)? != files {
        declared::install(&site, &files, base::Clock::now(&base::SystemClock).micros() / 1_000_000)?;
    }
    let (engine, organisation) = setup::open(it.place.options()?, loaded).await?;
    engine.load(&organisation, |_| {}).await.context("the organisation could not be brought in")?;
    say::line(&format!(
        "{} is in: {}, {}, {}. Make sign-in links with `remit link PERSON`.",
        organisation.title,
        counted(organisation.people.len(), "person", "people"),
        counted(organisation.teams.len(), "team", "teams"),
        counted(organisation.appointments.len(), "appointment", "appointments")
    ));
    Ok(ExitCode::SUCCESS)
}

/// Holds a plan against the one that was looked at.
fn reviewed(plan: &Plan, file: &std::path::Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} could not be read", file.display()))?;
    let seen: Json = serde_json::from_str(&text).with_context(|| format!("{} is no plan", file.display()))?;
    let field = |it: &Json, key: &str| it.get(key).cloned().unwrap_or_default();
    let now = plan.json();
    if field(&field(&seen, "base"), "epoch") != field(&field(&now, "base"), "epoch") {
        bail!(
            "the organisation has changed since {} was made; make a new plan, look at it, and apply that",
            file.display()
        );
    }
    if field(&seen, "digest") != field(&now, "digest") {
        bail!("the files have changed since {} was made; make a new plan, look at it, and apply that", file.display());
    }
    Ok(())
}

async fn carry_out(it: &Arguments, person: &str, planned: Planned) -> anyhow::Result<Applied> {
    let Planned { plan, engine, loaded } = planned;
    let which = if it.mine { Which::Mine } else { Which::All };
    let desk = engine.desk(command::known(&engine, person).await?).await.map_err(in_words)?;
    if plan.declares_nothing() {
        let prepared =
            desk.prepare(&plan.standing, &plan.target, &plan.steps, &plan.words, which).await.map_err(in_words)?;
        return prepared.commit().await.map_err(in_words);
    }
    if which == Which::Mine && desk.may_declare().is_err() {
        let prepared =
            desk.prepare(&plan.standing, &plan.target, &plan.steps, &plan.words, which).await.map_err(in_words)?;
        say::line("The declared files and cells are left to somebody who may put them into force.");
        return prepared.commit().await.map_err(in_words);
    }
    // Whether these files may be put into force is decided by those in force now; the steps, by those that then are.
    let basis = desk.may_declare().map_err(in_words)?;
    let again = engine.restated(&loaded).await?;
    let ahead = again.values().flatten().cloned().collect();
    let (next, _) = setup::open_ahead(it.place.options()?, loaded, ahead).await?;
    let desk = next.desk(command::known(&next, person).await?).await.map_err(in_words)?;
    let mut prepared =
        desk.prepare(&plan.standing, &plan.target, &plan.steps, &plan.words, which).await.map_err(in_words)?;
    prepared.declaring(&basis, (&plan.changed_paths(), &plan.cells), &plan.site.digest);
    prepared.restating(&again);
    let applied = prepared.commit().await.map_err(in_words)?;
    put_in_place(it, &plan, next.now())?;
    Ok(applied)
}

/// Exchanges the site's folder for the one that is in force now.
fn put_in_place(it: &Arguments, plan: &Plan, now: Instant) -> anyhow::Result<()> {
    if !plan.cells.is_empty() {
        say::line("The cells of the matrix are as the files say, from now on.");
    }
    if plan.changes.is_empty() {
        return Ok(());
    }
    let old = declared::install(&it.place.site_folder(), &declared::all(&it.folder)?, now.micros() / 1_000_000)?;
    let kept = old.map(|it| format!(" The files before are in {}.", it.display())).unwrap_or_default();
    let files = match plan.changes.len() {
        1 => "1 declared file is".to_owned(),
        many => format!("{many} declared files are"),
    };
    say::line(&format!("{files} put into force.{kept} Start Remit again."));
    Ok(())
}

/// A refusal with each of its parts on a line.
fn in_words(halt: Halt) -> anyhow::Error {
    match halt {
        Halt::Refused(why) if why.code == "plan-refused" => {
            let lines: Vec<String> =
                why.fields.iter().take(40).map(|it| format!("  {}\n    {}", it.field, it.message)).collect();
            anyhow::anyhow!("{}\n{}", why.message, lines.join("\n"))
        }
        other @ (Halt::Refused(_) | Halt::Failed(_)) => other.into(),
    }
}
