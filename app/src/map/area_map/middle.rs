//! What lies in the middle of the view: by keyboard the map is moved, not a pointer.

use domain::area::{contains, decode};
use leaflet::{LatLng, Point as Pixel};
use wasm_bindgen::JsCast;

use super::{AreaMap, MapEvent};
use crate::map::wire::{Grid, Shape, whole_numbers};

/// A mark this near to the middle is meant, in pixels: half of what circles are apart.
const REACH: f64 = 32.0;

impl AreaMap {
    /// As if somebody had pointed at the middle: at the nearest of `marks` (longitude and latitude, in their order), else at the
    /// cell of the grid.
    pub(crate) fn in_middle(
        &self,
        marks: impl Iterator<Item = (f64, f64)>,
        grid: Option<&Grid>,
    ) -> Option<MapEvent> {
        let size = self.map.get_size();
        let middle = Pixel::new(size.x() / 2.0, size.y() / 2.0);
        let away = |(lng, lat): (f64, f64)| {
            let at = self.map.lat_lng_to_container_point(&LatLng::new(lat, lng));
            at.distance_to(&middle)
        };
        let near = (0..)
            .zip(marks)
            .map(|(index, place)| (away(place), index, place))
            .filter(|(away, ..)| *away <= REACH)
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, index, (lng, lat))) = near {
            let stack = self.stack_at(lng, lat).map(MapEvent::Stack);
            return Some(stack.unwrap_or(MapEvent::Incident(index)));
        }
        let place = self.middle();
        let is_there = |shape: Shape| contains(&decode(&whole_numbers(&shape.ring())), place);
        let cells = grid?.cells();
        let mut around = (0..)
            .zip(cells.iter())
            .filter(|(_, shape)| is_there(shape.clone().unchecked_into()));
        around.next().map(|(index, _)| MapEvent::Area(index))
    }
}
