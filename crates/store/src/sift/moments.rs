//! Moments, days and amounts of a record, as expressions.

use model::{Amount, Moment, Slot};

use super::{Sifter, Stretch};
use crate::{Fault, sql::Text};

impl Sifter<'_> {
    /// A slot's day, from whichever of day and instant it holds.
    pub(super) fn day(&self, slot: Slot) -> Result<Text, Fault> {
        let column = self.column(slot)?;
        Ok(if self.is_day(slot) { column } else { self.day_of(&column) })
    }

    /// The local day of an instant.
    fn day_of(&self, instant: &Text) -> Text {
        let offsets = &self.around.almanac.offsets;
        let mut text = Text::new("((");
        text.append(instant.clone()).add(" + ");
        match offsets.as_slice() {
            [] => text.add("0"),
            [(_, only)] => text.bind(*only),
            [first, rest @ ..] => {
                text.add("(CASE");
                let mut before = first.1;
                for (from, offset) in rest {
                    text.add(" WHEN ").append(instant.clone()).add(" < ").bind(*from).add(" THEN ");
                    text.add("CAST(").bind(before).add(" AS BIGINT)");
                    before = *offset;
                }
                text.add(" ELSE CAST(").bind(before).add(" AS BIGINT) END)")
            }
        };
        text.add(") / 86400000000)");
        text
    }

    /// A moment as an expression, and whether it is a day.
    pub(crate) fn moment(&self, moment: &Moment) -> Result<(Text, bool), Fault> {
        Ok(match moment {
            Moment::Field(slot) => (self.column(*slot)?, self.is_day(*slot)),
            Moment::Done(activities) => {
                let mut text = Text::new("(SELECT min(j.at) FROM journal j WHERE j.record = r.id AND j.activity IN (");
                text.bind_all(activities.iter().map(String::as_str)).add("))");
                (text, false)
            }
            // In JSON a quote within a text is escaped, so that the second pattern can't be met by what somebody wrote.
            Moment::FirstReply => (
                Text::new(
                    "(SELECT min(j.at) FROM journal j WHERE j.record = r.id AND j.actor IS NOT NULL \
                     AND j.actor <> coalesce(r.for_person, r.opened_by, 0) \
                     AND j.what LIKE '%\"comment\":%' AND j.what LIKE '%\"inside\":false%')",
                ),
                false,
            ),
        })
    }

    /// That a moment lies in a stretch, or is known at all.
    pub(crate) fn within(&self, moment: &Moment, stretch: Option<Stretch>) -> Result<Text, Fault> {
        let (at, is_day) = self.moment(moment)?;
        let mut text = Text::new("(");
        text.append(at.clone()).add(" IS NOT NULL");
        if let Some(stretch) = stretch {
            let pick = |(instant, day): (i64, i64)| if is_day { day } else { instant };
            text.add(" AND ").append(at.clone()).add(" >= ").bind(pick(stretch.from));
            text.add(" AND ").append(at).add(" < ").bind(pick(stretch.until));
        }
        text.add(")");
        Ok(text)
    }

    /// An amount as an expression; NULL where the record has none.
    pub(crate) fn amount(&self, amount: &Amount) -> Result<Text, Fault> {
        let mut text = Text::new("(");
        match amount {
            Amount::Field { slot, is_absolute } => {
                text.add(if *is_absolute { "abs(" } else { "(" }).append(self.column(*slot)?).add(")");
            }
            Amount::Less(one, other) => {
                text.append(self.column(*one)?).add(" - ").append(self.column(*other)?);
            }
            Amount::Between { from, to, open_counts } => self.between(&mut text, from, to, *open_counts)?,
        }
        text.add(")");
        Ok(text)
    }

    fn between(&self, text: &mut Text, from: &Moment, to: &Moment, open_counts: bool) -> Result<(), Fault> {
        let ((from, from_day), (to, to_day)) = (self.moment(from)?, self.moment(to)?);
        let by_day = from_day || to_day;
        let held = |at: &Text, is_day: bool| if by_day && !is_day { self.day_of(at) } else { at.clone() };
        if open_counts {
            let now = if by_day { self.around.almanac.today } else { self.around.almanac.now };
            text.add("(coalesce(").append(held(&to, to_day)).add(", ").bind(now).add(")");
        } else {
            text.add("(").append(held(&to, to_day));
        }
        text.add(" - ").append(held(&from, from_day));
        text.add(if by_day { ") * 86400" } else { ") / 1000000" });
        Ok(())
    }
}
