//! Many connections that follow `/live`, watched by one thread.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    os::fd::OwnedFd,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle, sleep},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use rustix::{
    buffer::spare_capacity,
    event::{Timespec, epoll},
    io::Errno,
};

use super::versions::Versions;

/// How long a reader may wait for its first event, and all of them for one.
const PATIENCE: Duration = Duration::from_secs(30);
/// How soon the watching thread sees that it is to stop.
const GLANCE: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 100_000_000,
};
/// Connections looked at between two waits.
const AT_ONCE: usize = 1_024;
const BUFFER: usize = 64 * 1024;

/// Readers that are open until dropped.
pub(super) struct Readers {
    count: usize,
    shared: Arc<Shared>,
    watching: Option<JoinHandle<Result<()>>>,
}

#[derive(Default)]
struct Shared {
    stopping: AtomicBool,
    /// Whether what is heard is kept.
    noting: AtomicBool,
    lost: AtomicUsize,
    heard: Mutex<Vec<Heard>>,
}

/// A reader has been told a version.
#[derive(Debug, Clone, Copy)]
struct Heard {
    reader: usize,
    version: u64,
    at: Instant,
}

struct Reader {
    stream: TcpStream,
    versions: Versions,
}

impl Readers {
    /// Opens them one after another; each has been told where the data stands.
    pub(super) fn open(port: u16, region: &str, count: u32) -> Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let mut readers = Vec::new();
        for number in 0..u64::from(count) {
            let reader = Reader::open(port, region).with_context(|| format!("reader {}", number + 1))?;
            epoll::add(
                &epoll,
                &reader.stream,
                epoll::EventData::new_u64(number),
                epoll::EventFlags::IN,
            )?;
            readers.push(reader);
        }
        let count = readers.len();
        let shared = Arc::new(Shared::default());
        let watched = Arc::clone(&shared);
        let watching = thread::spawn(move || watch(readers, &epoll, &watched));
        Ok(Self {
            count,
            shared,
            watching: Some(watching),
        })
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// How many the server has cut off.
    pub(super) fn lost(&self) -> usize {
        self.shared.lost.load(Ordering::Relaxed)
    }

    /// Keeps what is heard from now on.
    pub(super) fn note(&self) {
        self.shared.heard().clear();
        self.shared.noting.store(true, Ordering::Relaxed);
    }

    /// Waits until all have heard of `version`, and keeps nothing more: milliseconds after `since`, of each.
    pub(super) fn heard(&self, version: u64, since: Instant) -> Result<Vec<f64>> {
        let started = Instant::now();
        loop {
            let waits = waits(&self.shared.heard(), self.count, version, since);
            if waits.len() == self.count {
                self.shared.noting.store(false, Ordering::Relaxed);
                return Ok(waits);
            }
            let (heard, count, lost) = (waits.len(), self.count, self.lost());
            ensure!(lost == 0, "{lost} of {count} readers were cut off");
            if started.elapsed() > PATIENCE {
                bail!(
                    "only {heard} of {count} readers have heard of version {version} in {} s",
                    PATIENCE.as_secs()
                );
            }
            sleep(Duration::from_millis(50));
        }
    }

    /// Closes them all, and says whether they were watched to the end.
    pub(super) fn close(mut self) -> Result<()> {
        self.shared.stopping.store(true, Ordering::Relaxed);
        match self.watching.take().map(JoinHandle::join) {
            Some(Ok(watched)) => watched,
            Some(Err(_)) => bail!("the thread that watches the readers has panicked"),
            None => Ok(()),
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::Relaxed);
        if let Some(watching) = self.watching.take() {
            let _ = watching.join();
        }
    }
}

impl Shared {
    fn heard(&self) -> MutexGuard<'_, Vec<Heard>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader {
    /// Asks as a browser does, and reads as far as the first event.
    fn open(port: u16, region: &str) -> Result<Self> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let request = format!(
            "GET /live?region={region} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\
             Cache-Control: no-cache\r\n\r\n"
        );
        stream.write_all(request.as_bytes())?;
        let (mut versions, mut answer) = (Versions::default(), Vec::new());
        let mut buffer = [0; 4096];
        loop {
            let length = stream.read(&mut buffer)?;
            answer.extend_from_slice(&buffer[..length]);
            ensure!(
                length > 0 && b"HTTP/1.1 200 ".starts_with(&answer[..answer.len().min(13)]),
                "no events, but {:?}",
                String::from_utf8_lossy(&answer)
            );
            if versions.read(&buffer[..length]).is_some() {
                break;
            }
        }
        stream.set_nonblocking(true)?;
        Ok(Self { stream, versions })
    }
}

/// Reads whatever comes, until told to stop.
fn watch(mut readers: Vec<Reader>, epoll: &OwnedFd, shared: &Shared) -> Result<()> {
    let mut events = Vec::with_capacity(AT_ONCE);
    let mut buffer = vec![0; BUFFER];
    let mut heard = Vec::new();
    while !shared.stopping.load(Ordering::Relaxed) {
        match epoll::wait(epoll, spare_capacity(&mut events), Some(&GLANCE)) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error).context("waiting for readers"),
        }
        for event in events.drain(..) {
            let number = usize::try_from(event.data.u64())?;
            let reader = readers.get_mut(number).context("an unknown reader")?;
            match reader.stream.read(&mut buffer) {
                Ok(length) if length > 0 => {
                    let at = Instant::now();
                    if let Some(version) = reader.versions.read(&buffer[..length]) {
                        heard.push(Heard {
                            reader: number,
                            version,
                            at,
                        });
                    }
                }
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
                _ => {
                    shared.lost.fetch_add(1, Ordering::Relaxed);
                    epoll::delete(epoll, &reader.stream)?;
                }
            }
        }
        if shared.noting.load(Ordering::Relaxed) {
            shared.heard().append(&mut heard);
        } else {
            heard.clear();
        }
    }
    Ok(())
}

/// Milliseconds from `since` until each reader was told `version` or a later one, of those who were; who heard
/// of it before has not waited.
fn waits(heard: &[Heard], readers: usize, version: u64, since: Instant) -> Vec<f64> {
    let mut first = vec![None; readers];
    for one in heard.iter().filter(|one| one.version >= version) {
        if let Some(first) = first.get_mut(one.reader) {
            first.get_or_insert(one.at);
        }
    }
    first
        .into_iter()
        .flatten()
        .map(|at| at.saturating_duration_since(since).as_secs_f64() * 1_000.0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_waits_for_the_first_event_that_has_the_change() {
        let start = Instant::now();
        let heard = [(0, 7, 1), (1, 8, 30), (0, 9, 40), (1, 9, 50), (2, 8, 10)].map(
            |(reader, version, milliseconds)| Heard {
                reader,
                version,
                at: start + Duration::from_millis(milliseconds),
            },
        );
        let since = start + Duration::from_millis(20);
        let rounded = |version| -> Vec<u128> {
            waits(&heard, 4, version, since)
                .into_iter()
                .map(|wait| {
                    Duration::from_secs_f64(wait / 1_000.0)
                        .as_micros()
                        .div_ceil(1_000)
                })
                .collect()
        };
        assert_eq!(
            rounded(8),
            [20, 10, 0],
            "the third heard before the answer, the fourth never"
        );
        assert_eq!(rounded(9), [20, 30]);
        assert!(rounded(10).is_empty());
    }
}
