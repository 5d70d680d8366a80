use domain::Lang;
use domain::board::UnitRef;
use domain::policy::{CategoryForm, CategoryRow, Urgency};
use domain::publication::{Rounding, Tier};
use leptos::prelude::*;

use super::api::list_categories;
use super::options;
use super::page::{AddForm, ChangeForm, Listed};
use crate::error::AppError;
use crate::portal::framed;
use crate::text::{policy as text, terms};
use crate::ui::{ChoiceField, TextField};
use crate::visit::Visit;

const FIELDS: &[&str] = &[
    "code",
    "name",
    "name_en",
    "parent",
    "urgency",
    "tier",
    "rounding",
    "delay_minutes",
    "tags",
];

/// `/admin/categories`: every kind of matter, and a new one.
#[component]
pub(crate) fn CategoriesPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = list_categories(visit.links.region);
    let lead = text::categories_lead(lang);
    framed(text::categories(lang), Some(lead), FIELDS, asked, |view| {
        view! { <Kinds rows=view.rows /> }
    })
}

#[component]
fn Kinds(rows: Vec<CategoryRow>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let named = names(lang, &rows);
    let lines = rows
        .into_iter()
        .map(|row| {
            let kind = row.category;
            let change = visit.to("/admin/categories/change", &[("code", kind.code.as_str())]);
            let parent = kind.parent.map(|code| code.to_string());
            let parent = named
                .iter()
                .find(|above| parent.as_ref() == Some(&above.code))
                .map(|above| above.name.clone());
            view! {
                <tr>
                    <td>
                        <a href=change>{lang.pick(&kind.name, kind.name_en.as_deref()).to_owned()}</a> " "
                        <code>{kind.code.to_string()}</code>
                    </td>
                    <td>{parent}</td>
                    <td>{text::urgency_word(lang, kind.urgency)}</td>
                    <td>{terms::tier(lang, kind.tier)}</td>
                    <td>{row.default_lead}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let heads = vec![
        text::name(lang),
        text::parent(lang),
        text::urgency(lang),
        text::tier(lang),
        text::default_lead(lang),
    ];
    view! {
        <AddForm title=text::new_category(lang) path="/admin/categories">
            <TextField name="code" label=text::code(lang) hint=text::code_hint(lang) maxlength=64 required=true />
            <Fields kind=CategoryForm::default() named />
        </AddForm>
        <Listed label=text::categories(lang) heads none=text::no_categories(lang) rows=lines />
    }
}

/// `/admin/categories/change`: one kind.
#[component]
pub(crate) fn CategoryPage() -> impl IntoView {
    let visit = Visit::get();
    let code = visit.parameter("code").unwrap_or_default().to_owned();
    let title = text::categories(visit.lang());
    let region = visit.links.region;
    let asked = async move {
        let rows = list_categories(region).await?.rows;
        let kind = rows.iter().find(|row| row.category.code.as_str() == code);
        let form = kind.map(|row| CategoryForm::from(&row.category));
        Ok((form.ok_or(AppError::NotFound)?, rows))
    };
    framed(title, None, FIELDS, asked, |(kind, rows)| {
        view! { <Kind kind rows /> }
    })
}

#[component]
fn Kind(kind: CategoryForm, rows: Vec<CategoryRow>) -> impl IntoView {
    let visit = Visit::get();
    let mut named = names(visit.lang(), &rows);
    named.retain(|other| other.code != kind.code);
    view! {
        <ChangeForm
            name=kind.name.clone()
            code=kind.code.clone()
            path="/admin/categories/change"
            back=visit.to("/admin/categories", &[])
        >
            <Fields kind named />
        </ChangeForm>
    }
}

#[component]
fn Fields(kind: CategoryForm, named: Vec<UnitRef>) -> impl IntoView {
    let lang = Visit::get().lang();
    let or = |value: String, default: &str| {
        if value.is_empty() {
            default.to_owned()
        } else {
            value
        }
    };
    let urgencies = Urgency::ALL
        .iter()
        .map(|urgency| {
            (
                urgency.code().to_owned(),
                text::urgency_word(lang, *urgency).to_owned(),
            )
        })
        .collect();
    let tiers = Tier::ALL
        .iter()
        .map(|tier| (tier.code().to_owned(), terms::tier(lang, *tier).to_owned()))
        .collect();
    let roundings = [Rounding::None, Rounding::Day, Rounding::Week]
        .iter()
        .map(|rounding| {
            (
                rounding.code().to_owned(),
                text::rounding_word(lang, *rounding).to_owned(),
            )
        })
        .collect();
    view! {
        <TextField name="name" label=text::name(lang) initial=kind.name maxlength=100 required=true />
        <TextField name="name_en" label=text::name_en(lang) initial=kind.name_en maxlength=100 />
        <ChoiceField name="parent" label=text::parent(lang) options=options(Some(text::none(lang)), &named) initial=kind.parent />
        <ChoiceField name="urgency" label=text::urgency(lang) options=urgencies initial=or(kind.urgency, "normal") required=true />
        <ChoiceField name="tier" label=text::tier(lang) options=tiers initial=or(kind.tier, "grid") required=true />
        <ChoiceField name="rounding" label=text::rounding(lang) options=roundings initial=or(kind.rounding, "day") required=true />
        <TextField
            name="delay_minutes"
            label=text::delay_minutes(lang)
            kind="number"
            initial=or(kind.delay_minutes, "0")
            maxlength=6
            required=true
        />
        <TextField name="tags" label=text::tags(lang) hint=text::tags_hint(lang) initial=kind.tags maxlength=500 />
    }
}

fn names(lang: Lang, rows: &[CategoryRow]) -> Vec<UnitRef> {
    rows.iter()
        .map(|row| UnitRef {
            code: row.category.code.to_string(),
            name: lang
                .pick(&row.category.name, row.category.name_en.as_deref())
                .to_owned(),
        })
        .collect()
}
