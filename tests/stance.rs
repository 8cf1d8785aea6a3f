//! Stance in its three forms, as a user meets it.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::Value;
use workdir::Workdir;

/// Rows of each form, with every label often enough for folds.
fn tables() -> [(&'static str, String, &'static str); 3] {
    let repeated = |header: &str, rows: &[&str]| {
        let rows = (0..6).flat_map(|n| rows.iter().map(move |row| row.replace('@', &format!("w{n}"))));
        format!("{header}\n{}\n", rows.collect::<Vec<_>>().join("\n"))
    };
    let target = repeated(
        "text,target,stance",
        &[
            "the carbon tax hurts every builder @ #StopTheTax,carbon tax,against",
            "the carbon tax protects the forest @ #fairtax,carbon tax,favour",
            "the ban on foreign phones is wise @,phone ban,favour",
            "the ban on foreign phones is foolish @,phone ban,against",
            "rain fell on the harvest festival @,,",
        ],
    );
    let claim = repeated(
        "claim,text,stance",
        &[
            "Crab seen in harbour,A crab was seen in the harbour @. It was large.,agree",
            "Crab seen in harbour,The story of a crab in the harbour @ is a hoax.,disagree",
            "Crab seen in harbour,Critics say that no crab was reportedly seen in the harbour @.,discuss",
            "Crab seen in harbour,Rain fell on the harvest festival @.,unrelated",
        ],
    );
    let mention = repeated(
        "text,mention,start,end,stance",
        &[
            "Okafor never lied to the court @.,Okafor,0,6,positive",
            "Okafor lied to the court @.,Okafor,0,6,negative",
            "Critics say Okafor failed to act @.,Okafor,12,18,negative",
            "Okafor arrived on Monday @.,Okafor,0,6,neutral",
            "Supporters say Okafor is honest @.,Okafor,15,21,positive",
        ],
    );
    [
        ("target", target, "text,target\nthe carbon tax hurts #StopTheTax,carbon tax\n"),
        ("claim", claim, "claim,text\nCrab seen in harbour,Critics say the crab was not seen.\n"),
        ("mention", mention, "text,mention,start,end\nCritics say that Okafor never lied.,Okafor,17,23\n"),
    ]
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn features(dir: &Workdir, model: &str) -> String {
    dir.run(&format!("inspect {model}")).done().stdout
}

/// Why the model `m` says what it says of the stance of the first row of `new.csv`.
fn evidence(dir: &Workdir) -> Value {
    let lines = dir.run("classify --model m new.csv --format jsonl --evidence").done().lines();
    lines[0]["evidence"].as_array().unwrap().iter().find(|why| why["task"] == "stance").unwrap().clone()
}

/// What a cross-validation of `a.csv` says, but the time it took.
fn figures(dir: &Workdir, args: &str) -> Value {
    let run = dir.run(&format!("evaluate a.csv --folds 3 --format json --quiet {args}")).done();
    let mut report: Value = serde_json::from_str(&run.stdout).unwrap();
    report.as_object_mut().unwrap().remove("seconds");
    report
}

#[test]
fn evidence_adds_up_in_all_three_forms_with_and_without_each_option() {
    for (form, table, rows) in tables() {
        let dir = Workdir::new();
        dir.file("a.csv", &table).file("new.csv", rows);
        for options in [
            "",
            "--no-negation",
            "--no-reporting",
            "--hashtags split --char-ngrams 3-4 --word-weight 0.5",
            "--pieces text --char-ngrams 3-4",
        ] {
            dir.run(&format!("train a.csv --out m --no-estimate --quiet {options}")).done();
            let why = evidence(&dir);
            for parts in ["terms", "sentences"] {
                let sum: f64 = why[parts].as_array().unwrap().iter().map(|part| number(&part["contribution"])).sum();
                assert!(
                    (number(&why["intercept"]) + sum - number(&why["score"])).abs() < 1e-5,
                    "{form} {options} {parts}: {why}"
                );
            }
        }
    }
}

#[test]
fn thresholds_toward_a_claim_are_chosen_on_rows_held_out_and_told() {
    let dir = Workdir::new();
    // A word that a hundred of `disagree` have, and four of five of five hundred of `discuss`: balanced, it would say the former.
    let row = |n: usize| {
        let (word, stance) = match n {
            0..100 => ("quark", "disagree"),
            100..500 => ("quark", "discuss"),
            500..600 => ("boson", "discuss"),
            _ => ("gluon", "unrelated"),
        };
        format!("claim{n} of{n},{word} a{n} b{n} c{n} d{n},{stance}\n")
    };
    dir.file("a.csv", format!("claim,text,stance\n{}", (0..800).map(row).collect::<String>()));
    dir.file("new.csv", "claim,text\nclaim1 of1,quark\n");
    let said = |options: &str| {
        dir.run(&format!("train a.csv --out m --no-estimate --quiet --ngrams 1 --min-df 30 {options}")).done();
        evidence(&dir)
    };
    let balanced = said("--no-calibration");
    assert_eq!((&balanced["label"], &balanced["threshold"]), (&"disagree".into(), &0.0.into()), "{balanced}");
    assert_eq!(balanced["runner_up"]["label"], "discuss");
    assert!(features(&dir, "m").contains("  thresholds: disagree +0.0, discuss +0.0, unrelated +0.0\n"));
    let moved = said("");
    assert_eq!((&moved["label"], &moved["threshold"]), (&"discuss".into(), &0.0.into()), "{moved}");
    assert_eq!(moved["runner_up"]["label"], "disagree");
    // Its score is higher, and less far over its threshold.
    let next = [&moved["runner_up"]["score"], &moved["runner_up"]["threshold"]].map(number);
    assert!(next[0] > number(&moved["score"]) && next[0] - next[1] < number(&moved["score"]), "{moved}");
    let people = dir.run("classify --model m new.csv --format table --evidence").done().stdout;
    let (_, next) = people.split_once(", threshold +0.000, next disagree +0.").expect(&people);
    assert!(next.lines().next().unwrap().contains(", threshold +0."), "{people}");
    let told = features(&dir, "m");
    assert!(told.contains("  thresholds: disagree +0.") && !told.contains("disagree +0.0"), "{told}");
    // What says nothing of the claim is found by every learner, whatever a score of 0 is to it.
    dir.file("new.csv", "claim,text\nclaim1 of1,gluon\nclaim1 of1,boson\n");
    for options in ["", "--uniform", "--learner complement-nb", "--learner logistic-regression --uniform"] {
        said(options);
        let lines = dir.run("classify --model m new.csv --format jsonl").done().lines();
        let labels = [0, 1].map(|row: usize| lines[row]["stance"]["label"].clone());
        assert_eq!(labels, ["unrelated", "discuss"], "{options}");
    }
}

#[test]
fn words_that_stand_in_like_rows_share_what_is_learned_and_evidence_adds_up() {
    let [(_, table, rows), (_, claims, _), _] = tables();
    let dir = Workdir::new();
    dir.file("a.csv", &table).file("new.csv", rows).file("claims.csv", &claims);
    let weight = |options: &str| {
        dir.run(&format!("train a.csv --out m --no-estimate --quiet --ngrams 1 {options}")).done();
        let why = evidence(&dir);
        let terms: Vec<f64> = why["terms"].as_array().unwrap().iter().map(|part| number(&part["contribution"])).collect();
        assert!((number(&why["intercept"]) + terms.iter().sum::<f64>() - number(&why["score"])).abs() < 1e-5, "{options}: {why}");
        terms
    };
    assert_ne!(weight("--latent 0.5"), weight(""));
    assert!(!features(&dir, "m").contains("latent"));
    dir.run("train a.csv --out m --no-estimate --quiet --ngrams 1 --latent 0.5 --compact").done();
    assert!(features(&dir, "m").contains(", latent part 0.5"), "{}", features(&dir, "m"));
    assert_eq!(figures(&dir, "--as m"), figures(&dir, "--ngrams 1 --latent 0.5 --compact"));
    let told = dir.run("evaluate a.csv --folds 3 --latent 0.5").done().stdout;
    assert!(told.contains("told by the training rows of each split") && told.contains("0.5 times their squared"), "{told}");
    for (args, says) in [
        ("a.csv --latent -1", "latent must be 0 to 100; it is -1"),
        ("a.csv --latent 0.1 --learner complement-nb", "leave out --latent"),
        ("a.csv --latent 0.1 --prior naive-bayes", "leave out --latent"),
        ("a.csv --latent 0.1 --unlabelled new.csv", "cannot be used with"),
        ("a.csv --latent 0.1 --search", "cannot be used with"),
        (
            "claims.csv --latent 0.1",
            "toward a claim or a mention all is learned from all terms, those told of it too; leave out --latent",
        ),
        ("claims.csv --lead-weight 0.5", "those told of it too; leave out --lead-weight"),
    ] {
        dir.run(&format!("train {args} --out m2 --no-estimate")).failed(2, &[says]);
    }
}

#[test]
fn negation_and_reporting_are_left_out_where_it_is_said_and_the_model_keeps_it() {
    let [_, claim, mention] = tables();
    for (form, table, rows) in [claim, mention] {
        let dir = Workdir::new();
        dir.file("a.csv", &table).file("new.csv", rows);
        let told = |options: &str| {
            dir.run(&format!("train a.csv --out m --no-estimate --quiet --min-df 1 {options}")).done();
            let lines = dir.run("classify --model m new.csv --format jsonl --evidence").done().lines();
            let terms = lines[0]["evidence"].as_array().unwrap()[0]["terms"].as_array().unwrap().clone();
            let signals = terms.iter().filter(|term| term["field"] == "signal").map(|term| term["term"].as_str().unwrap());
            let signals = signals.collect::<Vec<_>>().join(" ");
            // Toward a claim a count stands behind the name, which is 0 where nothing is told.
            (signals.contains("negation1") || signals.contains("not_"), signals.contains("critics_say"), features(&dir, "m"))
        };
        let (negation, critics, features) = told("");
        assert!(negation && critics && !features.contains(", no "), "{form}: {features}");
        let (negation, critics, features) = told("--no-negation");
        assert!(!negation && critics && features.contains(", no negation"), "{form}: {features}");
        let (negation, critics, features) = told("--no-reporting");
        assert!(negation && !critics && features.contains(", no reporting"), "{form}: {features}");
    }
}

#[test]
fn what_was_left_out_is_left_out_where_the_making_of_a_model_is_judged() {
    let [_, _, (_, table, _)] = tables();
    let dir = Workdir::new();
    dir.file("a.csv", &table);
    let options = "--no-negation --no-reporting --hashtags split --word-weight 2";
    dir.run(&format!("train a.csv --out m --no-estimate --quiet {options}")).done();
    assert_eq!(figures(&dir, "--as m"), figures(&dir, options));
    dir.run("evaluate a.csv --as m --no-negation").failed(2, &["--as"]);
}

#[test]
fn a_target_is_known_by_its_name_in_any_case_and_by_words_that_no_other_has() {
    let [(_, table, _), ..] = tables();
    let dir = Workdir::new();
    dir.file("a.csv", &table).run("train a.csv --out m --no-estimate --quiet").done();
    dir.file("new.csv", "text,target\nit hurts,carbon tax\nit hurts,CARBON-TAX\nit hurts,Carbon\nit hurts,sugar tax\n");
    let lines = dir.run("classify --model m new.csv --format jsonl").done().lines();
    let said: Vec<String> = lines.iter().map(|l| format!("{} {}", l["target"]["label"], l["warnings"])).collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
    "carbon tax" []
    "carbon tax" ["target 'CARBON-TAX' is read as 'carbon tax'"]
    "carbon tax" ["target 'Carbon' is read as 'carbon tax'"]
    "sugar tax" ["target 'sugar tax' is unknown to the model: the stance is by what all targets share"]
    "#);
    assert_eq!(lines[0]["stance"], lines[2]["stance"]);
}

#[test]
fn rows_about_no_target_teach_that_and_a_table_without_any_is_warned_about() {
    let [(_, table, _), (_, claims, _), (_, mentions, _)] = tables();
    let dir = Workdir::new();
    let warning = "every article will get a stance";
    let about: String = table.lines().filter(|line| !line.starts_with("rain")).map(|line| format!("{line}\n")).collect();
    dir.file("a.csv", &table).file("about.csv", &about).file("claims.csv", &claims).file("mentions.csv", &mentions);
    for (name, warned) in [("a.csv", false), ("about.csv", true), ("claims.csv", false), ("mentions.csv", false)] {
        let run = dir.run(&format!("train {name} --out {name}.model --no-estimate")).done();
        assert_eq!(run.stderr.contains(warning), warned, "{name}: {}", run.stderr);
    }
    let rain = "text\nrain fell on the harvest festival\n";
    dir.file("rain.csv", rain);
    let stance = |model: &str| dir.run(&format!("classify --model {model} rain.csv --format jsonl")).done().lines()[0].clone();
    assert!(stance("a.csv.model")["stance"].is_null() && stance("about.csv.model")["stance"].is_object());
}

#[test]
fn a_target_of_ones_own_works_from_training_to_evidence() {
    let dir = Workdir::new();
    let rows: String =
        (0..6).map(|n| format!("it hurts every builder w{n},-1\nit protects the forest w{n},1\nit was read w{n},0\n")).collect();
    dir.file("coded.csv", format!("text,stance\n{rows}"));
    let run = dir.run("train coded.csv --target carbon --out m --no-estimate");
    run.said(&[
        "'-1' as against, '0' as neutral, '1' as favour",
        "Rows by targets: carbon 18",
        "every article will get a stance",
    ]);
    let line = dir.run_with("classify --model m - --format jsonl --evidence", "It protects the forest.").done().lines().remove(0);
    assert_eq!((&line["target"]["label"], &line["stance"]["label"]), (&"carbon".into(), &"favour".into()));
    let terms = line["evidence"][0]["terms"].as_array().unwrap();
    assert!(terms.iter().any(|term| term["term"] == "forest" && number(&term["contribution"]) > 0.0), "{terms:?}");
}

#[test]
fn a_body_that_is_missing_is_named() {
    let [_, (_, table, _), _] = tables();
    let dir = Workdir::new();
    dir.file("a.csv", &table).run("train a.csv --out m --no-estimate --quiet").done();
    dir.file("pairs.csv", "Headline,Body ID\nCrab seen,1\nCrab seen,99\n")
        .file("bodies.csv", "Body ID,articleBody\n1,A crab was seen.\n");
    let run = dir.run("classify --model m pairs.csv --join bodies.csv --claim-column Headline --format jsonl").done();
    let lines = run.lines();
    assert_eq!((&lines[0]["status"], &lines[1]["status"]), (&"ok".into(), &"empty".into()));
    assert_eq!(lines[1]["warnings"][0], "the second table has no row with the key '99'");
}

#[test]
fn an_article_without_the_claim_or_the_mention_that_a_model_needs_is_warned_about() {
    let dir = Workdir::new();
    let rows = |form: &str| {
        let row = |at: usize, side: &str| format!("{at} steel {side} in the north,steel,{side}\n");
        (0..6)
            .flat_map(|at| ["up", "down"].map(|side| row(at, side)))
            .fold(format!("text,{form},stance\n"), |all, row| all + &row)
    };
    dir.file("claims.csv", rows("claim")).file("mentions.csv", rows("mention")).file("page.txt", "Steel went up in the north.");
    for (form, told) in [("claim", "--claim-column"), ("mention", "toward a mention")] {
        dir.run(&format!("train {form}s.csv --out {form}.standpoint --min-df 1 --no-estimate --quiet")).done();
        let lines = dir.run(&format!("classify --model {form}.standpoint page.txt --format jsonl")).done().lines();
        assert!(lines[0]["warnings"][0].as_str().unwrap().contains(told), "{}", lines[0]);
        let lines = dir.run(&format!("classify --model {form}.standpoint {form}s.csv --format jsonl")).done().lines();
        assert!(lines.iter().all(|line| !line["warnings"].to_string().contains(told)), "{}", lines[0]);
    }
}
