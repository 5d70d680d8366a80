use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::place::metres_between;
use super::{Policy, Traits};
use crate::coded::coded;

coded! {
    /// What becomes of a pair.
    Outcome {
        /// Nothing: they are two matters.
        Separate = "separate",
        /// A person is asked.
        Proposed = "proposed",
        /// They are one matter.
        Joined = "joined",
    }
}

/// How two categories stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kinship {
    Same,
    /// Under one kind above them.
    Kin,
    Other,
}

/// One thing that speaks for or against a pair. Pages turn it into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ground", rename_all = "snake_case")]
pub enum Ground {
    SameAddress,
    /// Both addresses name a spot, and not the same.
    OtherAddress,
    /// Metres between the points, up to 80.
    Near {
        metres: u32,
    },
    /// Metres between the points, over 500.
    Far {
        metres: u32,
    },
    /// Minutes between the receipts.
    Gap {
        minutes: u32,
    },
    Category {
        kinship: Kinship,
    },
    SamePerson,
    /// Likeness of the texts in thousandths.
    Alike {
        permille: u16,
    },
    Unlike,
    ClosedTogether,
    ClosedApart,
    /// One is closed, the other is not.
    OneOpen,
    /// The earlier one was closed before the later one came: at most a repetition.
    ClosedBefore,
}

/// A ground and its weight in hundredths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    #[serde(flatten)]
    pub ground: Ground,
    pub weight: i32,
}

/// How a pair compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Sum of the weights.
    pub score: i32,
    pub outcome: Outcome,
    /// Everything that was weighed, in a fixed order.
    pub evidence: Vec<Evidence>,
}

/// Weighs a pair. The same whichever comes first.
#[must_use]
pub fn compare(one: &Traits, two: &Traits, policy: &Policy) -> Comparison {
    let (earlier, later) = if one.received_at <= two.received_at {
        (one, two)
    } else {
        (two, one)
    };
    let gap = later.received_at - earlier.received_at;
    let mut evidence = Vec::new();
    let mut say = |ground, weight| evidence.push(Evidence { ground, weight });
    place(one, two, policy, &mut say);
    say_gap(gap, policy, &mut say);
    category(one, two, policy, &mut say);
    if one.person.is_some() && one.person == two.person {
        say(Ground::SamePerson, policy.same_person);
    }
    text(one, two, policy, &mut say);
    let over = ending(earlier, later, policy, &mut say);
    let score = evidence.iter().map(|evidence| evidence.weight).sum();
    let outcome = if over || gap > Policy::WINDOW || score < policy.propose {
        Outcome::Separate
    } else if score < policy.join {
        Outcome::Proposed
    } else {
        Outcome::Joined
    };
    Comparison {
        score,
        outcome,
        evidence,
    }
}

fn place(one: &Traits, two: &Traits, policy: &Policy, say: &mut impl FnMut(Ground, i32)) {
    let metres = one.place.zip(two.place).map(|(one, two)| {
        // At most half the earth's girth.
        metres_between(one, two).round() as u32
    });
    let same_address = one.address_key.is_some() && one.address_key == two.address_key;
    match metres {
        // Whatever the addresses say, these are two places.
        Some(metres @ 501..) => say(Ground::Far { metres }, policy.far),
        _ if same_address => say(Ground::SameAddress, policy.same_address),
        Some(metres @ ..=Policy::SAME_PLACE) => say(Ground::Near { metres }, policy.near[0]),
        Some(metres @ ..=80) => say(Ground::Near { metres }, policy.near[1]),
        Some(_) | None => {}
    }
    if one.address_key.is_some() && two.address_key.is_some() && !same_address {
        say(Ground::OtherAddress, policy.other_address);
    }
}

fn say_gap(gap: TimeDelta, policy: &Policy, say: &mut impl FnMut(Ground, i32)) {
    let steps = [1, 2, 3, 7, 30].map(TimeDelta::days);
    let step = steps.iter().position(|step| gap <= *step).unwrap_or(4);
    let minutes = u32::try_from(gap.num_minutes()).unwrap_or(u32::MAX);
    say(Ground::Gap { minutes }, policy.gap[step]);
}

fn category(one: &Traits, two: &Traits, policy: &Policy, say: &mut impl FnMut(Ground, i32)) {
    let (Some(a), Some(b)) = (&one.category, &two.category) else {
        return;
    };
    let kin = one.parent_category.is_some() && one.parent_category == two.parent_category;
    let (kinship, weight) = if a == b {
        (Kinship::Same, policy.same_category)
    } else if kin {
        (Kinship::Kin, 0)
    } else {
        (Kinship::Other, policy.other_category)
    };
    say(Ground::Category { kinship }, weight);
}

fn text(one: &Traits, two: &Traits, policy: &Policy, say: &mut impl FnMut(Ground, i32)) {
    if one.text.is_empty() || two.text.is_empty() {
        return;
    }
    let permille = one.text.likeness(&two.text);
    let step = [800, 500, 250, 120].iter().position(|step| permille >= *step);
    match step {
        Some(step) => say(Ground::Alike { permille }, policy.alike[step]),
        None if permille < 30 && one.text.is_telling() && two.text.is_telling() => {
            say(Ground::Unlike, policy.unlike);
        }
        None => {}
    }
}

/// What the closings say; true where the earlier matter was over when the later came.
fn ending(earlier: &Traits, later: &Traits, policy: &Policy, say: &mut impl FnMut(Ground, i32)) -> bool {
    if earlier.closed_at.is_some_and(|closed| closed < later.received_at) {
        say(Ground::ClosedBefore, 0);
        return true;
    }
    match (earlier.closed_at, later.closed_at) {
        (Some(one), Some(two)) if (one - two).abs() <= Policy::TOGETHER => {
            say(Ground::ClosedTogether, policy.closed_together);
        }
        (Some(_), Some(_)) => say(Ground::ClosedApart, policy.closed_apart),
        _ if earlier.closed != later.closed => say(Ground::OneOpen, policy.one_open),
        _ => {}
    }
    false
}
