use chrono::{DateTime, TimeDelta, Utc};
use domain::RegionCode;
use domain::access::{Membership, Person};
use store::people::{self, Account, Shown};

use super::{IDLE, LONGEST_SESSION, secret};
use crate::{Caller, Credential, Desk, DeskError};

/// Use is written down at most so often.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);
const TOKEN_PREFIX: &str = "lq_";

/// A session that has just begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// For the cookie; stored nowhere.
    pub token: String,
    pub expires_at: DateTime<Utc>,
    pub must_change_password: bool,
}

impl Desk {
    /// Begins a session of somebody who has shown who they are; `issuer` = the provider that vouches for them.
    pub(super) async fn begin_session(
        &self,
        account: &Account,
        issuer: Option<&str>,
    ) -> Result<SignedIn, DeskError> {
        let now = self.now();
        let (token, hash) = secret::draw("")?;
        let expires_at = now + LONGEST_SESSION;
        let forget = now - domain::access::throttle::FORGOTTEN_AFTER;
        people::open_session(&self.db, &hash, account.id, issuer, now, expires_at, forget).await?;
        Ok(SignedIn {
            token,
            expires_at,
            must_change_password: account.must_change_password && issuer.is_none(),
        })
    }

    /// Who shows this session's secret, working in the region `asked` for; in none, in `home` or the first of
    /// their own. `None` = no such session, or it has ended.
    ///
    /// In a region that is not theirs they hold no role, so that every right is refused there.
    pub async fn caller_of_session(
        &self,
        token: &str,
        asked: Option<&RegionCode>,
        home: &RegionCode,
    ) -> Result<Option<Caller>, DeskError> {
        let now = self.now();
        let hash = secret::hash(token);
        let Some(shown) = people::by_session(&self.db, &hash, now, now - IDLE).await? else {
            return Ok(None);
        };
        if is_due(&shown, now) {
            people::touch_session(&self.db, &hash, now).await?;
        }
        Ok(Some(caller(
            shown.account,
            asked,
            home,
            Credential::Session(hash),
        )))
    }

    /// Who shows this API token; like [`Desk::caller_of_session`].
    pub async fn caller_of_token(
        &self,
        bearer: &str,
        asked: Option<&RegionCode>,
        home: &RegionCode,
    ) -> Result<Option<Caller>, DeskError> {
        let now = self.now();
        if !bearer.starts_with(TOKEN_PREFIX) {
            return Ok(None);
        }
        let hash = secret::hash(bearer);
        let Some(mut shown) = people::by_token(&self.db, &hash, now).await? else {
            return Ok(None);
        };
        if is_due(&shown, now) {
            people::touch_token(&self.db, &hash, now).await?;
        }
        if let Some(only) = shown.region.take() {
            shown.account.roles.retain(|role| role.region == only);
            let asked = asked.unwrap_or(&only);
            return Ok(Some(caller(shown.account, Some(asked), home, Credential::Token)));
        }
        Ok(Some(caller(shown.account, asked, home, Credential::Token)))
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> Result<(), DeskError> {
        Ok(people::end_session(&self.db, &secret::hash(token)).await?)
    }

    /// Ends every session of the caller, this one included.
    pub async fn sign_out_everywhere(&self, caller: &Caller) -> Result<(), DeskError> {
        people::end_sessions(&self.db, caller.id()?, None).await?;
        Ok(())
    }

    /// The hash and the secret of a new API token.
    pub(super) fn draw_token() -> Result<(String, [u8; 32]), DeskError> {
        secret::draw(TOKEN_PREFIX)
    }
}

fn is_due(shown: &Shown, now: DateTime<Utc>) -> bool {
    shown.seen_at.is_none_or(|seen| now - seen >= TOUCH_EVERY)
}

fn caller(account: Account, asked: Option<&RegionCode>, home: &RegionCode, by: Credential) -> Caller {
    let mut regions: Vec<RegionCode> = account.roles.iter().map(|role| role.region.clone()).collect();
    regions.dedup();
    let region = match asked {
        Some(asked) => asked.clone(),
        None if regions.contains(home) => home.clone(),
        None => regions.first().unwrap_or(home).clone(),
    };
    let here = account.roles.iter().filter(|role| role.region == region);
    let memberships = here
        .clone()
        .map(|role| Membership {
            role: role.role,
            department: role.department.clone(),
        })
        .collect();
    let stations = here.filter_map(|role| role.station.clone()).collect();
    Caller {
        person: Person {
            id: account.id.to_string(),
            memberships,
        },
        region,
        name: account.name,
        name_en: account.name_en,
        login: account.login,
        stations,
        regions,
        must_change_password: account.must_change_password,
        by,
    }
}
