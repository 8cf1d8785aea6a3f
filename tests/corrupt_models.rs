//! A model file that is not what `train` wrote is refused, never believed and never a panic.
#![allow(clippy::unwrap_used)]

use rayon::prelude::*;
use safetensors::SafeTensors;
use serde_json::{Value, json};
use standpoint::features::FeatureConfig;
use standpoint::model_file::{from_bytes, to_bytes};
use standpoint::{Article, Corpus, Error, ErrorKind, Labels, Trainer};
use xxhash_rust::xxh3::xxh3_64;

/// A model of three rows and two tasks, as small as one can be.
fn small() -> Vec<u8> {
    let row = |text: &str, topic: &str, stance: &str| {
        let labels = Labels { topics: Some(vec![topic.into()]), target: None, stance: Some(stance.into()) };
        (Article::from_text("", text), labels)
    };
    let rows = [row("ab cd", "x", "pro"), row("cd", "y", "con"), row("ab", "x", "con")];
    let (articles, labels) = rows.into_iter().unzip();
    let corpus = Corpus { articles, labels, sha256: "0".repeat(64), ..Corpus::default() };
    let features = FeatureConfig { ngrams: (1, 1), min_df: 1, ..FeatureConfig::default() };
    let model = Trainer { features, calibration_folds: 2, ..Trainer::default() }.train(&corpus).unwrap();
    to_bytes(&model).unwrap()
}

/// The error that the bytes are refused with.
#[track_caller]
fn refused(bytes: Vec<u8>, words: &[&str]) {
    let error: Error = from_bytes(bytes).expect_err("it was believed");
    assert_eq!(error.kind(), ErrorKind::ModelFile, "{error}");
    for word in words {
        assert!(error.to_string().contains(word), "no '{word}' in: {error}");
    }
}

/// The length of the header of a safetensors file, and its JSON.
fn header(bytes: &[u8]) -> (usize, Value) {
    let length = usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap();
    (length, serde_json::from_slice(&bytes[8..8 + length]).unwrap())
}

/// Writes the checksum that the format asks for: the XXH3 of all bytes, its own sixteen digits read as zeros.
fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let mark = b"checksum\\\":\\\"";
    let at = bytes.windows(mark.len()).position(|window| window == mark).unwrap() + mark.len();
    bytes[at..at + 16].fill(b'0');
    let digits = format!("{:016x}", xxh3_64(&bytes));
    bytes[at..at + 16].copy_from_slice(digits.as_bytes());
    bytes
}

/// The small model with its own header changed, and a checksum that is right.
fn with_header(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let bytes = small();
    let (length, mut outer) = header(&bytes);
    let mut own: Value = serde_json::from_str(outer["__metadata__"]["standpoint"].as_str().unwrap()).unwrap();
    change(&mut own);
    // The checksum comes first, as `train` writes it.
    let checksum = own.as_object_mut().unwrap().remove("checksum").unwrap();
    let rest = own.to_string();
    let text = format!("{{\"checksum\":{checksum},{}", &rest[1..]);
    outer["__metadata__"]["standpoint"] = Value::String(text);
    let mut json = outer.to_string().into_bytes();
    json.resize(json.len().next_multiple_of(8), b' ');
    with_checksum([&(json.len() as u64).to_le_bytes()[..], &json, &bytes[8 + length..]].concat())
}

/// The small model with the bytes of one tensor changed or cut, and a checksum that is right.
fn with_tensor(name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let bytes = small();
    let (length, outer) = header(&bytes);
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let mut order: Vec<(String, Vec<u8>)> = tensors.iter().map(|(name, view)| (name.to_owned(), view.data().to_vec())).collect();
    order.sort_by_key(|(name, _)| outer[name]["data_offsets"][0].as_u64());
    let mut outer = outer;
    let mut data = Vec::new();
    let mut change = Some(change);
    for (tensor, mut values) in order {
        if tensor == name {
            change.take().unwrap()(&mut values);
            let width = if tensor == "terms" {
                1
            } else if tensor == "training" {
                8
            } else {
                4
            };
            outer[&tensor]["shape"] = json!([values.len() / width]);
        }
        outer[&tensor]["data_offsets"] = json!([data.len(), data.len() + values.len()]);
        data.extend(values);
    }
    assert!(change.is_none(), "no tensor {name}");
    let mut json = outer.to_string().into_bytes();
    json.resize(json.len().next_multiple_of(8), b' ');
    let bytes = with_checksum([&(json.len() as u64).to_le_bytes()[..], &json, &data].concat());
    assert_eq!(header(&bytes).0 % 8, length % 8);
    bytes
}

