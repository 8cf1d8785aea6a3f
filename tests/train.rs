//! `standpoint train`: what it says, and the model it writes.
#![allow(clippy::unwrap_used)]

mod workdir;

use workdir::{NEWS, Workdir, without_figures};

#[test]
fn it_says_what_it_read_and_chose_and_what_to_expect() {
    let dir = Workdir::new();
    dir.file("news.csv", NEWS);
    let run = dir.run("train news.csv --out news.standpoint").done();
    insta::assert_snapshot!(without_figures(&run.stderr), @r"
    read 12 articles from news.csv
      2 rows have blank topics, read as no topic (--blank skip: not coded).
      Topics: any number of labels a row, each with its threshold (--single-label overrules).
      Rows by topics: security 3, technology 4, trade 5.
      Rows by targets: networks 4, tariffs 4.
      Rows by stances: against 4, favour 4.
      Rows without a topic: 2.
    chose LinearSvc with C 1, 87 terms (words 1, characters 4, stemming english, 1 + ln(tf), min_df 2, max_df 1, title weight 2)
    what to expect on new articles like these, by 5-fold cross-validation:
    topics: 12 rows in 5 folds, accuracy 0.000
                 precision  recall  F1     95 % interval  support  calibration error
     security    0.000      0.000   0.000  0.000-0.000    3        0.000
     technology  0.000      0.000   0.000  0.000-0.000    4        0.000
     trade       0.000      0.000   0.000  0.000-0.000    5        0.000
     micro       0.000      0.000   0.000  0.000-0.000    12
     macro       0.000      0.000   0.000  0.000-0.000    12
     weighted    0.000      0.000   0.000  0.000-0.000    12
    target: 12 rows in 5 folds, accuracy 0.000
               precision  recall  F1     95 % interval  support  calibration error
     networks  0.000      0.000   0.000  0.000-0.000    4        0.000
     none      0.000      0.000   0.000  0.000-0.000    4        0.000
     tariffs   0.000      0.000   0.000  0.000-0.000    4        0.000
     micro     0.000      0.000   0.000  0.000-0.000    12
     macro     0.000      0.000   0.000  0.000-0.000    12
     weighted  0.000      0.000   0.000  0.000-0.000    12
     truth \ predicted  networks  none  tariffs
     networks           4         0     0
     none               1         3     0
     tariffs            0         0     4
    stance (target given): 8 rows in 5 folds, accuracy 0.000
               precision  recall  F1     95 % interval  support  calibration error
     against   0.000      0.000   0.000  0.000-0.000    4        0.000
     favour    0.000      0.000   0.000  0.000-0.000    4        0.000
     micro     0.000      0.000   0.000  0.000-0.000    8
     macro     0.000      0.000   0.000  0.000-0.000    8
     weighted  0.000      0.000   0.000  0.000-0.000    8
     truth \ predicted  against  favour
     against            2        2
     favour             1        3
    time: reading N s, counting terms N s, fitting N s, thresholds and calibration N s, writing N s, estimate N s
    wrote news.standpoint
    ");
    assert_eq!(run.stdout, "");
}

#[test]
fn quiet_says_nothing() {
    let dir = Workdir::new();
    dir.file("news.csv", NEWS);
    let run = dir.run("train news.csv --out m --quiet").done();
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    assert!(dir.path("m").exists());
}

#[test]
fn the_model_is_the_same_for_one_thread_and_for_eight() {
    let dir = Workdir::new();
    dir.file("news.csv", NEWS);
    for threads in ["1", "2", "8"] {
        dir.run(&format!("train news.csv --out m{threads} --quiet --char-ngrams 2-4 --threads {threads}")).done();
    }
    assert!(dir.read("m1") == dir.read("m2") && dir.read("m1") == dir.read("m8"));
    // That the bytes depend on what they should depend on.
    dir.run("train news.csv --out other --quiet --char-ngrams 2-4 -C 2").done();
    assert!(dir.read("m1") != dir.read("other"));
}

#[test]
fn the_model_holds_neither_its_path_nor_its_time() {
    let dir = Workdir::new();
    dir.file("news.csv", NEWS).file("folder/copy.csv", NEWS);
    dir.run("train news.csv --out a --quiet").done();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    dir.run("train folder/copy.csv --out folder/b --quiet").done();
    assert!(dir.read("a") == dir.read("folder/b"));
}

#[test]
fn a_table_can_come_on_stdin() {
    let dir = Workdir::new();
    dir.run_with("train - --out m --quiet", NEWS).done();
    dir.file("news.csv", NEWS).run("train news.csv --out n --quiet").done();
    assert!(dir.read("m") == dir.read("n"));
}

#[test]
fn too_few_rows_for_an_estimate_are_no_reason_to_lose_the_model() {
    let dir = Workdir::new();
    dir.file("a.csv", "text,topics\nsteel one,trade\nphones one,technology\nsteel two,trade\nphones two,technology\n");
    let run = dir.run("train a.csv --out m").said(&["no estimate of what to expect", "--min-df", "wrote m"]);
    assert!(!run.stderr.contains("what to expect on new articles like these"));
    dir.run("inspect m").done();
}

#[test]
fn a_compact_model_is_smaller_and_says_what_that_costs() {
    let dir = Workdir::new();
    dir.file("a.csv", NEWS);
    let size = |args: &str| {
        let run = dir.run(&format!("train a.csv --out m --no-estimate --min-df 1 {args}")).done();
        (dir.read("m").len(), run.stderr)
    };
    let (whole, _) = size("");
    let (compact, said) = size("--compact");
    assert!(compact * 2 < whole, "{compact} of {whole}");
    assert!(said.contains("Compact: ") && said.contains(" points), by 5-fold cross-validation."), "{said}");
    assert!(dir.run("inspect m").done().stdout.contains(" terms: words 1"));
    let labelled = dir.run("classify --model m a.csv --format jsonl").done().lines();
    assert!(labelled.iter().any(|line| line["status"] == "ok"));
    let model = standpoint::model_file::open(&dir.path("m")).unwrap();
    let read_back = standpoint::model_file::from_bytes(standpoint::model_file::to_bytes(&model).unwrap()).unwrap();
    assert_eq!(read_back, model);
}
