use std::path::PathBuf;

use chrono::Utc;
use desk::DeskError;
use desk::drawing::assign_list;
use domain::RegionCode;
use serde_json::json;
use store::StoreError;
use store::policy::By;

use crate::cli::database::Database;
use crate::cli::files::{bytes_of, of_file};
use crate::cli::{Failure, output};
use crate::config::CommonArgs;

/// Bytes of a list: five thousand lines are a quarter of it.
const LIST_BYTES: usize = 1 << 20;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "One a line: code,login,duty (worker or leader),from,to, such as 331003001001001,wang,worker,2027-01-01, with nothing\n\
    behind the last comma for no end. All of it or nothing: what is wrong is told with its line."
)]
pub(crate) struct Args {
    /// The list, in UTF-8
    file: PathBuf,

    /// Region whose grid it is
    #[arg(long, value_name = "CODE")]
    region: RegionCode,

    /// End with the summary as one line of JSON on stdout
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let settings = common.settings()?;
    // Before a database is started for nothing.
    let bytes = bytes_of(&args.file, LIST_BYTES)?;
    if bytes.len() > LIST_BYTES {
        return Err(of_file(&args.file, "it has more than 1 MB"));
    }
    let list = String::from_utf8(bytes).map_err(|error| of_file(&args.file, error))?;
    let database = Database::open(&settings).await?;
    let done = import(&database, &args, &list).await;
    database.close().await?;
    done
}

async fn import(database: &Database, args: &Args, list: &str) -> Result<(), Failure> {
    let db = &database.db;
    let region = store::intake::region(db, &args.region).await?;
    let region = region.ok_or_else(|| StoreError::UnknownRegion(args.region.to_string()))?;
    let by = By {
        region: &args.region,
        person: "command",
        now: Utc::now(),
    };
    let assigned = assign_list(db, by, region.zone, list)
        .await
        .map_err(|error| match error {
            DeskError::Store(error) => error.into(),
            wrong => of_file(&args.file, wrong),
        })?;
    output::say(format!("assigned: {assigned}"));
    if args.json {
        output::json(&json!({ "region": args.region, "assigned": assigned }))?;
    }
    Ok(())
}
