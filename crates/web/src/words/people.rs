//! People by name, "you" for the reader.

use base::PersonId;
use engine::Desk;

use crate::look::view::{Letter, Person};

/// A person's name.
pub(crate) fn name(desk: &Desk, id: PersonId) -> String {
    desk.directory().name(id)
}

/// A person's name; `You` for the reader.
pub(crate) fn name_or_you(desk: &Desk, id: PersonId) -> String {
    if id == desk.person() { "You".to_owned() } else { name(desk, id) }
}

/// The name by which one calls somebody.
pub(crate) fn first_name(desk: &Desk, id: PersonId) -> String {
    let name = name(desk, id);
    name.split_whitespace().next().unwrap_or(&name).to_owned()
}

/// The avatar of a person.
pub(crate) fn avatar(desk: &Desk, id: PersonId) -> Person {
    Person::named(name(desk, id))
}

/// A letter as drawn.
pub(crate) fn letter(letter: model::Letter) -> Letter {
    match letter {
        model::Letter::A => Letter::Accountable,
        model::Letter::R => Letter::Responsible,
        model::Letter::C => Letter::Consulted,
        model::Letter::I => Letter::Informed,
    }
}
