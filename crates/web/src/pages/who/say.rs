//! A finding in words: what, why it matters, who is meant, what settles it, who decides.

use std::collections::BTreeMap;

use base::PersonId;
use engine::Kept;
use governance::{Finding, FindingKind, Fix, Scope, Severity};
use model::RoleIx;

use crate::{
    asker::Asker,
    look::view::{self, Act, FindingHolder, FixStep, Letter, Link, Mark, Phrase, Stamp, Tone},
    urls, words,
};

/// How loud it is.
pub(crate) fn tone(it: &Finding) -> Tone {
    match it.severity {
        Severity::Critical => Tone::Critical,
        Severity::Warning => Tone::Warning,
        Severity::Note => Tone::Info,
    }
}

/// The icon of a kind.
pub(crate) fn icon(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Gap => "gap",
        FindingKind::Overlap => "over",
        FindingKind::Conflict => "sod",
        FindingKind::Vacancy | FindingKind::SinglePoint => "vac",
        FindingKind::Expiry => "clock",
        FindingKind::Misfit => "puzzle",
        FindingKind::Overload => "load",
        FindingKind::Idle | FindingKind::Decorative => "pause",
        FindingKind::MissedDuty => "duty",
    }
}

/// A kind in words.
pub(crate) fn kind(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Gap => "Gaps",
        FindingKind::Overlap => "Overlaps",
        FindingKind::Conflict => "SoD conflicts",
        FindingKind::Vacancy => "Vacancies",
        FindingKind::SinglePoint => "No deputy",
        FindingKind::Expiry => "Ending soon",
        FindingKind::Misfit => "Misfits",
        FindingKind::Overload => "Overloaded",
        FindingKind::Idle => "Never used",
        FindingKind::MissedDuty => "Duties missed",
        FindingKind::Decorative => "For show",
    }
}

/// The anchor: the same as long as the finding is.
pub(crate) fn id(asker: &Asker, it: &Finding) -> String {
    let key = it.key(asker.desk.site());
    let mark =
        key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("f{mark:016x}")
}

fn role(asker: &Asker, ix: Option<&RoleIx>) -> String {
    ix.and_then(|it| asker.desk.site().role(*it)).map(|it| it.title.clone()).unwrap_or_default()
}

fn people(asker: &Asker, it: &Finding) -> String {
    let persons = it.persons.iter().map(|who| words::name_or_you(&asker.desk, *who));
    let teams = it.teams.iter().map(|team| asker.desk.directory().team_name(*team));
    persons.chain(teams).collect::<Vec<_>>().join(" and ")
}

/// Whoever it is about, with a verb in the form that fits: one other, or the reader and several.
fn people_who(asker: &Asker, it: &Finding, (one, several): (&str, &str)) -> String {
    let is_one = it.persons.len().saturating_add(it.teams.len()) == 1 && it.persons.first() != Some(&asker.person());
    format!("{} {}", people(asker, it), if is_one { one } else { several })
}

/// What was found.
pub(crate) fn title(asker: &Asker, it: &Finding) -> String {
    let title = title_now(asker, it);
    match it.begins {
        Some(at) => format!("From {}: {}", asker.times.zoned(at).strftime("%-d %B"), words::lower(&title)),
        None => title,
    }
}

