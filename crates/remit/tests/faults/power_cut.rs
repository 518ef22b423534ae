//! R1: after a power cut at any moment, everything acknowledged is there and nothing is there by half.
//!
//! The program and its load run under strace, which records every write and sync in order, and between them each
//! acknowledgement. The disk is then put together as each of many power cuts might have left it.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use rusqlite::Connection;
use testkit::Dice;

use crate::{
    facts::{Facts, rows},
    load::{Acked, Load},
    running::{At, Folder, Running, Tokens, assert_verified, count, pause, sample},
    trace::{self, Disk, Event, Replay},
};

const NAMES: [&str; 3] = ["remit.db", "remit.db-wal", "remit.db-journal"];
/// The environment says so where this test is the load inside the recording.
const INSIDE: &str = "REMIT_FAULTS_POWER_CUT_INSIDE";

/// A recording: the disk it began with, and everything that happened.
struct Recording {
    disk: Disk,
    events: Vec<Event>,
}

/// What a number of power cuts did.
#[derive(Debug, Default)]
struct Damage {
    lost: usize,
    corrupt: usize,
    first: Option<String>,
    acked: usize,
}

#[expect(clippy::disallowed_methods, reason = "a test is told by the environment that it is inside the recording")]
fn inside() -> Option<PathBuf> {
    std::env::var(INSIDE).ok().map(PathBuf::from)
}

/// The recorded process: the program, and its load in this process.
fn drive(folder: &Path) {
    let tokens = Tokens::parse(&fs::read_to_string(folder.join("tokens")).unwrap());
    let acks = Arc::new(File::create(folder.join("acks")).unwrap());
    let running = Running::serve(&At::Folder(folder.to_owned()));
    let tell = move |it: &Acked| (&*acks).write_all(it.print().as_bytes()).unwrap();
    let load = Load::telling(running.address, &tokens, 4, 1, tell);
    pause(1000 * u64::try_from(count("REMIT_CUT_SECONDS", 6)).unwrap());
    running.kill();
    drop(load);
}

fn record() -> Recording {
    let (folder, tokens) = sample();
    fs::write(folder.join("tokens"), tokens.print()).unwrap();
    let disk = trace::disk_of(folder.path());
    let log = folder.join("trace");
    let ours = std::env::current_exe().unwrap();
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-xx", "-s", "200000", "--seccomp-bpf", "-e", trace::CALLS, "-o"]).arg(&log).arg(ours);
    strace.args(["--exact", "power_cut::nothing_acknowledged_is_lost_in_a_power_cut", "--nocapture"]);
    let done = strace.env(INSIDE, folder.path()).stdout(Stdio::null()).stderr(Stdio::piped()).output();
    let done = done.expect("strace is missing: this test needs it and is not skipped; install it by that name");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let events = trace::read(&log, "acks");
    Recording { disk, events }
}

/// Cuts the power at random moments and looks at what is left; some of it is proved with the program itself.
fn cut(recording: &Recording, cuts: usize, verified: usize, seed: u64) -> Damage {
    let mut dice = Dice::new(seed);
    let first = recording.events.iter().position(|it| matches!(it, Event::Told(_))).unwrap_or_default();
    let mut moments: Vec<usize> = (0..cuts).map(|_| 1 + dice.below(recording.events.len())).collect();
    moments.sort_unstable();
    let mut replay = Replay::new(&recording.events, recording.disk.clone());
    let mut damage = Damage::default();
    let memory = PathBuf::from("/dev/shm");
    let parent = if memory.is_dir() { memory } else { std::env::temp_dir() };
    for (no, moment) in moments.into_iter().enumerate() {
        replay.go_to(moment);
        let folder = Folder::within(&parent);
        trace::write_to(&replay.cut(&mut dice), &BTreeSet::from(NAMES), folder.path());
        let acked: Vec<Acked> = replay.told.iter().flat_map(|it| it.lines()).filter_map(Acked::parse).collect();
        damage.acked = damage.acked.max(acked.len());
        damage.note(look(folder.path(), &acked));
        if moment > first && verified > 0 && no % (cuts / verified).max(1) == 0 && damage.first.is_none() {
            assert_verified(&At::Folder(folder.path().to_owned()));
        }
    }
    damage
}

/// What is left of a database: its faults, or that it is corrupt.
fn look(folder: &Path, acked: &[Acked]) -> rusqlite::Result<Vec<String>> {
    let db = Connection::open(folder.join("remit.db"))?;
    let sound = rows(&db, "PRAGMA integrity_check")?;
    if sound != [[Some("ok".to_owned())]] {
        return Err(rusqlite::Error::InvalidQuery);
    }
    Ok(Facts::try_read(&db)?.wrong(acked, &BTreeSet::new()))
}

impl Damage {
    fn note(&mut self, found: rusqlite::Result<Vec<String>>) {
        match found {
            Ok(wrong) if wrong.is_empty() => {}
            Ok(wrong) => {
                self.lost += 1;
                self.first.get_or_insert(wrong.join("\n"));
            }
            Err(fault) => {
                self.corrupt += 1;
                self.first.get_or_insert(fault.to_string());
            }
        }
    }
}

/// The same recording of a program that does not wait for its log to be on disk, as with `synchronous = NORMAL`.
fn without_log_syncs(recording: &Recording) -> Vec<Event> {
    let is_sync = |it: &Event| matches!(it, Event::Sync { file, .. } if file.ends_with("-wal"));
    let events = recording.events.iter().map(|it| if is_sync(it) { Event::Told(String::new()) } else { it.clone() });
    events.collect()
}

#[test]
fn nothing_acknowledged_is_lost_in_a_power_cut() {
    if let Some(folder) = inside() {
        return drive(&folder);
    }
    let mut recording = record();
    let damage = cut(&recording, count("REMIT_CUTS", 300), count("REMIT_CUTS_VERIFIED", 6), 7);
    println!("power cuts: {damage:?} over {} events", recording.events.len());
    assert!(damage.acked >= 100, "too little was recorded: {damage:?}");
    assert_eq!((damage.lost, damage.corrupt), (0, 0), "{damage:?}");

    recording.events = without_log_syncs(&recording);
    let seeded = cut(&recording, 60, 0, 8);
    println!("without waiting for the log: {seeded:?}");
    assert!(seeded.lost + seeded.corrupt > 30, "the checker overlooks a log that is not synced: {seeded:?}");
}
