//! A review of figures fills itself: the measures of its practice or service in its quarter, beside their targets.

use engine::{Of, Seen};

use super::{row, say};
use crate::{
    asker::Asker,
    look::{
        measures as drawn,
        view::{Link, Section},
    },
    problem::Problem,
};

/// The block beside a review; none where the record is no review, or nothing of it counts.
pub(crate) async fn section(asker: &Asker, seen: &Seen) -> Result<Option<Section>, Problem> {
    let desk = &asker.desk;
    let Some(review) = desk.review(seen) else { return Ok(None) };
    let site = desk.site();
    let targets = desk.targets().await?;
    let of = Of { service: review.service, ..Of::default() };
    let quarter = std::slice::from_ref(&review.quarter);
    let mut rows = Vec::new();
    for measure in &site.measures {
        let Some(practice) = site.practice(measure.practice) else { continue };
        let is_of_practice = review.practice.as_ref().is_none_or(|it| *it == practice.key);
        if !is_of_practice || review.service.is_some() && !desk.is_by_service(measure) {
            continue;
        }
        let series = desk.series(measure, quarter, &of, None).await?;
        let found = row(asker, (practice, measure), &series, &of, &targets);
        if review.practice.is_some() || series.last().counted > 0 {
            rows.push(found);
        }
    }
    let link = review.practice.as_ref().map(|it| Link::to("All figures", format!("/measures/{it}")));
    let title = format!("Figures of {}", say::heading(&review.quarter));
    Ok((!rows.is_empty()).then(|| Section { title, link, body: drawn::review(&rows) }))
}
