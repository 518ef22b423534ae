//! Statement text that cannot hold a value: only compiled-in text, checked names and placeholders get in.

use std::borrow::Cow;

use crate::{Bind, Dialect, Fault};

/// Up to so many numbers are bound one by one.
const BOUND_APART: usize = 60;

/// An identifier checked to be lower-case letters, digits and underscores.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// Checks a declared key and makes the identifier of it, with a prefix that keeps it apart from SQL's own words.
    pub fn of(prefix: &'static str, key: &str) -> Result<Self, Fault> {
        let fits = !key.is_empty()
            && key.len() <= 50
            && key.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-' || it == b'_');
        if !fits {
            return Err(Fault::Shape(format!("`{key}` can't name a table or column")));
        }
        Ok(Self(format!("{prefix}{}", key.replace('-', "_"))))
    }
    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A statement in the making: text and the values bound to its placeholders.
#[derive(Clone, Debug, Default)]
pub struct Text {
    text: String,
    binds: Vec<Bind>,
}

impl Text {
    /// A statement that begins with this text.
    pub fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), binds: Vec::new() }
    }
    /// Adds compiled-in text.
    pub fn add(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }
    /// Adds a checked name.
    pub fn name(&mut self, name: &Name) -> &mut Self {
        self.text.push_str(&name.0);
        self
    }
    /// Adds a placeholder and binds a value to it.
    pub fn bind(&mut self, value: impl Into<Bind>) -> &mut Self {
        self.binds.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.binds.len().to_string());
        self
    }
    /// Adds a list of placeholders, parted by commas.
    pub fn bind_all(&mut self, values: impl IntoIterator<Item = impl Into<Bind>>) -> &mut Self {
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            self.bind(value);
        }
        self
    }
    /// Adds that what stands before is one of these numbers. Many of them are bound as one value, so that statements
    /// stay few and within what either database can bind.
    pub(crate) fn among(&mut self, dialect: Dialect, numbers: &[i64]) -> &mut Self {
        if numbers.is_empty() {
            return self.add(" IN (NULL)");
        }
        if numbers.len() <= BOUND_APART {
            return self.add(" IN (").bind_all(numbers.iter().copied()).add(")");
        }
        let joined = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        match dialect {
            Dialect::Sqlite => self.add(" IN (SELECT value FROM json_each(").bind(format!("[{joined}]")).add("))"),
            Dialect::Postgres => {
                self.add(" = ANY (CAST(string_to_array(CAST(").bind(joined).add(" AS text), ',') AS bigint[]))")
            }
        }
    }
    /// Adds a number that the program computed itself (a limit), as text: it keeps prepared statements few.
    pub fn number(&mut self, n: usize) -> &mut Self {
        self.text.push_str(&n.to_string());
        self
    }
    /// Adds another statement's text and values, renumbering its placeholders.
    pub fn append(&mut self, other: Self) -> &mut Self {
        let shift = self.binds.len();
        let mut rest = other.text.as_str();
        while let Some((before, after)) = rest.split_once('$') {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let (number, tail) = after.split_at(digits);
            let renumbered = number.parse::<usize>().unwrap_or_default().saturating_add(shift);
            self.text.push_str(before);
            self.text.push('$');
            self.text.push_str(&renumbered.to_string());
            rest = tail;
        }
        self.text.push_str(rest);
        self.binds.extend(other.binds);
        self
    }
    /// Text and values.
    pub(crate) fn into_parts(self) -> (Cow<'static, str>, Vec<Bind>) {
        (Cow::Owned(self.text), self.binds)
    }
    /// The text alone, for explanations and logs; it holds no values.
    pub fn shown(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appended_placeholders_are_renumbered() {
        let mut one = Text::new("a = ");
        one.bind(1i64);
        let mut two = Text::new(" and b in (");
        two.bind_all([2i64, 3]).add(")");
        one.append(two);
        assert_eq!(one.shown(), "a = $1 and b in ($2,$3)");
        assert_eq!(one.into_parts().1, vec![Bind::Int(1), Bind::Int(2), Bind::Int(3)]);
    }

    #[test]
    fn a_name_lets_no_quote_through() {
        assert!(Name::of("f_", "x\"; drop table record; --").is_err());
        assert_eq!(Name::of("f_", "came-in-by").unwrap().as_str(), "f_came_in_by");
    }
}
