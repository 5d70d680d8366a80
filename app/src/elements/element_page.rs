use domain::element::{ElementFile, ElementForm};
use leptos::prelude::*;

use super::api::get_element;
use super::list_page::FIELDS;
use crate::assets::MapAssets;
use crate::map::svg::Projection;
use crate::portal::framed;
use crate::report::PickPlace;
use crate::text::{elements as words, policy};
use crate::ui::TextField;
use crate::visit::Visit;

/// `/admin/elements/change`: what is said of one element, where it is, and whether it is in use.
#[component]
pub(crate) fn ElementPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let said = |name: &str| visit.parameter(name).unwrap_or_default().to_owned();
    let asked = get_element(visit.links.region.clone(), lang, said("kind"), said("code"));
    framed(words::title(lang), None, FIELDS, asked, |(file, bbox)| {
        view! { <Element file bbox /> }
    })
}

#[component]
fn Element(file: ElementFile, bbox: Option<[f64; 4]>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let ElementFile { element, kind } = file;
    let form = ElementForm::from(&element);
    let key = [("kind", form.kind.as_str()), ("code", form.code.as_str())];
    let back = visit.to("/admin/elements", &[("kind", form.kind.as_str())]);
    let action = visit.to("/admin/elements/change", &key);
    let ending = visit.to("/admin/elements/retire", &key);
    let kind_name = lang.pick(&kind.name, kind.name_en.as_deref()).to_owned();
    let (deed, label) = if element.retired {
        ("restore", words::restore(lang))
    } else {
        ("retire", words::retire(lang))
    };
    let retired = element
        .retired
        .then(|| view! { <span class="tag warn">{words::retired(lang)}</span> });
    let hidden = || {
        view! {
            <input type="hidden" name="kind" value=form.kind.clone() />
            <input type="hidden" name="code" value=form.code.clone() />
        }
    };
    view! {
        <div class="page-head">
            <h1>{element.name} " " <code>{form.code.clone()}</code></h1>
            <p class="lead">{kind_name} " " {retired} " " <a href=back>{policy::back(lang)}</a></p>
        </div>
        <form class="card form wide" method="post" action=action>
            {hidden()}
            <Fields element=form.clone() bbox />
            <button class="button primary">{policy::save(lang)}</button>
        </form>
        <form class="card form wide" method="post" action=ending>
            {hidden()}
            <input type="hidden" name="do" value=deed />
            <p class="hint">{words::retire_hint(lang)}</p>
            <button class="button">{label}</button>
        </form>
    }
}

/// What is said of an element, and the map it is placed on.
#[component]
pub(super) fn Fields(element: ElementForm, bbox: Option<[f64; 4]>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let map = bbox.map(|bbox| {
        view! {
            <MapAssets />
            <p class="hint">{words::pick(lang)}</p>
            <div
                class="pick-stage"
                data-view=format!("{:?}", Projection::fit(bbox).bbox())
                data-region=visit.links.region.clone()
                data-lang=lang.code()
                data-label=words::pick_label(lang)
            >
                <PickPlace />
            </div>
        }
    });
    view! {
        <TextField name="name" label=policy::name(lang) initial=element.name maxlength=100 required=true />
        <TextField name="address" label=words::address(lang) initial=element.address maxlength=200 />
        <div class="element-pair">
            <TextField name="lng" label=policy::lng(lang) initial=element.lng maxlength=24 required=true />
            <TextField name="lat" label=policy::lat(lang) initial=element.lat maxlength=24 required=true />
        </div>
        {map}
        <TextField name="notes" label=words::notes(lang) initial=element.notes maxlength=500 />
        <TextField name="source" label=words::source(lang) initial=element.source maxlength=100 />
    }
}
