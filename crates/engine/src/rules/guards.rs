//! Guards: what must hold on other records, or in who holds what, before a move. Read in memory, for the act and for what
//! pages offer; never compiled to SQL and never part of a cell.

use std::{collections::BTreeSet, sync::Arc};

use model::{
    Draft, Field, MoveIx, Record, RecordType, Slot, Value, When,
    rules::{Check, Guard, Others, Via},
};
use store::{Direction, Disjunct, Find, Sort};

use crate::{Desk, FieldFault, Ground, Halt, Refused};

/// How many records of one type are read to see whether a line is taken.
const COMPARED: usize = 2000;

impl Desk {
    /// Refuses a move whose guards do not hold on the record as it will be.
    pub(crate) async fn check_guards(&self, of: &RecordType, step: MoveIx, draft: &Record) -> Result<(), Halt> {
        match self.guarded(of, step, draft).await? {
            None => Ok(()),
            Some(guard) => Err(refused(of, step, guard).into()),
        }
    }

    /// Refuses a correction by which a field would hold what no move would have let in: a time that has passed, an end
    /// before its beginning.
    pub(crate) async fn check_corrected(&self, of: &RecordType, draft: &Draft) -> Result<(), Halt> {
        for guard in self.site().rules.guards.iter().filter(|it| it.of == of.ix && is_of_own_values(it)) {
            let changed = reads(guard).into_iter().rev().find(|it| draft.changed.contains(it));
            let Some(field) = changed.and_then(|it| of.field(it)) else { continue };
            let is_meant = guard.when.holds(self.authority.asker(), &draft.record);
            if is_meant && !self.guard_holds(of, guard, &draft.record).await? {
                return Err(at_field(field, guard).into());
            }
        }
        Ok(())
    }

    /// The first guard of a move that does not hold.
    pub(crate) async fn guarded(&self, of: &RecordType, step: MoveIx, draft: &Record) -> Result<Option<&Guard>, Halt> {
        for guard in self.site().rules.guards_of(of.ix, step) {
            if guard.when.holds(self.authority.asker(), draft) && !self.guard_holds(of, guard, draft).await? {
                return Ok(Some(guard));
            }
        }
        Ok(None)
    }

    /// Why a move can't be made on a record as it stands, by its guards. What the move itself asks for is not known yet,
    /// so guards over that are left for the act.
    pub(crate) async fn guarded_now(
        &self,
        of: &RecordType,
        step: MoveIx,
        record: &Record,
    ) -> Result<Option<&str>, Halt> {
        let asked: BTreeSet<Slot> =
            of.lifecycle.step(step).into_iter().flat_map(|it| it.asks.iter().map(|(slot, _)| *slot)).collect();
        for guard in self.site().rules.guards_of(of.ix, step) {
            let is_open = reads(guard).iter().any(|it| asked.contains(it));
            let meant = !is_open && guard.when.holds(self.authority.asker(), record);
            if meant && !self.guard_holds(of, guard, record).await? {
                return Ok(Some(&guard.unless));
            }
        }
        Ok(None)
    }

    async fn guard_holds(&self, of: &RecordType, guard: &Guard, record: &Record) -> Result<bool, Halt> {
        match &guard.check {
            Check::All(others) => {
                let found = self.others(others, record).await?;
                Ok(found.iter().all(|it| self.is_so(others, it, record)))
            }
            Check::Any(others) => {
                let found = self.others(others, record).await?;
                Ok(found.iter().any(|it| self.is_so(others, it, record)))
            }
            Check::None(others) => {
                let found = self.others(others, record).await?;
                Ok(!found.iter().any(|it| self.is_so(others, it, record)))
            }
            Check::Held(roles, over) => {
                let over = match over {
                    Some(slot) => self.scope_named(of, record, *slot),
                    None => self.scope_of(record.id),
                };
                let is_held = |role| self.roster().holders(role, self.now).any(|it| Some(it.scope) == over);
                Ok(roles.iter().all(|it| is_held(*it)))
            }
            Check::Outsider(person, over) => {
                let person = record.get(*person).person();
                let over = self.scope_named(of, record, *over);
                Ok(!person.zip(over).is_some_and(|(person, over)| self.holds_anything(person, over)))
            }
            Check::Untaken(slot, are) => self.is_untaken(of, *slot, are, record).await,
            Check::So(when) => Ok(when.holds(self.authority.asker(), record)),
            Check::Ahead(slot) => Ok(self.is_ahead(record.get(*slot))),
            Check::Earlier(one, two) => Ok(match record.get(*one).number().zip(record.get(*two).number()) {
                Some((one, two)) => one < two,
                None => true,
            }),
        }
    }

