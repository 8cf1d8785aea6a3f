//! `standpoint compare`: two models, or two configurations, on the same rows.
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::Value;
use standpoint::evaluate::{Comparison, McNemar, Outcome};
use standpoint::{Labels, task::Task};
use workdir::{NEWS, Workdir};

/// The program, with each argument as it stands.
fn compare(dir: &Workdir, args: &[&str]) -> (String, String, Option<i32>) {
    let out = dir.command("compare").args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(out.stdout), text(out.stderr), out.status.code())
}

fn json(dir: &Workdir, args: &[&str]) -> Value {
    let (stdout, stderr, code) = compare(dir, &[args, &["--format", "json", "--quiet"]].concat());
    assert_eq!(code, Some(0), "{stderr}");
    serde_json::from_str(&stdout).unwrap()
}

#[test]
fn configurations_are_compared_on_the_same_folds() {
    let dir = Workdir::new();
    dir.file("a.csv", NEWS);
    let found = json(&dir, &["-C 1", "--ngrams 1-2 --min-df 1 --stem none", "a.csv", "--folds", "3"]);
    let tasks: Vec<&str> = found.as_array().unwrap().iter().map(|task| task["task"].as_str().unwrap()).collect();
    assert_eq!(tasks, ["topics", "target", "stance"]);
    // Each side is what evaluate says of it.
    for (side, options) in [(0, "-C 1"), (1, "--ngrams 1-2 --min-df 1 --stem none")] {
        let alone = dir.run(&format!("evaluate a.csv --folds 3 --format json --quiet {options}")).done().stdout;
        let alone: Value = serde_json::from_str(&alone).unwrap();
        for of in found.as_array().unwrap() {
            let task = of["task"].as_str().unwrap();
            assert_eq!(of["figures"][side]["accuracy"], alone[task]["accuracy"]);
            assert_eq!(of["figures"][side]["macro_f1"], alone[task]["macro"]["f1"]);
        }
    }
    for of in found.as_array().unwrap() {
        let (rows, test) = (of["rows"].as_u64().unwrap() as f64, &of["mcnemar"]);
        let gap = (test["only_second"].as_f64().unwrap() - test["only_first"].as_f64().unwrap()) / rows;
        assert!((of["difference"]["accuracy"].as_f64().unwrap() - gap).abs() < 1e-12);
        assert_eq!(of["differing"].as_array().unwrap().len(), of["articles"].as_array().unwrap().len());
    }
}

#[test]
fn a_configuration_does_not_differ_from_itself() {
    let dir = Workdir::new();
    dir.file("a.csv", NEWS);
    for of in json(&dir, &["", "-C 1", "a.csv", "--folds", "3"]).as_array().unwrap() {
        assert_eq!((&of["mcnemar"]["p"], &of["intervals"]["macro_f1"]), (&1.0.into(), &serde_json::json!([0.0, 0.0])));
        assert_eq!((&of["bootstrap_p"]["macro_f1"], of["differing"].as_array().unwrap().len()), (&1.0.into(), 0));
    }
}

