//! From counts and sums to figures, in whole numbers: both databases and any order of adding give the same.

use std::collections::BTreeMap;

use model::{Amount, Calc, Kind, Measure, RecordType, Tells, Unit, Value};
use store::{Tallied, Tally};

/// One figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// In thousandths of its unit; `None` where nothing counts.
    pub thousandths: Option<i64>,
    /// How many records count; for a rate those above the line.
    pub counted: i64,
    /// How many of them meet the tests; for a rate how many there are below the line.
    pub met: i64,
}

/// What was added up in one period.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    counted: i64,
    met: i64,
    below: i64,
    /// In thousand-millionths.
    amount: i128,
    weight: i128,
}

/// What was added up, by value of what it is told apart by, for each period: this year's and last year's.
#[derive(Debug)]
pub(super) struct Sums {
    periods: usize,
    found: BTreeMap<String, (Value, Vec<(Sum, Sum)>)>,
}

const FINE: i128 = 1_000_000_000;

impl Sums {
    /// For so many periods; what is not told apart is there even where nothing counts.
    pub(super) fn new(periods: usize, is_told_apart: bool) -> Self {
        let mut found = BTreeMap::new();
        if !is_told_apart {
            let none = vec![(Sum::default(), Sum::default()); periods];
            found.insert(format!("{:?}", Value::Empty), (Value::Empty, none));
        }
        Self { periods, found }
    }

    /// Takes in what one statement found.
    pub(super) fn take(&mut self, of: &RecordType, tally: &Tally, row: &Tallied, (is_below, is_before): (bool, bool)) {
        let value = tally.value(of, &row.group);
        let sums = &mut self
            .found
            .entry(format!("{value:?}"))
            .or_insert_with(|| (value, vec![(Sum::default(), Sum::default()); self.periods]))
            .1;
        let Some((now, before)) = sums.get_mut(row.period) else { return };
        let sum = if is_before { before } else { now };
        if is_below {
            sum.below = sum.below.saturating_add(row.counted);
            return;
        }
        sum.counted = sum.counted.saturating_add(row.counted);
        sum.met = sum.met.saturating_add(row.met);
        sum.amount = sum.amount.saturating_add(i128::from(row.sum).saturating_mul(fine(of, tally)));
        let weigh = if tally.over.is_some() { fine(of, tally) } else { 1 };
        sum.weight = sum.weight.saturating_add(i128::from(row.below).saturating_mul(weigh));
    }

    /// The figures, the most counted first.
    pub(super) fn figures(self, measure: &Measure, calc: &Calc) -> Vec<(Value, Vec<Figure>)> {
        let figure = |(now, before): &(Sum, Sum)| {
            let mut found = now.figure(measure, calc);
            if calc.less_last_year {
                let last = before.figure(measure, calc).thousandths;
                found.thousandths = found.thousandths.zip(last).map(|(now, before)| now.saturating_sub(before));
            }
            found
        };
        let mut all: Vec<(Value, Vec<Figure>)> =
            self.found.into_values().map(|(value, sums)| (value, sums.iter().map(figure).collect())).collect();
        all.sort_by_key(|(_, figures)| std::cmp::Reverse(figures.iter().map(|it| it.counted).sum::<i64>()));
        all
    }
}

impl Sum {
    fn figure(&self, measure: &Measure, calc: &Calc) -> Figure {
        let hundred = if measure.unit == Unit::Percent { 100 } else { 1 };
        let (top, bottom) = match calc.tells {
            Tells::Share => (i128::from(self.met) * 100, i128::from(self.counted)),
            Tells::Count => (i128::from(self.counted), 1),
            Tells::Rate => (i128::from(self.counted) * hundred, i128::from(self.below)),
            Tells::Average | Tells::Median => (self.amount, self.weight.saturating_mul(FINE)),
            Tells::Sum if calc.over.iter().any(|it| it.over.is_some()) => (self.amount * hundred, self.weight),
            Tells::Sum => (self.amount, FINE),
        };
        let unit = match calc.tells {
            Tells::Average | Tells::Median | Tells::Sum => i128::from(measure.unit.seconds().unwrap_or(1)),
            Tells::Share | Tells::Count | Tells::Rate => 1,
        };
        let value = divided(top.saturating_mul(1000), bottom.saturating_mul(unit));
        let thousandths =
            value.map(|it| calc.complement.map_or(it, |from| from.saturating_mul(1000).saturating_sub(it)));
        let met = if calc.tells == Tells::Rate { self.below } else { self.met };
        Figure { thousandths, counted: self.counted, met }
    }
}

/// How many thousand-millionths one of the amount's number is.
fn fine(of: &RecordType, tally: &Tally) -> i128 {
    let slot = match &tally.amount {
        Some(Amount::Field { slot, .. } | Amount::Less(slot, _)) => *slot,
        Some(Amount::Between { .. }) | None => return FINE,
    };
    match of.field(slot).map(|it| &it.kind) {
        Some(Kind::Decimal(places)) => FINE / 10i128.saturating_pow(u32::from(*places)),
        Some(Kind::Money) => FINE / 100,
        Some(Kind::Duration) => FINE / 1_000_000,
        Some(
            Kind::Line(_)
            | Kind::Text
            | Kind::Whole
            | Kind::YesNo
            | Kind::Date
            | Kind::Instant
            | Kind::Choice(_)
            | Kind::Level(_)
            | Kind::Reference(_)
            | Kind::References(_)
            | Kind::Person
            | Kind::Team
            | Kind::Attachment,
        )
        | None => FINE,
    }
}

/// The quotient, rounded to the nearest, halves away from zero; none by zero.
fn divided(top: i128, bottom: i128) -> Option<i64> {
    if bottom == 0 {
        return None;
    }
    let (top, bottom) = if bottom < 0 { (-top, -bottom) } else { (top, bottom) };
    let half = bottom / 2;
    let rounded = if top < 0 { (top - half) / bottom } else { (top + half) / bottom };
    i64::try_from(rounded).ok()
}

#[cfg(test)]
mod tests {
    use super::divided;

    #[test]
    fn a_quotient_is_rounded_to_the_nearest() {
        assert_eq!(divided(200_000, 3), Some(66_667));
        assert_eq!(divided(100_000, 3), Some(33_333));
        assert_eq!(divided(-3, 2), Some(-2));
        assert_eq!(divided(3, -2), Some(-2));
        assert_eq!(divided(1, 0), None);
    }
}
