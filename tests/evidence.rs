//! `standpoint classify --evidence`: what is shown of a score adds up to it.
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::Value;
use workdir::{PAGE, Workdir, without_figures};

#[test]
fn the_evidence_for_people_shows_the_strongest_summands_and_the_rest() {
    let dir = Workdir::with_model();
    let run = dir.run("classify --model news.standpoint news.csv --only 5 --evidence").done();
    insta::assert_snapshot!(without_figures(&run.stdout), @"
    Network ban
      topics  technology N %
      target  networks
      stance  favour N %

      why topics technology: score +0.000, threshold -0.000
        -0.000  intercept
        +0.000  ban (title)
        +0.000  Network (title)
        +0.000  ban
        +0.000  foreign
        +0.000  wise
        +0.000  networks
        +0.000  is
        -0.000  on
        -0.000  1 other term
        +0.000  “The ban on foreign networks is wise.”
        +0.000  “Network ban”

      why stance favour: score +0.000, next against -0.000
        -0.000  intercept
        +0.000  wise
        +0.000  ban (title)
        +0.000  ban
        +0.000  Network (title)
        -0.000  foreign
        +0.000  The
        +0.000  on
        -0.000  is
        +0.000  1 other term
        +0.000  “The ban on foreign networks is wise.”
        +0.000  “Network ban”
    ");
}

#[test]
fn the_evidence_that_people_see_adds_up_too() {
    let dir = Workdir::with_model();
    let stdout = dir.run("classify --model news.standpoint news.csv --evidence").done().stdout;
    let number = |word: &str| word.trim_end_matches(',').parse::<f64>().unwrap();
    let mut shown = 0;
    for why in stdout.split("\n  why ").skip(1) {
        let score = number(why.split("score ").nth(1).unwrap().split_whitespace().next().unwrap());
        // Sentences, in quotes, are another sum of the same.
        let summands = why.lines().skip(1).take_while(|line| line.starts_with("    ") && !line.contains('\u{201c}'));
        let summands: Vec<f64> = summands.map(|line| number(line.split_whitespace().next().unwrap())).collect();
        let rounding = 0.0005 * (summands.len() + 1) as f64;
        assert!(summands.len() > 1 && (summands.iter().sum::<f64>() - score).abs() <= rounding, "{why}");
        shown += 1;
    }
    assert!(shown > 20, "only {shown} scores in: {stdout}");
}

#[track_caller]
fn adds_up(line: &Value) {
    let evidence = line["evidence"].as_array().unwrap();
    for why in evidence {
        let number = |value: &Value| value.as_f64().unwrap();
        for parts in ["terms", "sentences"] {
            let sum: f64 = why[parts].as_array().unwrap().iter().map(|part| number(&part["contribution"])).sum();
            assert!((number(&why["intercept"]) + sum - number(&why["score"])).abs() < 1e-5, "{parts} of {why}");
        }
        let terms = why["terms"].as_array().unwrap();
        assert!(terms.iter().all(|term| term["term"].is_string() && term["field"].is_string()));
        assert!(terms.iter().all(|term| number(&term["contribution"]) != 0.0), "what adds nothing is no evidence: {why}");
        assert!(why["sentences"].as_array().unwrap().iter().all(|sentence| sentence["text"].is_string()));
        assert!(why["runner_up"]["label"].is_string() && number(&why["runner_up"]["score"]).is_finite());
    }
}

#[test]
fn evidence_adds_up_to_the_score_by_terms_and_by_sentences() {
    let dir = Workdir::with_model();
    dir.file("page.html", PAGE);
    let lines = dir.run("classify --model news.standpoint news.csv page.html --format jsonl --evidence").done().lines();
    lines.iter().for_each(adds_up);
    let tasks = |line: &Value| {
        let of = |why: &Value| format!("{} {}", why["task"].as_str().unwrap(), why["label"].as_str().unwrap());
        line["evidence"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(tasks(&lines[6]), ["topics technology", "topics security", "stance favour"]);
    // The target of a page is predicted, and has its evidence too.
    assert_eq!(
        tasks(&lines[12]),
        ["topics trade", "target tariffs", &format!("stance {}", lines[12]["stance"]["label"].as_str().unwrap())]
    );
    // A label that holds is over its threshold.
    let technology = &lines[6]["evidence"][0];
    assert!(technology["score"].as_f64() > technology["threshold"].as_f64() && technology["threshold"].is_number());
    assert!(lines[6]["evidence"][2]["threshold"].is_null());
    let fields: Vec<&str> = technology["terms"].as_array().unwrap().iter().map(|term| term["field"].as_str().unwrap()).collect();
    assert!(fields.contains(&"title") && fields.contains(&"body"));
    // What cannot be labelled has no evidence.
    let unknown = dir.run_with("classify --model news.standpoint - --format jsonl --evidence", "zzxqy").done().lines();
    assert!(unknown[0]["evidence"].as_array().unwrap().is_empty());
}

#[test]
fn the_sample_page_is_labelled_with_the_shipped_model() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/samples/clean-network.txt");
    let run = Workdir::new().run(&format!("classify {sample} --format jsonl --evidence")).done();
    let line = run.lines().remove(0);
    assert_eq!((&line["id"], &line["status"]), (&"clean-network".into(), &"ok".into()));
    assert_eq!(line["target"]["label"], "chinese-tech-restrictions");
    adds_up(&line);
}

#[test]
fn for_people_too_terms_add_up_and_so_do_sentences() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/samples/clean-network.txt");
    let run = Workdir::new().run(&format!("classify {sample} --evidence")).done();
    let first = |text: &str| text.split([',', ' ', '\n']).find(|word| !word.is_empty()).unwrap().parse::<f64>().unwrap();
    let mut reasons = 0;
    for why in run.stdout.split("\n  why ").skip(1) {
        let score = first(why.split("score ").nth(1).unwrap());
        let is_sentence =
            |line: &str| line.contains('\u{201c}') || line.ends_with("other sentence") || line.ends_with("other sentences");
        for sentences in [false, true] {
            let summands = why
                .lines()
                .skip(1)
                .filter(|line| line.starts_with("    ") && (line.ends_with("  intercept") || is_sentence(line) == sentences));
            let sum: f64 = summands.map(first).sum();
            assert!((sum - score).abs() < 0.011, "{sum} {why}");
        }
        reasons += 1;
    }
    assert!(reasons > 2, "{}", run.stdout);
}
