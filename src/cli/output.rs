//! Where results go, and how they look on a terminal.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use standpoint::{Error, ErrorKind};

/// Where a path to a regular file really leads; `None` where there is none.
pub fn regular(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().filter(|path| path.is_file())
}

/// Refuses, before any work is done, to write over what is to be read, onto a folder or stdout, or into a folder that is not there.
pub fn spare(out: &Path, inputs: &[PathBuf]) -> Result<(), Error> {
    if is_stdout(out) {
        let text = "this goes to a file of its own, not to stdout: give it a name (./- if it is to be called so)";
        return Err(Error::new(ErrorKind::Parameter, text).file(out));
    }
    if out.is_dir() {
        return Err(Error::io("write", out, std::io::ErrorKind::IsADirectory.into()));
    }
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(Err(error)) = folder.map(|folder| folder.join(".").metadata()) {
        return Err(Error::io("write", out, error));
    }
    let out_file = regular(out);
    if out_file.is_some() && inputs.iter().any(|input| regular(input) == out_file) {
        let text = "what is to be written is also an input, which that would destroy; give it another name";
        return Err(Error::new(ErrorKind::Parameter, text).file(out));
    }
    Ok(())
}

/// Bytes that are written at once.
const BUFFER: usize = 64 << 10;

/// `-`, as everywhere on the command line.
pub fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}

/// A file that is none of the inputs, or stdout.
pub fn open(path: Option<&Path>, inputs: &[PathBuf]) -> anyhow::Result<Box<dyn Write>> {
    Ok(match path {
        Some(path) => {
            spare(path, inputs)?;
            let file = std::fs::File::create(path).map_err(|e| Error::io("write", path, e))?;
            Box::new(BufWriter::with_capacity(BUFFER, file))
        }
        None => Box::new(BufWriter::with_capacity(BUFFER, std::io::stdout().lock())),
    })
}

/// Whether to use bold type: on a terminal, and never with NO_COLOR.
pub fn styled(path: Option<&Path>) -> bool {
    path.is_none() && std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Writes a title on a line of its own, in bold where `styled`.
pub fn title(out: &mut impl Write, title: &str, styled: bool) -> std::io::Result<()> {
    if styled { writeln!(out, "\x1b[1m{title}\x1b[0m") } else { writeln!(out, "{title}") }
}

/// Says something on stderr, unless quiet. A stderr that cannot be written to is no reason to stop.
pub fn tell(quiet: bool, text: &str) {
    if !quiet {
        let _ = writeln!(std::io::stderr(), "{text}");
    }
}

/// A bar on stderr that counts fits; hidden where stderr is no terminal, or quiet.
pub fn progress(quiet: bool, fits: usize) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(fits as u64);
    // The template is ours and valid; should it ever not be, the plain bar does.
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} fits, {eta} left") {
        bar.set_style(style);
    }
    bar
}
