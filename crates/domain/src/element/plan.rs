use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::ElementDraft;
use crate::{ElementCode, ElementKindCode};

/// What an element is known by.
pub type ElementKey = (ElementKindCode, ElementCode);

/// What an import does, element by element.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub new: Vec<ElementDraft>,
    /// Among them those that come back into use.
    pub changed: Vec<ElementDraft>,
    pub unchanged: usize,
    /// No longer in use from now on, as they are kept.
    pub retired: Vec<ElementDraft>,
}

/// The same in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub retired: u32,
}

impl Plan {
    #[must_use]
    pub fn counts(&self) -> Counts {
        let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Counts {
            new: small(self.new.len()),
            changed: small(self.changed.len()),
            unchanged: small(self.unchanged),
            retired: small(self.retired.len()),
        }
    }

    /// Everything that has to be written.
    pub fn writes(&self) -> impl Iterator<Item = &ElementDraft> {
        self.new.iter().chain(&self.changed).chain(&self.retired)
    }
}

/// Holds what a file brings against what stands. `present` has the elements of every kind that the file names; where
/// the file is `whole`, those of them that it does not name are retired. A key comes once in `brought`.
#[must_use]
pub fn plan(present: &[ElementDraft], brought: Vec<ElementDraft>, whole: bool) -> Plan {
    let key = |element: &ElementDraft| (element.kind.clone(), element.code.clone());
    let known: HashMap<ElementKey, &ElementDraft> =
        present.iter().map(|element| (key(element), element)).collect();
    let mut plan = Plan::default();
    let mut named: HashSet<ElementKey> = HashSet::new();
    for element in brought {
        named.insert(key(&element));
        match known.get(&key(&element)) {
            None => plan.new.push(element),
            Some(stands) if **stands == element => plan.unchanged += 1,
            Some(stands) if element.retired && !stands.retired => plan.retired.push(element),
            Some(_) => plan.changed.push(element),
        }
    }
    if whole {
        let gone = present
            .iter()
            .filter(|element| !element.retired && !named.contains(&key(element)));
        plan.retired.extend(gone.cloned().map(|element| ElementDraft {
            retired: true,
            ..element
        }));
    }
    plan
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn element(code: u8, name: u8, retired: bool) -> ElementDraft {
        ElementDraft {
            kind: ElementKindCode::parse("camera").expect("a code"),
            code: ElementCode::parse(&code.to_string()).expect("a code"),
            name: name.to_string(),
            address: None,
            notes: None,
            source: None,
            place: [121.0, 28.0],
            retired,
        }
    }

    /// What stands after a plan was carried out.
    fn carried_out(present: &[ElementDraft], plan: &Plan) -> Vec<ElementDraft> {
        let mut after: std::collections::BTreeMap<ElementCode, ElementDraft> = present
            .iter()
            .map(|element| (element.code.clone(), element.clone()))
            .collect();
        for element in plan.writes() {
            after.insert(element.code.clone(), element.clone());
        }
        after.into_values().collect()
    }

    fn elements() -> impl Strategy<Value = Vec<ElementDraft>> {
        prop::collection::btree_map(0_u8..12, (0_u8..3, any::<bool>()), 0..12).prop_map(|map| {
            map.into_iter()
                .map(|(code, (name, retired))| element(code, name, retired))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn the_same_file_again_changes_nothing(
            present in elements(), brought in elements(), whole in any::<bool>(),
        ) {
            let first = plan(&present, brought.clone(), whole);
            let after = carried_out(&present, &first);
            let again = plan(&after, brought.clone(), whole);
            prop_assert_eq!(again.writes().count(), 0);
            prop_assert_eq!(again.unchanged, brought.len());
        }

        #[test]
        fn a_file_that_is_not_whole_retires_nothing_that_it_does_not_name(
            present in elements(), brought in elements(),
        ) {
            let plan = plan(&present, brought.clone(), false);
            prop_assert!(plan.retired.iter().all(|element| brought.contains(element)));
        }

        #[test]
        fn every_element_of_the_file_is_counted_once(
            present in elements(), brought in elements(),
        ) {
            let counts = plan(&present, brought.clone(), false).counts();
            let sum = counts.new + counts.changed + counts.unchanged + counts.retired;
            prop_assert_eq!(sum as usize, brought.len());
        }
    }

    #[test]
    fn a_whole_file_retires_what_it_does_not_name_and_brings_back_what_it_does() {
        let present = [element(1, 0, false), element(2, 0, true), element(3, 0, false)];
        let plan = plan(&present, vec![element(2, 0, false), element(3, 0, false)], true);
        assert_eq!(
            plan.counts(),
            Counts {
                new: 0,
                changed: 1,
                unchanged: 1,
                retired: 1
            }
        );
        assert_eq!(plan.retired, [element(1, 0, true)]);
    }
}
