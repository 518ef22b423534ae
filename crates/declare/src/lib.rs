//! Text files into the model, with every fault located.
//!
//! [`load`] reads [`Sources`] (the shipped files, a site's folder, or one over the other) and gives the resolved
//! [`model::Site`] and the [`Organisation`], or *all* [`Faults`] at once, each with file, line, column and help.
//! Only this crate knows the file format; it refuses to know databases, people at work and the time of day.

pub mod cells;
pub mod condition;
mod fault;
mod files;
mod log;
mod names;
pub mod nearest;
mod node;
mod organisation;
mod overlay;
mod resolve;
mod sources;
mod table;
#[cfg(test)]
mod tests;
mod write;

use std::{collections::BTreeSet, sync::LazyLock};

use model::{Site, When};

pub use fault::{Fault, Faults, Severity};
pub use names::is_name;
use organisation::read;
pub use organisation::{
    Age, AppointmentText, CalendarText, Day, DeputyText, Filed, Given, HolderText, Message, Organisation, PersonText,
    PolicyText, ScopeText, Step, TeamText, Verdict,
};
pub use sources::{Source, Sources, Unreadable};
pub use write::written;

/// What was loaded.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Everything declared, resolved.
    pub site: Site,
    /// People, teams, appointments, calendars and first records, by natural key.
    pub organisation: Organisation,
    /// What is not quite right.
    pub warnings: Faults,
    /// The files that all this was read from: changes of the matrix are laid over them later.
    pub sources: Sources,
}

/// Reads everything, or says everything that is wrong.
pub fn load(sources: &Sources) -> Result<Loaded, Faults> {
    let log = log::Log::new(sources);
    let files = files::Files::read(sources, &log);
    let mut site = resolve::site(sources, &files, &log);
    let organisation = read(&files, &mut site, &log);
    let faults = log.faults();
    if faults.is_fatal() {
        Err(faults)
    } else {
        Ok(Loaded { site, organisation, warnings: faults, sources: sources.clone() })
    }
}

/// Reads only what is declared: calendars and agreements of the organisation, but none of its people, teams,
/// appointments or records, which a running Remit has stored. Of records only the keys are read, since agreements name
/// services.
pub fn load_declared(sources: &Sources) -> Result<Loaded, Faults> {
    let sources = sources.without(&organisation::SECTIONS);
    let log = log::Log::new(&sources);
    let files = files::Files::read(&sources, &log);
    let mut site = resolve::site(&sources, &files, &log);
    let organisation = organisation::declared(&files, &mut site, &log);
    let faults = log.faults();
    if faults.is_fatal() { Err(faults) } else { Ok(Loaded { site, organisation, warnings: faults, sources }) }
}

/// The site that Remit ships with, loaded once. A test holds that it loads; were it not to, it would be empty.
pub fn shipped() -> &'static Site {
    static SHIPPED: LazyLock<Site> = LazyLock::new(|| load(&Sources::shipped()).map(|it| it.site).unwrap_or_default());
    &SHIPPED
}

/// The text of a condition on records of a type.
pub fn print(when: &When, of: &model::RecordType, site: &Site) -> String {
    condition::print(when, of, &keys(site))
}

/// Reads a condition on records of a type, outside of files: a filter, a saved view.
pub fn parse(text: &str, of: &model::RecordType, site: &Site) -> Result<When, condition::BadCondition> {
    let nobody = BTreeSet::new();
    condition::parse(text, of, condition::Words { activities: &keys(site), appointed: &nobody })
}

fn keys(site: &Site) -> Vec<String> {
    site.activities.iter().map(|it| it.key.clone()).collect()
}
