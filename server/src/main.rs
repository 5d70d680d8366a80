//! The program `lianqin`; see [`server::cli`].

use std::process::ExitCode;

/// Rendering allocates much and short: measurably quicker than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::main()
}
