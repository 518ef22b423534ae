//! Reading chapters.

use std::path::{Path, PathBuf};

/// A chapter of the manual.
pub struct Chapter {
    pub file: String,
    pub scenarios: Vec<Scenario>,
}

/// A scenario: lines with what is indented below them.
///
/// One that is marked `spec later` lets much time pass: it is played after all others.
pub struct Scenario {
    pub line: usize,
    pub is_later: bool,
    pub acts: Vec<Act>,
}

/// One line, with the fields given below it.
#[derive(Clone, Debug)]
pub struct Act {
    pub line: usize,
    pub text: String,
    pub fields: Vec<(String, String)>,
}

/// All chapters of a folder of practices, by file.
pub fn chapters_in(root: &Path) -> Vec<Chapter> {
    let mut files: Vec<PathBuf> = Vec::new();
    for practice in std::fs::read_dir(root).unwrap() {
        let spec = practice.unwrap().path().join("spec");
        if let Ok(entries) = std::fs::read_dir(spec) {
            files.extend(entries.map(|it| it.unwrap().path()).filter(|it| it.extension().is_some_and(|it| it == "md")));
        }
    }
    files.sort();
    let chapter = |file: &PathBuf| Chapter {
        file: file.display().to_string().rsplit("declared/").next().unwrap().to_owned(),
        scenarios: scenarios(&std::fs::read_to_string(file).unwrap()),
    };
    files.iter().map(chapter).collect()
}

/// The scenarios of a text.
pub fn scenarios(text: &str) -> Vec<Scenario> {
    let mut found: Vec<Scenario> = Vec::new();
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        if let "```spec" | "```spec later" = line.trim_end() {
            inside = true;
            let is_later = line.trim_end().ends_with(" later");
            found.push(Scenario { line: at + 1, is_later, acts: Vec::new() });
        } else if line.starts_with("```") {
            inside = false;
        } else if inside && !line.trim().is_empty() {
            let acts = &mut found.last_mut().unwrap().acts;
            if line.starts_with("  ") {
                let (key, value) = line.trim().split_once('=').unwrap_or((line.trim(), ""));
                acts.last_mut().unwrap().fields.push((key.trim().to_owned(), value.trim().to_owned()));
            } else {
                let text =
                    ["given ", "when ", "then ", "and "].iter().find_map(|it| line.strip_prefix(it)).unwrap_or(line);
                acts.push(Act { line: at + 1, text: text.trim().to_owned(), fields: Vec::new() });
            }
        }
    }
    found
}
