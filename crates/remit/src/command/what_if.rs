//! `remit what-if`: what would be, with proof. Nothing is written.

use std::process::ExitCode;

use clap::ValueEnum;
use engine::{Foreseen, Held, Supposed, What};

use super::who::{instant, moment};
use crate::{command, say, setup::Place};

/// What `what-if` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct WhatIf {
    /// What would happen.
    #[arg(value_enum)]
    what: Supposal,
    /// Who leaves, which team is dissolved, which service moves, which appointment ends: key, number or name.
    named: String,
    /// Under what a service would move: key, number or name.
    #[arg(long, default_value = "", hide_default_value = true, required_if_eq("what", "move"))]
    line: String,
    /// When it would be: a day or a time. Now unless given.
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// Ask at the desk of this person: titles are shown, and only what they see. Without it: numbers only.
    #[arg(long = "as", value_name = "PERSON")]
    asker: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// What is supposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Supposal {
    /// Somebody leaves.
    Leave,
    /// A team is dissolved.
    Dissolve,
    /// A service, line or item comes under another.
    Move,
    /// An appointment ends.
    End,
}

pub(crate) async fn run(it: WhatIf) -> anyhow::Result<ExitCode> {
    let engine = command::existing(&it.place).await?;
    let at = it.at.as_deref().map(|text| instant(&engine, text)).transpose()?;
    let what = match it.what {
        Supposal::Leave => What::Leave(it.named),
        Supposal::Dissolve => What::Dissolve(it.named),
        Supposal::Move => What::Move(it.named, it.line),
        Supposal::End => What::End(it.named),
    };
    let foreseen = match &it.asker {
        Some(person) => command::desk(&engine, person).await?.what_if(&what, at).await,
        None => engine.what_if(&what, at).await,
    };
    let foreseen = foreseen.map_err(|halt| anyhow::anyhow!("{halt}"))?;
    if it.json {
        say::line(&serde_json::to_string_pretty(&api::foreseen_as_json(&foreseen))?);
    } else {
        say::line(&format!("If {}, {}:", foreseen.supposed, moment(&engine, foreseen.at)));
        print(it.what, &foreseen);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(what: Supposal, it: &Foreseen) {
    findings("Findings that open", &it.opened);
    findings("Findings that close", &it.closed);
    let lost = match what {
        Supposal::Leave | Supposal::Dissolve | Supposal::End => "Appointments that give nothing any more",
        Supposal::Move => "Appointments that no longer reach it",
    };
    records(lost, &it.lost);
    records("Open work that would be nobody's", &it.orphaned);
    records("Steps that nobody could take any more", &it.stuck);
    if it.is_cut {
        say::line("\nThere is more than is listed.");
    }
}

fn findings(title: &str, all: &[Supposed]) {
    say::line(&format!("\n{title}: {}", all.len()));
    for it in all {
        let worded = &it.worded;
        say::line(&format!("  {}  {}: {}", worded.severity.name(), worded.title, worded.about));
        say::line(&format!("      {}", worded.text));
        let proof: Vec<&str> = it.appointments.iter().chain(&it.declared_at).map(String::as_str).collect();
        if !proof.is_empty() {
            say::line(&format!("      by {}", proof.join(", ")));
        }
        if !worded.fix.is_empty() {
            say::line(&format!("      {}", worded.fix));
        }
    }
}

fn records(title: &str, all: &[Held]) {
    say::line(&format!("\n{title}: {}", all.len()));
    for it in all {
        let named = if it.title.is_empty() { it.number.clone() } else { format!("{} {}", it.number, it.title) };
        say::line(&format!("  {named}  {} ({})", it.why, it.declared_at));
    }
}
