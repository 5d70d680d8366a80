//! Names of columns, made usable as keys.

use std::collections::HashSet;

/// Column names without surrounding blanks. A blank one becomes `column_N` (N counts from 1), a repeated
/// one gets `_2`, `_3` …: so every column has a name of its own. Blank ones at the end are dropped.
pub(crate) fn names(cells: Vec<String>) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut names: Vec<String> = Vec::new();
    let width = cells
        .iter()
        .rposition(|cell| !tidy(cell).is_empty())
        .map_or(0, |last| last + 1);
    for (index, cell) in cells.into_iter().take(width).enumerate() {
        let base = match tidy(&cell) {
            "" => format!("column_{}", index + 1),
            name => name.to_owned(),
        };
        let name = std::iter::once(base.clone())
            .chain((2..).map(|number| format!("{base}_{number}")))
            .find(|name| !taken.contains(name))
            .unwrap_or(base);
        taken.insert(name.clone());
        names.push(name);
    }
    names
}

fn tidy(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let cells = ["\u{feff}编号", " 时间\n", "", "编号", "编号_2", "编号", "", " "];
        let named = names(cells.into_iter().map(str::to_owned).collect());
        assert_eq!(
            named,
            ["编号", "时间", "column_3", "编号_2", "编号_2_2", "编号_3"]
        );
        assert!(names(vec![String::new(), " ".to_owned()]).is_empty());
    }
}
