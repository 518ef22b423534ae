//! How a role stands to others: what is declared between them, and what follows from the cells of the matrix.

use std::collections::BTreeMap;

use model::{Activity, ActivityIx, Letter, RoleIx, Site, Verb};

/// What ties a role to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// Declared.
    Declared(Verb),
    /// Answers for what the other does.
    AnswersFor,
    /// Asks the other before it acts.
    Asks,
    /// Tells the other after it acted.
    Tells,
    /// Is a special case of the other.
    Specialises,
    /// Must not be held together with the other.
    Apart,
}

/// Which way a tie points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Towards {
    /// From the role in the middle to the other.
    Out,
    /// From the other to the role in the middle.
    In,
}

/// One tie between the role in the middle and another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The other role.
    pub other: RoleIx,
    /// What ties them.
    pub tie: Tie,
    /// Which way.
    pub way: Towards,
    /// What a declared relation is about: record types, practices, scope kinds, by key.
    pub over: Vec<String>,
    /// The activities that it follows from.
    pub activities: Vec<ActivityIx>,
    /// The declaration's own words, such as why two roles are kept apart.
    pub words: String,
}

impl Tie {
    /// How much it says about two roles: what is drawn first where there is room for few.
    fn weight(self) -> usize {
        match self {
            Self::Declared(Verb::Assigns) => 90,
            Self::Declared(Verb::EscalatesTo) => 70,
            Self::Declared(Verb::Chairs) => 60,
            Self::Apart => 50,
            Self::Specialises => 45,
            Self::Declared(Verb::Approves | Verb::Reviews | Verb::RepresentsIn) => 40,
            Self::Declared(Verb::ReportsTo | Verb::HandsOverTo) => 30,
            Self::Declared(Verb::Consults | Verb::Informs) => 20,
            Self::AnswersFor => 10,
            Self::Asks => 4,
            Self::Tells => 2,
        }
    }
}

/// Every tie of a role, by the other role; within it in the order of ties.
pub fn ties(site: &Site, role: RoleIx) -> Vec<Edge> {
    let mut found: BTreeMap<(RoleIx, Tie, Towards), Edge> = BTreeMap::new();
    for it in &site.relations {
        let ends = [(it.from, it.to, Towards::Out), (it.to, it.from, Towards::In)];
        for (_, other, way) in ends.into_iter().filter(|(from, other, _)| *from == role && *other != role) {
            edge(&mut found, other, Tie::Declared(it.verb), way).over.push(it.over.clone());
        }
    }
    for (at, activity) in site.activities.iter().enumerate() {
        for (other, tie, way) in of_cells(activity, role) {
            let edge = edge(&mut found, other, tie, way);
            if edge.activities.last() != Some(&ActivityIx::of(at)) {
                edge.activities.push(ActivityIx::of(at));
            }
        }
    }
    for (at, declared) in site.roles.iter().enumerate() {
        let other = RoleIx::of(at);
        let generic = declared.specialises.as_ref().map(|(it, _)| *it);
        if other == role {
            if let Some(generic) = generic.filter(|it| *it != role) {
                edge(&mut found, generic, Tie::Specialises, Towards::Out);
            }
            for it in declared.conflicts.iter().filter(|it| it.role != role) {
                edge(&mut found, it.role, Tie::Apart, Towards::Out).words.clone_from(&it.why);
            }
            continue;
        }
        if generic == Some(role) {
            edge(&mut found, other, Tie::Specialises, Towards::In);
        }
        for it in declared.conflicts.iter().filter(|it| it.role == role) {
            edge(&mut found, other, Tie::Apart, Towards::Out).words.clone_from(&it.why);
        }
    }
    found.into_values().collect()
}

fn edge(found: &mut BTreeMap<(RoleIx, Tie, Towards), Edge>, other: RoleIx, tie: Tie, way: Towards) -> &mut Edge {
    found.entry((other, tie, way)).or_insert_with(|| Edge {
        other,
        tie,
        way,
        over: Vec::new(),
        activities: Vec::new(),
        words: String::new(),
    })
}

