//! Where a text of the log is found, and fixed text with such texts in its slots.

use super::Words;

/// Where a text is found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The case's key: `case`.
    Key,
    /// An attribute of the case: `case:NAME`.
    Case(String),
    /// An attribute of the event: `NAME`.
    Event(String),
}

/// Fixed text with slots: `Incident {case} on {product}`; a brace itself is written twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Slot(Place),
}

impl Place {
    /// The place with this name.
    pub fn named(name: &str) -> Self {
        match (name, name.strip_prefix("case:")) {
            ("case", _) => Self::Key,
            (_, Some(name)) => Self::Case(name.to_owned()),
            (name, None) => Self::Event(name.to_owned()),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key => f.write_str("case"),
            Self::Case(name) => write!(f, "case:{name}"),
            Self::Event(name) => f.write_str(name),
        }
    }
}

impl Template {
    /// Reads a template, or says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (mut parts, mut fixed, mut characters) = (vec![], String::new(), text.chars().peekable());
        while let Some(character) = characters.next() {
            let is_twice = matches!(character, '{' | '}') && characters.next_if_eq(&character).is_some();
            match character {
                '{' if !is_twice => {
                    let mut has_end = false;
                    let is_inside = |character: &char| {
                        has_end = *character == '}';
                        !has_end
                    };
                    let name: String = characters.by_ref().take_while(is_inside).collect();
                    if name.is_empty() || name.contains('{') || !has_end {
                        return Err("a slot has no name, or no end".to_owned());
                    }
                    parts.push(Part::Text(std::mem::take(&mut fixed)));
                    parts.push(Part::Slot(Place::named(&name)));
                }
                '}' if !is_twice => return Err("a `}` has no `{`".to_owned()),
                character => fixed.push(character),
            }
        }
        parts.push(Part::Text(fixed));
        parts.retain(|part| *part != Part::Text(String::new()));
        Ok(Self(parts))
    }

    /// The text with its slots filled; an absent text leaves its slot as `?`.
    pub(in crate::log) fn fill(&self, words: &Words<'_>) -> String {
        let texts = self.0.iter().map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Slot(place) => words.at(place).unwrap_or("?"),
        });
        texts.collect()
    }
}
