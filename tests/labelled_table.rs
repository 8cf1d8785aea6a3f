//! What the columns and cells of a labelled table mean, and what is said of them.
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::Value;
use workdir::{NEWS, Run, Workdir, texts};

/// Trains on a table and gives what was said.
fn train(table: &str, args: &str) -> Run {
    let dir = Workdir::new();
    dir.file("a.csv", table);
    dir.run(&format!("train a.csv --out m --no-estimate --min-df 1 {args}"))
}

/// Trains on a table and classifies another with the model.
fn classified(table: &str, args: &str, rows: &str) -> Vec<Value> {
    let dir = Workdir::new();
    dir.file("a.csv", table).file("new.csv", rows);
    dir.run(&format!("train a.csv --out m --no-estimate --min-df 1 {args}")).done();
    dir.run("classify --model m new.csv --format jsonl").done().lines()
}

/// A table of some rows, each written twice with other words so that no label is rare.
fn twice(header: &str, rows: &[&str]) -> String {
    let copies = ["one", "two"].map(|word| rows.iter().map(|row| format!("{}\n", row.replace('@', word))).collect::<String>());
    format!("{header}\n{}", copies.concat())
}

#[test]
fn columns_are_found_by_their_usual_names_whatever_case_spaces_and_underscores() {
    let usual: [(&str, &[&str]); 3] = [
        ("text", &["text", "Body", "CONTENT", "article", "Article_Body", "article body", "tweet", "Sentence"]),
        ("topics", &["topics", "Topic", "labels", "LABEL", "category"]),
        ("stance", &["stance", "Polarity", "_stance "]),
    ];
    for (role, names) in usual {
        for name in names {
            let header = ["text", "topics", "stance"].map(|column| if column == role { name } else { column }).join(",");
            let table = twice(&header, &["steel @,trade,x", "phones @,technology,y"]);
            train(&table, "").said(&["Rows by topics: technology 2, trade 2.", "Rows by stances: x 2, y 2."]);
        }
    }
    let table = twice(
        "Text,HEAD_LINE,Topic,Id,Publisher,date",
        &["steel @,Mills,trade,k@,Post,2024-01-02", "phones @,Spies,technology,l@,,"],
    );
    let lines = classified(&table, "", "Id,HEAD_LINE,Text\nk1,Mills,steel\n");
    assert_eq!(
        (&lines[0]["id"], &lines[0]["title"], &lines[0]["topics"][0]["label"]),
        (&"k1".into(), &"Mills".into(), &"trade".into())
    );
}

#[test]
fn columns_are_named_by_options() {
    let table = NEWS.replace("id,title,text,topics,target,stance", "a,b,c,d,e,f");
    let named = "--id-column a --title-column b --text-column c --topic-column d --target-column e --stance-column f";
    let as_usual = train(NEWS, "--quiet").done();
    let dir = Workdir::new();
    dir.file("a.csv", &table).file("b.csv", NEWS);
    dir.run(&format!("train a.csv --out a {named} --quiet")).done();
    dir.run("train b.csv --out b --quiet").done();
    // The one difference between the models is the hash of the table.
    let of = |name: &str| dir.run(&format!("inspect {name} --terms 50")).done().stdout;
    let without_hash = |text: String| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(without_hash(of("a")), without_hash(of("b")));
    assert_eq!(as_usual.stdout, "");
}

#[test]
fn a_named_column_settles_two_candidates() {
    let table = twice("text,body,topic", &["nothing,steel @,trade", "nothing,phones @,technology"]);
    train(&table, "").failed(1, &["a.csv", "'text', 'body'", "--text-column NAME"]);
    let lines = classified(&table, "--text-column body", "text\nphones one\n");
    assert_eq!(lines[0]["topics"][0]["label"], "technology");
}

