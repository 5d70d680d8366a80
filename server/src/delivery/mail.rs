//! E-mail by SMTP.

use std::fmt;
use std::time::{Duration, SystemTime};

use app::notices::{Letter, letter};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use serde::Deserialize;
use store::notices::{Claimed, Ended};

use super::{failed, refused};

const TIMEOUT: Duration = Duration::from_secs(10);

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    /// Not at all: a server on this machine or in this house.
    None,
    /// By STARTTLS; refuses a server that does not offer it.
    Starttls,
    /// By TLS from the beginning.
    Tls,
}

impl SmtpSecurity {
    /// The usual port.
    #[must_use]
    pub fn port(self) -> u16 {
        match self {
            Self::None => 25,
            Self::Starttls => 587,
            Self::Tls => 465,
        }
    }
}

/// The mail server, and who writes.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: SmtpSecurity,
    /// User and password.
    pub credentials: Option<(String, String)>,
    /// Who mails come from.
    pub from: Mailbox,
}

/// Without the password.
impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .field("user", &self.credentials.as_ref().map(|(user, _)| user))
            .field("from", &self.from)
            .finish()
    }
}

/// Sends mails.
#[derive(Debug)]
pub(super) struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mail {
    pub(super) fn new(settings: &SmtpSettings) -> Result<Self, lettre::transport::smtp::Error> {
        let parameters = || TlsParameters::new_rustls(settings.host.clone());
        let tls = match settings.security {
            SmtpSecurity::None => Tls::None,
            SmtpSecurity::Starttls => Tls::Required(parameters()?),
            SmtpSecurity::Tls => Tls::Wrapper(parameters()?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .tls(tls)
            .timeout(Some(TIMEOUT))
            .hello_name(ClientId::Domain(settings.from.email.domain().to_owned()));
        if let Some((user, password)) = &settings.credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self {
            transport: builder.build(),
            from: settings.from.clone(),
        })
    }

    pub(super) async fn send(&self, delivery: &Claimed, link: &str) -> Ended {
        let message = match self.message(delivery, link) {
            Ok(message) => message,
            Err(why) => return refused(why),
        };
        match self.transport.send(message).await {
            Ok(_) => Ended::Sent,
            // 5xx: the same mail will be refused again.
            Err(error) if error.is_permanent() => refused(error.to_string()),
            Err(error) => failed(error.to_string()),
        }
    }

    /// The same bytes at every attempt.
    fn message(&self, delivery: &Claimed, link: &str) -> Result<Message, String> {
        let to: Address = delivery
            .target
            .parse()
            .map_err(|error| format!("the address is not valid: {error}"))?;
        let id = delivery.attempt.delivery_id;
        let (subject, text) = letter(&Letter {
            kind: delivery.kind,
            code: &delivery.code,
            serial: &delivery.serial,
            category: &delivery.category_name,
            category_en: delivery.category_name_en.as_deref(),
            due_at: delivery.due_at,
            zone: delivery.time_zone.parse().unwrap_or(chrono_tz::UTC),
            link,
        });
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .date(SystemTime::from(delivery.created_at))
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|error| error.to_string())?;
        let headers = message.headers_mut();
        for (name, value) in [
            // Nobody's absence note is wanted.
            ("Auto-Submitted", "auto-generated".to_owned()),
            ("Lianqin-Delivery", id.to_string()),
        ] {
            headers.insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
        }
        Ok(message)
    }
}
