//! The manipulations of bar R20: each is found and located, with the database's own rights and without the key.

#[cfg(test)]
mod tests {
    use base::Instant;
    use ledger::{Canon, Checkpoint, Entry, Examiner, Fault, Growth, Hash, Range, Signer, Verifier};

    const ORIGIN: &str = "desk.example/journal";

    #[derive(Clone)]
    struct Row {
        seq: u64,
        at: i64,
        actor: String,
        leaf: Hash,
    }

    /// What a forger finds in the database: rows, the state of the tree, the notes. The key is not there.
    #[derive(Clone)]
    struct Journal {
        rows: Vec<Row>,
        state: Range,
        notes: Vec<String>,
    }

    impl Row {
        fn new(seq: u64) -> Self {
            let at = i64::try_from(seq).unwrap() * 1_000_000;
            Self { seq, at, actor: format!("person {seq}"), leaf: Hash::empty() }.rehashed()
        }
        fn canonical(&self) -> Vec<u8> {
            Canon::entry(self.seq, Instant::from_micros(self.at)).text(&self.actor).text("approved").finish()
        }
        fn rehashed(mut self) -> Self {
            self.leaf = Hash::leaf(&self.canonical());
            self
        }
    }

    fn signer() -> Signer {
        Signer::from_seed(ORIGIN, &[7; 32]).unwrap()
    }

    impl Journal {
        /// Fifty entries, a checkpoint at each tenth.
        fn honest() -> Self {
            let mut journal = Self { rows: Vec::new(), state: Range::new(), notes: Vec::new() };
            let mut last: Option<Checkpoint> = None;
            for seq in 1..=50 {
                let row = Row::new(seq);
                journal.state.append(row.leaf);
                journal.rows.push(row);
                if seq % 10 == 0 {
                    let next = Checkpoint::new(ORIGIN, seq, journal.state.root()).unwrap();
                    journal.notes.push(match &last {
                        None => signer().sign_first(&next),
                        Some(last) => signer().sign_next(last, &next, Growth::Recomputed(*last.root())).unwrap(),
                    });
                    last = Some(next);
                }
            }
            journal
        }
        /// Redoes all hashes and the state, as a forger with the database's rights would.
        fn rebuild(&mut self) {
            self.rows = self.rows.drain(..).map(Row::rehashed).collect();
            self.restate();
        }
        fn restate(&mut self) {
            self.state = self.rows.iter().map(|row| row.leaf).collect();
        }
        fn faults(&self) -> Vec<String> {
            let mut examiner = Examiner::new(ORIGIN, 1);
            let other = Signer::from_seed("retired", &[9; 32]).unwrap();
            let keys: [Verifier; 2] = [other.verifier().clone(), signer().verifier().clone()];
            self.notes.iter().for_each(|note| examiner.expect_note(note, &keys));
            examiner.expect_state(&self.state);
            let mut paged = examiner.clone();
            let texts: Vec<Vec<u8>> = self.rows.iter().map(Row::canonical).collect();
            let rows = self.rows.iter().zip(&texts);
            let rows: Vec<_> = rows.map(|(row, canonical)| Entry { seq: row.seq, canonical, leaf: row.leaf }).collect();
            for row in &rows {
                examiner.feed(row);
            }
            for page in rows.chunks(7) {
                paged.feed_page(page);
            }
            let report = examiner.finish();
            assert_eq!(report, paged.finish());
            report.faults.iter().map(brief).collect()
        }
    }

    fn brief(fault: &Fault) -> String {
        match fault {
            Fault::Changed { seq, .. } => format!("changed {seq}"),
            Fault::Missing { from, to } => format!("missing {from}-{to}"),
            Fault::Duplicate { seq } => format!("duplicate {seq}"),
            Fault::OutOfOrder { seq, after } => format!("{seq} after {after}"),
            Fault::Misplaced { seq, says } => format!("misplaced {seq} {says:?}"),
            Fault::BackDated { seq, .. } => format!("back-dated {seq}"),
            Fault::BadCheckpoint { number, why } => format!("checkpoint {number}: {why}"),
            Fault::OddCheckpoint { size } => format!("odd checkpoint at {size}"),
            Fault::Rewritten { from, to } => format!("rewritten {from}-{to}"),
            Fault::TailCut { from, to } => format!("cut {from}-{to}"),
            Fault::OtherRoot { from, to } => format!("other root {from}-{to}"),
            Fault::Surplus { from, to } => format!("surplus {from}-{to}"),
        }
    }

