//! The program: `standpoint train | classify | evaluate | clean | inspect`.
mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
