//! Appointments and deputies: given, ended and changed by the very moves that are made by hand.

use std::collections::BTreeMap;

use declare::{AppointmentText, DeputyText, HolderText};
use governance::Basis;
use model::{Does, Draft, Header, Record, RecordType, Slot, Value};
use serde_json::json;
use store::DeputyRow;

use super::{
    apply::{Applying, lost},
    apply_places::By,
    standing::DeputyAt,
};
use crate::{Fault, Ground, Halt, Refused, directory::APPOINTMENT};

/// What stands where a move asks why something ended.
const WHY: &str = "The organisation's files don't have it.";

impl<'a> Applying<'a> {
    /// Proposes and appoints; accepting is the holder's.
    pub(super) async fn appoint(&mut self, it: &AppointmentText, words: &str) -> Result<(), Halt> {
        let of = self.type_named(APPOINTMENT)?;
        let (id, number) = (
            base::RecordId::new(self.desk.engine.store.next_id(self.desk.now)),
            self.desk.engine.next_number(of.ix).await?,
        );
        let proposed = self.proposed(of, it, (id, number))?;
        let (draft, by) = proposed;
        let before = draft.record.clone();
        self.enter(of, None, &draft, by);
        let (draft, by) = self.desk.moving(of, &self.acted(&before, "propose"), step_of(of, "appoint")?, &[])?;
        self.enter(of, Some(&before), &draft, by);
        self.put_new(of, &Record { acted: Vec::new(), ..draft.record })?;
        self.desk.engine.store.put_natural_anew(&mut self.commit, of, &it.key, id);
        if it.is_accepted {
            self.waiting.push(format!("{words} It is in force once accepted."));
        }
        Ok(())
    }

    /// The appointment as it would be proposed.
    fn proposed(
        &self,
        of: &'a RecordType,
        it: &AppointmentText,
        (id, number): (base::RecordId, String),
    ) -> Result<(Draft, By<'a>), Halt> {
        let step = step_of(of, "propose")?;
        let state = step.to.ok_or_else(|| Fault::Declared("proposing an appointment leads nowhere".to_owned()))?;
        let mut record = Record::new(of, id, number, state);
        record.set(Header::OpenedBy.slot(), Value::Person(self.desk.person()));
        record.set(Header::Opened.slot(), Value::Instant(self.desk.now));
        let values = self.desk.engine.appointment_values(it, &self.target.zone, &self.keys)?;
        let fill: Vec<(Slot, Value)> =
            values.into_iter().filter_map(|(key, value)| Some((of.slot(&key)?, value))).collect();
        let (mut draft, by) = self.desk.moving(of, &record, step, &fill)?;
        // Of a new record everything is changed; the header's own is not told twice.
        draft.set(Header::Changed.slot(), Value::Instant(self.desk.now));
        Ok((draft, by))
    }

    /// A record as it is once the person has done something on it that is not written yet.
    fn acted(&self, record: &Record, step: &str) -> Record {
        let site = self.desk.site();
        let activity = site.find_activity(&format!("{APPOINTMENT}:{step}")).map(|(ix, _)| ix);
        let mut record = record.clone();
        record.acted.extend(activity.map(|activity| model::Acted { activity, person: self.desk.person() }));
        record
    }

    async fn stored(&self, key: &str) -> Result<Record, Halt> {
        let id = *self.standing.ids.appointments.get(key).ok_or_else(|| lost(key))?;
        Ok(self.desk.engine.store.record(id).await.map_err(Fault::from)?.ok_or_else(|| lost(key))?)
    }

    /// Makes a move on a stored appointment and puts it into the commit.
    fn make(&mut self, of: &'a RecordType, before: &Record, key: &str) -> Result<(), Halt> {
        let fill = of.slot("ended_why").map(|it| (it, Value::Text(WHY.to_owned())));
        let (draft, by) = self.desk.moving(of, before, step_of(of, key)?, fill.as_slice())?;
        self.enter(of, Some(before), &draft, by);
        self.put_changed(of, &draft)
    }

