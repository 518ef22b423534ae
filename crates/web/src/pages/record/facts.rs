//! The panel beside a record: clocks, people, what is linked, the remaining fields.

use engine::{ClockView, OnIt, Opinion, RecordView};
use model::{Header, Kind, RecordType};

use crate::{
    asker::Asker,
    look::{
        facts,
        view::{ClockFact, Detail, Holder, Person, Related, Section},
    },
    urls,
    words::{self, Numbers},
};

/// A clock in a line.
pub(super) fn clock(asker: &Asker, it: &ClockView) -> ClockFact {
    let due = words::reading_words(&asker.times, &it.reading);
    let of_work = |span| words::worked(span, it.counted.never_closes);
    let (used, target) = (of_work(it.reading.elapsed), of_work(it.reading.target));
    let calendar = words::lower(&it.counted.calendar);
    let inner = if it.is_inner { " · within IT; lists go by what was promised outside" } else { "" };
    ClockFact {
        name: it.title.clone(),
        chip: words::reading_chip(&asker.times, it),
        detail: format!("{due} · {used} of {target} used, {calendar} · {}{inner}", it.counted.agreement),
    }
}

/// Somebody on it.
pub(super) fn holder(asker: &Asker, it: &OnIt) -> Holder {
    let desk = &asker.desk;
    let deputy = it.deputy.map(|who| format!(", {} stands in", words::name(desk, who))).unwrap_or_default();
    let (name, person) = match (it.person, &it.team) {
        (Some(id), _) => (words::name_or_you(desk, id), Some(words::avatar(desk, id))),
        (None, Some(team)) => {
            (team.clone(), Some(Person { initials: it.count.to_string(), ..Person::named(team.clone()) }))
        }
        (None, None) => ("Nobody".to_owned(), None),
    };
    Holder { letter: words::letter(it.letter), name, role: format!("{}{deputy}", it.role), person, url: None }
}

/// Whose answers are waited for, and what they said; nothing where nobody is asked.
pub(super) fn asking(asker: &Asker, view: &RecordView) -> Option<Section> {
    let mut those = Vec::new();
    for it in &view.asking {
        for who in &it.persons {
            let answer = it.answered.iter().find(|answer| answer.person == *who);
            let said = match answer.map(|it| it.opinion) {
                Some(Opinion::For) => "is for it".to_owned(),
                Some(Opinion::Against) => "is against it".to_owned(),
                Some(Opinion::Neither) => "has nothing to say to it".to_owned(),
                None if it.is_settled => "was not waited for any longer".to_owned(),
                None => format!("is waited for until {}", asker.times.words(it.until)),
            };
            those.push(Holder {
                letter: words::letter(model::Letter::C),
                name: words::name_or_you(&asker.desk, *who),
                role: format!("{}, {said}", it.role),
                person: Some(words::avatar(&asker.desk, *who)),
                url: None,
            });
        }
    }
    let title = view.asking.first().map(|it| format!("Asked before: {}", it.title))?;
    Some(Section { title, link: None, body: facts::asked(&those) })
}

/// A related record.
pub(super) fn related(asker: &Asker, it: &engine::Related) -> Related {
    let of = it.number.split('-').next().and_then(|prefix| asker.desk.site().find_prefix(prefix));
    Related {
        icon: of.map_or_else(|| "link".to_owned(), words::icon_of),
        number: it.number.clone(),
        title: it.title.clone(),
        relation: it.kind.clone(),
        url: urls::record(&it.number),
    }
}

/// The fields that stand nowhere else on the page and hold something, or could be filled by the reader.
pub(super) fn details(asker: &Asker, of: &RecordType, view: &RecordView, numbers: &Numbers) -> Vec<Detail> {
    let elsewhere =
        [Header::Title, Header::Priority, Header::Service, Header::HolderTeam, Header::HolderPerson, Header::Due];
    let mut found = Vec::new();
    for (slot, field) in of.shown() {
        let on_top = elsewhere.iter().any(|it| it.slot() == slot) || field.key == "description";
        let value = words::named(&asker.desk, numbers, view.seen.get(of, slot));
        let value = value.unwrap_or_else(|| words::value(&asker.desk, &asker.times, of, &view.seen, slot));
        // A record that the reader can't see tells them nothing.
        if on_top || value.is_empty() || value == words::UNSEEN {
            continue;
        }
        let long = field.kind == Kind::Text;
        let names_record = super::names_record(asker, &value);
        found.push(Detail {
            name: field.title.clone(),
            url: names_record.then(|| urls::record(&value)),
            value: if long { value.chars().take(280).collect() } else { value },
            code: false,
        });
    }
    found
}
