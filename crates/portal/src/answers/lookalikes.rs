//! What is already published of the matter that somebody is about to report.

use chrono::{DateTime, TimeDelta, Utc};
use domain::case::Lookalike;
use domain::fusion::metres_between;
use domain::{Lang, RegionCode};
use store::published::{self, CaseFilter};

use crate::picture::RegionPicture;
use crate::{Portal, PortalError};

/// How far apart two reports of one matter may be published, in metres: places are often anchors.
const REACH: f64 = 400.0;
/// How old a case near by may be.
const NEAR_AGE: TimeDelta = TimeDelta::days(30);
/// How old a case may be of which only the township is known to be the same.
const TOWNSHIP_AGE: TimeDelta = TimeDelta::days(7);
/// Most that are shown: more would be a list to search in.
const MOST: usize = 5;
/// Cases that are looked at, newest first.
const LOOKED_AT: i64 = 200;
/// Metres of a degree of latitude.
const DEGREE: f64 = 111_320.0;

impl Portal {
    /// Open published cases that may be the matter of a report: of the kinds next to `category`, near by `place`, the
    /// nearest first; without a place, of this very kind in `township`, the newest first. At most five.
    pub async fn lookalikes(
        &self,
        region: &RegionCode,
        category: &str,
        place: Option<(f64, f64)>,
        township: Option<&str>,
        now: DateTime<Utc>,
        lang: Lang,
    ) -> Result<Vec<Lookalike>, PortalError> {
        let picture = self.picture(region)?;
        let mut filter = CaseFilter {
            open: true,
            ..CaseFilter::default()
        };
        match (place, township) {
            (Some((lng, lat)), _) => {
                let high = REACH / DEGREE;
                let wide = high / lat.to_radians().cos().max(0.01);
                filter.within = Some([lng - wide, lat - high, lng + wide, lat + high]);
                filter.categories = picture.kin(category);
                filter.from = Some(now - NEAR_AGE);
            }
            (None, Some(township)) => {
                filter.townships = vec![township.to_owned()];
                filter.categories = vec![category.to_owned()];
                filter.from = Some(now - TOWNSHIP_AGE);
            }
            (None, None) => return Ok(Vec::new()),
        }
        let records = published::cases(&self.db, region.as_str(), &filter, LOOKED_AT).await?;
        let mut found: Vec<Lookalike> = records
            .iter()
            .filter_map(|record| {
                let metres = place
                    .zip(record.lng.zip(record.lat))
                    .map(|(one, other)| metres_between(one, other));
                if metres.is_some_and(|metres| metres > REACH) {
                    return None;
                }
                Some(Lookalike {
                    case: picture.summary(record, now, lang)?,
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 400")]
                    metres: metres.map(|metres| metres.round() as u32),
                })
            })
            .collect();
        // Of the same kind first; the sort is stable, so the newest of the equally near come first.
        found.sort_by_key(|one| (one.case.category.code != category, one.metres));
        found.truncate(MOST);
        Ok(found)
    }
}

impl RegionPicture {
    /// The kinds that share the highest kind above with `category`, itself among them.
    fn kin(&self, category: &str) -> Vec<String> {
        let rows = &self.names.reference.categories;
        let mut top = category;
        // As deep as no tree is: a circle in imported data ends here.
        for _ in 0..8 {
            let row = rows.iter().find(|row| row.code == top);
            match row.and_then(|row| row.parent_code.as_deref()) {
                Some(above) => top = above,
                None => break,
            }
        }
        self.with_descendants(vec![top.to_owned()])
    }
}
