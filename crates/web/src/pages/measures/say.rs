//! Figures, periods and targets in words, and the lists that a figure opens.

use engine::{Figure, Of, Period, Reach, Series, Side, Step, Target, Which};
use model::{Measure, Tells, Unit};

use crate::{
    asker::Asker,
    look::view::{Link, Shown, Tab, TargetShown, Tone, Verdict},
    urls,
};

/// Where nothing counts.
pub(crate) const NONE: &str = "–";

/// A value with its unit: `92.4 %`, `3.5 h`, `12`.
pub(crate) fn value(unit: Unit, thousandths: i64) -> String {
    let sign = if thousandths < 0 { "-" } else { "" };
    let size = thousandths.unsigned_abs();
    let (whole, part) = match unit {
        Unit::Count => (size / 1000, String::new()),
        Unit::Percent | Unit::Seconds | Unit::Minutes | Unit::Hours | Unit::Days => tenths(size),
        Unit::Score | Unit::Ratio => {
            let rounded = size.saturating_add(5) / 10;
            (rounded / 100, format!(".{:02}", rounded % 100))
        }
    };
    let word = match unit {
        Unit::Percent => " %",
        Unit::Seconds => " s",
        Unit::Minutes => " min",
        Unit::Hours => " h",
        Unit::Days => " days",
        Unit::Count | Unit::Score | Unit::Ratio => "",
    };
    format!("{sign}{whole}{part}{word}")
}

fn tenths(size: u64) -> (u64, String) {
    let rounded = size.saturating_add(50) / 100;
    (rounded / 10, if rounded % 10 == 0 { String::new() } else { format!(".{}", rounded % 10) })
}

/// A figure with the lists that it opens.
pub(crate) fn shown(asker: &Asker, measure: &Measure, (period, figure): (&Period, &Figure), of: &Of) -> Shown {
    let which = which(asker, measure, period, of);
    shown_of(asker, measure, figure, which.as_ref())
}

/// The same where it is already known which rows it is made of.
pub(crate) fn shown_of(asker: &Asker, measure: &Measure, figure: &Figure, which: Option<&Which>) -> Shown {
    let tells = measure.calc.as_ref().map(|it| it.tells);
    let text = figure.thousandths.map_or_else(|| NONE.to_owned(), |it| value(measure.unit, it));
    let types = asker.desk.types_of(measure);
    let list = |side: Side, kind: &str| {
        let q = which.map(|it| Which { side, ..it.clone() }.term())?;
        Some(urls::with_query(&format!("/t/{kind}"), &[("q", &q)]))
    };
    let lone = types.len() == 1;
    let rows: Vec<Link> =
        types.iter().filter_map(|(side, of)| Some(Link::to(of.plural.to_lowercase(), list(*side, &of.key)?))).collect();
    let missed = figure.counted.saturating_sub(figure.met);
    let short = types
        .first()
        .filter(|_| lone && tells == Some(Tells::Share) && missed > 0 && figure.met > 0)
        .and_then(|(_, of)| Some(Link::to(format!("{missed} not"), list(Side::Unmet, &of.key)?)));
    let of = match tells {
        Some(Tells::Share) if figure.counted > 0 => format!("{} of {}", figure.met, figure.counted),
        Some(Tells::Rate) if figure.met > 0 || figure.counted > 0 => format!("{} to {}", figure.counted, figure.met),
        Some(Tells::Average | Tells::Median | Tells::Sum) if figure.counted > 0 => format!("of {}", figure.counted),
        Some(Tells::Share | Tells::Rate | Tells::Average | Tells::Median | Tells::Sum | Tells::Count) | None => {
            String::new()
        }
    };
    let any = figure.counted > 0 || figure.met > 0;
    Shown { text, rows: if any { rows } else { Vec::new() }, short, of }
}

