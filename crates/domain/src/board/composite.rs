//! One figure out of several: the composite, Σ weight × rate, by weights that somebody has decided.
//!
//! Where a weighted rate is not known, there is no composite: nothing is weighted anew behind anybody's back, and
//! what is missing is named. From when which weights count stands in [`crate::policy`]; nothing is ranked here.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::figures::Counts;
use crate::coded::coded;

coded! {
    /// A rate that can be weighted.
    Component {
        /// 按期办结率
        OnTime = "on_time",
        /// 结案率
        Closing = "closing",
        /// 签收及时率
        Signing = "signing",
        /// 响应率
        Response = "response",
        /// 解决率
        Solved = "solved",
        /// 满意率
        Satisfaction = "satisfaction",
    }
}

impl Component {
    /// The rate, 0 to 1; `None` where its denominator is 0.
    #[must_use]
    pub fn rate(self, counts: &Counts) -> Option<f64> {
        match self {
            Self::OnTime => counts.on_time_rate(),
            Self::Closing => counts.closing_rate(),
            Self::Signing => counts.signing_rate(),
            Self::Response => counts.response_rate(),
            Self::Solved => counts.solved_rate(),
            Self::Satisfaction => counts.satisfaction(),
        }
    }
}

/// How many rates can be weighted.
const COMPONENTS: usize = Component::ALL.len();
/// What shares add up to.
const WHOLE: u32 = 100;
/// Longest piece of a text that an error repeats, in characters.
const TOLD: usize = 40;

/// Why shares are no weights.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WeightsError {
    #[error("`{part}` is not a component with its share, such as `on_time:40`")]
    Shape { part: String },
    #[error("`{name}` is none of on_time, closing, signing, response, solved, satisfaction")]
    Unknown { name: String },
    #[error("{} stands there twice", .component.code())]
    Twice { component: Component },
    #[error("{} has a share that is not a whole number from 0 to 100", .component.code())]
    Share { component: Component },
    #[error("the shares add up to {sum}, not to 100")]
    Sum { sum: u32 },
}

/// Shares of the components in whole per cent, which together are 100. As text `on_time:40,response:60`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<Component, u8>", into = "BTreeMap<Component, u8>")]
pub struct Weights([u8; COMPONENTS]);

impl Default for Weights {
    fn default() -> Self {
        Self::PUBLISHED_EXAMPLE
    }
}

impl Weights {
    /// What counts where a region has decided nothing: response 30, solved 35, satisfied 35. It is the one example
    /// that is published (docs/glossary.md, composite), no recommendation, and pages say so.
    pub const PUBLISHED_EXAMPLE: Self = {
        let mut shares = [0; COMPONENTS];
        shares[Component::Response as usize] = 30;
        shares[Component::Solved as usize] = 35;
        shares[Component::Satisfaction as usize] = 35;
        Self(shares)
    };

    /// The weights with these shares; a component that is not named has none.
    pub fn new(shares: impl IntoIterator<Item = (Component, u8)>) -> Result<Self, WeightsError> {
        let mut of = [None; COMPONENTS];
        for (component, share) in shares {
            if u32::from(share) > WHOLE {
                return Err(WeightsError::Share { component });
            }
            if of[component as usize].replace(share).is_some() {
                return Err(WeightsError::Twice { component });
            }
        }
        let of = of.map(Option::unwrap_or_default);
        match of.iter().copied().map(u32::from).sum::<u32>() {
            WHOLE => Ok(Self(of)),
            sum => Err(WeightsError::Sum { sum }),
        }
    }

    /// Weights as an address says them, such as `on_time:40,response:30,solved:30`.
    pub fn parse(text: &str) -> Result<Self, WeightsError> {
        let cut = |text: &str| text.chars().take(TOLD).collect::<String>();
        let share = |part: &str| -> Result<(Component, u8), WeightsError> {
            let (name, share) = part
                .split_once(':')
                .ok_or_else(|| WeightsError::Shape { part: cut(part) })?;
            let (name, share) = (name.trim(), share.trim());
            let component =
                Component::from_code(name).ok_or_else(|| WeightsError::Unknown { name: cut(name) })?;
            let share = share.parse().map_err(|_| WeightsError::Share { component })?;
            Ok((component, share))
        };
        let shares: Result<Vec<_>, WeightsError> = text.split(',').map(share).collect();
        Self::new(shares?)
    }

