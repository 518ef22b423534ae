//! Measures: what there is, and the figures of one as the asker sees them, as JSON or as CSV.

use axum::http::{StatusCode, header};
use engine::{By, Desk, Figure, Of, Period, Reach, Series, Step, sheet};
use model::{Kind, Measure, Value};
use serde_json::{Value as Json, json};

use crate::{
    answer::{Answer, Content},
    asked::Asked,
    problem::Problem,
    route::Outcome,
};

/// The most periods that are given at once.
const PERIODS_MOST: usize = 60;
/// The longest key.
const KEY_MOST: usize = 100;
/// The steps.
pub(crate) const STEPS: [&str; 4] = ["week", "month", "quarter", "year"];
/// The forms.
pub(crate) const FORMATS: [&str; 2] = ["json", "csv"];

/// `GET /api/measures`
pub(crate) fn all(it: &Asked) -> Outcome {
    inside_only(&it.desk)?;
    let site = it.desk.site();
    let shown = site.measures.iter().filter_map(|measure| {
        let practice = site.practice(measure.practice)?;
        Some(json!({
            "practice": practice.key,
            "key": measure.key,
            "title": measure.title,
            "formula": measure.formula,
            "unit": measure.unit.name(),
            "better": if measure.up_is_better { "up" } else { "down" },
            "is_computed": measure.calc.is_some(),
            "note": measure.note,
            "by": it.desk.ways_apart(measure).iter().map(name).collect::<Json>(),
        }))
    });
    Ok(Answer::json(json!({ "measures": shown.collect::<Json>() })))
}

/// `GET /api/measures/{practice}/{measure}`
pub(crate) async fn one(it: Asked) -> Outcome {
    inside_only(&it.desk)?;
    let desk = &it.desk;
    let found = desk.site().find_measure(it.path.get("practice"), it.path.get("measure"));
    let measure = found.ok_or_else(Problem::not_found)?;
    let step = it.query.one_of("step", &STEPS)?;
    let step = Step::ALL.into_iter().find(|it| it.name() == step).unwrap_or(Step::Month);
    let count = it.query.limit(12, PERIODS_MOST)?;
    let periods = Period::last(step, desk.today(), u16::try_from(count).unwrap_or(u16::MAX));
    let of = narrowed(&it)?;
    let by = way(&it, measure)?;
    let series = desk.series(measure, &periods, &of, by.as_ref()).await?;
    if it.query.one_of("format", &FORMATS)? == "csv" {
        return Ok(as_csv(desk, measure, &series, by.as_ref()));
    }
    Ok(Answer::json(as_json(desk, measure, &series, by.as_ref())))
}

fn inside_only(desk: &Desk) -> Result<(), Box<Problem>> {
    if desk.is_inside() {
        return Ok(());
    }
    let detail = "Figures are for those who have a role inside IT. Ask the owner of the service for them.";
    Err(Problem::new(StatusCode::FORBIDDEN, "no-role", detail))
}

fn narrowed(it: &Asked) -> Result<Of, Box<Problem>> {
    let directory = it.desk.directory();
    let mut of = Of::default();
    let key = it.query.text("service", KEY_MOST)?;
    if !key.is_empty() {
        let found = directory.roster.places().find(|it| it.key == key).map(|it| it.id);
        of.service = Some(found.ok_or_else(|| Problem::invalid("service", "is the key of no service"))?);
    }
    let key = it.query.text("team", KEY_MOST)?;
    if !key.is_empty() {
        of.team = Some(directory.find_team(key).ok_or_else(|| Problem::invalid("team", "is the key of no team"))?);
    }
    let key = it.query.text("person", KEY_MOST)?;
    if !key.is_empty() {
        let found = if key == "me" { Some(it.desk.person()) } else { directory.find_person(key) };
        of.person = Some(found.ok_or_else(|| Problem::invalid("person", "is the key of nobody"))?);
    }
    Ok(of)
}

