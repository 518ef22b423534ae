//! Clocks on records.

use model::{ClockRule, Site, StateSet, TypeIx};

use super::{Context, kinds, lifecycle};
use crate::{
    files::Purpose,
    table::{Table, Word},
};

/// All clocks, in order of practice and file.
pub(super) fn all(context: &Context<'_>, site: &Site) -> Vec<ClockRule> {
    let mut found = Vec::new();
    for (purpose, file) in context.files.all() {
        let Purpose::Clocks { practice } = purpose else { continue };
        let root = Table::new(&file.node, &file.at, format!("clocks of `{practice}`"), context.log);
        for (word, table) in root.tables("clock", "clock") {
            found.extend(clock(word, &table, context, site));
            table.done();
        }
        root.done();
    }
    found
}

/// The key is `<type>:<clock>`.
fn clock(word: Word<'_>, table: &Table<'_>, context: &Context<'_>, site: &Site) -> Option<ClockRule> {
    let states = (table.words("runs_in"), table.words("pauses_in"));
    let (ends_at_reply, by_tier) = (table.yes("ends_at_reply"), table.yes("by_tier"));
    let title = table.needed("title").map(|it| it.text.to_owned()).unwrap_or_default();
    let Some((of, key)) = word.text.split_once(':') else {
        let help = "the key is type and clock: `[clock.\"incident:fix\"]`";
        context.log.error(word.at, format!("`{}` is not a key for a clock", word.text), help);
        return None;
    };
    let ix = context.names.types.find(Word { text: of, at: word.at }, context.log).map(TypeIx::of)?;
    let of = site.of(ix)?;
    let runs_in = lifecycle::set_of_states(&states.0, of, context);
    let pauses_in = lifecycle::set_of_states(&states.1, of, context);
    if runs_in.is_empty() {
        context.log.error(word.at, format!("{} runs in no state", table.what), "write `runs_in = \"open\"` or a list");
    }
    let never_runs: StateSet = pauses_in.states().filter(|it| !runs_in.has(*it)).collect();
    for state in never_runs.states().filter_map(|it| of.lifecycle.state(it)) {
        let message = format!("{} pauses in `{}`, in which it does not run", table.what, state.key);
        context.log.error(word.at, message, "a state in which it stands still is also one of `runs_in`");
    }
    let title = if title.is_empty() { kinds::titled(key) } else { title };
    Some(ClockRule { key: key.to_owned(), title, of: ix, runs_in, pauses_in, ends_at_reply, by_tier })
}
