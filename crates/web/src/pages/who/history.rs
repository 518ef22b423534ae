//! What was published for a practice, and who was appointed over it.

use axum::{extract::Path, response::Response};
use governance::{Holder, Scope};
use model::Practice;

use super::{chooser, inside_only, matrix, practice};
use crate::{
    asker::Asker,
    frame,
    look::{
        view::{Appointed, Phrase, Published, WhoPage},
        who as drawn,
    },
    problem::Problem,
    urls, words,
};

/// The page.
pub(crate) async fn show(asker: Asker, Path(key): Path<String>) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let practice = practice(&asker, &key)?;
    let changes = asker.desk.versions(&key).await?.into_iter().map(|it| change(&asker, it)).collect::<Vec<_>>();
    let head = WhoPage {
        title: "Who does what".to_owned(),
        chooser: chooser(&asker, practice, "/history"),
        times: matrix::times(&asker, asker.times.now(), "", &format!("/who/{key}")),
        tabs: matrix::tabs(practice, matrix::Tabbed::History, ""),
        lead: "The files say what is in force at first; each published change lies over them from its moment on. Choose a day to see who answered for what then.".to_owned(),
        ..WhoPage::default()
    };
    let content = drawn::history(&head, &changes, &appointed(&asker, practice));
    frame::page(&asker, &format!("{}: history", practice.title), &content).await
}

fn change(asker: &Asker, it: engine::Version) -> Published {
    let by = words::name_or_you(&asker.desk, it.by);
    let mut detail = Phrase::of(format!("{by} decided"));
    if let Some(number) = &it.number {
        detail = detail.and(" in ").link(number.clone(), urls::record(number));
    }
    if !it.decision.is_empty() {
        detail = detail.and(format!(": {}", it.decision.trim_end_matches('.')));
    }
    let day = asker.times.zoned(it.at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    Published {
        title: format!("Version {}", it.no),
        when: asker.times.moment(it.at),
        person: Some(words::avatar(&asker.desk, it.by)),
        detail: detail
            .and(". ")
            .link("As it was then", urls::with_query(&format!("/who/{}", it.practice), &[("at", &day)])),
        texts: it.texts,
    }
}

/// Appointments over the practice itself, the newest first.
fn appointed(asker: &Asker, practice: &Practice) -> Vec<Appointed> {
    let directory = asker.desk.directory();
    let mut rows: Vec<_> =
        directory.roster.appointments().iter().filter(|it| it.scope == Scope::Process(practice.ix)).collect();
    rows.sort_by_key(|it| std::cmp::Reverse(it.from));
    let row = |it: &&governance::Appointment| {
        let holder = match it.holder {
            Holder::Person(id) => words::name_or_you(&asker.desk, id),
            Holder::Team(id) => directory.team_name(id),
        };
        let role = asker.desk.site().role(it.role).map(|it| it.title.clone()).unwrap_or_default();
        let from = it.from.map(|at| format!("since {}", asker.times.day(at)));
        let until = it.until.map(|at| format!("until {}", asker.times.day(at)));
        Appointed {
            text: Phrase::default().strong(holder).and(format!(", {role}")),
            detail: from.into_iter().chain(until).collect::<Vec<_>>().join(", "),
        }
    };
    rows.iter().map(row).collect()
}
