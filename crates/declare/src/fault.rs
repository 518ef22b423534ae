//! What is wrong in the texts, where, and what would be right; and how it is shown.

use std::fmt::{self, Write as _};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is loaded.
    Error,
    /// It is loaded all the same.
    Warning,
}

impl Severity {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// How bad.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What would be right; may be empty.
    pub help: String,
    /// The line's text.
    pub excerpt: String,
    /// How many characters of it are meant.
    pub width: usize,
}

/// Everything that is wrong, in order of file and line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl std::error::Error for Faults {}

impl Fault {
    /// On one line: `incident.toml:19:13: message`.
    pub fn brief(&self) -> String {
        let Self { file, line, column, message, .. } = self;
        format!("{file}:{line}:{column}: {message}")
    }

    /// With the line it is in, a caret below and the help.
    pub fn human(&self) -> String {
        let Self { file, line, column, severity, message, help, excerpt, width } = self;
        let gutter = " ".repeat(line.to_string().len());
        let before = " ".repeat(column.saturating_sub(1));
        let caret = "^".repeat((*width).max(1));
        let mut out = format!("{}: {message}\n{gutter}--> {file}:{line}:{column}\n", severity.name());
        push(&mut out, format_args!("{gutter} |\n{line} | {excerpt}\n{gutter} | {before}{caret}\n"));
        if !help.is_empty() {
            push(&mut out, format_args!("{gutter} = help: {help}\n"));
        }
        out
    }

    /// As a workflow annotation: `::error file=..,line=..,col=..::message`.
    pub fn annotation(&self) -> String {
        let Self { file, line, column, message, help, .. } = self;
        let text = if help.is_empty() { message.clone() } else { format!("{message}\n{help}") };
        let file = escaped(file).replace(':', "%3A").replace(',', "%2C");
        format!("::{} file={file},line={line},col={column}::{}", self.severity.name(), escaped(&text))
    }

    /// As a JSON object on one line.
    pub fn json(&self) -> String {
        let Self { file, line, column, severity, message, help, .. } = self;
        format!(
            "{{\"file\":{},\"line\":{line},\"column\":{column},\"severity\":{},\"message\":{},\"help\":{}}}",
            quoted(file),
            quoted(severity.name()),
            quoted(message),
            quoted(help)
        )
    }
}

impl Faults {
    /// For people, one after the other.
    pub fn human(&self) -> String {
        self.0.iter().map(Fault::human).collect::<Vec<_>>().join("\n")
    }
    /// One annotation a line.
    pub fn annotations(&self) -> String {
        self.0.iter().map(|it| it.annotation() + "\n").collect()
    }
    /// As a JSON array.
    pub fn json(&self) -> String {
        format!("[{}]", self.0.iter().map(Fault::json).collect::<Vec<_>>().join(",\n"))
    }
    /// Whether any of them stops the loading.
    pub fn is_fatal(&self) -> bool {
        self.0.iter().any(|it| it.severity == Severity::Error)
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|it| writeln!(f, "{}", it.brief()))
    }
}

/// Writing to a string does not fail.
pub(crate) fn push(out: &mut String, text: fmt::Arguments<'_>) {
    if out.write_fmt(text).is_err() {
        out.push('?');
    }
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for it in text.chars() {
        match it {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            it if it.is_control() => push(&mut out, format_args!("\\u{:04x}", u32::from(it))),
            it => out.push(it),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault() -> Fault {
        Fault {
            file: "a,b/incident.toml".into(),
            line: 19,
            column: 9,
            severity: Severity::Error,
            message: "no field `impat` in `incident`".into(),
            help: "did you mean `impact`?".into(),
            excerpt: "asks = [\"impat\"]".into(),
            width: 7,
        }
    }

    #[test]
    fn a_person_sees_the_line_and_a_caret() {
        let expected = "error: no field `impat` in `incident`\n  --> a,b/incident.toml:19:9\n   |\n19 | asks = [\"impat\"]\n   |         ^^^^^^^\n   = help: did you mean `impact`?\n";
        assert_eq!(fault().human(), expected);
    }

    #[test]
    fn a_workflow_sees_an_annotation() {
        let expected =
            "::error file=a%2Cb/incident.toml,line=19,col=9::no field `impat` in `incident`%0Adid you mean `impact`?";
        assert_eq!(fault().annotation(), expected);
    }

    #[test]
    fn a_program_sees_json() {
        let mut it = fault();
        it.message = "say \"no\"\nor \u{1}".into();
        let expected = r#"{"file":"a,b/incident.toml","line":19,"column":9,"severity":"error","message":"say \"no\"\nor \u0001","help":"did you mean `impact`?"}"#;
        assert_eq!(it.json(), expected);
    }
}
