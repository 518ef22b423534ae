//! Which records name another one, read backward along an index; and the indexes that declared rules want for it.

use base::RecordId;
use model::{Moment, RecordType, Slot, TypeIx};

use crate::{
    Dialect, Fault, Store, ddl,
    emit::{Column, column},
    sql::{Name, Text},
};

impl Store {
    /// The records of a type that name this one in a field, oldest first.
    pub async fn naming(&self, of: TypeIx, slot: Slot, id: RecordId, limit: usize) -> Result<Vec<RecordId>, Fault> {
        let Some(of) = self.site.of(of) else { return Ok(Vec::new()) };
        let mut text = Text::new("SELECT ");
        match column(of, slot)? {
            Column::Header(name) => {
                text.add("r.id FROM record r WHERE r.type = ").bind(self.terms.of_type(of.ix));
                text.add(" AND r.").add(name).add(" = ").bind(id.get()).add(" ORDER BY r.id");
            }
            Column::Body(name) => {
                text.add("b.id FROM ").name(&ddl::table(of)?).add(" b WHERE b.").name(&name);
                text.add(" = ").bind(id.get()).add(" ORDER BY b.id");
            }
            Column::Points(key) => {
                text.add("p.record FROM points p JOIN record r ON r.id = p.record WHERE p.target = ").bind(id.get());
                text.add(" AND p.field = ").bind(key).add(" AND r.type = ").bind(self.terms.of_type(of.ix));
                text.add(" ORDER BY p.record");
            }
        }
        text.add(" LIMIT ").number(limit);
        let rows = self.rows_of(text).await?;
        rows.iter().map(|it| it.int(0).map(RecordId::new)).collect()
    }

    /// The statements that make the indexes which rules read backward along, and those by which measures find their
    /// period, where they are missing.
    pub(crate) async fn missing_indexes(&self) -> Result<Vec<String>, Fault> {
        let appointed = self.site.types.iter().filter_map(|of| Some((of.ix, of.parent?)));
        let mut wanted: Vec<(TypeIx, Slot)> = self.site.rules.backward().into_iter().chain(appointed).collect();
        wanted.extend(self.moments());
        wanted.sort_unstable();
        wanted.dedup();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let have = self.indexes().await?;
        let mut steps = Vec::new();
        for (of, slot) in wanted {
            let Some(of) = self.site.of(of) else { continue };
            let Some((name, column)) = index(of, slot)? else { continue };
            if !have.contains(&name) {
                steps.push(ddl::filled_index(&name, &ddl::table(of)?, &column));
            }
        }
        Ok(steps)
    }

    /// The fields by which measures find their period.
    fn moments(&self) -> impl Iterator<Item = (TypeIx, Slot)> {
        let calcs = self.site.measures.iter().filter_map(|it| it.calc.as_ref());
        calcs.flat_map(|it| it.over.iter().chain(&it.per)).filter_map(|part| match &part.at {
            Some(Moment::Field(slot)) => Some((part.of, *slot)),
            Some(Moment::FirstReply | Moment::Done(_)) | None => None,
        })
    }

    async fn indexes(&self) -> Result<Vec<String>, Fault> {
        let text = match self.dialect() {
            Dialect::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'by_%'",
            Dialect::Postgres => {
                "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema() AND indexname LIKE 'by_%'"
            }
        };
        Ok(self.rows(text, &[]).await?.iter().map(|it| it.text(0).to_owned()).collect())
    }
}

/// The index over a field of a type's own table; header fields and lists have theirs already.
fn index(of: &RecordType, slot: Slot) -> Result<Option<(String, Name)>, Fault> {
    let Column::Body(column) = column(of, slot)? else { return Ok(None) };
    let whole = format!("{}_{}", ddl::table(of)?.as_str(), column.as_str());
    // PostgreSQL cuts names after 63 bytes; what is cut is told apart by a sum over the whole.
    let sum =
        whole.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, it| (sum ^ u64::from(it)).wrapping_mul(0x0100_0000_01b3));
    let head: String = whole.chars().take(40).collect();
    Ok(Some((format!("by_{head}_{:08x}", sum & 0xffff_ffff), column)))
}
