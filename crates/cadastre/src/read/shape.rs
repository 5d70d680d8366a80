use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use dbase::encoding::EncodingRs;
use dbase::{FieldValue, ReaderBuilder, Record};
use encoding_rs::{Encoding, GB18030, UTF_8};
use shapefile::record::polygon::{GenericPolygon, PolygonRing};
use shapefile::record::traits::HasXY;
use shapefile::{Shape as Drawing, ShapeReader};
use zip::ZipArchive;

use super::{Shape, Sheet, Unreadable};
use crate::limits::{CELLS, FILE_BYTES};
use crate::properties::Properties;
use domain::drawing::What;

/// Bytes of an archive: a million corners are sixteen megabytes before they are packed.
const ARCHIVE_BYTES: usize = 32 << 20;
/// What the name of a right reference system begins with, without blanks and underscores.
const SYSTEMS: [&str; 5] = [
    "WGS1984",
    "WGS84",
    "CHINAGEODETICCOORDINATESYSTEM2000",
    "CHINA2000",
    "CGCS2000",
];

fn archive(reason: impl Into<String>) -> Unreadable {
    Unreadable::Archive {
        reason: reason.into(),
    }
}

pub(super) fn read(bytes: &[u8], properties: &Properties) -> Result<Sheet, Unreadable> {
    let parts = Parts::unpack(bytes)?;
    if let Some(system) = parts.prj.as_deref().and_then(other_system) {
        return Err(Unreadable::Projected { system });
    }
    let records = records(&parts)?;
    let unread = |error: shapefile::Error| archive(format!("the .shp part: {error}"));
    let mut shapes = ShapeReader::new(Cursor::new(&parts.shp)).map_err(unread)?;
    let (mut sheet, mut corners) = (Sheet::default(), 0);
    let mut records = records.into_iter();
    for drawing in shapes.iter_shapes() {
        let Some(said) = records.next() else {
            return Err(archive(
                "the .dbf part has fewer rows than the .shp part has shapes",
            ));
        };
        let shape = match drawing {
            Ok(drawing) => shape(drawing),
            // Nothing behind it is to be found.
            Err(error) => {
                let reason = error.to_string();
                sheet.take(Err(What::Unreadable { reason }), &said, properties, &mut corners);
                return Ok(sheet);
            }
        };
        if !sheet.take(shape, &said, properties, &mut corners) {
            return Ok(sheet);
        }
    }
    if records.next().is_some() {
        return Err(archive(
            "the .dbf part has more rows than the .shp part has shapes",
        ));
    }
    Ok(sheet)
}

/// The parts of a Shapefile.
struct Parts {
    shp: Vec<u8>,
    dbf: Vec<u8>,
    prj: Option<String>,
    cpg: Option<String>,
}

impl Parts {
    fn unpack(bytes: &[u8]) -> Result<Self, Unreadable> {
        if bytes.len() > ARCHIVE_BYTES {
            return Err(Unreadable::TooLarge { limit: ARCHIVE_BYTES });
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| archive(error.to_string()))?;
        // Names as bytes: archives made in China often have them in GBK.
        let names: Vec<Vec<u8>> = (0..zip.len())
            .map(|at| {
                zip.by_index_raw(at)
                    .map(|file| file.name_raw().to_ascii_lowercase())
            })
            .collect::<Result<_, _>>()
            .map_err(|error| archive(error.to_string()))?;
        let is_part = |name: &&Vec<u8>| {
            let file = name.rsplit(|byte| *byte == b'/').next().unwrap_or(name);
            !file.starts_with(b".") && !name.starts_with(b"__macosx") && file.ends_with(b".shp")
        };
        let mut shapes = names.iter().filter(is_part);
        let (Some(shp), None) = (shapes.next(), shapes.next()) else {
            return Err(archive(
                "it has to hold one Shapefile: one part that ends in .shp",
            ));
        };
        let stem = &shp[..shp.len() - 3];
        let mut part = |name: &str| -> Result<Option<Vec<u8>>, Unreadable> {
            let wanted = [stem, name.as_bytes()].concat();
            let Some(at) = names.iter().position(|name| *name == wanted) else {
                return Ok(None);
            };
            let file = zip
                .by_index(at)
                .map_err(|error| archive(format!("the .{name} part: {error}")))?;
            let mut unpacked = Vec::new();
            let most = FILE_BYTES as u64 + 1;
            file.take(most)
                .read_to_end(&mut unpacked)
                .map_err(|error| archive(format!("the .{name} part: {error}")))?;
            if unpacked.len() > FILE_BYTES {
                return Err(archive(format!(
                    "the .{name} part has more than {FILE_BYTES} bytes unpacked"
                )));
            }
            Ok(Some(unpacked))
        };
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ok(Self {
            shp: part("shp")?.ok_or_else(|| archive("the .shp part is missing"))?,
            dbf: part("dbf")?.ok_or_else(|| archive("the .dbf part, which has the codes, is missing"))?,
            prj: part("prj")?.map(text),
            cpg: part("cpg")?.map(text),
        })
    }

