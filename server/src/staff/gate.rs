//! In front of every address of the staff side: who asks, and whether they may.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use desk::{Caller, DeskError};
use domain::RegionCode;
use domain::access::Right;
use http::{HeaderMap, HeaderValue, Method, header};

use super::StaffState;
use super::session::{bearer, of_cookie};
use crate::problem::Problem;
use crate::router::Access;

/// Who asks, for the handler behind the gate.
#[derive(Debug, Clone)]
pub(crate) struct Who(pub(crate) Option<Caller>);

#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) state: StaffState,
    pub(crate) access: Access,
}

/// The middleware.
pub(crate) async fn pass(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let is_page = !request.uri().path().starts_with("/api/");
    let mut response = match gate
        .let_in(
            request.method(),
            request.headers(),
            request.uri().query(),
            is_page,
        )
        .await
    {
        Ok(caller) => {
            request.extensions_mut().insert(Who(caller));
            next.run(request).await
        }
        Err((caller, error)) if is_page => gate.turn_away(request, caller, error).await,
        Err((_, error)) => Problem::from(error).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.append(header::VARY, HeaderValue::from_static("cookie"));
    response
}

impl Gate {
    /// The caller, if they may pass; otherwise why not.
    async fn let_in(
        &self,
        method: &Method,
        headers: &HeaderMap,
        query: Option<&str>,
        is_page: bool,
    ) -> Result<Option<Caller>, (Option<Caller>, DeskError)> {
        // A browser never adds a token by itself, so only cookies need to be told apart from other sites' forms.
        let token = bearer(headers).filter(|_| !is_page);
        if token.is_none() && !method.is_safe() && !self.state.is_same_origin(headers) {
            return Err((None, DeskError::CrossSite));
        }
        let asked = asked_region(query).map_err(|error| (None, error))?;
        let (desk, home) = (&self.state.desk, self.state.home());
        let caller = match (token, of_cookie(headers)) {
            (Some(token), _) => desk.caller_of_token(token, asked.as_ref(), home).await,
            (None, Some(session)) => desk.caller_of_session(session, asked.as_ref(), home).await,
            (None, None) => Ok(None),
        };
        let caller = caller.map_err(|error| (None, error))?;
        if let (Some(_), Some(caller)) = (token, &caller) {
            self.state.count_token(caller).map_err(|error| (None, error))?;
        }
        match admit(self.access, caller.as_ref()) {
            Ok(()) => Ok(caller),
            Err(error) => Err((caller, error)),
        }
    }

    /// Leads whoever opens a page to where they can go on; a form that was sent is told why not.
    async fn turn_away(&self, request: Request, caller: Option<Caller>, error: DeskError) -> Response {
        let prefix = if request.uri().path().starts_with("/en/") {
            "/en"
        } else {
            ""
        };
        match error {
            DeskError::SignedOut => {
                let asked = request.uri().path_and_query().map_or("/desk", |it| it.as_str());
                let next = if request.method() == Method::GET {
                    asked.to_owned()
                } else {
                    format!("{prefix}/desk")
                };
                let query = form_urlencoded::Serializer::new(String::new())
                    .append_pair("next", &next)
                    .finish();
                Redirect::to(&format!("{prefix}/sign-in?{query}")).into_response()
            }
            DeskError::MustChangePassword => Redirect::to(&format!("{prefix}/password")).into_response(),
            error => self.state.refusal(request, caller, error).await,
        }
    }
}

/// Whether this caller may use what `access` is asked for.
fn admit(access: Access, caller: Option<&Caller>) -> Result<(), DeskError> {
    let right = match access {
        Access::Public | Access::Code | Access::Key | Access::SignedOut => return Ok(()),
        Access::SignedIn => return caller.map(drop).ok_or(DeskError::SignedOut),
        Access::Staff => Right::UseDesk,
        Access::Right(right) => right,
    };
    caller.ok_or(DeskError::SignedOut)?.needs(right)
}

/// The region named in the address.
fn asked_region(query: Option<&str>) -> Result<Option<RegionCode>, DeskError> {
    let query = query.unwrap_or_default();
    let named = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "region");
    named
        .map(|(_, code)| RegionCode::parse(&code))
        .transpose()
        .map_err(|error| DeskError::invalid("region", error.to_string()))
}
