//! `standpoint classify` amid a pipe: each line is answered when it comes, and a reader who leaves ends it.
#![allow(clippy::unwrap_used)]

mod workdir;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;
use std::time::Duration;

use workdir::Workdir;

/// Each input line's result must be there before the next line is written.
fn is_answered_line_by_line(args: &str, inputs: &[&str], header: bool) {
    let dir = Workdir::with_model();
    let mut child = dir.command(&format!("classify --model news.standpoint {args}")).stdin(Stdio::piped()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    let (send, receive) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut line = String::new();
        while stdout.read_line(&mut line).unwrap() > 0 {
            send.send(std::mem::take(&mut line)).unwrap();
        }
    });
    for (n, input) in inputs.iter().enumerate() {
        writeln!(stdin, "{input}").unwrap();
        stdin.flush().unwrap();
        if header && n == 0 {
            continue;
        }
        if header && n == 1 {
            receive.recv_timeout(Duration::from_secs(20)).unwrap();
        }
        let line = receive.recv_timeout(Duration::from_secs(20)).unwrap();
        assert!(line.contains(&format!("r{n}")), "{line}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
    reader.join().unwrap();
}

#[test]
fn a_json_line_is_answered_before_the_next_is_written() {
    let lines = ["r0", "r1", "r2"].map(|id| format!("{{\"id\":\"{id}\",\"text\":\"spies\"}}"));
    is_answered_line_by_line("--format jsonl -", &lines.each_ref().map(String::as_str), false);
}

#[test]
fn a_row_of_a_table_is_answered_before_the_next_is_written() {
    is_answered_line_by_line("--format csv -", &["id,text", "r1,spies", "r2,rain"], true);
}

#[test]
fn a_closed_pipe_ends_it_quietly_in_every_format() {
    let dir = Workdir::with_model();
    let rows: String = (0..3000).map(|n| format!("{n},the tariff on steel and the ban on networks\n")).collect();
    dir.file("many.csv", format!("id,text\n{rows}"));
    for format in ["jsonl --evidence", "csv", "table --evidence"] {
        let mut child = dir.command(&format!("classify --model news.standpoint many.csv --format {format}")).spawn().unwrap();
        let mut first = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let out = child.wait_with_output().unwrap();
        assert_eq!((out.status.code(), String::from_utf8_lossy(&out.stderr).as_ref()), (Some(0), ""), "{format}");
    }
}

#[test]
fn a_closed_pipe_ends_it_while_the_input_is_still_open() {
    let dir = Workdir::with_model();
    let mut command = dir.command("classify --model news.standpoint - --input jsonl --format jsonl");
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    drop(child.stdout.take());
    writeln!(stdin, "{{\"text\":\"spies\"}}").unwrap();
    stdin.flush().unwrap();
    assert!(child.wait().unwrap().success());
}
