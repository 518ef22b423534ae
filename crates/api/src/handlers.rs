//! Handlers, one verb a file. Each is given what was asked and answers with what may be seen.

pub(crate) mod act;
pub(crate) mod amend;
pub(crate) mod bulk;
pub(crate) mod clocks;
pub(crate) mod comments;
pub(crate) mod download;
pub(crate) mod duties;
pub(crate) mod export;
pub(crate) mod files;
pub(crate) mod journal;
pub(crate) mod links;
pub(crate) mod list;
pub(crate) mod me;
pub(crate) mod measures;
pub(crate) mod offers;
pub(crate) mod open;
pub(crate) mod people;
pub(crate) mod read;
pub(crate) mod search;
pub(crate) mod step;
pub(crate) mod types;
pub(crate) mod who;
pub(crate) mod why;
