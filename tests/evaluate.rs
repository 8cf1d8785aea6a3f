//! `standpoint evaluate`: cross-validated figures for people and for scripts.
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::Value;
use workdir::{NEWS, Workdir, without_figures};

fn json(table: &str, args: &str) -> Value {
    let dir = Workdir::new();
    dir.file("a.csv", table);
    let run = dir.run(&format!("evaluate a.csv --format json {args}")).done();
    serde_json::from_str(&run.stdout).unwrap()
}

fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn it_shows_a_table_a_task() {
    let dir = Workdir::new();
    dir.file("news.csv", NEWS);
    let run = dir.run("evaluate news.csv --folds 3").done();
    let (figures, paragraph) = run.stdout.split_once("\n\nFor a paper:\n").unwrap();
    assert!(
        paragraph.starts_with("12 labelled articles were evaluated by 3-fold cross-validation, stratified by labels iteratively (Sechidis et al. 2011) (seed 0).")
    );
    insta::assert_snapshot!(without_figures(figures), @r"
    topics: 12 rows in 3 folds, accuracy 0.000
                 precision  recall  F1     95 % interval  support  calibration error
     security    0.000      0.000   0.000  0.000-0.000    3        0.000
     technology  0.000      0.000   0.000  0.000-0.000    4        0.000
     trade       0.000      0.000   0.000  0.000-0.000    5        0.000
     micro       0.000      0.000   0.000  0.000-0.000    12
     macro       0.000      0.000   0.000  0.000-0.000    12
     weighted    0.000      0.000   0.000  0.000-0.000    12
     samples     0.000      0.000   0.000  0.000-0.000    12
      overall: accuracy 0.000 (0.000 to 0.000), Hamming loss 0.000 (0.000 to 0.000), Matthews 0.000 (0.000 to 0.000), kappa 0.000 (0.000 to 0.000)
      probabilities: average precision 0.000 (0.000 to 0.000), ROC AUC 0.000 (0.000 to 0.000), log loss 0.000 (0.000 to 0.000), Brier 0.000 (0.000 to 0.000)
      baselines by macro F1: majority 0.000 (0.000 to 0.000), naive Bayes 0.000 (0.000 to 0.000)
      wrong: 0.000 of the surest N %, 0.000 of the surest N %, 0.000 of the surest N %, 0.000 of the surest N %, 0.000 of the surest N %; area 0.000, of a perfect order 0.000
    target: 12 rows in 3 folds, accuracy 0.000
               precision  recall  F1     95 % interval  support  calibration error
     networks  0.000      0.000   0.000  0.000-0.000    4        0.000
     none      0.000      0.000   0.000  0.000-0.000    4        0.000
     tariffs   0.000      0.000   0.000  0.000-0.000    4        0.000
     micro     0.000      0.000   0.000  0.000-0.000    12
     macro     0.000      0.000   0.000  0.000-0.000    12
     weighted  0.000      0.000   0.000  0.000-0.000    12
     truth \ predicted  networks  none  tariffs
     networks           4         0     0
     none               0         4     0
     tariffs            0         0     4
      overall: accuracy 0.000 (0.000 to 0.000), Hamming loss 0.000 (0.000 to 0.000), Matthews 0.000 (0.000 to 0.000), kappa 0.000 (0.000 to 0.000)
      probabilities: average precision 0.000 (0.000 to 0.000), ROC AUC 0.000 (0.000 to 0.000), log loss 0.000 (0.000 to 0.000), Brier 0.000 (0.000 to 0.000)
      baselines by macro F1: majority 0.000 (0.000 to 0.000), naive Bayes 0.000 (0.000 to 0.000)
      wrong: 0.000 of the surest N %, 0.000 of the surest N %, 0.000 of the surest N %, 0.000 of the surest N %, 0.000 of the surest N %; area 0.000, of a perfect order 0.000
    stance (target given): 8 rows in 3 folds, accuracy 0.000
               precision  recall  F1     95 % interval  support  calibration error
     against   0.000      0.000   0.000  0.000-0.000    4        0.000
     favour    0.000      0.000   0.000  0.000-0.000    4        0.000
     micro     0.000      0.000   0.000  0.000-0.000    8
     macro     0.000      0.000   0.000  0.000-0.000    8
     weighted  0.000      0.000   0.000  0.000-0.000    8
     truth \ predicted  against  favour
     against            2        2
     favour             3        1
      overall: accuracy 0.000 (0.000 to 0.000), Hamming loss 0.000 (0.000 to 0.000), Matthews -0.000 (-0.000 to 0.000), kappa -0.000 (-0.000 to 0.000), SemEval F1 0.000 (0.000 to 0.000)
      probabilities: average precision 0.000 (0.000 to 0.000), ROC AUC 0.000 (0.000 to 0.000), log loss 0.000 (0.000 to 0.000), Brier 0.000 (0.000 to 0.000)
      baselines by macro F1: majority 0.000 (0.000 to 0.000), naive Bayes 0.000 (0.000 to 0.000)
      wrong: 0.000 of the surest N %, 0.000 of the surest N %, 0.000 of the surest N %, 0.000 of the surest N %, 0.000 of the surest N %; area 0.000, of a perfect order 0.000
    stance (target predicted): 12 rows in 3 folds, accuracy 0.000
               precision  recall  F1     95 % interval  support
     against   0.000      0.000   0.000  0.000-0.000    4
     favour    0.000      0.000   0.000  0.000-0.000    4
     micro     0.000      0.000   0.000  0.000-0.000    8
     macro     0.000      0.000   0.000  0.000-0.000    8
     weighted  0.000      0.000   0.000  0.000-0.000    8
     samples   0.000      0.000   0.000  0.000-0.000    8
      overall: accuracy 0.000 (0.000 to 0.000), Hamming loss 0.000 (0.000 to 0.000), SemEval F1 0.000 (0.000 to 0.000)
    ");
    insta::assert_snapshot!(run.stderr, @"
    read 12 articles from news.csv
      2 rows have blank topics, read as no topic (--blank skip: not coded).
      Topics: any number of labels a row, each with its threshold (--single-label overrules).
      Rows by topics: security 3, technology 4, trade 5.
      Rows by targets: networks 4, tariffs 4.
      Rows by stances: against 4, favour 4.
      Rows without a topic: 2.
    ");
}

#[test]
fn the_table_shows_the_figures_of_the_json() {
    let dir = Workdir::new();
    dir.file("a.csv", NEWS);
    let table = dir.run("evaluate a.csv --folds 3").done().stdout;
    let report = json(NEWS, "--folds 3 --quiet");
    for (label, scores) in report["topics"]["labels"].as_object().unwrap() {
        let cells: Vec<&str> = table.lines().find(|line| line.trim().starts_with(label)).unwrap().split_whitespace().collect();
        let figures = ["precision", "recall", "f1"].map(|name| format!("{:.3}", scores[name].as_f64().unwrap()));
        assert_eq!(cells[1..4], figures);
        let interval = &report["topics"]["intervals"]["labels"][label]["f1"];
        let interval = format!("{:.3}-{:.3}", interval[0].as_f64().unwrap(), interval[1].as_f64().unwrap());
        assert_eq!((cells[4], cells[5]), (&*interval, &*scores["support"].to_string()));
    }
    for task in ["topics", "target", "stance"] {
        let accuracy = report[task]["accuracy"].as_f64().unwrap();
        let line = table.lines().find(|line| line.starts_with(task)).unwrap();
        assert!(line.ends_with(&format!("accuracy {accuracy:.3}")), "{line}");
    }
}

#[test]
fn json_has_the_shape_that_scripts_rely_on() {
    let report = json(NEWS, "--folds 3 --quiet");
    assert_eq!((&report["schema"], &report["folds"], &report["rows"]), (&2.into(), &3.into(), &12.into()));
    assert!(report["seconds"].as_f64().unwrap() > 0.0);
    for (task, labels) in [
        ("topics", vec!["security", "technology", "trade"]),
        ("target", vec!["networks", "none", "tariffs"]),
        ("stance", vec!["against", "favour"]),
    ] {
        let task = &report[task];
        assert_eq!(names(&task["labels"]), labels);
        let scores =
            labels.iter().map(|label| &task["labels"][label]).chain(["micro", "macro", "weighted"].map(|name| &task[name]));
        for scores in scores {
            for name in ["precision", "recall", "f1"] {
                assert!((0.0..=1.0).contains(&scores[name].as_f64().unwrap()), "{name} of {scores}");
            }
            assert!(scores["support"].is_u64());
        }
        assert!((0.0..=1.0).contains(&task["accuracy"].as_f64().unwrap()));
        let intervals = &task["intervals"];
        assert_eq!(names(&intervals["labels"]), labels);
        let of_labels = labels.iter().map(|label| &intervals["labels"][label]);
        let scores = of_labels.chain(["micro", "macro", "weighted"].map(|name| &intervals[name]));
        let figures = scores.flat_map(|scores| ["precision", "recall", "f1"].map(|name| &scores[name]));
        for figure in figures.chain([&intervals["accuracy"]]) {
            let (low, high) = (figure[0].as_f64().unwrap(), figure[1].as_f64().unwrap());
            assert!(0.0 <= low && low <= high && high <= 1.0, "{figure}");
        }
    }
    // Rows without a target have no stance.
    assert_eq!((&report["topics"]["rows"], &report["stance"]["rows"]), (&12.into(), &8.into()));
    assert_eq!(report["topics"]["labels"]["trade"]["support"], 5);
}

#[test]
fn the_confusion_counts_every_row_of_a_task_with_one_label_a_row() {
    let stance = &json(NEWS, "--folds 4 --quiet")["stance"];
    let rows: Vec<u64> = stance["confusion"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|row| row.as_object().unwrap().values())
        .map(|n| n.as_u64().unwrap())
        .collect();
    assert_eq!(rows.iter().sum::<u64>(), 8);
    let right: u64 = names(&stance["labels"]).iter().filter_map(|label| stance["confusion"][label][label].as_u64()).sum();
    assert_eq!(stance["accuracy"].as_f64().unwrap(), right as f64 / 8.0);
}

#[test]
fn a_task_that_the_table_does_not_have_is_left_out() {
    let table = "text,topics\nsteel rose,trade\nsteel fell,trade\nphones rose,technology\nphones fell,technology\n";
    let report = json(table, "--folds 2 --min-df 1 --quiet");
    assert!(report.get("topics").is_some() && report.get("target").is_none() && report.get("stance").is_none());
}

#[test]
fn the_figures_are_the_same_for_the_same_seed_whatever_the_threads() {
    let figures = |args: &str| {
        let mut report = json(NEWS, &format!("--quiet --folds 3 {args}"));
        report.as_object_mut().unwrap().remove("seconds");
        report
    };
    assert_eq!(figures("--threads 1"), figures("--threads 8"));
    assert!((1..20).any(|seed| figures(&format!("--seed {seed}")) != figures("")));
}

#[test]
fn copies_of_a_text_share_a_fold() {
    // With only copies to learn from, a copy in another fold would tell the label of a row of noise.
    let words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"];
    let rows = words.iter().enumerate().map(|(n, word)| format!("{word} common,{}\n", if n % 2 == 0 { "x" } else { "y" }));
    let rows: String = rows.flat_map(|row| [row.clone(), row]).collect();
    let report = json(&format!("text,topics\n{rows}"), "--quiet --folds 8 --min-df 1 --ngrams 1");
    assert!(report["topics"]["accuracy"].as_f64().unwrap() < 0.9, "{report}");
}

#[test]
fn only_the_report_is_on_stdout_and_quiet_leaves_nothing_else() {
    let dir = Workdir::new();
    dir.file("a.csv", NEWS);
    let loud = dir.run("evaluate a.csv --format json").said(&["read 12 articles from a.csv"]);
    assert!(serde_json::from_str::<Value>(&loud.stdout).is_ok());
    let quiet = dir.run("evaluate a.csv --quiet").done();
    assert!(quiet.stderr.is_empty() && quiet.stdout.starts_with("topics: 12 rows in 5 folds"), "{}", quiet.stdout);
}

#[test]
fn a_stance_toward_a_wrong_target_is_wrong_as_used() {
    let report = json(NEWS, "--folds 3 --quiet");
    let used = &report["stance_as_used"];
    // All rows coded for the target, those without one too.
    assert_eq!((&used["rows"], &used["micro"]["support"]), (&12.into(), &8.into()));
    assert!(used.get("confusion").is_none() && used.get("probability").is_none());
    // What is right as used is right with the target given, or has no target and none was said.
    let right = |report: &Value, rows: f64| (report["accuracy"].as_f64().unwrap() * rows).round();
    assert!(right(used, 12.0) <= right(&report["stance"], 8.0) + 4.0);
}

#[test]
fn every_figure_has_an_interval_and_what_is_undefined_is_nought_with_a_warning() {
    // The third topic is in two rows whose words say nothing of it.
    let rows: String = (0..30).map(|n| format!("{} word{n},{}\n", ["steel", "match"][n % 2], ["a", "b"][n % 2])).collect();
    let report = json(&format!("text,topics\n{rows}steel word,c\nmatch word,c\n"), "--folds 3 --quiet");
    let topics = &report["topics"];
    assert_eq!((&topics["labels"]["c"]["precision"], &topics["labels"]["c"]["f1"]), (&0.0.into(), &0.0.into()));
    let warnings = topics["warnings"].to_string();
    assert!(warnings.contains("precision is undefined and told as 0, since the label is said of no row: c"), "{warnings}");
    for figure in ["accuracy", "hamming_loss", "matthews", "kappa"] {
        let interval = &topics["intervals"][figure];
        let (low, high) = (interval[0].as_f64().unwrap(), interval[1].as_f64().unwrap());
        assert!(low <= topics[figure].as_f64().unwrap() && topics[figure].as_f64().unwrap() <= high, "{figure}");
    }
    for label in ["a", "b", "c"] {
        for figure in ["average_precision", "roc_auc", "log_loss", "brier", "calibration_error"] {
            assert!(
                topics["probability"][label][figure].is_f64() && topics["intervals"]["probability"][label][figure][1].is_f64()
            );
        }
    }
    assert_eq!(names(&topics["mean_probability"]), names(&topics["intervals"]["mean_probability"]));
}

#[test]
fn baselines_stand_beside_every_task() {
    let report = json(NEWS, "--folds 3 --quiet");
    assert_eq!(names(&report["baselines"]), ["stance", "target", "topics"]);
    for rules in report["baselines"].as_object().unwrap().values() {
        let of: Vec<&str> = rules.as_array().unwrap().iter().map(|rule| rule["name"].as_str().unwrap()).collect();
        assert_eq!(of, ["majority", "naive Bayes"]);
    }
    // No topic is in more than half of the rows, so the majority says none; two rows have none.
    assert_eq!(report["baselines"]["topics"][0]["accuracy"].as_f64().unwrap(), 2.0 / 12.0);
}

const SAID: &str = "\
id,text,topics,target,stance,predicted_topics,probability_trade,probability_sport,predicted_target,predicted_stance
1,one,trade,steel,against,trade,0.9,0.2,steel,AGAINST
2,two,trade;sport,steel,favour,trade,0.8,0.4,steel,against
3,three,sport,rain,favour,sport;chess,0.1,0.7,steel,favour
4,four,,none,,trade,0.6,0.1,,
5,five,sport,rain,against,sport,0.3,0.9,rain,against
";

#[test]
fn labels_said_elsewhere_are_scored() {
    let report = json(SAID, "--quiet --predictions");
    let topics = &report["topics"];
    assert_eq!((&topics["rows"], &topics["accuracy"]), (&5.into(), &0.4.into()));
    let trade = &topics["labels"]["trade"];
    assert_eq!((trade["precision"].as_f64().unwrap(), &trade["recall"]), (2.0 / 3.0, &1.0.into()));
    // Nobody gave it: it is said in error, and is no row's.
    assert_eq!((&topics["labels"]["chess"]["support"], &topics["labels"]["chess"]["precision"]), (&0.into(), &0.0.into()));
    assert_eq!(topics["probability"]["sport"]["roc_auc"], 1.0);
    // Row 3 has the stance right and the target wrong, so two of four are right; row 4 has neither, nor was any said.
    let used = &report["stance_as_used"];
    assert_eq!((&used["rows"], &used["accuracy"], &used["micro"]["recall"]), (&5.into(), &0.6.into(), &0.5.into()));
    assert_eq!(report["target"]["accuracy"], 0.8);
    assert!(report.get("stance").is_none());
}

#[test]
fn labels_said_elsewhere_need_no_text_and_may_stand_in_a_table_of_their_own() {
    let dir = Workdir::new();
    dir.file("gold.csv", "id,topic\na,trade\nb,sport\nc,trade\nd,sport\n");
    dir.file("said.csv", "id,predicted_topics\nd,sport\nc,trade\nb,trade\na,trade\n");
    let run = dir.run("evaluate --predictions said.csv --join gold.csv --format json --quiet").done();
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&report["topics"]["rows"], &report["topics"]["accuracy"]), (&4.into(), &0.75.into()));
    dir.run("evaluate --predictions gold.csv").failed(1, &["no column of labels said (predicted_topics"]);
    dir.file("bad.csv", "id,topic,predicted_topics,probability_a,probability_b\n1,a,a,1.5,0\n2,b,b,0,1\n");
    dir.run("evaluate --predictions bad.csv").failed(1, &["row 1: '1.5' is no probability"]);
    dir.file("two.csv", "id,topic,predicted_topics\n1,a,a;b\n2,b,b\n");
    dir.run("evaluate --predictions two.csv").failed(1, &["row 1: several topics are said", "--multi-label"]);
}

