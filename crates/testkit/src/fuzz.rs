//! Inputs that nobody would write, made of those that somebody wrote: seeds, changed at random.
//!
//! In a usual test run a target sees a few hundred inputs, the same ones every time. `FUZZ_SECONDS` lets each target go
//! on for so long, with other inputs every time. An input that a target cannot bear is made smaller and written to
//! `target/fuzz`; `FUZZ_REPLAY` names such a file, and then every target sees it and nothing else. What ends the whole
//! program, such as a stack that overflows, leaves its input there as `<target>-running`.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

/// Inputs of a usual run.
const CASES: u32 = 300;
/// Inputs between two looks at the clock.
const ROUND: u32 = 100;
/// No input takes a target so long that bears it.
const LONGEST: Duration = Duration::from_secs(10);
/// Longest input that random bytes make.
const RANDOM_BYTES: usize = 2_000;
/// Longest input that repeating makes.
const MOST_BYTES: usize = 1 << 20;

/// What parsers trip over.
const TOKENS: [&[u8]; 28] = [
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\r\n",
    b"\n",
    b"\r",
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\t",
    b"'",
    b"=",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"\\u0000",
    b"\\ud800",
    b"-",
    b"+",
    b"1e400",
    b"99999999999999999999",
    b"NaN",
    b"\xe5\x9d",
    "\u{202e}，。".as_bytes(),
];

/// One change of an input.
#[derive(Debug, Clone)]
enum Edit {
    Set(Index, u8),
    Flip(Index, u8),
    Insert(Index, usize),
    Remove(Index, usize),
    Cut(Index),
    /// A piece of it again, so many times.
    Repeat(Index, usize, usize),
    /// A piece of it elsewhere.
    Move(Index, Index, usize),
}

impl Edit {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let at = |index: &Index, bytes: &[u8]| index.index(bytes.len() + 1);
        let piece = |start: usize, length: usize, bytes: &[u8]| start..(start + length).min(bytes.len());
        match self {
            Self::Set(index, byte) if !bytes.is_empty() => {
                let place = index.index(bytes.len());
                bytes[place] = *byte;
            }
            Self::Flip(index, bit) if !bytes.is_empty() => {
                let place = index.index(bytes.len());
                bytes[place] ^= 1 << (bit % 8);
            }
            Self::Set(..) | Self::Flip(..) => {}
            Self::Insert(index, token) => {
                let place = at(index, bytes);
                let token = TOKENS[token % TOKENS.len()];
                bytes.splice(place..place, token.iter().copied());
            }
            Self::Remove(index, length) => {
                let start = at(index, bytes);
                bytes.drain(piece(start, *length, bytes));
            }
            Self::Cut(index) => bytes.truncate(at(index, bytes)),
            Self::Repeat(index, length, times) => {
                let start = at(index, bytes);
                let again = bytes[piece(start, *length, bytes)].to_vec();
                let times = (*times).min(MOST_BYTES / again.len().max(1));
                bytes.splice(start..start, again.repeat(times));
            }
            Self::Move(from, to, length) => {
                let start = at(from, bytes);
                let moved: Vec<u8> = bytes.drain(piece(start, *length, bytes)).collect();
                let place = at(to, bytes);
                bytes.splice(place..place, moved);
            }
        }
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let index = any::<Index>;
    let length = || prop_oneof![4 => 1..9usize, 1 => 1..400usize];
    prop_oneof![
        1 => (index(), any::<u8>()).prop_map(|(at, byte)| Edit::Set(at, byte)),
        1 => (index(), 0..8u8).prop_map(|(at, bit)| Edit::Flip(at, bit)),
        3 => (index(), 0..TOKENS.len()).prop_map(|(at, token)| Edit::Insert(at, token)),
        2 => (index(), length()).prop_map(|(at, length)| Edit::Remove(at, length)),
        1 => index().prop_map(Edit::Cut),
        1 => (index(), length(), prop_oneof![9 => 1..5usize, 1 => 1..5_000usize])
            .prop_map(|(at, length, times)| Edit::Repeat(at, length, times)),
        1 => (index(), index(), length()).prop_map(|(from, to, length)| Edit::Move(from, to, length)),
    ]
}

fn input(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let changed =
        (prop::sample::select(seeds), prop::collection::vec(edit(), 0..12)).prop_map(|(mut bytes, edits)| {
            edits.iter().for_each(|edit| edit.apply(&mut bytes));
            bytes
        });
    prop_oneof![15 => changed, 1 => prop::collection::vec(any::<u8>(), 0..RANDOM_BYTES)]
}

