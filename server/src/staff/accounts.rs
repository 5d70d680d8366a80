//! Signing in and out, one's password, one's tokens.

use std::sync::Arc;

use app::server::Sent;
use axum::extract::{Extension, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::DeskError;
use domain::RegionCode;
use http::header;

use super::StaffState;
use super::forms::{Deed, Done};
use super::gate::Who;
use super::session::{cookie, of_cookie, safe_next};

/// The sign-in page; whoever is signed in already goes on.
pub(super) async fn sign_in_page(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    request: Request,
) -> Response {
    if caller.is_none() {
        return state.page(request, None, Sent::default()).await;
    }
    let prefix = if request.uri().path().starts_with("/en/") {
        "/en"
    } else {
        ""
    };
    Redirect::to(&format!("{prefix}/desk")).into_response()
}

pub(super) async fn sign_in(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let address = deed.state.address(&deed.headers, deed.peer);
    let session = deed
        .desk()
        .sign_in(deed.field("login"), deed.field("password"), address)
        .await?;
    // The browser's session before, if any, is nobody's any more.
    if let Some(old) = of_cookie(&deed.headers) {
        deed.desk().sign_out(old).await?;
    }
    let next = deed.query.iter().find(|(name, _)| name == "next");
    let next = next.and_then(|(_, next)| safe_next(next)).map(str::to_owned);
    let target = match next {
        _ if session.must_change_password => deed.address("/password"),
        Some(next) => next,
        None => deed.address("/desk"),
    };
    let set = cookie(Some(&session.token), deed.state.is_https(&deed.headers));
    Ok(Done::Answer(
        ([(header::SET_COOKIE, set)], Redirect::to(&target)).into_response(),
    ))
}

pub(super) async fn sign_out(deed: Arc<Deed>) -> Result<Done, DeskError> {
    if deed.field("everywhere") == "yes" {
        deed.desk().sign_out_everywhere(deed.caller()?).await?;
    } else if let Some(token) = of_cookie(&deed.headers) {
        deed.desk().sign_out(token).await?;
    }
    let clear = cookie(None, deed.state.is_https(&deed.headers));
    let target = Redirect::to(&deed.address("/sign-in"));
    Ok(Done::Answer(
        ([(header::SET_COOKIE, clear)], target).into_response(),
    ))
}

pub(super) async fn change_password(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let (old, new) = (deed.field("old_password"), deed.field("new_password"));
    deed.desk()
        .change_password(deed.caller()?, old, new, deed.field("again"))
        .await?;
    Ok(Done::Go("/account"))
}

pub(super) async fn create_token(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let region = match deed.filled("region") {
        Some(code) => Some(
            RegionCode::parse(&code).map_err(|_| DeskError::invalid("region", "not a region of yours"))?,
        ),
        None => None,
    };
    let days = deed.field("days").trim().parse();
    let days = days.map_err(|_| DeskError::invalid("days", "1 to 366 days"))?;
    let token = deed
        .desk()
        .create_token(deed.caller()?, deed.field("name"), region, days)
        .await?;
    Ok(Done::Show(vec![("token".to_owned(), token.secret)]))
}

pub(super) async fn revoke_token(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk()
        .revoke_token(deed.caller()?, deed.id("token")?)
        .await?;
    Ok(Done::Go("/account"))
}
