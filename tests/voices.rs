//! `standpoint classify --voices`: who says what in an article, and the side that it takes.
#![allow(clippy::unwrap_used)]

mod workdir;

use std::path::Path;

use serde_json::Value;
use workdir::Workdir;

/// Four voices about the tariff, one of them a denial, and a firm that says nothing.
const TARIFFS: &str = "Steel tariff divides the harbour

The tariff on steel took effect on Monday, and the builders of the harbour counted what it costs them.

“The tariff is a burden on every builder,” said Ada Okafor, who runs a yard. “It will hurt us.”

The trade ministry said the tariff was necessary to protect the mills. Mill owner Bo Lindqvist denied that it harms anyone.

Harrow Cable declined to comment on the tariff.
";

fn speakers(voices: &[Value]) -> Vec<String> {
    let of = |v: &Value, name: &str| v[name].as_str().unwrap_or("-").to_owned();
    voices.iter().map(|v| format!("{} {} {}", of(v, "speaker"), of(v, "kind"), of(v, "stance"))).collect()
}

#[test]
fn a_json_line_lists_who_says_what_and_what_side_it_takes() {
    let dir = Workdir::with_model();
    dir.file("page.txt", TARIFFS);
    let lines = dir.run("classify --model news.standpoint --target tariffs --voices --format jsonl page.txt").done().lines();
    let voices = lines[0]["voices"].as_array().unwrap();
    assert_eq!(
        speakers(voices),
        [
            "Ada Okafor quotation against",
            "Ada Okafor quotation against",
            "the trade ministry reported favour",
            "Bo Lindqvist reported favour"
        ]
    );
    let names: Vec<&str> = voices[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["denial", "kind", "probability", "sentence", "speaker", "stance", "target", "text"]);
    assert_eq!(
        (&voices[0]["target"], &voices[0]["text"]),
        (&"tariffs".into(), &"The tariff is a burden on every builder".into())
    );
    assert_eq!(voices[2]["sentence"], "The trade ministry said the tariff was necessary to protect the mills.");
    assert_eq!(voices.iter().map(|v| v["denial"].as_bool().unwrap()).collect::<Vec<_>>(), [false, false, false, true]);
    // One cue against, of 1 + 1½.
    assert!((voices[0]["probability"].as_f64().unwrap() - 0.6).abs() < 1e-12);
}

#[test]
fn people_read_a_line_for_each_voice() {
    let dir = Workdir::with_model();
    dir.file("page.txt", TARIFFS);
    let text = dir.run("classify --model news.standpoint --target tariffs --voices page.txt").done().stdout;
    let voices = text.split_once("\n  voices\n").unwrap().1;
    insta::assert_snapshot!(voices, @r"
        against  60 %  Ada Okafor: “The tariff is a burden on every builder”
        against  60 %  Ada Okafor: “It will hurt us.”
        favour   71 %  the trade ministry: the tariff was necessary to protect the mills
        favour   60 %  Bo Lindqvist denies: it harms anyone
    ");
}

#[test]
fn without_a_target_a_voice_takes_no_side_and_without_the_option_nothing_is_said_of_voices() {
    let dir = Workdir::with_model();
    dir.file("rain.txt", "The harvest festival drowned in rain.\n\nBo Lindqvist said the rain on the festival was a burden.\n");
    let voiced = dir.run("classify --model news.standpoint --voices --format jsonl rain.txt").done().lines();
    assert_eq!(voiced[0]["target"], Value::Null);
    assert_eq!(speakers(voiced[0]["voices"].as_array().unwrap()), ["Bo Lindqvist reported -"]);
    assert_eq!(voiced[0]["voices"][0]["probability"], Value::Null);
    let plain = dir.run("classify --model news.standpoint --format jsonl rain.txt").done().lines();
    assert!(plain[0].get("voices").is_none());
    // No one speaks in it; and nothing is found in other languages.
    dir.file("other.txt", "Der Zoll auf Stahl sei falsch, sagte Ada Okafor am Montag in Lund. „Er schadet uns“, sagte sie.");
    let other = dir.run("classify --model news.standpoint --voices --format jsonl --target tariffs other.txt").done().lines();
    assert_eq!(other[0]["voices"], Value::Array(Vec::new()));
}

/// Skipped where the folder of measurements is absent.
#[test]
fn on_a_real_page_each_speaker_is_on_the_right_side() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/page/wechat-clean-network.txt");
    if !page.is_file() {
        return;
    }
    let dir = Workdir::new();
    dir.file("page.txt", std::fs::read(page).unwrap());
    let lines = dir.run("classify --target chinese-tech-restrictions --voices --format jsonl page.txt").done().lines();
    let voices = lines[0]["voices"].as_array().unwrap();
    let of = |name: &str| -> Vec<(&str, bool)> {
        let his = voices.iter().filter(|v| v["speaker"] == name);
        his.map(|v| (v["stance"].as_str().unwrap(), v["denial"].as_bool().unwrap())).collect()
    };
    for (name, side, times) in
        [("Mike Pompeo", "favour", 7), ("Wang Yi", "against", 3), ("Huawei", "against", 2), ("the state department", "favour", 2)]
    {
        assert_eq!(of(name).iter().map(|(side, _)| *side).collect::<Vec<_>>(), vec![side; times], "{name}");
    }
    assert_eq!(of("Huawei").iter().filter(|(_, denial)| *denial).count(), 1);
    // The administration and an unnamed official speak too; those who declined to comment do not.
    let mut all: Vec<&str> = voices.iter().map(|v| v["speaker"].as_str().unwrap()).collect();
    all.sort_unstable();
    all.dedup();
    let wanted = ["Huawei", "Mike Pompeo", "Wang Yi", "one US official", "the Trump administration", "the state department"];
    assert_eq!(all, wanted);
}
