//! One part of a measure: records of one type, what makes them count, and what they are tested for.

use base::Span;
use model::{
    Amount, Cover, Grace, Header, Kind, Moment, Part, RecordType, Site, Slot, Tells, Test, TypeIx, Value, When,
};

use super::super::{Context, whens};
use crate::{
    nearest,
    table::{Table, Word},
};

/// What a part is read with: its table, its type, and everything around.
struct Reader<'a> {
    table: &'a Table<'a>,
    of: &'a RecordType,
    context: &'a Context<'a>,
    site: &'a Site,
}

/// A part; `None` where its type can't be told.
pub(super) fn part(table: &Table<'_>, tells: Tells, (context, site): (&Context<'_>, &Site)) -> Option<Part> {
    let of = type_of(table, context, site)?;
    let reader = Reader { table, of, context, site };
    let among = table.word("of").map_or(When::Always, |it| whens::read(it, of, None, context));
    let mut tests = if among == When::Always { Vec::new() } else { vec![Test::When(among.clone())] };
    tests.extend(reader.done("of_moved"));
    let more = reader.tests(&among);
    // What no agreement has a time for is neither in time nor late.
    tests.extend(
        more.iter().filter_map(|it| if let Test::Clock(key) = it { Some(Test::Clocked(key.clone())) } else { None }),
    );
    let met = if tells == Tells::Share {
        more
    } else {
        tests.extend(more);
        Vec::new()
    };
    if tells == Tells::Share && met.is_empty() {
        let help = "name what the records are tested for: `when`, `in_time`, `clock`, `covered_by` ...";
        table.log.error(table.at, format!("{} is a share of all by all", table.what), help);
    }
    let amount = reader.amount();
    let needs = matches!(tells, Tells::Average | Tells::Median | Tells::Sum);
    if needs && amount.is_none() {
        table.log.error(table.at, format!("{} needs an amount", table.what), "write `value`, or `from` and `to`");
    }
    if !needs && amount.is_some() {
        table.log.error(table.at, format!("{} counts records, not amounts", table.what), "leave `value` out");
    }
    let at = match table.word("period_by") {
        Some(word) if word.text == "now" => None,
        Some(word) => reader.moment(word),
        None => Some(Moment::Field(Header::Opened.slot())),
    };
    Some(Part {
        of: of.ix,
        tests,
        met,
        at,
        amount,
        weight: reader.number("weighted_by"),
        over: reader.number("per_value"),
    })
}

/// A field by which a measure is told apart.
pub(super) fn told_apart(
    word: Word<'_>,
    table: &Table<'_>,
    of: TypeIx,
    (context, site): (&Context<'_>, &Site),
) -> Option<Slot> {
    let reader = Reader { table, of: site.of(of)?, context, site };
    let slot = reader.slot(word)?;
    let fits = reader
        .is(slot, |it| matches!(it, Kind::Choice(_) | Kind::Level(_) | Kind::Reference(_) | Kind::Team | Kind::YesNo));
    if !fits {
        reader.fault(
            word,
            format!("`{}` is nothing to tell figures apart by", word.text),
            "a choice, a level, a reference, a team",
        );
    }
    fits.then_some(slot)
}

fn type_of<'a>(table: &Table<'_>, context: &Context<'_>, site: &'a Site) -> Option<&'a RecordType> {
    let word = table.needed("type")?;
    site.of(context.names.types.find(word, context.log).map(TypeIx::of)?)
}

impl<'a> Reader<'a> {
    fn fault(&self, word: Word<'_>, message: String, help: &str) {
        self.table.log.error(word.at, message, help);
    }

    /// The tests that the table names.
    fn tests(&self, among: &When) -> Vec<Test> {
        let (table, mut found) = (self.table, Vec::new());
        found.extend(table.word("when").map(|it| Test::When(whens::read(it, self.of, None, self.context))));
        found.extend(self.done("moved"));
        found.extend(self.in_time());
        found.extend(table.word("clock").and_then(|it| self.clock(it)));
        found.extend(self.time("past").map(Test::Past));
        found.extend(self.time("not_past").map(Test::NotPast));
        found.extend(self.recent());
        found.extend(
            table.word("latest_by").and_then(|it| self.slot(it)).map(|by| Test::Newest { by, among: among.clone() }),
        );
        found.extend(self.below("repeats").and_then(|it| self.repeats(&it, among)));
        found.extend(self.below("covered_by").and_then(|it| self.cover(it)).map(|it| Test::Covered(Box::new(it))));
        found.extend(self.below("soon_after").and_then(|it| self.soon(it)));
        found
    }

