//! The schema of a record as it is shown. Fields that the reader may not see are absent, so none is required.

use model::{Phase, RecordType};
use serde_json::{Map, Value as Json, json};

use super::kinds;

/// A record type's schema.
pub(super) fn shown(of: &RecordType) -> Json {
    let values: Map<String, Json> = of.shown().map(|(_, it)| (it.key.clone(), kinds::shown(it))).collect();
    let states: Vec<&str> = of.lifecycle.states.iter().map(|it| it.key.as_str()).collect();
    let properties = json!({
        "number": { "type": "string" },
        "type": { "const": of.key },
        "title": { "type": "string" },
        "state": { "enum": states },
        "phase": { "enum": Phase::ALL.map(Phase::name) },
        "version": { "type": "integer" },
        "opened": { "type": ["string", "null"] },
        "opened_by": person(),
        "changed": { "type": ["string", "null"] },
        "closed": { "type": ["string", "null"] },
        "due": { "type": ["string", "null"] },
        "values": { "type": "object", "properties": values, "additionalProperties": false },
    });
    super::bodies::whole(of.title.as_str(), properties)
}

fn person() -> Json {
    json!({ "anyOf": [{ "$ref": "#/components/schemas/Person" }, { "type": "null" }] })
}