fn title_now(asker: &Asker, it: &Finding) -> String {
    let first = || role(asker, it.roles.first());
    match it.code {
        "gap.nobody-appointed" => format!("Nobody is {}", first()),
        "gap.holder-not-there" => format!("{} is vacant: its holder is not there", first()),
        "gap.holder-away" => {
            format!("{} away and nobody stands in as {}", people_who(asker, it, ("is", "are")), first())
        }
        "gap.nobody-answers" => "Nobody is accountable".to_owned(),
        "gap.nobody-does" => "Nobody can do it".to_owned(),
        "overlap.two-holders" => format!("Two hold the one role of {}", first()),
        "overlap.two-answer" => "Two roles are accountable".to_owned(),
        "conflict.always" | "conflict.same-scope" => {
            format!("{} two roles that must be apart", people_who(asker, it, ("holds", "hold")))
        }
        "conflict.avoid" => format!("{} two roles that are better apart", people_who(asker, it, ("holds", "hold"))),
        "vacancy.holder-left" => format!("{} left and is still {}", people_who(asker, it, ("has", "have")), first()),
        "vacancy.team-empty" => format!("{} nobody left in it", people_who(asker, it, ("has", "have"))),
        "single-point.no-deputy" => format!("{} no deputy as {}", people_who(asker, it, ("has", "have")), first()),
        "expiry.no-successor" => format!("{} ends and nobody follows", first()),
        "overload.answers-for-many" => {
            format!("{} for {} things", people_who(asker, it, ("answers", "answer")), it.count.unwrap_or_default())
        }
        "idle.never-used" => format!("{} not acted as {} in a year", people_who(asker, it, ("has", "have")), first()),
        "decorative.never-acts" => format!("Nobody has ever acted as {}", first()),
        "missed-duty.not-done" => "A duty was missed".to_owned(),
        _misfit => "An appointment can’t be right".to_owned(),
    }
}

/// Where: the activity or the scope.
pub(crate) fn subject(asker: &Asker, it: &Finding) -> String {
    let site = asker.desk.site();
    let activity = it.activity.and_then(|ix| site.activity(ix)).map(|it| it.title.clone());
    activity
        .or_else(|| over(asker, it))
        .unwrap_or_else(|| it.roles.iter().map(|ix| role(asker, Some(ix))).collect::<Vec<_>>().join(", "))
}

/// Over what, by name: the first few, and how many more there are.
fn over(asker: &Asker, it: &Finding) -> Option<String> {
    let all: Vec<String> = it.all_scopes().map(|it| asker.desk.scope_in_words(it)).collect();
    match all.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        [one, two] => Some(format!("{one} and {two}")),
        [one, two, rest @ ..] => Some(format!("{one}, {two} and {} more", rest.len())),
    }
}

/// How old it is: since it was found, or as the appointments tell.
pub(crate) fn age(asker: &Asker, it: &Finding, kept: Option<&Kept>) -> String {
    let now = asker.times.now();
    if let Some(coming) = it.begins.or(it.until) {
        return format!("in {} d", coming.since(now).secs().max(0) / 86_400);
    }
    let since = it.since.into_iter().chain(kept.and_then(|it| it.found_on)).min();
    since.map(|at| format!("{} d", now.since(at).secs().max(0) / 86_400)).unwrap_or_default()
}

/// Findings that read the same, as one: each with how many there are.
pub(crate) fn folded<'f>(asker: &Asker, all: impl IntoIterator<Item = &'f Finding>) -> Vec<(&'f Finding, usize)> {
    let mut found: Vec<(&Finding, String, usize)> = Vec::new();
    for it in all {
        let text = format!("{}|{}", title(asker, it), subject(asker, it));
        match found.iter_mut().find(|(_, same, _)| *same == text) {
            Some((_, _, n)) => *n = n.saturating_add(1),
            None => found.push((it, text, 1)),
        }
    }
    found.into_iter().map(|(it, _, n)| (it, n)).collect()
}

/// The finding as it is drawn, with its record.
pub(crate) fn finding(
    asker: &Asker,
    (it, times): (&Finding, usize),
    (kept, open): (&BTreeMap<String, Kept>, bool),
) -> view::Finding {
    let kept = kept.get(&it.key(asker.desk.site()));
    let subject = subject(asker, it);
    view::Finding {
        id: id(asker, it),
        icon: icon(it.kind).to_owned(),
        tone: tone(it),
        title: title(asker, it),
        subject: if times > 1 { format!("{subject}, {times} times") } else { subject },
        age: age(asker, it, kept),
        open,
        why: reason(asker, it, kept),
        holders: holders(asker, it),
        fix: fix(asker, it),
        acts: acts(asker, it, kept),
        decides: decides(asker, it),
        locked: locked(kept),
        rule: kept.map(|it| Link::to(format!("{}, {}", it.number, standing(asker, it)), urls::record(&it.number))),
    }
}

