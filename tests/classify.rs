//! `standpoint classify`: articles of every kind in, one result each out, in order.
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::Value;
use workdir::{NEWS, PAGE, Workdir, texts, topics, without_figures};

#[test]
fn pages_tables_json_lines_folders_and_stdin_go_in_together_and_come_out_in_order() {
    let dir = Workdir::with_model();
    dir.file("a.txt", "Tariff row\n\nBuilders hate the tariff on imported steel, they said on Monday, and will say it again.\n");
    dir.file("page.html", PAGE).file("lines.jsonl", "{\"id\":\"l1\",\"text\":\"spies\"}\n{\"text\":\"rain\"}\n");
    dir.file("folder/2.txt", "spies").file("folder/1.txt", "rain").file("folder/sub/3.csv", "id,text\nt1,ban\n");
    let run = dir.run_with(
        "classify --model news.standpoint --format jsonl a.txt news.csv page.html lines.jsonl folder -",
        "The tariff on steel.",
    );
    let lines = run.done().lines();
    let mut wanted = vec!["a"];
    wanted.extend(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]);
    wanted.extend(["page", "l1", "lines.jsonl#2", "1", "2", "t1", "-"]);
    assert_eq!(texts(&lines, "id"), wanted);
    assert!(texts(&lines, "status").iter().all(|status| *status == "ok"));
    let (page, table) = (&lines[0], &lines[1]);
    assert_eq!((&page["path"], &page["row"]), (&"a.txt".into(), &Value::Null));
    assert_eq!((&table["path"], &table["row"], &table["title"]), (&"news.csv".into(), &1.into(), &"Steel tariffs rise".into()));
    assert_eq!((&lines[14]["path"], &lines[14]["row"]), (&"lines.jsonl".into(), &1.into()));
}

#[test]
fn thousands_of_rows_come_out_in_order_whatever_the_threads() {
    let dir = Workdir::with_model();
    let rows: String = (0..5000).map(|n| format!("{n},{}\n", "ban tariff ".repeat(n % 40 + 1))).collect();
    dir.file("many.csv", format!("id,text\n{rows}"));
    let of = |threads: &str| {
        dir.run(&format!("classify --model news.standpoint many.csv --format jsonl --threads {threads}")).done().stdout
    };
    let one = of("1");
    assert!(one.lines().enumerate().all(|(n, line)| line.starts_with(&format!("{{\"id\":\"{n}\","))));
    assert!(one.lines().count() == 5000 && one == of("8"));
}

#[test]
fn a_json_line_has_the_names_that_scripts_rely_on() {
    let dir = Workdir::with_model();
    let lines = dir.run("classify --model news.standpoint news.csv --format jsonl").done().lines();
    let names: Vec<&str> = lines[0].as_object().unwrap().keys().map(String::as_str).collect();
    let mut wanted = [
        "id",
        "path",
        "row",
        "status",
        "content_sha256",
        "in_training",
        "title",
        "topics",
        "topic_probabilities",
        "target",
        "stance",
        "known_words",
        "unlike",
        "warnings",
    ];
    wanted.sort();
    assert_eq!(names, wanted);
    let told = include_str!("../docs/results.md");
    assert!(wanted.iter().all(|name| told.contains(&format!("`{name}`"))), "docs/results.md leaves a name out");
    let seventh = &lines[6];
    assert_eq!(topics(seventh), ["technology", "security"]);
    for topic in seventh["topics"].as_array().unwrap() {
        assert_eq!(topic["probability"], seventh["topic_probabilities"][topic["label"].as_str().unwrap()]);
    }
    assert_eq!(seventh["topic_probabilities"].as_object().unwrap().len(), 3);
    // The target was given, so it has no probability.
    assert_eq!((&seventh["target"]["label"], &seventh["target"]["probability"]), (&"networks".into(), &Value::Null));
    let stance = &seventh["stance"];
    assert_eq!((&stance["label"], &stance["probability"]), (&"favour".into(), &stance["probabilities"]["favour"]));
    let sum: f64 = stance["probabilities"].as_object().unwrap().values().map(|p| p.as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-9);
    // Without a given target it is predicted; a row about none has no stance.
    dir.file("new.csv", "text\nThe tariff on steel.\nThe harvest festival drowned in rain.\n");
    let lines = dir.run("classify --model news.standpoint new.csv --format jsonl").done().lines();
    assert_eq!(lines[0]["target"]["label"], "tariffs");
    assert!((0.5..1.0).contains(&lines[0]["target"]["probability"].as_f64().unwrap()));
    assert_eq!((&lines[1]["target"], &lines[1]["stance"]), (&Value::Null, &Value::Null));
}