    /// The share of a component, in per cent.
    #[must_use]
    pub fn share(&self, component: Component) -> u8 {
        self.0[component as usize]
    }

    /// The components that have a share, with it.
    pub fn shares(&self) -> impl Iterator<Item = (Component, u8)> + '_ {
        let all = Component::ALL.iter().copied();
        all.zip(self.0).filter(|(_, share)| *share > 0)
    }

    /// What they make of the rates of a cohort.
    #[must_use]
    pub fn score(&self, counts: &Counts) -> Score {
        let mut score = Score::default();
        let mut sum = 0.0;
        for (component, share) in self.shares() {
            match component.rate(counts) {
                Some(rate) => sum += f64::from(share) * rate,
                None => score.missing.push(component),
            }
        }
        score.value = score.missing.is_empty().then_some(sum);
        score
    }
}

impl FromStr for Weights {
    type Err = WeightsError;
    fn from_str(text: &str) -> Result<Self, WeightsError> {
        Self::parse(text)
    }
}

impl fmt::Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (component, share)) in self.shares().enumerate() {
            let comma = if position > 0 { "," } else { "" };
            write!(f, "{comma}{}:{share}", component.code())?;
        }
        Ok(())
    }
}

impl TryFrom<BTreeMap<Component, u8>> for Weights {
    type Error = WeightsError;
    fn try_from(shares: BTreeMap<Component, u8>) -> Result<Self, WeightsError> {
        Self::new(shares)
    }
}

impl From<Weights> for BTreeMap<Component, u8> {
    fn from(weights: Weights) -> Self {
        weights.shares().collect()
    }
}

