//! `standpoint audit`: what is probably wrong with labelled rows, for people and for scripts.
#![allow(clippy::unwrap_used)]

mod workdir;

use std::collections::BTreeSet;

use serde_json::Value;
use workdir::{NEWS, Workdir};

/// Sixty rows of two topics, each of whose texts has words of its own beside those of its topic.
fn rows() -> Vec<[String; 3]> {
    let words = ["goal match striker cup keeper", "tariff duty import steel quota"];
    let row = |at: usize| {
        let own: Vec<String> = (0..12).map(|word| format!("own{at}word{word}")).collect();
        let body = format!("{} {} {}", own[..6].join(" "), words[at % 2], own[6..].join(" "));
        [format!("r{at}"), body, ["sport", "trade"][at % 2].to_owned()]
    };
    (0..60).map(row).collect()
}

fn table(rows: &[[String; 3]]) -> String {
    let lines = rows.iter().map(|row| format!("{}\n", row.join(",")));
    std::iter::once("id,text,topic\n".to_owned()).chain(lines).collect()
}

fn findings(table: &str, args: &str) -> Vec<Value> {
    let dir = Workdir::new();
    dir.file("a.csv", table);
    let run = dir.run(&format!("audit a.csv --quiet --format json {args}")).done();
    assert_eq!(run.stderr, "");
    let audit: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(audit["schema"], 1);
    audit["findings"].as_array().unwrap().clone()
}

fn short(findings: &[Value]) -> Vec<String> {
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    let line = |f: &Value| format!("{} {} {} {}", f["row"], text(f, "kind"), text(f, "label"), text(f, "suggested"));
    findings.iter().map(|finding| line(finding).trim_end().to_owned()).collect()
}

#[test]
fn rows_with_nothing_wrong_give_no_finding() {
    assert_eq!(short(&findings(&table(&rows()), "")), Vec::<String>::new());
}

#[test]
fn each_kind_of_fault_is_found_with_its_row() {
    let mut rows = rows();
    rows[10][2] = "trade".into();
    rows[20][1] = String::new();
    let copy = rows[30][1].clone();
    rows[41][1] = copy;
    rows[50][1] = "goal".into();
    let german = "Die Ministerin sagte am Montag dass die Zölle auf Stahl vom ersten Mai an auf ein Viertel des Preises steigen werden tariff duty";
    rows[55][1] = german.into();
    let found = findings(&table(&rows), "");
    let short: BTreeSet<String> = short(&found).into_iter().collect();
    for wanted in ["11 label trade sport", "21 text", "42 duplicate trade sport", "51 text", "56 language German"] {
        assert!(short.contains(wanted), "no '{wanted}' in {short:?}");
    }
    let scores: Vec<f64> = found.iter().map(|finding| finding["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores.iter().all(|score| (0.0..=1.0).contains(score)), "{scores:?}");
    assert!(found.iter().all(|finding| !finding["reason"].as_str().unwrap().is_empty()));
}

#[test]
fn a_column_that_gives_a_label_away_is_a_leak_where_it_is_asked_for() {
    let rows: Vec<String> =
        rows().iter().map(|row| format!("{},{}\n", row.join(","), if row[2] == "sport" { "S" } else { "E" })).collect();
    let table = format!("id,text,topic,desk\n{}", rows.concat());
    assert!(findings(&table, "").is_empty());
    assert_eq!(short(&findings(&table, "--leak-column desk")), ["1 leak sport", "2 leak trade"]);
}

#[test]
fn people_see_a_list_and_scripts_a_csv_of_the_same() {
    let dir = Workdir::new();
    let mut rows = rows();
    rows[20][1] = String::new();
    dir.file("a.csv", table(&rows));
    let run = dir.run("audit a.csv").done().said(&["found in 60 rows: text 1"]);
    insta::assert_snapshot!(run.stdout, @r"
    1.000  row 21  text
           there is no text: it was left out of all else
    ");
    let cells = dir.run("audit a.csv --format csv --quiet").done().cells();
    assert_eq!(cells[0].join(" "), "row id kind task label suggested score reason evidence rows");
    assert_eq!(cells[1][..7].join(" "), "21 r20 text    1.000000");
    let none = dir.run("audit a.csv --limit 0 --quiet").done();
    assert_eq!(none.stdout, "and 1 more (--limit shows more, --format csv all)\n");
}

#[test]
fn the_same_findings_come_of_any_number_of_threads() {
    let dir = Workdir::new();
    dir.file("news.csv", NEWS);
    let of = |threads: usize| dir.run(&format!("audit news.csv --format csv --threads {threads}")).done().stdout;
    assert_eq!(of(1), of(3));
}

#[test]
fn wrong_usage_says_the_way_out() {
    let dir = Workdir::new();
    dir.file("news.csv", NEWS).file("untold.csv", "id,words,topic\n1,a b,x\n2,c d,y\n3,e f,x\n4,g h,y\n");
    dir.run("audit news.csv --folds 1").failed(2, &["--folds"]);
    dir.run("audit news.csv --folds 13").failed(2, &["12 rows", "--folds"]);
    dir.run("audit news.csv --leak-column desk").failed(1, &["desk"]);
    dir.run("audit untold.csv").failed(1, &["--text-column"]);
}
