//! Beside the map: what can be said of a draft in words.

use domain::drawing::{CellLine, CellWords, DraftView, StepKind};
use leptos::prelude::*;

use crate::text::drawing as text;
use crate::ui::{ChoiceField, Fold, Form, FormProblem, TextField};
use crate::visit::Visit;

const NO_FIELDS: &[&str] = &[];
const SAID: &[&str] = &["code", "name"];

/// The island puts the newer one in place of this after each step.
#[component]
pub(super) fn Panel(draft: DraftView) -> impl IntoView {
    let lang = Visit::get().lang();
    let fields = if Form::get().value("do") == "say" {
        SAID
    } else {
        NO_FIELDS
    };
    let chosen = draft
        .chosen
        .as_ref()
        .map(|cell| cell.code.clone())
        .unwrap_or_default();
    let of_cell = draft.chosen.clone().map(|cell| {
        let version = draft.version;
        view! {
            <Say cell=cell.clone() version />
            <Merge cell=cell.clone() version />
            <Split cell=cell.clone() version proposed=draft.proposed.clone() />
            <Remove cell version />
        }
    });
    let none = draft
        .chosen
        .is_none()
        .then(|| view! { <p class="card empty">{text::none_chosen(lang)}</p> });
    view! {
        <div class="draw-panel" tabindex="-1" data-part="panel" data-version=draft.version.to_string() data-cell=chosen>
            <FormProblem fields />
            <Stale draft=draft.clone() />
            <Steps draft=draft.clone() />
            <Choose cells=draft.cells.clone() chosen=draft.chosen.as_ref().map(|cell| cell.code.clone()) />
            <Draw version=draft.version proposed=draft.proposed.clone() />
            {none}
            {of_cell}
        </div>
    }
}

/// What was sent to the page, whichever of its forms shows it.
#[derive(Clone)]
pub(super) struct AllSent(pub(super) Form);

impl AllSent {
    pub(super) fn get() -> Form {
        use_context::<Self>().map(|all| all.0).unwrap_or_default()
    }
}

/// A form of the draft: what it does, and which version of it was seen.
#[component]
pub(super) fn Deed(
    what: &'static str,
    version: u64,
    #[prop(optional)] cell: String,
    #[prop(default = "form")] class: &'static str,
    children: Children,
) -> impl IntoView {
    let action = Visit::get().to("/admin/grid/draft", &[("cell", &cell)]);
    let mut form = AllSent::get();
    if form.value("do") != what {
        // What another form of the page has sent is none of this one's.
        form.fields.clear();
    }
    provide_context(form);
    view! {
        <form class=class method="post" action=action data-deed=what>
            <input type="hidden" name="do" value=what />
            <input type="hidden" name="version" value=version.to_string() />
            {children()}
        </form>
    }
}

#[component]
fn Stale(draft: DraftView) -> impl IntoView {
    let lang = Visit::get().lang();
    draft.stale.then(|| {
        let way = if draft.both_change.is_empty() {
            view! {
                <p>{text::stale(lang)}</p>
                <Deed what="take_over" version=draft.version>
                    <button class="button">{text::take_over(lang)}</button>
                </Deed>
            }
            .into_any()
        } else {
            let codes = draft.both_change.join(lang.pick("、", Some(", ")));
            view! { <p>{text::stale_both(lang, &codes)}</p> }.into_any()
        };
        view! {
            <div class="notice notice-error">
                <p class="notice-title">{text::stale_title(lang)}</p>
                {way}
            </div>
        }
    })
}

#[component]
fn Steps(draft: DraftView) -> impl IntoView {
    let lang = Visit::get().lang();
    let cell = draft
        .chosen
        .as_ref()
        .map(|cell| cell.code.clone())
        .unwrap_or_default();
    let button = |what: &'static str, words: &'static str, step: Option<StepKind>| {
        let label = match step {
            Some(step) => text::of_step(lang, words, text::step(lang, step)),
            None => words.to_owned(),
        };
        view! {
            <Deed what version=draft.version cell=cell.clone() class="draw-step">
                <button class="button" disabled=step.is_none()>{label}</button>
            </Deed>
        }
    };
    view! {
        <div class="draw-steps">
            {button("undo", text::undo(lang), draft.steps.last().copied())}
            {button("redo", text::redo(lang), draft.undone.first().copied())}
        </div>
    }
}

