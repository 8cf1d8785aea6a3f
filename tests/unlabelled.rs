//! `--unlabelled`: articles without labels tell which words are alike.
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::Value;
use workdir::Workdir;

/// Four labelled rows, none of which has a word of `NEW`.
const LABELLED: &str = "text,topic\nsteel tariff,trade\ntariff steel,trade\nmatch goal,sport\ngoal match,sport\n";
/// Words of the same subjects that no labelled row has.
const NEW: &str = "text\nduty import\nteam cup\n";

/// Pages that name labelled words beside new ones: those of trade in text files, those of sport in a table.
fn with_pages() -> Workdir {
    let dir = Workdir::new();
    dir.file("a.csv", LABELLED).file("new.csv", NEW);
    for at in 0..12 {
        let words = ["steel duty", "tariff import", "duty import"][at % 3];
        let lines =
            format!("The {words} was in the news on Monday. A {words} is what they wrote of, and more of it will come.\n");
        dir.file(&format!("pages/{at}.txt"), lines.repeat(3));
    }
    let rows = ["match team", "goal cup", "team cup"].map(|words| format!("The {words} was in the news on Monday\n").repeat(4));
    dir.file("pages/sport.csv", format!("text\n{}", rows.concat()));
    dir
}

#[test]
fn words_that_no_labelled_row_has_are_known_by_those_they_stand_with() {
    let dir = with_pages();
    let run = dir.run("train a.csv --out m --unlabelled pages --no-calibration --no-estimate").done();
    assert!(run.stderr.contains("read 24 unlabelled articles\n"), "{}", run.stderr);
    let lines = dir.run("classify --model m new.csv --format jsonl").done().lines();
    let said: Vec<&str> = lines.iter().map(|line| line["topics"][0]["label"].as_str().unwrap()).collect();
    assert_eq!(said, ["trade", "sport"]);
    // Without them nothing is known of these words.
    dir.run("train a.csv --out m --no-calibration --no-estimate --ngrams 1 --min-df 1").done();
    let without = dir.run("classify --model m new.csv --format jsonl").done().lines();
    assert!(without.iter().all(|line| line["status"] == "unknown-words"), "{without:?}");
}

#[test]
fn the_model_tells_what_it_learned_from_and_contributions_add_up_to_the_score() {
    let dir = with_pages();
    dir.run("train a.csv --out m --unlabelled pages --no-estimate").done();
    let inspect = dir.run("inspect m").done().stdout;
    assert!(inspect.contains("\nunlabelled  24 articles, sha256 "), "{inspect}");
    for line in dir.run("classify --model m new.csv --format jsonl --evidence").done().lines() {
        let topics = &line["evidence"][0];
        let number = |value: &Value| value.as_f64().unwrap();
        let terms: Vec<f64> = topics["terms"].as_array().unwrap().iter().map(|term| number(&term["contribution"])).collect();
        assert!(terms.len() == 2 && terms.iter().all(|&contribution| contribution > 0.1), "{line}");
        let sum = number(&topics["intercept"]) + terms.iter().sum::<f64>();
        assert!((sum - number(&topics["score"])).abs() < 1e-9, "{line}");
    }
}

#[test]
fn figures_are_of_the_same_learning() {
    let dir = with_pages();
    dir.file("b.csv", LABELLED.to_owned() + &LABELLED.lines().skip(1).map(|line| format!("the {line}\n")).collect::<String>());
    dir.file("test.csv", "text,topic\nduty import,trade\nteam cup,sport\nimport duty,trade\ncup team,sport\n");
    let accuracy = |args: &str| {
        let report = dir.run(&format!("evaluate b.csv --test test.csv --format json {args}")).done();
        let report: Value = serde_json::from_str(&report.stdout).unwrap();
        report["topics"]["accuracy"].as_f64().unwrap()
    };
    let run = dir.run("evaluate b.csv --unlabelled pages --folds 2").done();
    assert!(run.stdout.contains("Which words are alike was told by 24 articles without labels"), "{}", run.stdout);
    assert_eq!(accuracy("--unlabelled pages"), 1.0);
    assert!(accuracy("--min-df 1 --ngrams 1") < 1.0);
}

#[test]
fn what_cannot_be_is_refused_with_the_way_out() {
    let dir = with_pages();
    for (args, code, says) in [
        ("--unlabelled nowhere", 1, "nowhere"),
        ("--unlabelled pages --compact", 2, "leave out one of them"),
        ("--unlabelled pages --prior naive-bayes", 2, "--prior naive-bayes, or --unlabelled"),
        ("--unlabelled pages --ngrams 2", 2, "let --ngrams begin with 1"),
        ("--unlabelled new.csv", 2, "no word is in 3 of the 2 unlabelled articles; give more of them"),
        ("--unlabelled pages --search", 2, "cannot be used with"),
        ("--unlabelled pages --hashing", 2, "cannot be used with"),
    ] {
        let run = dir.run(&format!("train a.csv --out m --no-estimate {args}"));
        assert_eq!((run.code, run.stderr.contains(says)), (Some(code), true), "{args}: {}", run.stderr);
    }
    dir.run("train a.csv --out m --unlabelled pages --no-estimate").done();
    let run = dir.run("evaluate a.csv --as m --folds 2");
    assert!(run.code == Some(2) && run.stderr.contains("24 unlabelled articles too"), "{}", run.stderr);
}