/// The composite of a cohort.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Σ weight × rate, 0 to 100; null where a weighted rate is.
    pub value: Option<f64>,
    /// The weighted rates that are null, because their denominator is 0.
    pub missing: Vec<Component>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(response: u64, solved: u64, satisfied: u64) -> Counts {
        Counts {
            dispatched: 100,
            contacted_in_time: response,
            answers: 100,
            solved,
            verdicts: 100,
            satisfied,
            ..Counts::default()
        }
    }

    /// The published example: response 30, solved 35, satisfied 35. Of 100 cases 90 were contacted in time, of 100
    /// answers 80 say solved and 96 satisfied: 30 × 0.90 + 35 × 0.80 + 35 × 0.96 = 27 + 28 + 33.6 = 88.6.
    #[test]
    fn the_published_example_comes_out() {
        let weights = Weights::PUBLISHED_EXAMPLE;
        assert_eq!(weights.to_string(), "response:30,solved:35,satisfaction:35");
        let score = weights.score(&counts(90, 80, 96));
        assert_eq!(
            score.value.map(|value| format!("{value:.1}")).as_deref(),
            Some("88.6")
        );
        assert_eq!(score.missing, []);
        assert_eq!(weights.score(&counts(100, 100, 100)).value, Some(100.0));
        assert_eq!(weights.score(&counts(0, 0, 0)).value, Some(0.0));
    }

    #[test]
    fn a_rate_that_is_not_known_leaves_no_composite_and_is_named() {
        let unasked = Counts {
            dispatched: 100,
            contacted_in_time: 90,
            ..Counts::default()
        };
        let score = Weights::PUBLISHED_EXAMPLE.score(&unasked);
        assert_eq!(score.value, None);
        assert_eq!(score.missing, [Component::Solved, Component::Satisfaction]);
        let response = Weights::parse("response:100,solved:0").expect("weights");
        assert_eq!(
            response.score(&unasked).value,
            Some(90.0),
            "nothing else is asked for"
        );
    }

    #[test]
    fn what_is_wrong_with_weights_is_named() {
        let error = |text: &str| Weights::parse(text).expect_err("no weights").to_string();
        assert_eq!(
            error("on_time:40,response:30"),
            "the shares add up to 70, not to 100"
        );
        assert_eq!(
            error("on_time:100,closing:100,signing:100"),
            "the shares add up to 300, not to 100"
        );
        assert_eq!(error("on_time:50,on_time:50"), "on_time stands there twice");
        for share in ["-1", "101", "50.5", "", "half", "300"] {
            assert_eq!(
                error(&format!("closing:{share}")),
                "closing has a share that is not a whole number from 0 to 100"
            );
        }
        assert!(error("speed:100").starts_with("`speed` is none of on_time,"));
        for text in ["", "on_time", "on_time:50,", "100"] {
            assert!(error(text).ends_with("such as `on_time:40`"), "{text}");
        }
        assert!(error(&"长".repeat(4_000)).chars().count() < 120);
    }

    #[test]
    fn stored_weights_that_do_not_add_up_are_not_read() {
        let read = |text: &str| serde_json::from_str::<Weights>(text);
        let half = r#"{"on_time": 50, "closing": 50}"#;
        assert_eq!(read(half).ok(), Weights::parse("on_time:50,closing:50").ok());
        for wrong in [
            r#"{"on_time": 50}"#,
            r#"{"speed": 100}"#,
            "{}",
            r#"{"on_time": 300}"#,
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    prop_compose! {
        /// Any weights: the places where a hundred is cut.
        fn any_weights()(mut cuts in proptest::collection::vec(0_u8..=100, COMPONENTS - 1)) -> Weights {
            cuts.sort_unstable();
            let ends = cuts.iter().copied().chain([100]);
            let starts = [0].into_iter().chain(cuts.iter().copied());
            let shares = ends.zip(starts).map(|(end, start)| end - start);
            Weights::new(Component::ALL.iter().copied().zip(shares)).expect("a hundred")
        }
    }

    prop_compose! {
        /// Counts of which every rate is known, with room for one more success each.
        fn any_counts()(
            [due, dispatched, answers, verdicts] in [1_u64..1_000, 1_u64..1_000, 1_u64..1_000, 1_u64..1_000],
            share in [0.0..1.0_f64, 0.0..1.0_f64, 0.0..1.0_f64, 0.0..1.0_f64, 0.0..1.0_f64, 0.0..1.0_f64],
        ) -> Counts {
            let of = |whole: u64, position: usize| (whole as f64 * share[position]) as u64;
            Counts {
                due, dispatched, answers, verdicts,
                closed_on_time: of(due, 0),
                due_closed: of(due, 1),
                signed_in_time: of(dispatched, 2),
                contacted_in_time: of(dispatched, 3),
                solved: of(answers, 4),
                satisfied: of(verdicts, 5),
                ..Counts::default()
            }
        }
    }

    /// The same with one more success of a component.
    fn better(counts: &Counts, component: Component) -> Counts {
        let mut better = *counts;
        let part = match component {
            Component::OnTime => &mut better.closed_on_time,
            Component::Closing => &mut better.due_closed,
            Component::Signing => &mut better.signed_in_time,
            Component::Response => &mut better.contacted_in_time,
            Component::Solved => &mut better.solved,
            Component::Satisfaction => &mut better.satisfied,
        };
        *part += 1;
        better
    }

    proptest! {
        #[test]
        fn a_composite_lies_between_0_and_100(weights in any_weights(), counts in any_counts()) {
            let value = weights.score(&counts).value.expect("every rate is known");
            prop_assert!((0.0..=100.0).contains(&value), "{value}");
        }

        #[test]
        fn a_better_rate_never_makes_a_composite_worse(weights in any_weights(), counts in any_counts()) {
            let before = weights.score(&counts).value.expect("every rate is known");
            for &component in Component::ALL {
                let after = weights.score(&better(&counts, component)).value.expect("every rate is known");
                prop_assert!(after >= before, "{component:?}: {before} then {after}");
                prop_assert!(after <= 100.0);
                // One success of a thousand, weighted by at least a hundredth, is far above rounding.
                prop_assert_eq!(after > before, weights.share(component) > 0);
            }
        }

        #[test]
        fn weights_are_read_back_from_their_text(weights in any_weights()) {
            prop_assert_eq!(Weights::parse(&weights.to_string()), Ok(weights));
        }

        #[test]
        fn any_text_is_weights_or_an_error(text in ".{0,80}") {
            let _ = Weights::parse(&text);
        }
    }
}
