//! The words of scenarios.
//!
//! ```text
//! PERSON opens TYPE by MOVE as $a        with fields below it
//! PERSON makes MOVE on $a                with fields below it; `comment = ...`
//! PERSON amends $a                       with fields below it
//! PERSON says on $a: TEXT                a message;  PERSON notes on $a: TEXT  an inner note
//! PERSON links $a to $b
//! PERSON answers for|against|neither to MOVE on $a: TEXT
//! DURATION passes
//! $a is STATE                            $a.FIELD is VALUE    $a.FIELD is empty
//! PERSON sees $a                         PERSON does not see $a
//! PERSON may MOVE on $a                  PERSON may not MOVE on $a [because CODE]
//! PERSON finds $a in TYPE with FILTER    PERSON does not find $a in TYPE with FILTER
//! PERSON finds $a by WORDS               PERSON does not find $a by WORDS
//! PERSON reads TEXT on $a                PERSON does not read TEXT on $a
//! PERSON is told of $a
//! PERSON has a finding CODE              PERSON has no finding CODE
//! PERSON is ROLE over SCOPE as $a        the appointment that they hold, for the lines below
//! $a is named by TYPE in FIELD as $b     the newest record of a type that names it, for the lines below
//! clock KEY of $a is STATE
//! PERSON has duty KEY due DATE           KEY as in `role.responsibility`; PERSON has no duty KEY due DATE
//! PERSON attests duty KEY due DATE: NOTE
//! duty KEY of PERSON due DATE is STATE   missed, open, ahead, attested, proved
//! it is refused: CODE [FIELD]            of the act before it
//! ```

use engine::{Attestation, DutyQuery, DutyView, Ground, Halt, Happened, Input, Query, Refused, Whose};
use model::{Kind, Value};

use super::{chapter::Act, town::Town};

fn failed(halt: Halt) -> String {
    halt.to_string()
}

/// Text that a pattern with `*` for each part matches, and its parts.
fn parts<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut pieces = pattern.split('*');
    rest = rest.strip_prefix(pieces.next()?)?;
    let pieces: Vec<&str> = pieces.collect();
    for (at, piece) in pieces.iter().enumerate() {
        let last = at + 1 == pieces.len();
        let end = if piece.is_empty() && last { rest.len() } else { rest.find(piece)? };
        found.push(rest[..end].trim());
        rest = &rest[end + piece.len()..];
    }
    rest.is_empty().then_some(found)
}

impl Town {
    /// Does what a line says, or checks it.
    pub async fn say(&mut self, act: &Act) -> Result<(), String> {
        let text = act.text.as_str();
        if let Some(wanted) = text.strip_prefix("it is refused: ") {
            return self.expect_refusal(wanted);
        }
        if let Some(refused) = self.refused.take() {
            return Err(format!("the act before it was refused, and nobody expected it: {refused}"));
        }
        if let Some(done) = self.act(text, act).await {
            return match done {
                Ok(()) => Ok(()),
                Err(Halt::Refused(refused)) => {
                    self.refused = Some(*refused);
                    Ok(())
                }
                Err(Halt::Failed(fault)) => Err(format!("{fault:?}")),
            };
        }
        self.check(text).await
    }

    fn expect_refusal(&mut self, wanted: &str) -> Result<(), String> {
        let Some(refused) = self.refused.take() else { return Err("it was not refused".into()) };
        let (code, field) = wanted.split_once(' ').unwrap_or((wanted, ""));
        let named = field.is_empty() || refused.fields.iter().any(|it| it.field == field);
        if refused.code == code && named {
            Ok(())
        } else {
            Err(format!("it was refused otherwise: {} ({refused})", refused.code))
        }
    }

    fn input(&self, act: &Act) -> Input {
        let mut input = Input::default();
        for (key, value) in &act.fields {
            let value = self.number(value).unwrap_or_else(|_| value.clone());
            if key == "comment" {
                input.comment = Some(value);
            } else {
                input.values.push((key.clone(), engine::Given::Text(value)));
            }
        }
        input
    }

