//! `[map]` of `lianqin.toml`; docs/map-sources.md says what each key means.

use std::collections::BTreeSet;
use std::path::PathBuf;

use app::server::{Bases, Credit, TileSource};
use serde::Deserialize;

use super::template;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MapFile {
    attribution: Option<String>,
    approval_number: Option<String>,
    base: Option<String>,
    #[serde(default)]
    sources: Vec<SourceFile>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFile {
    key: String,
    kind: Kind,
    label: Option<String>,
    label_en: Option<String>,
    attribution: Option<String>,
    approval_number: Option<String>,
    layer: Option<String>,
    annotation: Option<bool>,
    token: Option<String>,
    token_env: Option<String>,
    url: Option<String>,
    #[serde(default)]
    subdomains: Vec<String>,
    min_zoom: Option<u8>,
    max_zoom: Option<u8>,
    crs: Option<String>,
    file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Tianditu,
    Xyz,
    Pmtiles,
}

/// What the settings say, with nothing opened yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct MapSettings {
    pub(super) bases: Bases,
    /// Where browsers fetch tiles.
    pub(super) origins: Vec<String>,
    /// Archives of tiles by key.
    pub(super) archives: Vec<(String, PathBuf)>,
}

/// Layers of Tianditu: code, Chinese and English label, the layer with its names, nearest zoom.
const TIANDITU: [(&str, &str, &str, &str, u8); 3] = [
    ("vec", "天地图", "Tianditu", "cva", 18),
    ("img", "天地图影像", "Tianditu imagery", "cia", 18),
    ("ter", "天地图地形", "Tianditu terrain", "cta", 14),
];
/// The map is never nearer.
const NEAREST: u8 = 24;
/// Our own base map in addresses.
const OWN: &str = "own";

impl MapFile {
    /// What it says, if that is right; else which key is wrong and why.
    pub(crate) fn settings(&self) -> Result<MapSettings, String> {
        let mut settings = MapSettings::default();
        settings.bases.own = credit(self.attribution.as_ref(), self.approval_number.as_ref());
        let mut origins = BTreeSet::new();
        for file in &self.sources {
            let wrong = |(field, why): (&str, String)| format!("map.sources {}: {field}: {why}", file.key);
            if !is_key(&file.key) || file.key == OWN {
                return Err(wrong((
                    "key",
                    "small letters, digits and hyphens, and not own".to_owned(),
                )));
            }
            if settings.bases.sources.iter().any(|other| other.key == file.key) {
                return Err(wrong(("key", "it is there twice".to_owned())));
            }
            let source = file.source().map_err(wrong)?;
            if file.kind == Kind::Pmtiles {
                settings
                    .archives
                    .extend(file.file.clone().map(|path| (file.key.clone(), path)));
            } else {
                for template in &source.templates {
                    let found = template::origins(template, &source.subdomains);
                    origins.extend(found.map_err(|why| wrong(("url", why)))?);
                }
            }
            settings.bases.sources.push(source);
        }
        settings.origins = origins.into_iter().collect();
        settings.bases.first = match self.base.as_deref() {
            None | Some(OWN) => None,
            Some(key) if settings.bases.sources.iter().any(|source| source.key == key) => {
                Some(key.to_owned())
            }
            Some(key) => return Err(format!("map.base: there is no source {key}")),
        };
        Ok(settings)
    }
}

type Wrong = (&'static str, String);

impl SourceFile {
    fn source(&self) -> Result<TileSource, Wrong> {
        self.only_its_own()?;
        let zooms = [self.min_zoom.unwrap_or(0), self.max_zoom.unwrap_or(18)];
        if zooms[0] > zooms[1] || zooms[1] > NEAREST {
            return Err(("max_zoom", format!("from min_zoom to {NEAREST}")));
        }
        let source = TileSource {
            key: self.key.clone(),
            label: self.label.clone().unwrap_or_else(|| self.key.clone()),
            label_en: self.label_en.clone(),
            templates: Vec::new(),
            subdomains: self.subdomains.clone(),
            zooms,
            is_shifted: self.is_shifted()?,
            credit: credit(self.attribution.as_ref(), self.approval_number.as_ref()),
        };
        match self.kind {
            Kind::Tianditu => self.tianditu(source),
            Kind::Xyz => Ok(TileSource {
                templates: vec![self.url.clone().ok_or(("url", "it is missing".to_owned()))?],
                ..source
            }),
            Kind::Pmtiles => {
                if self.file.is_none() {
                    return Err(("file", "it is missing".to_owned()));
                }
                Ok(TileSource {
                    templates: vec![format!("/tiles/{}/{{z}}/{{x}}/{{y}}", self.key)],
                    ..source
                })
            }
        }
    }

    /// Refuses what another kind would want, so that nobody waits for its effect.
    fn only_its_own(&self) -> Result<(), Wrong> {
        let (tianditu, xyz, pmtiles) = (Kind::Tianditu, Kind::Xyz, Kind::Pmtiles);
        let given = [
            ("layer", self.layer.is_some(), &[tianditu][..]),
            ("annotation", self.annotation.is_some(), &[tianditu]),
            ("token", self.token.is_some(), &[tianditu]),
            ("token_env", self.token_env.is_some(), &[tianditu]),
            ("url", self.url.is_some(), &[xyz]),
            ("subdomains", !self.subdomains.is_empty(), &[xyz]),
            ("min_zoom", self.min_zoom.is_some(), &[xyz]),
            ("max_zoom", self.max_zoom.is_some(), &[xyz]),
            ("crs", self.crs.is_some(), &[xyz, pmtiles]),
            ("file", self.file.is_some(), &[pmtiles]),
        ];
        let strange = given
            .into_iter()
            .find(|(_, is_given, of)| *is_given && !of.contains(&self.kind));
        strange.map_or(Ok(()), |(field, ..)| {
            Err((field, "it is not for this kind".to_owned()))
        })
    }

    fn is_shifted(&self) -> Result<bool, Wrong> {
        match self.crs.as_deref() {
            None | Some("wgs84" | "cgcs2000") => Ok(false),
            Some("gcj02") => Ok(true),
            Some(other) => Err(("crs", format!("{other} is none of wgs84, cgcs2000, gcj02"))),
        }
    }

    fn tianditu(&self, source: TileSource) -> Result<TileSource, Wrong> {
        let wanted = self.layer.as_deref().unwrap_or("vec");
        let layer = TIANDITU.into_iter().find(|layer| layer.0 == wanted);
        let (layer, label, label_en, names, nearest) =
            layer.ok_or(("layer", format!("{wanted} is none of vec, img, ter")))?;
        let token = match (&self.token, &self.token_env) {
            (Some(token), None) => token.clone(),
            (None, Some(name)) => {
                std::env::var(name).map_err(|error| ("token_env", format!("{name}: {error}")))?
            }
            _ => return Err(("token", "give token, or token_env".to_owned())),
        };
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(("token", "letters and digits".to_owned()));
        }
        let template = |layer: &str| {
            format!(
                "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}\
                 &STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={token}"
            )
        };
        let mut templates = vec![template(layer)];
        if self.annotation.unwrap_or(true) {
            templates.push(template(names));
        }
        Ok(TileSource {
            label: self.label.clone().unwrap_or_else(|| label.to_owned()),
            label_en: self.label_en.clone().or_else(|| Some(label_en.to_owned())),
            templates,
            subdomains: (0..8).map(|number| number.to_string()).collect(),
            zooms: [1, nearest],
            credit: Credit {
                attribution: source.credit.attribution.or_else(|| Some("天地图".to_owned())),
                ..source.credit
            },
            ..source
        })
    }
}

