//! Elements as a file that an import reads back.

use clap::ValueEnum;
use domain::element::ElementDraft;
use geojson::{Feature, Geometry, JsonObject};
use intake::ELEMENT_COLUMNS;
use serde_json::json;
use thiserror::Error;

use crate::open_data::csv_file;
use crate::workbook::{Cell, Workbook, WorkbookError};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Csv,
    Xlsx,
    Geojson,
}

impl Format {
    /// The format that people call so.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        <Self as ValueEnum>::from_str(name, true).ok()
    }

    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Geojson => "geojson",
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Csv => csv_file::MEDIA_TYPE,
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Geojson => crate::open_data::features::MEDIA_TYPE,
        }
    }
}

#[derive(Debug, Error)]
pub(crate) enum WriteError {
    #[error(transparent)]
    Csv(#[from] csv::Error),
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// The whole file, in WGS-84.
pub(crate) fn write(elements: &[ElementDraft], format: Format) -> Result<Vec<u8>, WriteError> {
    Ok(match format {
        Format::Csv => csv_file::rows(Some(&ELEMENT_COLUMNS), elements.iter().map(texts))?,
        Format::Xlsx => {
            let rows = elements.iter().map(|element| {
                let number = |at: usize| Cell::from(element.place[at]);
                let [kind, code, name, _, _, rest @ ..] = texts(element);
                let before = [kind, code, name].map(|text| Cell::Text(text.into()));
                let after = rest.map(|text| Cell::Text(text.into()));
                before
                    .into_iter()
                    .chain([number(0), number(1)])
                    .chain(after)
                    .collect::<Vec<_>>()
            });
            Workbook::new()
                .sheet("elements", &ELEMENT_COLUMNS, rows)?
                .write_to(Vec::new())?
        }
        Format::Geojson => {
            let features: Vec<Feature> = elements.iter().map(feature).collect();
            let mut text = serde_json::to_vec(&json!({"type": "FeatureCollection", "features": features}))?;
            text.push(b'\n');
            text
        }
    })
}

/// The cells of a row, in the order of [`ELEMENT_COLUMNS`].
fn texts(element: &ElementDraft) -> [String; 9] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        element.kind.to_string(),
        element.code.to_string(),
        element.name.clone(),
        element.place[0].to_string(),
        element.place[1].to_string(),
        text(&element.address),
        text(&element.notes),
        if element.retired { "retired" } else { "in_use" }.to_owned(),
        text(&element.source),
    ]
}

fn feature(element: &ElementDraft) -> Feature {
    let mut properties = JsonObject::new();
    for (name, text) in ELEMENT_COLUMNS.into_iter().zip(texts(element)) {
        if !matches!(name, "lng" | "lat") && !text.is_empty() {
            properties.insert(name.to_owned(), json!(text));
        }
    }
    Feature {
        bbox: None,
        geometry: Some(Geometry::new_point(element.place)),
        id: None,
        properties: Some(properties),
        foreign_members: None,
    }
}

#[cfg(test)]
mod tests {
    use domain::element::{Icon, KindDraft};
    use domain::{ElementCode, ElementKindCode};
    use intake::CoordinateSystem;

    use super::super::{Said, read_bytes};
    use super::*;

    #[test]
    fn what_is_exported_is_read_back_as_it_was_in_every_format() {
        let camera = ElementKindCode::parse("camera").expect("a code");
        let element = |code: &str, name: &str, notes: Option<&str>, retired| ElementDraft {
            kind: camera.clone(),
            code: ElementCode::parse(code).expect("a code"),
            name: name.to_owned(),
            address: Some("南门街 1 号, 二楼".to_owned()),
            notes: notes.map(str::to_owned),
            source: Some("公安视频专网 2026".to_owned()),
            place: [121.260_123_4, 28.65],
            retired,
        };
        let elements = vec![
            element("007", "=HYPERLINK(1)", Some("朝东 \"全景\""), false),
            element("-8", "'南门", None, true),
        ];
        let said = Said {
            kinds: vec![KindDraft {
                code: camera.clone(),
                name: "视频监控".to_owned(),
                name_en: None,
                icon: Icon::Camera,
                public: false,
            }],
            kind: None,
            coordinates: CoordinateSystem::Wgs84,
            zone: chrono_tz::Asia::Shanghai,
        };
        for format in [Format::Csv, Format::Xlsx, Format::Geojson] {
            let bytes = write(&elements, format).expect("a file");
            let found = read_bytes(&bytes, &said).expect("elements");
            assert_eq!(found.faults, [], "{format:?}");
            assert_eq!(found.rows, elements, "{format:?}");
        }
    }
}
