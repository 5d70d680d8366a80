//! Settings: flags before environment before `lianqin.toml` before defaults.
//!
//! Only what differs between machines is here. Policy (limits, weights, calendars) is data with dates
//! and lives in the database.

mod delivery;

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use clap::Args;
use desk::ListSpace;
use domain::RegionCode;
use serde::Deserialize;

pub(crate) use self::delivery::{DeliveryArgs, DeliveryWish};
use self::delivery::{DeliveryFile, SmtpFile};
use crate::bases::{MapFile, MapSettings};
use crate::cli::Failure;
use crate::staff::{OidcSettings, StaffOptions};

/// Read where the command is run, if it is there.
const DEFAULT_FILE: &str = "lianqin.toml";
const DEFAULT_DATA_DIR: &str = ".lianqin";
const DEFAULT_ADDR: &str = "127.0.0.1:3000";
/// Ten per second is more than a program needs that follows a queue, and less than one that runs wild makes.
const DEFAULT_TOKEN_REQUESTS: u32 = 600;

/// What every command takes.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct CommonArgs {
    /// Where Lianqin keeps its data, its private Postgres included [default: .lianqin]
    #[arg(long, global = true, env = "LIANQIN_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,

    /// Use this Postgres instead of the private one: postgres://user:password@host/database
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    database_url: Option<String>,

    /// The settings file [default: lianqin.toml, if there is one]
    #[arg(long, global = true, env = "LIANQIN_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

/// What the commands that serve take as well.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ServeArgs {
    /// Where to listen; port 0 chooses a free one [default: 127.0.0.1:3000]
    #[arg(long, env = "LIANQIN_ADDR", value_name = "HOST:PORT")]
    addr: Option<String>,

    /// The built site [default: target/site, or `site` beside the program]
    #[arg(long, env = "LIANQIN_SITE_ROOT", value_name = "DIR")]
    site_root: Option<PathBuf>,

    /// The region that pages without `region=` show [default: the first one with cases of its own]
    #[arg(long, env = "LIANQIN_REGION", value_name = "CODE")]
    region: Option<String>,

    /// How the outside reaches the server, e.g. https://lianqin.example.org; cookies are Secure if it is https
    #[arg(long, env = "LIANQIN_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,

    /// Believe X-Forwarded-For and X-Forwarded-Proto: only behind a proxy that sets them
    #[arg(long, env = "LIANQIN_TRUST_PROXY")]
    trust_proxy: bool,

    /// Requests that the API tokens of one person may make at once, and per minute after that; 0 = any number
    /// [default: 600]
    #[arg(long, env = "LIANQIN_TOKEN_REQUESTS", value_name = "N")]
    token_requests: Option<u32>,

    /// Room on the disk for all lists that administrators have brought, in GB [default: 20]
    #[arg(long, env = "LIANQIN_IMPORT_SPACE", value_name = "GB")]
    import_space: Option<NonZeroU32>,

    #[command(flatten)]
    delivery: DeliveryArgs,
}

/// `lianqin.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data_dir: Option<PathBuf>,
    database_url: Option<String>,
    addr: Option<String>,
    site_root: Option<PathBuf>,
    region: Option<String>,
    public_url: Option<String>,
    trust_proxy: Option<bool>,
    token_requests: Option<u32>,
    import_space: Option<NonZeroU32>,
    #[serde(default)]
    oidc: Vec<OidcSettings>,
    #[serde(default)]
    smtp: SmtpFile,
    #[serde(default)]
    delivery: DeliveryFile,
    #[serde(default)]
    map: MapFile,
}

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) data_dir: PathBuf,
    /// `None` = the private Postgres of the data directory.
    pub(crate) database_url: Option<String>,
}

/// How to serve.
#[derive(Debug, Clone)]
pub(crate) struct ServeSettings {
    pub(crate) addr: String,
    pub(crate) site_root: PathBuf,
    pub(crate) region: Option<RegionCode>,
    pub(crate) staff: StaffOptions,
    pub(crate) delivery: DeliveryWish,
    pub(crate) map: MapSettings,
}

