//! Decisions for a stream in which topics have other shares, and for a wanted precision: as chosen, as told, as judged.
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::Value;
use workdir::{NEWS, Run, Workdir};

/// The rows of the shipped articles that have a topic, and all rows.
fn shipped(topic: &str) -> (f64, f64) {
    let mut reader = csv::Reader::from_path(shipped_path()).unwrap();
    let column = reader.headers().unwrap().iter().position(|name| name == "topics").unwrap();
    let cells: Vec<String> = reader.records().map(|row| row.unwrap()[column].to_owned()).collect();
    let with = cells.iter().filter(|cell| cell.split(';').any(|name| name == topic)).count();
    (with as f64, cells.len() as f64)
}

fn shipped_path() -> String {
    concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/articles.csv").to_owned()
}

/// Runs the program in an empty folder.
fn run(args: &str) -> Run {
    Workdir::new().run(args)
}

fn json(args: &str) -> Value {
    let dir = Workdir::new();
    dir.file("a.csv", articles());
    serde_json::from_str(&dir.run(args).done().stdout).unwrap()
}

/// Enough rows that some hundred are held out: a fifth about tariffs, a third about spies, some of both, words in common.
fn articles() -> String {
    let mut out = "id,text,topics\n".to_owned();
    for row in 0..150 {
        let (trade, spies) = (row % 5 == 0, row % 3 == 0);
        let words = [
            if trade != (row % 11 == 0) { "tariff steel duty" } else { "harvest rain" },
            if spies != (row % 7 == 0) { "spy network cable" } else { "festival song" },
            ["monday city", "tuesday river", "friday road"][row % 3],
        ];
        let topics = match (trade, spies) {
            (true, true) => "trade;security",
            (true, false) => "trade",
            (false, true) => "security",
            _ => "",
        };
        out.push_str(&format!("{row},{} word{row},{topics}\n", words.join(" ")));
    }
    out
}

#[test]
fn odds_are_multiplied_by_the_ratio_of_the_shares_odds_and_labels_follow() {
    let path = shipped_path();
    let of = |args: &str| run(&format!("classify {path} --format jsonl {args}")).done();
    let (before, after) = (of("--quiet"), of("--prevalence trade=.03"));
    let (with, all) = shipped("trade");
    let odds = |p: f64| p / (1.0 - p);
    let ratio = odds(0.03) / odds(with / all);
    let (mut said, mut said_after) = (0, 0);
    for (before, after) in before.lines().iter().zip(after.lines()) {
        let of = |line: &Value, topic: &str| line["topic_probabilities"][topic].as_f64().unwrap();
        let (p, q) = (of(before, "trade"), of(&after, "trade"));
        if p < 0.999_999 {
            assert!((odds(q) / odds(p) / ratio - 1.0).abs() < 1e-6, "{p} {q}");
        }
        assert_eq!(of(before, "security"), of(&after, "security"));
        assert_eq!(after["assumed"]["prevalence"], serde_json::json!({"trade": 0.03}));
        assert!(before.get("assumed").is_none());
        said += usize::from(workdir::topics(before).contains(&"trade"));
        said_after += usize::from(workdir::topics(&after).contains(&"trade"));
    }
    assert!(0 < said_after && said_after <= said, "{said} {said_after}");
    let percent = 100.0 * with / all;
    let line = after.stderr.lines().next().unwrap();
    assert!(line.starts_with(&format!("  trade: {percent:.1} % of the training rows, 3.0 % assumed; threshold ")), "{line}");
    let thresholds: Vec<f64> = line
        .split_once("threshold ")
        .and_then(|(_, rest)| rest.split_once(';'))
        .map(|(pair, _)| pair.split(" -> ").map(|threshold| threshold.parse().unwrap()).collect())
        .unwrap();
    assert!(thresholds[0] < thresholds[1], "{line}");
    assert_eq!(after.stderr.lines().count(), 1, "{}", after.stderr);
}

#[test]
fn several_shares_and_a_precision_go_together_and_a_csv_keeps_its_columns() {
    let path = shipped_path();
    let of = |args: &str| run(&format!("classify {path} --format csv {args}")).done();
    let (before, after) = (of("--quiet"), of("--prevalence trade=.03,security=.05 --prevalence telecoms=.5 --precision .97"));
    assert_eq!(before.cells()[0], after.cells()[0]);
    assert_eq!(before.cells().len(), after.cells().len());
    let lines: Vec<&str> = after.stderr.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(lines, ["  security", "  telecoms", "  trade"]);
    let strict = run(&format!("classify {path} --format jsonl --precision .97")).done();
    assert_eq!(strict.lines()[0]["assumed"], serde_json::json!({"precision": 0.97}));
}

