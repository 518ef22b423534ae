//! The journal told case by case, as far as its asker sees the records from inside IT: what mining and event logs are made
//! of. Read in pages; no more than one record's entries are held beyond a page.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use base::{PersonId, RecordId, TeamId};
use governance::{Disjunct, Scope};
use indexmap::IndexMap;
use mining::{Act, Case, Course, Standing, name_by_activity};
use model::{ActivityIx, Header, RecordType, RoleIx, When};
use serde::Deserialize;
use store::{Among, CaseEntry, CasePlace, Direction, Find, Sort};

use crate::{Desk, Ground, Halt, Refused, read};

/// What the journal is read for; each is an activity of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To see who really did what.
    Mine,
    /// To take an event log out of the house.
    Export,
}

/// How many entries are read at once.
const PAGE: usize = 5000;
/// How many records are looked at in one question of sight.
const SIGHT: usize = 500;
/// How many texts are kept to be shared.
const SHARED: usize = 100_000;

/// The cases of one record type, oldest record first.
#[derive(Debug)]
pub struct Stories<'a> {
    desk: &'a Desk,
    of: &'a RecordType,
    course: Course<'a>,
    team_field: String,
    scope: Vec<Disjunct>,
    sees_all: bool,
    upto: i64,
    place: Option<CasePlace>,
    open: Option<(RecordId, String, Vec<CaseEntry>)>,
    ready: VecDeque<Case>,
    shared: Shared,
}

/// The activities that cells give somebody, each with the roles that do and over what.
type Gives = BTreeMap<ActivityIx, Vec<(RoleIx, Scope)>>;

/// Names and texts that come again and again.
#[derive(Debug, Default)]
struct Shared {
    texts: IndexMap<String, Arc<str>>,
    people: BTreeMap<PersonId, Arc<str>>,
    teams: BTreeMap<TeamId, (Arc<str>, Option<u8>)>,
    namesakes: BTreeSet<String>,
    bases: IndexMap<String, Option<(String, Arc<str>)>>,
    gives: BTreeMap<PersonId, Gives>,
}

/// The part of an entry's `what` that a story needs.
#[derive(Debug, Default, Deserialize)]
struct What<'a> {
    #[serde(borrow, default, rename = "move")]
    step: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    state: Option<(Option<Cow<'a, str>>, Option<Cow<'a, str>>)>,
    #[serde(borrow, default)]
    set: Option<BTreeMap<Cow<'a, str>, (Option<Cow<'a, str>>, Option<Cow<'a, str>>)>>,
}

impl Purpose {
    /// The activity that it is.
    pub fn activity(self) -> &'static str {
        match self {
            Self::Mine => "journal:mine",
            Self::Export => "journal:export",
        }
    }
}

impl Desk {
    /// The cases of a record type, of the newest records only where `newest` says how many. It needs an appointment that
    /// gives the purpose, and shows only records that the asker sees from inside IT.
    pub async fn stories(&self, purpose: Purpose, kind: &str, newest: Option<usize>) -> Result<Stories<'_>, Halt> {
        self.entitled(purpose.activity())?;
        let of = self.kind(kind)?;
        let scope = self.authority.scope(of.ix, true);
        if scope.is_empty() {
            let message =
                format!("You see no {} from inside IT, so there is nothing to mine.", of.plural.to_lowercase());
            return Err(Refused::new(Ground::Forbidden, "not-inside", message).into());
        }
        let store = &self.engine.store;
        let upto = store.spine().await?.size;
        let place = match newest {
            None => Some(CasePlace::START),
            Some(most) => store.newest_from(of.ix, most.max(1)).await?.map(CasePlace::before),
        };
        let team_field = of.field(Header::HolderTeam.slot()).filter(|it| it.is_declared);
        Ok(Stories {
            desk: self,
            of,
            course: Course::new(self.site(), of),
            team_field: team_field.map(|it| it.key.clone()).unwrap_or_default(),
            sees_all: scope.iter().any(|it| it.when == When::Always),
            scope,
            upto,
            place,
            open: None,
            ready: VecDeque::new(),
            shared: Shared { namesakes: self.namesakes(), ..Shared::default() },
        })
    }

    /// Names that several people bear.
    fn namesakes(&self) -> BTreeSet<String> {
        let (mut once, mut twice) = (BTreeSet::new(), BTreeSet::new());
        for it in self.directory.people() {
            if !once.insert(it.name.as_str()) {
                twice.insert(it.name.clone());
            }
        }
        twice
    }
}

