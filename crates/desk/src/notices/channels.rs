use domain::Lang;
use domain::access::Right;
use domain::case::Role;
use domain::notice::{Addressee, Channel, ChannelKind, DeadLetterPage};
use store::notices::{self, ChannelChange, NewChannel};
use url::{Host, Url};
use uuid::Uuid;

use super::reading::{position, shown};
use crate::{Caller, Desk, DeskError};

/// Dead letters per page.
const PAGE: usize = 50;
/// Longest target.
const TARGET_MOST: usize = 500;

/// A channel that somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelWish {
    /// `unit:<code>` or `role:<code>`.
    pub to: String,
    pub kind: ChannelKind,
    /// E-mail address or URL.
    pub target: String,
}

/// A new channel with its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelAdded {
    pub id: Uuid,
    /// Key of the signature of webhooks, as text.
    pub secret: String,
}

/// What shall be different; `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelEdit {
    pub target: Option<String>,
    pub active: Option<bool>,
}

impl Desk {
    /// Deliveries that were given up, newest first, after `cursor`.
    pub async fn dead_letters(
        &self,
        caller: &Caller,
        cursor: Option<&str>,
        lang: Lang,
    ) -> Result<DeadLetterPage, DeskError> {
        caller.needs(Right::ManageDeliveries)?;
        let from = cursor.map(position).transpose()?;
        let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut rows = notices::dead_letters(&self.db, &caller.region, from, most, lang).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        Ok(DeadLetterPage {
            next: rows.last().filter(|_| more).map(|row| shown(row.position)),
            rows: rows.into_iter().map(|row| row.letter).collect(),
            waiting: notices::count_unsent(&self.db, &caller.region).await?,
            as_of: self.now(),
        })
    }

    /// Lets a dead delivery be tried again, by the same id.
    pub async fn retry(&self, caller: &Caller, delivery_id: Uuid) -> Result<(), DeskError> {
        caller.needs(Right::ManageDeliveries)?;
        if notices::retry(&self.db, &caller.region, delivery_id, self.now()).await? {
            Ok(())
        } else {
            Err(DeskError::NotFound)
        }
    }

    /// Where notices are sent besides the workbench.
    pub async fn channels(&self, caller: &Caller, lang: Lang) -> Result<Vec<Channel>, DeskError> {
        caller.needs(Right::ManageDeliveries)?;
        Ok(notices::channels(&self.db, &caller.region, lang).await?)
    }

    /// What the webhooks of a channel are signed with.
    pub async fn channel_secret(&self, caller: &Caller, channel_id: Uuid) -> Result<String, DeskError> {
        caller.needs(Right::ManageDeliveries)?;
        notices::channel_secret(&self.db, &caller.region, channel_id)
            .await?
            .ok_or(DeskError::NotFound)
    }

