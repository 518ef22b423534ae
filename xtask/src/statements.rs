//! No SQL but the store's, and none made of strings: only its text builder and the making of tables put text together.

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    /// Where statements are put together: the builder itself and its drivers, and the making of tables, which is given
    /// checked names and compiled-in text only.
    const BUILDS: &[&str] = &["store/src/sql/", "store/src/ddl.rs", "store/src/schema.rs"];
    /// Tests and measurements speak SQL past the store, to see what it did.
    const PAST_THE_STORE: &[&str] = &["testkit/", "xtask/"];
    /// How a statement begins, or goes on.
    const SQL: &[&str] = &[
        "SELECT ",
        "INSERT INTO ",
        "DELETE FROM ",
        "UPDATE ",
        "CREATE TABLE",
        "CREATE INDEX",
        "ALTER TABLE",
        "DROP ",
        "PRAGMA ",
        " FROM ",
        " WHERE ",
        " ORDER BY ",
        " VALUES (",
    ];
    /// What makes text of values.
    const MAKES: &[&str] =
        &["format!", "write!", "concat(", ".join(", "push_str", "format_args!", "+ &", "String::from"];

    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, found);
            } else if path.extension().is_some_and(|it| it == "rs") {
                found.push(path);
            }
        }
    }

    /// A call without what it binds: values may be made of anything.
    fn without_binds(call: &str) -> String {
        let Some((before, after)) = call.split_once("binds![") else { return call.to_owned() };
        let mut depth = 1_usize;
        let end = after.find(|c| {
            depth = match c {
                '[' => depth + 1,
                ']' => depth - 1,
                _other => depth,
            };
            depth == 0
        });
        let rest = end.map_or("", |at| after.split_at(at).1);
        format!("{before}{}", without_binds(rest))
    }

    /// What is wrong with a file: SQL where none may be, or SQL made of strings.
    fn wrong(path: &str, text: &str) -> Vec<String> {
        let lets = |places: &[&str]| places.iter().any(|it| path.contains(it));
        let is_test = path.contains("/tests/") || path.ends_with("tests.rs") || path.ends_with("emit/agree.rs");
        if is_test || path.contains("/examples/") || lets(PAST_THE_STORE) {
            return Vec::new();
        }
        let mut found = Vec::new();
        let program = text.split("#[cfg(test)]").next().unwrap();
        // A statement may stand on several lines, so a call is looked at as a whole.
        for call in program.split(';') {
            let spoken = call.lines().filter(|it| !it.trim_start().starts_with("//"));
            let spoken = without_binds(&spoken.collect::<Vec<_>>().join("\n"));
            let literals: Vec<&str> = spoken.split('"').skip(1).step_by(2).collect();
            let speaks = literals.iter().any(|literal| SQL.iter().any(|it| literal.contains(it)));
            let line = || call.trim().lines().next().unwrap_or_default().to_owned();
            if speaks && !path.contains("store/src/") {
                found.push(format!("{path} speaks SQL: {}", line()));
            }
            if speaks && !lets(BUILDS) && MAKES.iter().any(|it| spoken.contains(it)) {
                found.push(format!("{path} makes SQL of strings: {}", line()));
            }
            if !lets(BUILDS) && !path.ends_with("store/src/open.rs") && spoken.contains(".script(") {
                found.push(format!("{path} runs a script: {}", line()));
            }
        }
        found
    }

    #[test]
    fn no_statement_is_made_of_strings() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut all = Vec::new();
        files(&root.join("crates"), &mut all);
        let faults: Vec<String> =
            all.iter().flat_map(|it| wrong(&it.to_string_lossy(), &fs::read_to_string(it).unwrap())).collect();
        assert!(all.len() > 300, "only {} files were read", all.len());
        assert_eq!(faults, Vec::<String>::new());
    }

    #[test]
    fn a_statement_made_of_strings_is_found() {
        let made = "let rows = self.rows(&format!(\"SELECT id FROM record WHERE number = '{number}'\"), &[]);";
        assert_eq!(wrong("crates/store/src/records.rs", made).len(), 1);
        assert_eq!(wrong("crates/engine/src/read.rs", made).len(), 2);
        let bound =
            "commit.run(\"INSERT INTO a (b, c) VALUES ($1, $2)\", binds![row.roles.join(\" \"), x[0]], Expect::Any);";
        assert_eq!(wrong("crates/store/src/people.rs", bound), Vec::<String>::new());
        let fixed = "self.rows(\"SELECT id FROM record WHERE number = $1\", &binds![number]);";
        assert_eq!(wrong("crates/store/src/records.rs", fixed), Vec::<String>::new());
        assert_eq!(wrong("crates/web/src/pages/home.rs", fixed).len(), 1);
        assert_eq!(wrong("crates/store/src/people.rs", "self.script(text);").len(), 1);
    }
}
