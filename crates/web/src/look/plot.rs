//! A figure's course as a drawing: plain SVG with whole numbers, a mark and words for each point. Full and hollow marks
//! and a dashed line say without colour what colour says, and the table below says it in words.

use super::view::{Plot, PlotPoint};
use maud::{Markup, html};

const WIDTH: i64 = 680;
const HEIGHT: i64 = 200;
const LEFT: i64 = 16;
const TOP: i64 = 28;
const BOTTOM: i64 = 168;

/// Where points lie.
struct Scale {
    low: i64,
    high: i64,
    step: i64,
}

impl Scale {
    fn of(plot: &Plot) -> Self {
        let values = plot.points.iter().filter_map(|it| it.value).chain(plot.target.iter().map(|it| it.0));
        let (low, high) = values.fold((0, i64::MIN), |(low, high), it| (low.min(it), high.max(it)));
        let high = if high <= low { low.saturating_add(1) } else { high };
        let gaps = i64::try_from(plot.points.len()).unwrap_or(1).max(1);
        Self { low, high, step: (WIDTH - 2 * LEFT) / gaps }
    }
    fn x(&self, at: usize) -> i64 {
        let at = i64::try_from(at).unwrap_or_default();
        LEFT + self.step / 2 + at.saturating_mul(self.step)
    }
    fn y(&self, value: i64) -> i64 {
        let height = i128::from(BOTTOM - TOP);
        let share =
            i128::from(value.saturating_sub(self.low)) * height / i128::from(self.high.saturating_sub(self.low));
        BOTTOM - i64::try_from(share).unwrap_or_default()
    }
}

/// The drawing.
pub fn plot(plot: &Plot) -> Markup {
    let scale = Scale::of(plot);
    html! {
        svg.plot viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(plot.caption) {
            line.axis x1=(LEFT) y1=(BOTTOM) x2=(WIDTH - LEFT) y2=(BOTTOM) {}
            @if let Some((value, words)) = &plot.target {
                @let y = scale.y(*value);
                line.goal x1=(LEFT) y1=(y) x2=(WIDTH - LEFT) y2=(y) {}
                text.goal-words x=(WIDTH - LEFT) y=(y.saturating_sub(5)) text-anchor="end" { (words) }
            }
            @for run in runs(plot) {
                polyline.course points=(run.iter().map(|(at, value)| format!("{},{}", scale.x(*at), scale.y(*value))).collect::<Vec<_>>().join(" ")) {}
            }
            @for (at, point) in plot.points.iter().enumerate() { (mark(&scale, at, point)) }
        }
    }
}

fn mark(scale: &Scale, at: usize, point: &PlotPoint) -> Markup {
    let x = scale.x(at);
    html! {
        @if let Some(value) = point.value {
            @let y = scale.y(value);
            circle class=(if point.is_full { "dot full" } else { "dot" }) cx=(x) cy=(y) r="4.5" {}
            text.value x=(x) y=(y.saturating_sub(10)) text-anchor="middle" { (point.text) }
        }
        text.name x=(x) y=(HEIGHT - 12) text-anchor="middle" { (point.label) }
    }
}

/// Points that follow each other without a gap.
fn runs(plot: &Plot) -> Vec<Vec<(usize, i64)>> {
    let mut found: Vec<Vec<(usize, i64)>> = vec![Vec::new()];
    for (at, point) in plot.points.iter().enumerate() {
        match (point.value, found.last_mut()) {
            (Some(value), Some(run)) => run.push((at, value)),
            (None, Some(run)) if !run.is_empty() => found.push(Vec::new()),
            (None | Some(_), _) => {}
        }
    }
    found.retain(|it| it.len() > 1);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[Option<i64>]) -> Plot {
        let points = values.iter().map(|it| PlotPoint { value: *it, is_full: true, ..PlotPoint::default() }).collect();
        Plot { caption: "Course".to_owned(), points, target: None }
    }

    #[test]
    fn a_gap_breaks_the_line_and_a_lone_point_has_none() {
        let drawn = runs(&of(&[Some(1), Some(2), None, Some(3), None, Some(4), Some(5)]));
        assert_eq!(drawn, [vec![(0, 1), (1, 2)], vec![(5, 4), (6, 5)]]);
    }

    #[test]
    fn points_stay_inside_whatever_they_are() {
        for values in [vec![Some(0)], vec![Some(-5), Some(5)], vec![Some(i64::MAX / 2), Some(0)], vec![None]] {
            let drawn = of(&values);
            let scale = Scale::of(&drawn);
            for value in values.iter().flatten() {
                assert!((TOP..=BOTTOM).contains(&scale.y(*value)), "{value}");
            }
            assert!(!plot(&drawn).into_string().contains("style="));
        }
    }
}