#[test]
fn the_hash_is_that_of_the_text_and_tells_what_was_trained_on() {
    use sha2::{Digest, Sha256};
    let dir = Workdir::with_model();
    dir.file("new.csv", "title,text\n  Spies ,Spies listen  to phones and networks.\r\nSpies,Spies listen to phones.\n");
    let lines = dir.run("classify --model news.standpoint new.csv --format jsonl").done().lines();
    let hash = Sha256::digest("Spies\nSpies listen to phones and networks.");
    assert_eq!(lines[0]["content_sha256"], hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    assert_eq!((&lines[0]["in_training"], &lines[1]["in_training"]), (&true.into(), &false.into()));
}

#[test]
fn every_status_says_why_there_is_no_label() {
    let dir = Workdir::with_model();
    dir.file("empty.txt", "").file("rows.csv", "text\n\" \"\nzzxqy\nspies\n");
    dir.file("bare.html", "<html><head><title>Spies</title></head><body></body></html>");
    let run = dir.run("classify --model news.standpoint --format jsonl empty.txt rows.csv bare.html missing.txt");
    let lines = run.failed(1, &["error: missing.txt: cannot read", "check the path"]).lines();
    assert_eq!(texts(&lines, "status"), ["empty", "empty", "unknown-words", "ok", "no-article", "unreadable"]);
    for line in lines.iter().filter(|line| line["status"] != "ok") {
        assert!(topics(line).is_empty() && line["topic_probabilities"].as_object().unwrap().is_empty());
        assert!(line["target"].is_null() && line["stance"].is_null() && line["warnings"][0].is_string(), "{line}");
    }
}

#[test]
fn a_bad_row_is_one_result_and_the_others_go_on() {
    let dir = Workdir::with_model();
    dir.file("bad.csv", b"id,text\n1,spies\n2,rain,more\n3,\"rain\n4,ban\n");
    dir.file("bad.jsonl", "{\"id\":\"a\",\"text\":\"spies\"}\n{oops\n{\"id\":\"c\",\"text\":\"ban\"}\n");
    let run = dir.run("classify --model news.standpoint --format jsonl bad.csv bad.jsonl");
    let run = run.failed(
        1,
        &["bad.csv, row 2, line 3: expected 2 fields", "bad.csv, row 3, line 4: the quote", "bad.jsonl, row 2, line 2"],
    );
    let lines = run.lines();
    assert_eq!(texts(&lines, "id"), ["1", "bad.csv#2", "bad.csv#3", "4", "a", "bad.jsonl#2", "c"]);
    let unreadable: Vec<bool> = lines.iter().map(|line| line["status"] == "unreadable").collect();
    assert_eq!(unreadable, [false, true, true, false, false, true, false]);
    assert_eq!((&lines[1]["path"], &lines[1]["row"]), (&"bad.csv".into(), &2.into()));
    assert!(lines[1]["warnings"][0].as_str().unwrap().contains("expected 2 fields"));
    // In CSV it keeps its place in the table.
    let cells = dir.run("classify --model news.standpoint --format csv bad.csv --quiet").cells();
    assert_eq!(cells.iter().map(|row| row[2].as_str()).collect::<Vec<_>>(), ["status", "ok", "unreadable", "unreadable", "ok"]);
}

#[test]
fn csv_is_the_table_as_it_came_with_what_was_found_beside_it() {
    let dir = Workdir::with_model();
    dir.file("in.csv", "note;ID;Text;empty\n\"a; \"\"b\"\"\";1;\"A wise ban keeps\nspies off the networks.\";\n ü ;2;Rain;x\n");
    let run = dir.run("classify --model news.standpoint in.csv --format csv").done();
    let cells = run.cells();
    let wanted = [
        "note",
        "ID",
        "Text",
        "empty",
        "status",
        "warnings",
        "predicted_topics",
        "probability_security",
        "probability_technology",
        "probability_trade",
        "predicted_target",
        "predicted_stance",
        "probability_against",
        "probability_favour",
    ];
    assert_eq!(cells[0], wanted);
    assert_eq!(cells[1][..4], ["a; \"b\"", "1", "A wise ban keeps\nspies off the networks.", ""]);
    assert_eq!(cells[2][..4], [" ü ", "2", "Rain", "x"]);
    assert_eq!((cells[1][4].as_str(), cells[1][6].as_str(), cells[1][10].as_str()), ("ok", "technology;security", "networks"));
    let json = dir.run("classify --model news.standpoint in.csv --format jsonl").done().lines();
    let p = json[0]["topic_probabilities"]["technology"].as_f64().unwrap();
    assert_eq!(cells[1][8], format!("{p:.6}"));
}

#[test]
fn csv_of_pages_has_their_id_path_title_and_date() {
    let dir = Workdir::with_model();
    dir.file("page.html", PAGE).file("b.txt", "spies");
    let cells = dir.run("classify --model news.standpoint page.html b.txt --format csv").done().cells();
    assert_eq!(cells[0][..6], ["id", "path", "title", "date", "status", "warnings"]);
    assert_eq!(cells[1][..5], ["page", "page.html", "Steel tariffs rise again", "", "ok"]);
    assert_eq!((cells.len(), cells[2][0].as_str()), (3, "b"));
    // Inputs of other columns cannot be one table.
    let run = dir.run("classify --model news.standpoint page.html news.csv --format csv");
    run.failed(1, &["different columns", "one by one", "--format jsonl"]);
}

#[test]
fn the_table_for_people_says_topics_target_and_stance() {
    let dir = Workdir::with_model();
    dir.file("page.html", PAGE).file("rows.csv", "id,text\nr1,The harvest festival drowned in rain.\nr2,zzxqy\n");
    let run = dir.run("classify --model news.standpoint page.html rows.csv").done();
    insta::assert_snapshot!(without_figures(&run.stdout), @"
    Steel tariffs rise again
      topics  trade N %
      target  tariffs N %
      stance  against N %
    r1
      topics  none
      target  none
    r2
      ! no word of it is known to the model: no label is given
    ");
    assert_eq!(run.stderr, "3 read: 2 ok, 1 unknown-words\n");
}

#[test]
fn only_picks_articles_by_their_id() {
    let dir = Workdir::with_model();
    dir.file("page.html", PAGE);
    let of = |args: &str| {
        dir.run(&format!("classify --model news.standpoint --format jsonl news.csv page.html {args}")).done().lines()
    };
    assert_eq!(texts(&of("--only 7 --only page --only 2"), "id"), ["2", "7", "page"]);
    assert_eq!(texts(&of("--only news.csv#3 --only page.html"), "id"), ["3", "page"]);
    let run = dir.run("classify --model news.standpoint --format jsonl news.csv --only 3 --only nobody");
    assert_eq!(texts(&run.failed(1, &["no article is called 'nobody'", "#row"]).lines(), "id"), ["3"]);
    // A file that is not there is told all the same.
    let run = dir.run("classify --model news.standpoint --format jsonl missing.csv news.csv --only 7");
    assert_eq!(texts(&run.failed(1, &["missing.csv"]).lines(), "status"), ["unreadable", "ok"]);
}

#[test]
fn a_target_given_takes_the_place_of_the_prediction() {
    let dir = Workdir::with_model();
    dir.file("new.csv", "text\nA wise ban.\n");
    let of =
        |args: &str| dir.run(&format!("classify --model news.standpoint new.csv --format jsonl {args}")).done().lines().remove(0);
    assert_eq!(of("")["target"]["label"], "networks");
    let tariffs = of("--target tariffs");
    assert_eq!((&tariffs["target"]["label"], &tariffs["target"]["probability"]), (&"tariffs".into(), &Value::Null));
    assert!(tariffs["stance"]["label"].is_string() && tariffs["stance"] != of("")["stance"]);
    let unknown = of("--target cats");
    assert!(unknown["warnings"][0].as_str().unwrap().contains("target 'cats' is unknown to the model"));
}

#[test]
fn the_kind_of_an_input_is_told_by_its_name_its_bytes_or_the_user() {
    let dir = Workdir::with_model();
    let (table, line) = ("id,text\n1,spies\n2,rain\n", "{\"id\":\"j\",\"text\":\"spies\"}\n");
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(table.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let ids = |args: &str, stdin: &[u8]| {
        let run = dir.run_with(&format!("classify --model news.standpoint --format jsonl {args}"), stdin).done();
        texts(&run.lines(), "id").join(" ")
    };
    for (stdin, wanted) in [
        (table.as_bytes(), "1 2"),
        (table.replace(',', ";").as_bytes(), "1 2"),
        (table.replace(',', "\t").as_bytes(), "1 2"),
        (&utf16, "1 2"),
        (format!("sep=;\r\n{}", table.replace(',', ";")).as_bytes(), "1 2"),
        (line.as_bytes(), "j"),
        (PAGE.as_bytes(), "-"),
        (b"spies, it says\nrain", "-"),
    ] {
        assert_eq!(ids("-", stdin), wanted, "{}", String::from_utf8_lossy(stdin));
    }
    assert_eq!(ids("- --input page", table.as_bytes()), "-");
    assert_eq!(ids("- --input jsonl", line.as_bytes()), "j");
    dir.file("table.dat", table).file("t.tsv", table.replace(',', "\t")).file("l.ndjson", line).file("noname", table);
    assert_eq!(ids("table.dat", b""), "table");
    assert_eq!(ids("table.dat --input csv", b""), "1 2");
    assert_eq!(ids("t.tsv l.ndjson noname", b""), "1 2 j 1 2");
}

#[test]
fn the_columns_of_a_table_to_label_are_named_as_those_of_one_to_train_on() {
    let dir = Workdir::with_model();
    dir.file("odd.csv", "nr,words,aim\n1,A wise ban.,tariffs\n").file("more.csv", "nr,head\n1,Spies\n");
    let named = "--id-column nr --text-column words --target-column aim --join more.csv --title-column head";
    let line = dir.run(&format!("classify --model news.standpoint odd.csv --format jsonl {named}")).done().lines().remove(0);
    assert_eq!((&line["id"], &line["title"], &line["target"]["label"]), (&"1".into(), &"Spies".into(), &"tariffs".into()));
    let cells = dir.run(&format!("classify --model news.standpoint odd.csv --format csv {named}")).done().cells();
    assert_eq!(cells[0][..5], ["nr", "words", "aim", "head", "status"]);
}

#[test]
fn only_results_are_on_stdout_and_quiet_leaves_nothing_else() {
    let dir = Workdir::with_model();
    dir.file("bad.csv", "id,text\n1,spies\n2\n");
    for format in ["jsonl", "csv", "table"] {
        let args = format!("classify --model news.standpoint bad.csv --format {format}");
        let (loud, quiet) = (dir.run(&args), dir.run(&format!("{args} --quiet")));
        assert_eq!((loud.code, quiet.code), (Some(1), Some(1)));
        assert!(loud.stderr.starts_with("error: bad.csv, row 2") && quiet.stderr.is_empty());
        assert_eq!(loud.stdout, quiet.stdout);
    }
}

#[test]
fn results_can_go_to_a_file() {
    let dir = Workdir::with_model();
    let stdout = dir.run("classify --model news.standpoint news.csv --format jsonl").done().stdout;
    let run = dir.run("classify --model news.standpoint news.csv --format jsonl --out results.jsonl").done();
    assert_eq!((run.stdout.as_str(), dir.read("results.jsonl")), ("", stdout.into_bytes()));
}

#[test]
fn a_folder_with_a_link_to_itself_ends() {
    let dir = Workdir::with_model();
    dir.file("folder/a.txt", "spies");
    #[cfg(unix)]
    std::os::unix::fs::symlink(dir.path("folder"), dir.path("folder/again")).unwrap();
    let lines = dir.run("classify --model news.standpoint folder --format jsonl").done().lines();
    assert_eq!(texts(&lines, "id"), ["a"]);
}

#[test]
fn hidden_files_of_a_folder_are_left_out() {
    let dir = Workdir::with_model();
    dir.file("folder/a.txt", "spies").file("folder/.b.txt", "spies").file("folder/.git/c.txt", "spies");
    let lines = dir.run("classify --model news.standpoint folder folder/.b.txt --format jsonl").done().lines();
    assert_eq!(texts(&lines, "id"), ["a", ".b"]);
}

#[test]
fn the_whole_table_of_the_model_gets_its_own_labels_back() {
    let dir = Workdir::with_model();
    let lines = dir.run("classify --model news.standpoint news.csv --format jsonl").done().lines();
    for (line, row) in lines.iter().zip(NEWS.lines().skip(1)) {
        let cells: Vec<&str> = row.split(',').collect();
        let (mut predicted, mut wanted) = (topics(line), cells[3].split_terminator(';').collect::<Vec<_>>());
        predicted.sort();
        wanted.sort();
        assert_eq!((predicted, line["stance"]["label"].as_str().unwrap_or("")), (wanted, cells[5]), "{row}");
    }
}

#[test]
fn a_file_that_is_no_text_is_unreadable_and_said_to_be_what_it_is() {
    let dir = Workdir::with_model();
    dir.file("a.txt", "The tariff on steel.").file("b.pdf", b"%PDF-1.7\nsteel tariff").file("c.csv", b"PK\x03\x04steel");
    let words = ["b.pdf: this is a PDF and no text", "c.csv: this is an archive or office document"];
    let run = dir.run("classify --model news.standpoint a.txt b.pdf c.csv --format jsonl").failed(1, &words);
    let status: Vec<String> = run.lines().iter().map(|line| line["status"].as_str().unwrap().to_owned()).collect();
    assert_eq!(status, ["ok", "unreadable", "unreadable"]);
    dir.run("train c.csv --out m").failed(1, &["c.csv: this is an archive or office document"]);
    dir.run("classify news.standpoint --model news.standpoint").failed(1, &["this is a model file and no text"]);
}

#[test]
fn a_claim_takes_nothing_from_topics_that_were_learned_without() {
    let dir = Workdir::new();
    let table = "text,topics\nsteel tariff,trade\nspies listen,security\ntariff on steel,trade\nspies heard,security\n";
    dir.file("a.csv", table).file("b.csv", "text,claim\nsteel tariff,Spies listen\n").file("c.csv", "text\nsteel tariff\n");
    dir.run("train a.csv --out m --no-estimate").done();
    let said = |table: &str| {
        dir.run(&format!("classify --model m {table} --format jsonl")).done().lines()[0]["topic_probabilities"].clone()
    };
    assert!(said("b.csv")["trade"].is_number());
    assert_eq!(said("b.csv"), said("c.csv"));
}
