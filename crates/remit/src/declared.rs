//! The declared part of an organisation's folder: everything but what is stored (people, teams, appointments, deputies,
//! records). What differs between two folders, and putting one in the other's place.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use declare::{Sources, cells};
use engine::Engine;

/// The files whose content is stored, not declared; besides all in `records/`.
const STORED: [&str; 4] = ["people.toml", "teams.toml", "appointments.toml", "deputies.toml"];

/// The organisation's name, zone, currency and mail.
pub(crate) const ORGANISATION: &str = "organisation.toml";

/// Declared files by path below the folder.
pub(crate) type Files = BTreeMap<String, String>;

/// A file that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// `+` where it comes, `-` where it goes, `~` where it changes.
    pub(crate) mark: char,
    /// Its path below the folder.
    pub(crate) path: String,
    /// How many lines come and go.
    pub(crate) lines: (usize, usize),
}

/// Whether a file's content is stored by a running installation.
pub(crate) fn is_stored(path: &str) -> bool {
    STORED.contains(&path) || path.starts_with("records/")
}

/// What of a file is compared: of `organisation.toml` all but the title, which is stored; of others everything.
fn compared(path: &str, text: &str) -> String {
    if path != ORGANISATION {
        return text.to_owned();
    }
    let mut lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.retain(|it| !it.is_empty() && !it.starts_with('#') && !it.starts_with("title"));
    lines.sort_unstable();
    lines.join("\n")
}

/// The declared files in a folder; none where the folder is not there.
pub(crate) fn files(folder: &Path) -> anyhow::Result<Files> {
    let mut files = all(folder)?;
    files.retain(|path, _| !is_stored(path));
    Ok(files)
}

/// What is declared and in force: a site's files, and the same with what was published written into them.
pub(crate) struct InForce {
    /// The site's files.
    pub(crate) files: Files,
    /// With what was published.
    pub(crate) folded: Files,
}

/// What is declared and in force at a site.
pub(crate) async fn in_force(site: &Path, engine: &Engine) -> anyhow::Result<InForce> {
    let files = files(site)?;
    let layers = engine.layers().await.context("what was published could not be read")?;
    let folded = cells::folded(&files, &layers)?;
    Ok(InForce { files, folded })
}

impl InForce {
    /// Whether a file among these says what is in force, word for word.
    pub(crate) fn says(&self, path: &str, files: &Files) -> bool {
        files.contains_key(path) && self.folded.get(path) == files.get(path)
    }
}

/// All files in a folder: what is declared names what is stored (an agreement its services), so they lie together.
pub(crate) fn all(folder: &Path) -> anyhow::Result<Files> {
    if !folder.is_dir() {
        return Ok(Files::new());
    }
    let sources =
        Sources::folder(folder).with_context(|| format!("the files in {} could not be read", folder.display()))?;
    Ok(sources.all().iter().map(|it| (it.path.clone(), it.text.to_string())).collect())
}

/// What turns one set of files into another.
pub(crate) fn changes(from: &Files, to: &Files) -> Vec<Change> {
    let mut found = Vec::new();
    for path in from.keys().chain(to.keys()).collect::<std::collections::BTreeSet<_>>() {
        let read = |files: &Files| files.get(path).map(|it| compared(path, it)).unwrap_or_default();
        let (old, new) = (read(from), read(to));
        // An empty file is there all the same, but `organisation.toml` with nothing but a title says nothing.
        let is_there =
            |files: &Files, text: &str| files.contains_key(path) && (path != ORGANISATION || !text.is_empty());
        let mark = match (is_there(from, &old), is_there(to, &new)) {
            (false, true) => '+',
            (true, false) => '-',
            (true, true) if old != new => '~',
            (true, true) | (false, false) => continue,
        };
        found.push(Change { mark, path: path.clone(), lines: lines(&old, &new) });
    }
    found
}

/// How many lines the new text has that the old one lacks, and the other way round; order does not count.
fn lines(old: &str, new: &str) -> (usize, usize) {
    let mut count: BTreeMap<&str, i64> = BTreeMap::new();
    new.lines().for_each(|it| *count.entry(it).or_default() += 1);
    old.lines().for_each(|it| *count.entry(it).or_default() -= 1);
    let sum = |all: Vec<i64>| usize::try_from(all.into_iter().sum::<i64>()).unwrap_or_default();
    let more = sum(count.values().copied().filter(|it| *it > 0).collect());
    let fewer = sum(count.values().filter(|it| **it < 0).map(|it| -it).collect());
    (more, fewer)
}

