//! Names of columns, made usable as keys.

use std::collections::{HashMap, HashSet};

use super::limits::{MAX_COLUMN_NAME_BYTES, MAX_COLUMNS};
use crate::text_mark::{ABSENT, unmark_text};

/// So many names are shown in a message.
const SHOWN: usize = 40;
/// So many characters of each.
const SHOWN_CHARS: usize = 40;

/// Column names without surrounding blanks. A blank one becomes `column_N` (N counts from 1), a repeated
/// one gets `_2`, `_3` …: so every column has a name of its own. Blank ones at the end are dropped.
///
/// The error says why they cannot be the names of columns, as those of a file that is no text.
fn names(cells: Vec<String>) -> Result<Vec<String>, String> {
    let mut taken = HashSet::new();
    // The next number of each repeated name, so that a thousand equal ones are not counted up a thousand times.
    let mut next: HashMap<String, u64> = HashMap::new();
    let mut names: Vec<String> = Vec::new();
    let width = cells
        .iter()
        .rposition(|cell| !tidy(cell).is_empty())
        .map_or(0, |last| last + 1);
    if width > MAX_COLUMNS {
        return Err(format!("there are more than {MAX_COLUMNS} columns"));
    }
    for (index, cell) in cells.into_iter().take(width).enumerate() {
        let base = match tidy(&cell) {
            "" => format!("column_{}", index + 1),
            name => name.to_owned(),
        };
        fit(&base).map_err(|reason| format!("the name of column {} {reason}", index + 1))?;
        let mut name = base.clone();
        while taken.contains(&name) {
            let number = next.entry(base.clone()).or_insert(2);
            name = format!("{base}_{number}");
            *number += 1;
        }
        taken.insert(name.clone());
        names.push(name);
    }
    Ok(names)
}

/// Column names as [`crate::mark_text`] wrote them, blanks and all.
fn marked_names(cells: &[String]) -> Result<Vec<String>, String> {
    if cells.len() > MAX_COLUMNS {
        return Err(format!("there are more than {MAX_COLUMNS} columns"));
    }
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (index, cell) in cells.iter().enumerate() {
        let name = if cell == ABSENT { "" } else { unmark_text(cell) };
        fit(name).map_err(|reason| format!("the name of column {} {reason}", index + 1))?;
        names.push(name.to_owned());
    }
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(twice) => Err(format!("has the column `{}` twice", shown(&[twice[0].clone()]))),
        None => Ok(names),
    }
}

/// The names of a file's columns, by how it is written.
pub(crate) fn read(cells: Vec<String>, text_marks: bool) -> Result<Vec<String>, String> {
    if text_marks {
        marked_names(&cells)
    } else {
        names(cells)
    }
}

/// Whether a text can be the name of a column; what is wrong with it.
pub(crate) fn fit(name: &str) -> Result<(), String> {
    if name.len() > MAX_COLUMN_NAME_BYTES {
        return Err(format!("is longer than {MAX_COLUMN_NAME_BYTES} bytes"));
    }
    let odd = |c: &char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r');
    match name.chars().find(odd) {
        None => Ok(()),
        Some('\0') => Err(
            "has a NUL character: this is no text, or UTF-16 without a mark, which the mapping has to say \
             ([file] encoding = \"utf-16\")"
                .to_owned(),
        ),
        Some(c) => Err(format!(
            "has the control character U+{:04X}: is this text?",
            u32::from(c)
        )),
    }
}

/// Names for a message: not all of many, not the whole of long ones, and nothing that moves a terminal.
pub(crate) fn shown(names: &[String]) -> String {
    let short = |name: &String| -> String {
        let mut short: String = name
            .chars()
            .take(SHOWN_CHARS)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        if short.len() < name.len() {
            short.push('…');
        }
        short
    };
    let listed: Vec<String> = names.iter().take(SHOWN).map(short).collect();
    let listed = listed.join(", ");
    if names.len() > SHOWN {
        format!("{listed} … ({} in all)", names.len())
    } else {
        listed
    }
}

fn tidy(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(cells: &[&str]) -> Result<Vec<String>, String> {
        names(cells.iter().map(|&cell| cell.to_owned()).collect())
    }

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let cells = ["\u{feff}编号", " 时间\n", "", "编号", "编号_2", "编号", "", " "];
        assert_eq!(
            named(&cells).unwrap(),
            ["编号", "时间", "column_3", "编号_2", "编号_2_2", "编号_3"]
        );
        assert!(named(&["", " "]).unwrap().is_empty());
    }

    #[test]
    fn as_many_equal_names_as_there_may_be_are_told_apart_and_no_more_are_taken() {
        let names_of = |count| names(vec!["a".to_owned(); count]);
        let most = names_of(MAX_COLUMNS).unwrap();
        assert_eq!(most.last().map(String::as_str), Some("a_16384"));
        assert_eq!(most.iter().collect::<HashSet<_>>().len(), MAX_COLUMNS);
        assert!(names_of(1_000_000).unwrap_err().contains("16384 columns"));
    }

    #[test]
    fn what_is_no_text_has_no_names() {
        for (cells, said) in [
            (["id", "\u{1b}[31m"], "column 2 has the control character U+001B"),
            (["i\0d\0", ""], "column 1 has a NUL character"),
        ] {
            let error = named(&cells).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
        let long = "长".repeat(400);
        assert!(named(&[&long]).unwrap_err().contains("longer than 1000 bytes"));
        assert!(named(&["发生\r\n时间", "a\tb"]).is_ok());
    }

    #[test]
    fn a_message_shows_some_names_and_says_how_many_there_are() {
        let many: Vec<String> = (0..3000)
            .map(|number| format!("{number}\n{}", "x".repeat(500)))
            .collect();
        let shown = shown(&many);
        assert!(shown.ends_with("(3000 in all)") && shown.len() < 3000, "{shown}");
        assert!(!shown.contains('\n'));
    }
}
