//! Notices that leave the house: by e-mail and by webhook.
//!
//! The store says what is to be sent and keeps how it went; this module sends. It promises what can be kept
//! over SMTP and HTTP: at most one attempt of a delivery at a time, nothing forgotten, and the same id
//! at every attempt. A server that dies after sending and before recording sends again; by the id the
//! receiver knows the second copy: `Message-ID` of a mail, `Lianqin-Delivery` of a webhook.

mod address;
mod mail;
mod webhook;

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use domain::notice::ChannelKind;
use futures::{StreamExt, stream};
use store::notices::{Claimed, Ended, claim, record_outcome};
use store::{Db, StoreError};

pub use mail::{SmtpSecurity, SmtpSettings};

use mail::Mail;
use webhook::Webhooks;

/// Sent at once by one server.
const AT_ONCE: usize = 16;
/// How long one attempt may take; much less than the lease, so that two never overlap.
const ATTEMPT: Duration = Duration::from_secs(20);
/// The longest reason kept of a failure.
const WHY_MOST: usize = 300;

/// How notices leave the house.
#[derive(Debug, Clone)]
pub struct DeliverySettings {
    /// Where people reach this server, for links: scheme and host, without a slash at the end.
    pub link_base: String,
    /// `None`: no e-mail can be sent.
    pub smtp: Option<SmtpSettings>,
    /// Whether webhooks may go to private addresses, and unencrypted.
    pub allow_private_targets: bool,
    /// Attempts before a delivery is dead.
    pub attempts: u16,
    /// How long a sender that is not heard of keeps a delivery.
    pub lease: Duration,
}

impl Default for DeliverySettings {
    fn default() -> Self {
        Self {
            link_base: "http://127.0.0.1:3000".to_owned(),
            smtp: None,
            allow_private_targets: false,
            attempts: 8,
            lease: Duration::from_secs(60),
        }
    }
}

/// Why nothing can be sent with these settings.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    #[error("smtp: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    #[error("webhooks: {0}")]
    Webhook(#[from] reqwest::Error),
}

/// Sends what is due.
#[derive(Debug)]
pub struct Courier {
    db: Db,
    mail: Option<Mail>,
    webhooks: Webhooks,
    settings: DeliverySettings,
}

impl Courier {
    /// A courier of this database. Nothing is connected to yet.
    pub fn new(db: Db, settings: DeliverySettings) -> Result<Self, DeliveryError> {
        Ok(Self {
            db,
            mail: settings.smtp.as_ref().map(Mail::new).transpose()?,
            webhooks: Webhooks::new(settings.allow_private_targets)?,
            settings,
        })
    }

    /// Claims what is due at `now`, sends it, and records how it went; returns how many attempts were made.
    pub async fn round(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let started = Instant::now();
        let lease = TimeDelta::from_std(self.settings.lease).unwrap_or(TimeDelta::MAX);
        let most = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        let claimed = claim(&self.db, now, lease, self.settings.attempts, most).await?;
        let attempts = claimed.len();
        let mut outcomes = stream::iter(claimed)
            .map(|delivery| async move {
                let ended = self.attempt(&delivery, now).await;
                let at = now + TimeDelta::from_std(started.elapsed()).unwrap_or_default();
                let recorded =
                    record_outcome(&self.db, &delivery.attempt, &ended, self.settings.attempts, at).await;
                count(&delivery, &ended);
                recorded
            })
            .buffer_unordered(AT_ONCE);
        // One that cannot be recorded does not stop the others; its lease ends.
        let mut failed = None;
        while let Some(recorded) = outcomes.next().await {
            failed = recorded.err().or(failed);
        }
        failed.map_or(Ok(attempts), Err)
    }

    async fn attempt(&self, delivery: &Claimed, now: DateTime<Utc>) -> Ended {
        let link = format!("{}/desk/cases/{}", self.settings.link_base, delivery.code);
        let sending = async {
            match (delivery.channel, &self.mail, &delivery.secret) {
                (_, _, None) => refused("the channel was removed"),
                (ChannelKind::Email, None, _) => refused("no mail server is configured"),
                (ChannelKind::Email, Some(mail), _) => mail.send(delivery, &link).await,
                (ChannelKind::Webhook, _, Some(secret)) => {
                    self.webhooks.send(delivery, &link, secret, now).await
                }
            }
        };
        match tokio::time::timeout(ATTEMPT, sending).await {
            Ok(ended) => ended,
            Err(_) => failed(format!("no answer within {} s", ATTEMPT.as_secs())),
        }
    }
}

fn count(delivery: &Claimed, ended: &Ended) {
    let outcome = match ended {
        Ended::Sent => "sent",
        Ended::Failed { .. } => "failed",
        Ended::Refused { .. } => "refused",
    };
    let channel = delivery.channel.code();
    metrics::counter!("lianqin_deliveries_total", "channel" => channel, "outcome" => outcome).increment(1);
    let id = delivery.attempt.delivery_id;
    // Targets and reasons may name people: administrators see them, logs do not.
    tracing::debug!(%id, channel, outcome, attempt = delivery.attempt.number, "delivery attempted");
}

fn failed(why: impl Into<String>) -> Ended {
    Ended::Failed {
        why: short(why.into()),
        pause: None,
    }
}

fn refused(why: impl Into<String>) -> Ended {
    Ended::Refused {
        why: short(why.into()),
    }
}

/// A reason on one line, not too long.
fn short(why: String) -> String {
    why.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(WHY_MOST)
        .collect()
}
