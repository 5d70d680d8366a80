//! Which cases are one matter, for the people who have the last word on it.

use domain::access::Right;
use domain::fusion::topics::{Document, topics};
use domain::fusion::{Decided, HotTopic, Matter, PairSide, ProposalPage, Repeats};
use store::fusion::{self, FusionError};

use crate::{Caller, Desk, DeskError};

/// Pairs per page.
const PAIRS: u32 = 20;
/// Most texts whose topics are looked for, the latest.
const TEXTS: u32 = 3_000;
/// Days behind now that topics and repeats are counted over.
const DAYS: i64 = 30;
/// Topics shown.
const TOPICS: usize = 20;
/// Reports that make a topic hot: fewer may share no more than a street.
const HOT: usize = 5;
/// Days within which a record repeats an earlier one.
const WITHIN: u32 = 7;

impl From<FusionError> for DeskError {
    fn from(error: FusionError) -> Self {
        match error {
            FusionError::NotFound => Self::NotFound,
            FusionError::Same => Self::invalid("later", error.to_string()),
            FusionError::Store(error) => error.into(),
        }
    }
}

impl Desk {
    /// Pairs that wait for a person, the likeliest first; `page` from 0.
    pub async fn proposals(&self, caller: &Caller, page: u32) -> Result<ProposalPage, DeskError> {
        caller.needs(Right::DecideMatters)?;
        let skip = page.saturating_mul(PAIRS);
        Ok(fusion::proposals(&self.db, &caller.region, PAIRS, skip).await?)
    }

    /// The matter of a case. Of cases that the caller may not open, only that they belong to it.
    pub async fn matter(&self, caller: &Caller, code: &str) -> Result<Matter, DeskError> {
        let file = self.seen(caller, code).await?;
        let matter = fusion::matter(&self.db, &caller.region, file.case_id).await?;
        let mut matter = matter.unwrap_or_default();
        matter.may_decide = caller.person.may(Right::DecideMatters);
        if !caller.person.may(Right::SeeEveryCase) {
            for member in &mut matter.members {
                if member.side.code != crate::file::shown(&file.public_code) {
                    member.side = PairSide {
                        title: None,
                        narrative: None,
                        address: None,
                        ..member.side.clone()
                    };
                }
            }
        }
        Ok(matter)
    }

    /// Keeps what the caller says of two cases: one matter, or two.
    pub async fn decide_pair(
        &self,
        caller: &Caller,
        earlier: &str,
        later: &str,
        decided: Decided,
    ) -> Result<(), DeskError> {
        caller.needs(Right::DecideMatters)?;
        let earlier = self.case_id(&caller.region, earlier).await?;
        let later = self.case_id(&caller.region, later).await?;
        let pair = (earlier, later);
        fusion::decide_pair(
            &self.db,
            &caller.region,
            pair,
            decided,
            &caller.person.id,
            self.now(),
        )
        .await?;
        Ok(())
    }

    /// Takes a case out of its matter for good.
    pub async fn part_from_matter(&self, caller: &Caller, code: &str) -> Result<(), DeskError> {
        caller.needs(Right::DecideMatters)?;
        let case_id = self.case_id(&caller.region, code).await?;
        fusion::keep_apart(&self.db, &caller.region, case_id, &caller.person.id, self.now()).await?;
        Ok(())
    }

    /// How many records of the last thirty days follow one from the same place, by the same person, of the same matter.
    pub async fn repeats(&self, caller: &Caller) -> Result<Repeats, DeskError> {
        caller.needs(Right::SeeEveryCase)?;
        let now = self.now();
        let from = now - chrono::TimeDelta::days(DAYS);
        Ok(fusion::repeat_figures(&self.db, &caller.region, from, now, WITHIN).await?)
    }

    /// What many of the latest reports of the last thirty days are about.
    pub async fn hot_topics(&self, caller: &Caller) -> Result<Vec<HotTopic>, DeskError> {
        caller.needs(Right::SeeEveryCase)?;
        let now = self.now();
        let from = now - chrono::TimeDelta::days(DAYS);
        let texts = fusion::latest_texts(&self.db, &caller.region, from, TEXTS).await?;
        let grouped = tokio::task::spawn_blocking(move || {
            let documents: Vec<Document<'_>> = texts
                .iter()
                .map(|text| Document {
                    title: text.title.as_deref().unwrap_or_default(),
                    text: text.narrative.as_deref().unwrap_or_default(),
                })
                .collect();
            let found = topics(&documents);
            found
                .into_iter()
                .filter(|topic| topic.len() >= HOT)
                .take(TOPICS)
                .map(|topic| HotTopic {
                    cases: topic.into_iter().map(|at| texts[at].clone()).collect(),
                })
                .collect()
        });
        grouped
            .await
            .map_err(|error| DeskError::Unavailable(error.to_string()))
    }
}
