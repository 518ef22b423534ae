//! Roles with their responsibilities, conflicts and appointers.

use model::{
    Apart, Cadence, Cardinality, Conflict, Facing, Holder, Letter, PracticeIx, Responsibility, Role, RoleIx, ScopeKind,
    Site,
};

use super::{Context, role_files};
use crate::{
    nearest,
    table::{Table, Word, as_word},
};

const CADENCES: [(&str, Cadence); 6] = [
    ("on-event", Cadence::OnEvent),
    ("daily", Cadence::Daily),
    ("weekly", Cadence::Weekly),
    ("monthly", Cadence::Monthly),
    ("quarterly", Cadence::Quarterly),
    ("yearly", Cadence::Yearly),
];
const HOLDERS: [(&str, Holder); 3] = [("person", Holder::Person), ("team", Holder::Team), ("either", Holder::Either)];
const CARDINALITIES: [(&str, Cardinality); 3] =
    [("exactly-one", Cardinality::ExactlyOne), ("at-least-one", Cardinality::AtLeastOne), ("any", Cardinality::Any)];
const FACINGS: [(&str, Facing); 4] =
    [("front", Facing::Front), ("back", Facing::Back), ("hybrid", Facing::Hybrid), ("external", Facing::External)];
const APARTS: [(&str, Apart); 3] =
    [("always", Apart::Always), ("same-scope", Apart::SameScope), ("avoid", Apart::Avoid)];
const LETTERS: [(&str, Letter); 4] = [("A", Letter::A), ("R", Letter::R), ("C", Letter::C), ("I", Letter::I)];

/// All roles, in order of stage and file.
pub(super) fn all(context: &Context<'_>) -> Vec<Role> {
    let mut found = Vec::new();
    for (stage, file) in role_files(context.files) {
        let root = Table::new(&file.node, &file.at, format!("roles of `{stage}`"), context.log);
        for (word, table) in root.tables("role", "role") {
            if context.names.roles.index(word.text) == Some(found.len()) {
                found.push(role(word, stage, &table, context));
                table.done();
            }
        }
        root.done();
    }
    found
}

fn role(word: Word<'_>, stage: &str, table: &Table<'_>, context: &Context<'_>) -> Role {
    let appointed_by = table.needed("appointed_by");
    let is_self_taken = appointed_by.is_some_and(|it| it.text == "self");
    let by_nobody = is_self_taken || appointed_by.is_some_and(|it| it.text == "organisation");
    table.get("note");
    table.get("member_of");
    table.get("from_divisions");
    Role {
        key: word.text.to_owned(),
        title: table.needed("title").map(|it| it.text.to_owned()).unwrap_or_default(),
        aliases: table.words("aliases").into_iter().map(|it| it.text.to_owned()).collect(),
        stage: stage.to_owned(),
        scope: table.needed("scope").and_then(|it| scope(it, context)).unwrap_or(ScopeKind::Organisation),
        also_scopes: table.words("also_scopes").into_iter().filter_map(|it| scope(it, context)).collect(),
        holder: one_of(table, "holder", &HOLDERS).unwrap_or(Holder::Person),
        cardinality: one_of(table, "cardinality", &CARDINALITIES).unwrap_or(Cardinality::AtLeastOne),
        facing: one_of(table, "facing", &FACINGS).unwrap_or(Facing::Hybrid),
        appointed_by: appointed_by.filter(|_| !by_nobody).and_then(|it| named(it, context)),
        is_self_taken,
        specialises: specialises(table, context),
        may_combine_with: table.words("may_combine_with").into_iter().filter_map(|it| named(it, context)).collect(),
        conflicts: conflicts(table, context),
        responsibilities: responsibilities(table, context),
        authorities: table.words("authorities").into_iter().map(|it| it.text.to_owned()).collect(),
        is_inside: table.node.entry("inside").is_none() || table.yes("inside"),
        declared_at: context.log.line_of(word.at),
    }
}

fn named(word: Word<'_>, context: &Context<'_>) -> Option<RoleIx> {
    context.names.roles.find(word, context.log).map(RoleIx::of)
}

