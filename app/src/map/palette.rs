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

    pub(super) fn shade(&self, shade: Shade) -> &str {
        self.shades.get(usize::from(shade)).map_or("", String::as_str)
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

const HEAT: [&str; 6] = ["--heat-1", "--heat-2", "--heat-3", "--heat-4", "--heat-5", "--heat-6"];

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
