//! Which page stands at which address, in both languages.

use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use crate::accounts::{AccountPage, PasswordPage, PeoplePage, Refusal, RefusedPage, SignInPage};
use crate::admin::{
    AdminPage, CalendarsPage, CategoriesPage, CategoryPage, ChangeStationPage, DefaultLeadsPage,
    DepartmentPage, DepartmentsPage, LimitsPage, LogPage, MergerPage, StationPage,
    StationsPage as FiledStationsPage, WeightsPage,
};
use crate::board::{BoardPage, WidgetPage};
use crate::cases::{CaseFilePage, CasesPage, ScanPage};
use crate::desk::{DeskFilePage, NewCasePage, PrintPage, QueuePage};
use crate::drawing::{DraftPage, GridPage, GridStaffPage};
use crate::effect::EffectPage;
use crate::elements::{ElementImportPage, ElementKindPage, ElementKindsPage, ElementPage, ElementsPage};
use crate::fusion::{MatterPage, ProposalsPage, TopicsPage};
use crate::grid::MapPage;
use crate::lists::{ListPage, ListsPage};
use crate::notices::{DeliveriesPage, NoticesPage};
use crate::placing::UnplacedPage;
use crate::portal::{AboutPage, HomePage, MethodPage, NotFoundPage, UnknownRegionPage};
use crate::quarantine::{DiscardPage, QuarantineListPage, QuarantinedRowPage};
use crate::report::ReportPage;
use crate::screen::ScreenPage;
use crate::staff_map::StaffMapPage;
use crate::stations::StationsPage;
use crate::supervise::{SupervisePage, SupervisedCasesPage};
use crate::visit::Visit;
use crate::weekly::{ReportsPage, WeeklyReportPage};

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
        <Route path=path!("board/widget") view=WidgetPage ssr=SsrMode::Async />
        <Route path=path!("cases") view=CasesPage ssr=SsrMode::Async />
        <Route path=path!("cases/:code") view=CaseFilePage ssr=SsrMode::Async />
        <Route path=path!("c/:token") view=ScanPage ssr=SsrMode::Async />
        <Route path=path!("stations") view=StationsPage ssr=SsrMode::Async />
        <Route path=path!("reports") view=ReportsPage ssr=SsrMode::Async />
        <Route path=path!("reports/:week") view=WeeklyReportPage ssr=SsrMode::Async />
        <Route path=path!("report") view=ReportPage ssr=SsrMode::Async />
        <Route path=path!("report/:ticket") view=ReportPage ssr=SsrMode::Async />
        <Route path=path!("report/:ticket/files") view=ReportPage ssr=SsrMode::Async />
        <Route path=path!("method") view=MethodPage ssr=SsrMode::Async />
        <Route path=path!("about") view=AboutPage ssr=SsrMode::Async />
        <Route path=path!("screen") view=ScreenPage ssr=SsrMode::Async />
        <Route path=path!("effect") view=EffectPage ssr=SsrMode::Async />
    }
    .into_inner()
}

/// The page of the staff side of this visit, or why it is not shown.
#[component]
pub(crate) fn StaffPages() -> impl IntoView {
    if let Some(refusal) = use_context::<Refusal>() {
        return Either::Left(view! { <RefusedPage refusal /> });
    }
    Either::Right(view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <ParentRoute path=path!("/en") view=Outlet>
                    <StaffTree />
                </ParentRoute>
                <ParentRoute path=path!("") view=Outlet>
                    <StaffTree />
                </ParentRoute>
            </Routes>
        </Router>
    })
}

/// A form's address shows the page that the form stands on: what it sent is answered there.
#[component(transparent)]
fn StaffTree() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("sign-in") view=SignInPage ssr=SsrMode::Async />
        <Route path=path!("sign-in/:provider") view=SignInPage ssr=SsrMode::Async />
        <Route path=path!("sign-in/:provider/return") view=SignInPage ssr=SsrMode::Async />
        <Route path=path!("password") view=PasswordPage ssr=SsrMode::Async />
        <Route path=path!("account") view=AccountPage ssr=SsrMode::Async />
        <Route path=path!("account/tokens") view=AccountPage ssr=SsrMode::Async />
        <Route path=path!("account/tokens/revoke") view=AccountPage ssr=SsrMode::Async />
        <Route path=path!("desk") view=QueuePage ssr=SsrMode::Async />
        <Route path=path!("desk/notices") view=NoticesPage ssr=SsrMode::Async />
        <Route path=path!("admin/deliveries") view=DeliveriesPage ssr=SsrMode::Async />
        <Route path=path!("desk/new") view=NewCasePage ssr=SsrMode::Async />
        <Route path=path!("desk/new/files") view=NewCasePage ssr=SsrMode::Async />
        <Route path=path!("desk/cases/:code/guests") view=DeskFilePage ssr=SsrMode::Async />
        <Route path=path!("desk/cases/:code/guests/revoke") view=DeskFilePage ssr=SsrMode::Async />
        <Route path=path!("desk/cases/:code/codes/revoke") view=DeskFilePage ssr=SsrMode::Async />
        <Route path=path!("desk/cases/:code") view=DeskFilePage ssr=SsrMode::Async />
        <Route path=path!("desk/cases/:code/act") view=DeskFilePage ssr=SsrMode::Async />
        <Route path=path!("desk/cases/:code/matter") view=MatterPage ssr=SsrMode::Async />
        <Route path=path!("desk/matters") view=ProposalsPage ssr=SsrMode::Async />
        <Route path=path!("desk/matters/decide") view=ProposalsPage ssr=SsrMode::Async />
        <Route path=path!("desk/unplaced") view=UnplacedPage ssr=SsrMode::Async />
        <Route path=path!("desk/topics") view=TopicsPage ssr=SsrMode::Async />
        <ElementTree />
        <SuperviseTree />
        <Route path=path!("desk/cases/:code/print") view=PrintPage ssr=SsrMode::Async />
        <AdminTree />
        <Route path=path!("admin/people") view=PeoplePage ssr=SsrMode::Async />
        <Route path=path!("admin/people/:deed") view=PeoplePage ssr=SsrMode::Async />
    }
    .into_inner()
}

