//! The case pages' questions.

use ::portal::{AreaLevel, CasesQuery, MapFilter};
use domain::area::contains;
use domain::case::CaseFile;
use domain::map::GridView;
use fast_qr::QRBuilder;
use http::{HeaderMap, header, request::Parts};
use leptos::prelude::*;

use super::Asked;
use crate::cases::api::{CaseList, CaseSheet, Locator, Qr};
use crate::error::AppError;
use crate::filters::Narrowed;
use crate::server::failure;
use crate::text::{area as area_words, cases as words, site, terms};

impl Asked {
    /// The page of cases asked for.
    pub(crate) async fn cases(&self) -> Result<CaseList, AppError> {
        let beside = ["q", "as_of", "counted", "unplaced"];
        let pairs = self.pairs_of(&[&beside[..], &["bbox", "cursor", "limit"]].concat());
        let query = CasesQuery::parse(&pairs, &self.portal).map_err(failure)?;
        let page = self
            .portal
            .cases(&query, self.now, self.links.lang)
            .await
            .map_err(failure)?;
        let is_known = beside.iter().all(|name| self.parameter(name).is_empty());
        let counts = match is_known {
            true => Some(self.counts(&query.filter).await?),
            false => None,
        };
        Ok(CaseList {
            page,
            choices: self.choices()?,
            counts,
            narrowed: self.narrowed_list(&query)?,
        })
    }

    /// What the list is narrowed to, and its form has no field for.
    fn narrowed_list(&self, query: &CasesQuery) -> Result<Vec<Narrowed>, AppError> {
        let lang = self.links.lang;
        let mut all = self.narrowed(&query.filter)?;
        if query.as_of.is_given() {
            let value = self.parameter("as_of").to_owned();
            let label = site::as_of(lang, &value);
            all.push(narrowed("as_of", value, label));
        }
        if let Some(counted) = query.counted {
            let label = terms::counted(lang, counted).to_owned();
            all.push(narrowed("counted", counted.code().to_owned(), label));
        }
        if query.filter.bbox.is_some() {
            let value = self.parameter("bbox").to_owned();
            all.push(narrowed("bbox", value, area_words::in_view(lang).to_owned()));
        }
        Ok(all)
    }

    /// What a filter is narrowed to, and no form has a field for.
    pub(super) fn narrowed(&self, filter: &MapFilter) -> Result<Vec<Narrowed>, AppError> {
        let lang = self.links.lang;
        let mut all = Vec::new();
        for (name, level, codes) in [
            ("grid", AreaLevel::Grid, &filter.grids),
            ("community", AreaLevel::Community, &filter.communities),
        ] {
            if codes.is_empty() {
                continue;
            }
            let names = self.portal.area_names(&self.code, level, lang).map_err(failure)?;
            let known = |code: &String| names.get(code).unwrap_or(code).clone();
            let label = codes.iter().map(known).collect::<Vec<_>>().join(", ");
            let label = match level {
                AreaLevel::Grid => words::in_grid(lang, &label),
                AreaLevel::Community | AreaLevel::Township => label,
            };
            all.push(narrowed(name, codes.join(","), label));
        }
        if let Some(area) = &filter.area {
            let label = area_words::drawn(lang, area.corners().len());
            all.push(narrowed("area", self.parameter("area").to_owned(), label));
        }
        Ok(all)
    }

    /// The file of the case with this code, written in any way people write it.
    pub(crate) async fn case(&self, code: &str) -> Result<CaseSheet, AppError> {
        let file = self
            .portal
            .case(&self.code, code, self.now, self.links.lang)
            .await
            .map_err(failure)?;
        self.sheet(file.ok_or(AppError::NotFound)?)
    }

    /// The file of the case with this QR token.
    pub(crate) async fn case_by_token(&self, token: &str) -> Result<CaseSheet, AppError> {
        let file = self
            .portal
            .case_by_token(&self.code, token, self.now, self.links.lang)
            .await
            .map_err(failure)?;
        self.sheet(file.ok_or(AppError::NotFound)?)
    }

