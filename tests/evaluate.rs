//! `standpoint evaluate`: cross-validated figures for people and for scripts.
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::Value;
use workdir::{NEWS, Workdir, without_figures};

fn json(table: &str, args: &str) -> Value {
    let dir = Workdir::new();
    dir.file("a.csv", table);
    let run = dir.run(&format!("evaluate a.csv --format json {args}")).done();
    serde_json::from_str(&run.stdout).unwrap()
}

fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn it_shows_a_table_a_task() {
    let dir = Workdir::new();
    dir.file("news.csv", NEWS);
    let run = dir.run("evaluate news.csv --folds 3").done();
    let (figures, paragraph) = run.stdout.split_once("\n\nFor a paper:\n").unwrap();
    assert!(
        paragraph.starts_with("12 labelled articles were evaluated by 3-fold cross-validation, stratified by labels (seed 0).")
    );
    insta::assert_snapshot!(without_figures(figures), @r"
    topics: 12 rows in 3 folds, accuracy 0.000
                 precision  recall  F1     95 % interval  support  calibration error
     security    0.000      0.000   0.000  0.000-0.000    3        0.000
     technology  0.000      0.000   0.000  0.000-0.000    4        0.000
     trade       0.000      0.000   0.000  0.000-0.000    5        0.000
     micro       0.000      0.000   0.000  0.000-0.000    12
     macro       0.000      0.000   0.000  0.000-0.000    12
     weighted    0.000      0.000   0.000  0.000-0.000    12
     samples     0.000      0.000   0.000  0.000-0.000    12
      overall: accuracy 0.000 (0.000 to 0.000), Hamming loss 0.000 (0.000 to 0.000), Matthews 0.000 (0.000 to 0.000), kappa 0.000 (0.000 to 0.000)
      probabilities: average precision 0.000 (0.000 to 0.000), ROC AUC 0.000 (0.000 to 0.000), log loss 0.000 (0.000 to 0.000), Brier 0.000 (0.000 to 0.000)
      baselines by macro F1: majority 0.000 (0.000 to 0.000), naive Bayes 0.000 (0.000 to 0.000)
    target: 12 rows in 3 folds, accuracy 0.000
               precision  recall  F1     95 % interval  support  calibration error
     networks  0.000      0.000   0.000  0.000-0.000    4        0.000
     none      0.000      0.000   0.000  0.000-0.000    4        0.000
     tariffs   0.000      0.000   0.000  0.000-0.000    4        0.000
     micro     0.000      0.000   0.000  0.000-0.000    12
     macro     0.000      0.000   0.000  0.000-0.000    12
     weighted  0.000      0.000   0.000  0.000-0.000    12
     truth \ predicted  networks  none  tariffs
     networks           4         0     0
     none               0         4     0
     tariffs            0         0     4
      overall: accuracy 0.000 (0.000 to 0.000), Hamming loss 0.000 (0.000 to 0.000), Matthews 0.000 (0.000 to 0.000), kappa 0.000 (0.000 to 0.000)
      probabilities: average precision 0.000 (0.000 to 0.000), ROC AUC 0.000 (0.000 to 0.000), log loss 0.000 (0.000 to 0.000), Brier 0.000 (0.000 to 0.000)
      baselines by macro F1: majority 0.000 (0.000 to 0.000), naive Bayes 0.000 (0.000 to 0.000)
    stance (target given): 8 rows in 3 folds, accuracy 0.000
               precision  recall  F1     95 % interval  support  calibration error
     against   0.000      0.000   0.000  0.000-0.000    4        0.000
     favour    0.000      0.000   0.000  0.000-0.000    4        0.000
     micro     0.000      0.000   0.000  0.000-0.000    8
     macro     0.000      0.000   0.000  0.000-0.000    8
     weighted  0.000      0.000   0.000  0.000-0.000    8
     truth \ predicted  against  favour
     against            2        2
     favour             4        0
      overall: accuracy 0.000 (0.000 to 0.000), Hamming loss 0.000 (0.000 to 0.000), Matthews -0.000 (-0.000 to -0.000), kappa -0.000 (-0.000 to 0.000), SemEval F1 0.000 (0.000 to 0.000)
      probabilities: average precision 0.000 (0.000 to 0.000), ROC AUC 0.000 (0.000 to 0.000), log loss 0.000 (0.000 to 0.000), Brier 0.000 (0.000 to 0.000)
      baselines by macro F1: majority 0.000 (0.000 to 0.000), naive Bayes 0.000 (0.000 to 0.000)
    stance (target predicted): 12 rows in 3 folds, accuracy 0.000
               precision  recall  F1     95 % interval  support
     against   0.000      0.000   0.000  0.000-0.000    4
     favour    0.000      0.000   0.000  0.000-0.000    4
     micro     0.000      0.000   0.000  0.000-0.000    8
     macro     0.000      0.000   0.000  0.000-0.000    8
     weighted  0.000      0.000   0.000  0.000-0.000    8
     samples   0.000      0.000   0.000  0.000-0.000    8
      overall: accuracy 0.000 (0.000 to 0.000), Hamming loss 0.000 (0.000 to 0.000), SemEval F1 0.000 (0.000 to 0.000)
    ");
    insta::assert_snapshot!(run.stderr, @"
    read 12 articles from news.csv
      2 rows have blank topics, read as no topic (--blank skip: not coded).
      Topics: any number of labels a row, each with its threshold (--single-label overrules).
      Rows by topics: security 3, technology 4, trade 5.
      Rows by targets: networks 4, tariffs 4.
      Rows by stances: against 4, favour 4.
      Rows without a topic: 2.
    ");
}

#[test]
fn the_table_shows_the_figures_of_the_json() {
    let dir = Workdir::new();
    dir.file("a.csv", NEWS);
    let table = dir.run("evaluate a.csv --folds 3").done().stdout;
    let report = json(NEWS, "--folds 3 --quiet");
    for (label, scores) in report["topics"]["labels"].as_object().unwrap() {
        let cells: Vec<&str> = table.lines().find(|line| line.trim().starts_with(label)).unwrap().split_whitespace().collect();
        let figures = ["precision", "recall", "f1"].map(|name| format!("{:.3}", scores[name].as_f64().unwrap()));
        assert_eq!(cells[1..4], figures);
        let interval = &report["topics"]["intervals"]["labels"][label]["f1"];
        let interval = format!("{:.3}-{:.3}", interval[0].as_f64().unwrap(), interval[1].as_f64().unwrap());
        assert_eq!((cells[4], cells[5]), (&*interval, &*scores["support"].to_string()));
    }
    for task in ["topics", "target", "stance"] {
        let accuracy = report[task]["accuracy"].as_f64().unwrap();
        let line = table.lines().find(|line| line.starts_with(task)).unwrap();
        assert!(line.ends_with(&format!("accuracy {accuracy:.3}")), "{line}");
    }
}

#[test]
fn json_has_the_shape_that_scripts_rely_on() {
    let report = json(NEWS, "--folds 3 --quiet");
    assert_eq!((&report["schema"], &report["folds"], &report["rows"]), (&2.into(), &3.into(), &12.into()));
    assert!(report["seconds"].as_f64().unwrap() > 0.0);
    for (task, labels) in [
        ("topics", vec!["security", "technology", "trade"]),
        ("target", vec!["networks", "none", "tariffs"]),
        ("stance", vec!["against", "favour"]),
    ] {
        let task = &report[task];
        assert_eq!(names(&task["labels"]), labels);
        let scores =
            labels.iter().map(|label| &task["labels"][label]).chain(["micro", "macro", "weighted"].map(|name| &task[name]));
        for scores in scores {
            for name in ["precision", "recall", "f1"] {
                assert!((0.0..=1.0).contains(&scores[name].as_f64().unwrap()), "{name} of {scores}");
            }
            assert!(scores["support"].is_u64());
        }
        assert!((0.0..=1.0).contains(&task["accuracy"].as_f64().unwrap()));
        let intervals = &task["intervals"];
        assert_eq!(names(&intervals["labels"]), labels);
        let of_labels = labels.iter().map(|label| &intervals["labels"][label]);
        let scores = of_labels.chain(["micro", "macro", "weighted"].map(|name| &intervals[name]));
        let figures = scores.flat_map(|scores| ["precision", "recall", "f1"].map(|name| &scores[name]));
        for figure in figures.chain([&intervals["accuracy"]]) {
            let (low, high) = (figure[0].as_f64().unwrap(), figure[1].as_f64().unwrap());
            assert!(0.0 <= low && low <= high && high <= 1.0, "{figure}");
        }
    }
    // Rows without a target have no stance.
    assert_eq!((&report["topics"]["rows"], &report["stance"]["rows"]), (&12.into(), &8.into()));
    assert_eq!(report["topics"]["labels"]["trade"]["support"], 5);
}

#[test]
fn the_confusion_counts_every_row_of_a_task_with_one_label_a_row() {
    let stance = &json(NEWS, "--folds 4 --quiet")["stance"];
    let rows: Vec<u64> = stance["confusion"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|row| row.as_object().unwrap().values())
        .map(|n| n.as_u64().unwrap())
        .collect();
    assert_eq!(rows.iter().sum::<u64>(), 8);
    let right: u64 = names(&stance["labels"]).iter().filter_map(|label| stance["confusion"][label][label].as_u64()).sum();
    assert_eq!(stance["accuracy"].as_f64().unwrap(), right as f64 / 8.0);
}

#[test]
fn a_task_that_the_table_does_not_have_is_left_out() {
    let table = "text,topics\nsteel rose,trade\nsteel fell,trade\nphones rose,technology\nphones fell,technology\n";
    let report = json(table, "--folds 2 --min-df 1 --quiet");
    assert!(report.get("topics").is_some() && report.get("target").is_none() && report.get("stance").is_none());
}

#[test]
fn the_figures_are_the_same_for_the_same_seed_whatever_the_threads() {
    let figures = |args: &str| {
        let mut report = json(NEWS, &format!("--quiet --folds 3 {args}"));
        report.as_object_mut().unwrap().remove("seconds");
        report
    };
    assert_eq!(figures("--threads 1"), figures("--threads 8"));
    assert!((1..20).any(|seed| figures(&format!("--seed {seed}")) != figures("")));
}

#[test]
fn copies_of_a_text_share_a_fold() {
    // With only copies to learn from, a copy in another fold would tell the label of a row of noise.
    let words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"];
    let rows = words.iter().enumerate().map(|(n, word)| format!("{word} common,{}\n", if n % 2 == 0 { "x" } else { "y" }));
    let rows: String = rows.flat_map(|row| [row.clone(), row]).collect();
    let report = json(&format!("text,topics\n{rows}"), "--quiet --folds 8 --min-df 1 --ngrams 1");
    assert!(report["topics"]["accuracy"].as_f64().unwrap() < 0.9, "{report}");
}

#[test]
fn only_the_report_is_on_stdout_and_quiet_leaves_nothing_else() {
    let dir = Workdir::new();
    dir.file("a.csv", NEWS);
    let loud = dir.run("evaluate a.csv --format json").said(&["read 12 articles from a.csv"]);
    assert!(serde_json::from_str::<Value>(&loud.stdout).is_ok());
    let quiet = dir.run("evaluate a.csv --quiet").done();
    assert!(quiet.stderr.is_empty() && quiet.stdout.starts_with("topics: 12 rows in 5 folds"), "{}", quiet.stdout);
}
