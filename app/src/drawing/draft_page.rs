use domain::drawing::DraftView;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::get_draft;
use super::map::DrawGrid;
use super::panel::{AllSent, Panel};
use super::review::Review;
use crate::assets::MapAssets;
use crate::portal::Problem;
use crate::text::drawing as text;
use crate::ui::Form;
use crate::visit::Visit;

/// `/admin/grid/draft`: the draft on a map, its cells in words, what is wrong with it, and what it would change.
#[component]
pub(crate) fn DraftPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let cell = visit.parameter("cell").unwrap_or_default().to_owned();
    let asked = get_draft(visit.links.region.clone(), cell);
    let content = Suspend::new(async move {
        match asked.await {
            Ok(draft) => Either::Left(view! { <Draft draft /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::draft_title(lang) />
        <div class="page-head">
            <h1>{text::draft_title(lang)}</h1>
            <p class="lead">
                {text::draft_lead(lang)} " " <a href=visit.to("/admin/grid", &[])>{text::back(lang)}</a>
            </p>
        </div>
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn Draft(draft: DraftView) -> impl IntoView {
    provide_context(AllSent(Form::get()));
    let lang = Visit::get().lang();
    let stage = match (draft.too_large, draft.bbox) {
        (true, _) => Either::Left(view! { <p class="notice notice-info">{text::too_large(lang)}</p> }),
        (false, bbox) => Either::Right(view! { <Stage bbox /> }),
    };
    view! {
        <div class="draw">
            <div class="draw-main">
                <div class="draw-sticky">{stage}</div>
            </div>
            <div class="draw-side">
                <Panel draft=draft.clone() />
            </div>
            <Review draft />
        </div>
    }
}

/// China, for a region that has no grid yet.
const ANYWHERE: [f64; 4] = [73.0, 18.0, 135.0, 54.0];

/// The map with its tools. It carries addresses and words: the island has neither.
#[component]
fn Stage(bbox: Option<[f64; 4]>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let [west, south, east, north] = bbox.unwrap_or(ANYWHERE);
    let tools = [
        ("choose", text::tool_choose(lang), text::hint_choose(lang)),
        ("draw", text::tool_draw(lang), text::hint_draw(lang)),
        ("split", text::tool_split(lang), text::hint_split(lang)),
    ];
    let buttons: Vec<_> = tools
        .iter()
        .map(|(tool, words, hint)| {
            let pressed = if *tool == "choose" { "true" } else { "false" };
            view! {
                <button type="button" class="button" data-tool=*tool data-hint=*hint aria-pressed=pressed>
                    {*words}
                </button>
            }
        })
        .collect();
    view! {
        <MapAssets />
        <noscript>
            <p class="notice notice-info">{text::no_script(lang)}</p>
        </noscript>
        <div class="draw-tools script-only" role="group" aria-label=text::tools(lang)>
            {buttons}
            <button type="button" class="button" data-tool="in" aria-label=text::nearer(lang)>
                "+"
            </button>
            <button type="button" class="button" data-tool="out" aria-label=text::farther(lang)>
                "−"
            </button>
            <button type="button" class="button primary" data-tool="finish" hidden>
                {text::tool_finish(lang)}
            </button>
            <button type="button" class="button" data-tool="cancel" hidden>
                {text::tool_cancel(lang)}
            </button>
        </div>
        <p
            class="hint draw-hint script-only"
            aria-live="polite"
            data-none-chosen=text::choose_first(lang)
            data-waiting=text::hint_waiting(lang)
            data-corner=text::hint_corner(lang)
        >
            {text::hint_choose(lang)}
        </p>
        <p class="notice notice-error" role="alert" data-lost hidden>
            {text::lost(lang)}
        </p>
        <p class="notice notice-error" role="alert" data-undone hidden>
            {text::undone(lang)}
        </p>
        <div
            class="draw-stage script-only"
            data-view=format!("[{west},{south},{east},{north}]")
            data-label=text::map_label(lang)
            data-page=visit.to("/admin/grid/draft", &[("cell", "")])
            data-cells=visit.to("/admin/grid/draft/cells", &[("since", "")])
        >
            <DrawGrid />
        </div>
    }
}
