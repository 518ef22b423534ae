//! A record: its header and its values, in the order of its type's slots.

use base::{Instant, PersonId, RecordId};

use crate::{ActivityIx, Header, RecordType, Slot, StateIx, TypeIx, Value};

/// Who has done which activity on a record: what separation of duties is judged on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Acted {
    /// The activity.
    pub activity: ActivityIx,
    /// The person; a deputy and the one stood in for have both acted.
    pub person: PersonId,
}

/// A record as the store holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Its type.
    pub of: TypeIx,
    /// Its number with prefix: `INC-20418`.
    pub number: String,
    /// Its state.
    pub state: StateIx,
    /// Rises by one with every change.
    pub version: i64,
    /// Values by slot; missing ones are empty.
    pub values: Vec<Value>,
    /// Who has done what on it.
    pub acted: Vec<Acted>,
}

/// The changes of one act: what the record becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The record as it will be.
    pub record: Record,
    /// The slots that differ from before, in order.
    pub changed: Vec<Slot>,
}

static EMPTY: Value = Value::Empty;

impl Record {
    /// An empty record of a type.
    pub fn new(of: &RecordType, id: RecordId, number: String, state: StateIx) -> Self {
        Self {
            id,
            of: of.ix,
            number,
            state,
            version: 0,
            values: vec![Value::Empty; of.fields.len()],
            acted: Vec::new(),
        }
    }
    /// The value in a slot.
    pub fn get(&self, slot: Slot) -> &Value {
        self.values.get(slot.at()).unwrap_or(&EMPTY)
    }
    /// A header value.
    pub fn header(&self, header: Header) -> &Value {
        self.get(header.slot())
    }
    /// Its title; empty where it has none.
    pub fn title(&self) -> &str {
        self.header(Header::Title).text().unwrap_or_default()
    }
    /// An instant of the header.
    pub fn instant(&self, header: Header) -> Option<Instant> {
        self.header(header).instant()
    }
    /// A person of the header.
    pub fn person(&self, header: Header) -> Option<PersonId> {
        self.header(header).person()
    }
    /// Sets the value in a slot.
    pub fn set(&mut self, slot: Slot, value: Value) {
        if let Some(at) = self.values.get_mut(slot.at()) {
            *at = value;
        }
    }
    /// Whether any of these persons has done any of these activities on it.
    pub fn has_acted(&self, activities: &[ActivityIx], persons: &[PersonId]) -> bool {
        self.acted.iter().any(|it| activities.contains(&it.activity) && persons.contains(&it.person))
    }
}

impl Draft {
    /// A draft without changes.
    pub fn of(record: Record) -> Self {
        Self { record, changed: Vec::new() }
    }
    /// Sets a field and notes the change where it differs.
    pub fn set(&mut self, slot: Slot, value: Value) {
        if *self.record.get(slot) != value {
            self.record.set(slot, value);
            if let Err(at) = self.changed.binary_search(&slot) {
                self.changed.insert(at, slot);
            }
        }
    }
}
