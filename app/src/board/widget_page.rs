//! `/board/widget`: the board in short, for the frames of other sites. It holds no script, and whatever it links to opens
//! in a window of its own.

use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::ShortBoard;
use super::api::get_board;
use super::page::with_period;
use super::table::BoardTable;
use crate::portal::Problem;
use crate::text::{board as text, site};
use crate::visit::Visit;

#[component]
pub(crate) fn WidgetPage() -> impl IntoView {
    let visit = with_period(Visit::get());
    let lang = visit.lang();
    let query = visit.query_string();
    let table = Suspend::new(async move {
        match get_board(query, lang).await {
            Ok(table) => Either::Left(view! { <Widget table visit /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::title(lang) />
        <Suspense>{table}</Suspense>
    }
}

#[component]
fn Widget(table: BoardTable, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let pairs: Vec<(&str, &str)> = visit
        .query
        .iter()
        .filter(|(name, _)| name != "region")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let whole = visit.to("/board", &pairs);
    let synthetic = visit
        .region
        .synthetic
        .then(|| view! { <strong class="tag sun">{site::synthetic(lang)}</strong> });
    view! {
        <div class="card-head">
            <h1>{visit.region_name().to_owned()} " · " {text::title(lang)}</h1>
            {synthetic}
        </div>
        <p class="hint">{text::span(lang, &table.first_day, &table.last_day)}</p>
        <ShortBoard axis=table.axis lines=table.rows lang empty=text::empty(lang).to_owned() apart=true />
        <p class="more">
            <a href=whole target="_blank">{text::whole_board(lang)}</a>
            " " <span class="hint">{table.as_of}</span>
        </p>
    }
}