    /// Acts; `None` where the line is no act.
    async fn act(&mut self, text: &str, act: &Act) -> Option<Result<(), Halt>> {
        let input = self.input(act);
        if let Some(it) = parts("* opens * by * as *", text) {
            let desk = self.desk(it[0]).await.ok()?;
            let done = desk.open_record(it[1], it[2], &input).await;
            return Some(done.map(|done| drop(self.names.insert(it[3].to_owned(), done.seen.number().to_owned()))));
        }
        if let Some(it) = parts("* makes * on *", text) {
            let (desk, number) = (self.desk(it[0]).await.ok()?, self.number(it[2]).ok()?);
            return Some(desk.make_move(&number, it[1], &input).await.map(drop));
        }
        if let Some(it) = parts("* amends *", text) {
            let (desk, number) = (self.desk(it[0]).await.ok()?, self.number(it[1]).ok()?);
            return Some(desk.amend(&number, &input).await.map(drop));
        }
        for (pattern, inside) in [("* says on *: *", false), ("* notes on *: *", true)] {
            if let Some(it) = parts(pattern, text) {
                let (desk, number) = (self.desk(it[0]).await.ok()?, self.number(it[1]).ok()?);
                let input = Input { comment: Some(it[2].to_owned()), inside, ..Input::default() };
                return Some(desk.comment(&number, &input).await.map(drop));
            }
        }
        if let Some(it) = parts("* attests duty * due *: *", text) {
            let duty = self.duty(it[0], it[1], it[2]).await.ok()?.ok_or_else(|| Refused::not_found("such duty"));
            let given = Attestation { note: it[3].to_owned(), ..Attestation::default() };
            let desk = self.desk(it[0]).await.ok()?;
            return Some(match duty {
                Ok(duty) => desk.attest(&duty.id, &given).await.map(drop),
                Err(refused) => Err(refused.into()),
            });
        }
        if let Some(it) = parts("* links * to *", text) {
            let (desk, a, b) = (self.desk(it[0]).await.ok()?, self.number(it[1]).ok()?, self.number(it[2]).ok()?);
            return Some(desk.link(&a, &b, "relates to", &Input::default()).await.map(drop));
        }
        if let Some(it) = parts("* answers * to * on *: *", text) {
            let (desk, number) = (self.desk(it[0]).await.ok()?, self.number(it[3]).ok()?);
            let input = Input { comment: Some(it[4].to_owned()), ..Input::default() };
            let opinion = engine::Opinion::find(it[1])?;
            return Some(desk.answer(&number, it[2], (opinion, None), &input).await.map(drop));
        }
        let it = parts("* passes", text).or_else(|| parts("* pass", text))?;
        if let Ok(Value::Duration(span)) = Value::parse(&Kind::Duration, it[0]) {
            self.clock.advance(span);
            if let Err(fault) = self.engine.move_due().await {
                return Some(Err(Halt::Failed(fault)));
            }
            return Some(self.engine.tell_due().await.map(drop).map_err(Halt::from));
        }
        None
    }

    async fn check(&mut self, text: &str) -> Result<(), String> {
        for (pattern, wanted) in [("* does not see *", false), ("* sees *", true)] {
            if let Some(it) = parts(pattern, text) {
                let seen = self.sees(it[0], it[1]).await?;
                return if seen == wanted { Ok(()) } else { Err(format!("seen: {seen}")) };
            }
        }
        if let Some(it) = parts("* is * over * as *", text) {
            return self.held_as(it[0], it[1], it[2], it[3]).await;
        }
        if let Some(it) = parts("* is named by * in * as *", text) {
            return self.named_by(it[0], it[1], it[2], it[3]).await;
        }
        for (pattern, wanted) in [("* has no finding *", false), ("* has a finding *", true)] {
            if let Some(it) = parts(pattern, text) {
                let found = self.desk(it[0]).await?.findings().await.map_err(failed)?;
                let is_there = found.iter().any(|found| found.finding.code == it[1]);
                return if is_there == wanted { Ok(()) } else { Err(format!("found: {is_there}")) };
            }
        }
        for (pattern, wanted) in [("* does not find * in * with *", false), ("* finds * in * with *", true)] {
            if let Some(it) = parts(pattern, text) {
                return self.finds(it[0], it[1], it[2], it[3], wanted).await;
            }
        }
        for (pattern, wanted) in [("* does not find * by *", false), ("* finds * by *", true)] {
            if let Some(it) = parts(pattern, text) {
                let number = self.number(it[1])?;
                let found = self.desk(it[0]).await?.search(it[2], 50).await.map_err(failed)?;
                let is_there = found.iter().any(|it| it.number() == number);
                return if is_there == wanted { Ok(()) } else { Err(format!("found: {is_there}")) };
            }
        }
        for (pattern, wanted) in [("* does not read * on *", false), ("* reads * on *", true)] {
            if let Some(it) = parts(pattern, text) {
                let read = self.reads(it[0], it[2], it[1]).await?;
                return if read == wanted { Ok(()) } else { Err(format!("read: {read}")) };
            }
        }
        if let Some(it) = parts("* may not * on * because *", text) {
            return self.may(it[0], it[1], it[2], Some(it[3])).await;
        }
        if let Some(it) = parts("* may not * on *", text) {
            return self.may(it[0], it[1], it[2], Some("")).await;
        }
        if let Some(it) = parts("* may * on *", text) {
            return self.may(it[0], it[1], it[2], None).await;
        }
        if let Some(it) = parts("* is told of *", text) {
            let number = self.number(it[1])?;
            let told = self.desk(it[0]).await?.told(100).await.map_err(failed)?;
            return if told.iter().any(|it| it.number == number) { Ok(()) } else { Err("was not told".into()) };
        }
        if let Some(it) = parts("duty * of * due * is *", text) {
            let duty = self.duty(it[1], it[0], it[2]).await?.ok_or("there is no such duty")?;
            let state = duty.standing.name();
            return if state == it[3] { Ok(()) } else { Err(format!("it is {state}")) };
        }
        for (pattern, wanted) in [("* has no duty * due *", false), ("* has duty * due *", true)] {
            if let Some(it) = parts(pattern, text) {
                let has = self.duty(it[0], it[1], it[2]).await?.is_some();
                return if has == wanted { Ok(()) } else { Err(format!("has it: {has}")) };
            }
        }
        if let Some(it) = parts("clock * of * is *", text) {
            return self.clock_is(it[1], it[0], it[2]).await;
        }
        if let Some(it) = parts("* is *", text) {
            return self.is(it[0], it[1]).await;
        }
        Err("nobody understands this line".into())
    }

