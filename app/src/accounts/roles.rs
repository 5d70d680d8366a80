use domain::Lang;
use domain::access::{AccountView, HeldRoleView};
use leptos::prelude::*;

use crate::text::{accounts as text, terms};
use crate::visit::Visit;

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
