//! What the README prints is what the program prints.

use std::process::Command;

/// The commands of the README that show what comes out, and what it shows; `...` stands for any lines.
fn shown() -> Vec<(String, Vec<String>)> {
    let readme = include_str!("../README.md");
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    let (mut fence, mut inside) = (None, false);
    for line in readme.lines() {
        match (fence, line.strip_prefix("```")) {
            (None, opened) => (fence, inside) = (opened, false),
            (Some(_), Some(_)) => fence = None,
            (Some("text"), None) => match (line.strip_prefix("$ "), out.last_mut()) {
                (Some(command), _) => {
                    out.push((command.to_owned(), Vec::new()));
                    inside = true;
                }
                (None, Some((_, shown))) if inside => shown.push(line.to_owned()),
                _ => {}
            },
            (Some(_), None) => {}
        }
    }
    out
}

/// Whether the lines are those of the pattern.
fn fits(pattern: &[String], lines: &[&str]) -> bool {
    match (pattern.first().map(String::as_str), lines.first()) {
        (None, None) => true,
        (Some(any), _) if any.trim() == "..." => (0..=lines.len()).any(|n| fits(&pattern[1..], &lines[n..])),
        (Some(wanted), Some(line)) => wanted == line.trim_end() && fits(&pattern[1..], &lines[1..]),
        _ => false,
    }
}

#[test]
fn every_command_shown_with_its_output_gives_that_output() {
    let shown = shown();
    assert!(shown.len() >= 2, "the README shows no command with its output");
    let dir = tempfile::tempdir().expect("a folder");
    for (command, mut pattern) in shown {
        while pattern.last().is_some_and(String::is_empty) {
            pattern.pop();
        }
        let args = command.strip_prefix("standpoint ").expect("a command of the program").replace("my.standpoint", "MODEL");
        let model = dir.path().join("my.standpoint").display().to_string();
        let args = args.split(' ').map(|arg| if arg == "MODEL" { model.as_str() } else { arg });
        let out = Command::new(env!("CARGO_BIN_EXE_standpoint"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(args)
            .output()
            .expect("the program starts");
        let text =
            [out.stdout, out.stderr].map(|bytes| String::from_utf8_lossy(&bytes).replace(&model, "my.standpoint")).concat();
        let text = text.trim_end();
        assert!(fits(&pattern, &text.lines().collect::<Vec<_>>()), "`{command}` gives\n{text}");
    }
}
