use domain::area::{SameAddress, Unplaced, UnplacedPage as Page};
use leptos::prelude::*;

use super::api::list_unplaced;
use crate::portal::framed;
use crate::text::placing as text;
use crate::ui::{Fold, Form, TextField, time};
use crate::visit::Visit;

/// `/desk/unplaced`: cases that lie in no cell of the grid, to be placed one after another.
#[component]
pub(crate) fn UnplacedPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let page: u32 = visit
        .parameter("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(0);
    framed(
        text::title(lang),
        Some(text::lead(lang)),
        &[],
        list_unplaced(region, page, lang),
        move |found| view! { <List found page /> },
    )
}

#[component]
fn List(found: Page, page: u32) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let none = found
        .items
        .is_empty()
        .then(|| view! { <p class="card empty">{text::none(lang)}</p> });
    let rows = found
        .items
        .into_iter()
        .map(|case| view! { <Row case /> })
        .collect_view();
    let to_page = |page: u32| visit.to("/desk/unplaced", &[("page", &page.to_string())]);
    let back = page
        .checked_sub(1)
        .map(|page| view! { <a href=to_page(page)>{text::newer(lang)}</a> });
    let more = found
        .more
        .then(|| view! { <a href=to_page(page + 1)>{text::older(lang)}</a> });
    view! {
        {none}
        <ul class="unplaced">{rows}</ul>
        <nav class="pages">{back} {more}</nav>
    }
}

#[component]
fn Row(case: Unplaced) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let at = visit.to(&format!("/desk/cases/{}", case.code), &[]);
    let action = visit.to("/desk/unplaced", &[]);
    let address = case.address.unwrap_or_else(|| text::no_address(lang).to_owned());
    let area = case.area.map(|area| view! { <span class="tag">{area}</span> });
    let same = case.same_address.map(|same| {
        let SameAddress { place, cases, metres } = same;
        view! {
            <form method="post" action=action.clone()>
                <input type="hidden" name="code" value=case.code.clone() />
                <input type="hidden" name="lng" value=format!("{:.6}", place[0]) />
                <input type="hidden" name="lat" value=format!("{:.6}", place[1]) />
                <button class="button primary">{text::same_address(lang, cases, metres)}</button>
            </form>
        }
    });
    // What was refused is shown where it was written, and only there.
    let form = Form::get();
    let is_refused = form.problem.is_some() && form.value("code") == case.code;
    let fault = form
        .fault("place")
        .filter(|_| is_refused)
        .map(|fault| view! { <p class="fault" role="alert">{fault}</p> });
    let code = case.code.clone();
    view! {
        <li class="card" id=case.code.clone()>
            <h2>
                <a href=at>{case.category}</a>
            </h2>
            <p>{address} " " {area}</p>
            <p class="hint">
                <span class="code">{case.code.clone()}</span>
                " · "
                <time datetime=time::machine(case.received_at)>{time::minute(case.received_at, visit.zone)}</time>
            </p>
            {same}
            <Fold title=text::by_hand(lang) open=is_refused class="fold">
                <form class="form" method="post" action=action>
                    <input type="hidden" name="code" value=code />
                    <div class="pair">
                        <TextField name="lng" label=text::lng(lang) maxlength=16 required=true />
                        <TextField name="lat" label=text::lat(lang) maxlength=16 required=true />
                    </div>
                    {fault}
                    <button class="button">{text::place(lang)}</button>
                </form>
            </Fold>
        </li>
    }
}
