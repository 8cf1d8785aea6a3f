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
    let day = |words: &str, at: usize| format!("The {words} was in the news on day {at}");
    for at in 0..12 {
        let page = day(["steel duty", "tariff import", "duty import"][at % 3], at);
        dir.file(&format!("pages/{at}.txt"), format!("{page}. More of it was to come, they wrote, and it did come.\n"));
    }
    let rows: String = (0..12).map(|at| day(["match team", "goal cup", "team cup"][at % 3], at) + "\n").collect();
    dir.file("pages/sport.csv", format!("text\n{rows}"));
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
        ("--unlabelled pages --min-df 2", 2, "leave out --min-df, or --unlabelled"),
        ("--unlabelled pages --search", 2, "cannot be used with"),
        ("--unlabelled pages --hashing", 2, "cannot be used with"),
    ] {
        dir.run(&format!("train a.csv --out m --no-estimate {args}")).failed(code, &[says]);
    }
    dir.run("train a.csv --out m --unlabelled pages --no-estimate").done();
    let run = dir.run("evaluate a.csv --as m --folds 2");
    assert!(run.code == Some(2) && run.stderr.contains("24 unlabelled articles too"), "{}", run.stderr);
}

#[test]
fn toward_a_claim_nothing_is_learned_from_them() {
    let dir = with_pages();
    let row = |claim: &str, stance: &str| format!("The tariff on steel rose,{claim},{stance}\n");
    let rows = [row("Tariffs rise", "favour"), row("Tariffs fall", "against"), row("Steel is dear", "favour")].concat();
    dir.file("claims.csv", format!("text,claim,stance\n{}", rows.repeat(3)));
    for command in ["train claims.csv --out m", "evaluate claims.csv --folds 2"] {
        let run = dir.run(&format!("{command} --unlabelled pages"));
        assert!(run.code == Some(2) && run.stderr.contains("toward a claim or a mention nothing is learned"), "{}", run.stderr);
    }
}

#[test]
fn words_behind_all_labelled_terms_are_terms_too() {
    // The corpus's own terms keep their places, and there are more of them.
    let dir = Workdir::new();
    dir.file("a.csv", LABELLED);
    let rows: String = (0..4).map(|at| format!("steel tariff {at}zinc zinc\nmatch goal {at}winger winger\n")).collect();
    dir.file("z.csv", format!("text\n{rows}"));
    dir.run("train a.csv --out m --unlabelled z.csv --no-estimate --stem none --ngrams 1").done();
    let terms = dir.run("inspect m --terms 99").done().stdout;
    assert!(terms.contains("zinc") && terms.contains("winger"), "{terms}");
    dir.run("evaluate a.csv --folds 2 --unlabelled z.csv --stem none --ngrams 1 --report r.html").done();
}

#[test]
fn tables_without_labels_lack_their_columns_and_what_is_not_read_is_named() {
    let dir = with_pages();
    dir.file("b.csv", LABELLED.replace("text,topic", "text,subject"));
    dir.file("pages/bad.csv", "body2,subject\nsteel,trade\n");
    let run = dir
        .run("train b.csv --topic-column subject --out m --unlabelled pages --unlabelled b.csv --unlabelled b.csv --no-estimate")
        .done();
    for says in [
        "read 32 unlabelled articles\n",
        "  not read: pages/bad.csv: ",
        "  4 of them are empty or copies of others.\n",
        "  4 labelled rows are among them: their words are known wherever they are judged.\n",
    ] {
        assert!(run.stderr.contains(says), "{says}: {}", run.stderr);
    }
}