#[test]
fn shares_and_precisions_that_are_none_are_wrong_usage() {
    let dir = Workdir::with_model();
    let classify = |args: &str| dir.run(&format!("classify --model news.standpoint news.csv {args}"));
    for (args, words) in [
        ("--prevalence sport=.1", "'sport' is no topic of this model; it has security, technology, trade"),
        ("--prevalence trade", "write a topic and its share, such as trade=.03"),
        ("--prevalence trade=0", "a share is above 0 and below 1"),
        ("--prevalence trade=1", "a share is above 0 and below 1"),
        ("--prevalence trade=NaN", "a share is above 0 and below 1"),
        ("--prevalence trade=.1,trade=.2", "gives 'trade' twice"),
        ("--precision 90", "precision must be above 0 and below 1; it is 90"),
    ] {
        assert_eq!(classify(args).failed(2, &[words]).stdout, "", "{args}");
    }
    dir.run("train news.csv --out raw --no-estimate --no-calibration --quiet").done();
    dir.run("classify --model raw news.csv --prevalence trade=.1").failed(2, &["train without --no-calibration"]);
    dir.file("one.csv", "text,topic\nsteel tariff,trade\nlate match,sport\ntariff rises,trade\nmatch won,sport\n");
    dir.run("train one.csv --out one --no-estimate --min-df 1 --quiet").done();
    dir.run("classify --model one one.csv --prevalence trade=.1").failed(2, &["train with --multi-label"]);
    dir.run("train one.csv --out one --precision .9").failed(2, &["give --multi-label"]);
    dir.run("train news.csv --out m --precision 9").failed(2, &["precision must be above 0 and below 1; it is 9"]);
    dir.run("evaluate one.csv --folds 2 --min-df 1 --prevalence trade=.1").failed(2, &["give --multi-label"]);
    dir.run("evaluate news.csv --folds 2 --prevalence sport=.1").failed(2, &["'sport' is no topic"]);
    dir.file("stance.csv", "text,stance\nwise ban,favour\nfoolish ban,against\nwise tariff,favour\nfoolish tariff,against\n");
    dir.run("train stance.csv --out stance --no-estimate --min-df 1 --quiet").done();
    dir.run("classify --model stance stance.csv --prevalence trade=.1").failed(2, &["this model has none"]);
}

#[test]
fn an_evaluation_of_another_stream_counts_rows_by_the_shares() {
    let plain = json("evaluate a.csv --folds 3 --min-df 1 --format json");
    let shifted = json("evaluate a.csv --folds 3 --min-df 1 --format json --prevalence trade=.02");
    // The figures of the rows as they are stay as they are.
    assert_eq!(plain["topics"], shifted["topics"]);
    let told = &shifted["adaptation"]["topics"];
    assert_eq!(told.as_object().unwrap().keys().collect::<Vec<_>>(), ["trade"]);
    let trade = &told["trade"];
    let figure = |name: &str| plain["topics"]["labels"]["trade"][name].as_f64().unwrap();
    // By the definition: of 30 rows with the topic those over the threshold count .02 / .2, of the others .98 / .8.
    let (precision, recall, support) = (figure("precision"), figure("recall"), figure("support"));
    assert_eq!(support, 30.0);
    let hits = recall * support;
    let others = hits / precision - hits;
    assert!(hits > 0.0 && others > 0.0);
    let wanted = 0.1 * hits / (0.1 * hits + 1.225 * others);
    assert!((trade["before"]["precision"].as_f64().unwrap() - wanted).abs() < 1e-9, "{trade}");
    assert_eq!(trade["before"]["recall"], plain["topics"]["labels"]["trade"]["recall"]);
    assert!(shifted["methods"].as_str().unwrap().contains("(trade 0.02)"));
    // With the share that the rows have nothing changes.
    let same = json("evaluate a.csv --folds 3 --min-df 1 --format json --prevalence trade=.2");
    let trade = &same["adaptation"]["topics"]["trade"];
    for name in ["precision", "recall", "f1"] {
        let (before, plain) = (trade["before"][name].as_f64().unwrap(), figure(name));
        assert!((before - plain).abs() < 1e-9 && trade["before"] == trade["after"], "{trade}");
    }
}