#[test]
fn a_target_of_the_test_table_in_other_words_is_that_of_the_first_table() {
    let dir = Workdir::new();
    let test = "id,text,target,stance\n1,The tariff on steel hurts.,Tariffs,against\n2,A wise ban.,NETWORKS,favour\n";
    dir.file("a.csv", NEWS).file("test.csv", test);
    let (_, stderr, code) = compare(&dir, &["", "-C 2", "a.csv", "--test", "test.csv"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.contains("'NETWORKS' as networks, 'Tariffs' as tariffs"), "{stderr}");
}

#[test]
fn models_are_compared_on_rows_that_neither_was_trained_on() {
    let dir = Workdir::with_model();
    dir.run("train news.csv --out other.standpoint --no-estimate --quiet --ngrams 1 -C 0.01").done();
    let (_, stderr, code) = compare(&dir, &["news.standpoint", "other.standpoint", "news.csv"]);
    assert!(code == Some(1) && stderr.contains("was trained on every row; compare them on other rows"), "{stderr}");
    let new = "x1,Steel,The tariff on steel hurts builders again.,trade,tariffs,against\nx2,Ban,A wise ban on networks.,technology,networks,favour\n";
    dir.file("more.csv", format!("{NEWS}{new}"));
    let (stdout, stderr, code) = compare(&dir, &["news.standpoint", "other.standpoint", "more.csv"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.contains("12 rows are left out: one of the models was trained on them."), "{stderr}");
    assert!(stdout.starts_with("topics: 2 rows; A is 'news.standpoint', B is 'other.standpoint'\n"), "{stdout}");
    assert!(stdout.contains("McNemar's exact test: A alone right"), "{stdout}");
    let (_, stderr, code) = compare(&dir, &["news.standpoint", "other.standpoint", "more.csv", "--repeats", "2"]);
    assert!(code == Some(2) && stderr.contains("leave out --group"), "{stderr}");
}

/// The counts of the exact test are of articles, however often folds are dealt out.
#[test]
fn an_article_counts_once_in_the_exact_test() {
    let dir = Workdir::with_model();
    let (stdout, stderr, code) =
        compare(&dir, &["", "--ngrams 1 -C 0.001", "news.csv", "--repeats", "4", "--folds", "3", "--format", "json"]);
    assert_eq!(code, Some(0), "{stderr}");
    let found: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    for of in found.as_array().unwrap() {
        let test = &of["mcnemar"];
        let apart = test["only_first"].as_u64().unwrap() + test["only_second"].as_u64().unwrap();
        assert!(apart <= of["differing"].as_array().unwrap().len() as u64, "{of}");
    }
}

#[test]
fn wrong_sides_are_wrong_usage() {
    let dir = Workdir::with_model();
    for (args, words) in [
        (["news.standpoint", "-C 1"], "a model and a configuration cannot be compared"),
        (["", "--no-such-thing"], "in '--no-such-thing': unexpected argument"),
        (["", "-C x"], "in '-C x': invalid value"),
        (["-C 0", ""], "it is 0"),
    ] {
        let (_, stderr, code) = compare(&dir, &[&args[..], &["news.csv"]].concat());
        assert!(code == Some(2) && stderr.contains(words), "{args:?}: {stderr}");
    }
    let (_, stderr, code) = compare(&dir, &["none.standpoint", "news.standpoint", "news.csv"]);
    assert!(code == Some(1) && stderr.contains("none.standpoint: cannot read"), "{stderr}");
}

#[test]
fn the_paired_bootstrap_finds_a_difference_that_is_there_and_none_that_is_not() {
    let rows: Vec<Labels> =
        (0..300).map(|row| Labels { topics: Some(vec![["a", "b", "c"][row % 3].to_owned()]), ..Labels::default() }).collect();
    let task = Task::topics(&rows, true).unwrap();
    // Wrong in one row of so many; a stride prime to the classes' three.
    let said = |wrong: &dyn Fn(usize) -> bool| -> Vec<Outcome> {
        let label = |row: usize| if wrong(row) { (row + 1) % 3 } else { row % 3 };
        (0..300).map(|row| Outcome { row, said: vec![label(row)], probabilities: Vec::new() }).collect()
    };
    let (poor, good) = (said(&|row| row % 4 == 0), said(&|row| row % 10 == 1));
    let found = Comparison::of(&task, [&poor, &good], None, 0).unwrap();
    assert!((found.difference.accuracy - 0.15).abs() < 1e-12);
    assert!(found.intervals.accuracy.0 > 0.05 && found.bootstrap_p.accuracy < 0.01);
    assert_eq!(found.mcnemar, McNemar::of(30, 75));
    let other = said(&|row| row % 4 == 1);
    let found = Comparison::of(&task, [&poor, &other], None, 0).unwrap();
    assert!(found.intervals.accuracy.holds(0.0) && found.bootstrap_p.accuracy > 0.5 && found.mcnemar.p == 1.0);
    assert_eq!(found.differing.len(), 150);
    assert!(Comparison::of(&task, [&poor, &good[1..]], None, 0).is_err());
}