#[component]
fn Choose(cells: Vec<CellLine>, chosen: Option<String>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let none = std::iter::once((String::new(), "—".to_owned()));
    let options = none
        .chain(cells.into_iter().map(|cell| {
            let words = format!("{} {}", cell.code, cell.name);
            (cell.code, words)
        }))
        .map(|(code, words)| {
            let selected = chosen.as_deref().unwrap_or_default() == code;
            view! { <option value=code selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <form class="draw-choose" method="get" action=visit.links.path("/admin/grid/draft")>
            <input type="hidden" name="region" value=visit.links.region.clone() />
            <label class="field">
                <span>{text::choose_cell(lang)}</span>
                <select name="cell">{options}</select>
            </label>
            <button class="button">{text::choose(lang)}</button>
        </form>
    }
}

#[component]
fn Say(cell: CellWords, version: u64) -> impl IntoView {
    let lang = Visit::get().lang();
    let hectares = format!("{:.1}", cell.area_m2 / 10_000.0);
    let kinds = vec![
        ("basic".to_owned(), text::basic(lang).to_owned()),
        ("dedicated".to_owned(), text::dedicated(lang).to_owned()),
    ];
    let kind = if cell.dedicated { "dedicated" } else { "basic" };
    let area = text::area(lang, &hectares, cell.corners);
    view! {
        <section class="card" data-chosen>
            <h2>{cell.name.clone()} " " <code>{cell.code.clone()}</code></h2>
            <p class="hint">{area}</p>
            <Deed what="say" version cell=cell.code.clone()>
                <TextField
                    name="code"
                    label=text::code(lang)
                    hint=text::code_hint(lang)
                    initial=cell.code.clone()
                    maxlength=64
                    required=true
                />
                <TextField name="name" label=text::name(lang) initial=cell.name.clone() maxlength=64 required=true />
                <ChoiceField name="kind" label=text::kind(lang) options=kinds initial=kind />
                <TextField
                    name="township"
                    label=text::township(lang)
                    initial=cell.township.clone().unwrap_or_default()
                    maxlength=64
                />
                <TextField
                    name="community"
                    label=text::community(lang)
                    initial=cell.community.clone().unwrap_or_default()
                    maxlength=64
                />
                <Rural rural=cell.rural />
                <button class="button primary">{text::save(lang)}</button>
            </Deed>
        </section>
    }
}

#[component]
fn Rural(rural: bool) -> impl IntoView {
    let form = Form::get();
    let checked = if form.fields.is_empty() {
        rural
    } else {
        !form.value("rural").is_empty()
    };
    view! {
        <label class="field check">
            <input type="checkbox" name="rural" value="on" checked=checked />
            <span>{text::rural(Visit::get().lang())}</span>
        </label>
    }
}

#[component]
fn Merge(cell: CellWords, version: u64) -> impl IntoView {
    let lang = Visit::get().lang();
    let open = AllSent::get().value("do") == "merge";
    (!cell.neighbours.is_empty()).then(|| {
        let boxes: Vec<_> = cell
            .neighbours
            .iter()
            .map(|near| {
                view! {
                    <label class="field check">
                        <input type="checkbox" name="with" value=near.code.clone() />
                        <span>{near.name.clone()} " " <small>{near.code.clone()}</small></span>
                    </label>
                }
            })
            .collect();
        view! {
            <Fold title=text::merge(lang) open>
                <Deed what="merge" version cell=cell.code.clone()>
                    <p class="hint">{text::merge_hint(lang)}</p>
                    {boxes}
                    <button class="button">{text::merge_do(lang)}</button>
                </Deed>
            </Fold>
        }
    })
}

/// Waits for a line on the map.
#[component]
fn Split(cell: CellWords, version: u64, proposed: String) -> impl IntoView {
    let lang = Visit::get().lang();
    let form = AllSent::get();
    let line = Some(form.value("line")).filter(|_| form.value("do") == "split");
    let waits = line.is_none();
    view! {
        <section class="card" data-waits="line" hidden=waits>
            <h2>{text::split_title(lang)}</h2>
            <Deed what="split" version cell=cell.code.clone()>
                <input type="hidden" name="line" value=line.unwrap_or_default() />
                <input type="hidden" name="split_kind" value=if cell.dedicated { "dedicated" } else { "basic" } />
                <input type="hidden" name="split_rural" value=if cell.rural { "on" } else { "" } />
                <input type="hidden" name="split_township" value=cell.township.unwrap_or_default() />
                <input type="hidden" name="split_community" value=cell.community.unwrap_or_default() />
                <TextField
                    name="split_code"
                    label=text::code(lang)
                    hint=text::split_hint(lang)
                    initial=proposed
                    maxlength=64
                    required=true
                />
                <TextField name="split_name" label=text::name(lang) maxlength=64 required=true />
                <button class="button primary">{text::split_do(lang)}</button>
            </Deed>
        </section>
    }
}

/// Waits for a ring on the map.
#[component]
fn Draw(version: u64, proposed: String) -> impl IntoView {
    let lang = Visit::get().lang();
    let form = AllSent::get();
    let ring = Some(form.value("ring")).filter(|_| form.value("do") == "draw");
    let waits = ring.is_none();
    let over = !waits && !form.value("over").is_empty();
    view! {
        <section class="card" data-waits="ring" hidden=waits>
            <h2>{text::draw_title(lang)}</h2>
            <Deed what="draw" version>
                <input type="hidden" name="ring" value=ring.unwrap_or_default() />
                <TextField
                    name="draw_code"
                    label=text::code(lang)
                    hint=text::code_hint(lang)
                    initial=proposed
                    maxlength=64
                    required=true
                />
                <TextField name="draw_name" label=text::name(lang) maxlength=64 required=true />
                <label class="field check">
                    <input type="checkbox" name="over" value="on" checked=over />
                    <span>{text::draw_over(lang)}</span>
                </label>
                <p class="hint">{text::draw_over_hint(lang)}</p>
                <button class="button primary">{text::draw_do(lang)}</button>
            </Deed>
        </section>
    }
}

#[component]
fn Remove(cell: CellWords, version: u64) -> impl IntoView {
    let lang = Visit::get().lang();
    view! {
        <Fold title=text::remove_cell(lang)>
            <Deed what="drop" version cell=cell.code>
                <p class="hint">{text::remove_hint(lang)}</p>
                <button class="button">{text::remove_cell(lang)}</button>
            </Deed>
        </Fold>
    }
}
