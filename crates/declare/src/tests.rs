//! What is shipped, what a site may lay over it, and what is said about texts that are wrong.

mod cells;
mod faults;
mod matrix;
mod measures;
mod organisations;
mod overlays;
mod relations;
mod rules;
mod sample;
mod shipped;

use crate::{Faults, Loaded, Sources, load};

/// The shipped files with these over them.
fn over(texts: &[(&str, &str)]) -> Result<Loaded, Faults> {
    load(&Sources::overlay(Sources::shipped(), Sources::texts("site", texts.iter().copied())))
}

/// What is said about these files over the shipped ones, each fault with its help on one line.
fn said(texts: &[(&str, &str)]) -> Vec<String> {
    let faults = over(texts).map_or_else(|it| it, |it| it.warnings);
    let line =
        |it: &crate::Fault| if it.help.is_empty() { it.brief() } else { format!("{} ({})", it.brief(), it.help) };
    faults.0.iter().map(line).collect()
}

/// Holds that exactly this is said.
fn check(path: &str, text: &str, expected: &[&str]) {
    assert_eq!(said(&[(path, text)]), expected, "{path}:\n{text}");
}
