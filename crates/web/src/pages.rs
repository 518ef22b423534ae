//! The pages, one a file: each asks the engine, fills a view and lets [`crate::look`] draw it.

pub(crate) mod assets;
pub(crate) mod comment;
pub(crate) mod demo;
pub(crate) mod draft;
pub(crate) mod files;
pub(crate) mod first;
pub(crate) mod form;
pub(crate) mod home;
pub(crate) mod link;
pub(crate) mod queue;
pub(crate) mod record;
pub(crate) mod sign_in;
pub(crate) mod step;
pub(crate) mod why;
pub(crate) mod wrong;
