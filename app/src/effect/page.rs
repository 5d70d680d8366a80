//! `/effect`: the date, the claims, three charts, and how all of it is computed.

use chrono::NaiveDate;
use domain::Lang;
use domain::clock::start_of_day;
use domain::effect::{EffectView, LEVEL, MIN_CASES, Measure};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::get_effect;
use super::chart::Chart;
use super::claims::Claims;
use super::words::Words;
use crate::portal::Problem;
use crate::text::{board as board_text, effect as text};
use crate::ui::{Notice, number};
use crate::visit::Visit;

/// The charts: what each shows.
const CHARTS: [&[Measure]; 3] = [
    &[Measure::HandlingTime],
    &[Measure::RepeatPlace, Measure::RepeatPerson, Measure::RepeatMatter],
    &[Measure::Satisfaction],
];

#[component]
pub(crate) fn EffectPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let query = visit.query_string();
    let shown = visit.clone();
    let content = Suspend::new(async move {
        match get_effect(query, lang).await {
            Ok(effect) => Either::Left(view! { <Effect effect visit=shown /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::title(lang) />
        <div class="page-head">
            <h1>{text::title(lang)}</h1>
            <p class="lead">{text::lead(lang)}</p>
        </div>
        <Dates visit />
        <Suspense>{content}</Suspense>
    }
}

/// The date that parts before from after, and how far to look.
#[component]
fn Dates(visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let region = (!visit.links.is_default)
        .then(|| view! { <input type="hidden" name="region" value=visit.links.region.clone() /> });
    let date = |name: &'static str, label: &'static str, required: bool| {
        // A moment does not fit into a date field.
        let value = visit.parameter(name).unwrap_or_default();
        let value = value
            .parse::<NaiveDate>()
            .map_or_else(|_| String::new(), |date| date.to_string());
        view! {
            <label>
                <span>{label}</span>
                <input type="date" name=name value=value required=required />
            </label>
        }
    };
    view! {
        <form class="dates effect-dates" action=visit.links.to("/effect", &[]) method="get">
            {region}
            {date("change", text::change(lang), true)}
            {date("from", board_text::from(lang), false)}
            {date("to", board_text::to(lang), false)}
            <button class="button">{text::compare(lang)}</button>
        </form>
    }
}

#[component]
fn Effect(effect: EffectView, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let words = Words {
        lang,
        zone: visit.zone,
    };
    let change = effect.change.map(|date| start_of_day(date, visit.zone));
    let charts = CHARTS
        .into_iter()
        .zip([
            text::handling(lang),
            text::repeats(lang),
            text::satisfaction(lang),
        ])
        .map(|(measures, title)| {
            let series = effect
                .series
                .iter()
                .filter(|series| measures.contains(&series.measure))
                .cloned()
                .collect();
            view! { <Chart title series change words /> }
        })
        .collect_view();
    let parameters: Vec<(&str, &str)> = visit
        .query
        .iter()
        .filter(|(name, _)| name != "region")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let json = visit.links.api("effect", &parameters);
    let claims = if effect.change.is_some() {
        Either::Left(view! { <Claims effect words /> })
    } else {
        Either::Right(view! { <Notice kind="info"><p>{text::choose(lang)}</p></Notice> })
    };
    view! {
        {claims}
        <div class="charts">{charts}</div>
        <How lang />
        <p class="actions">
            <a class="button" href=json>{board_text::json(lang)}</a>
        </p>
    }
}

#[component]
fn How(lang: Lang) -> impl IntoView {
    let level = number::level(LEVEL);
    view! {
        <section class="card prose effect-how">
            <h2>{text::how(lang)}</h2>
            <dl>
                <dt>{text::how_sides(lang)}</dt>
                <dd>{text::how_sides_text(lang)}</dd>
                <dt>{text::how_share(lang)}</dt>
                <dd>
                    {text::how_share_text(lang, &level)} " "
                    <code>"p₁ − p₂ ± √((p₁ − l₁)² + (u₂ − p₂)²)"</code>
                </dd>
                <dt>{text::how_ratio(lang)}</dt>
                <dd>
                    {text::how_ratio_text(lang)} " "
                    <code>"ln(p₁/p₂) ± 1.96 √(1/x₁ − 1/n₁ + 1/x₂ − 1/n₂)"</code>
                </dd>
                <dt>{text::how_time(lang)}</dt>
                <dd>{text::how_time_text(lang)}</dd>
                <dt>{text::how_verdict(lang)}</dt>
                <dd>{text::how_verdict_text(lang, &number::grouped(MIN_CASES))}</dd>
                <dt>{text::how_season(lang)}</dt>
                <dd>{text::how_season_text(lang)}</dd>
                <dt>{text::how_cause(lang)}</dt>
                <dd>{text::how_cause_text(lang)}</dd>
            </dl>
        </section>
    }
}
