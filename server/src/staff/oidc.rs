//! Signing in with a provider of identity: OpenID Connect, authorization code with PKCE, state and nonce.
//!
//! A provider says who somebody is; what they may do here stands in our own roles, and an account is never made
//! by itself. What has to survive the way there and back travels in a short-lived cookie of the same browser.

use std::time::{Duration, Instant};

use app::server::Sent;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::DeskError;
use desk::access::Vouched;
use http::{HeaderMap, HeaderValue, header};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::Mutex;

use super::StaffState;
use super::session::{cookie, named_cookie, of_cookie, safe_next};
use crate::middleware::observe::RequestId;

/// What a provider says about itself is asked for again after this; keys may change.
const MAX_AGE: Duration = Duration::from_secs(600);
/// A provider that takes longer is as good as gone.
const PATIENCE: Duration = Duration::from_secs(10);
/// Name of the cookie that remembers the way.
const COOKIE: &str = "lianqin_oidc";
/// How long somebody may take at the provider, in seconds.
const WAY_SECONDS: u32 = 600;

/// A provider, as `[[oidc]]` in the settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcSettings {
    /// Stands in addresses: lower-case letters and digits.
    pub key: String,
    /// What people know it by.
    pub label: String,
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<String>,
    /// Variable of the environment that holds the secret instead.
    pub client_secret_env: Option<String>,
    /// Whether an e-mail address that the provider has checked links an identity to the account with this
    /// address. Only for a provider that gives nobody an address of somebody else.
    #[serde(default)]
    pub link_by_email: bool,
}

impl OidcSettings {
    /// With the secret read from the environment where it is; or what is wrong with it.
    pub(crate) fn resolved(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let is_key =
            |key: &str| !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !is_key(&self.key) {
            return Err("key: lower-case letters and digits".to_owned());
        }
        IssuerUrl::new(self.issuer.clone()).map_err(|error| format!("issuer: {error}"))?;
        let mut resolved = self.clone();
        if let Some(name) = resolved.client_secret_env.take() {
            let secret = variable(&name).filter(|secret| !secret.is_empty());
            resolved.client_secret =
                Some(secret.ok_or_else(|| format!("client_secret_env: {name} is not set"))?);
        }
        Ok(resolved)
    }
}

/// The providers of a server.
pub(crate) struct Providers(Vec<Provider>);

struct Provider {
    settings: OidcSettings,
    metadata: Mutex<Option<(Instant, CoreProviderMetadata)>>,
}

impl Providers {
    pub(crate) fn new(settings: &[OidcSettings]) -> Self {
        let providers = settings.iter().map(|settings| Provider {
            settings: settings.clone(),
            metadata: Mutex::default(),
        });
        Self(providers.collect())
    }

    /// Key and label of each.
    pub(crate) fn labels(&self) -> Vec<(String, String)> {
        let label = |provider: &Provider| (provider.settings.key.clone(), provider.settings.label.clone());
        self.0.iter().map(label).collect()
    }

    fn get(&self, key: &str) -> Result<&Provider, DeskError> {
        let found = self.0.iter().find(|provider| provider.settings.key == key);
        found.ok_or(DeskError::NotFound)
    }
}

impl Provider {
    /// What the provider says about itself.
    async fn metadata(&self, http: &reqwest::Client) -> Result<CoreProviderMetadata, DeskError> {
        let mut held = self.metadata.lock().await;
        if let Some((read, metadata)) = &*held
            && read.elapsed() < MAX_AGE
        {
            return Ok(metadata.clone());
        }
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(not_vouched)?;
        let metadata = CoreProviderMetadata::discover_async(issuer, http)
            .await
            .map_err(not_vouched)?;
        *held = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }
}

/// What has to come back from the provider, and where to go then.
struct Way {
    provider: String,
    state: String,
    nonce: String,
    verifier: String,
    next: String,
}

impl Way {
    fn to_cookie(&self, https: bool) -> HeaderValue {
        let value = form_urlencoded::Serializer::new(String::new())
            .append_pair("p", &self.provider)
            .append_pair("s", &self.state)
            .append_pair("n", &self.nonce)
            .append_pair("v", &self.verifier)
            .append_pair("to", &self.next)
            .finish();
        named_cookie(COOKIE, &value, https, Some(WAY_SECONDS))
    }

