//! What is said on the terminal: results to standard output, progress to standard error.

use std::io::Write as _;

/// A line of result.
pub(crate) fn line(text: &str) {
    // A reader that went away is no reason to fail.
    let _gone = writeln!(std::io::stdout().lock(), "{text}");
}

/// A line of progress.
pub(crate) fn progress(text: &str) {
    let _gone = writeln!(std::io::stderr().lock(), "{text}");
}
