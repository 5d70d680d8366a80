use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// SHA-256 of a record's content: over its (column, value) pairs in the order of the column names, each
/// text preceded by its length in bytes as a 64-bit little-endian number.
///
/// The same content gives the same hash in whatever order a file has its columns; lengths keep
/// ("ab", "c") and ("a", "bc") apart.
#[must_use]
pub fn content_hash(verbatim: &BTreeMap<String, String>) -> [u8; 32] {
    hash_sorted(
        verbatim
            .iter()
            .map(|(column, value)| (column.as_str(), value.as_str())),
    )
}

/// The same of pairs that come in the order of the column names.
pub(crate) fn hash_sorted<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for (column, value) in pairs {
        for text in [column, value] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|&(column, value)| (column.to_owned(), value.to_owned()))
            .collect()
    }

    #[test]
    fn the_border_between_column_and_value_is_part_of_the_content() {
        assert_ne!(
            content_hash(&pairs(&[("ab", "c")])),
            content_hash(&pairs(&[("a", "bc")]))
        );
        assert_ne!(
            content_hash(&pairs(&[("a", ""), ("b", "")])),
            content_hash(&pairs(&[("a", "b")]))
        );
    }

    #[test]
    fn the_form_never_changes_because_stored_hashes_are_compared_with_it() {
        let hex: String = content_hash(&pairs(&[("编号", "1"), ("a", "x y")]))
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        insta::assert_snapshot!(hex);
    }

    proptest! {
        #[test]
        fn any_change_of_content_changes_the_hash(
            content in prop::collection::btree_map(".{0,6}", ".{0,6}", 1..6),
            other in prop::collection::btree_map(".{0,6}", ".{0,6}", 1..6),
        ) {
            prop_assert_eq!(content == other, content_hash(&content) == content_hash(&other));
        }
    }
}
