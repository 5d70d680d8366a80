//! The first page below its title, drawn: figures, board top, live list, and the map among them.

use domain::Lang;
use leptos::prelude::*;

use super::overview::{HomeView, Item};
use crate::board::ShortBoard;
use crate::ui::FigureCard;

/// Headings and links, finished.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) figures: String,
    pub(crate) board: String,
    pub(crate) board_note: String,
    pub(crate) board_all: Target,
    pub(crate) board_empty: String,
    pub(crate) latest: String,
    pub(crate) latest_all: Target,
    pub(crate) latest_empty: String,
    pub(crate) paused: String,
}

/// A link.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) label: String,
    pub(crate) href: String,
}

/// Figures, board top and live list around the map; the parts marked live are drawn again while the page
/// is open.
#[component]
pub(crate) fn HomeSheet(home: HomeView, words: Words, lang: Lang, children: Children) -> impl IntoView {
    let figures = home
        .figures
        .into_iter()
        .map(|figure| view! { <FigureCard figure /> })
        .collect_view();
    let latest_empty = home
        .latest
        .is_empty()
        .then(|| view! { <p class="empty">{words.latest_empty}</p> });
    view! {
        <section class="figures" aria-label=words.figures data-live="figures">{figures}</section>
        <div class="home-grid">
            <section class="card home-board" data-live="board">
                <div class="card-head">
                    <h2>{words.board}</h2>
                    <span class="hint">{words.board_note}</span>
                </div>
                <ShortBoard axis=home.axis lines=home.board lang empty=words.board_empty />
                <p class="more"><a href=words.board_all.href>{words.board_all.label}</a></p>
            </section>
            <section class="card home-live" data-live="latest">
                <div class="card-head">
                    <h2>{words.latest}</h2>
                    <span class="hint">
                        <span class="live-dot" aria-hidden="true"></span>
                        <span class="standing">{home.as_of}</span>
                        <span class="paused">{words.paused}</span>
                    </span>
                </div>
                <ul class="live">{home.latest.iter().map(item).collect_view()}</ul>
                {latest_empty}
                <p class="more"><a href=words.latest_all.href>{words.latest_all.label}</a></p>
            </section>
            {children()}
        </div>
    }
}

/// A line of the live list.
pub(crate) fn item(item: &Item) -> impl IntoView + use<> {
    let Item {
        href,
        time,
        datetime,
        what,
        done,
        state,
        sign,
        key,
    } = item.clone();
    let (class, shape) = sign.look();
    view! {
        <li data-key=key>
            <time datetime=datetime>{time}</time>
            <a href=href>
                <span class="what">{what}</span>
                <span class="done">{done}</span>
            </a>
            <span class=class><i aria-hidden="true">{shape}</i>{state}</span>
        </li>
    }
}