/// What it is and why it matters, with a real record where the reader sees one.
fn reason(asker: &Asker, it: &Finding, kept: Option<&Kept>) -> Phrase {
    let phrase = Phrase::of(asker.desk.in_words(it).text);
    match kept.and_then(|it| it.affected.as_ref()) {
        Some((number, title)) => phrase
            .and(if it.appointments.is_empty() || it.kind != FindingKind::Misfit { " For example: " } else { " See " })
            .link(number.clone(), urls::record(number))
            .and(if title.is_empty() { ".".to_owned() } else { format!(", {}.", title.trim_end_matches('.')) }),
        None => phrase,
    }
}

/// How its record stands, in words.
fn standing(asker: &Asker, kept: &Kept) -> String {
    let owner = kept.owner.map(|it| words::name_or_you(&asker.desk, it));
    match (kept.state.as_str(), &kept.accepted, owner) {
        ("accepted", Some((until, Some(by))), _) => {
            format!("accepted until {until} by {}", words::name_or_you(&asker.desk, *by))
        }
        ("acceptance-asked", Some((until, _)), _) => format!("somebody asks to accept it until {until}"),
        (_, _, Some(owner)) => format!("with {owner}"),
        (_, _, None) => "nobody has it yet".to_owned(),
    }
}

fn holders(asker: &Asker, it: &Finding) -> Vec<FindingHolder> {
    let roster = &asker.desk.directory().roster;
    let mark = if it.kind == FindingKind::Overlap { Mark::Clash } else { Mark::None };
    let stamp =
        Stamp { letter: if it.kind == FindingKind::Overlap { Letter::Accountable } else { Letter::Responsible }, mark };
    let rows = it.appointments.iter().filter_map(|id| roster.appointment(*id));
    rows.take(4)
        .map(|row| {
            let (name, person) = match row.holder {
                governance::Holder::Person(id) => {
                    (words::name_or_you(&asker.desk, id), Some(words::avatar(&asker.desk, id)))
                }
                governance::Holder::Team(id) => (asker.desk.directory().team_name(id), None),
            };
            let since = row.from.map(|at| format!(", since {}", asker.times.words(at))).unwrap_or_default();
            FindingHolder { stamp, person, role: role(asker, Some(&row.role)), detail: format!("{name}{since}") }
        })
        .collect()
}

fn fix(asker: &Asker, it: &Finding) -> Vec<FixStep> {
    let over = |scope: Scope| asker.desk.scope_in_words(scope);
    let text = match it.fix {
        Some(Fix::Appoint { role: ix, scope, .. }) => {
            format!("Appoint somebody as {} for {}", role(asker, Some(&ix)), over(scope))
        }
        Some(Fix::End { .. }) => "End the later of the appointments".to_owned(),
        Some(Fix::NameDeputy { of, .. }) => format!("Name somebody who stands in for {}", words::name(&asker.desk, of)),
        Some(Fix::Extend { .. }) => "Extend it, or appoint who follows".to_owned(),
        Some(Fix::Correct { .. }) => "Correct the appointment".to_owned(),
        Some(Fix::Declare { .. }) => "Correct the matrix".to_owned(),
        Some(Fix::Share { of }) => format!("Hand some of it over from {}", words::name(&asker.desk, of)),
        Some(Fix::Do { .. }) => "Do it now, or hand it over".to_owned(),
        Some(Fix::Retire { role: ix }) => format!("Put {} to use, or retire the role", role(asker, Some(&ix))),
        None => return Vec::new(),
    };
    vec![FixStep { letter: Letter::Accountable, text }]
}

/// The moves by which the risk of a finding is accepted.
const ACCEPTING: [&str; 3] = ["accept", "ask-acceptance", "leave"];

