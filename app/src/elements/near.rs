//! What lies around an element: the nearest station, and cases.

use std::cell::RefCell;

use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{Element, UrlSearchParams};

use crate::filters::question;
use crate::map::browser::ask;
use crate::map::wire::{Point, Points, Station};
use crate::ui::number::grouped;

/// Metres within which cases are counted.
const NEAR: f64 = 100.0;
/// Metres of a degree of latitude.
const DEGREE: f64 = 111_195.0;

/// The stations of the region, once they were asked for.
#[derive(Default)]
pub(super) struct Near(RefCell<Option<Array>>);

impl Near {
    /// Name of the station nearest to a place, and the metres to there.
    pub(super) async fn station(&self, stage: &Element, place: (f64, f64)) -> Option<(String, String)> {
        if self.0.borrow().is_none() {
            let query = UrlSearchParams::new().ok()?;
            for name in ["region", "lang"] {
                query.set(name, &stage.get_attribute(&("data-".to_owned() + name))?);
            }
            let url = "/api/v1/stations?".to_owned() + &String::from(query.to_string());
            let found: Array = ask(&url, None).await.ok()?;
            self.0.replace(Some(found));
        }
        let stations = self.0.borrow();
        let mut best: Option<(f64, Station)> = None;
        for station in stations.as_ref()?.iter() {
            let station: Station = station.unchecked_into();
            let away = metres(place, (station.lng(), station.lat()));
            if best.as_ref().is_none_or(|(least, _)| away < *least) {
                best = Some((away, station));
            }
        }
        let (away, station) = best?;
        Some((station.name(), fixed(away, 0)))
    }
}

/// How many cases with a published place match the page's filters around a place.
pub(super) async fn cases(stage: &Element, (lng, lat): (f64, f64)) -> Option<String> {
    let query = question(&stage.get_attribute("data-region")?).ok()?;
    let high = NEAR / DEGREE;
    let wide = high / lat.to_radians().cos().max(0.01);
    let sides = [lng - wide, lat - high, lng + wide, lat + high];
    query.set("bbox", &sides.map(|side| fixed(side, 6)).join(","));
    let url = "/api/v1/points?".to_owned() + &String::from(query.to_string());
    let found: Points = ask(&url, None).await.ok()?;
    let more = if found.truncated() { "+" } else { "" };
    let found = found.points();
    let near = found.iter().filter(|point| {
        let point: &Point = point.unchecked_ref();
        metres((lng, lat), (point.lng(), point.lat())) <= NEAR
    });
    Some(grouped(near.count() as u64) + more)
}

/// Metres between two places that are near each other.
fn metres((lng, lat): (f64, f64), other: (f64, f64)) -> f64 {
    let east = (other.0 - lng) * lat.to_radians().cos();
    (east * DEGREE).hypot((other.1 - lat) * DEGREE)
}

/// The browser writes numbers: Rust's own way of it would be a tenth of the bundle.
pub(super) fn fixed(number: f64, decimals: u8) -> String {
    js_sys::Number::from(number)
        .to_fixed(decimals)
        .map(String::from)
        .unwrap_or_default()
}
