//! What a reading came to: counts, faults with their lines, and where it was cut.

use std::{collections::BTreeMap, fmt};

/// Something in the file that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line it stands on.
    pub line: u64,
    /// What is wrong, in words.
    pub reason: String,
}

/// Where and why the reading ended before the end of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Why.
    pub why: Why,
    /// The line the reading had come to.
    pub line: u64,
    /// What happened there, in words.
    pub reason: String,
    /// The case that was being read, if there was one.
    pub lost: Option<Lost>,
}

/// Why a reading ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The file ends in the middle: a broken transfer, a full disk.
    Short,
    /// The file is damaged here: what follows can't be told apart.
    Damaged,
    /// The file is of a sort that isn't read: another encoding, a document type, beyond a limit.
    Refused,
}

/// A case that was left out because it was incomplete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Its key, where that had been read.
    pub key: Option<String>,
    /// The line it begins on.
    pub line: u64,
    /// How many of its events had been read.
    pub events: usize,
}

/// What a whole reading came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Whole cases.
    pub cases: usize,
    /// Their events.
    pub events: usize,
    /// The first faults, by line of finding; no more than [`Report::KEPT`].
    pub faults: Vec<Fault>,
    /// How many faults beyond those there were.
    pub more_faults: usize,
    /// Where the reading was cut, if it was.
    pub cut: Option<Cut>,
}

impl Fault {
    /// A fault on a line.
    pub fn new(line: u64, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

impl Report {
    /// How many faults are kept word for word.
    pub const KEPT: usize = 10_000;

    /// Whether everything in the file was read.
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty() && self.cut.is_none()
    }

    /// Writes down a fault.
    pub fn add(&mut self, fault: Fault) {
        if self.faults.len() < Self::KEPT {
            self.faults.push(fault);
        } else {
            self.more_faults += 1;
        }
    }

    fn by_reason(&self) -> BTreeMap<&str, Vec<u64>> {
        let mut reasons: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for fault in &self.faults {
            reasons.entry(&fault.reason).or_default().push(fault.line);
        }
        reasons
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.why {
            Why::Short => "cut short",
            Why::Damaged => "damaged",
            Why::Refused => "refused",
        };
        write!(f, "line {}: {how}: {}", self.line, self.reason)?;
        let Some(lost) = &self.lost else { return Ok(()) };
        let name =
            lost.key.as_deref().map_or_else(|| "a case without a key so far".to_owned(), |key| format!("case `{key}`"));
        write!(f, "; {name} (from line {}) is incomplete and left out, {} of it read", lost.line, events(lost.events))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.faults.len() + self.more_faults;
        writeln!(f, "{}, {}, {}", count(self.cases, "case"), events(self.events), count(total, "fault"))?;
        for (reason, lines) in self.by_reason() {
            let first: Vec<String> = lines.iter().take(5).map(u64::to_string).collect();
            let more = lines.len().saturating_sub(5);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            let word = if lines.len() == 1 { "line" } else { "lines" };
            writeln!(f, "{word} {}{more}: {reason}", first.join(", "))?;
        }
        if self.more_faults > 0 {
            writeln!(f, "and {} that are not listed", count(self.more_faults, "fault"))?;
        }
        self.cut.as_ref().map_or(Ok(()), |cut| writeln!(f, "{cut}"))
    }
}

fn events(number: usize) -> String {
    count(number, "event")
}

fn count(number: usize, thing: &str) -> String {
    base::counted(number, thing, &format!("{thing}s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(faults: &[(u64, &str)], cut: Option<Cut>) -> String {
        let mut report = Report { cases: 1, events: 2, cut, ..Report::default() };
        for (line, reason) in faults {
            report.add(Fault::new(*line, *reason));
        }
        report.to_string()
    }

    #[test]
    fn equal_faults_are_told_once_with_their_lines() {
        let faults: Vec<(u64, &str)> = (3..11).map(|line| (line, "no time")).chain([(40, "no key")]).collect();
        assert_eq!(
            check(&faults, None),
            "1 case, 2 events, 9 faults\nline 40: no key\nlines 3, 4, 5, 6, 7 and 3 more: no time\n"
        );
    }

    #[test]
    fn a_cut_names_what_is_lost() {
        let lost = Some(Lost { key: Some("IM1".to_owned()), line: 7, events: 1 });
        let cut = Cut { why: Why::Short, line: 9, reason: "the file ends in the middle".to_owned(), lost };
        assert_eq!(
            check(&[], Some(cut)),
            "1 case, 2 events, 0 faults\nline 9: cut short: the file ends in the middle; \
             case `IM1` (from line 7) is incomplete and left out, 1 event of it read\n"
        );
    }

    #[test]
    fn faults_beyond_the_limit_are_counted() {
        let many = vec![(1, "x"); Report::KEPT + 2];
        assert!(check(&many, None).contains("and 2 faults that are not listed"));
    }
}
