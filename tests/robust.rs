//! `classify --only ID --robust`: how far one article's labels hang on which articles were labelled.
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::json;
use workdir::Workdir;

/// Forty rows of two topics that no word has in common, twenty of each, and one article to label.
fn workdir() -> Workdir {
    let dir = Workdir::new();
    let words = ["red", "green", "blue", "grey", "pink"];
    let texts = [["steel tariff", "trade"], ["late match", "sport"]].map(|[text, topic]| {
        words
            .iter()
            .flat_map(move |a| ["north", "south", "east", "west"].map(|b| format!("{text} {a} {b},{topic}\n")))
            .collect::<String>()
    });
    dir.file("rows.csv", format!("text,topic\n{}", texts.concat()));
    dir.file("new.csv", "id,text\nn1,\"A steel tariff, they said: “a late match, a match, a late match!”\"\nn2,late match\n");
    dir.run("train rows.csv --out m.standpoint --no-estimate --quiet").done();
    dir
}

#[test]
fn a_label_that_every_resample_must_give_has_agreement_one() {
    let dir = workdir();
    let run =
        dir.run("classify --model m.standpoint new.csv --only n2 --robust --train-data rows.csv --refits 12 --format jsonl");
    let robust = &run.done().lines()[0]["robust"];
    let topics = json!([{ "label": "sport", "said": true, "agree": 1.0 }, { "label": "trade", "said": false, "agree": 1.0 }]);
    assert_eq!((&robust["refits"], &robust["same_data"], &robust["topics"]), (&json!(12), &json!(true), &topics));
    assert_eq!(robust["masked"], json!({ "quoted": 0.0, "status": "ok", "topics": ["sport"] }));
}

#[test]
fn results_never_go_into_the_training_table() {
    let dir = workdir();
    let before = std::fs::read(dir.path("rows.csv")).unwrap();
    let args = "classify --model m.standpoint new.csv --only n2 --robust --train-data rows.csv --format jsonl --out rows.csv";
    dir.run(args).failed(2, &["rows.csv"]);
    assert_eq!(std::fs::read(dir.path("rows.csv")).unwrap(), before);
}

#[test]
fn quotations_are_masked_and_people_read_of_it_in_three_lines() {
    let dir = workdir();
    let run = dir.run("classify --model m.standpoint new.csv --only new.csv#1 --robust --train-data rows.csv --refits 5").done();
    let told: Vec<&str> = run.stdout.lines().skip(2).collect();
    assert_eq!(told[0], "  of 5 refits on resampled rows of the training data agree");
    assert!(told[1].starts_with("    topics  sport ") && told[1].ends_with(" %"), "{}", run.stdout);
    // "a late match, a match, a late match" has 26 letters, all of it 46.
    assert_eq!(told.last(), Some(&"  with quotations masked (57 % of the letters): topics trade"), "{}", run.stdout);
}

#[test]
fn the_same_bytes_come_out_on_one_thread_and_on_four() {
    let dir = Workdir::with_model();
    let of = |threads: usize| {
        let args = "classify --model news.standpoint news.csv --only 5 --robust --train-data news.csv --refits 9 --format jsonl";
        dir.run(&format!("{args} --threads {threads}")).done().stdout
    };
    let one = of(1);
    assert_eq!(one, of(4));
    assert_eq!(one, of(4));
    // Row 5 is the article itself, which no refit may learn from.
    let line: serde_json::Value = serde_json::from_str(&one).unwrap();
    assert_eq!(line["robust"]["copies_left_out"], 1);
    // The row names its target, which is then no prediction.
    assert!(line["robust"].get("target").is_none());
    let ninths = 9.0 * line["robust"]["stance"]["agree"].as_f64().unwrap();
    assert!((0.0..=9.0).contains(&ninths) && (ninths - ninths.round()).abs() < 1e-9, "{ninths}");
}

#[test]
fn wrong_usage_and_another_table_are_told() {
    let dir = workdir();
    let of = |args: &str| dir.run(&format!("classify --model m.standpoint new.csv {args}"));
    of("--robust").failed(2, &["--only", "--train-data"]);
    of("--robust --only n2").failed(2, &["--train-data"]);
    of("--refits 5").failed(2, &["--robust"]);
    of("--robust --only n2 --train-data rows.csv --refits 0").failed(2, &["choose 1 or more"]);
    of("--robust --only n2 --train-data rows.csv --format csv").failed(2, &["jsonl"]);
    of("--robust --only n2 --train-data rows.csv --precision 0.9").failed(2, &["cannot be used with"]);
    of("--unsure-error 0.1 --prevalence trade=.03").failed(2, &["cannot be used with"]);
    of("--robust --only n2 --train-data missing.csv").failed(1, &["missing.csv"]);
    of("--robust --only nobody --train-data rows.csv").failed(1, &["no article is called 'nobody'", "#row"]);
    dir.file("others.csv", "text,topic\nsteel,rain\nmatch,snow\nsteel,rain\nmatch,snow\n");
    of("--robust --only n2 --train-data others.csv").failed(1, &["rain, snow in the table", "sport, trade in the model"]);
    let rows = String::from_utf8(dir.read("rows.csv")).unwrap();
    dir.file("more.csv", format!("{rows}steel again,trade\n"));
    let run = of("--robust --only n2 --train-data more.csv --refits 2 --format jsonl").said(&["not the file"]);
    assert_eq!(run.lines()[0]["robust"]["same_data"], false);
}

#[test]
fn what_has_no_label_has_no_robustness() {
    let dir = workdir();
    dir.file("page.csv", "id,text\nx,Unbekannt\n");
    let run = dir.run("classify --model m.standpoint page.csv --only x --robust --train-data rows.csv --format jsonl").done();
    assert_eq!((&run.lines()[0]["status"], run.lines()[0].get("robust")), (&json!("unknown-words"), None));
}
