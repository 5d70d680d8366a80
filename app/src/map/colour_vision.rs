//! The colours of the map as people see them who are colour-blind: neighbours in a scale stay apart, and a scale that
//! tells more from less gets steadily lighter or darker.

/// What holds for light pages, for dark ones, and for those that are dark whatever the reader prefers.
const TOKENS: &str = include_str!("../../../style/tokens.css");

type Matrix = [[f64; 3]; 3];

/// Whole protanopia, deuteranopia and tritanopia, on linear light: G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, A
/// Physiologically-based Model for Simulation of Color Vision Deficiency, IEEE TVCG 15 (2009) 1291–1298, table 1,
/// severity 1.0. With them, sight without any.
const SIGHTS: [(&str, Matrix); 4] = [
    ("any", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

/// The least distance of neighbours in CIELAB; some 2.3 are just noticed.
const APART: f64 = 8.0;
/// The least step of lightness from one class of a sequence to the next.
const STEP: f64 = 5.0;

/// Lightness and the two colour axes of CIELAB (D65), as somebody with this sight has them.
fn lab(colour: &str, sight: &Matrix) -> [f64; 3] {
    let digits = colour.trim_start_matches('#');
    let linear = [0, 2, 4].map(|at| {
        let part = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).expect("two digits")) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    let times = |row: [f64; 3], of: [f64; 3]| row[0] * of[0] + row[1] * of[1] + row[2] * of[2];
    let seen = sight.map(|row| times(row, linear).clamp(0.0, 1.0));
    let white = [0.950_47, 1.0, 1.088_83];
    let rows = [
        [0.412_456_4, 0.357_576_1, 0.180_437_5],
        [0.212_672_9, 0.715_152_2, 0.072_175_0],
        [0.019_333_9, 0.119_192_0, 0.950_304_1],
    ];
    let [x, y, z] = std::array::from_fn(|at| {
        let part: f64 = times(rows[at], seen) / white[at];
        if part > (6.0_f64 / 29.0).powi(3) {
            part.cbrt()
        } else {
            part / (3.0 * (6.0_f64 / 29.0).powi(2)) + 4.0 / 29.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    std::iter::zip(a, b)
        .map(|(a, b)| (a - b).powi(2))
        .sum::<f64>()
        .sqrt()
}

/// The parts of the tokens that each name all colours.
fn themes() -> Vec<&'static str> {
    let starts: Vec<usize> = TOKENS.match_indices("--grid-0:").map(|(at, _)| at).collect();
    assert_eq!(starts.len(), 3, "light, dark, and dark by attribute");
    let ends = starts[1..].iter().copied().chain([TOKENS.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| &TOKENS[*start..end])
        .collect()
}

fn colours(theme: &str, names: &[String]) -> Vec<String> {
    let colour = |name: &String| {
        let after = theme
            .split_once(&format!("{name}: "))
            .unwrap_or_else(|| panic!("no {name}"));
        after.1.split(';').next().unwrap_or_default().to_owned()
    };
    names.iter().map(colour).collect()
}

fn named(kind: &str, steps: std::ops::RangeInclusive<u8>) -> Vec<String> {
    steps.map(|step| format!("--{kind}-{step}")).collect()
}

#[test]
fn scales_from_less_to_more_are_told_apart_and_grow_in_lightness_for_every_eye() {
    let nothing = || named("grid", 0..=0);
    let scales = [
        named("grid", 0..=5),
        [nothing(), named("over", 1..=5)].concat(),
        [nothing(), named("heat", 1..=6)].concat(),
    ];
    for (theme, scale) in themes()
        .into_iter()
        .flat_map(|theme| scales.iter().map(move |scale| (theme, scale)))
    {
        for (sight, matrix) in &SIGHTS {
            let seen: Vec<[f64; 3]> = colours(theme, scale)
                .iter()
                .map(|colour| lab(colour, matrix))
                .collect();
            let is_falling = seen[0][0] > seen[1][0];
            // Of density the first colour fades in from the ground: its hue sets it off.
            let begin = usize::from(scale.iter().any(|name| name.contains("heat")));
            for (at, pair) in seen.windows(2).enumerate().skip(begin) {
                let step = if is_falling {
                    pair[0][0] - pair[1][0]
                } else {
                    pair[1][0] - pair[0][0]
                };
                let apart = distance(pair[0], pair[1]);
                let which = format!("{} to {} with {sight}", scale[at], scale[at + 1]);
                assert!(step >= STEP, "{which}: a step of {step:.1} in lightness");
                assert!(apart >= APART, "{which}: {apart:.1} apart");
            }
            assert!(distance(seen[0], seen[1]) >= APART, "{} with {sight}", scale[1]);
        }
    }
}

#[test]
fn what_fell_and_what_rose_are_told_apart_from_each_other_and_from_nothing_for_every_eye() {
    for theme in themes() {
        for (sight, matrix) in &SIGHTS {
            let seen: Vec<[f64; 3]> = colours(theme, &named("diff", 0..=6))
                .iter()
                .map(|colour| lab(colour, matrix))
                .collect();
            for (a, one) in seen.iter().enumerate() {
                for (b, other) in seen.iter().enumerate().skip(a + 1) {
                    let apart = distance(*one, *other);
                    assert!(
                        apart >= 1.5 * APART,
                        "diff-{a} and diff-{b} with {sight}: {apart:.1} apart"
                    );
                }
            }
            // Each arm goes one way, from the middle out.
            let from_ground = |at: usize| (seen[at][0] - seen[0][0]).abs();
            for arm in [[3, 2, 1], [4, 5, 6]] {
                let steps: Vec<f64> = arm
                    .windows(2)
                    .map(|pair| from_ground(pair[1]) - from_ground(pair[0]))
                    .collect();
                assert!(
                    steps.iter().all(|step| *step >= STEP),
                    "{arm:?} with {sight}: {steps:?}"
                );
            }
        }
    }
}
