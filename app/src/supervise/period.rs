//! The cases of a period, unit by unit, and what changed against another.

use chrono::{DateTime, TimeDelta, Utc};
use domain::Lang;
use domain::board::figures::Counts;
use domain::supervise::compare::Difference;
use domain::supervise::{ComparedRow, Comparison, Kind, PeriodRow};
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

/// A rate with what it is made of; a dash where it has no denominator.
fn rate(rate: Option<f64>, part: u64, whole: u64) -> impl IntoView {
    let shown = rate.map_or_else(|| "—".to_owned(), percent);
    let fraction = (whole > 0).then(|| format!("{} / {}", grouped(part), grouped(whole)));
    view! {
        {shown}
        " "
        <small>{fraction}</small>
    }
}

#[component]
pub(super) fn Period(rows: Vec<PeriodRow>, total: PeriodRow, behind: Behind) -> impl IntoView {
    let lang = behind.visit.lang();
    let last = behind.asked.to.pred_opt().unwrap_or(behind.asked.to);
    let lead = text::period_lead(lang, &behind.asked.from.to_string(), &last.to_string());
    let heads = vec![
        text::unit(lang),
        text::received(lang),
        text::on_time(lang),
        text::late(lang),
        text::signed(lang),
        text::wait(lang),
        text::returned(lang),
        text::extensions(lang),
        text::reworked(lang),
        text::coverage(lang),
        text::no_verdict(lang),
        text::satisfaction(lang),
    ];
    let table = if rows.is_empty() {
        Either::Left(view! { <p class="empty">{text::period_none(lang)}</p> })
    } else {
        let lines = rows.iter().map(|one| row(one, &behind)).collect_view();
        let mut total = total;
        total.unit.name = text::total(lang).to_owned();
        let everything = behind.asked.department.is_none().then(|| row(&total, &behind));
        Either::Right(view! {
            <Lines label=text::period(lang) heads>
                {lines}
                {everything}
            </Lines>
        })
    };
    view! {
        <section class="card unit-counts" id="period">
            <h2>{text::period(lang)}</h2>
            <p class="hint">{lead}</p>
            {table}
        </section>
    }
}

/// Closed or overdue, and not on time.
fn late(counts: &Counts) -> u64 {
    counts.denominator().saturating_sub(counts.closed_on_time)
}

fn row(row: &PeriodRow, behind: &Behind) -> impl IntoView + use<> {
    let lang = behind.visit.lang();
    let code = &row.unit.code;
    let counts = row.counts;
    let more = row.extensions;
    let number = |kind: Kind, count: u64| behind.number(kind, code, count);
    let of_given =
        |count: u64| (counts.dispatched > 0).then(|| percent(count as f64 / counts.dispatched as f64));
    let wait = row.median_wait.map(|minutes| working_time(lang, minutes));
    let approved = (more.asked > 0).then(|| format!(" / {}", grouped(more.approved)));
    view! {
        <tr class:total=code.is_empty()>
            <td>{behind.name(&row.unit)}</td>
            <td class="n" data-label=text::received(lang)>{number(Kind::Received, counts.received)}</td>
            <td class="n" data-label=text::on_time(lang)>
                {rate(counts.on_time_rate(), counts.closed_on_time, counts.denominator())}
            </td>
            <td class="n" data-label=text::late(lang)>{number(Kind::Late, late(&counts))}</td>
            <td class="n" data-label=text::signed(lang)>
                {rate(counts.signing_rate(), counts.signed_in_time, counts.dispatched)}
            </td>
            <td class="n" data-label=text::wait(lang)>{wait}</td>
            <td class="n" data-label=text::returned(lang)>
                {number(Kind::Returned, counts.returned)} " " <small>{of_given(counts.returned)}</small>
            </td>
            <td class="n" data-label=text::extensions(lang)>{number(Kind::Extended, more.asked)} {approved}</td>
            <td class="n" data-label=text::reworked(lang)>{number(Kind::Reworked, counts.reworked)}</td>
            <td class="n" data-label=text::coverage(lang)>{rate(counts.coverage(), counts.verdicts, counts.closed)}</td>
            <td class="n" data-label=text::no_verdict(lang)>{number(Kind::NoVerdict, row.no_verdict)}</td>
            <td class="n" data-label=text::satisfaction(lang)>
                {rate(counts.satisfaction(), counts.satisfied, counts.verdicts)}
            </td>
        </tr>
    }
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
