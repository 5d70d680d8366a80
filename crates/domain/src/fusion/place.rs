//! Places as keys: addresses and small squares.

use super::fnv1a;

/// Side of a square, in degrees of latitude: about 245 m. More than twice [`REACH`], so that the squares at the
/// corners of a look around a point are all it touches.
const SIDE: f64 = 0.0022;
/// How far a look around a point reaches, in metres along each axis.
const REACH: f64 = 80.0;
/// Metres per degree of latitude.
const DEGREE: f64 = 111_195.0;
/// Mean radius of the earth in metres (IUGG).
const EARTH: f64 = 6_371_008.8;

/// Key of an address that names a spot: the same for spellings that differ in blanks, punctuation, case and
/// full-width forms only. `None` for an address without a number, which names an area at best.
#[must_use]
pub fn address_key(address: &str) -> Option<i64> {
    let plain: String = address
        .chars()
        .map(half_width)
        .filter(|character| character.is_alphanumeric() || *character == '-')
        .flat_map(char::to_uppercase)
        .collect();
    let numbered = plain.chars().any(|character| character.is_ascii_digit())
        || plain
            .char_indices()
            .any(|(at, character)| "号栋幢".contains(character) && ends_in_number(&plain[..at]));
    (numbered && plain.chars().count() >= 3).then(|| fnv1a(plain.bytes()).cast_signed())
}

fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        other => other,
    }
}

fn ends_in_number(text: &str) -> bool {
    text.chars()
        .next_back()
        .is_some_and(|last| "〇零一二三四五六七八九十百".contains(last))
}

/// Key of the square a point (longitude, latitude) lies in.
pub(super) fn cell(point: (f64, f64)) -> i64 {
    let row = (point.1 / SIDE).floor();
    // Squares of a row have one width, whatever the latitude within it.
    let width = SIDE / ((row + 0.5) * SIDE).to_radians().cos().max(0.01);
    let column = (point.0 / width).floor();
    // Both fit: |row| ≤ 41,000 and |column| ≤ 82,000.
    ((row as i64) << 20) + column as i64
}

/// Keys of the squares that hold every point within 80 m of this one.
#[must_use]
pub fn nearby_cells(point: (f64, f64)) -> Vec<i64> {
    let north = REACH / DEGREE;
    let east = north / point.1.to_radians().cos().max(0.01);
    let mut cells: Vec<i64> = [-1.0, 1.0]
        .into_iter()
        .flat_map(|row| [-1.0, 1.0].map(|column| (point.0 + column * east, point.1 + row * north)))
        .map(cell)
        .collect();
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// Metres between two points (longitude, latitude), on a sphere (haversine).
#[must_use]
pub fn metres_between(one: (f64, f64), two: (f64, f64)) -> f64 {
    let (lat_1, lat_2) = (one.1.to_radians(), two.1.to_radians());
    let half_lat = ((lat_2 - lat_1) / 2.0).sin();
    let half_lng = ((two.0 - one.0).to_radians() / 2.0).sin();
    let chord = half_lat * half_lat + lat_1.cos() * lat_2.cos() * half_lng * half_lng;
    2.0 * EARTH * chord.sqrt().min(1.0).asin()
}
