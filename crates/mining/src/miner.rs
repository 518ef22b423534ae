//! Takes cases one by one and keeps counts; never a case.

use base::Instant;
use model::Phase;

use crate::{
    Case, Mined,
    did::Dids,
    propose,
    relay::Relay,
    spread::Spread,
    stay::Stays,
    variants::Variants,
    words::{Word, Words},
};

/// The most entries of each list in a report.
const MOST: usize = 50;

/// Mining in progress.
#[derive(Clone, Debug, Default)]
pub struct Miner {
    words: Words,
    counts: Counts,
    took: Spread,
    variants: Variants,
    teams: Relay<Word>,
    people: Relay<Word>,
    lines: Relay<u8>,
    stays: Stays,
    dids: Dids,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    cases: u64,
    acts: u64,
    steps: u64,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Miner {
    /// Nothing mined yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many acts were taken so far.
    pub fn acts(&self) -> u64 {
        self.counts.acts
    }
    /// How many cases were taken so far.
    pub fn cases(&self) -> u64 {
        self.counts.cases
    }

    /// Takes one case, its acts in order. A case to which nothing happened is no case.
    pub fn take(&mut self, case: &Case) {
        let Some((first, last)) = case.acts.first().zip(case.acts.last()) else { return };
        let counts = &mut self.counts;
        counts.cases = counts.cases.saturating_add(1);
        counts.acts = counts.acts.saturating_add(count(case.acts.len()));
        counts.first = Some(counts.first.map_or(first.at, |it| it.min(first.at)));
        counts.last = Some(counts.last.map_or(last.at, |it| it.max(last.at)));
        self.take_steps(case);
        let words = &mut self.words;
        let teams: Vec<Word> = case.acts.iter().filter_map(|it| words.maybe(it.team.as_ref())).collect();
        self.teams.case(teams.into_iter());
        let steps = case.acts.iter().filter(|it| it.is_step);
        let people: Vec<Word> = steps.filter_map(|it| words.maybe(it.person.as_ref())).collect();
        self.people.case(people.into_iter());
        self.lines.case(case.acts.iter().filter_map(|it| it.line));
        let states: Vec<(Word, Phase, Instant)> = case
            .acts
            .iter()
            .filter_map(|it| it.state.as_ref().map(|(state, phase)| (words.of(state), *phase, it.at)))
            .collect();
        self.stays.states(states.into_iter());
        self.dids.case(&case.acts, words);
    }

    fn take_steps(&mut self, case: &Case) {
        let steps = case.acts.iter().filter(|it| it.is_step);
        let steps: Vec<(Word, Instant)> = steps.map(|it| (self.words.of(&it.what), it.at)).collect();
        let Some((first, last)) = steps.first().zip(steps.last()) else { return };
        let took = last.1.since(first.1);
        self.counts.steps = self.counts.steps.saturating_add(count(steps.len()));
        self.took.add(took);
        self.stays.steps(&steps);
        self.variants.add(steps.into_iter().map(|(it, _)| it).collect(), took);
    }

    /// What it came to, for the record type or log of this name.
    pub fn finish(mut self, of: &str) -> Mined {
        let words = &self.words;
        let name = |it: Word| words.text(it);
        let who = self.dids.who(words);
        let mut mined = Mined {
            of: of.to_owned(),
            cases: self.counts.cases,
            acts: self.counts.acts,
            steps: self.counts.steps,
            first: self.counts.first,
            last: self.counts.last,
            took: self.took.settled(),
            variants_found: count(self.variants.len()),
            variants_once: count(self.variants.singles()),
            variants_beyond: self.variants.beyond(),
            variants: self.variants.frequent(words, MOST, self.counts.cases),
            teams: self.teams.handovers(MOST, name),
            people: self.people.handovers(MOST, name),
            team_bounces: self.teams.bounces(MOST, name),
            line_bounces: self.lines.bounces(MOST, |it| format!("line {it}")),
            stays: self.stays.stays(words),
            between: self.stays.slowest(words, MOST),
            against: self.dids.against(words),
            outside_total: self.dids.total_outside(),
            outside: self.dids.outside(words, MOST),
            strayed_total: self.dids.total_strayed(),
            strayed: self.dids.strayed(words, MOST),
            matrix: propose::matrix(&who),
            who,
            findings: Vec::new(),
        };
        mined.findings = propose::findings(&mined);
        mined
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
