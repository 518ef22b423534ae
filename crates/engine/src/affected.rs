//! A real record for a finding: an open one that waits for what is missing.

use std::sync::Arc;

use base::{PersonId, RecordId};
use governance::{Finding, FindingKind};
use model::{Asker, Header, Record, RecordType, Site, When};
use store::{Direction, Disjunct, Find, Sort};

use crate::{Desk, Directory, Engine, Fault, Halt, kept::FINDING, read::disjuncts};

/// How many kinds of record are looked through for one finding.
const KINDS: usize = 4;

impl Engine {
    /// The oldest open record that a finding holds up; `None` where there is none.
    pub(crate) async fn held_up(&self, directory: &Directory, it: &Finding) -> Result<Option<RecordId>, Fault> {
        if is_of_rows(it) {
            return self.row(it).await.map(|it| it.map(|it| it.id));
        }
        let asker = Arc::new(Asker::myself(PersonId::new(0), std::collections::BTreeSet::new()));
        let all = [Disjunct { asker: Arc::clone(&asker), when: When::Always }];
        for of in kinds(&directory.site, it) {
            let when = condition(&directory.site, &directory.roster, it, of);
            if let Some(found) = self.oldest_open(of, when, (&asker, &all)).await? {
                return Ok(Some(found.id));
            }
        }
        Ok(None)
    }

    /// The appointment that a finding is about.
    async fn row(&self, it: &Finding) -> Result<Option<Record>, Fault> {
        match it.appointments.first() {
            Some(id) => Ok(self.store.record(*id).await?),
            None => Ok(None),
        }
    }

    async fn oldest_open(
        &self,
        of: &RecordType,
        filter: When,
        (asker, scope): (&Arc<Asker>, &[Disjunct]),
    ) -> Result<Option<Record>, Fault> {
        if filter == When::Never || scope.is_empty() {
            return Ok(None);
        }
        let find = Find {
            of: of.ix,
            open_only: true,
            filter,
            asker: Arc::clone(asker),
            sort: Sort::Opened,
            direction: Direction::Up,
            after: None,
            limit: 1,
            among: None,
        };
        Ok(self.store.list(&find, scope).await?.records.into_iter().next())
    }
}

impl Desk {
    /// The oldest open record that a finding holds up and that the asker sees: number and title.
    pub(crate) async fn example_of(&self, it: &Finding) -> Result<Option<(String, String)>, Halt> {
        let named = |it: Record| (it.number.clone(), it.title().to_owned());
        if is_of_rows(it) {
            return Ok(self.engine.row(it).await?.filter(|it| self.authority.sees(it).is_some()).map(named));
        }
        for of in kinds(self.site(), it) {
            let when = condition(self.site(), self.roster(), it, of);
            let scope = disjuncts(self.authority.scope(of.ix, false));
            let found = self.engine.oldest_open(of, when, (self.authority.asker(), &scope)).await?;
            if found.is_some() {
                return Ok(found.map(named));
            }
        }
        Ok(None)
    }
}

/// Whether an appointment shows best what a finding is about: no record waits because of it.
fn is_of_rows(it: &Finding) -> bool {
    match it.kind {
        FindingKind::Misfit | FindingKind::Idle | FindingKind::Expiry => true,
        FindingKind::Gap
        | FindingKind::Overlap
        | FindingKind::Conflict
        | FindingKind::Vacancy
        | FindingKind::SinglePoint
        | FindingKind::Overload
        | FindingKind::MissedDuty
        | FindingKind::Decorative => false,
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
    let is_of_persons = matches!(it.kind, FindingKind::Conflict | FindingKind::SinglePoint | FindingKind::Overload);
    let held = if is_of_persons && !it.persons.is_empty() {
        let ids = it.persons.iter().map(|it| it.get()).collect();
        When::In(Header::HolderPerson.slot(), Arc::new(ids))
    } else {
        When::Always
    };
    When::all([within, held])
}
