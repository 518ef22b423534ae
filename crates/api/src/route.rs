//! What a route is. Whether it needs a desk is part of its type: a handler of a desk can't be reached without one.

use std::{future::Future, pin::Pin};

use axum::http::Method;

use crate::{answer::Answer, asked::Asked, problem::Problem, shared::Shared};

/// What a handler leads to.
pub(crate) type Outcome = Result<Answer, Box<Problem>>;
/// A handler at work.
pub(crate) type Doing = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// The methods that are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Looks.
    Get,
    /// Opens, moves, speaks.
    Post,
    /// Changes fields.
    Patch,
    /// Takes away.
    Delete,
}

/// What a route does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Answers anybody, for this reason.
    Public(&'static str),
    /// Who I am here.
    Me,
    /// Kinds of record.
    Types,
    /// A list.
    List,
    /// Opens a record.
    Open,
    /// Reads a record.
    Read,
    /// Changes fields.
    Amend,
    /// Makes a move.
    Move,
    /// What can be done.
    Offers,
    /// Why, and who could.
    Why,
    /// What happened.
    Journal,
    /// Clocks.
    Clocks,
    /// Messages.
    Comments,
    /// Writes a message.
    Comment,
    /// Links.
    Links,
    /// Makes a link.
    Link,
    /// Removes a link.
    Unlink,
    /// Files.
    Files,
    /// Attaches a file.
    Attach,
    /// Downloads a file.
    Download,
    /// Searches all kinds.
    Search,
    /// A list as CSV.
    Export,
    /// Many acts at once.
    Bulk,
    /// Looks people up.
    People,
    /// Looks teams up.
    Teams,
    /// Who answers for something.
    Who,
    /// What would be.
    WhatIf,
    /// What measures there are.
    Measures,
    /// The figures of a measure.
    Measure,
    /// Duties.
    Duties,
    /// Attests a duty.
    Attest,
}

/// What a route takes as its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// None; one that is sent is not read.
    Nothing,
    /// A JSON object.
    Json,
    /// A file: raw, or as a form with parts.
    File,
}

/// How a route answers.
#[derive(Clone, Copy)]
pub(crate) enum Serve {
    /// Anybody.
    Anyone(fn(&Shared) -> Answer),
    /// Somebody who is signed in.
    Desk(fn(Asked) -> Doing),
}

/// One route.
#[derive(Clone, Copy)]
pub struct Route {
    /// The method.
    pub method: Verb,
    /// The path, with parameters in braces.
    pub path: &'static str,
    /// What it does.
    pub action: Action,
    /// In a few words.
    pub summary: &'static str,
    /// The query parameters that it knows.
    pub query: &'static [&'static str],
    pub(crate) takes: Takes,
    pub(crate) serve: Serve,
}

impl Verb {
    /// As HTTP says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
    /// The HTTP method.
    pub fn method(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Post => Method::POST,
            Self::Patch => Method::PATCH,
            Self::Delete => Method::DELETE,
        }
    }
}

impl Route {
    /// A route for those who are signed in; it takes no body and no query.
    pub(crate) const fn new(
        method: Verb,
        path: &'static str,
        action: Action,
        summary: &'static str,
        serve: fn(Asked) -> Doing,
    ) -> Self {
        let takes = match method {
            Verb::Get | Verb::Delete => Takes::Nothing,
            Verb::Post | Verb::Patch => Takes::Json,
        };
        Self { method, path, action, summary, query: &[], takes, serve: Serve::Desk(serve) }
    }
    /// A route for anybody, with its reason.
    pub(crate) const fn public(
        path: &'static str,
        reason: &'static str,
        summary: &'static str,
        serve: fn(&Shared) -> Answer,
    ) -> Self {
        let action = Action::Public(reason);
        Self {
            method: Verb::Get,
            path,
            action,
            summary,
            query: &[],
            takes: Takes::Nothing,
            serve: Serve::Anyone(serve),
        }
    }
    /// The same with query parameters.
    pub(crate) const fn asking(self, query: &'static [&'static str]) -> Self {
        Self { query, ..self }
    }
    /// The same with another body.
    pub(crate) const fn taking(self, takes: Takes) -> Self {
        Self { takes, ..self }
    }
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({:?})", self.method.name(), self.path, self.action)
    }
}
