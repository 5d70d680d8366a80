//! Places by name or code.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::Lang;
use domain::case::code::CaseCode;
use domain::map::{PlaceKind, PlaceView};

use crate::names::{Names, named};
use crate::query::PlacesQuery;
use crate::{Portal, PortalError};

impl Portal {
    /// Places whose name holds the text or whose code begins with it, those that begin with it first; and the case
    /// with this code, if its place is public.
    pub async fn places(
        &self,
        query: &PlacesQuery,
        now: DateTime<Utc>,
        lang: Lang,
    ) -> Result<Vec<PlaceView>, PortalError> {
        let picture = self.picture(&query.region)?;
        let mut found = picture.names.places(&query.text, lang);
        if CaseCode::parse(&query.text).is_ok()
            && let Some(file) = self.case(&query.region, &query.text, now, lang).await?
            && let Some([lng, lat]) = file.summary.place.point
        {
            found.insert(
                0,
                PlaceView {
                    kind: PlaceKind::Case,
                    name: file.summary.category.name,
                    code: file.summary.code,
                    township: file.summary.place.township.map(|unit| unit.name),
                    lng,
                    lat,
                },
            );
        }
        found.truncate(query.limit);
        Ok(found)
    }
}

/// The middle of the corners that were added.
#[derive(Default)]
struct Middle {
    sum: (f64, f64),
    corners: f64,
}

impl Middle {
    fn add(&mut self, ring: &[(f64, f64)]) {
        for (lng, lat) in ring {
            self.sum.0 += lng;
            self.sum.1 += lat;
            self.corners += 1.0;
        }
    }

    fn place(&self) -> Option<(f64, f64)> {
        (self.corners > 0.0).then(|| (self.sum.0 / self.corners, self.sum.1 / self.corners))
    }
}

/// Somewhere that may be meant.
struct Candidate<'a> {
    kind: PlaceKind,
    code: &'a str,
    name: (&'a str, Option<&'a str>),
    township: Option<&'a str>,
    /// None where no cell of the grid lies in it.
    place: Option<(f64, f64)>,
}

impl Candidate<'_> {
    /// How well a lower-case text fits; 0 = not at all.
    fn fit(&self, text: &str) -> u8 {
        let (zh, en) = self.name;
        let of_name = |name: &str| match name.to_lowercase() {
            name if name == text => 3,
            name if name.starts_with(text) => 2,
            name if name.contains(text) => 1,
            _ => 0,
        };
        let of_code = match self.code {
            code if code == text => 3,
            // A few digits are the beginning of every code.
            code => u8::from(text.len() > 6 && code.starts_with(text)),
        };
        en.map_or(0, of_name).max(of_name(zh)).max(of_code)
    }
}

impl Names {
    fn places(&self, text: &str, lang: Lang) -> Vec<PlaceView> {
        let text = text.trim().to_lowercase();
        let mut found: Vec<(u8, PlaceView)> = self
            .candidates()
            .into_iter()
            .filter_map(|candidate| {
                let fit = candidate.fit(&text);
                let (lng, lat) = candidate.place.filter(|_| fit > 0)?;
                let (zh, en) = candidate.name;
                let township = candidate.township;
                let view = PlaceView {
                    kind: candidate.kind,
                    code: candidate.code.to_owned(),
                    name: lang.pick(zh, en).to_owned(),
                    township: township.map(|code| named(&self.townships, code, lang).name),
                    lng,
                    lat,
                };
                Some((fit, view))
            })
            .collect();
        found.sort_by(|(a_fit, a), (b_fit, b)| {
            (Reverse(a_fit), a.kind, &a.name, &a.code).cmp(&(Reverse(b_fit), b.kind, &b.name, &b.code))
        });
        found.into_iter().map(|(_, view)| view).collect()
    }

    fn candidates(&self) -> Vec<Candidate<'_>> {
        let reference = &self.reference;
        let mut middles: HashMap<&str, Middle> = HashMap::new();
        let mut all = Vec::new();
        for cell in &reference.grid_cells {
            let mut middle = Middle::default();
            middle.add(&cell.ring.0);
            // Codes of areas of different levels differ in length.
            for area in [&cell.township_code, &cell.community_code].into_iter().flatten() {
                middles.entry(area).or_default().add(&cell.ring.0);
            }
            all.push(Candidate {
                kind: PlaceKind::Grid,
                code: &cell.code,
                name: (&cell.name, None),
                township: cell.township_code.as_deref(),
                place: middle.place(),
            });
        }
        for row in &reference.townships {
            all.push(Candidate {
                kind: PlaceKind::Township,
                code: &row.code,
                name: (&row.name, row.name_en.as_deref()),
                township: None,
                place: middles.get(row.code.as_str()).and_then(Middle::place),
            });
        }
        for row in &reference.communities {
            all.push(Candidate {
                kind: PlaceKind::Community,
                code: &row.code,
                name: (&row.name, row.name_en.as_deref()),
                township: None,
                place: middles.get(row.code.as_str()).and_then(Middle::place),
            });
        }
        for row in &reference.stations {
            all.push(Candidate {
                kind: PlaceKind::Station,
                code: &row.code,
                name: (&row.name, row.name_en.as_deref()),
                township: row.township_code.as_deref(),
                place: Some((row.lng, row.lat)),
            });
        }
        all
    }
}
