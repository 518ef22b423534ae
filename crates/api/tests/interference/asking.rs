//! Everything that can be looked at, as requests: each route of the table says here how it is asked for.

use std::collections::BTreeMap;

use model::{Field, Kind, RecordType, Sight, Site};

use crate::support::PERSONAS;

/// The orders that a list has, beside the usual one.
const ORDERS: [&str; 7] = ["changed", "opened", "-opened", "clock", "-clock", "priority", "-priority"];

/// What is asked for, for one asker.
pub(crate) struct Asking<'a> {
    pub(crate) site: &'a Site,
    /// By type: what they see and what they don't.
    pub(crate) seen: BTreeMap<String, Vec<String>>,
    pub(crate) added: BTreeMap<String, Vec<String>>,
    /// Files: those that they see, and others.
    pub(crate) files: Vec<String>,
    pub(crate) words: Vec<String>,
    /// Who holds most of what was added.
    pub(crate) holder: String,
}

impl Asking<'_> {
    /// Every request of a route.
    pub(crate) fn requests(&self, path: &str) -> Vec<String> {
        match path {
            "/api/openapi.json" | "/api/me" | "/api/types" | "/api/measures" => vec![path.to_owned()],
            "/api/records/{type}" => self.each_type(|of| self.lists(of)),
            "/api/export/{type}" => self.each_type(|of| {
                let place = format!("/api/export/{}", of.key);
                vec![place.clone(), format!("{place}?sort=-clock"), format!("{place}?filter=status:open")]
            }),
            "/api/records/{type}/{number}/why/{move}" => self.each_record(path, true),
            "/api/records/{type}/{number}"
            | "/api/records/{type}/{number}/moves"
            | "/api/records/{type}/{number}/journal"
            | "/api/records/{type}/{number}/clocks"
            | "/api/records/{type}/{number}/comments"
            | "/api/records/{type}/{number}/links"
            | "/api/records/{type}/{number}/attachments" => self.each_record(path, false),
            "/api/attachments/{id}" => self.files.iter().map(|it| path.replace("{id}", it)).collect(),
            "/api/search" => self.searches(),
            "/api/duties" => ["", "?whose=answer", "?from=2026-02-01&until=2026-12-01", "?role=service-owner"]
                .map(|it| format!("{path}{it}"))
                .to_vec(),
            "/api/people" | "/api/teams" => {
                ["", "?q=service", "?q=ma&limit=3"].map(|it| format!("{path}{it}")).to_vec()
            }
            "/api/who" => self.whos(),
            "/api/what-if" => self.what_ifs(),
            "/api/measures/{practice}/{measure}" => self.measures(),
            other => panic!("nobody asks for {other}: say here how it is asked for"),
        }
    }

    fn each_type(&self, of: impl Fn(&RecordType) -> Vec<String>) -> Vec<String> {
        self.site.types.iter().flat_map(of).collect()
    }

    /// Lists of a type: by every order, counted, by pages, by words, by who and what they name, by inner fields, and by records that are not seen.
    fn lists(&self, of: &RecordType) -> Vec<String> {
        let place = format!("/api/records/{}", of.key);
        let mut all = vec![format!("{place}?count=true"), format!("{place}?limit=1&count=true")];
        all.extend(ORDERS.iter().map(|it| format!("{place}?limit=5&sort={it}")));
        let usual = ["status:open", "-status:open", "opened<7d", "due<30d", "priority<=2", "assignee:me", "team:mine"];
        let filters = usual.map(str::to_owned).into_iter().chain(self.words.iter().cloned());
        let named =
            |it: &Field| matches!(it.kind, Kind::Reference(_) | Kind::References(_) | Kind::Person | Kind::Team);
        let fields = of.shown().filter(|(_, it)| named(it) || it.sight == Sight::Inside).flat_map(|(_, field)| {
            let none = format!("-{}:none", field.key);
            let to = if let Kind::Reference(to) | Kind::References(to) = &field.kind { to.as_slice() } else { &[] };
            let hidden = to.iter().filter_map(|it| self.site.of(*it)).filter_map(|it| self.added.get(&it.key));
            hidden.map(|it| format!("{}:{}", field.key, it[0])).chain([none]).collect::<Vec<_>>()
        });
        let filters: Vec<String> = filters.chain(fields).collect();
        all.extend(filters.iter().map(|it| format!("{place}?count=true&limit=20&filter={}", coded(it))));
        all
    }

    /// Pages of records: some that are seen, one that is not.
    fn each_record(&self, path: &str, by_move: bool) -> Vec<String> {
        let mut all = Vec::new();
        for of in &self.site.types {
            let seen = self.seen[&of.key].iter().take(if by_move { 1 } else { 4 });
            let hidden = self.added.get(&of.key).into_iter().flat_map(|it| it.iter().take(1));
            for number in seen.chain(hidden) {
                let path = path.replace("{type}", &of.key).replace("{number}", number);
                let steps = of.lifecycle.moves.iter().filter(|it| !it.opens && by_move);
                all.extend(steps.map(|it| path.replace("{move}", &it.key)));
                if !by_move {
                    all.push(path);
                }
            }
        }
        all
    }

    fn searches(&self) -> Vec<String> {
        let numbers = self.added.values().map(|it| &it[0]);
        let all: Vec<&String> = self.words.iter().chain(numbers).collect();
        let limits = ["", "&limit=1", "&limit=200"];
        all.iter().flat_map(|it| limits.map(|limit| format!("/api/search?q={}{limit}", coded(it)))).collect()
    }

    fn whos(&self) -> Vec<String> {
        let asked = ["close an incident", "approve a change", "who owns the service", "resolve"];
        let hidden = self.added.values().map(|it| format!("/api/who?q=resolve&service={}", it[0]));
        let plain = asked.map(|it| format!("/api/who?q={}", coded(it)));
        let narrow = asked.map(|it| format!("/api/who?q={}&service=payroll&team=service-desk", coded(it)));
        plain.into_iter().chain(narrow).chain(hidden).collect()
    }

    fn what_ifs(&self) -> Vec<String> {
        let people = PERSONAS.into_iter().chain([self.holder.as_str()]);
        let people = people.map(|it| format!("/api/what-if?what=leave&named={it}"));
        let teams =
            ["service-desk", "network", "it-leadership"].map(|it| format!("/api/what-if?what=dissolve&named={it}"));
        let ends = self.seen["appointment"].iter().take(3).map(|it| format!("/api/what-if?what=end&named={it}"));
        let hidden = self.added.values().map(|it| format!("/api/what-if?what=end&named={}", it[0]));
        people.chain(teams).chain(ends).chain(hidden).collect()
    }

    fn measures(&self) -> Vec<String> {
        let mut all = Vec::new();
        for measure in &self.site.measures {
            let practice = self.site.practice(measure.practice).unwrap();
            let place = format!("/api/measures/{}/{}", practice.key, measure.key);
            all.push(format!("{place}?limit=2"));
            for by in ["service", "team"].into_iter().filter(|_| measure.calc.is_some()) {
                all.push(format!("{place}?limit=1&step=year&by={by}"));
            }
        }
        all.extend(
            ["&team=service-desk", "&person=me", "&format=csv", "&by=priority"]
                .map(|it| format!("/api/measures/incident-management/reopened?limit=3{it}")),
        );
        all
    }
}

/// As a query holds it.
fn coded(text: &str) -> String {
    text.bytes()
        .map(|it| if it.is_ascii_alphanumeric() { char::from(it).to_string() } else { format!("%{it:02X}") })
        .collect()
}
