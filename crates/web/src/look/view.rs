//! What a page is told: plain structs without behaviour, one file a page family.

pub mod acts;
pub mod api_doc;
pub mod asking;
pub mod clocks;
pub mod duties;
pub mod entry;
pub mod form;
pub mod frame;
pub mod governance;
pub mod home;
pub mod measures;
pub mod mining;
pub mod parts;
pub mod profile;
pub mod queue;
pub mod record;
pub mod search;
pub mod table;
pub mod who;
pub mod why;

pub use acts::{Act, Link, Seal};
pub use api_doc::{ApiDoc, ApiGroup, Operation, Parameter};
pub use asking::{AskField, AskPage, AskRow, AskSection};
pub use clocks::{ClockPage, Reading, Segment, SegmentKind};
pub use duties::{Duties, DutyDay, DutyGroup, DutyLine, DutyMark, DutyMonth, DutyPart, DutyRecord};
pub use entry::{FirstRun, MessagePage, SignIn, Step};
pub use form::{Changed, Field, Form, FormError, FormPage, NamedChoice, RecordRef, Suggestion, Widget};
pub use frame::{Bare, Density, Flash, Me, NavItem, NavSection, Shell, Theme};
pub use governance::{
    Cell, Column, Finding, FindingHolder, FindingsPage, FixStep, Flag, Load, Mark, Matrix, MatrixGroup, MatrixRow,
    Pages, RowMark, Stamp, Tab, Tile,
};
pub use home::{Answer, Change, Duty, Home, HomeClock, Rest, Waiting};
pub use measures::{
    FigureRow, MeasureGroup, MeasurePage, MeasureRow, MeasuresPage, Plot, PlotPoint, Shown, TargetShown, Verdict,
};
pub use mining::{MiningLine, MiningPage, MiningTable};
pub use parts::{Bit, ClockChip, ClockState, Letter, Moment, Person, Phrase, Priority, Status, StatusShape, Tag, Tone};
pub use profile::{Profile, Session};
pub use queue::{Bulk, FilterChip, Queue, QueueGroup, QueueRow};
pub use record::{
    Can, Chip, ChipGlyph, ClockFact, Composer, Detail, Entry, Event, FileLink, Hint, Holder, Locked, Message, Presence,
    Record, Related, Section,
};
pub use search::{Hit, HitGroup, Search};
pub use table::{ColumnHead, Datum, Sorted, Table, TableRow};
pub use who::{
    Appointed, Carrier, CellForm, Choice, DraftPage, DraftRole, DraftRow, Effect, Neighbour, Published, RoleDuty,
    RoleLine, RoleMap, RolePage, RolesPage, TieRow, WhoPage,
};
pub use why::{Ask, Basis, Outcome, RoleHolder, Why};