fn scope(word: Word<'_>, context: &Context<'_>) -> Option<ScopeKind> {
    let found = ScopeKind::find(word.text);
    if found.is_none() {
        let help = nearest::help(word.text, ScopeKind::ALL.iter().map(|it| it.name()));
        context.log.error(word.at, format!("no scope kind `{}`", word.text), help);
    }
    found
}

/// A word from a closed list; one that is not in it, or is missing, is a fault.
fn one_of<T: Clone>(table: &Table<'_>, key: &'static str, of: &[(&'static str, T)]) -> Option<T> {
    let word = table.needed(key)?;
    let found = of.iter().find(|(name, _)| *name == word.text).map(|(_, it)| it.clone());
    if found.is_none() {
        let help = nearest::help(word.text, of.iter().map(|(name, _)| *name));
        table.log.error(word.at, format!("`{key}` of {} can't be `{}`", table.what, word.text), help);
    }
    found
}

/// A cadence by name.
pub(super) fn cadence(word: Word<'_>, context: &Context<'_>) -> Option<Cadence> {
    let found = CADENCES.iter().find(|(name, _)| *name == word.text).map(|(_, it)| *it);
    if found.is_none() {
        let help = nearest::help(word.text, CADENCES.iter().map(|(name, _)| *name));
        context.log.error(word.at, format!("no cadence `{}`", word.text), help);
    }
    found
}

fn specialises(table: &Table<'_>, context: &Context<'_>) -> Option<(RoleIx, Vec<PracticeIx>)> {
    let practices = table.words("specialises_for");
    let generic = named(table.word("specialises")?, context)?;
    let found = practices.into_iter().filter_map(|it| context.names.practices.find(it, context.log));
    Some((generic, found.map(PracticeIx::of).collect()))
}

fn conflicts(table: &Table<'_>, context: &Context<'_>) -> Vec<Conflict> {
    let mut found = Vec::new();
    for (word, conflict) in table.tables("conflict", "conflict with") {
        let when = one_of(&conflict, "when", &APARTS).unwrap_or(Apart::SameScope);
        let why = conflict.needed("why").map(|it| it.text.to_owned()).unwrap_or_default();
        conflict.done();
        found.extend(named(word, context).map(|role| Conflict { role, when, why }));
    }
    found
}

fn responsibilities(table: &Table<'_>, context: &Context<'_>) -> Vec<Responsibility> {
    let mut found = Vec::new();
    for (word, it) in table.tables("responsibility", "responsibility") {
        let narrowed = it.keyed("where").into_iter();
        let narrowed = narrowed.filter_map(|(key, to)| Some((key.text.to_owned(), as_word(to)?.text.to_owned())));
        found.push(Responsibility {
            key: word.text.to_owned(),
            text: it.needed("text").map(|it| it.text.to_owned()).unwrap_or_default(),
            letter: one_of(&it, "letter", &LETTERS).unwrap_or(Letter::R),
            names: it.needed("activity").map(|it| it.text.to_owned()).unwrap_or_default(),
            activity: None,
            cadence: it.needed("cadence").and_then(|it| cadence(it, context)).unwrap_or(Cadence::OnEvent),
            evidence: it.needed("evidence").map(|it| it.text.to_owned()).unwrap_or_default(),
            r#where: narrowed.collect(),
        });
        it.done();
    }
    found
}

/// Binds responsibilities to activities, and cells to responsibilities.
pub(super) fn bind(site: &mut Site) {
    let mut roles = std::mem::take(&mut site.roles);
    for (at, role) in roles.iter_mut().enumerate() {
        for it in &mut role.responsibilities {
            it.activity = site.find_activity(&it.names).map(|(ix, _)| ix);
            let cells = it.activity.and_then(|ix| site.activities.get_mut(ix.at())).map(|it| &mut it.cells);
            let cell = cells.and_then(|all| {
                all.iter_mut()
                    .find(|cell| cell.role.at() == at && cell.letter == it.letter && cell.responsibility.is_none())
            });
            if let Some(cell) = cell {
                cell.responsibility = Some(it.key.clone());
            }
        }
    }
    site.roles = roles;
}
