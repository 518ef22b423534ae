//! `remit who`: who answers for something, and how they are reached.

use std::process::ExitCode;

use base::Instant;
use engine::{Engine, WhoAnswers, WhoAsked, WhoLine};
use jiff::tz::TimeZone;

use crate::{command, say, setup::Place};

/// What `who` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Who {
    /// What is done, in your own words, or the activity's key.
    activity: String,
    /// Over which service, line or item: key, number or name.
    #[arg(long, default_value = "", hide_default_value = true)]
    service: String,
    /// For which team: key or name.
    #[arg(long, default_value = "", hide_default_value = true)]
    team: String,
    /// When: `2026-12-24T03:00` where the organisation is, a day, or an instant with its zone. Now unless given.
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// Ask at the desk of this person; who may not know is told so.
    #[arg(long = "as", value_name = "PERSON")]
    asker: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

pub(crate) async fn run(who: Who) -> anyhow::Result<ExitCode> {
    let engine = command::existing(&who.place).await?;
    let at = who.at.as_deref().map(|it| instant(&engine, it)).transpose()?;
    let asked = WhoAsked { text: who.activity.clone(), service: who.service.clone(), team: who.team.clone(), at };
    let answers = match &who.asker {
        Some(person) => command::desk(&engine, person).await?.who_answers(&asked).await,
        None => engine.who_answers(&asked).await,
    };
    let answers = answers.map_err(|halt| anyhow::anyhow!("{halt}"))?;
    if who.json {
        say::line(&serde_json::to_string_pretty(&api::who_as_json(&answers))?);
    } else {
        print(&engine, &answers);
    }
    Ok(if answers.lines.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// An instant as people write it, where the organisation is.
pub(crate) fn instant(engine: &Engine, text: &str) -> anyhow::Result<Instant> {
    let zone = TimeZone::get(engine.zone()).unwrap_or(TimeZone::UTC);
    Ok(Instant::read(text, &zone)?)
}

/// An instant in words, where the organisation is.
pub(crate) fn moment(engine: &Engine, at: Instant) -> String {
    let zone = TimeZone::get(engine.zone()).unwrap_or(TimeZone::UTC);
    at.timestamp().to_zoned(zone).strftime("%A %-d %B %Y %H:%M %Z").to_string()
}

fn print(engine: &Engine, it: &WhoAnswers) {
    let over = it.place.as_ref().map(|it| format!(", {it}")).unwrap_or_default();
    let team = it.team.as_ref().map(|it| format!(", {it}")).unwrap_or_default();
    say::line(&format!("{}{over}{team}, {}", it.activity.1, moment(engine, it.at)));
    say::line(&format!("  ({}, {})", it.activity.0, it.practice));
    if it.lines.is_empty() {
        say::line("\nNobody answers for it then. See the findings.");
    }
    let mut last = None;
    for line in &it.lines {
        if last != Some(line.letter) {
            say::line(&format!("\n{}", heading(line)));
            last = Some(line.letter);
        }
        print_line(line);
    }
    if !it.others.is_empty() {
        say::line("\nIf that was not meant:");
        it.others.iter().for_each(|(key, title)| say::line(&format!("  {title} ({key})")));
    }
}

fn heading(line: &WhoLine) -> &'static str {
    match line.letter {
        model::Letter::A => "Answers for it",
        model::Letter::R => "Does it",
        model::Letter::C => "Is asked first",
        model::Letter::I => "Is told",
    }
}

fn print_line(it: &WhoLine) {
    let some = if it.for_some { " (only for records there)" } else { "" };
    say::line(&format!("  {} for {}{some}: {}, {}", it.role, it.scope, it.appointment, it.cell));
    if let Some((team, mail)) = &it.team {
        let duty = it.on_duty.as_ref().map(|it| format!(", {it}")).unwrap_or_default();
        say::line(&format!("    {team}{}{duty}", reach("", mail)));
    }
    it.persons.iter().for_each(|it| say::line(&format!("    {}{}", it.name, reach(&it.phone, &it.mail))));
    it.away.iter().for_each(|name| say::line(&format!("    {name} is away then")));
    for it in &it.deputies {
        say::line(&format!("    deputy: {}{}", it.name, reach(&it.phone, &it.mail)));
    }
    if let Some(when) = &it.when {
        say::line(&format!("    only where {when}"));
    }
}

fn reach(phone: &str, mail: &str) -> String {
    [phone, mail].iter().filter(|it| !it.is_empty()).map(|it| format!(", {it}")).collect()
}
