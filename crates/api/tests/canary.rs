//! Fields, notes and files for those inside IT only: what stands in them comes out by no route to whoever sees the record
//! from outside, and neither finds, filters nor orders anything for them.
//!
//! Into each of these of a record that somebody sees from outside goes a word, a number or a day that stands nowhere else, by
//! an act of somebody who may where there is one. Then everything is asked for that can be looked at. A choice, a person or
//! another record can't be told from others by what it holds: of such fields it is held that they are absent, and don't
//! filter.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        sync::Arc,
    };

    use api::{Verb, routes};
    use axum::{
        Router,
        body::Body,
        extract::{Request, State},
        middleware::{self, Next},
        response::Response,
    };
    use base::{Instant, Span};
    use engine::{Desk, Engine, Input};
    use model::{Does, Draft, Field, Header, Kind, Money, RecordType, Sight, Site, Slot, Value};
    use serde_json::{Map, Value as Json, json};
    use store::{Commit, Entry};

    use crate::support::{As, PERSONAS, Reply, Town};

    /// What stands where the asker must not look.
    #[derive(Clone, Debug)]
    struct Canary {
        number: String,
        /// The field's key; empty for a note or a file.
        field: String,
        text: String,
    }

    /// Somebody, and what they see from outside: one record a type that has inner fields.
    struct Outsider<'t> {
        key: &'static str,
        who: As<'t>,
        desk: Desk,
        records: BTreeMap<String, String>,
    }

    /// What was planted, and by how many acts of people who may.
    #[derive(Default)]
    struct Planted {
        all: Vec<Canary>,
        amended: usize,
        notes: usize,
        files: usize,
    }

    fn inner(of: &RecordType) -> impl Iterator<Item = (Slot, &Field)> {
        of.shown().filter(|(_, it)| it.sight == Sight::Inside)
    }

    async fn outsiders(town: &Town) -> Vec<Outsider<'_>> {
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

    async fn plant(town: &Town, all: &[Outsider<'_>]) -> Planted {
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

    /// Where everything of a type is looked at: the lists, and one record.
    fn looks(path: &str, of: &RecordType, number: &str) -> Vec<String> {
        let place = path.replace("{type}", &of.key).replace("{number}", number);
        match path {
            "/api/records/{type}" => ["?limit=200&count=true", "?limit=1&sort=-priority", "?limit=1&sort=clock"]
                .map(|it| format!("{place}{it}"))
                .to_vec(),
            "/api/records/{type}/{number}/why/{move}" => {
                let steps = of.lifecycle.moves.iter().filter(|it| !it.opens);
                steps.map(|it| place.replace("{move}", &it.key)).collect()
            }
            _one => vec![place],
        }
    }

    /// What is looked at that is of no one record.
    fn others(path: &str, site: &Site, files: &[String]) -> Vec<String> {
        match path {
            "/api/openapi.json" | "/api/me" | "/api/types" | "/api/measures" | "/api/people" | "/api/teams" => {
                vec![path.to_owned()]
            }
            // Every word that was planted begins so.
            "/api/search" => ["zqcanary", "2099", "771349205"].map(|it| format!("{path}?q={it}&limit=200")).to_vec(),
            "/api/duties" => vec![path.to_owned(), format!("{path}?whose=answer")],
            "/api/who" => vec![format!("{path}?q=resolve"), format!("{path}?q=zqcanary")],
            "/api/what-if" => PERSONAS.map(|it| format!("{path}?what=leave&named={it}")).to_vec(),
            "/api/attachments/{id}" => files.iter().map(|it| path.replace("{id}", it)).collect(),
            "/api/measures/{practice}/{measure}" => measures(site),
            other => panic!("nobody looks at {other}: say here how it is looked at"),
        }
    }

    /// Measures told apart by inner fields.
    fn measures(site: &Site) -> Vec<String> {
        let mut all = Vec::new();
        for measure in &site.measures {
            let over = measure.calc.as_ref().and_then(|it| it.over.first()).and_then(|it| site.of(it.of));
            let practice = &site.practice(measure.practice).unwrap().key;
            for (_, field) in over.into_iter().flat_map(inner).take(2) {
                all.push(format!("/api/measures/{practice}/{}?limit=1&step=year&by={}", measure.key, field.key));
            }
        }
        all
    }

    /// The planted words that somebody must not see: all but those on records that they see from inside.
    async fn hidden(planted: &Planted, desk: &Desk) -> Vec<Canary> {
        let mut inside = BTreeMap::new();
        for canary in &planted.all {
            if !inside.contains_key(&canary.number) {
                let seen = desk.read(&canary.number).await.is_ok_and(|it| it.inside());
                inside.insert(canary.number.clone(), seen);
            }
        }
        planted.all.iter().filter(|it| !inside[&it.number]).cloned().collect()
    }

    /// What was found where it must not be, and how much was asked.
    #[derive(Default)]
    struct Found {
        leaks: Vec<String>,
        asked: usize,
    }

    impl Found {
        fn look(&mut self, key: &str, path: &str, reply: &Reply, hidden: &[Canary]) {
            self.asked += 1;
            let said = format!("{:?}\n{}", reply.headers, reply.text());
            let leaks = hidden.iter().filter(|it| said.contains(&it.text));
            self.leaks.extend(leaks.map(|it| format!("{key} {path} tells {}.{}: {}", it.number, it.field, it.text)));
        }

        fn hold(&mut self, is_right: bool, what: impl FnOnce() -> String) {
            self.asked += 1;
            if !is_right {
                self.leaks.push(what());
            }
        }
    }

    /// Looks at everything there is, for one asker.
    async fn look(town: &Town, one: &Outsider<'_>, hidden: &[Canary], files: &[String], found: &mut Found) {
        let site = town.engine.site();
        for route in routes().iter().filter(|it| it.method == Verb::Get) {
            if !route.path.contains("{type}") {
                for path in others(route.path, site, files) {
                    found.look(one.key, &path, &one.who.get(&path).await, hidden);
                }
                continue;
            }
            for (kind, number) in &one.records {
                for path in looks(route.path, site.find_type(kind).unwrap(), number) {
                    found.look(one.key, &path, &one.who.get(&path).await, hidden);
                }
            }
        }
    }

    /// Whether a list or an export has a record, not only one that names it.
    fn lists(reply: &Reply, number: &str) -> bool {
        let text = reply.text();
        text.contains(&format!("\"number\":\"{number}\",\"type\"")) || text.contains(&format!("\n\"{number}\","))
    }

    /// Neither words nor fields find, filter or order by what is hidden.
    async fn find(town: &Town, one: &Outsider<'_>, hidden: &[Canary], found: &mut Found) {
        for (kind, number) in &one.records {
            let of = town.engine.site().find_type(kind).unwrap();
            let place = format!("/api/records/{kind}");
            let read = one.who.get(&format!("{place}/{number}")).await.is(200).body();
            let header = one.who.get(&format!("/api/export/{kind}")).await.is(200).text();
            // Whoever sees some records of the type from inside filters among these only.
            let is_none_inside = one.desk.authority().scope(of.ix, true).is_empty();
            for (_, field) in inner(of) {
                let key = &field.key;
                found.hold(read["values"].get(key).is_none(), || format!("{} {number} has {key}", one.key));
                if !one.desk.is_inside() {
                    let first = header.lines().next().unwrap_or_default();
                    found.hold(!first.contains(&format!("\"{key}\"")), || format!("{} exports {kind}.{key}", one.key));
                }
                let sorted = one.who.get(&format!("{place}?sort={key}")).await.status;
                found.hold(sorted == 422, || format!("{} orders {kind} by {key}", one.key));
                let own = hidden.iter().find(|it| it.number == *number && it.field == *key);
                let values = own.map(|it| it.text.as_str()).into_iter().chain(["none"]);
                for filter in values.flat_map(|it| [format!("{key}%3A{it}"), format!("-{key}%3A{it}")]) {
                    for path in [
                        format!("{place}?count=true&limit=200&filter={filter}"),
                        format!("/api/export/{kind}?filter={filter}"),
                    ] {
                        let reply = one.who.get(&path).await;
                        let is_right = reply.status == 422 || !is_none_inside && !lists(&reply, number);
                        found.hold(is_right, || format!("{} {path} finds {number}", one.key));
                    }
                }
            }
            for canary in hidden.iter().filter(|it| it.number == *number) {
                let asked = format!("/api/search?q={}", canary.text.replace(':', "%3A"));
                let reply = one.who.get(&asked).await.is(200).body();
                found.hold(reply["records"] == json!([]), || format!("{} {asked}: {reply}", one.key));
                let listed = one.who.get(&format!("{place}?count=true&filter=%22{}%22", canary.text)).await;
                let total = if listed.status == 200 { listed.body()["total"].clone() } else { json!("0") };
                found.hold(total == json!("0"), || format!("{} {kind} holds {}", one.key, canary.text));
            }
        }
    }

    /// The files that were attached.
    async fn files(town: &Town) -> Vec<String> {
        let entries = town.engine.store().journal_latest(1000).await.unwrap();
        let what = entries.iter().map(|it| serde_json::from_str::<Json>(&it.entry.what).unwrap_or_default());
        what.filter_map(|it| it["file_id"].as_i64()).map(|it| it.to_string()).collect()
    }

    async fn leaks(town: &Town, of: fn(&Outsider<'_>) -> bool) -> (Found, Planted, usize) {
        let mut all = outsiders(town).await;
        let (mut found, planted) = (Found::default(), plant(town, &all).await);
        let files = files(town).await;
        let types: BTreeSet<String> = all.iter().flat_map(|it| it.records.keys().cloned()).collect();
        all.retain(of);
        for one in &all {
            let hidden = hidden(&planted, &one.desk).await;
            look(town, one, &hidden, &files, &mut found).await;
            find(town, one, &hidden, &mut found).await;
        }
        (found, planted, types.len())
    }

    #[tokio::test]
    async fn what_is_for_those_inside_comes_out_by_no_route() {
        let town = Town::sample().await;
        let (found, planted, types) = leaks(&town, |_| true).await;
        assert!(found.leaks.is_empty(), "{}\n{}", found.leaks.len(), found.leaks.join("\n"));
        assert!(types >= 25 && planted.all.len() >= 120, "{types} types, {} words", planted.all.len());
        assert!(planted.amended >= 3 && planted.notes >= 20 && planted.files >= 20);
        assert!(found.asked > 5000, "only {} were asked", found.asked);
    }

    #[tokio::test]
    async fn whoever_sees_a_record_from_inside_sees_what_was_planted() {
        let town = Town::sample().await;
        let all = outsiders(&town).await;
        let planted = plant(&town, &all).await;
        let mut seen = 0;
        for canary in planted.all.iter().filter(|it| !it.field.is_empty()) {
            let (prefix, _) = canary.number.split_once('-').unwrap();
            let kind = &town.engine.site().types.iter().find(|it| it.prefix == prefix).unwrap().key;
            for one in &all {
                if one.desk.read(&canary.number).await.is_ok_and(|it| it.inside()) {
                    let read = one.who.get(&format!("/api/records/{kind}/{}", canary.number)).await.is(200).text();
                    assert!(read.contains(&canary.text), "{canary:?} in {read}");
                    seen += 1;
                    break;
                }
            }
        }
        assert!(seen > 20, "{seen} were seen");
    }

    /// What lists are ordered by is not an inner field of any type, or an order would tell it.
    #[tokio::test]
    async fn no_list_is_ordered_by_an_inner_field() {
        let town = Town::sample().await;
        for of in &town.engine.site().types {
            for header in [Header::Changed, Header::Opened, Header::Due, Header::Priority] {
                let sight = of.field(header.slot()).filter(|it| it.is_declared).map(|it| it.sight);
                assert_ne!(sight, Some(Sight::Inside), "{} {}", of.key, header.name());
            }
        }
    }

    /// A fault: the clocks of a record come with a header of what stands in its inner fields.
    async fn tell(State(engine): State<Arc<Engine>>, request: Request, next: Next) -> Response {
        let path = request.uri().path().to_owned();
        let mut response = next.run(request).await;
        let number = path.strip_suffix("/clocks").and_then(|it| it.split('/').next_back());
        let Some(number) = number else { return response };
        if let Some(record) = engine.store().record_numbered(number).await.unwrap() {
            let of = engine.site().of(record.of).unwrap();
            let texts = inner(of).filter_map(|(slot, _)| record.get(slot).text()).filter(|it| it.starts_with("zq"));
            let texts = texts.collect::<Vec<_>>().join(" ");
            response.headers_mut().insert("x-inner", texts.parse().unwrap());
        }
        response
    }

    #[tokio::test]
    async fn a_route_that_tells_an_inner_field_is_found() {
        let town = Town::sample().await;
        let engine = Arc::clone(&town.engine);
        let town = town.spoilt(|it: Router| it.layer(middleware::from_fn_with_state(engine, tell)));
        let (found, ..) = leaks(&town, |it| it.key == "ingrid-solheim").await;
        assert!(!found.leaks.is_empty() && found.leaks.iter().all(|it| it.contains("/clocks")), "{:?}", found.leaks);
    }
}
