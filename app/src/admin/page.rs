//! What the pages of administration share: a list with a form for one more, and the page on which one of them is
//! changed.

use leptos::either::Either;
use leptos::prelude::*;

use crate::text::policy as text;
use crate::ui::{Fold, Form, Lines};
use crate::visit::Visit;

/// A form for one more, folded away until it is wanted or comes back with a fault.
#[component]
pub(crate) fn AddForm(
    title: &'static str,
    /// Where it is sent, without language and region.
    path: &'static str,
    /// Code of what it is added to.
    #[prop(optional, into)]
    of: Option<String>,
    /// Words of its button, where they are not "add".
    #[prop(optional)]
    button: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let visit = Visit::get();
    let is_back = Form::get().problem.is_some() && visit.path == path;
    let action = match &of {
        Some(code) => visit.to(path, &[("code", code)]),
        None => visit.to(path, &[]),
    };
    view! {
        <Fold title open=is_back>
            <form class="form wide" method="post" action=action>
                {children()}
                <button class="button primary">{button.unwrap_or_else(|| text::add(visit.lang()))}</button>
            </form>
        </Fold>
    }
}

/// A card with a line for each, or the words that there is none.
#[component]
pub(crate) fn Listed(
    label: &'static str,
    heads: Vec<&'static str>,
    none: &'static str,
    /// Lines, `<tr>` each.
    rows: Vec<AnyView>,
) -> impl IntoView {
    if rows.is_empty() {
        return Either::Left(view! { <p class="card empty">{none}</p> });
    }
    Either::Right(view! {
        <section class="card">
            <Lines label heads>
                {rows}
            </Lines>
        </section>
    })
}

/// The page on which one of them is changed: its name and code, the way back to the list, and its form.
#[component]
pub(crate) fn ChangeForm(
    name: String,
    code: String,
    /// Where the form is sent, without language and region.
    path: &'static str,
    back: String,
    children: Children,
) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let action = visit.to(path, &[("code", &code)]);
    view! {
        <div class="page-head">
            <h1>{name} " " <code>{code.clone()}</code></h1>
            <p class="lead"><a href=back>{text::back(lang)}</a></p>
        </div>
        <form class="card form wide" method="post" action=action>
            <input type="hidden" name="code" value=code />
            {children()}
            <button class="button primary">{text::save(lang)}</button>
        </form>
    }
}
