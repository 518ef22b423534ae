//! Words, numbers and days that stand nowhere else, put where only those inside IT may look.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use base::{Instant, Span};
use engine::{Desk, Input};
use model::{Does, Draft, Field, Header, Kind, Money, RecordType, Sight, Site, Slot, Value};
use serde_json::{Map, json};
use store::{Commit, Entry};

use crate::support::{As, Town};

/// What stands where the asker must not look.
#[derive(Clone, Debug)]
pub(crate) struct Canary {
    pub(crate) number: String,
    /// The field's key; empty for a note or a file.
    pub(crate) field: String,
    pub(crate) text: String,
}

/// Somebody, and what they see from outside: one record a type that has inner fields.
pub(crate) struct Outsider<'t> {
    pub(crate) key: &'static str,
    pub(crate) who: As<'t>,
    pub(crate) desk: Desk,
    pub(crate) records: BTreeMap<String, String>,
}

/// What was planted, and by how many acts of people who may.
#[derive(Default)]
pub(crate) struct Planted {
    pub(crate) all: Vec<Canary>,
    pub(crate) amended: usize,
    pub(crate) notes: usize,
    pub(crate) files: usize,
}

pub(crate) fn inner(of: &RecordType) -> impl Iterator<Item = (Slot, &Field)> {
    of.shown().filter(|(_, it)| it.sight == Sight::Inside)
}

pub(crate) async fn outsiders(town: &Town) -> Vec<Outsider<'_>> {
    let directory = town.engine.directory().await.unwrap();
    let mut all = Vec::new();
    for (key, who) in town.personas().await {
        let desk = town.engine.desk(directory.find_person(key).unwrap()).await.unwrap();
        let mut records = BTreeMap::new();
        for of in town.engine.site().types.iter().filter(|it| inner(it).next().is_some()) {
            for number in who.numbers(&of.key).await {
                if !desk.read(&number).await.unwrap().inside() {
                    records.insert(of.key.clone(), number);
                    break;
                }
            }
        }
        all.push(Outsider { key, who, desk, records });
    }
    all
}

/// A value that stands nowhere else, and how it is written; `None` for kinds that can't hold one.
fn rare(kind: &Kind, no: i64) -> Option<(Value, String)> {
    let word = format!("zqcanary{no}x");
    let many = 771_349_205_000 + no;
    let value = match kind {
        Kind::Line(_) | Kind::Text => Value::Text(word),
        Kind::Whole | Kind::Decimal(_) => Value::Int(many),
        Kind::Money => Value::Money(Money { minor: many, currency: "EUR".to_owned() }),
        Kind::Date => Value::Date(jiff::civil::date(2099, 1, 1) + jiff::Span::new().days(no)),
        Kind::Instant => {
            let at = "2199-01-01T00:00:00Z".parse::<Instant>().unwrap();
            Value::Instant(at.plus(Span::from_secs(no * 3600)))
        }
        Kind::YesNo
        | Kind::Duration
        | Kind::Choice(_)
        | Kind::Level(_)
        | Kind::Reference(_)
        | Kind::References(_)
        | Kind::Person
        | Kind::Team
        | Kind::Attachment => return None,
    };
    let text = value.print(kind);
    let text = text.strip_suffix(" EUR").unwrap_or(&text).to_owned();
    Some((value, text))
}

/// Whether somebody could change a field who may.
async fn amended(site: &Site, desks: &[&Desk], (of, slot): (&RecordType, Slot), number: &str, text: &str) -> bool {
    let opens = |does: &Does| matches!(does, Does::Amend(_, slots) if slots.contains(&slot));
    if !site.on(of.ix).any(|(_, it)| opens(&it.does)) {
        return false;
    }
    let key = &of.field(slot).unwrap().key;
    for desk in desks {
        if desk.amend(number, &Input::of(&[(key, text)])).await.is_ok() {
            return true;
        }
    }
    false
}

/// Fills the inner fields of a record: by people who may, the rest straight into the database with an entry as of a move
/// that the asker sees, with a note that they don't.
async fn fill(town: &Town, desks: &[&Desk], of: &RecordType, number: &str, planted: &mut Planted) {
    let (store, site) = (town.engine.store(), town.engine.site());
    let mut rest: Vec<(Slot, Value)> = Vec::new();
    for (slot, field) in inner(of) {
        let Some((value, text)) = rare(&field.kind, i64::try_from(planted.all.len()).unwrap()) else { continue };
        let given = value.print(&field.kind);
        if amended(site, desks, (of, slot), number, &given).await {
            planted.amended += 1;
        } else {
            rest.push((slot, value));
        }
        planted.all.push(Canary { number: number.to_owned(), field: field.key.clone(), text });
    }
    let record = town.record(number).await;
    let (mut draft, mut set, mut commit) = (Draft::of(record.clone()), Map::new(), Commit::new());
    for (slot, value) in rest {
        let field = of.field(slot).unwrap();
        set.insert(field.key.clone(), json!(["", value.print(&field.kind)]));
        draft.set(slot, value);
    }
    store.put_changed(&mut commit, &draft).unwrap();
    let note = format!("zqcanary{}x", planted.all.len());
    let step = of.lifecycle.moves.iter().map(|it| it.key.as_str()).next().unwrap_or_default();
    commit.enter(Entry {
        at: town.engine.now(),
        recorded: town.engine.now(),
        actor: record.person(Header::OpenedBy),
        activity: format!("{}:{step}", of.key),
        record: Some(record.id),
        what: json!({ "number": number, "move": step, "set": set, "comment": note, "inside": true }).to_string(),
        ..Entry::default()
    });
    store.commit(commit).await.unwrap();
    planted.all.push(Canary { number: number.to_owned(), field: String::new(), text: note });
}

/// Somebody inside writes a note on a record and attaches a file to it.
async fn speak(all: &[Outsider<'_>], of: &RecordType, number: &str, planted: &mut Planted) {
    let place = format!("/api/records/{}/{number}", of.key);
    let (note, file) = (format!("zqcanary{}x", planted.all.len()), format!("zqcanary{}x", planted.all.len() + 1));
    for one in all.iter().rev() {
        let said = one.who.post(&format!("{place}/comments"), &json!({ "comment": note, "inside": true })).await;
        if said.status != 201 {
            continue;
        }
        let raw = one.who.with("content-type", "application/octet-stream");
        let path = format!("{place}/attachments?filename={file}.txt&inside=true");
        planted.files += usize::from(raw.send("POST", &path, Body::from(file.clone())).await.status == 201);
        planted.notes += 1;
        for text in [note, file] {
            planted.all.push(Canary { number: number.to_owned(), field: String::new(), text });
        }
        return;
    }
}

pub(crate) async fn plant(town: &Town, all: &[Outsider<'_>]) -> Planted {
    let desks: Vec<&Desk> = all.iter().map(|it| &it.desk).collect();
    let pairs: BTreeSet<(&String, &String)> = all.iter().flat_map(|it| &it.records).collect();
    let mut planted = Planted::default();
    for (kind, number) in pairs {
        let of = town.engine.site().find_type(kind).unwrap();
        fill(town, &desks, of, number, &mut planted).await;
        speak(all, of, number, &mut planted).await;
    }
    planted
}
