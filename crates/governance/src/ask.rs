//! What somebody means who asks in their own words: which activity, over which service, for which team. Forgiving about
//! spelling, endings and near words; never silent about what else it could have been.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use base::{RecordId, TeamId};
use model::{Activity, ActivityIx, Site};

use crate::Roster;

/// What was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Understood {
    /// The activity that fits best; `None` where none fits well enough.
    pub activity: Option<ActivityIx>,
    /// What else it could have been, the nearest first.
    pub others: Vec<ActivityIx>,
    /// The service, line or item that the words name.
    pub place: Option<RecordId>,
    /// The team that the words name.
    pub team: Option<TeamId>,
}

/// How many others are named.
const OTHERS: usize = 5;
/// From which score on an activity is taken as meant, of 1000.
const ENOUGH: u32 = 550;
/// From which score on it is named as something that could have been meant.
const NEAR: u32 = 300;

/// Words that ask, and say nothing about what.
const IDLE: [&str; 38] = [
    "who",
    "whom",
    "whose",
    "what",
    "which",
    "may",
    "can",
    "could",
    "must",
    "should",
    "shall",
    "will",
    "would",
    "do",
    "does",
    "is",
    "are",
    "the",
    "a",
    "an",
    "of",
    "for",
    "to",
    "on",
    "in",
    "at",
    "by",
    "with",
    "over",
    "about",
    "my",
    "our",
    "this",
    "that",
    "answer",
    "answers",
    "accountable",
    "responsible",
];

/// Words that mean the same to whoever asks: the first stands for all.
const ALIKE: [&[&str]; 12] = [
    &["authorize", "approve", "approval", "authorization", "decide", "sign", "allow", "permit", "ok", "okay"],
    &["resolve", "fix", "repair", "solve", "cure"],
    &["restore", "recover"],
    &["log", "record", "register", "report", "raise", "create", "submit", "enter", "open"],
    &["close", "finish", "end", "complete"],
    &["assign", "allocate", "dispatch", "route"],
    &["appoint", "nominate", "name"],
    &["deploy", "install", "release", "ship"],
    &["review", "inspect", "check", "audit"],
    &["incident", "ticket", "outage", "trouble", "disturbance"],
    &["change", "rfc"],
    &["ask", "request", "demand"],
];

/// Reads words into an activity and what it is about.
pub fn understand(site: &Site, roster: &Roster, text: &str) -> Understood {
    if let Some((ix, _)) = site.find_activity(text.trim()) {
        return Understood { activity: Some(ix), ..Understood::default() };
    }
    let words = words(text);
    let (place, team, used) = named(roster, &words);
    // A name that was recognised may still be a word of the activity: it counts, only less.
    let asked: Vec<(Word, bool)> = words
        .iter()
        .filter(|it| !IDLE.contains(&it.as_str()))
        .map(|it| (Word::of(it), used.contains(it)))
        .filter(|(it, _)| !it.stem.is_empty())
        .collect();
    let mut scored: Vec<(u32, ActivityIx)> = site
        .activities
        .iter()
        .enumerate()
        .map(|(at, it)| (score(&asked, &terms(site, it)), ActivityIx::of(at)))
        .filter(|(score, _)| *score >= NEAR)
        .collect();
    scored.sort_by_key(|(score, ix)| (std::cmp::Reverse(*score), *ix));
    let best = scored.first().filter(|(score, _)| *score >= ENOUGH).map(|(_, ix)| *ix);
    let rest = scored.into_iter().map(|(_, ix)| ix).filter(|ix| Some(*ix) != best);
    Understood { activity: best, others: rest.take(OTHERS).collect(), place, team }
}

/// A word in the ways in which it is written, and its stem.
struct Word {
    raw: Vec<String>,
    stem: String,
}

impl Word {
    fn of(text: &str) -> Self {
        Self { raw: vec![text.to_owned()], stem: stem(text) }
    }
}

