//! `lianqin migrate`.

use crate::cli::database::Database;
use crate::cli::{Failure, output};
use crate::config::CommonArgs;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Report as one line of JSON on stdout
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let database = Database::open(&common.settings()?).await?;
    let report = database.migrated.clone();
    database.close().await?;
    if args.json {
        output::json(&report)?;
    }
    output::say(match report.applied {
        0 => format!("the schema is up to date (version {})", report.version),
        applied => format!(
            "{applied} migrations applied, the schema is at version {}",
            report.version
        ),
    });
    Ok(())
}
