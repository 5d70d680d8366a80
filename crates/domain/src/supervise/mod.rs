//! Supervision (督查): who is late, what bounces, what changed, and what only looks well.
//!
//! Pure rules of `/supervise`: which cases stand behind a number, the funnel of a group, control charts, the change
//! between two periods, and flags for patterns that look like figures being worked on. How a case counts is
//! decided in [`crate::board::figures`]; this module ranks nobody and publishes nothing.

pub(crate) mod binomial;
pub mod compare;
pub mod control_chart;
pub mod funnel;
pub mod gaming;
mod records;
mod view;

pub use records::{Kind, LedPart, NowCounts, OpenPart, Tally, median};
pub use view::{
    Asked, Bounce, Bounces, CaseLine, CasePage, ChartView, ComparedRow, Comparison, Extensions, FlagView,
    FunnelUnit, FunnelView, LISTED, MOST_VIEWS, Measure, NowRow, Overview, PeriodRow, SavedView, WhistleRow,
};