#[test]
fn several_topics_are_parted_by_semicolons_or_bars() {
    let table = twice("text,topics", &["steel @,trade; jobs", "phones @,jobs|technology", "rain @,none"]);
    train(&table, "").said(&[
        "Rows by topics: jobs 4, technology 2, trade 2.",
        "Rows without a topic: 2.",
        "any number of labels",
    ]);
}

#[test]
fn commas_part_topics_only_where_it_is_said() {
    let table = twice("text,topics", &["steel @,\"trade, jobs\"", "mills @,trade", "hiring @,jobs"]);
    train(&table, "").failed(1, &["a.csv", "row 1", "'trade, jobs'", "--topic-separator ','"]);
    train(&table, "--topic-separator ,").said(&["Rows by topics: jobs 4, trade 4."]);
    train(&table, "--topic-separator ;").said(&["Rows by topics: jobs 2, trade 2, trade, jobs 2."]);
}

#[test]
fn topic_columns_of_0_and_1_are_topics() {
    let table = twice("text,trade,jobs,page", &["steel @,1,0,7", "mills @,1,1,8", "rain @,0,0,9"]);
    train(&table, "--topic-columns trade,jobs").said(&["Rows by topics: jobs 2, trade 4.", "Rows without a topic: 2."]);
    train(&table, "--topic-columns trade,page").failed(1, &["row 1", "line 2", "column 'page'", "'7' is neither 0 nor 1"]);
}

#[test]
fn blank_topics_are_no_topic_or_not_coded() {
    let table = twice("text,topics", &["steel @,trade", "phones @,technology;trade", "rain @,"]);
    let said = ["2 rows have blank topics, read as no topic (--blank skip: not coded).", "Rows without a topic: 2."];
    train(&table, "").said(&said);
    let skipped = train(&table, "--blank skip").said(&["2 rows have blank topics, read as not coded."]);
    assert!(!skipped.stderr.contains("Rows without a topic"));
    // What is not coded is counted in no figure.
    let dir = Workdir::new();
    dir.file("a.csv", &table);
    let rows = |args: &str| {
        let run = dir.run(&format!("evaluate a.csv --folds 2 --min-df 1 --format json --quiet {args}")).done();
        serde_json::from_str::<Value>(&run.stdout).unwrap()["topics"]["rows"].as_u64().unwrap()
    };
    assert_eq!((rows(""), rows("--blank skip")), (6, 4));
}

#[test]
fn one_label_in_every_row_is_a_single_label_task_unless_overruled() {
    let table = twice("text,topics", &["steel @,trade", "phones @,technology", "rain @,weather"]);
    let unknown = "text\nsteel phones\n";
    let (single, multi) = (
        "one label a row, the highest score wins (--multi-label overrules)",
        "any number of labels a row, each with its threshold (--single-label overrules)",
    );
    train(&table, "").said(&[single]);
    train(&table, "--multi-label").said(&[multi]);
    let sum = |args: &str| {
        let line = classified(&table, args, unknown).remove(0);
        line["topic_probabilities"].as_object().unwrap().values().map(|p| p.as_f64().unwrap()).sum::<f64>()
    };
    assert!((sum("") - 1.0).abs() < 1e-9 && (sum("--multi-label") - 1.0).abs() > 1e-3);
    let several = twice("text,topics", &["steel @,trade", "phones @,technology;trade"]);
    train(&several, "").said(&[multi]);
    train(&several, "--single-label").failed(1, &["a.csv", "row 2", "2 topics", "--multi-label"]);
    let blank = twice("text,topics", &["steel @,trade", "phones @,technology", "rain @,"]);
    train(&blank, "").said(&[multi]);
    train(&blank, "--single-label").said(&[single]);
    train(&table, "--single-label --multi-label").failed(2, &["--single-label", "--multi-label"]);
}