fn way(it: &Asked, measure: &Measure) -> Result<Option<By>, Box<Problem>> {
    let key = it.query.text("by", KEY_MOST)?;
    if key.is_empty() {
        return Ok(None);
    }
    let ways = it.desk.ways_apart(measure);
    let names = ways.iter().map(name).collect::<Vec<_>>().join(", ");
    let found = ways.iter().find(|it| name(it) == key).cloned();
    let known = if names.is_empty() { "it is told apart by nothing".to_owned() } else { format!("there are: {names}") };
    found.map(Some).ok_or_else(|| Problem::invalid("by", format!("is nothing to tell this measure apart by; {known}")))
}

fn name(by: &By) -> String {
    match by {
        By::Service => "service".to_owned(),
        By::Team => "team".to_owned(),
        By::Person => "person".to_owned(),
        By::Field(key) => key.clone(),
    }
}

/// A value with a dot: thousandths of the unit.
fn decimal(thousandths: i64) -> String {
    Value::Int(thousandths).print(&Kind::Decimal(3))
}

/// The key of what a value names, and its words.
fn named(desk: &Desk, measure: &Measure, by: &By, value: &Value) -> (String, String) {
    let directory = desk.directory();
    let field = match by {
        By::Field(key) => {
            let of = measure.calc.as_ref().and_then(|it| it.over.first()).and_then(|it| desk.site().of(it.of));
            of.and_then(|it| it.field(it.slot(key)?)).map(|it| &it.kind)
        }
        By::Service | By::Team | By::Person => None,
    };
    if let Some(id) = value.record() {
        let place = directory.roster.place(id);
        return place
            .map_or_else(|| (String::new(), "another record".to_owned()), |it| (it.key.clone(), it.name.clone()));
    }
    if let Some(id) = value.team() {
        return (id.to_string(), directory.team_name(id));
    }
    if let Some(id) = value.person() {
        let key = directory.person(id).map(|it| it.key.clone()).unwrap_or_default();
        return (key, directory.name(id));
    }
    let text = field.map(|it| value.print(it)).unwrap_or_default();
    (text.clone(), text)
}

fn shown(series: &Series, figures: &[Figure]) -> Json {
    series
        .periods
        .iter()
        .zip(figures)
        .map(|(period, figure)| {
            json!({
                "period": period.key,
                "from": period.from.to_string(),
                "until": period.until.to_string(),
                "value": figure.thousandths.map(decimal),
                "counted": figure.counted,
                "met": figure.met,
            })
        })
        .collect()
}

fn as_json(desk: &Desk, measure: &Measure, series: &Series, by: Option<&By>) -> Json {
    let groups = series.groups.iter().filter_map(|(value, figures)| {
        let (key, title) = named(desk, measure, by?, value);
        Some(json!({ "key": key, "title": title, "figures": shown(series, figures) }))
    });
    json!({
        "key": measure.key,
        "title": measure.title,
        "unit": measure.unit.name(),
        "better": if measure.up_is_better { "up" } else { "down" },
        "note": measure.note,
        "sees": match series.reach { Reach::All => "all", Reach::Part => "part", Reach::Nothing => "nothing" },
        "figures": shown(series, &series.figures),
        "groups": groups.collect::<Json>(),
    })
}

fn as_csv(desk: &Desk, measure: &Measure, series: &Series, by: Option<&By>) -> Answer {
    let mut text = sheet::row(["measure", "period", "from", "until", "group", "value", "unit", "counted", "met"]);
    let mut add = |group: &str, figures: &[Figure]| {
        for (period, figure) in series.periods.iter().zip(figures) {
            let value = figure.thousandths.map(decimal).unwrap_or_default();
            let (counted, met) = (figure.counted.to_string(), figure.met.to_string());
            let days = (period.from.to_string(), period.until.to_string());
            text.push_str(&sheet::row([
                measure.key.as_str(),
                &period.key,
                &days.0,
                &days.1,
                group,
                &value,
                measure.unit.name(),
                &counted,
                &met,
            ]));
        }
    };
    add("", &series.figures);
    for (value, figures) in &series.groups {
        let group = by.map(|by| named(desk, measure, by, value).1).unwrap_or_default();
        add(if group.is_empty() { "none" } else { &group }, figures);
    }
    let name = format!("attachment; filename=\"{}.csv\"", measure.key);
    let content = Content::Bytes("text/csv; charset=utf-8".to_owned(), text.into());
    Answer::new(StatusCode::OK, content).with(header::CONTENT_DISPOSITION, name)
}
