//! Responsibility mining: who really did what, from the journal as far as the reader sees it from inside IT.

use axum::{
    extract::Query,
    response::{IntoResponse as _, Redirect, Response},
};
use engine::{Purpose, Refused};
use mining::{Bounces, Finding, FindingKind, Handovers, Mined, per_cent, span};
use model::{Site, TypeIx};
use serde::Deserialize;

use crate::{
    asker::Asker,
    frame,
    look::{
        mining as drawn,
        view::{self, Act, Link, MiningLine, MiningPage, MiningTable, Phrase, Tone},
    },
    problem::Problem,
    urls, words,
};

/// Which record type.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default, rename = "type")]
    kind: String,
}

/// The most records that a page mines; the command mines all.
const NEWEST: usize = 5000;
/// The most lines of a table.
const LINES: usize = 12;
/// The most steps of a variant in one line.
const STEPS: usize = 12;

/// The page.
pub(crate) async fn show(asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    asker.desk.entitled(Purpose::Mine.activity())?;
    let kinds = kinds(&asker);
    if asked.kind.is_empty() {
        let first = kinds.first().and_then(|it| asker.desk.site().of(*it));
        let first = first.ok_or_else(|| Refused::not_found("kind of record that could be mined"))?;
        return Ok(Redirect::to(&urls::with_query("/mining", &[("type", &first.key)])).into_response());
    }
    let mined = asker.desk.mine(&asked.kind, Some(NEWEST), |_| {}).await?;
    let page = page(&asker, &kinds, &mined);
    frame::page(&asker, "Who really did what", &drawn::mining(&page)).await
}

/// The types that the reader sees from inside IT and that have a course to mine, those with the most clocks first.
fn kinds(asker: &Asker) -> Vec<TypeIx> {
    let (site, authority) = (asker.desk.site(), asker.desk.authority());
    let inside = asker.desk.kinds().filter(|it| !authority.scope(it.ix, true).is_empty());
    let mut all: Vec<TypeIx> =
        inside.filter(|it| it.place.is_none() && it.lifecycle.states.len() > 2).map(|it| it.ix).collect();
    all.sort_by_key(|ix| (std::cmp::Reverse(site.clocks.iter().filter(|it| it.of == *ix).count()), *ix));
    all
}

fn page(asker: &Asker, kinds: &[TypeIx], mined: &Mined) -> MiningPage {
    let site = asker.desk.site();
    let of = site.find_type(&mined.of);
    let plural = of.map(|it| words::lower(&it.plural)).unwrap_or_default();
    let link = |ix: &TypeIx| {
        let of = site.of(*ix)?;
        let link = Link::to(of.plural.clone(), urls::with_query("/mining", &[("type", &of.key)]));
        Some(Link { current: of.key == mined.of, ..link })
    };
    let findings = mined.findings.iter().enumerate().map(|(no, it)| finding(asker, mined, no, it)).collect();
    MiningPage {
        title: "Who really did what".to_owned(),
        lead: lead(asker, mined, &plural),
        kinds: (of.map(|it| it.plural.clone()).unwrap_or_default(), kinds.iter().filter_map(link).collect()),
        tables: if mined.cases == 0 { Vec::new() } else { tables(&Names(site), mined) },
        findings,
        empty: ("Nothing to mine".to_owned(), format!("There are no {plural} that you see from inside IT.")),
    }
}

fn lead(asker: &Asker, mined: &Mined, plural: &str) -> String {
    let Some((first, last)) = mined.first.zip(mined.last) else { return String::new() };
    let most = u64::try_from(NEWEST).is_ok_and(|most| mined.cases >= most);
    let newest = if most { "The newest " } else { "" };
    format!(
        "{newest}{} {plural} that you see, {} acts from {} to {}, counted from the journal now. Half of them took no longer than {}.",
        mined.cases,
        mined.acts,
        asker.times.day(first),
        asker.times.day(last),
        span(mined.took.median_ms)
    )
}

/// Keys as people read them.
struct Names<'a>(&'a Site);

