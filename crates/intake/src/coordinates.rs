//! Coordinate systems of Chinese web maps, converted to WGS-84.
//!
//! GCJ-02 (Amap, Tencent) shifts WGS-84 by up to some 700 m inside China; BD-09 (Baidu) shifts GCJ-02
//! once more. The formulas are the commonly published ones, as in npm `gcoord`, against which the tests
//! check. CGCS2000 needs no conversion: at map scale it is WGS-84.

use std::f64::consts::PI;

use chrono_tz::Tz;
use domain::area::gcj02::{gcj02_to_wgs84, in_china};

/// The system a file's coordinates are in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CoordinateSystem {
    /// GPS, Tianditu; CGCS2000 counts as this.
    #[default]
    Wgs84,
    /// Amap, Tencent, Google inside China.
    Gcj02,
    /// Baidu.
    Bd09,
}

impl CoordinateSystem {
    /// The system of this name as mappings write it: `wgs-84`, `cgcs2000`, `gcj-02` or `bd-09`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().replace(['-', '_', ' '], "").as_str() {
            "wgs84" | "cgcs2000" => Some(Self::Wgs84),
            "gcj02" => Some(Self::Gcj02),
            "bd09" => Some(Self::Bd09),
            _ => None,
        }
    }

    /// A point (longitude, latitude in degrees) of this system in WGS-84. Points outside China, where
    /// the systems agree, come back as they are (for BD-09 without Baidu's own shift).
    #[must_use]
    pub fn to_wgs84(self, point: (f64, f64)) -> (f64, f64) {
        match self {
            Self::Wgs84 => point,
            Self::Gcj02 => gcj02_to_wgs84(point),
            Self::Bd09 => gcj02_to_wgs84(bd09_to_gcj02(point)),
        }
    }
}

/// Where points may lie, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Extent {
    pub(crate) west: f64,
    pub(crate) south: f64,
    pub(crate) east: f64,
    pub(crate) north: f64,
}

impl Extent {
    const CHINA: Self = Self {
        west: 73.0,
        south: 3.0,
        east: 136.0,
        north: 54.0,
    };

    /// Where the points of a region in this time zone lie for certain, if the zone tells: China's.
    pub(crate) fn of_zone(zone: Tz) -> Option<Self> {
        let chinese = [
            "Asia/Shanghai",
            "Asia/Urumqi",
            "Asia/Chongqing",
            "Asia/Chungking",
            "Asia/Harbin",
            "Asia/Kashgar",
            "Asia/Hong_Kong",
            "Asia/Macau",
            "Asia/Macao",
            "Hongkong",
            "PRC",
        ];
        chinese.contains(&zone.name()).then_some(Self::CHINA)
    }

    fn holds(&self, (lng, lat): (f64, f64)) -> bool {
        (self.west..=self.east).contains(&lng) && (self.south..=self.north).contains(&lat)
    }

    /// Whether a point lies outside and would lie inside if its numbers changed places.
    pub(crate) fn would_hold_swapped(&self, (lng, lat): (f64, f64)) -> bool {
        !self.holds((lng, lat)) && self.holds((lat, lng))
    }
}

fn bd09_to_gcj02(point: (f64, f64)) -> (f64, f64) {
    const FACTOR: f64 = PI * 3000.0 / 180.0;
    if !in_china(point) {
        return point;
    }
    let (x, y) = (point.0 - 0.0065, point.1 - 0.006);
    let length = x.hypot(y) - 0.000_02 * (y * FACTOR).sin();
    let angle = y.atan2(x) - 0.000_003 * (x * FACTOR).cos();
    (length * angle.cos(), length * angle.sin())
}

#[cfg(test)]
#[path = "coordinates_tests.rs"]
mod tests;
