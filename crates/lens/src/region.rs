//! What a question asks of places: a box, an area that somebody drew, or both.

use std::sync::Arc;

use domain::area::DrawnArea;

use crate::code_box::CodeBox;
use crate::cover::{self, Meets, Stretch};
use crate::filter::Filter;
use crate::geo::{Edges, Spot, WORLD};

/// More stretches follow a shape more closely, but each costs two searches per segment. A box needs few.
const OF_A_BOX: usize = 24;
/// A place at the line of an area costs a look at every corner.
const OF_AN_AREA: usize = 128;

const EVERYWHERE: Edges = Edges {
    west: 0,
    east: WORLD,
    north: 0,
    south: WORLD,
};

#[derive(Clone, Debug)]
pub(crate) struct Region {
    edges: Option<Edges>,
    /// Of the box; `None` without one or in an empty one, where there are no stretches.
    codes: Option<CodeBox>,
    area: Option<Arc<DrawnArea>>,
    /// Everywhere it may be.
    pub(crate) stretches: Vec<Stretch>,
}

impl Region {
    /// `None`: anywhere, and without a place, too.
    pub(crate) fn of(filter: &Filter) -> Option<Self> {
        let edges = filter.bbox.map(|bbox| bbox.edges());
        filter
            .is_somewhere()
            .then(|| Self::new(edges, filter.area.clone()))
    }

    /// The part of a region, or of everywhere, that lies in a box.
    pub(crate) fn within(region: Option<&Self>, edges: &Edges) -> Self {
        let own = region.and_then(|region| region.edges);
        let area = region.and_then(|region| region.area.clone());
        Self::new(Some(own.map_or(*edges, |own| own.and(edges))), area)
    }

    fn new(edges: Option<Edges>, area: Option<Arc<DrawnArea>>) -> Self {
        let stretches = match &area {
            None => cover::cover(&edges.unwrap_or(EVERYWHERE), OF_A_BOX),
            Some(area) => {
                let place = |here: &Edges| in_both(&edges.unwrap_or(EVERYWHERE), area, here);
                cover::cover_by(place, OF_AN_AREA)
            }
        };
        Self {
            codes: edges.as_ref().and_then(CodeBox::of),
            edges,
            area,
            stretches,
        }
    }

    #[inline]
    pub(crate) fn holds_code(&self, code: u64) -> bool {
        self.codes.is_none_or(|codes| codes.holds(code)) && self.is_in_area(Spot::from_code(code))
    }

    pub(crate) fn holds(&self, spot: Spot) -> bool {
        self.edges.is_none_or(|edges| edges.hold(spot)) && self.is_in_area(spot)
    }

    /// Does it hold every place of a box?
    pub(crate) fn holds_all(&self, extent: &Edges) -> bool {
        self.area.is_none() && self.edges.is_none_or(|edges| edges.and(extent) == *extent)
    }

    #[inline]
    fn is_in_area(&self, spot: Spot) -> bool {
        self.area.as_ref().is_none_or(|area| area.holds(spot.units()))
    }
}

/// How a box, and an area as far as it lies in the box, meet a square.
fn in_both(edges: &Edges, area: &DrawnArea, here: &Edges) -> Meets {
    let in_box = cover::meets(edges, here);
    if in_box == Meets::Nothing {
        return Meets::Nothing;
    }
    let bounds = here.units();
    let ([west, south, east, north], around) = (bounds, area.bounds());
    if east < around[0] || around[2] < west || north < around[1] || around[3] < south {
        return Meets::Nothing;
    }
    if area.line_meets(bounds) {
        return Meets::Part;
    }
    // No line comes near: one place speaks for all.
    match area.holds((west, south)) {
        true => in_box,
        false => Meets::Nothing,
    }
}
