//! A recording of what a program wrote and synced (by strace), and the disk as a power cut might leave it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use testkit::Dice;

/// What is recorded.
pub(crate) const CALLS: &str = "trace=pwrite64,pwritev,write,fsync,fdatasync,ftruncate,unlink,unlinkat,rename";

/// The smallest unit that reaches the disk whole.
const SECTOR: usize = 512;

/// One thing that happened.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Write {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        file: String,
        length: usize,
    },
    /// Everything in that file that was written before event number `begun` is on disk.
    Sync {
        file: String,
        begun: usize,
    },
    Unlink {
        file: String,
    },
    /// Somebody was told that something is done.
    Told(String),
}

/// Files by name, as they are on disk.
pub(crate) type Disk = BTreeMap<String, Vec<u8>>;

fn unhex(text: &str) -> Vec<u8> {
    text.split("\\x").skip(1).filter_map(|it| u8::from_str_radix(it.get(..2)?, 16).ok()).collect()
}

/// The names of files here are unlike: their last part is enough.
fn name(hex: &str) -> String {
    let path = String::from_utf8_lossy(&unhex(hex)).into_owned();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Reads a recording. Calls that were begun and interrupted by another thread's are put together again; a write
/// counts from its end, and so does a sync, for what was written before its begin.
pub(crate) fn read(file: &Path, told: &str) -> Vec<Event> {
    let text = fs::read_to_string(file).unwrap();
    let mut events = Vec::new();
    let mut begun: BTreeMap<&str, (String, usize)> = BTreeMap::new();
    for line in text.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if let Some(first) = call.strip_suffix("<unfinished ...>") {
            // Whoever is told is told before the call that says so.
            if let Some(Event::Told(it)) = parse(&format!("{}) = 1", first.trim_end()), 0, told) {
                events.push(Event::Told(it));
            } else {
                begun.insert(thread, (first.trim_end().to_owned(), events.len()));
            }
        } else if call.starts_with("<... ") {
            let (Some((first, at)), Some((_, rest))) = (begun.remove(thread), call.split_once("resumed>")) else {
                continue;
            };
            events.extend(parse(&format!("{first}{rest}"), at, told));
        } else {
            let at = events.len();
            events.extend(parse(call, at, told));
        }
    }
    events
}

/// `call(<fd><path>, ...) = result`, with every text in hexadecimal.
fn parse(call: &str, begun: usize, told: &str) -> Option<Event> {
    let (called, result) = call.rsplit_once('=')?;
    let result: i64 = result.split_whitespace().next()?.parse().ok()?;
    let (name_of, args) = called.split_once('(')?;
    if result < 0 {
        return None;
    }
    let args = args.trim_end().strip_suffix(')')?;
    if name_of == "unlink" {
        return Some(Event::Unlink { file: name(args) });
    }
    let (_, rest) = args.split_once('<')?;
    let (path, rest) = rest.split_once('>')?;
    let file = name(path);
    let rest: Vec<&str> = rest.split(", ").collect();
    match name_of {
        "fsync" | "fdatasync" => Some(Event::Sync { file, begun }),
        "ftruncate" => Some(Event::Truncate { file, length: rest.get(1)?.parse().ok()? }),
        "pwrite64" => {
            let mut bytes = unhex(rest.get(1)?.trim_matches('"'));
            assert!(!rest.get(1)?.ends_with("..."), "the recording is cut: give strace a longer -s");
            bytes.truncate(usize::try_from(result).ok()?);
            Some(Event::Write { file, at: rest.get(3)?.parse().ok()?, bytes })
        }
        "write" if file == told => {
            Some(Event::Told(String::from_utf8_lossy(&unhex(rest.get(1)?.trim_matches('"'))).into_owned()))
        }
        _other => None,
    }
}

fn apply(disk: &mut Disk, event: &Event) {
    match event {
        Event::Write { file, at, bytes } => put(disk.entry(file.clone()).or_default(), *at, bytes),
        Event::Truncate { file, length } => disk.entry(file.clone()).or_default().resize(*length, 0),
        Event::Unlink { file } => drop(disk.remove(file)),
        Event::Sync { .. } | Event::Told(_) => {}
    }
}

fn put(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[at..end].copy_from_slice(bytes);
}

