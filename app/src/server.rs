//! What exists on the server only. The one place where the crate's features are looked at.
#![cfg(feature = "ssr")]

mod asked;
mod codes;
mod failure;
mod faults;
mod notices;
mod render;
mod reports;
mod staff;
mod visit;
mod weekly;
mod workbench;

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use leptos::prelude::provide_context;

use crate::assets::Assets;
pub use crate::cases::{CodeFault, CodeShown, GuestView};
pub use crate::map::sources::{Bases, Credit, TileSource};
pub use crate::report::{ReceiptView, ReportShown, ReportStep};
use crate::shell::shell;

pub(crate) use asked::{asked, region};
pub use codes::code_page;
pub(crate) use failure::failure;
use failure::status_of;
use render::render;
pub use reports::{place_of_spot, place_picture, report_page};
pub use staff::{Demo, DemoAccount, Sent, StaffPage, staff_context, staff_page};
pub(crate) use staff::{caller, refused, staff};
pub use weekly::{Cell, Sheet, report_sheets};

/// Answers a request for a page, whatever its address: a page that does not exist is one too.
pub async fn page(
    request: Request<Body>,
    portal: Arc<::portal::Portal>,
    assets: Assets,
    bases: Arc<Bases>,
) -> Response {
    let context = move || {
        provide_context(portal.clone());
        provide_context(assets.clone());
        provide_context(bases.clone());
    };
    render(request, context, shell).await
}
