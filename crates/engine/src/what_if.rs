//! What would be if somebody left, a team were dissolved, a service moved or an appointment ended: with proof, record by
//! record. Nothing is written.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use base::{Instant, PersonId, RecordId};
use governance::{Appointment, Change, Facts, Lost, Roster, who_could};
use model::{ActivityIx, Asker, Does, Header, Letter, Record, RecordType, TypeIx, When};
use store::{Direction, Disjunct, Find, Sort};

use crate::{
    Desk, Directory, Engine, Fault, Ground, Halt, Refused, Worded,
    findings::Wording,
    kept::FINDING,
    present::Present,
    read::disjuncts,
    who::{scope_words, unknown},
};

/// What is supposed, as it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A person leaves: key, name or mail.
    Leave(String),
    /// A team is dissolved: key or name.
    Dissolve(String),
    /// A service, line or item comes under another: key, number or name of both.
    Move(String, String),
    /// An appointment ends: its number.
    End(String),
}

/// What would be.
#[derive(Clone, Debug)]
pub struct Foreseen {
    /// What is supposed, in words.
    pub supposed: String,
    /// When.
    pub at: Instant,
    /// Findings that would open and close, each with its proof.
    pub opened: Vec<Supposed>,
    /// Findings that would close.
    pub closed: Vec<Supposed>,
    /// Appointments by which something would no longer be done.
    pub lost: Vec<Held>,
    /// Open records that would be nobody's.
    pub orphaned: Vec<Held>,
    /// Open records with a step that nobody else could take.
    pub stuck: Vec<Held>,
    /// Whether there is more than is listed.
    pub is_cut: bool,
}

/// A finding with what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supposed {
    /// The finding in words.
    pub worded: Worded,
    /// The numbers of the appointments that it rests on.
    pub appointments: Vec<String>,
    /// Where what it rests on is declared: roles and activities, as file and line.
    pub declared_at: Vec<String>,
}

/// A record or an appointment that proves something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The record.
    pub record: RecordId,
    /// Its number.
    pub number: String,
    /// Its title, for whoever may read it.
    pub title: String,
    /// Why it is listed.
    pub why: String,
    /// Where the rule is declared, as file and line.
    pub declared_at: String,
}

/// The most records of one kind that are looked at, and the most lines.
const EACH: usize = 100;
const LINES: usize = 300;
/// The most lists that are asked for.
const LISTS: usize = 400;
/// The most persons behind an appointment by name.
const PERSONS: usize = 3;

impl Desk {
    /// What would be, as far as the asker may see it: for those who follow findings.
    pub async fn what_if(&self, what: &What, at: Option<Instant>) -> Result<Foreseen, Halt> {
        let follow = self.site().find_activity("finding:follow").map(|(ix, _)| ix);
        if !self.is_inside() || follow.is_none_or(|ix| self.authority.grants_of(ix).is_empty()) {
            let message = "What would be is shown to those who follow findings. See who does under Who does what.";
            return Err(Refused::new(Ground::Forbidden, "no-role", message).into());
        }
        let mut foreseen = self.engine.foreseen(what, at, Some(self)).await?;
        foreseen.orphaned = self.seen_of(foreseen.orphaned).await?;
        foreseen.stuck = self.seen_of(foreseen.stuck).await?;
        foreseen.lost = self.seen_of(foreseen.lost).await?;
        Ok(foreseen)
    }

    /// Those that the asker sees; of the others nothing is told, not even how many.
    async fn seen_of(&self, all: Vec<Held>) -> Result<Vec<Held>, Halt> {
        let ids: BTreeSet<RecordId> = all.iter().map(|it| it.record).collect();
        let ids: Vec<RecordId> = ids.into_iter().collect();
        let mut seen: BTreeMap<RecordId, String> = BTreeMap::new();
        for some in ids.chunks(100) {
            let records = self.engine.store.records(some).await?;
            let records = records.into_iter().filter(|it| self.authority.sees(it).is_some());
            seen.extend(records.map(|it| (it.id, it.title().to_owned())));
        }
        let titled = |it: Held| Some(Held { title: seen.get(&it.record)?.clone(), ..it });
        Ok(all.into_iter().filter_map(titled).collect())
    }
}

impl Engine {
    /// What would be, for whoever looks after the installation: numbers, and no titles.
    pub async fn what_if(self: &Arc<Self>, what: &What, at: Option<Instant>) -> Result<Foreseen, Halt> {
        self.foreseen(what, at, None).await
    }

