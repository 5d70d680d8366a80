use domain::board::UnitRef;
use serde::{Deserialize, Serialize};

/// What a region lets people choose from, in the page's language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Choices {
    pub(crate) categories: Vec<Category>,
    pub(crate) departments: Vec<UnitRef>,
    pub(crate) townships: Vec<UnitRef>,
}

/// A kind of matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Category {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Code of the kind above.
    pub(crate) parent: Option<String>,
}

/// A kind with none above it, and all below it with their depth from 1, each after its parent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group<'a> {
    pub(super) top: &'a Category,
    pub(super) below: Vec<(usize, &'a Category)>,
}

/// The tree as groups, in the order given.
pub(super) fn groups(all: &[Category]) -> Vec<Group<'_>> {
    let is_known = |code: &str| all.iter().any(|category| category.code == code);
    let has_parent = |category: &Category| category.parent.as_deref().is_some_and(is_known);
    let group = |top| {
        let mut below = Vec::new();
        descend(all, top, 1, &mut below);
        Group { top, below }
    };
    all.iter()
        .filter(|category| !has_parent(category))
        .map(group)
        .collect()
}

fn descend<'a>(all: &'a [Category], above: &Category, depth: usize, out: &mut Vec<(usize, &'a Category)>) {
    // A cycle in imported data ends here, not in the stack.
    if depth > 4 {
        return;
    }
    for category in all
        .iter()
        .filter(|category| category.parent.as_deref() == Some(above.code.as_str()))
    {
        out.push((depth, category));
        descend(all, category, depth + 1, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(code: &str, parent: Option<&str>) -> Category {
        Category {
            code: code.to_owned(),
            name: code.to_owned(),
            parent: parent.map(str::to_owned),
        }
    }

    #[test]
    fn kinds_stand_below_the_kind_they_belong_to() {
        let all = [
            category("01", None),
            category("0102", Some("01")),
            category("02", None),
            category("010201", Some("0102")),
            category("stray", Some("gone")),
        ];
        let shown: Vec<(&str, Vec<(usize, &str)>)> = groups(&all)
            .into_iter()
            .map(|group| {
                let below = group
                    .below
                    .into_iter()
                    .map(|(depth, below)| (depth, below.code.as_str()))
                    .collect();
                (group.top.code.as_str(), below)
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("01", vec![(1, "0102"), (2, "010201")]),
                ("02", vec![]),
                ("stray", vec![])
            ]
        );
    }
}
