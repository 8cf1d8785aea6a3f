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
mod unlabelled;
mod voices;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use standpoint::{Error, ErrorKind};

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let args = args::Args::parse();
    let result = match args.command {
        args::Command::Train(args) => train::run(&args).map_err(|error| of_table(error, &args.data.data)),
        args::Command::Classify(args) => classify::run(&args),
        args::Command::Evaluate(args) => evaluate::run(&args).map_err(|error| of_table(error, &args.data.data)),
        args::Command::Compare(args) => compare::run(&args).map_err(|error| of_table(error, &args.data)),
        args::Command::Audit(args) => audit::run(&args).map_err(|error| of_table(error, &args.data.data)),
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

/// An error with the table as its place, where it is of what the table holds and names no file.
fn of_table(error: anyhow::Error, table: &Path) -> anyhow::Error {
    match error.downcast::<Error>() {
        Ok(error) => {
            let is_of_table = matches!(error.kind(), ErrorKind::Labels | ErrorKind::Column | ErrorKind::Input);
            if is_of_table && error.location().file.is_none() { error.file(table).into() } else { error.into() }
        }
        Err(error) => error,
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.is_some_and(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
