//! What an act is given, read from a JSON object: values, a comment, and for whom it is.

use engine::Input;
use model::RecordType;
use serde_json::{Map, Value as Json};

use crate::{
    asked::Values,
    given::{TEXT_MOST, given},
    members::Members,
    problem::Problem,
};

/// How a repeated or late request is told from a fresh one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard {
    /// The version that the asker saw.
    pub(crate) version: Option<i64>,
    /// The idempotency key.
    pub(crate) key: Option<String>,
}

/// Reads `values`, `comment` and `inside`; the members must have no others left.
pub(crate) fn input(of: &RecordType, mut members: Members, guard: Guard) -> Result<Input, Box<Problem>> {
    let values = members.object("values");
    let comment = members.text("comment", TEXT_MOST);
    let inside = members.yes("inside");
    members.finish()?;
    let values = values_of(of, &values)?;
    Ok(Input { values, comment, inside, version: guard.version, idempotency: guard.key })
}

/// Values by field, each in the form of its kind.
fn values_of(of: &RecordType, given_values: &Map<String, Json>) -> Result<Values, Box<Problem>> {
    let (mut values, mut faults) = (Vec::new(), Vec::new());
    for (key, json) in given_values {
        let Some(field) = of.slot(key).and_then(|it| of.field(it)) else {
            faults.push((key.chars().take(60).collect(), format!("is no field of {}", of.plural.to_lowercase())));
            continue;
        };
        match given(field, json) {
            Ok(given) => values.push((key.clone(), given)),
            Err(message) => faults.push((key.clone(), message)),
        }
    }
    if faults.is_empty() { Ok(values) } else { Err(Problem::invalids(faults)) }
}
