//! Cells that files say otherwise than what is in force, in words, and what must be published for the files to hold.

use std::collections::BTreeMap;

use declare::{
    Loaded, cells,
    cells::{Differing, Layer},
};
use model::{Activity, Cell, Letter, Reach, Site, When};
use store::Published;

use crate::{Directory, Engine, Fault, force};

impl Engine {
    /// The cells in force (the files with what was published) that `wanted` says otherwise, each in a sentence.
    pub async fn cell_changes(&self, wanted: &Site) -> Result<Vec<String>, Fault> {
        let directory = self.directory().await?;
        let in_force = &directory.site;
        let published = cells::differing(&self.site, in_force);
        let mut found = Vec::new();
        for it in cells::differing(in_force, wanted) {
            let undone =
                if published.contains(&it) { self.published_by(&directory, &it).await? } else { String::new() };
            found.push(format!("{}{undone}.", sentence(in_force, wanted, &it)));
        }
        Ok(found)
    }

    /// The change that last set these cells, as the end of a sentence.
    async fn published_by(&self, directory: &Directory, it: &Differing) -> Result<String, Fault> {
        let sets = |row: &&Published| cells::sets(&row.text, it);
        let Some(row) = directory.published.iter().rev().find(sets) else { return Ok(String::new()) };
        let number = self.store.record(row.record).await?.map(|it| it.number);
        let what =
            number.map_or_else(|| "what was put into force before".to_owned(), |it| format!("what {it} published"));
        Ok(format!("; this takes back {what}"))
    }

    /// What must be published, by practice, so that the cells are as these files say whatever was published before.
    pub async fn restated(&self, files: &Loaded) -> Result<BTreeMap<String, Vec<Layer>>, Fault> {
        let laid = cells::lay(&files.site, &files.sources, &force::layers(&self.store.published().await?))?;
        Ok(cells::restated(&files.site, &laid))
    }
}

fn sentence(before: &Site, after: &Site, it: &Differing) -> String {
    let letter = it.letter;
    let (old, new) = (listed(before, it), listed(after, it));
    let title = before.find_activity(&it.activity).map(|(_, row)| row.title.as_str()).unwrap_or_default();
    format!("cell {} of “{title}” ({}) changes from {old} to {new}", letter.name(), it.activity)
}

/// The roles of a letter as people read them.
fn listed(site: &Site, it: &Differing) -> String {
    let Some((_, row)) = site.find_activity(&it.activity) else { return "nobody".to_owned() };
    let all: Vec<String> = row.with(it.letter).map(|cell| words(site, row, cell)).collect();
    if all.is_empty() { "nobody".to_owned() } else { all.join(", ") }
}

fn words(site: &Site, row: &Activity, cell: &Cell) -> String {
    let role = site.role(cell.role).map(|it| it.title.clone()).unwrap_or_default();
    let reach = match cell.reach {
        Reach::Scope => "",
        Reach::Everywhere => " everywhere",
    };
    let of = row.of().and_then(|it| site.of(it)).filter(|_| cell.when != When::Always);
    let when = of.map(|of| format!(" where {}", declare::print(&cell.when, of, site))).unwrap_or_default();
    let ix = site.find_activity(&row.key).map(|(ix, _)| ix).filter(|_| cell.letter == Letter::C);
    let waits = ix.is_some_and(|ix| site.rules.consults_of(ix).any(|it| it.role == cell.role && it.when == cell.when));
    let waits = if waits { ", whose answer is waited for" } else { "" };
    format!("{role}{reach}{when}{waits}")
}
