//! What has changed since a date, and how sure that is: shares, times, and whether a claim about them holds.
//!
//! Whoever introduces joint handling publishes what it brought: efficiency up by 60 %, repeat reports down by 21 %,
//! 98.7 % satisfied. A number alone does not say whether it could be chance. This module compares what was received
//! before a date with what was received from it on, gives every change with its 95 % interval, and judges a claim by
//! that interval alone ([`Verdict`]):
//!
//! - [`Proportion`]: the difference of two shares by Newcombe's hybrid score interval, their relative change by the
//!   log-ratio interval of Katz;
//! - [`time`]: the relative change of the median handling time, by the bootstrap;
//! - the same months a year earlier, where there are any: what changed then as much needs no new cause.
//!
//! It deliberately proves no cause: before and after differ in more than the one thing that somebody introduced.

mod assemble;
mod claim;
mod proportion;
pub mod time;
mod view;

pub use assemble::{Compared, Span, assemble};
pub use claim::{CLAIMS, Claim, Claimed, Verdict};
pub use proportion::Proportion;
pub use view::{ClaimView, Comparison, EffectView, Estimate, Measure, Point, Series};

/// How sure an interval is.
pub const LEVEL: f64 = crate::board::interval::LEVEL;

/// Below so many cases on either side nothing is compared.
pub const MIN_CASES: u64 = crate::board::ranking::MIN_TRIALS;
