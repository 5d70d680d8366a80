//! Settings of what leaves the house.

use clap::Args;
use lettre::message::Mailbox;
use serde::Deserialize;
use url::Url;

use super::given;
use crate::cli::Failure;
use crate::delivery::{DeliverySettings, SmtpSecurity, SmtpSettings};

/// What the commands that serve take for notices.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct DeliveryArgs {
    /// The mail server; without one no notice goes out by e-mail
    #[arg(long, env = "LIANQIN_SMTP_HOST", value_name = "HOST")]
    smtp_host: Option<String>,

    /// Its port [default: 25, 587 or 465, by security]
    #[arg(long, env = "LIANQIN_SMTP_PORT", value_name = "PORT")]
    smtp_port: Option<u16>,

    /// How the connection to it is protected [default: starttls]
    #[arg(long, env = "LIANQIN_SMTP_SECURITY", value_name = "HOW")]
    smtp_security: Option<SmtpSecurity>,

    /// Who signs in to it, if anybody
    #[arg(long, env = "LIANQIN_SMTP_USER", value_name = "USER")]
    smtp_user: Option<String>,

    /// Their password; better in the environment than on the command line
    #[arg(
        long,
        env = "LIANQIN_SMTP_PASSWORD",
        hide_env_values = true,
        value_name = "PASSWORD"
    )]
    smtp_password: Option<String>,

    /// Who mails come from, such as "联勤共治 <lianqin@example.org>"
    #[arg(long, env = "LIANQIN_SMTP_FROM", value_name = "ADDRESS")]
    smtp_from: Option<String>,

    /// Attempts before a delivery is given up [default: 8]
    #[arg(long, env = "LIANQIN_DELIVERY_ATTEMPTS", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=100))]
    delivery_attempts: Option<u16>,

    /// Let webhooks go to private addresses, and unencrypted
    #[arg(long, env = "LIANQIN_ALLOW_PRIVATE_TARGETS")]
    allow_private_targets: bool,
}

/// `[smtp]` of `lianqin.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SmtpFile {
    host: Option<String>,
    port: Option<u16>,
    security: Option<SmtpSecurity>,
    user: Option<String>,
    password: Option<String>,
    from: Option<String>,
}

/// Without the password.
impl std::fmt::Debug for SmtpFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpFile")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

/// `[delivery]` of `lianqin.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeliveryFile {
    attempts: Option<u16>,
    #[serde(default)]
    allow_private_targets: bool,
}

/// [`DeliverySettings`], but for the address that is only known once it is listened on.
#[derive(Debug, Clone)]
pub(crate) struct DeliveryWish {
    public_url: Option<String>,
    settings: DeliverySettings,
}

impl DeliveryWish {
    /// The settings of a server that listens at `url`.
    pub(crate) fn at(self, url: String) -> DeliverySettings {
        DeliverySettings {
            link_base: self.public_url.unwrap_or(url),
            ..self.settings
        }
    }
}

impl DeliveryArgs {
    pub(super) fn merge(
        &self,
        public_url: Option<String>,
        smtp: &SmtpFile,
        delivery: &DeliveryFile,
    ) -> Result<DeliveryWish, Failure> {
        let public_url = public_url.map(|text| base(&text)).transpose()?;
        let defaults = DeliverySettings::default();
        let attempts = self.delivery_attempts.or(delivery.attempts);
        if attempts == Some(0) {
            return Err(Failure::usage("delivery.attempts: at least 1"));
        }
        Ok(DeliveryWish {
            public_url,
            settings: DeliverySettings {
                smtp: self.smtp(smtp)?,
                allow_private_targets: self.allow_private_targets || delivery.allow_private_targets,
                attempts: attempts.unwrap_or(defaults.attempts),
                ..defaults
            },
        })
    }

