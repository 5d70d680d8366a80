//! Layers of the maps.

use ::portal::CellsQuery;
use domain::access::Right;
use domain::element::{Layer, LayersAsked, LayersView};
use domain::map::GridView;

use super::Asked;
use crate::error::AppError;
use crate::filters::{Category, Choices};
use crate::server::staff::Staff;
use crate::server::{failure, refused};
use crate::staff_map::{StaffCases, StaffMap};
use crate::text::grid as words;

impl Asked {
    /// The layers of the public map, as the address asks for them.
    pub(crate) fn layers(&self, bbox: Option<[f64; 4]>) -> Result<LayersView, AppError> {
        let asked = self.layers_asked(bbox);
        let view = self
            .portal
            .layers(&self.code, &asked, self.station_names(), self.links.lang);
        view.map_err(failure)
    }

    /// The map of staff: every layer, whoever may see it. Where the address chooses none, all are shown, and beside cases the
    /// stations.
    pub(crate) async fn staff_map(&self, staff: &Staff) -> Result<StaffMap, AppError> {
        let lang = self.links.lang;
        let bbox = self.ground().await?;
        let grid = self.portal.grid(&self.code, lang).map_err(failure)?;
        let mut asked = self.layers_asked(bbox);
        let (rows, mut found) =
            (staff.desk.element_layers(&staff.caller, &[], None).await).map_err(refused)?;
        let sees_cases = staff.caller.person.may(Right::SeeEveryCase);
        if asked.shown.is_none() {
            // Between cases, marks of every kind would be too many.
            let kinds = rows.iter().filter(|_| !sees_cases);
            let kinds = kinds.map(|row| row.kind.code.to_string());
            let stations = domain::element::STATION_LAYERS.map(str::to_owned);
            asked.shown = Some(kinds.chain(stations).collect());
        }
        found.retain(|element| asked.shows(&element.kind));
        let staff_only = rows.iter().filter(|row| !row.kind.public);
        let staff_only = staff_only.map(|row| row.kind.code.to_string()).collect();
        let kinds = rows.into_iter().filter(|row| row.in_use > 0).map(|row| Layer {
            shown: asked.shows(row.kind.code.as_str()),
            code: row.kind.code.to_string(),
            name: lang.pick(&row.kind.name, row.kind.name_en.as_deref()).to_owned(),
            icon: Some(row.kind.icon),
            count: row.in_use,
        });
        let layers = asked.view(self.station_names(), &grid.stations, kinds.collect(), found);
        Ok(StaffMap {
            grid: GridView::clone(&grid),
            layers,
            staff_only,
            cases: if sees_cases {
                Some(self.staff_cases(staff).await?)
            } else {
                None
            },
            bbox,
        })
    }

    async fn staff_cases(&self, staff: &Staff) -> Result<StaffCases, AppError> {
        let lang = self.links.lang;
        let kinds = staff
            .desk
            .matter_kinds(&staff.caller, lang)
            .await
            .map_err(refused)?;
        let knows = |code: &str| kinds.iter().any(|kind| kind.code == code);
        let query = CellsQuery::parse_with(&self.pairs_of(&[]), &self.portal, knows).map_err(failure)?;
        let map = staff.desk.case_map(&staff.caller, &query.filter, lang).await;
        let map = map.map_err(refused)?;
        let categories = kinds.into_iter().map(|kind| Category {
            code: kind.code,
            name: kind.name,
            parent: kind.parent,
        });
        Ok(StaffCases {
            areas: map.areas,
            lines: map.lines,
            narrowed: self.narrowed(&query.filter)?,
            choices: Choices {
                categories: categories.collect(),
                ..self.choices()?
            },
        })
    }

    fn layers_asked(&self, bbox: Option<[f64; 4]>) -> LayersAsked {
        let values = self.pairs.iter().filter(|(name, _)| name == "layers");
        let at = self.parameter("at").split_once(',');
        let at = at.and_then(|(lng, lat)| Some((lng.trim().parse().ok()?, lat.trim().parse().ok()?)));
        LayersAsked {
            shown: LayersAsked::read(values.map(|(_, value)| value.as_str())),
            at,
            bbox,
        }
    }

    fn station_names(&self) -> [&'static str; 2] {
        let lang = self.links.lang;
        [words::legend_station(lang), words::legend_post(lang)]
    }
}
