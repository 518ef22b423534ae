//! How a record's clocks are counted: every stretch, to be checked by hand.

use axum::{extract::Path, response::Response};
use base::{Instant, Span};
use clocks::{Kind, Segment};
use engine::ClockView;

use super::form;
use crate::{
    asker::Asker,
    find, frame,
    look::{
        clocks as drawn,
        view::{ClockPage, Link, Reading, Segment as Stretch, SegmentKind},
    },
    problem::Problem,
    words::{self, span},
};

/// The most stretches that one table shows.
const STRETCHES: usize = 120;

/// The clock page.
pub(crate) async fn show(asker: Asker, Path(number): Path<String>) -> Result<Response, Problem> {
    let view = asker.desk.view(&super::record::number(&number)?).await?;
    let of = find::type_of(&asker.desk, &view.seen)?;
    let practice = asker.desk.site().practice(of.practice).map(|it| it.key.clone()).unwrap_or_default();
    let readings = view.clocks.iter().map(|it| reading(&asker, it, &practice)).collect();
    let page = ClockPage { record: form::about(of, &view.seen), readings };
    let title = format!("Clocks of {}", view.seen.number());
    frame::page(&asker, &title, &drawn::clock_page(&page)).await
}

/// The bar from the first to the last instant, in thousandths.
struct Bar {
    from: Instant,
    to: Instant,
}

impl Bar {
    fn at(&self, instant: Instant) -> u16 {
        let whole = self.to.since(self.from).micros().max(1);
        let part = instant.since(self.from).micros().clamp(0, whole);
        u16::try_from(i128::from(part) * 1000 / i128::from(whole)).unwrap_or(1000)
    }
}

fn reading(asker: &Asker, it: &ClockView, practice: &str) -> Reading {
    let segments = &it.reading.segments;
    let (first, last) = (segments.first().map(|it| it.from), segments.last().map(|it| it.to));
    let end = last.into_iter().chain(it.reading.due).max();
    let bar = Bar { from: first.unwrap_or_default(), to: end.unwrap_or_default() };
    let of_work = |span: Span| words::worked(span, it.counted.never_closes);
    let mut sum = Span::ZERO;
    let mut stretches = Vec::new();
    for segment in segments {
        split(segment, it.reading.due, |part, over| {
            if part.kind == Kind::Counted {
                sum = sum.plus(part.length());
            }
            stretches.push(stretch(asker, &bar, &part, (over, of_work(sum))));
        });
    }
    let skipped = stretches.len().saturating_sub(STRETCHES);
    let clock = format!("{} of {}", of_work(it.reading.elapsed), of_work(it.reading.target));
    Reading {
        name: if it.is_inner { format!("{} (within IT)", it.title) } else { it.title.clone() },
        chip: words::reading_chip(&asker.times, it),
        target: of_work(it.reading.target),
        source: Link::to(it.counted.agreement.clone(), format!("/who/{practice}")),
        calendar: format!("{} ({})", it.counted.calendar, it.counted.zone),
        due: format!(
            "{}. For priority {}, declared in {}.",
            words::reading_words(&asker.times, &it.reading),
            it.counted.priority,
            it.counted.declared_at
        ),
        axis: [first, end].into_iter().flatten().map(|it| asker.times.words(it)).collect(),
        due_at: it.reading.due.map(|due| bar.at(due).min(997)),
        segments: stretches.into_iter().skip(skipped).collect(),
        sum: if skipped > 0 { format!("{clock}; the first {skipped} stretches are left out here") } else { clock },
    }
}

/// Cuts a counted stretch where it passes the due time.
fn split(segment: &Segment, due: Option<Instant>, mut each: impl FnMut(Segment, bool)) {
    match due.filter(|_| segment.kind == Kind::Counted) {
        Some(due) if segment.from >= due => each(segment.clone(), true),
        Some(due) if segment.to > due => {
            each(Segment { to: due, ..segment.clone() }, false);
            each(Segment { from: due, ..segment.clone() }, true);
        }
        Some(_) | None => each(segment.clone(), false),
    }
}

fn stretch(asker: &Asker, bar: &Bar, part: &Segment, (over, sum): (bool, String)) -> Stretch {
    let kind = match part.kind {
        Kind::Counted if over => SegmentKind::Over,
        Kind::Counted => SegmentKind::Running,
        Kind::Paused => SegmentKind::Paused,
        Kind::Closed => SegmentKind::Closed,
        Kind::Stopped => SegmentKind::Stopped,
    };
    let start = bar.at(part.from);
    Stretch {
        kind,
        start,
        width: bar.at(part.to).saturating_sub(start).max(1),
        from: asker.times.words(part.from),
        to: asker.times.words(part.to),
        counted: if part.kind == Kind::Counted { span(part.length()) } else { "0m".to_owned() },
        sum,
        reason: part.reason.to_string(),
    }
}
