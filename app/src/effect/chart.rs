//! A measure over the months: values with their intervals, drawn by the server, and the same as a table.

use chrono::{DateTime, Utc};
use domain::effect::{MIN_CASES, Measure, Point, Series};
use leptos::prelude::*;

use super::scale::Scale;
use super::words::{Words, unit};
use crate::text::effect as text;

/// Months that are named below the chart, at most.
const NAMED: usize = 6;
/// Marks of the lines of one chart: their shape tells them apart.
const SHAPES: [(&str, &str); 3] = [
    ("●", "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z"),
    ("◆", "M0-5.5L5.5 0L0 5.5L-5.5 0z"),
    ("■", "M-4-4h8v8h-8z"),
];

/// One chart of measures of a kind, and its table.
#[component]
pub(super) fn Chart(
    title: &'static str,
    series: Vec<Series>,
    /// The moment that parts before from after.
    change: Option<DateTime<Utc>>,
    words: Words,
) -> impl IntoView {
    let lang = words.lang;
    let is_known = series
        .iter()
        .flat_map(|series| &series.months)
        .any(|month| month.value.is_some());
    let legend = (series.len() > 1).then(|| {
        let entries = series
            .iter()
            .zip(SHAPES)
            .enumerate()
            .map(|(at, (series, (shape, _)))| {
                view! { <li class=format!("s{at}")><i aria-hidden="true">{shape}</i> {words.measure(series.measure)}</li> }
            })
            .collect_view();
        view! { <ul class="chart-legend">{entries}</ul> }
    });
    let picture = if is_known {
        picture(title, &series, change, words).into_any()
    } else {
        let why = match series.first().map(|series| series.measure) {
            Some(Measure::HandlingTime) => text::no_times(lang),
            _ => text::no_cases(lang),
        };
        view! { <p class="empty">{text::no_data(lang)} " " {why}</p> }.into_any()
    };
    let table = is_known.then(|| {
        view! {
            <details class="fold">
                <summary>{text::as_table(lang)}</summary>
                {table(title, &series, words)}
            </details>
        }
    });
    view! {
        <section class="card chart-card">
            <h2>{title}</h2>
            {legend}
            {picture}
            {table}
        </section>
    }
}

fn picture(
    title: &str,
    series: &[Series],
    change: Option<DateTime<Utc>>,
    words: Words,
) -> impl IntoView + use<> {
    let lang = words.lang;
    let months: &[Point] = series.first().map_or(&[], |series| &series.months);
    let slot = 100.0 / months.len().max(1) as f64;
    let all = || series.iter().flat_map(|series| &series.months);
    let measure = series
        .first()
        .map_or(Measure::Satisfaction, |series| series.measure);
    let in_units = |point: &Point| Some(point.interval?.map(|end| end / unit(measure)));
    // Months of few cases do not stretch the axis: their intervals are cut at its ends.
    let mut large = all()
        .filter(|point| point.whole >= MIN_CASES)
        .filter_map(in_units)
        .peekable();
    let scale = if large.peek().is_some() {
        Scale::around(large)
    } else {
        Scale::around(all().filter_map(in_units))
    };
    let down = move |value: f64| scale.down(value / unit(measure));
    let marks = scale
        .marks()
        .map(|mark| {
            let y = scale.down(mark);
            let label = words.mark(measure, mark);
            view! {
                <line class="grid" x1="0%" x2="100%" y1=y.clone() y2=y.clone() />
                <text x="0" y=y dx="-8" dy="4" text-anchor="end">{label}</text>
            }
        })
        .collect_view();
    let every = months.len().div_ceil(NAMED).max(1);
    let names = months
        .iter()
        .enumerate()
        .step_by(every)
        .map(|(at, month)| {
            let x = format!("{:.1}%", (at as f64 + 0.5) * slot);
            view! { <text x=x y="100%" dy="18" text-anchor="middle">{words.month(month.from)}</text> }
        })
        .collect_view();
    let lines = series
        .iter()
        .zip(SHAPES)
        .enumerate()
        .map(|(line, (of, (_, shape)))| {
            let shift = (line as f64 - (series.len() - 1) as f64 / 2.0) * 0.25;
            let points = of
                .months
                .iter()
                .enumerate()
                .filter_map(|(at, month)| {
                    let x = format!("{:.1}%", (at as f64 + 0.5 + shift) * slot);
                    point(&x, month, down, shape)
                })
                .collect_view();
            view! { <g class=format!("s{line}")>{points}</g> }
        })
        .collect_view();
    let change = change.and_then(|change| {
        let x = format!("{:.1}%", position(months, change)? * slot);
        Some(view! {
            <line class="change" x1=x.clone() x2=x.clone() y1="0%" y2="100%" />
            <text class="change" x=x y="0%" dx="5" dy="12">{text::change_mark(lang)}</text>
        })
    });
    let label = text::chart_alt(lang, title, months.len());
    view! {
        <svg class="chart" role="img" aria-label=label>
            {marks}
            {names}
            {change}
            {lines}
        </svg>
    }
}

/// A value with its interval.
fn point<D: Fn(f64) -> String>(
    x: &str,
    month: &Point,
    down: D,
    shape: &'static str,
) -> Option<impl IntoView + use<D>> {
    let (value, [low, high]) = month.value.zip(month.interval)?;
    let [value, low, high] = [value, low, high].map(down);
    let x = x.to_owned();
    Some(view! {
        <line x1=x.clone() x2=x.clone() y1=low y2=high />
        <svg x=x y=value class="at">
            <path d=shape />
        </svg>
    })
}

/// Where in the months a moment lies: 1.5 is the middle of the second.
fn position(months: &[Point], at: DateTime<Utc>) -> Option<f64> {
    let (index, month) = months
        .iter()
        .enumerate()
        .find(|(_, month)| month.from <= at && at < month.to)?;
    let share = (at - month.from).as_seconds_f64() / (month.to - month.from).as_seconds_f64();
    Some(index as f64 + share)
}

fn table(title: &'static str, series: &[Series], words: Words) -> impl IntoView + use<> {
    let lang = words.lang;
    let heads = series
        .iter()
        .map(|series| view! { <th scope="col">{words.measure(series.measure)}</th> })
        .collect_view();
    let months = series.first().map_or(0, |series| series.months.len());
    let rows = (0..months)
        .map(|at| {
            let cells = series
                .iter()
                .filter_map(|series| {
                    let point = series.months.get(at)?;
                    Some(view! {
                        <td>
                            {words.point(series.measure, point)} " "
                            <span class="hint">{words.interval(series.measure, point)}</span>
                        </td>
                    })
                })
                .collect_view();
            let month = series
                .first()
                .and_then(|series| series.months.get(at))
                .map(|month| words.month(month.from));
            view! {
                <tr>
                    <th scope="row">{month}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=title>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{text::month(lang)}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_stands_in_its_month_by_the_share_that_has_passed() {
        let at = |day: i64| DateTime::UNIX_EPOCH + chrono::Duration::days(day);
        let month = |from: i64, to: i64| Point {
            from: at(from),
            to: at(to),
            part: None,
            whole: 0,
            value: None,
            interval: None,
        };
        let months = [month(0, 10), month(10, 30)];
        assert_eq!(position(&months, at(0)), Some(0.0));
        assert_eq!(position(&months, at(15)), Some(1.25));
        assert_eq!(position(&months, at(30)), None);
    }
}
