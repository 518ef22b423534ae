//! The schema of each kind of field: as it is sent, and as it is shown.

use model::{Field, Kind, RecordType, Site, Slot};
use serde_json::{Value as Json, json};

use crate::given::{NAME_MOST, SEVERAL_MOST, TEXT_MOST, WHOLE_MOST};

/// One line: no control characters.
pub(super) const LINE: &str = r"^[^\x00-\x1f\x7f-\x9f]*$";
/// Several lines: breaks and tabs, no other control characters.
pub(super) const LINES: &str = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$";
const DATE: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$";
const INSTANT: &str = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])$";
const DURATION: &str = "^(-?[0-9]{1,6}[dhms]( -?[0-9]{1,6}[dhms]){0,3}|P[0-9]{1,6}[WD]|P([0-9]{1,6}D)?T([0-9]{1,6}H([0-9]{1,6}M)?([0-9]{1,6}S)?|[0-9]{1,6}M([0-9]{1,6}S)?|[0-9]{1,6}S))$";

/// A field as it is sent. A needed one can't be null.
pub(super) fn sent(site: &Site, of: &RecordType, slot: Slot, is_needed: bool) -> Option<(String, Json)> {
    let field = of.field(slot).filter(|it| it.is_declared && !it.is_computed)?;
    let mut schema = form(site, &field.kind, is_needed);
    if !is_needed && let Some(schema) = schema.as_object_mut() {
        if let Some(kind) = schema.get_mut("type") {
            *kind = json!([kind, "null"]);
        }
        if let Some(Json::Array(options)) = schema.get_mut("enum") {
            options.push(Json::Null);
        }
    }
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("title".to_owned(), json!(field.title));
        if !field.help.is_empty() {
            schema.insert("description".to_owned(), json!(field.help));
        }
    }
    Some((field.key.clone(), schema))
}

fn form(site: &Site, kind: &Kind, is_needed: bool) -> Json {
    let least = usize::from(is_needed);
    match kind {
        Kind::Line(most) => json!({ "type": "string", "minLength": least, "maxLength": most, "pattern": LINE }),
        Kind::Text => json!({ "type": "string", "minLength": least, "maxLength": TEXT_MOST, "pattern": LINES }),
        Kind::Whole => json!({ "type": "integer", "minimum": -WHOLE_MOST, "maximum": WHOLE_MOST }),
        Kind::Decimal(0) => json!({ "type": "string", "pattern": "^-?[0-9]{1,12}$" }),
        Kind::Decimal(places) => {
            json!({ "type": "string", "pattern": format!(r"^-?[0-9]{{1,12}}(\.[0-9]{{1,{places}}})?$") })
        }
        Kind::Money => json!({
            "type": "object",
            "properties": {
                "amount": { "type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,2})?$" },
                "currency": { "type": "string", "pattern": "^[A-Z]{3}$" },
            },
            "required": ["amount", "currency"],
            "additionalProperties": false,
        }),
        Kind::YesNo => json!({ "type": "boolean" }),
        Kind::Date => json!({ "type": "string", "pattern": DATE, "examples": ["2026-11-22"] }),
        Kind::Instant => json!({ "type": "string", "pattern": INSTANT, "examples": ["2026-11-22T09:30:00Z"] }),
        Kind::Duration => json!({ "type": "string", "pattern": DURATION, "examples": ["4h 30m", "PT4H30M"] }),
        Kind::Choice(options) | Kind::Level(options) => {
            json!({ "type": "string", "enum": options.0.iter().map(|it| it.key.as_str()).collect::<Vec<_>>() })
        }
        Kind::Reference(to) => named(&keys(site, to)),
        Kind::References(to) => json!({ "type": "array", "maxItems": SEVERAL_MOST, "items": listed(&keys(site, to)) }),
        Kind::Person | Kind::Team => named(&[]),
        Kind::Attachment => json!({ "type": "string", "pattern": "^[0-9]{1,19}$" }),
    }
}

fn keys(site: &Site, to: &[model::TypeIx]) -> Vec<String> {
    to.iter().filter_map(|it| site.of(*it)).map(|it| it.key.clone()).collect()
}

fn named(to: &[String]) -> Json {
    let mut schema = json!({ "type": "string", "minLength": 1, "maxLength": NAME_MOST, "pattern": LINE });
    if let (false, Some(schema)) = (to.is_empty(), schema.as_object_mut()) {
        schema.insert("x-remit-names".to_owned(), json!(to));
    }
    schema
}

fn listed(to: &[String]) -> Json {
    json!({ "type": "string", "minLength": 1, "maxLength": NAME_MOST, "pattern": r"^[^,;\x00-\x1f\x7f-\x9f]*$", "x-remit-names": to })
}

/// A field as it is shown.
pub(super) fn shown(field: &Field) -> Json {
    let of =
        |schema: &str| json!({ "anyOf": [{ "$ref": format!("#/components/schemas/{schema}") }, { "type": "null" }] });
    let mut schema = match &field.kind {
        Kind::Line(_)
        | Kind::Text
        | Kind::Decimal(_)
        | Kind::Date
        | Kind::Instant
        | Kind::Duration
        | Kind::Choice(_)
        | Kind::Level(_) => json!({ "type": ["string", "null"] }),
        Kind::Whole => json!({ "type": ["integer", "null"] }),
        Kind::Money => of("Money"),
        Kind::YesNo => json!({ "type": ["boolean", "null"] }),
        Kind::Reference(_) => of("Reference"),
        Kind::References(_) => {
            json!({ "type": ["array", "null"], "items": { "$ref": "#/components/schemas/Reference" } })
        }
        Kind::Person => of("Person"),
        Kind::Team => of("Team"),
        Kind::Attachment => of("NamedFile"),
    };
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("title".to_owned(), json!(field.title));
    }
    schema
}
