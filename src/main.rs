//! The `strongroom` binary: parse, dispatch, exit code.

use clap::Parser;
use std::process::ExitCode;
use strongroom::cli::{Cli, run};

// Returns memory to the system sooner than the C library's, and fragments less under many small values.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("strongroom: {error:#}");
            ExitCode::FAILURE
        }
    }
}
