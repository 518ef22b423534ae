//! Who did what, under which role; and what of it no cell gives them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Act, Standing,
    report::{Against, Doer, Outside, Strayed, Who},
    spread::per_mille,
    tally::Tally,
    words::{Word, Words},
};

/// Keys kept one by one.
const KEYS: usize = 200_000;

/// In what quality somebody did something: the role if it is known, else the support line, else the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Column {
    Role(Word),
    Line(u8),
    Team(Word),
    /// Somebody of whom neither is known.
    Loose,
    /// Nobody is named.
    Nobody,
}

/// What was done so far.
#[derive(Clone, Debug)]
pub(crate) struct Dids {
    columns: Tally<(Word, Column)>,
    steps: BTreeSet<Word>,
    people: Tally<(Word, Word)>,
    against: Tally<(Word, Column, Standing)>,
    outside: Tally<(Word, Column, Option<Word>)>,
    strayed: Tally<(Option<Word>, Word)>,
}

impl Default for Dids {
    fn default() -> Self {
        Self {
            columns: Tally::of(KEYS),
            steps: BTreeSet::new(),
            people: Tally::of(KEYS),
            against: Tally::of(KEYS),
            outside: Tally::of(KEYS),
            strayed: Tally::of(KEYS),
        }
    }
}

impl Column {
    fn of(act: &Act, words: &mut Words) -> Self {
        if let Some(role) = words.maybe(act.role.as_ref()) {
            return Self::Role(role);
        }
        if let Some(line) = act.line {
            return Self::Line(line);
        }
        match words.maybe(act.team.as_ref()) {
            Some(team) => Self::Team(team),
            None if act.person.is_some() => Self::Loose,
            None => Self::Nobody,
        }
    }
    /// What it is called.
    fn name(self, words: &Words) -> String {
        match self {
            Self::Role(word) | Self::Team(word) => words.text(word),
            Self::Line(line) => format!("line {line}"),
            Self::Loose => "people without a team".to_owned(),
            Self::Nobody => NOBODY.to_owned(),
        }
    }
}

/// What stands where nobody is named.
pub(crate) const NOBODY: &str = "nobody named";

impl Dids {
    /// Takes the acts of one case.
    pub(crate) fn case(&mut self, acts: &[Act], words: &mut Words) {
        let mut before: Option<Word> = None;
        for act in acts {
            let column = Column::of(act, words);
            let (what, person) = (words.of(&act.what), words.maybe(act.person.as_ref()));
            self.columns.add((what, column));
            if act.is_step {
                self.steps.insert(what);
            }
            if let Some(person) = person {
                self.people.add((what, person));
            }
            if let Some(activity) = words.maybe(act.activity.as_ref()) {
                self.against.add((activity, column, act.standing));
                if act.standing == Standing::Outside {
                    self.outside.add((activity, column, person));
                }
            }
            let state = act.state.as_ref().map(|(it, _)| words.of(it));
            if let Some(to) = state.filter(|_| act.standing == Standing::NoMove) {
                self.strayed.add((before, to));
            }
            before = state.or(before);
        }
    }

    /// Rows by what was done, the most frequent first, each with its columns, the most frequent first.
    pub(crate) fn who(&self, words: &Words) -> Vec<Who> {
        let mut rows: BTreeMap<Word, Vec<(u64, String)>> = BTreeMap::new();
        for ((what, column), n) in self.columns.iter() {
            rows.entry(*what).or_default().push((n, column.name(words)));
        }
        let mut people: BTreeMap<Word, (u64, Option<(u64, Word)>)> = BTreeMap::new();
        for ((what, person), n) in self.people.iter() {
            let (count, most) = people.entry(*what).or_default();
            *count = count.saturating_add(1);
            let larger = most.is_none_or(|(m, other)| n > m || (n == m && words.text(*person) < words.text(other)));
            if larger {
                *most = Some((n, *person));
            }
        }
        let mut all: Vec<Who> = Vec::new();
        for (what, mut columns) in rows {
            columns.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            let total = columns.iter().map(|it| it.0).sum();
            let (count, most) = people.remove(&what).unwrap_or_default();
            all.push(Who {
                what: words.text(what),
                is_step: self.steps.contains(&what),
                total,
                people: count,
                most: most.map(|(n, person)| doer(words.text(person), n, total)),
                by: columns.into_iter().map(|(n, name)| doer(name, n, total)).collect(),
            });
        }
        all.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.what.cmp(&b.what)));
        all
    }

    /// Activities by quality against the matrix.
    pub(crate) fn against(&self, words: &Words) -> Vec<Against> {
        let mut rows: BTreeMap<(Word, Column), Against> = BTreeMap::new();
        for ((activity, column, standing), n) in self.against.iter() {
            let row = rows.entry((*activity, *column)).or_insert_with(|| Against {
                activity: words.text(*activity),
                by: column.name(words),
                within: 0,
                outside: 0,
                unjudged: 0,
            });
            let counted = match standing {
                Standing::Within => &mut row.within,
                Standing::Outside => &mut row.outside,
                Standing::NoMove | Standing::Unjudged => &mut row.unjudged,
            };
            *counted = counted.saturating_add(n);
        }
        let mut all: Vec<Against> = rows.into_values().collect();
        all.sort_by(|a, b| (b.outside, b.within).cmp(&(a.outside, a.within)).then_with(|| a.names().cmp(&b.names())));
        all
    }

    /// Acts that no cell gives to whoever did them, with the people who did most of them.
    pub(crate) fn outside(&self, words: &Words, most: usize) -> Vec<Outside> {
        let mut rows: BTreeMap<(Word, Column), (u64, Vec<(u64, String)>)> = BTreeMap::new();
        for ((activity, column, person), n) in self.outside.iter() {
            let (count, people) = rows.entry((*activity, *column)).or_default();
            *count = count.saturating_add(n);
            people.extend(person.map(|it| (n, words.text(it))));
        }
        let mut all: Vec<Outside> = Vec::new();
        for ((activity, column), (count, mut people)) in rows {
            people.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            let named = people.into_iter().take(3).map(|(n, name)| doer(name, n, count)).collect();
            all.push(Outside { activity: words.text(activity), by: column.name(words), count, people: named });
        }
        all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.activity, &a.by).cmp(&(&b.activity, &b.by))));
        all.truncate(most);
        all
    }

    /// Changes of state that no move makes.
    pub(crate) fn strayed(&self, words: &Words, most: usize) -> Vec<Strayed> {
        let name = |from: &Option<Word>| from.map(|it| words.text(it)).unwrap_or_default();
        let all = self.strayed.largest(most, |(from, to)| (name(from), words.text(*to)));
        let strayed = |(from, to, count): (String, String, u64)| Strayed {
            from: Some(from).filter(|it| !it.is_empty()),
            to,
            count,
        };
        all.into_iter().map(strayed).collect()
    }

    /// All acts outside the matrix.
    pub(crate) fn total_outside(&self) -> u64 {
        self.outside.total()
    }
    /// All changes of state that no move makes.
    pub(crate) fn total_strayed(&self) -> u64 {
        self.strayed.total()
    }
}

fn doer(name: String, count: u64, of: u64) -> Doer {
    Doer { name, count, per_mille: per_mille(count.into(), of.into()) }
}
