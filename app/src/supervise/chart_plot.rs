//! Control charts, drawn, with the numbers behind each.

use chrono::NaiveDate;
use domain::Lang;
use domain::supervise::control_chart::{Point, Signal};
use domain::supervise::{ChartView, Measure};
use leptos::either::Either;
use leptos::prelude::*;

use super::period::working_time;
use super::plot::{BOX, Scale, at, path, ruled};
use crate::text::supervise as text;
use crate::ui::Lines;
use crate::ui::number::{grouped, level, percent};

#[component]
pub(super) fn Charts(
    charts: Vec<ChartView>,
    /// Nobody is asked for: units that changed stand below.
    is_of_all: bool,
    lang: Lang,
) -> impl IntoView {
    let none = charts
        .is_empty()
        .then(|| view! { <p class="empty">{text::charts_none(lang)}</p> });
    let more = (is_of_all && charts.iter().any(|view| view.unit.is_some()))
        .then(|| view! { <p class="hint">{text::charts_more(lang)}</p> });
    let charts = charts.iter().map(|one| chart(one, lang)).collect_view();
    view! {
        <section class="card" id="charts">
            <h2>{text::charts(lang)}</h2>
            <p class="hint">{text::charts_lead(lang)}</p>
            {none}
            {more}
            <div class="drawings">{charts}</div>
        </section>
    }
}

/// A value as people read it.
fn worded(lang: Lang, measure: Measure, value: f64) -> String {
    match measure {
        Measure::OnTime => percent(value),
        Measure::Wait => working_time(lang, value.round() as u32),
    }
}

fn chart(view: &ChartView, lang: Lang) -> impl IntoView + use<> {
    let unit = match &view.unit {
        Some(unit) => unit.name.clone(),
        None => text::every_unit(lang).to_owned(),
    };
    let name = format!("{unit} · {}", text::measure(lang, view.measure));
    let changes: Vec<&'static str> = latest(view)
        .map(|signal| text::signal_of(lang, signal))
        .into_iter()
        .collect();
    let changed = changes
        .into_iter()
        .map(|words| view! { <span class="tag sun">{words}</span> })
        .collect_view();
    let heads = vec![
        text::week(lang),
        text::value(lang),
        text::of(lang),
        text::limits(lang),
        text::signal(lang),
    ];
    let lines = view
        .weeks
        .iter()
        .zip(&view.chart.points)
        .rev()
        .map(|(week, point)| row(*week, point, view.measure, lang))
        .collect_view();
    view! {
        <div class="control">
            <h3>{name.clone()} " " {changed}</h3>
            {drawing(view, lang, &text::chart_label(lang, &name))}
            <details>
                <summary>{text::chart_numbers(lang)}</summary>
                <Lines label=name heads>
                    {lines}
                </Lines>
            </details>
        </div>
    }
}

/// What the last week that was judged says.
fn latest(view: &ChartView) -> Option<Signal> {
    let judged = view
        .chart
        .points
        .iter()
        .rev()
        .find(|point| point.value.is_some() && !point.is_open);
    judged.and_then(|point| point.signal)
}

fn row(week: NaiveDate, point: &Point, measure: Measure, lang: Lang) -> impl IntoView + use<> {
    let words = |value: f64| worded(lang, measure, value);
    let judged = match (point.value, point.signal) {
        (None, _) => None,
        (_, Some(signal)) => Some(text::signal_of(lang, signal)),
        _ if point.is_open => Some(text::not_settled(lang)),
        _ => Some(text::in_control(lang)),
    };
    let limits = point
        .limits
        .map(|[low, high]| format!("{} – {}", words(low), words(high)));
    view! {
        <tr>
            <td>{week.to_string()}</td>
            <td class="n" data-label=text::value(lang)>{point.value.map(words)}</td>
            <td class="n" data-label=text::of(lang)>{grouped(point.of)}</td>
            <td class="n" data-label=text::limits(lang)>{limits}</td>
            <td data-label=text::signal(lang)>{judged}</td>
        </tr>
    }
}

/// A week's mark: its shape says what its colour says.
fn look(point: &Point) -> (&'static str, &'static str) {
    match point.signal {
        Some(Signal::Below) => ("point late", "▼"),
        Some(Signal::Above) => ("point late", "▲"),
        Some(Signal::RunBelow) => ("point warn", "▽"),
        Some(Signal::RunAbove) => ("point warn", "△"),
        None if point.is_open => ("point quiet", "○"),
        None => ("point open", "●"),
    }
}

fn drawing(view: &ChartView, lang: Lang, label: &str) -> impl IntoView + use<> {
    let chart = &view.chart;
    let count = chart.points.len().max(1);
    // A week stands in the middle of its share of the width.
    let across = |week: usize| (week as f64 + 0.5) / count as f64;
    let values = chart.points.iter().filter_map(|point| point.value);
    let ends = chart.points.iter().filter_map(|point| point.limits).flatten();
    let within = match view.measure {
        Measure::OnTime => [0.0, 1.0],
        Measure::Wait => [0.0, f64::from(u32::MAX)],
    };
    let scale = Scale::around(values.chain(ends), within);
    let through = |value: &dyn Fn(&Point) -> Option<f64>| {
        path(
            chart
                .points
                .iter()
                .enumerate()
                .map(|(week, point)| value(point).map(|value| (across(week), scale.down(value)))),
        )
    };
    let low = through(&|point| point.limits.map(|ends| ends[0]));
    let high = through(&|point| point.limits.map(|ends| ends[1]));
    let line = through(&|point| point.value);
    let middle = at(scale.down(chart.centre));
    let marks = chart
        .points
        .iter()
        .enumerate()
        .filter_map(|(week, point)| {
            let (class, sign) = look(point);
            let y = at(scale.down(point.value?));
            Some(view! { <text class=class x=at(across(week)) y=y dy="0.35em" text-anchor="middle">{sign}</text> })
        })
        .collect_view();
    let dates = [(0, "start"), (count / 2, "middle"), (count - 1, "end")]
        .into_iter()
        .filter_map(|(week, anchor)| {
            let day = view.weeks.get(week)?.format("%m-%d").to_string();
            let x = match anchor {
                "start" => at(0.0),
                "end" => at(1.0),
                _ => at(across(week)),
            };
            Some(view! { <text class="mark" x=x y="100%" dy="1.5em" text-anchor=anchor>{day}</text> })
        })
        .collect_view();
    let measure = view.measure;
    let rules = match measure {
        Measure::OnTime => Either::Left(ruled(scale, level)),
        Measure::Wait => Either::Right(ruled(scale, move |value| format!("{:.0}", value / 60.0))),
    };
    let unit = (measure == Measure::Wait).then(|| text::hours_axis(lang));
    view! {
        <figure class="drawing">
            <svg class="chart" role="img" aria-label=label.to_owned()>
                {rules}
                <line class="centre" x1="0" x2="100%" y1=middle.clone() y2=middle />
                <svg viewBox=BOX preserveAspectRatio="none" width="100%" height="100%">
                    <path class="limit" d=low vector-effect="non-scaling-stroke" />
                    <path class="limit" d=high vector-effect="non-scaling-stroke" />
                    <path class="weeks" d=line vector-effect="non-scaling-stroke" />
                </svg>
                {marks}
                {dates}
            </svg>
            {unit.map(|unit| view! { <figcaption class="hint">{unit}</figcaption> })}
        </figure>
    }
}
