//! How everything is looked at: each route of the table says here how it is asked for.

use model::{RecordType, Site};

use crate::{planting::inner, support::PERSONAS};

/// Where everything of a type is looked at: the lists, and one record.
pub(crate) fn looks(path: &str, of: &RecordType, number: &str) -> Vec<String> {
    let place = path.replace("{type}", &of.key).replace("{number}", number);
    match path {
        "/api/records/{type}" => ["?limit=200&count=true", "?limit=1&sort=-priority", "?limit=1&sort=clock"]
            .map(|it| format!("{place}{it}"))
            .to_vec(),
        "/api/records/{type}/{number}/why/{move}" => {
            let steps = of.lifecycle.moves.iter().filter(|it| !it.opens);
            steps.map(|it| place.replace("{move}", &it.key)).collect()
        }
        _one => vec![place],
    }
}

/// What is looked at that is of no one record.
pub(crate) fn others(path: &str, site: &Site, files: &[String]) -> Vec<String> {
    match path {
        "/api/openapi.json" | "/api/me" | "/api/types" | "/api/measures" | "/api/people" | "/api/teams" => {
            vec![path.to_owned()]
        }
        // Every word that was planted begins so.
        "/api/search" => ["zqcanary", "2099", "771349205"].map(|it| format!("{path}?q={it}&limit=200")).to_vec(),
        "/api/duties" => vec![path.to_owned(), format!("{path}?whose=answer")],
        "/api/who" => vec![format!("{path}?q=resolve"), format!("{path}?q=zqcanary")],
        "/api/what-if" => PERSONAS.map(|it| format!("{path}?what=leave&named={it}")).to_vec(),
        "/api/attachments/{id}" => files.iter().map(|it| path.replace("{id}", it)).collect(),
        "/api/measures/{practice}/{measure}" => measures(site),
        other => panic!("nobody looks at {other}: say here how it is looked at"),
    }
}

/// Measures told apart by inner fields.
fn measures(site: &Site) -> Vec<String> {
    let mut all = Vec::new();
    for measure in &site.measures {
        let over = measure.calc.as_ref().and_then(|it| it.over.first()).and_then(|it| site.of(it.of));
        let practice = &site.practice(measure.practice).unwrap().key;
        for (_, field) in over.into_iter().flat_map(inner).take(2) {
            all.push(format!("/api/measures/{practice}/{}?limit=1&step=year&by={}", measure.key, field.key));
        }
    }
    all
}
