//! Reads descriptions of passes from CSV (RFC 4180).
//!
//! An error names the row, the column and the values that the column may hold.

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::description::{Description, FIELDS, FieldError, LISTS};

/// The rows, each with the place that people find it by.
///
/// # Errors
/// A sentence that names the row and the column, with the values allowed.
pub(super) fn read(text: &str) -> Result<Vec<(String, Description)>, String> {
    // a row of another length gets a message of its own below
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    check_header(&header)?;
    let mut rows = Vec::new();
    for (place, record) in reader.records().enumerate() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let place = format!("row {} (line {line})", place + 1);
        if record.len() != header.len() {
            return Err(format!("{place} has {} cells, the header {}", record.len(), header.len()));
        }
        let place = format!("{place}, column");
        let described = record
            .deserialize(Some(&header))
            .map_err(|error| cell_error(&place, &error, &header, &record))?;
        rows.push((place, described));
    }
    Ok(rows)
}

/// Every column is known, and stands once.
fn check_header(header: &StringRecord) -> Result<(), String> {
    let known = || FIELDS.map(|(name, _)| name).join(", ");
    for (place, column) in header.iter().enumerate() {
        if LISTS.contains(&column) {
            return Err(format!(
                "column {column} is a list, which no cell holds: describe these passes in JSON"
            ));
        }
        if !FIELDS.iter().any(|(name, _)| *name == column) {
            return Err(format!("there is no column `{column}`: the columns are {}", known()));
        }
        if header.iter().take(place).any(|earlier| earlier == column) {
            return Err(format!("column {column} stands twice"));
        }
    }
    Ok(())
}

/// The cell that is of another kind than its column.
fn cell_error(place: &str, error: &csv::Error, header: &StringRecord, record: &StringRecord) -> String {
    let cell = match error.kind() {
        ErrorKind::Deserialize { err, .. } => err.field().and_then(|field| usize::try_from(field).ok()),
        _ => None,
    };
    let column = cell.and_then(|cell| header.get(cell));
    let field = column.and_then(|column| FIELDS.iter().find(|(name, _)| *name == column));
    match (field, cell.and_then(|cell| record.get(cell))) {
        (Some((name, _)), Some(value)) => describe(place, &FieldError::value(name, value)),
        _ => format!("{place} unknown: {error}"),
    }
}

/// What is wrong at a place, for people.
pub(super) fn describe(place: &str, error: &FieldError) -> String {
    format!("{place} {}: {}", error.field, error.message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use checkpost::time::UnixTime;

    #[test]
    fn a_wrong_table_tells_row_column_and_the_values_allowed() {
        for (name, text, expected) in [
            (
                "colour",
                "colour\ngreen\nblue\n",
                "row 2 (line 3), column colour: `blue` is not green, amber or red",
            ),
            (
                "colour_in_upper_case",
                "colour\nGREEN\n",
                "row 1 (line 2), column colour: `GREEN` is not green",
            ),
            (
                "reason",
                "colour,reason\ngreen,seven\n",
                "row 1 (line 2), column reason: `seven` is not a whole number",
            ),
            (
                "reason_below_nothing",
                "reason\n-1\n",
                "row 1 (line 2), column reason: `-1` is not a whole number",
            ),
            (
                "year",
                "name,birth_year\nAda,1984\nBob,84 AD\n",
                "row 2 (line 3), column birth_year: `84 AD` is not a year",
            ),
            (
                "hours",
                "valid_hours\n0\n",
                "row 1 (line 2), column valid_hours: `0` is not a whole number of hours, at least 1",
            ),
            (
                "half_an_hour",
                "valid_hours\n0.5\n",
                "column valid_hours: `0.5` is not a whole number of hours",
            ),
            (
                "gates",
                "gates\n\"1,4\"\n",
                "row 1 (line 2), column gates: `1,4` is not whole numbers parted by spaces",
            ),
            ("begins", "begins\ntomorrow\n", "column begins: `tomorrow` is not a moment, as 2026"),
            ("holder_key", "holder_key\nAAAA\n", "column holder_key: `AAAA` is not a point of P-256"),
            (
                "subject_class",
                "subject_class\nstaff\n",
                "column subject_class: `staff` is not a whole number",
            ),
            (
                "after_a_cell_of_two_lines",
                "name,colour\n\"A\nB\",green\nC,x\n",
                "row 2 (line 4), column colour: `x`",
            ),
            (
                "unknown_column",
                "colur\ngreen\n",
                "there is no column `colur`: the columns are colour, reason, gates",
            ),
            ("list_column", "tests\nx\n", "column tests is a list, which no cell holds"),
            ("column_twice", "name,name\nA,B\n", "column name stands twice"),
            ("short_row", "name,colour\nA\n", "row 1 (line 2) has 1 cells, the header 2"),
            ("long_row", "name,colour\nA,green,x\n", "row 1 (line 2) has 3 cells, the header 2"),
        ] {
            let read = read(text).and_then(|rows| {
                let pass = |(place, row): &(String, Description)| {
                    row.pass("city.example", UnixTime(0), [0; 8]).map_err(|error| describe(place, &error))
                };
                rows.iter().map(pass).collect::<Result<Vec<_>, _>>()
            });
            let error = read.expect_err(name);
            assert!(error.contains(expected), "{name}: {error}");
        }
    }

    #[test]
    fn a_right_table_is_read_whole() {
        let rows = read("\u{feff}name,colour,gates\r\nAda,amber,1 4\r\n,,\r\n").expect("a table");
        assert_eq!(rows.len(), 2, "two rows");
        assert_eq!(
            (rows[0].1.name.as_deref(), rows[0].1.gates.as_deref()),
            (Some("Ada"), Some("1 4")),
            "the first"
        );
        assert_eq!((&rows[1].1.name, &rows[1].1.colour), (&None, &None), "empty cells");
        assert_eq!(read("name\n").expect("a table").len(), 0, "no rows");
    }
}
