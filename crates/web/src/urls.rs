//! Addresses: building queries, escaping. One place, so that no page glues raw text into a link.

use form_urlencoded::{Serializer, byte_serialize, parse};

/// A path with a query; empty values are left out.
pub(crate) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let given: Vec<(&str, Option<&str>)> =
        pairs.iter().map(|(name, value)| (*name, Some(*value).filter(|it| !it.is_empty()))).collect();
    with_given(path, &given)
}

/// A path with a query; a value that is given stays, even where it is empty.
pub(crate) fn with_given(path: &str, pairs: &[(&str, Option<&str>)]) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in pairs {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Text as it may stand in a query or a cookie.
pub(crate) fn encode(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// The text behind [`encode`].
pub(crate) fn decode(text: &str) -> String {
    parse(format!("v={text}").as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// The pairs of a query or a form.
pub(crate) fn pairs(query: &[u8]) -> Vec<(String, String)> {
    parse(query).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// The path of a record's page.
pub(crate) fn record(number: &str) -> String {
    format!("/{number}")
}

/// What stands behind a record's number besides its moves; a move of that name is reached by a longer path.
pub(crate) const RESERVED: [&str; 9] = ["attach", "clocks", "edit", "journal", "links", "move", "people", "say", "why"];

/// The path of a move on a record.
pub(crate) fn step(number: &str, step: &str) -> String {
    if RESERVED.contains(&step) { format!("/{number}/move/{step}") } else { format!("/{number}/{step}") }
}
