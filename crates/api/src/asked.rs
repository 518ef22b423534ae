//! What was asked, checked for form, with the desk of the one who asks.

use std::sync::Arc;

use engine::{Desk, Given, Seen, SignedIn};
use model::RecordType;

use crate::{body::Sent, members::Members, problem::Problem, query::Parameters, shared::Shared};

/// What was asked.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) shared: Arc<Shared>,
    pub(crate) desk: Desk,
    pub(crate) signed: SignedIn,
    pub(crate) path: Parameters,
    pub(crate) query: Parameters,
    /// The version that the asker saw.
    pub(crate) version: Option<i64>,
    /// The idempotency key.
    pub(crate) key: Option<String>,
    pub(crate) sent: Sent,
    pub(crate) request_id: String,
}

/// Values as given, by field.
pub(crate) type Values = Vec<(String, Given)>;

impl Asked {
    /// The record type in the path, if the asker has anything to do with it.
    pub(crate) fn kind(&self) -> Result<&RecordType, Box<Problem>> {
        Ok(self.desk.kind(self.path.get("type"))?)
    }

    /// The record in the path, if the asker sees it and it is of the type in the path.
    pub(crate) async fn record(&self) -> Result<(&RecordType, Seen), Box<Problem>> {
        let of = self.kind()?;
        let number = self.path.get("number");
        if !is_number(of, number) {
            return Err(Problem::not_found());
        }
        let seen = self.desk.read(number).await?;
        if seen.record().of == of.ix { Ok((of, seen)) } else { Err(Problem::not_found()) }
    }

    /// The JSON object that was sent.
    pub(crate) fn members(&mut self) -> Members {
        Members::new(self.sent.take_object())
    }
}

/// Whether a text has the form of this type's numbers.
pub(crate) fn is_number(of: &RecordType, text: &str) -> bool {
    let digits = text.strip_prefix(of.prefix.as_str()).and_then(|it| it.strip_prefix('-'));
    digits.is_some_and(|it| (1..=18).contains(&it.len()) && it.bytes().all(|c| c.is_ascii_digit()))
}
