//! A small hand-made site: a type with a field of every kind, a type that is a scope, a lifecycle, activities.

use indexmap::IndexMap;
use model::{
    Activity, ActivityIx, Cell, Does, Field, Header, Kind, Letter, Lifecycle, Move, MoveIx, Opt, Options, Phase,
    Practice, PracticeIx, Reach, RecordType, RoleIx, ScopeKind, Sight, Site, Slot, State, StateIx, StateSet, Tone,
    TypeIx, When, Within,
};

const TICKET: TypeIx = TypeIx(0);
const THING: TypeIx = TypeIx(1);
const HERE: &str = "testkit/site.rs";

/// A declared field that people fill.
pub fn field(key: &str, kind: Kind) -> Field {
    Field {
        key: key.to_owned(),
        title: key.to_owned(),
        help: String::new(),
        is_searched: matches!(kind, Kind::Line(_) | Kind::Text),
        kind,
        header: None,
        is_computed: false,
        is_declared: true,
        sight: Sight::Open,
        declared_at: HERE.to_owned(),
    }
}

fn options(keys: &[&str]) -> Options {
    Options(keys.iter().map(|it| Opt { key: (*it).to_owned(), title: (*it).to_owned() }).collect())
}

fn header(it: Header) -> Field {
    let kind = match it {
        Header::Title => Kind::Line(200),
        Header::HolderTeam => Kind::Team,
        Header::HolderPerson | Header::ForPerson | Header::OpenedBy => Kind::Person,
        Header::Service | Header::Ci => Kind::Reference(vec![THING]),
        Header::Priority => Kind::Level(options(&["p1", "p2", "p3", "p4"])),
        Header::Due | Header::Opened | Header::Changed | Header::Closed => Kind::Instant,
    };
    Field { header: Some(it), is_computed: it.is_computed(), ..field(it.name(), kind) }
}

/// One field of every kind.
fn every_kind() -> Vec<Field> {
    vec![
        field("line", Kind::Line(200)),
        field("story", Kind::Text),
        field("whole", Kind::Whole),
        field("decimal", Kind::Decimal(2)),
        field("cost", Kind::Money),
        field("yes-no", Kind::YesNo),
        field("day", Kind::Date),
        field("moment", Kind::Instant),
        field("length", Kind::Duration),
        field("choice", Kind::Choice(options(&["red", "green", "blue"]))),
        field("level", Kind::Level(options(&["high", "middle", "low"]))),
        field("about", Kind::Reference(vec![THING])),
        field("touches", Kind::References(vec![THING])),
        field("person", Kind::Person),
        field("team", Kind::Team),
        field("file", Kind::Attachment),
    ]
}

fn states() -> Vec<State> {
    [
        ("new", Phase::New),
        ("working", Phase::Active),
        ("waiting", Phase::Waiting),
        ("done", Phase::Done),
        ("closed", Phase::Closed),
    ]
    .into_iter()
    .map(|(key, phase)| State { key: key.to_owned(), title: key.to_owned(), phase, tone: Tone::Neutral, rests: false })
    .collect()
}

fn step(key: &str, from: &[u8], to: u8) -> Move {
    Move {
        key: key.to_owned(),
        title: key.to_owned(),
        from: from.iter().copied().map(StateIx).collect::<StateSet>(),
        opens: from.is_empty(),
        to: Some(StateIx(to)),
        asks: Vec::new(),
        sets: Vec::new(),
        when: When::Always,
        unless: String::new(),
        asks_reply: false,
        confirm: String::new(),
        is_primary: false,
    }
}

fn lifecycle() -> Lifecycle {
    let moves = vec![
        step("open", &[], 0),
        step("begin", &[0, 2], 1),
        step("wait", &[1], 2),
        step("finish", &[0, 1, 2], 3),
        step("close", &[3], 4),
    ];
    Lifecycle { states: states(), moves }
}

fn activity(key: &str, does: Does) -> Activity {
    let cell = |letter| Cell {
        role: RoleIx(0),
        letter,
        when: When::Always,
        reach: Reach::Scope,
        responsibility: None,
        declared_at: HERE.to_owned(),
    };
    Activity {
        key: key.to_owned(),
        title: key.to_owned(),
        practice: PracticeIx(0),
        group: "work".to_owned(),
        does,
        cells: vec![cell(Letter::A), cell(Letter::R)],
        apart_from: Vec::new(),
        duty: None,
        declared_at: HERE.to_owned(),
    }
}

fn activities() -> Vec<Activity> {
    let mut all: Vec<_> = ["open", "begin", "wait", "finish", "close"]
        .iter()
        .enumerate()
        .map(|(at, key)| activity(&format!("ticket:{key}"), Does::Move(TICKET, MoveIx::of(at))))
        .collect();
    all.push(activity("ticket:amend", Does::Amend(TICKET, vec![Header::Title.slot()])));
    all.push(activity("ticket:follow", Does::Follow(TICKET)));
    all.push(activity("thing:open", Does::Move(THING, MoveIx(0))));
    all
}

fn record_type(ix: TypeIx, key: &str, prefix: &str, own: Vec<Field>) -> RecordType {
    RecordType {
        key: key.to_owned(),
        title: key.to_owned(),
        plural: format!("{key}s"),
        prefix: prefix.to_owned(),
        practice: PracticeIx(0),
        ix,
        fields: Header::ALL.into_iter().map(header).chain(own).collect(),
        lifecycle: lifecycle(),
        scopes: vec![
            (ScopeKind::Organisation, Within::Always),
            (ScopeKind::Team, Within::Slot(Header::HolderTeam.slot())),
        ],
        place: (ix == THING).then_some(ScopeKind::Service),
        parent: if ix == THING { Some(Slot::of(Header::COUNT)) } else { None },
        behaviours: vec![("none".to_owned(), IndexMap::new())],
        activities: Vec::new(),
        icon: "dot".to_owned(),
        answers: None,
        list: vec![Header::HolderTeam.slot()],
        needs: Vec::new(),
        declared_at: HERE.to_owned(),
    }
}

/// The tests' site: `ticket` (TKT) with a field of every kind, `thing` (THG) that is a scope.
pub fn site() -> Site {
    let mut types = vec![
        record_type(TICKET, "ticket", "TKT", every_kind()),
        record_type(THING, "thing", "THG", vec![field("above", Kind::Reference(vec![THING]))]),
    ];
    let activities = activities();
    for (at, activity) in activities.iter().enumerate() {
        if let Some(of) = activity.of().and_then(|it| types.get_mut(it.at())) {
            of.activities.push(ActivityIx::of(at));
        }
    }
    let practice = Practice {
        key: "work".to_owned(),
        title: "Work".to_owned(),
        purpose: "To be tested".to_owned(),
        ix: PracticeIx(0),
        manager: None,
        owner: None,
        version: "1".to_owned(),
        types: vec![TICKET, THING],
    };
    Site { practices: vec![practice], types, activities, digest: "tests".to_owned(), ..Site::default() }
}

/// The same with one more field on `ticket`.
pub fn site_with(more: Field) -> Site {
    let mut site = site();
    if let Some(ticket) = site.types.get_mut(TICKET.at()) {
        ticket.fields.push(more);
    }
    site
}