impl Stories<'_> {
    /// The record type.
    pub fn of(&self) -> &RecordType {
        self.of
    }

    /// The next case; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Case>, Halt> {
        while self.ready.is_empty() {
            let Some(place) = self.place.take() else {
                let last = self.open.take();
                return Ok(last.map(|(_, number, entries)| self.case(&number, &entries)));
            };
            self.read_page(place).await?;
        }
        Ok(self.ready.pop_front())
    }

    async fn read_page(&mut self, place: CasePlace) -> Result<(), Halt> {
        let page = self.desk.engine.store.journal_by_case(self.of.ix, place, self.upto, PAGE).await?;
        self.place = page.last().filter(|_| page.len() == PAGE).map(CasePlace::after);
        let hidden = self.hidden(&page).await?;
        for mut entry in page {
            if hidden.contains(&entry.record) {
                continue;
            }
            if let Some((record, _, entries)) = &mut self.open
                && *record == entry.record
            {
                entries.push(entry);
                continue;
            }
            let number = std::mem::take(&mut entry.number);
            if let Some((_, number, entries)) = self.open.replace((entry.record, number, vec![entry])) {
                let case = self.case(&number, &entries);
                self.ready.push_back(case);
            }
        }
        Ok(())
    }

    /// The records of a page that the asker does not see from inside IT.
    async fn hidden(&self, page: &[CaseEntry]) -> Result<BTreeSet<RecordId>, Halt> {
        if self.sees_all {
            return Ok(BTreeSet::new());
        }
        let mut hidden: BTreeSet<RecordId> = page.iter().map(|it| it.record).collect();
        let ids: Vec<RecordId> = hidden.iter().copied().collect();
        let scope = read::disjuncts(self.scope.clone());
        for some in ids.chunks(SIGHT) {
            let find = Find {
                of: self.of.ix,
                open_only: false,
                filter: When::Always,
                asker: Arc::clone(self.desk.authority.asker()),
                sort: Sort::Opened,
                direction: Direction::Up,
                after: None,
                limit: SIGHT,
                among: Some(Among::These(some.to_vec())),
            };
            for seen in self.desk.engine.store.list(&find, &scope).await?.records {
                hidden.remove(&seen.id);
            }
        }
        Ok(hidden)
    }

    fn case(&mut self, number: &str, entries: &[CaseEntry]) -> Case {
        let mut team: Option<TeamId> = None;
        let (mut acts, mut actors, mut own) = (Vec::with_capacity(entries.len()), Vec::new(), Vec::new());
        for entry in entries {
            let what: What<'_> = serde_json::from_str(&entry.what).unwrap_or_default();
            let had = team;
            let set = what.set.as_ref().and_then(|it| it.get(self.team_field.as_str()));
            if let Some((_, to)) = set {
                team = to.as_ref().and_then(|it| it.parse().ok()).map(TeamId::new);
            }
            let moved = what.step.is_some() || what.state.is_some();
            if entry.actor.is_none() && !moved {
                continue;
            }
            acts.push(self.act(entry, &what, team));
            actors.push((entry.actor, had.or(team)));
            own.push(self.is_own(entry));
        }
        self.hold_against_matrix(&mut acts, &actors);
        self.name_foreign(&mut acts, &own);
        Case { key: Arc::from(number), acts }
    }

    fn act(&mut self, entry: &CaseEntry, what: &What<'_>, team: Option<TeamId>) -> Act {
        let state = what.state.as_ref().and_then(|(_, to)| to.as_deref()).and_then(|it| self.course.state(it));
        let role = self.shared.role_of(entry);
        let activity = role.as_ref().map(|_| self.shared.text(&entry.activity));
        let team = team.map(|it| self.shared.team(self.desk, it));
        Act {
            at: entry.at,
            what: self.shared.text(&entry.activity),
            is_step: what.step.is_some() || state.is_some(),
            state,
            person: entry.actor.map(|it| self.shared.person(self.desk, it)),
            line: team.as_ref().and_then(|(_, line)| *line),
            team: team.map(|(name, _)| name),
            standing: if role.is_some() { Standing::Within } else { Standing::Unjudged },
            role,
            activity,
        }
    }

    /// Whether an entry names a declared activity on its record, or speaks on it: history from elsewhere does not.
    fn is_own(&self, entry: &CaseEntry) -> bool {
        let foreign = |it: &str| it == "history:import" || it.starts_with("installation:");
        !foreign(&entry.activity)
    }

    /// Acts without a basis of their own (history from elsewhere) are held against the cells that whoever did them has now.
    fn hold_against_matrix(&mut self, acts: &mut [Act], actors: &[(Option<PersonId>, Option<TeamId>)]) {
        let (desk, shared) = (self.desk, &mut self.shared);
        self.course.judge(acts, |at, _, activity| {
            let actor = actors.get(at)?.0?;
            Some(shared.gives(desk, actor).contains_key(&activity))
        });
        let found = acts.iter_mut().zip(actors).filter(|(it, _)| it.standing == Standing::Within && it.role.is_none());
        for (act, (actor, team)) in found {
            let activity = act.activity.as_deref().and_then(|it| desk.site().find_activity(it));
            let Some(((ix, _), actor)) = activity.zip(*actor) else { continue };
            let by = shared.gives(desk, actor).get(&ix).and_then(|all| one_of(all, *team));
            act.role = by.and_then(|it| desk.site().role(it)).map(|it| Arc::from(it.key.as_str()));
        }
    }

    fn name_foreign(&self, acts: &mut [Act], own: &[bool]) {
        let mut before: Option<Arc<str>> = None;
        for (act, is_own) in acts.iter_mut().zip(own) {
            let state = act.state.as_ref().map(|(it, _)| Arc::clone(it));
            let changed = state.is_some() && state != before;
            before = state.or(before);
            if !is_own {
                name_by_activity(act, changed);
            }
        }
    }
}

