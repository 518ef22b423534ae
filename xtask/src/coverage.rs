//! `cargo xtask coverage`: whether every responsibility is bound to an act that somebody can do and that leaves proof,
//! and whether every statement of how roles work together is shown by a test.

mod page;
mod responsibilities;
mod statements;

use std::{path::Path, process::ExitCode};

use anyhow::{Context as _, bail};
use serde_json::json;

use crate::say;
use responsibilities::Bound;
use statements::Shown;

/// The page that is made from what is found.
const PAGE: &str = "docs/responsibilities.md";

/// What `coverage` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Coverage {
    /// Print the counts as JSON.
    #[arg(long)]
    json: bool,
    /// Write the page anew.
    #[arg(long)]
    write: bool,
}

/// Everything that was found.
struct Found {
    responsibilities: Vec<Bound>,
    statements: Vec<Shown>,
    record_types: usize,
}

impl Found {
    fn look(root: &Path) -> anyhow::Result<Self> {
        let site = declare::shipped();
        Ok(Self {
            responsibilities: responsibilities::all(site),
            statements: statements::all(root)?,
            record_types: site.types.len(),
        })
    }

    /// What is not so, one line each.
    fn faults(&self) -> Vec<String> {
        let unbound =
            self.responsibilities.iter().filter_map(|it| Some(format!("{}: {}", it.name(), it.fault.as_ref()?)));
        let unshown = self.statements.iter().filter(|it| it.by.is_empty() && it.not_yet.is_empty());
        unbound.chain(unshown.map(|it| format!("{}: no test shows that {}", it.key, it.holds))).collect()
    }

    fn json(&self) -> serde_json::Value {
        let bound = self.responsibilities.iter().filter(|it| it.fault.is_none()).count();
        let tested = self.statements.iter().filter(|it| !it.by.is_empty()).count();
        json!({
            "responsibilities": { "bound": bound, "total": self.responsibilities.len() },
            "statements": { "tested": tested, "total": self.statements.len() },
            "record_types": self.record_types,
        })
    }
}

/// Looks and prints; fails where anything is unbound or unshown.
pub(crate) fn run(asked: &Coverage, root: &Path) -> anyhow::Result<ExitCode> {
    let found = Found::look(root)?;
    if asked.write {
        std::fs::write(root.join(PAGE), page::text(&found)).context("the page could not be written")?;
    }
    let faults = found.faults();
    if asked.json {
        say::line(&serde_json::to_string_pretty(&found.json())?);
    } else {
        faults.iter().for_each(|it| say::line(it));
        say::line(&found.json().to_string());
    }
    if !faults.is_empty() && asked.write {
        bail!("{} are not covered", faults.len());
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
    }

    #[test]
    fn every_responsibility_is_bound_and_every_statement_is_shown() {
        assert_eq!(Found::look(root()).unwrap().faults(), Vec::<String>::new());
    }

    #[test]
    fn the_page_says_what_is_so() {
        let found = page::text(&Found::look(root()).unwrap());
        let written = std::fs::read_to_string(root().join(PAGE)).unwrap();
        assert!(found == written, "run `cargo xtask coverage --write`");
    }

    #[test]
    fn a_responsibility_that_nothing_proves_is_noticed() {
        let mut site = declare::shipped().clone();
        let role = &mut site.roles[0];
        role.responsibilities[0].evidence = "incident.no_such_field".to_owned();
        role.responsibilities[1].activity = None;
        let faults: Vec<_> = responsibilities::all(&site).into_iter().filter_map(|it| it.fault).collect();
        assert_eq!(faults.len(), 2, "{faults:?}");
    }
}
