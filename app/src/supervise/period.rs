//! The cases of a period, unit by unit, and what changed against another.

use chrono::{DateTime, TimeDelta, Utc};
use domain::board::figures::Counts;
use domain::supervise::compare::Difference;
use domain::supervise::{ComparedRow, Comparison, Extensions, Kind, PeriodRow};
use domain::{DepartmentCode, Lang};
use leptos::either::Either;
use leptos::prelude::*;

use super::behind::Behind;
use crate::text::supervise as text;
use crate::ui::number::{grouped, percent};
use crate::ui::{Lines, time};

/// Working minutes as people say them: minutes below two hours, else hours.
pub(super) fn working_time(lang: Lang, minutes: u32) -> String {
    if minutes < 120 {
        text::working_minutes(lang, minutes)
    } else {
        text::working_hours(lang, &format!("{:.1}", f64::from(minutes) / 60.0))
    }
}

/// A rate with the numbers it is made of, each with its cases; a dash where it has no denominator.
fn rate(
    rate: Option<f64>,
    part: (Kind, u64),
    whole: (Kind, u64),
    number: impl Fn(Kind, u64) -> AnyView,
) -> impl IntoView {
    let shown = rate.map_or_else(|| "—".to_owned(), percent);
    let fraction = (whole.1 > 0).then(|| view! { {number(part.0, part.1)} " / " {number(whole.0, whole.1)} });
    view! {
        {shown}
        " "
        <small>{fraction}</small>
    }
}

#[component]
pub(super) fn Period(rows: Vec<PeriodRow>, total: PeriodRow, behind: Behind) -> impl IntoView {
    let lang = behind.visit.lang();
    let table = if rows.is_empty() {
        Either::Left(view! { <p class="empty">{text::period_none(lang)}</p> })
    } else {
        let line = |row: &PeriodRow| {
            let number = |kind: Kind, count: u64| behind.number(kind, &row.unit.code, count);
            line(lang, behind.name(&row.unit), row, Some(row.extensions), number)
        };
        let lines = rows.iter().map(line).collect_view();
        let mut total = total;
        total.unit.name = text::total(lang).to_owned();
        let everything = behind.asked.department.is_none().then(|| line(&total));
        Either::Right(view! {
            <Lines label=text::period(lang) heads=heads(lang, text::unit(lang), true)>
                {lines}
                {everything}
            </Lines>
        })
    };
    view! {
        <section class="card unit-counts" id="period">
            <h2>{text::period(lang)}</h2>
            <p class="hint">{period_lead(&behind)}</p>
            {table}
        </section>
    }
}

/// The same of one unit, by who is in charge.
#[component]
pub(super) fn People(rows: Vec<PeriodRow>, behind: Behind) -> impl IntoView {
    let lang = behind.visit.lang();
    let lines = rows
        .iter()
        .map(|row| {
            let is_nobody = row.unit.code == DepartmentCode::UNASSIGNED;
            let name = if is_nobody {
                text::nobody_signed(lang).to_owned()
            } else {
                row.unit.name.clone()
            };
            let number = |kind: Kind, count: u64| behind.number_of(&row.unit.code, kind, count);
            line(lang, name, row, None, number)
        })
        .collect_view();
    view! {
        <section class="card unit-counts" id="people">
            <h2>{text::people(lang)}</h2>
            <p class="hint">{period_lead(&behind)} " " {text::people_lead(lang)}</p>
            <Lines label=text::people(lang) heads=heads(lang, text::in_charge(lang), false)>{lines}</Lines>
        </section>
    }
}

fn period_lead(behind: &Behind) -> String {
    let last = behind.asked.to.pred_opt().unwrap_or(behind.asked.to);
    text::period_lead(
        behind.visit.lang(),
        &behind.asked.from.to_string(),
        &last.to_string(),
    )
}

