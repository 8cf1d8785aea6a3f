//! Targets by their names, aliases and blanks, and options that a stance does not go with, as a user meets them.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

mod workdir;

use workdir::Workdir;

/// Rows toward two targets, the first under three names, and rows about none.
fn table() -> String {
    let row = |n: usize| {
        format!(
            "the levy hurts every builder w{n},Carbon Tax,against\n\
             carbon taxes protect the forest w{n},the carbon taxes,favour\n\
             a CO2 price protects the farm w{n},CO2 price,favour\n\
             the ban on phones is wise w{n},phone ban,favour\n\
             the ban on phones is foolish w{n},phone ban,against\n\
             rain fell on the festival w{n},,\n"
        )
    };
    format!("text,target,stance\n{}", (0..6).map(row).collect::<String>())
}

const ALIASES: &str = "target,alias\nCarbon Tax,levy\nCarbon Tax,CO2 price\nphone ban,ban on phones\n";

fn with_table() -> Workdir {
    let dir = Workdir::new();
    dir.file("a.csv", table()).file("aliases.csv", ALIASES);
    dir
}

#[test]
fn names_of_one_target_are_one_target_and_aliases_join_what_no_rule_does() {
    let dir = with_table();
    dir.run("train a.csv --out plain --no-estimate").said(&[
        "Targets in other words were read: 'the carbon taxes' as Carbon Tax.",
        "Rows by targets: CO2 price 6, Carbon Tax 12, phone ban 12.",
    ]);
    let run = dir.run("train a.csv --aliases aliases.csv --out m --no-estimate");
    run.said(&["'CO2 price' as Carbon Tax", "Rows by targets: Carbon Tax 18, phone ban 12.", "names of targets"]);
    dir.file("new.csv", "text,target\nit hurts,the levy\nit hurts,phone-bans\nit hurts,sugar tax\n");
    let lines = dir.run("classify --model m new.csv --format jsonl").done().lines();
    let said: Vec<&str> = lines.iter().map(|line| line["target"]["label"].as_str().unwrap()).collect();
    assert_eq!(said, ["Carbon Tax", "phone ban", "sugar tax"]);
    assert_eq!(lines[0]["warnings"][0], "target 'the levy' is read as 'Carbon Tax'");
    // A bad table of aliases is told with its place.
    dir.file("bad.csv", "target,alias\nCarbon Tax,levy\nphone ban,Levy\n");
    dir.run("train a.csv --aliases bad.csv --out m").failed(1, &["bad.csv, row 2", "'Carbon Tax' already"]);
    dir.run("train a.csv --hashing --aliases aliases.csv --out m").failed(2, &["--aliases"]);
}

#[test]
fn an_alias_in_a_text_is_a_term_of_its_target_and_evidence_still_adds_up() {
    let dir = with_table();
    dir.run("train a.csv --aliases aliases.csv --out m --no-estimate --quiet").done();
    let text = "The CO2 price came, and it was a levy.";
    let line = dir.run_with("classify --model m - --format jsonl --evidence", text).done().lines().remove(0);
    assert_eq!(line["target"]["label"], "Carbon Tax");
    for why in line["evidence"].as_array().unwrap() {
        let number = |value: &serde_json::Value| value.as_f64().unwrap();
        let sum: f64 = why["terms"].as_array().unwrap().iter().map(|term| number(&term["contribution"])).sum();
        assert!((number(&why["intercept"]) + sum - number(&why["score"])).abs() < 1e-5, "{why}");
    }
    // Evidence names the words of the text that stand for it.
    let features = dir.run("inspect m --terms 1000").done().stdout;
    assert!(features.contains("<about>carbon_tax") && features.contains("<about>phone_ban"), "{features}");
    let terms = line["evidence"][0]["terms"].as_array().unwrap();
    assert!(terms.iter().any(|term| term["term"] == "levy"), "{terms:?}");
    // The making of the model is judged with the aliases that it knows.
    dir.run("evaluate a.csv --as m --folds 2").said(&["'CO2 price' as Carbon Tax"]);
}