#[test]
fn what_classify_writes_can_be_scored() {
    let dir = Workdir::with_model();
    dir.run("classify news.csv --model news.standpoint --format csv --quiet --out said.csv").done();
    let run = dir.run("evaluate --predictions said.csv --format json --quiet").done();
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(names(&report["topics"]["probability"]), ["security", "technology", "trade"]);
    assert_eq!(report["topics"]["rows"], 12);
}

#[test]
fn a_learning_curve_rises_to_the_score_of_all_rows() {
    let rows: String = (0..160)
        .map(|n| {
            format!("{} and word{} say it,{}\n", ["steel", "match", "phone", "rain"][n % 4], n % 9, ["a", "b", "c", "d"][n % 4])
        })
        .collect();
    let report = json(&format!("text,topics\n{rows}"), "--folds 4 --quiet --learning-curve --ngrams 1");
    let points = report["learning_curve"]["topics"]["points"].as_array().unwrap();
    let rows: Vec<u64> = points.iter().map(|point| point["rows"].as_u64().unwrap()).collect();
    assert!(rows.is_sorted() && rows.len() >= 4 && rows.last() == Some(&120), "{rows:?}");
    let last = &points.last().unwrap()["figures"];
    assert_eq!((&last["accuracy"], &last["macro_f1"]), (&report["topics"]["accuracy"], &report["topics"]["macro"]["f1"]));
}

