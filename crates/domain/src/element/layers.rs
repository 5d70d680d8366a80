use super::{ElementView, Layer, LayersView, Mark, NO_LAYER, STATION_LAYERS, gather};
use crate::fusion::metres_between;
use crate::map::StationView;

/// About a metre, in degrees: addresses carry five decimals.
const NEAR: f64 = 0.000_015;
/// Elements that are listed for readers without script.
const LISTED: usize = 8;
/// So wide is a picture of the server on a usual screen, in pixels.
const PICTURE: f64 = 900.0;

/// What a reader wants to see of a map's layers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LayersAsked {
    /// Codes of layers; none where the address says nothing, which means stations and police posts.
    pub shown: Option<Vec<String>>,
    /// A place (longitude, latitude) that is pointed at.
    pub at: Option<(f64, f64)>,
    /// West, south, east, north of the picture.
    pub bbox: Option<[f64; 4]>,
}

impl LayersAsked {
    /// Reads the values of `layers`: lists with commas, the parameter may repeat. A form that shows nothing sends
    /// [`NO_LAYER`], and also beside what it shows.
    #[must_use]
    pub fn read<'a>(values: impl IntoIterator<Item = &'a str>) -> Option<Vec<String>> {
        let codes = values.into_iter().flat_map(|value| value.split(','));
        let mut codes = codes.map(str::trim).filter(|code| !code.is_empty()).peekable();
        codes.peek()?;
        Some(
            codes
                .filter(|code| *code != NO_LAYER)
                .map(str::to_owned)
                .collect(),
        )
    }

    /// Whether the layer with this code is shown.
    #[must_use]
    pub fn shows(&self, code: &str) -> bool {
        match &self.shown {
            None => STATION_LAYERS.contains(&code),
            Some(codes) => codes.iter().any(|known| known == code),
        }
    }

    /// The view of a map with these layers beside those of the stations. `names` are those of the two layers of
    /// stations; `elements` are of the layers that are shown.
    #[must_use]
    pub fn view(
        &self,
        names: [&str; 2],
        stations: &[StationView],
        kinds: Vec<Layer>,
        elements: Vec<ElementView>,
    ) -> LayersView {
        let of_stations = STATION_LAYERS.iter().zip(names).map(|(code, name)| {
            let count = stations.iter().filter(|station| station.kind == *code).count();
            Layer {
                code: (*code).to_owned(),
                name: name.to_owned(),
                icon: None,
                count: u32::try_from(count).unwrap_or(u32::MAX),
                shown: self.shows(code),
            }
        });
        let of_stations = of_stations.filter(|layer| layer.count > 0);
        let chosen = self.at.and_then(|(lng, lat)| {
            let is_there = |one: &&ElementView| (one.lng - lng).abs() < NEAR && (one.lat - lat).abs() < NEAR;
            let element = elements.iter().find(is_there)?;
            Some((element.clone(), nearest(stations, (element.lng, element.lat))))
        });
        let listed = elements.iter().take(LISTED).cloned().collect();
        let marks = gather(elements, self.zoom()).into_iter().map(|mark| match mark {
            Mark::One(one) => (one.kind, [one.lng, one.lat], 1),
            Mark::Several { kind, place, count } => (kind, place, count),
        });
        LayersView {
            layers: of_stations.chain(kinds).collect(),
            marks: marks.collect(),
            listed,
            chosen,
        }
    }

    /// The zoom at which the picture is drawn.
    fn zoom(&self) -> u8 {
        let [west, _, east, _] = self.bbox.unwrap_or([0.0, 0.0, 1.0, 1.0]);
        let zoom = (PICTURE * 360.0 / (256.0 * (east - west).max(0.001))).log2();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let zoom = zoom.clamp(0.0, 22.0) as u8;
        zoom
    }
}

/// Name of the station or police post nearest to a place, and the metres to there.
#[must_use]
pub fn nearest(stations: &[StationView], place: (f64, f64)) -> Option<(String, u32)> {
    let away = |station: &StationView| metres_between(place, (station.lng, station.lat));
    let station = stations.iter().min_by(|a, b| away(a).total_cmp(&away(b)))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "metres on the earth"
    )]
    let metres = away(station).round() as u32;
    Some((station.name.clone(), metres))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::element::Icon;

    fn station(code: &str, kind: &str, lng: f64) -> StationView {
        StationView {
            code: code.to_owned(),
            name: code.to_owned(),
            kind: kind.to_owned(),
            township: None,
            address: String::new(),
            speciality: None,
            lng,
            lat: 28.65,
            resident_units: Vec::new(),
            on_call_units: Vec::new(),
        }
    }

    #[test]
    fn an_address_that_names_no_layer_shows_stations_and_one_that_says_none_shows_nothing() {
        let shows = |values: &[&str], code: &str| {
            let shown = LayersAsked::read(values.iter().copied());
            LayersAsked {
                shown,
                ..LayersAsked::default()
            }
            .shows(code)
        };
        assert!(shows(&[], "station") && shows(&[""], "police_post") && !shows(&[], "camera"));
        assert!(!shows(&["none"], "station"));
        assert!(shows(&["camera,station"], "camera") && !shows(&["camera"], "station"));
        assert!(shows(&["none", "camera", "station"], "station"));
    }

    #[test]
    fn the_element_that_is_pointed_at_is_told_with_the_nearest_station() {
        let asked = LayersAsked {
            shown: LayersAsked::read(["camera"]),
            at: Some((121.26, 28.65)),
            bbox: Some([121.2, 28.6, 121.3, 28.7]),
        };
        let element = ElementView {
            kind: "camera".to_owned(),
            code: "1".to_owned(),
            name: "南门".to_owned(),
            address: None,
            lng: 121.260_001,
            lat: 28.65,
        };
        let layer = Layer {
            code: "camera".to_owned(),
            name: "视频监控".to_owned(),
            icon: Some(Icon::Camera),
            count: 1,
            shown: true,
        };
        let stations = [
            station("far", "station", 121.28),
            station("near", "police_post", 121.261),
        ];
        let view = asked.view(["站", "警务站"], &stations, vec![layer], vec![element.clone()]);
        let codes: Vec<&str> = view.layers.iter().map(|layer| layer.code.as_str()).collect();
        assert_eq!(codes, ["station", "police_post", "camera"]);
        let (chosen, nearest) = view.chosen.expect("an element");
        assert_eq!(chosen, element);
        let (name, metres) = nearest.expect("a station");
        assert_eq!(name, "near");
        assert!((90..110).contains(&metres), "{metres}");
        assert_eq!(view.marks.len(), 1);
    }
}
