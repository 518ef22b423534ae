//! R4: on a full disk reads go on and writes are put off; with space again, writes go on, and nothing is lost.

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use rusqlite::Connection;

use crate::{
    facts::{Facts, rows},
    http::{Ask, Reply},
    load::{Acked, Kind, Load, open},
    running::{At, Folder, Running, assert_verified, copy, pause, sample},
};

const SIZE: &str = "size=48m";
const AGAIN: Duration = Duration::from_secs(10);

/// A small disk in memory; unmounted when dropped.
struct Disk(Folder);

impl Disk {
    fn mount() -> Self {
        let folder = Folder::new();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", SIZE, "remit-faults"]).arg(folder.path()).status();
        let is_mounted = mounted.is_ok_and(|it| it.success());
        assert!(
            is_mounted,
            "a small disk could not be mounted: this test needs the right to mount (root) and is not skipped"
        );
        Self(folder)
    }
    fn path(&self) -> &Path {
        self.0.path()
    }
    /// Takes all the space that is left.
    fn fill(&self) -> PathBuf {
        let path = self.0.join("filler");
        let mut filler = File::create(&path).unwrap();
        for block in [vec![0u8; 1 << 20], vec![0u8; 4096]] {
            while filler.write_all(&block).is_ok() {}
        }
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0.path()).status());
    }
}

fn acked(key: &str, reply: &Reply) -> Acked {
    Acked { key: key.to_owned(), kind: Kind::Open, number: reply.number() }
}

/// Sends the same command until it is done.
fn until_done(ask: &Ask, running: &Running) -> (Reply, Duration) {
    let began = Instant::now();
    loop {
        let reply = ask.send(running.address).unwrap();
        if reply.is_done() {
            return (reply, began.elapsed());
        }
        assert!(began.elapsed() < AGAIN, "with space again, still: {reply:?}");
        pause(100);
    }
}

#[test]
fn a_full_disk_puts_writes_off_and_loses_nothing() {
    let (made, tokens) = sample();
    let disk = Disk::mount();
    copy(made.path(), disk.path());
    let at = At::Folder(disk.path().to_owned());
    let running = Running::serve(&at);
    let user = tokens.of("user");

    let load = Load::start(running.address, &tokens, 4, 4);
    load.wait_for(40);
    let filler = disk.fill();
    // Some room may be left inside the database's own files.
    let mut done = Vec::new();
    let mut put_off = Vec::new();
    for no in 0..3000 {
        let key = format!("f-{no}");
        let reply = open(user, &key).send(running.address).unwrap();
        if reply.is_done() {
            done.push(acked(&key, &reply));
            continue;
        }
        assert_eq!((reply.status, reply.json()["type"].as_str()), (503, Some("/problems/full")), "{reply:?}");
        let later = reply.header("retry-after").and_then(|it| it.parse::<u32>().ok());
        assert!(later.is_some_and(|it| it > 0), "{reply:?}");
        put_off.push(key);
        if put_off.len() >= 20 {
            break;
        }
    }
    assert_eq!(put_off.len(), 20, "the disk did not fill");
    for path in ["/api/me", "/api/records/incident?limit=5", "/api/search?q=load", "/health/ready"] {
        for _ in 0..5 {
            let reply = Ask::get(path, user).send(running.address).unwrap();
            assert_eq!(reply.status, 200, "{path}: {reply:?}");
        }
    }

    std::fs::remove_file(filler).unwrap();
    let mut longest = Duration::ZERO;
    for key in &put_off {
        let (reply, took) = until_done(&open(user, key), &running);
        longest = longest.max(took);
        done.push(acked(key, &reply));
    }
    load.wait_for(20);
    let outcome = load.finish();
    println!(
        "full disk: {} done, {} put off, written again after {longest:?}",
        done.len() + outcome.acked.len(),
        put_off.len()
    );
    running.stop();
    assert_eq!(outcome.refused, Vec::<String>::new());
    done.extend(outcome.acked);
    let sent = outcome.sent.into_iter().chain(put_off).collect();
    let facts = Facts::read(&at);
    assert_eq!(facts.wrong(&done, &sent), Vec::<String>::new());
    let db = Connection::open(disk.path().join("remit.db")).unwrap();
    assert_eq!(rows(&db, "PRAGMA integrity_check").unwrap(), [[Some("ok".to_owned())]]);
    assert_verified(&at);

    // A program that says done with the disk full is found out.
    let untrue = Acked { key: "f-untrue".to_owned(), kind: Kind::Open, number: done[0].number.clone() };
    assert_eq!(facts.wrong(&[untrue], &sent).len(), 1);
    facts.assert_faults_are_found(&done);
}
