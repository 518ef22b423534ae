//! Declared things by hand, with everything ordinary filled in.

use model::{
    Activity, Apart, Cadence, Cardinality, Cell, Conflict, Does, Facing, Field, Header, Holder, Kind, Letter,
    Lifecycle, Move, Phase, Practice, PracticeIx, Reach, RecordType, Role, RoleIx, ScopeKind, Sight, State, StateIx,
    StateSet, Tone, TypeIx, When, Within,
};

pub(crate) fn practice(at: usize, key: &str) -> Practice {
    Practice {
        key: key.to_owned(),
        title: key.to_owned(),
        purpose: String::new(),
        ix: PracticeIx::of(at),
        manager: None,
        owner: None,
        version: "1".to_owned(),
        types: Vec::new(),
    }
}

fn field(header: Header) -> Field {
    let kind = match header {
        Header::Title => Kind::Line(200),
        Header::HolderTeam => Kind::Team,
        Header::HolderPerson | Header::ForPerson | Header::OpenedBy => Kind::Person,
        Header::Service | Header::Ci => Kind::Reference(Vec::new()),
        Header::Priority => Kind::Whole,
        Header::Due | Header::Opened | Header::Changed | Header::Closed => Kind::Instant,
    };
    Field {
        key: header.name().to_owned(),
        title: header.name().to_owned(),
        help: String::new(),
        kind,
        header: Some(header),
        is_computed: header.is_computed(),
        is_declared: true,
        sight: Sight::Open,
        is_searched: false,
        declared_at: String::new(),
    }
}

pub(crate) fn record_type(at: usize, key: &str, practice: PracticeIx, scopes: Vec<(ScopeKind, Within)>) -> RecordType {
    RecordType {
        key: key.to_owned(),
        title: key.to_owned(),
        plural: key.to_owned(),
        prefix: key.to_owned(),
        practice,
        ix: TypeIx::of(at),
        fields: Header::ALL.into_iter().map(field).collect(),
        lifecycle: Lifecycle::default(),
        scopes,
        place: None,
        parent: None,
        behaviours: Vec::new(),
        activities: Vec::new(),
        icon: String::new(),
        answers: None,
        list: Vec::new(),
        needs: Vec::new(),
        declared_at: String::new(),
    }
}

pub(crate) fn state(key: &str) -> State {
    State { key: key.to_owned(), title: key.to_owned(), phase: Phase::Active, tone: Tone::Neutral, rests: false }
}

/// A move between states; without states to come from it opens records.
pub(crate) fn step(key: &str, from: &[u8], to: u8) -> Move {
    Move {
        key: key.to_owned(),
        title: key.to_owned(),
        from: from.iter().copied().map(StateIx).collect::<StateSet>(),
        opens: from.is_empty(),
        to: Some(StateIx(to)),
        asks: Vec::new(),
        sets: Vec::new(),
        when: When::Always,
        unless: "not as it is".to_owned(),
        asks_reply: false,
        confirm: String::new(),
        is_primary: false,
    }
}

pub(crate) fn activity(key: &str, practice: PracticeIx, does: Does) -> Activity {
    Activity {
        key: key.to_owned(),
        title: key.to_owned(),
        practice,
        group: String::new(),
        does,
        cells: Vec::new(),
        apart_from: Vec::new(),
        duty: None,
        declared_at: String::new(),
    }
}

pub(crate) fn cell(role: RoleIx, letter: Letter) -> Cell {
    Cell { role, letter, when: When::Always, reach: Reach::Scope, responsibility: None, declared_at: String::new() }
}

pub(crate) fn role(key: &str, scope: ScopeKind) -> Role {
    Role {
        key: key.to_owned(),
        title: key.to_owned(),
        aliases: Vec::new(),
        stage: String::new(),
        scope,
        also_scopes: Vec::new(),
        holder: Holder::Either,
        cardinality: Cardinality::Any,
        facing: Facing::Back,
        appointed_by: None,
        is_self_taken: false,
        specialises: None,
        may_combine_with: Vec::new(),
        conflicts: Vec::new(),
        responsibilities: Vec::new(),
        authorities: Vec::new(),
        is_inside: true,
        declared_at: String::new(),
    }
}

pub(crate) fn apart(role: RoleIx, when: Apart) -> Conflict {
    Conflict { role, when, why: "they check each other".to_owned() }
}

pub(crate) fn quarterly(evidence: &str) -> model::Duty {
    model::Duty { cadence: Cadence::Quarterly, evidence: evidence.to_owned() }
}