    /// What the texts are written in: as the .cpg part says, else UTF-8 if they are that, else GB18030.
    fn encoding(&self) -> &'static Encoding {
        let label = self.cpg.as_deref().map(|label| label.trim().to_lowercase());
        match label.as_deref() {
            Some("936" | "cp936" | "gbk" | "gb2312" | "gb18030") => GB18030,
            Some("65001") => UTF_8,
            Some(label) if Encoding::for_label(label.as_bytes()).is_some() => {
                Encoding::for_label(label.as_bytes()).unwrap_or(UTF_8)
            }
            _ => {
                let head = self
                    .dbf
                    .get(8..10)
                    .map_or(0, |two| usize::from(u16::from_le_bytes([two[0], two[1]])));
                let is_utf8 = |part: Option<&[u8]>| part.is_none_or(|part| std::str::from_utf8(part).is_ok());
                if is_utf8(self.dbf.get(head..)) {
                    UTF_8
                } else {
                    GB18030
                }
            }
        }
    }
}

/// The name of a reference system that is not longitude and latitude as the map has them.
fn other_system(prj: &str) -> Option<String> {
    let text = prj.trim();
    let name = text.split('"').nth(1).unwrap_or(text);
    let bare: String = name
        .to_uppercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let bare = bare.strip_prefix("GCS").unwrap_or(&bare);
    let geographic = text.starts_with("GEOGCS") || text.starts_with("GEOGCRS");
    let right = text.is_empty() || (geographic && SYSTEMS.iter().any(|known| bare.starts_with(known)));
    (!right).then(|| name.chars().take(80).collect())
}

fn records(parts: &Parts) -> Result<Vec<BTreeMap<String, String>>, Unreadable> {
    let unread = |error: dbase::Error| archive(format!("the .dbf part: {error}"));
    let encoding = EncodingRs::from(parts.encoding());
    let builder = ReaderBuilder::new().with_encoding(encoding);
    let mut reader = builder.build(Cursor::new(&parts.dbf)).map_err(unread)?;
    let mut records = Vec::new();
    // One more than there may be, so that the features are what is refused.
    for record in reader.iter_records().take(CELLS + 1) {
        records.push(said(record.map_err(unread)?));
    }
    Ok(records)
}

fn said(record: Record) -> BTreeMap<String, String> {
    let text = |(name, value)| {
        let value = match value {
            FieldValue::Character(text) => text?,
            FieldValue::Numeric(number) => number?.to_string(),
            FieldValue::Float(number) => number?.to_string(),
            FieldValue::Double(number) => number.to_string(),
            FieldValue::Integer(number) => number.to_string(),
            FieldValue::Logical(truth) => truth?.to_string(),
            FieldValue::Memo(text) => text,
            FieldValue::Date(_) | FieldValue::DateTime(_) | FieldValue::Currency(_) => return None,
        };
        Some((name, value))
    };
    record.into_iter().filter_map(text).collect()
}

fn shape(drawing: Drawing) -> Shape {
    match drawing {
        Drawing::Polygon(polygon) => rings(polygon),
        Drawing::PolygonM(polygon) => rings(polygon),
        Drawing::PolygonZ(polygon) => rings(polygon),
        Drawing::NullShape => Err(What::NoShape),
        other => Err(What::NotAPolygon {
            found: other.shapetype().to_string(),
        }),
    }
}

/// A single ring is the outer one, whichever way it goes; of several, those that go the other way are holes.
fn rings<P: HasXY>(polygon: GenericPolygon<P>) -> Shape {
    let rings = polygon.into_inner();
    let holes = rings.iter().any(|ring| matches!(ring, PolygonRing::Inner(_)));
    if rings.len() > 1 && !holes {
        return Err(What::ManyParts { parts: rings.len() });
    }
    let points = |ring: PolygonRing<P>| {
        ring.into_inner()
            .iter()
            .map(|point| (point.x(), point.y()))
            .collect()
    };
    let (outer, inner): (Vec<_>, Vec<_>) = rings
        .into_iter()
        .partition(|ring| matches!(ring, PolygonRing::Outer(_)));
    Ok(outer.into_iter().chain(inner).map(points).collect())
}
