//! A record's page as data: what happened, clocks, who is on it, what the asker can do, what is related.

use base::{Instant, PersonId};
use model::{ActivityIx, Does, Move, Record, RecordType, RoleIx, Slot, Value};
use serde_json::Value as Json;
use store::{Attached, Journaled};

use crate::{Asking, ClockView, Desk, Halt, OnIt, Seen};

/// A record's page.
#[derive(Clone, Debug)]
pub struct RecordView {
    /// The record.
    pub seen: Seen,
    /// What happened, oldest first.
    pub happenings: Vec<Happening>,
    /// Its clocks.
    pub clocks: Vec<ClockView>,
    /// Who answers, does, is asked and is told.
    pub on_it: Vec<OnIt>,
    /// What the asker can do.
    pub offers: Vec<Offer>,
    /// What the asker can't do, and why.
    pub locked: Vec<Locked>,
    /// The fields that the asker may change without a move.
    pub amendable: Vec<Slot>,
    /// Whether the asker may write on it.
    pub speaks: bool,
    /// Related records that the asker sees.
    pub related: Vec<Related>,
    /// Files that the asker sees.
    pub files: Vec<Attached>,
    /// Whose answers its moves wait for.
    pub asking: Vec<Asking>,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Happening {
    /// Its place in the journal.
    pub seq: i64,
    /// When it happened.
    pub at: Instant,
    /// Who did it; `None` for the platform.
    pub actor: Option<PersonId>,
    /// For whom a deputy acted.
    pub on_behalf_of: Option<PersonId>,
    /// What.
    pub what: Happened,
    /// What changed with it.
    pub changes: Vec<Change>,
    /// The role by which it was done, as titled today.
    pub role: Option<String>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A move, by its title, to a state by its title.
    Moved {
        /// The move's title.
        title: String,
        /// The state it led to.
        to: Option<String>,
        /// The message that went with it.
        comment: Option<(String, bool)>,
    },
    /// A message or an inner note.
    Said {
        /// The text.
        text: String,
        /// Whether it is for those inside only.
        inside: bool,
    },
    /// A file was attached.
    Attached {
        /// Its name.
        name: String,
        /// Its id.
        id: i64,
    },
    /// A link was made or removed.
    Linked {
        /// The other record's number; empty where the asker does not see it.
        other: String,
        /// What the link says.
        kind: String,
        /// Whether it was removed.
        removed: bool,
    },
    /// Fields changed.
    Amended,
    /// A clock ran out.
    RanOut {
        /// The clock's title.
        clock: String,
    },
    /// Something else, by its activity's key.
    Other(String),
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field's title.
    pub title: String,
    /// As it was.
    pub from: Noted,
    /// As it became.
    pub to: Noted,
}

/// A value that the journal noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noted {
    /// In words: names instead of ids, titles instead of keys.
    Words(String),
    /// A time, which each reader reads by their own clock; and as files write it.
    Time(Value, String),
}

impl Noted {
    /// The same for everybody: words, or a time as files write it.
    pub fn plain(&self) -> &str {
        match self {
            Self::Words(text) | Self::Time(_, text) => text,
        }
    }
}

/// Something the asker can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The move's key.
    pub step: String,
    /// What the button says.
    pub title: String,
    /// Whether it is the usual next step.
    pub is_primary: bool,
    /// Whether it asks for anything (fields, a message, a confirmation).
    pub asks: bool,
    /// The activity.
    pub activity: ActivityIx,
}

/// Something the asker can't do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// The move's key.
    pub step: String,
    /// What the button would say.
    pub title: String,
    /// Why not and who decides, in a sentence.
    pub reason: String,
    /// Who to ask, if anybody.
    pub ask: Option<PersonId>,
    /// The activity.
    pub activity: ActivityIx,
}

/// A related record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// What the relation says.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its type's icon.
    pub icon: String,
}

impl Desk {
    /// A record's page.
    pub async fn view(&self, number: &str) -> Result<RecordView, Halt> {
        let record = self.load(number).await?;
        let of = self.type_of(&record)?;
        let past = self.engine.store.journal_of(record.id, 1000).await?;
        let seen = self.seen(record.clone())?;
        let happenings = self.happenings(of, &past, seen.inside()).await?;
        let files = self.files(record.id, seen.inside()).await?;
        let steps = self.steps(of, &record);
        let (offers, locked) = self.held_back(of, &record, steps).await?;
        let asking = self.asking(of, &record, &past);
        Ok(RecordView {
            happenings,
            clocks: self.clocks_of(of, (&record, &past), seen.inside()),
            on_it: self.on_it(of, &record),
            amendable: self.amendable(of, &record),
            speaks: self.authority.speaks(&record).is_ok(),
            related: self.related(of, &record, &seen).await?,
            files,
            asking,
            offers,
            locked,
            seen,
        })
    }

