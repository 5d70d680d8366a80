//! What a page says when it cannot show what was asked for, with the status to match.

use leptos::prelude::*;
use leptos_meta::Title;

use super::regions::Regions;
use crate::error::AppError;
use crate::text::{accounts, errors as text, parameters};
use crate::ui::Notice;
use crate::visit::Visit;

/// An error in the place of the content it prevents. Sets the status of the answer.
#[component]
pub(crate) fn Problem(error: AppError) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    (visit.status.0)(error.status());
    let (title, detail) = match &error {
        AppError::NotFound => (text::not_found_title(lang), text::not_found_text(lang).to_owned()),
        AppError::Invalid { field, message } => {
            let value = visit.parameter(field);
            let said = match value {
                Some(value) => text::bad_text(lang, field, value),
                None => text::bad_unknown(lang, field),
            };
            let rule = parameters::rule(lang, field, value, message);
            (
                text::bad_title(lang),
                format!("{said} {}", text::bad_detail(lang, &rule)),
            )
        }
        AppError::SignedOut => (accounts::sign_in(lang), accounts::signed_out(lang).to_owned()),
        AppError::Forbidden => (accounts::refused(lang), accounts::forbidden(lang).to_owned()),
        AppError::TooMany => (text::too_many_title(lang), text::too_many_text(lang).to_owned()),
        AppError::Internal { reference } => (
            text::server_title(lang),
            format!("{} {}", text::server_text(lang), text::reference(lang, reference)),
        ),
        AppError::Unreachable => (text::server_title(lang), text::server_text(lang).to_owned()),
    };
    let again = (error.status() == 400)
        .then(|| view! { <p><a href=visit.to(&visit.path, &[])>{text::without_parameters(lang)}</a></p> });
    view! {
        <Notice kind="error">
            <p class="notice-title">{title}</p>
            <p>{detail}</p>
            {again}
        </Notice>
    }
}

/// There is no page at this address.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    (visit.status.0)(404);
    view! {
        <Title text=text::not_found_title(lang) />
        <div class="page-head">
            <p class="status">{text::status(lang, 404)}</p>
            <h1>{text::not_found_title(lang)}</h1>
            <p class="lead">{text::not_found_text(lang)}</p>
        </div>
        <p>{text::not_found_code(lang)}</p>
        <p><a class="button" href=visit.to("/", &[])>{text::to_home(lang)}</a></p>
    }
}

/// The region that was asked for does not exist.
#[component]
pub(crate) fn UnknownRegionPage(code: String) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    (visit.status.0)(400);
    view! {
        <Title text=text::bad_title(lang) />
        <div class="page-head">
            <p class="status">{text::status(lang, 400)}</p>
            <h1>{text::unknown_region(lang, &code)}</h1>
        </div>
        <Regions visit />
    }
}
