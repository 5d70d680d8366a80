//! The composite, by the official weights or by anybody's own.

use domain::board::BoardView;
use domain::board::composite::{Component, Weights};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::line::Wording;
use super::scope::kept;
use crate::text::{board as text, terms};
use crate::ui::Notice;
use crate::visit::Visit;

/// Before the code of a component in the form's fields.
const FIELD: &str = "w_";

/// The composite of every unit, and the weights it is made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Composites {
    /// Code, name, official share, share shown.
    pub(crate) shares: Vec<(String, String, u8, u8)>,
    pub(crate) is_official: bool,
    pub(crate) rows: Vec<CompositeRow>,
}

/// One unit's composite, the highest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CompositeRow {
    pub(crate) name: String,
    /// Its peer group, where there are others.
    pub(crate) peers: String,
    pub(crate) place: String,
    pub(crate) score: String,
    /// Where the place differs from the official one: by how much, in words.
    pub(crate) moved: String,
}

impl Composites {
    pub(super) fn of(board: &BoardView, wording: &Wording<'_>) -> Self {
        let lang = wording.links.lang;
        let is_official = board.weights == board.official_weights;
        let shares = Component::ALL.iter().map(|component| {
            (
                component.code().to_owned(),
                terms::component(lang, *component).to_owned(),
                board.official_weights.share(*component),
                board.weights.share(*component),
            )
        });
        let mut rows: Vec<_> = board.rows.iter().collect();
        // A place is one within its peer group: groups do not mix.
        rows.sort_by_key(|row| (row.composite.place.is_none(), &row.peers, row.composite.place));
        let rows = rows.into_iter().map(|row| {
            let composite = &row.composite;
            let missing: Vec<&str> = composite
                .missing
                .iter()
                .map(|component| terms::component(lang, *component))
                .collect();
            let moved = match (composite.official_place, composite.place) {
                _ if !missing.is_empty() => text::missing(lang, &missing.join(text::comma(lang))),
                (_, None) => text::few(lang).to_owned(),
                _ if is_official => String::new(),
                (Some(before), Some(now)) if now < before => text::up(lang, &(before - now).to_string()),
                (Some(before), Some(now)) if now > before => text::down(lang, &(now - before).to_string()),
                (None, Some(_)) => text::no_official_place(lang).to_owned(),
                _ => text::same_place(lang).to_owned(),
            };
            CompositeRow {
                name: wording.name(row),
                peers: if wording.has_peers {
                    text::peer_group(lang, &row.peers).to_owned()
                } else {
                    String::new()
                },
                place: composite
                    .place
                    .map_or_else(|| "—".to_owned(), |place| place.to_string()),
                score: composite
                    .score
                    .map_or_else(|| "—".to_owned(), |score| format!("{score:.1}")),
                moved,
            }
        });
        Self {
            shares: shares.collect(),
            is_official,
            rows: rows.collect(),
        }
    }
}

/// What somebody has tried that are no weights.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// What is wrong with it.
    words: String,
    /// Code and share of each field, as they were sent: to be put right, not to be typed again.
    typed: Vec<(String, String)>,
}

/// The form's fields `w_…` as the one parameter of the board; and what is wrong with them, which then is left
/// out. Empty fields are no share.
pub(super) fn gather(visit: &mut Visit) -> Option<Fault> {
    let typed: Vec<(String, String)> = visit
        .query
        .iter()
        .filter_map(|(name, value)| {
            let code = name.strip_prefix(FIELD)?;
            Some((code.to_owned(), value.trim().to_owned()))
        })
        .collect();
    visit.query.retain(|(name, _)| !name.starts_with(FIELD));
    let filled = typed.iter().filter(|(_, share)| !share.is_empty());
    // Noughts say nothing, unless nothing else is said.
    let is_nought = filled.clone().all(|(_, share)| share == "0");
    let shares: Vec<String> = filled
        .filter(|(_, share)| is_nought || share != "0")
        .map(|(code, share)| format!("{code}:{share}"))
        .collect();
    if !shares.is_empty() {
        visit.query.retain(|(name, _)| name != "weights");
        visit.query.push(("weights".to_owned(), shares.join(",")));
    }
    let given = visit.parameter("weights")?.to_owned();
    let error = Weights::parse(&given).err()?;
    visit.query.retain(|(name, _)| name != "weights");
    Some(Fault {
        words: text::weights_fault(visit.lang(), &error),
        typed,
    })
}

/// The form and its table.
#[component]
pub(crate) fn WhatIf(composites: Composites, visit: Visit, fault: Option<Fault>) -> impl IntoView {
    let lang = visit.lang();
    let region = (!visit.links.is_default).then_some(("region", visit.links.region.as_str()));
    let hidden = kept(&visit, |name| name != "weights")
        .into_iter()
        .chain(region)
        .map(|(name, value)| {
            view! { <input type="hidden" name=name.to_owned() value=value.to_owned() /> }
        })
        .collect_view();
    let fields = composites
        .shares
        .iter()
        .map(|(code, name, official, shown)| {
            let official = text::official_share(lang, &official.to_string());
            let typed = fault.as_ref().and_then(|fault| {
                let field = fault.typed.iter().find(|(field, _)| field == code);
                field.map(|(_, share)| share.clone())
            });
            let value = typed.unwrap_or_else(|| shown.to_string());
            view! {
                <label>
                    <span>{name.clone()}</span>
                    <input type="number" name=format!("{FIELD}{code}") min="0" max="100" step="1" inputmode="numeric" value=value />
                    <small>{official}</small>
                </label>
            }
        })
        .collect_view();
    let rows = composites
        .rows
        .into_iter()
        .map(|row| {
            view! {
                <tr>
                    <td class="n">{row.place}</td>
                    <th scope="row">{row.name} <small>{row.peers}</small></th>
                    <td class="n">{row.score}</td>
                    <td>{row.moved}</td>
                </tr>
            }
        })
        .collect_view();
    let fault = fault.map(|fault| view! { <Notice kind="error"><p>{fault.words}</p></Notice> });
    let official = (!composites.is_official).then(|| {
        let pairs = kept(&visit, |name| name != "weights");
        view! { <a class="button quiet" href=visit.to("/board", &pairs) + "#composite">{text::back_to_official(lang)}</a> }
    });
    let state = if composites.is_official {
        text::by_official(lang)
    } else {
        text::by_yours(lang)
    };
    view! {
        <section class="composite" id="composite">
            <h2>{text::composite(lang)}</h2>
            <p class="hint">{text::composite_lead(lang)}</p>
            {fault}
            <form class="what-if no-print" action=visit.to("/board", &[]) + "#composite" method="get">
                {hidden}
                {fields}
                <p class="actions"><button class="button">{text::try_weights(lang)}</button> {official}</p>
            </form>
            <div class="card table-card" tabindex="0" role="region" aria-label=text::composite(lang)>
                <table class="unit-figures">
                    <caption>{state}</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="n">{text::place(lang)}</th>
                            <th scope="col">{text::unit(lang)}</th>
                            <th scope="col" class="n">{text::score(lang)}</th>
                            <th scope="col">{text::against_official(lang)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}
