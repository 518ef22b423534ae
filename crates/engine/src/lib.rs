//! The one door. Everything that reads or writes goes through a [`Desk`], held for a named actor at one instant.
//!
//! A write: load through sight -> `governance` decides -> lifecycle and needed fields -> behaviours -> one commit with
//! record, journal entry, clocks, notices and outbox, guarded by the record's version and the epoch of authority.
//! A read: what is looked for becomes a list only through `governance`'s scope; what leaves is [`Seen`], masked.
//!
//! Absent on purpose: HTML, HTTP, SQL, and any second way to decide.

mod affected;
mod bootstrap;
mod chore;
mod clockwork;
mod desk;
mod directory;
mod draft;
mod duties;
mod engine;
mod entry;
mod feed;
mod filter;
mod findings;
mod force;
mod halt;
mod import;
mod input;
mod inspect;
mod kept;
mod load;
mod matrix;
mod measure;
mod mine;
mod names;
mod notices;
mod on_it;
pub mod organisation;
mod past;
mod people;
mod present;
mod read;
mod rules;
mod search;
mod secret;
mod seen;
mod settle;
mod shadow;
pub mod sheet;
mod speak;
mod spelled;
mod story;
mod unfold;
mod view;
mod what_if;
mod who;
mod why;
mod write;

pub use bootstrap::First;
pub use clockwork::{ClockView, Counted};
pub use declare::cells::Put;
pub use desk::{Ceiling, Desk};
pub use directory::Directory;
pub use duties::{Attestation, DutyDone, DutyQuery, DutyView, Whose};
pub use engine::{Engine, Setup};
pub use entry::{SignedIn, Ticket};
pub use filter::{Query, Term};
pub use findings::{Worded, worded};
pub use halt::{Fault, FieldFault, Ground, Halt, Refused};
pub use import::{ImportCase, ImportReport, ImportStep, Imported};
pub use input::{Given, Input};
pub use inspect::{Tampering, Verified};
pub use kept::{Keeping, Kept};
pub use load::Loading;
pub use matrix::{MATRIX_CHANGE, MatrixDraft, Version};
pub use measure::{By, Figure, Of, Period, Reach, Review, Series, Side, Step, Target, Which};
pub use mine::Proposed;
pub use names::{LinkView, Named};
pub use notices::Told;
pub use on_it::OnIt;
pub use past::Then;
pub use people::NewPerson;
pub use read::Page;
pub use rules::{Answered, Asking, Opinion};
pub use secret::{Secret, hash_of};
pub use seen::Seen;
pub use settle::Settler;
pub use speak::Upload;
pub use store::{Attached, Feed, Session, Sort, Token};
pub use story::{Purpose, Stories};
pub use view::{Change, Happened, Happening, Locked, Noted, Offer, RecordView, Related};
pub use what_if::{Foreseen, Held, Supposed, What};
pub use who::{Contact, WhoAnswers, WhoAsked, WhoLine};
pub use why::{Holders, Why};
pub use write::Done;
