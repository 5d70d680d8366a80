use domain::policy::{DepartmentForm, DepartmentsView, KINDS};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::list_departments;
use crate::error::AppError;
use crate::portal::Problem;
use crate::text::policy as text;
use crate::ui::{ChoiceField, FormProblem, TextField};
use crate::visit::Visit;

const FIELDS: &[&str] = &["code", "name", "name_en", "kind", "peer_group", "active"];

/// `/admin/departments`: every unit, and a new one.
#[component]
pub(crate) fn DepartmentsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let content = Suspend::new(async move {
        match list_departments(region).await {
            Ok(view) => Either::Left(view! { <Units view /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::departments(lang) />
        <div class="page-head">
            <h1>{text::departments(lang)}</h1>
            <p class="lead">{text::departments_lead(lang)}</p>
        </div>
        <FormProblem fields=FIELDS />
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn Units(view: DepartmentsView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let rows = view
        .rows
        .into_iter()
        .map(|row| {
            let unit = row.department;
            let change = visit.to("/admin/departments/change", &[("code", unit.code.as_str())]);
            let label = format!("{} {}", text::change(lang), unit.name);
            let tag = (!unit.active).then(|| view! { <span class="tag">{text::out_of_use(lang)}</span> });
            view! {
                <tr>
                    <td>
                        {lang.pick(&unit.name, unit.name_en.as_deref()).to_owned()} " "
                        <code>{unit.code.to_string()}</code> " " {tag}
                    </td>
                    <td>{text::unit_word(lang, &unit.kind)}</td>
                    <td>{text::unit_word(lang, &unit.peer_group)}</td>
                    <td>{row.former_names.join("、")}</td>
                    <td><a href=change aria-label=label>{text::change(lang)}</a></td>
                </tr>
            }
        })
        .collect_view();
    let fresh = DepartmentForm {
        kind: "bureau".to_owned(),
        peer_group: "department".to_owned(),
        active: "on".to_owned(),
        ..DepartmentForm::default()
    };
    view! {
        <section class="card scroll" tabindex="0" aria-label=text::departments(lang)>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{text::name(lang)}</th>
                        <th scope="col">{text::kind(lang)}</th>
                        <th scope="col">{text::peer_group(lang)}</th>
                        <th scope="col">{text::former_names(lang)}</th>
                        <th scope="col"><span class="visually-hidden">{text::change(lang)}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
        <section class="card">
            <h2>{text::new_department(lang)}</h2>
            <form class="form wide" method="post" action=visit.to("/admin/departments", &[])>
                <TextField name="code" label=text::code(lang) hint=text::code_hint(lang) maxlength=64 required=true />
                <Fields unit=fresh />
                <button class="button primary">{text::add(lang)}</button>
            </form>
        </section>
    }
}

/// `/admin/departments/change`: one unit.
#[component]
pub(crate) fn DepartmentPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let code = visit.parameter("code").unwrap_or_default().to_owned();
    let content = Suspend::new(async move {
        let found = list_departments(region).await.and_then(|view| {
            let unit = view.rows.iter().find(|row| row.department.code.as_str() == code);
            unit.map(|row| DepartmentForm::from(&row.department))
                .ok_or(AppError::NotFound)
        });
        match found {
            Ok(unit) => Either::Left(view! { <Unit unit /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::departments(lang) />
        <FormProblem fields=FIELDS />
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn Unit(unit: DepartmentForm) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let action = visit.to("/admin/departments/change", &[("code", &unit.code)]);
    view! {
        <div class="page-head">
            <h1>{unit.name.clone()} " " <code>{unit.code.clone()}</code></h1>
            <p class="lead"><a href=visit.to("/admin/departments", &[])>{text::back(lang)}</a></p>
        </div>
        <form class="card form wide" method="post" action=action>
            <input type="hidden" name="code" value=unit.code.clone() />
            <Fields unit />
            <button class="button primary">{text::save(lang)}</button>
        </form>
    }
}

#[component]
fn Fields(unit: DepartmentForm) -> impl IntoView {
    let lang = Visit::get().lang();
    let mut kinds: Vec<(String, String)> = KINDS
        .iter()
        .map(|kind| ((*kind).to_owned(), text::unit_word(lang, kind)))
        .collect();
    if !KINDS.contains(&unit.kind.as_str()) {
        kinds.push((unit.kind.clone(), unit.kind.clone()));
    }
    let active = vec![
        ("on".to_owned(), text::yes(lang).to_owned()),
        (String::new(), text::no(lang).to_owned()),
    ];
    view! {
        <TextField name="name" label=text::name(lang) initial=unit.name maxlength=100 required=true />
        <TextField name="name_en" label=text::name_en(lang) initial=unit.name_en maxlength=100 />
        <ChoiceField name="kind" label=text::kind(lang) options=kinds initial=unit.kind required=true />
        <TextField
            name="peer_group"
            label=text::peer_group(lang)
            hint=text::peer_group_hint(lang)
            initial=unit.peer_group
            maxlength=40
            required=true
        />
        <ChoiceField name="active" label=text::in_use(lang) options=active initial=unit.active />
    }
}
