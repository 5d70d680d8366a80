//! `/method`: how each figure is computed.

use domain::Lang;
use domain::board::figures::Counts;
use domain::board::interval::wilson;
use domain::board::{interval, ranking};
use domain::publication::Tier;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::Problem;
use super::api::{RecentFigures, WeightsInWords, get_figures};
use super::method::{COMPOSITE, Definition, FIGURES, HANDLING, INTERVAL, MIX, RANKING, Source, definitions};
use crate::text::{method as text, terms};
use crate::ui::number;
use crate::visit::Visit;

/// What Tianmen published for one month.
const TIANMEN: (u64, u64, u64) = (972, 911, 737);
/// On time and due, to show what an interval says.
const EXAMPLES: [(u64, u64); 4] = [(4, 4), (13, 14), (61, 64), (469, 520)];

#[component]
pub(crate) fn MethodPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let figures = Suspend::new(async move {
        match get_figures(region, lang).await {
            Ok(recent) => Either::Left(view! { <Definitions recent lang /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    let contents = [
        ("cohort", text::cohort_title(lang)),
        ("figures", text::figures_title(lang)),
        ("interval", text::interval_title(lang)),
        ("rank", text::rank_title(lang)),
        ("clocks", text::clocks_title(lang)),
        ("tiers", text::tiers_title(lang)),
        ("change", text::change_title(lang)),
    ];
    let contents = contents
        .map(|(anchor, title)| view! { <li><a href=format!("#{anchor}")>{title}</a></li> })
        .collect_view();
    view! {
        <Title text=text::title(lang) />
        <div class="page-head">
            <h1>{text::title(lang)}</h1>
            <p class="lead">{text::lead(lang)}</p>
        </div>
        <div class="with-contents">
            <nav class="contents" aria-label=text::contents(lang)><ul>{contents}</ul></nav>
            <div class="prose">
                <section id="cohort">
                    <h2>{text::cohort_title(lang)}</h2>
                    <p>{text::cohort_text(lang)}</p>
                </section>
                <section id="figures">
                    <h2>{text::figures_title(lang)}</h2>
                    <Suspense>{figures}</Suspense>
                    <Tianmen lang />
                </section>
                <Interval lang />
                <Rank lang />
                <section id="clocks">
                    <h2>{text::clocks_title(lang)}</h2>
                    <p>{text::clocks_text(lang)}</p>
                    <p>{text::clocks_dual(lang)}</p>
                    <p>{text::clocks_pause(lang)}</p>
                    <p>{text::clocks_colours(lang)}</p>
                </section>
                <Tiers lang />
                <section id="change">
                    <h2>{text::change_title(lang)}</h2>
                    <p>{text::change_text(lang)}</p>
                </section>
            </div>
        </div>
    }
}

#[component]
fn Definitions(recent: RecentFigures, lang: Lang) -> impl IntoView {
    let period = text::now_period(lang, &recent.period);
    let definitions = definitions(lang, &recent.figures)
        .into_iter()
        .map(|one| definition(lang, one, period.clone()))
        .collect_view();
    view! {
        <div class="definitions">{definitions}</div>
        <Compared weights=recent.weights lang />
    }
}

/// What is no rate of one cohort: times, comparisons, and the composite with its weights.
#[component]
fn Compared(weights: Vec<WeightsInWords>, lang: Lang) -> impl IntoView {
    let rows = weights
        .into_iter()
        .map(|set| {
            view! {
                <tr>
                    <td>{set.from}</td>
                    <td>{set.shares}</td>
                    <td>{set.decided_by}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <article class="card definition" id="handling">
            <h3>{text::handling(lang)}</h3>
            <p>{text::handling_def(lang)}</p>
            <Code source=&HANDLING signature="pub fn quantile(" lang />
        </article>
        <article class="card definition" id="adjusted">
            <h3>{text::adjusted(lang)}</h3>
            <p>{text::adjusted_def(lang)}</p>
            <p class="formula">"Σ x / Σ n_s r_s,  r_s = (x_s + 10 r) / (n_s + 10)"</p>
            <Code source=&MIX signature="pub fn adjust<" lang />
        </article>
        <article class="card definition" id="before">
            <h3>{text::before(lang)}</h3>
            <p>{text::before_def(lang)}</p>
        </article>
        <article class="card definition" id="weights">
            <h3>{text::composite(lang)}</h3>
            <p>{text::composite_def(lang)}</p>
            <p class="formula">"Σ weight × rate"</p>
            <table class="examples">
                <caption>{text::weights_title(lang)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{text::valid_from(lang)}</th>
                        <th scope="col">{text::weights_of(lang)}</th>
                        <th scope="col">{text::decided_by(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <Code source=&COMPOSITE signature="pub fn score(" lang />
        </article>
    }
}

fn definition(lang: Lang, definition: Definition, period: String) -> impl IntoView {
    let Definition {
        key,
        label,
        text,
        formula,
        code,
        value,
    } = definition;
    let formula = formula.map(|formula| {
        view! {
            <dt>{text::formula(lang)}</dt>
            <dd><code>{formula}</code></dd>
        }
    });
    view! {
        <article class="card definition" id=key>
            <h3>{label}</h3>
            <p>{text}</p>
            <dl class="facts">
                {formula}
                <dt>{text::now(lang)}</dt>
                <dd>
                    {value.unwrap_or_else(|| text::no_value(lang).to_owned())}
                    <span class="hint">{period}</span>
                </dd>
                <dt>{text::key(lang)}</dt>
                <dd><code>{key}</code></dd>
            </dl>
            <Code source=&FIGURES signature=code lang />
        </article>
    }
}

/// The code itself, one tap away.
#[component]
fn Code(source: &'static Source, signature: &'static str, lang: Lang) -> impl IntoView {
    source.function(signature).map(|code| {
        view! {
            <details class="code">
                <summary>{text::code(lang)}</summary>
                <p class="hint">{text::source(lang, source.path)}</p>
                <pre tabindex="0"><code>{code}</code></pre>
            </details>
        }
    })
}

#[component]
fn Tianmen(lang: Lang) -> impl IntoView {
    let (due, due_closed, closed_on_time) = TIANMEN;
    let counts = Counts {
        due,
        due_closed,
        closed_on_time,
        ..Counts::default()
    };
    let shown = |rate: Option<f64>| {
        rate.map(|rate| format!("{:.2}%", rate * 100.0))
            .unwrap_or_default()
    };
    let example = text::example_text(
        lang,
        &due.to_string(),
        &due_closed.to_string(),
        &closed_on_time.to_string(),
        &shown(counts.closing_rate()),
        &shown(counts.on_time_rate()),
    );
    view! {
        <h3>{text::example_title(lang)}</h3>
        <p>{example}</p>
    }
}

#[component]
fn Interval(lang: Lang) -> impl IntoView {
    let rows = EXAMPLES
        .into_iter()
        .filter_map(|(on_time, due)| wilson(on_time, due).map(|interval| (on_time, due, interval)))
        .map(|(on_time, due, [low, high])| {
            let rate = Counts {
                due,
                closed_on_time: on_time,
                ..Counts::default()
            }
            .on_time_rate();
            view! {
                <tr>
                    <td>{format!("{on_time} / {due}")}</td>
                    <td class="n">{rate.map(number::percent)}</td>
                    <td class="n">{format!("{} – {}", number::percent(low), number::percent(high))}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section id="interval">
            <h2>{text::interval_title(lang)}</h2>
            <p>{text::interval_text(lang, &number::level(interval::LEVEL))}</p>
            <p class="formula">"(p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n)"</p>
            <p class="hint">{text::interval_symbols(lang)}</p>
            <table class="examples">
                <thead>
                    <tr>
                        <th scope="col">{text::example_fraction(lang)}</th>
                        <th scope="col" class="n">{text::on_time_rate(lang)}</th>
                        <th scope="col" class="n">{text::example_interval(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <Code source=&INTERVAL signature="pub fn wilson(" lang />
        </section>
    }
}

#[component]
fn Rank(lang: Lang) -> impl IntoView {
    let text = text::rank_text(
        lang,
        &number::level(ranking::LEVEL),
        &number::grouped(ranking::MIN_TRIALS),
    );
    view! {
        <section id="rank">
            <h2>{text::rank_title(lang)}</h2>
            <p>{text}</p>
            <p>{text::rank_place(lang)}</p>
            <p>{text::rank_peers(lang)}</p>
            <Code source=&RANKING signature="pub fn rank(" lang />
        </section>
    }
}

#[component]
fn Tiers(lang: Lang) -> impl IntoView {
    let tiers = Tier::ALL
        .into_iter()
        .map(|tier| {
            let text = match tier {
                Tier::Exact => text::tier_exact(lang),
                Tier::Snapped => text::tier_snapped(lang),
                Tier::Grid => text::tier_grid(lang),
                Tier::Count => text::tier_count(lang),
                Tier::Absent => text::tier_absent(lang),
            };
            view! {
                <dt>{terms::tier(lang, tier)}</dt>
                <dd>{text}</dd>
            }
        })
        .collect_view();
    view! {
        <section id="tiers">
            <h2>{text::tiers_title(lang)}</h2>
            <p>{text::tiers_text(lang)}</p>
            <dl class="facts tiers">{tiers}</dl>
            <p>{text::by_place(lang)}</p>
            <p>{text::reasons(lang)}</p>
        </section>
    }
}
