//! What the pages of the workbench ask the server. What they change goes through forms, see `ui::Form`.

use domain::Lang;
use domain::desk::{AttachmentInfo, DeskFile, GuestInfo, NewCaseForm, QueuePage};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::cases::Qr;
use crate::error::AppError;

/// A file with its public QR code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PrintSheet {
    pub(crate) file: DeskFile,
    /// None where the case is not public, or our own address is not known.
    pub(crate) qr: Option<Qr>,
    pub(crate) link: Option<String>,
    /// The code for colleagues, where our own address is known.
    pub(crate) handler_qr: Option<Qr>,
}

/// Who else is on the case, and what they brought.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Company {
    pub(crate) guests: Vec<GuestInfo>,
    pub(crate) files: Vec<AttachmentInfo>,
}

/// Guests and files of a case.
#[server(endpoint = "staff/desk/company", input = GetUrl)]
pub(crate) async fn get_company(region: String, code: String) -> Result<Company, AppError> {
    let staff = crate::server::staff(&region)?;
    staff.company(&code).await
}

/// A page of a queue; `query` as in the address.
#[server(endpoint = "staff/desk/queue", input = GetUrl)]
pub(crate) async fn list_queue(region: String, query: String, lang: Lang) -> Result<QueuePage, AppError> {
    let staff = crate::server::staff(&region)?;
    staff.queue(&query, lang).await
}

/// The file of a case.
#[server(endpoint = "staff/desk/file", input = GetUrl)]
pub(crate) async fn get_file(region: String, code: String, lang: Lang) -> Result<DeskFile, AppError> {
    let staff = crate::server::staff(&region)?;
    let file = staff.desk.file(&staff.caller, &code, lang).await;
    file.map_err(crate::server::refused)
}

/// The file of a case, to be printed.
#[server(endpoint = "staff/desk/sheet", input = GetUrl)]
pub(crate) async fn get_sheet(region: String, code: String, lang: Lang) -> Result<PrintSheet, AppError> {
    let staff = crate::server::staff(&region)?;
    staff.sheet(&code, lang).await
}

/// What a new case may be about.
#[server(endpoint = "staff/desk/begin_case", input = GetUrl)]
pub(crate) async fn begin_case(region: String, lang: Lang) -> Result<NewCaseForm, AppError> {
    let staff = crate::server::staff(&region)?;
    let form = staff.desk.new_case_form(&staff.caller, lang).await;
    form.map_err(crate::server::refused)
}
