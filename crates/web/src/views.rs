//! Named views: each is a name for record types and a filter text of the one grammar.

use base::TeamId;
use engine::Desk;
use model::{Header, RecordType};

/// A view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct View {
    /// Its key in the address.
    pub(crate) key: String,
    /// Its heading.
    pub(crate) title: String,
    /// Whose it is.
    pub(crate) whose: String,
    /// The record types by key.
    pub(crate) kinds: Vec<String>,
    /// The filter where none is given.
    pub(crate) filter: String,
}

impl View {
    fn new(key: &str, title: &str, whose: &str, kinds: Vec<String>, filter: &str) -> Self {
        Self { key: key.to_owned(), title: title.to_owned(), whose: whose.to_owned(), kinds, filter: filter.to_owned() }
    }
}

/// Whether records of a type are work that somebody has: they name a team and a person.
pub(crate) fn is_work(of: &RecordType) -> bool {
    let own = |header: Header| of.field(header.slot()).is_some_and(|it| it.is_declared);
    of.slot("assignee") == Some(Header::HolderPerson.slot()) && own(Header::HolderTeam)
}

/// The types of work that the reader has to do with.
pub(crate) fn work(desk: &Desk) -> Vec<String> {
    desk.kinds().filter(|it| is_work(it)).map(|it| it.key.clone()).collect()
}

/// The reader's home team: the first of theirs that has a line of support, else the first below the top one.
pub(crate) fn home_team(desk: &Desk) -> Option<TeamId> {
    let roster = &desk.directory().roster;
    let mine = roster.teams_of(desk.person()).iter().filter_map(|it| roster.team(*it));
    let below: Vec<_> = mine.filter(|it| it.parent.is_some()).collect();
    below.iter().find(|it| it.line.is_some()).or(below.first()).map(|it| it.id)
}

/// The view with a key.
pub(crate) fn find(desk: &Desk, key: &str) -> Option<View> {
    let team = || home_team(desk).map(|it| desk.directory().team_name(it)).unwrap_or_default();
    let mine = |title: &str, filter: &str| Some(View::new(key, title, &team(), work(desk), filter));
    match key {
        "my-work" => Some(View::new(key, "My work", "For me", work(desk), "status:open assignee:me")),
        "team" => mine("Open", "status:open team:mine"),
        "unassigned" => mine("Unassigned", "status:open team:mine assignee:none"),
        "past-due" => mine("Past due", "status:open team:mine due<0m"),
        "waiting" => mine("Waiting on others", "status:waiting team:mine"),
        _other => of_team(desk, key).or_else(|| of_type(desk, key)),
    }
}

fn of_team(desk: &Desk, key: &str) -> Option<View> {
    let name = key.strip_prefix("team-")?;
    let team = desk.directory().find_team(name).filter(|_| desk.is_inside())?;
    let title = desk.directory().team_name(team);
    Some(View::new(key, "Open", &title, work(desk), &format!("status:open team:{name}")))
}

fn of_type(desk: &Desk, key: &str) -> Option<View> {
    let of = desk.kind(key).ok()?;
    Some(View::new(key, &of.plural, "All you see", vec![of.key.clone()], "status:open"))
}

/// The views of the reader's team in the side bar: never more than five.
pub(crate) fn of_my_team(desk: &Desk) -> Vec<(View, &'static str)> {
    let keys = [("team", "queue"), ("unassigned", "user"), ("past-due", "clock"), ("waiting", "pause")];
    keys.into_iter()
        .filter_map(|(key, icon)| Some((find(desk, key)?, icon)))
        .filter(|(it, _)| !it.kinds.is_empty())
        .collect()
}
