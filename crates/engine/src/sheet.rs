//! Cells of a table that spreadsheets open without running anything.

/// One row, every cell in quotes.
pub fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(cell).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell in quotes; one that a spreadsheet would read as a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let harmless = if text.starts_with(is_risky) { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", harmless.replace('"', "\"\"").replace('\0', ""))
}

/// What begins a formula, its full-width forms, and what is skipped before one.
fn is_risky(first: char) -> bool {
    matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_a_formula() {
        for risky in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"] {
            assert_eq!(cell(risky), format!("\"'{risky}\""));
        }
        assert_eq!(row(["a\"b", "c,d", "1-1"]), "\"a\"\"b\",\"c,d\",\"1-1\"\r\n");
    }
}
