//! What recurs, as declared: responsibilities and activities with a cadence, and the field of a record that proves each.

use clocks::Every;
use model::{
    Activity, ActivityIx, Cadence, Does, Field, Header, Letter, PracticeIx, Reach, RecordType, Responsibility, RoleIx,
    Site, Slot, Source, TypeIx, Value,
};

/// Something that recurs for every holder of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurring {
    /// What names it for good: the role and its responsibility, or the role and the activity.
    pub key: String,
    /// The role whose holders have it.
    pub role: RoleIx,
    /// In which letter.
    pub letter: Letter,
    /// The activity that it is, where a practice declares it.
    pub activity: Option<ActivityIx>,
    /// What is to be done.
    pub title: String,
    /// How often.
    pub cadence: Cadence,
    /// The same as calendar periods.
    pub every: Every,
    /// What proves it, as declared.
    pub evidence: String,
    /// The field whose setting proves it; where there is none, whoever has the duty attests it.
    pub proof: Option<Proof>,
}

/// The field whose setting by an act proves a duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// On records of this type.
    pub of: TypeIx,
    /// This field.
    pub slot: Slot,
    /// By one of these activities.
    pub by: Vec<ActivityIx>,
    /// Whether the duty's own activity can't be done without the field: doing it confirms the value, even where it
    /// stays what it was.
    pub confirms: bool,
    /// Whether the role does this on every record, whatever its appointment's scope.
    pub everywhere: bool,
    /// What the record's other fields must say.
    pub narrowed: Vec<(Slot, String)>,
}

/// Everything that recurs, in order of roles.
pub(super) fn all(site: &Site) -> Vec<Recurring> {
    let mut found = Vec::new();
    for at in 0..site.roles.len() {
        let role = RoleIx::of(at);
        for (source, only_in) in sources(site, role) {
            found.extend(of_responsibilities(site, role, source, only_in));
            found.extend(of_activities(site, role, source, only_in));
        }
    }
    found
}

/// The roles whose responsibilities a role has: its own, and within its practices those of the role it specialises.
fn sources(site: &Site, role: RoleIx) -> Vec<(RoleIx, Option<&[PracticeIx]>)> {
    let generic = site.role(role).and_then(|it| it.specialises.as_ref());
    std::iter::once((role, None)).chain(generic.map(|(it, only)| (*it, Some(only.as_slice())))).collect()
}

fn practice(site: &Site, activity: &Activity) -> PracticeIx {
    activity.of().and_then(|it| site.of(it)).map_or(activity.practice, |it| it.practice)
}

fn reaches(site: &Site, activity: Option<ActivityIx>, only_in: Option<&[PracticeIx]>) -> bool {
    let Some(only) = only_in else { return true };
    activity.and_then(|it| site.activity(it)).is_some_and(|it| only.contains(&practice(site, it)))
}

/// What is to be done again and again by whoever has the letter; whoever is only told has nothing to do.
fn acts(letter: Letter) -> bool {
    letter.may_speak()
}

fn of_responsibilities(site: &Site, role: RoleIx, source: RoleIx, only_in: Option<&[PracticeIx]>) -> Vec<Recurring> {
    let Some(declared) = site.role(source) else { return Vec::new() };
    let reached = declared.responsibilities.iter().filter(|it| acts(it.letter) && reaches(site, it.activity, only_in));
    reached
        .filter_map(|it| {
            Some(Recurring {
                key: format!("{}.{}", declared.key, it.key),
                role,
                letter: it.letter,
                activity: it.activity,
                title: it.text.clone(),
                cadence: it.cadence,
                every: super::every(it.cadence)?,
                evidence: it.evidence.clone(),
                proof: proof(site, &Asked::of(role, it)),
            })
        })
        .collect()
}

/// Activities that recur by themselves, for those of their doers to whom no responsibility says so already: whoever
/// does them, and where nobody but the one who answers does, that one.
fn of_activities(site: &Site, role: RoleIx, source: RoleIx, only_in: Option<&[PracticeIx]>) -> Vec<Recurring> {
    let mut found = Vec::new();
    for (at, activity) in site.activities.iter().enumerate() {
        let ix = ActivityIx::of(at);
        let Some((duty, every)) = activity.duty.as_ref().and_then(|it| Some((it, super::every(it.cadence)?))) else {
            continue;
        };
        let doing = if activity.with(Letter::R).next().is_some() { Letter::R } else { Letter::A };
        let is_named = activity.with(doing).any(|cell| cell.role == source);
        if !is_named || says_already(site, role, ix) || !reaches(site, Some(ix), only_in) {
            continue;
        }
        let asked = Asked { role, activity: Some(ix), evidence: &duty.evidence, narrowed: &[] };
        found.push(Recurring {
            key: format!("{}.{}", site.role(source).map(|it| it.key.as_str()).unwrap_or_default(), activity.key),
            role,
            letter: doing,
            activity: Some(ix),
            title: activity.title.clone(),
            cadence: duty.cadence,
            every,
            evidence: duty.evidence.clone(),
            proof: proof(site, &asked),
        });
    }
    found
}

