use cadastre::{Cell, Checked, CodeRule, Kind, Point, Properties, Ring, Rules, check, read};

pub(crate) const TOWNSHIP: &str = "331003001";

/// Code of the cell of this number, from 1.
pub(crate) fn code(number: usize) -> String {
    format!("{TOWNSHIP}001{number:03}")
}

pub(crate) fn rules() -> Rules {
    Rules {
        codes: CodeRule {
            digits: true,
            prefix: Some("331003".to_owned()),
            townships: [TOWNSHIP.to_owned()].into(),
        },
        ..Rules::default()
    }
}

/// A corner by hundredths of a degree from a place in Zhejiang: about a kilometre each.
pub(crate) fn corner(east: f64, north: f64) -> Point {
    (121.2 + east * 0.01, 28.6 + north * 0.01)
}

pub(crate) fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Ring {
    vec![
        corner(west, south),
        corner(east, south),
        corner(east, north),
        corner(west, north),
    ]
}

pub(crate) fn cell(number: usize, ring: Ring) -> Cell {
    Cell {
        code: code(number),
        name: format!("第{number}网格"),
        township: Some(TOWNSHIP.to_owned()),
        community: Some(format!("{TOWNSHIP}001")),
        kind: Kind::Basic,
        rural: false,
        ring,
    }
}

/// Squares in rows, from the south-west.
pub(crate) fn squares(columns: usize, rows: usize) -> Vec<Cell> {
    let place = |at: usize| ((at % columns) as f64, (at / columns) as f64);
    let square = |at: usize| {
        let (x, y) = place(at);
        cell(at + 1, rectangle(x, y, x + 1.0, y + 1.0))
    };
    (0..columns * rows).map(square).collect()
}

/// Checked as if they came from a file.
pub(crate) fn checked(cells: &[Cell], rules: &Rules) -> Checked {
    checked_text(&cadastre::write(cells), rules)
}

pub(crate) fn checked_text(text: &str, rules: &Rules) -> Checked {
    let sheet = read(text.as_bytes(), &Properties::default()).expect("a file of features");
    check(sheet, rules)
}

/// A file of features with these geometries, coded in order.
pub(crate) fn file(geometries: &[&str]) -> String {
    let feature = |(at, geometry): (usize, &&str)| {
        let code = code(at + 1);
        format!(r#"{{"type":"Feature","properties":{{"code":"{code}","name":"x"}},"geometry":{geometry}}}"#)
    };
    let features: Vec<String> = geometries.iter().enumerate().map(feature).collect();
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
}