    fn of_cookie(headers: &HeaderMap) -> Option<Self> {
        let value = super::session::value_of(headers, COOKIE)?;
        let pairs: Vec<(String, String)> = form_urlencoded::parse(value.as_bytes()).into_owned().collect();
        let get = |name: &str| {
            pairs
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone())
        };
        Some(Self {
            provider: get("p")?,
            state: get("s")?,
            nonce: get("n")?,
            verifier: get("v")?,
            next: get("to")?,
        })
    }
}

/// Leads to the provider.
pub(super) async fn begin(
    State(state): State<StaffState>,
    Path(key): Path<String>,
    request: Request,
) -> Response {
    let next = parameter(&request, "next");
    let next = next.as_deref().and_then(safe_next).map(str::to_owned);
    let next = next.unwrap_or_else(|| format!("{}/desk", prefix(&request)));
    match lead_on(&state, &key, next, request.headers().clone()).await {
        Ok(response) => response,
        Err(error) => turn_back(&state, request, error).await,
    }
}

async fn lead_on(
    state: &StaffState,
    key: &str,
    next: String,
    headers: HeaderMap,
) -> Result<Response, DeskError> {
    let provider = state.providers.get(key)?;
    let metadata = provider.metadata(&http_client()?).await?;
    let redirect = redirect_url(state, key, &headers)?;
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(provider.settings.client_id.clone()),
        provider.settings.client_secret.clone().map(ClientSecret::new),
    )
    .set_redirect_uri(redirect);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, csrf, nonce) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let way = Way {
        provider: key.to_owned(),
        state: csrf.secret().clone(),
        nonce: nonce.secret().clone(),
        verifier: verifier.secret().clone(),
        next,
    };
    let set = way.to_cookie(state.is_https(&headers));
    Ok(([(header::SET_COOKIE, set)], Redirect::to(url.as_str())).into_response())
}

/// Takes whoever comes back from the provider in.
pub(super) async fn finish(
    State(state): State<StaffState>,
    Path(key): Path<String>,
    request: Request,
) -> Response {
    let (code, returned) = (parameter(&request, "code"), parameter(&request, "state"));
    let headers = request.headers().clone();
    match take_in(&state, &key, code, returned, &headers).await {
        Ok(response) => response,
        Err(error) => turn_back(&state, request, error).await,
    }
}

async fn take_in(
    state: &StaffState,
    key: &str,
    code: Option<String>,
    returned: Option<String>,
    headers: &HeaderMap,
) -> Result<Response, DeskError> {
    let provider = state.providers.get(key)?;
    let way = Way::of_cookie(headers).filter(|way| way.provider == key);
    let way = way.ok_or_else(|| not_vouched("no way was begun in this browser"))?;
    if returned.as_deref() != Some(way.state.as_str()) {
        return Err(not_vouched("the state is not the one that was sent"));
    }
    let code = code.ok_or_else(|| not_vouched("the provider sent no code"))?;
    let redirect = redirect_url(state, key, headers)?;
    let vouched = provider.ask(&way, code, redirect).await?;
    let session = state.desk.sign_in_by_identity(&vouched).await?;
    if let Some(old) = of_cookie(headers) {
        state.desk.sign_out(old).await?;
    }
    let https = state.is_https(headers);
    let mut response = Redirect::to(safe_next(&way.next).unwrap_or("/desk")).into_response();
    let set = response.headers_mut();
    set.append(header::SET_COOKIE, cookie(Some(&session.token), https));
    set.append(header::SET_COOKIE, named_cookie(COOKIE, "", https, Some(0)));
    Ok(response)
}

