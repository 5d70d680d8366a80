//! The door: accepts connections until it is told to close, and then first those already waiting.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::pin::pin;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::shutdown::{LINGER, PATIENCE, Shutdown};

/// Serves `router` until `shutdown`; see there for how it ends.
pub(crate) async fn serve(
    listener: TcpListener,
    addr: SocketAddr,
    router: Router,
    shutdown: &Shutdown,
) -> std::io::Result<()> {
    let left = CancellationToken::new();
    let door = Door {
        listener: Some(listener),
        addr,
        waiting: VecDeque::new(),
        closing: shutdown.closing(),
        left: left.clone(),
    };
    let service = router.into_make_service_with_connect_info::<Peer>();
    let server = axum::serve(door, service).with_graceful_shutdown(left.cancelled_owned());
    let mut server = pin!(server.into_future());
    tokio::select! {
        result = &mut server => result,
        () = async {
            shutdown.closing().cancelled().await;
            tokio::time::sleep(PATIENCE).await;
        } => {
            tracing::warn!("some requests took more than {} s to finish and were cut off", PATIENCE.as_secs());
            Ok(())
        }
    }
}

/// Who is at the other end of a connection: whoever asks, or a proxy of ours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Self(*stream.remote_addr())
    }
}

struct Door {
    /// `None` once closed.
    listener: Option<TcpListener>,
    addr: SocketAddr,
    /// Who was in the backlog when the door closed.
    waiting: VecDeque<TcpStream>,
    closing: CancellationToken,
    /// Cancelled when everybody has been let in and had time to ask: then idle connections may be closed.
    left: CancellationToken,
}

impl Listener for Door {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        if let Some(listener) = &mut self.listener {
            tokio::select! {
                (stream, peer) = Listener::accept(listener) => return (without_delay(stream), peer),
                () = self.closing.cancelled() => self.close(),
            }
        }
        if let Some(stream) = self.waiting.pop_front() {
            return (without_delay(stream), self.addr);
        }
        // A connection just let in has not asked yet; the server would take it for an idle one.
        tokio::time::sleep(LINGER).await;
        self.left.cancel();
        std::future::pending().await
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.addr)
    }
}

impl Door {
    /// Takes in the backlog and closes behind it. The system resets connections that are made but not
    /// accepted when a listener closes, so nothing may come between the last accept and the closing.
    fn close(&mut self) {
        let Some(Ok(listener)) = self.listener.take().map(TcpListener::into_std) else {
            return;
        };
        while let Ok((stream, _)) = listener.accept() {
            let stream = stream
                .set_nonblocking(true)
                .and_then(|()| TcpStream::from_std(stream));
            self.waiting.extend(stream);
        }
    }
}

/// Small answers and live messages must not wait for a full packet.
fn without_delay(stream: TcpStream) -> TcpStream {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY");
    }
    stream
}
