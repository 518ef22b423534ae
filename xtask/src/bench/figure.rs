//! A figure beside its raw limit and its goal.

use std::time::Duration;

use serde_json::{Value as Json, json};

/// A figure.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    raw: Option<f64>,
    goal: String,
    pub(crate) met: bool,
}

impl Figure {
    /// A figure that must not be larger.
    pub(crate) fn at_most(name: impl Into<String>, unit: &'static str, value: f64, most: f64) -> Self {
        Self { name: name.into(), value, unit, raw: None, goal: format!("<= {most} {unit}"), met: value <= most }
    }
    /// A rate that must be at least so much of the raw one.
    pub(crate) fn share(name: impl Into<String>, unit: &'static str, value: f64, raw: f64, least: f64) -> Self {
        let goal = format!(">= {:.0} % of raw", least * 100.0);
        Self { name: name.into(), value, unit, raw: Some(raw), goal, met: value >= raw * least }
    }
    /// The same beside a raw limit.
    pub(crate) fn beside(self, raw: f64) -> Self {
        Self { raw: Some(raw), ..self }
    }
    /// As a line of a table.
    pub(crate) fn line(&self) -> String {
        let raw = self.raw.map_or_else(|| "-".to_owned(), shown);
        let share = self.raw.filter(|it| *it > 0.0).map_or(String::new(), |it| format!("x {:.2}", self.value / it));
        let met = if self.met { "met" } else { "MISSED" };
        format!(
            "{:<28} {:>10} {:<10} raw {:>10} {:<9} goal {:<18} {met}",
            self.name,
            shown(self.value),
            self.unit,
            raw,
            share,
            self.goal
        )
    }
    /// As a row.
    pub(crate) fn json(&self) -> Json {
        json!({ "name": self.name, "value": self.value, "unit": self.unit, "raw": self.raw, "goal": self.goal, "met": self.met })
    }
}

fn shown(it: f64) -> String {
    match it {
        it if it >= 100.0 => format!("{it:.0}"),
        it if it >= 1.0 => format!("{it:.2}"),
        it => format!("{it:.4}"),
    }
}

/// A count as a number to reckon with.
pub(crate) fn float(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Milliseconds.
pub(crate) fn millis(it: Duration) -> f64 {
    it.as_secs_f64() * 1000.0
}

/// The time that so many of a hundred did not exceed, in milliseconds.
pub(crate) fn percentile(times: &mut [Duration], of_hundred: usize) -> f64 {
    times.sort_unstable();
    let at = (times.len() * of_hundred / 100).min(times.len().saturating_sub(1));
    times.get(at).copied().map(millis).unwrap_or_default()
}
