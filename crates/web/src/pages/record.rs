//! A record: its own page, and the same beside a list. Made from its type alone, whatever the type.

mod facts;
mod onward;
mod story;

use axum::{extract::Path, response::Response};
use engine::{Offer, RecordView};
use model::{Header, RecordType, Slot};

use super::draft;
use crate::{
    asker::Asker,
    find, frame,
    look::{
        record,
        view::{Act, Can, Chip, ChipGlyph, Composer, Link, Locked, Record},
    },
    problem::Problem,
    urls, words,
};

/// Whether a text can be a record's number.
pub(crate) fn is_number(text: &str) -> bool {
    let Some((letters, digits)) = text.split_once('-') else { return false };
    (2..=4).contains(&letters.len())
        && letters.bytes().all(|it| it.is_ascii_alphabetic())
        && (1..=18).contains(&digits.len())
        && digits.bytes().all(|it| it.is_ascii_digit())
}

/// Whether a text names a record: its letters are those of a declared type. `NH-005120` on a label is no number of ours.
pub(crate) fn names_record(asker: &Asker, text: &str) -> bool {
    let letters = text.split('-').next().unwrap_or_default().to_uppercase();
    is_number(text) && asker.desk.site().find_prefix(&letters).is_some()
}

/// The number that a path names, as it is written everywhere.
pub(crate) fn number(text: &str) -> Result<String, Problem> {
    if is_number(text) { Ok(text.to_uppercase()) } else { Err(Problem::NoPage) }
}

/// The record's own page.
pub(crate) async fn show(asker: Asker, Path(text): Path<String>) -> Result<Response, Problem> {
    let number = number(&text)?;
    let shown = drawn(&asker, &number).await?;
    let title = format!("{} {}", shown.number, shown.title);
    frame::page(&asker, &title, &record::record_page(&shown)).await
}

/// The record as the reader sees it.
pub(crate) async fn drawn(asker: &Asker, number: &str) -> Result<Record, Problem> {
    let desk = &asker.desk;
    let view = desk.view(number).await?;
    let of = find::type_of(desk, &view.seen)?;
    let slots: Vec<Slot> = of.shown().map(|(slot, _)| slot).collect();
    let numbers = words::numbers(desk, of, std::slice::from_ref(&view.seen), &slots).await?;
    let (acts, mut more) = buttons(asker, of, &view);
    let onward = onward::onward(asker, of, &view, &numbers);
    let mut can = can(asker, &view);
    can.allowed.extend(onward.beside);
    can.locked.extend(onward.locked);
    more.extend(onward.more);
    let number = view.seen.number();
    let url = urls::record(number);
    let composer = composer(asker, of, &view).await?;
    Ok(Record {
        number: number.to_owned(),
        kind: of.title.clone(),
        icon: words::icon_of(of),
        title: if view.seen.title().is_empty() { of.title.clone() } else { view.seen.title().to_owned() },
        chips: chips(asker, of, &view),
        acts,
        more,
        hints: Vec::new(),
        timeline: story::story(asker, of, &view),
        closed: composer
            .is_none()
            .then(|| "You can read this. Those who are asked, do it or answer for it write here.".to_owned()),
        composer,
        clocks: view.clocks.iter().map(|it| facts::clock(asker, it)).collect(),
        clocks_url: (!view.clocks.is_empty()).then(|| format!("{url}/clocks")),
        holders: view.on_it.iter().map(|it| facts::holder(asker, it)).collect(),
        holders_url: (!view.on_it.is_empty()).then(|| format!("{url}/people")),
        can,
        sections: facts::asking(asker, &view)
            .into_iter()
            .chain(super::measures::review::section(asker, &view.seen).await?)
            .collect(),
        related: view.related.iter().map(|it| facts::related(asker, it)).collect(),
        link_url: view.speaks.then(|| format!("{url}/links")),
        details: facts::details(asker, of, &view, &numbers),
        edit_url: (!view.amendable.is_empty()).then(|| format!("{url}/edit")),
        url,
        back: None,
        previous: None,
        next: None,
        presence: Vec::new(),
    })
}