fn heads(lang: Lang, of: &'static str, has_extensions: bool) -> Vec<&'static str> {
    let mut heads = vec![
        of,
        text::received(lang),
        text::on_time(lang),
        text::late(lang),
        text::signed(lang),
        text::wait(lang),
        text::returned(lang),
    ];
    heads.extend(has_extensions.then(|| text::extensions(lang)));
    heads.extend([
        text::reworked(lang),
        text::coverage(lang),
        text::no_verdict(lang),
        text::satisfaction(lang),
    ]);
    heads
}

/// Closed or overdue, and not on time.
fn late(counts: &Counts) -> u64 {
    counts.denominator().saturating_sub(counts.closed_on_time)
}

/// What the cases of one unit or person come to; `number` is a count with the way to its cases.
fn line(
    lang: Lang,
    name: String,
    row: &PeriodRow,
    extensions: Option<Extensions>,
    number: impl Fn(Kind, u64) -> AnyView + Copy,
) -> AnyView {
    let counts = row.counts;
    let of_given =
        |count: u64| (counts.dispatched > 0).then(|| percent(count as f64 / counts.dispatched as f64));
    let wait = row.median_wait.map(|minutes| working_time(lang, minutes));
    let more = extensions.map(|more| {
        let approved = (more.asked > 0).then(|| format!(" / {}", grouped(more.approved)));
        view! {
            <td class="n" data-label=text::extensions(lang)>{number(Kind::Extended, more.asked)} {approved}</td>
        }
    });
    view! {
        <tr class:total=row.unit.code.is_empty()>
            <td>{name}</td>
            <td class="n" data-label=text::received(lang)>{number(Kind::Received, counts.received)}</td>
            <td class="n" data-label=text::on_time(lang)>
                {rate(
                    counts.on_time_rate(),
                    (Kind::OnTime, counts.closed_on_time),
                    (Kind::Due, counts.denominator()),
                    number,
                )}
            </td>
            <td class="n" data-label=text::late(lang)>{number(Kind::Late, late(&counts))}</td>
            <td class="n" data-label=text::signed(lang)>
                {rate(
                    counts.signing_rate(),
                    (Kind::Signed, counts.signed_in_time),
                    (Kind::Given, counts.dispatched),
                    number,
                )}
            </td>
            <td class="n" data-label=text::wait(lang)>{wait}</td>
            <td class="n" data-label=text::returned(lang)>
                {number(Kind::Returned, counts.returned)} " " <small>{of_given(counts.returned)}</small>
            </td>
            {more}
            <td class="n" data-label=text::reworked(lang)>{number(Kind::Reworked, counts.reworked)}</td>
            <td class="n" data-label=text::coverage(lang)>
                {rate(
                    counts.coverage(),
                    (Kind::Verdict, counts.verdicts),
                    (Kind::Closed, counts.closed),
                    number,
                )}
            </td>
            <td class="n" data-label=text::no_verdict(lang)>{number(Kind::NoVerdict, row.no_verdict)}</td>
            <td class="n" data-label=text::satisfaction(lang)>
                {rate(
                    counts.satisfaction(),
                    (Kind::Satisfied, counts.satisfied),
                    (Kind::Verdict, counts.verdicts),
                    number,
                )}
            </td>
        </tr>
    }
    .into_any()
}

#[component]
pub(super) fn Changes(comparison: Comparison, behind: Behind) -> impl IntoView {
    let lang = behind.visit.lang();
    let zone = behind.visit.zone;
    let last = |to: DateTime<Utc>| time::day(to - TimeDelta::seconds(1), zone);
    let lead = text::change_lead(lang, &time::day(comparison.from, zone), &last(comparison.to));
    let heads = vec![
        text::unit(lang),
        text::received(lang),
        text::on_time(lang),
        text::signed(lang),
        text::returned(lang),
        text::satisfaction(lang),
    ];
    let table = if comparison.rows.is_empty() {
        Either::Left(view! { <p class="empty">{text::period_none(lang)}</p> })
    } else {
        let lines = comparison
            .rows
            .iter()
            .map(|one| changed(one, &behind))
            .collect_view();
        Either::Right(view! {
            <Lines label=text::change(lang) heads>
                {lines}
            </Lines>
        })
    };
    view! {
        <section class="card unit-counts" id="change">
            <h2>{text::change(lang)}</h2>
            <p class="hint">{lead}</p>
            {table}
        </section>
    }
}

fn changed(row: &ComparedRow, behind: &Behind) -> impl IntoView + use<> {
    let lang = behind.visit.lang();
    let [before, after] = row.received;
    view! {
        <tr>
            <td>{behind.name(&row.unit)}</td>
            <td class="n" data-label=text::received(lang)>{format!("{} → {}", grouped(before), grouped(after))}</td>
            <td class="n" data-label=text::on_time(lang)>{row.on_time.map(|it| difference(lang, it))}</td>
            <td class="n" data-label=text::signed(lang)>{row.signing.map(|it| difference(lang, it))}</td>
            <td class="n" data-label=text::returned(lang)>{row.returns.map(|it| difference(lang, it))}</td>
            <td class="n" data-label=text::satisfaction(lang)>{row.satisfaction.map(|it| difference(lang, it))}</td>
        </tr>
    }
}

/// Percentage points with their sign.
fn points(share: f64) -> String {
    let points = (share * 1000.0).round() / 10.0;
    match points {
        0.0 => "±0.0".to_owned(),
        points if points < 0.0 => format!("−{:.1}", -points),
        points => format!("+{points:.1}"),
    }
}

fn difference(lang: Lang, it: Difference) -> impl IntoView {
    let [low, high] = it.interval.map(points);
    let clear = it
        .is_clear()
        .then(|| view! { <span class="tag">{text::clear_change(lang)}</span> });
    view! {
        {format!("{} → {}", percent(it.before), percent(it.after))}
        " "
        <small>{text::points(lang, &points(it.change))} {text::range(lang, &low, &high)}</small>
        " "
        {clear}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_carries_its_sign() {
        assert_eq!(
            [0.0, 0.0524, -0.123, 0.0004].map(points),
            ["±0.0", "+5.2", "−12.3", "±0.0"]
        );
    }

    #[test]
    fn a_long_wait_is_told_in_hours() {
        assert_eq!(working_time(Lang::En, 119), "119 working min");
        assert_eq!(working_time(Lang::En, 150), "2.5 working h");
    }
}
