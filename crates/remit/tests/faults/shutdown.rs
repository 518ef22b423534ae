//! R17: asked to stop, the program finishes what it was asked before, and ends in good order.

use std::{
    collections::BTreeSet,
    io::{ErrorKind, Write as _},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::{
    facts::Facts,
    http::{connect, read},
    load::{Acked, Kind, open},
    running::{At, Running, Tokens, count, pause, sample},
};

const CLIENTS: usize = 8;
const LONGEST: Duration = Duration::from_secs(10);

/// What came of requests whose connection was taken.
#[derive(Debug, Default)]
struct Asked {
    acked: Vec<Acked>,
    failed: Vec<String>,
}

/// Asks on a fresh connection each time until none is taken any more.
fn ask_until_refused(to: SocketAddr, user: &str, name: &str, done: &AtomicUsize, over: &AtomicBool) -> Asked {
    let mut all = Asked::default();
    for no in 0..100_000 {
        let key = format!("{name}-{no}");
        let mut stream = match connect(to) {
            Ok(stream) => stream,
            // Refused, or reset before it was made as the door closes: nothing was asked on it.
            Err(fault) if matches!(fault.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset) => {
                return all;
            }
            Err(_gone) if over.load(Ordering::Relaxed) => return all,
            Err(fault) => panic!("{fault}"),
        };
        let answered = stream.write_all(&open(user, &key).bytes()).and_then(|()| read(&mut stream));
        match answered {
            Ok(reply) if reply.is_done() => {
                all.acked.push(Acked { key, kind: Kind::Open, number: reply.number() });
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok(reply) => all.failed.push(format!("{key}: {} {}", reply.status, reply.body)),
            Err(fault) => all.failed.push(format!("{key}: {fault}")),
        }
    }
    all
}

struct Stopped {
    asked: Asked,
    took: Duration,
    is_success: bool,
}

/// Ends the program under load, by `end`.
fn stop_under_load(at: &At, tokens: &Tokens, no: usize, end: impl Fn(&Running)) -> Stopped {
    let running = Running::serve(at);
    let (done, over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (to, user) = (running.address, tokens.of("user").to_owned());
            let (done, over) = (Arc::clone(&done), Arc::clone(&over));
            std::thread::spawn(move || ask_until_refused(to, &user, &format!("s{no}-{client}"), &done, &over))
        })
        .collect();
    for _ in 0..2000 {
        if done.load(Ordering::Relaxed) >= 20 {
            break;
        }
        pause(5);
    }
    end(&running);
    let (took, status) = running.ended();
    over.store(true, Ordering::Relaxed);
    let mut asked = Asked::default();
    for one in clients.into_iter().map(|it| it.join().unwrap()) {
        asked.acked.extend(one.acked);
        asked.failed.extend(one.failed);
    }
    Stopped { asked, took, is_success: status.success() }
}

#[test]
fn a_stopping_program_fails_no_request_that_it_took() {
    let (folder, tokens) = sample();
    let at = At::Folder(folder.path().to_owned());
    let times = count("REMIT_STOPS", 10);
    let stops: Vec<Stopped> = (0..times).map(|no| stop_under_load(&at, &tokens, no, Running::terminate)).collect();
    let failed: Vec<_> = stops.iter().flat_map(|it| it.asked.failed.iter()).collect();
    let acked: Vec<Acked> = stops.iter().flat_map(|it| it.asked.acked.iter().cloned()).collect();
    let longest = stops.iter().map(|it| it.took).max().unwrap();
    println!("stops: {times}, answered {}, failed {}, longest {longest:?}", acked.len(), failed.len());
    assert_eq!(failed, Vec::<&String>::new());
    assert!(stops.iter().all(|it| it.is_success), "it did not end with 0");
    assert!(longest <= LONGEST, "{longest:?}");
    assert_eq!(Facts::read(&at).wrong(&acked, &BTreeSet::default()), Vec::<String>::new());

    // A program that just ends is found out.
    let killed = (0..3).map(|no| stop_under_load(&at, &tokens, times + no, Running::kill_now));
    assert!(killed.map(|it| it.asked.failed.len()).sum::<usize>() > 0, "the checker overlooks requests cut short");
}