fn says_already(site: &Site, role: RoleIx, activity: ActivityIx) -> bool {
    let says = |it: &Responsibility| it.activity == Some(activity) && acts(it.letter) && it.cadence != Cadence::OnEvent;
    let all = sources(site, role).into_iter().filter_map(|(it, _)| site.role(it));
    all.flat_map(|it| &it.responsibilities).any(says)
}

/// What has to be proved, and by whom.
struct Asked<'a> {
    role: RoleIx,
    activity: Option<ActivityIx>,
    evidence: &'a str,
    narrowed: &'a [(String, String)],
}

impl<'a> Asked<'a> {
    fn of(role: RoleIx, it: &'a Responsibility) -> Self {
        Self { role, activity: it.activity, evidence: &it.evidence, narrowed: &it.r#where }
    }
}

/// The proof of something that recurs; `None` where its evidence is no field that the role's holders can set.
fn proof(site: &Site, asked: &Asked<'_>) -> Option<Proof> {
    let (kind, key) = asked.evidence.split_once('.')?;
    let of = site.find_type(kind)?;
    let slot = of.slot(key)?;
    let field = of.field(slot)?;
    let by: Vec<ActivityIx> = site.on(of.ix).filter(|(_, it)| sets(of, it, slot, field)).map(|(ix, _)| ix).collect();
    let narrowed = asked.narrowed.iter().map(|(key, value)| Some((of.slot(key)?, value.clone())));
    let narrowed = narrowed.collect::<Option<Vec<_>>>()?;
    let roles = sources(site, asked.role);
    let mut own = Vec::new();
    for ix in &by {
        let Some(activity) = site.activity(*ix) else { continue };
        let reached = roles.iter().filter(|(_, only)| reaches(site, Some(*ix), *only)).map(|(role, _)| *role);
        let roles: Vec<RoleIx> = reached.collect();
        own.extend(activity.cells.iter().filter(|it| it.letter.may_do() && roles.contains(&it.role)));
    }
    if own.is_empty() {
        return None;
    }
    Some(Proof {
        of: of.ix,
        slot,
        confirms: asked.activity.is_some_and(|it| by.contains(&it) && needs(site, of, it, slot)),
        by,
        everywhere: own.iter().any(|it| it.reach == Reach::Everywhere),
        narrowed,
    })
}

/// Whether an activity can set a field.
fn sets(of: &RecordType, activity: &Activity, slot: Slot, field: &Field) -> bool {
    match &activity.does {
        Does::Move(_, step) => of.lifecycle.step(*step).is_some_and(|step| {
            let asked = step.asks.iter().any(|(it, _)| *it == slot);
            let opened = step.opens && matches!(field.header, Some(Header::Opened | Header::OpenedBy));
            // What only a behaviour fills can be filled by any move.
            let behaved = field.is_computed && field.header.is_none() && !anything_sets(of, slot);
            asked || opened || behaved || fills(step, slot)
        }),
        Does::Amend(_, slots) => slots.contains(&slot),
        Does::Follow(_) | Does::Duty => false,
    }
}

fn anything_sets(of: &RecordType, slot: Slot) -> bool {
    of.lifecycle.moves.iter().any(|it| fills(it, slot))
}

fn fills(step: &model::Move, slot: Slot) -> bool {
    step.sets.iter().any(|it| it.slot == slot && it.to != Source::Fixed(Value::Empty))
}

/// Whether an activity is a move that can't be made without a field.
fn needs(site: &Site, of: &RecordType, activity: ActivityIx, slot: Slot) -> bool {
    let Some(Does::Move(_, step)) = site.activity(activity).map(|it| &it.does) else { return false };
    let opened = |it: &model::Move| {
        it.opens && of.field(slot).is_some_and(|it| matches!(it.header, Some(Header::Opened | Header::OpenedBy)))
    };
    of.lifecycle.step(*step).is_some_and(|it| it.asks.contains(&(slot, true)) || fills(it, slot) || opened(it))
}