    /// What happened to a record, as the asker may see it: inner notes and inner fields only from inside.
    async fn happenings(&self, of: &RecordType, past: &[Journaled], inside: bool) -> Result<Vec<Happening>, Halt> {
        let mut all = Vec::new();
        for it in past {
            let what: Json = serde_json::from_str(&it.entry.what).unwrap_or(Json::Null);
            let changes = self.changes(of, &what, inside).await?;
            let Some(happened) = self.happened(of, &it.entry.activity, &what, inside).await? else { continue };
            if happened == Happened::Amended && changes.is_empty() {
                continue;
            }
            all.push(Happening {
                seq: it.seq,
                at: it.entry.at,
                actor: it.entry.actor,
                on_behalf_of: it.entry.on_behalf_of,
                what: happened,
                changes,
                role: self.role_of(&it.entry.basis),
            });
        }
        Ok(all)
    }

    async fn happened(
        &self,
        of: &RecordType,
        activity: &str,
        what: &Json,
        inside: bool,
    ) -> Result<Option<Happened>, Halt> {
        let text = |key: &str| what.get(key).and_then(Json::as_str).map(str::to_owned);
        let hidden = what.get("inside").and_then(Json::as_bool).unwrap_or_default();
        let comment = text("comment").filter(|_| inside || !hidden).map(|it| (it, hidden));
        if let Some(step) = text("move") {
            let title = of.lifecycle.find_move(&step).map_or(step, |(_, it)| it.title.clone());
            let state = what.get("state").and_then(|it| it.get(1)).and_then(Json::as_str);
            let to = state
                .and_then(|it| of.lifecycle.find_state(it))
                .and_then(|it| of.lifecycle.state(it))
                .map(|it| it.title.clone());
            return Ok(Some(Happened::Moved { title, to, comment }));
        }
        if text("comment").is_some() {
            return Ok(comment.map(|(text, inside)| Happened::Said { text, inside }));
        }
        if activity == "record:download" {
            return Ok(None);
        }
        if let Some(key) = text("clock").filter(|_| activity == "clock:ran-out") {
            let rule = self.site().clocks.iter().find(|it| it.of == of.ix && it.key == key);
            let is_hidden = !inside && rule.is_some_and(model::ClockRule::is_inner);
            let clock = rule.map(|it| it.title.clone()).or_else(|| text("title")).unwrap_or(key);
            return Ok((!is_hidden).then_some(Happened::RanOut { clock }));
        }
        if let (Some(name), Some(id)) = (text("file"), what.get("file_id").and_then(Json::as_i64)) {
            return Ok((inside || !hidden).then_some(Happened::Attached { name, id }));
        }
        if let Some(other) = text("link").or_else(|| text("unlink")) {
            let id = what.get("link_id").and_then(Json::as_i64).map(base::RecordId::new);
            let seen = match id {
                Some(id) => self.engine.store.record(id).await?.is_some_and(|it| self.authority.sees(&it).is_some()),
                None => false,
            };
            let kind = text("kind").unwrap_or_default();
            return Ok(seen.then_some(Happened::Linked { other, kind, removed: what.get("unlink").is_some() }));
        }
        Ok(Some(if what.get("set").is_some() { Happened::Amended } else { Happened::Other(activity.to_owned()) }))
    }

    async fn changes(&self, of: &RecordType, what: &Json, inside: bool) -> Result<Vec<Change>, Halt> {
        let mut all = Vec::new();
        let Some(set) = what.get("set").and_then(Json::as_object) else { return Ok(all) };
        for (key, pair) in set {
            let Some(field) = of.slot(key).and_then(|it| of.field(it)) else { continue };
            if !inside && field.sight == model::Sight::Inside {
                continue;
            }
            let word = |at: usize| pair.get(at).and_then(Json::as_str).unwrap_or_default().to_owned();
            let (from, to) = (self.noted(field, &word(0)).await?, self.noted(field, &word(1)).await?);
            all.push(Change { title: field.title.clone(), from, to });
        }
        Ok(all)
    }

    /// A journaled value in words: names instead of ids, titles instead of keys. Times are left to the reader's clock.
    async fn noted(&self, field: &model::Field, text: &str) -> Result<Noted, Halt> {
        if text.is_empty() {
            return Ok(Noted::Words(String::new()));
        }
        let value = Value::parse(&field.kind, text).unwrap_or(Value::Text(text.to_owned()));
        if matches!(value, Value::Instant(_) | Value::Date(_) | Value::Duration(_)) {
            return Ok(Noted::Time(value, text.to_owned()));
        }
        self.value_in_words(field, &value).await.map(Noted::Words)
    }

    /// A value in words: names instead of ids, titles instead of keys. A record that the asker does not see stays unnamed.
    pub async fn value_in_words(&self, field: &model::Field, value: &Value) -> Result<String, Halt> {
        use model::Kind;
        Ok(match (value, &field.kind) {
            (Value::Person(id), _) => self.directory.name(*id),
            (Value::Team(id), _) => self.directory.team_name(*id),
            (Value::Record(id), _) => self.record_in_words(*id).await?,
            (Value::Records(ids), _) => {
                let mut names = Vec::new();
                for id in ids {
                    names.push(self.record_in_words(*id).await?);
                }
                names.join(", ")
            }
            (Value::Text(key), Kind::Choice(options)) => {
                options.find(key).map_or_else(|| key.clone(), |it| it.title.clone())
            }
            (Value::Int(n), Kind::Level(options)) => {
                options.at_level(*n).map_or_else(|| n.to_string(), |it| it.title.clone())
            }
            (value, kind) => value.print(kind),
        })
    }

