//! `remit plan`: what would be done so that the installation is as the files say.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use base::counted;
use engine::organisation::{Give, Shift};
use model::Letter;

use crate::{
    plan::{self, Plan},
    say,
    setup::Place,
};

/// What `plan` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The folder with the organisation's files.
    folder: PathBuf,
    /// Print JSON instead of words.
    #[arg(long)]
    json: bool,
    /// Write the plan to a file as well, for `remit apply --plan`.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Exit with 2 where files and installation differ: for a nightly look whether somebody went past the files.
    #[arg(long)]
    exit_code: bool,
    /// Name every person and every activity, however many there are.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    place: Place,
}

pub(crate) async fn run(it: Arguments) -> anyhow::Result<ExitCode> {
    let planned = plan::make(&it.place, &it.folder).await?;
    let plan = &planned.plan;
    if let Some(out) = &it.out {
        let text = serde_json::to_string_pretty(&plan.json())?;
        std::fs::write(out, text + "\n").with_context(|| format!("{} could not be written", out.display()))?;
    }
    if it.json {
        say::line(&serde_json::to_string_pretty(&plan.json())?);
    } else {
        let most = if it.all { usize::MAX } else { MOST };
        print(plan, most);
    }
    let differs = it.exit_code && !plan.is_empty();
    Ok(if differs { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

/// How many names, activities and findings are told without `--all`.
const MOST: usize = 6;

/// How many steps are told without `--all`.
const STEPS_MOST: usize = 40;

/// Says what a plan is.
fn print(plan: &Plan, most: usize) {
    if plan.is_empty() {
        say::line("Nothing to do: the installation is as the files say.");
        return;
    }
    let steps_most = if most == usize::MAX { most } else { STEPS_MOST };
    changes(plan, steps_most);
    section("Who gains and loses what", plan.effect.shifts.iter().map(|it| shift(it, most)), steps_most);
    let finding =
        |mark: char| move |it: &engine::Worded| format!("{mark} {}: {}: {}", it.severity.name(), it.title, it.text);
    section("Findings that come", plan.effect.opened.iter().map(finding('+')), steps_most);
    section("Findings that go", plan.effect.closed.iter().map(finding('-')), steps_most);
    let touched = plan.touched.iter().map(|it| format!("{} {}: {}", it.number, it.title, it.why));
    section("Open records", touched, steps_most);
    say::line(&format!(
        "{}, {}, {}.",
        counted(plan.steps.len(), "step", "steps"),
        counted(plan.cells.len(), "cell", "cells"),
        counted(plan.changes.len(), "declared file", "declared files")
    ));
}

/// Says only what a plan does.
pub(crate) fn steps(plan: &Plan) {
    changes(plan, STEPS_MOST);
}

fn changes(plan: &Plan, most: usize) {
    section("What changes", plan.words.iter().map(|it| format!("{} {}", it.mark, it.text)), most);
    let files = plan.changes.iter().map(|it| {
        let (more, fewer) = it.lines;
        format!("{} {} ({} more, {fewer} fewer)", it.mark, it.path, counted(more, "line", "lines"))
    });
    section("Cells of the matrix", plan.cells.iter().cloned(), most);
    section("Declared files", files, most);
}

fn section(title: &str, lines: impl ExactSizeIterator<Item = String>, most: usize) {
    let count = lines.len();
    if count == 0 {
        return;
    }
    say::line(&format!("{title}:"));
    lines.take(most).for_each(|it| say::line(&format!("  {}", it.replace('\n', "\n  "))));
    if count > most {
        say::line(&format!("  ... and {} more; --all names them", count.saturating_sub(most)));
    }
    say::line("");
}

fn shift(it: &Shift, most: usize) -> String {
    let mut lines = vec![listed(&it.names, most)];
    lines.extend(it.gains.iter().map(|give| format!("  + {}", given(give, most))));
    lines.extend(it.losses.iter().map(|give| format!("  - {}", given(give, most))));
    lines.join("\n")
}

/// `Service owner for Payroll: may confirm a change, ...; is told of ...`
fn given(it: &Give, most: usize) -> String {
    let place = if it.in_place_of.is_empty() { String::new() } else { format!(", in {}'s place", it.in_place_of) };
    let with = |wanted: Letter, words: &str| {
        let does: Vec<String> =
            it.does.iter().filter(|(letter, _)| *letter == wanted).map(|(_, text)| text.clone()).collect();
        (!does.is_empty()).then(|| format!("{words} {}", listed(&does, most)))
    };
    let parts = [with(Letter::R, "may"), with(Letter::C, "is asked:"), with(Letter::I, "is told:")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{} for {}{place}: {}", it.role, it.scope, parts.join("; "))
}

fn listed(all: &[String], most: usize) -> String {
    let shown = all.iter().take(most).cloned().collect::<Vec<_>>().join(", ");
    let more = all.len().saturating_sub(most);
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}
