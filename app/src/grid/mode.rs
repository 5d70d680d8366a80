//! How the map shows where cases are.

use crate::map::scale::Measure;

/// What a page of the map knows besides what chooses cases; kept from one link to the next.
pub(crate) const KEPT: [&str; 8] = [
    "measure", "mode", "layers", "base", "vs", "vs_from", "vs_to", "sort",
];

/// The cell that is chosen on the map, by its code.
pub(crate) const CELL: &str = "cell";

/// Where the map was moved to: longitude, latitude, zoom.
pub(super) const VIEW: &str = "view";

/// The present way, or one picture of all places at once. Near enough, each shows single incidents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mode {
    /// Cells of the grid in shades, then circles.
    #[default]
    Grid,
    /// Density, smoothed.
    Heat,
    /// Hexagons in shades.
    Hex,
}

impl Mode {
    /// All, in the order shown to people.
    pub(crate) const ALL: [Self; 3] = [Self::Grid, Self::Heat, Self::Hex];

    /// The value of `mode=` in the page's address.
    #[must_use]
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Heat => "heat",
            Self::Hex => "hex",
        }
    }

    /// The mode with this code; anything else is the grid.
    #[must_use]
    pub(crate) fn from_code(code: &str) -> Self {
        match code {
            "heat" => Self::Heat,
            "hex" => Self::Hex,
            _ => Self::Grid,
        }
    }
}

/// What stands in `data-measure` of whatever is shaded by a change between two periods.
pub(super) const CHANGE: &str = "change";

/// The measure that a picture says it is shaded by.
pub(super) fn measure_of(picture: &web_sys::Element) -> Measure {
    Measure::from_code(&picture.get_attribute("data-measure").unwrap_or_default())
}
