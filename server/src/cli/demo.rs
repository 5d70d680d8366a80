//! `lianqin demo`: a whole district, alive, in one command.

use std::net::SocketAddr;
use std::time::Duration;

use chrono::Utc;
use domain::RegionCode;
use synthetic::INITIAL_PASSWORD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::cli::database::Database;
use crate::cli::seed::bar;
use crate::cli::serve::{DEMO_REGION, Opening, Ready, url};
use crate::cli::{Failure, output};
use crate::config::{CommonArgs, ServeArgs};
use crate::jobs::simulator::{self, Liveliness};
use crate::seeding::{Seeding, demo_accounts, district, put_people};
use crate::shutdown::{self, Shutdown};
use crate::staff::StaffOptions;

/// Connections for jobs and the simulator.
const OWNER_CONNECTIONS: u32 = 10;
/// What the district has behind it when it is first seen.
const DAYS: u32 = 90;
const SEED: u64 = 1;
/// How long the first answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    serve: ServeArgs,
    /// How many incidents of the last 90 days the district begins with
    #[arg(long, default_value_t = 30_000, value_name = "N")]
    incidents: u64,
    /// Milliseconds between two things that happen, about; 0 = nothing happens
    #[arg(long, default_value_t = 1_000, value_name = "MS")]
    pace: u64,
    /// Stop after the first good answer of the home page
    #[arg(long)]
    exit_when_ready: bool,
    /// Say as one line of JSON on stdout where it listens
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let (settings, serve) = common.serve_settings(&args.serve)?;
    let opening = Opening::prepare(&settings, &serve).await?;
    let database = Database::open_with(&settings, OWNER_CONNECTIONS).await?;
    let demo = RegionCode::parse(DEMO_REGION).map_err(|error| Failure::other(error.to_string()))?;

    let stop = Shutdown::new();
    shutdown::on_signal(stop.clone())
        .await
        .map_err(|error| Failure::other(format!("signals: {error}")))?;
    tokio::select! {
        filled = fill(&database, &demo, args.incidents) => filled?,
        // What is stored stays; the next start goes on from there.
        () = stop.draining().cancelled_owned() => return database.close().await,
    }
    put_people(&database.db, &demo, &district(&demo), false, Utc::now()).await?;
    let region = serve.region.unwrap_or_else(|| demo.clone());
    let staff = StaffOptions {
        demo: Some(demo_accounts(&demo)),
        ..serve.staff
    };
    let (server, _lock) = opening
        .start(&database, region.clone(), staff, stop.clone())
        .await?;
    let addr = server.addr();
    let pace = Duration::from_millis(args.pace);
    let simulator = (args.pace > 0).then(|| {
        let (db, stop) = (database.db.clone(), stop.closing());
        tokio::spawn(simulator::run(db, demo, Liveliness { pace }, stop))
    });

    first_good_answer(addr).await?;
    let base = url(addr);
    output::say(format!(
        "就绪 ready: {base}/ (中文)  {base}/en (English)\n  地图 map {base}/map  晾晒台 board {base}/board  \
         接口 API {base}/api/v1/openapi.json\n  \
         工作台 workbench {base}/desk: police, dispatcher, admin … 密码 password {INITIAL_PASSWORD}\n  Ctrl-C 停止 stops"
    ));
    if args.json {
        output::json(&Ready {
            url: base,
            region: region.to_string(),
        })?;
    }
    if args.exit_when_ready {
        stop.begin().await;
    }
    server
        .finished()
        .await
        .map_err(|error| Failure::other(format!("the server ended: {error}")))?;
    if let Some(simulator) = simulator
        && let Err(error) = simulator.await
    {
        tracing::error!(%error, "the simulator ended");
    }
    database.close().await
}

/// Gives the demo region its district and its past, unless it has one already.
async fn fill(database: &Database, region: &RegionCode, incidents: u64) -> Result<(), Failure> {
    let seeding = Seeding {
        region: region.clone(),
        incidents,
        days: DAYS,
        seed: SEED,
    };
    let now = Utc::now();
    if !seeding.fits(&database.db, now).await? {
        return Ok(());
    }
    let bar = bar();
    let seeded = seeding
        .run(&database.db, now, |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })
        .await;
    bar.finish_and_clear();
    let seeded = seeded?;
    if seeded.new > 0 {
        output::say(format!("{} made-up cases ({:.1} s)", seeded.new, seeded.seconds));
    }
    Ok(())
}

/// Asks for the home page until it is answered with 200.
async fn first_good_answer(addr: SocketAddr) -> Result<(), Failure> {
    let asking = async {
        loop {
            match status_of_home(addr).await {
                Ok(200) => return,
                answer => tracing::debug!(?answer, "not ready"),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.map_err(|_| {
        Failure::other(format!(
            "the home page did not answer within {} s",
            PATIENCE.as_secs()
        ))
    })
}

async fn status_of_home(addr: SocketAddr) -> std::io::Result<u16> {
    let mut addr = addr;
    if addr.ip().is_unspecified() {
        addr.set_ip(match addr {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    let mut connection = TcpStream::connect(addr).await?;
    connection
        .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .await?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await?;
    let line = answer.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let status = std::str::from_utf8(line)
        .ok()
        .and_then(|line| line.split(' ').nth(1)?.parse().ok());
    status.ok_or_else(|| std::io::ErrorKind::InvalidData.into())
}
