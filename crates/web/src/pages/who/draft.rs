//! A draft of a practice's matrix: a form a row, and what it would lead to. Who may do what with it is the record's.

use std::collections::BTreeSet;

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use engine::{Halt, Input, MATRIX_CHANGE, MatrixDraft, Put, RecordView};
use model::{Activity, ActivityIx, Letter, Practice, RoleIx, Site};
use serde::Deserialize;

use super::{chooser, inside_only, matrix, practice, say};
use crate::{
    asker::Asker,
    find, frame,
    look::{
        draft as drawn,
        view::{Act, CellForm, Choice, DraftPage, DraftRole, DraftRow, Effect, Link, Mark, Stamp, Tag, Tone, WhoPage},
    },
    posted::Posted,
    problem::Problem,
    urls, words,
};

/// Which row's form is open, and for which role.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    row: String,
    #[serde(default)]
    role: String,
}

/// What one can choose for a cell.
const CHOICES: [(&str, &[Letter], &str); 7] = [
    ("", &[], "nothing"),
    ("A", &[Letter::A], "A: answers for it"),
    ("R", &[Letter::R], "R: does it"),
    ("A R", &[Letter::A, Letter::R], "A and R: answers for it and does it"),
    ("C", &[Letter::C], "C: is asked first"),
    ("I", &[Letter::I], "I: is told"),
    ("C I", &[Letter::C, Letter::I], "C and I: is asked first and told after"),
];

/// The page.
pub(crate) async fn show(
    asker: Asker,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let practice = practice(&asker, &key)?;
    let page = page(&asker, practice, &asked, None).await?;
    frame::page(&asker, &format!("{}: draft", practice.title), &drawn::draft(&page)).await
}

/// Sets a cell in the draft.
pub(crate) async fn put(asker: Asker, Path(key): Path<String>, posted: Posted) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let practice = practice(&asker, &key)?;
    if posted.find("number").is_none() {
        return begin(&asker, practice, &posted).await;
    }
    let site = asker.desk.site();
    let (row, role) = (posted.get("row").to_owned(), posted.get("role").to_owned());
    let (activity, _) = site.find_activity(&row).filter(|(_, it)| it.practice == practice.ix).ok_or(Problem::NoPage)?;
    let chosen = site.find_role(&role).ok_or(Problem::NoPage)?;
    let letters = CHOICES.iter().find(|(value, ..)| *value == posted.get("letters")).ok_or(Problem::NoPage)?.1.to_vec();
    let put = Put { activity, role: chosen, letters };
    let halt = match asker.desk.put_cell(posted.get("number"), &put, posted.version()).await {
        Ok(_done) => {
            let path = format!("/who/{key}/draft#{}", id(&row));
            return Ok(Redirect::to(&path).into_response());
        }
        Err(Halt::Refused(refused)) => refused,
        Err(halt) => return Err(halt.into()),
    };
    let status = crate::problem::status_of(halt.ground);
    let said = halt.fields.first().map_or_else(|| halt.message.clone(), |it| format!("It {}", it.message));
    let page = page(&asker, practice, &Asked { row, role }, Some(said)).await?;
    let status = if status == StatusCode::NOT_FOUND { return Err(Problem::NoPage) } else { status };
    frame::answer(&asker, &format!("Error: {}: draft", practice.title), &drawn::draft(&page), status).await
}

/// Opens a draft for the practice.
async fn begin(asker: &Asker, practice: &Practice, posted: &Posted) -> Result<Response, Problem> {
    let title = format!("Who does what in {}", practice.title);
    let given = Input::of(&[("title", &title), ("process", &practice.key)]);
    asker.desk.open_record(MATRIX_CHANGE, "propose", &Input { idempotency: posted.key(), ..given }).await?;
    Ok(Redirect::to(&format!("/who/{}/draft", practice.key)).into_response())
}

/// The anchor of a row.
fn id(key: &str) -> String {
    format!("r-{}", key.replace(':', "-"))
}

fn head(asker: &Asker, practice: &Practice) -> WhoPage {
    WhoPage {
        title: "Who does what".to_owned(),
        chooser: chooser(asker, practice, "/draft"),
        tabs: matrix::tabs(practice, matrix::Tabbed::Draft, ""),
        lead: "A draft changes nothing until it is published, by somebody who did not write it.".to_owned(),
        ..WhoPage::default()
    }
}

