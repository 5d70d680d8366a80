use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Point;

/// Something that is wrong with a grid, and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    #[serde(flatten)]
    pub what: What,
    /// Number of the feature in the file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<usize>,
    /// Code of the cell, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Number of the ring in the feature, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ring: Option<usize>,
    /// Number of the corner in the ring, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vertex: Option<usize>,
    /// Longitude and latitude.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Point>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Error, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum What {
    #[error("it cannot be read: {reason}")]
    Unreadable { reason: String },
    #[error("it has no shape")]
    NoShape,
    #[error("it is a {found}, not a polygon")]
    NotAPolygon { found: String },
    #[error("it has a hole: draw what lies in it as a cell and go round it, or cut the cell in two")]
    Hole,
    #[error("it has {parts} parts: each needs a code of its own")]
    ManyParts { parts: usize },
    #[error("the ring is not closed: its last corner is not its first")]
    NotClosed,
    #[error("the ring has {corners} corners: it needs three, not in one line")]
    TooFewCorners { corners: usize },
    #[error("the ring has {corners} corners: at most {limit} are read")]
    TooManyCorners { corners: usize, limit: usize },
    #[error("the file has more than {limit} corners: simplify the outlines, or drop a decimal")]
    TooManyInFile { limit: usize },
    #[error("the file has more than {limit} cells")]
    TooManyCells { limit: usize },
    #[error("the corner is no longitude and latitude in degrees")]
    NotOnEarth,
    #[error("the ring crosses or touches itself: side {side} meets side {other}")]
    SelfCrossing { side: usize, other: usize },
    #[error("the sides lie too densely to be compared: simplify the outlines")]
    Entangled,
    #[error("it has no code: no property {wanted}")]
    NoCode { wanted: String },
    #[error("the code {code:?} is not {rule}")]
    WrongCode { code: String, rule: String },
    #[error("the code {code} does not lie in {area}, which the feature names")]
    CodeElsewhere { code: String, area: String },
    #[error("the township {township} is not known in the region")]
    UnknownTownship { township: String },
    #[error("feature {other} has the same code")]
    DoubledCode { other: usize },
    #[error("the property {property} says {value:?}: {expected}")]
    WrongValue {
        property: String,
        value: String,
        expected: String,
    },
    #[error("it overlaps feature {other} ({other_code}) by {area_m2:.0} m²")]
    Overlap {
        other: usize,
        other_code: String,
        area_m2: f64,
    },
    #[error("a gap of {area_m2:.0} m² lies between cells")]
    Gap { area_m2: f64 },
    #[error("{area_m2:.0} m² of it, {share:.1} %, lie outside {of}")]
    Outside { of: String, area_m2: f64, share: f64 },
}

impl Fault {
    /// Of the file as a whole.
    #[must_use]
    pub fn of_file(what: What) -> Self {
        Self {
            what,
            feature: None,
            code: None,
            ring: None,
            vertex: None,
            place: None,
        }
    }

    /// Of one feature.
    #[must_use]
    pub fn of_feature(feature: usize, code: Option<&str>, what: What) -> Self {
        Self {
            feature: Some(feature),
            code: code.map(str::to_owned),
            ..Self::of_file(what)
        }
    }

    /// On this ring of the feature.
    #[must_use]
    pub fn on_ring(self, ring: usize) -> Self {
        Self {
            ring: Some(ring),
            ..self
        }
    }

    /// At this corner of the ring.
    #[must_use]
    pub fn at_vertex(self, vertex: usize) -> Self {
        Self {
            vertex: Some(vertex),
            ..self
        }
    }

    /// At this place, if it is one.
    #[must_use]
    pub fn at(self, place: Point) -> Self {
        // What is no number cannot be told in JSON.
        let place = (place.0.is_finite() && place.1.is_finite()).then_some(place);
        Self { place, ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        if let Some(feature) = self.feature {
            let code = self.code.as_ref().map(|code| format!(" ({code})"));
            parts.push(format!("feature {feature}{}", code.unwrap_or_default()));
        }
        parts.extend(self.ring.map(|ring| format!("ring {ring}")));
        parts.extend(self.vertex.map(|vertex| format!("corner {vertex}")));
        parts.extend(self.place.map(|(lng, lat)| format!("at {lng:.6}, {lat:.6}")));
        if !parts.is_empty() {
            write!(f, "{}: ", parts.join(", "))?;
        }
        write!(f, "{}", self.what)
    }
}
