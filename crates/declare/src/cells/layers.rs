//! What a change of cells may say, and what follows from it for the responsibilities that say the same.

use std::collections::BTreeMap;

use model::{Letter, Responsibility, Role, Site};

use super::{Differing, Layer};
use crate::{
    Faults, Sources,
    fault::push,
    log::Log,
    nearest,
    node::{Node, Tree},
    table::{Word, as_word, children},
};

/// The keys under which an activity holds its cells.
const LETTERS: [(&str, Letter); 4] = [("A", Letter::A), ("R", Letter::R), ("C", Letter::C), ("I", Letter::I)];

/// A practice's change of cells as layers: the text itself, and with it the responsibilities whose cell it takes away.
///
/// Where a role keeps another letter, its responsibility takes that letter; where it keeps none, it is taken out. A role
/// would otherwise go on promising what the matrix no longer lets it do.
pub fn layers(before: &Site, practice: &str, text: &str) -> Result<Vec<Layer>, Faults> {
    let own = Layer { path: format!("{practice}/activities.toml"), text: text.to_owned() };
    let faults = check(before, std::slice::from_ref(&own));
    if faults.is_fatal() {
        return Err(faults);
    }
    let sources = Sources::texts("draft", [(own.path.as_str(), text)]);
    let log = Log::new(&sources);
    let node = Node::parse(0, text, &log);
    let mut by_stage: BTreeMap<String, String> = BTreeMap::new();
    for (word, below) in activities(&node) {
        let said: BTreeMap<Letter, Vec<&str>> =
            LETTERS.iter().filter_map(|(key, letter)| Some((*letter, roles(&below.entry(key)?.node)?))).collect();
        for (role, it) in promises(before, word.text) {
            let Some(named) = said.get(&it.letter) else { continue };
            if !named.contains(&role.key.as_str()) {
                let kept = kept(before, word.text, role, &said);
                moved(by_stage.entry(role.stage.clone()).or_default(), role, it, kept);
            }
        }
    }
    let roles = by_stage.into_iter().map(|(stage, text)| Layer { path: format!("roles/{stage}.toml"), text });
    Ok(std::iter::once(own).chain(roles).collect())
}

/// Whether a layer's text sets these cells.
pub fn sets(text: &str, cells: &Differing) -> bool {
    let sources = Sources::texts("published", [("", text)]);
    let node = Node::parse(0, text, &Log::new(&sources));
    let found = activities(&node).into_iter().find(|(word, _)| word.text == cells.activity);
    found.is_some_and(|(_, below)| below.entry(cells.letter.name()).is_some())
}

/// The responsibilities that are bound to an activity.
fn promises<'s>(site: &'s Site, activity: &'s str) -> impl Iterator<Item = (&'s Role, &'s Responsibility)> {
    let all = site.roles.iter().flat_map(|role| role.responsibilities.iter().map(move |it| (role, it)));
    all.filter(move |(_, it)| it.names == activity && it.activity.is_some())
}

/// The heaviest letter that a role has left in an activity.
fn kept(before: &Site, activity: &str, role: &Role, said: &BTreeMap<Letter, Vec<&str>>) -> Option<Letter> {
    let (_, row) = before.find_activity(activity)?;
    let had = |letter| row.with(letter).any(|it| before.role(it.role).is_some_and(|found| found.key == role.key));
    Letter::ALL.into_iter().find(|letter| match said.get(letter) {
        Some(named) => named.contains(&role.key.as_str()),
        None => had(*letter),
    })
}

fn moved(out: &mut String, role: &Role, it: &Responsibility, kept: Option<Letter>) {
    push(out, format_args!("[role.{}.responsibility.{}]\n", role.key, it.key));
    match kept {
        Some(letter) => push(out, format_args!("letter = \"{}\"\n\n", letter.name())),
        None => push(out, format_args!("retired = true\n\n")),
    }
}

/// The tables of a text's activities.
fn activities(node: &Node) -> Vec<(Word<'_>, &Node)> {
    node.entry("activity").map(|it| children(&it.node)).unwrap_or_default()
}

