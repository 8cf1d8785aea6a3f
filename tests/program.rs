//! The program as a user runs it.
use std::process::{Command, Output};

fn standpoint(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_standpoint"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(args)
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_sample_page_is_labelled_with_the_shipped_model() {
    let out = standpoint(&["classify", "datasets/samples/clean-network.txt", "--format", "jsonl", "--evidence"]);
    assert!(out.status.success(), "{}", text(&out.stderr));
    let object: serde_json::Value = serde_json::from_slice(&out.stdout).expect("one JSON object");
    assert_eq!(object["status"], "ok");
    assert_eq!(object["target"]["label"], "chinese-tech-restrictions");
    for item in object["evidence"].as_array().expect("evidence") {
        let score = item["score"].as_f64().expect("a score");
        for part in ["terms", "sentences"] {
            let parts = item[part].as_array().expect("parts");
            let sum: f64 = parts.iter().filter_map(|p| p["contribution"].as_f64()).sum();
            assert!((item["intercept"].as_f64().expect("an intercept") + sum - score).abs() < 1e-5, "{part}");
        }
    }
}

#[test]
fn the_model_is_the_same_for_one_thread_and_for_eight() {
    let dir = tempfile::tempdir().expect("a folder");
    let [one, eight] = ["1", "8"].map(|threads| {
        let path = dir.path().join(threads);
        let out = standpoint(&[
            "train",
            "datasets/articles.csv",
            "--no-estimate",
            "--threads",
            threads,
            "--out",
            &path.display().to_string(),
        ]);
        assert!(out.status.success(), "{}", text(&out.stderr));
        std::fs::read(path).expect("a model")
    });
    assert!(one == eight);
}

#[test]
fn a_changed_model_is_refused_with_the_file_and_the_way_out() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("flipped");
    let mut bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/models/news.standpoint")).expect("the shipped model");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).expect("written");
    let out = standpoint(&["inspect", &path.display().to_string()]);
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("flipped") && text(&out.stderr).contains("checksum"), "{}", text(&out.stderr));
}

#[test]
fn an_empty_article_gets_no_label_and_a_warning() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("rows.csv");
    std::fs::write(&path, "id,text\n1,\n2,zzxqy\n").expect("written");
    let out = standpoint(&["classify", "--format", "jsonl", &path.display().to_string()]);
    let lines: Vec<serde_json::Value> = text(&out.stdout).lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(lines[0]["status"], "empty");
    assert_eq!(lines[1]["status"], "unknown-words");
    assert!(lines.iter().all(|l| l["topics"].as_array().is_some_and(Vec::is_empty) && l["warnings"][0].is_string()));
}
