//! Where life is: a few centres around which most of it happens.

/// A centre: its weight, and the kilometres within which it is felt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Centre {
    /// East and north of the middle of the district, in kilometres.
    pub(crate) at: (f64, f64),
    pub(crate) weight: f64,
    pub(crate) reach: f64,
}

/// The joint-service stations stand at the centres, in this order: where in the box (−1 … 1), how heavy,
/// how wide.
pub(crate) const CENTRES: [((f64, f64), f64, f64); 3] = [
    ((0.06, 0.34), 0.45, 1.7),
    ((0.26, 0.02), 1.0, 2.6),
    ((-0.40, -0.30), 0.6, 2.2),
];

/// What is left far from every centre.
const COUNTRYSIDE: f64 = 0.035;
/// Below this it is countryside.
pub(crate) const RURAL_BELOW: f64 = 0.10;

/// How much happens at a point, 1 at the heart of the heaviest centre.
pub(crate) fn heat(centres: &[Centre], (east, north): (f64, f64)) -> f64 {
    let felt = |centre: &Centre| {
        let distance = (east - centre.at.0).hypot(north - centre.at.1) / centre.reach;
        // A long tail: towns thin out, they do not end.
        centre.weight * (0.8 * (-distance * distance / 2.0).exp() + 0.2 / (1.0 + distance * distance))
    };
    COUNTRYSIDE + centres.iter().map(felt).sum::<f64>()
}