/// The roles that a letter's cells name; `None` where they are not named one by one.
fn roles(node: &Node) -> Option<Vec<&str>> {
    let items = if let Tree::List(items) = &node.tree { items.as_slice() } else { std::slice::from_ref(node) };
    let mut found = Vec::new();
    for item in items {
        if let Some(word) = as_word(item) {
            found.push(word.text);
        }
        if let Some(role) = item.entry("role") {
            found.extend(as_word(&role.node).map(|it| it.text));
        }
        if let Some(several) = item.entry("roles") {
            match &several.node.tree {
                Tree::List(list) => found.extend(list.iter().filter_map(as_word).map(|it| it.text)),
                Tree::Text(_) | Tree::Table(_) | Tree::Whole(_) | Tree::Yes(_) => return None,
            }
        }
    }
    Some(found)
}

/// Holds that layers change cells of known activities of their practice, and what responsibilities say of them.
pub(super) fn check(before: &Site, all: &[Layer]) -> Faults {
    let mut faults = Vec::new();
    for layer in all {
        let sources = Sources::texts("published", [(layer.path.as_str(), layer.text.as_str())]);
        let log = Log::new(&sources);
        let node = Node::parse(0, &layer.text, &log);
        match layer.path.split_once('/') {
            Some(("roles", _)) => of_roles(&node, &log),
            Some((practice, "activities.toml")) => of_activities(&node, practice, before, &log),
            Some(_) | None => log.error(&node.at, format!("`{}` holds no cells of the matrix", layer.path), ""),
        }
        faults.extend(log.faults().0);
    }
    Faults(faults)
}

fn of_activities(node: &Node, practice: &str, before: &Site, log: &Log<'_>) {
    only(node, "activity", log);
    let ix = before.find_practice(practice).map(|it| it.ix);
    let Tree::Table(entries) = node.entry("activity").map_or(&node.tree, |it| &it.node.tree) else { return };
    for (key, entry) in entries.iter().filter(|_| node.entry("activity").is_some()) {
        let known = before.find_activity(key).filter(|(_, it)| Some(it.practice) == ix);
        if known.is_none() {
            let own = before.activities.iter().filter(|it| Some(it.practice) == ix).map(|it| it.key.as_str());
            let message = format!("no activity `{key}` in `{practice}`");
            log.error(&entry.key_at, message, nearest::help(key, own));
        }
        let Tree::Table(letters) = &entry.node.tree else {
            log.error(&entry.node.at, format!("activity `{key}` must be a table, not {}", entry.node.shape()), "");
            continue;
        };
        for (letter, cell) in letters.iter() {
            if !LETTERS.iter().any(|(it, _)| it == letter) {
                let help = "here only the cells A, R, C and I change; all else is changed in the site's files";
                log.error(&cell.key_at, format!("a change of the matrix can't set `{letter}`"), help);
            }
        }
    }
}

fn of_roles(node: &Node, log: &Log<'_>) {
    only(node, "role", log);
    for (role, below) in node.entry("role").map(|it| children(&it.node)).unwrap_or_default() {
        only(below, "responsibility", log);
        for (key, _) in below.entry("responsibility").map(|it| children(&it.node)).unwrap_or_default() {
            let entry = below.entry("responsibility").and_then(|it| it.node.entry(key.text));
            let Some(Tree::Table(said)) = entry.map(|it| &it.node.tree) else { continue };
            for (name, value) in said.iter().filter(|(name, _)| !matches!(name.as_str(), "letter" | "retired")) {
                let message = format!("a change of the matrix can't set `{name}` of a responsibility");
                log.error(&value.key_at, message, format!("only `letter` and `retired` of `{}`", role.text));
            }
        }
    }
}

/// Holds that a table has one key and no other.
fn only(node: &Node, wanted: &str, log: &Log<'_>) {
    let Tree::Table(entries) = &node.tree else { return };
    for (key, entry) in entries.iter() {
        if key != wanted {
            let help = "here only the cells A, R, C and I of activities change";
            log.error(&entry.key_at, format!("a change of the matrix can't hold `{key}`"), help);
        }
    }
}
