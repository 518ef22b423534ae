//! The frame of every page: organisation, navigation, the reader, settings, a passing word.

use super::acts::{Link, Seal};

/// The colours a reader pinned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// Follows the device.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How close lines stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Density {
    /// One line a row.
    Compact,
    /// The usual.
    #[default]
    Regular,
    /// Airy.
    Roomy,
}

/// The frame for someone signed in.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// Title of the page, most specific first; the organisation is added.
    pub title: String,
    /// The organisation's name.
    pub organisation: String,
    /// Side bar, top to bottom. A section without a title has no heading.
    pub nav: Vec<NavSection>,
    /// The reader.
    pub me: Me,
    /// Pinned colours.
    pub theme: Theme,
    /// Density.
    pub density: Density,
    /// Whether the reader switched single keys off.
    pub keys_off: bool,
    /// Token for the forms of the frame itself.
    pub csrf: String,
    /// A passing word, for example after a save.
    pub flash: Option<Flash>,
    /// Words in the search box, on the search page.
    pub query: String,
}

/// The frame for someone not signed in.
#[derive(Debug, Clone, Default)]
pub struct Bare {
    /// Title of the page.
    pub title: String,
    /// The organisation's name.
    pub organisation: String,
    /// Pinned colours.
    pub theme: Theme,
}

/// A group of places in the side bar.
#[derive(Debug, Clone, Default)]
pub struct NavSection {
    /// Heading, empty for none.
    pub title: String,
    /// Places.
    pub items: Vec<NavItem>,
}

/// A place in the side bar.
#[derive(Debug, Clone, Default)]
pub struct NavItem {
    /// What it says.
    pub label: String,
    /// Icon by name.
    pub icon: String,
    /// Where it leads.
    pub url: String,
    /// A count, already capped (`999+`).
    pub count: Option<String>,
    /// Whether the count calls for action.
    pub hot: bool,
    /// Whether the reader is there.
    pub current: bool,
    /// The letter after G that goes there.
    pub go: Option<String>,
}

/// The reader, at the bottom of the side bar.
#[derive(Debug, Clone, Default)]
pub struct Me {
    /// Full name.
    pub name: String,
    /// For example `L1, on shift to 16:00`.
    pub role_line: String,
    /// Initials.
    pub initials: String,
    /// Picks the hue.
    pub hue: u32,
    /// Roles and personal pages, in the menu.
    pub links: Vec<Link>,
}

/// A passing word, never the only place of a fact.
#[derive(Debug, Clone, Default)]
pub struct Flash {
    /// For example `Handed over to Payroll apps.`
    pub text: String,
    /// Where to post to take it back.
    pub undo: Option<(String, Seal)>,
}
