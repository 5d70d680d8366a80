use domain::map::GroundKind;

/// Corners in units of 1e-5 degrees, longitude first. Rings are not closed.
pub type Line = Vec<(i32, i32)>;
/// West, south, east, north in degrees.
pub type Bbox = [f64; 4];

/// Something on the ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    pub kind: GroundKind,
    /// From how far it is seen: 1 = the whole region, 2 = a township, 3 = a street.
    pub rank: u8,
    pub name: Option<String>,
    pub shape: Shape,
}

/// What it looks like from above.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Each an outer ring and its holes.
    Areas(Vec<Vec<Line>>),
    Lines(Vec<Line>),
}

impl Shape {
    /// Every ring and every line.
    pub fn lines(&self) -> Box<dyn Iterator<Item = &Line> + '_> {
        match self {
            Self::Areas(areas) => Box::new(areas.iter().flatten()),
            Self::Lines(lines) => Box::new(lines.iter()),
        }
    }

    #[must_use]
    pub fn corners(&self) -> usize {
        self.lines().map(Vec::len).sum()
    }
}

/// Whole units of a place in degrees.
pub(crate) fn knot((lng, lat): (f64, f64)) -> (i32, i32) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "180e5 fits in 32 bits, and it saturates"
    )]
    let unit = |degrees: f64| (degrees * 1e5).round() as i32;
    (unit(lng), unit(lat))
}

/// Degrees of whole units.
pub(crate) fn degrees((x, y): (i32, i32)) -> (f64, f64) {
    (f64::from(x) / 1e5, f64::from(y) / 1e5)
}

/// To five decimals, as everything is on the wire.
pub(crate) fn rounded(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
}

/// First corner, then differences.
pub(crate) fn encode(line: &[(i32, i32)]) -> Vec<i32> {
    let (mut x, mut y) = (0, 0);
    let mut encoded = Vec::with_capacity(line.len() * 2);
    for corner in line {
        encoded.extend([corner.0 - x, corner.1 - y]);
        (x, y) = *corner;
    }
    encoded
}

/// Box around corners, in units.
pub(crate) fn bounds<'a>(corners: impl IntoIterator<Item = &'a (i32, i32)>) -> [i32; 4] {
    let start = [i32::MAX, i32::MAX, i32::MIN, i32::MIN];
    corners
        .into_iter()
        .fold(start, |[west, south, east, north], &(x, y)| {
            [west.min(x), south.min(y), east.max(x), north.max(y)]
        })
}

/// Twice the area in square units, positive if counterclockwise.
pub(crate) fn doubled(ring: &[(i32, i32)]) -> i64 {
    let Some(&first) = ring.first() else { return 0 };
    let from = |corner: (i32, i32)| {
        (
            i64::from(corner.0) - i64::from(first.0),
            i64::from(corner.1) - i64::from(first.1),
        )
    };
    ring.windows(2)
        .map(|pair| {
            let (a, b) = (from(pair[0]), from(pair[1]));
            a.0 * b.1 - b.0 * a.1
        })
        .sum()
}
