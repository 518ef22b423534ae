//! Statements of how roles work together, and the tests that show them.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, bail};
use serde::Deserialize;

/// A statement with what shows it.
#[derive(Debug)]
pub(super) struct Shown {
    /// `S17`.
    pub(super) key: String,
    /// What holds.
    pub(super) holds: String,
    /// Chapters and tests, by file and name.
    pub(super) by: Vec<String>,
    /// Why nothing shows it yet.
    pub(super) not_yet: String,
}

/// An entry of `docs/statements.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stated {
    holds: String,
    #[serde(default)]
    tests: Vec<String>,
    #[serde(default)]
    not_yet: String,
}

/// All statements, in order of their numbers.
pub(super) fn all(root: &Path) -> anyhow::Result<Vec<Shown>> {
    let text = fs::read_to_string(root.join("docs/statements.toml")).context("docs/statements.toml")?;
    let stated: BTreeMap<String, Stated> = toml::from_str(&text)?;
    let mut by = headings(&root.join("declared"))?;
    let mut found = Vec::new();
    for (key, it) in stated {
        let mut shown = by.remove(&key).unwrap_or_default();
        for test in it.tests {
            check(root, &test)?;
            shown.push(test);
        }
        if !shown.is_empty() && !it.not_yet.is_empty() {
            bail!("{key} is shown by now: take `not_yet` out of docs/statements.toml");
        }
        found.push(Shown { key, holds: it.holds, by: shown, not_yet: it.not_yet });
    }
    if let Some(unknown) = by.keys().next() {
        bail!("a heading names {unknown}, which docs/statements.toml does not have");
    }
    found.sort_by_key(|it| it.key.trim_start_matches('S').parse::<u32>().unwrap_or_default());
    Ok(found)
}

/// Headings of chapters that end with numbers, by number; only those with a scenario below them count.
fn headings(declared: &Path) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut practices: Vec<_> = fs::read_dir(declared)?.collect::<Result<_, _>>()?;
    practices.sort_by_key(fs::DirEntry::path);
    for practice in practices {
        let Ok(chapters) = fs::read_dir(practice.path().join("spec")) else { continue };
        let mut chapters: Vec<_> = chapters.collect::<Result<_, _>>()?;
        chapters.sort_by_key(fs::DirEntry::path);
        for chapter in chapters {
            let text = fs::read_to_string(chapter.path())?;
            let shown = chapter.path().strip_prefix(declared)?.to_string_lossy().replace('\\', "/");
            for section in text.split("\n## ").skip(1).filter(|it| it.contains("```spec")) {
                let heading = section.lines().next().unwrap_or_default();
                for key in numbers(heading) {
                    found.entry(key).or_default().push(format!("declared/{shown}: {heading}"));
                }
            }
        }
    }
    Ok(found)
}

/// The numbers in the parentheses that end a heading.
fn numbers(heading: &str) -> Vec<String> {
    let Some((_, last)) = heading.trim_end().trim_end_matches(')').rsplit_once('(') else { return Vec::new() };
    let is_number =
        |it: &&str| it.strip_prefix('S').is_some_and(|it| !it.is_empty() && it.bytes().all(|c| c.is_ascii_digit()));
    last.split(',').map(str::trim).filter(is_number).map(str::to_owned).collect()
}

/// `crates/engine/tests/rules.rs: a_second_owner_is_refused` must be there.
fn check(root: &Path, test: &str) -> anyhow::Result<()> {
    let (file, name) = test.split_once(": ").with_context(|| format!("`{test}` is not `file: test`"))?;
    let text = fs::read_to_string(root.join(file)).with_context(|| format!("{file} of docs/statements.toml"))?;
    if !text.contains(&format!("fn {name}(")) {
        bail!("{file} has no test `{name}` (docs/statements.toml)");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_at_the_end_of_a_heading_only() {
        assert_eq!(numbers("The owner keeps it right (S34, S9)"), ["S34", "S9"]);
        assert_eq!(numbers("A plan (draft) is made"), Vec::<String>::new());
        assert_eq!(numbers("Something (soon)"), Vec::<String>::new());
    }
}
