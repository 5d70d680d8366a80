use domain::Lang;
use domain::board::UnitRef;
use domain::policy::{CategoriesView, CategoryForm, CategoryRow, Urgency};
use domain::publication::{Rounding, Tier};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::list_categories;
use super::options;
use crate::error::AppError;
use crate::portal::Problem;
use crate::text::{policy as text, terms};
use crate::ui::{ChoiceField, FormProblem, TextField};
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
    let region = visit.links.region.clone();
    let content = Suspend::new(async move {
        match list_categories(region).await {
            Ok(view) => Either::Left(view! { <Kinds view /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::categories(lang) />
        <div class="page-head">
            <h1>{text::categories(lang)}</h1>
            <p class="lead">{text::categories_lead(lang)}</p>
        </div>
        <FormProblem fields=FIELDS />
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn Kinds(view: CategoriesView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let named = names(lang, &view.rows);
    let rows = view
        .rows
        .into_iter()
        .map(|row| {
            let kind = row.category;
            let change = visit.to("/admin/categories/change", &[("code", kind.code.as_str())]);
            let label = format!("{} {}", text::change(lang), kind.name);
            let parent = kind.parent.map(|code| code.to_string()).unwrap_or_default();
            view! {
                <tr>
                    <td>{lang.pick(&kind.name, kind.name_en.as_deref()).to_owned()} " " <code>{kind.code.to_string()}</code></td>
                    <td>{parent}</td>
                    <td>{text::urgency_word(lang, kind.urgency)}</td>
                    <td>{terms::tier(lang, kind.tier)}</td>
                    <td>{row.default_lead}</td>
                    <td><a href=change aria-label=label>{text::change(lang)}</a></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card scroll" tabindex="0" aria-label=text::categories(lang)>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{text::name(lang)}</th>
                        <th scope="col">{text::parent(lang)}</th>
                        <th scope="col">{text::urgency(lang)}</th>
                        <th scope="col">{text::tier(lang)}</th>
                        <th scope="col">{text::default_lead(lang)}</th>
                        <th scope="col"><span class="visually-hidden">{text::change(lang)}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
        <section class="card">
            <h2>{text::new_category(lang)}</h2>
            <form class="form wide" method="post" action=visit.to("/admin/categories", &[])>
                <TextField name="code" label=text::code(lang) hint=text::code_hint(lang) maxlength=64 required=true />
                <Fields kind=CategoryForm::default() named />
                <button class="button primary">{text::add(lang)}</button>
            </form>
        </section>
    }
}

/// `/admin/categories/change`: one kind.
#[component]
pub(crate) fn CategoryPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let code = visit.parameter("code").unwrap_or_default().to_owned();
    let content = Suspend::new(async move {
        let found = list_categories(region).await.and_then(|view| {
            let kind = view.rows.iter().find(|row| row.category.code.as_str() == code);
            let form = kind.map(|row| CategoryForm::from(&row.category));
            form.map(|form| (form, view.rows)).ok_or(AppError::NotFound)
        });
        match found {
            Ok((kind, rows)) => Either::Left(view! { <Kind kind rows /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::categories(lang) />
        <FormProblem fields=FIELDS />
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn Kind(kind: CategoryForm, rows: Vec<CategoryRow>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let mut named = names(lang, &rows);
    named.retain(|other| other.code != kind.code);
    let action = visit.to("/admin/categories/change", &[("code", &kind.code)]);
    view! {
        <div class="page-head">
            <h1>{kind.name.clone()} " " <code>{kind.code.clone()}</code></h1>
            <p class="lead"><a href=visit.to("/admin/categories", &[])>{text::back(lang)}</a></p>
        </div>
        <form class="card form wide" method="post" action=action>
            <input type="hidden" name="code" value=kind.code.clone() />
            <Fields kind named />
            <button class="button primary">{text::save(lang)}</button>
        </form>
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
