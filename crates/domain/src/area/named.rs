//! Areas that an address names.

use serde::{Deserialize, Serialize};

use crate::coded::coded;

coded! {
    /// Who says where a case lies, if whoever reported it does not.
    PlacedBy {
        /// An area that its address names: no point, the community or township only.
        Address = "address",
        /// A colleague, who has looked.
        Person = "person",
    }
}

/// A township, or a community in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedArea {
    pub township: Option<String>,
    pub community: Option<String>,
    pub name: String,
}

/// A case without a place of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unplaced {
    /// Public code with hyphens.
    pub code: String,
    /// Name of the kind of matter.
    pub category: String,
    pub address: Option<String>,
    /// Name of the community or township that is known.
    pub area: Option<String>,
    pub received_at: chrono::DateTime<chrono::Utc>,
    /// Where other cases of the same address lie, if they agree.
    pub same_address: Option<SameAddress>,
}

/// Where cases of one address lie.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SameAddress {
    /// Middle of them, longitude and latitude.
    pub place: [f64; 2],
    pub cases: u32,
    /// How far the farthest lies from the middle, in metres.
    pub metres: u32,
}

/// A page of cases without a place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UnplacedPage {
    pub items: Vec<Unplaced>,
    pub more: bool,
}

/// The area that an address names: the longest name in it, a community before a township. None where two different areas
/// of the same rank and length are named, because then it is a guess.
#[must_use]
pub fn named_in<'a>(address: &str, areas: &'a [NamedArea]) -> Option<&'a NamedArea> {
    let rank = |area: &NamedArea| (area.community.is_some(), area.name.chars().count());
    let mut best: Option<&NamedArea> = None;
    let mut is_tied = false;
    for area in areas {
        if area.name.chars().count() < 2 || !address.contains(&area.name) {
            continue;
        }
        match best {
            Some(so_far) if rank(area) < rank(so_far) => {}
            Some(so_far) if rank(area) == rank(so_far) => is_tied |= area != so_far,
            _ => (best, is_tied) = (Some(area), false),
        }
    }
    best.filter(|_| !is_tied)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas() -> Vec<NamedArea> {
        let area = |township: &str, community: Option<&str>, name: &str| NamedArea {
            township: Some(township.to_owned()),
            community: community.map(str::to_owned),
            name: name.to_owned(),
        };
        vec![
            area("t1", None, "澄湖街道"),
            area("t2", None, "东街镇"),
            area("t1", Some("c1"), "湖滨社区"),
            area("t1", Some("c2"), "新湖滨社区"),
            area("t2", Some("c3"), "桥头村"),
            area("t1", Some("c4"), "桥头村"),
        ]
    }

    fn named(address: &str) -> Option<(Option<String>, Option<String>)> {
        let areas = areas();
        named_in(address, &areas).map(|area| (area.township.clone(), area.community.clone()))
    }

    #[test]
    fn the_longest_name_counts_and_a_community_before_its_township() {
        let is = |township: &str, community: Option<&str>| {
            Some((Some(township.to_owned()), community.map(str::to_owned)))
        };
        assert_eq!(named("澄湖街道湖滨社区 3 幢"), is("t1", Some("c1")));
        assert_eq!(named("新湖滨社区北门"), is("t1", Some("c2")));
        assert_eq!(named("东街镇政府对面"), is("t2", None));
        assert_eq!(named("某路 5 号"), None);
        assert_eq!(named(""), None);
    }

    #[test]
    fn two_areas_of_one_name_are_no_answer() {
        assert_eq!(named("桥头村口"), None);
    }
}
