use std::io::{Cursor, Write};

use cadastre::{Checked, Properties, Unreadable, What, check, read};
use shapefile::dbase::encoding::EncodingRs;
use shapefile::dbase::{FieldName, FieldValue, Record, TableWriterBuilder};
use shapefile::{NO_DATA, Point, PointZ, Polygon, PolygonRing, PolygonZ, ShapeWriter};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::common::{cell, code, rectangle, rules};

const PRJ: &str = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;

fn points(ring: &[cadastre::Point]) -> Vec<Point> {
    // Clockwise and closed, as the format wants it.
    let closed = ring.iter().chain(ring.first()).rev();
    closed.map(|&(lng, lat)| Point::new(lng, lat)).collect()
}

fn shp<S: shapefile::record::EsriShape>(shapes: &[S]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = ShapeWriter::new(&mut bytes);
    for shape in shapes {
        writer.write_shape(shape).expect("a shape");
    }
    writer.finalize().expect("a file");
    drop(writer);
    bytes.into_inner()
}

pub(crate) fn dbf(rows: &[(String, &str)], encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let field = |name: &str| FieldName::try_from(name).expect("a short name");
    let mut writer = TableWriterBuilder::with_encoding(EncodingRs::from(encoding))
        .add_character_field(field("WGBM"), 15)
        .add_character_field(field("WGMC"), 40)
        .build_with_dest(&mut bytes);
    for (code, name) in rows {
        let mut record = Record::default();
        record.insert("WGBM".to_owned(), FieldValue::Character(Some(code.clone())));
        record.insert("WGMC".to_owned(), FieldValue::Character(Some((*name).to_owned())));
        writer.write_record(&record).expect("a row");
    }
    drop(writer);
    bytes.into_inner()
}

pub(crate) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(bytes).expect("bytes");
    }
    zip.finish().expect("an archive").into_inner()
}

pub(crate) fn two() -> Vec<u8> {
    let rings = [rectangle(0.0, 0.0, 1.0, 1.0), rectangle(1.0, 0.0, 2.0, 1.0)];
    shp(&rings.map(|ring| Polygon::new(PolygonRing::Outer(points(&ring)))))
}

