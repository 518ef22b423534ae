//! OCEL 2.0: events that touch objects. The objects are the records, with their states over time, and the people and teams
//! that acted. The journal is read three times (names, objects, events), so that none of them need be held.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    sync::Arc,
};

use base::Instant;
use engine::Desk;
use mining::{Act, Case};
use serde_json::{Value, json};

use super::{NotWritten, Written, attribute, stories};

/// An event.
#[derive(Debug)]
pub(super) struct Event<'a> {
    id: String,
    of: &'a str,
    at: Instant,
    attributes: Vec<(&'static str, &'a str)>,
    touches: Vec<(String, &'static str)>,
}

/// An object.
#[derive(Debug)]
pub(super) struct Object<'a> {
    id: String,
    of: &'a str,
    attributes: Vec<(&'static str, String, Instant)>,
}

/// A way to write such a log down: the types of both come first, then the objects, then the events.
pub(super) trait Shape {
    fn types(&mut self, event_types: &[Kind<'_>], object_types: &[Kind<'_>]) -> io::Result<()>;
    fn object(&mut self, object: &Object<'_>) -> io::Result<()>;
    fn event(&mut self, event: &Event<'_>) -> io::Result<()>;
    fn end(&mut self) -> io::Result<()>;
}

/// A type of events or objects with its attributes.
pub(super) type Kind<'a> = (&'a str, &'static [&'static str]);

const OF_EVENTS: &[&str] = &["role", "state", "standing"];
const OF_RECORDS: &[&str] = &["state"];
const OF_TEAMS: &[&str] = &["line"];

/// Who was named on the way.
#[derive(Debug, Default)]
struct Named {
    people: BTreeSet<Arc<str>>,
    teams: BTreeMap<Arc<str>, Option<u8>>,
    whats: BTreeSet<Arc<str>>,
}

/// Writes the whole log.
pub(super) async fn write(desk: &Desk, kinds: &[String], shape: &mut impl Shape) -> Result<Written, NotWritten> {
    let mut named = Named::default();
    for kind in kinds {
        let mut stories = stories(desk, kind).await?;
        while let Some(case) = stories.next().await? {
            case.acts.iter().for_each(|it| named.note(it));
        }
    }
    let events: Vec<Kind<'_>> = named.whats.iter().map(|it| (it.as_ref(), OF_EVENTS)).collect();
    let records = kinds.iter().map(|it| (it.as_str(), OF_RECORDS));
    let objects: Vec<Kind<'_>> = records.chain([("person", &[][..]), ("team", OF_TEAMS)]).collect();
    shape.types(&events, &objects)?;
    for kind in kinds {
        let mut stories = stories(desk, kind).await?;
        while let Some(case) = stories.next().await? {
            shape.object(&record(&case, kind))?;
        }
    }
    named.objects(shape)?;
    let mut written = Written::default();
    for kind in kinds {
        let mut stories = stories(desk, kind).await?;
        while let Some(case) = stories.next().await? {
            written.cases = written.cases.saturating_add(1);
            for (no, act) in (1u64..).zip(&case.acts) {
                shape.event(&event(&case, no, act))?;
                written.events = written.events.saturating_add(1);
            }
        }
    }
    shape.end()?;
    Ok(written)
}

impl Named {
    fn note(&mut self, act: &Act) {
        self.whats.insert(Arc::clone(&act.what));
        self.people.extend(act.person.clone());
        if let Some(team) = &act.team {
            self.teams.insert(Arc::clone(team), act.line);
        }
    }

    fn objects(&self, shape: &mut impl Shape) -> io::Result<()> {
        for it in &self.people {
            shape.object(&Object { id: person(it), of: "person", attributes: vec![] })?;
        }
        for (name, line) in &self.teams {
            let line = line.map(|it| ("line", it.to_string(), Instant::default()));
            shape.object(&Object { id: team(name), of: "team", attributes: line.into_iter().collect() })?;
        }
        Ok(())
    }
}

fn person(name: &str) -> String {
    format!("person:{name}")
}

fn team(name: &str) -> String {
    format!("team:{name}")
}

fn event<'a>(case: &Case, no: u64, act: &'a Act) -> Event<'a> {
    let role = act.role.as_deref().map(|it| ("role", it));
    let state = act.state.as_ref().map(|(it, _)| ("state", it.as_ref()));
    let touches = [Some((case.key.to_string(), "record"))]
        .into_iter()
        .chain([act.person.as_deref().map(|it| (person(it), "by")), act.team.as_deref().map(|it| (team(it), "team"))]);
    Event {
        id: format!("{}/{no}", case.key),
        of: &act.what,
        at: act.at,
        attributes: role.into_iter().chain(state).chain([("standing", act.standing.name())]).collect(),
        touches: touches.flatten().collect(),
    }
}

fn record<'a>(case: &Case, kind: &'a str) -> Object<'a> {
    let states = case.acts.iter().filter_map(|it| Some(("state", it.state.as_ref()?.0.to_string(), it.at)));
    Object { id: case.key.to_string(), of: kind, attributes: states.collect() }
}

/// As JSON.
#[derive(Debug)]
pub(super) struct Json<W> {
    to: W,
    /// What stands before the next event and the next object.
    before: [&'static str; 2],
    has_objects: bool,
}

const OBJECTS: &str = ",\n\"objects\": [\n";
const EVENTS: &str = "],\n\"events\": [\n";

impl<W: Write> Json<W> {
    pub(super) fn new(to: W) -> Self {
        Self { to, before: [EVENTS, OBJECTS], has_objects: false }
    }

