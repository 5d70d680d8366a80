//! Asks a system for one page.

use std::error::Error;
use std::time::Duration;

use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use intake::{KeyFrom, Pull, PullKey};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Response, Url};

const CONNECT: Duration = Duration::from_secs(10);
/// So many redirects are followed on the system's own host.
const REDIRECTS: usize = 3;
/// Longest key, in bytes.
const MAX_KEY: u64 = 8 << 10;

/// Why there is no page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Ask again, not before the pause that the system asked for.
    Again { why: String, pause: Option<Duration> },
    /// Asking again will not help.
    Refused(String),
}

/// Asks one system.
#[derive(Debug)]
pub(super) struct Client {
    client: reqwest::Client,
    url: Url,
    cursor: String,
    key: Option<(HeaderName, HeaderValue)>,
}

impl Client {
    /// Reads the key; the error says what is wrong with it or the address.
    pub(super) fn new(pull: &Pull, timeout: Duration) -> Result<Self, String> {
        let url = Url::parse(&pull.url).map_err(|error| format!("[pull] url: {error}"))?;
        if url.host_str().is_none() || !url.username().is_empty() || url.password().is_some() {
            return Err("[pull] url: it has a host, and no user or password".to_owned());
        }
        let client = reqwest::Client::builder()
            .user_agent(concat!("lianqin/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::custom(same_origin))
            .connect_timeout(CONNECT)
            .timeout(timeout)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self {
            client,
            url,
            cursor: pull.cursor.clone(),
            key: pull.key.as_ref().map(read_key).transpose()?,
        })
    }

    /// The body of the page that begins at `cursor`; at most so many bytes.
    pub(super) async fn get(&self, cursor: Option<&str>, most: usize) -> Result<Vec<u8>, Fault> {
        let mut url = self.url.clone();
        if let Some(cursor) = cursor {
            url.query_pairs_mut().append_pair(&self.cursor, cursor);
        }
        let mut request = self.client.get(url).header(header::ACCEPT, "application/json");
        if let Some((name, value)) = &self.key {
            request = request.header(name, value);
        }
        let response = request.send().await.map_err(unanswered)?;
        accepted(response.status(), response.headers(), Utc::now())?;
        read(response, most).await
    }
}

/// Follows only to where the system itself is.
fn same_origin(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let from = attempt.previous().first().map(Url::origin);
    if attempt.previous().len() > REDIRECTS || from != Some(attempt.url().origin()) {
        attempt.stop()
    } else {
        attempt.follow()
    }
}

fn read_key(key: &PullKey) -> Result<(HeaderName, HeaderValue), String> {
    let secret = match &key.from {
        KeyFrom::Env(name) => {
            std::env::var(name).map_err(|_| format!("[pull.key] env: {name} is not set"))?
        }
        KeyFrom::File(path) => {
            let failed = |error: std::io::Error| format!("[pull.key] file: {}: {error}", path.display());
            if std::fs::metadata(path).map_err(failed)?.len() > MAX_KEY {
                return Err(format!(
                    "[pull.key] file: {} is too long for a key",
                    path.display()
                ));
            }
            std::fs::read_to_string(path).map_err(failed)?
        }
    };
    let secret = secret.trim();
    if secret.is_empty() {
        return Err("[pull.key]: the key is empty".to_owned());
    }
    let name: HeaderName = key
        .header
        .parse()
        .map_err(|_| "[pull.key] header: no name of one".to_owned())?;
    let value = HeaderValue::from_str(&format!("{}{secret}", key.before));
    let mut value = value.map_err(|_| "[pull.key]: the key has characters that no header has".to_owned())?;
    value.set_sensitive(true);
    Ok((name, value))
}

/// Whether an answer is a page.
fn accepted(status: StatusCode, headers: &HeaderMap, now: DateTime<Utc>) -> Result<(), Fault> {
    let why = format!("HTTP {}", status.as_u16());
    match status {
        _ if status.is_success() => Ok(()),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY => {
            Err(Fault::Again {
                why,
                pause: retry_after(headers, now),
            })
        }
        _ if status.is_server_error() => Err(Fault::Again {
            why,
            pause: retry_after(headers, now),
        }),
        _ if status.is_redirection() => Err(Fault::Refused(format!(
            "{why}: it leads to another host or too far, which is not followed"
        ))),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Fault::Refused(format!(
            "{why}: it wants another key ([pull.key])"
        ))),
        _ => Err(Fault::Refused(why)),
    }
}

/// `Retry-After`, in seconds or as a date.
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = DateTime::parse_from_rfc2822(text).ok()?;
    (at.to_utc() - now).to_std().ok()
}

async fn read(mut response: Response, most: usize) -> Result<Vec<u8>, Fault> {
    let too_large = || {
        Fault::Refused(format!(
            "a page has more than {} MiB: ask for smaller ones in the address",
            most >> 20
        ))
    };
    if response
        .content_length()
        .is_some_and(|length| length > most as u64)
    {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(unanswered)? {
        if body.len() + piece.len() > most {
            return Err(too_large());
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// No answer, or half of one. The deepest cause says most, and none of them names the address with its cursor.
fn unanswered(error: reqwest::Error) -> Fault {
    let error = error.without_url();
    let mut cause: &dyn Error = &error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    Fault::Again {
        why: cause.to_string(),
        pause: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(status: u16, retry: Option<&str>) -> Result<(), Fault> {
        let mut headers = HeaderMap::new();
        if let Some(retry) = retry {
            headers.insert(header::RETRY_AFTER, retry.parse().expect("a value"));
        }
        let now = DateTime::from_timestamp(1_795_395_600, 0).expect("a time");
        accepted(StatusCode::from_u16(status).expect("a status"), &headers, now)
    }

    #[test]
    fn who_is_busy_is_asked_again_and_who_refuses_is_not() {
        assert_eq!(said(200, None), Ok(()));
        for status in [408, 425, 429, 500, 502, 503, 504] {
            assert!(
                matches!(said(status, None), Err(Fault::Again { pause: None, .. })),
                "{status}"
            );
        }
        for status in [301, 302, 400, 401, 403, 404, 410] {
            assert!(matches!(said(status, None), Err(Fault::Refused(_))), "{status}");
        }
    }

    #[test]
    fn the_pause_that_is_asked_for_is_read_as_seconds_or_as_a_date() {
        let pause = |text| match said(503, Some(text)) {
            Err(Fault::Again { pause, .. }) => pause.map(|pause| pause.as_secs()),
            other => panic!("{other:?}"),
        };
        assert_eq!(pause("7"), Some(7));
        assert_eq!(pause("Mon, 23 Nov 2026 01:02:00 GMT"), Some(120));
        assert_eq!(pause("Mon, 23 Nov 2026 00:00:00 GMT"), None, "it is past");
        assert_eq!(pause("soon"), None);
    }
}
