//! Weekly reports: the board of a whole week, as it was made and kept.

mod api;
mod compared;
mod list_page;
mod report_page;

pub(crate) use api::ReportSheet;
pub(crate) use compared::ComparedLine;
pub(crate) use list_page::ReportsPage;
pub(crate) use report_page::ReportPage as WeeklyReportPage;