    /// Ends an appointment by whichever move ends it from where it stands.
    pub(super) async fn end(&mut self, it: &AppointmentText) -> Result<(), Halt> {
        let before = self.stored(&it.key).await?;
        self.end_record(&before)
    }

    fn end_record(&mut self, before: &Record) -> Result<(), Halt> {
        let of = self.type_named(APPOINTMENT)?;
        let ends = |it: &model::Move| {
            let to = it.to.and_then(|it| of.lifecycle.state(it));
            it.from.has(before.state) && to.is_some_and(|it| !it.phase.is_open())
        };
        let mut nearest = None;
        for step in of.lifecycle.moves.iter().filter(|it| ends(it)) {
            match self.make(of, before, &step.key) {
                Err(Halt::Refused(why)) => nearest = nearest.or(Some(why)),
                other => return other,
            }
        }
        Err(nearest.map_or_else(
            || Fault::Declared("appointments have no move that ends them".to_owned()).into(),
            Halt::Refused,
        ))
    }

    pub(super) async fn suspend(&mut self, it: &AppointmentText) -> Result<(), Halt> {
        let before = self.stored(&it.key).await?;
        let of = self.type_named(APPOINTMENT)?;
        self.make(of, &before, "suspend")
    }

    /// Brings an appointment nearer to being in force, as far as it is this person's to do.
    pub(super) async fn confirm(&mut self, it: &AppointmentText, state: &str, words: &str) -> Result<(), Halt> {
        let before = self.stored(&it.key).await?;
        let of = self.type_named(APPOINTMENT)?;
        match state {
            "proposed" => {
                self.make(of, &before, "appoint")?;
                self.waiting.push(format!("{words} It is in force once accepted."));
                Ok(())
            }
            "suspended" => self.make(of, &before, "reinstate"),
            _appointed => match self.make(of, &before, "accept") {
                // Whoever appointed can't accept: that is no fault of the files.
                Err(Halt::Refused(_)) => {
                    self.waiting
                        .push(format!("{words} Its holder has to accept, or somebody other than who appointed."));
                    Ok(())
                }
                other => other,
            },
        }
    }

    /// Corrects the days of an appointment, where that is the person's.
    pub(super) async fn redate(&mut self, old: &AppointmentText, new: &AppointmentText) -> Result<(), Halt> {
        let before = self.stored(&old.key).await?;
        let of = self.type_named(APPOINTMENT)?;
        let values = self.desk.engine.appointment_values(new, &self.target.zone, &self.keys)?;
        let mut draft = Draft::of(before.clone());
        let mut slots = Vec::new();
        for key in ["from", "until"] {
            let slot = of.slot(key).ok_or_else(|| lost(key))?;
            let value = values.iter().find(|(it, _)| it == key).map_or(Value::Empty, |(_, it)| it.clone());
            let stays = if key == "from" { old.from == new.from } else { old.until == new.until };
            if !stays {
                draft.set(slot, value);
                slots.push(slot);
            }
        }
        let site = self.desk.site();
        let opens = |does: &Does| matches!(does, Does::Amend(_, open) if slots.iter().all(|it| open.contains(it)));
        let mut nearest = None;
        for (ix, _) in site.on(of.ix).filter(|(_, it)| opens(&it.does)) {
            self.desk.under_ceiling(ix)?;
            match self.desk.authority().decide(site, ix, &before) {
                Ok(basis) => {
                    self.desk.put_times(of, &mut draft);
                    self.enter(of, Some(&before), &draft, By { activity: ix, basis, step: None });
                    return self.put_changed(of, &draft);
                }
                Err(why) => nearest = nearest.or(Some(why)),
            }
        }
        let more = "Its days can't be corrected by you; write it under another key, so that this one ends and a new one begins.";
        let why = nearest.map_or_else(String::new, |it| format!("{it}. "));
        Err(Refused::new(Ground::Forbidden, "no-role", format!("{why}{more}")).into())
    }