    fn written(&mut self, before: &str, item: &Value) -> io::Result<()> {
        self.to.write_all(before.as_bytes())?;
        serde_json::to_writer(&mut self.to, item)?;
        self.to.write_all(b"\n")
    }
}

impl<W: Write> Shape for Json<W> {
    fn types(&mut self, event_types: &[Kind<'_>], object_types: &[Kind<'_>]) -> io::Result<()> {
        let one = |(name, attributes): &Kind<'_>| {
            let attributes: Vec<Value> = attributes.iter().map(|it| json!({ "name": it, "type": "string" })).collect();
            json!({ "name": name, "attributes": attributes })
        };
        let kinds = |all: &[Kind<'_>]| Value::Array(all.iter().map(one).collect());
        self.written("{\"eventTypes\": ", &kinds(event_types))?;
        self.written(", \"objectTypes\": ", &kinds(object_types))
    }

    fn object(&mut self, it: &Object<'_>) -> io::Result<()> {
        let attribute = |(name, value, at): &(&str, String, Instant)| json!({ "name": name, "value": value, "time": at.to_string() });
        let attributes: Vec<Value> = it.attributes.iter().map(attribute).collect();
        let object = json!({ "id": it.id, "type": it.of, "attributes": attributes, "relationships": [] });
        let [events, objects] = self.before;
        self.before = [events, ","];
        self.has_objects = true;
        self.written(objects, &object)
    }

    fn event(&mut self, it: &Event<'_>) -> io::Result<()> {
        let attribute = |(name, value): &(&str, &str)| json!({ "name": name, "value": value });
        let touch = |(id, how): &(String, &str)| json!({ "objectId": id, "qualifier": how });
        let attributes: Vec<Value> = it.attributes.iter().map(attribute).collect();
        let touches: Vec<Value> = it.touches.iter().map(touch).collect();
        let event = json!({ "id": it.id, "type": it.of, "time": it.at.to_string(), "attributes": attributes, "relationships": touches });
        let [events, objects] = self.before;
        self.before = [",", objects];
        self.written(events, &event)
    }

    fn end(&mut self) -> io::Result<()> {
        let [events, objects] = self.before;
        // An event touches a record, so there is none without objects.
        if !self.has_objects {
            self.to.write_all(objects.as_bytes())?;
        }
        if events == EVENTS {
            self.to.write_all(events.as_bytes())?;
        }
        self.to.write_all(b"]}\n")
    }
}

/// As XML.
#[derive(Debug)]
pub(super) struct Xml<W> {
    to: W,
    in_events: bool,
}

impl<W: Write> Xml<W> {
    pub(super) fn new(to: W) -> Self {
        Self { to, in_events: false }
    }

    fn kinds(&mut self, name: &str, types: &[Kind<'_>]) -> io::Result<()> {
        writeln!(self.to, "  <{name}-types>")?;
        for (key, attributes) in types {
            writeln!(self.to, "    <{name}-type name=\"{}\"><attributes>", attribute(key))?;
            for it in *attributes {
                writeln!(self.to, "      <attribute name=\"{it}\" type=\"string\"/>")?;
            }
            writeln!(self.to, "    </attributes></{name}-type>")?;
        }
        writeln!(self.to, "  </{name}-types>")
    }

    fn begin_events(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.in_events, true) {
            return Ok(());
        }
        writeln!(self.to, "  </objects>\n  <events>")
    }
}

impl<W: Write> Shape for Xml<W> {
    fn types(&mut self, event_types: &[Kind<'_>], object_types: &[Kind<'_>]) -> io::Result<()> {
        writeln!(self.to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>")?;
        self.kinds("object", object_types)?;
        self.kinds("event", event_types)?;
        writeln!(self.to, "  <objects>")
    }

    fn object(&mut self, it: &Object<'_>) -> io::Result<()> {
        let to = &mut self.to;
        writeln!(to, "    <object id=\"{}\" type=\"{}\"><attributes>", attribute(&it.id), attribute(it.of))?;
        for (name, value, at) in &it.attributes {
            writeln!(to, "      <attribute name=\"{name}\" time=\"{at}\">{}</attribute>", attribute(value))?;
        }
        writeln!(to, "    </attributes></object>")
    }

    fn event(&mut self, it: &Event<'_>) -> io::Result<()> {
        self.begin_events()?;
        let to = &mut self.to;
        let (id, of) = (attribute(&it.id), attribute(it.of));
        writeln!(to, "    <event id=\"{id}\" type=\"{of}\" time=\"{}\"><attributes>", it.at)?;
        for (name, value) in &it.attributes {
            writeln!(to, "      <attribute name=\"{name}\">{}</attribute>", attribute(value))?;
        }
        writeln!(to, "    </attributes><objects>")?;
        for (id, how) in &it.touches {
            writeln!(to, "      <relationship object-id=\"{}\" qualifier=\"{how}\"/>", attribute(id))?;
        }
        writeln!(to, "    </objects></event>")
    }

    fn end(&mut self) -> io::Result<()> {
        self.begin_events()?;
        writeln!(self.to, "  </events>\n</log>")
    }
}