/// The single key of a move, by its everyday name.
fn key_of(step: &str) -> Option<&'static str> {
    match step {
        "resolve" | "complete" | "fulfil" => Some("e"),
        "hand-over" | "assign" => Some("h"),
        "take" => Some("i"),
        _other => None,
    }
}

fn button(asker: &Asker, view: &RecordView, offer: &Offer) -> Act {
    let url = urls::step(view.seen.number(), &offer.step);
    let act = if offer.asks {
        Act::open(offer.title.clone(), url)
    } else {
        Act::post(offer.title.clone(), url, asker.seal(Some(view.seen.version())))
    };
    match key_of(&offer.step) {
        Some(key) => act.on(key),
        None => act,
    }
}

/// At most two buttons on top, the usual next step filled; everything else in the menu.
fn buttons(asker: &Asker, of: &RecordType, view: &RecordView) -> (Vec<Act>, Vec<Act>) {
    let mut offers: Vec<&Offer> = view.offers.iter().collect();
    // A step that ends the work comes before one that only begins it, where both are usual.
    let ends = |it: &Offer| {
        of.lifecycle
            .find_move(&it.step)
            .and_then(|(_, it)| of.lifecycle.state(it.to?))
            .is_some_and(|it| !it.phase.is_open())
    };
    offers.sort_by_key(|it| (!it.is_primary, !ends(it), it.step != "hand-over" && it.step != "take"));
    let mut all: Vec<Act> = offers.iter().map(|it| button(asker, view, it)).collect();
    let mut more = all.split_off(all.len().min(2));
    if let (Some(first), Some(offer)) = (all.first_mut(), offers.first()) {
        first.primary = offer.is_primary;
    }
    // The filled button stands at the end of its row.
    all.reverse();
    let url = urls::record(view.seen.number());
    more.push(Act::open("Journal", format!("{url}/journal")).icon("doc"));
    if view.speaks {
        more.push(Act::open("Link to another record", format!("{url}/links")).icon("link"));
        more.push(Act::open("Attach a file", format!("{url}/attach")).icon("clip"));
    }
    (all, more)
}

fn can(asker: &Asker, view: &RecordView) -> Can {
    let url = urls::record(view.seen.number());
    let locked = view.locked.iter().map(|it| Locked {
        label: it.title.clone(),
        reason: it.reason.clone(),
        why: format!("{url}/why/{}", it.step),
        ask: it.ask.filter(|who| *who != asker.person()).map(|who| {
            Link::to(format!("Ask {}", words::first_name(&asker.desk, who)), format!("{url}/why/{}#ask", it.step))
        }),
    });
    // Whoever is asked answers here; one form for each move that waits.
    let mut waiting: Vec<&engine::Asking> = view.asking.iter().filter(|it| it.is_mine).collect();
    waiting.dedup_by(|one, two| one.step == two.step);
    let answers = waiting
        .into_iter()
        .map(|it| Act::open(format!("Answer before: {}", it.title), format!("{url}/answer/{}", it.step)));
    let offers = view.offers.iter().map(|it| button(asker, view, it));
    Can { allowed: answers.chain(offers).collect(), locked: locked.collect() }
}

fn edit_url(of: &RecordType, view: &RecordView, slot: Slot) -> Option<String> {
    let field = of.field(slot)?;
    view.amendable.contains(&slot).then(|| format!("{}/edit?edit={}", urls::record(view.seen.number()), field.key))
}