/// Puts these files in the place of the site's folder: written beside it, then exchanged. The old folder is kept.
pub(crate) fn install(site: &Path, files: &Files, stamp: i64) -> anyhow::Result<Option<PathBuf>> {
    let new = beside(site, "new");
    if new.exists() {
        bail!("{} is left over from before; look at it and remove it", new.display());
    }
    for (path, text) in files {
        write(&new.join(path), text)?;
    }
    std::fs::create_dir_all(&new).with_context(|| format!("{} could not be made", new.display()))?;
    let old = site.exists().then(|| beside(site, &format!("before-{stamp}")));
    if let Some(old) = &old {
        std::fs::rename(site, old).with_context(|| format!("{} could not be moved away", site.display()))?;
    }
    std::fs::rename(&new, site).with_context(|| {
        format!("{} could not be put in the place of {}; rename it by hand", new.display(), site.display())
    })?;
    Ok(old)
}

/// Where an exchange that was cut off has left the new files, if it has.
pub(crate) fn cut_off(site: &Path) -> Option<PathBuf> {
    let new = beside(site, "new");
    (!site.exists() && new.is_dir()).then_some(new)
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("{} could not be made", folder.display()))?;
    }
    std::fs::write(path, text).with_context(|| format!("{} could not be written", path.display()))
}

fn beside(site: &Path, what: &str) -> PathBuf {
    let name = site.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    site.with_file_name(format!("{name}.{what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Files {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn changes_name_each_file_and_count_its_lines() {
        let from = of(&[("a.toml", "1\n2\n3\n"), ("b.toml", "1\n"), ("c.toml", "same\n")]);
        let to = of(&[("a.toml", "1\n3\n4\n5\n"), ("c.toml", "same\n"), ("d.toml", "x\ny\n")]);
        let change = |mark, path: &str, lines| Change { mark, path: path.to_owned(), lines };
        let expected = [change('~', "a.toml", (2, 1)), change('-', "b.toml", (0, 1)), change('+', "d.toml", (2, 0))];
        assert_eq!(changes(&from, &to), expected);
        assert_eq!(changes(&to, &to), []);
    }

    #[test]
    fn the_title_is_stored_and_not_declared() {
        let check = |from: &[(&str, &str)], to: &[(&str, &str)], expected: usize| {
            assert_eq!(changes(&of(from), &of(to)).len(), expected, "{from:?} {to:?}");
        };
        let file = |text| [("organisation.toml", text)];
        check(&[], &file("title = \"A\"\n"), 0);
        check(&file("# ours\ntitle = \"A\"\nzone = \"UTC\"\n"), &file("zone = \"UTC\"\ntitle = \"B\"\n"), 0);
        check(&file("title = \"A\"\nzone = \"UTC\"\n"), &file("title = \"A\"\nzone = \"Europe/Oslo\"\n"), 1);
        check(&[], &file("title = \"A\"\nzone = \"UTC\"\n"), 1);
    }

    #[test]
    fn installing_exchanges_the_folder_and_keeps_the_old_one() {
        let place = testkit::Place::folder().unwrap();
        let testkit::Place::Folder(folder) = &place else { panic!("a folder was asked for") };
        let site = folder.join("site");
        assert_eq!(install(&site, &of(&[("roles/x.toml", "1\n")]), 1).unwrap(), None);
        let old = install(&site, &of(&[("roles/x.toml", "2\n"), ("people.toml", "")]), 2).unwrap().unwrap();
        assert_eq!(files(&site).unwrap(), of(&[("roles/x.toml", "2\n")]));
        assert_eq!(files(&old).unwrap(), of(&[("roles/x.toml", "1\n")]));
        std::fs::rename(&site, folder.join("site.new")).unwrap();
        assert_eq!(cut_off(&site), Some(folder.join("site.new")));
        assert!(install(&site, &Files::new(), 3).unwrap_err().to_string().contains("left over"));
    }
}
