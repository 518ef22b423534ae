//! Writing records: [`Record`] to statements of a commit.

#![expect(clippy::unused_self, reason = "a write is asked of the store that will make it")]

use base::RecordId;
use model::{ActivityIx, Column, Draft, Header, Phase, Record, RecordType, Value};

use crate::{
    Bind, Commit, Conflict, Expect, Fault, Store, binds, ddl,
    sql::{Name, Text},
};

impl Store {
    /// Adds the writing of a new record to a commit.
    pub fn put_new(&self, commit: &mut Commit, record: &Record) -> Result<(), Fault> {
        let of = self.type_of(record)?;
        let mut text = Text::new("INSERT INTO record (id, type, number, state, phase, version");
        for header in Header::ALL {
            text.add(", ").add(header.name());
        }
        text.add(") VALUES (").bind(record.id.get());
        text.add(",").bind(self.terms.of_type(of.ix)).add(",").bind(record.number.as_str());
        text.add(",").bind(self.terms.of_state(of.ix, record.state)).add(",").bind(phase(of, record));
        text.add(",").bind(1i64);
        for header in Header::ALL {
            text.add(",").bind(bind(record.header(header)));
        }
        text.add(") ON CONFLICT DO NOTHING");
        commit.run_text(text, Expect::One(Conflict::Taken));
        self.put_body(commit, of, record)
    }

    fn put_body(&self, commit: &mut Commit, of: &RecordType, record: &Record) -> Result<(), Fault> {
        let mut names = Text::new("INSERT INTO ");
        names.name(&ddl::table(of)?).add(" (id");
        let mut values = Text::new(") VALUES (");
        values.bind(record.id.get());
        for (slot, field) in of.body() {
            for (name, value) in cells(field, record.get(slot))? {
                if value != Bind::Null {
                    names.add(", ").name(&name);
                    values.add(",").bind(value);
                }
            }
            Self::put_points(commit, record, &field.key, record.get(slot), false);
        }
        values.add(")");
        names.append(values);
        commit.run_text(names, Expect::Any);
        Ok(())
    }

    /// Adds the writing of a changed record to a commit; it fails where the version has moved on.
    pub fn put_changed(&self, commit: &mut Commit, draft: &Draft) -> Result<(), Fault> {
        let record = &draft.record;
        let of = self.type_of(record)?;
        let mut text = Text::new("UPDATE record SET version = version + 1, state = ");
        text.bind(self.terms.of_state(of.ix, record.state)).add(", phase = ").bind(phase(of, record));
        for header in Header::ALL.into_iter().filter(|it| draft.changed.contains(&it.slot())) {
            text.add(", ").add(header.name()).add(" = ").bind(bind(record.header(header)));
        }
        text.add(" WHERE id = ").bind(record.id.get()).add(" AND version = ").bind(record.version);
        commit.run_text(text, Expect::One(Conflict::Version));
        self.put_changed_body(commit, of, draft)
    }

    fn put_changed_body(&self, commit: &mut Commit, of: &RecordType, draft: &Draft) -> Result<(), Fault> {
        let mut text = Text::new("UPDATE ");
        text.name(&ddl::table(of)?).add(" SET ");
        let mut any = false;
        for slot in draft.changed.iter().filter(|it| it.at() >= Header::COUNT) {
            let Some(field) = of.field(*slot) else { continue };
            for (name, value) in cells(field, draft.record.get(*slot))? {
                text.add(if any { ", " } else { "" }).name(&name).add(" = ").bind(value);
                any = true;
            }
            Self::put_points(commit, &draft.record, &field.key, draft.record.get(*slot), true);
        }
        if any {
            text.add(" WHERE id = ").bind(draft.record.id.get());
            commit.run_text(text, Expect::Any);
        }
        Ok(())
    }

    fn put_points(commit: &mut Commit, record: &Record, key: &str, value: &Value, replace: bool) {
        if replace {
            commit.run(
                "DELETE FROM points WHERE record = $1 AND field = $2",
                binds![record.id.get(), key],
                Expect::Any,
            );
        }
        let Value::Records(ids) = value else { return };
        for (id, place) in ids.iter().zip(0i64..) {
            commit.run(
                "INSERT INTO points (record, field, place, target) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                binds![record.id.get(), key, place, id.get()],
                Expect::Any,
            );
        }
    }

    /// Adds to a commit that a person has done an activity on a record.
    pub fn put_acted(&self, commit: &mut Commit, record: RecordId, activity: ActivityIx, person: base::PersonId) {
        commit.run(
            "INSERT INTO acted (record, activity, person) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            binds![record.get(), self.terms.of_activity(activity), person.get()],
            Expect::Any,
        );
    }
}

/// The bound value of a one-column value; empty text is NULL, so that `is empty` means one thing.
fn bind(value: &Value) -> Bind {
    match value.text() {
        Some("") => Bind::Null,
        Some(text) => text.into(),
        None => value.number().into(),
    }
}

fn cells(field: &model::Field, value: &Value) -> Result<Vec<(Name, Bind)>, Fault> {
    let mut all = Vec::new();
    for (suffix, column) in field.kind.columns() {
        let held = match (suffix.is_empty(), value, column) {
            (_, _, Column::Child) => continue,
            (false, Value::Money(money), _) => money.currency.as_str().into(),
            (false, _, _) => Bind::Null,
            (true, _, _) => bind(value),
        };
        all.push((Name::of("f_", &format!("{}{suffix}", field.key))?, held));
    }
    Ok(all)
}

fn phase(of: &RecordType, record: &Record) -> i64 {
    let phase = of.lifecycle.state(record.state).map_or(Phase::New, |it| it.phase);
    let at = Phase::ALL.iter().position(|it| *it == phase).unwrap_or_default();
    i64::try_from(at).unwrap_or_default()
}
