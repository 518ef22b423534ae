//! What was given, turned into values: names become ids under the asker's sight, and nothing else gets in.

use model::{Field, Kind, RecordType, Slot, Value};

use crate::{Desk, FieldFault, Halt};

/// One given value, before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// As people and files write it; empty clears the field.
    Text(String),
    /// Several, for fields that hold several.
    Several(Vec<String>),
}

/// What an act is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// Values by field key.
    pub values: Vec<(String, Given)>,
    /// A message or note that goes with it.
    pub comment: Option<String>,
    /// Whether the comment is for those inside IT only.
    pub inside: bool,
    /// The version that the asker saw; `None` where they did not look.
    pub version: Option<i64>,
    /// The key under which a repeated request is carried out once only.
    pub idempotency: Option<String>,
}

impl Input {
    /// Input with these texts.
    pub fn of(values: &[(&str, &str)]) -> Self {
        let text = |(key, text): &(&str, &str)| ((*key).to_owned(), Given::Text((*text).to_owned()));
        Self { values: values.iter().map(text).collect(), ..Self::default() }
    }
}

impl Desk {
    /// Reads given values for fields of a type; every field that does not fit is named at once.
    pub(crate) async fn values(
        &self,
        of: &RecordType,
        given: &[(String, Given)],
        allowed: &[Slot],
    ) -> Result<Vec<(Slot, Value)>, (Vec<FieldFault>, Option<Halt>)> {
        let (mut values, mut faults) = (Vec::new(), Vec::new());
        for (key, given) in given {
            let named = of.slot(key).and_then(|slot| Some((slot, of.field(slot)?)));
            let open = named.filter(|(slot, field)| allowed.contains(slot) && !field.is_computed);
            let Some((slot, field)) = open else {
                faults.push(FieldFault { field: key.clone(), message: not_asked(of, allowed) });
                continue;
            };
            match self.value(field, given).await {
                Ok(value) => values.push((slot, value)),
                Err(Resolve::Bad(message)) => faults.push(FieldFault { field: key.clone(), message }),
                Err(Resolve::Halt(halt)) => return Err((faults, Some(halt))),
            }
        }
        if faults.is_empty() { Ok(values) } else { Err((faults, None)) }
    }

    /// Reads one given value for a field.
    pub(crate) async fn one_value(&self, field: &Field, given: &Given) -> Result<Value, (String, Option<Halt>)> {
        self.value(field, given).await.map_err(|fault| match fault {
            Resolve::Bad(message) => (message, None),
            Resolve::Halt(halt) => (String::new(), Some(halt)),
        })
    }

    async fn value(&self, field: &Field, given: &Given) -> Result<Value, Resolve> {
        let text = match given {
            Given::Text(text) => text.clone(),
            Given::Several(texts) => texts.join(","),
        };
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok(Value::Empty);
        }
        match &field.kind {
            Kind::Person => self.person_named(trimmed),
            Kind::Team => self.team_named(trimmed),
            Kind::Reference(types) => self.reference(trimmed, types).await.map(Value::Record),
            Kind::References(types) => {
                let mut ids = Vec::new();
                for one in trimmed.split([',', ';']).map(str::trim).filter(|it| !it.is_empty()) {
                    ids.push(self.reference(one, types).await?);
                }
                ids.sort_unstable();
                ids.dedup();
                Ok(Value::Records(ids))
            }
            Kind::Attachment => self.own_file(trimmed).await,
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
            | Kind::Level(_) => Value::parse(&field.kind, &text).map_err(|fault| Resolve::Bad(fault.to_string())),
        }
    }

    fn person_named(&self, text: &str) -> Result<Value, Resolve> {
        let me = (text == "me").then(|| self.person());
        let by_id = || text.parse().ok().map(base::PersonId::new).filter(|it| self.directory.person(*it).is_some());
        let found = me.or_else(|| self.directory.find_person(text)).or_else(by_id);
        let known = found.filter(|it| self.is_inside() || *it == self.person());
        known.map(Value::Person).ok_or_else(|| {
            Resolve::Bad(format!("can't be “{}”: nobody here is called that; pick a person from the list", short(text)))
        })
    }

    fn team_named(&self, text: &str) -> Result<Value, Resolve> {
        let by_id = || text.parse().ok().map(base::TeamId::new).filter(|it| self.roster().team(*it).is_some());
        let found = self.directory.find_team(text).or_else(by_id);
        found.map(Value::Team).ok_or_else(|| {
            Resolve::Bad(format!("can't be “{}”: no team is called that; pick one from the list", short(text)))
        })
    }

    /// The record that a number, a natural key or a title names, if the asker sees it and it is of the right type.
    async fn reference(&self, text: &str, types: &[model::TypeIx]) -> Result<base::RecordId, Resolve> {
        let number = text.split_whitespace().next().unwrap_or(text);
        let mut found = self.engine.store.record_numbered(&number.to_uppercase()).await.map_err(failed)?;
        if found.is_none() {
            found = self.place_named(text, types).await?;
        }
        let fits = found.filter(|it| types.contains(&it.of) && self.may_name(it));
        fits.map(|it| it.id).ok_or_else(|| {
            Resolve::Bad(format!(
                "can't be “{}”: nothing that you see is called that; write a number such as {}",
                short(text),
                self.example(types)
            ))
        })
    }

    async fn place_named(&self, text: &str, types: &[model::TypeIx]) -> Result<Option<model::Record>, Resolve> {
        let fits = |it: &&governance::Place| it.key == text || it.name.eq_ignore_ascii_case(text);
        for place in self.roster().places().filter(fits) {
            let record = self.engine.store.record(place.id).await.map_err(failed)?;
            if let Some(record) = record.filter(|it| types.contains(&it.of)) {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    /// Whether the asker may name a record in a field: they see it, or it is a place that everybody may report about.
    pub(crate) fn may_name(&self, record: &model::Record) -> bool {
        self.authority.sees(record).is_some() || self.roster().place(record.id).is_some()
    }

    fn example(&self, types: &[model::TypeIx]) -> String {
        types
            .first()
            .and_then(|it| self.site().of(*it))
            .map_or_else(|| "INC-1".to_owned(), |it| format!("{}-1", it.prefix))
    }

    async fn own_file(&self, text: &str) -> Result<Value, Resolve> {
        let bad = || Resolve::Bad("names a file that is not yours; attach it first".to_owned());
        let id: i64 = text.parse().map_err(|_ignored| bad())?;
        let file = self.engine.store.attachment(id).await.map_err(failed)?;
        file.filter(|it| it.by == self.person()).map(|it| Value::File(base::FileId::new(it.id))).ok_or_else(bad)
    }
}

/// Why a given value can't be used.
enum Resolve {
    Bad(String),
    Halt(Halt),
}

fn failed(fault: store::Fault) -> Resolve {
    Resolve::Halt(fault.into())
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

fn not_asked(of: &RecordType, allowed: &[Slot]) -> String {
    let names: Vec<&str> =
        allowed.iter().filter_map(|it| of.field(*it)).filter(|it| !it.is_computed).map(|it| it.key.as_str()).collect();
    if names.is_empty() {
        return "is not asked for here".to_owned();
    }
    format!("is not asked for here; these are: {}", names.join(", "))
}
