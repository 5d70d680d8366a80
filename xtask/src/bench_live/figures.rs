//! From the answer to a batch to the board that counts its records.

use std::{
    thread::{self, sleep},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail, ensure};

use super::records::Source;
use crate::bench::{http::Connection, percentile};

/// Milliseconds.
const AIM: u32 = 100;
/// Between two questions to the board.
const PAUSE: Duration = Duration::from_millis(3);
/// How long the board may lag behind what was answered.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the board says of everything together, and when its answer came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figures {
    pub(super) received: u64,
    pub(super) version: u64,
    at: Instant,
}

/// The board over a connection that stays open. What has not changed is not sent again.
pub(super) struct Board {
    connection: Connection,
    path: String,
    tag: Option<String>,
    /// Of the last answer that was sent whole.
    figures: Option<Figures>,
}

/// How much is pushed.
pub(super) struct Load {
    /// Records per second.
    pub(super) rate: u32,
    /// Records of a batch.
    pub(super) batch: u32,
    pub(super) seconds: u32,
}

/// So many records had been taken when an answer came.
#[derive(Debug, Clone, Copy)]
struct Taken {
    records: u64,
    at: Instant,
}

/// What became of all batches.
#[derive(Default)]
struct Pushed {
    taken: Vec<Taken>,
    /// Milliseconds until each was answered.
    answers: Vec<f64>,
    seconds: f64,
}

impl Board {
    pub(super) fn open(port: u16, path: &str) -> Result<Self> {
        Ok(Self {
            connection: Connection::open(port)?,
            path: path.to_owned(),
            tag: None,
            figures: None,
        })
    }

    /// The figures now.
    pub(super) fn ask(&mut self) -> Result<Figures> {
        let answer = self.connection.get(&self.path, self.tag.as_deref())?;
        let at = Instant::now();
        match answer.status {
            304 => {}
            200 => {
                self.figures = figures(&String::from_utf8_lossy(&answer.body), at);
                self.tag = answer.tag;
            }
            status => bail!(
                "{} was answered {status}: {}",
                self.path,
                String::from_utf8_lossy(&answer.body)
            ),
        }
        self.figures.with_context(|| format!("{} is no board", self.path))
    }

    /// Asks with pauses until so many records are counted.
    pub(super) fn wait_for(&mut self, received: u64, pause: Duration) -> Result<Figures> {
        let started = Instant::now();
        loop {
            let figures = self.ask()?;
            if figures.received >= received {
                return Ok(figures);
            }
            behind(started, figures.received, received)?;
            sleep(pause);
        }
    }
}

/// An error once the board has lagged behind for too long.
fn behind(since: Instant, counted: u64, taken: u64) -> Result<()> {
    ensure!(
        since.elapsed() < PATIENCE,
        "the board counts {counted} of {taken} records after {} s",
        PATIENCE.as_secs()
    );
    Ok(())
}

/// Reads what is needed: both stand before the many rows.
fn figures(view: &str, at: Instant) -> Option<Figures> {
    let value = |name: &str| {
        let (_, rest) = view.split_once(&format!("\"{name}\":"))?;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<serde_json::Value>();
        values.next()?.ok()
    };
    Some(Figures {
        received: value("totals")?["received"].as_u64()?,
        version: value("version")?.as_u64()?,
        at,
    })
}

/// Pushes at the rate that is asked for, watches the board, and tells how far it lagged behind.
pub(super) fn measure(
    with: &str,
    load: &Load,
    source: &mut Source,
    board: &mut Board,
    port: u16,
) -> Result<()> {
    let count = (load.rate * load.seconds).div_ceil(load.batch);
    let batches = (0..count)
        .map(|_| source.batch(load.batch))
        .collect::<Result<Vec<_>>>()?;
    let before = board.ask()?;
    let base = before.received;
    let connection = Connection::open(port)?;
    let mut counted = vec![before];
    let pushed = thread::scope(|scope| {
        let pushing = scope.spawn(|| push(connection, &batches, load));
        let watched = watch(board, &mut counted, || pushing.is_finished());
        let pushed = pushing
            .join()
            .map_err(|_| anyhow!("the thread that pushes has panicked"))?;
        watched.and(pushed)
    });
    let mut pushed = pushed?;
    // The last ones were answered a moment ago.
    let records = pushed.taken.last().map_or(0, |taken| taken.records);
    let ended = Instant::now();
    loop {
        let figures = board.ask()?;
        note(figures, &mut counted);
        if figures.received >= base + records {
            break;
        }
        behind(ended, figures.received, base + records)?;
        sleep(PAUSE);
    }
    tell(with, load, base, &mut pushed, &counted);
    Ok(())
}

