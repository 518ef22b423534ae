//! Which records a figure is made of, as text: `counted:incident-management/reopened/met/2026-10/team=service-desk`.

use std::{collections::BTreeMap, sync::Arc};

use base::PersonId;
use model::{Amount, Measure, Part, RecordType, Sight, Slot, Tells, Value, When};
use store::{Almanac, Around, Sieve, Sift};

use super::{By, Of, Period, Seen};
use crate::{Desk, FieldFault, Halt, Refused};

/// Which of the records that a figure is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// All that count; for a rate those above the line.
    #[default]
    All,
    /// Those that meet the tests.
    Met,
    /// Those that don't.
    Unmet,
    /// For a rate: those below the line.
    Per,
}

/// Which records a figure is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Which {
    /// The practice's key.
    pub practice: String,
    /// The measure's key.
    pub measure: String,
    /// Which of them.
    pub side: Side,
    /// In which period.
    pub period: Option<Period>,
    /// Of which service, by number or key.
    pub service: Option<String>,
    /// Of which team, by key or name.
    pub team: Option<String>,
    /// Of which person, by key.
    pub person: Option<String>,
    /// With which value of a field, as text; an empty value for none.
    pub field: Option<(String, String)>,
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Met => "met",
            Self::Unmet => "unmet",
            Self::Per => "per",
        }
    }
}

impl Which {
    /// All records of a measure.
    pub fn of(practice: &str, measure: &str) -> Self {
        Self {
            practice: practice.to_owned(),
            measure: measure.to_owned(),
            side: Side::All,
            period: None,
            service: None,
            team: None,
            person: None,
            field: None,
        }
    }

    /// The term of a filter that shows them.
    pub fn term(&self) -> String {
        let mut text = format!("counted:{}/{}/{}", self.practice, self.measure, self.side.name());
        let period = self.period.iter().filter(|it| !it.is_present()).map(|it| it.key.clone());
        let named = [("service", &self.service), ("team", &self.team), ("person", &self.person)];
        let narrow = named.into_iter().filter_map(|(key, value)| Some(format!("{key}={}", value.as_ref()?)));
        let field = self.field.iter().map(|(key, value)| format!(".{key}={value}"));
        for part in period.chain(narrow).chain(field) {
            text.push('/');
            text.push_str(&part);
        }
        if text.contains(' ') { format!("counted:\"{}\"", text.trim_start_matches("counted:")) } else { text }
    }

    /// Reads the value of such a term.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.split('/');
        let (Some(practice), Some(measure)) = (parts.next(), parts.next()) else {
            return Err("takes practice and measure: counted:incident-management/reopened".to_owned());
        };
        let mut which = Self::of(practice, measure);
        for part in parts {
            match (part, part.split_once('=')) {
                ("all", _) => which.side = Side::All,
                ("met", _) => which.side = Side::Met,
                ("unmet", _) => which.side = Side::Unmet,
                ("per", _) => which.side = Side::Per,
                (_, Some(("service", it))) => which.service = Some(it.to_owned()),
                (_, Some(("team", it))) => which.team = Some(it.to_owned()),
                (_, Some(("person", it))) => which.person = Some(it.to_owned()),
                (_, Some((key, it))) if key.starts_with('.') => {
                    which.field = Some((key.trim_start_matches('.').to_owned(), it.to_owned()));
                }
                (_, Some(_) | None) => {
                    let period = Period::parse(part)
                        .ok_or_else(|| format!("knows no `{part}`; write a period such as 2026-10, or met"))?;
                    which.period = Some(period);
                }
            }
        }
        Ok(which)
    }
}

impl Desk {
    /// The measure that a text names, as a fault of the filter where there is none.
    fn measure_named(&self, which: &Which) -> Result<&Measure, Halt> {
        self.site().find_measure(&which.practice, &which.measure).ok_or_else(|| {
            let message = format!("there is no measure `{}/{}`", which.practice, which.measure);
            fault(message)
        })
    }

    /// What a text narrows a measure to, by id.
    fn narrowed(&self, which: &Which) -> Result<Of, Halt> {
        let roster = self.roster();
        let mut of = Of::default();
        if let Some(text) = &which.service {
            let found = roster.places().find(|it| it.key == *text || it.id.get().to_string() == *text).map(|it| it.id);
            of.service = Some(found.ok_or_else(|| fault(format!("there is no service `{text}`")))?);
        }
        if let Some(text) = &which.team {
            let found = roster.teams().find(|it| it.id.get().to_string() == *text).map(|it| it.id);
            let found = found.or_else(|| self.directory().find_team(text));
            of.team = Some(found.ok_or_else(|| fault(format!("there is no team `{text}`")))?);
        }
        if let Some(text) = &which.person {
            let by_id = || text.parse().ok().map(PersonId::new).filter(|it| roster.person(*it).is_some());
            let found = self.directory().find_person(text).or_else(by_id);
            of.person = Some(found.ok_or_else(|| fault(format!("there is no person `{text}`")))?);
        }
        Ok(of)
    }

