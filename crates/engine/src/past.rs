//! Who held what and which cells were in force at any instant, past or to come.

use std::{collections::BTreeMap, sync::Arc};

use base::{Instant, RecordId};
use governance::{Parts, Roster};
use model::Site;
use serde_json::Value as Json;

use crate::{Desk, Fault, Halt, directory, force};

/// The state that appointments give authority in.
const LIVE: &str = "active";

/// Who held what at an instant, and what was in force.
#[derive(Clone, Debug)]
pub struct Then {
    /// The cells that were in force.
    pub site: Arc<Site>,
    /// The appointments that held.
    pub roster: Roster,
}

impl Desk {
    /// People, teams, places and appointments as they stood at an instant, with the cells that were in force.
    ///
    /// Appointments are those that the journal shows active then; from now on they are those of now. People, teams and
    /// places are those of now: who has left is not active, whenever it was.
    pub async fn then(&self, at: Instant) -> Result<Then, Halt> {
        let now = &self.directory;
        let site = self.engine.declared.in_force(force::by(&now.published, at))?;
        if at >= self.now {
            return Ok(Then { site, roster: now.roster.clone() });
        }
        let held = self.held_at(at).await?;
        let roster = Roster::build(Parts {
            epoch: now.roster.epoch(),
            people: now.roster.people().cloned().collect(),
            teams: now.roster.teams().cloned().collect(),
            appointments: held,
            deputies: now.roster.deputies().to_vec(),
            places: now.roster.places().cloned().collect(),
        });
        Ok(Then { site, roster })
    }

    /// The appointments that were active at an instant, as the journal tells.
    async fn held_at(&self, at: Instant) -> Result<Vec<governance::Appointment>, Fault> {
        let Some(of) = self.site().find_type(directory::APPOINTMENT) else { return Ok(Vec::new()) };
        let mut states: BTreeMap<RecordId, String> = BTreeMap::new();
        for (record, _, what) in self.engine.store.journal_of_type(of.ix, at).await? {
            if let Some(state) = after(&what) {
                states.insert(record, state);
            }
        }
        let places = self.roster().places().map(|it| (it.id, it.kind)).collect();
        let slot = of.slot("stands_in_for");
        let mut held = Vec::new();
        for record in directory::every(&self.engine.store, of, false).await? {
            let stands_in = slot.is_some_and(|it| record.get(it).person().is_some());
            let was_live = states.get(&record.id).is_some_and(|it| it == LIVE);
            if was_live && !stands_in {
                held.extend(directory::appointment(self.site(), of, &record, &places));
            }
        }
        Ok(held)
    }
}

/// The state that an entry led to.
fn after(what: &str) -> Option<String> {
    let what: Json = serde_json::from_str(what).ok()?;
    what.get("state")?.get(1)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_tells_the_state_that_it_led_to() {
        let check = |what: &str, expected: Option<&str>| assert_eq!(after(what).as_deref(), expected, "{what}");
        check("{\"state\":[null,\"active\"]}", Some("active"));
        check("{\"state\":[\"active\",\"ended\"],\"set\":{}}", Some("ended"));
        check("{\"set\":{\"until\":[null,\"x\"]}}", None);
        check("no JSON", None);
    }
}
