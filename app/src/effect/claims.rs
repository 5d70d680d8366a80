//! Published claims, and what the cases say to them.

use domain::effect::{ClaimView, Claimed, Comparison, EffectView, Measure};
use leptos::prelude::*;

use super::words::Words;
use crate::text::effect as text;
use crate::ui::number;

/// Every claim with before, after, the change and a verdict. Nothing where no date was named.
#[component]
pub(super) fn Claims(effect: EffectView, words: Words) -> impl IntoView {
    let lang = words.lang;
    let rows = effect
        .claims
        .iter()
        .filter_map(|claim| {
            let of = effect
                .series
                .iter()
                .find(|series| series.measure == claim.measure)?;
            Some(row(claim, of.comparison.as_ref()?, words))
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>{text::claims(lang)}</h2>
            <p class="hint">{text::claims_note(lang)}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=text::claims(lang)>
                <table class="plain lines claims">
                    <thead>
                        <tr>
                            <th scope="col">{text::claim(lang)}</th>
                            <th scope="col">{text::before(lang)}</th>
                            <th scope="col">{text::after(lang)}</th>
                            <th scope="col">{text::changed(lang)}</th>
                            <th scope="col">{text::season(lang)}</th>
                            <th scope="col">{text::verdict(lang)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn row(claim: &ClaimView, comparison: &Comparison, words: Words) -> impl IntoView + use<> {
    let lang = words.lang;
    let measure = claim.measure;
    let name = match (claim.claimed, measure) {
        (Claimed::Change(by), Measure::HandlingTime) => {
            // 37.5 % less time is 60 % more in the same time.
            let more = number::signed(1.0 / (1.0 + by) - 1.0);
            text::claim_efficiency(lang, &more, &number::signed(by))
        }
        (Claimed::Change(by), _) => text::claim_change(lang, words.measure(measure), &number::signed(by)),
        (Claimed::AtLeast(level), _) => {
            text::claim_level(lang, words.measure(measure), &number::percent(level))
        }
    };
    let none = || "—".to_owned();
    let changed = comparison
        .relative
        .map_or_else(none, |relative| words.change(relative));
    let points = comparison.difference.map(|difference| {
        let [low, high] = difference.interval.map(points);
        text::in_points(lang, &points(difference.value), &low, &high)
    });
    let season = match (comparison.year_earlier, comparison.adjusted) {
        (Some(earlier), Some(left)) => text::season_left(lang, &words.change(earlier), &words.change(left)),
        _ => text::no_season(lang).to_owned(),
    };
    let (class, shape, verdict) = words.verdict(claim.verdict);
    let side = |point| {
        view! {
            {words.point(measure, point)} " "
            <span class="hint">{words.interval(measure, point)}</span>
        }
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td data-label=text::before(lang)>{side(&comparison.before)}</td>
            <td data-label=text::after(lang)>{side(&comparison.after)}</td>
            <td data-label=text::changed(lang)>{changed} " " <span class="hint">{points}</span></td>
            <td data-label=text::season(lang) class="hint">{season}</td>
            <td data-label=text::verdict(lang)><span class=class><i aria-hidden="true">{shape}</i>{verdict}</span></td>
        </tr>
    }
}

/// A difference of shares in percentage points.
fn points(difference: f64) -> String {
    number::signed(difference).trim_end_matches('%').to_owned()
}
