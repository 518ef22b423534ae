//! A finding in words: what, why it matters, who is meant, what settles it, who decides.

use governance::{Finding, FindingKind, Fix, Scope, Severity};
use model::RoleIx;

use crate::{
    asker::Asker,
    look::view::{self, Act, FindingHolder, FixStep, Letter, Mark, Phrase, Stamp, Tone},
    words,
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

/// What was found.
pub(crate) fn title(asker: &Asker, it: &Finding) -> String {
    let first = || role(asker, it.roles.first());
    match it.code {
        "gap.nobody-appointed" => format!("Nobody is {}", first()),
        "gap.holder-not-there" => format!("{} is vacant: its holder is not there", first()),
        "gap.nobody-answers" => "Nobody answers for it".to_owned(),
        "gap.nobody-does" => "Nobody can do it".to_owned(),
        "overlap.two-holders" => format!("Two hold the one role of {}", first()),
        "overlap.two-answer" => "Two roles answer for it".to_owned(),
        "conflict.always" | "conflict.same-scope" => {
            format!("{} holds two roles that must be apart", people(asker, it))
        }
        "conflict.avoid" => format!("{} holds two roles that are better apart", people(asker, it)),
        "vacancy.holder-left" => format!("{} has left and is still {}", people(asker, it), first()),
        "vacancy.team-empty" => format!("{} has nobody left in it", people(asker, it)),
        "single-point.no-deputy" => format!("{} has no deputy as {}", people(asker, it), first()),
        "expiry.no-successor" => format!("{} ends and nobody follows", first()),
        _misfit => "An appointment can’t be right".to_owned(),
    }
}

/// Where: the activity or the scope.
pub(crate) fn subject(asker: &Asker, it: &Finding) -> String {
    let site = asker.desk.site();
    let activity = it.activity.and_then(|ix| site.activity(ix)).map(|it| it.title.clone());
    let scope = it.scope.map(|it| asker.desk.scope_in_words(it));
    activity.or(scope).unwrap_or_else(|| it.roles.iter().map(|ix| role(asker, Some(ix))).collect::<Vec<_>>().join(", "))
}

fn why(it: &Finding) -> &'static str {
    match it.kind {
        FindingKind::Gap => "What comes in here reaches nobody who must act on it.",
        FindingKind::Overlap => "When both answer for it, each can think that the other did.",
        FindingKind::Conflict => "One person could do both and nobody would have looked.",
        FindingKind::Vacancy => "The appointment stands, and nobody is behind it.",
        FindingKind::SinglePoint => "When this one person is away, nothing moves.",
        FindingKind::Expiry => "From that day on nobody has it.",
        FindingKind::Misfit => "It gives no authority, or not the one that was meant.",
    }
}

/// How old it is, where the appointments tell.
pub(crate) fn age(asker: &Asker, it: &Finding) -> String {
    if let Some(until) = it.until {
        return format!("in {} d", until.since(asker.times.now()).secs().max(0) / 86_400);
    }
    it.since.map(|at| format!("{} d", asker.times.now().since(at).secs().max(0) / 86_400)).unwrap_or_default()
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

/// The finding as it is drawn.
pub(crate) fn finding(asker: &Asker, (it, times): (&Finding, usize), open: bool) -> view::Finding {
    let words =
        it.words.clone().filter(|_| it.kind == FindingKind::Conflict).map(|it| format!(" {it}")).unwrap_or_default();
    let also = if it.activity.is_some() && it.scope.is_some() {
        it.scope.map(|it| format!(" ({})", asker.desk.scope_in_words(it)))
    } else {
        None
    };
    view::Finding {
        id: id(asker, it),
        icon: icon(it.kind).to_owned(),
        tone: tone(it),
        title: title(asker, it),
        subject: if times > 1 { format!("{}, {times} times", subject(asker, it)) } else { subject(asker, it) },
        age: age(asker, it),
        open,
        why: Phrase::of(format!("{}{words}{}", why(it), also.unwrap_or_default())),
        holders: holders(asker, it),
        fix: fix(asker, it),
        acts: acts(asker, it),
        decides: decides(asker, it),
        rule: None,
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
        None => return Vec::new(),
    };
    vec![FixStep { letter: Letter::Accountable, text }]
}

/// Appointing is a record like any other; who may not open one asks.
fn acts(asker: &Asker, it: &Finding) -> Vec<Act> {
    let site = asker.desk.site();
    let opens = site.find_type("appointment").is_some_and(|it| !asker.desk.openings(it.ix).is_empty());
    match it.fix {
        Some(Fix::Appoint { .. }) if opens => vec![Act::open("Appoint somebody", "/new/appointment").primary()],
        Some(
            Fix::Appoint { .. }
            | Fix::End { .. }
            | Fix::NameDeputy { .. }
            | Fix::Extend { .. }
            | Fix::Correct { .. }
            | Fix::Declare { .. },
        )
        | None => Vec::new(),
    }
}

fn decides(asker: &Asker, it: &Finding) -> Phrase {
    let by = match it.fix {
        Some(Fix::Appoint { by, role: ix, .. }) => {
            by.or_else(|| asker.desk.site().role(ix).and_then(|it| it.appointed_by))
        }
        Some(Fix::NameDeputy { role: ix, .. }) => asker.desk.site().role(ix).and_then(|it| it.appointed_by),
        Some(Fix::End { .. } | Fix::Extend { .. } | Fix::Correct { .. }) => {
            it.roles.first().and_then(|ix| asker.desk.site().role(*ix)).and_then(|it| it.appointed_by)
        }
        Some(Fix::Declare { activity }) => {
            let site = asker.desk.site();
            site.activity(activity).and_then(|it| site.practice(it.practice)).and_then(|it| it.owner)
        }
        None => None,
    };
    let Some(role_ix) = by else { return Phrase::default() };
    let roster = &asker.desk.directory().roster;
    let holder = roster.holders(role_ix, asker.times.now()).flat_map(|it| roster.persons(it.holder)).next();
    let title = role(asker, Some(&role_ix));
    match holder {
        Some(id) if id == asker.person() => Phrase::default().strong("You decide this").and(format!(", as {title}.")),
        Some(id) => {
            Phrase::default().strong(format!("{} decides", words::name(&asker.desk, id))).and(format!(", as {title}."))
        }
        None => Phrase::of(format!("The {title} decides; nobody holds that role now.")),
    }
}
