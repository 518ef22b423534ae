//! Measures: by practice, the reader's own, by service. Figures are counted when the page is asked for.

pub(crate) mod one;
pub(crate) mod review;
pub(crate) mod say;

use axum::{
    extract::{Path, Query},
    response::Response,
};
use engine::{By, Of, Period, Series, Step, Target};
use model::{Letter, Measure, Practice, ScopeKind};
use serde::Deserialize;

use crate::{
    asker::Asker,
    frame,
    look::{
        measures as drawn,
        view::{Link, MeasureGroup, MeasureRow, MeasuresPage, Shown, Tab},
    },
    problem::Problem,
    urls, words,
};

/// Which list.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    pub(crate) list: String,
    #[serde(default)]
    pub(crate) step: String,
    #[serde(default)]
    pub(crate) by: String,
    #[serde(default)]
    pub(crate) service: String,
    #[serde(default)]
    pub(crate) team: String,
    #[serde(default)]
    pub(crate) person: String,
}

/// So many practices with figures stand on one page.
const PRACTICES: usize = 4;

/// Measures belong to those inside IT; others see what they see on records.
fn inside_only(asker: &Asker) -> Result<(), Problem> {
    if asker.desk.is_inside() { Ok(()) } else { Err(Problem::NoPage) }
}

/// All practices; or the reader's own figures, or those of a service.
pub(crate) async fn show(asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let page = match asked.list.as_str() {
        "mine" => mine(&asker).await?,
        "service" => by_service(&asker, &asked).await?,
        _all => all(&asker).await?,
    };
    let page = MeasuresPage { tabs: lists(&asked.list), title: "Measures".to_owned(), ..page };
    frame::page(&asker, "Measures", &drawn::measures(&page)).await
}

fn lists(chosen: &str) -> Vec<Tab> {
    [("", "By practice"), ("mine", "Mine"), ("service", "By service")]
        .into_iter()
        .map(|(key, label)| {
            let url = urls::with_query("/measures", &[("list", key)]);
            Tab { link: Link { current: key == chosen, ..Link::to(label, url) }, count: None }
        })
        .collect()
}

/// Every practice with its measures and targets, without figures: each page counts its own.
async fn all(asker: &Asker) -> Result<MeasuresPage, Problem> {
    let site = asker.desk.site();
    let targets = asker.desk.targets().await?;
    let row = |practice: &Practice, measure: &Measure| {
        let key = format!("{}/{}", practice.key, measure.key);
        MeasureRow {
            title: measure.title.clone(),
            url: url(practice, measure),
            formula: measure.formula.clone(),
            target: Target::find(&targets, &key, None).map(|it| say::target(measure, it)),
            note: if measure.calc.is_none() { "Not computed.".to_owned() } else { String::new() },
            ..MeasureRow::default()
        }
    };
    let groups = site.practices.iter().filter_map(|practice| {
        let rows: Vec<MeasureRow> = site.measures_of(practice.ix).map(|it| row(practice, it)).collect();
        let url = Some(format!("/measures/{}", practice.key));
        (!rows.is_empty()).then(|| MeasureGroup { title: practice.title.clone(), url, rows })
    });
    Ok(MeasuresPage {
        lead: "What shows whether each practice does well. Open a practice for its figures.".to_owned(),
        groups: groups.collect(),
        ..MeasuresPage::default()
    })
}

