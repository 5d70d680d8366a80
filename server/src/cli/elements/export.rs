use std::io::Write;
use std::path::PathBuf;

use domain::{ElementKindCode, RegionCode};
use serde_json::json;
use store::StoreError;
use store::elements::{every, kinds};

use crate::cli::database::Database;
use crate::cli::{Failure, output};
use crate::config::CommonArgs;
use crate::elements::{Format, write};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Region to export
    #[arg(long, value_name = "CODE")]
    region: RegionCode,

    /// Only elements of this kind; may be repeated
    #[arg(long, value_name = "CODE")]
    kind: Vec<ElementKindCode>,

    /// What the file is
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,

    /// Leave out what is out of use
    #[arg(long)]
    in_use: bool,

    /// Where to [default: stdout]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// End with a summary as one line of JSON on stdout; needs --out
    #[arg(long, requires = "out")]
    json: bool,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let database = Database::open(&common.settings()?).await?;
    let found = found(&database, &args).await;
    database.close().await?;
    let elements = found?;
    let bytes = write(&elements, args.format).map_err(|error| Failure::other(error.to_string()))?;
    match &args.out {
        Some(path) => std::fs::write(path, bytes)
            .map_err(|error| Failure::other(format!("{}: {error}", path.display())))?,
        None => {
            let mut stdout = std::io::stdout().lock();
            let written = stdout.write_all(&bytes).and_then(|()| stdout.flush());
            if let Err(error) = written
                && error.kind() != std::io::ErrorKind::BrokenPipe
            {
                return Err(Failure::other(format!("stdout: {error}")));
            }
        }
    }
    output::say(format!("exported {} elements of {}", elements.len(), args.region));
    if args.json {
        output::json(&json!({ "region": args.region, "elements": elements.len(), "file": args.out }))?;
    }
    Ok(())
}

async fn found(database: &Database, args: &Args) -> Result<Vec<domain::element::ElementDraft>, Failure> {
    let db = &database.db;
    let region = store::intake::region(db, &args.region).await?;
    region.ok_or_else(|| StoreError::UnknownRegion(args.region.to_string()))?;
    let known = kinds(db, &args.region).await?;
    if let Some(unknown) = args
        .kind
        .iter()
        .find(|code| !known.iter().any(|kind| kind.code == **code))
    {
        return Err(Failure::usage(format!(
            "--kind: there is no kind {unknown} in this region"
        )));
    }
    let asked: Vec<&ElementKindCode> = known
        .iter()
        .map(|kind| &kind.code)
        .filter(|code| args.kind.is_empty() || args.kind.contains(code))
        .collect();
    let mut elements = every(db, &args.region, &asked).await?;
    elements.retain(|element| !(args.in_use && element.retired));
    Ok(elements)
}
