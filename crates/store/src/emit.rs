//! Conditions as SQL: the second reading of [`When`]. The first is `When::holds`; a property test holds them equal.
//!
//! Two-valued on purpose: each leaf is true or false, never NULL, so that `NOT` can be trusted.

#[cfg(test)]
mod agree;

use std::sync::Arc;

use model::{Asker, Header, Kind, RecordType, Slot, When};

use crate::{
    Fault, Store,
    sql::{Name, Text},
};

/// One alternative of what an asker may see: a condition and the one whose authority it is read with.
#[derive(Clone, Debug, PartialEq)]
pub struct Disjunct {
    /// Who asks.
    pub asker: Arc<Asker>,
    /// What must hold.
    pub when: When,
}

/// Where a slot's value is held.
pub(crate) enum Column {
    Header(&'static str),
    Body(Name),
    Points(String),
}

/// Where a slot's value is held.
pub(crate) fn column(of: &RecordType, slot: Slot) -> Result<Column, Fault> {
    if let Some(header) = Header::ALL.get(slot.at()) {
        return Ok(Column::Header(header.name()));
    }
    let field = of.field(slot).ok_or_else(|| Fault::Shape(format!("{} has no slot {}", of.key, slot.0)))?;
    match &field.kind {
        Kind::References(_) => Ok(Column::Points(field.key.clone())),
        Kind::Line(_)
        | Kind::Text
        | Kind::Whole
        | Kind::Decimal(_)
        | Kind::Money
        | Kind::YesNo
        | Kind::Date
        | Kind::Instant
        | Kind::Duration
        | Kind::Choice(_)
        | Kind::Level(_)
        | Kind::Reference(_)
        | Kind::Person
        | Kind::Team
        | Kind::Attachment => Ok(Column::Body(Name::of("f_", &field.key)?)),
    }
}

/// Whether a condition reads the type's own table.
pub(crate) fn needs_body(when: &When) -> bool {
    when.slots().iter().any(|it| it.at() >= Header::COUNT)
}

impl Store {
    /// The condition as SQL over `r` (the header) and `b` (the type's own table).
    pub(crate) fn emit(&self, of: &RecordType, asker: &Asker, when: &When) -> Result<Text, Fault> {
        Emitter { store: self, of, asker }.emit(when)
    }
}

struct Emitter<'a> {
    store: &'a Store,
    of: &'a RecordType,
    asker: &'a Asker,
}