#[test]
fn what_made_a_model_is_judged_as_it_was_made() {
    let dir = Workdir::new();
    dir.file("a.csv", NEWS);
    let made =
        ["-C 2 --ngrams 1-2 --uniform --learner logistic-regression --compact", "--learner complement-nb --stop-words english"];
    let figures = |args: &str| {
        let mut report: Value =
            serde_json::from_str(&dir.run(&format!("evaluate a.csv --folds 3 --format json --quiet {args}")).done().stdout)
                .unwrap();
        report.as_object_mut().unwrap().remove("seconds");
        report
    };
    for options in made {
        dir.run(&format!("train a.csv --out a.standpoint --no-estimate --quiet {options}")).done();
        assert_eq!(figures("--as a.standpoint"), figures(options), "{options}");
    }
    dir.run("evaluate a.csv --as a.standpoint -C 3").failed(2, &["--as"]);
}

#[test]
fn the_paragraph_tells_of_labels_that_were_left_out() {
    let dir = Workdir::new();
    dir.file("a.csv", format!("{NEWS}99,Rain,It rained on the mills.,weather,none,none\n"));
    let run = dir.run("evaluate a.csv --folds 2 --format json --quiet").done();
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let methods = report["methods"].as_str().unwrap();
    assert!(methods.contains("Topics in fewer than 2 rows were left out: 'weather'. "), "{methods}");
}

