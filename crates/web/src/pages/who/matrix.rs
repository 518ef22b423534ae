//! The grid: activities by roles, who holds each role, findings drawn in, the load below.

use std::collections::BTreeMap;

use base::Instant;
use engine::Kept;
use governance::{Finding, FindingKind, Holder, Scope};
use model::{Activity, ActivityIx, Letter, Practice, RoleIx, Site};

use super::{
    parts::{self, Look, Row},
    people::{self, Moment},
    say,
};
use crate::{
    asker::Asker,
    look::view::{
        Act, Cell, Column, Flag, Link, Load, Mark, Matrix, MatrixGroup, MatrixRow, Person, RowMark, Stamp, Tab, Tile,
        Tone,
    },
    urls, words,
};

/// The most findings beside the grid; all of them have a page of their own.
const FINDINGS: usize = 8;

/// Everything that the grid is drawn from.
struct Grid<'a> {
    asker: &'a Asker,
    practice: &'a Practice,
    then: &'a Moment,
    /// All rows of the practice.
    rows: Vec<Row<'a>>,
    /// Those of the part that is drawn, and the roles that they name.
    part: Vec<Row<'a>>,
    roles: Vec<RoleIx>,
    findings: Vec<Finding>,
}

/// The activities of a practice.
pub(super) fn rows<'s>(site: &'s Site, practice: &Practice) -> Vec<Row<'s>> {
    let all = site.activities.iter().enumerate().map(|(ix, it)| (ActivityIx::of(ix), it));
    all.filter(|(_, it)| it.practice == practice.ix).collect()
}

/// The matrix of a practice at an instant.
pub(super) fn matrix(
    asker: &Asker,
    practice: &Practice,
    (then, look): (&Moment, Look<'_>),
    (findings, kept): (&[Finding], &BTreeMap<String, Kept>),
) -> Matrix {
    let (rows, asked) = (rows(then.site(), practice), look.asked);
    let roles = roles(&rows);
    let own: Vec<Finding> = findings.iter().filter(|it| concerns(it, practice, &rows, &roles)).cloned().collect();
    let part = parts::part(&rows, practice, look);
    let grid = Grid { asker, practice, then, rows, roles: self::roles(&part.rows), part: part.rows, findings: own };
    let drawn: Vec<&Activity> = grid.part.iter().map(|(_, it)| *it).collect();
    Matrix {
        title: "Who does what".to_owned(),
        practice: (
            practice.title.clone(),
            super::practices(asker)
                .map(|it| Link {
                    current: it.ix == practice.ix,
                    ..Link::to(it.title.clone(), format!("/who/{}", it.key))
                })
                .collect(),
        ),
        scope: times(asker, then.at, asked, &format!("/who/{}", practice.key)),
        draft: None,
        acts: acts(practice, asked),
        tabs: tabs(practice, Tabbed::Matrix, asked),
        tiles: grid.tiles(),
        caption: format!("Activities of {} by role", practice.title),
        columns: grid.roles.iter().map(|it| grid.column(*it)).collect(),
        groups: grid.groups(),
        pages: part.pages,
        load_title: format!("Load, of {}", base::counted(grid.rows.len(), "activity", "activities")),
        load: grid.roles.iter().map(|it| grid.load(*it)).collect(),
        findings: say::folded(asker, &grid.findings)
            .into_iter()
            .take(FINDINGS)
            .enumerate()
            .map(|(n, it)| say::finding(asker, it, (kept, n == 0)))
            .collect(),
        all_carriers: Some(urls::with_query(&format!("/who/{}/people", practice.key), &[("at", asked)])),
        carriers: people::folded(asker, then, practice, (&grid.roles, &drawn)),
    }
}

/// As of when, and other days to look at.
pub(super) fn times(asker: &Asker, at: Instant, asked: &str, path: &str) -> (String, Vec<Link>) {
    let day = |days: i64| {
        asker.times.zoned(asker.times.now().plus(base::Span::from_secs(days * 86_400))).strftime("%Y-%m-%d").to_string()
    };
    let link = |label: &str, days: i64| {
        Link::to(format!("{label}, {}", day(days)), urls::with_query(path, &[("at", &day(days))]))
    };
    let when = if asked.is_empty() { "Now".to_owned() } else { asker.times.words(at) };
    let all = vec![
        Link { current: asked.is_empty(), ..Link::to("Now", path) },
        link("A week ago", -7),
        link("A month ago", -30),
        link("A year ago", -365),
        link("In a month", 30),
        link("In three months", 91),
    ];
    (when, all)
}

/// Its figures, and the same as files.
fn acts(practice: &Practice, asked: &str) -> Vec<Act> {
    let act = |label: &str, format: &str| {
        let path = format!("/who/{}/export/{format}", practice.key);
        Act::open(label, urls::with_query(&path, &[("at", asked)])).icon("down")
    };
    let figures = Act::open("Measures", format!("/measures/{}", practice.key)).icon("kpi");
    vec![figures, act("CSV", "csv"), act("XLSX", "xlsx")]
}

/// Which tab is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tabbed {
    Matrix,
    People,
    Draft,
    History,
}

