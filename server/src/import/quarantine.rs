//! Rows that could not be taken, kept until somebody mends them.

use chrono::Utc;
use domain::RegionCode;
use domain::intake::Rejected;
use intake::Mapping;
use store::intake::{Cells, NewQuarantined, StoredMapping};
use store::{Db, StoreError};

/// The column in which a row stands that is no object at all.
pub(crate) const WHOLE: &str = "record";

/// A mapping as it is stored.
pub(crate) fn stored(mapping: &Mapping) -> StoredMapping {
    StoredMapping {
        name: mapping.name().to_owned(),
        text: mapping.text().to_owned(),
    }
}

/// Keeps the rows; `header` names their cells where they do not themselves.
pub(crate) async fn keep(
    db: &Db,
    region: &RegionCode,
    mapping: &Mapping,
    header: &[String],
    rejected: &[Rejected],
) -> Result<u64, StoreError> {
    let rows: Vec<NewQuarantined> = rejected
        .iter()
        // Where a file breaks off there is no row to mend.
        .filter(|rejected| !rejected.row.is_empty())
        .map(|rejected| NewQuarantined {
            line: rejected.line,
            field: rejected.field.clone(),
            reason: rejected.reason.clone(),
            cells: cells(rejected, header),
        })
        .collect();
    let system = mapping.system().map(|system| system.code.as_str());
    let system = system.unwrap_or_default();
    store::intake::quarantine(db, region, system, &stored(mapping), &rows, Utc::now()).await
}

/// Cells with the names of their columns: every column has a cell, every cell a column.
fn cells(rejected: &Rejected, header: &[String]) -> Cells {
    let Rejected { row, columns, .. } = rejected;
    let columns = if columns.is_empty() { header } else { columns };
    if columns.is_empty() {
        return vec![(WHOLE.to_owned(), row.concat())];
    }
    (0..columns.len().max(row.len()))
        .map(|at| {
            let column = columns.get(at).cloned();
            let column = column.unwrap_or_else(|| format!("column_{}", at + 1));
            (column, row.get(at).cloned().unwrap_or_default())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::intake::RowFault;

    use super::*;

    fn rejected(row: &[&str], columns: &[&str]) -> Rejected {
        Rejected {
            line: 2,
            field: None,
            reason: RowFault::Missing,
            row: row.iter().map(|&cell| cell.to_owned()).collect(),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
        }
    }

    #[test]
    fn no_cell_is_lost_whatever_the_row_looks_like() {
        let header = ["a".to_owned(), "b".to_owned()];
        let named = |rejected: Rejected, header: &[String]| -> Vec<String> {
            let cells = cells(&rejected, header);
            cells
                .into_iter()
                .map(|(column, cell)| format!("{column}={cell}"))
                .collect()
        };
        assert_eq!(named(rejected(&["1"], &[]), &header), ["a=1", "b="]);
        assert_eq!(
            named(rejected(&["1", "2", "3"], &[]), &header),
            ["a=1", "b=2", "column_3=3"]
        );
        assert_eq!(named(rejected(&["1"], &["x"]), &[]), ["x=1"]);
        assert_eq!(named(rejected(&["{no"], &[]), &[]), ["record={no"]);
    }
}
