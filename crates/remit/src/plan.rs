//! A plan: what would be done so that the installation is as the files in a folder say, and what follows from it.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use anyhow::Context as _;
use base::Instant;
use declare::{Loaded, Organisation};
use engine::{
    Engine,
    organisation::{Base, Effect, Side, Spoken, Standing, Step, Touched, differ, draw, effect, hex, spoken, target},
};
use jiff::tz::TimeZone;
use model::Site;
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use crate::{
    command,
    declared::{self, Change, Files},
    setup::{self, Place},
};

/// A plan.
pub(crate) struct Plan {
    /// The stored organisation.
    pub(crate) standing: Standing,
    /// As it would be.
    pub(crate) target: Organisation,
    /// What would be done.
    pub(crate) steps: Vec<Step>,
    /// The same in words.
    pub(crate) words: Vec<Spoken>,
    /// Cells of the matrix that differ from what is in force, in words.
    pub(crate) cells: Vec<String>,
    /// Declared files that differ.
    pub(crate) changes: Vec<Change>,
    /// What follows.
    pub(crate) effect: Effect,
    /// Open records that are touched.
    pub(crate) touched: Vec<Touched>,
    /// The declared files of the folder.
    pub(crate) files: Files,
    /// What the folder declares.
    pub(crate) site: Site,
}

/// A plan with the engine that it was made for.
pub(crate) struct Planned {
    /// The plan.
    pub(crate) plan: Plan,
    /// The engine, on what is declared now.
    pub(crate) engine: Arc<Engine>,
    /// The calendars that the folder declares.
    pub(crate) loaded: Loaded,
}

/// Makes the plan for a folder.
pub(crate) async fn make(place: &Place, folder: &Path) -> anyhow::Result<Planned> {
    let mut loaded = setup::load(&setup::over_shipped(folder)?)?;
    let engine = command::existing(place).await?;
    let files = declared::files(folder)?;
    let in_force = declared::in_force(&place.site_folder(), &engine).await?;
    let changes = declared::changes(&in_force.files, &files);
    // A file that says what was published says nothing new.
    let changes: Vec<Change> = changes.into_iter().filter(|it| !in_force.says(&it.path, &files)).collect();
    let cells = engine.cell_changes(&loaded.site).await.context("the matrix could not be read")?;
    let standing = engine.standing().await.context("the organisation could not be read")?;
    let now = engine.now();
    let plan = compare(&engine, &loaded, standing, now);
    let (standing, target, steps) = plan;
    // The target has what is wanted: of a large organisation it is not kept twice.
    let read = std::mem::take(&mut loaded.organisation);
    loaded.organisation =
        Organisation { title: read.title, zone: read.zone, calendars: read.calendars, ..Organisation::default() };
    let words = spoken(&loaded.site, &standing.organisation, &target, &steps);
    let (effect, touched) = if steps.is_empty() && changes.is_empty() && cells.is_empty() {
        Default::default()
    } else {
        follow(&engine, &loaded.site, &standing, &target, now).await?
    };
    let plan =
        Plan { standing, target, steps, words, cells, changes, effect, touched, files, site: loaded.site.clone() };
    Ok(Planned { plan, engine, loaded })
}

fn compare(
    engine: &Engine,
    loaded: &Loaded,
    mut standing: Standing,
    now: Instant,
) -> (Standing, Organisation, Vec<Step>) {
    let zone = TimeZone::get(engine.zone()).unwrap_or(TimeZone::UTC);
    let today = now.timestamp().to_zoned(zone).date();
    let wanted = &loaded.organisation;
    // Currency and mail are declared: they are compared as files, not as what is stored.
    standing.organisation.currency.clone_from(&wanted.currency);
    standing.organisation.mail.clone_from(&wanted.mail);
    let target = target(&loaded.site, &standing, wanted, today);
    let steps = differ(&loaded.site, &standing, &target);
    (standing, target, steps)
}

async fn follow(
    engine: &Engine,
    site: &Site,
    standing: &Standing,
    target: &Organisation,
    now: Instant,
) -> anyhow::Result<(Effect, Vec<Touched>)> {
    let in_force = Arc::clone(&engine.directory().await?.site);
    let was = draw(&in_force, &standing.organisation, &standing.ids, now).roster;
    let is = draw(site, target, &standing.ids, now).roster;
    let (before, after) = (Side { site: &in_force, roster: &was }, Side { site, roster: &is });
    let found = effect(before, after, now);
    let touched = engine.touched(before, after, &found, now).await?;
    Ok((found, touched))
}

impl Plan {
    /// Whether files and installation say the same.
    pub(crate) fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.declares_nothing()
    }

    /// Whether what is declared is in force already.
    pub(crate) fn declares_nothing(&self) -> bool {
        self.changes.is_empty() && self.cells.is_empty()
    }

    /// A digest of what would be done, and to what: the same plan has the same.
    pub(crate) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(text.as_bytes());
        };
        self.words.iter().for_each(|it| part(&it.text));
        self.cells.iter().for_each(|it| part(it));
        for it in &self.changes {
            part(&format!("{}{}", it.mark, it.path));
            part(self.files.get(&it.path).map(String::as_str).unwrap_or_default());
        }
        part(&self.standing.base.as_ref().map(|it| it.epoch.to_string()).unwrap_or_default());
        hex(&hash.finalize())
    }

    /// As JSON: for programs, and for `apply --plan`.
    pub(crate) fn json(&self) -> Json {
        let finding = |it: &engine::Worded| json!({ "severity": it.severity.name(), "kind": it.kind.name(), "title": it.title, "about": it.about, "text": it.text, "fix": it.fix });
        let give = |it: &engine::organisation::Give| {
            let does: Vec<Json> =
                it.does.iter().map(|(letter, words)| json!({ "letter": letter.name(), "does": words })).collect();
            json!({ "role": it.role, "scope": it.scope, "in_place_of": it.in_place_of, "activities": does })
        };
        let shifts = self.effect.shifts.iter().map(|it| {
            json!({ "persons": it.names, "gains": it.gains.iter().map(give).collect::<Vec<_>>(), "losses": it.losses.iter().map(give).collect::<Vec<_>>() })
        });
        json!({
            "digest": self.digest(),
            "base": self.standing.base.as_ref().map(based),
            "steps": self.words.iter().map(|it| json!({ "mark": it.mark.to_string(), "text": it.text })).collect::<Vec<_>>(),
            "cells": self.cells,
            "declared": self.changes.iter().map(|it| json!({ "mark": it.mark.to_string(), "path": it.path, "more": it.lines.0, "fewer": it.lines.1 })).collect::<Vec<_>>(),
            "authority": shifts.collect::<Vec<_>>(),
            "findings": { "open": self.effect.opened.iter().map(finding).collect::<Vec<_>>(), "close": self.effect.closed.iter().map(finding).collect::<Vec<_>>() },
            "records": self.touched.iter().map(|it| json!({ "number": it.number, "title": it.title, "why": it.why })).collect::<Vec<_>>(),
        })
    }

    /// The declared files that would change, each with its mark.
    pub(crate) fn changed_paths(&self) -> Vec<String> {
        let paths: BTreeSet<String> = self.changes.iter().map(|it| format!("{} {}", it.mark, it.path)).collect();
        paths.into_iter().collect()
    }
}

fn based(it: &Base) -> Json {
    json!({ "epoch": it.epoch, "entries": it.entries, "root": it.root })
}