/// A text's words in small letters.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    parts.map(str::to_lowercase).take(40).collect()
}

/// The words alike by their stems, each with the stem that stands for it.
static STEMS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let plain = |it: &str| bare(&american(it));
    let pairs = ALIKE.iter().rev().flat_map(|all| {
        let first = all.first().map(|it| plain(it)).unwrap_or_default();
        all.iter().map(move |it| (plain(it), first.clone()))
    });
    pairs.collect()
});

/// A word without its ending, in American spelling, as the word that stands for those alike.
fn stem(word: &str) -> String {
    let plain = bare(&american(word));
    STEMS.get(&plain).cloned().unwrap_or(plain)
}

fn american(word: &str) -> String {
    let mut text = word.to_owned();
    for (british, other) in [
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ises", "izes"),
        ("ise", "ize"),
        ("yse", "yze"),
        ("our", "or"),
        ("tre", "ter"),
        ("lled", "led"),
        ("lling", "ling"),
        ("ence", "ense"),
        ("ogue", "og"),
        ("programme", "program"),
    ] {
        if let Some(head) = text.strip_suffix(british).filter(|it| it.chars().count() >= 2) {
            text = format!("{head}{other}");
        }
    }
    text
}

fn bare(word: &str) -> String {
    let long = |head: &&str| head.chars().count() >= 3;
    for ending in ["ations", "ation", "ments", "ment", "ings", "ing", "ies", "ers", "ed", "es", "er", "s", "e", "y"] {
        if let Some(head) = word.strip_suffix(ending).filter(long) {
            return head.to_owned();
        }
    }
    word.to_owned()
}

/// The words of an activity: its verb and title weigh most, then what it is done on, then where it belongs.
fn terms(site: &Site, it: &Activity) -> Vec<(Word, u32)> {
    let mut found: Vec<(Word, u32)> = Vec::new();
    let mut add = |text: &str, weight: u32| {
        for word in words(text).iter().filter(|it| !IDLE.contains(&it.as_str())) {
            let word = Word::of(word);
            match found.iter_mut().find(|(known, _)| known.stem == word.stem) {
                Some((known, _)) => known.raw.extend(word.raw),
                None if word.stem.is_empty() => {}
                None => found.push((word, weight)),
            }
        }
    };
    add(it.key.rsplit(':').next().unwrap_or_default(), 1000);
    add(&it.title, 1000);
    if let Some(of) = it.of().and_then(|of| site.of(of)) {
        add(&of.key, 900);
        add(&of.title, 900);
    }
    add(&it.group, 500);
    if let Some(practice) = site.practice(it.practice) {
        add(&practice.title, 400);
    }
    found
}

/// How well asked words fit an activity, of 1000: how much of what was asked is in it, and a little how much of it was
/// asked, so that the plainest of several comes first.
fn score(asked: &[(Word, bool)], terms: &[(Word, u32)]) -> u32 {
    let mut sum = 0u32;
    let mut most = 0u32;
    let mut met: BTreeSet<&str> = BTreeSet::new();
    for (word, is_name) in asked {
        let best = terms
            .iter()
            .map(|(term, weight)| (likeness(word, term).saturating_mul(*weight) / 1000, term.stem.as_str()))
            .max();
        let Some((best, term)) = best else { continue };
        // A name need not be a word of the activity.
        if *is_name && best < 800 {
            continue;
        }
        if best > 0 {
            met.insert(term);
        }
        sum = sum.saturating_add(best);
        most = most.saturating_add(1000);
    }
    let own = terms.iter().filter(|(_, weight)| *weight >= 900).count();
    let own_met = terms.iter().filter(|(term, weight)| *weight >= 900 && met.contains(term.stem.as_str())).count();
    let share = |part: usize, whole: usize| {
        u32::try_from(part.saturating_mul(1000).checked_div(whole).unwrap_or_default()).unwrap_or_default()
    };
    let asked_for = sum.saturating_mul(1000).checked_div(most).unwrap_or_default();
    (asked_for.saturating_mul(85).saturating_add(share(own_met, own).saturating_mul(15))) / 100
}

