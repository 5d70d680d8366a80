//! `lianqin pseudonyms`: the key under which persons are known.

use chrono::Utc;
use clap::Subcommand;
use desk::Pseudonyms;

use crate::cli::database::{Database, make_data_dir};
use crate::cli::{Failure, output};
use crate::config::CommonArgs;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new key and rename everybody, in one transaction; who was the same person stays the same
    Rotate,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let Command::Rotate = args.command;
    let settings = common.settings()?;
    make_data_dir(&settings.data_dir)?;
    let database = Database::open(&settings).await?;
    let persons = Pseudonyms::new(database.db.clone(), &settings.data_dir);
    let renamed = persons.rotate(Utc::now()).await;
    database.close().await?;
    let renamed = renamed.map_err(|error| Failure::other(error.to_string()))?;
    let mut words = format!(
        "{} persons have a new pseudonym, in {} cases",
        renamed.persons, renamed.cases
    );
    if renamed.forgotten > 0 {
        words += &format!(
            "\n{} cases name nobody any more: it was not kept whom their pseudonym stood for",
            renamed.forgotten
        );
    }
    output::say(words);
    Ok(())
}
