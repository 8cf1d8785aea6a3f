//! The program: `standpoint train | classify | evaluate | compare | audit | clean | inspect`.
mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