    /// Whether a time is still to come; a day is until it is over, where the organisation is.
    fn is_ahead(&self, value: &Value) -> bool {
        match value {
            Value::Instant(at) => *at > self.now,
            Value::Date(day) => *day >= self.engine.today(self.engine.zone()),
            Value::Empty
            | Value::Text(_)
            | Value::Int(_)
            | Value::YesNo(_)
            | Value::Money(_)
            | Value::Duration(_)
            | Value::Record(_)
            | Value::Records(_)
            | Value::Person(_)
            | Value::Team(_)
            | Value::File(_) => true,
        }
    }

    async fn others(&self, others: &Others, record: &Record) -> Result<Vec<Record>, Halt> {
        let ids = self.led_to(others.via, record).await?;
        Ok(self.engine.store.records(&ids).await?)
    }

    fn is_so(&self, others: &Others, other: &Record, record: &Record) -> bool {
        let holds = |(of, when): &(model::TypeIx, When)| *of != other.of || when.holds(self.authority.asker(), other);
        let alike = |(of, theirs, ours): &(model::TypeIx, Slot, Slot)| {
            *of != other.of || other.get(*theirs) == record.get(*ours)
        };
        others.are.iter().all(holds) && others.same.iter().all(alike)
    }

    /// Whether no line of a field stands in another record that is so, nor among what the declared roles answer for.
    async fn is_untaken(&self, of: &RecordType, slot: Slot, are: &When, record: &Record) -> Result<bool, Halt> {
        let mine = lines(record.get(slot).text().unwrap_or_default());
        let all = [Disjunct { asker: Arc::clone(self.authority.asker()), when: When::Always }];
        let find = Find {
            of: of.ix,
            open_only: false,
            filter: are.clone(),
            asker: Arc::clone(self.authority.asker()),
            sort: Sort::Opened,
            direction: Direction::Up,
            after: None,
            limit: COMPARED,
            among: None,
        };
        let others = self.engine.store.list(&find, &all).await?.records;
        let theirs = others.iter().filter(|it| it.id != record.id).filter_map(|it| it.get(slot).text());
        if theirs.flat_map(lines).any(|it| mine.contains(&it)) {
            return Ok(false);
        }
        let own = of.slot("role").and_then(|it| record.get(it).text().map(str::to_owned));
        let roles = self.site().roles.iter().filter(|it| Some(&it.key) != own.as_ref());
        let mut declared = roles.flat_map(|it| &it.responsibilities);
        Ok(!declared.any(|it| mine.contains(&bare(&it.text)) || mine.contains(&bare(&it.names))))
    }
}

/// The fields that a guard reads to find what it is about.
fn reads(guard: &Guard) -> Vec<Slot> {
    match &guard.check {
        Check::All(others) | Check::Any(others) | Check::None(others) => {
            let ours = others.same.iter().map(|(_, _, ours)| *ours);
            let named = if let Via::Named(slot) = others.via { Some(slot) } else { None };
            named.into_iter().chain(ours).collect()
        }
        Check::Held(_, over) => over.iter().copied().collect(),
        Check::Outsider(person, over) => vec![*person, *over],
        Check::Untaken(slot, _) | Check::Ahead(slot) => vec![*slot],
        Check::So(when) => when.slots().into_iter().collect(),
        Check::Earlier(one, two) => vec![*one, *two],
    }
}

/// Whether a guard is about what the record itself holds, and nothing else.
fn is_of_own_values(guard: &Guard) -> bool {
    match &guard.check {
        Check::So(_) | Check::Ahead(_) | Check::Earlier(..) => true,
        Check::All(_) | Check::Any(_) | Check::None(_) | Check::Held(..) | Check::Outsider(..) | Check::Untaken(..) => {
            false
        }
    }
}

/// A refusal by a guard. Where what was given can't be, it is said at the field, so that it can be put right there.
fn refused(of: &RecordType, step: MoveIx, guard: &Guard) -> Refused {
    let asks = of.lifecycle.step(step).map(|it| it.asks.as_slice()).unwrap_or_default();
    let is_asked = |slot: &Slot| is_of_own_values(guard) && asks.iter().any(|(asked, _)| asked == slot);
    match reads(guard).into_iter().rev().find(is_asked).and_then(|slot| of.field(slot)) {
        Some(field) => at_field(field, guard),
        None => Refused::new(Ground::Forbidden, "guard", guard.unless.clone()),
    }
}

fn at_field(field: &Field, guard: &Guard) -> Refused {
    Refused::invalid(vec![FieldFault { field: field.key.clone(), message: guard.unless.clone() }])
}

/// The lines of a text, as they are compared: without list marks, case and full stops.
fn lines(text: &str) -> BTreeSet<String> {
    text.lines().map(bare).filter(|it| !it.is_empty()).collect()
}

fn bare(line: &str) -> String {
    let trimmed = line.trim().trim_start_matches(['-', '*', '+']).trim().trim_end_matches('.');
    trimmed.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_compared_by_their_words() {
        let found = lines("- Keeps the  cabin.\n\n* keeps THE cabin\nChecks it");
        assert_eq!(found, ["keeps the cabin".to_owned(), "checks it".to_owned()].into());
    }
}
