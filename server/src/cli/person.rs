//! `lianqin person`: the first administrator of a region, and a way back in for whoever locked themselves out.

use std::io::Read;

use clap::Subcommand;
use desk::access::{AddPerson, Added};
use desk::{Desk, DeskError};
use domain::RegionCode;
use domain::case::Role;
use serde::Serialize;

use crate::cli::database::Database;
use crate::cli::{Failure, output};
use crate::config::CommonArgs;

/// Longer ones are refused by the rules anyway.
const MOST_PASSWORD_BYTES: u64 = 4 * 1024;
/// People listed at once.
const LISTED: u16 = 10_000;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an account with its first role
    Add(Add),
    /// Give somebody with an account a role
    Give(Give),
    /// Give somebody a new password, to be changed at next sign-in; ends their sessions and tokens
    Passwd(Passwd),
    /// Link an identity of an OpenID Connect provider to an account
    Link(Link),
    /// List who holds a role in a region
    List(List),
}

#[derive(Debug, clap::Args)]
struct RoleArgs {
    /// Region in which the role is held
    #[arg(long, value_name = "CODE")]
    region: String,
    /// station_staff, grid_worker, acceptor, dispatcher, handler, verifier, caller_back, supervisor,
    /// privacy_officer, analyst or admin
    #[arg(long, default_value = "admin", value_parser = role)]
    role: Role,
    /// Code of the unit it is held for; handlers need one
    #[arg(long, value_name = "CODE")]
    department: Option<String>,
    /// Code of the station they work at
    #[arg(long, value_name = "CODE")]
    station: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Add {
    /// Name they sign in with
    login: String,
    /// Name shown to colleagues
    #[arg(long)]
    name: String,
    /// English name
    #[arg(long)]
    name_en: Option<String>,
    /// E-mail address
    #[arg(long)]
    email: Option<String>,
    #[command(flatten)]
    role: RoleArgs,
    /// Read the password from stdin; otherwise one is generated and printed once
    #[arg(long)]
    password_stdin: bool,
    /// Report as one line of JSON on stdout
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct Give {
    /// Name they sign in with
    login: String,
    #[command(flatten)]
    role: RoleArgs,
    /// Report as one line of JSON on stdout
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct Passwd {
    /// Name they sign in with
    login: String,
    /// Read the password from stdin; otherwise one is generated and printed once
    #[arg(long)]
    password_stdin: bool,
    /// Report as one line of JSON on stdout
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct Link {
    /// Name they sign in with
    login: String,
    /// Issuer of the provider, exactly as it calls itself
    #[arg(long, value_name = "URL")]
    issuer: String,
    /// What the provider calls the person (`sub`)
    #[arg(long)]
    subject: String,
}

#[derive(Debug, clap::Args)]
struct List {
    /// Region in which they hold a role
    #[arg(long, value_name = "CODE")]
    region: String,
    /// Report as one line of JSON on stdout
    #[arg(long)]
    json: bool,
}

/// What `--json` says of an account.
#[derive(Debug, Serialize)]
struct Made {
    id: String,
    login: String,
    /// Only one that was generated.
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

/// What `--json` says of somebody listed.
#[derive(Debug, Serialize)]
struct Known {
    login: String,
    name: String,
    active: bool,
    roles: Vec<domain::access::Membership>,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let database = Database::open(&common.settings()?).await?;
    let done = match args.command {
        Command::Add(args) => add(&database, args).await,
        Command::Give(args) => give(&database, args).await,
        Command::Passwd(args) => passwd(&database, args).await,
        Command::Link(args) => link(&database, args).await,
        Command::List(args) => list(&database, args).await,
    };
    database.close().await?;
    done
}

async fn add(database: &Database, args: Add) -> Result<(), Failure> {
    let region = region(database, &args.role.region).await?;
    let password = args.password_stdin.then(password_from_stdin).transpose()?;
    let generated = password.is_none();
    let new = AddPerson {
        login: args.login,
        name: args.name,
        name_en: args.name_en,
        email: args.email,
        phone: None,
        role: Some(args.role.role),
        department: args.role.department,
        station: args.role.station,
    };
    let desk = Desk::new(database.db.clone());
    let added = desk.add_person_by_command(&region, new, password).await?;
    tell(added, generated, args.json)
}

async fn give(database: &Database, args: Give) -> Result<(), Failure> {
    let region = region(database, &args.role.region).await?;
    let RoleArgs {
        role,
        department,
        station,
        ..
    } = args.role;
    let desk = Desk::new(database.db.clone());
    desk.give_role_by_command(&region, &args.login, role, department, station)
        .await?;
    output::say(format!("{} is {} in {region}", args.login, role.code()));
    if args.json {
        output::json(
            &serde_json::json!({"login": args.login, "role": role.code(), "region": region.as_str()}),
        )?;
    }
    Ok(())
}

async fn passwd(database: &Database, args: Passwd) -> Result<(), Failure> {
    let password = args.password_stdin.then(password_from_stdin).transpose()?;
    let generated = password.is_none();
    let desk = Desk::new(database.db.clone());
    let added = desk.set_password_by_command(&args.login, password).await?;
    tell(added, generated, args.json)
}

async fn link(database: &Database, args: Link) -> Result<(), Failure> {
    let desk = Desk::new(database.db.clone());
    desk.link_identity_by_command(&args.login, &args.issuer, &args.subject)
        .await?;
    output::say(format!("{}: linked", args.login));
    Ok(())
}

async fn list(database: &Database, args: List) -> Result<(), Failure> {
    let region = region(database, &args.region).await?;
    let listed = store::people::list(&database.db, &region, "", "", LISTED).await?;
    let known: Vec<Known> = listed
        .people
        .into_iter()
        .map(|person| Known {
            login: person.login,
            name: person.name,
            active: person.active,
            roles: person
                .roles
                .into_iter()
                .filter(|role| role.region == region)
                .map(|role| domain::access::Membership {
                    role: role.role,
                    department: role.department,
                })
                .collect(),
        })
        .collect();
    for person in &known {
        let roles = person.roles.iter().map(|role| match &role.department {
            Some(unit) => format!("{} of {unit}", role.role.code()),
            None => role.role.code().to_owned(),
        });
        let roles: Vec<String> = roles.collect();
        let closed = if person.active { "" } else { " (closed)" };
        output::say(format!(
            "{}  {}{closed}  {}",
            person.login,
            person.name,
            roles.join(", ")
        ));
    }
    if args.json {
        output::json(&known)?;
    }
    Ok(())
}

fn tell(added: Added, generated: bool, json: bool) -> Result<(), Failure> {
    let password = generated.then_some(added.password);
    output::say(match &password {
        Some(password) => format!(
            "{}: password {password} (shown this once, to be changed at first sign-in)",
            added.login
        ),
        None => format!("{}: done", added.login),
    });
    if json {
        output::json(&Made {
            id: added.id.to_string(),
            login: added.login,
            password,
        })?;
    }
    Ok(())
}

fn role(code: &str) -> Result<Role, String> {
    Role::from_code(code).ok_or_else(|| "not a role".to_owned())
}

async fn region(database: &Database, code: &str) -> Result<RegionCode, Failure> {
    let region = RegionCode::parse(code).map_err(|error| Failure::usage(format!("--region: {error}")))?;
    match store::intake::region(&database.db, &region).await? {
        Some(region) => Ok(region.code),
        None => Err(store::StoreError::UnknownRegion(code.to_owned()).into()),
    }
}

/// The first line of stdin.
fn password_from_stdin() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin()
        .take(MOST_PASSWORD_BYTES)
        .read_to_string(&mut text)
        .map_err(|error| Failure::usage(format!("the password cannot be read from stdin: {error}")))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Store(error) => error.into(),
            DeskError::Invalid { .. } | DeskError::Password(_) => Self::usage(error.to_string()),
            other => Self::other(other.to_string()),
        }
    }
}
