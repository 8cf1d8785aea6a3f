//! Articles unlike those of the training, and labels that are likelier wrong than was asked for: marked, never dropped.
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::{Value, json};
use workdir::{Workdir, texts};

const GERMAN: &str = "Die Ministerin sagte am Montag, dass die Zölle auf Stahl vom ersten Mai an auf ein Viertel des Preises \
                      steigen werden, obwohl die Bauern und viele Händler dagegen protestieren; a tariff.";
/// Words of every article, in whatever order.
const ENGLISH: &str = "the minister said on monday that it would rise from the first of may and which many of the builders with their \
                       houses have thought should not be there because when this was written nobody knew what they wanted";

/// Twenty of the words, drawn by a number, and the last ones.
fn english(n: usize, last: &str) -> String {
    let words: Vec<&str> = ENGLISH.split_whitespace().collect();
    let drawn: Vec<&str> = (0..20).map(|at| words[(n * 7919 + at * at * (n % 13 + 3) + at * 31) % words.len()]).collect();
    format!("{} {last}", drawn.join(" "))
}

/// Three hundred rows in English of two topics; a fifth have a word of either, and one of the topics by chance.
fn workdir() -> Workdir {
    let dir = Workdir::new();
    let mut csv = String::from("text,topic\n");
    for n in 0..300 {
        let (word, topic) = match (n % 10, n % 2) {
            (0 | 1, _) => ("a tariff a match", ["trade", "sport"][n / 10 * 7 % 3 % 2]),
            (_, 0) => ("a tariff on steel", "trade"),
            _ => ("a late match", "sport"),
        };
        csv.push_str(&format!("{},{topic}\n", english(n, word)));
    }
    dir.file("rows.csv", csv);
    let (clear, near) = (english(1000, "a late match"), english(1001, "a tariff a match"));
    dir.file(
        "new.csv",
        format!("id,text\nclear,{clear}\nnear,{near}\ngerman,\"{GERMAN}\"\nfew,Ut labore tariff et dolore magna aliqua\n"),
    );
    dir.run("train rows.csv --out m.standpoint --no-estimate --quiet").done();
    dir
}

#[test]
fn articles_of_few_known_words_are_marked_with_a_warning_in_all_formats() {
    let dir = workdir();
    let lines = dir.run("classify --model m.standpoint new.csv --format jsonl").done().lines();
    assert_eq!(texts(&lines, "status"), ["ok"; 4]);
    let unlike: Vec<&Value> = lines.iter().map(|line| &line["unlike"]).collect();
    assert_eq!(unlike[..2], [&json!([]), &json!([])]);
    assert!(unlike[2..].iter().all(|unlike| unlike[0] == "few-known-words"), "{unlike:?}");
    // Of seven words one is known.
    assert_eq!(lines[3]["known_words"], json!(1.0 / 7.0));
    assert!(lines[0]["known_words"].as_f64().unwrap() > 0.9 && lines[0]["nearest_class"].is_number());
    let told = "unlike the training: 14.3 % of its words are known, of 99 in 100 articles like those ";
    assert!(lines[3]["warnings"][0].as_str().unwrap().starts_with(told), "{}", lines[3]["warnings"]);
    let people = dir.run("classify --model m.standpoint new.csv --only few").done().stdout;
    assert!(people.contains(&format!("  ! {told}")), "{people}");
}

