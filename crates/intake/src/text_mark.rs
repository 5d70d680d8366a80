//! Cells that a spreadsheet would take for something else than text, written so that it does not, and read back.
//!
//! A spreadsheet that opens a CSV runs what begins like a formula, whoever wrote it. So every cell that begins so gets
//! an apostrophe before it, as people themselves write text that looks like something else; and so does every cell
//! that begins with an apostrophe, so that taking the first one off gives back what was there, whatever it was.

use std::borrow::Cow;

/// Stands before a cell that is text.
const MARK: char = '\'';

/// What formulas, and commands in cells, begin with: also in full width, which some spreadsheets take for the same,
/// and after the blanks that they skip.
const BEGINNINGS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', MARK];

/// A cell that is not there, as opposed to an empty one.
pub const ABSENT: &str = "'";

/// A cell as it is written for a spreadsheet: text it stays, whatever it begins with.
#[must_use]
pub fn mark_text(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(BEGINNINGS) {
        Cow::Owned(format!("{MARK}{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell that [`mark_text`] was given.
#[must_use]
pub fn unmark_text(cell: &str) -> &str {
    match cell.strip_prefix(MARK) {
        Some(text) if text.starts_with(BEGINNINGS) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_written_as_text() {
        for cell in [
            "=1+1",
            "+8613800000000",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "＝HYPERLINK(\"x\")",
            "'=1",
        ] {
            assert_eq!(mark_text(cell), format!("'{cell}"));
        }
        for cell in ["", "1", "路灯=坏", " =", "东街1号"] {
            assert_eq!(mark_text(cell), cell);
        }
    }

    #[test]
    fn what_people_write_with_an_apostrophe_stays() {
        assert_eq!(unmark_text("'n Boom"), "'n Boom");
        assert_eq!(unmark_text("'"), "'");
    }

    proptest! {
        #[test]
        fn marking_and_unmarking_gives_the_very_same_cell(cell in "[='+@\\-\t\r\n＝a ]{0,4}.{0,3}") {
            let marked = mark_text(&cell);
            prop_assert!(!marked.starts_with(&BEGINNINGS[..11]));
            prop_assert_ne!(&*marked, ABSENT);
            prop_assert_eq!(unmark_text(&marked), cell.as_str());
        }
    }
}
