//! What pages and server functions of the staff side stand on: somebody who is signed in, and the desk.

use std::sync::Arc;

use ::desk::{Attachments, Caller, Desk, DeskError, Lists};
use ::portal::Portal;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use domain::board::UnitRef;
use domain::{Lang, RegionCode};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::failure::{internal, status_of};
use super::faults;
use super::render::render;
use crate::accounts::{DemoAccounts, Providers, Refusal, SignedIn, Unread, staff_shell};
use crate::assets::Assets;
use crate::error::AppError;
use crate::map::sources::Bases;
use crate::text::terms;
use crate::ui::Form;
use crate::visit::{Visit, split_language};

/// Accounts of a made-up district that anybody may try.
#[derive(Debug, Clone)]
pub struct Demo {
    pub accounts: Vec<DemoAccount>,
    pub password: String,
}

/// One of them.
#[derive(Debug, Clone)]
pub struct DemoAccount {
    pub login: String,
    pub role: domain::case::Role,
    /// Name of the unit in Chinese and English.
    pub unit: Option<(String, String)>,
}

/// What a form sent, and what came of it.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// As they came; passwords are left out before they get here.
    pub fields: Vec<(String, String)>,
    pub fault: Option<Arc<DeskError>>,
    /// Shown this once: a new token, a new password.
    pub shown: Vec<(String, String)>,
}

/// Everything a page of the staff side is made of.
#[derive(Clone)]
pub struct StaffPage {
    pub portal: Arc<Portal>,
    pub assets: Assets,
    /// Who is to be named for a map.
    pub bases: Arc<Bases>,
    pub desk: Desk,
    pub attachments: Attachments,
    pub lists: Lists,
    /// How many notices wait for the caller; none where nobody is signed in.
    pub unread: u32,
    pub caller: Option<Caller>,
    pub sent: Sent,
    /// Why the page is not shown.
    pub refused: Option<Arc<DeskError>>,
    /// Where a made-up district is tried out.
    pub demo: Option<Demo>,
    /// Providers of identity: key in addresses, and label.
    pub providers: Vec<(String, String)>,
}

/// Answers a request for a page of the staff side. Who may see it has been decided before.
pub async fn staff_page(request: Request<Body>, page: StaffPage) -> Response {
    let (lang, _) = split_language(request.uri().path());
    let refused = page.refused.as_deref().map(|error| Refusal {
        status: status(error),
        words: faults::words(lang, error),
    });
    let form = Form {
        fields: page.sent.fields,
        field: page.sent.fault.as_deref().and_then(faults::field),
        problem: page.sent.fault.as_deref().map(|error| faults::words(lang, error)),
        shown: page.sent.shown,
    };
    let answer = page.sent.fault.as_deref().map(status);
    let demo = page.demo.map(|demo| demo_accounts(demo, lang));
    let context = move || {
        provide_context(page.portal.clone());
        provide_context(page.assets.clone());
        provide_context(page.bases.clone());
        staff_context(&page.portal, page.desk.clone(), page.caller.clone(), lang);
        provide_context(page.attachments.clone());
        provide_context(page.lists.clone());
        provide_context(Unread(page.unread));
        provide_context(form.clone());
        provide_context(Providers(page.providers.clone()));
        if let Some(refused) = refused.clone() {
            provide_context(refused);
        }
        if let Some(demo) = demo.clone() {
            provide_context(demo);
        }
    };
    render(request, context, move || {
        if let Some(status) = answer {
            (Visit::get().status.0)(status);
        }
        staff_shell()
    })
    .await
}

