//! Who looks at which page: the language, region and address of one request.
//!
//! The server makes a [`Visit`] before it renders (`server::visit`); every page reads it from
//! context. Islands do not know it: what they need arrives as props.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::Lang;
use domain::live::RegionInfo;
use leptos::prelude::*;

use crate::ui::time;

/// One request for a page.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) links: Links,
    /// The region's time zone.
    pub(crate) zone: Tz,
    pub(crate) region: Arc<RegionInfo>,
    /// Every region of the platform.
    pub(crate) regions: Arc<[RegionInfo]>,
    /// Code of the region of addresses that name none.
    pub(crate) default_region: String,
    /// Path without the language prefix, e.g. `/board`.
    pub(crate) path: String,
    /// Query pairs as they came, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// The region that was asked for, if there is none with that code.
    pub(crate) unknown_region: Option<String>,
    /// Version of the published data of the region.
    pub(crate) version: u64,
    pub(crate) now: DateTime<Utc>,
    pub(crate) status: Status,
}

/// Addresses of our own pages in one language and region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Links {
    pub(crate) lang: Lang,
    /// Code of the region; written into an address only if it is not the default one.
    pub(crate) region: String,
    pub(crate) is_default: bool,
}

/// Sets the status of the answer.
#[derive(Clone)]
pub(crate) struct Status(pub(crate) Arc<dyn Fn(u16) + Send + Sync>);

impl Visit {
    /// The visit of the page that is being rendered.
    pub(crate) fn get() -> Self {
        expect_context::<Self>()
    }

    pub(crate) fn lang(&self) -> Lang {
        self.links.lang
    }

    /// Name of the region in the page's language.
    pub(crate) fn region_name(&self) -> &str {
        self.lang()
            .pick(&self.region.name, self.region.name_en.as_deref())
    }

    /// Address of a page of ours.
    pub(crate) fn to(&self, path: &str, pairs: &[(&str, &str)]) -> String {
        self.links.to(path, pairs)
    }

    /// Addresses in another region.
    pub(crate) fn links_to(&self, region: &RegionInfo) -> Links {
        Links {
            lang: self.lang(),
            is_default: region.code == self.default_region,
            region: region.code.clone(),
        }
    }

    /// This very page in the other language.
    pub(crate) fn in_other_language(&self) -> String {
        let lang = match self.lang() {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        };
        let pairs = self
            .query
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        address(lang, &self.path, pairs)
    }

    /// The query as one string, with the region always named: what server functions are asked with.
    pub(crate) fn query_string(&self) -> String {
        let others = self.query.iter().filter(|(name, _)| name != "region");
        let pairs = others.map(|(name, value)| (name.as_str(), value.as_str()));
        encode(std::iter::once(("region", self.links.region.as_str())).chain(pairs))
    }

    /// The value of a query parameter, as it came.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// First and last of the days that recent figures are over, where these lie in the past.
    pub(crate) fn past_days(&self) -> Option<[NaiveDate; 2]> {
        self.region.past_days(self.now, self.zone)
    }

    /// The first and the last day with a receipt, where nothing has come in for thirty days.
    pub(crate) fn past_span(&self) -> Option<(String, String)> {
        self.past_days()?;
        let (first, last) = self.region.first_received_at.zip(self.region.last_received_at)?;
        Some((time::day(first, self.zone), time::day(last, self.zone)))
    }
}

impl Links {
    /// Address of a page: `path` with the language's prefix, the region and `pairs`.
    pub(crate) fn to(&self, path: &str, pairs: &[(&str, &str)]) -> String {
        let (path, anchor) = path
            .split_once('#')
            .map_or((path, None), |(path, anchor)| (path, Some(anchor)));
        let region = (!self.is_default).then_some(("region", self.region.as_str()));
        let mut address = address(self.lang, path, region.into_iter().chain(pairs.iter().copied()));
        if let Some(anchor) = anchor {
            address.push('#');
            address.push_str(anchor);
        }
        address
    }

    /// Path of a page without the region: what a script appends to.
    pub(crate) fn path(&self, path: &str) -> String {
        address(self.lang, path, std::iter::empty())
    }

    /// Address of the open interface, which has no language; the region is always named.
    pub(crate) fn api(&self, path: &str, pairs: &[(&str, &str)]) -> String {
        let region = std::iter::once(("region", self.region.as_str()));
        format!("/api/v1/{path}?{}", encode(region.chain(pairs.iter().copied())))
    }

    /// Where the live events of the region come from.
    pub(crate) fn feed(&self) -> String {
        format!(
            "/live?{}",
            encode([("region", self.region.as_str()), ("lang", self.lang.code())].into_iter())
        )
    }
}

/// Splits `/en/board` into its language and `/board`.
pub(crate) fn split_language(path: &str) -> (Lang, String) {
    match path.strip_prefix("/en") {
        Some("") => (Lang::En, "/".to_owned()),
        Some(rest) if rest.starts_with('/') => (Lang::En, rest.to_owned()),
        _ => (Lang::Zh, path.to_owned()),
    }
}

/// Decodes a query string.
pub(crate) fn decode(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn address<'a>(lang: Lang, path: &str, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let path = match (lang, path) {
        (Lang::Zh, path) => path.to_owned(),
        (Lang::En, "/") => "/en".to_owned(),
        (Lang::En, path) => format!("/en{path}"),
    };
    let query = encode(pairs);
    if query.is_empty() {
        path
    } else {
        format!("{path}?{query}")
    }
}

fn encode<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(lang: Lang, region: &str, is_default: bool) -> Links {
        Links {
            lang,
            region: region.to_owned(),
            is_default,
        }
    }

    #[test]
    fn english_lives_under_its_prefix() {
        assert_eq!(split_language("/en"), (Lang::En, "/".to_owned()));
        assert_eq!(split_language("/en/board"), (Lang::En, "/board".to_owned()));
        assert_eq!(split_language("/enter"), (Lang::Zh, "/enter".to_owned()));
        assert_eq!(split_language("/"), (Lang::Zh, "/".to_owned()));
    }

    #[test]
    fn a_region_is_named_in_links_unless_it_is_the_default() {
        assert_eq!(links(Lang::Zh, "999001", true).to("/board", &[]), "/board");
        assert_eq!(
            links(Lang::En, "boston", false).to("/", &[("q", "a b")]),
            "/en?region=boston&q=a+b"
        );
        assert_eq!(
            links(Lang::En, "boston", false).to("/method#due", &[]),
            "/en/method?region=boston#due"
        );
        assert_eq!(
            links(Lang::En, "999001", true).api("board.csv", &[]),
            "/api/v1/board.csv?region=999001"
        );
    }
}
