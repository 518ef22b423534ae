//! The definition itself: slow, obvious, over the raw parts. It shares no code with what it defines except the leaves of
//! conditions that do not speak of people.

use base::{Instant, PersonId, RecordId, TeamId};
use model::{ActivityIx, Asker, Cell, Does, Header, Move, PracticeIx, Reach, Record, ScopeKind, Value, When, Within};

use super::world::World;
use crate::{Appointment, Holder, Scope};

/// An appointment that somebody uses: in whose name, and who does it if that is somebody else.
#[derive(Clone, Copy)]
struct Use<'a> {
    held: &'a Appointment,
    holder: PersonId,
    deputy: Option<PersonId>,
}

pub(crate) struct Spec<'a> {
    w: &'a World,
    uses: Vec<Use<'a>>,
}

impl<'a> Spec<'a> {
    /// Mine, my teams', and what those I stand in for hold in person; of people who are there, within the dates.
    pub(crate) fn of(w: &'a World, me: PersonId, now: Instant) -> Self {
        let live = |from: Option<Instant>, until: Option<Instant>| {
            from.is_none_or(|it| it <= now) && until.is_none_or(|it| it > now)
        };
        let there = |who| w.parts.people.iter().any(|it| it.id == who && it.is_active);
        let mut uses = Vec::new();
        for held in w.parts.appointments.iter().filter(|it| there(me) && live(it.from, it.until)) {
            let mine = match held.holder {
                Holder::Person(it) => it == me,
                Holder::Team(it) => w.parts.teams.iter().any(|team| team.id == it && team.members.contains(&me)),
            };
            if mine {
                uses.push(Use { held, holder: me, deputy: None });
            }
            for row in w.parts.deputies.iter().filter(|it| it.deputy == me && it.of != me && live(it.from, it.until)) {
                let lent = row.roles.as_ref().is_none_or(|it| it.contains(&held.role));
                if lent && there(row.of) && held.holder == Holder::Person(row.of) {
                    uses.push(Use { held, holder: row.of, deputy: Some(me) });
                }
            }
        }
        Self { w, uses }
    }

    pub(crate) fn may(&self, ix: ActivityIx, record: &Record) -> bool {
        let activity = &self.w.site.activities[ix.at()];
        let step = self.step(ix);
        let ready = step.is_none_or(|it| !it.opens && it.from.has(record.state));
        activity.of() == Some(record.of) && ready && self.sees(record) && self.does(ix, record)
    }

    pub(crate) fn may_open(&self, ix: ActivityIx, draft: &Record) -> bool {
        let activity = &self.w.site.activities[ix.at()];
        activity.of() == Some(draft.of) && self.step(ix).is_some_and(|it| it.opens) && self.does(ix, draft)
    }

    pub(crate) fn sees(&self, record: &Record) -> bool {
        self.sees_by(record, |_, _| true)
    }

    pub(crate) fn sees_inside(&self, record: &Record) -> bool {
        self.sees_by(record, |held, _| self.w.site.roles[held.role.at()].is_inside)
    }

    pub(crate) fn speaks(&self, record: &Record) -> bool {
        self.sees_by(record, |_, cell| cell.letter.may_speak())
    }

    fn sees_by(&self, record: &Record, by: impl Fn(&Appointment, &Cell) -> bool) -> bool {
        self.w.activities().filter(|ix| self.w.site.activities[ix.at()].of() == Some(record.of)).any(|ix| {
            self.w.site.activities[ix.at()].cells.iter().any(|cell| {
                self.uses.iter().filter(|it| by(it.held, cell) && self.has(it, cell, record)).any(|it| {
                    let own = |header: Header| *record.header(header) == Value::Person(it.holder);
                    if self.step(ix).is_some_and(|it| it.opens) {
                        own(Header::OpenedBy) || own(Header::ForPerson)
                    } else {
                        self.covers(it, cell, record)
                    }
                })
            })
        })
    }

