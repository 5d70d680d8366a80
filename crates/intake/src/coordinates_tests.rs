use super::*;
use domain::area::gcj02::wgs84_to_gcj02;
use proptest::prelude::*;

/// What npm `gcoord` 1.0.7 says: a point, it taken as WGS-84 in GCJ-02, it taken as GCJ-02 in WGS-84, and
/// it taken as BD-09 in WGS-84. `gcoord` stops at 1e-6 degrees, so no more is asked here.
type Reference = ((f64, f64), (f64, f64), (f64, f64), (f64, f64));
const REFERENCES: [Reference; 10] = [
    (
        (121.262, 28.65),
        (121.2662218, 28.6468694),
        (121.2577802, 28.6531305),
        (121.2512177, 28.6474929),
    ),
    (
        (114.35, 22.69),
        (114.3549212, 22.6872935),
        (114.3450854, 22.6927145),
        (114.3386353, 22.6865043),
    ),
    (
        (116.397428, 39.90923),
        (116.4036716, 39.9106335),
        (116.3911868, 39.9078288),
        (116.3848017, 39.9015235),
    ),
    (
        (87.6168, 43.8256),
        (87.6196499, 43.8268054),
        (87.6139528, 43.8243960),
        (87.6075552, 43.8181629),
    ),
    (
        (91.1322, 29.6604),
        (91.1337433, 29.6576796),
        (91.1306544, 29.6631179),
        (91.1240681, 29.6573077),
    ),
    (
        (126.6424, 45.7567),
        (126.6483698, 45.7586511),
        (126.6364439, 45.7547574),
        (126.6298975, 45.7488733),
    ),
    (
        (110.3492, 20.0174),
        (110.3536092, 20.0153981),
        (110.3447999, 20.0194113),
        (110.3382746, 20.0137499),
    ),
    (
        (104.0665, 30.5723),
        (104.0690049, 30.5698455),
        (104.0639997, 30.5747572),
        (104.0575782, 30.5686195),
    ),
    (
        (75.9891, 39.4704),
        (75.9920527, 39.4706249),
        (75.9861570, 39.4701839),
        (75.9797354, 39.4641252),
    ),
    (
        (113.2644, 23.1291),
        (113.2697296, 23.1264233),
        (113.2590732, 23.1317780),
        (113.2526220, 23.1256491),
    ),
];

fn near(left: (f64, f64), right: (f64, f64), degrees: f64) -> bool {
    (left.0 - right.0).abs() < degrees && (left.1 - right.1).abs() < degrees
}

#[test]
fn conversions_agree_with_gcoord_all_over_china() {
    for (point, in_gcj02, from_gcj02, from_bd09) in REFERENCES {
        assert!(
            near(wgs84_to_gcj02(point), in_gcj02, 2e-6),
            "to GCJ-02: {point:?}"
        );
        assert!(
            near(CoordinateSystem::Gcj02.to_wgs84(point), from_gcj02, 2e-6),
            "GCJ-02: {point:?}"
        );
        assert!(
            near(CoordinateSystem::Bd09.to_wgs84(point), from_bd09, 2e-6),
            "BD-09: {point:?}"
        );
        assert_eq!(CoordinateSystem::Wgs84.to_wgs84(point), point);
    }
}

#[test]
fn gcj02_is_about_539_metres_off_at_huangyan() {
    let point: (f64, f64) = (121.262, 28.65);
    let shifted = wgs84_to_gcj02(point);
    let east = (shifted.0 - point.0) * 111_320.0 * point.1.to_radians().cos();
    let north = (shifted.1 - point.1) * 110_850.0;
    assert!((east.hypot(north) - 539.0).abs() < 5.0, "{}", east.hypot(north));
}

#[test]
fn systems_are_known_by_the_names_people_write() {
    for name in ["WGS-84", "wgs84", "CGCS2000"] {
        assert_eq!(CoordinateSystem::from_name(name), Some(CoordinateSystem::Wgs84));
    }
    assert_eq!(
        CoordinateSystem::from_name("gcj_02"),
        Some(CoordinateSystem::Gcj02)
    );
    assert_eq!(CoordinateSystem::from_name("BD-09"), Some(CoordinateSystem::Bd09));
    assert_eq!(CoordinateSystem::from_name("beijing54"), None);
}

proptest! {
    #[test]
    fn going_to_gcj02_and_back_ends_within_a_millimetre(lng in 73.0..135.0f64, lat in 3.0..54.0f64) {
        let back = CoordinateSystem::Gcj02.to_wgs84(wgs84_to_gcj02((lng, lat)));
        prop_assert!(near(back, (lng, lat), 1e-8), "{back:?}");
    }

    #[test]
    fn outside_china_nothing_moves(lng in -180.0..72.0f64, lat in -90.0..90.0f64) {
        for system in [CoordinateSystem::Wgs84, CoordinateSystem::Gcj02, CoordinateSystem::Bd09] {
            prop_assert_eq!(system.to_wgs84((lng, lat)), (lng, lat));
        }
    }
}