impl CommonArgs {
    /// The settings of a command that does not serve.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        Ok(self.merge(&self.file()?))
    }

    /// The settings of a command that serves.
    pub(crate) fn serve_settings(&self, serve: &ServeArgs) -> Result<(Settings, ServeSettings), Failure> {
        let file = self.file()?;
        let region = given(serve.region.clone())
            .or_else(|| file.region.clone())
            .map(|code| RegionCode::parse(&code))
            .transpose()
            .map_err(|error| Failure::usage(format!("--region: {error}")))?;
        let settings = ServeSettings {
            addr: given(serve.addr.clone())
                .or_else(|| file.addr.clone())
                .unwrap_or_else(|| DEFAULT_ADDR.to_owned()),
            site_root: serve
                .site_root
                .clone()
                .or_else(|| file.site_root.clone())
                .unwrap_or_else(site_root),
            region,
            staff: StaffOptions {
                public_url: public_url(given(serve.public_url.clone()).or_else(|| file.public_url.clone()))?,
                trust_proxy: serve.trust_proxy || file.trust_proxy.unwrap_or(false),
                demo: None,
                oidc: checked_oidc(&file.oidc)?,
                token_requests: NonZeroU32::new(
                    serve
                        .token_requests
                        .or(file.token_requests)
                        .unwrap_or(DEFAULT_TOKEN_REQUESTS),
                ),
                lists: list_space(serve.import_space.or(file.import_space)),
            },
            delivery: serve.delivery.merge(
                given(serve.public_url.clone()).or_else(|| file.public_url.clone()),
                &file.smtp,
                &file.delivery,
            )?,
            map: file.map.settings().map_err(Failure::usage)?,
        };
        Ok((self.merge(&file), settings))
    }

    fn merge(&self, file: &File) -> Settings {
        let data_dir = self.data_dir.clone().filter(|dir| !dir.as_os_str().is_empty());
        Settings {
            data_dir: data_dir
                .or_else(|| file.data_dir.clone())
                .unwrap_or_else(|| DEFAULT_DATA_DIR.into()),
            database_url: given(self.database_url.clone()).or_else(|| file.database_url.clone()),
        }
    }

    fn file(&self) -> Result<File, Failure> {
        let path = match &self.config {
            Some(path) => path.as_path(),
            None if Path::new(DEFAULT_FILE).is_file() => Path::new(DEFAULT_FILE),
            None => return Ok(File::default()),
        };
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::usage(format!("settings file {}: {error}", path.display())))?;
        parse(&text).map_err(|message| Failure::usage(format!("settings file {}: {message}", path.display())))
    }
}

fn parse(text: &str) -> Result<File, String> {
    toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        format!("line {line}: {}", error.message())
    })
}

/// Providers of identity, each with its secret read from where the settings say.
fn checked_oidc(providers: &[OidcSettings]) -> Result<Vec<OidcSettings>, Failure> {
    let mut checked: Vec<OidcSettings> = Vec::new();
    for provider in providers {
        let provider = provider
            .resolved(|name| std::env::var(name).ok())
            .map_err(|message| Failure::usage(format!("[[oidc]] {}: {message}", provider.key)))?;
        if checked.iter().any(|other| other.key == provider.key) {
            return Err(Failure::usage(format!(
                "[[oidc]] {}: the key is there twice",
                provider.key
            )));
        }
        checked.push(provider);
    }
    Ok(checked)
}

/// An address without a path, as a browser names an origin.
fn public_url(url: Option<String>) -> Result<Option<String>, Failure> {
    let Some(url) = url else { return Ok(None) };
    let url = url.trim_end_matches('/').to_owned();
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => Ok(Some(url)),
        _ => Err(Failure::usage(format!(
            "--public-url {url}: it looks like https://lianqin.example.org, without a path"
        ))),
    }
}

/// Room for lists; so many GB instead of the usual.
fn list_space(all: Option<NonZeroU32>) -> ListSpace {
    let usual = ListSpace::default();
    ListSpace {
        all: all.map_or(usual.all, |gb| u64::from(gb.get()) << 30),
        ..usual
    }
}

/// An empty variable is as good as none.
fn given(value: Option<String>) -> Option<String> {
    value.filter(|value| !value.trim().is_empty())
}

/// The first place with a built site; the usual one if there is none, for the message.
fn site_root() -> PathBuf {
    let usual = PathBuf::from("target/site");
    let program = std::env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent);
    let candidates = [
        Some(usual.clone()),
        beside.map(|dir| dir.join("site")),
        beside.and_then(Path::parent).map(|dir| dir.join("site")),
    ];
    candidates
        .into_iter()
        .flatten()
        .find(|dir| dir.join("assets.json").is_file())
        .unwrap_or(usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> File {
        parse(text).unwrap()
    }

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let file = file("data_dir = '/srv/file'\ndatabase_url = 'postgres://file/'");
        let flags = CommonArgs {
            data_dir: Some("/srv/flag".into()),
            ..CommonArgs::default()
        };
        assert_eq!(flags.merge(&file).data_dir, Path::new("/srv/flag"));
        assert_eq!(
            flags.merge(&file).database_url.as_deref(),
            Some("postgres://file/")
        );
        let nothing = CommonArgs::default().merge(&File::default());
        assert_eq!(
            nothing,
            Settings {
                data_dir: ".lianqin".into(),
                database_url: None
            }
        );
    }

    #[test]
    fn an_empty_variable_is_as_good_as_none() {
        let args = CommonArgs {
            database_url: Some(String::new()),
            ..CommonArgs::default()
        };
        assert_eq!(args.merge(&File::default()).database_url, None);
    }

    #[test]
    fn room_for_lists_is_told_in_gigabytes_and_is_never_none() {
        let told = file("import_space = 2").import_space;
        assert_eq!(list_space(told).all, 2 << 30);
        assert_eq!(list_space(None), ListSpace::default());
        assert!(parse("import_space = 0").is_err());
    }

    #[test]
    fn a_misspelt_setting_is_refused_with_its_line() {
        let message = parse("addr = '0.0.0.0:80'\nregoin = '331003'\n").unwrap_err();
        assert!(message.starts_with("line 2: unknown field `regoin`"), "{message}");
    }
}
