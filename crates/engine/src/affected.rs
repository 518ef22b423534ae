//! A real record for a finding: an open one that waits for what is missing.

use std::sync::Arc;

use base::{PersonId, RecordId};
use governance::Finding;
use model::{Asker, Header, RecordType, Site, When};
use store::{Direction, Disjunct, Find, Sort};

use crate::{Directory, Engine, Fault, kept::FINDING};

/// How many kinds of record are looked through for one finding.
const KINDS: usize = 4;

impl Engine {
    /// The oldest open record that a finding holds up; `None` where there is none.
    pub(crate) async fn held_up(&self, directory: &Directory, it: &Finding) -> Result<Option<RecordId>, Fault> {
        for of in kinds(&directory.site, it) {
            let when = condition(&directory.site, &directory.roster, it, of);
            if when == When::Never {
                continue;
            }
            if let Some(found) = self.oldest_open(of, when).await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    async fn oldest_open(&self, of: &RecordType, filter: When) -> Result<Option<RecordId>, Fault> {
        let asker = Arc::new(Asker::myself(PersonId::new(0), std::collections::BTreeSet::new()));
        let all = [Disjunct { asker: Arc::clone(&asker), when: When::Always }];
        let find = Find {
            of: of.ix,
            open_only: true,
            filter,
            asker,
            sort: Sort::Opened,
            direction: Direction::Up,
            after: None,
            limit: 1,
            among: None,
        };
        Ok(self.store.list(&find, &all).await?.records.first().map(|it| it.id))
    }
}

/// The kinds of record that come into question: that of the activity, or those on which the roles act.
fn kinds<'a>(site: &'a Site, it: &Finding) -> Vec<&'a RecordType> {
    let own = site.find_type(FINDING).map(|it| it.practice);
    let is_work = |of: &&RecordType| of.place.is_none() && Some(of.practice) != own;
    if let Some(activity) = it.activity {
        return site.activity(activity).and_then(|it| site.of(it.of()?)).filter(is_work).into_iter().collect();
    }
    let acts = |of: &&RecordType| {
        let mut cells = site.on(of.ix).flat_map(|(_, row)| &row.cells);
        cells.any(|cell| cell.letter.may_do() && it.roles.contains(&cell.role))
    };
    site.types.iter().filter(is_work).filter(acts).take(KINDS).collect()
}

/// Within the scope and, where it is about a person, with that person.
fn condition(site: &Site, roster: &governance::Roster, it: &Finding, of: &RecordType) -> When {
    let role = it.roles.first().copied();
    let scopes: Vec<_> = it.all_scopes().collect();
    let within = match (role, scopes.as_slice()) {
        (Some(role), [_, ..]) => {
            When::any(scopes.iter().take(20).map(|scope| governance::within(roster, site, (role, *scope), of)))
        }
        (_, _) => When::Always,
    };
    let is_of_persons = matches!(
        it.kind,
        governance::FindingKind::Conflict | governance::FindingKind::SinglePoint | governance::FindingKind::Overload
    );
    let held = if is_of_persons && !it.persons.is_empty() {
        let ids = it.persons.iter().map(|it| it.get()).collect();
        When::In(Header::HolderPerson.slot(), Arc::new(ids))
    } else {
        When::Always
    };
    When::all([within, held])
}
