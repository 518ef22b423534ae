//! Measures: figures that say whether a practice works, as they are counted from records and their journal.

use base::Span;

use crate::{PracticeIx, Slot, TypeIx, When};

/// What a figure counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Per cent.
    Percent,
    /// A number of things.
    Count,
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// A level or a rating by its number.
    Score,
    /// One number over another.
    Ratio,
}

/// What a figure is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// How many of the records meet the tests, in per cent.
    Share,
    /// How many records there are.
    Count,
    /// The mean of an amount.
    Average,
    /// The median of a time.
    Median,
    /// The sum of an amount, over the sum of another where there is one.
    Sum,
    /// How many records there are for each of others.
    Rate,
}

/// One measure of a practice.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Its stable key within the practice.
    pub key: String,
    /// How it is shown.
    pub title: String,
    /// How it is counted, in words.
    pub formula: String,
    /// The practice.
    pub practice: PracticeIx,
    /// What it counts in.
    pub unit: Unit,
    /// Whether more is better.
    pub up_is_better: bool,
    /// How it is computed; `None` where it is not.
    pub calc: Option<Calc>,
    /// Where the computing falls short of the words, or why it is not computed at all.
    pub note: String,
    /// The file and line that declared it.
    pub declared_at: String,
}

/// How a measure is computed.
#[derive(Clone, Debug)]
pub struct Calc {
    /// What the figure is made of.
    pub tells: Tells,
    /// The records that count; those of several types are added up.
    pub over: Vec<Part>,
    /// For a rate: the records that it is over.
    pub per: Vec<Part>,
    /// The figure is taken off this many of its unit.
    pub complement: Option<i64>,
    /// The figure of a year before is taken off.
    pub less_last_year: bool,
    /// Fields of the first part by which it is told apart, besides service and team.
    pub by: Vec<Slot>,
}

/// Records of one type that count towards a measure.
#[derive(Clone, Debug)]
pub struct Part {
    /// Their type.
    pub of: TypeIx,
    /// What makes one count.
    pub tests: Vec<Test>,
    /// What makes one that counts meet the measure; for a share.
    pub met: Vec<Test>,
    /// What decides the period in which one counts; `None`: as things stand.
    pub at: Option<Moment>,
    /// The amount that is summed, averaged or ordered.
    pub amount: Option<Amount>,
    /// What an amount counts for, as a number.
    pub weight: Option<Slot>,
    /// What the sum of amounts is over.
    pub over: Option<Slot>,
}

/// An instant or a day of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A field.
    Field(Slot),
    /// The first message to the requester by somebody else.
    FirstReply,
    /// The first time that one of these activities was done.
    Done(Vec<String>),
}

/// A number of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A field's number.
    Field {
        /// The field.
        slot: Slot,
        /// Whether its sign is left away.
        is_absolute: bool,
    },
    /// One field's number less another's.
    Less(Slot, Slot),
    /// The time between two moments, in seconds; whole days where one of them is a day.
    Between {
        /// Where it begins.
        from: Moment,
        /// Where it ends.
        to: Moment,
        /// Whether it is counted until now where it has not ended.
        open_counts: bool,
    },
}

/// How much later than due is still in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grace {
    /// That long.
    Time(Span),
    /// So many working days in a calendar.
    WorkingDays(u16, String),
}

/// One thing that a record is tested for. Each is true or false; an empty field never makes one undecided.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// A condition.
    When(When),
    /// One of these activities was done on it at some time.
    Done(Vec<String>),
    /// The first moment is no later than the second and its grace; a day lasts until its end.
    InTime {
        /// What was done.
        done: Slot,
        /// What was due.
        due: Slot,
        /// How much later is still in time.
        grace: Grace,
    },
    /// The clock ended within its agreement.
    Clock(String),
    /// The clock measures it at all: an agreement has a time for it.
    Clocked(String),
    /// The moment in the field has passed.
    Past(Slot),
    /// The moment in the field is still to come.
    NotPast(Slot),
    /// The moment in the field is no longer ago than that.
    Recent(Slot, Span),
    /// The newest of those with the same value in a field that fulfil the condition.
    Newest {
        /// The field.
        by: Slot,
        /// Among which.
        among: When,
    },
    /// So many or more like it, which agree in all these fields, were opened within a time.
    Repeats {
        /// The fields.
        by: Vec<Slot>,
        /// How many there must be.
        least: u16,
        /// In which time until now.
        within: Span,
        /// Among which.
        among: When,
    },
    /// Another record refers to it.
    Covered(Box<Cover>),
    /// It was opened within a time after the moment of another record.
    Soon {
        /// The other record, with the field of it that leads here.
        after: Box<Cover>,
        /// The moment of that record.
        moment: Slot,
        /// Within which time.
        within: Span,
    },
}

