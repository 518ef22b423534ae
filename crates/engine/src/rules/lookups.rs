//! Values that a move takes from elsewhere: from a record that it names, from who holds a role, from the time.

use base::Span;
use model::{
    Draft, Kind, MoveIx, RecordType, Value,
    rules::{Lookup, Source},
};

use super::fills::fitted;
use crate::{Desk, Halt};

impl Desk {
    /// Puts what a move takes from elsewhere into a draft. What is not there leaves the field as it is.
    pub(crate) async fn put_lookups(&self, of: &RecordType, step: MoveIx, draft: &mut Draft) -> Result<(), Halt> {
        for lookup in self.site().rules.lookups_of(of.ix, step) {
            let Some(kind) = of.field(lookup.slot).map(|it| &it.kind) else { continue };
            // What somebody gave where they were asked stays.
            let is_asked =
                of.lifecycle.step(step).is_some_and(|it| it.asks.iter().any(|(slot, _)| *slot == lookup.slot));
            if is_asked && !draft.record.get(lookup.slot).is_empty() {
                continue;
            }
            let found = self.looked_up(of, lookup, kind, draft).await?;
            if let Some(value) = found.filter(|it| !it.is_empty()) {
                draft.set(lookup.slot, value);
            }
        }
        Ok(())
    }

    async fn looked_up(
        &self,
        of: &RecordType,
        lookup: &Lookup,
        kind: &Kind,
        draft: &Draft,
    ) -> Result<Option<Value>, Halt> {
        match &lookup.from {
            Source::Later(span) => Ok(Some(self.later(*span, kind))),
            Source::Holder(role, over) => {
                let role = draft.record.get(*role).text().and_then(|it| self.site().find_role(it));
                let over = self.scope_named(of, &draft.record, *over);
                let found = role.map(|it| governance::holders_over(self.roster(), it, over, self.now));
                Ok(found.and_then(|it| it.first().copied()).map(Value::Person))
            }
            Source::Theirs(slot, theirs) => {
                let Some(id) = draft.record.get(*slot).record() else { return Ok(None) };
                let Some(other) = self.engine.store.record(id).await? else { return Ok(None) };
                let slot = theirs.iter().find(|(it, _)| *it == other.of).map(|(_, slot)| *slot);
                let field = slot.and_then(|slot| Some((slot, self.site().of(other.of)?.field(slot)?)));
                Ok(field.map(|(slot, field)| fitted(other.get(slot), &field.kind, kind)))
            }
        }
    }

    /// That long after now, as a field takes it.
    pub(crate) fn later(&self, span: Span, kind: &Kind) -> Value {
        let at = self.now.plus(span);
        if *kind == Kind::Date {
            let zone = jiff::tz::TimeZone::get(self.engine.zone()).unwrap_or(jiff::tz::TimeZone::UTC);
            return Value::Date(at.timestamp().to_zoned(zone).date());
        }
        Value::Instant(at)
    }
}