    fn check(what: &str, tamper: impl Fn(&mut Journal), found: &[&str]) {
        let mut journal = Journal::honest();
        tamper(&mut journal);
        assert_eq!(journal.faults(), found, "{what}");
    }

    #[test]
    fn an_honest_journal_is_sound() {
        check("nothing", |_| {}, &[]);
        check("rebuilt as it was", Journal::rebuild, &[]);
    }

    #[test]
    fn changed_content_is_named_to_the_entry() {
        check("1 change a field", |j| j.rows[4].actor = "mallory".to_owned(), &["changed 5"]);
        check("7a back-date", |j| j.rows[29].at = 5, &["changed 30", "back-dated 30"]);
        let swap = |j: &mut Journal| {
            (j.rows[13].leaf, j.rows[32].leaf) = (j.rows[32].leaf, j.rows[13].leaf);
        };
        let found = ["changed 14", "changed 33", "rewritten 11-20", "other root 11-50"];
        check("8 swap the hashes of two entries", swap, &found);
    }

    #[test]
    fn rows_removed_added_or_moved_are_named() {
        let middle = |j: &mut Journal| drop(j.rows.remove(19));
        check("2 remove from the middle", middle, &["missing 20-20"]);
        check("3 remove the tail", |j| j.rows.truncate(40), &["cut 41-50"]);
        check("4 reorder two", |j| j.rows.swap(11, 12), &["missing 12-12", "back-dated 12", "12 after 13"]);
        let duplicate = |j: &mut Journal| j.rows.insert(7, j.rows[6].clone());
        check("5 duplicate", duplicate, &["duplicate 7"]);
    }

    #[test]
    fn a_forged_entry_is_named_with_all_it_pushed_on() {
        let insert = |j: &mut Journal| {
            j.rows.insert(25, Row::new(26));
            j.rows[25].actor = "mallory".to_owned();
            j.rows[26..].iter_mut().for_each(|row| row.seq += 1);
        };
        let tail = ["rewritten 21-30", "other root 21-50", "surplus 51-51"];
        let pushed_on = (26..=51).map(|seq| format!("changed {seq}"));
        let found: Vec<String> = pushed_on.chain(tail.map(str::to_owned)).collect();
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        check("6 insert a forged entry", insert, &found);
        let appended = |j: &mut Journal| j.rows.push(Row::new(51));
        check("6b insert behind the end", appended, &["surplus 51-51"]);
    }

    #[test]
    fn a_redone_hash_is_found_between_two_checkpoints() {
        let one = |j: &mut Journal| {
            j.rows[4].actor = "mallory".to_owned();
            j.rows[4] = j.rows[4].clone().rehashed();
        };
        check("9 replace the hash to match", one, &["rewritten 1-10", "other root 1-50"]);
        let dated = |j: &mut Journal| {
            j.rows[29].at = 5;
            j.rebuild();
        };
        check("7b back-date and rebuild", dated, &["back-dated 30", "rewritten 21-30"]);
        let swapped = |j: &mut Journal| {
            j.rows.swap(11, 12);
            (j.rows[11].seq, j.rows[12].seq) = (12, 13);
            j.rebuild();
        };
        check("4b reorder, renumber, rebuild", swapped, &["back-dated 13", "rewritten 11-20"]);
    }

