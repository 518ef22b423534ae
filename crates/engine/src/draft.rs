//! Making a draft: given values, what the move sets by itself, what behaviours settle, what must be filled.

use model::{Draft, Header, Kind, Move, Record, RecordType, Slot, Source, TypeIx, Value};

use crate::{Desk, FieldFault, Halt, Input, Refused};

impl Desk {
    /// Puts given values into a draft; only those in `allowed` get in.
    pub(crate) async fn put_given(
        &self,
        of: &RecordType,
        draft: &mut Draft,
        input: &Input,
        allowed: &[Slot],
    ) -> Result<(), Halt> {
        let values = match self.values(of, &input.values, allowed).await {
            Ok(values) => values,
            Err((_, Some(halt))) => return Err(halt),
            Err((faults, None)) => return Err(Refused::invalid(faults).into()),
        };
        for (slot, value) in values {
            draft.set(slot, value);
        }
        Ok(())
    }

    /// Puts in what a move sets by itself, and lets behaviours settle the rest.
    pub(crate) fn put_sets(&self, draft: &mut Draft, step: &Move) {
        for set in &step.sets {
            let value = match &set.to {
                // Where nobody acts, nobody is named.
                Source::Actor if self.is_nobody() => Value::Empty,
                Source::Actor => Value::Person(self.person()),
                Source::Now => self.present(draft.record.of, set.slot),
                Source::Fixed(value) => value.clone(),
                Source::Increment => {
                    Value::Int(draft.record.get(set.slot).number().unwrap_or_default().saturating_add(1))
                }
            };
            draft.set(set.slot, value);
        }
        self.engine.behaviours.settle(draft);
    }

    /// The present as a field takes it: the instant, or the day that it is where the organisation is.
    fn present(&self, of: TypeIx, slot: Slot) -> Value {
        let field = self.site().of(of).and_then(|it| it.field(slot));
        if field.is_some_and(|it| it.kind == Kind::Date) {
            Value::Date(self.engine.today(self.engine.zone()))
        } else {
            Value::Instant(self.now)
        }
    }

    /// Refuses a draft in which something is missing that the move or the type needs.
    pub(crate) fn check_filled(&self, of: &RecordType, draft: &Record, step: &Move) -> Result<(), Halt> {
        let asked = step.asks.iter().filter(|(_, must)| *must).map(|(slot, _)| *slot);
        self.check_needs(of, draft, asked, &step.title)
    }

    /// Refuses a draft in which one of these fields, or one that the type needs by now, is empty.
    pub(crate) fn check_needs(
        &self,
        of: &RecordType,
        draft: &Record,
        asked: impl Iterator<Item = Slot>,
        doing: &str,
    ) -> Result<(), Halt> {
        let needed =
            of.needs.iter().filter(|(_, when)| when.holds(self.authority.asker(), draft)).map(|(slot, _)| *slot);
        let mut missing: Vec<Slot> = asked.chain(needed).filter(|it| draft.get(*it).is_empty()).collect();
        missing.sort_unstable();
        missing.dedup();
        if missing.is_empty() {
            return Ok(());
        }
        let fault = |slot: Slot| {
            of.field(slot)
                .map(|it| FieldFault {
                    field: it.key.clone(), message: format!("is empty, and needed for “{doing}”")
                })
        };
        Err(Refused::invalid(missing.into_iter().filter_map(fault).collect()).into())
    }

    /// Puts in what the engine itself notes on every change.
    pub(crate) fn put_times(&self, of: &RecordType, draft: &mut Draft) {
        draft.set(Header::Changed.slot(), Value::Instant(self.now));
        let ended = of.lifecycle.state(draft.record.state).is_some_and(|it| !it.phase.is_open());
        let closed = match (ended, draft.record.header(Header::Closed)) {
            (true, Value::Empty) => Value::Instant(self.now),
            (true, already) => already.clone(),
            (false, _) => Value::Empty,
        };
        draft.set(Header::Closed.slot(), closed);
    }
}