    /// Exactly the value of a field that a figure is told apart by.
    fn with_value(&self, of: &RecordType, (key, text): &(String, String)) -> Result<When, Halt> {
        let by = match key.as_str() {
            "service" => By::Service,
            "team" => By::Team,
            "person" => By::Person,
            key => By::Field(key.to_owned()),
        };
        let (slot, more) =
            self.telling_apart(of, &by).ok_or_else(|| fault(format!("{} are not told apart so", of.plural)))?;
        let field = of.field(slot).ok_or_else(|| fault(format!("there is no `{key}`")))?;
        let value = Value::parse(&field.kind, text).map_err(|it| fault(it.to_string()))?;
        let one = match (&value, value.number()) {
            (Value::Empty, _) => When::Empty(slot),
            (Value::Text(text), _) => When::Is(slot, text.clone()),
            (_, Some(n)) => When::In(slot, Arc::new([n].into())),
            (_, None) => When::Never,
        };
        Ok(When::all([more, one]))
    }
}

impl Desk {
    /// The ways to find the records of a type that a figure is made of, what narrows them, and whether inner fields are
    /// read.
    pub(crate) fn sieve(&self, of: &RecordType, which: &Which) -> Result<(Sieve, When, bool), Halt> {
        let measure = self.measure_named(which)?;
        let Some(calc) = &measure.calc else { return Err(fault("this measure is not computed".to_owned())) };
        let narrow = self.narrowed(which)?;
        self.check_lawful(&narrow)?;
        let parts = if which.side == Side::Per { &calc.per } else { &calc.over };
        if !parts.iter().any(|it| it.of == of.ix) {
            return Err(fault(format!("{} don't count towards `{}`", of.plural, measure.title)));
        }
        let (mut filter, mut inside, mut around) = (When::Always, false, None);
        let mut sifts = Vec::new();
        for part in parts.iter().filter(|it| it.of == of.ix) {
            let Some(seen) = self.part_seen(part, &narrow, None)? else { continue };
            filter = seen.filter.clone();
            inside |= part.slots().iter().any(|it| of.field(*it).is_some_and(|it| it.sight == Sight::Inside));
            sifts.push(sift(self, &seen, which, calc.tells == Tells::Share));
            around = Some(joined(around, &seen.around));
        }
        if let Some(field) = &which.field {
            filter = When::all([filter, self.with_value(of, field)?]);
        }
        let nothing = || Around {
            asker: Arc::clone(self.authority.asker()),
            almanac: Almanac::default(),
            scopes: BTreeMap::new(),
        };
        Ok((Sieve { sifts, around: Arc::new(around.unwrap_or_else(nothing)) }, filter, inside))
    }
}

/// What both look at.
fn joined(one: Option<Around>, other: &Around) -> Around {
    let Some(mut one) = one else { return other.clone() };
    one.scopes.extend(other.scopes.iter().map(|(of, scope)| (*of, scope.clone())));
    one.almanac.working.extend(other.almanac.working.iter().map(|(key, leads)| (key.clone(), leads.clone())));
    one
}

fn sift(desk: &Desk, seen: &Seen<'_>, which: &Which, is_share: bool) -> Sift {
    let part: &Part = seen.part;
    let met = match which.side {
        Side::Met if is_share => Some((true, part.met.clone())),
        Side::Unmet if is_share => Some((false, part.met.clone())),
        Side::All | Side::Met | Side::Unmet | Side::Per => None,
    };
    let zone = desk.zone();
    let stretch = which.period.as_ref().map(|it| it.stretch(&zone));
    let fields = part.weight.into_iter().chain(part.over).map(|slot: Slot| Amount::Field { slot, is_absolute: false });
    Sift {
        tests: part.tests.clone(),
        met,
        at: part.at.clone().map(|at| (at, stretch)),
        amounts: part.amount.iter().cloned().chain(fields).collect(),
    }
}

fn fault(message: String) -> Halt {
    Refused::invalid(vec![FieldFault { field: "counted".into(), message }]).into()
}