/// How alike two words are, of 1000: by their stems, or as they are written, where somebody mistyped.
fn likeness<'a>(one: &'a Word, two: &'a Word) -> u32 {
    if one.stem == two.stem {
        return 1000;
    }
    let order = |one: &'a str, two: &'a str| if one.len() <= two.len() { (one, two) } else { (two, one) };
    let (short, long) = order(one.stem.as_str(), two.stem.as_str());
    if short.chars().count() >= 4 && long.starts_with(short) {
        return 700;
    }
    let is_slip = |(short, long): (&str, &str)| short.chars().count() >= 5 && is_one_off(short, long);
    let mut spelt = one.raw.iter().flat_map(|one| two.raw.iter().map(move |two| order(one, two)));
    if is_slip((short, long)) || spelt.any(is_slip) { 600 } else { 0 }
}

/// Whether two words differ by one letter more, less or other, or by two that changed places.
fn is_one_off(short: &str, long: &str) -> bool {
    let (short, long): (Vec<char>, Vec<char>) = (short.chars().collect(), long.chars().collect());
    if long.len() > short.len().saturating_add(1) {
        return false;
    }
    let head = short.iter().zip(&long).take_while(|(one, two)| one == two).count();
    let tail = |skip_short: usize, skip_long: usize| {
        short.get(head.saturating_add(skip_short)..) == long.get(head.saturating_add(skip_long)..)
    };
    if long.len() > short.len() {
        return tail(0, 1);
    }
    let swapped =
        short.get(head) == long.get(head.saturating_add(1)) && short.get(head.saturating_add(1)) == long.get(head);
    tail(1, 1) || swapped && tail(2, 2)
}

/// The place and the team that words name, the longest name first, with the words that did it.
fn named(roster: &Roster, words: &[String]) -> (Option<RecordId>, Option<TeamId>, BTreeSet<String>) {
    let places = roster.places().filter(|it| !roster.is_ended(it.id));
    let place = places.filter_map(|it| Some((said(&it.name, &it.key, words)?, it.id))).max();
    let team = roster.teams().filter_map(|it| Some((said(&it.name, &it.key, words)?, it.id))).max();
    let mut used = BTreeSet::new();
    let mut note = |name: &str| used.extend(self::words(name));
    if let Some(it) = place.and_then(|(_, id)| roster.place(id)) {
        note(&it.name);
        note(&it.key);
    }
    // The longer name is meant: "service desk" is no team where the service "service desk portal" is asked about.
    let team = team.filter(|(length, _)| place.is_none_or(|(other, _)| *length > other));
    if let Some(it) = team.and_then(|(_, id)| roster.team(id)) {
        note(&it.name);
        note(&it.key);
    }
    (place.map(|(_, id)| id), team.map(|(_, id)| id), used)
}

/// How many words of a name or key stand one after the other among the words; `None` where not all do.
fn said(name: &str, key: &str, words: &[String]) -> Option<usize> {
    [name, key].into_iter().filter_map(|it| in_words(it, words)).max()
}

fn in_words(name: &str, words: &[String]) -> Option<usize> {
    let parts = || name.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    let first = parts().next()?;
    let starts = words.iter().enumerate().filter(|(_, it)| same(it, first));
    let fits = |at: usize| {
        let rest = words.get(at..).unwrap_or_default();
        let n = parts().count();
        (rest.len() >= n && parts().zip(rest).all(|(part, word)| same(word, part))).then_some(n)
    };
    starts.filter_map(|(at, _)| fits(at)).max()
}

fn same(word: &str, part: &str) -> bool {
    word.eq_ignore_ascii_case(part) || (!part.is_ascii() && part.to_lowercase() == word)
}
