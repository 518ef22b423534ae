//! Tests that look at other records: only at those that the asker sees.

use model::{Cover, Header, RecordType, Slot, TypeIx, When};

use super::Sifter;
use crate::{
    Fault, ddl,
    emit::{Column, column},
    sql::Text,
};

impl Sifter<'_> {
    /// From FROM to the end of WHERE over the records of a type that the asker sees.
    fn seen(&self, of: TypeIx) -> Result<Option<(&RecordType, Text)>, Fault> {
        let Some(of) = self.store.site.of(of) else { return Ok(None) };
        let scope = self.around.scopes.get(&of.ix).map(Vec::as_slice).unwrap_or_default();
        if scope.is_empty() {
            return Ok(None);
        }
        let mut text = Text::new(" FROM ");
        text.name(&ddl::table(of)?).add(" b JOIN record r ON r.id = b.id WHERE (1 = 0");
        for one in scope {
            text.add(" OR ").append(self.store.emit(of, &one.asker, &one.when)?);
        }
        text.add(")");
        Ok(Some((of, text)))
    }

    pub(super) fn newest(&self, by: Slot, among: &When) -> Result<Text, Fault> {
        let Some((of, seen)) = self.seen(self.of.ix)? else { return Ok(Text::new("1 = 0")) };
        let mut text = Text::new("r.id IN (SELECT max(r.id)");
        text.append(seen).add(" AND ").append(self.store.emit(of, &self.around.asker, among)?);
        text.add(" GROUP BY ").append(self.column(by)?).add(")");
        Ok(text)
    }

    pub(super) fn repeats(&self, by: &[Slot], least: u16, within: i64, among: &When) -> Result<Text, Fault> {
        let Some((of, seen)) = self.seen(self.of.ix)? else { return Ok(Text::new("1 = 0")) };
        let mut text = Text::new("r.id IN (SELECT q.id FROM (SELECT r.id AS id, count(*) OVER (PARTITION BY ");
        for (at, slot) in by.iter().enumerate() {
            text.add(if at > 0 { ", " } else { "" }).append(self.column(*slot)?);
        }
        text.add(") AS n").append(seen).add(" AND ").append(self.store.emit(of, &self.around.asker, among)?);
        text.add(" AND r.opened >= ").bind(self.around.almanac.now.saturating_sub(within)).add(") q WHERE q.n >= ");
        text.number(usize::from(least)).add(")");
        Ok(text)
    }

    /// What of the record at hand is the place that others refer to.
    fn place(&self, cover: &Cover) -> Result<Text, Fault> {
        cover.via.map_or_else(|| Ok(Text::new("r.id")), |it| self.column(it))
    }

    /// The places that others refer to: the column, and the statement's rest.
    fn places(&self, cover: &Cover) -> Result<Option<(&RecordType, Text, Text)>, Fault> {
        let Some((of, mut seen)) = self.seen(cover.of)? else { return Ok(None) };
        let other = Sifter { store: self.store, of, around: self.around };
        seen.add(" AND ").append(other.all(&cover.tests)?);
        let named = match cover.by {
            None => Text::new("r.id"),
            Some(by) => match column(of, by)? {
                Column::Header(_) | Column::Body(_) => other.column(by)?,
                Column::Points(_) => Text::new("p.target"),
            },
        };
        Ok(Some((of, named, seen)))
    }

    /// The rest of the statement with the several references of a record joined to it, where they lead.
    fn joined(cover: &Cover, of: &RecordType, seen: Text) -> Result<Text, Fault> {
        let Some(Column::Points(key)) = cover.by.map(|it| column(of, it)).transpose()? else { return Ok(seen) };
        let mut text = Text::new(" FROM points p JOIN (SELECT r.id AS id");
        text.append(seen).add(") s ON s.id = p.record WHERE p.field = ").bind(key);
        Ok(text)
    }

    pub(super) fn covered(&self, cover: &Cover) -> Result<Text, Fault> {
        let Some((of, named, seen)) = self.places(cover)? else { return Ok(Text::new("1 = 0")) };
        let place = self.place(cover)?;
        let mut text = Text::new("(");
        text.append(place.clone()).add(" IS NOT NULL AND ").append(place).add(" IN (SELECT ").append(named.clone());
        text.append(Self::joined(cover, of, seen)?).add(" AND ").append(named.clone()).add(" IS NOT NULL");
        if let Some((slot, all)) = cover.each {
            let other = Sifter { store: self.store, of, around: self.around };
            text.add(" GROUP BY ").append(named).add(" HAVING count(DISTINCT ").append(other.column(slot)?);
            text.add(") >= ").number(usize::from(all));
        }
        text.add("))");
        Ok(text)
    }

    /// That the record was opened within some days after the day of another.
    pub(super) fn soon(&self, cover: &Cover, moment: Slot, days: i64) -> Result<Text, Fault> {
        let Some((of, named, seen)) = self.places(cover)? else { return Ok(Text::new("1 = 0")) };
        let other = Sifter { store: self.store, of, around: self.around };
        let mut text = Text::new("EXISTS (SELECT 1 FROM (SELECT ");
        let day = other.day(moment)?;
        match cover.by.map(|it| column(of, it)).transpose()? {
            Some(Column::Points(key)) => {
                text.add("p.target AS place, s.day AS day FROM points p JOIN (SELECT r.id AS id, ");
                text.append(day).add(" AS day").append(seen).add(") s ON s.id = p.record WHERE p.field = ").bind(key);
            }
            Some(Column::Header(_) | Column::Body(_)) | None => {
                text.append(named).add(" AS place, ").append(day).add(" AS day").append(seen);
            }
        }
        let opened = self.day(Header::Opened.slot())?;
        text.add(") near WHERE near.place = ").append(self.place(cover)?).add(" AND ").append(opened.clone());
        text.add(" >= near.day AND ").append(opened).add(" < near.day + ").bind(days).add(")");
        Ok(text)
    }
}