/// What the cells of one activity say between a role and each other one.
fn of_cells(activity: &Activity, role: RoleIx) -> Vec<(RoleIx, Tie, Towards)> {
    let own: Vec<Letter> = activity.cells.iter().filter(|it| it.role == role).map(|it| it.letter).collect();
    let mut found = Vec::new();
    for cell in activity.cells.iter().filter(|it| it.role != role) {
        for letter in &own {
            found.extend(tie(*letter, cell.letter).map(|it| (cell.role, it, Towards::Out)));
            found.extend(tie(cell.letter, *letter).map(|it| (cell.role, it, Towards::In)));
        }
    }
    found
}

/// What one letter means towards another in the same activity.
fn tie(from: Letter, to: Letter) -> Option<Tie> {
    match (from, to) {
        (Letter::A, Letter::R) => Some(Tie::AnswersFor),
        (Letter::A | Letter::R, Letter::C) => Some(Tie::Asks),
        (Letter::A | Letter::R, Letter::I) => Some(Tie::Tells),
        (Letter::A | Letter::R, Letter::A)
        | (Letter::R, Letter::R)
        | (Letter::C | Letter::I, Letter::A | Letter::R | Letter::C | Letter::I) => None,
    }
}

/// The other roles, those with the weightiest ties first.
pub fn neighbours(edges: &[Edge]) -> Vec<RoleIx> {
    let mut weights: BTreeMap<RoleIx, usize> = BTreeMap::new();
    for it in edges {
        let much = it.over.len().saturating_add(it.activities.len()).min(20);
        *weights.entry(it.other).or_default() += it.tie.weight().saturating_mul(4).saturating_add(much);
    }
    let mut all: Vec<RoleIx> = weights.keys().copied().collect();
    all.sort_by_key(|it| (std::cmp::Reverse(weights.get(it).copied().unwrap_or_default()), *it));
    all
}

#[cfg(test)]
mod tests {
    use model::{Cell, Does, PracticeIx, Reach, Relation, When};

    use super::*;

    fn cell(role: u16, letter: Letter) -> Cell {
        Cell {
            role: RoleIx(role),
            letter,
            when: When::Always,
            reach: Reach::Scope,
            responsibility: None,
            declared_at: String::new(),
        }
    }

    fn town() -> Site {
        let activity = Activity {
            key: "a:do".to_owned(),
            title: "Do it".to_owned(),
            practice: PracticeIx::of(0),
            group: String::new(),
            does: Does::Duty,
            cells: vec![cell(0, Letter::A), cell(1, Letter::R), cell(2, Letter::C), cell(3, Letter::I)],
            apart_from: Vec::new(),
            duty: None,
            declared_at: String::new(),
        };
        let relation = Relation {
            from: RoleIx(2),
            verb: Verb::Assigns,
            to: RoleIx(1),
            over: "team".to_owned(),
            declared_at: String::new(),
        };
        Site { activities: vec![activity], relations: vec![relation], ..Site::default() }
    }

    fn shown(role: u16) -> Vec<(u16, Tie, Towards)> {
        ties(&town(), RoleIx(role)).iter().map(|it| (it.other.0, it.tie, it.way)).collect()
    }

    #[test]
    fn who_answers_stands_over_who_does_and_asks_and_tells_the_others() {
        assert_eq!(
            shown(0),
            [(1, Tie::AnswersFor, Towards::Out), (2, Tie::Asks, Towards::Out), (3, Tie::Tells, Towards::Out)]
        );
        assert_eq!(
            shown(1),
            [
                (0, Tie::AnswersFor, Towards::In),
                (2, Tie::Declared(Verb::Assigns), Towards::In),
                (2, Tie::Asks, Towards::Out),
                (3, Tie::Tells, Towards::Out)
            ]
        );
        assert_eq!(shown(3), [(0, Tie::Tells, Towards::In), (1, Tie::Tells, Towards::In)]);
    }

    #[test]
    fn whoever_appoints_is_drawn_before_whoever_is_told() {
        let order: Vec<u16> = neighbours(&ties(&town(), RoleIx(1))).iter().map(|it| it.0).collect();
        assert_eq!(order, [2, 0, 3]);
    }
}
