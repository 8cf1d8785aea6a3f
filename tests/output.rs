//! Where results and models go: what cannot be written is told with the way out, and what was there before is not lost.
#![allow(clippy::unwrap_used)]

mod workdir;

use workdir::{NEWS, Workdir};

#[test]
fn a_place_that_cannot_be_written_to_is_named_with_the_way_out() {
    let dir = Workdir::with_model();
    dir.file("plain", "a file").file("folder/x", "");
    for out in ["nowhere/m", "plain/m", "folder"] {
        let words = [&*format!("{out}: cannot write"), if out == "nowhere/m" { "check the path" } else { "name a file" }];
        let run = dir.run(&format!("train news.csv --no-estimate --out {out}")).failed(1, &words);
        // Before the table is read, and not after all the fits.
        assert!(!run.stderr.contains("read 12 articles"), "{}", run.stderr);
        dir.run(&format!("evaluate news.csv --report {out}")).failed(1, &words);
        dir.run(&format!("classify --model news.standpoint news.csv --out {out}")).failed(1, &words);
    }
    // Nothing is left lying about.
    let mut names: Vec<_> = std::fs::read_dir(dir.path(".")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["folder", "news.csv", "news.standpoint", "plain"]);
}

#[test]
fn a_dash_is_stdout_and_never_a_file_of_that_name() {
    let dir = Workdir::with_model();
    let classified = dir.run("classify --model news.standpoint news.csv --format csv").done().stdout;
    assert_eq!(dir.run("classify --model news.standpoint news.csv --format csv --out -").done().stdout, classified);
    dir.file("-", "Steel tariffs rose.");
    let classified = dir.run_with("classify --model news.standpoint - --format csv", "Steel tariffs rose.").done().stdout;
    assert_eq!(classified.lines().count(), 2);
    let again = dir.run_with("classify --model news.standpoint - --format csv --out -", "Steel tariffs rose.").done().stdout;
    assert_eq!(again, classified);
    assert_eq!(dir.run("clean ./- --out -").done().stdout, dir.run("clean ./-").done().stdout);
    assert_eq!(dir.read("-"), b"Steel tariffs rose.");
    std::fs::remove_file(dir.path("-")).unwrap();
    for args in ["train news.csv --no-estimate --out -", "evaluate news.csv --report -"] {
        dir.run(args).failed(2, &["-: this goes to a file of its own", "give it a name"]);
    }
    assert!(!dir.path("-").exists());
}

#[test]
fn what_is_read_is_not_written_over() {
    let dir = Workdir::new();
    let table = "text,topic\nsteel rose,x\nphone rose,y\nsteel fell,x\nphone fell,y\n";
    dir.file("a.csv", table).file("b.csv", "text,topic\n");
    for run in ["train a.csv --out ./a.csv", "classify a.csv --out a.csv", "clean b.csv a.csv --out a.csv --format csv"] {
        dir.run(run).failed(2, &["a.csv", "is also an input", "another name"]);
        assert_eq!(dir.read("a.csv"), table.as_bytes(), "{run}");
    }
    let dir = Workdir::with_model();
    let model = dir.read("news.standpoint");
    dir.run("classify --model news.standpoint news.csv --out news.standpoint").failed(2, &["is also an input"]);
    assert!(dir.read("news.standpoint") == model);
    // Results that go into the folder that is read are no input of their own.
    dir.file("folder/a.txt", "steel").file("folder/z.jsonl", "");
    dir.run("classify folder --format jsonl --out folder/z.jsonl").done();
    assert_eq!(String::from_utf8(dir.read("folder/z.jsonl")).unwrap().lines().count(), 1);
}

#[test]
fn an_old_model_survives_a_training_that_fails() {
    let dir = Workdir::with_model();
    let old = dir.read("news.standpoint");
    dir.file("bad.csv", format!("{NEWS}13,too,few\n")).file("same.csv", "text,topic\na,x\nb,x\n");
    for (args, code) in [("bad.csv", 1), ("same.csv", 1), ("missing.csv", 1), ("news.csv -C 0", 2), ("news.csv --min-df 99", 1)] {
        dir.run(&format!("train {args} --out news.standpoint")).failed(code, &[]);
        assert!(dir.read("news.standpoint") == old, "{args}");
    }
    dir.run("train news.csv --out news.standpoint -C 3 --quiet").done();
    assert!(dir.read("news.standpoint") != old);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_and_no_panic() {
    let dir = Workdir::with_model();
    for format in ["jsonl", "csv", "table"] {
        let mut command = dir.command(&format!("classify --model news.standpoint news.csv --format {format}"));
        command.stdout(std::fs::File::create("/dev/full").unwrap());
        let out = command.output().unwrap();
        let stderr = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.code() == Some(1) && stderr.contains("No space left") && !stderr.contains("panicked"), "{stderr}");
    }
}