    /// A duty of a person's, or of the one for whom they stand in, that is due by the end of a day.
    pub async fn duty(&self, person: &str, key: &str, due: &str) -> Result<Option<DutyView>, String> {
        let desk = self.desk(person).await?;
        let (from, until) = desk.duty_day(due).ok_or("that is no day")?;
        let query = DutyQuery { whose: Whose::Mine, from, until, role: None, begun: false };
        let all = desk.duties(&query).await.map_err(failed)?;
        Ok(all.into_iter().find(|it| it.duty.what.key == key))
    }

    async fn sees(&self, person: &str, name: &str) -> Result<bool, String> {
        let number = self.number(name)?;
        match self.desk(person).await?.read(&number).await {
            Ok(_) => Ok(true),
            Err(Halt::Refused(refused)) if refused.ground == Ground::NotFound => Ok(false),
            Err(halt) => Err(halt.to_string()),
        }
    }

    async fn finds(&self, person: &str, name: &str, kind: &str, filter: &str, wanted: bool) -> Result<(), String> {
        let (number, desk) = (self.number(name)?, self.desk(person).await?);
        let mut query = Query { kind: kind.to_owned(), filter: filter.to_owned(), limit: 200, ..Query::default() };
        let count = desk.count(&query).await.map_err(failed)?;
        let (mut found, mut rows) = (false, 0);
        loop {
            let page = desk.find(&query).await.map_err(failed)?;
            rows += page.rows.len();
            found |= page.rows.iter().any(|it| it.number() == number);
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        if rows != count {
            return Err(format!("the list has {rows} rows but the count says {count}"));
        }
        if found == wanted { Ok(()) } else { Err(format!("found: {found}")) }
    }

    /// Whether a text stands anywhere on the record's page as this person gets it.
    async fn reads(&self, person: &str, name: &str, text: &str) -> Result<bool, String> {
        let number = self.number(name)?;
        let view = self.desk(person).await?.view(&number).await.map_err(failed)?;
        let said = |it: &Happened| match it {
            Happened::Said { text: said, .. } => said.contains(text),
            Happened::Moved { comment, .. } => comment.as_ref().is_some_and(|(said, _)| said.contains(text)),
            Happened::Attached { .. }
            | Happened::Linked { .. }
            | Happened::Amended
            | Happened::RanOut { .. }
            | Happened::Other(_) => false,
        };
        let in_fields = view.seen.record().values.iter().any(|it| it.text().is_some_and(|it| it.contains(text)));
        let in_changes = view.happenings.iter().flat_map(|it| &it.changes).any(|it| it.to.plain().contains(text));
        Ok(in_fields || in_changes || view.happenings.iter().any(|it| said(&it.what)))
    }

    /// Whether a person may make a move; with a code, that they may not, on that ground.
    async fn may(&self, person: &str, step: &str, name: &str, not: Option<&str>) -> Result<(), String> {
        let number = self.number(name)?;
        let why = self.desk(person).await?.why(&number, step).await.map_err(failed)?;
        match not {
            None if why.is_allowed => Ok(()),
            None => Err(format!("may not: {}", why.sentence)),
            Some(_) if why.is_allowed => Err(format!("may: {}", why.sentence)),
            Some(word) if why.sentence.contains(word) || why.short.contains(word) || why.way.contains(word) => Ok(()),
            Some(_) => Err(format!("may not, but on another ground: {} {} {}", why.sentence, why.short, why.way)),
        }
    }

    /// Gives a name to the appointment by which a person holds a role over a practice or a place.
    async fn held_as(&mut self, person: &str, role: &str, over: &str, name: &str) -> Result<(), String> {
        let directory = self.engine.directory().await.map_err(|it| it.to_string())?;
        let (site, roster) = (self.engine.site(), &directory.roster);
        let holder = directory.find_person(person).map(governance::Holder::Person).ok_or("there is no such person")?;
        let role = site.find_role(role).ok_or_else(|| format!("there is no role `{role}`"))?;
        let is_over = |scope: governance::Scope| match scope {
            governance::Scope::Process(ix) => site.practice(ix).is_some_and(|it| it.key == over),
            governance::Scope::Record(_, id) => roster.place(id).is_some_and(|it| it.key == over),
            governance::Scope::Team(id) => roster.team(id).is_some_and(|it| it.key == over),
            governance::Scope::Whole(kind) => kind.name() == over,
        };
        let held = roster.held_by(holder).find(|it| it.role == role && is_over(it.scope));
        let id = held.ok_or("they hold no such role over that")?.id;
        let record = self.engine.store().record(id).await.map_err(|it| it.to_string())?.ok_or("it is gone")?;
        self.names.insert(name.to_owned(), record.number);
        Ok(())
    }

    /// Gives a name to the newest record of a type that names another one in a field.
    async fn named_by(&mut self, name: &str, kind: &str, field: &str, other: &str) -> Result<(), String> {
        let store = self.engine.store();
        let number = self.number(name)?;
        let record =
            store.record_numbered(&number).await.map_err(|it| it.to_string())?.ok_or("there is no such record")?;
        let of = self.engine.site().find_type(kind).ok_or_else(|| format!("there is no type `{kind}`"))?;
        let slot = of.slot(field).ok_or_else(|| format!("{kind} has no field `{field}`"))?;
        let found = store.naming(of.ix, slot, record.id, 1000).await.map_err(|it| it.to_string())?;
        let newest = found.last().ok_or("nothing names it")?;
        let newest = store.record(*newest).await.map_err(|it| it.to_string())?.ok_or("it is gone")?;
        self.names.insert(other.to_owned(), newest.number);
        Ok(())
    }

    async fn clock_is(&self, name: &str, key: &str, wanted: &str) -> Result<(), String> {
        let number = self.number(name)?;
        // The incident manager sees every incident with its clocks.
        let view = self.desk("jonas-weber").await?.view(&number).await.map_err(failed)?;
        let clock = view.clocks.iter().find(|it| it.key == key).ok_or("there is no such clock")?;
        let mut state = format!("{:?}", clock.reading.state).to_lowercase();
        if clock.reading.is_paused {
            state = "paused".to_owned();
        }
        let left = clock.reading.left.secs() / 60;
        let shown = format!("{state} with {left}m left");
        if state == wanted || shown == wanted { Ok(()) } else { Err(format!("it is {shown}")) }
    }

    async fn is(&self, what: &str, wanted: &str) -> Result<(), String> {
        let (name, field) = what.split_once('.').unwrap_or((what, ""));
        let number = self.number(name)?;
        let store = self.engine.store();
        let record =
            store.record_numbered(&number).await.map_err(|it| it.to_string())?.ok_or("there is no such record")?;
        let of = self.engine.site().of(record.of).ok_or("it is of no declared type")?;
        if field.is_empty() {
            let state = of.lifecycle.state(record.state).map(|it| it.key.clone()).unwrap_or_default();
            return if state == wanted { Ok(()) } else { Err(format!("it is {state}, not {wanted}")) };
        }
        let slot = of.slot(field).ok_or_else(|| format!("{} has no field `{field}`", of.key))?;
        let kind = &of.field(slot).ok_or("no such slot")?.kind;
        let directory = self.engine.directory().await.map_err(|it| it.to_string())?;
        let shown = match record.get(slot) {
            Value::Empty => "empty".to_owned(),
            Value::Person(id) => directory.person(*id).map(|it| it.key.clone()).unwrap_or_default(),
            Value::Team(id) => directory.roster.team(*id).map(|it| it.key.clone()).unwrap_or_default(),
            Value::Record(id) => directory.roster.place(*id).map(|it| it.key.clone()).unwrap_or_default(),
            value => value.print(kind),
        };
        if shown == wanted { Ok(()) } else { Err(format!("it is {shown}")) }
    }
}