/// Elements of the grid, on a map and as a list.
#[component(transparent)]
fn ElementTree() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("desk/map") view=StaffMapPage ssr=SsrMode::Async />
        <Route path=path!("admin/elements") view=ElementsPage ssr=SsrMode::Async />
        <Route path=path!("admin/elements/change") view=ElementPage ssr=SsrMode::Async />
        <Route path=path!("admin/elements/retire") view=ElementPage ssr=SsrMode::Async />
        <Route path=path!("admin/elements/kinds") view=ElementKindsPage ssr=SsrMode::Async />
        <Route path=path!("admin/elements/kinds/change") view=ElementKindPage ssr=SsrMode::Async />
        <Route path=path!("admin/elements/import") view=ElementImportPage ssr=SsrMode::Async />
        <Route path=path!("admin/elements/import/files") view=ElementImportPage ssr=SsrMode::Async />
    }
    .into_inner()
}

/// Supervision, and the cases behind its numbers.
#[component(transparent)]
fn SuperviseTree() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("supervise") view=SupervisePage ssr=SsrMode::Async />
        <Route path=path!("supervise/views/:deed") view=SupervisePage ssr=SsrMode::Async />
        <Route path=path!("supervise/cases") view=SupervisedCasesPage ssr=SsrMode::Async />
        <Route path=path!("supervise/cases/act") view=SupervisedCasesPage ssr=SsrMode::Async />
    }
    .into_inner()
}

/// Administration of policy and stations.
#[component(transparent)]
fn AdminTree() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("admin") view=AdminPage ssr=SsrMode::Async />
        <Route path=path!("admin/categories") view=CategoriesPage ssr=SsrMode::Async />
        <Route path=path!("admin/categories/change") view=CategoryPage ssr=SsrMode::Async />
        <Route path=path!("admin/departments") view=DepartmentsPage ssr=SsrMode::Async />
        <Route path=path!("admin/departments/change") view=DepartmentPage ssr=SsrMode::Async />
        <Route path=path!("admin/departments/merge") view=MergerPage ssr=SsrMode::Async />
        <Route path=path!("admin/limits") view=LimitsPage ssr=SsrMode::Async />
        <Route path=path!("admin/default-leads") view=DefaultLeadsPage ssr=SsrMode::Async />
        <Route path=path!("admin/weights") view=WeightsPage ssr=SsrMode::Async />
        <Route path=path!("admin/calendars") view=CalendarsPage ssr=SsrMode::Async />
        <Route path=path!("admin/log") view=LogPage ssr=SsrMode::Async />
        <Route path=path!("admin/calendars/:deed") view=CalendarsPage ssr=SsrMode::Async />
        <Route path=path!("admin/quarantine") view=QuarantineListPage ssr=SsrMode::Async />
        <Route path=path!("admin/quarantine/row") view=QuarantinedRowPage ssr=SsrMode::Async />
        <Route path=path!("admin/quarantine/discard") view=DiscardPage ssr=SsrMode::Async />
        <Route path=path!("admin/grid") view=GridPage ssr=SsrMode::Async />
        <Route path=path!("admin/grid/draft") view=DraftPage ssr=SsrMode::Async />
        <Route path=path!("admin/grid/staff") view=GridStaffPage ssr=SsrMode::Async />
        <Route path=path!("admin/import") view=ListsPage ssr=SsrMode::Async />
        <Route path=path!("admin/import/run") view=ListPage ssr=SsrMode::Async />
        <Route path=path!("admin/stations") view=FiledStationsPage ssr=SsrMode::Async />
        <Route path=path!("admin/stations/change") view=ChangeStationPage ssr=SsrMode::Async />
        <Route path=path!("admin/station") view=StationPage ssr=SsrMode::Async />
        <Route path=path!("admin/station/:deed") view=StationPage ssr=SsrMode::Async />
    }
    .into_inner()
}
