//! What a form sent, as the engine takes it: one value a field, times in the sender's zone.

use engine::{Given, Input};
use model::{Kind, RecordType, Slot};

use crate::{asker::Asker, posted::Posted};

/// The input of a form with these fields.
pub(crate) fn input(asker: &Asker, of: &RecordType, slots: &[Slot], posted: &Posted) -> Input {
    let fields = slots.iter().filter_map(|it| of.field(*it)).filter(|it| !it.is_computed);
    let values = fields.filter_map(|it| Some((it.key.clone(), given(asker, &it.kind, &it.key, posted)?)));
    Input {
        values: values.collect(),
        comment: posted.find("comment").filter(|it| !it.trim().is_empty()).map(str::to_owned),
        inside: posted.get("to") == "note",
        version: posted.version(),
        idempotency: posted.key(),
    }
}

/// The value of one field; none where the form did not have it.
fn given(asker: &Asker, kind: &Kind, key: &str, posted: &Posted) -> Option<Given> {
    let first = posted.find(key);
    Some(match kind {
        Kind::References(_) => {
            first?;
            Given::Several(posted.all(key).filter(|it| !it.is_empty()).map(str::to_owned).collect())
        }
        Kind::Money => {
            let amount = first?.trim();
            let currency = posted.get(&format!("{key}.currency")).to_owned();
            Given::Text(if amount.is_empty() || amount.contains(' ') {
                amount.to_owned()
            } else {
                format!("{amount} {currency}")
            })
        }
        Kind::Instant => Given::Text(asker.times.read_local(first?.trim())),
        Kind::Line(_)
        | Kind::Text
        | Kind::Whole
        | Kind::Decimal(_)
        | Kind::YesNo
        | Kind::Date
        | Kind::Duration
        | Kind::Choice(_)
        | Kind::Level(_)
        | Kind::Reference(_)
        | Kind::Person
        | Kind::Team => Given::Text(first?.to_owned()),
        Kind::Attachment => return None,
    })
}

/// What was typed into one field, to be shown again as it was.
pub(crate) fn typed(kind: &Kind, key: &str, posted: &Posted) -> Vec<String> {
    if matches!(kind, Kind::Money) {
        return vec![format!("{} {}", posted.get(key).trim(), posted.get(&format!("{key}.currency")))];
    }
    posted.all(key).map(str::to_owned).collect()
}
