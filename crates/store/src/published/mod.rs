//! What the public side reads: `published.*`, through the public role. Small codes and names are for the
//! caller to join; nothing here knows a sentence or a language.

mod basemap;
mod cases;
mod feed;
mod reference;
mod reports;

pub use basemap::{ground, has_near_ground};
pub use cases::{
    CaseChangeRecord, CaseFilter, CaseRecord, CaseRecordFile, EventRecord, Search, UnitRecord, case_by_code,
    case_by_token, case_changes, cases,
};
pub(crate) use feed::TALLY_COLUMNS;
pub use feed::{
    ChangeRow, EventOfCase, MapRow, PublishedListener, TallyRow, changes_after, events_between,
    events_of_version, latest_events, map_rows, newest_version, tally_rows, times_of, verdict_of, version_at,
};
pub use reference::{
    AreaRow, CategoryRow, CommunityRow, DepartmentRow, ElementKindRow, ElementRow, FormerNameRow,
    GridCellRow, Reference, RegionRow, Ring, StationRow, reference, regions,
};
pub use reports::{ReportRow, ReportText, report, reports};