#[test]
fn the_small_model_is_whole_and_a_rewritten_one_too() {
    let bytes = small();
    assert!(bytes.len() < 4096, "{} bytes: the tests of every bit get slow", bytes.len());
    assert_eq!(with_checksum(bytes.clone()), bytes);
    let model = from_bytes(bytes.clone()).unwrap();
    assert_eq!(to_bytes(&model).unwrap(), bytes);
    // The changes below are refused for what they change and for nothing else.
    assert_eq!(from_bytes(with_header(|_| {})).unwrap(), model);
    assert_eq!(from_bytes(with_tensor("idf", |_| {})).unwrap(), model);
}

#[test]
fn every_single_flipped_bit_is_refused() {
    let bytes = small();
    let believed: Vec<usize> = (0..bytes.len() * 8)
        .into_par_iter()
        .filter(|bit| {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            match from_bytes(flipped) {
                Ok(_) => true,
                Err(error) => error.kind() != ErrorKind::ModelFile,
            }
        })
        .collect();
    assert!(believed.is_empty(), "bits {believed:?}");
}

#[test]
fn every_truncation_and_a_longer_file_are_refused() {
    let bytes = small();
    (0..bytes.len()).into_par_iter().for_each(|length| refused(bytes[..length].to_vec(), &["train it again"]));
    refused([&bytes[..], b"\0"].concat(), &["train it again"]);
    refused([&bytes[..], &bytes[..]].concat(), &["train it again"]);
}

#[test]
fn a_header_longer_than_the_file_is_refused() {
    for length in [u64::MAX, u64::MAX - 7, 1 << 40, 1 << 20] {
        let mut bytes = small();
        bytes[..8].copy_from_slice(&length.to_le_bytes());
        refused(bytes, &["train it again"]);
    }
}

#[test]
fn idf_of_another_length_is_refused() {
    refused(with_tensor("idf", |idf| idf.truncate(4)), &["idf and terms differ in number"]);
    refused(with_tensor("idf", |idf| idf.extend([0; 4])), &["idf and terms differ in number"]);
}

#[test]
fn ends_of_terms_out_of_order_or_outside_the_text_are_refused() {
    // The terms are `ab` and `cd`.
    let ends = |a: u32, b: u32| with_tensor("ends", |ends| *ends = [a.to_le_bytes(), b.to_le_bytes()].concat());
    from_bytes(ends(2, 4)).unwrap();
    refused(ends(4, 2), &["vocabulary"]);
    refused(ends(2, 2), &["vocabulary"]);
    refused(ends(0, 4), &["vocabulary"]);
    refused(ends(2, 3), &["vocabulary"]);
    refused(ends(2, 5), &["vocabulary"]);
    refused(ends(2, u32::MAX), &["vocabulary"]);
}

#[test]
fn terms_that_are_no_text_or_not_sorted_are_refused() {
    refused(with_tensor("terms", |terms| *terms = b"\xFF\xFFcd".to_vec()), &["vocabulary", "UTF-8"]);
    refused(with_tensor("terms", |terms| *terms = b"cdab".to_vec()), &["vocabulary", "out of order"]);
    refused(with_tensor("terms", |terms| *terms = b"abab".to_vec()), &["vocabulary", "out of order"]);
    // The end of the first term cuts a character.
    refused(with_tensor("terms", |terms| *terms = "a\u{e9}d".as_bytes().to_vec()), &["vocabulary"]);
}

#[test]
fn weights_and_intercepts_of_another_size_are_refused() {
    for task in ["topics", "stance"] {
        for tensor in ["weights", "intercepts"] {
            let name = format!("{task}.{tensor}");
            refused(with_tensor(&name, |values| values.truncate(4)), &[task, "sizes"]);
            refused(with_tensor(&name, |values| values.extend([0; 4])), &[task, "sizes"]);
            refused(with_tensor(&name, Vec::clear), &[task, "sizes"]);
        }
    }
}

#[test]
fn weights_that_are_no_number_are_refused() {
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        for name in ["topics.weights", "stance.intercepts", "idf"] {
            refused(with_tensor(name, |values| values[..4].copy_from_slice(&value.to_le_bytes())), &[name, "no number"]);
        }
    }
}

#[test]
fn hashed_columns_of_another_number_or_with_terms_are_refused() {
    refused(with_header(|own| own["features"]["hash_bits"] = 10.into()), &["idf and terms differ in number"]);
    refused(with_header(|own| own["features"]["hash_bits"] = 60.into()), &["hash_bits (--hashing) must be 10 to 24; it is 60"]);
}

#[test]
fn an_unknown_task_is_refused() {
    refused(with_header(|own| own["tasks"][0]["task"] = "tone".into()), &["unknown task tone"]);
}