/// The ways to look at a practice.
pub(super) fn tabs(practice: &Practice, open: Tabbed, asked: &str) -> Vec<Tab> {
    let tab =
        |label: &str, url: String, current: bool| Tab { link: Link { current, ..Link::to(label, url) }, count: None };
    let dated = |path: String| urls::with_query(&path, &[("at", asked)]);
    let key = &practice.key;
    vec![
        tab("Matrix", dated(format!("/who/{key}")), open == Tabbed::Matrix),
        tab("By person", dated(format!("/who/{key}/people")), open == Tabbed::People),
        tab("Roles", "/who/roles".to_owned(), false),
        tab("Duties", "/duties".to_owned(), false),
        tab("Findings", "/who/findings".to_owned(), false),
        tab("Who answers?", "/who/answers".to_owned(), false),
        tab("What if?", "/who/what-if".to_owned(), false),
        tab("Draft", format!("/who/{key}/draft"), open == Tabbed::Draft),
        tab("History", format!("/who/{key}/history"), open == Tabbed::History),
    ]
}

/// The roles with a cell in any of the rows, those who carry most first.
pub(super) fn roles(rows: &[Row<'_>]) -> Vec<RoleIx> {
    let mut weights: BTreeMap<RoleIx, usize> = BTreeMap::new();
    for cell in rows.iter().flat_map(|(_, it)| &it.cells) {
        let weight = match cell.letter {
            Letter::A => 40,
            Letter::R => 20,
            Letter::C => 3,
            Letter::I => 1,
        };
        *weights.entry(cell.role).or_default() += weight;
    }
    let mut roles: Vec<RoleIx> = weights.keys().copied().collect();
    roles.sort_by_key(|it| (std::cmp::Reverse(weights.get(it).copied().unwrap_or_default()), *it));
    roles
}

/// Whether a finding is about this practice: its activities, its own scope, or its roles where they reach further.
fn concerns(it: &Finding, practice: &Practice, rows: &[(ActivityIx, &Activity)], roles: &[RoleIx]) -> bool {
    if let Some(activity) = it.activity {
        return rows.iter().any(|(ix, _)| *ix == activity);
    }
    match it.scope {
        Some(Scope::Process(ix)) => ix == practice.ix,
        None if it.all_scopes().any(|scope| scope == Scope::Process(practice.ix)) => true,
        Some(Scope::Whole(_) | Scope::Team(_) | Scope::Record(..)) | None => {
            it.roles.iter().all(|it| roles.contains(it)) && it.roles.iter().any(|role| weighs(*role, rows))
        }
    }
}

/// Whether a role answers for or does anything in these rows.
fn weighs(role: RoleIx, rows: &[(ActivityIx, &Activity)]) -> bool {
    rows.iter().flat_map(|(_, it)| &it.cells).any(|it| it.role == role && it.letter.may_do())
}

impl Grid<'_> {
    /// Who holds a role where it reaches this practice.
    fn holders(&self, role: RoleIx) -> Vec<Holder> {
        self.then.holders(role, self.practice)
    }

    fn column(&self, role: RoleIx) -> Column {
        let desk = &self.asker.desk;
        let title = desk.site().role(role).map(|it| it.title.clone()).unwrap_or_default();
        let holders = self.holders(role);
        let mut persons: Vec<_> = holders.iter().flat_map(|it| self.then.roster().persons(*it)).collect();
        persons.sort_unstable();
        persons.dedup();
        let (holder, person) = match (holders.as_slice(), persons.as_slice()) {
            ([], _) | (_, []) => ("Vacant".to_owned(), None),
            ([Holder::Person(one)], _) if *one == desk.person() => ("You".to_owned(), Some(words::avatar(desk, *one))),
            ([Holder::Person(one)], _) => (words::first_name(desk, *one), Some(words::avatar(desk, *one))),
            ([Holder::Team(team)], all) => (desk.directory().team_name(*team), Some(many(all.len(), &title))),
            (_, all) => (base::counted(all.len(), "person", "people"), Some(many(all.len(), &title))),
        };
        Column { role: title, holder, person }
    }

    fn groups(&self) -> Vec<MatrixGroup> {
        let mut groups: Vec<MatrixGroup> = Vec::new();
        for (ix, row) in &self.part {
            let drawn = self.row(*ix, row);
            match groups.iter_mut().find(|it| it.title == row.group) {
                Some(group) => group.rows.push(drawn),
                None => groups.push(MatrixGroup { title: row.group.clone(), rows: vec![drawn] }),
            }
        }
        groups
    }

    fn row(&self, ix: ActivityIx, row: &Activity) -> MatrixRow {
        let finding = self.findings.iter().enumerate().find(|(_, it)| it.activity == Some(ix));
        let clash = finding
            .filter(|(_, it)| it.kind == FindingKind::Overlap)
            .map(|(_, it)| it.roles.as_slice())
            .unwrap_or_default();
        let stamps = |role: RoleIx| {
            let mut letters: Vec<Letter> = row.cells.iter().filter(|it| it.role == role).map(|it| it.letter).collect();
            letters.sort_unstable();
            letters.dedup();
            let mark =
                |letter: Letter| if letter == Letter::A && clash.contains(&role) { Mark::Clash } else { Mark::None };
            letters.into_iter().map(|it| Stamp { letter: words::letter(it), mark: mark(it) }).collect()
        };
        let tone = finding.map_or(Tone::Plain, |(_, it)| say::tone(it));
        MatrixRow {
            activity: row.title.clone(),
            cells: self.roles.iter().map(|it| Cell { stamps: stamps(*it), chained: false }).collect(),
            mark: if finding.is_some() { RowMark::Has } else { RowMark::None },
            tone,
            flag: finding.map(|(_, it)| Flag {
                icon: say::icon(it.kind).to_owned(),
                text: say::title(self.asker, it),
                url: format!("#{}", say::id(self.asker, it)),
                tone,
            }),
        }
    }

    fn load(&self, role: RoleIx) -> Load {
        let carried = self
            .rows
            .iter()
            .filter(|(_, it)| it.cells.iter().any(|cell| cell.role == role && cell.letter.may_do()))
            .count();
        let share = carried.saturating_mul(100).checked_div(self.rows.len()).unwrap_or_default();
        let alone = matches!(self.holders(role).as_slice(), [Holder::Person(_)]);
        Load {
            count: carried.to_string(),
            share: u8::try_from(share).unwrap_or(100),
            tone: if share > 65 && alone { Tone::Warning } else { Tone::Plain },
        }
    }

    fn tiles(&self) -> Vec<Tile> {
        let clear = self
            .rows
            .iter()
            .filter(|(ix, it)| {
                it.with(Letter::A).next().is_some() && !self.findings.iter().any(|found| found.activity == Some(*ix))
            })
            .count();
        let of = |kind: FindingKind| self.findings.iter().filter(|it| it.kind == kind).count();
        let tile = |name: &str, kind: FindingKind, unit: &str| Tile {
            name: name.to_owned(),
            number: of(kind).to_string(),
            unit: unit.to_owned(),
            icon: Some(say::icon(kind).to_owned()),
            tone: if of(kind) == 0 {
                Tone::Plain
            } else if matches!(kind, FindingKind::Gap | FindingKind::Overlap) {
                Tone::Critical
            } else {
                Tone::Warning
            },
            ..Tile::default()
        };
        vec![
            Tile {
                name: "Activities with one clear owner".to_owned(),
                number: clear.to_string(),
                unit: format!("of {}", self.rows.len()),
                ..Tile::default()
            },
            tile("Gaps", FindingKind::Gap, "nobody there"),
            tile("Overlaps", FindingKind::Overlap, "two answer"),
            tile("SoD conflicts", FindingKind::Conflict, "must be apart"),
            tile("No deputy", FindingKind::SinglePoint, "one alone"),
        ]
    }
}

/// Several people as one avatar.
fn many(n: usize, title: &str) -> Person {
    Person { initials: n.to_string(), ..Person::named(title) }
}
