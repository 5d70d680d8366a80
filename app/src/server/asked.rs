//! What a server function was asked: the region it is about, and the portal to ask in turn.

mod cases;
mod elements;
mod map;
mod weekly;

pub(super) use cases::qr_of;

use std::sync::Arc;

use ::portal::{AreaLevel, AreasQuery, BoardQuery, EffectQuery, Portal, PortalError};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::board::BoardView;
use domain::board::composite::Weights;
use domain::effect::EffectView;
use domain::live::{Overview, Rectification, RegionInfo};
use domain::map::{AreasView, StationView};
use domain::{Lang, RegionCode};
use http::request::Parts;
use leptos::prelude::*;

use super::failure;
use crate::error::AppError;
use crate::portal::{Area, Places, WeightsInWords};
use crate::text::{board as text, method, terms};
use crate::visit::{Links, decode};

/// A region, in a language, now.
pub(crate) struct Asked {
    portal: Arc<Portal>,
    code: RegionCode,
    region: RegionInfo,
    pairs: Vec<(String, String)>,
    pub(crate) zone: Tz,
    pub(crate) links: Links,
    now: DateTime<Utc>,
}

/// About the region with this code.
pub(crate) fn region(code: &str, lang: Lang) -> Result<Asked, AppError> {
    asked_with(vec![("region".to_owned(), code.to_owned())], lang)
}

/// About what a query string names: its region, or the default one, and what else it asks for.
pub(crate) fn asked(query: &str, lang: Lang) -> Result<Asked, AppError> {
    asked_with(decode(query), lang)
}

fn asked_with(pairs: Vec<(String, String)>, lang: Lang) -> Result<Asked, AppError> {
    let portal = expect_context::<Arc<Portal>>();
    let code = match pairs.iter().find(|(name, _)| name == "region") {
        Some((_, code)) => RegionCode::parse(code).map_err(|error| AppError::Invalid {
            field: "region".to_owned(),
            message: error.to_string(),
        })?,
        None => portal.default_region().clone(),
    };
    let region = portal.region(&code).map_err(failure)?;
    Ok(Asked {
        zone: region.time_zone.parse().unwrap_or(chrono_tz::UTC),
        links: Links {
            lang,
            is_default: code == *portal.default_region(),
            region: region.code.clone(),
        },
        now: portal.now(),
        portal,
        code,
        region,
        pairs,
    })
}

impl Asked {
    /// Name of the region in the language asked in.
    pub(crate) fn region_name(&self) -> &str {
        self.links
            .lang
            .pick(&self.region.name, self.region.name_en.as_deref())
    }

    /// What the address says of a parameter; empty where it says nothing.
    fn parameter(&self, name: &str) -> &str {
        let value = self.pairs.iter().find(|(known, _)| known == name);
        value.map_or("", |(_, value)| value.trim())
    }

    /// Whether the state of an earlier moment is asked for.
    pub(crate) fn looks_back(&self) -> bool {
        !self.parameter("as_of").is_empty()
    }

