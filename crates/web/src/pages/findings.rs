//! All findings: what is missing or wrong in who answers for what, the worst first, by kind.

use axum::{extract::Query, response::Response};
use governance::{Finding, FindingKind};
use serde::Deserialize;

use super::who::{inside_only, say};
use crate::{
    asker::Asker,
    frame,
    look::{
        findings as drawn,
        view::{FindingsPage, Link, Tab},
    },
    problem::Problem,
    urls,
};

/// Which kind.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    kind: String,
    /// How many come before this page.
    #[serde(default)]
    from: usize,
}

/// The most that one page shows.
const MOST: usize = 30;

/// The page.
pub(crate) async fn show(asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let all: Vec<Finding> = asker.desk.findings().await?.into_iter().map(|it| it.finding).collect();
    let chosen = say::folded(&asker, all.iter().filter(|it| asked.kind.is_empty() || it.kind.name() == asked.kind));
    let pages = pages(&asked, chosen.len());
    let shown: Vec<_> = chosen.into_iter().skip(asked.from).take(MOST).collect();
    let kept = asker.desk.finding_records(&shown.iter().map(|(it, _)| *it).collect::<Vec<_>>()).await?;
    let page = FindingsPage {
        title: "Findings".to_owned(),
        lead: lead(&asker),
        kinds: tabs(&all, &asked.kind),
        pages,
        findings: shown.into_iter().enumerate().map(|(n, it)| say::finding(&asker, it, (&kept, n == 0))).collect(),
        empty: (
            "Nothing is missing".to_owned(),
            "Every role that must be held is held, by one, and nobody holds what must be apart.".to_owned(),
        ),
    };
    frame::page(&asker, "Findings", &drawn::findings(&page)).await
}

/// What is counted here, and why it is more than the list of records says.
fn lead(asker: &Asker) -> String {
    let desk = &asker.desk;
    let of = desk.site().find_type("finding").filter(|it| desk.touches(it.ix));
    let records = if of.is_some() { "you see those that your roles reach" } else { "none of your roles reaches those" };
    format!("{LEAD} Everybody inside IT reads them. Each has a record with an owner and a decision: {records}.")
}

const LEAD: &str = "All that is missing or wrong in who answers for what, from the roles, the matrix and the appointments as they stand now, and what is known to come within a month; the worst first.";

/// Which of how many are shown, and the pages before and after.
fn pages(asked: &Asked, all: usize) -> (String, Option<String>, Option<String>) {
    let last = asked.from.saturating_add(MOST);
    let at = |from: usize| {
        let kind = (!asked.kind.is_empty()).then_some(asked.kind.as_str());
        let from = (from > 0).then(|| from.to_string());
        urls::with_given("/who/findings", &[("kind", kind), ("from", from.as_deref())])
    };
    let previous = (asked.from > 0).then(|| at(asked.from.saturating_sub(MOST)));
    let range = format!("{} to {} of {all}", asked.from.saturating_add(1).min(all), last.min(all));
    (range, previous, (last < all).then(|| at(last)))
}

fn tabs(all: &[Finding], chosen: &str) -> Vec<Tab> {
    let mut tabs = vec![Tab {
        link: Link { current: chosen.is_empty(), ..Link::to("All", "/who/findings") },
        count: Some(all.len().to_string()),
    }];
    for kind in FindingKind::ALL {
        let n = all.iter().filter(|it| it.kind == kind).count();
        if n > 0 {
            let link = Link {
                current: kind.name() == chosen,
                ..Link::to(say::kind(kind), format!("/who/findings?kind={}", kind.name()))
            };
            tabs.push(Tab { link, count: Some(n.to_string()) });
        }
    }
    tabs
}
