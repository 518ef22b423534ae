//! What leaves: a record as one asker may see it. A masked value can't be taken out of it.

use governance::Sighting;
use model::{Field, Record, RecordType, Sight, Slot, StateIx, Value};

/// A record with the fields that its asker may read.
#[derive(Clone, Debug)]
pub struct Seen {
    record: Record,
    inside: bool,
}

static EMPTY: Value = Value::Empty;

impl Seen {
    pub(crate) fn new(mut record: Record, of: &RecordType, sighting: &Sighting) -> Self {
        if !sighting.inside {
            for (slot, field) in of.shown() {
                if field.sight == Sight::Inside {
                    record.set(slot, Value::Empty);
                }
            }
            record.acted.clear();
        }
        Self { record, inside: sighting.inside }
    }
    /// Whether the asker sees it from inside IT.
    pub fn inside(&self) -> bool {
        self.inside
    }
    /// Whether the asker may read a field.
    pub fn reads(&self, field: &Field) -> bool {
        self.inside || field.sight == Sight::Open
    }
    /// A value; empty where the asker may not read it.
    pub fn get(&self, of: &RecordType, slot: Slot) -> &Value {
        match of.field(slot) {
            Some(field) if self.reads(field) => self.record.get(slot),
            Some(_) | None => &EMPTY,
        }
    }
    /// The record, already masked.
    pub fn record(&self) -> &Record {
        &self.record
    }
    /// Its number.
    pub fn number(&self) -> &str {
        &self.record.number
    }
    /// Its title.
    pub fn title(&self) -> &str {
        self.record.title()
    }
    /// Its state.
    pub fn state(&self) -> StateIx {
        self.record.state
    }
    /// Its version.
    pub fn version(&self) -> i64 {
        self.record.version
    }
}