#[test]
fn a_task_without_its_tensors_is_refused() {
    refused(with_header(|own| own["tasks"][0]["task"] = "target".into()), &["target.weights"]);
}

#[test]
fn a_newer_format_is_told_from_damage() {
    let newer = with_header(|own| {
        own["format_version"] = 7.into();
        // What it holds beside is nothing that this program knows.
        own["colour"] = "green".into();
    });
    refused(newer, &["format 7 is newer than this program's 6", "update the program"]);
}

#[test]
fn a_header_with_a_name_too_many_or_too_few_is_refused() {
    refused(with_header(|own| own["colour"] = "green".into()), &["colour"]);
    refused(with_header(|own| drop(own.as_object_mut().unwrap().remove("provenance"))), &["provenance"]);
    refused(with_header(|own| drop(own["tasks"][0].as_object_mut().unwrap().remove("labels"))), &["labels"]);
    refused(with_header(|own| own["features"]["hue"] = 1.into()), &["hue"]);
}

#[test]
fn labels_thresholds_and_calibration_of_another_number_are_refused() {
    // Topics have thresholds, the stance a temperature.
    refused(with_header(|own| own["tasks"][0]["labels"] = json!(["x"])), &["topics", "sizes"]);
    refused(with_header(|own| own["tasks"][0]["labels"] = json!([])), &["topics", "sizes"]);
    refused(with_header(|own| own["tasks"][0]["thresholds"] = json!([0.0])), &["topics", "sizes"]);
    refused(with_header(|own| own["tasks"][0]["sigmoids"] = json!([])), &["topics", "sizes"]);
    refused(with_header(|own| own["tasks"][1]["labels"] = json!(["a", "b", "c"])), &["stance", "sizes"]);
    refused(with_header(|own| own["tasks"][1]["groups"] = json!(["a"])), &["stance", "sizes"]);
    refused(with_header(|own| own["tasks"][1]["temperature"] = Value::Null), &["stance", "sizes"]);
}

#[test]
fn curves_of_another_number_or_out_of_order_are_refused() {
    refused(with_header(|own| drop(own["tasks"][0]["curves"].as_array_mut().unwrap().pop())), &["curves of topics"]);
    refused(with_header(|own| own["tasks"][1]["curves"] = json!([[], []])), &["curve"]);
    // (threshold, probability, rows, hits, expected); the first point is the highest score, which no row is over.
    let point = |at: usize, field: usize, value: Value| with_header(move |own| own["tasks"][0]["curves"][0][at][field] = value);
    refused(point(0, 2, 1.into()), &["out of order"]);
    refused(point(1, 0, 1e9.into()), &["out of order"]);
    refused(point(1, 1, 1.5.into()), &["out of order"]);
    refused(point(1, 2, 0.into()), &["out of order"]);
    refused(point(1, 3, 99.into()), &["out of order"]);
    refused(point(1, 4, (-1.0).into()), &["out of order"]);
    refused(with_header(|own| own["tasks"][0]["curves"][0] = json!([])), &["out of order"]);
    // A model that held no row out has none.
    let without = from_bytes(with_header(|own| drop(own["tasks"][0].as_object_mut().unwrap().remove("curves")))).unwrap();
    assert!(without.topics.unwrap().decision.curves().is_empty());
}

#[test]
fn parameters_out_of_their_range_are_refused() {
    refused(with_header(|own| own["features"]["ngrams"] = json!([0, 9])), &["ngrams", "0-9"]);
    refused(with_header(|own| own["features"]["min_df"] = 0.into()), &["min_df"]);
    refused(with_header(|own| own["features"]["stemming"] = "klingon".into()), &["klingon"]);
}

#[test]
fn a_tensor_of_another_type_is_refused() {
    let bytes = small();
    let text = String::from_utf8_lossy(&bytes[8..]).into_owned();
    let at = 8 + text.find("\"idf\":{\"dtype\":\"F32\"").unwrap() + "\"idf\":{\"dtype\":\"".len();
    let mut other = bytes;
    other[at..at + 3].copy_from_slice(b"I32");
    refused(with_checksum(other), &["idf has another type"]);
}

#[test]
fn a_task_twice_or_a_tensor_too_many_is_refused() {
    refused(with_header(|own| own["tasks"] = json!([own["tasks"][0], own["tasks"][0], own["tasks"][1]])), &["topics", "twice"]);
    // Without its task, a tensor is a byte that nothing accounts for.
    refused(with_header(|own| own["tasks"] = json!([own["tasks"][0]])), &["stance"]);
}

#[test]
fn keys_of_training_rows_that_are_not_sorted_are_refused() {
    // They are found by binary search: out of order they would hide that a row was trained on.
    refused(with_tensor("training", |keys| keys.rotate_left(8)), &["training"]);
}
