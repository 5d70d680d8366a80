//! The board in short: rank range, department, dot with interval, rate. For pages that show it among other things.

use domain::Lang;
use leptos::prelude::*;

use super::{Line, Plot, marks};
use crate::text::board as text;
use crate::ui::number;

/// A short table over these lines.
#[component]
pub(crate) fn ShortBoard(
    /// The words at the marks of the plots' axis.
    axis: Vec<String>,
    lines: Vec<Line>,
    lang: Lang,
    /// What is said where there are no lines.
    empty: String,
    /// Whether the cases of a department open in a window of their own.
    #[prop(optional)]
    apart: bool,
) -> impl IntoView {
    if lines.is_empty() {
        return view! { <p class="empty">{empty}</p> }.into_any();
    }
    let level = number::level(domain::board::interval::LEVEL);
    view! {
        <table class=format!("top axis-{}", axis.len().saturating_sub(1))>
            <thead>
                <tr>
                    <th scope="col" class="rank">{text::rank(lang)}</th>
                    <th scope="col" class="name">{text::department(lang)}</th>
                    <th scope="col" class="interval">
                        <span class="visually-hidden">{text::plot(lang, &level)}</span>
                        {marks(&axis)}
                    </th>
                    <th scope="col" class="rate n">{text::rate(lang)}</th>
                </tr>
            </thead>
            <tbody>{lines.into_iter().map(|line| row(line, apart)).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn row(line: Line, apart: bool) -> impl IntoView {
    let Line {
        name,
        peers,
        href,
        rank,
        is_ranked,
        rate,
        fraction,
        plot,
        code,
        ..
    } = line;
    let fraction = fraction.map(|number| number.shown).join(" / ");
    let target = apart.then_some("_blank");
    let peers = (!peers.is_empty()).then(|| view! { <small class="peers">{peers}</small> });
    view! {
        <tr data-key=code>
            <td class="rank" class:few=!is_ranked>{rank}</td>
            <th scope="row" class="name"><a href=href target=target>{name}</a> {peers}</th>
            <td class="interval">{plot.map(Plot::draw)}</td>
            <td class="rate n" title=fraction>{rate}</td>
        </tr>
    }
}
