//! `lianqin watch`: takes the lists that appear in a directory. For networks from which files come one way only.
//!
//! A file is taken once it has stopped growing, and moved away afterwards, with its summary and its rejected rows
//! beside it. If the program ends in between, the file is taken again, which changes nothing.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use domain::RegionCode;
use intake::Mapping;

use crate::cli::database::Database;
use crate::cli::{Failure, output};
use crate::config::CommonArgs;
use crate::import::{Import, ImportError, Outcome};

const DONE: &str = "done";
const FAILED: &str = "failed";
/// Rejected rows of the file that is being taken. Hidden files are never taken themselves.
const REJECTS: &str = ".rejects.csv";

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Files go to DIR/done or DIR/failed, with NAME.summary.json or NAME.error.txt and, where rows were\n\
    rejected, NAME.rejects.csv. Names that begin with a dot are left alone: write a file under such a name and\n\
    rename it, and it is never seen half."
)]
pub(crate) struct Args {
    /// The directory
    dir: PathBuf,

    /// Region to import into
    #[arg(long, value_name = "CODE")]
    region: RegionCode,

    /// A shipped mapping by name, or one's own as path.toml
    #[arg(long, value_name = "NAME|FILE")]
    mapping: String,

    /// Seconds between looks; a file that is the same at two of them has stopped growing
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    every: u64,

    /// Take what is there and end
    #[arg(long)]
    once: bool,
}

/// What tells that a file has not changed.
type Look = (u64, Option<SystemTime>);

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let settings = common.settings()?;
    let mapping = Mapping::load(&args.mapping)?;
    for place in [DONE, FAILED] {
        let place = args.dir.join(place);
        std::fs::create_dir_all(&place).map_err(|error| unusable(&place, &error))?;
    }
    let database = Database::open(&settings).await?;
    let watched = watch(&args, &mapping, &settings.data_dir, &database).await;
    database.close().await?;
    watched
}

async fn watch(args: &Args, mapping: &Mapping, data_dir: &Path, database: &Database) -> Result<(), Failure> {
    let mut before = looked(&args.dir)?;
    loop {
        tokio::time::sleep(Duration::from_secs(args.every)).await;
        let now = looked(&args.dir)?;
        let mut settled: Vec<&PathBuf> = now
            .iter()
            .filter(|(path, look)| before.get(*path) == Some(look))
            .map(|(path, _)| path)
            .collect();
        settled.sort();
        for file in settled {
            let import = Import {
                region: args.region.clone(),
                mapping: mapping.clone(),
                file: file.clone(),
                rejects: args.dir.join(REJECTS),
                data_dir: data_dir.to_owned(),
                dry_run: false,
            };
            take(args, &import, database).await?;
        }
        if args.once {
            return Ok(());
        }
        before = now;
    }
}

/// Takes one file and moves it away. A database that does not answer ends the watch; the file stays.
async fn take(args: &Args, import: &Import, database: &Database) -> Result<(), Failure> {
    remove(&import.rejects)?;
    let (place, suffix, told) = match import.run(&database.db, |_, _, _| {}).await {
        Ok(Outcome {
            mut summary,
            failure: None,
        }) => {
            // It moves with the file.
            summary.rejects_file = None;
            let told = serde_json::to_string(&summary).map_err(|error| Failure::other(error.to_string()))?;
            (DONE, "summary.json", told)
        }
        Ok(Outcome {
            failure: Some(reason),
            ..
        }) => (
            FAILED,
            "error.txt",
            format!("{reason}; what came before it was imported"),
        ),
        Err(ImportError::Intake(error)) => (FAILED, "error.txt", error.to_string()),
        Err(error) => return Err(error.into()),
    };
    let name = import.file.file_name().unwrap_or_default().to_string_lossy();
    let target = free(&args.dir.join(place), &name);
    let beside = |suffix: &str| {
        let mut path = target.clone().into_os_string();
        path.push(".");
        path.push(suffix);
        PathBuf::from(path)
    };
    let path = beside(suffix);
    std::fs::write(&path, format!("{told}\n")).map_err(|error| unusable(&path, &error))?;
    match std::fs::rename(&import.rejects, beside("rejects.csv")) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(unusable(&import.rejects, &error)),
        _ => {}
    }
    std::fs::rename(&import.file, &target).map_err(|error| unusable(&target, &error))?;
    output::say(format!("{place}/{name}: {told}"));
    Ok(())
}

/// Every file in the directory that may be taken.
fn looked(dir: &Path) -> Result<HashMap<PathBuf, Look>, Failure> {
    let failed = |error: std::io::Error| unusable(dir, &error);
    let mut files = HashMap::new();
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        // It may be gone by now.
        let Ok(meta) = entry.metadata() else { continue };
        if meta.is_file() && !is_hidden {
            files.insert(entry.path(), (meta.len(), meta.modified().ok()));
        }
    }
    Ok(files)
}

/// A name in a directory that nothing there has.
fn free(dir: &Path, name: &str) -> PathBuf {
    let numbered = (2..).map(|number| format!("{number}.{name}"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .map(|name| dir.join(name))
        .find(|path| !path.exists())
        .unwrap_or_else(|| dir.join(name))
}

fn remove(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unusable(path, &error)),
        _ => Ok(()),
    }
}

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("{}: {error}", path.display()))
}