/// The figures of what the reader answers for, and of the reader's own work.
async fn mine(asker: &Asker) -> Result<MeasuresPage, Problem> {
    let (now, before) = months(asker);
    let mut groups = Vec::new();
    for practice in answered_for(asker).into_iter().take(PRACTICES) {
        groups.extend(group(asker, practice, &Of::default(), &[before.clone(), now.clone()]).await?);
    }
    let of = Of { person: Some(asker.person()), ..Of::default() };
    let site = asker.desk.site();
    let mut own = Vec::new();
    for measure in site.measures.iter().filter(|it| asker.desk.ways_apart(it).contains(&By::Person)) {
        let Some(practice) = site.practice(measure.practice) else { continue };
        let series = asker.desk.series(measure, &[before.clone(), now.clone()], &of, None).await?;
        if series.figures.iter().any(|it| it.counted > 0) {
            own.push(row(asker, (practice, measure), &series, &of, &[]));
        }
    }
    if !own.is_empty() {
        groups.push(MeasureGroup { title: "My own work".to_owned(), url: None, rows: own });
    }
    Ok(MeasuresPage {
        lead: "Figures of the practices that you answer for, and of your own work, which nobody else sees but who answers for your team.".to_owned(),
        heads: (say::heading(&now), say::heading(&before)),
        groups,
        empty: ("No figures of yours yet".to_owned(), "You answer for no practice, and nothing that you had counts this month.".to_owned()),
        ..MeasuresPage::default()
    })
}

/// The practices in which the reader answers for something over the whole practice or more.
fn answered_for(asker: &Asker) -> Vec<&Practice> {
    let site = asker.desk.site();
    let grants = asker.desk.authority().grants();
    let own = |practice: &&Practice| {
        [practice.manager, practice.owner].into_iter().flatten().any(|role| {
            grants.iter().any(|it| {
                let here = site.activity(it.activity).is_some_and(|row| row.practice == practice.ix);
                it.role == role && it.letter == Letter::A && here
            })
        })
    };
    site.practices.iter().filter(own).collect()
}

/// The figures of one service.
async fn by_service(asker: &Asker, asked: &Asked) -> Result<MeasuresPage, Problem> {
    let desk = &asker.desk;
    let services: Vec<_> = desk.directory().roster.places().filter(|it| it.kind == ScopeKind::Service).collect();
    let chosen = services.iter().find(|it| it.key == asked.service).or_else(|| services.first());
    let choices = services.iter().map(|it| {
        let url = urls::with_query("/measures", &[("list", "service"), ("service", &it.key)]);
        Link { current: chosen.is_some_and(|one| one.id == it.id), ..Link::to(it.name.clone(), url) }
    });
    let choices: Vec<Link> = choices.collect();
    let (now, before) = months(asker);
    let mut groups = Vec::new();
    if let Some(service) = chosen {
        let of = Of { service: Some(service.id), ..Of::default() };
        for practice in &desk.site().practices {
            let found = group(asker, practice, &of, &[before.clone(), now.clone()]).await?;
            groups.extend(found.into_iter().filter_map(|it| {
                let says = |it: &Shown| !it.text.is_empty() && it.text != say::NONE;
                let rows: Vec<_> = it.rows.into_iter().filter(|it| says(&it.now) || says(&it.before)).collect();
                (!rows.is_empty()).then_some(MeasureGroup { rows, ..it })
            }));
        }
    }
    Ok(MeasuresPage {
        lead: "What shows how a service does, from all practices.".to_owned(),
        choices,
        heads: (say::heading(&now), say::heading(&before)),
        groups,
        empty: ("Nothing counts here".to_owned(), "There is no service with figures that you see.".to_owned()),
        ..MeasuresPage::default()
    })
}

/// One practice.
pub(crate) async fn of_practice(
    asker: Asker,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let practice = asker.desk.site().find_practice(&key).ok_or(Problem::NoPage)?;
    let step = say::step(&asked.step);
    let periods = Period::last(step, asker.desk.today(), 2);
    let [before, now] = periods.as_slice() else { return Err(Problem::NoPage) };
    let found = group(&asker, practice, &Of::default(), &periods).await?;
    let page = MeasuresPage {
        title: practice.title.clone(),
        lead: practice.purpose.clone(),
        tabs: say::steps(&format!("/measures/{key}"), step, &[]),
        choices: vec![Link::to("All measures", "/measures"), Link::to("Who does what", format!("/who/{key}"))],
        heads: (say::heading(now), say::heading(before)),
        groups: found.into_iter().map(|it| MeasureGroup { title: "Figures".to_owned(), url: None, ..it }).collect(),
        empty: ("No measures".to_owned(), "None is declared for this practice.".to_owned()),
    };
    frame::page(&asker, &format!("Measures: {}", practice.title), &drawn::measures(&page)).await
}

