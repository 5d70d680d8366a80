use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

use chrono::{DateTime, NaiveDate, Utc};
use domain::Lang;
use domain::area::encode;
use domain::board::{BoardGroup, UnitRef};
use domain::map::{GridShape, GridView, StationView};
use domain::policy::OfficialWeights;
use domain::source::SourceSystem;
use store::published::{Reference, RegionRow};

use crate::borders::Borders;

/// What filters offer.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    pub departments: Vec<UnitRef>,
    /// Categories with the code of the one above, if any.
    pub categories: Vec<(UnitRef, Option<String>)>,
    pub townships: Vec<UnitRef>,
    pub sources: Vec<UnitRef>,
}

/// A name in both languages.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    pub zh: String,
    pub en: Option<String>,
}

impl Name {
    pub(crate) fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, self.en.as_deref())
    }
}

/// Names of a region's areas, units and kinds, and its shapes.
#[derive(Debug)]
pub(crate) struct Names {
    pub region: Name,
    pub departments: HashMap<String, Name>,
    pub categories: HashMap<String, Name>,
    pub townships: HashMap<String, Name>,
    pub communities: HashMap<String, Name>,
    /// Also of cells that hold no more: cases lie in them.
    pub grids: HashMap<String, String>,
    /// Peer group of each department.
    pub peers: HashMap<String, String>,
    pub reference: Reference,
    grid: [std::sync::Arc<GridView>; 2],
    pub borders: std::sync::Arc<Borders>,
}

fn table<T>(
    rows: &[T],
    code: impl Fn(&T) -> &str,
    name: impl Fn(&T) -> (&str, Option<&str>),
) -> HashMap<String, Name> {
    rows.iter()
        .map(|row| {
            let (zh, en) = name(row);
            (
                code(row).to_owned(),
                Name {
                    zh: zh.to_owned(),
                    en: en.map(str::to_owned),
                },
            )
        })
        .collect()
}

impl Names {
    /// What follows from the grid alone is taken over from `before`, if that had the same grid.
    pub(crate) fn new(region: &RegionRow, reference: Reference, before: Option<&Self>) -> Self {
        let borders = before
            .filter(|before| before.reference.grid_cells == reference.grid_cells)
            .map(|before| std::sync::Arc::clone(&before.borders));
        let grid = [Lang::Zh, Lang::En].map(|lang| std::sync::Arc::new(grid_view(region, &reference, lang)));
        Self {
            region: Name {
                zh: region.name.clone(),
                en: region.name_en.clone(),
            },
            departments: table(
                &reference.departments,
                |row| &row.code,
                |row| (&row.name, row.name_en.as_deref()),
            ),
            categories: table(
                &reference.categories,
                |row| &row.code,
                |row| (&row.name, row.name_en.as_deref()),
            ),
            townships: table(
                &reference.townships,
                |row| &row.code,
                |row| (&row.name, row.name_en.as_deref()),
            ),
            communities: table(
                &reference.communities,
                |row| &row.code,
                |row| (&row.name, row.name_en.as_deref()),
            ),
            grids: reference.grid_names.iter().cloned().collect(),
            peers: reference
                .departments
                .iter()
                .map(|row| (row.code.clone(), row.peer_group.clone()))
                .collect(),
            reference,
            grid,
            borders: borders.unwrap_or_default(),
        }
    }

    pub(crate) fn grid(&self, lang: Lang) -> std::sync::Arc<GridView> {
        let [zh, en] = &self.grid;
        match lang {
            Lang::Zh => zh.clone(),
            Lang::En => en.clone(),
        }
    }

    /// A department by code; none is "unassigned".
    pub(crate) fn department(&self, code: Option<&str>, lang: Lang) -> UnitRef {
        match code {
            None | Some(domain::DepartmentCode::UNASSIGNED) => UnitRef {
                code: domain::DepartmentCode::UNASSIGNED.to_owned(),
                name: lang.pick("未分派", Some("Unassigned")).to_owned(),
            },
            Some(code) => named(&self.departments, code, lang),
        }
    }

    /// A unit of a board by code; none is "unassigned", or not told.
    pub(crate) fn unit(&self, group: BoardGroup, code: Option<&str>, lang: Lang) -> UnitRef {
        let Some(code) = code else {
            let mut none = self.department(None, lang);
            match group {
                BoardGroup::Department => {}
                BoardGroup::Station => lang
                    .pick("非联勤站发起", Some("Not from a station"))
                    .clone_into(&mut none.name),
                _ => lang
                    .pick("未公开列出", Some("Not listed"))
                    .clone_into(&mut none.name),
            }
            return none;
        };
        match group {
            BoardGroup::Department => named(&self.departments, code, lang),
            BoardGroup::Township => named(&self.townships, code, lang),
            BoardGroup::Community => named(&self.communities, code, lang),
            BoardGroup::Category => named(&self.categories, code, lang),
            BoardGroup::Station => {
                let station = self.reference.stations.iter().find(|row| row.code == code);
                let name = station.map_or(code, |row| lang.pick(&row.name, row.name_en.as_deref()));
                UnitRef {
                    code: code.to_owned(),
                    name: name.to_owned(),
                }
            }
            BoardGroup::Source => UnitRef {
                code: code.to_owned(),
                name: SourceSystem::from_code(code)
                    .map_or(code, |source| source.name(lang))
                    .to_owned(),
            },
        }
    }

    /// Whom a unit is ranked with: departments with those of their peer group, anything else with its own kind.
    pub(crate) fn peers(&self, group: BoardGroup, code: Option<&str>) -> &str {
        let peers = match group {
            BoardGroup::Department => code.and_then(|code| self.peers.get(code)).map(String::as_str),
            BoardGroup::Station => (self.reference.stations.iter())
                .find(|row| Some(row.code.as_str()) == code)
                .map(|row| row.kind.as_str()),
            _ => None,
        };
        peers.unwrap_or(group.code())
    }

