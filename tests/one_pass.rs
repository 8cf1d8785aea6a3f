//! `standpoint train --hashing`: one pass over a table of any length, and a model like any other.
#![allow(clippy::unwrap_used)]

mod workdir;

use workdir::{NEWS, Run, Workdir};

/// A table of `rows` rows about three topics, in a mixed order.
fn table(rows: usize) -> String {
    let words = [("trade", "steel tariff mill"), ("sport", "match goal team"), ("health", "clinic nurse vaccine")];
    let row = |at: usize| {
        let (topic, text) = words[at * 7 / 3 % 3];
        format!("The {text} of day{} and place{},{topic}\n", at % 11, at % 5)
    };
    format!("text,topic\n{}", (0..rows).map(row).collect::<String>())
}

fn trained(args: &str, table: &str) -> (Workdir, Run) {
    let dir = Workdir::new();
    dir.file("a.csv", table);
    let run = dir.run(&format!("train a.csv --out m {args}"));
    (dir, run)
}

#[test]
fn it_says_how_rows_were_labelled_before_they_were_learned() {
    let (dir, run) = trained("--hashing=12", &table(200));
    let said = run.done().stderr;
    let time = said.lines().find(|line| line.starts_with("time: ")).unwrap();
    insta::assert_snapshot!(said.replace(time, "time: N s"), @r"
    read 200 articles from a.csv
      Topics: one label a row, the highest score wins.
      The keys of its training rows are not kept: no article is told as one of them.
      Progressive validation, each row labelled before it was learned: accuracy 0.9800 of 200 rows, 0.9800 of the last 200.
    chose OnlineSvc with learning rate 0.4, words 1-2, stemming english, 1 + ln(tf), hashed to 12 bits, title weight 2
    time: N s
    wrote m
    ");
    let inspected = dir.run("inspect m").done().stdout;
    let shown: Vec<&str> = inspected.lines().skip(2).collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    features    4096 columns without names: words 1-2, stemming english, 1 + ln(tf), hashed to 12 bits, title weight 2
    topics: health, sport, trade
    ");
}

#[test]
fn the_model_labels_and_its_evidence_adds_up() {
    let (dir, run) = trained("--hashing", &table(300));
    run.done();
    dir.file("new.csv", "text\nA nurse and a vaccine\nGoal! The team won the match\nxylophone\n");
    let lines = dir.run("classify --model m new.csv --format jsonl --evidence").done().lines();
    assert_eq!(lines[0]["topics"][0]["label"], "health");
    assert_eq!(lines[1]["topics"][0]["label"], "sport");
    assert_eq!((lines[2]["status"].as_str(), &lines[2]["topics"]), (Some("unknown-words"), &serde_json::json!([])));
    let evidence = &lines[0]["evidence"][0];
    let sum =
        |parts: &str| evidence[parts].as_array().unwrap().iter().map(|part| part["contribution"].as_f64().unwrap()).sum::<f64>();
    let wanted = evidence["score"].as_f64().unwrap() - evidence["intercept"].as_f64().unwrap();
    assert!((sum("terms") - wanted).abs() < 1e-4 && (sum("sentences") - wanted).abs() < 1e-4, "{evidence}");
    assert!(evidence["terms"].as_array().unwrap().iter().any(|term| term["term"] == "vaccine"), "{evidence}");
}

#[test]
fn the_bytes_are_the_same_from_a_file_and_a_pipe_on_any_number_of_threads() {
    let (dir, run) = trained("--hashing=14 --threads 1 --char-ngrams 3-4", &table(900));
    run.done();
    dir.run("train a.csv --hashing=14 --out threads --threads 3 --char-ngrams 3-4").done();
    dir.run_with("train - --hashing=14 --out pipe --char-ngrams 3-4", table(900)).done();
    assert!(dir.read("m") == dir.read("threads") && dir.read("m") == dir.read("pipe"));
    dir.run("train a.csv --hashing=14 --out rate --learning-rate 0.1 --char-ngrams 3-4").done();
    assert!(dir.read("m") != dir.read("rate"));
}

#[test]
fn topics_are_taken_as_they_come_and_those_of_one_row_left_out() {
    let late = format!("{}{}Rare words,rare\n", table(100), "Court and judge,law;trade\nThe judge of the court,law\n".repeat(9));
    let (dir, run) = trained("--hashing", &late);
    run.said(&["any number of labels a row", "1 topics in fewer than 2 rows were left out"]);
    dir.file("new.csv", "text\nThe judge\n");
    let line = &dir.run("classify --model m new.csv --format jsonl").done().lines()[0];
    let known: Vec<&String> = line["topic_probabilities"].as_object().unwrap().keys().collect();
    assert_eq!(known, ["health", "law", "sport", "trade"]);
    assert_eq!(line["topics"][0]["label"], "law");
}

#[test]
fn a_sorted_table_is_told() {
    let mut rows: Vec<String> = table(300).lines().skip(1).map(str::to_owned).collect();
    rows.sort_by_key(|row| row.rsplit(',').next().unwrap().to_owned());
    let (_, run) = trained("--hashing", &format!("text,topic\n{}\n", rows.join("\n")));
    run.said(&["Warning: most rows have the label of the row before", "shuffle its rows"]);
    let (_, run) = trained("--hashing", &table(300));
    assert!(!run.done().stderr.contains("Warning"));
}

#[test]
fn what_one_pass_cannot_do_is_said() {
    let stance = "text,stance\nsteel is good,favour\nsteel is bad,against\n";
    trained("--hashing", stance).1.failed(1, &["learns topics", "train without --hashing"]);
    trained("--hashing", "text,topic\na,x\nb,x\n").1.failed(1, &["nothing to tell apart"]);
    trained("--hashing", "text,topic\na,x\nb,y\nc,\"x,y\"\n").1.failed(1, &["--topic-separator"]);
    trained("--hashing --single-label", "text,topic\na,x\nb,x;y\n").1.failed(1, &["row 2", "2 topics"]);
    trained("--hashing=9", NEWS).1.failed(2, &["hash_bits (--hashing) must be 10 to 24; it is 9"]);
    trained("--hashing --learning-rate 0", NEWS).1.failed(2, &["learning_rate must be above 0"]);
    trained("--hashing --tf bm25", NEWS).1.failed(2, &["tf must not be bm25"]);
    for other in ["--search", "--compact", "--prior uniform", "-C 2", "--no-calibration", "--min-df 3"] {
        trained(&format!("--hashing {other}"), NEWS).1.failed(2, &["cannot be used with"]);
    }
    trained("--learning-rate 0.2", NEWS).1.failed(2, &["--hashing"]);
    trained("--hashing", NEWS).1.said(&["the stance was left out"]);
}

#[test]
fn evidence_of_rows_with_a_claim_is_told_without_a_vocabulary() {
    let rows = table(60);
    let claimed = rows.lines().skip(1).map(|line| format!("{line},The mill made steel\n"));
    let (dir, run) = trained("--hashing=12", &format!("text,topic,claim\n{}", claimed.collect::<String>()));
    run.done();
    let out = dir.run("classify --model m a.csv --evidence --format jsonl").done().stdout;
    assert!(out.contains("\"field\":\"signal\""), "{out}");
}
