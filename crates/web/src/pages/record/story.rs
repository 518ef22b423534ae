//! The story of a record: what people wrote, and what happened, one line each.

use base::{Instant, PersonId};
use engine::{Happened, Happening, RecordView};
use model::{Header, Kind, RecordType};

use crate::{
    asker::Asker,
    look::{
        prose::{Html, prose_linking},
        view::{Entry, Event, FileLink, Message, Person, Phrase, Status},
    },
    urls, words,
};

/// The story, oldest first. The first words are the record's own description.
pub(super) fn story(asker: &Asker, of: &RecordType, view: &RecordView) -> Vec<Entry> {
    let mut entries: Vec<Entry> = description(asker, of, view).into_iter().map(Entry::Message).collect();
    for it in &view.happenings {
        let repeats = repeats(asker, &entries, it);
        for next in told(asker, of, view, it) {
            match (next, entries.last_mut()) {
                (Entry::Message(_), _) if repeats => {}
                (Entry::Events(mut more), Some(Entry::Events(before))) => before.append(&mut more),
                (next, _) => entries.push(next),
            }
        }
    }
    entries
}

/// Whether what was said is the description that stands there already.
fn repeats(asker: &Asker, entries: &[Entry], it: &Happening) -> bool {
    match (entries.first(), &it.what) {
        (Some(Entry::Message(first)), Happened::Said { text, .. }) => first.body == body(asker, text),
        _other => false,
    }
}

fn body(asker: &Asker, text: &str) -> Html {
    prose_linking(text, &|number| super::names_record(asker, number).then(|| urls::record(number)))
}

fn description(asker: &Asker, of: &RecordType, view: &RecordView) -> Option<Message> {
    let slot = of.slot("description").filter(|it| of.field(*it).is_some_and(|it| it.kind == Kind::Text))?;
    let text = view.seen.get(of, slot).text().filter(|it| !it.trim().is_empty())?;
    let record = view.seen.record();
    let by = record.person(Header::ForPerson).or_else(|| record.person(Header::OpenedBy));
    let at = record.instant(Header::Opened)?;
    let way = of
        .slot("came_in_by")
        .map(|it| words::value(&asker.desk, &asker.times, of, &view.seen, it))
        .filter(|it| !it.is_empty());
    let place = of
        .slot("place")
        .map(|it| words::value(&asker.desk, &asker.times, of, &view.seen, it))
        .filter(|it| !it.is_empty());
    let by_way = way.map(|it| format!("by {}", words::lower(&it)));
    let detail = [place, by_way].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Some(Message {
        id: "e0".to_owned(),
        person: person(asker, by),
        detail,
        at: asker.times.moment(at),
        internal: false,
        body: body(asker, text),
        files: Vec::new(),
    })
}

fn person(asker: &Asker, id: Option<PersonId>) -> Person {
    id.map_or_else(|| Person::named("Remit"), |it| words::avatar(&asker.desk, it))
}

/// One happening as entries: a move with a message is both.
fn told(asker: &Asker, of: &RecordType, view: &RecordView, it: &Happening) -> Vec<Entry> {
    match &it.what {
        Happened::Moved { title, to, comment } => {
            let mut entries = vec![Entry::Events(vec![moved(asker, of, it, title, to.as_deref())])];
            entries.extend(comment.as_ref().map(|(text, inside)| said(asker, it, text, *inside)));
            entries
        }
        Happened::Said { text, inside } => vec![said(asker, it, text, *inside)],
        Happened::Attached { name, id } => attached(asker, view, it, name, *id),
        Happened::Linked { other, kind, removed } => {
            vec![Entry::Events(vec![linked(asker, it, other, kind, *removed)])]
        }
        Happened::Amended => {
            vec![Entry::Events(vec![event(asker, it, "bolt", changes(asker, it, who(asker, it).and(" changed ")))])]
        }
        Happened::RanOut { clock } => {
            vec![Entry::Events(vec![event(asker, it, "clock", Phrase::default().strong(clock).and(" ran out"))])]
        }
        Happened::Other(key) => vec![Entry::Events(vec![event(
            asker,
            it,
            "dot",
            who(asker, it).and(format!(": {}", key.replace([':', '-'], " "))),
        )])],
    }
}

