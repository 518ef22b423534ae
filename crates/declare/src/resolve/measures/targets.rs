//! Where targets and reviews of measures are kept: `[targets]` in one practice's `measures.toml`.

use model::{RecordType, Site, Slot, StateSet, Targets, TypeIx};

use super::{super::Context, parts::slot};
use crate::{
    files::Purpose,
    nearest,
    table::{Table, Word},
};

/// The first `[targets]` of all files; a second one is a fault.
pub(in crate::resolve) fn targets(context: &Context<'_>, site: &Site) -> Option<Targets> {
    let mut found = None;
    for (purpose, file) in context.files.all() {
        let Purpose::Measures { .. } = purpose else { continue };
        let Some(entry) = file.node.entry("targets").filter(|it| !it.node.is_retired()) else { continue };
        let table = Table::new(&entry.node, &entry.key_at, "`targets`", context.log);
        let here = one(&table, context, site);
        if found.is_some() {
            context.log.error(&entry.key_at, "targets are declared twice", "keep them in one practice");
        }
        found = found.or(here);
        table.done();
    }
    found
}

fn one(table: &Table<'_>, context: &Context<'_>, site: &Site) -> Option<Targets> {
    let of = |key: &'static str| {
        let word = table.needed(key)?;
        site.of(context.names.types.find(word, context.log).map(TypeIx::of)?)
    };
    let (kpi, review) = (of("kpi"), of("review"));
    let field = |of: Option<&RecordType>, key: &'static str| {
        let word = table.needed(key)?;
        found(of?, word, context)
    };
    let measure = field(kpi, "measure");
    let (target, service) = (field(kpi, "target"), field(kpi, "service"));
    let states = table.words("in_force");
    let in_force =
        kpi.map_or_else(StateSet::default, |it| super::super::lifecycle::set_of_states(&states, it, context));
    let practice = field(review, "review_practice");
    let (at, day) = (field(review, "review_service"), field(review, "review_day"));
    Some(Targets {
        kpi: kpi?.ix,
        measure: measure?,
        target: target?,
        service: service?,
        in_force,
        review: review?.ix,
        review_practice: practice?,
        review_service: at?,
        review_day: day?,
    })
}

fn found(of: &RecordType, word: Word<'_>, context: &Context<'_>) -> Option<Slot> {
    let slot = slot(of, word.text);
    if slot.is_none() {
        let known = of.shown().map(|(_, it)| it.key.as_str());
        context.log.error(word.at, format!("{} has no field `{}`", of.key, word.text), nearest::help(word.text, known));
    }
    slot
}
