//! What the program says on the terminal: results to standard output, progress and problems to standard error.

use std::io::{IsTerminal as _, Write as _};

/// A line of result.
pub(crate) fn line(text: &str) {
    // A reader that went away (a closed pipe) is no reason to fail.
    let _gone = writeln!(std::io::stdout().lock(), "{text}");
}

/// A line of progress.
pub(crate) fn progress(text: &str) {
    let _gone = writeln!(std::io::stderr().lock(), "{text}");
}

/// A line of progress that the next one replaces, where there is a terminal to do so.
pub(crate) fn ticking(text: &str) {
    let mut err = std::io::stderr().lock();
    if std::io::stderr().is_terminal() {
        let _gone = write!(err, "\r\x1b[K{text}").and_then(|()| err.flush());
    }
}

/// Ends a ticking line.
pub(crate) fn ticked() {
    ticking("");
}

/// Something that went wrong.
pub(crate) fn problem(text: &str) {
    let _gone = writeln!(std::io::stderr().lock(), "remit: {text}");
}