    fn sheet(&self, file: CaseFile) -> Result<CaseSheet, AppError> {
        let grid = self.portal.grid(&self.code, self.links.lang).map_err(failure)?;
        let link = format!("/c/{}.{}", self.code, file.token);
        let qr = use_context::<Parts>().and_then(|parts| qr_of(&parts.headers, &link));
        Ok(CaseSheet {
            locator: locator(&file, &grid),
            qr,
            link,
            now: self.now,
            region: self.links.region.clone(),
            region_name: self.region_name().to_owned(),
            is_default_region: self.links.is_default,
            zone: self.zone.name().to_owned(),
            file,
        })
    }
}

fn narrowed(name: &str, value: String, label: String) -> Narrowed {
    Narrowed {
        name: name.to_owned(),
        value,
        label,
    }
}

/// The QR code of one of our addresses, as whoever asks reaches us.
pub(in crate::server) fn qr_of(headers: &HeaderMap, path: &str) -> Option<Qr> {
    qr(&format!("{}{path}", origin(headers)?))
}

/// Where the visitor reached us: behind a proxy, what the proxy says.
pub(super) fn origin(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| {
        headers
            .get(name)?
            .to_str()
            .ok()
            .map(|value| value.split(',').next().unwrap_or(value).trim())
    };
    let host = text("x-forwarded-host").or_else(|| text(header::HOST.as_str()))?;
    let scheme = text("x-forwarded-proto")
        .filter(|scheme| matches!(*scheme, "http" | "https"))
        .unwrap_or("http");
    Some(format!("{scheme}://{host}"))
}

/// The dark squares of a QR code as one path, with the four squares of quiet around it that scanners need.
fn qr(text: &str) -> Option<Qr> {
    use std::fmt::Write;
    const QUIET: usize = 4;
    let code = QRBuilder::new(text).build().ok()?;
    let mut path = String::new();
    for y in 0..code.size {
        for x in (0..code.size).filter(|x| code[y][*x].value()) {
            // Writing to a String cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    Some(Qr {
        size: code.size + 2 * QUIET,
        path,
    })
}

/// The shapes that show where a case lies: the region's outline or, without one, its cells, and the cell.
fn locator(file: &CaseFile, grid: &GridView) -> Option<Locator> {
    let place = &file.summary.place;
    let by_code = place
        .grid
        .as_ref()
        .and_then(|cell| grid.cells.iter().find(|shape| shape.code == cell.code));
    let by_point = || {
        let [lng, lat] = place.point?;
        grid.cells
            .iter()
            .find(|shape| contains(&domain::area::decode(&shape.ring), (lng, lat)))
    };
    let cell = by_code.or_else(by_point);
    if cell.is_none() && place.point.is_none() {
        return None;
    }
    let ground = if grid.outline.is_empty() {
        grid.cells.iter().map(|shape| shape.ring.clone()).collect()
    } else {
        grid.outline.clone()
    };
    let is_drawn = !grid.outline.is_empty() || !grid.cells.is_empty();
    is_drawn.then(|| Locator {
        bbox: grid.bbox,
        ground,
        cell: cell.map(|cell| cell.ring.clone()),
        point: place.point,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_code_leads_where_the_visitor_came_from() {
        let mut headers = HeaderMap::new();
        assert_eq!(origin(&headers), None);
        headers.insert(header::HOST, "127.0.0.1:3000".parse().expect("a value"));
        assert_eq!(origin(&headers).as_deref(), Some("http://127.0.0.1:3000"));
        headers.insert(
            "x-forwarded-host",
            "lianqin.example, inner".parse().expect("a value"),
        );
        headers.insert("x-forwarded-proto", "https".parse().expect("a value"));
        assert_eq!(origin(&headers).as_deref(), Some("https://lianqin.example"));
    }

    #[test]
    fn a_qr_code_is_surrounded_by_quiet() {
        let code =
            qr("https://lianqin.example/c/999001.0123456789abcdef0123456789abcdef").expect("short enough");
        assert!(
            code.path.starts_with("M4 4h1v1h-1z"),
            "the finder pattern begins in the corner"
        );
        assert!(code.size > 29);
    }
}
