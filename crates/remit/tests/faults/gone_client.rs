//! R9: clients that go away in the middle leave nothing by half, and their commands can be repeated.

use std::{io::Write as _, net::SocketAddr};

use testkit::Dice;

use crate::{
    facts::Facts,
    http::{Ask, connect},
    load::{Acked, Kind, open},
    running::{At, Running, assert_verified, count, pause, sample},
};

const CLIENTS: usize = 8;

/// Sends a command, or part of it, and goes away at once or a moment later.
fn send_and_go(ask: &Ask, to: SocketAddr, dice: &mut Dice) {
    let bytes = ask.bytes();
    let whole = dice.chance(60);
    let sent = if whole { bytes.len() } else { dice.below(bytes.len()) };
    let Ok(mut stream) = connect(to) else { panic!("the program takes no connections") };
    drop(stream.write_all(&bytes[..sent]));
    if dice.chance(50) {
        pause(u64::try_from(dice.below(12)).unwrap());
    }
    // Dropping it closes it; where an answer lies unread, the other end is told so by a reset.
}

#[test]
fn clients_that_go_away_leave_nothing_by_half() {
    let (folder, tokens) = sample();
    let at = At::Folder(folder.path().to_owned());
    let running = Running::serve(&at);
    let each = count("REMIT_GONE_CLIENTS", 2000) / CLIENTS;
    let (to, user) = (running.address, tokens.of("user").to_owned());
    let threads: Vec<_> = (0..CLIENTS)
        .map(|no| {
            let user = user.clone();
            std::thread::spawn(move || {
                let mut dice = Dice::new(u64::try_from(no).unwrap());
                let asks: Vec<_> = (0..each).map(|at| open(&user, &format!("g{no}-{at}"))).collect();
                for it in &asks {
                    send_and_go(it, to, &mut dice);
                }
                asks
            })
        })
        .collect();
    let asks: Vec<Ask> = threads.into_iter().flat_map(|it| it.join().unwrap()).collect();
    let keys = asks.iter().filter_map(|it| it.key.clone()).collect();
    let before = Facts::read(&at);
    assert_eq!(before.wrong(&[], &keys), Vec::<String>::new());
    let done = keys.iter().filter(|it| before.answers.contains_key(*it)).count();
    println!("clients gone: {}, of which {done} commands were carried out", keys.len());
    assert!(done > 0 && done < keys.len(), "{done} of {}", keys.len());

    // Each of them repeated, and answered this time, is there once.
    let repeated = asks.iter().step_by(4).map(|ask| {
        let reply = ask.send(to).unwrap();
        assert!(reply.is_done(), "{reply:?}");
        Acked { key: ask.key.clone().unwrap(), kind: Kind::Open, number: reply.number() }
    });
    let acked: Vec<Acked> = repeated.collect();
    running.stop();
    let facts = Facts::read(&at);
    assert_eq!(facts.wrong(&acked, &keys), Vec::<String>::new());
    facts.assert_faults_are_found(&acked);
    assert_verified(&at);
}
