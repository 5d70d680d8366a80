//! Notices and deliveries, for whoever is signed in.

use ::desk::{Caller, ChannelEdit, ChannelWish, Desk, DeskError, Which};
use domain::Lang;
use domain::notice::{ChannelKind, NoticePage};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::failure::{reference, status_of};
use crate::error::AppError;
use crate::notices::api::Deliveries;

/// The desk, asked by somebody.
pub(crate) struct Staff {
    desk: Desk,
    caller: Caller,
}

/// Whoever the router has found the request to be from. Without one there is nothing here.
pub(crate) fn staff() -> Result<Staff, AppError> {
    match (use_context::<Desk>(), use_context::<Caller>()) {
        (Some(desk), Some(caller)) => Ok(Staff { desk, caller }),
        _ => Err(told(DeskError::SignedOut)),
    }
}

impl Staff {
    pub(crate) async fn list(&self, cursor: Option<&str>, lang: Lang) -> Result<NoticePage, AppError> {
        self.desk.notices(&self.caller, cursor, lang).await.map_err(told)
    }

    pub(crate) async fn mark_read(&self, id: Option<&str>) -> Result<(), AppError> {
        let which = match id {
            Some(id) => Which::One(parse(id)?),
            None => Which::All,
        };
        self.desk.mark_read(&self.caller, which).await.map_err(told)
    }

    pub(crate) async fn deliveries(
        &self,
        cursor: Option<&str>,
        secret_of: Option<&str>,
    ) -> Result<Deliveries, AppError> {
        let secret = match secret_of {
            Some(id) => {
                let secret = self.desk.channel_secret(&self.caller, parse(id)?).await;
                Some(secret.map_err(told)?)
            }
            None => None,
        };
        Ok(Deliveries {
            dead: self.desk.dead_letters(&self.caller, cursor).await.map_err(told)?,
            channels: self.desk.channels(&self.caller).await.map_err(told)?,
            secret,
        })
    }

    pub(crate) async fn retry(&self, id: &str) -> Result<(), AppError> {
        self.desk.retry(&self.caller, parse(id)?).await.map_err(told)
    }

    pub(crate) async fn add_channel(
        &self,
        to: String,
        kind: ChannelKind,
        target: String,
    ) -> Result<(), AppError> {
        let wish = ChannelWish { to, kind, target };
        let added = self.desk.add_channel(&self.caller, &wish).await;
        added.map(|_| ()).map_err(told)
    }

    pub(crate) async fn switch_channel(&self, id: &str, active: bool) -> Result<(), AppError> {
        let edit = ChannelEdit {
            active: Some(active),
            target: None,
        };
        let changed = self.desk.change_channel(&self.caller, parse(id)?, &edit).await;
        changed.map(|_| ()).map_err(told)
    }

    pub(crate) async fn remove_channel(&self, id: &str) -> Result<(), AppError> {
        self.desk
            .remove_channel(&self.caller, parse(id)?)
            .await
            .map_err(told)
    }
}

fn parse<T: std::str::FromStr>(id: &str) -> Result<T, AppError> {
    id.parse()
        .map_err(|_| told(DeskError::invalid("id", "the id of a row of this page")))
}

/// What the outside is told, with its status set on the answer. What is not allowed is not there.
fn told(error: DeskError) -> AppError {
    let told = match error {
        DeskError::NotFound
        | DeskError::SignedOut
        | DeskError::Forbidden(_)
        | DeskError::Refused(_)
        | DeskError::Conflict { .. } => AppError::NotFound,
        DeskError::Invalid { field, rule } => AppError::Invalid {
            field: field.to_owned(),
            message: rule,
        },
        DeskError::TooMany { .. } => AppError::TooMany,
        DeskError::Store(error) => {
            let reference = reference();
            leptos::logging::error!("{reference}: {error}");
            AppError::Internal { reference }
        }
    };
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(status_of(told.status()));
    }
    told
}
