//! Open records that a plan touches: whose holder leaves, whose team has nobody left, whose holder sees them no more.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use base::{Instant, PersonId, TeamId};
use model::{Asker, Header, Record, RecordType, Site, Slot, When};
use store::{Direction, Disjunct, Find, Sort};

use super::effect::{Effect, Side};
use crate::{Engine, Fault, directory::APPOINTMENT};

/// An open record that a plan touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// What happens to it, in words.
    pub why: String,
}

/// Whom or what records are looked for by.
struct Losing<'a> {
    before: Side<'a>,
    after: Side<'a>,
    now: Instant,
    persons: BTreeSet<PersonId>,
    teams: BTreeSet<TeamId>,
}

/// The most records of a type that are told of.
const MOST: usize = 500;

impl Engine {
    /// The open records that turning `before` into `after` touches.
    pub async fn touched(
        &self,
        before: Side<'_>,
        after: Side<'_>,
        effect: &Effect,
        now: Instant,
    ) -> Result<Vec<Touched>, Fault> {
        let losing = effect.shifts.iter().filter(|it| !it.losses.is_empty());
        let gone = before
            .roster
            .people()
            .map(|it| it.id)
            .filter(|it| before.roster.is_active(*it) && !after.roster.is_active(*it));
        let persons = losing.flat_map(|it| it.persons.iter().copied()).chain(gone).collect();
        let teams = before.roster.teams().map(|it| governance::Holder::Team(it.id));
        let emptied = teams.filter(|it| before.roster.is_held(*it) && !after.roster.is_held(*it));
        let teams =
            emptied.filter_map(|it| if let governance::Holder::Team(id) = it { Some(id) } else { None }).collect();
        let losing = Losing { before, after, now, persons, teams };
        let mut found = Vec::new();
        for of in self.site.types.iter().filter(|it| it.key != APPOINTMENT) {
            let persons: BTreeSet<i64> = losing.persons.iter().map(|it| it.get()).collect();
            for record in self.held(of, Header::HolderPerson.slot(), persons).await? {
                found.extend(losing.by_person(&record));
            }
            let teams: BTreeSet<i64> = losing.teams.iter().map(|it| it.get()).collect();
            for record in self.held(of, Header::HolderTeam.slot(), teams).await? {
                found.extend(losing.by_team(&record));
            }
        }
        Ok(each_once(found))
    }

    /// Open records of a type in whose slot one of these stands.
    async fn held(&self, of: &RecordType, slot: Slot, ids: BTreeSet<i64>) -> Result<Vec<Record>, Fault> {
        if ids.is_empty() || of.field(slot).is_none_or(|it| !it.is_declared) {
            return Ok(Vec::new());
        }
        let asker = Arc::new(Asker::myself(PersonId::new(0), BTreeSet::new()));
        let find = Find {
            of: of.ix,
            open_only: true,
            filter: When::In(slot, Arc::new(ids)),
            asker: Arc::clone(&asker),
            sort: Sort::Opened,
            direction: Direction::Up,
            after: None,
            limit: MOST,
            among: None,
        };
        let all = [Disjunct { asker, when: When::Always }];
        Ok(self.store.list(&find, &all).await?.records)
    }
}

impl Losing<'_> {
    fn by_person(&self, record: &Record) -> Option<Touched> {
        let holder = record.person(Header::HolderPerson)?;
        let name = self.before.roster.person(holder).map(|it| it.name.clone()).unwrap_or_default();
        if !self.after.roster.is_active(holder) {
            return Some(told(record, format!("{name} has it and leaves: give it to somebody else.")));
        }
        // The stored record can be read under the other site only where types and fields have the same places in it.
        let is_same = shape(self.before.site) == shape(self.after.site);
        let sees = |side: Side<'_>| side.roster.authority(side.site, holder, self.now).sees(record).is_some();
        let lost = is_same && sees(self.before) && !sees(self.after);
        lost.then(|| told(record, format!("{name} has it and will no longer see it: give it to somebody else.")))
    }

    fn by_team(&self, record: &Record) -> Option<Touched> {
        let team = record.header(Header::HolderTeam).team()?;
        let name = self.before.roster.team(team).map(|it| it.name.clone()).unwrap_or_default();
        Some(told(record, format!("{name} has it, and nobody will be in that team: give it to another.")))
    }
}

fn shape(site: &Site) -> Vec<(&str, Vec<&str>)> {
    site.types.iter().map(|it| (it.key.as_str(), it.fields.iter().map(|it| it.key.as_str()).collect())).collect()
}

fn told(record: &Record, why: String) -> Touched {
    Touched { number: record.number.clone(), title: record.title().to_owned(), why }
}

/// Touched records by number, each once.
fn each_once(all: Vec<Touched>) -> Vec<Touched> {
    let by_number: BTreeMap<String, Touched> = all.into_iter().map(|it| (it.number.clone(), it)).collect();
    by_number.into_values().collect()
}