/// Which rows a figure is made of.
pub(crate) fn which(asker: &Asker, measure: &Measure, period: &Period, of: &Of) -> Option<Which> {
    let desk = &asker.desk;
    let practice = desk.site().practice(measure.practice)?;
    let service = of.service.map(|it| it.get().to_string());
    let team = of.team.map(|it| it.get().to_string());
    let person = of.person.and_then(|it| desk.directory().person(it)).map(|it| it.key.clone());
    Some(Which { period: Some(period.clone()), service, team, person, ..Which::of(&practice.key, &measure.key) })
}

/// A target in words.
pub(crate) fn target(measure: &Measure, target: &Target) -> TargetShown {
    let word = if measure.up_is_better { "at least" } else { "at most" };
    TargetShown {
        text: format!("{word} {}", value(measure.unit, target.thousandths)),
        url: urls::record(&target.number),
    }
}

/// How a figure stands to a target; none where nothing counts.
pub(crate) fn verdict(measure: &Measure, target: &Target, figure: &Figure) -> Option<Verdict> {
    let reached = target.is_reached(measure, figure.thousandths?);
    Some(if reached {
        Verdict { text: "reached".to_owned(), tone: Tone::Good }
    } else {
        Verdict { text: "missed".to_owned(), tone: Tone::Warning }
    })
}

/// What to know about a measure and how much of it the reader sees.
pub(crate) fn notes(measure: &Measure, series: &Series) -> Vec<String> {
    let mut found = Vec::new();
    match series.reach {
        _any if measure.calc.is_none() => found.push("Not computed.".to_owned()),
        Reach::All => {}
        Reach::Part => found.push("Of what you see.".to_owned()),
        Reach::Nothing => found.push("You see none of the records that this is about.".to_owned()),
    }
    if !measure.note.is_empty() {
        found.push(measure.note.clone());
    }
    found
}

/// A period as a heading.
pub(crate) fn heading(period: &Period) -> String {
    if period.is_present() {
        return "Now".to_owned();
    }
    let key = period.key.as_str();
    if let Some((year, rest)) = key.split_once("-q") {
        return format!("Q{rest} {year}");
    }
    if let Some((year, rest)) = key.split_once("-w") {
        return format!("Week {rest}, {year}");
    }
    if key.contains('-') { period.from.strftime("%b %Y").to_string() } else { key.to_owned() }
}

/// A period below a plot.
pub(crate) fn short(period: &Period) -> String {
    let key = period.key.as_str();
    if let Some((_, rest)) = key.split_once("-w") {
        return format!("W{rest}");
    }
    if let Some((year, rest)) = key.split_once("-q") {
        return format!("Q{rest} {}", year.get(2..).unwrap_or(year));
    }
    if key.contains('-') { period.from.strftime("%b").to_string() } else { key.to_owned() }
}

/// The step with this name; months where it is none.
pub(crate) fn step(name: &str) -> Step {
    Step::ALL.into_iter().find(|it| it.name() == name).unwrap_or(Step::Month)
}

/// Weeks, months, quarters, years.
pub(crate) fn steps(path: &str, chosen: Step, kept: &[(&str, &str)]) -> Vec<Tab> {
    let label = |step: Step| match step {
        Step::Week => "Weeks",
        Step::Month => "Months",
        Step::Quarter => "Quarters",
        Step::Year => "Years",
    };
    Step::ALL
        .into_iter()
        .map(|step| {
            let pairs: Vec<(&str, &str)> = kept.iter().copied().chain([("step", step.name())]).collect();
            let link = Link { current: step == chosen, ..Link::to(label(step), urls::with_query(path, &pairs)) };
            Tab { link, count: None }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(unit: Unit, thousandths: i64, words: &str) {
        assert_eq!(value(unit, thousandths), words);
    }

    #[test]
    fn figures_say_as_much_as_their_unit_bears() {
        check(Unit::Percent, 92_449, "92.4 %");
        check(Unit::Percent, 100_000, "100 %");
        check(Unit::Percent, 99_960, "100 %");
        check(Unit::Hours, -1_500, "-1.5 h");
        check(Unit::Count, 12_000, "12");
        check(Unit::Score, 3_333, "3.33");
        check(Unit::Ratio, 995, "1.00");
    }
}