fn said(asker: &Asker, it: &Happening, text: &str, inside: bool) -> Entry {
    let detail = it.on_behalf_of.map(|who| format!("for {}", words::name(&asker.desk, who)));
    Entry::Message(Message {
        id: format!("e{}", it.seq),
        person: person(asker, it.actor),
        detail: detail.unwrap_or_default(),
        at: asker.times.moment(it.at),
        internal: inside,
        body: body(asker, text),
        files: Vec::new(),
    })
}

fn attached(asker: &Asker, view: &RecordView, it: &Happening, name: &str, id: i64) -> Vec<Entry> {
    let file = view.files.iter().find(|it| it.id == id);
    let size = file.map(|it| size(it.size)).unwrap_or_default();
    let picture = file.is_some_and(|it| it.media.starts_with("image/"));
    let link = FileLink { name: name.to_owned(), size, url: format!("/files/{id}"), picture };
    vec![Entry::Message(Message {
        id: format!("e{}", it.seq),
        person: person(asker, it.actor),
        detail: "attached a file".to_owned(),
        at: asker.times.moment(it.at),
        internal: file.is_some_and(|it| it.inside),
        body: Html::default(),
        files: vec![link],
    })]
}

/// A size in words.
pub(super) fn size(bytes: i64) -> String {
    match bytes {
        small if small < 1024 => format!("{small} B"),
        middle if middle < 1_048_576 => format!("{} KB", middle / 1024),
        large => format!("{} MB", large / 1_048_576),
    }
}

/// Who it was, as a sentence begins.
fn who(asker: &Asker, it: &Happening) -> Phrase {
    let name = it.actor.map_or_else(
        || "Remit".to_owned(),
        |id| if id == asker.person() { "You".to_owned() } else { words::first_name(&asker.desk, id) },
    );
    let phrase = Phrase::default().strong(name);
    match it.on_behalf_of {
        Some(principal) => phrase.and(format!(", for {},", words::name(&asker.desk, principal))),
        None => phrase,
    }
}

fn moved(asker: &Asker, of: &RecordType, it: &Happening, title: &str, to: Option<&str>) -> Event {
    let mut text = who(asker, it).and(format!(": {title}"));
    if let Some(state) = to.filter(|it| !says_the_same(title, it)) {
        text = text.and(". It is now ").strong(words::lower(state));
    }
    // What a record was opened with stands on the page already.
    let opens = of.lifecycle.moves.iter().any(|step| step.opens && step.title == title);
    if !it.changes.is_empty() && !opens {
        text = changes(asker, it, text.and(". "));
    }
    let state = to.and_then(|to| of.lifecycle.states.iter().position(|it| it.title == to)).map(model::StateIx::of);
    let status = state.map(|it| Status::new("", words::shape(of, it)));
    Event { icon: "bolt".to_owned(), status, text, at: at(asker, it.at) }
}

/// Whether a state says no more than the move that led to it: `Classify`, `Classified`.
fn says_the_same(title: &str, state: &str) -> bool {
    let stem = |text: &str| text.to_lowercase().chars().take(4).collect::<String>();
    stem(title) == stem(state)
}

fn changes(asker: &Asker, it: &Happening, mut text: Phrase) -> Phrase {
    for (at, change) in it.changes.iter().enumerate() {
        if at > 0 {
            text = text.and(", ");
        }
        let to = words::noted(&asker.times, &change.to);
        let long = to.chars().count() > 80;
        text = match (to.is_empty(), long) {
            (true, _) => text.and(format!("{} cleared", change.title)),
            (false, true) => text.and(format!("{} written", change.title)),
            (false, false) => text.and(format!("{} ", change.title)).strong(to),
        };
    }
    text
}

fn linked(asker: &Asker, it: &Happening, other: &str, kind: &str, removed: bool) -> Event {
    let verb = if removed { " removed the link " } else { " linked " };
    let text = who(asker, it).and(verb);
    let text = if other.is_empty() {
        text.and("a record that you can’t see")
    } else {
        text.link(other, urls::record(other))
    };
    event(asker, it, "link", text.and(format!(" ({kind})")))
}

fn event(asker: &Asker, it: &Happening, icon: &str, text: Phrase) -> Event {
    Event { icon: icon.to_owned(), status: None, text, at: at(asker, it.at) }
}

fn at(asker: &Asker, at: Instant) -> crate::look::view::Moment {
    asker.times.moment(at)
}
