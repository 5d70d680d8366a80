//! `lianqin serve`.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::Utc;
use domain::RegionCode;
use serde::Serialize;
use store::Db;
use tokio::net::TcpListener;

use crate::bases::MapSources;
use crate::cli::database::{Database, make_data_dir};
use crate::cli::lock::ServerLock;
use crate::cli::{Failure, output};
use crate::config::{CommonArgs, DeliveryWish, ServeArgs, ServeSettings, Settings};
use crate::delivery::Courier;
use crate::seeding::end_of_demo;
use crate::serving::{Server, ServerOptions};
use crate::shutdown::{self, Shutdown};
use crate::site::Site;
use crate::staff::StaffOptions;

/// For jobs; the public side has its own.
const OWNER_CONNECTIONS: u32 = 8;
/// Where the synthetic district lives, and the default of a database without any region.
pub(crate) const DEMO_REGION: &str = "999001";

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    serve: ServeArgs,
    /// Say as one line of JSON on stdout where it listens
    #[arg(long)]
    json: bool,
}

/// What `--json` says once requests are answered.
#[derive(Debug, Serialize)]
pub(crate) struct Ready {
    pub(crate) url: String,
    pub(crate) region: String,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let (settings, serve) = common.serve_settings(&args.serve)?;
    let opening = Opening::prepare(&settings, &serve).await?;
    let database = Database::open_with(&settings, OWNER_CONNECTIONS).await?;
    let region = match serve.region {
        Some(region) => region,
        None => first_region(&database.db).await?,
    };
    let stop = Shutdown::new();
    shutdown::on_signal(stop.clone())
        .await
        .map_err(|error| Failure::other(format!("signals: {error}")))?;
    end_of_demo(&database.db, Utc::now()).await?;
    let (server, _lock) = opening
        .start(&database, region.clone(), serve.staff, stop)
        .await?;
    let ready = Ready {
        url: url(server.addr()),
        region: region.to_string(),
    };
    output::say(format!(
        "serving {} on {} (Ctrl-C stops)",
        ready.region, ready.url
    ));
    if args.json {
        output::json(&ready)?;
    }
    server
        .finished()
        .await
        .map_err(|error| Failure::other(format!("the server ended: {error}")))?;
    database.close().await
}

/// Everything that can be refused before a database is started.
pub(crate) struct Opening {
    site: Arc<Site>,
    lock: ServerLock,
    listener: TcpListener,
    addr: SocketAddr,
    data_dir: PathBuf,
    delivery: DeliveryWish,
    map: MapSources,
}

impl Opening {
    pub(crate) async fn prepare(settings: &Settings, serve: &ServeSettings) -> Result<Self, Failure> {
        let site = Arc::new(Site::load(&serve.site_root)?);
        let map = MapSources::open(serve.map.clone())
            .await
            .map_err(Failure::usage)?;
        make_data_dir(&settings.data_dir)?;
        let lock = ServerLock::take(&settings.data_dir)?;
        let listener = bind(&serve.addr).await?;
        let addr = listener
            .local_addr()
            .map_err(|error| Failure::other(format!("{}: {error}", serve.addr)))?;
        Ok(Self {
            site,
            lock,
            listener,
            addr,
            data_dir: settings.data_dir.clone(),
            delivery: serve.delivery.clone(),
            map,
        })
    }

    /// The lock is to be held as long as the server runs.
    pub(crate) async fn start(
        self,
        database: &Database,
        region: RegionCode,
        staff: StaffOptions,
        shutdown: Shutdown,
    ) -> Result<(Server, ServerLock), Failure> {
        let delivery = self.delivery.at(url(self.addr));
        let courier = Courier::new(database.db.clone(), delivery)
            .map_err(|error| Failure::other(format!("notices cannot be delivered: {error}")))?;
        let options = ServerOptions {
            listener: self.listener,
            addr: self.addr,
            db: database.db.clone(),
            public_url: database.public_url().await?,
            site: self.site,
            region,
            courier,
            cluster: database.cluster(),
            staff,
            data_dir: self.data_dir,
            map: self.map,
        };
        Ok((Server::start(options, shutdown).await?, self.lock))
    }
}

/// The address as a browser wants it.
pub(crate) fn url(addr: SocketAddr) -> String {
    format!("http://{addr}")
}

async fn bind(addr: &str) -> Result<TcpListener, Failure> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::AddrInUse => Failure::other(format!(
            "{addr} is taken by another program: stop that one, or choose another port with --addr"
        )),
        ErrorKind::PermissionDenied => Failure::other(format!(
            "{addr} may not be opened by this user: choose a port above 1023 with --addr"
        )),
        ErrorKind::InvalidInput => {
            Failure::usage(format!("--addr {addr}: {error}; it looks like 127.0.0.1:3000"))
        }
        _ => Failure::other(format!(
            "cannot listen on {addr}: {error}; choose another with --addr"
        )),
    };
    TcpListener::bind(addr).await.map_err(failed)
}

/// The region of pages that name none: the first real one, else the synthetic district.
async fn first_region(db: &Db) -> Result<RegionCode, Failure> {
    let regions = store::intake::regions(db).await?;
    let first = regions
        .iter()
        .find(|region| !region.synthetic)
        .or(regions.first());
    match first {
        Some(region) => Ok(region.code.clone()),
        None => RegionCode::parse(DEMO_REGION).map_err(|error| Failure::other(error.to_string())),
    }
}