fn is_key(key: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=32).contains(&key.len()) && key.bytes().all(is_plain)
}

fn credit(attribution: Option<&String>, approval_number: Option<&String>) -> Credit {
    let said = |text: Option<&String>| {
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    Credit {
        attribution: said(attribution),
        approval_number: said(approval_number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<MapSettings, String> {
        toml::from_str::<MapFile>(text)
            .map_err(|error| error.message().to_owned())?
            .settings()
    }

    const AMAP: &str = "[[sources]]\nkey = 'amap'\nkind = 'xyz'\ncrs = 'gcj02'\nsubdomains = ['1', '2']\n\
                        url = 'https://wprd0{s}.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}'\n";

    #[test]
    fn sources_are_read_with_the_hosts_that_browsers_ask() {
        let text = format!(
            "attribution = '某市'\nbase = 'tdt'\n{AMAP}[[sources]]\nkey = 'tdt'\nkind = 'tianditu'\ntoken = 'abc123'\nlayer = 'img'\n\
             approval_number = 'GS(2024)0001号'\n[[sources]]\nkey = 'local'\nkind = 'pmtiles'\nfile = 'a.pmtiles'\n"
        );
        let settings = read(&text).expect("settings");
        let [amap, tdt, local] = &settings.bases.sources[..] else {
            panic!("{settings:?}");
        };
        assert!(amap.is_shifted && !tdt.is_shifted);
        assert_eq!(tdt.templates.len(), 2);
        assert!(tdt.templates[1].contains("/cia_w/wmts?") && tdt.templates[1].ends_with("&tk=abc123"));
        assert_eq!(tdt.credit.approval_number.as_deref(), Some("GS(2024)0001号"));
        assert_eq!(local.templates, ["/tiles/local/{z}/{x}/{y}"]);
        assert_eq!(settings.origins.len(), 2 + 8);
        assert_eq!(settings.bases.first.as_deref(), Some("tdt"));
        assert_eq!(
            settings.archives,
            [("local".to_owned(), PathBuf::from("a.pmtiles"))]
        );
    }

    #[test]
    fn what_is_wrong_is_told_by_its_key() {
        let tianditu = "[[sources]]\nkey = 'tdt'\nkind = 'tianditu'\n";
        for (text, told) in [
            (AMAP.replace("{y}", "1"), "map.sources amap: url: it has no {y}"),
            (
                AMAP.replace("gcj02", "bd09"),
                "map.sources amap: crs: bd09 is none of",
            ),
            (
                AMAP.replace("amap", "Amap"),
                "map.sources Amap: key: small letters",
            ),
            (AMAP.repeat(2), "map.sources amap: key: it is there twice"),
            (
                format!("{AMAP}file = 'x'\n"),
                "map.sources amap: file: it is not for this kind",
            ),
            (
                format!("{AMAP}min_zoom = 19\n"),
                "map.sources amap: max_zoom: from min_zoom",
            ),
            (
                format!("base = 'tdt'\n{AMAP}"),
                "map.base: there is no source tdt",
            ),
            (tianditu.to_owned(), "map.sources tdt: token: give token"),
            (
                format!("{tianditu}token = 'a&b'\n"),
                "map.sources tdt: token: letters",
            ),
            (
                format!("{tianditu}token = 'a'\nlayer = 'sat'\n"),
                "map.sources tdt: layer: sat",
            ),
            (
                "[[sources]]\nkey = 'p'\nkind = 'pmtiles'\n".to_owned(),
                "map.sources p: file: it is missing",
            ),
            ("atribution = 'x'\n".to_owned(), "unknown field `atribution`"),
        ] {
            let error = read(&text).expect_err(&text);
            assert!(error.starts_with(told), "{error:?} is not {told:?}");
        }
    }
}
