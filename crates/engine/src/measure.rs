//! Measures: figures counted from records and their journal, over what the asker sees of them.
//!
//! A figure and the list of the records behind it are made from one [`Which`], so that they can't differ. Figures of a single
//! person are for that person and for whoever answers for their team; everybody else gets those of teams and services.

mod almanac;
mod figure;
mod lawful;
mod period;
mod targets;
mod which;

use std::{collections::BTreeMap, sync::Arc};

use base::{PersonId, RecordId, TeamId};
use model::{Calc, Header, Measure, Part, RecordType, Sight, Slot, Tells, TypeIx, Value, When};
use store::{Around, Disjunct, Tally};

use crate::{Desk, Halt, read::disjuncts};
pub use figure::Figure;
pub use period::{Period, Step};
pub use targets::{Review, Target};
pub use which::{Side, Which};

/// By what a measure is told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// The service that records are about.
    Service,
    /// The team that has them.
    Team,
    /// The person who has them.
    Person,
    /// A field of the records, by its key.
    Field(String),
}

/// Of what a measure is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Of {
    /// One service.
    pub service: Option<RecordId>,
    /// One team.
    pub team: Option<TeamId>,
    /// One person.
    pub person: Option<PersonId>,
}

/// How much of what a figure is about the asker sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All of it.
    All,
    /// Some of it.
    Part,
    /// Nothing: there is no figure.
    Nothing,
}

/// A measure over some periods.
#[derive(Clone, Debug)]
pub struct Series {
    /// The periods, oldest first; one, the present, where the measure says how things stand.
    pub periods: Vec<Period>,
    /// A figure for each.
    pub figures: Vec<Figure>,
    /// Figures for each value of what it is told apart by, the most counted first.
    pub groups: Vec<(Value, Vec<Figure>)>,
    /// How much of it the asker sees.
    pub reach: Reach,
}

/// Some parts of a measure over one type, with what the asker sees of it.
struct Seen<'a> {
    of: &'a RecordType,
    part: &'a Part,
    scope: Vec<Disjunct>,
    around: Arc<Around>,
    filter: When,
    group: Option<Slot>,
}

impl Desk {
    /// A measure over periods; with `by`, also for each value of it.
    pub async fn series(
        &self,
        measure: &Measure,
        periods: &[Period],
        of: &Of,
        by: Option<&By>,
    ) -> Result<Series, Halt> {
        let Some(calc) = &measure.calc else { return Ok(Series::none(periods)) };
        self.check_lawful(of)?;
        let is_now = calc.over.iter().all(|it| it.at.is_none());
        let periods = if is_now { vec![Period::present(self.today())] } else { periods.to_vec() };
        let whole = self.counted(measure, calc, &periods, (of, None)).await?;
        let Some((reach, whole)) = whole else { return Ok(Series::none(&periods)) };
        let mut series = Series { figures: whole.into_values().next().unwrap_or_default(), ..Series::none(&periods) };
        series.figures.resize(periods.len(), Figure::default());
        series.reach = reach;
        if let Some(by) = by
            && let Some((_, groups)) = self.counted(measure, calc, &periods, (of, Some(by))).await?
        {
            series.groups = self.lawful_groups(groups.into_values_with(), by);
        }
        Ok(series)
    }

    /// The figures, by value of what they are told apart by; `None` where the asker sees nothing of it.
    async fn counted(
        &self,
        measure: &Measure,
        calc: &Calc,
        periods: &[Period],
        (of, by): (&Of, Option<&By>),
    ) -> Result<Option<(Reach, Groups)>, Halt> {
        let mut reach = Reach::All;
        let mut found = figure::Sums::new(periods.len(), by.is_some());
        for (is_below, part) in calc.over.iter().map(|it| (false, it)).chain(calc.per.iter().map(|it| (true, it))) {
            let Some(seen) = self.part_seen(part, of, by)? else { return Ok(None) };
            if !is_whole(&seen) {
                reach = Reach::Part;
            }
            let years: &[i16] = if calc.less_last_year { &[0, 1] } else { &[0] };
            for back in years {
                let tally = self.tally(calc.tells, &seen, periods, *back);
                for row in self.engine.store.tally(&tally, &seen.scope).await? {
                    found.take(seen.of, &tally, &row, (is_below, *back > 0));
                }
            }
        }
        Ok(Some((reach, Groups(found.figures(measure, calc)))))
    }

