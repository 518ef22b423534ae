//! `remit check`: an organisation's files, examined without a server.

use std::{path::PathBuf, process::ExitCode};

use base::{Clock as _, SystemClock, counted};
use clap::ValueEnum;
use declare::{Fault, Faults, Severity};
use engine::{
    Worded,
    organisation::{self, Broken, Drawn, Ids, draw},
};

use crate::{declared, say, setup};

/// What `check` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Check {
    /// The folder with the organisation's files.
    folder: PathBuf,
    /// How findings are written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Leave out what is only worth knowing.
    #[arg(long)]
    quiet: bool,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people, with the line in question.
    #[default]
    Human,
    /// A JSON array.
    Json,
    /// Workflow annotations, as code forges read them.
    Github,
}

pub(crate) fn run(check: &Check) -> anyhow::Result<ExitCode> {
    let sources = setup::over_shipped(&check.folder)?;
    let mut faults = match declare::load(&sources) {
        Ok(loaded) if loaded.organisation.people.is_empty() => {
            let mut faults = loaded.warnings;
            faults.0.push(no_organisation(check)?);
            faults
        }
        Ok(loaded) => {
            let mut faults = loaded.warnings.clone();
            let drawn = draw(&loaded.site, &loaded.organisation, &Ids::default(), SystemClock.now());
            let found = governance::findings(&drawn.roster, &loaded.site, SystemClock.now());
            let worded = found.into_iter().map(|it| engine::worded(&loaded.site, &drawn.roster, it));
            faults.0.extend(
                worded
                    .filter(|it| !check.quiet || it.severity != governance::Severity::Note)
                    .map(|it| located(&drawn, &it)),
            );
            let broken = organisation::broken(&loaded.site, &loaded.organisation.policies);
            faults.0.extend(broken.iter().map(refused));
            faults
        }
        Err(faults) => faults,
    };
    faults.0.sort_by(|one, two| (one.severity, &one.file, one.line).cmp(&(two.severity, &two.file, two.line)));
    print(&faults, check.format);
    Ok(if faults.is_fatal() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// A folder in which nobody is: each role would be told of as held by nobody, and nothing of it would help. Declarations
/// alone are a site's folder, whose organisation is stored.
fn no_organisation(check: &Check) -> anyhow::Result<Fault> {
    let is_empty = declared::all(&check.folder)?.is_empty();
    Ok(Fault {
        file: check.folder.display().to_string(),
        line: 1,
        column: 1,
        severity: if is_empty { Severity::Error } else { Severity::Warning },
        message: "there is no organisation here: nobody is named, so who answers for what was not looked at".to_owned(),
        help:
            "begin with one that is complete: `remit init FOLDER`; or write what is stored here: `remit export FOLDER`"
                .to_owned(),
        excerpt: String::new(),
        width: 1,
    })
}

/// A policy that does not hold, as a fault in its file.
fn refused(it: &Broken) -> Fault {
    let (file, line) = it.declared_at.rsplit_once(':').unwrap_or((&it.declared_at, "1"));
    Fault {
        file: file.to_owned(),
        line: line.parse().unwrap_or(1),
        column: 1,
        severity: Severity::Error,
        message: format!("policy `{}` does not hold: {}", it.policy, it.message),
        help: it.why.clone(),
        excerpt: String::new(),
        width: 1,
    }
}

/// A finding as a fault in a file: at the appointment it is about, else at the organisation itself.
fn located(drawn: &Drawn, it: &Worded) -> Fault {
    let place = it.finding.appointments.iter().find_map(|id| drawn.rows.get(id));
    let place = place.or_else(|| it.finding.scope.and_then(|scope| drawn.scopes.get(&scope)));
    let place = place.map_or("organisation.toml:1", String::as_str);
    let (file, line) = place.rsplit_once(':').unwrap_or((place, "1"));
    let kind = format!("{:?}", it.kind).to_lowercase();
    Fault {
        file: file.to_owned(),
        line: line.parse().unwrap_or(1),
        column: 1,
        severity: match it.severity {
            governance::Severity::Critical => Severity::Error,
            governance::Severity::Warning | governance::Severity::Note => Severity::Warning,
        },
        message: format!("{kind}: {}: {}. {}", it.title, it.about, it.text),
        help: it.fix.clone(),
        excerpt: String::new(),
        width: 1,
    }
}

fn print(faults: &Faults, format: Format) {
    match format {
        Format::Json => say::line(&faults.json()),
        Format::Github => say::line(faults.annotations().trim_end()),
        Format::Human => {
            for it in &faults.0 {
                if it.excerpt.is_empty() {
                    let help = if it.help.is_empty() { String::new() } else { format!("\n  = help: {}", it.help) };
                    say::line(&format!("{}: {}\n --> {}:{}{help}\n", it.severity.name(), it.message, it.file, it.line));
                } else {
                    say::line(&it.human());
                }
            }
            let errors = faults.0.iter().filter(|it| it.severity == Severity::Error).count();
            let warnings = faults.0.len().saturating_sub(errors);
            say::line(&format!("{}, {}", counted(errors, "error", "errors"), counted(warnings, "warning", "warnings")));
        }
    }
}
