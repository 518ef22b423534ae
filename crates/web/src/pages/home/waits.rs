//! What waits for the reader: what they were told, and records on which they are the one to act.

use std::collections::BTreeSet;

use engine::Seen;
use model::{ActivityIx, Does, Header, Move, RecordType, RoleIx, When};

use super::{LINES, is_late};
use crate::{asker::Asker, look::view::Waiting, problem::Problem, urls, views, words};

/// How many activities are looked at.
const ACTIVITIES: usize = 40;

/// What waits, records first.
pub(super) async fn waits(asker: &Asker, role: Option<RoleIx>) -> Result<Vec<Waiting>, Problem> {
    let mut named: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    for (ix, of, step, filter) in acts(asker) {
        let grants = asker.desk.authority().grants_of(ix);
        let is_meant = role.is_none_or(|role| grants.iter().any(|it| it.role == role && it.letter.may_do()));
        for seen in asker.desk.waiting(ix, filter, 5).await? {
            if (is_meant || is_late(asker, &seen)) && named.insert(seen.number().to_owned()) {
                found.push(to_act(asker, of, step, &seen));
            }
        }
        if found.len() >= LINES {
            break;
        }
    }
    for told in asker.desk.told(20).await? {
        if found.len() < LINES && !told.number.is_empty() && named.insert(told.number.clone()) {
            let icon = told
                .number
                .split('-')
                .next()
                .and_then(|it| asker.desk.site().find_prefix(it))
                .map_or_else(|| "bell".to_owned(), words::icon_of);
            found.push(Waiting {
                icon,
                title: told.text,
                detail: format!("{} · {} · {}", told.number, told.why, asker.times.words(told.at)),
                url: urls::record(&told.number),
                verb: "Look".to_owned(),
                clock: None,
            });
        }
    }
    Ok(found)
}

/// The usual next steps that are the reader's to take: on work only where it names them, on all else wherever their roles
/// reach.
fn acts(asker: &Asker) -> Vec<(ActivityIx, &RecordType, &Move, When)> {
    let desk = &asker.desk;
    let mut found = Vec::new();
    for (at, row) in desk.site().activities.iter().enumerate() {
        let ix = ActivityIx::of(at);
        let Does::Move(of, step) = &row.does else { continue };
        let Some((of, step)) = desk.site().of(*of).and_then(|of| Some((of, of.lifecycle.step(*step)?))) else {
            continue;
        };
        let mine = desk.authority().grants_of(ix).iter().any(|it| it.letter.may_do());
        if step.opens || !step.is_primary || !mine {
            continue;
        }
        let named = || When::any([Header::HolderPerson, Header::ForPerson].map(|it| When::IsActor(it.slot())));
        found.push((ix, of, step, if views::is_work(of) { named() } else { When::Always }));
    }
    found.truncate(ACTIVITIES);
    found
}

fn to_act(asker: &Asker, of: &RecordType, step: &Move, seen: &Seen) -> Waiting {
    let since = seen.record().instant(Header::Changed).map(|it| asker.times.words(it)).unwrap_or_default();
    let state = of.lifecycle.state(seen.state()).map(|it| it.title.clone()).unwrap_or_default();
    Waiting {
        icon: words::icon_of(of),
        title: if seen.title().is_empty() { of.title.clone() } else { seen.title().to_owned() },
        detail: format!("{} · {state} · since {since}", seen.number()),
        url: urls::record(seen.number()),
        verb: step.title.clone(),
        clock: words::due_chip(&asker.times, seen.record()),
    }
}