/// The measures of a practice with their figures, for a service or for all; none where none can be asked so.
async fn group(
    asker: &Asker,
    practice: &Practice,
    of: &Of,
    periods: &[Period],
) -> Result<Option<MeasureGroup>, Problem> {
    let desk = &asker.desk;
    let targets = desk.targets().await?;
    let mut rows = Vec::new();
    for measure in desk.site().measures_of(practice.ix) {
        if of.service.is_some() && !desk.is_by_service(measure) {
            continue;
        }
        let series = desk.series(measure, periods, of, None).await?;
        rows.push(row(asker, (practice, measure), &series, of, &targets));
    }
    let url = Some(format!("/measures/{}", practice.key));
    Ok((!rows.is_empty()).then(|| MeasureGroup { title: practice.title.clone(), url, rows }))
}

/// One measure with its figures, the last and the one before.
pub(crate) fn row(
    asker: &Asker,
    (practice, measure): (&Practice, &Measure),
    series: &Series,
    of: &Of,
    targets: &[Target],
) -> MeasureRow {
    let key = format!("{}/{}", practice.key, measure.key);
    let target = Target::find(targets, &key, of.service);
    let shown = |back: usize| {
        let at = series.figures.len().checked_sub(back)?;
        Some(say::shown(asker, measure, (series.periods.get(at)?, series.figures.get(at)?), of))
    };
    let last = series.last();
    MeasureRow {
        title: measure.title.clone(),
        url: url(practice, measure),
        formula: measure.formula.clone(),
        now: shown(1).unwrap_or_default(),
        before: shown(2).unwrap_or_else(|| Shown { text: String::new(), ..Shown::default() }),
        target: target.map(|it| say::target(measure, it)),
        verdict: target.and_then(|it| say::verdict(measure, it, &last)),
        note: say::notes(measure, series).join(" "),
    }
}

/// The page of a measure.
pub(crate) fn url(practice: &Practice, measure: &Measure) -> String {
    format!("/measures/{}/{}", practice.key, measure.key)
}

/// The present month and the one before.
fn months(asker: &Asker) -> (Period, Period) {
    let today = asker.desk.today();
    let now = Period::of(Step::Month, today);
    let before = Period::last(Step::Month, today, 2).into_iter().next().unwrap_or_else(|| now.clone());
    (now, before)
}

/// The name of a person, a team, a place or an option behind a value.
pub(crate) fn named(asker: &Asker, measure: &Measure, by: &By, value: &model::Value) -> String {
    let desk = &asker.desk;
    let of = measure.calc.as_ref().and_then(|it| it.over.first()).and_then(|it| desk.site().of(it.of));
    let kind = match by {
        By::Field(key) => of.and_then(|it| it.field(it.slot(key)?)).map(|it| &it.kind),
        By::Service | By::Team | By::Person => None,
    };
    match (value, kind) {
        (model::Value::Empty, _) => "None".to_owned(),
        (model::Value::Person(id), _) => words::name_or_you(desk, *id),
        (model::Value::Team(id), _) => desk.directory().team_name(*id),
        (model::Value::Record(id), _) => {
            desk.directory().place_name(*id).map_or_else(|| "Another record".to_owned(), str::to_owned)
        }
        (model::Value::Text(key), Some(model::Kind::Choice(options))) => {
            options.find(key).map_or_else(|| key.clone(), |it| it.title.clone())
        }
        (model::Value::Int(n), Some(model::Kind::Level(options))) => {
            options.at_level(*n).map_or_else(|| n.to_string(), |it| it.title.clone())
        }
        (other, Some(kind)) => other.print(kind),
        (_, None) => String::new(),
    }
}
