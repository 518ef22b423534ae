//! A field that follows from two others: their product, ratio, difference or sum.

use model::{Draft, Kind, Money, RecordType, Slot, Value};

use crate::{
    Behaviour,
    bind::{BindFault, Params},
};

/// What is done with the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    Product,
    Ratio,
    Difference,
    Sum,
}

/// What sort of number a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// A number with so many places.
    Plain(u8),
    /// An amount, with two.
    Money,
    /// A length of time.
    Length,
}

/// `into` follows from `of` and `by`.
#[derive(Debug)]
pub(crate) struct Figure {
    does: Does,
    of: (Slot, Sort),
    by: (Slot, Sort),
    into: (Slot, Sort),
    per_cent: bool,
}

impl Does {
    pub(crate) fn find(name: &str) -> Option<Self> {
        Some(match name {
            "product" => Self::Product,
            "ratio" => Self::Ratio,
            "difference" => Self::Difference,
            "sum" => Self::Sum,
            _other => return None,
        })
    }

    /// Whether it can be done with these sorts.
    fn fits(self, of: Sort, by: Sort, into: Sort) -> bool {
        let plain = |it: Sort| matches!(it, Sort::Plain(_));
        let all_plain = plain(of) && plain(by) && plain(into);
        match self {
            Self::Product => {
                let priced = of == Sort::Money && plain(by) || plain(of) && by == Sort::Money;
                all_plain || priced && into == Sort::Money
            }
            Self::Ratio => {
                let shared = of == Sort::Money && plain(by) && into == Sort::Money;
                all_plain || shared || of == by && plain(into)
            }
            Self::Difference | Self::Sum => all_plain || of == by && by == into,
        }
    }
}

impl Sort {
    fn of(kind: &Kind) -> Option<Self> {
        match kind {
            Kind::Whole => Some(Self::Plain(0)),
            Kind::Decimal(places) => Some(Self::Plain(*places)),
            Kind::Money => Some(Self::Money),
            Kind::Duration => Some(Self::Length),
            Kind::Line(_)
            | Kind::Text
            | Kind::YesNo
            | Kind::Date
            | Kind::Instant
            | Kind::Choice(_)
            | Kind::Level(_)
            | Kind::Reference(_)
            | Kind::References(_)
            | Kind::Person
            | Kind::Team
            | Kind::Attachment => None,
        }
    }

    fn places(self) -> i32 {
        match self {
            Self::Plain(places) => i32::from(places),
            Self::Money => 2,
            Self::Length => 0,
        }
    }
}

impl Figure {
    pub(crate) fn bind(params: &Params<'_>, does: Does) -> Result<Self, BindFault> {
        let sorted = |name: &str| {
            let (slot, field) = params.field(name)?;
            let sort = Sort::of(&field.kind);
            sort.map(|it| (slot, it)).ok_or_else(|| params.fault(format!("the field `{}` is no number", field.key)))
        };
        let (of, by, into) = (sorted("of")?, sorted("by")?, sorted("into")?);
        if !does.fits(of.1, by.1, into.1) {
            return Err(params.fault("these fields are of kinds that don't go together".to_owned()));
        }
        if [of.0, by.0].contains(&into.0) {
            return Err(params.fault("a field can't follow from itself".to_owned()));
        }
        Ok(Self { does, of, by, into, per_cent: params.yes("per_cent") })
    }

    /// The number that `into` holds; nothing where one of the two is empty or it can't be reckoned.
    fn reckoned(&self, of: &Value, by: &Value) -> Option<i128> {
        let (one, two) = (number(of)?, number(by)?);
        let (from, to) = (self.of.1.places(), self.into.1.places());
        match self.does {
            Does::Product => scaled(one.checked_mul(two)?, to.checked_sub(from)?.checked_sub(self.by.1.places())?),
            Does::Ratio => {
                let more = if self.per_cent { 2 } else { 0 };
                let shift = to.checked_sub(from)?.checked_add(self.by.1.places())?.checked_add(more)?;
                let (one, two) =
                    if shift >= 0 { (scaled(one, shift)?, two) } else { (one, scaled(two, shift.checked_neg()?)?) };
                divided(one, two)
            }
            Does::Difference | Does::Sum => {
                let (one, two) =
                    (scaled(one, to.checked_sub(from)?)?, scaled(two, to.checked_sub(self.by.1.places())?)?);
                if self.does == Does::Sum { one.checked_add(two) } else { one.checked_sub(two) }
            }
        }
    }
}

impl Behaviour for Figure {
    fn settle(&self, draft: &mut Draft) {
        let (of, by) = (draft.record.get(self.of.0).clone(), draft.record.get(self.by.0).clone());
        let currency = currency(&of).or_else(|| currency(&by));
        if let (Some(one), Some(two)) = (currency_of(&of), currency_of(&by))
            && one != two
        {
            return;
        }
        let Some(n) = self.reckoned(&of, &by).and_then(|it| i64::try_from(it).ok()) else { return };
        let value = match self.into.1 {
            Sort::Plain(_) => Value::Int(n),
            Sort::Length => Value::Duration(base::Span::from_micros(n)),
            Sort::Money => match currency {
                Some(currency) => Value::Money(Money { minor: n, currency }),
                None => return,
            },
        };
        draft.set(self.into.0, value);
    }

