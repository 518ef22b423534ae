//! R2: killed at any moment and started again, the program has done every acknowledged command exactly once, and
//! repeats under the same key change nothing.

use std::time::Duration;

use testkit::{Dice, OwnCluster};

use crate::{
    facts::Facts,
    load::{Load, Outcome},
    running::{At, Running, Tokens, assert_verified, count, pause, sample},
};

/// How long a start may take: the middle of all starts, for a machine that does other things besides.
const READY: Duration = Duration::from_secs(5);

struct Survived {
    outcome: Outcome,
    /// How long each start took.
    starts: Vec<Duration>,
}

/// Kills the program again and again under load; `meanwhile` may do something to what it stands on.
fn kill_again_and_again(at: &At, tokens: &Tokens, kills: usize, meanwhile: impl Fn(usize)) -> Survived {
    let mut dice = Dice::new(2);
    let mut running = Running::serve(at);
    let mut starts = vec![running.took];
    let load = Load::start(running.address, tokens, 6, 2);
    for no in 0..kills {
        load.wait_for(5);
        pause(u64::try_from(dice.below(150)).unwrap());
        meanwhile(no);
        running.kill();
        running = Running::serve(at);
        starts.push(running.took);
        load.turn_to(running.address);
    }
    load.wait_for(20);
    let outcome = load.finish();
    running.stop();
    starts.sort_unstable();
    Survived { outcome, starts }
}

fn assert_whole(at: &At, survived: &Survived) {
    let Survived { outcome, starts } = survived;
    let facts = Facts::read(at);
    let wrong = facts.wrong(&outcome.acked, &outcome.sent);
    println!(
        "kills: {}, acknowledged {}, repeated {}, starts {:?} to {:?}, half within {:?}",
        starts.len() - 1,
        outcome.acked.len(),
        outcome.repeats,
        starts[0],
        starts[starts.len() - 1],
        starts[starts.len() / 2],
    );
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(outcome.refused, Vec::<String>::new());
    assert!(outcome.repeats > 0, "no command was interrupted");
    assert!(starts[starts.len() / 2] <= READY, "{starts:?}");
    facts.assert_faults_are_found(&outcome.acked);
    assert_verified(at);
}

#[test]
fn a_killed_program_has_done_every_acknowledged_command_once() {
    let (folder, tokens) = sample();
    let at = At::Folder(folder.path().to_owned());
    let survived = kill_again_and_again(&at, &tokens, count("REMIT_KILLS", 20), |_| {});
    assert_whole(&at, &survived);
}

#[test]
fn a_killed_program_and_a_crashed_server_have_done_every_acknowledged_command_once() {
    let cluster = OwnCluster::begin().unwrap();
    let at = At::Server(cluster.url());
    let (running, tokens) = Running::demo(&at);
    running.stop();
    let kills = count("REMIT_KILLS", 20) / 2;
    let survived = kill_again_and_again(&at, &tokens, kills, |no| {
        if no % (kills / 3).max(1) == 1 {
            cluster.crash_and_restart().unwrap();
            // Some of what follows the crash is done before the kill.
            pause(500);
        }
    });
    assert_whole(&at, &survived);
}

#[test]
fn a_command_repeated_without_its_key_is_found_twice() {
    let (folder, tokens) = sample();
    let at = At::Folder(folder.path().to_owned());
    let running = Running::serve(&at);
    let ask = crate::load::open(tokens.of("user"), "k0-0-1");
    let first = ask.send(running.address).unwrap();
    let keyless = crate::http::Ask { key: None, ..ask };
    assert!(first.is_done() && keyless.send(running.address).unwrap().is_done());
    running.stop();
    let wrong = Facts::read(&at).wrong(&[], &["k0-0-1".to_owned()].into());
    assert_eq!(wrong, ["k0-0-1 was carried out 2 times"]);
}
