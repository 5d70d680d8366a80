use domain::policy::DefaultLeadsView;
use leptos::prelude::*;

use super::api::list_default_leads;
use super::page::{AddForm, Listed};
use super::{options, standing};
use crate::portal::framed;
use crate::text::policy as text;
use crate::ui::{ChoiceField, TextField, time};
use crate::visit::Visit;

const FIELDS: &[&str] = &["category", "township", "department", "valid_from"];

/// `/admin/default-leads`: every version of every rule, and a new one.
#[component]
pub(crate) fn DefaultLeadsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = list_default_leads(visit.links.region, lang);
    let lead = text::default_leads_lead(lang);
    framed(text::default_leads(lang), Some(lead), FIELDS, asked, |view| {
        view! { <Leads view /> }
    })
}

#[component]
fn Leads(view: DefaultLeadsView) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let as_of = view.as_of;
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
            .into_any()
        })
        .collect();
    let heads = vec![
        text::category(lang),
        text::township(lang),
        text::default_lead(lang),
        text::valid_from(lang),
        text::state(lang),
    ];
    view! {
        <AddForm title=text::new_default_lead(lang) path="/admin/default-leads">
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
        </AddForm>
        <Listed label=text::default_leads(lang) heads none=text::no_default_leads(lang) rows />
    }
}