    fn tally(&self, tells: Tells, seen: &Seen<'_>, periods: &[Period], years_back: i16) -> Tally {
        let zone = self.zone();
        Tally {
            of: seen.part.of,
            tests: seen.part.tests.clone(),
            met: seen.part.met.clone(),
            filter: seen.filter.clone(),
            at: seen.part.at.clone(),
            periods: periods.iter().map(|it| it.years_before(years_back).stretch(&zone)).collect(),
            amount: seen.part.amount.clone(),
            weight: seen.part.weight,
            over: seen.part.over,
            group: seen.group,
            is_median: tells == Tells::Median,
            around: Arc::clone(&seen.around),
        }
    }

    /// A part as the asker sees it; `None` where they see nothing of its type, or it can't be narrowed so.
    fn part_seen<'a>(&'a self, part: &'a Part, of: &Of, by: Option<&By>) -> Result<Option<Seen<'a>>, Halt> {
        let Some(kind) = self.site().of(part.of) else { return Ok(None) };
        let Some(filter) = self.narrowing(kind, of) else { return Ok(None) };
        let (group, filter) = match by {
            Some(by) => {
                let Some((slot, more)) = self.telling_apart(kind, by) else { return Ok(None) };
                (Some(slot), When::all([filter, more]))
            }
            None => (None, filter),
        };
        let reads = part.slots().into_iter().chain(group).chain(filter.slots());
        let scope = self.scope_reading(kind, reads);
        let around = self.around(part)?;
        let sees_all = !scope.is_empty() && around.scopes.values().all(|it| !it.is_empty());
        Ok(sees_all.then(|| Seen { of: kind, part, scope, around, filter, group }))
    }

    /// What the asker sees of a type, where these fields are read: inner fields only from inside.
    fn scope_reading(&self, of: &RecordType, mut slots: impl Iterator<Item = Slot>) -> Vec<Disjunct> {
        let inside = slots.any(|it| of.field(it).is_some_and(|it| it.sight == Sight::Inside));
        disjuncts(self.authority.scope(of.ix, inside))
    }

    /// What the tests of a part look at besides.
    fn around(&self, part: &Part) -> Result<Arc<Around>, Halt> {
        let mut scopes: BTreeMap<TypeIx, Vec<Disjunct>> = BTreeMap::new();
        for cover in part.covers() {
            let Some(of) = self.site().of(cover.of) else { continue };
            let tests = cover.tests.iter().flat_map(model::Test::slots);
            let reads = tests.chain(cover.by).chain(cover.each.map(|(slot, _)| slot));
            scopes.insert(of.ix, self.scope_reading(of, reads));
        }
        if part.tests.iter().chain(&part.met).any(model::Test::looks_around)
            && let Some(of) = self.site().of(part.of)
        {
            scopes.insert(of.ix, self.scope_reading(of, part.slots().into_iter()));
        }
        let almanac = self.almanac(part)?;
        Ok(Arc::new(Around { asker: Arc::clone(self.authority.asker()), almanac, scopes }))
    }

    /// What narrows records of a type to a service, a team, a person; `None` where nothing of the type says so.
    fn narrowing(&self, kind: &RecordType, of: &Of) -> Option<When> {
        let mut parts = Vec::new();
        if let Some(service) = of.service {
            parts.push(self.of_service(kind, service)?);
        }
        if let Some(team) = of.team {
            let teams = self.roster().teams_under(team).into_iter().map(TeamId::get).collect();
            parts.push(When::In(declared(kind, Header::HolderTeam)?, Arc::new(teams)));
        }
        if let Some(person) = of.person {
            parts.push(When::In(declared(kind, Header::HolderPerson)?, Arc::new([person.get()].into())));
        }
        Some(When::all(parts))
    }

    fn of_service(&self, kind: &RecordType, service: RecordId) -> Option<When> {
        if kind.place == Some(model::ScopeKind::Service) {
            return Some(When::only(service));
        }
        let slot = declared(kind, Header::Service)?;
        Some(When::In(slot, Arc::new([service.get()].into())))
    }