    /// Makes a channel. Whether its target may be reached shows when something is sent: a name can change
    /// what it stands for.
    pub async fn add_channel(&self, caller: &Caller, wish: &ChannelWish) -> Result<ChannelAdded, DeskError> {
        caller.needs(Right::ManageDeliveries)?;
        let to = Addressee::parse(wish.to.trim())
            .filter(|to| {
                !matches!(
                    to,
                    Addressee::Person(_) | Addressee::Role(Role::Public | Role::Guest)
                )
            })
            .ok_or_else(|| DeskError::invalid("to", "unit:<code> or role:<code>"))?;
        if let Addressee::Unit(code) = &to
            && !notices::has_unit(&self.db, &caller.region, code).await?
        {
            return Err(DeskError::invalid("to", "there is no such unit"));
        }
        let new = NewChannel {
            channel_id: Uuid::new_v4(),
            to,
            kind: wish.kind,
            target: target(wish.kind, &wish.target)?,
            // 244 random bits.
            secret: format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()),
        };
        if !notices::add_channel(&self.db, &caller.region, &new, self.now()).await? {
            return Err(DeskError::invalid(
                "target",
                "is a channel of this addressee already",
            ));
        }
        Ok(ChannelAdded {
            id: new.channel_id,
            secret: new.secret,
        })
    }

    /// Changes where a channel leads, or whether it is used.
    pub async fn change_channel(
        &self,
        caller: &Caller,
        channel_id: Uuid,
        edit: &ChannelEdit,
    ) -> Result<(), DeskError> {
        caller.needs(Right::ManageDeliveries)?;
        let new_target = match &edit.target {
            None => None,
            Some(wish) => {
                // Names are not looked at.
                let channels = notices::channels(&self.db, &caller.region, Lang::Zh).await?;
                let id = channel_id.to_string();
                let kind = channels.iter().find(|one| one.id == id).map(|one| one.kind);
                let wanted = target(kind.ok_or(DeskError::NotFound)?, wish)?;
                let of = |one: &&Channel| one.id == id;
                let to = channels.iter().find(of).map(|one| &one.to);
                let taken = channels.iter().any(|one| {
                    one.id != id && Some(&one.to) == to && Some(one.kind) == kind && one.target == wanted
                });
                if taken {
                    return Err(DeskError::invalid(
                        "target",
                        "is a channel of this addressee already",
                    ));
                }
                Some(wanted)
            }
        };
        let change = ChannelChange {
            target: new_target,
            active: edit.active,
        };
        if notices::change_channel(&self.db, &caller.region, channel_id, &change).await? {
            Ok(())
        } else {
            Err(DeskError::NotFound)
        }
    }

    /// Removes a channel; what still waits to go by it is given up.
    pub async fn remove_channel(&self, caller: &Caller, channel_id: Uuid) -> Result<(), DeskError> {
        caller.needs(Right::ManageDeliveries)?;
        if notices::remove_channel(&self.db, &caller.region, channel_id).await? {
            Ok(())
        } else {
            Err(DeskError::NotFound)
        }
    }
}

/// A target as it is stored, if it has the form of one.
fn target(kind: ChannelKind, text: &str) -> Result<String, DeskError> {
    let text = text.trim();
    if text.is_empty() || text.len() > TARGET_MOST {
        return Err(DeskError::invalid(
            "target",
            format!("1 to {TARGET_MOST} characters"),
        ));
    }
    match kind {
        ChannelKind::Email => is_address(text)
            .then(|| text.to_owned())
            .ok_or_else(|| DeskError::invalid("target", "an e-mail address such as duty@example.org")),
        ChannelKind::Webhook => webhook(text).ok_or_else(|| {
            DeskError::invalid(
                "target",
                "a URL such as https://example.org/hook, without a password",
            )
        }),
    }
}

/// Enough to keep nonsense and header injection out; the mail server knows the rest.
fn is_address(text: &str) -> bool {
    let fine = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| !c.is_whitespace() && !c.is_control() && !"<>,;:\"()[]\\@".contains(c))
    };
    text.rsplit_once('@')
        .is_some_and(|(local, host)| fine(local) && local.len() <= 64 && fine(host) && !host.starts_with('.'))
}

fn webhook(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let has_host = match url.host()? {
        Host::Domain(name) => !name.is_empty(),
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    };
    let fine = matches!(url.scheme(), "http" | "https")
        && has_host
        && url.username().is_empty()
        && url.password().is_none();
    fine.then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_has_the_form_of_its_kind() {
        let fine = |kind, text: &str| target(kind, text).ok();
        assert_eq!(
            fine(ChannelKind::Email, " duty@example.org ").as_deref(),
            Some("duty@example.org")
        );
        for wrong in [
            "",
            "duty",
            "@example.org",
            "a@b\r\nBcc: x@y",
            "a b@c",
            "a@b@c",
            "Duty <a@b>",
        ] {
            assert_eq!(fine(ChannelKind::Email, wrong), None, "{wrong:?}");
        }
        assert_eq!(
            fine(ChannelKind::Webhook, "https://example.org/hook?x=1").as_deref(),
            Some("https://example.org/hook?x=1")
        );
        for wrong in [
            "",
            "example.org",
            "ftp://example.org/",
            "https://u:p@example.org/",
            "file:///etc/passwd",
        ] {
            assert_eq!(fine(ChannelKind::Webhook, wrong), None, "{wrong:?}");
        }
        let long = format!("https://example.org/{}", "x".repeat(TARGET_MOST));
        assert_eq!(fine(ChannelKind::Webhook, &long), None);
    }
}
