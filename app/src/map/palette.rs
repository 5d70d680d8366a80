use web_sys::Element;

use super::scale::Shade;

/// Shades that a style sheet names: none, and the most that any scale has.
pub(crate) const SHADES: usize = 7;

/// Colours of the canvas, read from the style sheet so that both themes and both measures hold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Palette {
    shades: [String; SHADES],
    /// Of density, the least first.
    pub(super) heat: [String; HEAT.len()],
    pub(super) ground: String,
    pub(super) outline: String,
    pub(super) open: String,
    pub(super) late: String,
    pub(super) closed: String,
    pub(super) chosen: String,
}

impl Palette {
    /// Reads the custom properties that hold for `element`: `--shade-0` … and the colours of marks.
    pub(crate) fn read(element: &Element) -> Self {
        let style = web_sys::window().and_then(|window| window.get_computed_style(element).ok().flatten());
        let colour = |name: &str| {
            style
                .as_ref()
                .and_then(|style| style.get_property_value(name).ok())
                .unwrap_or_default()
        };
        Self {
            shades: SHADE_NAMES.map(colour),
            heat: HEAT.map(colour),
            ground: colour("--card"),
            outline: colour("--edge"),
            open: colour("--brand"),
            late: colour("--late"),
            closed: colour("--muted"),
            chosen: colour("--ink"),
        }
    }

    /// The colours of density.
    pub(super) fn ramp(&self) -> Colours {
        Colours(self.heat.each_ref().map(|colour| rgb(colour)))
    }

    pub(super) fn shade(&self, shade: Shade) -> &str {
        self.shades.get(usize::from(shade)).map_or("", String::as_str)
    }
}

/// Colours at equal distances along a ramp.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Colours([[u8; 3]; HEAT.len()]);

impl Colours {
    /// Red, green, blue and opacity at a place of the ramp, in [0, 1]. At its beginning, where there is nothing,
    /// nothing is drawn.
    pub(super) fn at(&self, place: f64) -> [u8; 4] {
        let along = place.clamp(0.0, 1.0) * (HEAT.len() - 1) as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let (step, opacity) = (
            (along as usize).min(HEAT.len() - 2),
            (place / FADES).clamp(0.0, 1.0) * OPACITY,
        );
        let (low, high) = (self.0[step], self.0[step + 1]);
        let part = along - step as f64;
        let mix = |channel: usize| {
            let (low, high) = (f64::from(low[channel]), f64::from(high[channel]));
            byte(low + (high - low) * part)
        };
        [mix(0), mix(1), mix(2), byte(opacity)]
    }
}

/// Below this part of the ramp its colours fade into the ground, so that thin places have no rim and are not loud.
const FADES: f64 = 0.25;
/// Of density, where there is some; what lies below shines through.
const OPACITY: f64 = 222.0;

fn byte(value: f64) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates"
    )]
    let byte = (value + 0.5) as u8;
    byte
}

/// The parts of `#rrggbb`, or of `#rgb`; black for anything else.
fn rgb(colour: &str) -> [u8; 3] {
    let digits = colour.trim().trim_start_matches('#');
    let number = u32::from_str_radix(digits, 16).unwrap_or(0);
    let part = |shift: u32| (number >> shift) as u8;
    if digits.len() == 3 {
        [8, 4, 0].map(|shift| (part(shift) & 15) * 17)
    } else {
        [16, 8, 0].map(part)
    }
}

const SHADE_NAMES: [&str; SHADES] = [
    "--shade-0",
    "--shade-1",
    "--shade-2",
    "--shade-3",
    "--shade-4",
    "--shade-5",
    "--shade-6",
];

const HEAT: [&str; 6] = [
    "--heat-1", "--heat-2", "--heat-3", "--heat-4", "--heat-5", "--heat-6",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_goes_through_its_colours_and_begins_with_nothing() {
        let colours = Colours([
            [0, 0, 0],
            [50, 0, 0],
            [100, 0, 0],
            [150, 0, 9],
            [200, 0, 0],
            [250, 0, 0],
        ]);
        assert_eq!(colours.at(0.0)[3], 0);
        assert_eq!(colours.at(0.1), [25, 0, 0, 89]);
        assert_eq!(colours.at(0.6), [150, 0, 9, 222]);
        assert_eq!(colours.at(7.0), [250, 0, 0, 222]);
    }

    #[test]
    fn colours_are_read_as_the_style_sheet_writes_them() {
        assert_eq!(
            [" #0d4f63", "#fff", "red"].map(rgb),
            [[13, 79, 99], [255, 255, 255], [0, 0, 0]]
        );
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::test_page::{find, show};

    #[wasm_bindgen_test]
    fn colours_are_those_that_hold_where_the_picture_is() {
        show(
            r##"<div style="--shade-0: #000; --shade-5: #555; --late: #a00; --brand: #00a">
                <p style="--shade-5: #fff"></p>
            </div>"##,
        );
        let palette = Palette::read(&find("p"));
        assert_eq!([palette.shade(0), palette.shade(5)], ["#000", "#fff"]);
        assert_eq!([palette.late.as_str(), palette.open.as_str()], ["#a00", "#00a"]);
        assert_eq!(palette.shade(7), "", "there are six shades and none");
    }
}
