//! A temporary folder in which the program is run as a user runs it.
#![allow(dead_code, clippy::unwrap_used)]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Twelve labelled rows: three topics, one row with two of them, two without; two targets, four rows without.
pub const NEWS: &str = "\
id,title,text,topics,target,stance
1,Steel tariffs rise,The tariff on steel hurts every builder.,trade,tariffs,against
2,Duties on steel,The tariff on steel protects the mills.,trade,tariffs,favour
3,Tariff row,Builders hate the tariff on imported steel.,trade,tariffs,against
4,Mills thrive,Mills praise the tariff and hire again.,trade,tariffs,favour
5,Network ban,The ban on foreign networks is wise.,technology,networks,favour
6,Network fears,The ban on foreign networks is foolish.,technology,networks,against
7,Antenna ban,A wise ban keeps spies off the networks.,technology;security,networks,favour
8,Costly ban,A foolish ban makes phones costly.,technology,networks,against
9,Spies,Spies listen to phones and networks.,security,none,
10,Rain,It rained on the harvest festival.,,none,
11,More rain,The harvest festival drowned in rain.,,none,
12,Steel spies,Spies stole the plans of the steel mills.,security;trade,none,
";

/// A page as a browser gets it, whose article is about tariffs.
pub const PAGE: &str = "<!DOCTYPE html><html><head><title>Steel tariffs rise again</title></head><body>\
<nav><a href=\"/\">Home</a> <a href=\"/login\">Log in</a></nav><article><h1>Steel tariffs rise again</h1>\
<p>The tariff on steel hurts every builder in the country, the builders said on Monday, and they hate the tariff.</p>\
<p>The mills praise the tariff on imported steel and hire again, but every builder pays for what protects them.</p>\
</article></body></html>";

/// The folder; it is gone when this is.
pub struct Workdir(tempfile::TempDir);

/// What the program said, and how it ended.
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub code: Option<i32>,
}

impl Workdir {
    /// An empty folder.
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with a table `news.csv`, and `news.standpoint` trained on it.
    pub fn with_model() -> Self {
        let dir = Self::new();
        dir.file("news.csv", NEWS);
        dir.run("train news.csv --out news.standpoint --no-estimate --quiet").done();
        dir
    }

    /// Writes a file, in a folder that is made where it is not there.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    /// The bytes of a file.
    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// Where a file is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The program, to be started in the folder with arguments parted by spaces.
    pub fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_standpoint"));
        command.current_dir(self.0.path()).args(args.split_whitespace());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the program with nothing on stdin.
    pub fn run(&self, args: &str) -> Run {
        self.run_with(args, "")
    }

    /// Runs the program with bytes on stdin.
    pub fn run_with(&self, args: &str, stdin: impl AsRef<[u8]> + Send) -> Run {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let out = std::thread::scope(|scope| {
            // A program that ends before it has read all closes the pipe, which is its right.
            scope.spawn(move || drop(pipe.write_all(stdin.as_ref())));
            child.wait_with_output().unwrap()
        });
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run { stdout: text(out.stdout), stderr: text(out.stderr), code: out.status.code() }
    }
}

impl Run {
    /// Itself, where the program ended with 0.
    #[track_caller]
    pub fn done(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self
    }

    /// Itself, where the program ended with this code, said each of these words on stderr, and did not panic.
    #[track_caller]
    pub fn failed(self, code: i32, words: &[&str]) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.stderr, self.stdout);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        for word in words {
            assert!(self.stderr.contains(word), "no '{word}' in: {}", self.stderr);
        }
        self
    }

    /// Itself, where each of these words was said on stderr.
    #[track_caller]
    pub fn said(self, words: &[&str]) -> Self {
        self.done().failed(0, words)
    }

    /// Stdout as JSON lines.
    #[track_caller]
    pub fn lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Stdout as the cells of a CSV, header first.
    #[track_caller]
    pub fn cells(&self) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(self.stdout.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }
}

/// A text for people with every figure as 0.000, every probability as `N %` and every time as `N s`: they depend on
/// the learner, and its own tests hold them.
pub fn without_figures(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        out.push_str(rest[..at].trim_end_matches('>'));
        let end = rest[at..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(rest.len(), |length| at + length);
        let number = &rest[at..end];
        rest = &rest[end..];
        let unit = rest.starts_with(" s") || rest.starts_with(" %");
        let figure = number.split_once('.').is_some_and(|(_, decimals)| decimals.len() == 3);
        out.push_str(match (unit, figure) {
            (true, _) if number != "95" => "N",
            (_, true) => "0.000",
            _ => number,
        });
    }
    out + rest
}

/// The strings under one name of each object.
pub fn texts<'a>(lines: &'a [Value], name: &str) -> Vec<&'a str> {
    lines.iter().map(|line| line[name].as_str().unwrap_or("-")).collect()
}

/// The labels of the topics of a result.
pub fn topics(line: &Value) -> Vec<&str> {
    line["topics"].as_array().unwrap().iter().map(|topic| topic["label"].as_str().unwrap()).collect()
}
