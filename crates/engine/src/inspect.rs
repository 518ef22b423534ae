//! Proving the journal: checkpoints, and an examination that needs nothing but the rows.

use ledger::{Checkpoint, Entry as Examined, Examiner, Growth, Hash, Range, Signer};
use store::{Commit, Mark, Store};

use crate::{Engine, Fault, shadow::Shadow};

/// What is written on checkpoints as their origin.
const ORIGIN: &str = "remit/journal";
/// How many entries are examined at once.
const PAGE: i64 = 2000;

/// The outcome of an examination.
#[derive(Clone, Debug)]
pub struct Verified {
    /// How many entries were examined.
    pub entries: u64,
    /// The root of their tree, hexadecimal.
    pub root: String,
    /// How many checkpoints they were held against.
    pub checkpoints: usize,
    /// What is wrong, located; empty where the journal is unbroken.
    pub faults: Vec<Tampering>,
}

/// One thing that is wrong with the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tampering(pub String);

impl Verified {
    /// Whether the journal is unbroken.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

impl Engine {
    /// Signs the journal's present end, if it has grown since the last checkpoint.
    pub async fn checkpoint(&self) -> Result<Option<String>, Fault> {
        let spine = self.store.spine().await?;
        let last = self.store.last_mark().await?;
        if spine.size == 0 || last.as_ref().is_some_and(|it| it.size >= spine.size) {
            return Ok(None);
        }
        let signer = self.signer().await?;
        let range = Range::from_bytes(&spine.tree).map_err(inner)?;
        let next = Checkpoint::new(ORIGIN, range.size(), range.root()).map_err(inner)?;
        let note = match &last {
            None => signer.sign_first(&next),
            Some(mark) => {
                let before = signer.verifier().checkpoint(&mark.note).map_err(inner)?;
                let root = root_at(&self.store, mark.size).await?;
                signer.sign_next(&before, &next, Growth::Recomputed(root)).map_err(inner)?
            }
        };
        let mut commit = Commit::new();
        self.store.put_mark(&mut commit, &Mark { size: spine.size, at: self.now(), note: note.clone() });
        self.store.commit(commit).await.map_err(|it| Fault::Inner(it.to_string()))?;
        Ok(Some(note))
    }

    /// The installation's signer; its key is made at the first checkpoint.
    async fn signer(&self) -> Result<Signer, Fault> {
        let seed = match self.store.meta("seed").await? {
            Some(text) => text.parse::<Hash>().map_err(inner)?,
            None => {
                let fresh = Hash::from_bytes(Signer::fresh_seed().map_err(inner)?);
                self.store.set_meta("seed", &fresh.to_string()).await?;
                fresh
            }
        };
        Signer::from_seed(ORIGIN, seed.as_bytes()).map_err(inner)
    }

    /// Examines the whole journal: every hash, the gapless order, the present end and every checkpoint; then every
    /// record's state against what the journal last said of it.
    pub async fn verify(&self, witnesses: &[String], mut progress: impl FnMut(u64, u64)) -> Result<Verified, Fault> {
        let spine = self.store.spine().await?;
        let marks = self.store.marks().await?;
        let keys = [self.signer().await?.verifier().clone()];
        let mut examiner = Examiner::new(ORIGIN, 1);
        for note in marks.iter().map(|it| &it.note).chain(witnesses) {
            examiner.expect_note(note, &keys);
        }
        let end = Range::from_bytes(&spine.tree).map_err(inner)?;
        examiner.expect_state(&end);
        let whole = u64::try_from(spine.size).unwrap_or_default();
        let mut shadow = Shadow::default();
        let mut next = 1i64;
        while next <= spine.size {
            let limit = PAGE.min(spine.size.saturating_sub(next).saturating_add(1));
            let page = self.store.journal_from(next, limit).await?;
            let Some(last) = page.last() else { break };
            let upto = last.seq;
            page.iter().for_each(|it| shadow.note(it));
            let bytes: Vec<(u64, Vec<u8>, Hash)> = page
                .iter()
                .map(|it| Ok((u64::try_from(it.seq).unwrap_or_default(), it.entry.canonical(it.seq), leaf(&it.leaf)?)))
                .collect::<Result<_, Fault>>()?;
            let entries: Vec<Examined<'_>> = bytes
                .iter()
                .filter(|(seq, ..)| *seq <= whole)
                .map(|(seq, canonical, leaf)| Examined { seq: *seq, canonical, leaf: *leaf })
                .collect();
            examiner.feed_page(&entries);
            next = upto.saturating_add(1);
            progress(u64::try_from(next.saturating_sub(1)).unwrap_or_default(), whole);
        }
        let report = examiner.finish();
        let mut faults: Vec<_> = report.faults.iter().map(|it| Tampering(it.to_string())).collect();
        faults.extend(beyond(&self.store).await?);
        faults.extend(shadow.compare(&self.store).await?);
        Ok(Verified {
            entries: report.entries,
            root: report.root.to_string(),
            checkpoints: marks.len().saturating_add(witnesses.len()),
            faults,
        })
    }
}

/// Entries before the first place or behind the journal's end, where no examination from head to end comes by.
async fn beyond(store: &Store) -> Result<Vec<Tampering>, Fault> {
    // The ends are read before the head: entries that somebody appends meanwhile are within it.
    let Some((first, last)) = store.journal_ends().await? else { return Ok(Vec::new()) };
    let size = store.spine().await?.size;
    let before = (first < 1).then(|| format!("entry {first} stands before the first place"));
    let behind = (last > size).then(|| format!("entry {last} stands behind the journal's end, which is {size}"));
    Ok(before.into_iter().chain(behind).map(Tampering).collect())
}

fn leaf(bytes: &[u8]) -> Result<Hash, Fault> {
    let sized: [u8; 32] =
        bytes.try_into().map_err(|_odd| Fault::Inner("a journal row holds no hash of 32 bytes".to_owned()))?;
    Ok(Hash::from_bytes(sized))
}

/// The root of the first `size` entries, computed anew from their leaf hashes.
async fn root_at(store: &Store, size: i64) -> Result<Hash, Fault> {
    let mut range = Range::new();
    let mut next = 1i64;
    while next <= size {
        let leaves = store.leaves(next, 20_000.min(size.saturating_sub(next).saturating_add(1))).await?;
        if leaves.is_empty() {
            break;
        }
        for it in &leaves {
            range.append(leaf(it)?);
        }
        next = next.saturating_add(i64::try_from(leaves.len()).unwrap_or(i64::MAX));
    }
    Ok(range.root())
}

fn inner(fault: impl std::fmt::Display) -> Fault {
    Fault::Inner(format!("the journal's checkpoint: {fault}"))
}