    /// What would be, looked for among all records, or among those that a desk sees: what is not seen must neither crowd
    /// out what is nor tell that there is more.
    async fn foreseen(
        self: &Arc<Self>,
        what: &What,
        at: Option<Instant>,
        desk: Option<&Desk>,
    ) -> Result<Foreseen, Halt> {
        let standing = self.found().await?;
        let (change, supposed) = self.change(&standing.directory, what).await?;
        let at = at.unwrap_or(standing.now);
        let after = Arc::new(change.applied(&standing.directory.roster));
        let shift = {
            let (standing, after) = (Arc::clone(&standing), Arc::clone(&after));
            let shifting = tokio::task::spawn_blocking(move || shifted(&standing, &after, at));
            shifting.await.map_err(|_panicked| Fault::Inner("what-if stopped".to_owned()))?
        };
        let before = standing.facts().at(at);
        let lost = governance::lost(&before, &change);
        let mut look = Look {
            engine: self,
            desk,
            before: &before,
            after: &after,
            at,
            lists: 0,
            is_cut: false,
            found: BTreeMap::new(),
        };
        let orphaned = look.orphaned(&change).await?;
        let stuck = look.stuck(&lost).await?;
        let is_cut = look.is_cut || orphaned.len() > LINES || stuck.len() > LINES;
        let words = (standing.as_ref(), after.as_ref());
        Ok(Foreseen {
            supposed,
            at,
            opened: self.proved(words, shift.opened).await?,
            closed: self.proved(words, shift.closed).await?,
            lost: self.lost(&standing.directory, &lost, &change).await?,
            orphaned: orphaned.into_iter().take(LINES).collect(),
            stuck: stuck.into_iter().take(LINES).collect(),
            is_cut,
        })
    }

    /// What is supposed, with names become ids.
    async fn change(&self, directory: &Directory, what: &What) -> Result<(Change, String), Halt> {
        match what {
            What::Leave(named) => {
                let id = directory.person_named(named.trim())?;
                Ok((Change::Leave(id), format!("{} leaves", directory.name(id))))
            }
            What::Dissolve(named) => {
                let id = directory.team_named(named.trim())?;
                Ok((Change::Dissolve(id), format!("{} is dissolved", directory.team_name(id))))
            }
            What::Move(named, under) => {
                let place = self.place(directory, named.trim()).await?;
                let to = self.place(directory, under.trim()).await?;
                if directory.roster.places_above(to).contains(&place) {
                    return Err(unknown("line", "lies below what is to be moved; name another"));
                }
                let name = |id| directory.place_name(id).unwrap_or_default().to_owned();
                Ok((Change::Move { place, to }, format!("{} moves to {}", name(place), name(to))))
            }
            What::End(number) => {
                let found = self.store.record_numbered(&number.trim().to_uppercase()).await?;
                let found = found.filter(|it| directory.roster.appointment(it.id).is_some());
                let it = found.ok_or_else(|| {
                    let text =
                        format!("“{}” names no appointment in force; write a number such as APP-12", number.trim());
                    unknown("appointment", &text)
                })?;
                let words = directory.roster.appointment(it.id).map(|it| held_words(directory, it));
                Ok((Change::End(it.id), format!("{} ({}) ends", it.number, words.unwrap_or_default())))
            }
        }
    }

    /// Findings with what they rest on.
    async fn proved(
        &self,
        (standing, after): (&Present, &Roster),
        found: Vec<governance::Finding>,
    ) -> Result<Vec<Supposed>, Halt> {
        let ids: BTreeSet<RecordId> = found.iter().flat_map(|it| it.appointments.iter().copied()).collect();
        let ids: Vec<RecordId> = ids.into_iter().collect();
        let mut numbers: BTreeMap<RecordId, String> = BTreeMap::new();
        for some in ids.chunks(100) {
            numbers.extend(self.store.records(some).await?.into_iter().map(|it| (it.id, it.number)));
        }
        let site = &self.site;
        let now = Wording::new(site, &standing.directory.roster, self.zone());
        let then = Wording::new(site, after, self.zone());
        let one = |it: governance::Finding| {
            let roles = it.roles.iter().filter_map(|ix| site.role(*ix)).map(|it| it.declared_at.clone());
            let activity = it.activity.and_then(|ix| site.activity(ix)).map(|it| it.declared_at.clone());
            let declared_at = activity.into_iter().chain(roles).collect();
            let appointments = it.appointments.iter().filter_map(|id| numbers.get(id).cloned()).collect();
            // A team that would be gone has a name only in the roster as it is.
            let is_there = |scope: governance::Scope| match scope {
                governance::Scope::Team(team) => after.team(team).is_some(),
                governance::Scope::Whole(_) | governance::Scope::Process(_) | governance::Scope::Record(..) => true,
            };
            let stays = it.teams.iter().all(|team| after.team(*team).is_some()) && it.all_scopes().all(is_there);
            let wording = if stays { &then } else { &now };
            Supposed { worded: wording.worded(it), appointments, declared_at }
        };
        Ok(found.into_iter().map(one).collect())
    }

