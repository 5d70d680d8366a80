use domain::board::UnitRef;
use domain::policy::{DepartmentForm, DepartmentRow, DepartmentsView, KINDS};
use leptos::prelude::*;

use super::api::list_departments;
use super::options;
use super::page::{AddForm, ChangeForm, Listed};
use crate::error::AppError;
use crate::portal::framed;
use crate::text::policy as text;
use crate::ui::{ChoiceField, TextField};
use crate::visit::Visit;

const FIELDS: &[&str] = &["code", "name", "name_en", "kind", "peer_group", "active"];
const MERGER_FIELDS: &[&str] = &["into", "merged_on"];

/// `/admin/departments`: every unit, and a new one.
#[component]
pub(crate) fn DepartmentsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = list_departments(visit.links.region);
    let lead = text::departments_lead(lang);
    framed(text::departments(lang), Some(lead), FIELDS, asked, |view| {
        view! { <Units view /> }
    })
}

#[component]
fn Units(view: DepartmentsView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let today = view.today;
    let lines = view
        .rows
        .into_iter()
        .map(|row| {
            let unit = row.department;
            let change = visit.to("/admin/departments/change", &[("code", unit.code.as_str())]);
            let tag = (!unit.active).then(|| view! { <span class="tag">{text::out_of_use(lang)}</span> });
            let merge = visit.to("/admin/departments/merge", &[("code", unit.code.as_str())]);
            let merger = row.merger.map(|merger| {
                let (into, on) = (&merger.into.name, merger.on.to_string());
                if merger.on <= today {
                    text::merged(lang, into, &on)
                } else {
                    text::to_be_merged(lang, into, &on)
                }
            });
            let former =
                (!row.former_names.is_empty()).then(|| text::formerly(lang, &row.former_names.join("、")));
            view! {
                <tr>
                    <td>
                        <a href=change>{lang.pick(&unit.name, unit.name_en.as_deref()).to_owned()}</a> " "
                        <code>{unit.code.to_string()}</code> " " {tag}
                    </td>
                    <td data-label=text::kind(lang)>{text::unit_word(lang, &unit.kind)}</td>
                    <td data-label=text::peer_group(lang)>{text::unit_word(lang, &unit.peer_group)}</td>
                    <td>{former}</td>
                    <td>{merger} " " <a href=merge>{text::merge(lang)}</a></td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let fresh = DepartmentForm {
        kind: "bureau".to_owned(),
        peer_group: "department".to_owned(),
        active: "on".to_owned(),
        ..DepartmentForm::default()
    };
    let heads = vec![
        text::name(lang),
        text::kind(lang),
        text::peer_group(lang),
        text::former_names(lang),
        text::merger(lang),
    ];
    view! {
        <AddForm title=text::new_department(lang) path="/admin/departments">
            <TextField name="code" label=text::code(lang) hint=text::code_hint(lang) maxlength=64 required=true />
            <Fields unit=fresh />
        </AddForm>
        <Listed label=text::departments(lang) heads none=text::no_units(lang) rows=lines />
    }
}

/// `/admin/departments/change`: one unit.
#[component]
pub(crate) fn DepartmentPage() -> impl IntoView {
    let visit = Visit::get();
    let code = visit.parameter("code").unwrap_or_default().to_owned();
    let title = text::departments(visit.lang());
    let region = visit.links.region;
    let asked = async move {
        let rows = list_departments(region).await?.rows;
        let unit = rows.iter().find(|row| row.department.code.as_str() == code);
        let form = unit.map(|row| DepartmentForm::from(&row.department));
        form.ok_or(AppError::NotFound)
    };
    framed(title, None, FIELDS, asked, |unit| view! { <Unit unit /> })
}

#[component]
fn Unit(unit: DepartmentForm) -> impl IntoView {
    view! {
        <ChangeForm
            name=unit.name.clone()
            code=unit.code.clone()
            path="/admin/departments/change"
            back=Visit::get().to("/admin/departments", &[])
        >
            <Fields unit />
        </ChangeForm>
    }
}

/// `/admin/departments/merge`: what one unit becomes part of, and from when on.
#[component]
pub(crate) fn MergerPage() -> impl IntoView {
    let visit = Visit::get();
    let code = visit.parameter("code").unwrap_or_default().to_owned();
    let title = text::merger(visit.lang());
    let region = visit.links.region;
    let asked = async move {
        let mut rows = list_departments(region).await?.rows;
        let position = rows.iter().position(|row| row.department.code.as_str() == code);
        let unit = rows.remove(position.ok_or(AppError::NotFound)?);
        Ok((unit, rows))
    };
    framed(title, None, MERGER_FIELDS, asked, |(unit, others)| {
        view! { <Merger unit others /> }
    })
}

#[component]
fn Merger(unit: DepartmentRow, others: Vec<DepartmentRow>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let others: Vec<UnitRef> = others
        .into_iter()
        .filter(|row| row.department.active && row.merger.is_none())
        .map(|row| UnitRef {
            code: row.department.code.to_string(),
            name: lang
                .pick(&row.department.name, row.department.name_en.as_deref())
                .to_owned(),
        })
        .collect();
    let (into, on) = unit
        .merger
        .map(|merger| (merger.into.code, merger.on.to_string()))
        .unwrap_or_default();
    view! {
        <ChangeForm
            name=unit.department.name
            code=unit.department.code.to_string()
            path="/admin/departments/merge"
            back=visit.to("/admin/departments", &[])
        >
            <p class="hint">{text::merger_hint(lang)}</p>
            <ChoiceField
                name="into"
                label=text::merged_into(lang)
                options=options(Some(text::none(lang)), &others)
                initial=into
            />
            <TextField
                name="merged_on"
                label=text::merged_on(lang)
                kind="date"
                initial=on
                hint=text::merged_on_hint(lang)
            />
        </ChangeForm>
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
