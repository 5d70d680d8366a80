//! The first page below its title, drawn: figures, board top, live list, and the map among them.

use leptos::prelude::*;

use super::overview::{HomeView, Item};
use crate::board::{Line, Plot, marks};
use crate::ui::FigureCard;

/// Headings and links, finished.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) figures: String,
    pub(crate) board: String,
    pub(crate) board_note: String,
    pub(crate) rank: String,
    pub(crate) department: String,
    pub(crate) plot: String,
    pub(crate) rate: String,
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
pub(crate) fn HomeSheet(home: HomeView, words: Words, children: Children) -> impl IntoView {
    let figures = home
        .figures
        .into_iter()
        .map(|figure| view! { <FigureCard figure /> })
        .collect_view();
    let board = if home.board.is_empty() {
        view! { <p class="empty">{words.board_empty}</p> }.into_any()
    } else {
        view! {
            <table class=format!("top axis-{}", home.axis.len().saturating_sub(1))>
                <thead>
                    <tr>
                        <th scope="col" class="rank">{words.rank}</th>
                        <th scope="col" class="name">{words.department}</th>
                        <th scope="col" class="interval">
                            <span class="visually-hidden">{words.plot}</span>
                            {marks(&home.axis)}
                        </th>
                        <th scope="col" class="rate n">{words.rate}</th>
                    </tr>
                </thead>
                <tbody>{home.board.iter().map(row).collect_view()}</tbody>
            </table>
        }
        .into_any()
    };
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
                {board}
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

fn row(line: &Line) -> impl IntoView + use<> {
    let Line {
        name,
        href,
        rank,
        is_ranked,
        rate,
        fraction,
        plot,
        code,
        ..
    } = line.clone();
    view! {
        <tr data-key=code>
            <td class="rank" class:few=!is_ranked>{rank}</td>
            <th scope="row" class="name"><a href=href>{name}</a></th>
            <td class="interval">{plot.map(Plot::draw)}</td>
            <td class="rate n" title=fraction>{rate}</td>
        </tr>
    }
}

fn item(item: &Item) -> impl IntoView + use<> {
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
