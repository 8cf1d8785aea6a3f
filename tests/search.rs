//! `standpoint train --search`: what is tried, what is chosen, and that the model tells.
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::Value;
use workdir::{NEWS, Workdir};

#[test]
fn a_search_is_shown_kept_in_the_model_and_the_same_every_time() {
    let dir = Workdir::new();
    dir.file("a.csv", NEWS);
    let run = dir.run("train a.csv --out m --search --no-estimate --min-df 1").done();
    assert!(
        run.stderr.contains("tried, the best of each round") && run.stderr.contains("Chosen by a search among"),
        "{}",
        run.stderr
    );
    let bytes = dir.read("m");
    dir.run("train a.csv --out m --search --no-estimate --min-df 1 --threads 1 --quiet").done();
    assert!(dir.read("m") == bytes);
    let shown = dir.run("inspect m").done().stdout;
    let trials: Vec<Vec<&str>> = shown
        .lines()
        .filter(|line| line.contains("min_df 1, max_df") && !line.starts_with("features"))
        .map(|line| line.split_whitespace().collect())
        .collect();
    // The plan: 30 configurations, five variants of five (leads are not tried where a stance is learned), the best four.
    let of_round = |round: &str| trials.iter().filter(|trial| trial[0] == round).count();
    assert_eq!([of_round("1"), of_round("2"), of_round("3")], [30, 25, 4], "{shown}");
    // What was chosen is the best of the last round; several may have the same score.
    let last = || trials.iter().filter(|trial| trial[0] == "3");
    let best = last().map(|trial| trial[2]).max().unwrap();
    let features = shown.lines().find_map(|line| line.strip_prefix("features")?.split_once(": ")).unwrap().1;
    assert!(last().any(|trial| trial[2] == best && trial.join(" ").ends_with(features)), "{features} {shown}");
}

#[test]
fn a_search_chooses_what_it_is_not_told() {
    let dir = Workdir::new();
    dir.file("a.csv", NEWS);
    for args in [
        "--search --cost 3",
        "--search --ngrams 1-2",
        "--search --marks",
        "--search --balanced",
        "--budget 60s",
        "--search --budget 1y",
    ] {
        let run = dir.run(&format!("train a.csv --out m {args}"));
        assert_eq!(run.code, Some(2), "{args}: {}", run.stderr);
    }
    // Topics of any number alone: thresholds decide, and rows count the same, which is told.
    dir.file(
        "topics.csv",
        "text,topics\nsteel tariff,trade\nsteel duty,trade\nphone mast,\nphone network,\nsteel phone,trade\nrain fell,\n",
    );
    dir.run("train topics.csv --multi-label --search --out t --no-estimate --min-df 1").done();
    let shown = dir.run("inspect t").done().stdout;
    assert!(shown.contains("LinearSvc, rows of equal weight ") && shown.contains("seed 0, rows of equal weight\n"), "{shown}");
    assert!(shown.contains("lead weight 0.5") && shown.contains("ComplementNb"), "{shown}");
    let last = u64::MAX;
    dir.run(&format!("train a.csv --out m --search --budget 1h --stem none --seed {last} --no-estimate --quiet")).done();
    assert!(dir.run("inspect m").done().stdout.contains("stemming none"));
}

#[test]
fn a_search_is_made_anew_in_each_split() {
    let dir = Workdir::new();
    // Of topics alone, one a row: the best is one of naive Bayes, whose costs a search does not begin with.
    let rows: String = (0..48).map(|n| format!("t{},word{} word{} of class{}\n", n % 4, n % 9, n % 7, n % 4)).collect();
    dir.file("a.csv", NEWS).file("one.csv", format!("topics,text\n{rows}"));
    let chosen = |how: &str| {
        let run = dir.run(&format!("evaluate one.csv --folds 2 {how} --format json --quiet")).done();
        serde_json::from_str::<Value>(&run.stdout).unwrap()["chosen"].clone()
    };
    dir.run("train one.csv --search --out one.standpoint --no-estimate --quiet").done();
    assert_eq!(chosen("--search"), chosen("--as one.standpoint"));
    let run = dir.run("evaluate a.csv --folds 2 --search --format json --quiet").done();
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["chosen"].as_array().unwrap().len(), 2);
    let methods = report["methods"].as_str().unwrap();
    assert!(methods.contains("This was done anew on the training rows of each split. Chosen, by splits: "), "{methods}");
    assert!(report["chosen"].as_array().unwrap().iter().all(|of| methods.contains(of.as_str().unwrap())), "{methods}");
    dir.run("train a.csv --search --out s.standpoint --no-estimate --quiet").done();
    let run = dir.run("evaluate a.csv --folds 2 --as s.standpoint --format json --quiet").done();
    let again: Value = serde_json::from_str(&run.stdout).unwrap();
    // What the search begins with is not what it found.
    assert_eq!(again["chosen"], report["chosen"]);
}
