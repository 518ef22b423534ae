//! Who does what: the matrix of one practice as of now or of any day, by person, by role, in a draft, and as files.

pub(crate) mod draft;
pub(crate) mod export;
pub(crate) mod history;
mod matrix;
mod parts;
mod people;
pub(crate) mod person;
pub(crate) mod role;
pub(crate) mod roles;
pub(crate) mod say;

use axum::{
    extract::{Path, Query},
    response::{IntoResponse as _, Redirect, Response},
};
use governance::Finding;
use model::Practice;
use serde::Deserialize;

use crate::{
    asker::Asker,
    frame,
    look::{
        matrix as drawn,
        view::{Link, WhoPage},
        who as lists,
    },
    problem::Problem,
};

/// As of when, and which part of a large practice.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    at: String,
    #[serde(default)]
    part: usize,
}

/// The practices that have activities, in declared order.
pub(crate) fn practices(asker: &Asker) -> impl Iterator<Item = &Practice> {
    let site = asker.desk.site();
    site.practices.iter().filter(|it| site.activities.iter().any(|row| row.practice == it.ix))
}

/// Who does what belongs to those inside IT.
pub(crate) fn inside_only(asker: &Asker) -> Result<(), Problem> {
    if asker.desk.is_inside() { Ok(()) } else { Err(Problem::NoPage) }
}

/// On to the practice that the reader has most to do with.
pub(crate) async fn first(asker: Asker) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let site = asker.desk.site();
    let own = asker.desk.authority().grants().iter().find(|it| it.letter.may_do() && it.inside);
    let own = own.and_then(|it| site.practice(site.activity(it.activity)?.practice));
    let to = own.or_else(|| practices(&asker).next()).ok_or(Problem::NoPage)?;
    Ok(Redirect::to(&format!("/who/{}", to.key)).into_response())
}

/// The matrix of a practice.
pub(crate) async fn show(
    asker: Asker,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let practice = practice(&asker, &key)?;
    let then = moment(&asker, &asked.at).await?;
    let found = found(&asker, &then, &asked.at).await?;
    let kept = asker.desk.finding_records(&found.iter().collect::<Vec<_>>()).await?;
    let look = parts::Look { asked: &asked.at, part: asked.part };
    let page = matrix::matrix(&asker, practice, (&then, look), (&found, &kept));
    frame::page(&asker, &format!("Who does what: {}", practice.title), &drawn::matrix(&page)).await
}

/// What is missing or wrong at an instant: as it is kept, where it is now.
async fn found(asker: &Asker, then: &people::Moment, asked: &str) -> Result<Vec<Finding>, Problem> {
    if asked.is_empty() {
        return Ok(asker.desk.findings().await?.into_iter().map(|it| it.finding).collect());
    }
    Ok(governance::findings(then.roster(), then.site(), then.at))
}

/// The practice by person.
pub(crate) async fn by_person(
    asker: Asker,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let practice = practice(&asker, &key)?;
    let then = moment(&asker, &asked.at).await?;
    let roles = matrix::roles(&matrix::rows(then.site(), practice));
    let path = format!("/who/{key}/people");
    let head = WhoPage {
        title: "Who does what".to_owned(),
        chooser: chooser(&asker, practice, "/people"),
        times: matrix::times(&asker, then.at, &asked.at, &path),
        tabs: matrix::tabs(practice, matrix::Tabbed::People, &asked.at),
        lead: "Everybody who has a letter in this practice by a role that they hold, themselves or by a team."
            .to_owned(),
        ..WhoPage::default()
    };
    let look = parts::Look { asked: &asked.at, part: asked.part };
    let (all, pages) =
        parts::some(people::each(&asker, &then, practice, &roles), parts::LISTS, look, ("persons", &path));
    let none = (
        "Nobody".to_owned(),
        "No role of this practice is held by anybody. See what is missing under Findings.".to_owned(),
    );
    frame::page(&asker, &format!("{} by person", practice.title), &lists::people(&head, &all, &pages, &none)).await
}

/// The practice with this key.
fn practice<'a>(asker: &'a Asker, key: &str) -> Result<&'a Practice, Problem> {
    practices(asker).find(|it| it.key == key).ok_or(Problem::NoPage)
}

/// The practice, and others to go to at the same kind of page.
fn chooser(asker: &Asker, practice: &Practice, tail: &str) -> (String, Vec<Link>) {
    let all = practices(asker);
    let links = all.map(|it| Link {
        current: it.ix == practice.ix,
        ..Link::to(it.title.clone(), format!("/who/{}{tail}", it.key))
    });
    (practice.title.clone(), links.collect())
}

/// Who held what, and what was in force, at the instant that was asked for.
async fn moment(asker: &Asker, text: &str) -> Result<people::Moment, Problem> {
    let at = super::answers::read_at(asker, text)?.unwrap_or_else(|| asker.times.now());
    Ok(people::Moment { then: asker.desk.then(at).await?, at })
}
