//! Pages before and beside the work: signing in, messages, the first run.

use super::acts::{Act, Link};
use super::form::Form;

/// The sign-in page.
#[derive(Debug, Clone, Default)]
pub struct SignIn {
    /// What went wrong, in words.
    pub error: Option<String>,
    /// The path to return to.
    pub next: String,
    /// Token.
    pub csrf: String,
    /// The name typed before.
    pub name: String,
    /// A word for people who cannot get in, for example whom to call.
    pub hint: Option<String>,
    /// Other ways in, for example the company's own.
    pub others: Vec<Link>,
}

/// A page that says one thing: not found, not allowed, failed, moved on.
#[derive(Debug, Clone, Default)]
pub struct MessagePage {
    /// Icon by name.
    pub icon: String,
    /// The fact, as a heading.
    pub title: String,
    /// Why, and the way out.
    pub body: String,
    /// What to do next.
    pub acts: Vec<Act>,
    /// A number to quote, for failures.
    pub reference: Option<String>,
}

impl MessagePage {
    /// There is no such thing, or the reader may not know of it.
    pub fn not_found(what: &str) -> Self {
        Self {
            icon: "search".to_owned(),
            title: format!("There is no {what} here"),
            body: "It may have been removed, or it is not yours to see. Check the number, or search for it in words."
                .to_owned(),
            acts: vec![Act::open("Search", "/search").primary(), Act::open("Go home", "/")],
            reference: None,
        }
    }

    /// The reader sees it and may not do it.
    pub fn not_yours(what: &str, who_decides: &str, why: Option<Link>) -> Self {
        let mut acts = vec![Act::open("Go back home", "/")];
        if let Some(link) = why {
            acts.insert(0, Act::open(link.label, link.url).primary());
        }
        Self {
            icon: "lock".to_owned(),
            title: format!("You can’t {what}"),
            body: format!("{who_decides} Nothing was changed."),
            acts,
            reference: None,
        }
    }

    /// We failed.
    pub fn failed(reference: &str) -> Self {
        Self {
            icon: "inc".to_owned(),
            title: "That didn’t work, and it’s our fault".to_owned(),
            body: "Nothing was saved. Go back and try again; your browser still has what you typed. If it happens \
                   twice, tell the service desk the number below."
                .to_owned(),
            acts: vec![Act::open("Go home", "/").primary()],
            reference: Some(reference.to_owned()),
        }
    }

    /// The record moved on while the reader was writing.
    pub fn moved_on(number: &str, who: &str, url: &str) -> Self {
        Self {
            icon: "change".to_owned(),
            title: format!("{number} changed while you were working"),
            body: format!("{who} saved it first, so yours was not saved. Look at what is there now, then do it again."),
            acts: vec![Act::open(format!("Open {number}"), url).primary()],
            reference: None,
        }
    }
}

/// The first run: a few steps, one open form.
#[derive(Debug, Clone, Default)]
pub struct FirstRun {
    /// Heading.
    pub title: String,
    /// What this is for.
    pub lead: String,
    /// The steps in order.
    pub steps: Vec<Step>,
    /// The form of the present step.
    pub form: Option<Form>,
}

/// A step of the first run or of a checklist.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// What to do.
    pub title: String,
    /// What it is good for.
    pub detail: String,
    /// Whether it is done.
    pub done: bool,
    /// Whether it is the present one.
    pub now: bool,
    /// Where to do it.
    pub act: Option<Act>,
}
