//! Features and learners as options choose them, and what they refuse.
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::Value;
use workdir::{NEWS, Workdir};

#[test]
fn features_and_learner_are_chosen_by_options() {
    let dir = Workdir::new();
    dir.file("news.csv", NEWS);
    let inspected = |args: &str| {
        dir.run(&format!("train news.csv --out m --no-estimate --quiet {args}")).done();
        dir.run("inspect m --terms 500").done().stdout
    };
    let plain = inspected("");
    for (args, words) in [
        ("--ngrams 1", "terms: words 1, stemming"),
        ("--ngrams 2-3", "words 2-3"),
        ("--stem none", "stemming none"),
        ("--stem de", "stemming de"),
        ("--learner logistic-regression", "LogisticRegression with C 1"),
        ("--learner complement-nb", "ComplementNb with C 10"),
        ("--learner complement-nb -C 2", "ComplementNb with C 2"),
        ("--cost 0.5", "with C 0.5"),
        ("--stop-words english", "stop words english, stemming english"),
        ("--seed 7", "seed 7"),
        ("--min-df 3", "min_df 3"),
        ("--char-ngrams 3-4", "characters 3-4"),
    ] {
        let text = inspected(args);
        assert!(text.contains(words) && text != plain, "{args}: {text}");
    }
    // Those that no line of inspect names change the model all the same.
    let bytes = |args: &str| {
        inspected(args);
        dir.read("m")
    };
    let plain = bytes("");
    for args in [
        "--max-df 0.5",
        "--tf raw",
        "--tf bm25",
        "--tf binary",
        "--idf-power 2",
        "--marks",
        "--title-weight 1",
        "--title-weight 0",
        "--lead-weight 0.5",
        "--uniform",
        "--prior naive-bayes",
    ] {
        assert!(bytes(args) != plain, "{args}");
    }
}

#[test]
fn rows_count_the_same_where_thresholds_of_several_topics_decide() {
    let dir = Workdir::new();
    let rows: String = (0..60)
        .map(|n| format!("word{} word{} word{} common\n", n % 7, n % 5, n % 11))
        .zip((0..60).map(|n| ["a", "a;b", "a", "", "c"][n % 5]))
        .map(|(text, topics)| format!("{topics},{text}"))
        .collect();
    dir.file("several.csv", format!("topics,text\n{rows}"))
        .file("one.csv", format!("topics,text\n{rows}").replace("a;b", "b").replace("\n,", "\nd,"));
    let bytes = |args: &str| {
        dir.run(&format!("train {args} --out m --no-estimate --quiet")).done();
        std::fs::read(dir.path("m")).unwrap()
    };
    assert!(bytes("several.csv") == bytes("several.csv --uniform"));
    assert!(bytes("several.csv") != bytes("several.csv --balanced"));
    assert!(bytes("several.csv --no-calibration") == bytes("several.csv --no-calibration --balanced"));
    assert!(bytes("one.csv") == bytes("one.csv --balanced"));
    assert!(bytes("one.csv") != bytes("one.csv --uniform"));
}

#[test]
fn a_learner_refuses_options_that_it_has_no_use_for() {
    let dir = Workdir::new();
    dir.file("news.csv", NEWS);
    for (args, says) in [
        ("--learner complement-nb --prior naive-bayes", "has no prior of weights: leave out --prior"),
        ("--learner complement-nb --uniform", "takes no weights of rows: leave out --uniform"),
        ("--balanced --uniform", "cannot be used with"),
        ("--learner complement-nb -C 0", "C must be above 0"),
        ("--min-df 0.1", "a whole number of articles"),
    ] {
        dir.run(&format!("train news.csv --out m --no-estimate {args}")).failed(2, &[says]);
    }
    dir.run("train news.csv --out m --hashing --learner complement-nb").failed(2, &["--hashing", "--learner"]);
}

#[test]
fn stop_words_are_no_terms_and_words_that_turn_others_round_are_none() {
    let table = "text,topic\nthe ban is not on us,a\nno ban for the US,b\nthe ban is not on us,a\nno ban for the US,b\n";
    for how in ["", " --hashing=12"] {
        let dir = Workdir::new();
        dir.file("a.csv", table).file("new.csv", "text\nThe ban is not on us in the US\n");
        let options = if how.is_empty() { " --min-df 1 --no-estimate" } else { how };
        dir.run(&format!("train a.csv --out m --quiet --stop-words english --ngrams 1-2 --stem none{options}")).done();
        let lines = dir.run("classify --model m new.csv --format jsonl --evidence").done().lines();
        let evidence = lines[0]["evidence"].as_array().unwrap();
        let mut terms: Vec<&str> =
            evidence[0]["terms"].as_array().unwrap().iter().map(|term| term["term"].as_str().unwrap()).collect();
        terms.sort_unstable();
        // Terms as they stand in the text: us, the pronoun, is left out and the country is not.
        assert_eq!(terms, ["US", "ban", "ban is not", "not"], "{how}: {}", lines[0]);
    }
}

