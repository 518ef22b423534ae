//! What can come of a record: records of other types that are opened about one like it, such as a major incident about an
//! incident.

use base::RecordId;
use governance::Question;
use model::{Activity, ActivityIx, Does, Header, Kind, Letter, Move, RecordType, Slot};

use crate::{
    asker::Asker,
    look::view::{Act, Link, Locked},
    urls, views,
    words::{self, Numbers},
};

/// How many stand beside what can be done with the record itself; the rest are in the menu.
const BESIDE: usize = 3;

/// A way to open something about the record.
struct Way<'a> {
    of: &'a RecordType,
    step: &'a Move,
    row: &'a Activity,
    ix: ActivityIx,
    /// The field that names the record.
    names: Slot,
    may: bool,
}

/// What the reader may open about it, and what others may.
pub(super) struct Onward {
    pub(super) beside: Vec<Act>,
    pub(super) more: Vec<Act>,
    pub(super) locked: Vec<Locked>,
}

/// What can come of a record while it is open: of work until it is done, of a service while it is live.
pub(super) fn onward(asker: &Asker, of: &RecordType, view: &engine::RecordView, numbers: &Numbers) -> Onward {
    let is_open = of.lifecycle.state(view.seen.state()).is_some_and(|it| it.phase.is_open());
    let ways = if is_open && asker.desk.is_inside() { ways(asker, of) } else { Vec::new() };
    let (mine, others): (Vec<_>, Vec<_>) = ways.into_iter().partition(|it| it.may);
    let mut beside: Vec<Act> =
        mine.iter().map(|it| Act::open(it.step.title.clone(), url(it, of, view, numbers))).collect();
    // About a service a dozen things can be begun: they would bury what can be done with it.
    let more = beside.split_off(if beside.len() > BESIDE { 0 } else { beside.len() });
    let is_shown = views::is_work(of) && others.len() <= BESIDE;
    let about = view.seen.get(of, Header::Service.slot()).record();
    let locked = others.iter().filter(|_| is_shown).filter_map(|it| locked(asker, it, about)).collect();
    Onward { beside, more, locked }
}

/// The openings that must name a record of this type.
fn ways<'a>(asker: &'a Asker, of: &RecordType) -> Vec<Way<'a>> {
    let site = asker.desk.site();
    let mut found = Vec::new();
    for other in &site.types {
        let may: Vec<ActivityIx> = asker.desk.openings(other.ix).into_iter().map(|(ix, _)| ix).collect();
        for (ix, row) in site.on(other.ix) {
            let Does::Move(_, step) = row.does else { continue };
            let Some(step) = other.lifecycle.step(step).filter(|it| it.opens) else { continue };
            let names =
                step.asks.iter().find(|(slot, must)| *must && other.field(*slot).is_some_and(|it| leads(&it.kind, of)));
            found.extend(names.map(|(slot, _)| Way { of: other, step, row, ix, names: *slot, may: may.contains(&ix) }));
        }
    }
    found
}

/// Whether a field names this type and not just anything.
fn leads(kind: &Kind, of: &RecordType) -> bool {
    if let Kind::Reference(types) | Kind::References(types) = kind { types.as_slice() == [of.ix] } else { false }
}

/// The form with the record in it, and with the service and item that it is about.
fn url(way: &Way<'_>, of: &RecordType, view: &engine::RecordView, numbers: &Numbers) -> String {
    let key = |slot: Slot| way.of.field(slot).map(|it| it.key.as_str()).unwrap_or_default();
    let mut known = vec![(key(way.names), view.seen.number().to_owned())];
    for header in [Header::Service, Header::Ci] {
        let asks = way.step.asks.iter().any(|(slot, _)| *slot == header.slot()) && header.slot() != way.names;
        let about = view.seen.get(of, header.slot()).record().and_then(|it| numbers.get(&it).cloned());
        known.extend(about.filter(|_| asks).map(|it| (key(header.slot()), it)));
    }
    let known: Vec<(&str, &str)> = known.iter().map(|(name, value)| (*name, value.as_str())).collect();
    urls::with_query(&format!("/new/{}/{}", way.of.key, way.step.key), &known)
}

/// Who could open it instead, over the service that the record is about.
fn locked(asker: &Asker, way: &Way<'_>, about: Option<RecordId>) -> Option<Locked> {
    let (desk, site) = (&asker.desk, asker.desk.site());
    let role = way.row.with(Letter::A).next().and_then(|it| site.role(it.role))?;
    let question = Question { activity: way.ix, place: about, team: None, at: desk.now() };
    let answers = governance::answering(&desk.directory().roster, site, &question);
    let whom = answers.iter().filter(|it| it.letter.may_do()).flat_map(|it| it.there.iter().chain(&it.deputies)).next();
    let who = urls::with_query("/who/answers", &[("q", &way.row.title)]);
    Some(Locked {
        label: way.step.title.clone(),
        reason: format!("{} decides.", role.title),
        why: who.clone(),
        ask: whom.map(|it| Link::to(format!("Ask {}", words::first_name(desk, *it)), who)),
    })
}