impl Names<'_> {
    fn activity(&self, key: &str) -> String {
        // A message is no activity of the matrix: whoever sees a record may speak on it.
        let own = match key {
            "record:speak" => "Write a message",
            "record:answer" => "Answer what is asked",
            key => key,
        };
        self.0.find_activity(key).map_or_else(|| own.to_owned(), |(_, it)| it.title.clone())
    }
    fn role(&self, key: &str) -> String {
        self.0.find_role(key).and_then(|it| self.0.role(it)).map_or_else(|| key.to_owned(), |it| it.title.clone())
    }
    fn state(&self, of: &str, key: &str) -> String {
        let of = self.0.find_type(of);
        let state = of.and_then(|it| it.lifecycle.state(it.lifecycle.find_state(key)?));
        state.map_or_else(|| key.to_owned(), |it| it.title.clone())
    }
    fn steps(&self, steps: &[String]) -> String {
        let more = steps.len().saturating_sub(STEPS);
        let mut named: Vec<String> = steps.iter().take(STEPS).map(|it| self.activity(it)).collect();
        if more > 0 {
            named.push(format!("and {more} more"));
        }
        named.join(" › ")
    }
}

fn tables(names: &Names<'_>, mined: &Mined) -> Vec<MiningTable> {
    let mut all = vec![who(names, mined), variants(names, mined), stays(names, mined), between(names, mined)];
    all.push(handed("teams", "Handovers between teams", &mined.teams));
    all.push(handed("people", "Handovers between people", &mined.people));
    all.push(bounced("ping-pong", "Ping-pong between teams", &mined.team_bounces));
    all.push(bounced("lines", "Ping-pong between support lines", &mined.line_bounces));
    all.push(outside(names, mined));
    all.retain(|it| !it.lines.is_empty());
    all
}

fn table(id: &str, title: &str, lead: String, heads: &[&str], lines: Vec<MiningLine>) -> MiningTable {
    let heads = heads.iter().map(|it| (*it).to_owned()).collect();
    MiningTable { id: id.to_owned(), title: title.to_owned(), lead, heads, lines }
}

fn who(names: &Names<'_>, mined: &Mined) -> MiningTable {
    let lines = mined.who.iter().zip(&mined.matrix).take(40).map(|(who, row)| {
        let by = who.by.iter().take(4).map(|it| {
            let letter = row.cells.iter().find(|cell| cell.by == it.name).map_or("", |cell| cell.letter);
            format!("{letter} {} {}", names.role(&it.name), per_cent(it.per_mille)).trim().to_owned()
        });
        let cells = vec![who.total.to_string(), who.people.to_string(), by.collect::<Vec<_>>().join(", ")];
        MiningLine { name: names.activity(&who.what), share: None, cells }
    });
    let lead = "By the role of whoever did it, else by support line or team. A: did more than half and would answer for it. \
                R: did a tenth or more.";
    table(
        "who",
        "Who did what, and a first matrix",
        lead.to_owned(),
        &["What", "Times", "People", "By"],
        lines.collect(),
    )
}

fn variants(names: &Names<'_>, mined: &Mined) -> MiningTable {
    let lines = mined.variants.iter().take(LINES).map(|it| MiningLine {
        name: names.steps(&it.steps),
        share: Some(it.per_mille),
        cells: vec![it.spans.count.to_string(), per_cent(it.per_mille), span(it.spans.median_ms)],
    });
    let lead = format!("{} ways, {} of them taken once.", mined.variants_found, mined.variants_once);
    table("variants", "Ways that they take", lead, &["Way", "Times", "Share", "Median"], lines.collect())
}

fn stays(names: &Names<'_>, mined: &Mined) -> MiningTable {
    let lines = mined.stays.iter().take(LINES).map(|it| MiningLine {
        name: format!("{}{}", names.state(&mined.of, &it.state), if it.waits { " (waiting)" } else { "" }),
        share: Some(it.per_mille),
        cells: vec![
            it.spans.count.to_string(),
            per_cent(it.per_mille),
            span(it.spans.median_ms),
            span(it.spans.p90_ms),
        ],
    });
    let lead = "Of the time in states that were left again.".to_owned();
    table("stays", "Where the time goes", lead, &["State", "Stays", "Share", "Median", "Nine in ten"], lines.collect())
}

