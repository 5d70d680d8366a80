use domain::policy::DefaultLeadsView;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::list_default_leads;
use super::{options, standing};
use crate::portal::Problem;
use crate::text::policy as text;
use crate::ui::{ChoiceField, FormProblem, TextField, time};
use crate::visit::Visit;

const FIELDS: &[&str] = &["category", "township", "department", "valid_from"];

/// `/admin/default-leads`: every version of every rule, and a new one.
#[component]
pub(crate) fn DefaultLeadsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let content = Suspend::new(async move {
        match list_default_leads(region, lang).await {
            Ok(view) => Either::Left(view! { <Leads view /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::default_leads(lang) />
        <div class="page-head">
            <h1>{text::default_leads(lang)}</h1>
            <p class="lead">{text::default_leads_lead(lang)}</p>
        </div>
        <FormProblem fields=FIELDS />
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn Leads(view: DefaultLeadsView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let zone = visit.zone;
    let as_of = view.as_of;
    let none = view
        .rows
        .is_empty()
        .then(|| view! { <p class="card empty">{text::no_default_leads(lang)}</p> });
    let rows = view
        .rows
        .into_iter()
        .map(|row| {
            let township = row
                .township
                .map_or_else(|| text::everywhere(lang).to_owned(), |unit| unit.name);
            let lead = row
                .department
                .map_or_else(|| text::no_rule(lang).to_owned(), |unit| unit.name);
            view! {
                <tr class:muted=!row.holds>
                    <td>{row.category.name}</td>
                    <td>{township}</td>
                    <td>{lead}</td>
                    <td>{time::minute(row.valid_from, zone)}</td>
                    <td>{standing(lang, row.holds, row.valid_from > as_of)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        {none}
        <section class="card scroll" tabindex="0" aria-label=text::default_leads(lang)>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{text::category(lang)}</th>
                        <th scope="col">{text::township(lang)}</th>
                        <th scope="col">{text::default_lead(lang)}</th>
                        <th scope="col">{text::valid_from(lang)}</th>
                        <th scope="col">{text::state(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
        <section class="card">
            <h2>{text::new_default_lead(lang)}</h2>
            <form class="form wide" method="post" action=visit.to("/admin/default-leads", &[])>
                <ChoiceField name="category" label=text::category(lang) options=options(None, &view.categories) required=true />
                <ChoiceField
                    name="township"
                    label=text::township(lang)
                    options=options(Some(text::everywhere(lang)), &view.townships)
                />
                <ChoiceField
                    name="department"
                    label=text::department(lang)
                    options=options(Some(text::no_rule(lang)), &view.departments)
                />
                <TextField name="valid_from" label=text::valid_from(lang) kind="date" hint=text::valid_from_hint(lang) />
                <button class="button primary">{text::add(lang)}</button>
            </form>
        </section>
    }
}
