//! What was claimed, and what the cases say to it.

use serde::{Deserialize, Serialize};

use super::{Estimate, Measure};

/// Something that was published about the effect of joint handling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    /// Of what.
    pub measure: Measure,
    /// What it is said to have become.
    pub claimed: Claimed,
}

/// What a number is said to have become.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Claimed {
    /// It changed by this share: −0.21 is a fifth less.
    Change(f64),
    /// It is now at least this.
    AtLeast(f64),
}

/// The claims that were published of the joint service stations: efficiency +60 %, repeat reports −21 %, satisfaction
/// 98.7 %.
///
/// "Efficiency" is read as cases per time: +60 % are 1.6 cases in the time of one, so that a case takes 1/1.6 of its time,
/// which is 37.5 % less. Repeat reports are three figures (by place, by person, by matter), and the claim does not say
/// which, so it is held against each.
pub const CLAIMS: [Claim; 5] = [
    Claim::change(Measure::HandlingTime, 1.0 / 1.6 - 1.0),
    Claim::change(Measure::RepeatPlace, -0.21),
    Claim::change(Measure::RepeatPerson, -0.21),
    Claim::change(Measure::RepeatMatter, -0.21),
    Claim {
        measure: Measure::Satisfaction,
        claimed: Claimed::AtLeast(0.987),
    },
];

/// What a 95 % interval says to a claim. Nothing but the interval decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The whole interval is at the claim or beyond.
    Supported,
    /// The interval holds the claim, and leaves out that nothing has changed: so much is possible, less is as well.
    Possible,
    /// The interval leaves out that nothing has changed, and ends before the claim: something changed, but less.
    Less,
    /// Of a change: the interval holds "nothing has changed", or lies on the other side of it. Of a level: it ends below.
    NotSupported,
    /// There are too few cases to say anything.
    TooFew,
}

impl Verdict {
    /// All, from the best for whoever claims.
    pub const ALL: [Self; 5] = [
        Self::Supported,
        Self::Possible,
        Self::Less,
        Self::NotSupported,
        Self::TooFew,
    ];
}

impl Claim {
    const fn change(measure: Measure, by: f64) -> Self {
        Self {
            measure,
            claimed: Claimed::Change(by),
        }
    }
}

impl Claimed {
    /// What an estimate says to it: of the relative change for a change, of the level after it for a level. `None`
    /// stands for too few cases.
    #[must_use]
    pub fn judge(self, found: Option<Estimate>) -> Verdict {
        let Some(Estimate { interval, .. }) = found else {
            return Verdict::TooFew;
        };
        match self {
            Self::Change(by) if by < 0.0 => change(-by, [-interval[1], -interval[0]]),
            Self::Change(by) => change(by, interval),
            Self::AtLeast(level) => match interval {
                [low, _] if low >= level => Verdict::Supported,
                [_, high] if high >= level => Verdict::Possible,
                _ => Verdict::NotSupported,
            },
        }
    }
}

/// A change upwards.
fn change(by: f64, [low, high]: [f64; 2]) -> Verdict {
    if low <= 0.0 {
        Verdict::NotSupported
    } else if low >= by {
        Verdict::Supported
    } else if high >= by {
        Verdict::Possible
    } else {
        Verdict::Less
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn judge(claimed: Claimed, interval: [f64; 2]) -> Verdict {
        let value = f64::midpoint(interval[0], interval[1]);
        claimed.judge(Some(Estimate { value, interval }))
    }

    #[test]
    fn a_claimed_fall_is_held_against_the_interval() {
        let fall = Claimed::Change(-0.21);
        assert_eq!(judge(fall, [-0.4, -0.25]), Verdict::Supported);
        assert_eq!(judge(fall, [-0.3, -0.1]), Verdict::Possible);
        assert_eq!(judge(fall, [-0.15, -0.05]), Verdict::Less);
        assert_eq!(judge(fall, [-0.3, 0.1]), Verdict::NotSupported);
        assert_eq!(judge(fall, [0.1, 0.3]), Verdict::NotSupported, "it rose");
        assert_eq!(fall.judge(None), Verdict::TooFew);
    }

    #[test]
    fn a_claimed_rise_is_held_against_it_the_other_way_round() {
        let rise = Claimed::Change(0.6);
        assert_eq!(judge(rise, [0.6, 0.9]), Verdict::Supported);
        assert_eq!(judge(rise, [0.1, 0.3]), Verdict::Less);
        assert_eq!(judge(rise, [-0.7, -0.1]), Verdict::NotSupported);
    }

    #[test]
    fn a_claimed_level_has_to_lie_below_the_interval() {
        let level = Claimed::AtLeast(0.987);
        assert_eq!(judge(level, [0.988, 0.995]), Verdict::Supported);
        assert_eq!(judge(level, [0.97, 0.99]), Verdict::Possible);
        assert_eq!(judge(level, [0.95, 0.98]), Verdict::NotSupported);
    }

    #[test]
    fn sixty_per_cent_more_cases_in_the_same_time_take_three_eighths_less_each() {
        let Claimed::Change(by) = CLAIMS[0].claimed else {
            panic!("a change");
        };
        assert!((by + 0.375).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn what_supports_a_claim_supports_every_smaller_one(
            by in -0.99..-0.01_f64, smaller in 0.0..1.0_f64, low in -1.0..1.0_f64, width in 0.0..1.0_f64,
        ) {
            let interval = [low, low + width];
            if judge(Claimed::Change(by), interval) == Verdict::Supported {
                prop_assert_eq!(judge(Claimed::Change(by * smaller.max(1e-6)), interval), Verdict::Supported);
            }
        }

        #[test]
        fn an_interval_that_holds_no_change_supports_nothing(
            by in -0.99..2.0_f64, down in 0.0..1.0_f64, up in 0.0..1.0_f64,
        ) {
            prop_assume!(by != 0.0);
            prop_assert_eq!(judge(Claimed::Change(by), [-down, up]), Verdict::NotSupported);
        }
    }
}
