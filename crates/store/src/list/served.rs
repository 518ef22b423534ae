//! Lists on PostgreSQL, which plans an OR well where it leads to little. A list of a team's open work seen in several ways
//! it plans as a sort over all of that; a page of it stands among the first rows of the type, so these are looked at first.

use model::Header;

use super::{Among, Cursor, page::keys, statement::Statement, walk::pins};
use crate::Fault;

/// How many rows are looked at first: about what the plan of an OR costs.
const FIRST: usize = 800;

/// The page's keys, in order, with one more than the limit.
pub(super) async fn page(list: &Statement<'_>) -> Result<Vec<Cursor>, Fault> {
    if is_of_teams(list) {
        let found = keys(&list.store.rows_of(list.first(FIRST)?).await?)?;
        if found.len() > list.find.limit {
            return Ok(found);
        }
    }
    keys(&list.store.rows_of(list.page(None, None, None)?).await?)
}

/// Whether the list is narrowed to teams, and seen in several ways.
fn is_of_teams(list: &Statement<'_>) -> bool {
    let of_filter = pins(&list.find.asker, &list.find.filter);
    let named = matches!(list.find.among, Some(Among::These(_)));
    list.scope.len() > 1
        && !named
        && !of_filter.is_empty()
        && of_filter.iter().all(|it| it.header == Header::HolderTeam)
}
