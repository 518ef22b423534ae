//! Why something may or may not be done, who could do it, and the shortest lawful way: as data, for any language.

use base::{Instant, PersonId, RecordId};
use model::{ActivityIx, Letter, Record, RoleIx, Site, StateIx};

use crate::{Authority, Basis, Refusal, RefusalKind, Roster, Scope, Way, Who, way::way, who_could};

/// The answer to "why?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What was asked about.
    pub activity: ActivityIx,
    /// On what basis it is allowed, if it is.
    pub allowed: Option<Basis>,
    /// Why it is refused, if it is.
    pub refusal: Option<Refusal>,
    /// The sentence, in parts: at most two.
    pub parts: Vec<Part>,
    /// Who could do it; empty where the asker does not see the record.
    pub who_could: Vec<Who>,
    /// The shortest lawful way, where it is refused and there is one.
    pub way: Option<Way>,
}

/// One sentence: a stable code and what its words stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The code, a key among the texts: `why.allowed`.
    pub code: &'static str,
    /// The parameters by name.
    pub params: Vec<(&'static str, Param)>,
}

/// What a word of a sentence stands for. Names are put in by those who show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Param {
    /// An activity.
    Activity(ActivityIx),
    /// A role.
    Role(RoleIx),
    /// A cell's letter.
    Letter(Letter),
    /// A person.
    Person(PersonId),
    /// A record, such as an appointment.
    Record(RecordId),
    /// A scope.
    Scope(Scope),
    /// States of the record's type.
    States(Vec<StateIx>),
    /// Words as declared.
    Words(String),
}

/// Why a person may or may not do an activity on a record.
#[expect(clippy::too_many_arguments, reason = "a why needs all six, and each of them is a thing of its own")]
pub fn explain(
    roster: &Roster,
    site: &Site,
    authority: &Authority,
    activity: ActivityIx,
    record: &Record,
    now: Instant,
) -> Explanation {
    let decided = authority.decide(site, activity, record);
    let is_hidden = decided.as_ref().is_err_and(|it| it.kind == RefusalKind::Unseen);
    let could = if is_hidden { Vec::new() } else { who_could(roster, site, activity, record, now) };
    let blank = Explanation { activity, allowed: None, refusal: None, parts: Vec::new(), who_could: could, way: None };
    match decided {
        Ok(basis) => Explanation { allowed: Some(basis), parts: vec![allowed(&basis)], ..blank },
        Err(refusal) => {
            let way = way(site, authority, &refusal, (record, &blank.who_could));
            let parts = [Some(refused(activity, &refusal)), way.as_ref().and_then(next)];
            Explanation { refusal: Some(refusal), parts: parts.into_iter().flatten().collect(), way, ..blank }
        }
    }
}

fn allowed(basis: &Basis) -> Part {
    let mut params = vec![
        ("activity", Param::Activity(basis.activity)),
        ("letter", Param::Letter(basis.letter)),
        ("role", Param::Role(basis.role)),
        ("scope", Param::Scope(basis.scope)),
        ("appointment", Param::Record(basis.appointment)),
    ];
    match basis.on_behalf_of {
        Some(principal) => {
            params.push(("principal", Param::Person(principal)));
            Part { code: "why.allowed-as-deputy", params }
        }
        None => Part { code: "why.allowed", params },
    }
}

fn refused(activity: ActivityIx, refusal: &Refusal) -> Part {
    let doing = ("activity", Param::Activity(activity));
    let near = refusal.misses.first().map(|it| ("role", Param::Role(it.role)));
    let with =
        |code, more: Option<(&'static str, Param)>| Part { code, params: [doing].into_iter().chain(more).collect() };
    match &refusal.kind {
        RefusalKind::Unseen => Part { code: "why.unseen", params: Vec::new() },
        RefusalKind::NotHere => with("why.not-here", None),
        RefusalKind::NoRole => with("why.no-role", None),
        RefusalKind::OutOfScope => with("why.out-of-scope", near),
        RefusalKind::Condition { role, .. } => with("why.condition", Some(("role", Param::Role(*role)))),
        RefusalKind::State { needed } => with("why.state", Some(("states", Param::States(needed.states().collect())))),
        RefusalKind::Apart { activity: done, person } => {
            let mut part = with("why.apart", Some(("done", Param::Activity(*done))));
            part.params.push(("person", Param::Person(*person)));
            part
        }
        RefusalKind::MoveCondition { words } => {
            with("why.move-condition", Some(("words", Param::Words(words.clone()))))
        }
    }
}

fn next(way: &Way) -> Option<Part> {
    Some(match way {
        Way::First(steps) => {
            let first = steps.first()?;
            Part { code: "way.first", params: vec![("activity", Param::Activity(first.activity))] }
        }
        Way::Ask { role, person, appointment } => {
            let params = vec![
                ("role", Param::Role(*role)),
                ("person", Param::Person(*person)),
                ("appointment", Param::Record(*appointment)),
            ];
            Part { code: "way.ask", params }
        }
        Way::Appoint { role, by } => {
            let by = by.map(|it| ("by", Param::Role(it)));
            Part { code: "way.appoint", params: [("role", Param::Role(*role))].into_iter().chain(by).collect() }
        }
        // The refusal's own words say what has to change.
        Way::Amend { .. } => return None,
    })
}