    pub(crate) fn is_peer_group(&self, group: BoardGroup, peers: &str) -> bool {
        peers == group.code()
            || match group {
                BoardGroup::Department => self.peers.values().any(|known| known == peers),
                BoardGroup::Station => self.reference.stations.iter().any(|row| row.kind == peers),
                _ => false,
            }
    }

    /// Other names that a department had between two times, oldest first.
    pub(crate) fn former(
        &self,
        code: &str,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        lang: Lang,
    ) -> Vec<String> {
        let now = self.departments.get(code).map(|name| name.zh.as_str());
        let had = self.reference.former_names.iter().filter(|row| {
            row.code == code && row.valid_from < to && row.valid_to > from && Some(row.name.as_str()) != now
        });
        had.map(|row| lang.pick(&row.name, row.name_en.as_deref()).to_owned())
            .collect()
    }

    /// The department that another has become part of by a local day.
    pub(crate) fn merged_into(&self, code: &str, day: NaiveDate, lang: Lang) -> Option<UnitRef> {
        let row = self.reference.departments.iter().find(|row| row.code == code)?;
        row.merged_on.filter(|on| *on <= day)?;
        Some(named(&self.departments, row.merged_into.as_deref()?, lang))
    }

    pub(crate) fn dictionary(&self, lang: Lang) -> Dictionary {
        let list = |rows: Vec<&str>, names: &HashMap<String, Name>| -> Vec<UnitRef> {
            rows.into_iter().map(|code| named(names, code, lang)).collect()
        };
        let reference = &self.reference;
        Dictionary {
            departments: list(
                reference
                    .departments
                    .iter()
                    .map(|row| row.code.as_str())
                    .collect(),
                &self.departments,
            ),
            categories: reference
                .categories
                .iter()
                .map(|row| (named(&self.categories, &row.code, lang), row.parent_code.clone()))
                .collect(),
            townships: list(
                reference.townships.iter().map(|row| row.code.as_str()).collect(),
                &self.townships,
            ),
            sources: SourceSystem::ALL
                .into_iter()
                .map(|source| UnitRef {
                    code: source.code().to_owned(),
                    name: source.name(lang).to_owned(),
                })
                .collect(),
        }
    }

    /// The weights of the composite on a local day.
    pub(crate) fn weights_at(&self, day: NaiveDate) -> OfficialWeights {
        OfficialWeights::on(day, &self.reference.weight_sets)
    }

    pub(crate) fn stations(&self, lang: Lang) -> Vec<StationView> {
        self.grid(lang).stations.clone()
    }
}

/// The thing with this code; where its name is not known, the code stands for it.
pub(crate) fn named(names: &HashMap<String, Name>, code: &str, lang: Lang) -> UnitRef {
    let name = names.get(code).map_or(code, |name| name.get(lang));
    UnitRef {
        code: code.to_owned(),
        name: name.to_owned(),
    }
}

fn grid_view(region: &RegionRow, reference: &Reference, lang: Lang) -> GridView {
    let townships = table(
        &reference.townships,
        |row| &row.code,
        |row| (&row.name, row.name_en.as_deref()),
    );
    let departments = table(
        &reference.departments,
        |row| &row.code,
        |row| (&row.name, row.name_en.as_deref()),
    );
    let units = |codes: &[String]| {
        codes
            .iter()
            .map(|code| named(&departments, code, lang).name)
            .collect()
    };
    let outline: &[Vec<(f64, f64)>] = region.outline.as_ref().map_or(&[], |outline| &outline.0);
    let points = outline
        .iter()
        .flatten()
        .chain(reference.grid_cells.iter().flat_map(|cell| &cell.ring.0));
    let mut bbox = [180.0_f64, 90.0, -180.0, -90.0];
    let mut any = false;
    for &(lng, lat) in points {
        any = true;
        bbox = [
            bbox[0].min(lng),
            bbox[1].min(lat),
            bbox[2].max(lng),
            bbox[3].max(lat),
        ];
    }
    let mut view = GridView {
        region: region.region_code.clone(),
        tag: String::new(),
        bbox: if any { bbox } else { [0.0; 4] },
        outline: outline.iter().map(|ring| encode(ring)).collect(),
        cells: reference
            .grid_cells
            .iter()
            .map(|cell| GridShape {
                code: cell.code.clone(),
                name: cell.name.clone(),
                township: cell
                    .township_code
                    .as_deref()
                    .map(|code| named(&townships, code, lang).name),
                ring: encode(&cell.ring.0),
            })
            .collect(),
        stations: reference
            .stations
            .iter()
            .map(|station| StationView {
                code: station.code.clone(),
                name: lang.pick(&station.name, station.name_en.as_deref()).to_owned(),
                kind: station.kind.clone(),
                township: station
                    .township_code
                    .as_deref()
                    .map(|code| named(&townships, code, lang).name),
                address: station.address.clone(),
                speciality: station
                    .speciality
                    .as_deref()
                    .map(|text| lang.pick(text, station.speciality_en.as_deref()).to_owned()),
                lng: station.lng,
                lat: station.lat,
                resident_units: units(&station.resident_units),
                on_call_units: units(&station.on_call_units),
            })
            .collect(),
    };
    view.tag = tag(&view);
    view
}

/// A digest of a grid: any two that differ have different ones, as good as surely.
fn tag(view: &GridView) -> String {
    let mut hasher = DefaultHasher::new();
    // A grid can be written; if not, every grid is alike, and only a page that is open misses a change.
    hasher.write(&serde_json::to_vec(view).unwrap_or_default());
    format!("{:016x}", hasher.finish())
}
