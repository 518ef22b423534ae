//! Rules of record types: timers, effects, guards, values taken from elsewhere, and whose answers are waited for. They speak
//! of several types at once, so they are read when all types are known.

mod consults;
mod effects;
mod guards;
pub(super) mod lookups;
mod timers;

use base::Span;
use model::{
    Kind, RecordType, RoleIx, Rules, Site, TypeIx, Value,
    rules::{Membership, Spread, Via},
};

use super::{Context, role_files};
use crate::{
    files::Purpose,
    table::{Table, Word},
};

/// What every rule is read with.
struct Reader<'a> {
    context: &'a Context<'a>,
    site: &'a Site,
    of: &'a RecordType,
}

/// All rules, in order of file.
pub(super) fn all(context: &Context<'_>, site: &Site) -> Rules {
    let (memberships, spreads) = teams(context);
    let mut rules = Rules { memberships, spreads, ..Rules::default() };
    for (purpose, file) in context.files.all() {
        match purpose {
            Purpose::Type { key, .. } => {
                let Some(of) = context.names.types.index(key).and_then(|it| site.of(TypeIx::of(it))) else { continue };
                let root = Table::new(&file.node, &file.at, format!("record type `{key}`"), context.log);
                let reader = Reader { context, site, of };
                rules.timers.extend(timers::all(&root, &reader));
                rules.effects.extend(effects::all(&root, &reader));
                rules.guards.extend(guards::all(&root, &reader));
                rules.lookups.extend(lookups::all(&root, &reader));
            }
            Purpose::Activities { practice } => {
                let root = Table::new(&file.node, &file.at, format!("activities of `{practice}`"), context.log);
                rules.consults.extend(consults::all(&root, context, site));
            }
            Purpose::Practice { .. }
            | Purpose::Roles { .. }
            | Purpose::Clocks { .. }
            | Purpose::Measures { .. }
            | Purpose::Records
            | Purpose::Root { .. }
            | Purpose::Unknown => {}
        }
    }
    rules
}

/// Roles that only members of a team holding another role may have, and those whose team comes from several divisions.
fn teams(context: &Context<'_>) -> (Vec<Membership>, Vec<Spread>) {
    let (mut members, mut spreads) = (Vec::new(), Vec::new());
    for (_, file) in role_files(context.files) {
        let root = Table::new(&file.node, &file.at, "roles", context.log);
        for (word, table) in root.tables("role", "role") {
            let Some(role) = context.names.roles.index(word.text).map(RoleIx::of) else { continue };
            let within = table.word("member_of").and_then(|it| context.names.roles.find(it, context.log));
            members.extend(within.map(|it| Membership { role, within: RoleIx::of(it) }));
            let Some(least) = table.whole("from_divisions") else { continue };
            match usize::try_from(least) {
                Ok(least) if least > 1 => spreads.push(Spread { role, least }),
                Ok(_) | Err(_) => {
                    let message = format!("`from_divisions` of {} says nothing below 2", table.what);
                    context.log.error(word.at, message, "");
                }
            }
        }
    }
    (members, spreads)
}

/// A length of time.
fn span(word: Word<'_>, context: &Context<'_>) -> Option<Span> {
    if let Ok(Value::Duration(span)) = Value::parse(&Kind::Duration, word.text) {
        return Some(span);
    }
    let message = format!("`{}` is not a length of time", word.text);
    context.log.error(word.at, message, "write `90d`, `4h 30m` or `-7d`");
    None
}

impl Reader<'_> {
    /// The records that a path leads to: a field that names them, or `<type>.<field>` for those that name this one.
    fn via(&self, word: Word<'_>) -> Option<Via> {
        let Some((key, field)) = word.text.split_once('.') else {
            let slot = super::types::slot(word, self.of, self.context)?;
            let kind = self.of.field(slot).map(|it| &it.kind);
            if matches!(kind, Some(Kind::Reference(_) | Kind::References(_))) {
                return Some(Via::Named(slot));
            }
            let message = format!("field `{}` names no records", word.text);
            self.context.log.error(
                word.at,
                message,
                "a field of kind `reference` or `references`, or `<type>.<field>`",
            );
            return None;
        };
        let of = self.context.names.types.find(Word { text: key, at: word.at }, self.context.log);
        let of = of.and_then(|it| self.site.of(TypeIx::of(it)))?;
        let slot = super::types::slot(Word { text: field, at: word.at }, of, self.context)?;
        match of.field(slot).map(|it| &it.kind) {
            Some(Kind::Reference(to) | Kind::References(to)) if to.contains(&self.of.ix) => {
                Some(Via::Naming(of.ix, slot))
            }
            Some(_) | None => {
                let message = format!("field `{field}` of `{key}` names no `{}`", self.of.key);
                self.context.log.error(word.at, message, "");
                None
            }
        }
    }

    /// The types that a path can lead to.
    fn reached(&self, via: Via) -> Vec<&RecordType> {
        let ixs = match via {
            Via::Naming(of, _) => vec![of],
            Via::Named(slot) => match self.of.field(slot).map(|it| &it.kind) {
                Some(Kind::Reference(to) | Kind::References(to)) => to.clone(),
                Some(_) | None => Vec::new(),
            },
        };
        ixs.into_iter().filter_map(|it| self.site.of(it)).collect()
    }

    /// The place of a key, for the journal and for whoever asks why.
    fn line(&self, word: Word<'_>) -> String {
        self.context.log.line_of(word.at)
    }
}
