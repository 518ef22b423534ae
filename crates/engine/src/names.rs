//! What records, files and links are called for one asker: whatever they may not name stays unnamed.

use std::collections::BTreeMap;

use base::{FileId, RecordId};

use crate::{Desk, Halt};

/// What a record is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
}

/// A link between a record and another that the asker sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkView {
    /// What the link says.
    pub kind: String,
    /// The other record.
    pub other: Named,
    /// Whether it leads away from the record that was asked about.
    pub is_outward: bool,
}

impl Desk {
    /// The records among these that the asker may name, by id, read at once.
    pub async fn record_names(&self, ids: &[RecordId]) -> Result<BTreeMap<RecordId, Named>, Halt> {
        let mut wanted = ids.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let mut found = BTreeMap::new();
        for some in wanted.chunks(100) {
            let records = self.engine.store.records(some).await?;
            let named = records.into_iter().filter(|it| self.may_name(it));
            found.extend(named.map(|it| (it.id, Named { title: it.title().to_owned(), number: it.number })));
        }
        Ok(found)
    }

    /// The names of the files among these that lie on records that the asker sees.
    pub async fn file_names(&self, ids: &[FileId]) -> Result<BTreeMap<FileId, String>, Halt> {
        let mut found = BTreeMap::new();
        for id in ids {
            let Some(file) = self.engine.store.attachment(id.get()).await? else { continue };
            let Some(record) = self.engine.store.record(file.record).await? else { continue };
            let seen = self.authority.sees(&record);
            if seen.is_some_and(|it| it.inside || !file.inside) {
                found.insert(*id, file.name);
            }
        }
        Ok(found)
    }

    /// The links of a record to others that the asker sees.
    pub async fn links(&self, number: &str) -> Result<Vec<LinkView>, Halt> {
        let record = self.load(number).await?;
        let links = self.engine.store.links(record.id).await?;
        let mut found = Vec::new();
        for link in links {
            let is_outward = link.a == record.id;
            let other = self.engine.store.record(if is_outward { link.b } else { link.a }).await?;
            if let Some(other) = other.filter(|it| self.authority.sees(it).is_some()) {
                let other = Named { title: other.title().to_owned(), number: other.number };
                found.push(LinkView { kind: link.kind, other, is_outward });
            }
        }
        Ok(found)
    }
}