#[test]
fn a_test_table_names_targets_as_the_training_table_does() {
    let dir = with_table();
    dir.file("test.csv", "text,target,stance\nthe levy hurts,carbon tax,against\nit protects the forest,CARBON-TAX,favour\n");
    dir.run("evaluate a.csv --test test.csv").said(&["'CARBON-TAX' as Carbon Tax, 'carbon tax' as Carbon Tax"]);
}

#[test]
fn a_blank_target_is_the_target_given_or_none_without_one() {
    let dir = Workdir::new();
    let rows: String = (0..6).map(|n| format!("it hurts w{n},,-1\nit protects w{n},,1\nrain fell w{n},none,\n")).collect();
    dir.file("a.csv", format!("text,target,stance\n{rows}"));
    dir.run("train a.csv --target carbon --out m --no-estimate").said(&["Rows by targets: carbon 12."]);
    let rows: String =
        (0..6).map(|n| format!("it hurts w{n},carbon,-1\nit protects w{n},carbon,1\nrain fell w{n},,\n")).collect();
    dir.file("b.csv", format!("text,target,stance\n{rows}"));
    let run = dir.run("train b.csv --out m --no-estimate");
    let run = run.said(&["Rows by targets: carbon 12."]);
    assert!(!run.stderr.contains("every article will get a stance"), "{}", run.stderr);
    for name in ["", "none"] {
        for command in ["train b.csv --out m", "classify --model m b.csv"] {
            let mut command = dir.command(command);
            let output = command.args(["--target", name]).output().unwrap();
            assert_eq!(output.status.code(), Some(2));
            assert!(String::from_utf8_lossy(&output.stderr).contains("that is no target"), "{output:?}");
        }
    }
}

#[test]
fn a_target_is_refused_where_the_stance_is_toward_something_else() {
    let dir = Workdir::new();
    let row = |n: usize, side: &str| format!("{n} steel {side} in the north,steel {side},{side}\n");
    let rows: String = (0..6).flat_map(|n| ["up", "down"].map(|side| row(n, side))).collect();
    dir.file("claims.csv", format!("text,claim,stance\n{rows}"))
        .file("topics.csv", "text,topic\na b,x\nc d,y\na b e,x\nc d e,y\n");
    dir.run("train claims.csv --target steel --out m").failed(2, &["toward a claim (column 'claim')", "leave one of them out"]);
    dir.run("train claims.csv --min-df 1 --out m --no-estimate --quiet").done();
    dir.run("classify --model m claims.csv --target steel").failed(2, &["toward a claim", "leave it out"]);
    dir.run("train topics.csv --min-df 1 --out t --no-estimate --quiet").done();
    dir.run("classify --model t topics.csv --target steel").failed(2, &["the model tells no stance"]);
}

#[test]
fn only_what_acts_is_told_of_the_features() {
    let dir = with_table();
    let run = dir.run("train a.csv --out m --no-estimate --no-negation --no-reporting").done();
    assert!(!run.stderr.contains("no negation") && !run.stderr.contains("no reporting"), "{}", run.stderr);
    let row = |n: usize, side: &str| format!("{n} steel {side} in the north,steel {side},{side}\n");
    let rows: String = (0..6).flat_map(|n| ["up", "down"].map(|side| row(n, side))).collect();
    dir.file("claims.csv", format!("text,claim,stance\n{rows}"));
    let run =
        dir.run("train claims.csv --out m --no-estimate --no-negation --passages 5 --hashtags split --word-weight 0.5").done();
    assert!(run.stderr.contains("no negation"), "{}", run.stderr);
    for idle in ["passages", "hashtags", "word weight"] {
        assert!(!run.stderr.contains(idle), "{idle}: {}", run.stderr);
    }
}

