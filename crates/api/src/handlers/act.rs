//! Acts on records, shared by single requests and bulk: open, amend, move, comment.

use axum::http::StatusCode;
use engine::{Desk, Done, Ground, Halt, Input, Seen};
use model::{Does, RecordType};
use serde_json::{Value as Json, json};

use crate::{
    fields::{Guard, input},
    members::Members,
    problem::Problem,
    shown,
};

/// A record that is acted on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct On<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) of: &'a RecordType,
    pub(crate) number: &'a str,
}

/// Opens a record; the move may be left out where there is only one that this person could make.
pub(crate) async fn open(
    desk: &Desk,
    of: &RecordType,
    mut members: Members,
    guard: Guard,
) -> Result<Done, Box<Problem>> {
    let step = match members.line("move", 120) {
        Some(step) => step,
        None if members.has("move") => String::new(),
        None => only_opening(desk, of).unwrap_or_else(|| {
            let known: Vec<&str> = of.lifecycle.moves.iter().filter(|it| it.opens).map(|it| it.key.as_str()).collect();
            members.fault("move", &format!("is needed; one of: {}", known.join(", ")));
            String::new()
        }),
    };
    let input = input(of, members, guard)?;
    if !of.lifecycle.moves.iter().any(|it| it.opens && it.key == step) {
        return Err(Problem::invalid("move", format!("opens no {}", of.title.to_lowercase())));
    }
    match desk.open_record(&of.key, &step, &input).await {
        Ok(done) => Ok(done),
        Err(halt) => {
            let activity = of.lifecycle.find_move(&step).and_then(|(ix, _)| desk.site().activity_of_move(of.ix, ix));
            let mut problem = Box::<Problem>::from(halt);
            if problem.status == StatusCode::FORBIDDEN {
                problem.who_could = activity.map(|it| roles_for(desk, it));
            }
            Err(problem)
        }
    }
}

fn only_opening(desk: &Desk, of: &RecordType) -> Option<String> {
    let openings = desk.openings(of.ix);
    let [(_, activity)] = openings.as_slice() else { return None };
    match &activity.does {
        Does::Move(_, ix) => of.lifecycle.step(*ix).map(|it| it.key.clone()),
        Does::Amend(..) | Does::Follow(_) | Does::Duty => None,
    }
}

/// The roles that do something, where there is no record yet to ask for persons.
fn roles_for(desk: &Desk, activity: model::ActivityIx) -> Json {
    let cells = desk.site().activity(activity).into_iter().flat_map(|it| &it.cells).filter(|it| it.letter.may_do());
    let titles = cells.filter_map(|it| desk.site().role(it.role)).map(|it| it.title.as_str());
    titles.map(|it| json!({ "role": it, "scope": "", "persons": [], "deputies": [] })).collect()
}

/// Changes fields.
pub(crate) async fn amend(on: On<'_>, mut members: Members, guard: Guard) -> Result<Done, Box<Problem>> {
    if !members.has("values") {
        members.fault("values", "is needed: the fields to change");
    }
    let input = input(on.of, members, guard)?;
    match on.desk.amend(on.number, &input).await {
        Ok(done) => Ok(done),
        Err(halt) => Err(explained(on, "amend", &input, halt).await),
    }
}

/// Makes a move.
pub(crate) async fn step(on: On<'_>, step: &str, members: Members, guard: Guard) -> Result<Done, Box<Problem>> {
    if !on.of.lifecycle.moves.iter().any(|it| !it.opens && it.key == step) {
        return Err(Problem::not_found());
    }
    let input = input(on.of, members, guard)?;
    match on.desk.make_move(on.number, step, &input).await {
        Ok(done) => Ok(done),
        Err(halt) => Err(explained(on, step, &input, halt).await),
    }
}

/// Writes a message or a note.
pub(crate) async fn comment(
    desk: &Desk,
    number: &str,
    mut members: Members,
    key: Option<String>,
) -> Result<Seen, Box<Problem>> {
    let answers = members.line("answers", 120);
    let opinion = members.line("opinion", 20);
    let shown = members.line("shown", 120);
    if answers.is_none() && !members.has("comment") {
        members.fault("comment", "is needed: what you want to say");
    }
    if answers.is_some() != opinion.is_some() {
        members.fault("opinion", "goes with `answers`: the move that waits, and `for`, `against` or `neither`");
    }
    let comment = members.text("comment", crate::given::TEXT_MOST);
    let inside = members.yes("inside");
    members.finish()?;
    let input = Input { comment, inside, idempotency: key, ..Input::default() };
    match answers.zip(opinion) {
        // What a move waits for is answered by a message that says so.
        Some((step, opinion)) => {
            Ok(desk.answer(number, &step, (Desk::opinion(&opinion)?, shown.as_deref()), &input).await?)
        }
        None => Ok(desk.comment(number, &input).await?),
    }
}

/// A refusal with who could instead, and with the version where the asker's own was too old.
async fn explained(on: On<'_>, step: &str, input: &Input, halt: Halt) -> Box<Problem> {
    let On { desk, number, .. } = on;
    let ground = match &halt {
        Halt::Refused(refused) => Some(refused.ground),
        Halt::Failed(_) => None,
    };
    let mut problem = Box::<Problem>::from(halt);
    if ground == Some(Ground::Forbidden) {
        problem.who_could = desk.why(number, step).await.ok().map(|it| holders(desk, &it.holders));
    }
    if ground == Some(Ground::Stale) && input.version.is_some() {
        problem.status = StatusCode::PRECONDITION_FAILED;
        problem.version = desk.read(number).await.ok().map(|it| it.version());
    }
    problem
}

/// Who could do something, by appointment.
pub(crate) fn holders(desk: &Desk, holders: &[engine::Holders]) -> Json {
    let named = |ids: &[base::PersonId]| ids.iter().map(|id| shown::person(desk, *id)).collect::<Json>();
    let one = |it: &engine::Holders| json!({ "role": it.role, "scope": it.scope, "persons": named(&it.persons), "deputies": named(&it.deputies) });
    holders.iter().map(one).collect()
}
