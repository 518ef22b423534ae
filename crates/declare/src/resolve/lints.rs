//! What is wrong between things that are right one by one: traps in lifecycles, moves that nobody makes,
//! activities for which nobody or two answer, cells that never reach a record, evidence that no field holds.

use std::collections::BTreeSet;

use model::{
    Activity, Cardinality, Does, Letter, MoveIx, Phase, Reach, RecordType, Responsibility, Role, ScopeKind, Site,
    StateIx, Value, Within,
};

use super::Context;
use crate::{files::Purpose, log::At, nearest, node::Node};

/// Checks the whole site.
pub(super) fn check(context: &Context<'_>, site: &Site) {
    if context.log.is_fatal() {
        return;
    }
    site.types.iter().for_each(|it| lifecycle(it, context, site));
    site.activities.iter().for_each(|it| activity(it, context, site));
    site.roles.iter().for_each(|it| role(it, context, site));
    prefixes(context, site);
}

fn prefixes(context: &Context<'_>, site: &Site) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for of in &site.types {
        if !seen.insert(&of.prefix) {
            let at = in_type(of, &["type", "prefix"], context);
            context.log.error(&at, format!("two record types have the prefix `{}`", of.prefix), "");
        }
    }
}

/// Every state is reached, every open one can be left, every move is an activity.
fn lifecycle(of: &RecordType, context: &Context<'_>, site: &Site) {
    let cycle = &of.lifecycle;
    let reached = reached(of);
    for (at, state) in cycle.states.iter().enumerate() {
        let place = || in_type(of, &["state", &state.key], context);
        let leaves = cycle.moves.iter().any(|it| it.from.has(StateIx::of(at)) && it.to.is_some_and(|to| to.at() != at));
        if !reached.contains(&at) {
            context.log.error(&place(), format!("no move leads to state `{}`", state.key), "");
        } else if state.phase != Phase::Closed && !leaves {
            context.log.error(
                &place(),
                format!("no move leads out of state `{}`", state.key),
                "only closed states may end",
            );
        }
    }
    for (at, step) in cycle.moves.iter().enumerate() {
        let wanted = Does::Move(of.ix, MoveIx::of(at));
        let count = site.activities.iter().filter(|it| it.does == wanted).count();
        if count != 1 {
            let message = match count {
                0 => format!("move `{}` is no activity, so nobody may make it", step.key),
                _two => format!("move `{}` is {count} activities", step.key),
            };
            let help = format!("declare `[activity.\"{}:{}\"]` in the practice's activities.toml", of.key, step.key);
            context.log.error(&in_type(of, &["move", &step.key], context), message, help);
        }
    }
}

fn reached(of: &RecordType) -> BTreeSet<usize> {
    let opened = of.lifecycle.moves.iter().filter(|it| it.opens).filter_map(|it| it.to);
    let mut found: BTreeSet<usize> = opened.map(StateIx::at).collect();
    loop {
        let next: BTreeSet<usize> = of
            .lifecycle
            .moves
            .iter()
            .filter(|it| it.from.states().any(|from| found.contains(&from.at())))
            .filter_map(|it| it.to.map(StateIx::at))
            .chain(found.iter().copied())
            .collect();
        if next == found {
            return found;
        }
        found = next;
    }
}

fn activity(it: &Activity, context: &Context<'_>, site: &Site) {
    let at = in_activity(it, context);
    let answering: Vec<&Role> = it.with(Letter::A).filter_map(|cell| site.role(cell.role)).collect();
    if answering.is_empty() {
        context.log.error(&at, format!("nobody answers for activity `{}`", it.key), "give it `A = \"<role>\"`");
    }
    let mut kinds = BTreeSet::new();
    for role in &answering {
        if role.cardinality == Cardinality::Any {
            let help = "a role with cardinality `any` may have no holder at all";
            context.log.error(&at, format!("role `{}` can't answer for `{}`", role.key, it.key), help);
        }
        if !kinds.insert(role.scope) {
            let help = "exactly one role answers per activity and scope kind";
            context.log.error(&at, format!("two roles over a {} answer for `{}`", role.scope.name(), it.key), help);
        }
    }
    reaches(it, &at, context, site);
}

