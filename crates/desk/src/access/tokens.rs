use chrono::{DateTime, TimeDelta, Utc};
use domain::RegionCode;
use domain::access::TokenView;
use store::people::{self, NewToken};
use uuid::Uuid;

use super::{MOST_TOKEN_DAYS, MOST_TOKENS};
use crate::{Caller, Credential, Desk, DeskError};

/// A token that has just been made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApiToken {
    /// Shown once.
    pub secret: String,
    pub id: Uuid,
    pub expires_at: DateTime<Utc>,
}

impl Desk {
    /// The caller's tokens that hold.
    pub async fn tokens(&self, caller: &Caller) -> Result<Vec<TokenView>, DeskError> {
        let tokens = people::tokens(&self.db, caller.id()?, self.now()).await?;
        Ok(tokens
            .into_iter()
            .map(|token| TokenView {
                id: token.id.to_string(),
                name: token.name,
                region: token.region.map(|region| region.to_string()),
                created_at: token.created_at,
                last_used_at: token.last_used_at,
                expires_at: token.expires_at,
            })
            .collect())
    }

    /// Makes a token with which a program acts for the caller; a token cannot make another.
    pub async fn create_token(
        &self,
        caller: &Caller,
        name: &str,
        region: Option<RegionCode>,
        days: u16,
    ) -> Result<NewApiToken, DeskError> {
        let Credential::Session(_) = caller.by else {
            return Err(DeskError::SessionOnly);
        };
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 80 {
            return Err(DeskError::invalid("name", "1 to 80 characters"));
        }
        if !(1..=MOST_TOKEN_DAYS).contains(&days) {
            return Err(DeskError::invalid("days", "1 to 366 days"));
        }
        if let Some(region) = &region
            && !caller.regions.contains(region)
        {
            return Err(DeskError::invalid("region", "not a region of yours"));
        }
        let now = self.now();
        let (secret, token_hash) = Self::draw_token()?;
        let token = NewToken {
            id: Uuid::now_v7(),
            token_hash,
            person: caller.id()?,
            region,
            name: name.to_owned(),
            expires_at: now + TimeDelta::days(i64::from(days)),
        };
        if !people::add_token(&self.db, &token, MOST_TOKENS, now).await? {
            return Err(DeskError::invalid(
                "name",
                "at most 20 tokens; take one back first",
            ));
        }
        Ok(NewApiToken {
            secret,
            id: token.id,
            expires_at: token.expires_at,
        })
    }

    /// Takes a token of the caller back.
    pub async fn revoke_token(&self, caller: &Caller, token: Uuid) -> Result<(), DeskError> {
        if people::revoke_token(&self.db, caller.id()?, token, self.now()).await? {
            Ok(())
        } else {
            Err(DeskError::NotFound)
        }
    }
}