/// Shows `target` inputs made of `seeds`. It panics if it cannot bear one of them.
///
/// # Panics
///
/// If the target panicked or took longer than ten seconds; the message names the file with the input.
pub fn fuzz(name: &str, seeds: &[&[u8]], target: impl Fn(&[u8])) {
    if let Some(replayed) = std::env::var_os("FUZZ_REPLAY") {
        let bytes = std::fs::read(&replayed).expect("FUZZ_REPLAY names a file that can be read");
        return target(&bytes);
    }
    let seconds = std::env::var("FUZZ_SECONDS").ok();
    let seconds = seconds.map(|seconds| seconds.parse().expect("FUZZ_SECONDS is a number"));
    run(
        name,
        seeds,
        seconds.map(Duration::from_secs),
        &directory(),
        target,
    );
}

fn run(name: &str, seeds: &[&[u8]], time: Option<Duration>, directory: &Path, target: impl Fn(&[u8])) {
    let config = Config {
        cases: if time.is_some() { ROUND } else { CASES },
        failure_persistence: None,
        max_shrink_time: 20_000,
        ..Config::default()
    };
    let mut seeds: Vec<Vec<u8>> = seeds.iter().map(|seed| seed.to_vec()).collect();
    // As it stands, a seed has to be borne as well.
    for seed in &seeds {
        target(seed);
    }
    seeds.push(Vec::new());
    let inputs = input(seeds);
    let started = Instant::now();
    let mut shown = 0;
    let mut runner = match time {
        Some(_) => TestRunner::new(config.clone()),
        None => TestRunner::new_with_rng(config.clone(), TestRunner::deterministic().new_rng()),
    };
    let running = directory.join(format!("{name}-running"));
    std::fs::create_dir_all(directory).expect("a directory for inputs");
    loop {
        let ran = runner.run(&inputs, |bytes| {
            std::fs::write(&running, &bytes).expect("the input is written");
            let begun = Instant::now();
            target(&bytes);
            let took = begun.elapsed();
            if took > LONGEST {
                return Err(TestCaseError::fail(format!("took {took:?}")));
            }
            Ok(())
        });
        match ran {
            Ok(()) => shown += config.cases,
            Err(TestError::Fail(reason, bytes)) => {
                let path = write(directory, name, &bytes);
                let _ = std::fs::remove_file(&running);
                panic!(
                    "{name}: {reason}\n{} bytes in {path}; FUZZ_REPLAY={path} shows them again",
                    bytes.len(),
                    path = path.display()
                );
            }
            Err(error) => panic!("{name}: {error}"),
        }
        if time.is_none_or(|time| started.elapsed() >= time) {
            break;
        }
        runner = TestRunner::new(config.clone());
    }
    let _ = std::fs::remove_file(&running);
    eprintln!(
        "{name}: {shown} inputs in {:.1} s",
        started.elapsed().as_secs_f64()
    );
}

/// Beside what is built.
fn directory() -> PathBuf {
    let test = std::env::current_exe().expect("a test is a program");
    let target = test.ancestors().nth(3).unwrap_or(Path::new("."));
    target.join("fuzz")
}

fn write(directory: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, &byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    let path = directory.join(format!("{name}-{sum:016x}"));
    std::fs::write(&path, bytes).expect("the input is written");
    path
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn an_input_that_a_target_cannot_bear_is_made_small_and_kept() {
        let directory = std::env::temp_dir().join(format!("lianqin-fuzz-{}", std::process::id()));
        let seeds: [&[u8]; 2] = [b"id,at\n1,2026-01-01\n", b"{}"];
        let found = std::panic::catch_unwind(|| {
            run("commas", &seeds, None, &directory, |bytes| {
                let commas = bytes.iter().filter(|&&byte| byte == b',').count();
                assert!(commas < 4, "too many commas");
            });
        });
        let said = found.expect_err("it cannot bear some");
        let said = said.downcast_ref::<String>().expect("words");
        assert!(
            said.contains("too many commas") && said.contains("FUZZ_REPLAY="),
            "{said}"
        );
        let kept: Vec<_> = std::fs::read_dir(&directory).expect("a directory").collect();
        assert_eq!(kept.len(), 1);
        let kept = std::fs::read(kept[0].as_ref().expect("a file").path()).expect("bytes");
        assert_eq!(kept.iter().filter(|&&byte| byte == b',').count(), 4, "{kept:?}");
        std::fs::remove_dir_all(&directory).expect("removed");
    }

    #[test]
    fn inputs_are_the_same_every_time_unless_there_is_time_for_others() {
        let sums = |time| {
            let (sum, count) = (Cell::new(0u64), Cell::new(0));
            run("sums", &[b"abc,def"], time, &std::env::temp_dir(), |bytes| {
                count.set(count.get() + 1);
                let of_this: u64 = bytes.iter().map(|&byte| u64::from(byte)).sum();
                sum.set(sum.get().wrapping_mul(31).wrapping_add(of_this));
            });
            (sum.get(), count.get())
        };
        assert_eq!(sums(None), sums(None));
        assert_ne!(sums(None).0, sums(Some(Duration::ZERO)).0);
        assert_eq!(sums(None).1, CASES + 1, "and the seed as it stands");
    }
}
