use std::collections::HashMap;

use domain::map::{BasemapView, BorderView};
use domain::{Lang, RegionCode};
use store::published;

use crate::names::{Name, named};
use crate::{Portal, PortalError};

impl Portal {
    /// Borders and names of a region's areas, without the ground. The first who asks after a grid was drawn waits for
    /// them to be made.
    pub fn borders(&self, region: &RegionCode, lang: Lang) -> Result<BasemapView, PortalError> {
        let names = &self.picture(region)?.names;
        let [townships, communities] = names.borders.of(&names.reference.grid_cells);
        Ok(BasemapView {
            region: region.to_string(),
            townships: with_names(townships, &names.townships, lang),
            communities: with_names(communities, &names.communities, lang),
            ..BasemapView::default()
        })
    }

    /// The ground of a region as it is seen from far, and the zooms of its nearer tiles.
    pub async fn with_ground(
        &self,
        view: BasemapView,
        region: &RegionCode,
    ) -> Result<BasemapView, PortalError> {
        let [far, nearer @ ..] = basemap::LEVELS.map(|level| level.zoom);
        let ground = published::ground(&self.db, region, far, (0, 0)).await?;
        let ground = ground.and_then(|text| serde_json::from_str(&text).ok());
        let has_more = published::has_near_ground(&self.db, region).await?;
        Ok(BasemapView {
            ground: ground.unwrap_or_default(),
            levels: if has_more { nearer.to_vec() } else { Vec::new() },
            ..view
        })
    }

    /// The ground of one tile as JSON; an empty list where there is none.
    pub async fn ground(
        &self,
        region: &RegionCode,
        zoom: u8,
        place: (u32, u32),
    ) -> Result<String, PortalError> {
        let ground = published::ground(&self.db, region, zoom, place).await?;
        Ok(ground.unwrap_or_else(|| "[]".to_owned()))
    }
}

fn with_names(borders: &[BorderView], names: &HashMap<String, Name>, lang: Lang) -> Vec<BorderView> {
    let with_name = |border: &BorderView| BorderView {
        name: named(names, &border.code, lang).name,
        ..border.clone()
    };
    borders.iter().map(with_name).collect()
}