async fn page(
    asker: &Asker,
    practice: &Practice,
    asked: &Asked,
    refused: Option<String>,
) -> Result<DraftPage, Problem> {
    let head = head(asker, practice);
    let Some(open) = asker.desk.open_draft(&practice.key).await? else {
        return Ok(without(asker, practice, head));
    };
    let draft = asker.desk.matrix_draft(open.number()).await?;
    let view = asker.desk.view(open.number()).await?;
    let of = find::type_of(&asker.desk, &view.seen)?;
    let changes = of.slot("cells").is_some_and(|slot| view.amendable.contains(&slot));
    let mut effects = Vec::new();
    for it in &draft.radius {
        effects.push(effect(asker, &draft, it).await?);
    }
    let state = of.lifecycle.state(draft.seen.record().state).map(|it| it.title.clone()).unwrap_or_default();
    let number = draft.seen.number().to_owned();
    Ok(DraftPage {
        head,
        number: Some(Link::to(number.clone(), urls::record(&number))),
        state: Tag { text: state, tone: Tone::Info },
        acts: acts(&number, &view),
        locked: view
            .locked
            .iter()
            .filter(|it| it.step == "publish")
            .map(|it| format!("{}: {}", it.title, it.reason))
            .collect(),
        refused,
        faults: draft.faults.clone(),
        effects,
        opens: findings(asker, &draft.opens),
        closes: findings(asker, &draft.closes),
        groups: groups(&Rows { asker, practice, draft: &draft, asked, changes }),
        text: draft.text.clone(),
        empty: None,
    })
}

/// No draft is open: begin one, or ask who may.
fn without(asker: &Asker, practice: &Practice, head: WhoPage) -> DraftPage {
    let desk = &asker.desk;
    let of = desk.site().find_type(MATRIX_CHANGE);
    let may = of.is_some_and(|it| !desk.openings(it.ix).is_empty());
    let owner = practice.owner.and_then(|ix| {
        let roster = &desk.directory().roster;
        let own = |it: &&governance::Appointment| it.scope == governance::Scope::Process(practice.ix);
        let holder = roster.holders(ix, asker.times.now()).find(own)?;
        let names: Vec<String> = roster.persons(holder.holder).iter().map(|it| words::name_or_you(desk, *it)).collect();
        Some(names.join(" and "))
    });
    let who = owner.filter(|it| !it.is_empty()).map_or_else(
        || "Nobody owns this practice; the programme manager can draft for it.".to_owned(),
        |it| format!("Who drafts for this practice: {it}."),
    );
    let begin = Act::post("Draft a change", format!("/who/{}/draft", practice.key), asker.seal(None)).primary();
    let acts = if may { vec![begin] } else { Vec::new() };
    DraftPage { head, acts, empty: Some(("No draft is open".to_owned(), who)), ..DraftPage::default() }
}

fn acts(number: &str, view: &RecordView) -> Vec<Act> {
    let offers = view.offers.iter().map(|it| {
        let act = Act::open(it.title.clone(), urls::step(number, &it.step));
        if it.is_primary { act.primary() } else { act }
    });
    offers.collect()
}

fn findings(asker: &Asker, all: &[governance::Finding]) -> Vec<crate::look::view::Finding> {
    let kept = std::collections::BTreeMap::new();
    say::folded(asker, all).into_iter().map(|it| say::finding(asker, it, (&kept, false))).collect()
}

async fn effect(asker: &Asker, draft: &MatrixDraft, it: &governance::Touched) -> Result<Effect, Problem> {
    let title = draft.after.activity(it.activity).map(|it| it.title.clone()).unwrap_or_default();
    let names = |all: &[base::PersonId]| {
        let first: Vec<String> = all.iter().take(4).map(|it| words::name_or_you(&asker.desk, *it)).collect();
        let more = all.len().saturating_sub(first.len());
        if more > 0 { format!("{} and {more} more", first.join(", ")) } else { first.join(", ") }
    };
    let mut lines = Vec::new();
    for (letter, gain, lose) in &it.letters {
        let mut said = Vec::new();
        if !gain.is_empty() {
            said.push(format!("{}: {}", gains(*letter), names(gain)));
        }
        if !lose.is_empty() {
            said.push(format!("{}: {}", loses(*letter), names(lose)));
        }
        lines.push((words::letter(*letter), format!("{}.", said.join(". "))));
    }
    let open = asker.desk.open_under(it.activity).await?;
    let of = draft.after.activity(it.activity).and_then(Activity::of).and_then(|it| draft.after.of(it));
    let records = match of {
        Some(of) => format!("{} open: {}.", of.plural, find::capped(open)),
        None => "It is a duty: no record is touched.".to_owned(),
    };
    let records = if lines.is_empty() {
        format!("Nobody gains or loses a letter: the same people hold the roles, or nobody does. {records}")
    } else {
        records
    };
    Ok(Effect { title, lines, records })
}

fn gains(letter: Letter) -> &'static str {
    match letter {
        Letter::A => "Will answer for it",
        Letter::R => "Will do it",
        Letter::C => "Will be asked first",
        Letter::I => "Will be told",
    }
}