/// What the reader can do: each is asked of the very check that the act itself is asked of.
fn acts(asker: &Asker, it: &Finding, kept: Option<&Kept>) -> Vec<Act> {
    let offers = kept.into_iter().flat_map(|kept| {
        let offered = kept.offers.iter().filter(|it| ACCEPTING.contains(&it.step.as_str()));
        offered.map(|it| Act::open(it.title.clone(), urls::step(&kept.number, &it.step)))
    });
    mending(asker, it).map(Act::primary).into_iter().chain(offers).collect()
}

/// Appointing is a record like any other, and so is a change of the matrix; who may not open one asks.
fn mending(asker: &Asker, it: &Finding) -> Option<Act> {
    let desk = &asker.desk;
    match it.fix? {
        Fix::Appoint { role, scope, .. } if desk.may_appoint(role, scope) => {
            Some(Act::open("Appoint somebody", appoint_url(asker, (role, scope), None)))
        }
        Fix::NameDeputy { of, role } => {
            let scope = it.all_scopes().next().filter(|it| desk.may_appoint(role, *it))?;
            Some(Act::open("Name a deputy", appoint_url(asker, (role, scope), Some(of))))
        }
        Fix::Declare { activity } => {
            let practice = desk.site().practice(desk.site().activity(activity)?.practice)?;
            desk.may_draft(practice.ix)
                .then(|| Act::open("Draft a change of the matrix", format!("/who/{}/draft", practice.key)))
        }
        Fix::Appoint { .. }
        | Fix::End { .. }
        | Fix::Extend { .. }
        | Fix::Correct { .. }
        | Fix::Share { .. }
        | Fix::Do { .. }
        | Fix::Retire { .. } => None,
    }
}

/// The form of an appointment, with role and place filled in, and for whom a deputy stands in.
fn appoint_url(asker: &Asker, (role, scope): (RoleIx, Scope), of: Option<PersonId>) -> String {
    let (desk, site) = (&asker.desk, asker.desk.site());
    let role = site.role(role).map(|it| it.key.as_str()).unwrap_or_default();
    let (field, place) = match scope {
        Scope::Whole(_) => ("", String::new()),
        Scope::Process(ix) => ("scope_process", site.practice(ix).map(|it| it.key.clone()).unwrap_or_default()),
        Scope::Team(id) => {
            ("scope_team", desk.directory().roster.team(id).map(|it| it.key.clone()).unwrap_or_default())
        }
        Scope::Record(_, id) => ("scope_record", desk.directory().place_name(id).unwrap_or_default().to_owned()),
    };
    let stands_in_for = of.map(|it| words::name(desk, it)).unwrap_or_default();
    let pairs = [
        ("role", role),
        ("scope_kind", scope.kind().name()),
        (field, place.as_str()),
        ("stands_in_for", stands_in_for.as_str()),
    ];
    urls::with_query("/new/appointment", &pairs)
}

/// Who accepts the risk, where the reader can't.
fn locked(kept: Option<&Kept>) -> Vec<String> {
    let Some(kept) = kept.filter(|it| it.offers.iter().all(|it| !ACCEPTING.contains(&it.step.as_str()))) else {
        return Vec::new();
    };
    let wanted = kept.locked.iter().filter(|it| ACCEPTING.contains(&it.step.as_str()));
    wanted.filter(|it| it.ask.is_some()).map(|it| format!("{}: {}", it.title, it.reason)).take(1).collect()
}

fn decides(asker: &Asker, it: &Finding) -> Phrase {
    let Some(settler) = asker.desk.settled_by(it) else { return Phrase::default() };
    let title = role(asker, Some(&settler.role));
    match settler.person {
        Some(id) if id == asker.person() => Phrase::default().strong("You decide this").and(format!(", as {title}.")),
        Some(id) => {
            Phrase::default().strong(format!("{} decides", words::name(&asker.desk, id))).and(format!(", as {title}."))
        }
        None => Phrase::of(format!("The {title} decides; nobody holds that role now.")),
    }
}
