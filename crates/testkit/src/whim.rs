//! Random values and random conditions over a small world, so that about half of the conditions hold.

use std::{collections::BTreeSet, sync::Arc};

use base::{FileId, Instant, PersonId, RecordId, Span, TeamId};
use model::{ActivityIx, Kind, Money, Options, RecordType, Slot, StateIx, Value, When};

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
        let count = if dice.chance(4) { 0 } else { dice.between(1, 3) };
        (0..count).map(|_| random_condition(of, records, dice, depth.saturating_sub(1))).collect::<Vec<_>>()
    };
    if depth > 0 && dice.chance(60) {
        return match dice.below(5) {
            0 | 1 => When::All(inner(dice)),
            2 | 3 => When::Any(inner(dice)),
            _not => When::Not(Box::new(random_condition(of, records, dice, depth.saturating_sub(1)))),
        };
    }
    leaf(of, records, dice)
}

/// A slot whose kind suits, mostly; else any slot, so that every leaf meets every kind.
fn slot(of: &RecordType, dice: &mut Dice, suits: impl Fn(&Kind) -> bool) -> Slot {
    let fit: Vec<_> = of.fields.iter().enumerate().filter(|(_, it)| suits(&it.kind)).map(|(at, _)| at).collect();
    let any = dice.below(of.fields.len());
    Slot::of(if dice.chance(20) { any } else { dice.one(&fit).copied().unwrap_or(any) })
}

fn is_text(kind: &Kind) -> bool {
    matches!(kind, Kind::Line(_) | Kind::Text | Kind::Choice(_))
}

fn is_number(kind: &Kind) -> bool {
    !is_text(kind) && !matches!(kind, Kind::References(_))
}

fn leaf(of: &RecordType, records: &[RecordId], dice: &mut Dice) -> When {
    let word = |dice: &mut Dice| dice.one(&WORDS).copied().unwrap_or_default().to_owned();
    match dice.below(14) {
        0 => When::IsActor(slot(of, dice, |it| matches!(it, Kind::Person))),
        1 => When::Involves(slot(of, dice, |it| matches!(it, Kind::Person))),
        2 => When::InMyTeams(slot(of, dice, |it| matches!(it, Kind::Team))),
        3 | 4 => When::Empty(slot(of, dice, |_| true)),
        5 => When::Is(slot(of, dice, is_text), word(dice)),
        6 => When::IsOneOf(slot(of, dice, is_text), texts(dice)),
        7 | 8 => When::In(slot(of, dice, is_number), numbers(dice)),
        9 => When::AtMost(slot(of, dice, is_number), dice.between(-2, 5)),
        10 => When::AtLeast(slot(of, dice, is_number), dice.between(-2, 5)),
        11 => When::InState((0..dice.below(4)).map(|_| StateIx::of(dice.below(5))).collect()),
        12 => When::Acted((0..dice.below(3)).map(|_| ActivityIx::of(dice.below(6))).collect()),
        _rest if dice.chance(70) => {
            When::Itself(Arc::new((0..dice.below(20)).filter_map(|_| dice.one(records).map(|it| it.get())).collect()))
        }
        _rest if dice.chance(50) => When::Always,
        _rest => When::Never,
    }
}
