//! Cases in hexagons: what the server draws of them, and the legend that a map in the browser goes on filling.

use std::fmt::Write as _;

use domain::Lang;
use domain::map::CellView;
use leptos::prelude::*;

use super::mode::Mode;
use crate::map::density::TICKS;
use crate::map::ground::{across, length};
use crate::map::scale::{MIN_FOR_SHARE, Measure, STEPS, Scale};
use crate::map::svg::Projection;
use crate::text::modes as words;

/// Hexagons with the scale that suits them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Combs {
    pub(crate) cells: Vec<CellView>,
    pub(crate) scale: Scale,
}

impl Combs {
    pub(crate) fn new(measure: Measure, cells: Vec<CellView>) -> Self {
        let scale = Scale::of_counts(measure, cells.iter().map(|cell| cell.count));
        Self { cells, scale }
    }

    /// One path per shade, from 0 on.
    pub(super) fn paths(&self, projection: &Projection) -> [String; STEPS + 1] {
        let mut paths: [String; STEPS + 1] = Default::default();
        for cell in &self.cells {
            let shade = self.scale.shade(cell.count, cell.overdue);
            trace(projection, cell.bbox, &mut paths[usize::from(shade)]);
        }
        paths
    }
}

/// Appends a hexagon that stands on a corner as a closed subpath.
fn trace(projection: &Projection, [west, south, east, north]: [f64; 4], path: &mut String) {
    let (left, top) = projection.xy(west, north);
    let (right, bottom) = projection.xy(east, south);
    let middle = i32::midpoint(left, right);
    let quarter = (bottom - top) / 4;
    let (upper, lower) = (top + quarter, bottom - quarter);
    // Writing to a String cannot fail.
    let _ = write!(
        path,
        "M{middle} {top}L{right} {upper}V{lower}L{middle} {bottom}L{left} {lower}V{upper}z"
    );
}

/// The zoom at which a region of this width fills a screen, for hexagons that are drawn once.
pub(crate) fn zoom_of([west, _, east, _]: [f64; 4]) -> u8 {
    /// Pixels of a picture that are enough to fill a column of the page.
    const WIDE: f64 = 900.0;
    let zoom = (360.0 / (east - west).max(1e-3) * WIDE / 256.0).log2();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let zoom = zoom.clamp(0.0, 20.0) as u8;
    zoom
}

/// The legend of hexagons and of density. In the browser both follow the view: the words come along as templates.
#[component]
pub(super) fn ModeLegend(mode: Mode, combs: Combs, lang: Lang) -> impl IntoView {
    let measure = combs.scale.measure();
    let title = match measure {
        Measure::Count => words::legend_hex,
        Measure::Overdue => words::legend_hex_overdue,
    };
    let density = match measure {
        Measure::Count => words::legend_heat,
        Measure::Overdue => words::legend_heat_overdue,
    };
    let wide = combs.cells.first().map_or(0.0, |cell| across(cell.bbox));
    let labels = combs.scale.labels();
    let steps = (1..=STEPS)
        .map(|step| {
            let label = labels.get(step - 1).cloned();
            let is_unused = label.is_none();
            view! {
                <li hidden=is_unused data-step=step.to_string()>
                    <i class=format!("g{step}")></i>
                    <span>{label}</span>
                </li>
            }
        })
        .collect_view();
    let few = (measure == Measure::Overdue).then(|| {
        view! {
            <li>
                <i class="g0"></i>
                {words::legend_few(lang, MIN_FOR_SHARE)}
            </li>
        }
    });
    let ramp = (mode == Mode::Heat).then(|| {
        let ends = (0..TICKS).map(|_| view! { <li></li> }).collect_view();
        view! {
            <div class="legend-heat" hidden data-title=density(lang, "{radius}")>
                <span class="legend-title"></span>
                <i class="heat-ramp"></i>
                <ol>{ends}</ol>
                <p class="hint">{words::heat_follows(lang)}</p>
            </div>
        }
    });
    view! {
        <div class="legend-mode" data-mode=mode.code()>
            <div class="legend legend-hex" data-measure=measure.code() data-title=title(lang, "{across}")>
                <span class="legend-title">{title(lang, &length(wide))}</span>
                <ul>{few}{steps}</ul>
                {(mode == Mode::Heat).then(|| view! { <p class="hint">{words::heat_needs_script(lang)}</p> })}
            </div>
            {ramp}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hexagon_has_its_corners_in_the_middle_and_a_quarter_from_the_ends() {
        let projection = Projection::fit([121.0, 28.0, 121.2, 28.2]);
        let mut path = String::new();
        trace(&projection, projection.bbox(), &mut path);
        let (right, bottom) = projection.xy(projection.bbox()[2], projection.bbox()[1]);
        let (quarter, rest) = (bottom / 4, bottom - bottom / 4);
        let expected = format!(
            "M{} 0L{right} {quarter}V{rest}L{0} {bottom}L0 {rest}V{quarter}z",
            right / 2
        );
        assert_eq!(path, expected);
    }

    #[test]
    fn a_district_is_counted_in_some_hundred_hexagons() {
        // At level zoom + 3 of the quadtree one is 360 / 2^level wide.
        let wide = |degrees: f64| {
            let level = zoom_of([121.0, 28.0, 121.0 + degrees, 28.1]) + 3;
            degrees / (360.0 / f64::from(1_u32 << level))
        };
        for degrees in [0.01, 0.3, 4.0] {
            assert!(
                (14.0..=29.0).contains(&wide(degrees)),
                "{} in a row",
                wide(degrees)
            );
        }
    }
}
