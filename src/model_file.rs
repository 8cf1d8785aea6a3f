//! Model <-> bytes.
//!
//! One safetensors file, format version 1. Its only metadata key, `standpoint`, holds a JSON text: the format
//! version, the checksum, the configuration, labels, thresholds, calibration and provenance. Tensors:
//! `terms` (u8, the terms one after the other), `ends` (u32), `idf` (f32), `training` (u64 keys), and
//! `TASK.weights` \[blocks, labels, terms\], `TASK.intercepts` \[blocks, labels\] (f32) for each task.
//! The checksum is the XXH3 of all bytes of the file with its own sixteen digits read as zeros.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors, View};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::error::{Error, ErrorKind, Result};
use crate::features::{FeatureConfig, TfidfVectorizer, Vocabulary};
use crate::linear::calibration::{Sigmoid, Temperature};
use crate::model::{Classifier, Decision, Model, Provenance};

/// The newest format this program reads.
pub const FORMAT_VERSION: u32 = 1;
const ZEROS: &str = "0000000000000000";
const MARK: &[u8] = b"checksum\\\":\\\"";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    checksum: String,
    format_version: u32,
    features: FeatureConfig,
    provenance: Provenance,
    tasks: Vec<TaskHeader>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TaskHeader {
    task: String,
    labels: Vec<String>,
    groups: Vec<String>,
    thresholds: Vec<f64>,
    sigmoids: Vec<(f64, f64)>,
    temperature: Option<f64>,
}

struct Bytes(Dtype, Vec<usize>, Vec<u8>);

impl View for Bytes {
    fn dtype(&self) -> Dtype {
        self.0
    }
    fn shape(&self) -> &[usize] {
        &self.1
    }
    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.2)
    }
    fn data_len(&self) -> usize {
        self.2.len()
    }
}

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

fn damaged(what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::ModelFile, format!("damaged or no model file ({what}); train it again, or fetch a whole copy"))
}

/// The bytes of a model's file: the same for the same model.
///
/// # Errors
/// Where safetensors refuses the tensors.
pub fn to_bytes(model: &Model) -> Result<Vec<u8>> {
    let (text, ends) = model.vectorizer.vocabulary.parts();
    let n = ends.len();
    let mut tensors: Vec<(String, Bytes)> = vec![
        ("terms".into(), Bytes(Dtype::U8, vec![text.len()], text.as_bytes().to_vec())),
        ("ends".into(), Bytes(Dtype::U32, vec![n], ends.iter().flat_map(|e| e.to_le_bytes()).collect())),
        ("idf".into(), Bytes(Dtype::F32, vec![n], floats(&model.vectorizer.idf))),
        (
            "training".into(),
            Bytes(
                Dtype::U64,
                vec![model.training_keys.len()],
                model.training_keys.iter().flat_map(|k| k.to_le_bytes()).collect(),
            ),
        ),
    ];
    let mut tasks = Vec::new();
    for (task, classifier) in [("topics", &model.topics), ("target", &model.target), ("stance", &model.stance)] {
        let Some(classifier) = classifier else { continue };
        let (blocks, labels) = (classifier.groups.len() + 1, classifier.labels.len());
        let weights = Bytes(Dtype::F32, vec![blocks, labels, n], floats(&classifier.weights));
        tensors.push((format!("{task}.weights"), weights));
        tensors.push((format!("{task}.intercepts"), Bytes(Dtype::F32, vec![blocks, labels], floats(&classifier.intercepts))));
        let (thresholds, sigmoids, temperature) = match &classifier.decision {
            Decision::Thresholds { thresholds, sigmoids } => {
                (thresholds.clone(), sigmoids.iter().map(|s| (s.a, s.b)).collect(), None)
            }
            Decision::Highest { temperature } => (Vec::new(), Vec::new(), Some(temperature.a)),
        };
        let (labels, groups) = (classifier.labels.clone(), classifier.groups.clone());
        tasks.push(TaskHeader { task: task.into(), labels, groups, thresholds, sigmoids, temperature });
    }
    let header = Header {
        checksum: ZEROS.into(),
        format_version: FORMAT_VERSION,
        features: model.vectorizer.config.clone(),
        provenance: model.provenance.clone(),
        tasks,
    };
    let json = serde_json::to_string(&header).map_err(|e| damaged(&e))?;
    let metadata = HashMap::from([("standpoint".to_owned(), json)]);
    let mut bytes = safetensors::serialize(tensors, Some(metadata)).map_err(|e| damaged(&e))?;
    let at = checksum_at(&bytes).ok_or_else(|| damaged("no place for the checksum"))?;
    let checksum = format!("{:016x}", xxh3_64(&bytes));
    bytes[at..at + 16].copy_from_slice(checksum.as_bytes());
    Ok(bytes)
}

fn checksum_at(bytes: &[u8]) -> Option<usize> {
    let end = bytes.len().min(4096);
    let at = bytes[..end].windows(MARK.len()).position(|window| window == MARK)? + MARK.len();
    (at + 16 <= bytes.len()).then_some(at)
}

