//! What recurs for the reader by their roles, and when it falls due next, computed from how often.

use axum::response::Response;
use base::Instant;
use governance::Holder;
use jiff::{ToSpan as _, civil::Date};
use maud::html;
use model::{Cadence, RoleIx};

use crate::{
    asker::Asker,
    frame,
    look::{
        home as drawn,
        view::{Duty, Home, Tone},
    },
    problem::Problem,
};

/// The page.
pub(crate) async fn show(asker: Asker) -> Result<Response, Problem> {
    let duties = duties(&asker);
    let on_event = on_event(&asker);
    let content = html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { "Duties" } span.n { (duties.len()) } } }
            div.body tabindex="0" role="region" aria-label="Duties" { div.wrap.read {
                p.lead { "What your roles ask of you again and again. Each falls due at the end of its day, week, month, quarter or year." }
                (drawn::duty_block(&Home { duties, ..Home::default() }))
                @if !on_event.is_empty() {
                    section.card { h2 { "When something happens" span.n { (on_event.len()) } } ul.lines {
                        @for it in &on_event { li { (crate::look::icons::icon("bolt")) span { (it.title) small { (it.detail) } } span.end {} } }
                    } }
                }
            } }
        }
    };
    frame::page(&asker, "Duties", &content).await
}

/// One thing that a role of the reader asks for.
struct Asked {
    title: String,
    role: RoleIx,
    cadence: Cadence,
    evidence: String,
    practice: String,
}

/// Every recurring responsibility of the roles that the reader holds now.
fn asked(asker: &Asker) -> Vec<Asked> {
    let (desk, roster) = (&asker.desk, &asker.desk.directory().roster);
    let site = desk.site();
    let mut holders = vec![Holder::Person(desk.person())];
    holders.extend(roster.teams_of(desk.person()).iter().copied().map(Holder::Team));
    let mut roles: Vec<RoleIx> = holders
        .iter()
        .flat_map(|it| roster.held_by(*it))
        .filter(|it| it.is_live(desk.now()))
        .map(|it| it.role)
        .collect();
    roles.sort_unstable();
    roles.dedup();
    let mut found = Vec::new();
    for ix in roles {
        let Some(role) = site.role(ix) else { continue };
        for it in role.responsibilities.iter().filter(|it| it.letter.may_do()) {
            let practice = it.activity.and_then(|it| site.activity(it)).and_then(|it| site.practice(it.practice));
            let practice = practice.map(|it| it.key.clone()).unwrap_or_default();
            found.push(Asked {
                title: it.text.clone(),
                role: ix,
                cadence: it.cadence,
                evidence: it.evidence.clone(),
                practice,
            });
        }
    }
    found
}

/// Duties with their next due day, the next first.
pub(crate) fn duties(asker: &Asker) -> Vec<Duty> {
    let today = asker.times.zoned(asker.times.now()).date();
    let mut found: Vec<(Date, Duty)> = asked(asker)
        .iter()
        .filter_map(|it| {
            let due = ends(it.cadence, today)?;
            Some((due, duty(asker, it, due, today)))
        })
        .collect();
    found.sort_by(|one, two| one.0.cmp(&two.0).then_with(|| one.1.title.cmp(&two.1.title)));
    found.into_iter().map(|(_, it)| it).collect()
}

/// Those of the next two weeks.
pub(crate) fn soon(asker: &Asker) -> Vec<Duty> {
    let now = asker.times.now();
    let limit = asker.times.zoned(now).date().saturating_add(14.days());
    let mut all = duties(asker);
    all.retain(|it| it.due.machine.get(..10).and_then(|it| it.parse::<Date>().ok()).is_some_and(|it| it <= limit));
    all
}

fn on_event(asker: &Asker) -> Vec<Duty> {
    let all = asked(asker);
    let asked = all.iter().filter(|it| it.cadence == Cadence::OnEvent);
    asked.map(|it| Duty { title: it.title.clone(), detail: detail(asker, it), ..Duty::default() }).collect()
}

fn detail(asker: &Asker, it: &Asked) -> String {
    let role = asker.desk.site().role(it.role).map(|it| it.title.clone()).unwrap_or_default();
    let how = match it.cadence {
        Cadence::OnEvent => "when it happens",
        Cadence::Daily => "daily",
        Cadence::Weekly => "weekly",
        Cadence::Monthly => "monthly",
        Cadence::Quarterly => "every quarter",
        Cadence::Yearly => "yearly",
    };
    format!("as {role}, {how}; proof: {}", it.evidence.replace(['.', '_'], " "))
}

fn duty(asker: &Asker, it: &Asked, due: Date, today: Date) -> Duty {
    let words = if due == today { "Today".to_owned() } else { due.strftime("%a %-d %b").to_string() };
    let at = due
        .at(23, 59, 0, 0)
        .to_zoned(asker.times.zoned(asker.times.now()).time_zone().clone())
        .map(|it| Instant::from(it.timestamp()));
    let tone = if due <= today.saturating_add(1.days()) { Tone::Warning } else { Tone::Plain };
    Duty {
        title: it.title.clone(),
        detail: detail(asker, it),
        url: if it.practice.is_empty() { "/duties".to_owned() } else { format!("/who/{}", it.practice) },
        due: asker.times.named(at.unwrap_or_default(), words),
        tone,
        evidence: None,
    }
}

/// The last day of the stretch that today lies in.
fn ends(cadence: Cadence, today: Date) -> Option<Date> {
    let month = i16::from(today.month());
    let last_of =
        |months: i16| today.first_of_month().saturating_add((i32::from(months) + 1).months()).saturating_sub(1.days());
    Some(match cadence {
        Cadence::OnEvent => return None,
        Cadence::Daily => today,
        Cadence::Weekly => today.saturating_add((7 - i32::from(today.weekday().to_monday_one_offset())).days()),
        Cadence::Monthly => last_of(0),
        Cadence::Quarterly => last_of((3 - month % 3) % 3),
        Cadence::Yearly => last_of(12 - month),
    })
}

/// The next day on which anything falls due, in words.
pub(crate) fn next(asker: &Asker) -> Option<String> {
    duties(asker).first().map(|it| it.due.text.replace("Today", "today"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duty_falls_due_at_the_end_of_its_stretch() {
        let today: Date = "2026-07-24".parse().unwrap();
        let check = |cadence, day: &str| assert_eq!(ends(cadence, today), Some(day.parse().unwrap()));
        check(Cadence::Daily, "2026-07-24");
        check(Cadence::Weekly, "2026-07-26");
        check(Cadence::Monthly, "2026-07-31");
        check(Cadence::Quarterly, "2026-09-30");
        check(Cadence::Yearly, "2026-12-31");
        assert_eq!(ends(Cadence::OnEvent, today), None);
    }
}
