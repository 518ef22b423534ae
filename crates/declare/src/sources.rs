//! The texts that are read: the shipped ones, a site's folder, or both with the site's on top.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The shipped files: path below `declared/` and text.
const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// One text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its path within the layer, with `/`: texts with the same path are merged, the later on top.
    pub path: String,
    /// The path that faults and pages show.
    pub shown: Arc<str>,
    /// What it says.
    pub text: Arc<str>,
    /// Whether it was laid over another layer.
    pub is_overlay: bool,
}

/// The texts that one site is made from, lowest layer first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    all: Vec<Source>,
}

/// Why a folder could not be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read {}", path.display())]
pub struct Unreadable {
    /// The file or folder.
    pub path: PathBuf,
    #[source]
    source: io::Error,
}

impl Sources {
    /// What Remit ships with.
    pub fn shipped() -> Self {
        Self::texts("declared", SHIPPED.iter().map(|(path, text)| (*path, *text)))
    }

    /// These texts, shown below `root`.
    pub fn texts<'a>(root: &str, texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let all = texts.into_iter().map(|(path, text)| Source {
            path: path.to_owned(),
            shown: if root.is_empty() { path.into() } else { format!("{root}/{path}").into() },
            text: text.into(),
            is_overlay: false,
        });
        Self { all: all.collect() }
    }

    /// All `.toml` files in a folder and below it.
    pub fn folder(folder: &Path) -> Result<Self, Unreadable> {
        let mut paths = Vec::new();
        walk(folder, &mut paths)?;
        paths.sort();
        let mut all = Vec::with_capacity(paths.len());
        for path in paths {
            let text = fs::read_to_string(&path).map_err(|source| Unreadable { path: path.clone(), source })?;
            let within = path.strip_prefix(folder).unwrap_or(&path);
            all.push(Source {
                path: within.to_string_lossy().replace('\\', "/"),
                shown: path.to_string_lossy().replace('\\', "/").into(),
                text: text.into(),
                is_overlay: false,
            });
        }
        Ok(Self { all })
    }

    /// One layer over another.
    #[must_use]
    pub fn overlay(below: Self, above: Self) -> Self {
        let above = above.all.into_iter().map(|it| Source { is_overlay: true, ..it });
        Self { all: below.all.into_iter().chain(above).collect() }
    }

    /// The same without these files at the root, named without their ending.
    pub(crate) fn without(&self, names: &[&str]) -> Self {
        let is_named = |it: &&Source| it.path.strip_suffix(".toml").is_some_and(|it| names.contains(&it));
        Self { all: self.all.iter().filter(|it| !is_named(it)).cloned().collect() }
    }

    /// The texts, lowest layer first.
    pub fn all(&self) -> &[Source] {
        &self.all
    }
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Unreadable> {
    let fault = |source| Unreadable { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        let is_hidden = path.file_name().is_some_and(|it| it.to_string_lossy().starts_with('.'));
        if is_hidden {
            continue;
        }
        if path.is_dir() {
            walk(&path, paths)?;
        } else if path.extension().is_some_and(|it| it == "toml") {
            paths.push(path);
        }
    }
    Ok(())
}