    fn does(&self, ix: ActivityIx, record: &Record) -> bool {
        let activity = &self.w.site.activities[ix.at()];
        let by = |it: &Use<'_>| {
            let apart =
                |who| record.acted.iter().any(|it| it.person == who && activity.apart_from.contains(&it.activity));
            let moves = self.step(ix).is_none_or(|step| self.reads(&step.when, it, record, true));
            !apart(it.holder) && !it.deputy.is_some_and(apart) && moves
        };
        let cells = activity.cells.iter().filter(|it| it.letter.may_do());
        cells.into_iter().any(|cell| {
            let has = |it: &&Use<'_>| self.has(it, cell, record) && self.covers(it, cell, record);
            self.uses.iter().filter(has).any(by)
        })
    }

    fn step(&self, ix: ActivityIx) -> Option<&Move> {
        match self.w.site.activities[ix.at()].does {
            Does::Move(of, step) => Some(&self.w.site.types[of.at()].lifecycle.moves[step.at()]),
            Does::Amend(..) | Does::Follow(_) | Does::Duty => None,
        }
    }

    fn has(&self, it: &Use<'_>, cell: &Cell, record: &Record) -> bool {
        let practice = self.practice_of(record);
        let special = |own: &[PracticeIx]| practice.is_some_and(|it| own.contains(&it));
        it.held.role == cell.role || self.special(it, |generic, own| generic == cell.role && special(own))
    }

    /// The practice that a record is about: the one it names, where its type says so, else its type's.
    fn practice_of(&self, record: &Record) -> Option<PracticeIx> {
        let of = &self.w.site.types[record.of.at()];
        match of.scopes.iter().find(|(it, _)| *it == ScopeKind::Process) {
            Some((_, Within::Slot(slot))) => {
                let named = record.get(*slot).text();
                self.w.site.practices.iter().position(|it| Some(it.key.as_str()) == named).map(PracticeIx::of)
            }
            Some(_) | None => Some(of.practice),
        }
    }

    fn special(&self, it: &Use<'_>, is: impl Fn(model::RoleIx, &[PracticeIx]) -> bool) -> bool {
        self.w.site.roles[it.held.role.at()].specialises.as_ref().is_some_and(|(role, own)| is(*role, own))
    }

    fn covers(&self, it: &Use<'_>, cell: &Cell, record: &Record) -> bool {
        (cell.reach == Reach::Everywhere || self.within(it, record)) && self.reads(&cell.when, it, record, true)
    }

    fn within(&self, it: &Use<'_>, record: &Record) -> bool {
        let of = &self.w.site.types[record.of.at()];
        let lies = |kind| of.scopes.iter().find(|(it, _)| *it == kind).map(|(_, within)| within.clone());
        match it.held.scope {
            Scope::Whole(kind) => matches!(lies(kind), None | Some(Within::Always)),
            Scope::Process(practice) => {
                self.practice_of(record) == Some(practice) && !self.special(it, |_, own| !own.contains(&practice))
            }
            Scope::Team(team) => match lies(ScopeKind::Team) {
                Some(Within::Slot(slot)) => record.get(slot).team().is_some_and(|it| self.team_up(it).contains(&team)),
                Some(Within::Always) => true,
                Some(Within::Itself) | None => false,
            },
            Scope::Record(kind, id) => match lies(kind) {
                Some(Within::Slot(slot)) => record.get(slot).record().is_some_and(|it| self.place_up(it).contains(&id)),
                Some(Within::Itself) => self.place_up(record.id).contains(&id),
                Some(Within::Always) => true,
                None => false,
            },
        }
    }

    fn team_up(&self, team: TeamId) -> Vec<TeamId> {
        let parent = |id: TeamId| self.w.parts.teams.iter().find(|it| it.id == id).and_then(|it| it.parent);
        std::iter::successors(Some(team), |it| parent(*it)).collect()
    }

    fn place_up(&self, place: RecordId) -> Vec<RecordId> {
        let parent = |id: RecordId| self.w.parts.places.iter().find(|it| it.id == id).and_then(|it| it.parent);
        std::iter::successors(Some(place), |it| parent(*it)).collect()
    }

    /// A condition as it is read by whoever uses an appointment. What can open something counts the holder alone, what
    /// can only close it counts the deputy too; what has been done opens nothing to a deputy.
    fn reads(&self, when: &When, by: &Use<'_>, record: &Record, opens: bool) -> bool {
        let is = |slot, who| *record.get(slot) == Value::Person(who);
        let acted =
            |of: &[ActivityIx], who| record.acted.iter().any(|it| it.person == who && of.contains(&it.activity));
        match when {
            When::IsActor(slot) => is(*slot, by.holder),
            When::Involves(slot) => is(*slot, by.holder) || (!opens && by.deputy.is_some_and(|it| is(*slot, it))),
            When::Acted(of) => match by.deputy {
                Some(deputy) => !opens && (acted(of, by.holder) || acted(of, deputy)),
                None => acted(of, by.holder),
            },
            When::InMyTeams(slot) => record.get(*slot).team().is_some_and(|team| {
                let mine = self.w.parts.teams.iter().filter(|it| it.members.contains(&by.holder));
                mine.into_iter().any(|it| self.team_up(it.id).contains(&team))
            }),
            When::All(of) => of.iter().all(|it| self.reads(it, by, record, opens)),
            When::Any(of) => of.iter().any(|it| self.reads(it, by, record, opens)),
            When::Not(of) => !self.reads(of, by, record, !opens),
            leaf @ (When::Always
            | When::Never
            | When::Empty(_)
            | When::Is(..)
            | When::IsOneOf(..)
            | When::In(..)
            | When::AtMost(..)
            | When::AtLeast(..)
            | When::InState(_)
            | When::Itself(_)) => leaf.holds(&Asker::myself(by.holder, std::collections::BTreeSet::new()), record),
        }
    }
}