pub(crate) fn rows() -> [(String, &'static str); 2] {
    [(code(1), "湖滨第1网格"), (code(2), "湖滨第2网格")]
}

fn checked(archive: &[u8]) -> Checked {
    check(
        read(archive, &Properties::default()).expect("a Shapefile"),
        &rules(),
    )
}

#[test]
fn a_shapefile_is_read_in_utf_8_and_in_gbk_with_and_without_a_cpg() {
    let (utf8, gbk) = (dbf(&rows(), encoding_rs::UTF_8), dbf(&rows(), encoding_rs::GBK));
    for (table, cpg) in [
        (&utf8, Some("UTF-8")),
        (&utf8, None),
        (&gbk, Some("GBK")),
        (&gbk, Some("936\r\n")),
        (&gbk, None),
    ] {
        let shp = two();
        let mut parts: Vec<(&str, &[u8])> = vec![
            ("网格/grid.SHP", &shp),
            ("网格/grid.dbf", table),
            ("网格/grid.prj", PRJ.as_bytes()),
        ];
        parts.extend(cpg.map(|cpg| ("网格/grid.cpg", cpg.as_bytes())));
        let checked = checked(&zipped(&parts));
        assert_eq!(checked.findings.errors, [], "{cpg:?}");
        assert_eq!(checked.cells.len(), 2);
        assert_eq!(checked.cells[1].name, "湖滨第2网格", "{cpg:?}");
        assert_eq!(
            checked.cells[0].ring.len(),
            cell(1, rectangle(0.0, 0.0, 1.0, 1.0)).ring.len()
        );
    }
}

#[test]
fn holes_and_parts_of_a_shape_are_told_apart() {
    let (outer, inner) = (
        points(&rectangle(0.0, 0.0, 4.0, 4.0)),
        points(&rectangle(1.0, 1.0, 2.0, 2.0)),
    );
    let away = points(&rectangle(5.0, 0.0, 6.0, 1.0));
    let holed = Polygon::with_rings(vec![PolygonRing::Outer(outer.clone()), PolygonRing::Inner(inner)]);
    let parted = Polygon::with_rings(vec![PolygonRing::Outer(outer), PolygonRing::Outer(away)]);
    let archive = zipped(&[
        ("g.shp", &shp(&[holed, parted])),
        ("g.dbf", &dbf(&rows(), encoding_rs::UTF_8)),
    ]);
    let errors = checked(&archive).findings.errors;
    let what: Vec<_> = errors.iter().map(|fault| fault.what.clone()).collect();
    assert_eq!(what, [What::Hole, What::ManyParts { parts: 2 }]);
}

#[test]
fn shapes_with_heights_are_read_and_points_are_not() {
    let ring = points(&rectangle(0.0, 0.0, 1.0, 1.0));
    let high: Vec<PointZ> = ring
        .iter()
        .map(|point| PointZ::new(point.x, point.y, 5.0, NO_DATA))
        .collect();
    let table = dbf(&rows()[..1], encoding_rs::UTF_8);
    let archive = zipped(&[
        ("g.shp", &shp(&[PolygonZ::new(PolygonRing::Outer(high))])),
        ("g.dbf", &table),
    ]);
    assert_eq!(checked(&archive).findings.errors, []);
    let archive = zipped(&[("g.shp", &shp(&[ring[0]])), ("g.dbf", &table)]);
    assert!(matches!(
        checked(&archive).findings.errors[0].what,
        What::NotAPolygon { .. }
    ));
}

#[test]
fn an_archive_that_lacks_something_or_is_projected_is_refused() {
    let (shp, table) = (two(), dbf(&rows(), encoding_rs::UTF_8));
    let refused =
        |parts: &[(&str, &[u8])]| read(&zipped(parts), &Properties::default()).expect_err("refused");
    assert!(matches!(
        refused(&[("g.dbf", &table)]),
        Unreadable::Archive { .. }
    ));
    assert!(matches!(refused(&[("g.shp", &shp)]), Unreadable::Archive { .. }));
    assert!(matches!(
        refused(&[("g.shp", &shp), ("h.shp", &shp), ("g.dbf", &table)]),
        Unreadable::Archive { .. }
    ));
    let short = dbf(&rows()[..1], encoding_rs::UTF_8);
    assert!(matches!(
        refused(&[("g.shp", &shp), ("g.dbf", &short)]),
        Unreadable::Archive { .. }
    ));
    let projected =
        r#"PROJCS["CGCS2000_3_Degree_GK_CM_120E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000"]]"#;
    let parts: [(&str, &[u8]); 3] = [
        ("g.shp", &shp),
        ("g.dbf", &table),
        ("g.prj", projected.as_bytes()),
    ];
    assert!(matches!(refused(&parts), Unreadable::Projected { .. }));
    let geographic = r#"GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000"]]"#;
    let parts: [(&str, &[u8]); 3] = [
        ("g.shp", &shp),
        ("g.dbf", &table),
        ("g.prj", geographic.as_bytes()),
    ];
    assert!(read(&zipped(&parts), &Properties::default()).is_ok());
    let xian = r#"GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980"]]"#;
    let parts: [(&str, &[u8]); 3] = [("g.shp", &shp), ("g.dbf", &table), ("g.prj", xian.as_bytes())];
    assert!(matches!(refused(&parts), Unreadable::Projected { .. }));
}

#[test]
fn a_truncated_or_lying_shapefile_is_refused() {
    let (shp, table) = (two(), dbf(&rows(), encoding_rs::UTF_8));
    for length in 0..shp.len() {
        let archive = zipped(&[("g.shp", &shp[..length]), ("g.dbf", &table)]);
        if let Ok(sheet) = read(&archive, &Properties::default()) {
            assert!(!check(sheet, &rules()).findings.errors.is_empty(), "{length}");
        }
    }
    // A record that says it has two thousand million corners.
    let mut lying = shp;
    lying[100 + 8 + 40..100 + 8 + 44].copy_from_slice(&i32::MAX.to_le_bytes());
    let archive = zipped(&[("g.shp", &lying), ("g.dbf", &table)]);
    if let Ok(sheet) = read(&archive, &Properties::default()) {
        assert!(!check(sheet, &rules()).findings.errors.is_empty());
    }
}