impl Provider {
    /// Exchanges the code for an identity token, and checks it: signature, issuer, audience, time, nonce.
    async fn ask(&self, way: &Way, code: String, redirect: RedirectUrl) -> Result<Vouched, DeskError> {
        let http = http_client()?;
        let metadata = self.metadata(&http).await?;
        let issuer = metadata.issuer().to_string();
        let client = CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(self.settings.client_id.clone()),
            self.settings.client_secret.clone().map(ClientSecret::new),
        )
        .set_redirect_uri(redirect);
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(not_vouched)?
            .set_pkce_verifier(PkceCodeVerifier::new(way.verifier.clone()))
            .request_async(&http)
            .await
            .map_err(not_vouched)?;
        let identity = tokens
            .id_token()
            .ok_or_else(|| not_vouched("no identity token"))?;
        let nonce = Nonce::new(way.nonce.clone());
        let claims = identity
            .claims(&client.id_token_verifier(), &nonce)
            .map_err(not_vouched)?;
        let subject = claims.subject().clone();
        let mut email = claims
            .email()
            .filter(|_| claims.email_verified() == Some(true))
            .map(|email| email.to_string());
        if email.is_none() && self.settings.link_by_email {
            let asked = client
                .user_info(tokens.access_token().clone(), Some(subject.clone()))
                .map_err(not_vouched)?;
            let more: CoreUserInfoClaims = asked.request_async(&http).await.map_err(not_vouched)?;
            email = more
                .email()
                .filter(|_| more.email_verified() == Some(true))
                .map(|email| email.to_string());
        }
        Ok(Vouched {
            issuer,
            subject: subject.to_string(),
            email: email.filter(|_| self.settings.link_by_email),
        })
    }
}

/// The sign-in page, with what went wrong. The cause goes to the log.
async fn turn_back(state: &StaffState, request: Request, error: DeskError) -> Response {
    if let DeskError::NotVouched(cause) = &error {
        let reference = request.extensions().get::<RequestId>().map(RequestId::as_str);
        tracing::warn!(reference, cause, "a provider of identity did not confirm anybody");
    }
    let sent = Sent {
        fault: Some(Arc::new(error)),
        ..Sent::default()
    };
    state.page(request, None, sent).await
}

fn redirect_url(state: &StaffState, key: &str, headers: &HeaderMap) -> Result<RedirectUrl, DeskError> {
    RedirectUrl::new(format!("{}/sign-in/{key}/return", state.base(headers))).map_err(not_vouched)
}

/// Follows no redirects: a provider that is led elsewhere is not the one in the settings.
fn http_client() -> Result<reqwest::Client, DeskError> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .build()
        .map_err(not_vouched)
}

/// With every cause below it, for the log.
fn not_vouched(error: impl Into<Box<dyn std::error::Error>>) -> DeskError {
    let error = error.into();
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    DeskError::NotVouched(text)
}

fn parameter(request: &Request, name: &str) -> Option<String> {
    let query = request.uri().query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

fn prefix(request: &Request) -> &'static str {
    if request.uri().path().starts_with("/en/") {
        "/en"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(more: &str) -> OidcSettings {
        let text =
            format!("key = 'gov'\nlabel = 'x'\nissuer = 'https://id.example'\nclient_id = 'l'\n{more}");
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn a_secret_may_stand_in_the_environment_and_must_then_be_there() {
        let from_env = settings("client_secret_env = 'SECRET'");
        let resolved = from_env.resolved(|name| (name == "SECRET").then(|| "s".to_owned()));
        assert_eq!(resolved.unwrap().client_secret.as_deref(), Some("s"));
        assert!(
            from_env
                .resolved(|_| None)
                .unwrap_err()
                .contains("SECRET is not set")
        );
        assert!(settings("").resolved(|_| None).unwrap().client_secret.is_none());
        let bad = OidcSettings {
            issuer: "nowhere".to_owned(),
            ..settings("")
        };
        assert!(bad.resolved(|_| None).unwrap_err().starts_with("issuer"));
    }

    #[test]
    fn the_way_comes_back_as_it_went() {
        let way = Way {
            provider: "gov".into(),
            state: "a+/=".into(),
            nonce: "n;n".into(),
            verifier: "v".into(),
            next: "/desk?region=x&q=王".into(),
        };
        let set = way.to_cookie(false);
        let pair = set.to_str().unwrap().split("; ").next().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(pair).unwrap());
        let back = Way::of_cookie(&headers).unwrap();
        assert_eq!(
            (back.state, back.nonce, back.next),
            (way.state, way.nonce, way.next)
        );
    }
}
