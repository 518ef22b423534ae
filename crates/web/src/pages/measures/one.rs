//! One measure: its course, what it is told apart by, and what it has to reach.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use engine::{By, Figure, Of, Period, Series, Step, Target, Which};
use model::{Kind, Measure, Practice, Value};

use super::{Asked, inside_only, named, say};
use crate::{
    asker::Asker,
    frame,
    look::{
        measures as drawn,
        view::{FigureRow, Link, MeasurePage, Plot, PlotPoint, Tab},
    },
    problem::Problem,
    urls,
};

/// How many values of a field one page shows.
const VALUES: usize = 40;

/// The page.
pub(crate) async fn show(
    asker: Asker,
    Path((practice, key)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let site = asker.desk.site();
    let practice = site.find_practice(&practice).ok_or(Problem::NoPage)?;
    let measure = site.find_measure(&practice.key, &key).ok_or(Problem::NoPage)?;
    let of = narrowed(&asker, &asked)?;
    let step = say::step(&asked.step);
    let by = way(&asker, measure, &asked.by);
    let periods = Period::last(step, asker.desk.today(), count(step));
    let series = asker.desk.series(measure, &periods, &of, by.as_ref()).await?;
    let page = filled(&asker, (practice, measure), (&asked, &of, step), (&series, by.as_ref())).await?;
    frame::page(&asker, &measure.title, &drawn::measure(&page)).await
}

fn count(step: Step) -> u16 {
    match step {
        Step::Week => 13,
        Step::Month => 12,
        Step::Quarter => 8,
        Step::Year => 5,
    }
}

/// The service, team or person that the address names.
fn narrowed(asker: &Asker, asked: &Asked) -> Result<Of, Problem> {
    let directory = asker.desk.directory();
    let mut of = Of::default();
    if !asked.service.is_empty() {
        let found = directory.roster.places().find(|it| it.key == asked.service).map(|it| it.id);
        of.service = Some(found.ok_or(Problem::NoPage)?);
    }
    if !asked.team.is_empty() {
        of.team = Some(directory.find_team(&asked.team).ok_or(Problem::NoPage)?);
    }
    if asked.person == "me" {
        of.person = Some(asker.person());
    } else if !asked.person.is_empty() {
        of.person = Some(directory.find_person(&asked.person).ok_or(Problem::NoPage)?);
    }
    Ok(of)
}

/// The name of a way in addresses.
fn name(by: &By) -> &str {
    match by {
        By::Service => "service",
        By::Team => "team",
        By::Person => "person",
        By::Field(key) => key,
    }
}

fn way(asker: &Asker, measure: &Measure, text: &str) -> Option<By> {
    asker.desk.ways_apart(measure).into_iter().find(|it| name(it) == text)
}

fn label(asker: &Asker, measure: &Measure, by: &By) -> String {
    let field = |key: &str| {
        let part = measure.calc.as_ref()?.over.first()?;
        let of = asker.desk.site().of(part.of)?;
        of.field(of.slot(key)?).map(|it| it.title.clone())
    };
    match by {
        By::Service => "Service".to_owned(),
        By::Team => "Team".to_owned(),
        By::Person => "Person".to_owned(),
        By::Field(key) => field(key).unwrap_or_else(|| key.clone()),
    }
}

async fn filled(
    asker: &Asker,
    (practice, measure): (&Practice, &Measure),
    (asked, of, step): (&Asked, &Of, Step),
    (series, by): (&Series, Option<&By>),
) -> Result<MeasurePage, Problem> {
    let path = super::url(practice, measure);
    let key = format!("{}/{}", practice.key, measure.key);
    let targets = asker.desk.targets().await?;
    let target = Target::find(&targets, &key, of.service);
    let kept = [("service", asked.service.as_str()), ("team", asked.team.as_str()), ("person", asked.person.as_str())];
    let is_now = series.periods.iter().all(Period::is_present);
    let with = |more: (&'static str, &str)| -> String {
        let pairs: Vec<(&str, &str)> = kept.iter().copied().chain([("step", step.name()), more]).collect();
        urls::with_query(&path, &pairs)
    };
    let ways = asker.desk.ways_apart(measure).into_iter().map(|it| {
        let link = Link::to(label(asker, measure, &it), with(("by", name(&it))));
        Tab { link: Link { current: by == Some(&it), ..link }, count: None }
    });
    let rows = series.periods.iter().zip(&series.figures).rev().map(|(period, figure)| FigureRow {
        name: say::heading(period),
        shown: say::shown(asker, measure, (period, figure), of),
        verdict: target.and_then(|it| say::verdict(measure, it, figure)),
    });
    let csv = [("format", "csv"), ("step", step.name()), ("by", asked.by.as_str())];
    let csv: Vec<(&str, &str)> = csv.into_iter().chain(kept).collect();
    Ok(MeasurePage {
        title: measure.title.clone(),
        practice: Link::to(practice.title.clone(), format!("/measures/{}", practice.key)),
        formula: measure.formula.clone(),
        notes: say::notes(measure, series),
        steps: if is_now { Vec::new() } else { say::steps(&path, step, &kept) },
        ways: ways.collect(),
        narrow: narrow(asker, of, &path),
        targets: target.map(|it| say::target(measure, it)).into_iter().collect(),
        plot: (!is_now).then(|| plot(measure, series, target)),
        periods: rows.collect(),
        groups: by.map(|by| (label(asker, measure, by), groups(asker, measure, series, (of, by)))),
        csv: Some(Link::to("As CSV", urls::with_query(&format!("/api{path}"), &csv))),
        empty: empty(measure, series),
    })
}

fn empty(measure: &Measure, series: &Series) -> Option<(String, String)> {
    let why = if measure.calc.is_none() {
        measure.note.clone()
    } else if series.reach == engine::Reach::Nothing {
        "You see none of the records that this is about, or they can’t be narrowed so.".to_owned()
    } else {
        return None;
    };
    Some(("No figure".to_owned(), why))
}

/// What it is narrowed to; each leads back to the whole.
fn narrow(asker: &Asker, of: &Of, path: &str) -> Vec<Link> {
    let directory = asker.desk.directory();
    let service = of.service.and_then(|it| directory.place_name(it)).map(str::to_owned);
    let team = of.team.map(|it| directory.team_name(it));
    let person = of.person.map(|it| crate::words::name_or_you(&asker.desk, it));
    [service, team, person].into_iter().flatten().map(|it| Link::to(format!("{it} ×"), path)).collect()
}

fn plot(measure: &Measure, series: &Series, target: Option<&Target>) -> Plot {
    let point = |(period, figure): (&Period, &Figure)| PlotPoint {
        label: say::short(period),
        text: figure.thousandths.map(|it| say::value(measure.unit, it)).unwrap_or_default(),
        value: figure.thousandths,
        is_full: target.zip(figure.thousandths).is_none_or(|(it, value)| it.is_reached(measure, value)),
    };
    Plot {
        caption: format!("{} by period; the table below says the same", measure.title),
        points: series.periods.iter().zip(&series.figures).map(point).collect(),
        target: target.map(|it| (it.thousandths, say::target(measure, it).text)),
    }
}

/// The last period for each value of what it is told apart by.
fn groups(asker: &Asker, measure: &Measure, series: &Series, (of, by): (&Of, &By)) -> Vec<FigureRow> {
    let Some(period) = series.periods.last() else { return Vec::new() };
    let with = |value: &Value| {
        let which = say::which(asker, measure, period, of)?;
        let part = measure.calc.as_ref()?.over.first()?;
        let kind = asker.desk.site().of(part.of)?;
        let text = match by {
            By::Field(key) => value.print(&kind.field(kind.slot(key)?)?.kind),
            By::Service | By::Team | By::Person => value.print(&Kind::Whole),
        };
        Some(Which { field: Some((name(by).to_owned(), text)), ..which })
    };
    let rows = series.groups.iter().filter_map(|(value, figures)| {
        let figure = figures.last().filter(|it| it.counted > 0 || it.met > 0)?;
        Some(FigureRow {
            name: named(asker, measure, by, value),
            shown: say::shown_of(asker, measure, figure, with(value).as_ref()),
            verdict: None,
        })
    });
    rows.take(VALUES).collect()
}
