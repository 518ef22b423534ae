//! The matrix of a practice as a file for spreadsheets, as of now or of any day.

use std::collections::BTreeSet;

use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse as _, Response},
};
use engine::{Fault, sheet};
use model::{Activity, Letter, Practice, RoleIx};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{Asked, inside_only, matrix, moment, people::Moment, practice};
use crate::{asker::Asker, problem::Problem, words};

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The file.
pub(crate) async fn fetch(
    asker: Asker,
    Path((key, format)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let practice = practice(&asker, &key)?;
    let then = moment(&asker, &asked.at).await?;
    let grid = grid(&then, practice);
    let (kind, body) = match format.as_str() {
        "csv" => (CSV, csv(&grid).into_bytes()),
        "xlsx" => {
            let made = xlsx(&grid, &holders(&asker, &then, practice));
            (XLSX, made.map_err(|it| Fault::Inner(format!("the sheet could not be made: {it}")))?)
        }
        _other => return Err(Problem::NoPage),
    };
    let day = asker.times.zoned(then.at).strftime("%Y-%m-%d").to_string();
    let name = format!("attachment; filename=\"{key}-{day}.{format}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], body).into_response())
}

/// A head row, then a row an activity: its group, title and key, and the letters of each role.
fn grid(then: &Moment, practice: &Practice) -> Vec<Vec<String>> {
    let rows = matrix::rows(then.site(), practice);
    let roles = matrix::roles(&rows);
    let titles = roles.iter().filter_map(|it| then.site().role(*it)).map(|it| it.title.clone());
    let mut grid = vec![["Group", "Activity", "Key"].map(str::to_owned).into_iter().chain(titles).collect()];
    for (_, row) in &rows {
        let fixed = [row.group.clone(), row.title.clone(), row.key.clone()];
        grid.push(fixed.into_iter().chain(roles.iter().map(|it| letters(row, *it))).collect());
    }
    grid
}

fn letters(row: &Activity, role: RoleIx) -> String {
    let all: BTreeSet<Letter> = row.cells.iter().filter(|it| it.role == role).map(|it| it.letter).collect();
    all.into_iter().map(Letter::name).collect::<Vec<_>>().join(" ")
}

/// Who holds each role of the matrix.
fn holders(asker: &Asker, then: &Moment, practice: &Practice) -> Vec<Vec<String>> {
    let mut rows = vec![["Role", "Held by"].map(str::to_owned).to_vec()];
    for role in matrix::roles(&matrix::rows(then.site(), practice)) {
        let title = then.site().role(role).map(|it| it.title.clone()).unwrap_or_default();
        let persons = then.persons(role, practice);
        if persons.is_empty() {
            rows.push(vec![title, "Vacant".to_owned()]);
            continue;
        }
        rows.extend(persons.iter().map(|it| vec![title.clone(), words::name(&asker.desk, *it)]));
    }
    rows
}

fn csv(grid: &[Vec<String>]) -> String {
    grid.iter().map(|row| sheet::row(row.iter().map(String::as_str))).collect()
}

/// Two sheets. Every cell is written as text, so that nothing in it is a formula.
fn xlsx(grid: &[Vec<String>], holders: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold().set_text_wrap();
    for (name, rows, frozen) in [("Matrix", grid, 3), ("Holders", holders, 1)] {
        let sheet = book.add_worksheet().set_name(name)?;
        sheet.set_freeze_panes(1, frozen)?;
        sheet.set_column_width(1, 38)?;
        for (at, row) in (0_u32..).zip(rows) {
            for (column, text) in (0_u16..).zip(row) {
                if at == 0 {
                    sheet.write_string_with_format(at, column, text, &head)?;
                } else {
                    sheet.write_string(at, column, text)?;
                }
            }
        }
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_file_is_a_formula() {
        let risky = vec![vec!["Group".to_owned()], vec!["=HYPERLINK(\"http://x\")".to_owned()]];
        assert_eq!(csv(&risky), "\"Group\"\r\n\"'=HYPERLINK(\"\"http://x\"\")\"\r\n");
        let book = xlsx(&risky, &risky).unwrap();
        assert_eq!(book.get(..4), Some(&b"PK\x03\x04"[..]));
    }
}