fn tell(with: &str, load: &Load, base: u64, pushed: &mut Pushed, counted: &[Figures]) {
    let records = pushed.taken.last().map_or(0, |taken| taken.records);
    let mut waits = waits(&pushed.taken, counted, base);
    #[expect(clippy::cast_precision_loss, reason = "a count of records")]
    let rate = records as f64 / pushed.seconds;
    eprintln!(
        "change to figure with {with}: p50 {:.0} ms, p99 {:.0} ms after the answer (aim {AIM} ms at the 99th); {records} \
         records in batches of {} at {rate:.0}/s of {}/s asked for; a batch is answered after p50 {:.0} ms, p99 {:.0} ms",
        percentile(&mut waits, 0.5),
        percentile(&mut waits, 0.99),
        load.batch,
        load.rate,
        percentile(&mut pushed.answers, 0.5),
        percentile(&mut pushed.answers, 0.99),
    );
}

/// One batch after another over one connection, so that answers come in the order of the commits; the server takes
/// one at a time per region anyway. What is late is sent at once.
fn push(mut connection: Connection, batches: &[String], load: &Load) -> Result<Pushed> {
    let pace = Duration::from_secs_f64(f64::from(load.batch) / f64::from(load.rate));
    let mut pushed = Pushed::default();
    let (mut records, mut due) = (0, Instant::now());
    let started = due;
    for batch in batches {
        sleep(due.saturating_duration_since(Instant::now()));
        due += pace;
        let sent = Instant::now();
        let new = connection.push(batch)?;
        let at = Instant::now();
        ensure!(
            new == u64::from(load.batch),
            "{new} of {} pushed records are new",
            load.batch
        );
        records += new;
        pushed.taken.push(Taken { records, at });
        pushed.answers.push((at - sent).as_secs_f64() * 1_000.0);
    }
    pushed.seconds = started.elapsed().as_secs_f64();
    Ok(pushed)
}

/// Asks the board again and again, until the pushing is over.
fn watch(board: &mut Board, counted: &mut Vec<Figures>, over: impl Fn() -> bool) -> Result<()> {
    while !over() {
        note(board.ask()?, counted);
        sleep(PAUSE);
    }
    Ok(())
}

/// Keeps what the board says, if it is more than before.
fn note(figures: Figures, counted: &mut Vec<Figures>) {
    if counted.last().is_none_or(|last| last.received < figures.received) {
        counted.push(figures);
    }
}

/// Milliseconds from each answer until the board counted everything taken so far, `base` of before included; what
/// was counted before its answer came has not waited.
fn waits(taken: &[Taken], counted: &[Figures], base: u64) -> Vec<f64> {
    let mut counted = counted.iter().peekable();
    taken
        .iter()
        .filter_map(|taken| {
            while counted
                .next_if(|counted| counted.received < base + taken.records)
                .is_some()
            {}
            let counted = counted.peek()?;
            Some(counted.at.saturating_duration_since(taken.at).as_secs_f64() * 1_000.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_waits_for_the_board_that_counts_it_and_all_before() {
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        let taken = [(50, 10), (100, 60), (150, 110), (200, 160)].map(|(records, milliseconds)| Taken {
            records,
            at: at(milliseconds),
        });
        let counted =
            [(1_000, 0), (1_050, 30), (1_075, 70), (1_150, 100)].map(|(received, milliseconds)| Figures {
                received,
                version: received,
                at: at(milliseconds),
            });
        let waits = waits(&taken, &counted, 1_000);
        let expected = [20.0, 40.0, 0.0];
        assert_eq!(waits.len(), expected.len(), "the last one was never counted");
        for (wait, expected) in waits.iter().zip(expected) {
            assert!((wait - expected).abs() < 0.001, "{waits:?}");
        }
    }

    #[test]
    fn a_board_is_read_by_its_totals() {
        let view =
            r#"{"region":"999001","version":7,"totals":{"received":30000,"due":1},"rows":[{"received":2}]}"#;
        let read = figures(view, Instant::now()).expect("a board");
        assert_eq!((read.received, read.version), (30_000, 7));
        assert!(figures(r#"{"version":7}"#, Instant::now()).is_none());
        assert!(figures(r#"{"version":7,"totals":{"rece"#, Instant::now()).is_none());
    }
}
