//! The `strongroom` binary: parse, dispatch, exit code.

use clap::Parser;
use std::io::Write;
use std::process::ExitCode;
use strongroom::cli::{Cli, run};

// Returns memory to the system sooner than the C library's, and fragments less under many small values.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be a file on a disk that is full: that must not hide the exit code behind a panic.
            let _ = std::io::stderr().write_all(format!("strongroom: {error:#}\n").as_bytes());
            ExitCode::FAILURE
        }
    }
}
