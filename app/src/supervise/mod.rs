//! Supervision: how units do, now and over a period, with the cases behind every number.

mod api;
mod behind;
mod case_cells;
mod cases_page;
mod chart_plot;
mod flags;
mod flow;
mod funnel_plot;
mod now;
mod page;
mod period;
mod plot;
mod saved;
mod whistles;

pub(crate) use case_cells::CaseCells;
pub(crate) use cases_page::SupervisedCasesPage;
pub(crate) use page::SupervisePage;
