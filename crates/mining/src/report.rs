//! What mining comes to. Times are whole milliseconds and shares whole parts of a thousand, rounded down, so that anybody
//! can reckon them again.

use base::Instant;
use serde::Serialize;

use crate::Finding;

/// What mining came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mined {
    /// What was mined: a record type's key.
    pub of: String,
    /// Cases.
    pub cases: u64,
    /// What happened to them, altogether.
    pub acts: u64,
    /// Of these, what moved them on.
    pub steps: u64,
    /// The first of them.
    pub first: Option<Instant>,
    /// The last of them.
    pub last: Option<Instant>,
    /// From the first step of a case to its last.
    pub took: Spans,
    /// How many variants there are.
    pub variants_found: u64,
    /// How many of them one case alone took.
    pub variants_once: u64,
    /// Cases whose variant was not kept, for there were too many.
    pub variants_beyond: u64,
    /// The most frequent variants.
    pub variants: Vec<Variant>,
    /// Handovers between teams.
    pub teams: Handovers,
    /// Handovers between people.
    pub people: Handovers,
    /// Ping-pong between teams.
    pub team_bounces: Bounces,
    /// Ping-pong between support lines.
    pub line_bounces: Bounces,
    /// How long cases stay in their states.
    pub stays: Vec<Stay>,
    /// The pairs of steps between which the most time goes by.
    pub between: Vec<Between>,
    /// Who did what.
    pub who: Vec<Who>,
    /// The same against the matrix.
    pub against: Vec<Against>,
    /// How many acts no cell gives to whoever did them.
    pub outside_total: u64,
    /// Those acts.
    pub outside: Vec<Outside>,
    /// How many changes of state no move makes.
    pub strayed_total: u64,
    /// Those changes.
    pub strayed: Vec<Strayed>,
    /// A first matrix, proposed from who did what.
    pub matrix: Vec<Row>,
    /// What stands out.
    pub findings: Vec<Finding>,
}

/// Many spans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Spans {
    /// How many.
    pub count: u64,
    /// The middle one, or half way between the two in the middle.
    pub median_ms: i64,
    /// Nine in ten are no longer.
    pub p90_ms: i64,
    /// The longest.
    pub longest_ms: i64,
    /// All together.
    pub total_ms: i64,
    /// Whether each was kept; otherwise median and ninth tenth are right to one in a hundred.
    pub is_exact: bool,
}

/// A way that cases take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// Its steps.
    pub steps: Vec<String>,
    /// Its share of all cases.
    pub per_mille: u64,
    /// How many cases take it, and how long they take.
    pub spans: Spans,
}

/// How often something goes from one to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// From.
    pub from: String,
    /// To.
    pub to: String,
    /// How often.
    pub count: u64,
}

/// Handovers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Handovers {
    /// All.
    pub total: u64,
    /// Cases with at least one.
    pub cases: u64,
    /// How many different pairs there are.
    pub ways: usize,
    /// The most frequent pairs.
    pub pairs: Vec<Pair>,
}

/// Ping-pong: handovers straight back to whoever had it before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bounces {
    /// All.
    pub total: u64,
    /// Cases with at least one.
    pub cases: u64,
    /// How many different pairs there are.
    pub ways: usize,
    /// The most frequent pairs.
    pub pairs: Vec<Pair>,
}

/// Stays in a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stay {
    /// The state.
    pub state: String,
    /// The phase that it belongs to.
    pub phase: &'static str,
    /// Whether it is one of waiting.
    pub waits: bool,
    /// Its share of all time in states that were left again.
    pub per_mille: u64,
    /// The stays.
    pub spans: Spans,
}

/// From one step to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Between {
    /// The step.
    pub from: String,
    /// The next.
    pub to: String,
    /// How long it takes.
    pub spans: Spans,
}

/// Somebody who did something, by name or by quality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Doer {
    /// The person; or the role, line or team.
    pub name: String,
    /// How often.
    pub count: u64,
    /// The share.
    pub per_mille: u64,
}

/// Who did one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Who {
    /// What.
    pub what: String,
    /// Whether it moves cases on. What does not, such as writing a message, is everybody's: nobody answers for it.
    #[serde(skip)]
    pub is_step: bool,
    /// How often.
    pub total: u64,
    /// By how many people.
    pub people: u64,
    /// The person who did it most.
    pub most: Option<Doer>,
    /// By role, else line, else team.
    pub by: Vec<Doer>,
}

/// An activity by one quality, against the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Against {
    /// The declared activity.
    pub activity: String,
    /// The role, line or team.
    pub by: String,
    /// Acts that a cell gives.
    pub within: u64,
    /// Acts that no cell gives.
    pub outside: u64,
    /// Acts that could not be held against it.
    pub unjudged: u64,
}

/// Acts that no cell gives to whoever did them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outside {
    /// The activity.
    pub activity: String,
    /// The role, line or team.
    pub by: String,
    /// How often.
    pub count: u64,
    /// The people who did most of them.
    pub people: Vec<Doer>,
}

/// A change of state that no move makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Strayed {
    /// From; `None` where a case began so.
    pub from: Option<String>,
    /// To.
    pub to: String,
    /// How often.
    pub count: u64,
}

/// A row of the proposed matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What is done.
    pub what: String,
    /// How often it was done.
    pub total: u64,
    /// Who would have it.
    pub cells: Vec<Cell>,
}

/// A proposed cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The role, line or team.
    pub by: String,
    /// `A` or `R`.
    pub letter: &'static str,
    /// Its share of what was done.
    pub per_mille: u64,
}

impl Against {
    pub(crate) fn names(&self) -> (&str, &str) {
        (&self.activity, &self.by)
    }
}
