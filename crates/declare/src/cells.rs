//! Changes of the matrix's cells, as the text that a site's file would hold: `[activity."incident:close"] R = [...]`.
//!
//! [`lay`] lays such texts over a site and gives the site that follows, or every fault in them. Only cells change by this
//! road, and the responsibilities that say the same: types, fields, states, activities and roles stay as they were, so
//! that every index means afterwards what it meant before. [`drafted`] writes the text for one more cell.

mod folded;
mod layers;
mod restated;
mod write;

use model::Site;

pub use folded::{Unfit, folded};
pub use layers::{layers, sets};
pub use restated::{Differing, differing, restated};
pub use write::{Put, drafted};

use crate::{Faults, Sources, files::Files, log::Log, resolve};

/// One text to be laid over the files, as a site's file would be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layer {
    /// The path that a site's file would have.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// The files with layers over them, the first lowest: what a site's folder with the same texts would make.
pub fn over(files: Sources, layers: &[Layer]) -> Sources {
    layers.iter().fold(files, |below, it| {
        let above = Sources::texts("published", [(it.path.as_str(), it.text.as_str())]);
        Sources::overlay(below, above)
    })
}

/// The site with cells changed: `base` is what `files` declare, and all but cells and responsibilities stays what it is.
pub fn lay(base: &Site, files: &Sources, layers: &[Layer]) -> Result<Site, Faults> {
    let faults = layers::check(base, layers);
    if faults.is_fatal() {
        return Err(faults);
    }
    let sources = over(files.clone(), layers);
    let log = Log::new(&sources);
    let read = Files::read(&sources, &log);
    let changed = resolve::site(&sources, &read, &log);
    let faults = log.faults();
    if faults.is_fatal() {
        return Err(faults);
    }
    let mut site = base.clone();
    for activity in &mut site.activities {
        if let Some((_, found)) = changed.find_activity(&activity.key) {
            activity.cells.clone_from(&found.cells);
        }
    }
    for role in &mut site.roles {
        if let Some(found) = changed.find_role(&role.key).and_then(|ix| changed.role(ix)) {
            role.responsibilities.clone_from(&found.responsibilities);
        }
    }
    // Whose answers an activity waits for is said in its cells.
    site.rules.consults.clone_from(&changed.rules.consults);
    site.digest = changed.digest;
    Ok(site)
}