/// The role by which somebody did something: the only one that gives it, else the only one over the team that had the
/// record. Where there are several, which of them it was depends on the record as it then stood, and nobody knows that.
fn one_of(all: &[(RoleIx, Scope)], team: Option<TeamId>) -> Option<RoleIx> {
    let only = |some: BTreeSet<RoleIx>| some.first().copied().filter(|_| some.len() == 1);
    let of_team = || all.iter().filter(|(_, scope)| team.is_some_and(|it| *scope == Scope::Team(it)));
    only(all.iter().map(|(role, _)| *role).collect()).or_else(|| only(of_team().map(|(role, _)| *role).collect()))
}

impl Shared {
    fn text(&mut self, text: &str) -> Arc<str> {
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
    fn person(&mut self, desk: &Desk, id: PersonId) -> Arc<str> {
        if let Some(known) = self.people.get(&id) {
            return Arc::clone(known);
        }
        let name = desk.directory.name(id);
        let key = desk.directory.person(id).map(|it| it.key.clone()).unwrap_or_default();
        let made = if self.namesakes.contains(&name) { Arc::from(format!("{name} ({key})")) } else { Arc::from(name) };
        self.people.insert(id, Arc::clone(&made));
        made
    }

    fn team(&mut self, desk: &Desk, id: TeamId) -> (Arc<str>, Option<u8>) {
        let made = || (Arc::from(desk.directory.team_name(id)), desk.roster().team(id).and_then(|it| it.line));
        self.teams.entry(id).or_insert_with(made).clone()
    }

    /// The role by which an entry's own activity was done; `None` where its basis is that of an import.
    fn role_of(&mut self, entry: &CaseEntry) -> Option<Arc<str>> {
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

    /// The activities that cells give a person now.
    fn gives(&mut self, desk: &Desk, person: PersonId) -> &Gives {
        let made = || {
            let authority = desk.roster().authority(desk.site(), person, desk.now);
            let doing = authority.grants().iter().filter(|it| it.letter.may_do());
            let mut gives = Gives::new();
            for it in doing {
                gives.entry(it.activity).or_default().push((it.role, it.scope));
            }
            gives
        };
        self.gives.entry(person).or_insert_with(made)
    }
}
