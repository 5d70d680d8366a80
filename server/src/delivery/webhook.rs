//! Webhooks: one signed JSON document by POST.

use std::error::Error;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::notice::{Outcome, outcome_of_status};
use http::{HeaderMap, header};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde::Serialize;
use store::notices::{Claimed, Ended};
use url::Host;

use super::address::{PrivateTarget, PublicOnly, is_public};
use super::{failed, refused};
use crate::signature::{self, signature};

const CONNECT: Duration = Duration::from_secs(5);
/// A receiver that asks for more patience is not believed.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

/// Posts to webhooks.
#[derive(Debug)]
pub(super) struct Webhooks {
    client: Client,
    allow_private: bool,
}

/// What is posted. Nothing in it names a person or says what happened to whom.
#[derive(Debug, Serialize)]
struct Document<'a> {
    /// The same at every attempt: who has seen it ignores the copy.
    id: String,
    kind: &'static str,
    region: &'a str,
    /// Whose notice: `unit:<code>` or `role:<code>`.
    to: String,
    at: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
    case: Case<'a>,
    /// The case on the workbench.
    link: &'a str,
}

#[derive(Debug, Serialize)]
struct Case<'a> {
    code: &'a str,
    serial: &'a str,
    category: Category<'a>,
}

#[derive(Debug, Serialize)]
struct Category<'a> {
    code: &'a str,
    name: &'a str,
    name_en: Option<&'a str>,
}

impl Webhooks {
    pub(super) fn new(allow_private: bool) -> Result<Self, reqwest::Error> {
        // No proxy and no redirect: both would reach where the addresses below are not looked at.
        let mut builder = Client::builder()
            .user_agent(concat!("lianqin/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT);
        if !allow_private {
            builder = builder
                .https_only(true)
                .dns_resolver(std::sync::Arc::new(PublicOnly));
        }
        Ok(Self {
            client: builder.build()?,
            allow_private,
        })
    }

    pub(super) async fn send(
        &self,
        delivery: &Claimed,
        link: &str,
        secret: &str,
        now: DateTime<Utc>,
    ) -> Ended {
        let url = match self.target(&delivery.target) {
            Ok(url) => url,
            Err(why) => return refused(why),
        };
        let id = delivery.attempt.delivery_id.to_string();
        let body = match serde_json::to_vec(&document(delivery, &id, link)) {
            Ok(body) => body,
            Err(error) => return refused(error.to_string()),
        };
        let request = self
            .client
            .post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header("lianqin-delivery", &id)
            .header(signature::HEADER, signature(secret, now.timestamp(), &body))
            .body(body);
        match request.send().await {
            Ok(response) => ended(response.status().as_u16(), response.headers()),
            Err(error) => unanswered(error),
        }
    }

    /// Names are looked at when they are resolved; an address that is written out is not.
    fn target(&self, target: &str) -> Result<Url, String> {
        let url = Url::parse(target).map_err(|error| error.to_string())?;
        if self.allow_private {
            return Ok(url);
        }
        let is_private = match url.host() {
            Some(Host::Ipv4(address)) => !is_public(address.into()),
            Some(Host::Ipv6(address)) => !is_public(address.into()),
            Some(Host::Domain(_)) => false,
            None => true,
        };
        if url.scheme() != "https" {
            return Err("https is needed".to_owned());
        }
        if is_private {
            return Err(PrivateTarget.to_string());
        }
        Ok(url)
    }
}

fn document<'a>(delivery: &'a Claimed, id: &str, link: &'a str) -> Document<'a> {
    Document {
        id: id.to_owned(),
        kind: delivery.kind.code(),
        region: &delivery.attempt.region,
        to: delivery.to.to_string(),
        at: delivery.created_at,
        due_at: delivery.due_at,
        case: Case {
            code: &delivery.code,
            serial: &delivery.serial,
            category: Category {
                code: &delivery.category,
                name: &delivery.category_name,
                name_en: delivery.category_name_en.as_deref(),
            },
        },
        link,
    }
}

/// What an answer means; its body is not read.
fn ended(status: u16, headers: &HeaderMap) -> Ended {
    let why = format!("HTTP {status}");
    match outcome_of_status(status) {
        Outcome::Taken => Ended::Sent,
        Outcome::GiveUp => refused(why),
        Outcome::TryAgain => Ended::Failed {
            why,
            pause: retry_after(headers),
        },
    }
}

/// `Retry-After` in seconds; dates are not understood.
fn retry_after(headers: &HeaderMap) -> Option<TimeDelta> {
    let seconds: u32 = headers
        .get(header::RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(TimeDelta::seconds(i64::from(seconds)).min(LONGEST_PAUSE))
}

/// No answer came. The deepest cause says most, and none of them names the target.
fn unanswered(error: reqwest::Error) -> Ended {
    let error = error.without_url();
    let mut cause: &dyn Error = &error;
    while let Some(deeper) = cause.source() {
        if deeper.is::<PrivateTarget>() {
            return refused(PrivateTarget.to_string());
        }
        cause = deeper;
    }
    failed(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_may_ask_for_patience_but_not_for_ever() {
        let asked = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, value.parse().expect("a value"));
            retry_after(&headers).map(|pause| pause.num_seconds())
        };
        assert_eq!(asked("120"), Some(120));
        assert_eq!(asked("86400"), Some(3600));
        assert_eq!(asked("Wed, 21 Oct 2026 07:28:00 GMT"), None);
    }

    #[test]
    fn targets_of_the_house_and_unencrypted_ones_are_refused_unless_allowed() {
        let closed = Webhooks::new(false).expect("a client");
        for wrong in [
            "http://example.org/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://169.254.169.254/latest/meta-data",
            "https://0x7f000001/",
            "https://2130706433/",
        ] {
            assert!(closed.target(wrong).is_err(), "{wrong}");
        }
        assert!(closed.target("https://example.org/").is_ok());
        let open = Webhooks::new(true).expect("a client");
        assert!(open.target("http://127.0.0.1:8080/").is_ok());
    }
}
