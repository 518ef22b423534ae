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
};

/// Which kind.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    kind: String,
}

/// The most that one page shows.
const MOST: usize = 60;

/// The page.
pub(crate) async fn show(asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let all = governance::findings(&asker.desk.directory().roster, asker.desk.site(), asker.times.now());
    let chosen = say::folded(&asker, all.iter().filter(|it| asked.kind.is_empty() || it.kind.name() == asked.kind));
    let page = FindingsPage {
        title: "Findings".to_owned(),
        lead: lead(chosen.len()),
        kinds: tabs(&all, &asked.kind),
        findings: chosen.into_iter().take(MOST).enumerate().map(|(n, it)| say::finding(&asker, it, n == 0)).collect(),
        empty: (
            "Nothing is missing".to_owned(),
            "Every role that must be held is held, by one, and nobody holds what must be apart.".to_owned(),
        ),
    };
    frame::page(&asker, "Findings", &drawn::findings(&page)).await
}

fn lead(n: usize) -> String {
    let base = "Computed from the roles, the matrix and the appointments as they stand now; the worst first.";
    if n > MOST { format!("{base} The first {MOST} of {n}.") } else { base.to_owned() }
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
