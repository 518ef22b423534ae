//! The XML of a log as a few plain tokens with their lines. Expands no entity but the five of XML itself.

use std::fmt;

use quick_xml::{
    Error, Reader,
    errors::IllFormedError,
    events::{BytesDecl, BytesStart, Event},
};

use crate::log::{Cut, Source, Why};

/// The most bytes of one tag, comment or text.
const LONGEST: usize = 1024 * 1024;

/// One step through the XML.
#[derive(Debug)]
pub(super) enum Token {
    /// An element begins.
    Open { line: u64, tag: Tag, attribute: Attribute },
    /// An element ends.
    Close,
    /// The file ends.
    End { line: u64 },
    /// Text, comments and the like.
    Other,
}

/// What an element is to a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Log,
    Trace,
    Event,
    Attribute,
    Values,
    Other,
}

/// An element's `key` and `value`.
#[derive(Debug, Default)]
pub(super) struct Attribute {
    pub(super) key: Option<String>,
    pub(super) value: Option<String>,
    /// What is wrong with them.
    pub(super) bad: Option<String>,
}

/// Steps through the XML of a source.
pub(super) struct Tokens<'a> {
    reader: Reader<Source<'a>>,
    buffer: Vec<u8>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(source: Source<'a>) -> Self {
        let mut reader = Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new() }
    }

    pub(super) fn next(&mut self) -> Result<Token, Cut> {
        let line = self.reader.get_ref().line();
        if let Some(encoding) = self.reader.get_ref().foreign_encoding() {
            return Err(cut(Why::Refused, line, format!("the file is {encoding}: save it as UTF-8")));
        }
        self.reader.get_mut().allow(LONGEST);
        self.buffer.clear();
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let kind = kind(&tag);
                let attribute = if kind == Tag::Attribute { attribute(&tag) } else { Attribute::default() };
                Ok(Token::Open { line, tag: kind, attribute })
            }
            Ok(Event::End(_)) => Ok(Token::Close),
            Ok(Event::Eof) => Ok(Token::End { line: self.reader.get_ref().line() }),
            Ok(Event::DocType(_)) => {
                Err(cut(Why::Refused, line, "a document type (<!DOCTYPE ...>) is not read: remove it"))
            }
            Ok(Event::Decl(declaration)) => declared(line, &declaration),
            Ok(Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::GeneralRef(_)) => {
                Ok(Token::Other)
            }
            Err(error) => Err(self.broken(line, &error)),
        }
    }

    fn broken(&mut self, line: u64, error: &Error) -> Cut {
        let source = self.reader.get_mut();
        if source.has_overrun() {
            return cut(Why::Refused, line, format!("a tag or text is longer than {LONGEST} bytes"));
        }
        source.allow(1);
        let is_at_end = source.is_at_end();
        match error {
            Error::Io(cause) if cause.kind() == std::io::ErrorKind::UnexpectedEof => {
                cut(Why::Short, source.line(), "the file ends in the middle of its gzip data")
            }
            Error::Io(cause) => cut(Why::Damaged, source.line(), format!("the file can't be read on: {cause}")),
            Error::Syntax(_) | Error::IllFormed(IllFormedError::UnclosedReference) if is_at_end => {
                cut(Why::Short, line, "the file ends inside a tag")
            }
            Error::Syntax(_)
            | Error::IllFormed(_)
            | Error::InvalidAttr(_)
            | Error::Encoding(_)
            | Error::Escape(_)
            | Error::Namespace(_) => cut(Why::Damaged, line, format!("this is not well-formed XML: {error}")),
        }
    }
}

impl fmt::Debug for Tokens<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("source", self.reader.get_ref()).finish_non_exhaustive()
    }
}

fn kind(tag: &BytesStart<'_>) -> Tag {
    match tag.local_name().as_ref() {
        b"log" => Tag::Log,
        b"trace" => Tag::Trace,
        b"event" => Tag::Event,
        b"string" | b"date" | b"int" | b"float" | b"boolean" | b"id" | b"list" | b"container" => Tag::Attribute,
        b"values" => Tag::Values,
        _ => Tag::Other,
    }
}

fn attribute(tag: &BytesStart<'_>) -> Attribute {
    let mut found = Attribute::default();
    for pair in tag.attributes() {
        let pair = match pair {
            Ok(pair) => pair,
            Err(error) => return Attribute { bad: Some(error.to_string()), ..found },
        };
        let into = match pair.key.as_ref() {
            b"key" => &mut found.key,
            b"value" => &mut found.value,
            _ => continue,
        };
        match pair.unescape_value() {
            Ok(text) => *into = Some(text.into_owned()),
            Err(error) => return Attribute { bad: Some(error.to_string()), ..found },
        }
    }
    found
}

/// The XML declaration may name no encoding but UTF-8 and what is part of it.
fn declared(line: u64, declaration: &BytesDecl<'_>) -> Result<Token, Cut> {
    match declaration.encoding() {
        Some(Ok(name)) if !name.eq_ignore_ascii_case(b"utf-8") && !name.eq_ignore_ascii_case(b"us-ascii") => {
            let name = String::from_utf8_lossy(&name).into_owned();
            Err(cut(Why::Refused, line, format!("the file says it is {name}: save it as UTF-8")))
        }
        _ => Ok(Token::Other),
    }
}

fn cut(why: Why, line: u64, reason: impl Into<String>) -> Cut {
    Cut { why, line, reason: reason.into(), lost: None }
}