#[test]
fn labels_likelier_wrong_than_asked_for_are_marked_with_the_reason_that_explains() {
    let dir = workdir();
    let lines = dir.run("classify --model m.standpoint new.csv --unsure-error 0.2 --format jsonl").done().lines();
    let plain = dir.run("classify --model m.standpoint new.csv --format jsonl").done().lines();
    assert_eq!(lines[0]["unsure"], json!([]));
    let reasons: Vec<&Value> = lines[1..].iter().map(|line| &line["unsure"][0]["reason"]).collect();
    assert_eq!(reasons, ["near-threshold", "another-language", "unknown-words"]);
    for (line, plain) in lines.iter().zip(&plain) {
        // Nothing is dropped.
        assert_eq!((&line["topics"], plain.get("unsure")), (&plain["topics"], None));
        for unsure in line["unsure"].as_array().unwrap() {
            assert_eq!(
                (&unsure["task"], &unsure["label"], &unsure["said"]),
                (&json!("topics"), &line["topics"][0]["label"], &json!(true))
            );
        }
    }
    assert!(lines[1]["unsure"][0]["error"].as_f64().unwrap() > 0.2);
    let cells = dir.run("classify --model m.standpoint new.csv --unsure-error 0.2 --format csv").done().cells();
    assert_eq!(cells[0].last().unwrap(), "unsure");
    assert_eq!(cells[1].last().unwrap(), "");
    assert!(
        cells[2].last().unwrap().starts_with("topics ") && cells[2].last().unwrap().ends_with(" near-threshold"),
        "{:?}",
        cells[2]
    );
    let without = dir.run("classify --model m.standpoint new.csv --format csv").done().cells();
    assert_eq!(cells[2][..cells[2].len() - 1], without[2]);
    let people = dir.run("classify --model m.standpoint new.csv --only near --unsure-error 0.2").done().stdout;
    assert!(people.contains(" is unsure: near the threshold, like ones are wrong in "), "{people}");
}

#[test]
fn an_error_out_of_range_and_a_model_that_held_out_nothing_are_told() {
    let dir = workdir();
    for error in ["0", "1", "-0.5", "nan"] {
        dir.run(&format!("classify --model m.standpoint new.csv --unsure-error={error}")).failed(2, &["above 0 and below 1"]);
        dir.run(&format!("evaluate rows.csv --unsure-error={error}")).failed(2, &["above 0 and below 1"]);
    }
    dir.run("train rows.csv --out n.standpoint --no-calibration --no-estimate --quiet").done();
    dir.run("evaluate rows.csv --as n.standpoint --unsure-error 0.1").failed(2, &["train with calibration"]);
    dir.run("classify --model n.standpoint new.csv --unsure-error 0.1").failed(2, &["train it without --no-calibration"]);
}

#[test]
fn evaluate_tells_what_both_marks_are_worth() {
    let dir = workdir();
    let run = dir.run("evaluate rows.csv --folds 3 --unsure-error 0.2 --format json").done();
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let unlike = &report["unlike"];
    assert_eq!(unlike["rows"], 300);
    assert!(unlike["marked"].as_u64().unwrap() <= 30, "{unlike}");
    let curve = &report["risk_coverage"]["topics"];
    let last = curve["points"].as_array().unwrap().last().unwrap();
    let error = 1.0 - report["topics"]["accuracy"].as_f64().unwrap();
    assert!((last["risk"].as_f64().unwrap() - error).abs() < 1e-9 && last["coverage"] == 1.0);
    assert!(curve["least_area"].as_f64() <= curve["area"].as_f64() && curve["area"].as_f64() < Some(error));
    // Where a word of either topic stands, a label is a coin's toss; elsewhere it is always right.
    let unsure = &report["unsure"]["topics"]["articles"];
    let of = |part: &str, figure: &str| unsure[part][figure].as_f64().unwrap();
    assert!(of("marked", "rows") + of("others", "rows") == 300.0 && of("marked", "rows") >= 20.0, "{unsure}");
    assert!(of("others", "error") <= 0.2 && of("marked", "error") > 0.2, "{unsure}");
    let text = dir.run("evaluate rows.csv --folds 3 --unsure-error 0.2").done().stdout;
    assert!(
        text.contains("unsure where likelier wrong than 0.2: labels ") && text.contains("marked as unlike the training: "),
        "{text}"
    );
    dir.run("evaluate rows.csv --folds 3 --unsure-error 0.2 --report report.html").done();
    let page = String::from_utf8(dir.read("report.html")).unwrap();
    assert!(page.contains("Unsure: marked where likelier wrong than 0.2") && page.contains("Area under risk and coverage"));
}