/// The model in `bytes`. Every offset, size and index is checked, and the checksum over all of it.
///
/// # Errors
/// [`ErrorKind::ModelFile`] where the bytes are cut, changed, newer than this program, or no model.
pub fn from_bytes(bytes: &[u8]) -> Result<Model> {
    let at = checksum_at(bytes).ok_or_else(|| damaged("no header of a model"))?;
    let mut whole = bytes.to_vec();
    let stored = whole[at..at + 16].to_vec();
    whole[at..at + 16].copy_from_slice(ZEROS.as_bytes());
    let fits = format!("{:016x}", xxh3_64(&whole)).as_bytes() == stored;
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
    let json = metadata.metadata().as_ref().and_then(|m| m.get("standpoint")).ok_or_else(|| damaged("no header of a model"))?;
    let version = serde_json::from_str::<serde_json::Value>(json).map_err(damaged)?["format_version"].as_u64();
    if version.is_some_and(|v| v > u64::from(FORMAT_VERSION)) {
        let text = format!(
            "the model's format {} is newer than this program's {FORMAT_VERSION}; update the program",
            version.unwrap_or(0)
        );
        return Err(Error::new(ErrorKind::ModelFile, text));
    }
    if !fits {
        return Err(damaged("its checksum does not fit"));
    }
    let header: Header = serde_json::from_str(json).map_err(damaged)?;
    let tensors = SafeTensors::deserialize(bytes).map_err(damaged)?;
    let raw = |name: &str, dtype: Dtype| -> Result<Vec<u8>> {
        let tensor = tensors.tensor(name).map_err(damaged)?;
        if tensor.dtype() == dtype { Ok(tensor.data().to_vec()) } else { Err(damaged(format!("{name} has another type"))) }
    };
    let read_floats = |name: &str| -> Result<Vec<f32>> {
        let values: Vec<f32> =
            raw(name, Dtype::F32)?.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        if values.iter().all(|v| v.is_finite()) { Ok(values) } else { Err(damaged(format!("{name} holds no number"))) }
    };
    let text = String::from_utf8(raw("terms", Dtype::U8)?).map_err(damaged)?;
    let ends = raw("ends", Dtype::U32)?.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    let vocabulary = Vocabulary::from_parts(text, ends)?;
    let idf = read_floats("idf")?;
    if idf.len() != vocabulary.len() {
        return Err(damaged("idf and terms differ in number"));
    }
    header.features.check()?;
    let (mut topics, mut target, mut stance) = (None, None, None);
    for task in header.tasks {
        let (labels, blocks) = (task.labels.len(), task.groups.len() + 1);
        let weights = read_floats(&format!("{}.weights", task.task))?;
        let intercepts = read_floats(&format!("{}.intercepts", task.task))?;
        let decision = match task.temperature {
            Some(a) => Decision::Highest { temperature: Temperature { a } },
            None => Decision::Thresholds {
                thresholds: task.thresholds,
                sigmoids: task.sigmoids.iter().map(|&(a, b)| Sigmoid { a, b }).collect(),
            },
        };
        let sized = match &decision {
            Decision::Thresholds { thresholds, sigmoids } => thresholds.len() == labels && sigmoids.len() == labels,
            Decision::Highest { .. } => true,
        };
        if labels == 0 || !sized || weights.len() != blocks * labels * vocabulary.len() || intercepts.len() != blocks * labels {
            return Err(damaged(format!("the sizes of {} differ", task.task)));
        }
        let slot = match task.task.as_str() {
            "topics" => &mut topics,
            "target" => &mut target,
            "stance" => &mut stance,
            other => return Err(damaged(format!("unknown task {other}"))),
        };
        *slot = Some(Classifier { labels: task.labels, groups: task.groups, weights, intercepts, decision });
    }
    let training_keys = raw("training", Dtype::U64)?
        .chunks_exact(8)
        .map(|b| u64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]))
        .collect();
    let vectorizer = TfidfVectorizer { config: header.features, vocabulary, idf };
    Ok(Model { vectorizer, topics, target, stance, provenance: header.provenance, training_keys })
}

/// Reads a model from a file.
///
/// # Errors
/// As [`from_bytes`], with the file named.
pub fn open(path: &Path) -> Result<Model> {
    let bytes = std::fs::read(path).map_err(|e| Error::io("read the model", path, e))?;
    from_bytes(&bytes).map_err(|e| e.file(path))
}

/// Writes a model to a temporary file beside `path` and renames it, so that an old one survives a failure.
///
/// # Errors
/// Where the folder cannot be written to.
pub fn save(model: &Model, path: &Path) -> Result<()> {
    let bytes = to_bytes(model)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let write = || {
        let mut file = std::fs::File::create(&temporary)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    };
    write().map_err(|e| {
        // The write has failed already; a left-over that cannot be removed either changes nothing.
        let _ = std::fs::remove_file(&temporary);
        Error::io("write the model", path, e)
    })
}
