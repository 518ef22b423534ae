//! Why something did not happen: a refusal, which the asker can act on, or a fault, which is ours.

use governance::{Refusal, RefusalKind};
use model::ActivityIx;
use store::{CommitError, Conflict};

/// Why something did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Halt {
    /// The asker can act on it.
    #[error("{0}")]
    Refused(Box<Refused>),
    /// We failed.
    #[error(transparent)]
    Failed(Fault),
}

/// We failed.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] store::Fault),
    /// Something that was declared does not fit what runs.
    #[error("what is declared does not fit: {0}")]
    Declared(String),
    /// Something stored or computed does not hold together.
    #[error("{0}")]
    Inner(String),
}

/// On what ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Not signed in, or no longer.
    Unknown,
    /// There is no such thing, or the asker may not know of it.
    NotFound,
    /// Seen, but not theirs to do.
    Forbidden,
    /// It has changed meanwhile.
    Stale,
    /// What was given does not fit.
    Invalid,
    /// The same key was used for another request.
    Repeated,
    /// It can't be done now; later it can.
    Later,
}

/// A refusal in words, with what the asker can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// On what ground.
    pub ground: Ground,
    /// A stable code for programs.
    pub code: &'static str,
    /// What is wrong and what to do, as a colleague would say it.
    pub message: String,
    /// What is wrong with single fields.
    pub fields: Vec<FieldFault>,
    /// The activity that was asked for.
    pub activity: Option<ActivityIx>,
    /// Why, as governance sees it.
    pub refusal: Option<Refusal>,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Its key.
    pub field: String,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl FieldFault {
    /// What is wrong, said of the field by the name that the reader knows: a whole sentence stands after a colon.
    pub fn of(&self, name: &str) -> String {
        let is_sentence = self.message.starts_with(char::is_uppercase);
        format!("{name}{} {}", if is_sentence { ":" } else { "" }, self.message)
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        // One field alone is the message.
        self.fields
            .iter()
            .filter(|_| self.fields.len() > 1)
            .try_for_each(|it| write!(f, "; {}: {}", it.field, it.message))
    }
}

impl Refused {
    /// A refusal on a ground.
    pub fn new(ground: Ground, code: &'static str, message: impl Into<String>) -> Self {
        Self { ground, code, message: message.into(), fields: Vec::new(), activity: None, refusal: None }
    }
    /// There is no such record, as far as the asker may know.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            Ground::NotFound,
            "not-found",
            format!("There is no {what} that you can see. Check the number, or ask who sent you here."),
        )
    }
    /// What was given does not fit.
    pub fn invalid(fields: Vec<FieldFault>) -> Self {
        let message = match fields.as_slice() {
            [one] => one.of(&one.field),
            several => format!("{} fields need another look.", several.len()),
        };
        Self { fields, ..Self::new(Ground::Invalid, "invalid", message) }
    }
    /// The record has changed meanwhile.
    pub fn stale(number: &str) -> Self {
        Self::new(
            Ground::Stale,
            "stale",
            format!(
                "{number} has changed since you opened it. Look at what came in, then try again; what you wrote is kept."
            ),
        )
    }
}

impl From<Refused> for Halt {
    fn from(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

/// However deep a full disk shows itself, it is said as what it is.
impl From<Fault> for Halt {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Store(it) => it.into(),
            it @ (Fault::Declared(_) | Fault::Inner(_)) => Self::Failed(it),
        }
    }
}

impl From<store::Fault> for Halt {
    fn from(fault: store::Fault) -> Self {
        if matches!(fault, store::Fault::Busy) || fault.is_full() {
            return Refused::new(Ground::Later, "full", "Nothing can be written right now because the disk is full or the queue is long. Nothing was lost; try again in a minute.").into();
        }
        Self::Failed(fault.into())
    }
}

impl From<CommitError> for Halt {
    fn from(fault: CommitError) -> Self {
        match fault {
            CommitError::Fault(fault) => fault.into(),
            CommitError::Conflict(conflict) => conflicted(conflict).into(),
        }
    }
}

/// A conflict in words, where nothing better is known of it.
fn conflicted(conflict: Conflict) -> Refused {
    match conflict {
        Conflict::Version => Refused::new(
            Ground::Stale,
            "stale",
            "It has changed since you opened it. Look at what came in, then try again.",
        ),
        Conflict::Epoch => Refused::new(Ground::Later, "epoch", "Who may do what has just changed. Try again."),
        Conflict::Repeated => Refused::new(Ground::Repeated, "repeated", "This request has been carried out already."),
        Conflict::Taken => Refused::new(Ground::Stale, "taken", "That name or number is taken. Choose another."),
        Conflict::Claimed => {
            Refused::new(Ground::Stale, "claimed", "Somebody else was faster, or it has been used already.")
        }
        Conflict::Missing => Refused::new(Ground::NotFound, "not-found", "It is no longer there."),
    }
}

/// A refusal by governance in words that do not need other people's names.
pub(crate) fn refused(refusal: Refusal, what: &str) -> Refused {
    let activity = refusal.activity;
    let (ground, code) = match &refusal.kind {
        RefusalKind::Unseen => (Ground::NotFound, "not-found"),
        RefusalKind::NotHere => (Ground::Invalid, "not-here"),
        RefusalKind::NoRole => (Ground::Forbidden, "no-role"),
        RefusalKind::OutOfScope => (Ground::Forbidden, "out-of-scope"),
        RefusalKind::Condition { .. } => (Ground::Forbidden, "condition"),
        RefusalKind::State { .. } => (Ground::Forbidden, "state"),
        RefusalKind::Apart { .. } => (Ground::Forbidden, "apart"),
        RefusalKind::MoveCondition { .. } => (Ground::Forbidden, "move-condition"),
    };
    if ground == Ground::NotFound {
        return Refused::not_found(what);
    }
    let text = refusal.to_string();
    let message = text.chars().take(1).flat_map(char::to_uppercase).chain(text.chars().skip(1)).collect::<String>();
    Refused { activity, refusal: Some(refusal), ..Refused::new(ground, code, format!("{message}.")) }
}
