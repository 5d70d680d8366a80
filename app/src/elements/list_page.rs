use domain::element::{ElementForm, ElementsPage as Found, KindDraft};
use leptos::prelude::*;

use super::api::list_elements;
use super::element_page::Fields;
use crate::admin::{AddForm, Listed};
use crate::map::icons::IconMark;
use crate::portal::framed;
use crate::text::{elements as words, policy};
use crate::ui::number::grouped;
use crate::ui::{ChoiceField, TextField};
use crate::visit::Visit;

pub(super) const FIELDS: &[&str] = &["kind", "code", "name", "address", "notes", "source", "lng", "lat"];

/// `/admin/elements`: elements of a kind or of all, found by a text, and a new one.
#[component]
pub(crate) fn ElementsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let said = |name: &str| visit.parameter(name).unwrap_or_default().to_owned();
    let page = said("page").parse().unwrap_or(0);
    let retired = said("status") == "retired";
    let region = visit.links.region.clone();
    let asked = list_elements(region, lang, said("kind"), said("q"), retired, page);
    framed(
        words::title(lang),
        Some(words::lead(lang)),
        FIELDS,
        asked,
        |found| view! { <Elements found /> },
    )
}

#[component]
fn Elements(found: Found) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let Found {
        kinds,
        rows,
        matched,
        page,
        more,
        bbox,
    } = found;
    let lines = rows
        .into_iter()
        .map(|row| {
            let element = row.element;
            let (kind, code) = (element.kind.to_string(), element.code.to_string());
            let change = visit.to("/admin/elements/change", &[("kind", &kind), ("code", &code)]);
            let mark = kinds.iter().find(|known| known.code == element.kind).map(|kind| {
                let name = lang.pick(&kind.name, kind.name_en.as_deref()).to_owned();
                view! {
                    <IconMark icon=kind.icon />
                    " "
                    {name}
                }
            });
            view! {
                <tr>
                    <td>
                        <a href=change>{element.name}</a>
                        " "
                        <code>{code}</code>
                    </td>
                    <td>{mark}</td>
                    <td>{element.address}</td>
                    <td class="n">{format!("{:.5}, {:.5}", element.place[0], element.place[1])}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let heads = vec![
        policy::name(lang),
        words::kind(lang),
        policy::address(lang),
        words::place(lang),
    ];
    let options = choices(&kinds);
    let title = words::new_element(lang);
    let chosen = visit.parameter("kind").unwrap_or_default().to_owned();
    let new = ElementForm {
        kind: chosen,
        ..ElementForm::default()
    };
    let count = words::matched(lang, &grouped(u64::from(matched)));
    view! {
        <nav class="element-ways">
            <a href=visit.to("/desk/map", &[])>{words::see_map(lang)}</a>
            <a href=visit.to("/admin/elements/kinds", &[])>{words::see_kinds(lang)}</a>
            <a href=visit.to("/admin/elements/import", &[])>{words::see_import(lang)}</a>
            <Exports />
        </nav>
        <AddForm title path="/admin/elements" button=title>
            <ChoiceField name="kind" label=words::kind(lang) options initial=new.kind.clone() required=true />
            <TextField name="code" label=words::code(lang) hint=words::code_hint(lang) maxlength=64 required=true />
            <Fields element=new bbox />
        </AddForm>
        <Search kinds />
        <p class="hint">{count}</p>
        <Listed label=words::title(lang) heads none=words::none(lang) rows=lines />
        <Pages page more />
    }
}

/// Kinds to choose from.
pub(super) fn choices(kinds: &[KindDraft]) -> Vec<(String, String)> {
    let lang = Visit::get().lang();
    let named = |kind: &KindDraft| {
        let name = lang.pick(&kind.name, kind.name_en.as_deref()).to_owned();
        (kind.code.to_string(), name)
    };
    kinds.iter().map(named).collect()
}

#[component]
fn Exports() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let kind = visit.parameter("kind").unwrap_or_default().to_owned();
    [("csv", "CSV"), ("xlsx", "XLSX"), ("geojson", "GeoJSON")]
        .map(|(format, name)| {
            let href = visit.to("/admin/elements/export", &[("kind", &kind), ("format", format)]);
            view! { <a href=href>{words::export_as(lang, name)}</a> }
        })
        .collect_view()
}

#[component]
fn Search(kinds: Vec<KindDraft>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let said = |name: &str| visit.parameter(name).unwrap_or_default().to_owned();
    let (kind, status) = (said("kind"), said("status"));
    let region = visit
        .parameter("region")
        .map(|region| view! { <input type="hidden" name="region" value=region.to_owned() /> });
    let every = (String::new(), words::every_kind(lang).to_owned());
    let option = |chosen: &str, (value, name): (String, String)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{name}</option> }
    };
    let kinds = std::iter::once(every)
        .chain(choices(&kinds))
        .map(|choice| option(&kind, choice))
        .collect_view();
    let statuses = [
        (String::new(), words::in_use(lang).to_owned()),
        ("retired".to_owned(), words::retired(lang).to_owned()),
    ];
    let statuses = statuses.map(|choice| option(&status, choice)).collect_view();
    view! {
        <form class="element-search" method="get" role="search" action=visit.to("/admin/elements", &[])>
            {region}
            <label class="field">
                <span>{words::kind(lang)}</span>
                <select name="kind">{kinds}</select>
            </label>
            <label class="field">
                <span>{words::status(lang)}</span>
                <select name="status">{statuses}</select>
            </label>
            <label class="field">
                <span>{words::search(lang)}</span>
                <input type="search" name="q" maxlength="100" value=said("q") />
            </label>
            <button class="button">{words::find(lang)}</button>
        </form>
    }
}

#[component]
fn Pages(page: u32, more: bool) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let to = |page: u32| {
        let page = page.to_string();
        let kept = visit
            .query
            .iter()
            .filter(|(name, value)| matches!(name.as_str(), "kind" | "q" | "status") && !value.is_empty());
        let mut pairs: Vec<(&str, &str)> = kept
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        pairs.push(("page", &page));
        visit.to("/admin/elements", &pairs)
    };
    let before = page
        .checked_sub(1)
        .map(|page| view! { <a href=to(page)>{words::previous(lang)}</a> });
    let after = more.then(|| view! { <a href=to(page + 1)>{words::next(lang)}</a> });
    view! { <nav class="pages">{before} {after}</nav> }
}
