//! Who the asker is here.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::{answer::Answer, asked::Asked};

/// `GET /api/me`
pub(crate) fn me(it: &Asked) -> Answer {
    let desk = &it.desk;
    let person = desk.directory().person(desk.person());
    let grants = desk.authority().grants().iter();
    let held: BTreeSet<(String, String, Option<i64>)> = grants
        .filter_map(|grant| {
            let role = desk.site().role(grant.role)?;
            Some((role.title.clone(), desk.scope_in_words(grant.scope), grant.for_.map(base::PersonId::get)))
        })
        .collect();
    let roles = held.iter().map(|(role, scope, behalf)| {
        let behalf = behalf.map(|it| desk.directory().name(base::PersonId::new(it)));
        json!({ "role": role, "scope": scope, "standing_in_for": behalf })
    });
    Answer::json(json!({
        "key": person.map(|it| it.key.as_str()),
        "name": desk.directory().name(desk.person()),
        "mail": person.map(|it| it.mail.as_str()),
        "organisation": it.shared.engine.organisation(),
        "zone": it.shared.engine.zone(),
        "is_inside": desk.is_inside(),
        "ceiling": it.signed.ceiling.print(),
        "roles": roles.collect::<Json>(),
    }))
}
