//! A running server: the door, the answers, the jobs.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use cluster::Cluster;
use desk::{Attachments, Desk};
use domain::RegionCode;
use portal::{Portal, PortalError};
use store::{Db, PublicDb};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::attempts::Attempts;
use crate::bases::MapSources;
use crate::delivery::Courier;
use crate::jobs;
use crate::listen;
use crate::lists::Importer;
use crate::push::Receiver;
use crate::router::router;
use crate::shutdown::Shutdown;
use crate::site::Site;
use crate::staff::{Providers, StaffOptions, StaffState};
use crate::state::PublicState;

/// The public side reads little: pictures answer most questions.
const PUBLIC_CONNECTIONS: u32 = 8;

/// What a server needs.
#[derive(Debug)]
pub struct ServerOptions {
    /// Where to listen; bound already, so that a taken port is known before anything else starts.
    pub listener: TcpListener,
    /// Address of `listener`.
    pub addr: SocketAddr,
    /// For jobs and the staff side; no public handler gets it.
    pub db: Db,
    /// Where the public role logs in; see [`store::bootstrap_roles`].
    pub public_url: String,
    /// The built site.
    pub site: Arc<Site>,
    /// Region of pages that name none.
    pub region: RegionCode,
    /// Sends notices out of the house.
    pub courier: Courier,
    /// The private Postgres, to be kept alive; `None` if it is not ours.
    pub cluster: Option<Arc<Cluster>>,
    /// Where files of cases and the key of pseudonyms are kept; nothing there is served by its name.
    pub data_dir: PathBuf,
    /// What the staff side is told.
    pub staff: StaffOptions,
    /// What maps may lie on.
    pub map: MapSources,
}

/// Answers requests until it is told to stop.
#[derive(Debug)]
pub struct Server {
    addr: SocketAddr,
    shutdown: Shutdown,
    http: JoinHandle<std::io::Result<()>>,
    jobs: JoinSet<()>,
    jobs_stop: CancellationToken,
    public_db: PublicDb,
}

impl Server {
    /// Loads the picture and starts to answer. Connections made meanwhile wait in the backlog.
    pub async fn start(options: ServerOptions, shutdown: Shutdown) -> Result<Self, PortalError> {
        let public_db = PublicDb::connect(&options.public_url, PUBLIC_CONNECTIONS).await?;
        let portal = Portal::open(
            public_db.clone(),
            options.region,
            options.data_dir.join("pictures"),
        )
        .await?;
        let desk = Desk::new(options.db.clone());
        let attachments = Attachments::new(desk.clone(), options.data_dir.join("attachments"));
        let importer = Importer::new(
            desk.clone(),
            options.db.clone(),
            options.data_dir.clone(),
            options.staff.lists,
        );
        let receiver = Receiver::new(desk.clone(), options.db.clone(), options.data_dir);
        let staff = StaffState {
            desk: desk.clone(),
            shutdown: shutdown.clone(),
            attachments: attachments.clone(),
            receiver: receiver.clone(),
            importer: importer.clone(),
            portal: Arc::clone(&portal),
            site: Arc::clone(&options.site),
            bases: Arc::clone(&options.map.bases),
            providers: Arc::new(Providers::new(&options.staff.oidc)),
            by_token: options
                .staff
                .token_requests
                .map(|each| Arc::new(Attempts::of(each))),
            options: Arc::new(options.staff),
        };
        let state = PublicState::new(Arc::clone(&portal), options.site, options.map, shutdown.clone());

        let jobs_stop = CancellationToken::new();
        let mut jobs = JoinSet::new();
        let db = options.db;
        jobs.spawn(jobs::publisher::run(db.clone(), jobs_stop.clone()));
        jobs.spawn(jobs::sweep::run(db.clone(), jobs_stop.clone()));
        jobs.spawn(jobs::recount::run(db.clone(), jobs_stop.clone()));
        jobs.spawn(jobs::report::run(
            db.clone(),
            Arc::clone(&portal),
            jobs_stop.clone(),
        ));
        jobs.spawn(jobs::delivery::run(db, options.courier, jobs_stop.clone()));
        jobs.spawn(jobs::sweeper::run(
            desk.clone(),
            attachments,
            importer.lists().clone(),
            jobs_stop.clone(),
        ));
        jobs.spawn(importer.until(jobs_stop.clone()));
        jobs.spawn(desk.follow_notices(jobs_stop.clone().cancelled_owned()));
        jobs.spawn(portal.run(jobs_stop.clone().cancelled_owned()));
        if let Some(cluster) = options.cluster {
            jobs.spawn(jobs::watchdog::run(cluster, jobs_stop.clone()));
        }

        let (listener, addr, stop) = (options.listener, options.addr, shutdown.clone());
        let http = tokio::spawn(async move {
            listen::serve(listener, addr, router(state, staff, receiver), &stop).await
        });
        Ok(Self {
            addr,
            shutdown,
            http,
            jobs,
            jobs_stop,
            public_db,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Waits until it has been told to stop and has stopped: requests first, then jobs.
    pub async fn finished(mut self) -> std::io::Result<()> {
        let ended = (&mut self.http).await;
        self.jobs_stop.cancel();
        while self.jobs.join_next().await.is_some() {}
        self.public_db.close().await;
        ended.map_err(std::io::Error::other)?
    }

    /// Tells it to stop, and waits for that.
    pub async fn stop(self) -> std::io::Result<()> {
        self.shutdown.begin().await;
        self.finished().await
    }
}
