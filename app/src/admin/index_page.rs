use domain::access::Right;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::accounts::SignedIn;
use crate::text::{accounts, admin_log, drawing, elements, lists, notices, policy as text, quarantine};
use crate::visit::Visit;

/// Rights that open some page of administration.
pub(crate) const RIGHTS: &[Right] = &[
    Right::ManagePeople,
    Right::ManageDepartments,
    Right::FileStations,
    Right::ApproveStations,
    Right::ManageCategories,
    Right::ManageLimits,
    Right::ManageCalendars,
    Right::ManageDefaultLeads,
    Right::ManageWeights,
    Right::ManageDeliveries,
    Right::ReadAdminLog,
    Right::MendRecords,
    Right::ImportLists,
    Right::ManageElements,
    Right::ManageGrid,
];

/// `/admin`: what the caller may manage.
#[component]
pub(crate) fn AdminPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let pages: [(&str, &str, &str, &[Right]); 14] = [
        (
            "/admin/people",
            accounts::people(lang),
            accounts::people_lead(lang),
            &[Right::ManagePeople],
        ),
        (
            "/admin/stations",
            text::stations(lang),
            text::stations_lead(lang),
            &[Right::FileStations, Right::ApproveStations],
        ),
        (
            "/admin/elements",
            elements::title(lang),
            elements::lead(lang),
            &[Right::ManageElements],
        ),
        (
            "/admin/departments",
            text::departments(lang),
            text::departments_lead(lang),
            &[Right::ManageDepartments],
        ),
        (
            "/admin/categories",
            text::categories(lang),
            text::categories_lead(lang),
            &[Right::ManageCategories],
        ),
        (
            "/admin/limits",
            text::limits(lang),
            text::limits_lead(lang),
            &[Right::ManageLimits],
        ),
        (
            "/admin/calendars",
            text::calendars(lang),
            text::calendars_lead(lang),
            &[Right::ManageCalendars],
        ),
        (
            "/admin/default-leads",
            text::default_leads(lang),
            text::default_leads_lead(lang),
            &[Right::ManageDefaultLeads],
        ),
        (
            "/admin/weights",
            text::weights(lang),
            text::weights_lead(lang),
            &[Right::ManageWeights],
        ),
        (
            "/admin/deliveries",
            notices::channels(lang),
            notices::deliveries_lead(lang),
            &[Right::ManageDeliveries],
        ),
        (
            "/admin/log",
            admin_log::title(lang),
            admin_log::lead(lang),
            &[Right::ReadAdminLog],
        ),
        (
            "/admin/quarantine",
            quarantine::title(lang),
            quarantine::lead(lang),
            &[Right::MendRecords],
        ),
        (
            "/admin/import",
            lists::title(lang),
            lists::lead(lang),
            &[Right::ImportLists],
        ),
        (
            "/admin/grid",
            drawing::title(lang),
            drawing::lead(lang),
            &[Right::ManageGrid],
        ),
    ];
    let who = SignedIn::get();
    let may = |rights: &[Right]| {
        who.as_ref()
            .is_some_and(|who| rights.iter().any(|right| who.may(*right)))
    };
    let cards: Vec<_> = pages
        .into_iter()
        .filter(|(.., rights)| may(rights))
        .map(|(path, title, lead, _)| {
            view! {
                <li class="card">
                    <h2 class="card-title"><a href=visit.to(path, &[])>{title}</a></h2>
                    <p class="hint">{lead}</p>
                </li>
            }
        })
        .collect();
    let none = cards
        .is_empty()
        .then(|| view! { <p class="card empty">{text::nothing_to_manage(lang)}</p> });
    view! {
        <Title text=text::admin(lang) />
        <div class="page-head">
            <h1>{text::admin(lang)}</h1>
            <p class="lead">{text::admin_lead(lang)}</p>
        </div>
        {none}
        <ul class="cards">{cards}</ul>
    }
}
