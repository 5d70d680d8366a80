//! Notices and deliveries, for whoever is signed in.

use ::desk::{ChannelEdit, ChannelWish, DeskError, Which};
use domain::Lang;
use domain::notice::{ChannelKind, NoticePage};

use super::staff::{Staff, refused};
use crate::error::AppError;
use crate::notices::api::Deliveries;

impl Staff {
    pub(crate) async fn list(&self, cursor: Option<&str>, lang: Lang) -> Result<NoticePage, AppError> {
        self.desk
            .notices(&self.caller, cursor, lang)
            .await
            .map_err(refused)
    }

    pub(crate) async fn mark_read(&self, id: Option<&str>) -> Result<(), AppError> {
        let which = match id {
            Some(id) => Which::One(parse(id)?),
            None => Which::All,
        };
        self.desk.mark_read(&self.caller, which).await.map_err(refused)
    }

    pub(crate) async fn deliveries(
        &self,
        cursor: Option<&str>,
        secret_of: Option<&str>,
        lang: Lang,
    ) -> Result<Deliveries, AppError> {
        let secret = match secret_of {
            Some(id) => {
                let secret = self.desk.channel_secret(&self.caller, parse(id)?).await;
                Some(secret.map_err(refused)?)
            }
            None => None,
        };
        Ok(Deliveries {
            dead: self
                .desk
                .dead_letters(&self.caller, cursor, lang)
                .await
                .map_err(refused)?,
            channels: self.desk.channels(&self.caller, lang).await.map_err(refused)?,
            secret,
        })
    }

    pub(crate) async fn retry(&self, id: &str) -> Result<(), AppError> {
        self.desk.retry(&self.caller, parse(id)?).await.map_err(refused)
    }

    pub(crate) async fn add_channel(
        &self,
        to: String,
        kind: ChannelKind,
        target: String,
    ) -> Result<(), AppError> {
        let wish = ChannelWish { to, kind, target };
        let added = self.desk.add_channel(&self.caller, &wish).await;
        added.map(|_| ()).map_err(refused)
    }

    pub(crate) async fn switch_channel(&self, id: &str, active: bool) -> Result<(), AppError> {
        let edit = ChannelEdit {
            active: Some(active),
            target: None,
        };
        let changed = self.desk.change_channel(&self.caller, parse(id)?, &edit).await;
        changed.map_err(refused)
    }

    pub(crate) async fn remove_channel(&self, id: &str) -> Result<(), AppError> {
        self.desk
            .remove_channel(&self.caller, parse(id)?)
            .await
            .map_err(refused)
    }
}

fn parse<T: std::str::FromStr>(id: &str) -> Result<T, AppError> {
    id.parse()
        .map_err(|_| refused(DeskError::invalid("id", "the id of a row of this page")))
}
