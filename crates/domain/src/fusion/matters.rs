use std::collections::{BTreeMap, BTreeSet};

use super::Outcome;
use crate::coded::coded;

/// A record's case, as far as matters go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member<Id, Rank> {
    pub id: Id,
    /// The one of the lowest rank stands for its matter.
    pub rank: Rank,
}

coded! {
    /// What a person has said of a pair.
    Decided {
        /// One matter.
        Joined = "joined",
        /// Two matters.
        Apart = "apart",
    }
}

/// A pair that was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link<Id> {
    /// The pair, in any order.
    pub pair: (Id, Id),
    pub score: i32,
    pub outcome: Outcome,
    pub decided: Option<Decided>,
}

/// The matters that pairs make: for each member, the one that stands for its matter (itself, where it is
/// alone). Members without a link among themselves are matters of their own.
///
/// Pairs that people have joined count first, then those the machine joins, the best first. A pair that a
/// person keeps apart never comes into one matter, not through a third record either. The result depends on
/// members and links only, not on their order.
#[must_use]
pub fn matters<Id: Copy + Ord, Rank: Copy + Ord>(
    members: &[Member<Id, Rank>],
    links: &[Link<Id>],
) -> BTreeMap<Id, Id> {
    let rank: BTreeMap<Id, Rank> = members.iter().map(|member| (member.id, member.rank)).collect();
    let ordered = |(one, two): (Id, Id)| if one <= two { (one, two) } else { (two, one) };
    let known = |(one, two): &(Id, Id)| rank.contains_key(one) && rank.contains_key(two);
    let apart: BTreeSet<(Id, Id)> = links
        .iter()
        .filter(|link| link.decided == Some(Decided::Apart))
        .map(|link| ordered(link.pair))
        .collect();
    let mut joins: Vec<(bool, i32, (Id, Id))> = links
        .iter()
        .filter(|link| match link.decided {
            Some(decided) => decided == Decided::Joined,
            None => link.outcome == Outcome::Joined,
        })
        .map(|link| (link.decided.is_none(), -link.score, ordered(link.pair)))
        .filter(|(_, _, pair)| known(pair))
        .collect();
    joins.sort_unstable();

    let mut root: BTreeMap<Id, Id> = members.iter().map(|member| (member.id, member.id)).collect();
    let mut groups: BTreeMap<Id, Vec<Id>> = root.keys().map(|id| (*id, vec![*id])).collect();
    for (_, _, (one, two)) in joins {
        let (Some(&a), Some(&b)) = (root.get(&one), root.get(&two)) else {
            continue;
        };
        let (Some(of_a), Some(of_b)) = (groups.get(&a), groups.get(&b)) else {
            continue;
        };
        let kept_apart = || {
            of_a.iter()
                .any(|x| of_b.iter().any(|y| apart.contains(&ordered((*x, *y)))))
        };
        if a == b || kept_apart() {
            continue;
        }
        let (stands, joins) = if (rank.get(&a), a) <= (rank.get(&b), b) {
            (a, b)
        } else {
            (b, a)
        };
        let joined = groups.remove(&joins).unwrap_or_default();
        for id in &joined {
            root.insert(*id, stands);
        }
        groups.entry(stands).or_default().extend(joined);
    }
    root
}