    /// The field by which records of a type are told apart, and what must hold of it.
    fn telling_apart(&self, kind: &RecordType, by: &By) -> Option<(Slot, When)> {
        match by {
            By::Service => Some((declared(kind, Header::Service)?, When::Always)),
            By::Team => Some((declared(kind, Header::HolderTeam)?, When::Always)),
            By::Person => {
                let slot = declared(kind, Header::HolderPerson)?;
                let persons = self.lawful_persons().into_iter().map(PersonId::get).collect();
                Some((slot, When::In(slot, Arc::new(persons))))
            }
            By::Field(key) => Some((kind.slot(key)?, When::Always)),
        }
    }

    /// By what a measure can be told apart: for all its parts alike.
    pub fn ways_apart(&self, measure: &Measure) -> Vec<By> {
        let Some(calc) = &measure.calc else { return Vec::new() };
        let kinds: Vec<_> = calc.over.iter().chain(&calc.per).filter_map(|it| self.site().of(it.of)).collect();
        let all = |header: Header| kinds.iter().all(|it| declared(it, header).is_some());
        let headers =
            [(Header::Service, By::Service), (Header::HolderTeam, By::Team), (Header::HolderPerson, By::Person)];
        let mut found: Vec<By> = headers.into_iter().filter(|(it, _)| all(*it)).map(|(_, by)| by).collect();
        if let Some(first) = kinds.first() {
            let fields = calc.by.iter().filter(|it| it.at() >= Header::COUNT || **it == Header::Priority.slot());
            let keys = fields.filter_map(|it| first.field(*it)).map(|it| it.key.clone());
            found.extend(keys.filter(|key| kinds.iter().all(|it| it.slot(key).is_some())).map(By::Field));
        }
        found
    }

    /// Whether a measure can be asked of a single service.
    pub fn is_by_service(&self, measure: &Measure) -> bool {
        let Some(calc) = &measure.calc else { return false };
        calc.over
            .iter()
            .chain(&calc.per)
            .all(|it| self.site().of(it.of).is_some_and(|it| self.of_service(it, RecordId::new(0)).is_some()))
    }

    /// The types whose records count towards a measure above the line, then those below it.
    pub fn types_of<'a>(&'a self, measure: &'a Measure) -> Vec<(Side, &'a RecordType)> {
        let Some(calc) = &measure.calc else { return Vec::new() };
        let mut found: Vec<(Side, &RecordType)> = Vec::new();
        for (side, part) in calc.over.iter().map(|it| (Side::All, it)).chain(calc.per.iter().map(|it| (Side::Per, it)))
        {
            if let Some(of) = self.site().of(part.of)
                && !found.iter().any(|(it, known)| *it == side && known.ix == of.ix)
            {
                found.push((side, of));
            }
        }
        found
    }

    pub(crate) fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(self.engine.zone()).unwrap_or(jiff::tz::TimeZone::UTC)
    }

    /// The day that it is where the organisation is.
    pub fn today(&self) -> jiff::civil::Date {
        self.now.timestamp().to_zoned(self.zone()).date()
    }
}

/// Figures by value.
struct Groups(Vec<(Value, Vec<Figure>)>);

impl Groups {
    fn into_values(self) -> impl Iterator<Item = Vec<Figure>> {
        self.0.into_iter().map(|(_, figures)| figures)
    }
    fn into_values_with(self) -> Vec<(Value, Vec<Figure>)> {
        self.0
    }
}

impl Series {
    fn none(periods: &[Period]) -> Self {
        Self {
            periods: periods.to_vec(),
            figures: vec![Figure::default(); periods.len()],
            groups: Vec::new(),
            reach: Reach::Nothing,
        }
    }
    /// The last figure.
    pub fn last(&self) -> Figure {
        self.figures.last().copied().unwrap_or_default()
    }
}

/// The slot of a header field that the type declares.
fn declared(of: &RecordType, header: Header) -> Option<Slot> {
    of.field(header.slot()).filter(|it| it.is_declared).map(|_| header.slot())
}

/// Whether the asker sees everything that a part is about.
fn is_whole(seen: &Seen<'_>) -> bool {
    let all = |scope: &[Disjunct]| scope.iter().any(|it| it.when == When::Always);
    all(&seen.scope) && seen.around.scopes.values().all(|it| all(it))
}
