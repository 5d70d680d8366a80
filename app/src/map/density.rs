//! Density of cases from counts per small cell, by a kernel. Pure arithmetic: the colours and the canvas stand with
//! the map.

/// Numbers that a legend of density carries, both ends included.
pub(crate) const TICKS: usize = 5;

/// Radius within which a case counts, in pixels.
pub(crate) const RADIUS: f32 = 32.0;

/// Pixels of one value, each way.
pub(crate) const GRAIN: f32 = 4.0;

/// Densities over a rectangle, row by row from above. One value stands for [`GRAIN`] pixels each way.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Density {
    pub(crate) wide: usize,
    /// Cases per square pixel.
    pub(crate) values: Vec<f32>,
}

impl Density {
    /// Over `size` pixels, of cases at pixels `x`, `y` from the upper left corner, so many at each.
    ///
    /// By the biweight kernel `3/(πR²) (1 − d²/R²)²` of [`RADIUS`] (B. W. Silverman, Density Estimation for Statistics
    /// and Data Analysis, 1986, §4.2.1): what is spread is as much as there was, and no case counts beyond the radius.
    pub(crate) fn of(size: (f32, f32), spots: impl Iterator<Item = (f32, f32, f32)>) -> Self {
        let [wide, high] = [size.0, size.1].map(|side| index(side / GRAIN).max(1));
        let mut values = vec![0.0; wide * high];
        let reach = RADIUS / GRAIN;
        let weight_at_middle = 3.0 / (std::f32::consts::PI * RADIUS * RADIUS);
        for (x, y, weight) in spots {
            // Values stand for the middle of their pixels.
            let (x, y) = (x / GRAIN - 0.5, y / GRAIN - 0.5);
            let from = |at: f32| index((at - reach).max(0.0).ceil());
            let to = |at: f32, end: usize| {
                if at + reach < 0.0 {
                    0
                } else {
                    (index(at + reach) + 1).min(end)
                }
            };
            for row in from(y)..to(y, high) {
                for column in from(x)..to(x, wide) {
                    let far = ((column as f32 - x).powi(2) + (row as f32 - y).powi(2)) / (reach * reach);
                    if far < 1.0 {
                        values[row * wide + column] += weight * weight_at_middle * (1.0 - far) * (1.0 - far);
                    }
                }
            }
        }
        Self { wide, values }
    }

    /// The highest density, so far in from the left and right and from above and below.
    pub(crate) fn most_within(&self, aside: f32, above: f32, size: (f32, f32)) -> f32 {
        let (aside, above) = (index(aside / GRAIN), index(above / GRAIN));
        let rows = self.values.chunks(self.wide).skip(above);
        rows.take(index(size.1 / GRAIN).saturating_sub(2 * above))
            .flat_map(|row| row.get(aside..row.len() - aside.min(row.len())))
            .flatten()
            .copied()
            .fold(0.0, f32::max)
    }
}

/// What colours stand for, from none to the end of the ramp.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ramp {
    /// The density at its end, at least the highest that is shown.
    end: u64,
}

impl Ramp {
    /// A ramp up to a round number that is not below `most`.
    pub(crate) fn up_to(most: f64) -> Self {
        // Divided by sixteen, as ticks are, they stay readable.
        const LEADS: [u64; 9] = [16, 24, 32, 40, 48, 64, 80, 120, 160];
        let mut unit = 1;
        loop {
            let end = LEADS
                .into_iter()
                .map(|lead| lead * unit)
                .find(|end| *end as f64 >= most);
            match end {
                Some(end) => return Self { end },
                None if unit >= u64::MAX / 1_600 => return Self { end: u64::MAX / 16 },
                None => unit *= 10,
            }
        }
    }

    /// Where a density lies on the ramp, in [0, 1]: by its square root, so that thin places are seen beside
    /// thick ones. The legend tells the numbers.
    pub(crate) fn at(self, density: f64) -> f64 {
        (density / self.end as f64).clamp(0.0, 1.0).sqrt()
    }

    /// The densities at equal distances along the ramp.
    pub(crate) fn ticks(self) -> [u64; TICKS] {
        let steps = TICKS as u64 - 1;
        std::array::from_fn(|tick| {
            let tick = tick as u64;
            (self.end * tick * tick + steps * steps / 2) / (steps * steps)
        })
    }
}

fn index(value: f32) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates, and pictures are small"
    )]
    let index = value as usize;
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spread_is_as_much_as_there_was() {
        let spots = [(200.0, 100.0, 7.0), (203.0, 160.0, 1.0), (120.5, 99.0, 4.0)];
        let density = Density::of((400.0, 300.0), spots.into_iter());
        let cases: f32 = density.values.iter().map(|value| value * GRAIN * GRAIN).sum();
        assert!((cases - 12.0).abs() < 0.1, "{cases}");
    }

    #[test]
    fn a_case_counts_most_where_it_is_and_not_beyond_the_radius() {
        let density = Density::of((400.0, 300.0), [(202.0, 102.0, 1.0)].into_iter());
        let at = |x: usize, y: usize| density.values[y / 4 * density.wide + x / 4];
        assert_eq!(density.most_within(0.0, 0.0, (400.0, 300.0)), at(202, 102));
        assert!(at(202, 102) > at(216, 102) && at(216, 102) > at(230, 102) && at(230, 102) > 0.0);
        assert_eq!((at(238, 102), at(202, 138)), (0.0, 0.0));
        let inside: f32 = 3.0 / (std::f32::consts::PI * RADIUS * RADIUS);
        assert!((at(202, 102) / inside - 1.0).abs() < 0.01);
        let seen = |aside, above| density.most_within(aside, above, (400.0, 300.0));
        assert_eq!((seen(100.0, 60.0), seen(250.0, 0.0)), (at(202, 102), 0.0));
        assert!(seen(0.0, 120.0) < at(202, 102), "what lies above is not seen");
    }

    #[test]
    fn cases_outside_count_as_far_as_they_reach() {
        let outside = [(-10.0, 50.0, 1.0), (410.0, 310.0, 1.0), (-500.0, -500.0, 9.0)];
        let density = Density::of((400.0, 300.0), outside.into_iter());
        assert!(density.values[12 * density.wide] > 0.0);
        assert!(density.values[density.values.len() - 1] > 0.0);
        assert_eq!(density.values[0], 0.0);
    }

    #[test]
    fn a_ramp_ends_at_a_round_number_and_its_ticks_are_where_they_say() {
        for (most, ticks) in [
            (0.3, [0, 1, 4, 9, 16]),
            (16.1, [0, 2, 6, 14, 24]),
            (130.0, [0, 10, 40, 90, 160]),
            (3_900.0, [0, 250, 1_000, 2_250, 4_000]),
        ] {
            let ramp = Ramp::up_to(most);
            assert_eq!(ramp.ticks(), ticks, "{most}");
            assert!(ramp.at(most) <= 1.0);
            assert!((ramp.at(ticks[2] as f64) - 0.5).abs() < 0.02);
        }
    }
}
