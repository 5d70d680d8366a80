//! The map page's questions.

use ::portal::{
    AreaLevel, AreasQuery, CellsQuery, ComparisonError, FacetsQuery, HistogramQuery, MapFilter, NearestQuery,
    PlacesQuery,
};
use domain::map::{CellView, CellsView, Facet, FacetsView, GridView, NearestView, PlaceView};
use http::request::Parts;
use leptos::prelude::use_context;

use super::Asked;
use super::cases::origin;
use crate::error::AppError;
use crate::filters::{CHOOSING, Category, Choices};
use crate::grid::api::MapPicture;
use crate::grid::{AreaNames, Compared, Comparison, Mode, zoom_of};
use crate::server::failure;

/// What the menus of a filter choose by.
const MENUS: [Facet; 6] = [
    Facet::Category,
    Facet::Department,
    Facet::State,
    Facet::Timeliness,
    Facet::Source,
    Facet::Township,
];

/// Cases next to a place.
const NEAR: u8 = 5;

struct NamedAreas {
    level: AreaLevel,
    names: AreaNames,
}

impl Asked {
    /// Grid, figures and choices under the filter asked for.
    pub(crate) async fn map(&self) -> Result<MapPicture, AppError> {
        let mut query = AreasQuery::parse(&self.pairs_of(&[]), &self.portal).map_err(failure)?;
        let grid = self.portal.grid(&self.code, self.links.lang).map_err(failure)?;
        let named = grid.cells.is_empty().then(|| self.named_areas()).transpose()?;
        if let Some(named) = &named {
            query.level = named.level;
        }
        let (now, asked) = (self.now, query.clone());
        let areas = self.compute(move |portal| portal.areas(&asked, now)).await?;
        let mut of_all_time = self.pairs_of(&[]);
        of_all_time.retain(|(name, _)| !matches!(name.as_str(), "from" | "to"));
        let histogram = HistogramQuery::parse(&of_all_time, &self.portal).map_err(failure)?;
        let histogram = self
            .compute(move |portal| portal.histogram(&histogram, now))
            .await?;
        let bbox = self.ground().await?;
        let area = query.filter.area.as_ref();
        let layers = self.layers(bbox)?;
        let compared = self.compared(&query).await?;
        let hexes = match bbox {
            Some(bbox) if compared.is_none() => self.hexes(bbox, grid.cells.is_empty()).await?,
            _ => None,
        };
        let origin = use_context::<Parts>().and_then(|parts| origin(&parts.headers));
        Ok(MapPicture {
            hexes,
            compared,
            origin,
            counts: self.counts(&query.filter).await?,
            narrowed: self.narrowed(&query.filter)?,
            near: self.near().await?,
            ring: area.map(|area| area.degrees().map(|(lng, lat)| [lng, lat]).collect()),
            grid: GridView::clone(&grid),
            areas,
            named: named.map(|named| named.names),
            histogram,
            bbox,
            choices: self.choices()?,
            layers,
            found: self.found().await?,
        })
    }

    /// What the table counts by where no grid is: communities, or townships where there are none.
    fn named_areas(&self) -> Result<NamedAreas, AppError> {
        let names = |level| self.portal.area_names(&self.code, level, self.links.lang);
        let communities = names(AreaLevel::Community).map_err(failure)?;
        let (level, parameter, names) = if communities.is_empty() {
            let townships = names(AreaLevel::Township).map_err(failure)?;
            (AreaLevel::Township, "township", townships)
        } else {
            (AreaLevel::Community, "community", communities)
        };
        Ok(NamedAreas {
            level,
            names: AreaNames {
                parameter: parameter.to_owned(),
                names,
            },
        })
    }

    /// What each choice of the menus would give.
    pub(super) async fn counts(&self, filter: &MapFilter) -> Result<FacetsView, AppError> {
        let query = FacetsQuery {
            filter: filter.clone(),
            by: MENUS.to_vec(),
        };
        let (now, lang) = (self.now, self.links.lang);
        self.compute(move |portal| portal.facets(&query, now, lang)).await
    }

    /// The cases next to the place that the map looks at; none where that is no place.
    async fn near(&self) -> Result<Option<NearestView>, AppError> {
        let mut pairs = self.pairs_of(&["at"]);
        pairs.push(("limit".to_owned(), NEAR.to_string()));
        let Ok(query) = NearestQuery::parse(&pairs, &self.portal) else {
            return Ok(None);
        };
        let (now, lang) = (self.now, self.links.lang);
        let near = self.compute(move |portal| portal.nearest(&query, now, lang));
        near.await.map(Some)
    }