#[test]
fn a_wanted_precision_is_trained_kept_shown_judged_and_judged_again() {
    let dir = Workdir::new();
    dir.file("a.csv", articles());
    let run = dir.run("train a.csv --out m --min-df 1 --precision .9");
    run.said(&["of rows held out precision", "what to expect on new articles like these"]);
    let shown = dir.run("inspect m").done().stdout;
    assert!(shown.contains("thresholds  of precision 0.9, and what they gave of rows held out\n"), "{shown}");
    let evaluated = |args: &str| -> Value {
        serde_json::from_str(&dir.run(&format!("evaluate a.csv --folds 3 --format json {args}")).done().stdout).unwrap()
    };
    let (plain, strict) = (evaluated("--min-df 1"), evaluated("--min-df 1 --precision .9"));
    let again = evaluated("--as m");
    assert_eq!(strict["topics"], again["topics"]);
    assert_eq!(strict["adaptation"], again["adaptation"]);
    assert_eq!(strict["adaptation"]["precision"], 0.9);
    assert!(plain.get("adaptation").is_none());
    // Before is what a training for the highest F1 scores, after what this one scores.
    for topic in ["trade", "security"] {
        let told = &strict["adaptation"]["topics"][topic];
        assert_eq!(told["before"], plain["topics"]["labels"][topic]);
        assert_eq!(told["after"], strict["topics"]["labels"][topic]);
        let recall = |of: &str| told[of]["recall"].as_f64().unwrap();
        assert!(recall("after") <= recall("before"), "{told}");
    }
    assert!(strict["methods"].as_str().unwrap().contains("thresholds (the lowest with precision 0.9)"));
    // A model's own precision is what its thresholds are chosen by for another stream.
    dir.run("classify --model m a.csv --format csv --prevalence trade=.1")
        .said(&["trade: 20.0 % of the training rows, 10.0 % assumed"]);
}

#[test]
fn a_precision_that_no_threshold_has_is_told_and_the_topic_said_of_almost_nothing() {
    let dir = Workdir::new();
    dir.file("news.csv", NEWS);
    let run = dir.run("train news.csv --out m --no-estimate --precision .99");
    run.said(&["no threshold gives precision 0.99, so that the topic is said of almost no article"]);
    let run = dir.run("evaluate news.csv --folds 3 --precision .99").done();
    assert!(run.stdout.contains("thresholds chosen inside each split for precision 0.99:\n"), "{}", run.stdout);
    assert!(run.stdout.contains("note: splits in which no threshold had that precision on rows held out: "), "{}", run.stdout);
}

#[test]
fn a_model_of_one_pass_adapts_too_and_what_cannot_aim_at_a_precision_says_so() {
    let dir = Workdir::new();
    dir.file("a.csv", articles());
    dir.run("train a.csv --hashing=12 --out m --quiet").done();
    let run = dir.run("classify --model m a.csv --format jsonl --prevalence security=.05").done();
    assert!(run.stderr.starts_with("  security: ") && run.stderr.contains("5.0 % assumed"), "{}", run.stderr);
    assert_eq!(run.lines()[0]["assumed"]["prevalence"]["security"], 0.05);
    dir.run("train a.csv --hashing=12 --out m --precision .9").failed(2, &["--precision"]);
    dir.run("train a.csv --search --out m --precision .9").failed(2, &["--precision"]);
}

#[test]
fn the_page_of_a_report_shows_what_a_stream_changes() {
    let dir = Workdir::new();
    dir.file("a.csv", articles());
    let run = dir.run("evaluate a.csv --folds 3 --min-df 1 --precision .9 --prevalence trade=.02 --report r.html").done();
    let page = String::from_utf8(dir.read("r.html")).unwrap();
    assert!(page.contains("Thresholds chosen inside each split for precision 0.9</h3>"));
    assert!(page.contains("<td>trade</td><td>20.0 %</td><td>2.0 %</td>"), "{page}");
    assert!(page.contains("<td>security</td><td>33.3 %</td><td></td>"));
    let wanted =
        "thresholds chosen inside each split for precision 0.9 and for the shares assumed, rows counting what they do there:";
    assert!(run.stdout.contains(wanted), "{}", run.stdout);
}
