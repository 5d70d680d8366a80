//! Which page stands at which address, in both languages.

use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use crate::board::BoardPage;
use crate::cases::{CaseFilePage, CasesPage, ScanPage};
use crate::grid::MapPage;
use crate::portal::{AboutPage, HomePage, MethodPage, NotFoundPage, UnknownRegionPage};
use crate::stations::StationsPage;
use crate::visit::Visit;

/// The page of this visit. Rendered on the server only: every navigation loads a whole page.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    if let Some(code) = Visit::get().unknown_region {
        return Either::Left(view! { <UnknownRegionPage code /> });
    }
    Either::Right(view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <ParentRoute path=path!("/en") view=Outlet>
                    <Tree />
                </ParentRoute>
                <ParentRoute path=path!("") view=Outlet>
                    <Tree />
                </ParentRoute>
            </Routes>
        </Router>
    })
}

/// One tree serves both languages: a page reads its language from the visit.
#[component(transparent)]
fn Tree() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("") view=HomePage ssr=SsrMode::Async />
        <Route path=path!("map") view=MapPage ssr=SsrMode::Async />
        <Route path=path!("board") view=BoardPage ssr=SsrMode::Async />
        <Route path=path!("cases") view=CasesPage ssr=SsrMode::Async />
        <Route path=path!("cases/:code") view=CaseFilePage ssr=SsrMode::Async />
        <Route path=path!("c/:token") view=ScanPage ssr=SsrMode::Async />
        <Route path=path!("stations") view=StationsPage ssr=SsrMode::Async />
        <Route path=path!("method") view=MethodPage ssr=SsrMode::Async />
        <Route path=path!("about") view=AboutPage ssr=SsrMode::Async />
    }
    .into_inner()
}