/// Status, priority, what it is about, who has it.
fn chips(asker: &Asker, of: &RecordType, view: &RecordView) -> Vec<Chip> {
    let (record, desk) = (view.seen.record(), &asker.desk);
    let status = words::status(of, record.state);
    let mut chips = vec![Chip {
        name: "Status".to_owned(),
        value: status.name.clone(),
        glyph: ChipGlyph::Status(status),
        ..Chip::default()
    }];
    if let Some(priority) = words::priority(of, record) {
        let impact =
            ["impact", "urgency"].into_iter().filter_map(|it| of.slot(it)).find_map(|it| edit_url(of, view, it));
        let url = edit_url(of, view, Header::Priority.slot()).or(impact);
        chips.push(Chip {
            name: "Priority".to_owned(),
            value: priority.name.clone(),
            glyph: ChipGlyph::Priority(priority),
            url,
            key: Some("p".to_owned()),
            slot: false,
        });
    }
    let about = |header: Header, icon: &str| {
        let value = words::value(desk, &asker.times, of, &view.seen, header.slot());
        let glyph = ChipGlyph::Icon(icon.to_owned());
        let title = of.field(header.slot()).map(|it| it.title.clone()).unwrap_or_default();
        (!value.is_empty()).then(|| Chip {
            name: title,
            value,
            glyph,
            url: edit_url(of, view, header.slot()),
            ..Chip::default()
        })
    };
    chips.extend(about(Header::Service, "ci"));
    let hand_over = hand_over(view);
    chips.extend(about(Header::HolderTeam, "team").map(|it| Chip { url: it.url.or(hand_over.clone()), ..it }));
    chips.extend(assignee(asker, of, view));
    chips
}

/// Where the record is given to others, if the reader may.
fn hand_over(view: &RecordView) -> Option<String> {
    let offer = view.offers.iter().find(|it| it.step == "hand-over" || it.step == "assign")?;
    Some(urls::step(view.seen.number(), &offer.step))
}

fn assignee(asker: &Asker, of: &RecordType, view: &RecordView) -> Option<Chip> {
    let field = of.field(Header::HolderPerson.slot()).filter(|it| it.is_declared)?;
    let url = hand_over(view);
    let person = view.seen.record().person(Header::HolderPerson);
    let (value, glyph) = match person {
        Some(id) => (words::name_or_you(&asker.desk, id), ChipGlyph::Person(words::avatar(&asker.desk, id))),
        None => ("Nobody yet".to_owned(), ChipGlyph::Nobody),
    };
    Some(Chip { name: field.title.clone(), value, glyph, url, key: Some("a".to_owned()), slot: false })
}

async fn composer(asker: &Asker, of: &RecordType, view: &RecordView) -> Result<Option<Composer>, Problem> {
    if !view.speaks {
        return Ok(None);
    }
    let number = view.seen.number();
    let draft = asker.desk.draft_at(&draft::place(number)).await?.filter(|(text, _)| !text.is_empty());
    let record = view.seen.record();
    let to =
        record.person(Header::ForPerson).or_else(|| record.person(Header::OpenedBy)).filter(|it| *it != asker.person());
    let reply =
        to.map_or_else(|| "Message".to_owned(), |it| format!("Reply to {}", words::first_name(&asker.desk, it)));
    let waits = super::comment::holding(of, view).map(|_| ("wait".to_owned(), "Send and wait".to_owned()));
    Ok(Some(Composer {
        action: format!("{}/say", urls::record(number)),
        seal: asker.seal(Some(view.seen.version())),
        reply: Some(reply),
        note: view.seen.inside().then(|| "Internal note".to_owned()),
        note_first: false,
        saved: draft.as_ref().map(|(_, at)| format!("Draft saved {}", asker.times.words(*at))),
        draft: draft.map(|(text, _)| text).unwrap_or_default(),
        draft_url: "/draft".to_owned(),
        number: number.to_owned(),
        replies: Vec::new(),
        articles: None,
        sends: waits.into_iter().collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_are_numbers() {
        for text in ["INC-1", "inc-20418", "MI-9", "PRB-412", "FEED-1"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["", "INC", "INC-", "-1", "I-1", "INCID-1", "INC-1x", "INC-1-2", "IN1-2", "INC-1234567890123456789"]
        {
            assert!(!is_number(text), "{text}");
        }
    }
}
