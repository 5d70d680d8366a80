//! Elements of the grid that are public: those of kinds that staff keep for themselves are not even read.

use domain::element::{ElementView, ElementsView, Icon, Layer, LayersAsked, LayersView};
use domain::{Lang, RegionCode};
use lens::{Bbox, Spot};
use store::published::ElementRow;

use crate::query::{ElementsQuery, FeaturesPage, FeaturesQuery};
use crate::{Portal, PortalError};

impl Portal {
    /// Elements as marks of a map.
    pub fn elements(&self, query: &ElementsQuery) -> Result<ElementsView, PortalError> {
        let picture = self.picture(&query.region)?;
        let rows = picture.names.reference.elements.iter();
        let matching =
            rows.filter(|row| query.asks(&row.kind) && query.bbox.is_none_or(|bbox| holds(&bbox, row)));
        Ok(query.marked(matching.map(view).collect()))
    }

    /// A page of every element of a region.
    pub fn element_features(
        &self,
        region: &RegionCode,
        query: &FeaturesQuery,
    ) -> Result<FeaturesPage<ElementView>, PortalError> {
        let picture = self.picture(region)?;
        let page = query.page(&picture.names.reference.elements, |bbox, row| holds(bbox, row));
        Ok(FeaturesPage {
            items: page.items.into_iter().map(view).collect(),
            matched: page.matched,
            next: page.next,
        })
    }

    /// The element with this code among those of its kind.
    pub fn element(
        &self,
        region: &RegionCode,
        kind: &str,
        code: &str,
    ) -> Result<Option<ElementView>, PortalError> {
        let picture = self.picture(region)?;
        let mut rows = picture.names.reference.elements.iter();
        Ok(rows.find(|row| row.kind == kind && row.code == code).map(view))
    }

    /// The layers of a region's map, as somebody asks for them.
    pub fn layers(
        &self,
        region: &RegionCode,
        asked: &LayersAsked,
        station_names: [&str; 2],
        lang: Lang,
    ) -> Result<LayersView, PortalError> {
        let picture = self.picture(region)?;
        let reference = &picture.names.reference;
        let kinds = reference.element_kinds.iter().map(|row| {
            let count = reference
                .elements
                .iter()
                .filter(|one| one.kind == row.code)
                .count();
            Layer {
                code: row.code.clone(),
                name: lang.pick(&row.name, row.name_en.as_deref()).to_owned(),
                icon: Icon::from_code(&row.icon),
                count: u32::try_from(count).unwrap_or(u32::MAX),
                shown: asked.shows(&row.code),
            }
        });
        let kinds = kinds.filter(|layer| layer.count > 0).collect();
        let shown = reference.elements.iter().filter(|row| asked.shows(&row.kind));
        let stations = &picture.names.grid(lang).stations;
        Ok(asked.view(station_names, stations, kinds, shown.map(view).collect()))
    }
}

fn holds(bbox: &Bbox, row: &ElementRow) -> bool {
    Spot::at(row.lng, row.lat).is_some_and(|spot| bbox.holds(spot))
}

fn view(row: &ElementRow) -> ElementView {
    ElementView {
        kind: row.kind.clone(),
        code: row.code.clone(),
        name: row.name.clone(),
        address: row.address.clone(),
        lng: row.lng,
        lat: row.lat,
    }
}
