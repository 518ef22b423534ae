//! A mixed load of commands, each under a key of its own and repeated under it until it is answered.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::JoinHandle,
};

use serde_json::json;
use testkit::Dice;

use crate::{
    http::{Ask, Reply},
    running::{Tokens, pause},
};

/// How often an unanswered command is repeated, a twentieth of a second apart.
const REPEATS: usize = 1200;

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Open,
    Say,
    Amend,
    Take,
}

/// An acknowledged command.
#[derive(Clone, Debug)]
pub(crate) struct Acked {
    pub(crate) key: String,
    pub(crate) kind: Kind,
    pub(crate) number: String,
}

impl Acked {
    /// A line that [`Self::parse`] reads.
    pub(crate) fn print(&self) -> String {
        format!("{:?} {} {}\n", self.kind, self.key, self.number)
    }
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let kind = match words.next()? {
            "Open" => Kind::Open,
            "Say" => Kind::Say,
            "Amend" => Kind::Amend,
            "Take" => Kind::Take,
            _other => return None,
        };
        Some(Self { kind, key: words.next()?.to_owned(), number: words.next()?.to_owned() })
    }
}

/// What came of a load.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) acked: Vec<Acked>,
    /// The keys of everything that was asked for, answered or not.
    pub(crate) sent: BTreeSet<String>,
    /// What was answered otherwise than done; there should be none.
    pub(crate) refused: Vec<String>,
    /// How often a command had to be repeated.
    pub(crate) repeats: usize,
}

/// What all workers of a load share.
#[derive(Debug)]
struct Shared {
    to: Mutex<SocketAddr>,
    ends: AtomicBool,
    done: AtomicUsize,
    tokens: Tokens,
}

/// A load under way.
#[derive(Debug)]
pub(crate) struct Load {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<Outcome>>,
}

impl Load {
    /// Starts as many workers; what they do follows from the seed.
    pub(crate) fn start(to: SocketAddr, tokens: &Tokens, workers: usize, seed: u64) -> Self {
        Self::telling(to, tokens, workers, seed, |_| {})
    }

    /// The same, telling of each acknowledgement the moment it is there.
    pub(crate) fn telling(
        to: SocketAddr,
        tokens: &Tokens,
        workers: usize,
        seed: u64,
        tell: impl Fn(&Acked) + Clone + Send + 'static,
    ) -> Self {
        let shared = Shared {
            to: Mutex::new(to),
            ends: AtomicBool::new(false),
            done: AtomicUsize::new(0),
            tokens: tokens.clone(),
        };
        let shared = Arc::new(shared);
        let started = (0..workers).map(|no| {
            let (shared, tell) = (Arc::clone(&shared), tell.clone());
            let dice = Dice::new(seed.wrapping_mul(1000).wrapping_add(u64::try_from(no).unwrap()));
            let worker =
                Worker { shared, dice, name: format!("k{seed}-{no}"), mine: Vec::new(), outcome: Outcome::default() };
            std::thread::spawn(move || worker.work(tell))
        });
        let workers = started.collect();
        Self { shared, workers }
    }

    /// From now on commands go there.
    pub(crate) fn turn_to(&self, to: SocketAddr) {
        *self.shared.to.lock().unwrap() = to;
    }

    /// How many commands have been acknowledged.
    pub(crate) fn done(&self) -> usize {
        self.shared.done.load(Ordering::Relaxed)
    }

    /// Waits until as many more commands have been acknowledged.
    pub(crate) fn wait_for(&self, more: usize) {
        let wanted = self.done() + more;
        for _ in 0..6000 {
            if self.done() >= wanted {
                return;
            }
            pause(10);
        }
        panic!("after a minute, {} of {wanted} commands are acknowledged", self.done());
    }

    /// Lets every worker finish its command and gathers what came of it.
    pub(crate) fn finish(self) -> Outcome {
        self.shared.ends.store(true, Ordering::Relaxed);
        let mut all = Outcome::default();
        for worker in self.workers {
            let one = worker.join().unwrap();
            all.acked.extend(one.acked);
            all.sent.extend(one.sent);
            all.refused.extend(one.refused);
            all.repeats += one.repeats;
        }
        all
    }
}

struct Worker {
    shared: Arc<Shared>,
    dice: Dice,
    name: String,
    /// Own incidents, and whether each is taken.
    mine: Vec<(String, bool)>,
    outcome: Outcome,
}

impl Worker {
    fn work(mut self, tell: impl Fn(&Acked)) -> Outcome {
        let mut no = 0usize;
        while !self.shared.ends.load(Ordering::Relaxed) {
            no += 1;
            let key = format!("{}-{no}", self.name);
            let (kind, ask, at) = self.next(&key);
            self.outcome.sent.insert(key.clone());
            let Some(reply) = self.until_answered(&ask) else { continue };
            if !reply.is_done() {
                self.outcome.refused.push(format!("{key} {kind:?}: {} {}", reply.status, reply.body));
                continue;
            }
            let acked = Acked { key, kind, number: reply.number() };
            tell(&acked);
            self.shared.done.fetch_add(1, Ordering::Relaxed);
            match (kind, at) {
                (Kind::Open, _) => self.mine.push((acked.number.clone(), false)),
                (Kind::Take, Some(at)) => self.mine[at].1 = true,
                (Kind::Take, None) | (Kind::Say | Kind::Amend, _) => {}
            }
            self.outcome.acked.push(acked);
        }
        self.outcome
    }

    fn next(&mut self, key: &str) -> (Kind, Ask, Option<usize>) {
        let analyst = self.shared.tokens.of("service-desk-analyst");
        let user = self.shared.tokens.of("user");
        if self.mine.is_empty() || self.dice.chance(40) {
            return (Kind::Open, open(user, key), None);
        }
        let at = self.dice.below(self.mine.len());
        let (number, is_taken) = &self.mine[at];
        let place = format!("/api/records/incident/{number}");
        match self.dice.below(3) {
            0 if !is_taken => {
                (Kind::Take, Ask::post(&format!("{place}/moves/take"), analyst, key, &json!({})), Some(at))
            }
            1 => {
                let ask = Ask::post(&place, analyst, key, &json!({ "values": { "place": key } }));
                (Kind::Amend, Ask { method: "PATCH", ..ask }, Some(at))
            }
            _other => {
                let said = json!({ "comment": key, "inside": self.dice.chance(50) });
                (Kind::Say, Ask::post(&format!("{place}/comments"), analyst, key, &said), Some(at))
            }
        }
    }

    /// Repeats a command under its key until it is answered with something other than a failure.
    fn until_answered(&mut self, ask: &Ask) -> Option<Reply> {
        for _ in 0..REPEATS {
            let to = *self.shared.to.lock().unwrap();
            if let Ok(reply) = ask.send(to)
                && reply.status < 500
            {
                return Some(reply);
            }
            if self.shared.ends.load(Ordering::Relaxed) {
                return None;
            }
            self.outcome.repeats += 1;
            pause(50);
        }
        panic!("never answered: {ask:?}");
    }
}

/// Reports trouble, titled with its key.
pub(crate) fn open(token: &str, key: &str) -> Ask {
    let values = json!({ "title": format!("load {key}"), "description": "It does not work." });
    Ask::post("/api/records/incident", token, key, &json!({ "move": "report", "values": values }))
}
