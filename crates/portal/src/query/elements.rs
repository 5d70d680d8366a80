use domain::element::{ElementView, ElementsView, Mark, gather};
use domain::{ElementKindCode, RegionCode};
use lens::{Bbox, MAX_ZOOM};

use super::fields::{Fields, Pairs};
use super::map::bbox;
use crate::{Portal, PortalError};

/// `kind`, `bbox`, `zoom`.
#[derive(Debug, Clone, PartialEq)]
pub struct ElementsQuery {
    pub region: RegionCode,
    /// Codes of kinds; all where none is named.
    pub kinds: Vec<String>,
    pub bbox: Option<Bbox>,
    /// Where it is given, what lies together at this zoom is one mark.
    pub zoom: Option<u8>,
}

impl ElementsQuery {
    /// Marks in one answer at most.
    pub const MOST: usize = 20_000;

    /// Reads the parameters. A kind that is not public is known to nobody here: it answers nothing.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let region = fields.region(portal)?;
        let kinds = fields.known_set("kind", "codes of kinds such as camera", |code| {
            ElementKindCode::parse(code).is_ok()
        })?;
        let rule = format!("is a whole number from 0 to {MAX_ZOOM}");
        let zoom = fields.parsed::<u8>("zoom", &rule)?;
        if zoom.is_some_and(|zoom| zoom > MAX_ZOOM) {
            return Err(PortalError::invalid("zoom", rule));
        }
        let bbox = fields.one("bbox")?.map(bbox).transpose()?;
        fields.finish()?;
        Ok(Self {
            region,
            kinds,
            bbox,
            zoom,
        })
    }

    /// Elements as the marks that are asked for; no more than one answer holds.
    #[must_use]
    pub fn marked(&self, elements: Vec<ElementView>) -> ElementsView {
        let matched = elements.len();
        let mut marks: Vec<Mark> = match self.zoom {
            Some(zoom) => gather(elements, zoom),
            None => elements.into_iter().map(Mark::One).collect(),
        };
        let left_out = marks.len().saturating_sub(Self::MOST);
        marks.truncate(Self::MOST);
        ElementsView {
            matched,
            left_out,
            marks,
        }
    }

    /// Whether a kind is asked for.
    pub(crate) fn asks(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|asked| asked == kind)
    }
}