    async fn record_in_words(&self, id: base::RecordId) -> Result<String, Halt> {
        if let Some(name) = self.directory.place_name(id) {
            return Ok(name.to_owned());
        }
        let found = self.engine.store.record(id).await?.filter(|it| self.authority.sees(it).is_some());
        Ok(found.map_or_else(|| "a record that you can't see".to_owned(), |it| format!("{} {}", it.number, it.title())))
    }

    fn role_of(&self, basis: &str) -> Option<String> {
        let basis: governance::Summary = serde_json::from_str(basis).ok()?;
        let role = self.site().find_role(&basis.role).and_then(|it| self.site().role(it));
        role.map(|it| it.title.clone())
    }

    pub(crate) fn role_title(&self, role: RoleIx) -> String {
        self.site().role(role).map(|it| it.title.clone()).unwrap_or_default()
    }

    /// What the asker can do now, and what they can't though it could be done.
    pub(crate) fn steps(&self, of: &RecordType, record: &Record) -> (Vec<Offer>, Vec<Locked>) {
        let (mut offers, mut locked) = (Vec::new(), Vec::new());
        for (ix, row) in self.site().on(of.ix) {
            let Does::Move(_, step) = &row.does else { continue };
            let Some(step) = of.lifecycle.step(*step).filter(|it| !it.opens && it.from.has(record.state)) else {
                continue;
            };
            match self.authority.decide(self.site(), ix, record) {
                Ok(_) if self.ceiling_allows(&row.key) => offers.push(offer(ix, step)),
                Ok(_) => {}
                Err(_) => locked.push(self.locked(of, ix, step, record)),
            }
        }
        // A way to the same state by another move is no lock at all.
        let reachable: Vec<String> = offers.iter().map(|it| it.title.clone()).collect();
        locked.retain(|it| !reachable.contains(&it.title));
        (offers, locked)
    }

    /// Takes out of what the asker could do what guards and open questions hold back, each with its reason.
    pub(crate) async fn held_back(
        &self,
        of: &RecordType,
        record: &Record,
        (offers, mut locked): (Vec<Offer>, Vec<Locked>),
    ) -> Result<(Vec<Offer>, Vec<Locked>), Halt> {
        let mut kept = Vec::new();
        for it in offers {
            let Some((ix, _)) = of.lifecycle.find_move(&it.step) else { continue };
            match self.held_by_rules(of, (ix, it.activity), record).await? {
                None => kept.push(it),
                Some(reason) => {
                    locked.push(Locked { step: it.step, title: it.title, reason, ask: None, activity: it.activity });
                }
            }
        }
        Ok((kept, locked))
    }

    fn locked(&self, of: &RecordType, ix: ActivityIx, step: &Move, record: &Record) -> Locked {
        let why = self.why_on(of, ix, record);
        let ask = why.holders.iter().flat_map(|it| &it.persons).next().copied();
        Locked { step: step.key.clone(), title: step.title.clone(), reason: why.short, ask, activity: ix }
    }

    /// The fields that the asker may change without a move.
    fn amendable(&self, of: &RecordType, record: &Record) -> Vec<Slot> {
        let mut slots = Vec::new();
        for (ix, row) in self.site().on(of.ix) {
            if let Does::Amend(_, fields) = &row.does
                && self.authority.decide(self.site(), ix, record).is_ok()
                && self.ceiling_allows(&row.key)
            {
                slots.extend(fields.iter().copied());
            }
        }
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    async fn related(&self, of: &RecordType, record: &Record, seen: &Seen) -> Result<Vec<Related>, Halt> {
        let mut wanted: Vec<(String, base::RecordId)> = Vec::new();
        for link in self.engine.store.links(record.id).await? {
            wanted.push((link.kind, if link.a == record.id { link.b } else { link.a }));
        }
        for (slot, field) in of.shown() {
            if let Some(id) = seen.get(of, slot).record() {
                wanted.push((field.title.clone(), id));
            }
        }
        let ids: Vec<_> = wanted.iter().map(|(_, id)| *id).collect();
        let records = self.engine.store.records(&ids).await?;
        let mut found = Vec::new();
        for (kind, id) in wanted {
            let Some(other) = records.iter().find(|it| it.id == id) else { continue };
            if self.authority.sees(other).is_some() {
                let icon = self.site().of(other.of).map(|it| it.icon.clone()).unwrap_or_default();
                found.push(Related { kind, number: other.number.clone(), title: other.title().to_owned(), icon });
            }
        }
        Ok(found)
    }
}

fn offer(activity: ActivityIx, step: &Move) -> Offer {
    Offer {
        step: step.key.clone(),
        title: step.title.clone(),
        is_primary: step.is_primary,
        asks: !step.asks.is_empty() || step.asks_reply || !step.confirm.is_empty(),
        activity,
    }
}
