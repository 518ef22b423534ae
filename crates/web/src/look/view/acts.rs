//! What a reader can press: links, and actions under seal.

/// A link in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub url: String,
    /// Whether it is the place or choice the reader is at.
    pub current: bool,
}

impl Link {
    /// A link that is not the current one.
    pub fn to(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self { label: label.into(), url: url.into(), current: false }
    }

    /// The same link, marked as where the reader is.
    #[must_use]
    pub fn current(mut self) -> Self {
        self.current = true;
        self
    }
}

/// What every form that changes something carries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seal {
    /// The session's token against forged requests.
    pub csrf: String,
    /// The version of the record the reader saw.
    pub version: Option<String>,
    /// A key that makes sending twice the same as sending once.
    pub key: Option<String>,
}

/// Something the reader can do: a link to a page or form, or a one-press post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Act {
    /// A verb, for example `Resolve`.
    pub label: String,
    /// Where it leads or posts to.
    pub url: String,
    /// The single key that triggers it, for example `e`.
    pub key: Option<String>,
    /// An icon by name, if it needs one.
    pub icon: Option<String>,
    /// Whether it is the one filled button of its region.
    pub primary: bool,
    /// The seal, when pressing posts at once; without one it is a link.
    pub seal: Option<Seal>,
}

impl Act {
    /// An action that opens a page.
    pub fn open(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self { label: label.into(), url: url.into(), ..Self::default() }
    }

    /// An action that posts at once.
    pub fn post(label: impl Into<String>, url: impl Into<String>, seal: Seal) -> Self {
        Self { label: label.into(), url: url.into(), seal: Some(seal), ..Self::default() }
    }

    /// The same action on a single key.
    #[must_use]
    pub fn on(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The same action with an icon.
    #[must_use]
    pub fn icon(mut self, icon: impl Into<String>) -> Self {
        self.icon = Some(icon.into());
        self
    }

    /// The same action as the region's filled button.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.primary = true;
        self
    }
}