/// Every cell reaches records, and no role stands twice under one letter without telling the cases apart.
fn reaches(it: &Activity, at: &At, context: &Context<'_>, site: &Site) {
    let Some(of) = it.of().and_then(|of| site.of(of)) else { return };
    let mut seen = Vec::new();
    for cell in &it.cells {
        let Some(role) = site.role(cell.role) else { continue };
        let mut scopes = role.also_scopes.iter().chain([&role.scope]);
        if cell.reach == Reach::Scope && !scopes.any(|kind| lies_within(of, *kind, role)) {
            let message =
                format!("no `{}` lies within a {}: role `{}` never reaches one", of.key, role.scope.name(), role.key);
            let help = format!("say `reach = \"everywhere\"`, or give `{}` a field for that scope", of.key);
            context.log.error(at, message, help);
        }
        if seen.contains(&(cell.role, cell.letter, &cell.when)) {
            let message = format!("role `{}` has `{}` twice in `{}`", role.key, cell.letter.name(), it.key);
            context.log.error(at, message, "");
        }
        seen.push((cell.role, cell.letter, &cell.when));
    }
}

/// Whether records of a type can lie within scopes of that kind; a special role stays within its practices.
pub(crate) fn lies_within(of: &RecordType, kind: ScopeKind, role: &Role) -> bool {
    match (of.within(kind), kind, &role.specialises) {
        (Some(Within::Always), ScopeKind::Process, Some((_, practices))) => practices.contains(&of.practice),
        (within, _, _) => within.is_some(),
    }
}

/// What a role's responsibilities name must exist where the record type is declared.
fn role(role: &Role, context: &Context<'_>, site: &Site) {
    for it in &role.responsibilities {
        let place = |key: &'static str| in_responsibility(role, it, key, context);
        let Some(of) = it.names.split(':').next().and_then(|key| site.find_type(key)) else { continue };
        match it.activity.and_then(|ix| site.activity(ix)) {
            None => {
                let known = site.on(of.ix).map(|(_, it)| it.key.as_str()).collect::<Vec<_>>();
                context.log.error(
                    &place("activity"),
                    format!("no activity `{}`", it.names),
                    nearest::help(&it.names, known),
                );
            }
            Some(activity) if !activity.cells.iter().any(|cell| is_for(cell, it, role, site)) => {
                let message =
                    format!("`{}` says `{}`, but `{}` gives it no such cell", role.key, it.letter.name(), activity.key);
                context.log.error(&place("letter"), message, format!("see {}", activity.declared_at));
            }
            Some(_) => {}
        }
        evidence(it, &place("evidence"), context, site);
        for (key, value) in &it.r#where {
            let field = of.slot(key).and_then(|slot| of.field(slot));
            let fits = field.is_some_and(|field| Value::parse(&field.kind, value).is_ok());
            if !fits {
                context.log.error(
                    &place("where"),
                    format!("`{}` has no field `{key}` that can be `{value}`", of.key),
                    "",
                );
            }
        }
    }
}

fn is_for(cell: &model::Cell, it: &Responsibility, role: &Role, site: &Site) -> bool {
    cell.letter == it.letter && site.role(cell.role).is_some_and(|found| found.key == role.key)
}

fn evidence(it: &Responsibility, at: &At, context: &Context<'_>, site: &Site) {
    let Some((key, field)) = it.evidence.split_once('.') else {
        context.log.error(at, format!("`{}` is not `<type>.<field>`", it.evidence), "");
        return;
    };
    let Some(of) = site.find_type(key) else { return };
    if of.slot(field).is_none() {
        let help = nearest::help(field, of.shown().map(|(_, it)| it.key.as_str()));
        context.log.error(at, format!("no field `{field}` in `{key}`"), help);
    }
}

fn in_type(of: &RecordType, path: &[&str], context: &Context<'_>) -> At {
    find(context, path, |purpose| matches!(purpose, Purpose::Type { key, .. } if key == of.key))
}

fn in_activity(it: &Activity, context: &Context<'_>) -> At {
    find(context, &["activity", &it.key], |purpose| matches!(purpose, Purpose::Activities { .. }))
}

fn in_responsibility(role: &Role, it: &Responsibility, key: &str, context: &Context<'_>) -> At {
    let path = ["role", &role.key, "responsibility", &it.key, key];
    find(context, &path, |purpose| matches!(purpose, Purpose::Roles { .. }))
}

/// Where a path of keys stands in the first such file that has it.
fn find(context: &Context<'_>, path: &[&str], fits: impl Fn(Purpose<'_>) -> bool) -> At {
    let mut files = context.files.all().filter(|(purpose, _)| fits(*purpose));
    files.find_map(|(_, file)| place(&file.node, path)).unwrap_or_default()
}

fn place(node: &Node, path: &[&str]) -> Option<At> {
    let (first, rest) = path.split_first()?;
    let entry = node.entry(first)?;
    if rest.is_empty() { Some(entry.key_at) } else { place(&entry.node, rest) }
}