    async fn lost(&self, directory: &Directory, lost: &[Lost], change: &Change) -> Result<Vec<Held>, Halt> {
        let mut found = Vec::new();
        for some in lost.chunks(100) {
            let ids: Vec<RecordId> = some.iter().map(|it| it.appointment.id).collect();
            let records = self.store.records(&ids).await?;
            for it in some {
                let role = self.site.role(it.appointment.role);
                let number = records.iter().find(|record| record.id == it.appointment.id).map(|it| it.number.clone());
                found.push(Held {
                    record: it.appointment.id,
                    number: number.unwrap_or_default(),
                    title: String::new(),
                    why: format!("{}{}", held_words(directory, &it.appointment), still(directory, change)),
                    declared_at: role.map(|it| it.declared_at.clone()).unwrap_or_default(),
                });
            }
        }
        Ok(found)
    }
}

/// `Service Desk Analyst for Service desk, by Maya Okafor`
fn held_words(directory: &Directory, it: &Appointment) -> String {
    let role = directory.site.role(it.role).map(|it| it.title.clone()).unwrap_or_default();
    let persons = directory.roster.persons(it.holder);
    let mut named: Vec<String> = persons.iter().take(PERSONS).map(|it| directory.name(*it)).collect();
    if persons.len() > PERSONS {
        named.push(format!("{} more", persons.len().saturating_sub(PERSONS)));
    }
    let by = if named.is_empty() { "nobody who is there".to_owned() } else { named.join(", ") };
    format!("{role} for {}, by {by}", scope_words(directory, &directory.site, it.scope))
}

/// What an appointment that is lost to a move goes on reaching: everything but what moves.
fn still(directory: &Directory, change: &Change) -> String {
    match change {
        Change::Move { place, .. } => {
            format!("; no longer over {}", directory.place_name(*place).unwrap_or("what moves"))
        }
        Change::Leave(_) | Change::Dissolve(_) | Change::End(_) => String::new(),
    }
}

/// Which findings would open and close.
fn shifted(standing: &Present, after: &Roster, at: Instant) -> governance::Shift {
    let now = standing.facts();
    let then = now.at(at);
    let supposed = Facts { roster: after, ..then };
    if at == standing.now {
        return governance::shift(&standing.found, &then, &supposed);
    }
    governance::shift(&standing.found.after(&now, &then), &then, &supposed)
}

/// Looking through open records.
struct Look<'a> {
    engine: &'a Arc<Engine>,
    /// Whose sight bounds the look, if anybody's.
    desk: Option<&'a Desk>,
    before: &'a Facts<'a>,
    after: &'a Roster,
    at: Instant,
    lists: usize,
    is_cut: bool,
    found: BTreeMap<(RecordId, ActivityIx), Held>,
}

impl<'a> Look<'a> {
    /// Open records of whoever would be gone.
    async fn orphaned(&mut self, change: &Change) -> Result<Vec<Held>, Halt> {
        let (when, why) = match change {
            Change::Leave(person) => {
                (When::In(Header::HolderPerson.slot(), Arc::new([person.get()].into())), "its holder would be gone")
            }
            Change::Dissolve(team) => {
                (When::In(Header::HolderTeam.slot(), Arc::new([team.get()].into())), "its team would be gone")
            }
            Change::Move { .. } | Change::End(_) => return Ok(Vec::new()),
        };
        let mut found = Vec::new();
        let site = self.before.site;
        for of in &site.types {
            let is_held = |header: Header| of.field(header.slot()).is_some_and(|it| it.is_declared);
            // What an appointment names as its holder is told as an appointment.
            if of.key == crate::directory::APPOINTMENT
                || !(is_held(Header::HolderPerson) || is_held(Header::HolderTeam))
            {
                continue;
            }
            for record in self.list(of.ix, when.clone()).await? {
                found.push(Held {
                    record: record.id,
                    number: record.number.clone(),
                    title: String::new(),
                    why: format!("{}: {why}", of.title),
                    declared_at: of.declared_at.clone(),
                });
            }
        }
        Ok(found)
    }