#[test]
fn a_task_learns_from_the_kinds_of_terms_it_is_given_and_the_model_tells_it() {
    let dir = Workdir::new();
    dir.file("news.csv", NEWS);
    let features = "--ngrams 1-2 --char-ngrams 4 --no-estimate";
    let told = "topics from words and characters, stance from words";
    let kinds = "--learn-from topics=words,characters --learn-from stance=words";
    dir.run(&format!("train news.csv --out m {features} {kinds}")).done().said(&[told]);
    dir.run(&format!("train news.csv --out all {features}")).done();
    assert!(dir.run("inspect m").done().stdout.contains(&format!("learned     {told}\n")));
    let [made, all] = ["m", "all"].map(|name| standpoint::model_file::open(&dir.path(name)).unwrap());
    let [stance, stance_of_all] = [&made, &all].map(|model| model.stance.clone().unwrap());
    let width = (stance.groups.len() + 1) * stance.labels.len();
    let mut zeros = 0;
    for (column, weights) in stance.weights.chunks_exact(width).enumerate() {
        let term = made.vectorizer.vocabulary().term(column);
        let none = weights.iter().all(|&weight| weight == 0.0);
        zeros += usize::from(none);
        assert!(none || !(term.starts_with('#') || term.contains(' ')), "{term}");
    }
    assert!(zeros > 0 && zeros < made.vectorizer.vocabulary().len());
    assert!(stance_of_all.weights != stance.weights);
    // A task that is not named learns from all, as ever.
    assert_eq!(made.target, all.target);
    // The model is judged as it was made, and labels are explained by what it learned from.
    let report = dir.run("evaluate news.csv --folds 3 --format json --as m").done().stdout;
    assert!(report.contains(&format!("; {told} alone), of")) || report.contains(&format!("; {told} alone).")), "{report}");
    for line in dir.run("classify --model m news.csv --target tariffs --evidence --format jsonl").done().lines() {
        let of_stance = |evidence: &&Value| evidence["task"] == "stance";
        let evidence = line["evidence"].as_array().unwrap().iter().find(of_stance).unwrap();
        let terms = evidence["terms"].as_array().unwrap();
        assert!(terms.iter().all(|term| !term["term"].as_str().unwrap().contains(' ')), "{evidence}");
        assert!(!terms.is_empty(), "{evidence}");
    }
    for (options, said) in [
        ("--learn-from stance=words --learn-from stance=phrases", "--learn-from gives a task twice"),
        (
            "--ngrams 1 --learn-from stance=phrases",
            "stance must not learn from phrases, since no phrases are counted; give --ngrams 1-2",
        ),
        ("--learn-from stance", "write a task and the kinds it learns from, such as stance=words,phrases"),
        ("--learn-from stance=words --search", "cannot be used with"),
        ("--learn-from stance=words --hashing", "cannot be used with"),
    ] {
        let run = dir.run(&format!("train news.csv --out n {options}"));
        assert!(run.code != Some(0) && run.stderr.contains(said), "{options}: {}", run.stderr);
    }
    dir.run("evaluate news.csv --search --learn-from stance=words").failed(2, &["cannot be used with"]);
    dir.file("claims.csv", "text,claim,stance\na b,a,agree\nc d,a,disagree\na c,a,agree\nb d,a,disagree\n");
    dir.run("train claims.csv --out n --learn-from stance=words")
        .failed(2, &["toward a claim or a mention", "leave out --learn-from"]);
}

#[test]
fn an_offset_shifts_the_border_of_a_chosen_label_and_the_model_tells_it() {
    let dir = Workdir::new();
    dir.file("news.csv", NEWS);
    let stances = |model: &str| -> Vec<String> {
        let lines = dir.run(&format!("classify --model {model} news.csv --target tariffs --format jsonl")).done().lines();
        lines.iter().map(|line| line["stance"]["label"].as_str().unwrap().to_owned()).collect()
    };
    dir.run("train news.csv --out as-it-is --no-estimate").done();
    dir.run("train news.csv --out shifted --no-estimate --offset favour=-10").done().said(&["with C 1, offsets favour -10, "]);
    assert!(stances("as-it-is").iter().any(|stance| stance == "favour"));
    assert!(stances("shifted").iter().all(|stance| stance == "against"));
    assert!(dir.run("inspect shifted").done().stdout.contains("offsets     favour -10\n"));
    // The model is judged as it was made.
    let favour = |options: &str| {
        let report = dir.run(&format!("evaluate news.csv --folds 3 --format json {options}")).done().stdout;
        let report: Value = serde_json::from_str(&report).unwrap();
        report["stance"]["labels"]["favour"]["recall"].as_f64().unwrap()
    };
    assert_eq!((favour("--as shifted"), favour("--min-df 2 --offset favour=-10")), (0.0, 0.0));
    assert!(favour("--as as-it-is") > 0.0);
    for learner in ["linear-svc", "complement-nb"] {
        let run = dir.run(&format!("evaluate news.csv --folds 3 --format json --learner {learner} --offset favour=-10")).done();
        assert!(run.stdout.contains(" and offsets of scores (favour -10), were trained on"), "{learner}");
    }
    for (options, said) in [
        (
            "--offset favor=1",
            "no offset can be given to 'favor': offsets are of labels of which the highest score is chosen (networks, none, tariffs, against, favour)",
        ),
        ("--offset trade=1", "no offset can be given to 'trade'"),
        ("--offset favour=1e39", "the offset of 'favour' must lie between -1000 and 1000"),
        ("--offset favour=1,favour=2", "--offset gives a label twice"),
        ("--offset favour=x", "an offset is a number, such as -.4"),
        ("--offset favour", "write a label and a number, such as neutral=-.4"),
    ] {
        let run = dir.run(&format!("train news.csv --out m {options}"));
        assert!(run.code != Some(0) && run.stderr.contains(said), "{options}: {}", run.stderr);
    }
}