/// Provides what server functions of the staff side want: a [`Desk`], and a [`Caller`] if there is one.
pub fn staff_context(portal: &Arc<Portal>, desk: Desk, caller: Option<Caller>, lang: Lang) {
    provide_context(desk);
    if let Some(caller) = caller {
        let name = |code: &RegionCode| match portal.region(code) {
            Ok(region) => lang.pick(&region.name, region.name_en.as_deref()).to_owned(),
            Err(_) => code.to_string(),
        };
        let regions = caller.regions.iter().map(|code| UnitRef {
            code: code.to_string(),
            name: name(code),
        });
        provide_context(SignedIn {
            name: lang.pick(&caller.name, caller.name_en.as_deref()).to_owned(),
            region: caller.region.to_string(),
            regions: regions.collect(),
            person: caller.person.clone(),
            must_change_password: caller.must_change_password,
        });
        provide_context(caller);
    }
}

fn demo_accounts(demo: Demo, lang: Lang) -> DemoAccounts {
    let accounts = demo.accounts.into_iter().map(|account| {
        let DemoAccount { login, role, unit } = account;
        let unit = unit.map(|(zh, en)| lang.pick(&zh, Some(&en)).to_owned());
        let words = match unit {
            Some(unit) => format!("{} · {unit}", terms::role(lang, role)),
            None => terms::role(lang, role).to_owned(),
        };
        (login, words)
    });
    DemoAccounts {
        accounts: accounts.collect(),
        password: demo.password,
    }
}

/// Whoever asks a server function of the staff side.
pub(crate) struct Staff {
    pub(crate) desk: Desk,
    pub(crate) caller: Caller,
}

/// The caller, in the region they work in. Refuses where nobody is signed in.
pub(crate) fn caller() -> Result<Staff, AppError> {
    match (use_context::<Desk>(), use_context::<Caller>()) {
        (Some(desk), Some(caller)) => Ok(Staff { desk, caller }),
        _ => Err(refused(DeskError::SignedOut)),
    }
}

/// The caller, who must be working in `region`. Refuses where nobody is signed in.
pub(crate) fn staff(region: &str) -> Result<Staff, AppError> {
    let Staff { desk, caller } = caller()?;
    if caller.must_change_password {
        return Err(refused(DeskError::MustChangePassword));
    }
    if caller.region.as_str() != region {
        return Err(refused(DeskError::invalid("region", "not the one you work in")));
    }
    Ok(Staff { desk, caller })
}

/// What the outside is told of a refusal of the desk, with its status set on the answer.
pub(crate) fn refused(error: DeskError) -> AppError {
    let told = match error {
        DeskError::NotFound => AppError::NotFound,
        DeskError::SignedOut => AppError::SignedOut,
        DeskError::Invalid { field, rule } => AppError::Invalid {
            field: field.to_owned(),
            message: rule,
        },
        DeskError::TooMany { .. } => AppError::TooMany,
        DeskError::Store(error) => internal(&error),
        DeskError::Unavailable(error) => internal(&error),
        DeskError::Refused(_) | DeskError::Drawing(_) | DeskError::Conflict { .. } => AppError::Invalid {
            field: "action".to_owned(),
            message: error.to_string(),
        },
        _ => AppError::Forbidden,
    };
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(status_of(told.status()));
    }
    told
}

/// The HTTP status of a refusal.
pub(super) fn status(error: &DeskError) -> u16 {
    use domain::case::Refusal;
    match error {
        DeskError::NotFound => 404,
        DeskError::SignedOut => 401,
        DeskError::Invalid { .. }
        | DeskError::Field(_)
        | DeskError::Drawing(_)
        | DeskError::Row { .. }
        | DeskError::Password(_)
        | DeskError::Refused(Refusal::Missing { .. } | Refusal::Invalid { .. }) => 400,
        DeskError::Refused(Refusal::WrongRole { .. } | Refusal::WrongUnit { .. }) => 403,
        DeskError::Filing(_) | DeskError::Refused(_) | DeskError::Conflict { .. } => 409,
        DeskError::TooMany { .. } => 429,
        DeskError::Store(error) if !error.is_unreachable() => 500,
        DeskError::Store(_) | DeskError::Unavailable(_) => 503,
        _ => 403,
    }
}
