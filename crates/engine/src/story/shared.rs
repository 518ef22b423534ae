//! What a reading of many stories needs again and again: texts, names, and what cells give people.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use base::{PersonId, TeamId};
use indexmap::IndexMap;
use model::{ActivityIx, RoleIx};
use store::CaseEntry;

use crate::Desk;

/// How many texts are kept to be shared.
const SHARED: usize = 100_000;

/// Names and texts that come again and again.
#[derive(Debug, Default)]
pub(super) struct Shared {
    texts: IndexMap<String, Arc<str>>,
    people: BTreeMap<PersonId, Arc<str>>,
    teams: BTreeMap<TeamId, (Arc<str>, Option<u8>)>,
    namesakes: BTreeSet<String>,
    bases: IndexMap<String, Option<(String, Arc<str>)>>,
    gives: BTreeMap<PersonId, BTreeMap<ActivityIx, RoleIx>>,
}

impl Shared {
    /// Knowing which names several people bear.
    pub(super) fn knowing(namesakes: BTreeSet<String>) -> Self {
        Self { namesakes, ..Self::default() }
    }

    /// A text, each once.
    pub(super) fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let made: Arc<str> = Arc::from(text);
        if self.texts.len() < SHARED {
            self.texts.insert(text.to_owned(), Arc::clone(&made));
        }
        made
    }

    /// A person's name; with the key behind it where several bear it.
    pub(super) fn person(&mut self, desk: &Desk, id: PersonId) -> Arc<str> {
        if let Some(known) = self.people.get(&id) {
            return Arc::clone(known);
        }
        let name = desk.directory.name(id);
        let key = desk.directory.person(id).map(|it| it.key.clone()).unwrap_or_default();
        let made = if self.namesakes.contains(&name) { Arc::from(format!("{name} ({key})")) } else { Arc::from(name) };
        self.people.insert(id, Arc::clone(&made));
        made
    }

    /// A team's name and support line.
    pub(super) fn team(&mut self, desk: &Desk, id: TeamId) -> (Arc<str>, Option<u8>) {
        let made = || (Arc::from(desk.directory.team_name(id)), desk.roster().team(id).and_then(|it| it.line));
        self.teams.entry(id).or_insert_with(made).clone()
    }

    /// The role by which an entry's own activity was done; `None` where its basis is that of an import.
    pub(super) fn role_of(&mut self, entry: &CaseEntry) -> Option<Arc<str>> {
        if !self.bases.contains_key(&entry.basis) {
            if self.bases.len() >= SHARED {
                self.bases.clear();
            }
            let summary = serde_json::from_str::<governance::Summary>(&entry.basis).ok();
            let role = summary.map(|it| (it.activity, Arc::from(it.role)));
            self.bases.insert(entry.basis.clone(), role);
        }
        let (activity, role) = self.bases.get(&entry.basis)?.as_ref()?;
        (*activity == entry.activity && activity != "history:import").then(|| Arc::clone(role))
    }

    /// The activities that cells give a person now, each with the role that does.
    pub(super) fn gives(&mut self, desk: &Desk, person: PersonId) -> &BTreeMap<ActivityIx, RoleIx> {
        let made = || {
            let authority = desk.roster().authority(desk.site(), person, desk.now);
            let doing = authority.grants().iter().filter(|it| it.letter.may_do());
            doing.map(|it| (it.activity, it.role)).collect()
        };
        self.gives.entry(person).or_insert_with(made)
    }
}
