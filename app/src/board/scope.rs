//! What the board is over besides its period: by what it is broken down, who is compared with whom, as of when.

use domain::board::BoardGroup;
use leptos::prelude::*;

use super::table::Peers;
use crate::text::board as text;
use crate::visit::Visit;

/// What stays the same when one of the choices is made.
const KEPT: [&str; 6] = ["from", "to", "as_of", "group", "peers", "weights"];

/// The choices as links; each keeps the period.
#[component]
pub(crate) fn Scope(visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let chosen = visit.parameter("group").unwrap_or(BoardGroup::Department.code());
    let groups = BoardGroup::ALL
        .iter()
        .map(|group| {
            // Other units have other peers.
            let mut pairs = kept(&visit, |name| !matches!(name, "group" | "peers"));
            if *group != BoardGroup::Department {
                pairs.push(("group", group.code()));
            }
            let current = (group.code() == chosen).then_some("true");
            view! {
                <li><a class="chip" href=visit.to("/board", &pairs) aria-current=current>{text::group(lang, *group)}</a></li>
            }
        })
        .collect_view();
    view! { <nav aria-label=text::by(lang)><ul class="chips">{groups}</ul></nav> }
}

/// Peer groups, where there is more than one.
pub(crate) fn peers(visit: &Visit, peers: &[Peers]) -> Option<impl IntoView + use<>> {
    if peers.len() < 2 {
        return None;
    }
    let lang = visit.lang();
    let chosen = visit.parameter("peers").unwrap_or_default();
    let link = |code: &str, label: String| {
        let mut pairs = kept(visit, |name| name != "peers");
        if !code.is_empty() {
            pairs.push(("peers", code));
        }
        let current = (code == chosen).then_some("true");
        view! { <li><a class="chip" href=visit.to("/board", &pairs) aria-current=current>{label}</a></li> }
    };
    let all = link("", text::all_peers(lang).to_owned());
    let links = peers
        .iter()
        .map(|group| link(&group.code, format!("{} {}", group.name, group.units)))
        .collect_view();
    Some(view! {
        <nav aria-label=text::peers(lang)>
            <ul class="chips peers">{all} {links}</ul>
            <p class="hint">{text::peers_hint(lang)}</p>
        </nav>
    })
}

/// The parameters of this page that are kept.
pub(super) fn kept(visit: &Visit, wanted: impl Fn(&str) -> bool) -> Vec<(&str, &str)> {
    visit
        .query
        .iter()
        .filter(|(name, value)| KEPT.contains(&name.as_str()) && wanted(name) && !value.is_empty())
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}
