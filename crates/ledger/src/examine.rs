//! The examiner: reads a journal once, in order, and says what was changed and where. Knows no storage.
//!
//! Each entry is hashed and compared with its stored leaf hash; the stored leaf hashes make the tree, and its root is
//! compared with each believed checkpoint as its size comes by. Content that was changed is thus named to the entry; a
//! journal rewritten together with its hashes is named to the stretch between the last checkpoint that agrees and the
//! first that does not. Entries forged *behind* the last checkpoint, with all hashes and the state redone, are beyond
//! any proof: hence frequent checkpoints, kept where the forger has no hand.

use std::{collections::BTreeMap, num::NonZero, thread};

use base::Instant;

use crate::{BadNote, Checkpoint, Fault, Hash, Place, Range, Report, Verifier};

/// More faults than this are counted, not listed.
const LISTED: usize = 10_000;
/// Fewer entries than this are not worth a thread.
const SHARE: usize = 64;

/// One row of the journal as it is stored.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The sequence number of the row.
    pub seq: u64,
    /// The canonical bytes, made anew from the columns.
    pub canonical: &'a [u8],
    /// The leaf hash in the row.
    pub leaf: Hash,
}

/// Examines one journal: hand in checkpoints and state, feed the entries in order, finish.
#[derive(Clone, Debug)]
pub struct Examiner {
    origin: String,
    first: u64,
    next: u64,
    latest: Option<Instant>,
    whole: bool,
    range: Range,
    entries: u64,
    notes: u64,
    promised: BTreeMap<u64, Vec<Hash>>,
    state: Option<(u64, Hash)>,
    proven: u64,
    odd: Vec<u64>,
    state_differs: bool,
    faults: Vec<Fault>,
    unlisted: u64,
}

impl Examiner {
    /// An examiner of the log of this origin, whose first entry has the sequence number `first`.
    pub fn new(origin: &str, first: u64) -> Self {
        Self {
            origin: origin.to_owned(),
            first,
            next: first,
            latest: None,
            whole: true,
            range: Range::new(),
            entries: 0,
            notes: 0,
            promised: BTreeMap::new(),
            state: None,
            proven: 0,
            odd: Vec::new(),
            state_differs: false,
            faults: Vec::new(),
            unlisted: 0,
        }
    }

    /// Hands in the signed note of a checkpoint, before the entries; any one of the keys may have signed it.
    pub fn expect_note(&mut self, note: &str, keys: &[Verifier]) {
        self.notes += 1;
        match self.believe(note, keys) {
            Ok(checkpoint) => self.expect(&checkpoint),
            Err(why) => self.find(Fault::BadCheckpoint { number: self.notes, why }),
        }
    }

    /// Hands in a checkpoint that is believed already.
    pub fn expect(&mut self, checkpoint: &Checkpoint) {
        self.promised.entry(checkpoint.size()).or_default().push(*checkpoint.root());
    }

    /// Hands in the stored state of the tree, before the entries. Nobody signed it: it only helps to find.
    pub fn expect_state(&mut self, state: &Range) {
        self.state = Some((state.size(), state.root()));
    }

    /// Reads the next entry.
    pub fn feed(&mut self, entry: &Entry<'_>) {
        self.read(entry, Hash::leaf(entry.canonical));
    }

