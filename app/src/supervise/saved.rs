//! Questions that somebody asks often, each a tap away.

use domain::supervise::SavedView;
use leptos::prelude::*;

use crate::text::supervise as text;
use crate::ui::{Fold, Form, TextField};
use crate::visit::{Visit, decode};

#[component]
pub(super) fn Saved(views: Vec<SavedView>, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let asked: Vec<(String, String)> = visit
        .query
        .iter()
        .filter(|(name, value)| name != "region" && !value.is_empty())
        .cloned()
        .collect();
    // Forms carry the question along, so that the page that answers them shows the same.
    let to = |path: &str, pairs: &[(String, String)]| {
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        visit.to(path, &pairs)
    };
    let question = to("/", &asked);
    let question = question
        .split_once('?')
        .map_or("", |(_, question)| question)
        .to_owned();
    let none = views
        .is_empty()
        .then(|| view! { <p class="hint">{text::views_none(lang)}</p> });
    let add = to("/supervise/views/add", &asked);
    let remove = to("/supervise/views/remove", &asked);
    let chips = views
        .into_iter()
        .map(|view| {
            let pairs = decode(&view.query);
            let current = (pairs == asked).then_some("true");
            let label = text::remove(lang, &view.name);
            view! {
                <li class="saved-view">
                    <a class="chip" href=to("/supervise", &pairs) aria-current=current>{view.name.clone()}</a>
                    <form method="post" action=remove.clone()>
                        <input type="hidden" name="name" value=view.name />
                        <button class="link" aria-label=label.clone() title=label>"×"</button>
                    </form>
                </li>
            }
        })
        .collect_view();
    let is_back = Form::get().problem.is_some() && visit.path == "/supervise/views/add";
    view! {
        <section class="saved-views no-print" aria-label=text::views(lang)>
            <h2>{text::views(lang)}</h2>
            {none}
            <ul class="chips">{chips}</ul>
            <Fold title=text::keep(lang) open=is_back class="fold">
                <form class="form" method="post" action=add>
                    <input type="hidden" name="query" value=question />
                    <TextField name="name" label=text::view_name(lang) hint=text::view_hint(lang) maxlength=40 required=true />
                    <button class="button">{text::save(lang)}</button>
                </form>
            </Fold>
        </section>
    }
}