/// A replay of a recording up to a moment.
#[derive(Debug)]
pub(crate) struct Replay<'a> {
    events: &'a [Event],
    next: usize,
    /// What is on disk for certain.
    synced: Disk,
    /// What may be, by file: event numbers.
    pending: BTreeMap<&'a str, Vec<usize>>,
    /// Everything that somebody was told.
    pub(crate) told: Vec<&'a str>,
}

impl<'a> Replay<'a> {
    /// Begins with a disk; the files that are in it are followed, and those beside them.
    pub(crate) fn new(events: &'a [Event], disk: Disk) -> Self {
        Self { events, next: 0, synced: disk, pending: BTreeMap::new(), told: Vec::new() }
    }

    /// Goes on until as many events have happened.
    pub(crate) fn go_to(&mut self, upto: usize) {
        let events = self.events;
        while self.next < upto {
            match &events[self.next] {
                Event::Told(it) => self.told.push(it),
                Event::Write { file, .. } | Event::Truncate { file, .. } | Event::Unlink { file } => {
                    self.pending.entry(file).or_default().push(self.next);
                }
                Event::Sync { file, begun } => {
                    let waiting = self.pending.remove(file.as_str()).unwrap_or_default();
                    let (done, left): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|it| it < begun);
                    for it in done {
                        apply(&mut self.synced, &events[it]);
                    }
                    if !left.is_empty() {
                        self.pending.insert(file, left);
                    }
                }
            }
            self.next += 1;
        }
    }

    /// The disk after a power cut now: what was synced, and of the rest any part, some of it torn.
    pub(crate) fn cut(&self, dice: &mut Dice) -> Disk {
        let mut disk = self.synced.clone();
        for event in self.pending.values().flatten().map(|it| &self.events[*it]) {
            let luck = dice.below(10);
            match event {
                _any if luck < 5 => apply(&mut disk, event),
                Event::Write { file, at, bytes } if luck == 5 && bytes.len() > SECTOR => {
                    let kept = SECTOR * dice.below(bytes.len() / SECTOR + 1);
                    put(disk.entry(file.clone()).or_default(), *at, &bytes[..kept]);
                }
                Event::Write { .. }
                | Event::Truncate { .. }
                | Event::Unlink { .. }
                | Event::Sync { .. }
                | Event::Told(_) => {}
            }
        }
        disk
    }
}

/// The files of a folder.
pub(crate) fn disk_of(folder: &Path) -> Disk {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap());
    entries.map(|it| (it.file_name().into_string().unwrap(), fs::read(it.path()).unwrap())).collect()
}

/// Writes a disk's files of these names to a folder.
pub(crate) fn write_to(disk: &Disk, names: &BTreeSet<&str>, folder: &Path) {
    for (name, bytes) in disk.iter().filter(|(name, _)| names.contains(name.as_str())) {
        fs::write(folder.join(name), bytes).unwrap();
    }
}

mod tests {
    use super::*;

    fn hex(text: &str) -> String {
        text.bytes().flat_map(|it| ["\\x".to_owned(), format!("{it:02x}")]).collect()
    }

    #[test]
    fn a_recording_is_read_with_its_interrupted_calls() {
        let (db, acks) = (hex("/d/remit.db"), hex("/d/acks"));
        let lines = [
            format!("7 pwrite64(9<{db}>, \"{}\", 2, 4 <unfinished ...>", hex("ab")),
            format!("8 write(3<{acks}>, \"{}\", 3 <unfinished ...>", hex("one")),
            "7 <... pwrite64 resumed>) = 2".to_owned(),
            format!("7 fsync(9<{db}> <unfinished ...>"),
            format!("8 pwrite64(9<{db}>, \"{}\", 2, 8) = 2", hex("cd")),
            "7 <... fsync resumed>) = 0".to_owned(),
        ];
        let file = std::env::temp_dir().join(format!("remit-trace-{}", std::process::id()));
        fs::write(&file, lines.join("\n")).unwrap();
        let events = read(&file, "acks");
        fs::remove_file(&file).unwrap();
        let mut replay = Replay::new(&events, Disk::new());
        replay.go_to(events.len());
        assert_eq!(replay.told, ["one"]);
        // The write that came in while the sync was under way may be lost; the one before may not.
        assert_eq!(replay.synced["remit.db"], b"\0\0\0\0ab");
        assert_eq!(replay.pending["remit.db"].len(), 1);
    }
}
