//! The reader's own page: settings, roles, sessions.

use super::acts::{Link, Seal};
use super::frame::{Density, Theme};

/// Profile and settings.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Full name.
    pub name: String,
    /// Mail address or account name.
    pub account: String,
    /// Where settings post to.
    pub action: String,
    /// Seal.
    pub seal: Seal,
    /// Colours now.
    pub theme: Theme,
    /// Density now.
    pub density: Density,
    /// Whether single keys are off.
    pub keys_off: bool,
    /// Time zone now, and others to choose.
    pub zones: Vec<super::form::NamedChoice>,
    /// Roles held, each with its page.
    pub roles: Vec<Link>,
    /// Who deputises, in words.
    pub deputies: String,
    /// Where signed in.
    pub sessions: Vec<Session>,
    /// Where to change the password, if there is one.
    pub password_url: Option<String>,
}

/// A place the reader is signed in at.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// Browser and device in words.
    pub device: String,
    /// Since when and last seen.
    pub detail: String,
    /// Whether it is this one.
    pub here: bool,
    /// Where to post to end it.
    pub end_url: String,
}
