//! `/board`: the period, the table, and how to read it.

use chrono::{Days, NaiveDate};
use domain::Lang;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::get_board;
use super::line::LATE_SHARE;
use super::more::More;
use super::period::{Preset, presets};
use super::scope::{self, Scope};
use super::sheet::{BoardSheet, Heading, Words};
use super::table::BoardTable;
use super::weights::{self, Fault, WhatIf};
use crate::live::Live;
use crate::portal::Problem;
use crate::text::{board as text, site, weekly};
use crate::ui::{Fold, Notice, number};
use crate::visit::{Links, Visit};

#[component]
pub(crate) fn BoardPage() -> impl IntoView {
    let mut visit = with_period(Visit::get());
    let fault = weights::gather(&mut visit);
    let lang = visit.lang();
    let lead = text::lead(
        lang,
        &number::level(domain::board::ranking::LEVEL),
        &number::grouped(domain::board::ranking::MIN_TRIALS),
    );
    let how = visit.to("/method#rank", &[]);
    let query = visit.query_string();
    let shown = visit.clone();
    let table = Suspend::new(async move {
        match get_board(query, lang).await {
            Ok(table) => Either::Left(view! { <Board table visit=shown fault /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::title(lang) />
        <div class="page-head">
            <h1>{text::title(lang)}</h1>
            <p class="lead">{lead} " " <a href=how>{text::how(lang)}</a></p>
        </div>
        <Periods visit=visit.clone() />
        <Scope visit />
        <Suspense>{table}</Suspense>
    }
}

/// What names no period is over the last thirty days; where nothing has come in for long, over the last thirty
/// with data.
pub(crate) fn with_period(mut visit: Visit) -> Visit {
    if visit.parameter("from").or(visit.parameter("to")).is_none()
        && let Some([first, last]) = visit.past_days()
    {
        let end = last + Days::new(1);
        visit.query.extend([
            ("from".to_owned(), first.to_string()),
            ("to".to_owned(), end.to_string()),
        ]);
    }
    visit
}

/// What the date fields begin with: the period shown.
fn dates(visit: &Visit, (from, to): (&str, &str)) -> [String; 2] {
    let today = visit.now.with_timezone(&visit.zone).date_naive();
    if (from, to) == ("", "") {
        let first = today - Days::new(domain::live::RECENT_DAYS - 1);
        return [first, today + Days::new(1)].map(|day| day.to_string());
    }
    // A moment does not fit into a date field.
    [from, to].map(|text| match text.parse::<NaiveDate>() {
        Ok(date) => date.to_string(),
        Err(_) => String::new(),
    })
}

/// Named periods as links, any other as a form that works without script.
#[component]
fn Periods(visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let chosen = (
        visit.parameter("from").unwrap_or_default(),
        visit.parameter("to").unwrap_or_default(),
    );
    let received = visit.region.first_received_at.zip(visit.region.last_received_at);
    let mut is_preset = false;
    let [from, to] = dates(&visit, chosen);
    let chips = presets(visit.now, visit.zone, received, visit.past_days())
        .into_iter()
        .map(|(preset, span)| {
            let span = span.map(|(from, to)| (from.to_string(), to.to_string()));
            let (from, to) = span
                .as_ref()
                .map_or(("", ""), |(from, to)| (from.as_str(), to.as_str()));
            let is_current = !is_preset && chosen == (from, to);
            is_preset |= is_current;
            let pairs: &[(&str, &str)] = if span.is_some() {
                &[("from", from), ("to", to)]
            } else {
                &[]
            };
            let current = is_current.then_some("true");
            let label = match preset {
                Preset::Last30 => text::last_30(lang),
                Preset::PastDays => text::past_30(lang),
                Preset::ThisMonth => text::this_month(lang),
                Preset::ThisQuarter => text::this_quarter(lang),
                Preset::ThisYear => text::this_year(lang),
                Preset::Whole => text::whole(lang),
            };
            view! { <li><a class="chip" href=visit.to("/board", pairs) aria-current=current>{label}</a></li> }
        })
        .collect_view();
    let as_of = visit.parameter("as_of").unwrap_or_default().to_owned();
    is_preset &= as_of.is_empty();
    let region = (!visit.links.is_default)
        .then(|| view! { <input type="hidden" name="region" value=visit.links.region.clone() /> });
    view! {
        <nav class="periods" aria-label=text::period(lang)>
            <ul class="chips">
                {chips}
                <li>
                    <details class="custom" open=!is_preset>
                        <summary class="chip">{text::custom(lang)}</summary>
                    </details>
                </li>
            </ul>
            <form class="dates" action=visit.links.to("/board", &[]) method="get">
                {region}
                <label>
                    <span>{text::from(lang)}</span>
                    <input type="date" name="from" required value=from />
                </label>
                <label>
                    <span>{text::to(lang)}</span>
                    <input type="date" name="to" required value=to />
                </label>
                <label>
                    <span>{text::as_of(lang)}</span>
                    <input type="date" name="as_of" value=as_of />
                </label>
                <button class="button">{text::apply(lang)}</button>
            </form>
        </nav>
    }
}

#[component]
fn Board(table: BoardTable, visit: Visit, fault: Option<Fault>) -> impl IntoView {
    let lang = visit.lang();
    let span = text::span(lang, &table.first_day, &table.last_day);
    let past = (table.rows.is_empty())
        .then(|| visit.past_span())
        .flatten()
        .map(|(from, to)| {
            view! { <Notice kind="info"><p>{text::past(lang, &from, &to)}</p></Notice> }
        });
    let bounds: Vec<(&str, &str)> = visit
        .query
        .iter()
        .filter(|(name, _)| name != "region")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let (csv, sheet, json) = (
        visit.links.api("board.csv", &bounds),
        visit.links.api("board.xlsx", &bounds),
        visit.links.api("board", &bounds),
    );
    let peers = scope::peers(&visit, &table.peers);
    let exceed = if table.counts_all {
        text::exceed(lang)
    } else {
        text::listed_only(lang)
    };
    let more = view! {
        <More
            headings=table.headings.clone()
            rows=table.more.clone()
            unit=table.unit.clone()
            title=text::more(lang).to_owned()
        />
    };
    let composites = table.composites.clone();
    let what_if = view! { <WhatIf composites visit=visit.clone() fault /> };
    let unit = table.unit.clone();
    let embed = table
        .widget
        .clone()
        .map(|address| view! { <Embed address lines=table.rows.len() visit=visit.clone() /> });
    // A period that lies behind us does not move any more.
    let live = table.is_moving.then(|| view! { <Live /> });
    view! {
        {past}
        <h2 class="span">{span}</h2>
        {peers}
        <BoardSheet table words=words(&visit.links, unit) />
        {live}
        <p class="hint">{exceed} " " {text::drill(lang)}</p>
        {more}
        {what_if}
        <div class="columns">
            <Reading lang />
            <section class="card">
                <h2>{text::check_title(lang)}</h2>
                <p>{text::check_text(lang)}</p>
                <p class="actions">
                    <a class="button" href=csv download="">{text::csv(lang)}</a>
                    <a class="button" href=sheet download="">{text::sheet(lang)}</a>
                    <a class="button" href=json>{text::json(lang)}</a>
                    <a class="button" href=visit.to("/reports", &[])>{weekly::title(lang)}</a>
                </p>
                <p class="hint no-print">{text::print(lang)}</p>
            </section>
        </div>
        {embed}
    }
}

/// What another site puts into its pages to show this board.
#[component]
fn Embed(
    /// Of the widget, with its host.
    address: String,
    lines: usize,
    visit: Visit,
) -> impl IntoView {
    let lang = visit.lang();
    let title = format!("{} · {}", visit.region_name(), text::title(lang));
    // As tall as the table on a wide page; on a narrow one it scrolls inside its frame.
    let height = 200 + 42 * lines;
    let [address, title] = [address, title].map(|text| in_attribute(&text));
    let snippet = format!(
        r#"<iframe src="{address}" title="{title}" width="100%" height="{height}" loading="lazy" frameborder="0"></iframe>"#
    );
    view! {
        <div class="embed no-print">
            <Fold title=text::embed(lang)>
                <p>{text::embed_text(lang)}</p>
                <pre class="snippet" tabindex="0" role="region" aria-label=text::embed_label(lang)>
                    <code>{snippet}</code>
                </pre>
            </Fold>
        </div>
    }
}

/// A text as it stands between the quotation marks of an attribute.
fn in_attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

#[component]
fn Reading(lang: Lang) -> impl IntoView {
    let level = number::level(domain::board::ranking::LEVEL);
    view! {
        <section class="card">
            <h2>{text::read_title(lang)}</h2>
            <ul class="reading">
                <li>{text::read_rank(lang, &level)}</li>
                <li>{text::read_plot(lang)}</li>
                <li>{text::read_few(lang)}</li>
                <li>{text::read_fraction(lang)}</li>
                <li>{text::read_trend(lang)}</li>
                <li>{text::read_late(lang, LATE_SHARE)}</li>
            </ul>
        </section>
    }
}

/// Every column's name leads to its definition.
pub(crate) fn words(links: &Links, unit: String) -> Words {
    let lang = links.lang;
    let heading = |label: &str, anchor: &str| Heading {
        label: label.to_owned(),
        href: links.to(&format!("/method#{anchor}"), &[]),
    };
    let level = number::level(domain::board::interval::LEVEL);
    Words {
        rank: heading(text::rank(lang), "rank"),
        department: unit,
        before: heading(text::before(lang), "before"),
        plot: heading(&text::plot(lang, &level), "interval"),
        rate: heading(text::rate(lang), "on_time_rate"),
        fraction: heading(text::fraction(lang), "due"),
        received: heading(text::received(lang), "received"),
        overdue: heading(text::overdue(lang), "overdue_open"),
        trend: text::trend(lang).to_owned(),
        empty: text::empty(lang).to_owned(),
        paused: site::paused(lang).to_owned(),
        scroll: text::scroll(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_an_attribute_before_its_end() {
        assert_eq!(
            in_attribute(r#"/board/widget?a=1&b="><script>"#),
            "/board/widget?a=1&amp;b=&quot;>&lt;script>"
        );
    }
}