    /// The whole region in hexagons, where the page shows them: also where it has no grid to shade.
    async fn hexes(&self, bbox: [f64; 4], has_no_grid: bool) -> Result<Option<Vec<CellView>>, AppError> {
        if Mode::from_code(self.parameter("mode")) == Mode::Grid && !has_no_grid {
            return Ok(None);
        }
        let mut pairs = self.pairs_of(&[]);
        let zoom = zoom_of(bbox).to_string();
        pairs.extend(
            [("shape", "hex"), ("zoom", &zoom)].map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let query = CellsQuery::parse(&pairs, &self.portal).map_err(failure)?;
        let now = self.now;
        let view = self.compute(move |portal| portal.cells(&query, now)).await?;
        Ok(Some(view.cells))
    }

    /// The other period, if the page names one.
    async fn compared(&self, query: &AreasQuery) -> Result<Option<Compared>, AppError> {
        let pairs = self.pairs_of(&::portal::Comparison::FIELDS);
        match ::portal::Comparison::parse(&pairs, &self.portal, self.now) {
            Ok(None) => Ok(None),
            Ok(Some(asked)) => {
                let (query, now) = (query.clone(), self.now);
                let before = self.compute(move |portal| portal.areas_before(&query, &asked, now));
                let before = before.await?;
                Ok(Some(Compared::Made(Box::new(Comparison {
                    period: asked.period,
                    other: asked.other,
                    share: asked.share(),
                    before,
                }))))
            }
            Err(ComparisonError::Refused { field, fault }) => {
                Ok(Some(Compared::Refused(field.to_owned(), fault)))
            }
            Err(ComparisonError::Portal(error)) => Err(failure(error)),
        }
    }

    /// The places that are looked for by name or code.
    async fn found(&self) -> Result<Option<Vec<PlaceView>>, AppError> {
        let text = self.parameter("q");
        if text.is_empty() {
            return Ok(None);
        }
        let pairs = [("region", self.code.to_string()), ("q", text.to_owned())];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value));
        let query = PlacesQuery::parse(&pairs, &self.portal).map_err(failure)?;
        let found = self.portal.places(&query, self.now, self.links.lang).await;
        found.map(Some).map_err(failure)
    }

    /// Whether the region has a grid or an outline.
    pub(crate) fn is_drawn(&self) -> Result<bool, AppError> {
        let grid = self.portal.grid(&self.code, self.links.lang).map_err(failure)?;
        Ok(!grid.cells.is_empty() || !grid.outline.is_empty())
    }

    /// West, south, east, north of the region's map; none where nothing is drawn and nothing has a place.
    pub(crate) async fn ground(&self) -> Result<Option<[f64; 4]>, AppError> {
        if self.is_drawn()? {
            let grid = self.portal.grid(&self.code, self.links.lang).map_err(failure)?;
            Ok(Some(grid.bbox))
        } else {
            self.extent().await
        }
    }

    /// What the filters offer.
    pub(crate) fn choices(&self) -> Result<Choices, AppError> {
        let dictionary = self
            .portal
            .dictionary(&self.code, self.links.lang)
            .map_err(failure)?;
        let category = |(unit, parent): (domain::board::UnitRef, Option<String>)| Category {
            code: unit.code,
            name: unit.name,
            parent,
        };
        Ok(Choices {
            categories: dictionary.categories.into_iter().map(category).collect(),
            departments: dictionary.departments,
            townships: dictionary.townships,
        })
    }

    /// The pairs asked with that choose cases, and `also`; a page knows more parameters than the query.
    pub(super) fn pairs_of(&self, also: &[&str]) -> Vec<(String, String)> {
        let is_known = |name: &str| CHOOSING.contains(&name) || name == "region" || also.contains(&name);
        let mut pairs: Vec<_> = self
            .pairs
            .iter()
            .filter(|(name, _)| is_known(name))
            .cloned()
            .collect();
        if !pairs.iter().any(|(name, _)| name == "region") {
            pairs.push(("region".to_owned(), self.code.to_string()));
        }
        pairs
    }

    /// The box around every placed case, for a region that drew no grid.
    async fn extent(&self) -> Result<Option<[f64; 4]>, AppError> {
        let pairs = [("region".to_owned(), self.code.to_string())];
        let query = CellsQuery::parse(&pairs, &self.portal).map_err(failure)?;
        let now = self.now;
        let CellsView { cells, .. } = self.compute(move |portal| portal.cells(&query, now)).await?;
        let join =
            |a: [f64; 4], b: [f64; 4]| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])];
        Ok(cells.into_iter().map(|cell| cell.bbox).reduce(join))
    }
}