    fn sentence(&self, of: &RecordType) -> String {
        let title = |slot| of.field(slot).map(|it| it.title.clone()).unwrap_or_default();
        let (one, two) = (title(self.of.0), title(self.by.0));
        let how = match self.does {
            Does::Product => format!("{one} times {two}"),
            Does::Ratio if self.per_cent => format!("{one} per cent of {two}"),
            Does::Ratio => format!("{one} divided by {two}"),
            Does::Difference => format!("{one} less {two}"),
            Does::Sum => format!("{one} and {two} together"),
        };
        format!("{} is {how}.", title(self.into.0))
    }
}

fn number(value: &Value) -> Option<i128> {
    match value {
        Value::Money(money) => Some(money.minor.into()),
        Value::Duration(span) => Some(span.micros().into()),
        Value::Int(n) => Some((*n).into()),
        Value::Empty
        | Value::Text(_)
        | Value::YesNo(_)
        | Value::Date(_)
        | Value::Instant(_)
        | Value::Record(_)
        | Value::Records(_)
        | Value::Person(_)
        | Value::Team(_)
        | Value::File(_) => None,
    }
}

fn currency(value: &Value) -> Option<String> {
    currency_of(value).map(str::to_owned)
}

fn currency_of(value: &Value) -> Option<&str> {
    if let Value::Money(money) = value { Some(&money.currency) } else { None }
}

/// A number with so many places more, or, rounded, fewer.
fn scaled(n: i128, places: i32) -> Option<i128> {
    let by = 10i128.checked_pow(places.unsigned_abs())?;
    if places >= 0 { n.checked_mul(by) } else { divided(n, by) }
}

/// Divided and rounded, halves away from zero.
fn divided(n: i128, by: i128) -> Option<i128> {
    let (whole, rest) = (n.checked_div(by)?, n.checked_rem(by)?);
    let is_up = rest.checked_abs()?.checked_mul(2)? >= by.checked_abs()?;
    let sign = if (n < 0) == (by < 0) { 1 } else { -1 };
    if is_up { whole.checked_add(sign) } else { Some(whole) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(does: Does, of: Sort, by: Sort, into: Sort) -> Figure {
        Figure { does, of: (Slot(0), of), by: (Slot(1), by), into: (Slot(2), into), per_cent: false }
    }

    fn check(figure: &Figure, of: Value, by: Value, expected: Option<i128>) {
        assert_eq!(figure.reckoned(&of, &by), expected, "{figure:?}");
    }

    #[test]
    fn figures_are_reckoned_to_the_places_of_their_field() {
        let euros = |minor| Value::Money(Money { minor, currency: "EUR".to_owned() });
        let product = figure(Does::Product, Sort::Money, Sort::Plain(2), Sort::Money);
        check(&product, euros(1250), Value::Int(300), Some(3750));
        check(&product, euros(1250), Value::Int(33), Some(413));
        check(&product, euros(1250), Value::Empty, None);
        let mut ratio = figure(Does::Ratio, Sort::Plain(2), Sort::Plain(2), Sort::Plain(1));
        ratio.per_cent = true;
        check(&ratio, Value::Int(850), Value::Int(1000), Some(850));
        check(&ratio, Value::Int(1), Value::Int(300), Some(3));
        check(&ratio, Value::Int(850), Value::Int(0), None);
        let difference = figure(Does::Difference, Sort::Plain(0), Sort::Plain(2), Sort::Plain(2));
        check(&difference, Value::Int(3), Value::Int(50), Some(250));
        let sum = figure(Does::Sum, Sort::Money, Sort::Money, Sort::Money);
        check(&sum, euros(10), euros(-30), Some(-20));
    }

    #[test]
    fn kinds_that_do_not_go_together_are_refused() {
        for (does, of, by, into, fits) in [
            (Does::Product, Sort::Money, Sort::Plain(0), Sort::Money, true),
            (Does::Product, Sort::Money, Sort::Money, Sort::Money, false),
            (Does::Ratio, Sort::Length, Sort::Length, Sort::Plain(2), true),
            (Does::Ratio, Sort::Money, Sort::Length, Sort::Plain(2), false),
            (Does::Sum, Sort::Money, Sort::Plain(0), Sort::Money, false),
            (Does::Difference, Sort::Length, Sort::Length, Sort::Length, true),
        ] {
            assert_eq!(does.fits(of, by, into), fits, "{does:?} {of:?} {by:?} {into:?}");
        }
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        for (n, by, expected) in [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (-4, 3, -1), (0, 7, 0)] {
            assert_eq!(divided(n, by), Some(expected));
        }
        assert_eq!(divided(1, 0), None);
    }
}