/// Other records that refer to a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Cover {
    /// Their type.
    pub of: TypeIx,
    /// The field that names the place; `None`: they are the place themselves.
    pub by: Option<Slot>,
    /// The field of the record at hand that names the place; `None`: it is the place itself.
    pub via: Option<Slot>,
    /// What they must fulfil.
    pub tests: Vec<Test>,
    /// All values of this field must occur among them, so many.
    pub each: Option<(Slot, u16)>,
}

/// Where targets and reviews of measures are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Targets {
    /// The type of records that hold a target.
    pub kpi: TypeIx,
    /// Its field that names the measure.
    pub measure: Slot,
    /// Its field with the value to reach.
    pub target: Slot,
    /// Its field that names the service, where it is for one.
    pub service: Slot,
    /// The condition under which a target is in force.
    pub in_force: crate::StateSet,
    /// The type of records that are reviews.
    pub review: TypeIx,
    /// A review's field with the practice.
    pub review_practice: Slot,
    /// A review's field with the service.
    pub review_service: Slot,
    /// A review's field with a day in its quarter.
    pub review_day: Slot,
}

impl Unit {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Percent, Self::Count, Self::Seconds, Self::Minutes, Self::Hours, Self::Days, Self::Score, Self::Ratio];
    /// Its name in files and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Count => "count",
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Score => "score",
            Self::Ratio => "ratio",
        }
    }
    /// How many seconds one is, where it is a time.
    pub fn seconds(self) -> Option<i64> {
        match self {
            Self::Seconds => Some(1),
            Self::Minutes => Some(60),
            Self::Hours => Some(3600),
            Self::Days => Some(86_400),
            Self::Percent | Self::Count | Self::Score | Self::Ratio => None,
        }
    }
}

impl Test {
    /// The fields of the record at hand that it reads.
    pub fn slots(&self) -> Vec<Slot> {
        match self {
            Self::When(when) => when.slots().into_iter().collect(),
            Self::Done(_) | Self::Clock(_) | Self::Clocked(_) => Vec::new(),
            Self::InTime { done, due, .. } => vec![*done, *due],
            Self::Past(slot) | Self::NotPast(slot) | Self::Recent(slot, _) => vec![*slot],
            Self::Newest { by, among } => among.slots().into_iter().chain([*by]).collect(),
            Self::Repeats { by, among, .. } => among.slots().into_iter().chain(by.iter().copied()).collect(),
            Self::Covered(cover) => cover.via.into_iter().collect(),
            Self::Soon { after, .. } => after.via.into_iter().chain([crate::Header::Opened.slot()]).collect(),
        }
    }
    /// The other records that it looks at.
    pub fn cover(&self) -> Option<&Cover> {
        match self {
            Self::Covered(cover) | Self::Soon { after: cover, .. } => Some(cover),
            Self::When(_)
            | Self::Done(_)
            | Self::InTime { .. }
            | Self::Clock(_)
            | Self::Clocked(_)
            | Self::Past(_)
            | Self::NotPast(_)
            | Self::Recent(..)
            | Self::Newest { .. }
            | Self::Repeats { .. } => None,
        }
    }
    /// Whether it speaks of other records of the same type.
    pub fn looks_around(&self) -> bool {
        matches!(self, Self::Newest { .. } | Self::Repeats { .. })
    }
}

impl Moment {
    /// The field that it is.
    pub fn slot(&self) -> Option<Slot> {
        match self {
            Self::Field(slot) => Some(*slot),
            Self::FirstReply | Self::Done(_) => None,
        }
    }
}

impl Amount {
    /// The fields that it reads.
    pub fn slots(&self) -> Vec<Slot> {
        match self {
            Self::Field { slot, .. } => vec![*slot],
            Self::Less(one, other) => vec![*one, *other],
            Self::Between { from, to, .. } => from.slot().into_iter().chain(to.slot()).collect(),
        }
    }
}

impl Part {
    /// The fields of its records that it reads, with those that tests of other records leave out.
    pub fn slots(&self) -> Vec<Slot> {
        let tests = self.tests.iter().chain(&self.met).flat_map(Test::slots);
        let amount = self.amount.iter().flat_map(Amount::slots);
        let moment = self.at.iter().filter_map(Moment::slot);
        tests.chain(amount).chain(moment).chain(self.weight).chain(self.over).collect()
    }
    /// The other records that it looks at.
    pub fn covers(&self) -> impl Iterator<Item = &Cover> {
        self.tests.iter().chain(&self.met).filter_map(Test::cover)
    }
}