#[test]
fn words_of_stance_toward_a_target_are_mapped_and_said() {
    let rows = [
        "a @,T,FAVOR",
        "b @,T,pro",
        "c @,T,support",
        "d @,T,for",
        "e @,T,AGAINST",
        "f @,T,con",
        "g @,T,oppose",
        "h @,T,anti",
        "i @,T,neither",
        "j @,T,NONE",
        "k @,none,none",
    ];
    let run = train(&twice("text,target,stance", &rows), "").said(&["Rows by stances: against 8, favour 8, neutral 4."]);
    let line = run.stderr.lines().find(|line| line.contains("Stance words")).unwrap().trim();
    insta::assert_snapshot!(line, @"
    Stance words were read: 'AGAINST' as against, 'FAVOR' as favour, 'NONE' as neutral, 'anti' as against, 'con' as against, 'for' as favour, 'neither' as neutral, 'oppose' as against, 'pro' as favour, 'support' as favour.
    ");
    let signs = train(&twice("text,target,stance", &["a @,T,1", "b @,T,-1", "c @,T,0"]), "");
    signs.said(&["'-1' as against", "'0' as neutral", "'1' as favour", "against 2, favour 2, neutral 2"]);
    // Without -1 these numbers are codes of unknown meaning.
    train(&twice("text,target,stance", &["a @,T,1", "c @,T,0"]), "").said(&["kept as they are: '0', '1'", "0 2, 1 2"]);
    // Without a target the words are the file's own.
    train(&twice("text,stance", &["a @,FAVOR", "b @,con", "c @,none"]), "").said(&["Rows by stances: FAVOR 2, con 2."]);
}

#[test]
fn a_stance_map_settles_the_rest() {
    let table = twice("text,target,stance", &["a @,T,Yes", "b @,T,nope", "c @,T,pro"]);
    train(&table, "").said(&["kept as they are: 'Yes', 'nope'; --stance-map word=favour maps one"]);
    let run =
        train(&table, "--stance-map yes=favour,nope=against").said(&["'Yes' as favour", "Rows by stances: against 2, favour 4."]);
    assert!(!run.stderr.contains("kept as they are"));
}

#[test]
fn a_fixed_target_fills_the_column() {
    let table = twice("text,stance", &["good @,pro", "bad @,con", "dull @,none"]);
    train(&table, "--target ban").said(&["Rows by targets: ban 6.", "Rows by stances: against 2, favour 2, neutral 2."]);
    let lines = classified(&table, "--target ban", "text,target\ngood one,\nbad one,ban\nbad two,other\n");
    assert_eq!(texts(&lines.iter().map(|line| line["target"].clone()).collect::<Vec<_>>(), "label"), ["ban", "ban", "other"]);
    assert_eq!(lines[0]["stance"]["label"], "favour");
    assert!(lines[0]["warnings"].as_array().unwrap().is_empty());
    assert!(lines[2]["warnings"][0].as_str().unwrap().contains("target 'other' is unknown to the model"));
    // Where the column is there, only its blank cells are filled.
    let partly = twice("text,target,stance", &["good @,,pro", "bad @,T,con"]);
    train(&partly, "--target ban").said(&["Rows by targets: T 2, ban 2."]);
}

#[test]
fn the_same_text_with_other_labels_is_kept_and_warned_about_or_stops() {
    let table = "text,topics\nsteel,trade\nphones,technology\nsteel,technology\nmills,trade\n";
    train(table, "")
        .said(&["read 4 articles", "Warning: 1 texts occur with different labels (rows 1, 3); all were kept (--strict stops)."]);
    train(table, "--strict").failed(1, &["a.csv", "rows 1, 3", "leave --strict out"]);
    // Toward another target or claim, another stance is no conflict.
    let table = twice("text,target,stance", &["same,T,pro", "same,U,con"]);
    train(&table, "--strict --target T").done();
    let table = twice("text,claim,stance", &["same,one,agree", "same,two,disagree"]);
    train(&table, "--strict").done();
}

#[test]
fn rare_labels_are_left_out_and_listed() {
    let table = twice("text,topics,stance", &["steel @,trade,x", "phones @,technology,y"]) + "rain,weather,z\n";
    let run = train(&table, "").said(&[
        "Topics in fewer than 2 rows were left out: 'weather' (--min-label-rows).",
        "Topics left out are in row 5.",
        "Stances in fewer than 2 rows were left out: 'z'",
    ]);
    assert!(run.stderr.contains("Rows by topics: technology 2, trade 2."));
    train(&table, "--min-label-rows 1").said(&["technology 2, trade 2, weather 1."]);
    train(&table, "--min-label-rows 3").failed(1, &["no topic is in 3 rows or more", "--min-label-rows"]);
}

#[test]
fn a_bad_row_stops_or_is_counted() {
    let table = twice("text,topics", &["steel @,trade", "phones @,technology"]) + "rain\nhail,a,b\n";
    train(&table, "").failed(1, &["a.csv, row 5, line 6", "expected 2 fields", "found 1"]);
    train(&table, "--skip-bad-rows").said(&["2 bad rows were left out (rows 5, 6).", "read 4 articles"]);
    let empty = twice("text,topics", &["steel @,trade", "phones @,technology"]) + " ,trade\n";
    train(&empty, "").said(&["1 rows without text were left out.", "read 4 articles"]);
}

#[test]
fn a_second_table_is_joined_by_the_column_that_both_have() {
    let dir = Workdir::new();
    dir.file("labels.csv", twice("key,topics", &["k@,trade", "l@,technology"]) + "missing,trade\n");
    dir.file("texts.csv", twice("key,text", &["k@,steel @", "l@,phones @"]) + "kone,phones again\n");
    let run = dir.run("train labels.csv --join texts.csv --out m --no-estimate --min-df 1").said(&[
        "1 keys are not in the second table: 'missing'.",
        "1 rows of the second table repeat a key; the first of each counts.",
        "1 rows without text were left out.",
        "Rows by topics: technology 2, trade 2.",
    ]);
    assert!(run.stderr.contains("read 4 articles"));
    // The first of a repeated key counts.
    let lines = dir.file("new.csv", "text\nsteel one\n").run("classify --model m new.csv --format jsonl").done().lines();
    assert_eq!((&lines[0]["topics"][0]["label"], &lines[0]["in_training"]), (&"trade".into(), &true.into()));
}

#[test]
fn the_key_of_a_join_is_named_where_the_columns_do_not_tell() {
    let dir = Workdir::new();
    dir.file("labels.csv", twice("id,topics", &["k@,trade", "l@,technology"]));
    dir.file("texts.csv", twice("number,text", &["k@,steel @", "l@,phones @"]));
    let joined = "train labels.csv --join texts.csv --out m --no-estimate --min-df 1";
    dir.run(joined).failed(1, &["labels.csv", "texts.csv", "'number', 'text'", "--join-on NAME=NAME"]);
    dir.run(&format!("{joined} --join-on id=number")).said(&["Rows by topics: technology 2, trade 2."]);
    dir.run(&format!("{joined} --join-on id=x")).failed(1, &["no column 'x' in texts.csv", "'number', 'text'"]);
    dir.run(&format!("{joined} --join-on id")).failed(2, &["--join-on 'id'", "write NAME=NAME"]);
    dir.run("train labels.csv --join-on a=b --out m").failed(2, &["--join"]);
}

#[test]
fn a_claim_makes_the_stance_one_toward_it() {
    let rows = [
        "rain fell @,it rained,agree",
        "rain fell @,it was dry,disagree",
        "a dry day @,it was dry,agree",
        "a dry day @,it rained,disagree",
    ];
    let table = twice("text,claim,stance", &rows);
    let run = train(&table, "").said(&["Rows by stances: agree 4, disagree 4."]);
    assert!(!run.stderr.contains("Stance words"));
    let dir = Workdir::new();
    dir.file("a.csv", &table).file("renamed.csv", table.replacen("claim", "statement", 1));
    dir.run("train a.csv --out m --no-estimate --quiet").done();
    dir.run("train renamed.csv --claim-column statement --out n --no-estimate --quiet").done();
    for model in ["m", "n"] {
        let lines = dir.run(&format!("classify --model {model} a.csv --format jsonl --evidence")).done().lines();
        let fields: Vec<&str> =
            lines[0]["evidence"][0]["terms"].as_array().unwrap().iter().map(|t| t["field"].as_str().unwrap()).collect();
        assert!(fields.contains(&"claim") && fields.contains(&"body"), "{fields:?}");
    }
}

#[test]
fn a_mention_makes_the_stance_one_toward_it_wherever_it_is() {
    let rows = [
        "good Ána beat bad Bo @,Ána,5,8,+",
        "good Ána beat bad Bo @,Bo,18,20,-",
        "bad Cy lost to good Di @,Cy,,,-",
        "bad Cy lost to good Di @,Di,,,+",
    ];
    let table = twice("sentence,mention,start,end,polarity", &rows);
    train(&table, "").said(&["Rows by stances: + 4, - 4."]);
    let lines = classified(&table, "", "sentence,mention,start,end\ngood Ed met bad Flo,Ed,5,7\ngood Ed met bad Flo,Flo,,\n");
    let stances: Vec<&str> = lines.iter().map(|line| line["stance"]["label"].as_str().unwrap()).collect();
    assert_eq!(stances, ["+", "-"]);
    let wrong = "sentence,mention,start,end,polarity\ngood Ana,Ana,0,3,+\n";
    train(wrong, "").failed(1, &["row 1", "line 2", "column 'mention'", "characters 0 to 3 are 'goo', not 'Ana'"]);
}

#[test]
fn a_table_may_have_only_topics_or_only_stance() {
    let topics = classified(&twice("text,topics", &["steel @,trade", "phones @,technology"]), "", "text\nsteel\n");
    assert!(topics[0].get("topics").is_some() && topics[0].get("stance").is_none() && topics[0].get("target").is_none());
    let stance = classified(&twice("text,stance", &["good @,pro", "bad @,con"]), "", "text\ngood\n");
    assert!(stance[0].get("topics").is_none() && stance[0].get("topic_probabilities").is_none());
    assert_eq!(stance[0]["stance"]["label"], "pro");
    // Of two tasks, one that has nothing to tell apart is left out with a warning.
    let table = twice("text,topics,stance", &["good @,same,pro", "bad @,same,con"]);
    train(&table, "").said(&["Warning: every topic is the same."]);
}

#[test]
fn what_is_likelier_a_slip_than_a_label_is_told_with_its_row() {
    let table = twice("text,topics", &["steel @,trade", "phones @,technology"]) + "steel again,Trade\nphones again,Trade\n";
    let alike = "Warning: topics that differ in capitals alone are labels of their own; write them alike if they are one: 'Trade' 2 and \
                 'trade' 2.";
    train(&table, "").said(&[alike]);
    let table = twice("text,target,stance", &["steel @,T,favour", "phones @,T,against"]) + "rain,T,favuor\nhail,,against\n";
    train(&table, "").said(&[
        "Stance words kept as they are: 'favuor'",
        "Stance words kept as they are stand in row 5.",
        "Warning: 1 rows have a stance and a blank target",
        "blank the stance: row 6.",
    ]);
}

#[test]
fn a_blank_among_single_topics_makes_them_several_and_that_is_said() {
    let table = twice("text,topics", &["steel @,trade", "phones @,technology"]);
    let says = "No row has two topics, and some have none: --single-label";
    train(&(table.clone() + "rain,\n"), "").said(&["any number of labels a row", says]);
    for (table, args) in
        [(table.clone(), ""), (table.clone() + "rain,\n", "--single-label"), (table + "rain,trade;technology\n", "")]
    {
        assert!(!train(&table, args).stderr.contains(says));
    }
}