    #[test]
    fn a_rebuilt_journal_is_found_by_its_checkpoints() {
        let rebuilt = |j: &mut Journal| {
            j.rows[24].actor = "mallory".to_owned();
            j.rebuild();
        };
        check("10 rebuild all after a change", rebuilt, &["rewritten 21-30"]);
        let cut = |j: &mut Journal| {
            drop(j.rows.remove(24));
            (1..).zip(&mut j.rows).for_each(|(seq, row)| row.seq = seq);
            j.rebuild();
        };
        check("2b remove, renumber, rebuild", cut, &["rewritten 21-30", "cut 50-50"]);
    }

    #[test]
    fn an_older_copy_is_found_by_a_checkpoint_larger_than_the_log() {
        let restored = |j: &mut Journal| {
            j.rows.truncate(30);
            j.restate();
            drop(j.notes.drain(3..4));
        };
        check("11 restore an older copy", restored, &["cut 31-50"]);
        check("11b all gone", |j| j.rows.clear(), &["cut 1-50"]);
    }

    #[test]
    fn a_changed_checkpoint_is_named() {
        let edited = |j: &mut Journal| j.notes[1] = j.notes[1].replace("\n20\n", "\n21\n");
        check("12 change a checkpoint", edited, &["checkpoint 2: the signature is not of this text"]);
        let forged = |j: &mut Journal| {
            let checkpoint = Checkpoint::new(ORIGIN, 20, Hash::empty()).unwrap();
            j.notes[1] = Signer::from_seed(ORIGIN, &[8; 32]).unwrap().sign_first(&checkpoint);
        };
        check("12b sign it with another key", forged, &["checkpoint 2: not signed by the key asked for"]);
        let odd = |j: &mut Journal| {
            j.notes[1] = signer().sign_first(&Checkpoint::new(ORIGIN, 20, Hash::empty()).unwrap());
        };
        check("12c sign another with the key", odd, &["odd checkpoint at 20"]);
        let elsewhere = |j: &mut Journal| {
            j.notes[1] = signer().sign_first(&Checkpoint::new("elsewhere", 20, Hash::empty()).unwrap());
        };
        check("12d one of another log", elsewhere, &["checkpoint 2: the checkpoint is that of another log"]);
    }

    #[test]
    fn a_changed_state_is_named() {
        let state = |j: &mut Journal| j.state = (0..50u8).map(|n| Hash::leaf(&[n])).collect();
        check("change the stored state", state, &["other root 1-50"]);
        let smaller = |j: &mut Journal| j.state = j.rows[..45].iter().map(|row| row.leaf).collect();
        check("shrink the stored state", smaller, &["surplus 46-50"]);
    }

    #[test]
    fn content_that_does_not_tell_its_place_is_named() {
        let mut examiner = Examiner::new(ORIGIN, 1);
        let moved = Canon::entry(2, Instant::default()).finish();
        examiner.feed(&Entry { seq: 1, canonical: &moved, leaf: Hash::leaf(&moved) });
        let mute = Canon::new().text("x").finish();
        examiner.feed(&Entry { seq: 2, canonical: &mute, leaf: Hash::leaf(&mute) });
        let found: Vec<String> = examiner.finish().faults.iter().map(brief).collect();
        assert_eq!(found, ["misplaced 1 Some(2)", "misplaced 2 None"]);
    }

    #[test]
    fn beyond_a_gap_checkpoints_are_counted_as_uncompared_and_too_many_faults_are_counted() {
        let mut examiner = Examiner::new(ORIGIN, 1);
        for size in [1, 3, 20_000] {
            examiner.expect(&Checkpoint::new(ORIGIN, size, Row::new(1).leaf).unwrap());
        }
        for seq in (1..=20_000).filter(|seq| *seq != 2) {
            let leaf = if seq == 1 { Row::new(1).leaf } else { Hash::empty() };
            examiner.feed(&Entry { seq, canonical: &Row::new(seq).canonical(), leaf });
        }
        let report = examiner.finish();
        assert!(!report.is_sound());
        assert_eq!((report.proven, report.uncompared, report.entries), (1, 2, 19_999));
        assert_eq!((report.faults.len(), report.unlisted), (10_000, 9_999));
    }
}
