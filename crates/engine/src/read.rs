//! The read path: lists and counts under scope, and single records.

use std::sync::Arc;

use base::RecordId;
use model::{ActivityIx, RecordType, When};
use store::{Among, Cursor, Direction, Disjunct, Find, Sort};

use crate::{Desk, FieldFault, Halt, Query, Refused, Seen, filter::Filter};

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// The records as the asker may see them.
    pub rows: Vec<Seen>,
    /// Where the next page begins, to be given back as it is.
    pub next: Option<String>,
}

/// Counts stop here: `1000+`.
const COUNT_MOST: usize = 1000;
const PAGE: usize = 50;
const PAGE_MOST: usize = 200;

impl Desk {
    /// A page of what is looked for.
    pub async fn find(&self, query: &Query) -> Result<Page, Halt> {
        let of = self.kind(&query.kind)?;
        let (find, scope) = self.prepared(of, query).await?;
        let listed = self.engine.store.list(&find, &scope).await?;
        let rows = listed.records.into_iter().filter_map(|it| self.seen(it).ok()).collect();
        Ok(Page { rows, next: listed.next.map(|it| print_cursor(&it)) })
    }

    /// How many there are; counting stops after a thousand.
    pub async fn count(&self, query: &Query) -> Result<usize, Halt> {
        let of = self.kind(&query.kind)?;
        let (find, scope) = self.prepared(of, query).await?;
        Ok(self.engine.store.count(&find, &scope, COUNT_MOST).await?)
    }

    /// Among which records is looked: those that hold the words, or count towards a measure. Where these are few, they
    /// are named, so that no index has to be walked past all the others.
    async fn among(&self, of: &RecordType, filter: &Filter, scope: &[Disjunct]) -> Result<Option<Among>, Halt> {
        let Some(sieve) = &filter.counted else {
            return Ok(if filter.words.is_empty() { None } else { Some(self.matching(&filter.words).await?.all) });
        };
        if !filter.words.is_empty() {
            let message = "can't be joined with words to search for; leave one of them out".to_owned();
            return Err(Refused::invalid(vec![FieldFault { field: "counted".into(), message }]).into());
        }
        let mut found = std::collections::BTreeSet::new();
        for sift in &sieve.sifts {
            let most = COUNT_MOST.saturating_add(1);
            found.extend(self.engine.store.sifted(of.ix, sift, &sieve.around, (&filter.when, scope), most).await?);
        }
        if found.len() > COUNT_MOST {
            return Ok(Some(Among::Counted(Arc::new(sieve.clone()))));
        }
        Ok(Some(Among::These(found.into_iter().collect())))
    }

    /// One record.
    pub async fn read(&self, number: &str) -> Result<Seen, Halt> {
        let record = self.load(number).await?;
        self.seen(record)
    }

    /// The number of a record, if the asker sees it: for fields that name one.
    pub async fn number_of(&self, id: RecordId) -> Result<Option<String>, Halt> {
        let found = self.engine.store.record(id).await?;
        Ok(found.filter(|it| self.authority.sees(it).is_some()).map(|it| it.number))
    }

    /// Records on which an activity could be done now: what waits for this person.
    pub async fn waiting(&self, activity: ActivityIx, filter: When, limit: usize) -> Result<Vec<Seen>, Halt> {
        let Some(of) = self.site().activity(activity).and_then(model::Activity::of) else { return Ok(Vec::new()) };
        let scope = disjuncts(self.authority.scope_for(self.site(), activity));
        let find = Find {
            of,
            open_only: false,
            filter,
            asker: Arc::clone(self.authority.asker()),
            sort: Sort::Due,
            direction: Direction::Up,
            after: None,
            limit,
            among: None,
        };
        let listed = self.engine.store.list(&find, &scope).await?;
        Ok(listed.records.into_iter().filter_map(|it| self.seen(it).ok()).collect())
    }

    /// What is looked for, and the alternatives that scope allows. A filter on an inner field looks only at what the
    /// asker sees from inside, so that it can't be used to guess.
    async fn prepared(&self, of: &RecordType, query: &Query) -> Result<(Find, Vec<Disjunct>), Halt> {
        let filter = self.filter(of, &query.filter).await?;
        let scope = disjuncts(self.authority.scope(of.ix, filter.inside));
        if filter.inside && scope.is_empty() {
            let fault = FieldFault {
                field: "filter".into(),
                message: "names a field that you can't read; leave it out".into(),
            };
            return Err(Refused::invalid(vec![fault]).into());
        }
        let (sort, direction) = sort_of(&query.sort)?;
        let among = self.among(of, &filter, &scope).await?;
        let find = Find {
            of: of.ix,
            open_only: filter.open_only,
            filter: filter.when,
            asker: Arc::clone(self.authority.asker()),
            sort,
            direction,
            after: query.after.as_deref().map(read_cursor).transpose()?,
            limit: if query.limit == 0 { PAGE } else { query.limit.min(PAGE_MOST) },
            among,
        };
        Ok((find, scope))
    }
}

/// Governance's alternatives in the store's words.
pub(crate) fn disjuncts(of: Vec<governance::Disjunct>) -> Vec<Disjunct> {
    of.into_iter().map(|it| Disjunct { asker: it.asker, when: it.when }).collect()
}

fn sort_of(text: &str) -> Result<(Sort, Direction), Halt> {
    if text.is_empty() {
        return Ok((Sort::Changed, Direction::Down));
    }
    let (direction, name) = text.strip_prefix('-').map_or((Direction::Up, text), |rest| (Direction::Down, rest));
    let sort = Sort::find(name).ok_or_else(|| {
        let message =
            "is no order; use changed, opened, clock or priority, with - in front to turn it round".to_owned();
        Halt::from(Refused::invalid(vec![FieldFault { field: "sort".into(), message }]))
    })?;
    Ok((sort, direction))
}

fn print_cursor(it: &Cursor) -> String {
    format!("{}.{}", it.value, it.id.get())
}

fn read_cursor(text: &str) -> Result<Cursor, Halt> {
    let bad = || {
        Halt::from(Refused::invalid(vec![FieldFault {
            field: "after".into(),
            message: "is no place in this list; begin at the first page".into(),
        }]))
    };
    let (value, id) = text.split_once('.').ok_or_else(bad)?;
    let value = value.parse().map_err(|_ignored| bad())?;
    let id = id.parse().map(RecordId::new).map_err(|_ignored| bad())?;
    Ok(Cursor { value, id })
}
