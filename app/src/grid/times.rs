//! Cases by when they were received, as bars over the map: each is a link to its stretch of time. In the browser a
//! drag over several of them chooses all, and they can be played one after the other ([`super::time_bar`]).

use chrono::{DateTime, Utc};
use domain::map::{HistogramBar, HistogramView};
use leptos::prelude::*;

use super::mode::KEPT;
use crate::filters::Filters;
use crate::text::grid as words;
use crate::ui::{number::grouped, time};
use crate::visit::Visit;

/// Units of a bar with the gap beside it, and of the tallest one.
const WIDTH: u64 = 10;
const HEIGHT: f64 = 60.0;
/// The least that is drawn of a bar that is not empty.
const LEAST: f64 = 1.5;

/// The bars of the whole time, those of the period chosen marked.
#[component]
pub(super) fn Times(histogram: HistogramView, filters: Filters, visit: Visit) -> impl IntoView {
    let bars = histogram.bars;
    let (Some(first), Some(last)) = (bars.first(), bars.last()) else {
        return ().into_any();
    };
    let lang = visit.lang();
    let zone = visit.zone;
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0).max(1);
    let day = |at: DateTime<Utc>| time::day(at, zone);
    let last_day = |bar: &HistogramBar| day(bar.to - chrono::Duration::seconds(1));
    let (begin, end) = (day(first.from), last_day(last));
    let chosen = [filters.get("from"), filters.get("to")];
    let is_chosen = |bar: &HistogramBar| {
        // Dates compare as they are written.
        let [from, to] = chosen;
        (from.is_some() || to.is_some())
            && from.is_none_or(|from| from < day(bar.to).as_str())
            && to.is_none_or(|to| day(bar.from).as_str() < to)
    };
    let others: Vec<(&str, &str)> = filters
        .choosing()
        .into_iter()
        .chain(filters.only(&KEPT))
        .filter(|(name, _)| !matches!(*name, "from" | "to"))
        .collect();
    let height = |count: u64| match count {
        0 => 0.0,
        count => (count as f64 / most as f64 * HEIGHT).max(LEAST),
    };
    let drawn = bars
        .iter()
        .zip(0_u64..)
        .map(|(bar, at)| {
            let (from, to) = (day(bar.from), day(bar.to));
            let mut pairs = others.clone();
            pairs.extend([("from", from.as_str()), ("to", to.as_str())]);
            let label: String = words::bar(
                lang,
                &from,
                &last_day(bar),
                &grouped(bar.count),
                &grouped(bar.overdue),
            );
            let (tall, late) = (height(bar.count), height(bar.overdue).min(height(bar.count)));
            let x = (at * WIDTH + 1).to_string();
            // One stop for the keyboard; arrows go on from it.
            let stop = if at == 0 { "0" } else { "-1" };
            let title = label.clone();
            view! {
                <a href=visit.to("/map", &pairs) tabindex=stop data-from=from.clone() data-to=to.clone() aria-label=label
                    class:chosen=is_chosen(bar) draggable="false">
                    <title>{title}</title>
                    <rect class="room" x=(at * WIDTH).to_string() y="0" width="10" height="60" />
                    <rect class="count" x=x.clone() y=format!("{:.1}", HEIGHT - tall) width="8" height=format!("{tall:.1}") />
                    <rect class="late" x=x y=format!("{:.1}", HEIGHT - late) width="8" height=format!("{late:.1}") />
                </a>
            }
        })
        .collect_view();
    let box_of = format!("0 0 {} 60", WIDTH * bars.len() as u64);
    view! {
        <figure class="times">
            <figcaption>
                <span>{words::times(lang)}</span>
                <button type="button" class="chip" data-play aria-pressed="false" hidden>{words::play(lang)}</button>
                <small hidden>{words::times_hint(lang)}</small>
            </figcaption>
            <div data-live="map-times">
                <svg class="time-bars" viewBox=box_of preserveAspectRatio="none" role="group" aria-label=words::times_label(lang)>
                    {drawn}
                </svg>
                <p class="times-ends">
                    <span>{begin}</span>
                    <span>{words::times_most(lang, &grouped(most))}</span>
                    <span>{end}</span>
                </p>
            </div>
        </figure>
    }
    .into_any()
}