#[test]
fn an_article_was_trained_on_with_the_claim_that_it_was_trained_with() {
    let dir = Workdir::new();
    let row = |n: usize, side: &str| format!("{n} steel {side} in the north,steel {side},{side}\n");
    let rows: String = (0..6).flat_map(|n| ["up", "down"].map(|side| row(n, side))).collect();
    dir.file("claims.csv", format!("text,claim,stance\n{rows}"));
    dir.run("train claims.csv --min-df 1 --out m --no-estimate --quiet").done();
    dir.file("new.csv", "text,claim\n0 steel up in the north,steel up\n0 steel up in the north,steel fell\n");
    let lines = dir.run("classify --model m new.csv --format jsonl").done().lines();
    assert_eq!((&lines[0]["in_training"], &lines[1]["in_training"]), (&true.into(), &false.into()));
}

#[test]
fn labels_that_classify_wrote_of_a_joined_table_are_scored_with_the_same_options() {
    let dir = Workdir::new();
    let rows: String = (0..6).map(|n| format!("crab seen,{n},agree\ncrab seen,{},disagree\n", n + 10)).collect();
    let bodies: String = (0..6).map(|n| format!("{n},A crab was seen w{n}.\n{},It is a hoax w{n}.\n", n + 10)).collect();
    dir.file("a.csv", format!("Headline,Body ID,Stance\n{rows}")).file("bodies.csv", format!("Body ID,articleBody\n{bodies}"));
    let join = "--join bodies.csv --claim-column Headline";
    dir.run(&format!("train a.csv {join} --out m --no-estimate --quiet")).done();
    dir.run(&format!("classify --model m a.csv {join} --format csv --out p.csv --quiet")).done();
    let run = dir.run(&format!("evaluate --predictions p.csv {join}"));
    let run = run.said(&["every column of bodies.csv already: nothing was joined"]);
    assert!(run.stdout.contains("disagree"), "{}", run.stdout);
}

/// The report of labels said, which are right in every row.
fn all_right(dir: &Workdir, table: &str, options: &str) -> serde_json::Value {
    let out = dir.run(&format!("evaluate --predictions {table} --format json --quiet {options}")).done().stdout;
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    for task in ["target", "stance"] {
        let accuracy = &report[task]["accuracy"];
        assert!(accuracy.is_null() || *accuracy == 1.0, "{table}: {task} {accuracy}");
    }
    report
}

#[test]
fn stances_said_are_read_as_those_given() {
    let dir = Workdir::new();
    for toward in ["target", "claim", "mention"] {
        for given in [["1", "-1", "0"], ["pro", "con", "neutral"], ["PRO", "Con", "Neutral"]] {
            let row = |n: usize, at: usize| format!("Ana came w{n},Ana,{},{}\n", given[at], ["1", "-1", "0"][at]);
            let rows: String = (0..12).map(|n| row(n, n % 3)).collect();
            dir.file("p.csv", format!("text,{toward},stance,predicted_stance\n{rows}"));
            assert_eq!(all_right(&dir, "p.csv", "")["stance"]["accuracy"], 1.0, "{toward} {given:?}");
        }
    }
}

#[test]
fn a_test_table_has_the_stances_of_the_training_table() {
    let dir = Workdir::new();
    let rows: String = (0..6).map(|n| format!("it hurts w{n},T,-1\nit protects w{n},T,1\nrain fell w{n},T,0\n")).collect();
    dir.file("a.csv", format!("text,target,stance\n{rows}"));
    dir.file("test.csv", "text,target,stance\nit protects the wood,T,1\nrain fell there,T,0\n");
    let run = dir.run("evaluate a.csv --test test.csv --min-df 1 --format json");
    let out = run.said(&["Rows by stances: favour 1, neutral 1."]);
    let report: serde_json::Value = serde_json::from_str(&out.stdout).unwrap();
    assert!(report["stance"]["accuracy"].as_f64().unwrap() > 0.0, "{}", report["stance"]);
}

