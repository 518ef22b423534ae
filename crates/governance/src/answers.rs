//! Who answers for, does, is asked about and is told of an activity over a service or for a team, at any instant: without
//! a record at hand. What only a record could tell (a condition, which service) is said instead of guessed.

use base::{Instant, PersonId, RecordId, TeamId};
use model::{Activity, ActivityIx, Cell, Letter, PracticeIx, Reach, Role, RoleIx, ScopeKind, Site, When, Within};

use crate::{
    Appointment, Holder, Roster, Scope,
    scope::process,
    who::{View, with_cells_of},
};

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Which activity.
    pub activity: ActivityIx,
    /// Over which service, line or item, if one is meant.
    pub place: Option<RecordId>,
    /// For which team, if one is meant.
    pub team: Option<TeamId>,
    /// When.
    pub at: Instant,
}

/// Whether an appointment reaches what is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It does.
    Surely,
    /// It does for some records: those of its service or team, which was not named.
    ForSome,
}

/// One who has a letter in the activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answering {
    /// The cell's letter.
    pub letter: Letter,
    /// The role appointed to.
    pub role: RoleIx,
    /// The role whose cell it is: the same, or the one that it is a case of.
    pub cell: RoleIx,
    /// The cell's own condition.
    pub when: When,
    /// Where the cell is declared.
    pub declared_at: String,
    /// The appointment.
    pub appointment: RecordId,
    /// Over what.
    pub scope: Scope,
    /// Who holds it.
    pub holder: Holder,
    /// The persons behind the holder who are there, in order.
    pub there: Vec<PersonId>,
    /// Those who are away.
    pub away: Vec<PersonId>,
    /// Those who stand in for the holder and are there.
    pub deputies: Vec<PersonId>,
    /// Whether it reaches what is asked about.
    pub fit: Fit,
}

/// How many are named that answer for some other service or team only.
const SOME: usize = 8;

/// Who has which letter: by letter, what surely fits before what fits for some, the narrower scope first.
pub fn answering(roster: &Roster, site: &Site, question: &Question) -> Vec<Answering> {
    let Some(row) = site.activity(question.activity) else { return Vec::new() };
    let asked = Asked { view: View { roster, site, now: question.at }, row, question };
    let mut found: Vec<Answering> = Vec::new();
    for cell in &row.cells {
        for role in with_cells_of(site, cell.role, asked.practice()) {
            found.extend(asked.by(cell, role));
        }
    }
    found.sort_by_key(|it| (it.letter, it.fit, std::cmp::Reverse(it.scope.narrowness()), it.appointment));
    found.dedup_by(|two, one| (one.letter, one.appointment, &one.when) == (two.letter, two.appointment, &two.when));
    found
}

struct Asked<'a> {
    view: View<'a>,
    row: &'a Activity,
    question: &'a Question,
}

impl Asked<'_> {
    /// The practice whose records it is done on.
    fn practice(&self) -> PracticeIx {
        self.row.of().and_then(|of| self.view.site.of(of)).map_or(self.row.practice, |it| it.practice)
    }

    /// Those appointed to a role whom a cell reaches.
    fn by(&self, cell: &Cell, ix: RoleIx) -> Vec<Answering> {
        let Some(role) = self.view.site.role(ix) else { return Vec::new() };
        let near = self.near().into_iter().flat_map(|scope| self.view.roster.appointed_over(ix, scope));
        let near: Vec<&Appointment> = near.filter(|it| it.is_live(self.view.now)).collect();
        let mut found: Vec<Answering> =
            near.iter().filter_map(|it| self.fit(cell, role, it.scope).map(|fit| self.one(cell, it, fit))).collect();
        if found.iter().all(|it| it.fit == Fit::ForSome) {
            let others =
                self.view.roster.holders(ix, self.view.now).filter(|it| near.iter().all(|one| one.id != it.id));
            let others = others.filter_map(|it| Some((it, self.fit(cell, role, it.scope)?)));
            found.extend(others.take(SOME).map(|(it, fit)| self.one(cell, it, fit)));
        }
        found
    }

    /// The scopes that hold what is asked about: looked up first.
    fn near(&self) -> Vec<Scope> {
        let roster = self.view.roster;
        let mut found = vec![
            Scope::Whole(ScopeKind::Organisation),
            Scope::Whole(ScopeKind::Programme),
            Scope::Process(self.practice()),
        ];
        let teams = self.question.team.map(|it| roster.teams_above(it)).unwrap_or_default();
        found.extend(teams.into_iter().map(Scope::Team));
        let places = self.question.place.map(|it| roster.places_above(it)).unwrap_or_default();
        let kind = |id: RecordId| roster.place(id).map(|it| it.kind);
        found.extend(places.into_iter().filter_map(|id| Some(Scope::Record(kind(id)?, id))));
        found
    }

    fn fit(&self, cell: &Cell, role: &Role, scope: Scope) -> Option<Fit> {
        if cell.reach == Reach::Everywhere {
            return Some(Fit::Surely);
        }
        let of = self.row.of().and_then(|of| self.view.site.of(of));
        let within = of.and_then(|it| it.within(scope.kind()));
        match (scope, within) {
            (Scope::Whole(_), Some(Within::Slot(_) | Within::Itself)) => None,
            (Scope::Whole(_), _) => Some(Fit::Surely),
            // Records that name a practice: which one, only they can tell.
            (Scope::Process(_), Some(Within::Slot(_))) => Some(Fit::ForSome),
            (Scope::Process(practice), _) => {
                (process(practice, role, self.practice()) == When::Always).then_some(Fit::Surely)
            }
            // A type that no such scope reaches; a duty is reached by any.
            (Scope::Team(_) | Scope::Record(..), None) if of.is_some() => None,
            (Scope::Team(_) | Scope::Record(..), Some(Within::Always)) => Some(Fit::Surely),
            (Scope::Team(team), _) => {
                self.named(self.question.team, |it| self.view.roster.teams_above(it).contains(&team))
            }
            (Scope::Record(_, id), _) => {
                self.named(self.question.place, |it| self.view.roster.places_above(it).contains(&id))
            }
        }
    }

    /// What was named lies within, or not; where nothing was named, it may.
    fn named<T>(&self, named: Option<T>, lies_within: impl Fn(T) -> bool) -> Option<Fit> {
        match named {
            Some(it) => lies_within(it).then_some(Fit::Surely),
            None => Some(Fit::ForSome),
        }
    }

    fn one(&self, cell: &Cell, it: &Appointment, fit: Fit) -> Answering {
        let roster = self.view.roster;
        let now = self.view.now;
        let (there, away) = roster.persons(it.holder).into_iter().partition(|person| roster.is_there(*person, now));
        let deputies = match it.holder {
            Holder::Person(person) if roster.is_active(person) => roster.deputies_of(person, it.role, now),
            Holder::Person(_) | Holder::Team(_) => Vec::new(),
        };
        Answering {
            letter: cell.letter,
            role: it.role,
            cell: cell.role,
            when: cell.when.clone(),
            declared_at: cell.declared_at.clone(),
            appointment: it.id,
            scope: it.scope,
            holder: it.holder,
            there,
            away,
            deputies: deputies.into_iter().filter(|person| roster.is_there(*person, now)).collect(),
            fit,
        }
    }
}
