//! A site's files with the published changes of the matrix written into them: a folder that says what is in force.
//!
//! Merged as an overlay is: tables key by key, the cells of a letter as one thing. A file that loses nothing keeps its
//! own text, comments and all, and gets what is new at its end.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::Layer;
use crate::{fault::push, overlay::WHOLE};

/// A file that can't be written anew because it can't be read.
#[derive(Debug, thiserror::Error)]
#[error("{path} can't be read")]
pub struct Unfit {
    /// Its path.
    pub path: String,
    #[source]
    source: toml::de::Error,
}

/// The files, by path, with what the layers say written into them.
pub fn folded(files: &BTreeMap<String, String>, layers: &[Layer]) -> Result<BTreeMap<String, String>, Unfit> {
    let mut by_path: BTreeMap<&str, Vec<&Layer>> = BTreeMap::new();
    for layer in layers {
        by_path.entry(&layer.path).or_default().push(layer);
    }
    let mut found = files.clone();
    for (path, layers) in by_path {
        let read = |text: &str| text.parse::<Table>().map_err(|source| Unfit { path: path.to_owned(), source });
        let text = files.get(path).map(String::as_str).unwrap_or_default();
        let own = read(text)?;
        let mut all = own.clone();
        for layer in layers {
            lay(&mut all, &read(&layer.text)?);
        }
        if all != own {
            found.insert(path.to_owned(), with_end(text, &own, &all).unwrap_or_else(|| written(&all)));
        }
    }
    Ok(found)
}

fn lay(below: &mut Table, above: &Table) {
    for (key, value) in above {
        match (below.get_mut(key), value) {
            (Some(Value::Table(under)), Value::Table(over)) if !WHOLE.contains(&key.as_str()) => lay(under, over),
            (Some(_) | None, _) => drop(below.insert(key.clone(), value.clone())),
        }
    }
}

/// The text with what it lacks at its end; `None` where it says something else, or can't be gone on with.
fn with_end(text: &str, own: &Table, all: &Table) -> Option<String> {
    let mut more = Table::new();
    for (key, value) in all {
        let (Value::Table(value), Some(Value::Table(known))) = (value, own.get(key)) else {
            if own.get(key) == Some(value) {
                continue;
            }
            more.insert(key.clone(), value.clone());
            continue;
        };
        let fresh: Table = value.iter().filter(|(it, _)| !known.contains_key(*it)).map(cloned).collect();
        if !fresh.is_empty() {
            more.insert(key.clone(), Value::Table(fresh));
        }
    }
    let gap = if text.trim().is_empty() { "" } else { "\n\n" };
    let joined = format!("{}{gap}{}", text.trim_end(), written(&more));
    (joined.parse::<Table>().ok().as_ref() == Some(all)).then_some(joined)
}

fn cloned((key, value): (&String, &Value)) -> (String, Value) {
    (key.clone(), value.clone())
}

fn written(all: &Table) -> String {
    let mut out = String::new();
    write(&mut out, "", all);
    out
}

/// A table under its header, its values first, then the tables below it.
fn write(out: &mut String, path: &str, table: &Table) {
    let is_below = |key: &str, value: &Value| value.is_table() && !WHOLE.contains(&key);
    let values: Vec<_> = table.iter().filter(|(key, value)| !is_below(key, value)).collect();
    if !path.is_empty() && (!values.is_empty() || table.is_empty()) {
        let gap = if out.is_empty() { "" } else { "\n" };
        push(out, format_args!("{gap}[{path}]\n"));
    }
    for (key, value) in values {
        push(out, format_args!("{} = {value}\n", named(key)));
    }
    for (key, value) in table.iter().filter(|(key, value)| is_below(key, value)) {
        let Value::Table(below) = value else { continue };
        let dot = if path.is_empty() { "" } else { "." };
        write(out, &format!("{path}{dot}{}", named(key)), below);
    }
}

/// A key as it is written: quoted where it must be.
fn named(key: &str) -> String {
    let is_bare = !key.is_empty() && key.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_'));
    if is_bare { key.to_owned() } else { Value::String(key.to_owned()).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "change-control/activities.toml";
    const PUBLISHED: &str = "    [activity.\"change:draft\"]\n    A = [\"change-analyst\"]\n";

    /// What a file becomes once `layers` are written into it.
    fn check(own: &str, layers: &[&str], expected: &str) {
        let files: BTreeMap<String, String> = [(PATH, own)]
            .into_iter()
            .filter(|it| !it.1.is_empty())
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .collect();
        let layers: Vec<Layer> =
            layers.iter().map(|it| Layer { path: PATH.to_owned(), text: (*it).to_owned() }).collect();
        let found = folded(&files, &layers).unwrap();
        assert_eq!(found[PATH], expected);
        assert_eq!(folded(&found, &layers).unwrap(), found, "what is written in already changes nothing");
    }

    #[test]
    fn published_cells_become_a_file_that_says_the_same() {
        let alone = "[activity.\"change:draft\"]\nA = [\"change-analyst\"]\n";
        check("", &[PUBLISHED], alone);
        check(
            "# Ours.\n[activity.\"a:b\"]\nR = \"user\" # why\n",
            &[PUBLISHED],
            &format!("# Ours.\n[activity.\"a:b\"]\nR = \"user\" # why\n\n{alone}"),
        );
        let cells = "[activity.\"change:draft\"]\nA = [{ role = \"user\", when = \"state is open\" }]\nR = []\n";
        check(cells, &[PUBLISHED], "[activity.\"change:draft\"]\nA = [\"change-analyst\"]\nR = []\n");
        check(
            "",
            &[cells, "[activity.\"change:draft\"]\nR = { role = \"x\", when = \"y\" }\n"],
            "[activity.\"change:draft\"]\nA = [{ role = \"user\", when = \"state is open\" }]\nR = { role = \"x\", when = \"y\" }\n",
        );
        check(
            "activity = { \"a:b\" = { R = \"user\" } }\n",
            &[PUBLISHED],
            &format!("[activity.\"a:b\"]\nR = \"user\"\n\n{alone}"),
        );
    }
}
