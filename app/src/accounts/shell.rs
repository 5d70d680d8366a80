//! The document around every page of the staff side.

use domain::access::Right;
use leptos::prelude::*;

use super::{SignedIn, Unread};
use crate::admin::RIGHTS as ADMIN;
use crate::routes::StaffPages;
use crate::shell::{document, language};
use crate::text::{accounts as text, desk, fusion, placing, site, staff_map, supervise};
use crate::ui::Mark;
use crate::visit::Visit;

/// `<html>` with everything in it. Wants what [`crate::shell::shell`] wants, and a [`SignedIn`] where somebody is.
pub(crate) fn staff_shell() -> impl IntoView {
    leptos_meta::provide_meta_context();
    let visit = Visit::get();
    let header = view! { <StaffHeader visit=visit.clone() /> };
    document(visit, header, view! { <StaffPages /> })
}

#[component]
fn StaffHeader(visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let signed_in = SignedIn::get();
    let entries = signed_in
        .as_ref()
        .map(|who| {
            let all: [(_, _, &[Right]); 7] = [
                ("/desk", text::workbench(lang), &[Right::UseDesk]),
                ("/desk/new", text::new_case(lang), &[Right::OpenCase]),
                ("/desk/matters", fusion::title(lang), &[Right::DecideMatters]),
                ("/desk/unplaced", placing::title(lang), &[Right::PlaceCases]),
                ("/desk/map", staff_map::nav(lang), &[Right::UseDesk]),
                ("/supervise", supervise::title(lang), &[Right::Oversee]),
                ("/admin", text::admin(lang), ADMIN),
            ];
            all.into_iter()
                .filter(|(_, _, rights)| rights.iter().any(|right| who.may(*right)))
                .map(|(path, label, _)| entry(&visit, path, label))
                .collect_view()
        })
        .into_iter()
        .collect_view();
    let notices = signed_in.as_ref().map(|_| {
        let Unread(unread) = use_context::<Unread>().unwrap_or_default();
        let current = (visit.path == "/desk/notices").then_some("page");
        view! {
            <li data-live="unread">
                <a href=visit.to("/desk/notices", &[]) aria-current=current>
                    {desk::notices(lang)}
                    {(unread > 0).then(|| view! { <span class="badge">{unread.min(99)}</span> })}
                </a>
            </li>
        }
    });
    let account = signed_in.map(|who| {
        let at = visit.to("/account", &[]);
        let out = visit.to("/sign-out", &[]);
        let current = (visit.path == "/account").then_some("page");
        view! {
            <div class="who">
                <a href=at aria-current=current>{who.name}</a>
                <form method="post" action=out>
                    <button class="link">{text::sign_out(lang)}</button>
                </form>
            </div>
        }
    });
    view! {
        <header class="site staff">
            <a class="logo" href=visit.to("/desk", &[])>
                <Mark />
                <span>{site::name(lang)}</span>
            </a>
            <nav class="main" aria-label=site::nav_label(lang)>
                <ul>
                    {entries}
                    {notices}
                    <li>
                        <a href=visit.to("/", &[])>{text::public_side(lang)}</a>
                    </li>
                </ul>
            </nav>
            {account}
            {language(&visit)}
        </header>
    }
}

fn entry(visit: &Visit, path: &'static str, label: &'static str) -> impl IntoView + use<> {
    // Files of cases are the workbench's; whatever else lies below its address has an entry of its own.
    let inside = if path == "/desk" { "/desk/cases" } else { path };
    let is_inside = visit.path.starts_with(&format!("{inside}/"));
    let current = if visit.path == path {
        Some("page")
    } else {
        is_inside.then_some("true")
    };
    view! { <li><a href=visit.to(path, &[]) aria-current=current>{label}</a></li> }
}
