//! The program above the library: arguments in, results on stdout, all else on stderr.
//! Exit codes: 0 done, 1 failed, 2 wrong usage.

mod args;
mod audit;
mod classify;
mod clean;
mod compare;
mod csv_line;
mod evaluate;
mod input;
mod inspect;
mod model;
mod one_pass;
mod output;
mod page;
mod people;
mod pipeline;
mod record;
mod stream;
mod train;
mod training;
mod voices;

use std::process::ExitCode;

use clap::Parser;
use standpoint::{Error, ErrorKind};

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let args = args::Args::parse();
    let result = match args.command {
        args::Command::Train(args) => train::run(&args),
        args::Command::Classify(args) => classify::run(&args),
        args::Command::Evaluate(args) => evaluate::run(&args),
        args::Command::Compare(args) => compare::run(&args),
        args::Command::Audit(args) => audit::run(&args),
        args::Command::Clean(args) => clean::run(&args),
        args::Command::Inspect(args) => inspect::run(&args),
    };
    match result {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // What the library could not read has its own words; a bare failure is that of writing the results.
            let text = match error.downcast_ref::<std::io::Error>() {
                Some(error) => format!("cannot write the results: {error}; see that there is room where they go"),
                None => error.to_string(),
            };
            output::tell(false, &format!("error: {text}"));
            // A value that an option may not have is wrong usage, wherever it is found out.
            let usage = error.downcast_ref::<Error>().is_some_and(|e| e.kind() == ErrorKind::Parameter);
            ExitCode::from(if usage { 2 } else { 1 })
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.is_some_and(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
