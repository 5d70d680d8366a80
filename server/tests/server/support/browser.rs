use desk::Desk;
use desk::access::AddPerson;
use domain::case::Role;
use reqwest::{Method, Response};

use super::{Running, World};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "三棵枇杷树在院子里开花";

impl World {
    /// The staff side of this database, without HTTP.
    pub(crate) fn desk(&self) -> Desk {
        Desk::new(self.db.clone())
    }

    /// An account with one role in the world's region and a password of its own.
    pub(crate) async fn person(&self, login: &str, role: Role, department: Option<&str>) {
        let new = AddPerson {
            login: login.to_owned(),
            name: format!("姓名{login}"),
            role: Some(role),
            department: department.map(str::to_owned),
            ..AddPerson::default()
        };
        self.desk()
            .add_person_by_command(&self.region.code, new, Some(PASSWORD.to_owned()))
            .await
            .expect("an account");
    }

    /// An API token of this person.
    pub(crate) async fn token(&self, login: &str) -> String {
        let desk = self.desk();
        let session = desk.sign_in(login, PASSWORD, None).await.expect("signed in");
        let caller = desk.caller_of_session(&session.token, None, &self.region.code);
        let caller = caller.await.expect("an answer").expect("a caller");
        let token = desk.create_token(&caller, "test", None, 1).await;
        token.expect("a token").secret
    }
}

/// A browser that somebody is signed in with.
pub(crate) struct Browser<'a> {
    server: &'a Running,
    cookie: String,
}

impl<'a> Browser<'a> {
    /// Signs in through the page.
    pub(crate) async fn sign_in(server: &'a Running, login: &str, password: &str) -> Self {
        let response = Self::try_sign_in(server, login, password).await;
        assert_eq!(response.status(), 303, "{login} signs in");
        Self {
            cookie: cookie_of(&response).expect("a cookie"),
            server,
        }
    }

    /// What the sign-in form is answered.
    pub(crate) async fn try_sign_in(server: &Running, login: &str, password: &str) -> Response {
        let form = [("login", login), ("password", password)];
        let request = server
            .request(Method::POST, "/sign-in")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(encoded(&form));
        request.send().await.expect("an answer")
    }

    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.send(Method::GET, path).await
    }

    /// Sends an empty form, or asks.
    pub(crate) async fn send(&self, method: Method, path: &str) -> Response {
        self.form(method, path, &[]).await
    }

    /// Sends a form.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.form(Method::POST, path, fields).await
    }

    async fn form(&self, method: Method, path: &str, fields: &[(&str, &str)]) -> Response {
        let mut request = self
            .server
            .request(method.clone(), path)
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin");
        if method == Method::POST {
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(encoded(fields));
        }
        request.send().await.expect("an answer")
    }
}

/// The session an answer sets, as a browser sends it back.
pub(crate) fn cookie_of(response: &Response) -> Option<String> {
    let set = response.headers().get("set-cookie")?.to_str().ok()?;
    let pair = set.split(';').next()?;
    (!pair.ends_with('=')).then(|| pair.to_owned())
}

fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}
