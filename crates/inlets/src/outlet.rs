//! Event logs made of what a desk sees, for other people's tools: XES (a case a record), and OCEL 2.0 (records, people and
//! teams as objects) as JSON or XML. Written as they are read; no more is held than who is named.

mod ocel;
mod xes;

use std::io::{self, Write};

use engine::{Desk, Halt, Purpose};

/// A format of event logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// XES, as XML; one record type.
    Xes,
    /// OCEL 2.0 as JSON.
    OcelJson,
    /// OCEL 2.0 as XML.
    OcelXml,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Records.
    pub cases: u64,
    /// Events.
    pub events: u64,
}

/// Why nothing, or not everything, was written.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// The desk refused or failed.
    #[error(transparent)]
    Halt(#[from] Halt),
    /// The file could not be written.
    #[error("the log could not be written")]
    File(#[from] io::Error),
    /// XES holds one kind of case.
    #[error("XES holds one kind of case; name one type, or write OCEL")]
    OneKind,
}

impl Format {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xes => "xes",
            Self::OcelJson => "ocel-json",
            Self::OcelXml => "ocel-xml",
        }
    }
}

/// Writes the log of these record types, and into the journal that it was taken out.
pub async fn write(desk: &Desk, kinds: &[String], format: Format, to: &mut impl Write) -> Result<Written, NotWritten> {
    let written = match format {
        Format::Xes => match kinds {
            [kind] => xes::write(desk, kind, to).await?,
            _several => return Err(NotWritten::OneKind),
        },
        Format::OcelJson => ocel::write(desk, kinds, &mut ocel::Json::new(&mut *to)).await?,
        Format::OcelXml => ocel::write(desk, kinds, &mut ocel::Xml::new(&mut *to)).await?,
    };
    to.flush()?;
    desk.note_export(kinds, format.name(), written.cases).await?;
    Ok(written)
}

/// The stories of one record type, for taking them out.
async fn stories<'d>(desk: &'d Desk, kind: &str) -> Result<engine::Stories<'d>, Halt> {
    desk.stories(Purpose::Export, kind, None).await
}

/// A text as an XML attribute can hold it: escaped, and without what XML 1.0 has no place for.
fn attribute(text: &str) -> String {
    let fits = |it: &char| matches!(*it, '\t' | '\n' | '\r') || (*it >= ' ' && !matches!(*it, '\u{fffe}' | '\u{ffff}'));
    let clean: String = text.chars().filter(fits).collect();
    quick_xml::escape::escape(clean).into_owned()
}