    /// Open records with a step that somebody could take now and nobody could then.
    async fn stuck(&mut self, lost: &[Lost]) -> Result<Vec<Held>, Halt> {
        for it in lost {
            let role = it.appointment.role;
            for (ix, of, from) in self.steps(role) {
                if self.lists >= LISTS {
                    self.is_cut = true;
                    break;
                }
                let scope = governance::within(self.before.roster, self.before.site, (role, it.appointment.scope), of);
                for record in self.list(of.ix, When::all([When::InState(from), scope])).await? {
                    self.weigh(ix, record.id).await?;
                }
            }
        }
        Ok(std::mem::take(&mut self.found).into_values().collect())
    }

    /// The steps on records that a role gives, with the states from which they are taken.
    fn steps(&self, role: model::RoleIx) -> Vec<(ActivityIx, &'a RecordType, model::StateSet)> {
        let site = self.before.site;
        let generic = site.role(role).and_then(|it| it.specialises.as_ref()).map(|(it, _)| *it);
        let gives = |it: &model::Cell| it.letter.may_do() && (it.role == role || Some(it.role) == generic);
        let all = site.activities.iter().enumerate().filter(|(_, row)| row.cells.iter().any(gives));
        let steps = all.filter_map(|(at, row)| {
            let Does::Move(of, step) = &row.does else { return None };
            // What the platform does when its time has come waits for nobody.
            if site.rules.timers_of(*of).any(|it| it.makes == *step) {
                return None;
            }
            let of = site.of(*of).filter(|it| it.key != FINDING)?;
            let step = of.lifecycle.step(*step).filter(|it| !it.opens)?;
            let open = of.lifecycle.open();
            let from: model::StateSet = step.from.states().filter(|it| open.has(*it)).collect();
            (!from.is_empty()).then_some((ActivityIx::of(at), of, from))
        });
        steps.collect()
    }

    /// Notes a step on a record that nobody but those who would be gone could take.
    async fn weigh(&mut self, activity: ActivityIx, id: RecordId) -> Result<(), Halt> {
        if self.found.contains_key(&(id, activity)) {
            return Ok(());
        }
        let Some(record) = self.engine.store.record(id).await? else { return Ok(()) };
        let site = self.before.site;
        let then = who_could(self.after, site, activity, &record, self.at);
        let now = who_could(self.before.roster, site, activity, &record, self.at);
        if !then.is_empty() || now.is_empty() {
            return Ok(());
        }
        let Some(row) = site.activity(activity) else { return Ok(()) };
        let persons: BTreeSet<PersonId> =
            now.iter().flat_map(|it| it.persons.iter().chain(&it.deputies)).copied().collect();
        let name = |it: &PersonId| self.before.roster.person(*it).map(|it| it.name.clone()).unwrap_or_default();
        let persons: Vec<String> = persons.iter().take(3).map(name).collect();
        let cell = row.cells.iter().find(|it| it.letter == Letter::A).or_else(|| row.cells.first());
        let held = Held {
            record: id,
            number: record.number.clone(),
            title: String::new(),
            why: format!("{}: only {} could", row.title, persons.join(", ")),
            declared_at: cell
                .map(|it| it.declared_at.clone())
                .filter(|it| !it.is_empty())
                .unwrap_or_else(|| row.declared_at.clone()),
        };
        self.found.insert((id, activity), held);
        Ok(())
    }

    async fn list(&mut self, of: TypeIx, filter: When) -> Result<Vec<Record>, Halt> {
        self.lists = self.lists.saturating_add(1);
        if filter == When::Never {
            return Ok(Vec::new());
        }
        let asker = Arc::new(Asker::myself(PersonId::new(0), BTreeSet::new()));
        let scope = match self.desk {
            Some(desk) => disjuncts(desk.authority.scope(of, false)),
            None => vec![Disjunct { asker: Arc::clone(&asker), when: When::Always }],
        };
        if scope.is_empty() {
            return Ok(Vec::new());
        }
        let find = Find {
            of,
            open_only: true,
            filter,
            asker,
            sort: Sort::Opened,
            direction: Direction::Up,
            after: None,
            limit: EACH,
            among: None,
        };
        let listed = self.engine.store.list(&find, &scope).await?;
        self.is_cut |= listed.next.is_some();
        Ok(listed.records)
    }
}
