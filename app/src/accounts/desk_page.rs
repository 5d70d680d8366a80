use domain::Lang;
use domain::access::{AccountView, HeldRoleView};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::SignedIn;
use super::api::get_account;
use crate::portal::Problem;
use crate::text::{accounts as text, terms};
use crate::visit::Visit;

/// `/desk`: who is signed in, and as what.
#[component]
pub(crate) fn DeskPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let name = SignedIn::get().map(|who| who.name).unwrap_or_default();
    let region = visit.links.region.clone();
    let roles = Suspend::new(async move {
        match get_account(region, lang).await {
            Ok(account) => Either::Left(view! { <Roles account /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::workbench(lang) />
        <div class="page-head">
            <h1>{text::workbench(lang)}</h1>
            <p class="lead">{text::signed_in_as(lang, &name)}</p>
        </div>
        <Suspense>{roles}</Suspense>
    }
}

/// Regions and roles of an account.
#[component]
pub(super) fn Roles(account: AccountView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let rows = account
        .roles
        .into_iter()
        .map(|role| {
            let links = crate::visit::Links {
                lang,
                is_default: role.region.code == visit.default_region,
                region: role.region.code.clone(),
            };
            view! {
                <tr>
                    <td><a href=links.to("/desk", &[])>{role.region.name.clone()}</a></td>
                    <td>{role_words(lang, &role)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>{text::roles(lang)}</h2>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{text::region(lang)}</th>
                        <th scope="col">{text::role(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

/// `Handler · Police · Xingyue Station`.
pub(super) fn role_words(lang: Lang, role: &HeldRoleView) -> String {
    let parts = [
        Some(terms::role(lang, role.role)),
        role.department.as_ref().map(|unit| unit.name.as_str()),
        role.station.as_ref().map(|unit| unit.name.as_str()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
