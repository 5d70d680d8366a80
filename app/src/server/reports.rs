//! The pages of a resident's report.

use std::sync::Arc;

use ::desk::DeskError;
use ::portal::Portal;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use domain::RegionCode;
use leptos::prelude::*;

use super::asked::qr_of;
use super::render::render;
use super::staff::status;
use super::{Sent, faults};
use crate::assets::Assets;
use crate::map::svg::{Projection, WIDTH};
use crate::report::{PICTURE_WIDTH, ReportShown};
use crate::shell::shell;
use crate::text::report as text;
use crate::ui::Form;
use crate::visit::{Visit, split_language};

/// Answers a request at `/report` with what has come of it.
pub async fn report_page(
    request: Request<Body>,
    portal: Arc<Portal>,
    assets: Assets,
    mut shown: Option<ReportShown>,
    sent: Sent,
) -> Response {
    if let Some(ReportShown::Receipt(receipt)) = &mut shown {
        let link = receipt.link.as_deref();
        receipt.qr = link.and_then(|link| qr_of(request.headers(), link));
    }
    let (lang, _) = split_language(request.uri().path());
    let field = sent.fault.as_deref().and_then(faults::field);
    let problem = sent.fault.as_deref().map(|error| match (error, &field) {
        (DeskError::Store(_) | DeskError::Unavailable(_), _) => text::fault_unavailable(lang),
        (_, Some(field)) => text::fault(lang, field),
        (_, None) => text::fault_other(lang),
    });
    let form = Form {
        fields: sent.fields,
        problem: problem.map(str::to_owned),
        field,
        shown: sent.shown,
    };
    let answer = sent.fault.as_deref().map(status);
    let context = move || {
        provide_context(portal.clone());
        provide_context(assets.clone());
        provide_context(form.clone());
        if let Some(shown) = shown.clone() {
            provide_context(shown);
        }
    };
    render(request, context, move || {
        if let Some(status) = answer {
            (Visit::get().status.0)(status);
        }
        shell()
    })
    .await
}

/// The picture of a region's grid in which a place is pointed at without script; none where no grid is drawn.
#[must_use]
pub fn place_picture(portal: &Portal, region: &RegionCode) -> Option<String> {
    let grid = portal.grid(region, domain::Lang::Zh).ok()?;
    if grid.cells.is_empty() && grid.outline.is_empty() {
        return None;
    }
    let projection = Projection::fit(grid.bbox);
    let mut cells = String::new();
    for cell in &grid.cells {
        projection.trace(&cell.ring, &mut cells);
    }
    let mut outline = String::new();
    for ring in &grid.outline {
        projection.trace(ring, &mut outline);
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{}\" width=\"{WIDTH}\" stroke-linejoin=\"round\">\
         <path d=\"{cells}\" fill=\"#e8eef2\" stroke=\"#9fb4c1\" stroke-width=\"3\"/>\
         <path d=\"{outline}\" fill=\"none\" stroke=\"#0d4f63\" stroke-width=\"6\"/></svg>",
        projection.view_box()
    ))
}

/// The place (longitude, latitude) that was pointed at in [`place_picture`], in CSS pixels of the form.
#[must_use]
pub fn place_of_spot(portal: &Portal, region: &RegionCode, spot: (u32, u32)) -> Option<(f64, f64)> {
    let grid = portal.grid(region, domain::Lang::Zh).ok()?;
    Projection::fit(grid.bbox).place_at(spot, PICTURE_WIDTH)
}