    /// Reads the next entries, a page of a thousand or so, hashing them on all cores.
    pub fn feed_page(&mut self, entries: &[Entry<'_>]) {
        for (entry, computed) in entries.iter().zip(leaf_hashes(entries)) {
            self.read(entry, computed);
        }
    }

    fn read(&mut self, entry: &Entry<'_>, computed: Hash) {
        if self.entries == 0 {
            self.compare();
        }
        self.entries += 1;
        self.read_content(entry, computed);
        let next = self.next;
        if entry.seq < next {
            let after = next.saturating_sub(1);
            let seq = entry.seq;
            self.find(if seq == after { Fault::Duplicate { seq } } else { Fault::OutOfOrder { seq, after } });
            return;
        }
        if entry.seq > next {
            self.find(Fault::Missing { from: next, to: entry.seq - 1 });
            self.whole = false;
        }
        self.next = entry.seq.saturating_add(1);
        if self.whole {
            self.range.append(entry.leaf);
            self.compare();
        }
    }

    /// Ends the examination.
    pub fn finish(mut self) -> Report {
        if self.entries == 0 {
            self.compare();
        }
        self.judge_checkpoints();
        self.judge_state();
        self.judge_tail();
        Report {
            entries: self.entries,
            root: self.range.root(),
            proven: self.proven,
            uncompared: self.uncompared(),
            faults: self.faults,
            unlisted: self.unlisted,
        }
    }

    fn believe(&self, note: &str, keys: &[Verifier]) -> Result<Checkpoint, BadNote> {
        let mut read = Err(BadNote::Unsigned);
        for key in keys {
            read = key.checkpoint(note);
            if read != Err(BadNote::Unsigned) {
                break;
            }
        }
        let checkpoint = read?;
        if checkpoint.origin() == self.origin { Ok(checkpoint) } else { Err(BadNote::OtherOrigin) }
    }

    /// What the entry says about itself.
    fn read_content(&mut self, entry: &Entry<'_>, computed: Hash) {
        let (seq, stored) = (entry.seq, entry.leaf);
        if computed != stored {
            self.find(Fault::Changed { seq, stored, computed });
        }
        let place = Place::read(entry.canonical);
        let says = place.map(|place| place.seq);
        if says != Some(seq) {
            self.find(Fault::Misplaced { seq, says });
        }
        let Some(Place { at, .. }) = place else { return };
        match self.latest {
            Some(before) if at < before => self.find(Fault::BackDated { seq, at, before }),
            _ => self.latest = Some(at),
        }
    }

    /// Compares the tree with what was promised for its present size.
    fn compare(&mut self) {
        let size = self.range.size();
        let promised = self.promised.get(&size);
        let stated = self.state.filter(|(stated, _)| *stated == size);
        if promised.is_none() && stated.is_none() {
            return;
        }
        let root = self.range.root();
        self.state_differs |= stated.is_some_and(|(_, stated)| stated != root);
        for promise in promised.into_iter().flatten() {
            if *promise == root {
                self.proven = size;
            } else {
                self.odd.push(size);
            }
        }
    }

    /// A checkpoint that disagrees below one that agrees is odd itself; the first one above tells of a rewriting.
    fn judge_checkpoints(&mut self) {
        let proven = self.proven;
        let odd = std::mem::take(&mut self.odd);
        for size in odd.iter().copied().filter(|size| *size <= proven) {
            self.find(Fault::OddCheckpoint { size });
        }
        if let Some(size) = odd.into_iter().find(|size| *size > proven) {
            self.find(Fault::Rewritten { from: self.seq(proven), to: self.seq(size - 1) });
        }
    }

    fn judge_state(&mut self) {
        let Some((size, _)) = self.state else { return };
        if self.state_differs {
            let from = if self.proven < size { self.proven } else { 0 };
            self.find(Fault::OtherRoot { from: self.seq(from), to: self.seq(size.saturating_sub(1)) });
        }
        if size < self.length() {
            self.find(Fault::Surplus { from: self.seq(size), to: self.next.saturating_sub(1) });
        }
    }

    fn judge_tail(&mut self) {
        let promised = self.promised.last_key_value().map_or(0, |(size, _)| *size);
        let promised = promised.max(self.state.map_or(0, |(size, _)| size));
        if promised > self.length() {
            self.find(Fault::TailCut { from: self.next, to: self.seq(promised - 1) });
        }
    }

    /// Checkpoints within the journal, but beyond its first gap.
    fn uncompared(&self) -> u64 {
        let within = self.promised.range(self.range.size().saturating_add(1)..);
        let within = within.take_while(|(size, _)| **size <= self.length());
        within.map(|(_, roots)| u64::try_from(roots.len()).unwrap_or(u64::MAX)).sum()
    }

    /// How many entries the journal reaches to, gaps included.
    const fn length(&self) -> u64 {
        self.next - self.first
    }

    /// The sequence number of the entry at this place of the tree.
    const fn seq(&self, index: u64) -> u64 {
        self.first.saturating_add(index)
    }

    fn find(&mut self, fault: Fault) {
        if self.faults.len() < LISTED {
            self.faults.push(fault);
        } else {
            self.unlisted += 1;
        }
    }
}

fn leaf_hashes(entries: &[Entry<'_>]) -> Vec<Hash> {
    let each = |page: &[Entry<'_>]| page.iter().map(|entry| Hash::leaf(entry.canonical)).collect::<Vec<_>>();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = entries.len().div_ceil(cores).max(SHARE);
    thread::scope(|scope| {
        let work: Vec<_> = entries.chunks(share).map(|page| (page, scope.spawn(move || each(page)))).collect();
        work.into_iter().flat_map(|(page, thread)| thread.join().unwrap_or_else(|_panic| each(page))).collect()
    })
}
