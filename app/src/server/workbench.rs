//! What pages of the workbench ask the desk for.

use ::desk::{Attachments, QueueQuery, SuperviseQuery, Whose};
use domain::Lang;
use domain::desk::QueuePage;
use domain::supervise::{CasePage, Overview};
use http::request::Parts;
use leptos::prelude::*;

use super::asked::qr_of;
use super::staff::{Staff, refused};
use crate::desk::{Company, PrintSheet};
use crate::error::AppError;
use crate::visit::decode;

impl Staff {
    /// The queue that a query string asks for.
    pub(crate) async fn queue(&self, query: &str, lang: Lang) -> Result<QueuePage, AppError> {
        let query = QueueQuery::parse(&decode(query)).map_err(refused)?;
        self.desk.queue(&self.caller, &query, lang).await.map_err(refused)
    }

    /// How the units do, by a query string.
    pub(crate) async fn supervise(&self, query: &str, lang: Lang) -> Result<Overview, AppError> {
        let query = SuperviseQuery::parse(&decode(query)).map_err(refused)?;
        self.desk
            .supervise(&self.caller, &query, lang)
            .await
            .map_err(refused)
    }

    /// The cases behind a number of it.
    pub(crate) async fn supervised_cases(&self, query: &str, lang: Lang) -> Result<CasePage, AppError> {
        let query = SuperviseQuery::parse(&decode(query)).map_err(refused)?;
        self.desk
            .supervised_cases(&self.caller, &query, lang)
            .await
            .map_err(refused)
    }

    /// The file to print, with the QR code of its public page.
    pub(crate) async fn sheet(&self, code: &str, lang: Lang) -> Result<PrintSheet, AppError> {
        let file = self.desk.file(&self.caller, code, lang).await.map_err(refused)?;
        let link = self.desk.public_link(&self.caller, code).await.map_err(refused)?;
        let qr = link.as_deref().and_then(|link| {
            let parts = use_context::<Parts>()?;
            qr_of(&parts.headers, link)
        });
        let handler = self
            .desk
            .handler_code(&self.caller, code)
            .await
            .map_err(refused)?;
        let handler_qr = use_context::<Parts>().and_then(|parts| qr_of(&parts.headers, &handler));
        Ok(PrintSheet {
            file,
            qr,
            link,
            handler_qr,
        })
    }

    /// Guests and files of a case.
    pub(crate) async fn company(&self, code: &str) -> Result<Company, AppError> {
        let guests = self.desk.guests(&self.caller, code).await.map_err(refused)?;
        let files = match use_context::<Attachments>() {
            Some(attachments) => attachments
                .list(Whose::Colleague(&self.caller, code))
                .await
                .map_err(refused)?,
            None => Vec::new(),
        };
        Ok(Company { guests, files })
    }
}
