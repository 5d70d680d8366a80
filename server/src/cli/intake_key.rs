//! `lianqin intake-key`: keys with which systems push their records.

use clap::Subcommand;
use desk::{Desk, DeskError};
use domain::RegionCode;
use intake::Mapping;
use serde::Serialize;
use uuid::Uuid;

use crate::cli::database::Database;
use crate::cli::{Failure, output};
use crate::config::CommonArgs;
use crate::import::quarantine::stored;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a key; it is shown once, as one line of JSON
    Add {
        /// Region it pushes into
        #[arg(long, value_name = "CODE")]
        region: RegionCode,
        /// A shipped mapping by name, or one's own as path.toml; it says in [system] which system it is
        #[arg(long, value_name = "NAME|FILE")]
        mapping: String,
    },
    /// Take a key back
    Revoke {
        #[arg(long, value_name = "CODE")]
        region: RegionCode,
        /// Its id, as `list` says it
        id: Uuid,
    },
    /// List the keys of a region as JSON lines; the keys themselves are not known any more
    List {
        #[arg(long, value_name = "CODE")]
        region: RegionCode,
    },
}

#[derive(Debug, Serialize)]
struct Shown<'a> {
    id: Uuid,
    region: &'a str,
    system: &'a str,
    key: String,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let mapping = match &args.command {
        Command::Add { mapping, .. } => Some(Mapping::load(mapping)?),
        _ => None,
    };
    let database = Database::open(&common.settings()?).await?;
    let done = act(&Desk::new(database.db.clone()), &database, args.command, mapping).await;
    database.close().await?;
    done
}

async fn act(
    desk: &Desk,
    database: &Database,
    command: Command,
    mapping: Option<Mapping>,
) -> Result<(), Failure> {
    match (command, mapping) {
        (Command::Add { region, .. }, Some(mapping)) => {
            let Some(system) = mapping.system() else {
                let name = mapping.name();
                return Err(Failure::usage(format!(
                    "the mapping {name} does not say in [system] which system it is for"
                )));
            };
            if store::intake::region(&database.db, &region).await?.is_none() {
                return Err(store::StoreError::UnknownRegion(region.to_string()).into());
            }
            let added = desk
                .add_intake_key(&region, &system.code, &stored(&mapping))
                .await;
            let added = added.map_err(failed)?;
            output::json(&Shown {
                id: added.id,
                region: region.as_str(),
                system: &system.code,
                key: added.secret,
            })
        }
        (Command::Revoke { region, id }, _) => desk.revoke_intake_key(&region, id).await.map_err(failed),
        (Command::List { region }, _) => {
            for key in desk.intake_keys(&region).await.map_err(failed)? {
                output::json(&key)?;
            }
            Ok(())
        }
        (Command::Add { .. }, None) => Err(Failure::usage("name a mapping")),
    }
}

fn failed(error: DeskError) -> Failure {
    match error {
        DeskError::NotFound => Failure::usage("the region has no such key that holds"),
        DeskError::Store(error) => error.into(),
        other => Failure::other(other.to_string()),
    }
}
