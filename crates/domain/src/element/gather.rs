use std::collections::BTreeMap;

use super::ElementView;

/// What is drawn at one place: one element, or several of a kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    One(ElementView),
    /// Code of the kind, the middle of its elements (longitude, latitude), how many there are.
    Several {
        kind: String,
        place: [f64; 2],
        count: u32,
    },
}

/// Half a tile: what lies nearer together than 64 pixels of a map is one mark.
const PARTS: u8 = 2;

/// Elements as marks of a map at `zoom`, so that their number does not grow with that of the elements. Where no two
/// of a kind share a part of the map, each is a mark of its own.
#[must_use]
pub fn gather(elements: impl IntoIterator<Item = ElementView>, zoom: u8) -> Vec<Mark> {
    let parts = f64::from(1_u32 << (zoom.min(22) + PARTS));
    let mut marks: BTreeMap<(String, i64, i64), Vec<ElementView>> = BTreeMap::new();
    for element in elements {
        let (x, y) = mercator(element.lng, element.lat);
        let cell = |at: f64| whole((at * parts).floor());
        let key = (element.kind.clone(), cell(x), cell(y));
        marks.entry(key).or_default().push(element);
    }
    marks
        .into_iter()
        .flat_map(|((kind, ..), mut together)| {
            if together.len() == 1 {
                return together.pop().map(Mark::One);
            }
            let count = together.len() as f64;
            let mean = |of: fn(&ElementView) -> f64| together.iter().map(of).sum::<f64>() / count;
            Some(Mark::Several {
                kind,
                place: [mean(|one| one.lng), mean(|one| one.lat)],
                count: u32::try_from(together.len()).unwrap_or(u32::MAX),
            })
        })
        .collect()
}

/// A place in Web Mercator, the world from 0 to 1.
fn mercator(lng: f64, lat: f64) -> (f64, f64) {
    let sine = lat.clamp(-85.0, 85.0).to_radians().sin();
    let y = 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * std::f64::consts::PI);
    (lng / 360.0 + 0.5, y)
}

fn whole(number: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "parts of a map are far fewer")]
    let whole = number as i64;
    whole
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn element(kind: &str, number: usize, lng: f64, lat: f64) -> ElementView {
        ElementView {
            kind: kind.to_owned(),
            code: number.to_string(),
            name: number.to_string(),
            address: None,
            lng,
            lat,
        }
    }

    #[test]
    fn kinds_never_share_a_mark() {
        let at = |kind| element(kind, 1, 121.26, 28.65);
        let marks = gather([at("camera"), at("school"), at("camera")], 12);
        assert_eq!(marks.len(), 2);
        assert!(matches!(&marks[0], Mark::Several { kind, count: 2, .. } if kind == "camera"));
        assert!(matches!(&marks[1], Mark::One(one) if one.kind == "school"));
    }

    proptest! {
        #[test]
        fn no_element_is_lost_and_none_counts_twice(
            places in prop::collection::vec((121.0..121.4, 28.4..28.8, 0_usize..3), 0..200),
            zoom in 0_u8..25,
        ) {
            let kinds = ["camera", "patrol_point", "school"];
            let elements: Vec<ElementView> = (places.iter().enumerate())
                .map(|(number, (lng, lat, kind))| element(kinds[*kind], number, *lng, *lat))
                .collect();
            let counted: usize = gather(elements.clone(), zoom)
                .iter()
                .map(|mark| match mark {
                    Mark::One(_) => 1,
                    Mark::Several { count, .. } => *count as usize,
                })
                .sum();
            prop_assert_eq!(counted, elements.len());
        }
    }
}