#[test]
fn the_page_needs_nothing_from_outside_and_is_well_formed() {
    let dir = Workdir::new();
    dir.file("a.csv", NEWS.replace("Steel tariffs rise", "Steel <b>tariffs</b> & rise"));
    dir.run("evaluate a.csv --folds 3 --report page.html --learning-curve --quiet").done();
    let page = String::from_utf8(dir.read("page.html")).unwrap();
    for outside in ["http:", "https:", "src=", "href=", "url(", "@import", "<script", "<link", "<img", "<iframe", "onload"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("prefers-color-scheme:dark") && !page.contains("<b>tariffs</b>") && !page.contains("NaN"));
    for part in [
        "Topics",
        "Target",
        "Stance, target given",
        "Stance, target predicted",
        "For a paper",
        "Worst mistakes",
        "Strongest terms",
    ] {
        assert!(page.contains(part), "{part}");
    }
    // Every element that is opened is closed, in its order.
    let mut open: Vec<&str> = Vec::new();
    for tag in page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        match tag {
            _ if tag.starts_with('!') || tag.ends_with('/') || ["meta", "br"].contains(&name) => {}
            _ if tag.starts_with('/') => assert_eq!(open.pop(), Some(name)),
            _ => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
    // As many curves as are told of: precision and recall, reliability, risk and learning, of three tasks.
    assert_eq!(page.matches("<figure").count(), 12);
    dir.run("evaluate a.csv --report a.csv").failed(2, &["is also an input"]);
}
