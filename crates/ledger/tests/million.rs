//! The bar on speed: a million entries of 500 bytes are examined in seconds (optimised builds; others do fewer).

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant as Watch};

    use base::Instant;
    use ledger::{Canon, Checkpoint, Entry, Examiner, Hash, Inclusion, Range, Receipt, Signer};

    const COUNT: u64 = if cfg!(debug_assertions) { 20_000 } else { 1_000_000 };

    const PAGE: usize = 1000;

    fn canonical(seq: u64) -> Vec<u8> {
        let at = Instant::from_micros(i64::try_from(seq).unwrap());
        Canon::entry(seq, at).text("amended").text(&"x".repeat(220)).bytes(&[7; 220]).finish()
    }

    #[test]
    fn a_long_journal_is_examined_in_seconds_and_proved_in_a_small_text() {
        let leaves: Vec<Hash> = (1..=COUNT).map(|seq| Hash::leaf(&canonical(seq))).collect();
        let state: Range = leaves.iter().copied().collect();
        let signer = Signer::from_seed("desk.example/journal", &[7; 32]).unwrap();
        let checkpoint = Checkpoint::new("desk.example/journal", COUNT, state.root()).unwrap();

        let watch = Watch::now();
        let mut examiner = Examiner::new("desk.example/journal", 1);
        examiner.expect(&checkpoint);
        examiner.expect_state(&state);
        for (page, first) in leaves.chunks(PAGE).zip((1..).step_by(PAGE)) {
            let texts: Vec<Vec<u8>> = (first..).take(page.len()).map(canonical).collect();
            let rows = (first..).zip(&texts).zip(page);
            let rows: Vec<_> = rows.map(|((seq, canonical), leaf)| Entry { seq, canonical, leaf: *leaf }).collect();
            examiner.feed_page(&rows);
        }
        let report = examiner.finish();
        let took = watch.elapsed();
        assert!(report.is_sound() && report.proven == COUNT);
        assert!(took < Duration::from_secs(30), "{took:?}");
        println!("{COUNT} entries of {} bytes examined in {took:?}", canonical(1).len());

        let watch = Watch::now();
        let proof = Inclusion::make(&leaves, COUNT / 3, COUNT).unwrap();
        let text = Receipt::new(proof, &signer.sign_first(&checkpoint)).carrying(&canonical(COUNT / 3 + 1)).to_string();
        assert!(text.len() <= 4096, "{}", text.len());
        println!("proof of {} bytes without tiles in {:?}", text.len(), watch.elapsed());
    }
}
