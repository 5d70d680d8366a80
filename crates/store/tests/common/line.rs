//! A line to the database that breaks where a test wants it to.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use store::Db;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixListener, UnixStream};
use tokio::task::JoinHandle;

/// On which side of a message the line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// The server never gets it.
    Before,
    /// The server gets it and works on it; its answer is lost.
    After,
}

/// Where the line breaks: at the `at`-th message that makes the server do something, counted from 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut {
    pub(crate) at: usize,
    pub(crate) when: When,
}

/// One connection to the database at most, over a line that breaks once and stays broken.
pub(crate) struct Line {
    pub(crate) db: Db,
    state: Arc<State>,
    relay: JoinHandle<()>,
    _socket: TempDir,
}

struct State {
    cut: Cut,
    sent: AtomicUsize,
    broken: AtomicBool,
}

type Reader = Box<dyn AsyncRead + Send + Unpin>;
type Writer = Box<dyn AsyncWrite + Send + Unpin>;

impl Line {
    pub(crate) async fn to(server: &PgConnectOptions, cut: Cut) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let port = server.get_port();
        let socket = directory.path().join(format!(".s.PGSQL.{port}"));
        let listener = UnixListener::bind(socket).expect("a socket");
        let state = Arc::new(State {
            cut,
            sent: AtomicUsize::new(0),
            broken: AtomicBool::new(false),
        });
        let relay = tokio::spawn(serve(listener, server.clone(), Arc::clone(&state)));
        let here = server
            .clone()
            .socket(directory.path())
            .ssl_mode(PgSslMode::Disable);
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(5))
            .connect_lazy_with(here);
        Self {
            db: Db::from_pool(pool),
            state,
            relay,
            _socket: directory,
        }
    }

    /// Gives the line up; says whether it has broken. Nothing of it is at work in the database any more.
    pub(crate) async fn close(self) -> bool {
        self.db.close().await;
        self.relay.await.expect("the line did not panic");
        self.state.broken.load(Ordering::SeqCst)
    }
}

/// Serves one connection; whoever calls again finds nobody.
async fn serve(listener: UnixListener, server: PgConnectOptions, state: Arc<State>) {
    let (client, _) = listener.accept().await.expect("a call");
    drop(listener);
    let (mut from_client, to_client) = client.into_split();
    let (from_server, mut to_server) = connect(&server).await;
    let answers = tokio::spawn(answer(from_server, to_client, Arc::clone(&state)));
    // Until the client or the line is gone.
    let _ = ask(&mut from_client, &mut to_server, &state).await;
    let _ = to_server.shutdown().await;
    // The server ends its side when it has rolled back, or finished what it got.
    answers.await.expect("answers are passed on");
}

/// Passes on what the client says, message by message, until the cut.
async fn ask(
    client: &mut (impl AsyncRead + Unpin),
    server: &mut Writer,
    state: &State,
) -> std::io::Result<()> {
    // The first message has no type: who wants in, and where.
    let mut kind = None;
    loop {
        let length = client.read_u32().await?;
        let mut rest = vec![0; usize::try_from(length).expect("fits").saturating_sub(4)];
        client.read_exact(&mut rest).await?;
        // Query, Execute, Sync.
        let counts = matches!(kind, Some(b'Q' | b'E' | b'S'));
        let cut = counts && state.sent.fetch_add(1, Ordering::SeqCst) + 1 == state.cut.at;
        if cut {
            state.broken.store(true, Ordering::SeqCst);
            if state.cut.when == When::Before {
                return Ok(());
            }
        }
        let mut message: Vec<u8> = kind.into_iter().collect();
        message.extend(length.to_be_bytes());
        message.extend(rest);
        server.write_all(&message).await?;
        server.flush().await?;
        if cut {
            return Ok(());
        }
        kind = Some(client.read_u8().await?);
    }
}

/// Passes on what the server answers; once the line is broken, into the void.
async fn answer(mut server: Reader, mut client: impl AsyncWrite + Unpin, state: Arc<State>) {
    let mut part = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = server.read(&mut part).await {
        if !state.broken.load(Ordering::SeqCst) {
            let _ = client.write_all(&part[..length]).await;
        }
    }
}

async fn connect(server: &PgConnectOptions) -> (Reader, Writer) {
    let (host, port) = (server.get_host(), server.get_port());
    let directory = server
        .get_socket()
        .cloned()
        .or_else(|| host.starts_with('/').then(|| PathBuf::from(host)));
    if let Some(directory) = directory {
        let socket = directory.join(format!(".s.PGSQL.{port}"));
        let (reader, writer) = UnixStream::connect(socket).await.expect("a server").into_split();
        (Box::new(reader), Box::new(writer))
    } else {
        let (reader, writer) = TcpStream::connect((host, port))
            .await
            .expect("a server")
            .into_split();
        (Box::new(reader), Box::new(writer))
    }
}