fn loses(letter: Letter) -> &'static str {
    match letter {
        Letter::A => "Will no longer answer for it",
        Letter::R => "Will no longer do it",
        Letter::C => "Will no longer be asked",
        Letter::I => "Will no longer be told",
    }
}

/// What the rows are drawn from.
struct Rows<'a> {
    asker: &'a Asker,
    practice: &'a Practice,
    draft: &'a MatrixDraft,
    asked: &'a Asked,
    changes: bool,
}

fn groups(it: &Rows<'_>) -> Vec<(String, Vec<DraftRow>)> {
    let mut groups: Vec<(String, Vec<DraftRow>)> = Vec::new();
    for (ix, row) in matrix::rows(&it.draft.after, it.practice) {
        let drawn = it.row(ix, row);
        match groups.iter_mut().find(|(title, _)| *title == row.group) {
            Some((_, rows)) => rows.push(drawn),
            None => groups.push((row.group.clone(), vec![drawn])),
        }
    }
    groups
}

/// The letters of a role in an activity.
fn letters(row: Option<&Activity>, role: RoleIx) -> BTreeSet<Letter> {
    row.into_iter().flat_map(|it| &it.cells).filter(|it| it.role == role).map(|it| it.letter).collect()
}

impl Rows<'_> {
    fn row(&self, ix: ActivityIx, row: &Activity) -> DraftRow {
        let before = self.draft.before.activity(ix);
        let mut roles: Vec<RoleIx> = row.cells.iter().map(|it| it.role).collect();
        roles.extend(before.into_iter().flat_map(|it| &it.cells).map(|it| it.role));
        let mut seen = BTreeSet::new();
        roles.retain(|it| seen.insert(*it));
        DraftRow {
            id: id(&row.key),
            title: row.title.clone(),
            roles: roles.iter().map(|it| self.role(row, before, *it)).collect(),
            change: self.changes.then(|| self.url(&row.key, "")),
            form: (self.changes && self.asked.row == row.key).then(|| self.form(row)),
        }
    }

    fn url(&self, row: &str, role: &str) -> String {
        let path = format!("/who/{}/draft", self.practice.key);
        format!("{}#{}", urls::with_query(&path, &[("row", row), ("role", role)]), id(row))
    }

    fn role(&self, row: &Activity, before: Option<&Activity>, role: RoleIx) -> DraftRole {
        let (had, has) = (letters(before, role), letters(Some(row), role));
        let found = self.draft.after.role(role);
        let key = found.map(|it| it.key.clone()).unwrap_or_default();
        let was: Vec<&str> = had.iter().map(|it| it.name()).collect();
        DraftRole {
            stamps: has.iter().map(|it| Stamp { letter: words::letter(*it), mark: Mark::None }).collect(),
            role: found.map(|it| it.title.clone()).unwrap_or_default(),
            change: self.changes.then(|| self.url(&row.key, &key)),
            had: match (had == has, was.is_empty()) {
                (true, _) => String::new(),
                (false, true) => "new".to_owned(),
                (false, false) => format!("had {}", was.join(" and ")),
            },
        }
    }

    fn form(&self, row: &Activity) -> CellForm {
        let site = &*self.draft.after;
        let chosen = site.find_role(&self.asked.role);
        let has = chosen.map(|it| letters(Some(row), it)).unwrap_or_default();
        CellForm {
            action: format!("/who/{}/draft", self.practice.key),
            seal: self.asker.seal(Some(self.draft.seen.version())),
            hidden: vec![
                ("number".to_owned(), self.draft.seen.number().to_owned()),
                ("row".to_owned(), row.key.clone()),
            ],
            roles: self.roles(site, chosen),
            letters: CHOICES
                .iter()
                .map(|(value, letters, words)| {
                    let is = letters.iter().copied().collect::<BTreeSet<_>>() == has;
                    ((*value).to_owned(), (*words).to_owned(), is)
                })
                .collect(),
            cancel: Link::to("Go back", format!("/who/{}/draft#{}", self.practice.key, id(&row.key))),
        }
    }

    /// The roles of this practice first, then all others.
    fn roles(&self, site: &Site, chosen: Option<RoleIx>) -> Vec<(String, Vec<Choice>)> {
        let own: BTreeSet<RoleIx> =
            matrix::rows(site, self.practice).iter().flat_map(|(_, it)| &it.cells).map(|it| it.role).collect();
        let option = |(ix, it): (RoleIx, &model::Role)| (it.key.clone(), it.title.clone(), Some(ix) == chosen);
        let all = || site.roles.iter().enumerate().map(|(at, it)| (RoleIx::of(at), it));
        vec![
            ("In this practice".to_owned(), all().filter(|(ix, _)| own.contains(ix)).map(option).collect()),
            ("All other roles".to_owned(), all().filter(|(ix, _)| !own.contains(ix)).map(option).collect()),
        ]
    }
}
