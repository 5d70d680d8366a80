//! Elements of the grid of every kind, also of those that are for staff.

use axum::extract::{Extension, RawQuery, State};
use axum::response::Response;
use portal::ElementsQuery;

use super::{caller, lang, only};
use crate::open_data::elements::answer;
use crate::problem::Problem;
use crate::staff::StaffState;
use crate::staff::gate::Who;

/// `GET /api/v1/staff/elements`.
pub(super) async fn list(
    State(state): State<StaffState>,
    who: Extension<Who>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let caller = caller(who)?;
    let mut pairs = only(query.as_deref(), &["kind", "bbox", "zoom", "lang"])?;
    lang(&pairs)?;
    pairs.push(("region".to_owned(), caller.region.to_string()));
    let query = ElementsQuery::parse(&pairs, &state.portal)?;
    let bbox = query.bbox.map(|bbox| bbox.limits());
    let (_, found) = state.desk.element_layers(&caller, &query.kinds, bbox).await?;
    answer(&query.marked(found))
}