    /// What the portal computes, away from the threads that answer requests.
    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Portal) -> Result<T, PortalError> + Send + 'static,
    ) -> Result<T, AppError> {
        self.portal.compute(work).await.map_err(failure)
    }

    /// The board of the period asked for.
    pub(crate) async fn board(&self) -> Result<BoardView, AppError> {
        let query = BoardQuery::parse(&self.pairs, &self.portal).map_err(failure)?;
        let (now, lang) = (self.now, self.links.lang);
        self.compute(move |portal| portal.board(&query, now, lang)).await
    }

    /// Every set of weights of the composite, newest first; the published example where none was decided.
    pub(crate) fn weights(&self) -> Result<Vec<WeightsInWords>, AppError> {
        let lang = self.links.lang;
        let shares = |weights: &Weights| -> String {
            let shares: Vec<String> = weights
                .shares()
                .map(|(component, share)| format!("{} {share}", terms::component(lang, component)))
                .collect();
            shares.join(text::comma(lang))
        };
        let sets = self.portal.weight_sets(&self.code).map_err(failure)?;
        let mut words: Vec<WeightsInWords> = sets
            .iter()
            .map(|set| WeightsInWords {
                from: set.valid_from.to_string(),
                shares: shares(&set.weights),
                decided_by: set.decided_by.clone(),
            })
            .collect();
        words.push(WeightsInWords {
            from: "—".to_owned(),
            shares: shares(&Weights::PUBLISHED_EXAMPLE),
            decided_by: method::published_example(lang).to_owned(),
        });
        Ok(words)
    }

    /// The address of the board's widget, for the board asked for, as whoever asks reaches us. The region is named: other
    /// sites keep it longer than a region may be the default.
    pub(crate) fn widget(&self) -> Option<String> {
        let parts = use_context::<Parts>()?;
        let default = self
            .links
            .is_default
            .then_some(("region", self.links.region.as_str()));
        let others = self.pairs.iter().filter(|(name, _)| name != "region");
        let pairs: Vec<(&str, &str)> = default
            .into_iter()
            .chain(others.map(|(name, value)| (name.as_str(), value.as_str())))
            .collect();
        let path = self.links.to("/board/widget", &pairs);
        Some(format!("{}{path}", cases::origin(&parts.headers)?))
    }

    /// What has changed since the date asked for.
    pub(crate) async fn effect(&self) -> Result<EffectView, AppError> {
        let query = EffectQuery::parse(&self.pairs, &self.portal).map_err(failure)?;
        let now = self.now;
        self.compute(move |portal| portal.effect(&query, now)).await
    }

    /// Headline figures, board top, latest events.
    pub(crate) async fn overview(&self) -> Result<Overview, AppError> {
        let (code, now, lang) = (self.code.clone(), self.now, self.links.lang);
        self.compute(move |portal| portal.overview(&code, now, lang))
            .await
    }

    /// What every department has to put right.
    pub(crate) async fn rectification(&self) -> Result<Vec<Rectification>, AppError> {
        let (code, now, lang) = (self.code.clone(), self.now, self.links.lang);
        self.compute(move |portal| portal.rectification(&code, now, lang))
            .await
    }

    /// Stations and police posts.
    pub(crate) fn stations(&self) -> Result<Vec<StationView>, AppError> {
        self.portal.stations(&self.code, self.links.lang).map_err(failure)
    }

    /// The days of the headline figures by place.
    pub(crate) async fn places(&self) -> Result<Places, AppError> {
        let cells = self.areas("grid").await?;
        let grid = self.portal.grid(&self.code, self.links.lang).map_err(failure)?;
        let grid = (!grid.cells.is_empty()).then(|| (*grid).clone());
        let (name, level) = match (&grid, self.areas("township").await?) {
            (Some(_), townships) if !townships.areas.is_empty() => ("township", AreaLevel::Township),
            _ => ("community", AreaLevel::Community),
        };
        let counted = self.areas(name).await?;
        let names = self
            .portal
            .area_names(&self.code, level, self.links.lang)
            .map_err(failure)?;
        let areas = counted.areas.into_iter().map(|count| Area {
            name: names.get(&count.code).unwrap_or(&count.code).clone(),
            count,
        });
        Ok(Places {
            grid,
            cells,
            unplaced: counted.unplaced,
            areas: areas.collect(),
        })
    }

    /// Counts over the thirty days that the headline figures are over.
    async fn areas(&self, level: &str) -> Result<AreasView, AppError> {
        let today = self.now.with_timezone(&self.zone).date_naive();
        let before = chrono::Days::new(domain::live::RECENT_DAYS - 1);
        let past = self.region.past_days(self.now, self.zone);
        let [first, last] = past.unwrap_or([today - before, today]);
        let end = last + chrono::Days::new(1);
        let pairs = [
            ("region", self.code.as_str()),
            ("level", level),
            ("from", &first.to_string()),
            ("to", &end.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let query = AreasQuery::parse(&pairs, &self.portal).map_err(failure)?;
        let now = self.now;
        self.compute(move |portal| portal.areas(&query, now)).await
    }
}
