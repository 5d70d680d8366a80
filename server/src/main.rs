//! The program `lianqin`; see [`server::cli`].

// The types of the larger pages nest deeper than the default, here too once they are optimised.
#![recursion_limit = "512"]

use std::process::ExitCode;

/// Rendering allocates much and short: measurably quicker than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::main()
}
