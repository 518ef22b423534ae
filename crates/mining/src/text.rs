//! What mining came to, as text for a terminal.

use std::fmt;

use base::counted;

use crate::{Bounces, Handovers, Mined, Pair, Spans, Who};

/// The most lines of one list.
const LINES: usize = 12;
/// The most steps of a variant in one line.
const STEPS: usize = 14;

/// A share: `12.3 %`.
pub fn per_cent(per_mille: u64) -> String {
    format!("{}.{} %", per_mille / 10, per_mille % 10)
}

/// A length of time in its two largest units: `7d 13h`, `40m 10s`, `250ms`.
pub fn span(millis: i64) -> String {
    let secs = millis / 1000;
    let (days, hours, minutes, rest) = (secs / 86_400, secs / 3600 % 24, secs / 60 % 60, secs % 60);
    match (days, hours, minutes) {
        (0, 0, 0) if secs == 0 && millis > 0 => format!("{millis}ms"),
        (0, 0, 0) => format!("{rest}s"),
        (0, 0, minutes) => format!("{minutes}m {rest}s"),
        (0, hours, minutes) => format!("{hours}h {minutes}m"),
        (days, hours, _) => format!("{days}d {hours}h"),
    }
}

impl fmt::Display for Mined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} of {}, {}, {}",
            counted(self.cases, "case", "cases"),
            self.of,
            counted(self.acts, "event", "events"),
            counted(self.steps, "step", "steps")
        )?;
        if let (Some(first), Some(last)) = (self.first, self.last) {
            writeln!(f, "from {first} to {last}")?;
        }
        writeln!(f, "A case takes {}", spans(&self.took))?;
        self.write_variants(f)?;
        handovers(f, "Handovers between teams", &self.teams)?;
        handovers(f, "Handovers between people", &self.people)?;
        bounces(f, "Ping-pong between teams", &self.team_bounces)?;
        bounces(f, "Ping-pong between support lines", &self.line_bounces)?;
        self.write_waiting(f)?;
        self.write_who(f)?;
        self.write_against(f)?;
        self.write_findings(f)
    }
}

impl Mined {
    fn write_variants(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nVariants: {}, of which {} were taken once", self.variants_found, self.variants_once)?;
        for it in self.variants.iter().take(LINES) {
            let more = it.steps.len().saturating_sub(STEPS);
            let mut steps: Vec<&str> = it.steps.iter().take(STEPS).map(String::as_str).collect();
            let rest = format!("and {more} more");
            if more > 0 {
                steps.push(&rest);
            }
            let (count, share) = (it.spans.count, per_cent(it.per_mille));
            writeln!(f, "{count:>8}  {share:>7}  {:>9}  {}", span(it.spans.median_ms), steps.join(" > "))?;
        }
        Ok(())
    }

    fn write_waiting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nTime in states that were left again")?;
        for it in &self.stays {
            let waits = if it.waits { "  (waiting)" } else { "" };
            writeln!(
                f,
                "{:>8}  {:>7}  {}{waits}: {}",
                it.spans.count,
                per_cent(it.per_mille),
                it.state,
                spans(&it.spans)
            )?;
        }
        writeln!(f, "\nTime between steps, the most first")?;
        for it in self.between.iter().take(LINES) {
            writeln!(f, "{:>8}  {} > {}: {}", it.spans.count, it.from, it.to, spans(&it.spans))?;
        }
        Ok(())
    }

    fn write_who(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nWho did what, and a first matrix (A answers, R does it too)")?;
        for (who, row) in self.who.iter().zip(&self.matrix).take(40) {
            let Who { what, total, people, by, .. } = who;
            writeln!(f, "{total:>8}  {what}, by {}", counted(*people, "person", "people"))?;
            for one in by.iter().take(6) {
                let letter = row.cells.iter().find(|it| it.by == one.name).map_or(" ", |it| it.letter);
                writeln!(f, "          {letter} {:>7}  {}", per_cent(one.per_mille), one.name)?;
            }
        }
        Ok(())
    }

    fn write_against(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.against.is_empty() && self.strayed.is_empty() {
            return Ok(());
        }
        let within: u64 = self.against.iter().map(|it| it.within).sum();
        let unjudged: u64 = self.against.iter().map(|it| it.unjudged).sum();
        writeln!(
            f,
            "\nAgainst the matrix: {within} within, {} outside, {unjudged} by somebody with no known role; {} where no move leads",
            self.outside_total, self.strayed_total
        )?;
        for it in self.against.iter().filter(|it| it.outside > 0).take(LINES) {
            writeln!(f, "{:>8}  outside: {} by {} ({} within)", it.outside, it.activity, it.by, it.within)?;
        }
        for it in self.strayed.iter().take(LINES) {
            writeln!(f, "{:>8}  no move: {} > {}", it.count, it.from.as_deref().unwrap_or("(begins)"), it.to)?;
        }
        Ok(())
    }

    fn write_findings(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nFindings: {}", self.findings.len())?;
        for (no, it) in (1..).zip(&self.findings) {
            let no: usize = no;
            writeln!(
                f,
                "{no:>4}. {}: {} ({})\n      {}\n      {}",
                it.title,
                it.about,
                it.kind.name(),
                it.text,
                it.fix
            )?;
        }
        Ok(())
    }
}

fn spans(it: &Spans) -> String {
    let about = if it.is_exact { "" } else { "about " };
    let (median, ninth, longest) = (span(it.median_ms), span(it.p90_ms), span(it.longest_ms));
    format!("{about}{median} (median), nine in ten {ninth}, at most {longest}")
}

fn handovers(f: &mut fmt::Formatter<'_>, title: &str, it: &Handovers) -> fmt::Result {
    writeln!(f, "\n{title}: {} in {}, {} different", it.total, counted(it.cases, "case", "cases"), it.ways)?;
    pairs(f, &it.pairs, ">")
}

fn bounces(f: &mut fmt::Formatter<'_>, title: &str, it: &Bounces) -> fmt::Result {
    writeln!(
        f,
        "\n{title}: {} in {}, {}",
        it.total,
        counted(it.cases, "case", "cases"),
        counted(it.ways, "pair", "pairs")
    )?;
    pairs(f, &it.pairs, "and")
}

fn pairs(f: &mut fmt::Formatter<'_>, pairs: &[Pair], word: &str) -> fmt::Result {
    pairs.iter().take(LINES).try_for_each(|it| writeln!(f, "{:>8}  {} {word} {}", it.count, it.from, it.to))
}
