//! The engine's values in words: times in the reader's zone, people with "you" for the reader, states, clocks.

mod clock;
mod numbers;
mod people;
mod state;
mod times;
mod value;

pub(crate) use clock::{due_chip, reading_chip, reading_words};
pub(crate) use numbers::{Numbers, UNSEEN, named, numbers};
pub(crate) use people::{avatar, first_name, letter, name, name_or_you};
pub(crate) use state::{capital, icon_of, lower, priority, shape, status};
pub(crate) use times::{Times, span, worked};
pub(crate) use value::{noted, place_icon, value};