impl Emitter<'_> {
    fn emit(&self, when: &When) -> Result<Text, Fault> {
        match when {
            When::Always => Ok(Text::new("1 = 1")),
            When::IsActor(slot) if self.is_person(*slot) => self.is_in(*slot, [self.asker.holder.get()]),
            When::Involves(slot) if self.is_person(*slot) => {
                self.is_in(*slot, self.asker.involved.iter().map(|it| it.get()))
            }
            When::InMyTeams(slot) if self.is_team(*slot) => {
                self.is_in(*slot, self.asker.teams.iter().map(|it| it.get()))
            }
            When::Never | When::IsActor(_) | When::Involves(_) | When::InMyTeams(_) => Ok(Text::new("1 = 0")),
            When::In(slot, numbers) => self.is_in(*slot, numbers.iter().copied()),
            When::Empty(slot) => self.empty(*slot),
            When::Is(slot, text) => self.compare(*slot, " = ", text.as_str()),
            When::IsOneOf(slot, texts) => self.is_one_of(*slot, texts.iter().map(String::as_str)),
            When::AtMost(slot, most) => self.compare(*slot, " <= ", *most),
            When::AtLeast(slot, least) => self.compare(*slot, " >= ", *least),
            When::InState(states) => {
                let terms = states.states().map(|it| self.store.terms.of_state(self.of.ix, it));
                Ok(self.list("r.state", &terms.collect::<Vec<_>>()))
            }
            When::Itself(ids) => Ok(self.list("r.id", &ids.iter().copied().collect::<Vec<_>>())),
            When::Acted(activities) => Ok(self.acted(activities)),
            When::All(of) => self.joined(of, " AND ", "1 = 1"),
            When::Any(of) => self.joined(of, " OR ", "1 = 0"),
            When::Not(of) => {
                let mut text = Text::new("NOT (");
                text.append(self.emit(of)?).add(")");
                Ok(text)
            }
        }
    }

    /// `(column IS NOT NULL AND column <op> value)`.
    fn compare(&self, slot: Slot, op: &'static str, value: impl Into<crate::Bind>) -> Result<Text, Fault> {
        let mut text = Text::new("(");
        let value = value.into();
        if !self.fits(slot, &value) || !self.put(&mut text, slot)? {
            return Ok(Text::new("1 = 0"));
        }
        text.add(" IS NOT NULL AND ");
        self.put(&mut text, slot)?;
        text.add(op).bind(value).add(")");
        Ok(text)
    }

    /// `(column IS NOT NULL AND column IN (…))` over numbers.
    fn is_in(&self, slot: Slot, numbers: impl IntoIterator<Item = i64>) -> Result<Text, Fault> {
        let numbers: Vec<i64> = numbers.into_iter().collect();
        let mut text = Text::new("(");
        let Some(first) = numbers.first() else { return Ok(Text::new("1 = 0")) };
        if !self.fits(slot, &(*first).into()) || !self.put(&mut text, slot)? {
            return Ok(Text::new("1 = 0"));
        }
        text.add(" IS NOT NULL AND ");
        self.put(&mut text, slot)?;
        text.among(self.store.dialect(), &numbers).add(")");
        Ok(text)
    }

    /// The same over texts.
    fn is_one_of<'t>(&self, slot: Slot, texts: impl Iterator<Item = &'t str>) -> Result<Text, Fault> {
        let values: Vec<crate::Bind> = texts.map(Into::into).collect();
        let mut text = Text::new("(");
        if values.first().is_none_or(|it| !self.fits(slot, it)) || !self.put(&mut text, slot)? {
            return Ok(Text::new("1 = 0"));
        }
        text.add(" IS NOT NULL AND ");
        self.put(&mut text, slot)?;
        text.add(" IN (").bind_all(values).add("))");
        Ok(text)
    }

    fn is_person(&self, slot: Slot) -> bool {
        self.of.field(slot).is_some_and(|it| matches!(it.kind, Kind::Person))
    }

    fn is_team(&self, slot: Slot) -> bool {
        self.of.field(slot).is_some_and(|it| matches!(it.kind, Kind::Team))
    }

    fn empty(&self, slot: Slot) -> Result<Text, Fault> {
        let mut text = Text::new("");
        match column(self.of, slot)? {
            Column::Points(key) => {
                text.add("NOT EXISTS (SELECT 1 FROM points p WHERE p.record = r.id AND p.field = ").bind(key).add(")");
            }
            Column::Header(_) | Column::Body(_) => {
                self.put(&mut text, slot)?;
                text.add(" IS NULL");
            }
        }
        Ok(text)
    }

    /// Whether the slot's column is of the value's type; a comparison across types never holds, as in memory.
    fn fits(&self, slot: Slot, value: &crate::Bind) -> bool {
        let held = self.of.field(slot).and_then(|it| it.kind.columns().first()).map(|(_, column)| *column);
        match value {
            crate::Bind::Text(_) => held == Some(model::Column::Text),
            crate::Bind::Int(_) => held == Some(model::Column::Int),
            crate::Bind::Null | crate::Bind::Bytes(_) => false,
        }
    }

    /// Adds the column; `false` where the slot has none (several references): such a comparison never holds.
    fn put(&self, text: &mut Text, slot: Slot) -> Result<bool, Fault> {
        match column(self.of, slot)? {
            Column::Header(name) => text.add("r.").add(name),
            Column::Body(name) => text.add("b.").name(&name),
            Column::Points(_) => return Ok(false),
        };
        Ok(true)
    }

    fn list(&self, column: &'static str, numbers: &[i64]) -> Text {
        if numbers.is_empty() {
            return Text::new("1 = 0");
        }
        let mut text = Text::new(column);
        text.among(self.store.dialect(), numbers);
        text
    }

    fn acted(&self, activities: &[model::ActivityIx]) -> Text {
        if activities.is_empty() || self.asker.involved.is_empty() {
            return Text::new("1 = 0");
        }
        let mut text = Text::new("EXISTS (SELECT 1 FROM acted x WHERE x.record = r.id AND x.activity IN (");
        text.bind_all(activities.iter().map(|it| self.store.terms.of_activity(*it)));
        text.add(") AND x.person IN (").bind_all(self.asker.involved.iter().map(|it| it.get())).add("))");
        text
    }

    fn joined(&self, of: &[When], word: &'static str, none: &'static str) -> Result<Text, Fault> {
        if of.is_empty() {
            return Ok(Text::new(none));
        }
        let mut text = Text::new("(");
        for (at, it) in of.iter().enumerate() {
            if at > 0 {
                text.add(word);
            }
            text.append(self.emit(it)?);
        }
        text.add(")");
        Ok(text)
    }
}
