//! The funnel of each peer group, drawn, with a table behind it.

use domain::supervise::funnel::{Limits, Place};
use domain::supervise::{FunnelView, Kind};
use leptos::either::Either;
use leptos::prelude::*;

use super::behind::Behind;
use super::plot::{BOX, Scale, at, path, ruled};
use crate::text::{policy, supervise as text};
use crate::ui::Lines;
use crate::ui::number::{grouped, level, percent};

#[component]
pub(super) fn Funnels(funnels: Vec<FunnelView>, behind: Behind) -> impl IntoView {
    let lang = behind.visit.lang();
    let groups = if funnels.is_empty() {
        Either::Left(view! { <p class="empty">{text::funnel_none(lang)}</p> })
    } else {
        Either::Right(funnels.iter().map(|one| group(one, &behind)).collect_view())
    };
    view! {
        <section class="card" id="funnel">
            <h2>{text::funnel(lang)}</h2>
            <p class="hint">{text::funnel_lead(lang)}</p>
            {groups}
        </section>
    }
}

fn group(view: &FunnelView, behind: &Behind) -> impl IntoView + use<> {
    let lang = behind.visit.lang();
    let funnel = &view.funnel;
    let name = policy::unit_word(lang, &view.group);
    let dispersed = funnel.is_dispersed.then(|| {
        let phi = format!("{:.1}", funnel.dispersion);
        view! { <p class="hint">{text::dispersed(lang, &phi)}</p> }
    });
    let lines = view
        .units
        .iter()
        .zip(&funnel.places)
        .map(|(unit, place)| {
            let is_asked = behind.asked.department.as_deref() == Some(&unit.unit.code);
            let rate = percent(unit.on_time as f64 / unit.due as f64);
            let fraction = format!("{} / {}", grouped(unit.on_time), grouped(unit.due));
            let late = behind.number(Kind::Late, &unit.unit.code, unit.due - unit.on_time.min(unit.due));
            view! {
                <tr class:asked=is_asked>
                    <td>{unit.unit.name.clone()}</td>
                    <td class="n" data-label=text::rate(lang)>{rate} " " <small>{fraction}</small></td>
                    <td class="n" data-label=text::late(lang)>{late}</td>
                    <td data-label=text::where_it_lies(lang)>{place.map(|place| text::place(lang, place))}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = vec![
        text::unit(lang),
        text::rate(lang),
        text::late(lang),
        text::where_it_lies(lang),
    ];
    view! {
        <h3>{text::group_rate(lang, &name, &percent(funnel.rate))}</h3>
        {dispersed}
        {drawing(view, behind, &text::funnel_label(lang, &name))}
        <Lines label=name heads>
            {lines}
        </Lines>
    }
}

/// A unit's mark: its shape says what its colour says.
fn look(place: Place) -> (&'static str, &'static str) {
    match place {
        Place::FarBelow => ("late", "▼"),
        Place::Below => ("warn", "▽"),
        Place::Within => ("open", "●"),
        Place::Above => ("ok", "△"),
        Place::FarAbove => ("ok", "▲"),
    }
}

fn drawing(view: &FunnelView, behind: &Behind, label: &str) -> impl IntoView + use<> {
    let lang = behind.visit.lang();
    let funnel = &view.funnel;
    let most = funnel.lines.last().map_or(1, |line| line.trials);
    let across = |trials: u64| trials as f64 / most as f64;
    let rates = view
        .units
        .iter()
        .map(|unit| unit.on_time as f64 / unit.due as f64);
    // The limits of the smallest units reach to 0: they do not stretch the scale.
    let smallest = view.units.iter().map(|unit| unit.due).min().unwrap_or(1);
    let around = funnel
        .lines
        .iter()
        .filter(|line| line.trials >= smallest)
        .flat_map(|line| line.inner);
    let scale = Scale::around(rates.chain(around), [0.0, 1.0]);
    let line = |end: fn(&Limits) -> f64| {
        path(
            funnel
                .lines
                .iter()
                .map(|line| Some((across(line.trials), scale.down(end(line))))),
        )
    };
    let curves = [
        ("outer", line(|it| it.outer[0])),
        ("outer", line(|it| it.outer[1])),
        ("inner", line(|it| it.inner[0])),
        ("inner", line(|it| it.inner[1])),
    ]
    .map(|(class, path)| view! { <path class=class d=path vector-effect="non-scaling-stroke" /> })
    .collect_view();
    let middle = at(scale.down(funnel.rate));
    let marks = view
        .units
        .iter()
        .zip(&funnel.places)
        .filter_map(|(unit, place)| {
            let (class, sign) = look((*place)?);
            let is_asked = behind.asked.department.as_deref() == Some(&unit.unit.code);
            let class = if is_asked {
                format!("point {class} asked")
            } else {
                format!("point {class}")
            };
            let (x, y) = (
                at(across(unit.due)),
                at(scale.down(unit.on_time as f64 / unit.due as f64)),
            );
            Some(view! { <text class=class x=x y=y dy="0.35em" text-anchor="middle">{sign}</text> })
        })
        .collect_view();
    let sizes = [0, most / 2, most]
        .map(|size| {
            let anchor = match size {
                0 => "start",
                size if size == most => "end",
                _ => "middle",
            };
            view! {
                <text class="mark" x=at(across(size)) y="100%" dy="1.5em" text-anchor=anchor>
                    {grouped(size)}
                </text>
            }
        })
        .collect_view();
    view! {
        <figure class="drawing">
            <svg class="chart" role="img" aria-label=label.to_owned()>
                {ruled(scale, level)}
                <line class="centre" x1="0" x2="100%" y1=middle.clone() y2=middle />
                <svg viewBox=BOX preserveAspectRatio="none" width="100%" height="100%">
                    {curves}
                </svg>
                {marks}
                {sizes}
            </svg>
            <figcaption class="hint">{text::due(lang)} " →"</figcaption>
        </figure>
    }
}
