//! Cells back into text: what differs from a site, as the overlay that makes it so.

use model::{Activity, ActivityIx, Cell, Kind, Letter, Reach, Role, RoleIx, Site, Value, When};

use crate::{fault::push, resolve::lints::lies_within};

/// One cell's letters, as somebody sets them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// The activity.
    pub activity: ActivityIx,
    /// The role.
    pub role: RoleIx,
    /// All letters that the role has in it afterwards; none takes it out.
    pub letters: Vec<Letter>,
}

/// The text of a draft with one more cell set. `before` is what is in force, `draft` what the draft made of it so far.
///
/// Exactly one role answers for each kind of scope: whoever is given the A takes it from the one who had it, and that one
/// goes on doing it (R).
pub fn drafted(before: &Site, draft: &Site, put: &Put) -> String {
    let mut after = draft.clone();
    let cells = after.activity(put.activity).map(|it| set(draft, it, put));
    if let Some((row, cells)) = after.activities.get_mut(put.activity.at()).zip(cells) {
        row.cells = cells;
    }
    written(before, &after, |_| true)
}

/// The cells of an activity with one role's letters set.
fn set(site: &Site, row: &Activity, put: &Put) -> Vec<Cell> {
    let gains = |letter: Letter| put.letters.contains(&letter) && !has(&row.cells, put.role, letter);
    let mut cells: Vec<Cell> =
        row.cells.iter().filter(|it| it.role != put.role || put.letters.contains(&it.letter)).cloned().collect();
    if gains(Letter::A) {
        hand_over(site, &mut cells, put.role);
    }
    let like = row.cells.iter().find(|it| it.role == put.role);
    for letter in put.letters.iter().copied().filter(|it| gains(*it)) {
        cells.push(match like {
            Some(cell) => Cell { letter, responsibility: None, ..cell.clone() },
            None => Cell {
                role: put.role,
                letter,
                when: When::Always,
                reach: reach(site, row, put.role),
                responsibility: None,
                declared_at: String::new(),
            },
        });
    }
    cells.sort_by_key(|it| it.letter);
    cells
}

/// Takes the A from whoever had it over the same kind of scope; they go on doing it.
fn hand_over(site: &Site, cells: &mut Vec<Cell>, to: RoleIx) {
    let kind = |ix: RoleIx| site.role(ix).map(|it| it.scope);
    let (gone, kept): (Vec<Cell>, Vec<Cell>) =
        cells.drain(..).partition(|it| it.letter == Letter::A && it.role != to && kind(it.role) == kind(to));
    *cells = kept;
    for cell in gone {
        if !has(cells, cell.role, Letter::R) {
            cells.push(Cell { letter: Letter::R, responsibility: None, ..cell });
        }
    }
}

fn has(cells: &[Cell], role: RoleIx, letter: Letter) -> bool {
    cells.iter().any(|it| it.role == role && it.letter == letter)
}

/// As far as the appointment reaches, where records lie within it; else everywhere.
fn reach(site: &Site, row: &Activity, role: RoleIx) -> Reach {
    let (of, role) = (row.of().and_then(|it| site.of(it)), site.role(role));
    let Some((of, role)) = of.zip(role) else { return Reach::Scope };
    let mut kinds = role.also_scopes.iter().chain([&role.scope]);
    if kinds.any(|kind| lies_within(of, *kind, role)) { Reach::Scope } else { Reach::Everywhere }
}

/// Every letter of these activities whose cells differ. Indented, so that a page shows it as what it is: code.
pub(super) fn written(before: &Site, after: &Site, of: impl Fn(&Activity) -> bool) -> String {
    let mut out = String::new();
    for (old, new) in before.activities.iter().zip(&after.activities).filter(|(_, new)| of(new)) {
        let mut lines = String::new();
        for letter in Letter::ALL {
            let (had, has): (Vec<&Cell>, Vec<&Cell>) = (old.with(letter).collect(), new.with(letter).collect());
            if !same(&had, &has) {
                let cells: Vec<String> = has.iter().map(|it| printed(after, new, it)).collect();
                push(&mut lines, format_args!("    {} = [{}]\n", letter.name(), cells.join(", ")));
            }
        }
        if !lines.is_empty() {
            let gap = if out.is_empty() { "" } else { "\n" };
            push(&mut out, format_args!("{gap}    [activity.\"{}\"]\n{lines}", new.key));
        }
    }
    out
}

/// Whether two lists of cells give the same, in whatever order.
fn same(one: &[&Cell], other: &[&Cell]) -> bool {
    let within = |cell: &Cell, all: &[&Cell]| {
        all.iter().any(|it| it.role == cell.role && it.when == cell.when && it.reach == cell.reach)
    };
    one.len() == other.len() && one.iter().all(|it| within(it, other))
}

/// The cells of a letter as a file says them, in an order that does not depend on who wrote them.
pub(super) fn said(site: &Site, row: &Activity, letter: Letter) -> Vec<String> {
    let mut all: Vec<String> = row.with(letter).map(|it| printed(site, row, it)).collect();
    all.sort_unstable();
    all
}

fn printed(site: &Site, row: &Activity, cell: &Cell) -> String {
    let key = site.role(cell.role).map(|it: &Role| it.key.as_str()).unwrap_or_default();
    let of = row.of().and_then(|it| site.of(it));
    let when = of.filter(|_| cell.when != When::Always).map(|of| crate::print(&cell.when, of, site));
    let answers = answers(site, row, cell);
    if when.is_none() && answers.is_empty() && cell.reach == Reach::Scope {
        return quoted(key);
    }
    let mut parts = vec![format!("role = {}", quoted(key))];
    parts.extend(when.map(|it| format!("when = {}", quoted(&it))));
    if cell.reach == Reach::Everywhere {
        parts.push("reach = \"everywhere\"".to_owned());
    }
    parts.extend(answers);
    format!("{{ {} }}", parts.join(", "))
}

/// That the activity waits for the answer of whoever has this C, as the cell says it.
fn answers(site: &Site, row: &Activity, cell: &Cell) -> Vec<String> {
    let ix = site.find_activity(&row.key).map(|(ix, _)| ix).filter(|_| cell.letter == Letter::C);
    let rule = ix.and_then(|ix| site.rules.consults_of(ix).find(|it| it.role == cell.role && it.when == cell.when));
    let Some(rule) = rule else { return Vec::new() };
    let within = Value::Duration(rule.within).print(&Kind::Duration);
    let mut parts = vec!["answers = \"must\"".to_owned(), format!("within = {}", quoted(&within))];
    parts.extend(rule.quorum.map(|(of, all)| format!("quorum = \"{of}/{all}\"")));
    parts
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
