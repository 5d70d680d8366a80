//! The sunning board: every department's figures, honestly compared, live.

mod api;
mod axis;
mod line;
mod marks;
mod more;
mod page;
mod period;
mod scope;
mod sheet;
mod short;
mod table;
mod weights;
mod widget_page;

pub(crate) use axis::Axis;
pub(crate) use line::{Line, Plot, Wording};
pub(crate) use marks::marks;
pub(crate) use page::{BoardPage, with_period, words};
pub(crate) use sheet::BoardSheet;
pub(crate) use short::ShortBoard;
pub(crate) use table::BoardTable;
pub(crate) use widget_page::WidgetPage;
