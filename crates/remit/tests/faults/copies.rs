//! R13: a copy made under load is whole; one that was cut or in which a bit has turned is refused.

use std::{fs, path::Path};

use testkit::Dice;

use crate::{
    facts::Facts,
    load::Load,
    running::{At, Folder, Running, assert_verified, count, run, said, sample},
};

/// Whether a copy is taken; if it is not, nothing must have been restored.
fn is_restored(copy: &Path) -> bool {
    let target = Folder::new();
    let output = run(&["restore", copy.to_str().unwrap()], &At::Folder(target.path().to_owned()), &[]);
    let is_there = target.join("remit.db").is_file();
    assert_eq!(output.status.success(), is_there, "{}", said(&output));
    if !is_there {
        assert_eq!(fs::read_dir(target.path()).unwrap().count(), 0, "something was left behind");
    }
    is_there
}

#[test]
fn a_copy_made_under_load_is_whole_and_a_damaged_one_is_refused() {
    let (folder, tokens) = sample();
    let at = At::Folder(folder.path().to_owned());
    let running = Running::serve(&at);
    let load = Load::start(running.address, &tokens, 4, 13);
    load.wait_for(40);
    let before = Facts::read(&at);
    let copies = Folder::new();
    let copy = copies.join("copy.db");
    let output = run(&["backup", copy.to_str().unwrap()], &at, &[]);
    assert!(output.status.success(), "{}", said(&output));
    load.wait_for(20);
    let outcome = load.finish();
    running.stop();

    let target = Folder::new();
    let restored = At::Folder(target.path().to_owned());
    let output = run(&["restore", copy.to_str().unwrap()], &restored, &[]);
    assert!(output.status.success(), "{}", said(&output));
    let facts = Facts::read(&restored);
    assert_eq!(facts.wrong(&[], &outcome.sent), Vec::<String>::new());
    assert!(facts.size >= before.size && facts.records.len() >= before.records.len());
    assert_verified(&restored);
    assert!(Running::serve(&restored).took.as_secs() < 60);
    assert!(is_restored(&copy));

    let bytes = fs::read(&copy).unwrap();
    let mut dice = Dice::new(13);
    let mut taken = Vec::new();
    for no in 0..count("REMIT_BAD_COPIES", 16) {
        let (name, damaged) = if no % 4 == 0 {
            let length = [0, 100, 4096, bytes.len() - 1, bytes.len() / 2, dice.below(bytes.len())][no / 4 % 6];
            (format!("cut at {length}"), bytes[..length].to_vec())
        } else {
            let (place, bit) = (dice.below(bytes.len()), dice.below(8));
            let mut damaged = bytes.clone();
            damaged[place] ^= 1 << bit;
            (format!("bit {bit} of byte {place} turned"), damaged)
        };
        fs::write(&copy, damaged).unwrap();
        if is_restored(&copy) {
            taken.push(name);
        }
    }
    assert!(taken.is_empty(), "of {} bytes, taken although damaged: {}", bytes.len(), taken.join(", "));
}