    fn below(&self, key: &'static str) -> Option<Table<'a>> {
        let node = self.table.get(key)?;
        Some(Table::new(node, &node.at, format!("`{key}` of {}", self.table.what), self.table.log))
    }

    /// The slot of a field, by its own key or the header's name.
    fn slot(&self, word: Word<'_>) -> Option<Slot> {
        let found = slot(self.of, word.text);
        if found.is_none() {
            let known = self.of.shown().map(|(_, it)| it.key.as_str()).chain(["opened", "changed", "closed", "due"]);
            self.fault(word, format!("{} has no field `{}`", self.of.key, word.text), &nearest::help(word.text, known));
        }
        found
    }

    fn is(&self, slot: Slot, fits: fn(&Kind) -> bool) -> bool {
        self.of.field(slot).is_some_and(|it| fits(&it.kind))
    }

    fn time(&self, key: &'static str) -> Option<Slot> {
        self.time_of(self.table.word(key)?)
    }

    fn time_of(&self, word: Word<'_>) -> Option<Slot> {
        let slot = self.slot(word)?;
        if !self.is(slot, is_time) {
            self.fault(word, format!("`{}` is neither a date nor an instant", word.text), "");
            return None;
        }
        Some(slot)
    }

    fn number(&self, key: &'static str) -> Option<Slot> {
        let word = self.table.word(key)?;
        self.number_of(word)
    }

    fn number_of(&self, word: Word<'_>) -> Option<Slot> {
        let slot = self.slot(word)?;
        if !self.is(slot, is_number) {
            self.fault(
                word,
                format!("`{}` holds no number", word.text),
                "whole, decimal, money, duration and level do",
            );
            return None;
        }
        Some(slot)
    }

    fn done(&self, key: &'static str) -> Option<Test> {
        let moves: Vec<String> = self.table.words(key).into_iter().filter_map(|it| self.activity(it)).collect();
        (!moves.is_empty()).then_some(Test::Done(moves))
    }

    /// The key of the activity that a move of the type is.
    fn activity(&self, word: Word<'_>) -> Option<String> {
        let Some((ix, _)) = self.of.lifecycle.find_move(word.text) else {
            let known = self.of.lifecycle.moves.iter().map(|it| it.key.as_str());
            self.fault(word, format!("{} has no move `{}`", self.of.key, word.text), &nearest::help(word.text, known));
            return None;
        };
        let activity = self.site.activity_of_move(self.of.ix, ix).and_then(|it| self.site.activity(it));
        activity.map(|it| it.key.clone())
    }

    /// `[done, due]`, with a grace.
    fn in_time(&self) -> Option<Test> {
        let grace = self.grace();
        let words = self.table.words("in_time");
        let [done, due] = words.as_slice() else {
            if let Some(word) = words.first() {
                self.fault(*word, "`in_time` takes two fields".to_owned(), "what was done, and what was due");
            }
            return None;
        };
        let (one, other) = (self.slot(*done)?, self.slot(*due)?);
        let alike = |fits: fn(&Kind) -> bool| self.is(one, fits) && self.is(other, fits);
        if !alike(is_time) && !alike(|it| matches!(it, Kind::Duration)) && !alike(|it| matches!(it, Kind::Decimal(_))) {
            let message = format!("`{}` and `{}` can't be held against each other", done.text, due.text);
            self.fault(*due, message, "both are moments, or durations, or decimals");
            return None;
        }
        Some(Test::InTime { done: one, due: other, grace })
    }

    /// `10d`, `4h`, or `10 working days`: those of the calendar `office`.
    fn grace(&self) -> Grace {
        let none = Grace::Time(Span::ZERO);
        let Some(word) = self.table.word("grace") else { return none };
        if let Some(days) = word.text.strip_suffix(" working days").and_then(|it| it.parse().ok()) {
            return Grace::WorkingDays(days, "office".to_owned());
        }
        span(word).map_or_else(
            || {
                self.fault(
                    word,
                    format!("`{}` is not a length of time", word.text),
                    "write `10d` or `10 working days`",
                );
                none
            },
            Grace::Time,
        )
    }

    fn clock(&self, word: Word<'_>) -> Option<Test> {
        let known: Vec<String> = self
            .site
            .clocks
            .iter()
            .filter(|it| it.of == self.of.ix)
            .map(|it| format!("{}:{}", self.of.key, it.key))
            .collect();
        if !known.iter().any(|it| it == word.text) {
            let help = nearest::help(word.text, known.iter().map(String::as_str));
            self.fault(word, format!("{} has no clock `{}`", self.of.key, word.text), &help);
            return None;
        }
        word.text.split_once(':').map(|(_, key)| Test::Clock(key.to_owned()))
    }

    fn recent(&self) -> Option<Test> {
        let words = self.table.words("recent");
        let [field, time] = words.as_slice() else { return None };
        let slot = self.time_of(*field)?;
        Some(Test::Recent(slot, self.span(*time)?))
    }

    fn span(&self, word: Word<'_>) -> Option<Span> {
        let found = span(word);
        if found.is_none() {
            self.fault(word, format!("`{}` is not a length of time", word.text), "write `90d` or `4h`");
        }
        found
    }

    fn repeats(&self, table: &Table<'_>, among: &When) -> Option<Test> {
        let by: Vec<Slot> = table.words("by").into_iter().filter_map(|it| self.slot(it)).collect();
        let least = table.whole("at_least").and_then(|it| u16::try_from(it).ok()).unwrap_or(2);
        let within = table.needed("within").and_then(|it| self.span(it))?;
        if by.is_empty() {
            table.log.error(table.at, format!("{} agrees in no field", table.what), "write `by = [\"service\"]`");
        }
        Some(Test::Repeats { by, least, within, among: among.clone() })
    }

    /// Records of another type that refer to the place.
    fn cover(&self, table: Table<'_>) -> Option<Cover> {
        let found = self.cover_in(&table);
        table.done();
        found
    }

    fn cover_in(&self, table: &Table<'_>) -> Option<Cover> {
        let of = type_of(table, self.context, self.site)?;
        let other = Reader { table, of, context: self.context, site: self.site };
        let tests = other.tests(&When::Always);
        let leads = |it: &Reader<'_>, word: Word<'_>| {
            let slot = it.slot(word)?;
            let fits = it.is(slot, |it| matches!(it, Kind::Reference(_) | Kind::References(_)));
            if !fits {
                it.fault(word, format!("`{}` refers to no record", word.text), "");
            }
            fits.then_some(slot)
        };
        let by = table.word("by").and_then(|it| leads(&other, it));
        let via = table.word("via").and_then(|it| leads(self, it));
        if by.is_none() && via.is_none() {
            let help = "`by` is the field of the other record that leads here, `via` the field here that leads there";
            table.log.error(table.at, format!("{} leads nowhere", table.what), help);
        }
        let each = table.word("each").and_then(|it| {
            let slot = other.slot(it)?;
            let Some(Kind::Choice(options)) = of.field(slot).map(|it| &it.kind) else {
                other.fault(it, format!("`{}` is not a choice", it.text), "");
                return None;
            };
            if by.is_some_and(|it| other.is(it, |it| matches!(it, Kind::References(_)))) {
                other.fault(it, "`each` goes with a field that names one record".to_owned(), "");
                return None;
            }
            Some((slot, u16::try_from(options.0.len()).unwrap_or(u16::MAX)))
        });
        Some(Cover { of: of.ix, by, via, tests, each })
    }

    fn soon(&self, table: Table<'_>) -> Option<Test> {
        let within = table.needed("within").and_then(|it| self.span(it));
        let moment = table.needed("moment");
        let cover = self.cover_in(&table)?;
        let of = self.site.of(cover.of)?;
        let reader = Reader { table: &table, of, context: self.context, site: self.site };
        let moment = moment.and_then(|it| reader.time_of(it));
        table.done();
        Some(Test::Soon { after: Box::new(cover), moment: moment?, within: within? })
    }

    /// A field, a header, `first-reply` or `move:<key>`.
    fn moment(&self, word: Word<'_>) -> Option<Moment> {
        if word.text == "first-reply" {
            return Some(Moment::FirstReply);
        }
        if let Some(step) = word.text.strip_prefix("move:") {
            let found = self.activity(Word { text: step, at: word.at })?;
            return Some(Moment::Done(vec![found]));
        }
        self.time_of(word).map(Moment::Field)
    }

    fn amount(&self) -> Option<Amount> {
        let table = self.table;
        let is_absolute = table.yes("absolute");
        let (from, to) = (table.word("from"), table.word("to"));
        let open_counts = table.yes("open_counts");
        let value = table.word("value");
        let minus = table.word("minus").and_then(|it| self.number_of(it));
        if let (Some(from), Some(to)) = (from, to) {
            return Some(Amount::Between { from: self.moment(from)?, to: self.moment(to)?, open_counts });
        }
        let slot = self.number_of(value?)?;
        Some(minus.map_or(Amount::Field { slot, is_absolute }, |it| Amount::Less(slot, it)))
    }
}

/// The slot that a word names: a field's key, or a header that every record has.
pub(super) fn slot(of: &RecordType, key: &str) -> Option<Slot> {
    let header = Header::ALL
        .into_iter()
        .find(|it| it.name() == key)
        .filter(|it| it.is_computed() || of.field(it.slot()).is_some_and(|it| it.is_declared));
    of.slot(key).or_else(|| header.map(Header::slot))
}

fn is_time(kind: &Kind) -> bool {
    matches!(kind, Kind::Date | Kind::Instant)
}

fn is_number(kind: &Kind) -> bool {
    matches!(kind, Kind::Whole | Kind::Decimal(_) | Kind::Money | Kind::Duration | Kind::Level(_))
}

fn span(word: Word<'_>) -> Option<Span> {
    match Value::parse(&Kind::Duration, word.text) {
        Ok(Value::Duration(span)) => Some(span),
        Ok(_) | Err(_) => None,
    }
}
