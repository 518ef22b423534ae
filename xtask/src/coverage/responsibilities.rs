//! Responsibilities: each bound to an activity that its role may do or is asked or told of, and to a field that this
//! very act fills.

use model::{Activity, Does, Letter, Move, RecordType, Responsibility, Role, Site, Slot, TypeIx};

/// A responsibility with what it is bound to.
#[derive(Debug)]
pub(super) struct Bound {
    /// The role's title and key.
    pub(super) role: (String, String),
    /// Its key within the role, and its words.
    pub(super) key: String,
    pub(super) text: String,
    /// The letter and the activity's key and title.
    pub(super) letter: Letter,
    pub(super) activity: (String, String),
    /// The titles of the roles that do it.
    pub(super) done_by: Vec<String>,
    /// How often, and the field that proves it.
    pub(super) cadence: String,
    pub(super) evidence: String,
    /// Why it is not bound.
    pub(super) fault: Option<String>,
}

impl Bound {
    /// Its role and key.
    pub(super) fn name(&self) -> String {
        format!("{}/{}", self.role.1, self.key)
    }
}

/// All of them, in declared order.
pub(super) fn all(site: &Site) -> Vec<Bound> {
    site.roles.iter().flat_map(|role| role.responsibilities.iter().map(move |it| bound(site, role, it))).collect()
}

fn bound(site: &Site, role: &Role, it: &Responsibility) -> Bound {
    let activity = it.activity.and_then(|ix| site.activity(ix));
    let doing = activity.into_iter().flat_map(|it| &it.cells).filter(|it| it.letter.may_do());
    let mut done_by: Vec<String> = Vec::new();
    for title in doing.filter_map(|it| Some(site.role(it.role)?.title.clone())) {
        if !done_by.contains(&title) {
            done_by.push(title);
        }
    }
    Bound {
        role: (role.title.clone(), role.key.clone()),
        key: it.key.clone(),
        text: it.text.clone(),
        letter: it.letter,
        activity: (it.names.clone(), activity.map(|it| it.title.clone()).unwrap_or_default()),
        done_by,
        cadence: format!("{:?}", it.cadence),
        evidence: it.evidence.clone(),
        fault: fault(site, role, it, activity),
    }
}

/// The first thing that is missing.
fn fault(site: &Site, role: &Role, it: &Responsibility, activity: Option<&Activity>) -> Option<String> {
    let Some(activity) = activity else { return Some(format!("there is no activity `{}`", it.names)) };
    let own = site.find_role(&role.key)?;
    let generic = role.specialises.as_ref().map(|(it, _)| *it);
    let is_theirs = |role| role == own || Some(role) == generic;
    if !activity.cells.iter().any(|cell| is_theirs(cell.role) && cell.letter == it.letter) {
        return Some(format!("`{}` has no {} for it", activity.key, it.letter.name()));
    }
    if !activity.cells.iter().any(|cell| cell.letter.may_do() && cell.when != model::When::Never) {
        return Some(format!("nobody can do `{}`", activity.key));
    }
    let Some((of, slot)) = proof(site, &it.evidence) else {
        return Some(format!("its evidence `{}` is no field", it.evidence));
    };
    if it.letter == Letter::C {
        // Who is asked answers by an act of their own on the same record.
        let answers = site.on(of.ix).any(|(_, it)| {
            it.cells.iter().any(|cell| is_theirs(cell.role) && cell.letter.may_do()) && leaves(site, of, it, slot)
        });
        return (!answers).then(|| format!("no act of theirs fills `{}`", it.evidence));
    }
    (!leaves(site, of, activity, slot)).then(|| format!("`{}` does not fill `{}`", activity.key, it.evidence))
}

/// Whether an activity fills a field. Where the field is another type's, filling it follows from another act.
fn leaves(site: &Site, of: &RecordType, activity: &Activity, slot: Slot) -> bool {
    match &activity.does {
        Does::Move(on, step) => *on != of.ix || of.lifecycle.moves.get(step.at()).is_some_and(|it| fills(of, it, slot)),
        Does::Amend(on, slots) => *on != of.ix || slots.contains(&slot),
        Does::Follow(_) | Does::Duty => filled_somewhere(site, of.ix, slot),
    }
}

/// The field that evidence names, `type.field`.
fn proof<'s>(site: &'s Site, evidence: &str) -> Option<(&'s RecordType, Slot)> {
    let (kind, field) = evidence.split_once('.')?;
    let of = site.find_type(kind)?;
    Some((of, of.slot(field)?))
}

/// Whether a move fills a field: it asks for it, sets it, opens the record that holds it, or a behaviour settles it.
fn fills(of: &RecordType, step: &Move, slot: Slot) -> bool {
    let asked = step.asks.iter().any(|(it, _)| *it == slot);
    let set = step.sets.iter().any(|it| it.slot == slot);
    let is_header = of.field(slot).is_some_and(|it| it.header.is_some_and(model::Header::is_computed));
    let settled = of.behaviours.iter().any(|(_, params)| params.values().any(|it| of.slot(it) == Some(slot)));
    asked || set || settled || (step.opens && is_header)
}

fn filled_somewhere(site: &Site, of: TypeIx, slot: Slot) -> bool {
    let Some(of) = site.of(of) else { return false };
    of.lifecycle.moves.iter().any(|it| fills(of, it, slot))
}
