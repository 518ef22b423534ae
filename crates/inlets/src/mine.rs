//! Mining a log as it is, without a database: its cases become acts, held against the matrix where the mapping says which
//! role somebody acted in.

use std::{io::Read, sync::Arc};

use mining::{Act, Case, Course, Mined, Miner, Standing, name_by_activity};
use model::{Phase, Site};

use crate::log::{Import, Log, Mapping, Planned, Report, Step};

/// By what steps are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Steps {
    /// By the log's own words for the state; every event is a step.
    #[default]
    Words,
    /// By the declared activity that leads to the state, as a journal names them; only a change of state is a step.
    States,
}

/// Reads a log by a mapping and mines it. `progress` is told after every case: cases so far.
pub fn mine(
    site: &Site,
    mapping: &Mapping,
    file: impl Read + Send,
    steps: Steps,
    mut progress: impl FnMut(u64),
) -> (Mined, Report) {
    let course = site.find_type(&mapping.record_type).map(|of| Course::new(site, of));
    let mut import = Import::new(Log::open(file, mapping), mapping);
    let mut miner = Miner::new();
    for planned in import.by_ref() {
        miner.take(&case(&planned, course.as_ref(), steps));
        progress(miner.cases());
    }
    (miner.finish(&mapping.record_type), import.into_report())
}

fn case(planned: &Planned, course: Option<&Course<'_>>, steps: Steps) -> Case {
    let mut acts: Vec<Act> = planned.steps.iter().map(|it| act(it, course)).collect();
    if let Some(course) = course {
        course.judge(&mut acts, |_, act, activity| course.gives_to_named(act, activity));
    }
    if steps == Steps::States {
        let mut before: Option<Arc<str>> = None;
        for act in &mut acts {
            let state = act.state.as_ref().map(|(it, _)| Arc::clone(it));
            let changed = state.is_some() && state != before;
            before = state.or(before);
            name_by_activity(act, changed);
        }
    }
    Case { key: Arc::from(planned.key.as_str()), acts }
}

fn act(step: &Step, course: Option<&Course<'_>>) -> Act {
    let known =
        |key: &String| course.and_then(|it| it.state(key)).unwrap_or_else(|| (Arc::from(key.as_str()), Phase::Active));
    let what = step.words.as_deref().or(step.state.as_deref()).unwrap_or("event");
    Act {
        at: step.at,
        what: Arc::from(what),
        is_step: true,
        state: step.state.as_ref().map(known),
        person: step.person.as_ref().map(|it| Arc::from(it.key.as_str())),
        team: step.team.as_ref().map(|it| Arc::from(it.key.as_str())),
        line: step.team.as_ref().and_then(|it| it.line),
        role: step.role.as_deref().map(Arc::from),
        activity: None,
        standing: Standing::Unjudged,
    }
}