    /// Names a deputy, by whoever could appoint the deputy to all that they are to stand in for.
    pub(super) fn deputise(&mut self, it: &DeputyText) -> Result<(), Halt> {
        let basis = self.entitled_to(it)?;
        let person = |key: &String| self.keys.people.get(key).copied().ok_or_else(|| lost(key));
        let zone = &self.target.zone;
        let engine = &self.desk.engine;
        let today = engine.today(zone);
        let row = DeputyRow {
            id: engine.store.next_id(self.desk.now),
            of: person(&it.stands_in_for)?,
            deputy: person(&it.person)?,
            from: Some(engine.midnight(it.from.on(today), zone)),
            until: Some(engine.day_after(it.until.on(today), zone)),
            roles: it.roles.clone(),
            key: it.key.clone(),
            why: it.why.clone(),
        };
        engine.store.put_deputy(&mut self.commit, &row);
        let what = json!({ "of": row.of.get(), "deputy": row.deputy.get(), "roles": row.roles, "why": row.why });
        self.commit.enter(self.desk.kept(&basis, "deputy:name", &what));
        Ok(())
    }

    /// The basis on which the person may appoint the deputy to each role that they stand in for.
    fn entitled_to(&self, it: &DeputyText) -> Result<Basis, Halt> {
        let of = self.type_named(APPOINTMENT)?;
        let covered = self.target.appointments.iter().filter(|held| {
            held.holder == HolderText::Person(it.stands_in_for.clone())
                && (it.roles.is_empty() || it.roles.contains(&held.role))
        });
        // One role over many services is asked about once for each of them: the scope matters.
        let mut asked: BTreeMap<(&str, String), &AppointmentText> = BTreeMap::new();
        for held in covered {
            asked.insert((&held.role, held.scope.to_string()), held);
        }
        let mut basis = None;
        for held in asked.into_values() {
            let would = AppointmentText { holder: HolderText::Person(it.person.clone()), ..held.clone() };
            let (draft, _) = self.proposed(of, &would, (base::RecordId::new(0), String::new()))?;
            let (_, by) = self.desk.moving(of, &self.acted(&draft.record, "propose"), step_of(of, "appoint")?, &[])?;
            basis = Some(by.basis);
        }
        let nothing = || {
            let message = format!("{} holds nothing that {} could stand in for.", it.stands_in_for, it.person);
            Refused::new(Ground::Invalid, "deputy-of-nothing", message).into()
        };
        basis.ok_or_else(nothing)
    }

    /// Ends standing in: by whoever could have named the deputy, or by one of the two.
    pub(super) async fn relieve(&mut self, it: &DeputyText) -> Result<(), Halt> {
        match self.standing.deputies.get(&it.key).cloned() {
            Some(DeputyAt::Record(id)) => {
                let before = self.desk.engine.store.record(id).await.map_err(Fault::from)?;
                self.end_record(&before.ok_or_else(|| lost(&it.key))?)
            }
            Some(DeputyAt::Row(row)) => {
                let basis = match self.entitled_to(it) {
                    Ok(basis) => basis,
                    Err(why) if ![row.of, row.deputy].contains(&self.desk.person()) => return Err(why),
                    Err(_own) => self.desk.entitled("organisation:apply")?,
                };
                let what = json!({ "of": row.of.get(), "deputy": row.deputy.get() });
                let ended = DeputyRow { until: Some(self.desk.now), ..row };
                self.desk.engine.store.put_deputy(&mut self.commit, &ended);
                self.commit.enter(self.desk.kept(&basis, "deputy:end", &what));
                Ok(())
            }
            None => Err(lost(&it.key).into()),
        }
    }
}

fn step_of<'a>(of: &'a RecordType, key: &str) -> Result<&'a model::Move, Halt> {
    let found = of.lifecycle.find_move(key).map(|(_, it)| it);
    found.ok_or_else(|| Fault::Declared(format!("appointments have no move `{key}`")).into())
}
