//! Measures: figures with their targets, their course and the rows behind them.

use super::acts::Link;
use super::governance::Tab;
use super::parts::Tone;

/// A figure as shown.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// With its unit: `92.4 %`.
    pub text: String,
    /// The rows that it is made of, by kind of record.
    pub rows: Vec<Link>,
    /// The rows that it falls short by.
    pub short: Option<Link>,
    /// `37 of 40`.
    pub of: String,
}

/// How a figure stands to its target.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// In words: `reached`.
    pub text: String,
    /// Its tone.
    pub tone: Tone,
}

/// A target.
#[derive(Debug, Clone, Default)]
pub struct TargetShown {
    /// `at least 95 %`.
    pub text: String,
    /// The record that holds it.
    pub url: String,
}

/// One measure in a list.
#[derive(Debug, Clone, Default)]
pub struct MeasureRow {
    /// Its title.
    pub title: String,
    /// Its page.
    pub url: String,
    /// How it is counted.
    pub formula: String,
    /// The figure of the present period.
    pub now: Shown,
    /// The figure of the period before.
    pub before: Shown,
    /// What it has to reach.
    pub target: Option<TargetShown>,
    /// How it stands to that.
    pub verdict: Option<Verdict>,
    /// What to know about it.
    pub note: String,
}

/// Measures under one heading.
#[derive(Debug, Clone, Default)]
pub struct MeasureGroup {
    /// Heading.
    pub title: String,
    /// Its page.
    pub url: Option<String>,
    /// Rows.
    pub rows: Vec<MeasureRow>,
}

/// A list of measures.
#[derive(Debug, Clone, Default)]
pub struct MeasuresPage {
    /// Heading.
    pub title: String,
    /// What it shows.
    pub lead: String,
    /// Which of the lists.
    pub tabs: Vec<Tab>,
    /// Choices within it.
    pub choices: Vec<Link>,
    /// The present period and the one before, as headings.
    pub heads: (String, String),
    /// Groups.
    pub groups: Vec<MeasureGroup>,
    /// Heading and reason when there is nothing.
    pub empty: (String, String),
}

/// One period, or one value that a measure is told apart by.
#[derive(Debug, Clone, Default)]
pub struct FigureRow {
    /// Which.
    pub name: String,
    /// The figure.
    pub shown: Shown,
    /// How it stands to the target.
    pub verdict: Option<Verdict>,
}

/// A point of the plot.
#[derive(Debug, Clone, Default)]
pub struct PlotPoint {
    /// Below it.
    pub label: String,
    /// Beside it.
    pub text: String,
    /// Its height; none where nothing counts.
    pub value: Option<i64>,
    /// Whether it reaches the target; a full mark where it does or there is none.
    pub is_full: bool,
}

/// The course of a figure, with its target.
#[derive(Debug, Clone, Default)]
pub struct Plot {
    /// What it shows, for readers who cannot see it.
    pub caption: String,
    /// Points, oldest first.
    pub points: Vec<PlotPoint>,
    /// The target's height and its words.
    pub target: Option<(i64, String)>,
}

/// The page of one measure.
#[derive(Debug, Clone, Default)]
pub struct MeasurePage {
    /// Heading.
    pub title: String,
    /// The practice.
    pub practice: Link,
    /// How it is counted.
    pub formula: String,
    /// What to know about it.
    pub notes: Vec<String>,
    /// Weeks, months, quarters, years.
    pub steps: Vec<Tab>,
    /// By what it can be told apart.
    pub ways: Vec<Tab>,
    /// What it is narrowed to, with a way to take that away.
    pub narrow: Vec<Link>,
    /// The targets.
    pub targets: Vec<TargetShown>,
    /// The course.
    pub plot: Option<Plot>,
    /// Periods, newest first.
    pub periods: Vec<FigureRow>,
    /// What it is told apart by, and its values.
    pub groups: Option<(String, Vec<FigureRow>)>,
    /// Where programs fetch it.
    pub csv: Option<Link>,
    /// Why there is no figure.
    pub empty: Option<(String, String)>,
}
