//! Random values and random conditions over a small world, so that about half of the conditions hold.

use std::{collections::BTreeSet, sync::Arc};

use base::{FileId, Instant, PersonId, RecordId, Span, TeamId};
use model::{ActivityIx, Header, Kind, Money, Options, RecordType, Slot, StateIx, Value, When};

use crate::Dice;

const WORDS: [&str; 6] = ["red", "green", "blue", "Red", "it's", "50%_\"?$1"];

/// A random value of a kind; often empty, from a world of about five of each.
pub fn random_value(kind: &Kind, dice: &mut Dice) -> Value {
    if dice.chance(30) {
        return Value::Empty;
    }
    let n = dice.between(1, 5);
    match kind {
        Kind::Line(_) | Kind::Text => Value::Text(dice.one(&WORDS).copied().unwrap_or_default().to_owned()),
        Kind::Choice(options) => chosen(options, dice),
        Kind::Whole | Kind::Decimal(_) => Value::Int(n.saturating_sub(3)),
        Kind::Money => Value::Money(Money { minor: n, currency: "EUR".to_owned() }),
        Kind::YesNo => Value::YesNo(dice.chance(50)),
        Kind::Date => Value::from_number(kind, n).unwrap_or_default(),
        Kind::Instant => Value::Instant(Instant::from_micros(n)),
        Kind::Duration => Value::Duration(Span::from_micros(n)),
        Kind::Level(_) => Value::Int(dice.between(1, 3)),
        Kind::Reference(_) => Value::Record(RecordId::new(n)),
        Kind::References(_) => Value::Records((1..=dice.between(1, 3)).map(RecordId::new).collect()),
        Kind::Person => Value::Person(PersonId::new(n)),
        Kind::Team => Value::Team(TeamId::new(n)),
        Kind::Attachment => Value::File(FileId::new(n)),
    }
}

fn chosen(options: &Options, dice: &mut Dice) -> Value {
    dice.one(&options.0).map_or(Value::Empty, |it| Value::Text(it.key.clone()))
}

fn numbers(dice: &mut Dice) -> Arc<BTreeSet<i64>> {
    let count = if dice.chance(5) { 400 } else { dice.below(4) };
    Arc::new((0..count).map(|at| dice.between(-2, 5).saturating_add(if at > 5 { 1000 } else { 0 })).collect())
}

fn texts(dice: &mut Dice) -> Arc<BTreeSet<String>> {
    Arc::new((0..dice.below(4)).filter_map(|_| dice.one(&WORDS).map(|it| (*it).to_owned())).collect())
}

/// A random condition on records of a type, at most `depth` deep; every leaf meets every kind of slot.
pub fn random_condition(of: &RecordType, records: &[RecordId], dice: &mut Dice, depth: usize) -> When {
    let inner = |dice: &mut Dice| {
        (0..dice.below(4)).map(|_| random_condition(of, records, dice, depth.saturating_sub(1))).collect::<Vec<_>>()
    };
    if depth > 0 && dice.chance(60) {
        return match dice.below(5) {
            0 | 1 => When::All(inner(dice)),
            2 | 3 => When::Any(inner(dice)),
            _not => When::Not(Box::new(random_condition(of, records, dice, depth.saturating_sub(1)))),
        };
    }
    let slot = Slot::of(dice.below(of.fields.len()));
    match dice.below(17) {
        0 => When::IsActor(slot),
        1 => When::Involves(slot),
        2 => When::InMyTeams(slot),
        3 | 4 => When::Empty(slot),
        5 => When::Is(slot, dice.one(&WORDS).copied().unwrap_or_default().to_owned()),
        6 => When::IsOneOf(slot, texts(dice)),
        7 | 8 => When::In(slot, numbers(dice)),
        9 => When::AtMost(slot, dice.between(-2, 5)),
        10 => When::AtLeast(slot, dice.between(-2, 5)),
        11 => When::InState((0..dice.below(4)).map(|_| StateIx::of(dice.below(5))).collect()),
        12 => {
            When::Itself(Arc::new((0..dice.below(20)).filter_map(|_| dice.one(records).map(|it| it.get())).collect()))
        }
        13 => When::Acted((0..dice.below(3)).map(|_| ActivityIx::of(dice.below(6))).collect()),
        14 => When::IsActor(Header::HolderPerson.slot()),
        15 => When::InMyTeams(Header::HolderTeam.slot()),
        _constant => [When::Always, When::Never].into_iter().nth(dice.below(2)).unwrap_or(When::Always),
    }
}
