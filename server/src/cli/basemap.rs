//! `lianqin basemap`: what the map draws under the grid.

use std::path::{Path, PathBuf};

use basemap::{Cut, Feature, Unreadable, limits};
use chrono::Utc;
use clap::Subcommand;
use domain::RegionCode;
use domain::map::GroundKind;
use serde::Serialize;
use store::StoreError;
use store::basemap::put_ground;
use store::district::known_areas;

use crate::cli::database::Database;
use crate::cli::files::{bytes_of, of_file, on_a_thread};
use crate::cli::{Failure, output};
use crate::config::CommonArgs;
use crate::seeding::ground_tiles;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read the ground from files, in place of what the region has
    Import(ImportArgs),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The files are the whole ground of the region: what was imported before goes. A fault is told with the number of\n\
    its feature, and then nothing is written. Kinds, ranks and limits: docs/map-sources.md."
)]
struct ImportArgs {
    /// GeoJSON with lines and polygons in WGS-84 or CGCS2000; each feature has kind, and name and rank if it likes
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Region whose ground it is
    #[arg(long, value_name = "CODE")]
    region: RegionCode,

    /// Say what is wrong and what would be drawn, write nothing
    #[arg(long)]
    check: bool,

    /// End with the summary as one line of JSON on stdout
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Summary<'a> {
    region: &'a str,
    features: usize,
    /// Features by kind.
    kinds: Vec<(&'static str, usize)>,
    /// Features that lie outside of the region.
    outside: usize,
    tiles: usize,
    /// The smallest ones that are not drawn, of each level from far to near.
    left_out: [usize; basemap::LEVELS.len()],
    written: bool,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let Command::Import(args) = args.command;
    let settings = common.settings()?;
    // Before a database is started for nothing.
    let files = args.files.clone();
    let features = on_a_thread(move || read_all(&files)).await??;
    let database = Database::open(&settings).await?;
    let done = import(&database, &args, features).await;
    database.close().await?;
    done
}

fn read_all(files: &[PathBuf]) -> Result<Vec<Feature>, Failure> {
    let mut features: Vec<Feature> = Vec::new();
    let mut corners = 0;
    for file in files {
        let read = read(file)?;
        corners += read.iter().map(|feature| feature.shape.corners()).sum::<usize>();
        features.extend(read);
        let too_many = if features.len() > limits::FEATURES {
            Some(Unreadable::TooManyFeatures(limits::FEATURES))
        } else if corners > limits::CORNERS {
            Some(Unreadable::TooManyCorners(limits::CORNERS))
        } else {
            None
        };
        if let Some(error) = too_many {
            return Err(Failure::usage(format!(
                "{}: with the files before, {error}",
                file.display()
            )));
        }
    }
    Ok(features)
}

fn read(path: &Path) -> Result<Vec<Feature>, Failure> {
    let failed = |error: String| of_file(path, error);
    let bytes = bytes_of(path, limits::FILE_BYTES)?;
    if bytes.len() > limits::FILE_BYTES {
        return Err(failed(format!(
            "it has more than {} MB",
            limits::FILE_BYTES >> 20
        )));
    }
    basemap::read(&bytes).map_err(|error| {
        if let Unreadable::Faults(faults, more) = &error {
            for fault in faults {
                output::say(format!("error: {fault}"));
            }
            if *more > 0 {
                output::say(format!("and {more} more"));
            }
            return failed(format!("{error}; nothing was written"));
        }
        failed(error.to_string())
    })
}

async fn import(database: &Database, args: &ImportArgs, features: Vec<Feature>) -> Result<(), Failure> {
    let db = &database.db;
    let region = store::intake::region(db, &args.region).await?;
    region.ok_or_else(|| StoreError::UnknownRegion(args.region.to_string()))?;
    let within = extent(database, &args.region).await?;
    let kinds = GroundKind::ALL
        .iter()
        .map(|kind| {
            (
                kind.code(),
                features.iter().filter(|feature| feature.kind == *kind).count(),
            )
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    let count = features.len();
    let cut = on_a_thread(move || basemap::tiles(&features, within)).await?;
    let cut: Cut = cut.map_err(|error| Failure::usage(error.to_string()))?;
    let summary = Summary {
        region: args.region.as_str(),
        features: count,
        kinds,
        outside: cut.outside,
        tiles: cut.tiles.len(),
        left_out: cut.left_out,
        written: !args.check,
    };
    if !args.check {
        put_ground(db, &args.region, &ground_tiles(cut), Utc::now()).await?;
    }
    output::say(words(&summary));
    if args.json {
        output::json(&summary)?;
    }
    Ok(())
}

/// The box around the grid and the outline of a region, where it has any.
async fn extent(database: &Database, region: &RegionCode) -> Result<Option<basemap::Bbox>, Failure> {
    let outline = known_areas(&database.db, region).await?.region;
    let grid = store::district::grid_at(&database.db, region, Utc::now()).await?;
    let corners = outline
        .iter()
        .flatten()
        .chain(grid.cells.iter().flat_map(|cell| &cell.ring));
    Ok(corners.fold(None, |bbox, &(lng, lat)| {
        let [west, south, east, north] = bbox.unwrap_or([lng, lat, lng, lat]);
        Some([west.min(lng), south.min(lat), east.max(lng), north.max(lat)])
    }))
}

fn words(summary: &Summary<'_>) -> String {
    let kinds: Vec<String> = summary
        .kinds
        .iter()
        .map(|(kind, count)| format!("{kind} {count}"))
        .collect();
    let [far, ..] = summary.left_out;
    let check = if summary.written {
        ""
    } else {
        "check, nothing written: "
    };
    let mut said = format!("{check}{} features ({})", summary.features, kinds.join(", "));
    if summary.outside > 0 {
        said += &format!("; {} lie outside of the region", summary.outside);
    }
    if far > 0 {
        said += &format!("; the {far} smallest are seen from near only");
    }
    if summary.left_out[1..].iter().any(|count| *count > 0) {
        said += "; where they lie too densely, the smallest are left out";
    }
    said
}
