//! From merged files to the site: first all names, then everything that refers to them.

mod activities;
mod behaviours;
mod cells;
mod clocks;
mod fields;
mod kinds;
mod lifecycle;
pub(crate) mod lints;
mod measures;
mod practices;
mod relations;
mod roles;
mod rules;
mod types;
mod whens;

use std::collections::{BTreeMap, BTreeSet};

use model::Site;
use sha2::{Digest as _, Sha256};

use crate::{
    Sources,
    fault::push,
    files::{Files, Purpose},
    log::Log,
    names::{AllNames, Names},
    table::{Table, children},
};

/// What every resolver needs.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) files: &'a Files,
    pub(crate) log: &'a Log<'a>,
    pub(crate) names: AllNames,
    /// Activity keys in order of their indices.
    pub(crate) activities: Vec<String>,
    /// By role: the roles that its holders appoint.
    pub(crate) appointed: BTreeMap<String, BTreeSet<String>>,
}

/// The site that the files declare; faults go to the log.
pub(crate) fn site(sources: &Sources, files: &Files, log: &Log<'_>) -> Site {
    let names = names(files, log);
    let activities = names.activities.all().map(ToOwned::to_owned).collect();
    let context = Context { files, log, names, activities, appointed: appointed(files, log) };
    let mut site = Site { digest: digest(sources), ..Site::default() };
    site.types = types::all(&context);
    site.roles = roles::all(&context);
    site.activities = activities::all(&context, &site);
    roles::bind(&mut site);
    activities::bind(&mut site);
    site.practices = practices::all(&context, &mut site);
    site.clocks = clocks::all(&context, &site);
    site.measures = measures::all(&context, &site);
    site.targets = measures::targets(&context, &site);
    site.rules = rules::all(&context, &site);
    site.relations = relations::all(&context, &site);
    site.texts.extend(texts(&context));
    lints::check(&context, &site);
    site
}

fn names(files: &Files, log: &Log<'_>) -> AllNames {
    let mut all = AllNames {
        practices: Names::new("practice"),
        roles: Names::new("role"),
        types: Names::new("record type"),
        activities: Names::new("activity"),
        groups: Names::new("field group"),
    };
    for (purpose, file) in files.all() {
        let below = |key: &str| file.node.entry(key).map(|it| children(&it.node)).unwrap_or_default();
        let key = |text| crate::table::Word { text, at: &file.at };
        match purpose {
            Purpose::Practice { practice } => {
                all.practices.add(key(practice), log);
            }
            Purpose::Type { key: name, .. } => {
                all.types.add(key(name), log);
            }
            Purpose::Activities { .. } => below("activity").iter().for_each(|(it, _)| {
                all.activities.add(*it, log);
            }),
            Purpose::Root { name: "groups" } => below("group").iter().for_each(|(it, _)| {
                all.groups.add(*it, log);
            }),
            Purpose::Roles { .. }
            | Purpose::Clocks { .. }
            | Purpose::Measures { .. }
            | Purpose::Records
            | Purpose::Root { .. }
            | Purpose::Unknown => {}
        }
    }
    for (_, file) in role_files(files) {
        for (word, _) in file.node.entry("role").map(|it| children(&it.node)).unwrap_or_default() {
            all.roles.add(word, log);
        }
    }
    all
}

/// The stages in the order in which services live through them; others after them.
const STAGES: [&str; 7] = ["governance", "strategy", "design", "transition", "operation", "improvement", "external"];

/// The files that declare roles, in order of stage.
pub(crate) fn role_files(files: &Files) -> Vec<(&str, &crate::files::File)> {
    let mut found: Vec<_> = files
        .all()
        .filter_map(|(purpose, file)| if let Purpose::Roles { stage } = purpose { Some((stage, file)) } else { None })
        .collect();
    found.sort_by_key(|(stage, _)| STAGES.iter().position(|it| it == stage).unwrap_or(STAGES.len()));
    found
}

/// By role: the roles that name it as the one who appoints.
fn appointed(files: &Files, log: &Log<'_>) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, file) in role_files(files) {
        for (word, node) in file.node.entry("role").map(|it| children(&it.node)).unwrap_or_default() {
            let by = Table::new(node, word.at, String::new(), log).word("appointed_by");
            if let Some(by) = by {
                found.entry(by.text.to_owned()).or_default().insert(word.text.to_owned());
            }
        }
    }
    found
}

/// The texts of `texts.toml`, with dots between the keys of nested tables.
fn texts(context: &Context<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Some(file) = context.files.root("texts") {
        flatten("", &file.node, context.log, &mut found);
    }
    found
}

fn flatten(prefix: &str, node: &crate::node::Node, log: &Log<'_>, out: &mut Vec<(String, String)>) {
    for (word, below) in children(node) {
        let key = if prefix.is_empty() { word.text.to_owned() } else { format!("{prefix}.{}", word.text) };
        if let crate::node::Tree::Table(_) = below.tree {
            flatten(&key, below, log, out);
        } else if let Some(text) = crate::table::as_word(below) {
            out.push((key, text.text.to_owned()));
        } else {
            log.error(&below.at, format!("`{key}` must be a text, not {}", below.shape()), "");
        }
    }
}

/// A hash over all texts in order of path and layer.
fn digest(sources: &Sources) -> String {
    let mut all: Vec<_> = sources.all().iter().map(|it| (&it.path, it.is_overlay, &it.text)).collect();
    all.sort();
    let mut hash = Sha256::new();
    for (path, is_overlay, text) in all {
        for part in [path.as_bytes(), &[u8::from(is_overlay)], text.as_bytes()] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        }
    }
    hash.finalize().iter().fold(String::new(), |mut text, it| {
        push(&mut text, format_args!("{it:02x}"));
        text
    })
}