#[test]
fn targets_said_are_known_by_aliases_and_by_what_classify_read_them_as() {
    let dir = with_table();
    let said = |cell: &str| if cell == "CO2 price" || cell == "the carbon taxes" { "levy".to_owned() } else { cell.to_owned() };
    let mut table = String::from("text,target,stance,predicted_target,predicted_stance\n");
    for line in self::table().lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        table += &format!("{line},{},{}\n", said(cells[1]), cells[2]);
    }
    dir.file("p.csv", table);
    assert!(all_right(&dir, "p.csv", "--aliases aliases.csv")["stance"]["rows"].is_number());
    // A target that was given is not judged as predicted, whatever the model calls it.
    dir.run("train a.csv --aliases aliases.csv --out m --no-estimate --quiet").done();
    dir.file("given.csv", self::table().replace("CO2 price,", "the levy,").replace("the carbon taxes,", "levies,"));
    dir.run("classify --model m given.csv --format csv --out said.csv --quiet").done();
    let report = all_right(&dir, "said.csv", "");
    assert!(report["target"].is_null() && report["stance_as_used"].is_null(), "{report}");
}

#[test]
fn two_models_are_compared_by_their_own_names_of_targets() {
    let dir = with_table();
    dir.file("b.csv", self::table().replace("Carbon Tax,", "carbon-tax,"));
    dir.file("b_aliases.csv", ALIASES.replace("Carbon Tax,", "carbon-tax,"));
    dir.run("train a.csv --aliases aliases.csv --out a --no-estimate --quiet").done();
    dir.run("train b.csv --aliases b_aliases.csv --out b --no-estimate --quiet").done();
    let new = self::table().replace(" w", " v").replace("Carbon Tax,", "CARBON TAXES,").replace("phone ban,", "The Phone-Bans,");
    dir.file("new.csv", new);
    let out = dir.run("compare a b new.csv --format json --quiet").done().stdout;
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(found[0]["task"], "target");
    for side in [0, 1] {
        assert_eq!(found[0]["figures"][side]["accuracy"], 1.0, "{out}");
    }
}

#[test]
fn what_a_csv_cannot_hold_is_refused() {
    let dir = Workdir::with_model();
    dir.file("page.txt", "The tariff on steel hurts every builder.");
    for option in ["--voices", "--evidence"] {
        let run = dir.run(&format!("classify --model news.standpoint page.txt {option} --format csv"));
        run.failed(2, &[option, "--format jsonl"]);
    }
}

#[test]
fn an_alias_in_marks_or_capitals_is_a_term_as_it_is_spelled() {
    let dir = Workdir::new();
    let row = |n: usize| {
        format!(
            "it hurts AT&T w{n},Carrier,against\nit protects #HRC w{n},Clinton,favour\n\
             the US hurts w{n},America,against\nnews for us w{n},n/a,\n"
        )
    };
    dir.file("a.csv", format!("text,target,stance\n{}", (0..6).map(row).collect::<String>()));
    dir.file("aliases.csv", "target,alias\nCarrier,AT&T\nClinton,#HRC\nAmerica,US\nnone,n/a\n");
    let run = dir.run("train a.csv --aliases aliases.csv --out m --no-estimate");
    let run = run.said(&["Rows by targets: America 6, Carrier 6, Clinton 6."]);
    assert!(!run.stderr.contains("no row is about no target"), "{}", run.stderr);
    let features = dir.run("inspect m --terms 1000").done().stdout;
    for term in ["<about>america", "<about>carrier", "<about>clinton"] {
        assert!(features.contains(term), "{term}: {features}");
    }
    dir.file("new.csv", "text,target\nit hurts,#HRC\nit hurts,us\nnews for us,N/A\n");
    let lines = dir.run("classify --model m new.csv --format jsonl").done().lines();
    let said: Vec<_> = lines.iter().map(|line| line["target"]["label"].as_str()).collect();
    assert_eq!(said[..2], [Some("Clinton"), Some("America")]);
    assert!(!lines[2].to_string().contains("unknown to the model"), "{}", lines[2]);
}
