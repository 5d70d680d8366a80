use serde::{Deserialize, Serialize};

use super::{Counts, ElementDraft, Icon, KindDraft};
use crate::intake::FaultyRow;

/// An element as a map shows it, without what is for staff.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElementView {
    /// Code of its kind.
    pub kind: String,
    pub code: String,
    pub name: String,
    pub address: Option<String>,
    pub lng: f64,
    pub lat: f64,
}

/// `GET /api/v1/elements`, before it is written as GeoJSON.
#[derive(Debug, Clone, PartialEq)]
pub struct ElementsView {
    /// Elements that match in all.
    pub matched: usize,
    /// Left out, because there were too many for one answer.
    pub left_out: usize,
    pub marks: Vec<super::Mark>,
}

/// A layer of a map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// Code of the kind, or one of [`super::STATION_LAYERS`].
    pub code: String,
    /// In the reader's language.
    pub name: String,
    /// Stations and police posts have marks of their own.
    pub icon: Option<Icon>,
    pub count: u32,
    /// Whether the reader wants it shown.
    pub shown: bool,
}

/// The layers of a map, and what the server draws of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LayersView {
    pub layers: Vec<Layer>,
    /// Marks of the layers that are shown, few enough for a picture: kind, place, how many.
    pub marks: Vec<(String, [f64; 2], u32)>,
    /// The first elements of these layers, for readers without script.
    pub listed: Vec<ElementView>,
    /// The one that the address points at, with the name of the station nearest to it and the metres to there.
    pub chosen: Option<(ElementView, Option<(String, u32)>)>,
}

impl LayersView {
    /// The layer with this code.
    #[must_use]
    pub fn layer(&self, code: &str) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.code == code)
    }
}

/// A kind with how many elements it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindRow {
    pub kind: KindDraft,
    pub in_use: u32,
    pub retired: u32,
}

/// The page of kinds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindsView {
    pub rows: Vec<KindRow>,
}

/// A line of the list of elements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElementRow {
    pub element: ElementDraft,
}

/// A page of the list of elements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElementsPage {
    pub kinds: Vec<KindDraft>,
    pub rows: Vec<ElementRow>,
    /// Elements that match in all.
    pub matched: u32,
    /// This page, from 0, and whether there is another.
    pub page: u32,
    pub more: bool,
    /// West, south, east, north of the region's map, if it has one.
    pub bbox: Option<[f64; 4]>,
}

/// One element with the kinds it may be of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElementFile {
    pub element: ElementDraft,
    pub kind: KindDraft,
}

/// A file of elements that was brought in the browser, and what it comes to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BroughtElements {
    pub file_name: String,
    /// Name of the coordinate system.
    pub coordinates: String,
    /// Kind of the lines that name none.
    pub kind: String,
    /// What it does not name is retired.
    pub whole: bool,
    pub counts: Counts,
    /// Lines that cannot be taken, and the first of them.
    pub wrong: u32,
    pub faults: Vec<FaultyRow>,
    /// It was imported.
    pub done: bool,
}
