//! Lists on PostgreSQL, which plans an OR well where it leads to little, and as a sort over all of it where it leads to much.
//! Who sees much finds a page among the first rows of the whole type, so that is looked at first.

use model::Header;

use super::{Among, Cursor, page::keys, statement::Statement, walk::pins};
use crate::Fault;

/// How many rows are looked at first: about what the plan of an OR costs.
const FIRST: usize = 800;
/// How many at the most, where the first ones promise a page among so many.
const MOST: usize = 12_000;

/// The page's keys, in order, with one more than the limit.
pub(super) async fn page(list: &Statement<'_>) -> Result<Vec<Cursor>, Fault> {
    let wanted = list.find.limit.saturating_add(1);
    if is_wide(list) {
        let found = first(list, FIRST).await?;
        if found.len() >= wanted {
            return Ok(found);
        }
        // As many rows again as it takes if the rest is like the first, and half as many more.
        let rows = FIRST.saturating_mul(wanted).saturating_mul(3).checked_div(found.len().saturating_mul(2));
        if let Some(rows) = rows.filter(|it| *it <= MOST) {
            let found = first(list, rows).await?;
            if found.len() >= wanted {
                return Ok(found);
            }
        }
    }
    keys(&list.store.rows_of(list.page(None, None, None)?).await?)
}

async fn first(list: &Statement<'_>, rows: usize) -> Result<Vec<Cursor>, Fault> {
    keys(&list.store.rows_of(list.first(rows)?).await?)
}

/// Whether the list may be wide: seen in several ways, and not narrowed to records that are named or to somebody's own.
fn is_wide(list: &Statement<'_>) -> bool {
    let persons = [Header::ForPerson, Header::HolderPerson, Header::OpenedBy];
    let of_filter = pins(&list.find.asker, &list.find.filter);
    list.scope.len() > 1
        && list.find.among.as_ref().is_none_or(|it| !matches!(it, Among::These(_)))
        && of_filter.iter().all(|it| !persons.contains(&it.header))
}