fn between(names: &Names<'_>, mined: &Mined) -> MiningTable {
    let lines = mined.between.iter().take(LINES).map(|it| MiningLine {
        name: format!("{} › {}", names.activity(&it.from), names.activity(&it.to)),
        share: None,
        cells: vec![it.spans.count.to_string(), span(it.spans.median_ms), span(it.spans.p90_ms)],
    });
    let lead = "Between which steps the most time goes by, all cases together.".to_owned();
    table("between", "From one step to the next", lead, &["Steps", "Times", "Median", "Nine in ten"], lines.collect())
}

fn handed(id: &str, title: &str, it: &Handovers) -> MiningTable {
    let lead = format!("{} in {}.", it.total, base::counted(it.cases, "case", "cases"));
    table(id, title, lead, &["From and to", "Times"], pairs(&it.pairs, it.total, "›"))
}

fn bounced(id: &str, title: &str, it: &Bounces) -> MiningTable {
    let lead = format!(
        "{} a case went straight back, in {}.",
        base::counted(it.total, "time", "times"),
        base::counted(it.cases, "case", "cases")
    );
    table(id, title, lead, &["Between", "Times"], pairs(&it.pairs, it.total, "and"))
}

fn pairs(pairs: &[mining::Pair], total: u64, word: &str) -> Vec<MiningLine> {
    let line = |it: &mining::Pair| MiningLine {
        name: format!("{} {word} {}", it.from, it.to),
        share: Some(it.count.saturating_mul(1000).checked_div(total).unwrap_or_default()),
        cells: vec![it.count.to_string()],
    };
    pairs.iter().take(LINES).map(line).collect()
}

fn outside(names: &Names<'_>, mined: &Mined) -> MiningTable {
    let outside = mined.outside.iter().take(LINES).map(|it| MiningLine {
        name: format!("{}, by {}", names.activity(&it.activity), names.role(&it.by)),
        share: None,
        cells: vec![it.count.to_string(), it.people.iter().map(|it| it.name.clone()).collect::<Vec<_>>().join(", ")],
    });
    let strayed = mined.strayed.iter().take(LINES).map(|it| {
        let from = it.from.as_deref().map_or_else(|| "Beginning".to_owned(), |key| names.state(&mined.of, key));
        let name = format!("{from} › {}, where no move leads", names.state(&mined.of, &it.to));
        MiningLine { name, share: None, cells: vec![it.count.to_string(), String::new()] }
    });
    let lead = "What is done here can't be outside the matrix; history from elsewhere can. It is held against the cells that \
                people have now.";
    let heads = ["What", "Times", "Most often"];
    table("outside", "Outside the matrix", lead.to_owned(), &heads, outside.chain(strayed).collect())
}

fn finding(asker: &Asker, mined: &Mined, no: usize, it: &Finding) -> view::Finding {
    let names = Names(asker.desk.site());
    let (icon, tone) = match it.kind {
        FindingKind::Gap => ("gap", Tone::Critical),
        FindingKind::Overlap => ("over", Tone::Warning),
        FindingKind::SinglePerson => ("vac", Tone::Warning),
        FindingKind::Outside => ("sod", Tone::Critical),
        FindingKind::Stray => ("puzzle", Tone::Info),
        FindingKind::PingPong => ("over", Tone::Warning),
        FindingKind::Waiting => ("clock", Tone::Info),
    };
    let propose = asker.desk.proposed(&mined.of, it).map(|proposed| {
        let title = proposed.title();
        let to = format!("/new/improvement/{}", proposed.step);
        Act::open("Propose an improvement", urls::with_query(&to, &[("title", &title)]))
    });
    view::Finding {
        id: format!("m{no}"),
        icon: icon.to_owned(),
        tone,
        title: it.title.clone(),
        subject: names.activity(&it.about),
        age: it.weight.to_string(),
        open: no == 0,
        why: Phrase::of(format!("{} {}", it.text, it.fix)),
        acts: propose.into_iter().collect(),
        ..view::Finding::default()
    }
}