    fn smtp(&self, file: &SmtpFile) -> Result<Option<SmtpSettings>, Failure> {
        let of = |flag: &Option<String>, file: &Option<String>| {
            given(flag.clone()).or_else(|| given(file.clone()))
        };
        let Some(host) = of(&self.smtp_host, &file.host) else {
            return Ok(None);
        };
        let from = of(&self.smtp_from, &file.from).ok_or_else(|| {
            Failure::usage("--smtp-from: mails come from somebody, such as lianqin@example.org")
        })?;
        let from: Mailbox = from
            .parse()
            .map_err(|error| Failure::usage(format!("--smtp-from {from}: {error}")))?;
        let security = self
            .smtp_security
            .or(file.security)
            .unwrap_or(SmtpSecurity::Starttls);
        let user = of(&self.smtp_user, &file.user);
        let password = of(&self.smtp_password, &file.password);
        let credentials = match (user, password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            _ => return Err(Failure::usage("--smtp-user and --smtp-password go together")),
        };
        Ok(Some(SmtpSettings {
            host,
            port: self.smtp_port.or(file.port).unwrap_or_else(|| security.port()),
            security,
            credentials,
            from,
        }))
    }
}

/// Scheme, host and port: what links begin with.
fn base(text: &str) -> Result<String, Failure> {
    let wrong = || {
        Failure::usage(format!(
            "--public-url {text}: such as https://lianqin.example.org"
        ))
    };
    let url = Url::parse(text).map_err(|_| wrong())?;
    let is_fine = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none();
    is_fine
        .then(|| url.origin().ascii_serialization())
        .ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SmtpFile {
        toml::from_str(text).unwrap()
    }

    fn reached_at(
        public_url: Option<&str>,
        args: &DeliveryArgs,
        smtp: &str,
    ) -> Result<DeliverySettings, Failure> {
        args.merge(
            public_url.map(str::to_owned),
            &file(smtp),
            &DeliveryFile::default(),
        )
        .map(|wish| wish.at("http://127.0.0.1:3000".to_owned()))
    }

    fn merged(args: &DeliveryArgs, smtp: &str) -> Result<DeliverySettings, Failure> {
        reached_at(None, args, smtp)
    }

    #[test]
    fn without_a_mail_server_no_mail_is_sent_and_links_lead_to_where_it_listens() {
        let settings = merged(&DeliveryArgs::default(), "").ok().unwrap();
        assert_eq!(settings.smtp, None);
        assert_eq!(settings.link_base, "http://127.0.0.1:3000");
        assert_eq!(settings.attempts, 8);
        assert!(!settings.allow_private_targets);
    }

    #[test]
    fn a_mail_server_of_the_file_is_changed_by_flags_and_has_the_usual_port() {
        let text = "host = 'mail.example.org'\nfrom = '联勤共治 <lianqin@example.org>'\nuser = 'l'\npassword = 'secret'";
        let args = DeliveryArgs {
            smtp_security: Some(SmtpSecurity::Tls),
            ..DeliveryArgs::default()
        };
        let settings = reached_at(Some("https://lianqin.example.org/"), &args, text)
            .ok()
            .unwrap();
        assert_eq!(settings.link_base, "https://lianqin.example.org");
        let smtp = settings.smtp.clone().unwrap();
        assert_eq!((smtp.port, smtp.security), (465, SmtpSecurity::Tls));
        assert_eq!(smtp.from.email.to_string(), "lianqin@example.org");
        assert!(
            !format!("{settings:?}").contains("secret"),
            "no log shows the password"
        );
    }

    #[test]
    fn what_is_wrong_with_the_settings_is_said_before_anything_starts() {
        for (smtp, word) in [
            ("host = 'mail.example.org'", "--smtp-from"),
            ("host = 'mail.example.org'\nfrom = 'nobody'", "--smtp-from"),
            (
                "host = 'mail.example.org'\nfrom = 'a@example.org'\nuser = 'a'",
                "--smtp-password",
            ),
        ] {
            let Err(failure) = merged(&DeliveryArgs::default(), smtp) else {
                panic!("{smtp} was taken");
            };
            assert!(format!("{failure:?}").contains(word), "{failure:?}");
        }
        let nowhere = Some("lianqin.example.org/x");
        assert!(reached_at(nowhere, &DeliveryArgs::default(), "").is_err());
    }
}
