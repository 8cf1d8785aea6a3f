//! Model <-> bytes.
//!
//! One safetensors file, format version 6. Its only metadata key, `standpoint`, holds a JSON text: the format
//! version, the checksum, the configuration, labels, thresholds, calibration, operating curves and provenance. Tensors:
//! `terms` (u8, the terms one after the other), `ends` (u32), `idf` (f32), `training` (u64 keys), and
//! `TASK.weights` \[terms, blocks, labels\], `TASK.intercepts` \[blocks, labels\] (f32) for each task. Weights that half
//! precision holds, as those of a compact model, are kept in it (f16). A model of hashed terms has no `terms` and `ends`, but
//! numbers for each column.
//! The checksum is the XXH3 of all bytes of the file with its own sixteen digits read as zeros.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use bytemuck::Pod;
use half::f16;
use linfa::ParamGuard;
use safetensors::tensor::{Dtype, SafeTensors, View};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3Default;

use crate::buffer::{Buffer, Source};
use crate::error::{Error, ErrorKind, Result};
use crate::features::{FeatureConfig, TfidfVectorizer, Vocabulary};
use crate::linear::calibration::{Sigmoid, Temperature};
use crate::linear::operating_curve::{OperatingCurve, OperatingPoint};
use crate::model::{Model, Provenance};
use crate::novelty::NoveltyCut;
use crate::task::{Classifier, Decision};

/// The newest format this program reads.
pub const FORMAT_VERSION: u32 = 6;
const ZEROS: &str = "0000000000000000";
const MARK: &[u8] = b"checksum\\\":\\\"";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    checksum: String,
    format_version: u32,
    features: FeatureConfig,
    /// Of the character and the word part of a row.
    average_length: [f64; 2],
    provenance: Provenance,
    #[serde(default, skip_serializing_if = "NoveltyCut::is_none")]
    novelty: NoveltyCut,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<usize>,
    temperature: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    curves: Vec<Vec<Point>>,
}

/// Threshold, probability, rows, hits and expected hits of a point of a curve.
type Point = (f64, f64, u64, u64, f64);

#[derive(Deserialize)]
struct Version {
    format_version: u32,
}

struct Bytes<'a>(Dtype, Vec<usize>, Cow<'a, [u8]>);

/// A tensor as the head of a file tells of it; its bytes are written by themselves.
struct Told<'a>(&'a Bytes<'a>);

impl View for Told<'_> {
    fn dtype(&self) -> Dtype {
        self.0.0
    }
    fn shape(&self) -> &[usize] {
        &self.0.1
    }
    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&[])
    }
    fn data_len(&self) -> usize {
        self.0.2.len()
    }
}

/// The bytes of numbers, little-endian: where they lie so, as they are.
fn bytes<T: Pod>(numbers: &[T]) -> Cow<'_, [u8]> {
    let bytes: &[u8] = bytemuck::cast_slice(numbers);
    if cfg!(target_endian = "little") {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(bytes.chunks_exact(size_of::<T>()).flat_map(|number| number.iter().rev().copied()).collect())
}

/// Values in half precision, where it holds them all.
fn halves(values: &[f32]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(2 * values.len());
    for &value in values {
        let half = f16::from_f32(value);
        if half.to_f32() != value {
            return None;
        }
        out.extend_from_slice(&half.to_le_bytes());
    }
    Some(out)
}

fn damaged(what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::ModelFile, format!("damaged or no model file ({what}); train it again, or fetch a whole copy"))
}

/// The bytes of a model's file: the same for the same model.
///
/// # Errors
/// Where safetensors refuses the tensors.
pub fn to_bytes(model: &Model) -> Result<Vec<u8>> {
    Ok(parts(model)?.concat())
}

/// The head of a model's file and its tensors, one after the other; these lie in the model, and are not copied.
fn parts(model: &Model) -> Result<Vec<Cow<'_, [u8]>>> {
    let (text, ends) = model.vectorizer.vocabulary().parts();
    let columns = model.vectorizer.columns();
    let mut tensors: Vec<(String, Bytes<'_>)> = vec![
        ("terms".into(), Bytes(Dtype::U8, vec![text.len()], Cow::Borrowed(text))),
        ("ends".into(), Bytes(Dtype::U32, vec![ends.len()], bytes(ends))),
        ("idf".into(), Bytes(Dtype::F32, vec![columns], bytes(model.vectorizer.idf()))),
        ("training".into(), Bytes(Dtype::U64, vec![model.training_keys.len()], bytes(&model.training_keys))),
    ];
    let mut tasks = Vec::new();
    for (task, classifier) in model.classifiers() {
        let Some(classifier) = classifier else { continue };
        let (blocks, labels) = (classifier.groups.len() + 1, classifier.labels.len());
        let (dtype, weights) = halves(&classifier.weights)
            .map_or_else(|| (Dtype::F32, bytes(&classifier.weights)), |halves| (Dtype::F16, halves.into()));
        tensors.push((format!("{task}.weights"), Bytes(dtype, vec![columns, blocks, labels], weights)));
        tensors.push((format!("{task}.intercepts"), Bytes(Dtype::F32, vec![blocks, labels], bytes(&classifier.intercepts))));
        let mut first = None;
        let (thresholds, sigmoids, temperature) = match &classifier.decision {
            Decision::Thresholds { thresholds, sigmoids, .. } => {
                (thresholds.clone(), sigmoids.iter().map(|s| (s.a, s.b)).collect(), None)
            }
            Decision::Highest { temperature, .. } => (Vec::new(), Vec::new(), Some(temperature.a)),
            Decision::First { label, thresholds, sigmoid, temperature, .. } => {
                first = Some(*label);
                (thresholds.clone(), vec![(sigmoid.a, sigmoid.b)], Some(temperature.a))
            }
        };
        let (labels, groups) = (classifier.labels.clone(), classifier.groups.clone());
        let of = |p: &OperatingPoint| (p.threshold, p.probability, p.rows, p.hits, p.expected);
        let curves = classifier.decision.curves().iter().map(|curve| curve.points.iter().map(of).collect()).collect();
        tasks.push(TaskHeader { task: task.into(), labels, groups, first, thresholds, sigmoids, temperature, curves });
    }
    let header = Header {
        checksum: ZEROS.into(),
        format_version: FORMAT_VERSION,
        features: model.vectorizer.config().clone(),
        average_length: model.vectorizer.average_length(),
        provenance: model.provenance.clone(),
        novelty: model.novelty,
        tasks,
    };
    let json = serde_json::to_string(&header).map_err(|e| damaged(&e))?;
    let metadata = HashMap::from([("standpoint".to_owned(), json)]);
    // As safetensors orders them.
    tensors.sort_by(|(name, one), (other, two)| two.0.cmp(&one.0).then(name.cmp(other)));
    let told = tensors.iter().map(|(name, tensor)| (name, Told(tensor)));
    let mut head = safetensors::serialize(told, Some(metadata)).map_err(|e| damaged(&e))?;
    let at = checksum_at(&head).ok_or_else(|| damaged("no place for the checksum"))?;
    let mut hasher = Xxh3Default::new();
    hasher.update(&head);
    tensors.iter().for_each(|(_, tensor)| hasher.update(&tensor.2));
    head[at..at + 16].copy_from_slice(hex(&hasher).as_bytes());
    Ok(std::iter::once(Cow::Owned(head)).chain(tensors.into_iter().map(|(_, tensor)| tensor.2)).collect())
}

fn hex(hasher: &Xxh3Default) -> String {
    format!("{:016x}", hasher.digest())
}

fn checksum_at(bytes: &[u8]) -> Option<usize> {
    let end = bytes.len().min(4096);
    let at = bytes[..end].windows(MARK.len()).position(|window| window == MARK)? + MARK.len();
    (at + 16 <= bytes.len()).then_some(at)
}

/// The XXH3 of all bytes, the sixteen digits at `at` read as zeros.
fn checksum(bytes: &[u8], at: usize) -> String {
    let mut hasher = Xxh3Default::new();
    for part in [&bytes[..at], ZEROS.as_bytes(), &bytes[at + 16..]] {
        hasher.update(part);
    }
    hex(&hasher)
}

/// The tensors of a file whose bytes are shared with the model.
struct Tensors<'a> {
    source: &'a Source,
    bytes: &'a [u8],
    tensors: SafeTensors<'a>,
}

impl Tensors<'_> {
    fn read<T: Pod>(&self, name: &str, dtype: Dtype) -> Result<Buffer<T>> {
        let tensor = self.tensors.tensor(name).map_err(damaged)?;
        if tensor.dtype() != dtype {
            return Err(damaged(format!("{name} has another type")));
        }
        let start = tensor.data().as_ptr().addr() - self.bytes.as_ptr().addr();
        let range = start..start + tensor.data().len();
        Buffer::view(self.source, range).ok_or_else(|| damaged(format!("{name} has another size")))
    }

    fn floats(&self, name: &str) -> Result<Buffer<f32>> {
        let values: Buffer<f32> = match self.read::<u16>(name, Dtype::F16) {
            Ok(halves) => halves.iter().map(|&bits| f16::from_bits(bits).to_f32()).collect::<Vec<_>>().into(),
            Err(_) => self.read(name, Dtype::F32)?,
        };
        if values.iter().all(|v| v.is_finite()) { Ok(values) } else { Err(damaged(format!("{name} holds no number"))) }
    }
}

/// The model in `bytes`, which it goes on using. Every offset, size and index is checked, and the checksum over
/// all of it. O(bytes).
///
/// # Errors
/// [`ErrorKind::ModelFile`] where the bytes are cut, changed, newer than this program, or no model.
pub fn from_bytes(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Model> {
    let source: Source = Arc::new(bytes);
    let bytes = (*source).as_ref();
    let at = checksum_at(bytes).ok_or_else(|| damaged("no header of a model"))?;
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
    let json = metadata.metadata().as_ref().and_then(|m| m.get("standpoint")).ok_or_else(|| damaged("no header of a model"))?;
    let Version { format_version: version } = serde_json::from_str(json).map_err(damaged)?;
    if version != FORMAT_VERSION {
        let (age, way_out) = if version > FORMAT_VERSION { ("newer", "update the program") } else { ("older", "train it again") };
        let text = format!("the model's format {version} is {age} than this program's {FORMAT_VERSION}; {way_out}");
        return Err(Error::new(ErrorKind::ModelFile, text));
    }
    if bytes[at..at + 16] != *checksum(bytes, at).as_bytes() {
        return Err(damaged("its checksum does not fit"));
    }
    let header: Header = serde_json::from_str(json).map_err(damaged)?;
    let tensors = Tensors { source: &source, bytes, tensors: SafeTensors::deserialize(bytes).map_err(damaged)? };
    let vocabulary = Vocabulary::from_parts(tensors.read("terms", Dtype::U8)?, tensors.read("ends", Dtype::U32)?)?;
    header.features.check_ref().map_err(damaged)?;
    let idf = tensors.floats("idf")?;
    let columns = header.features.hash_bits.map_or(vocabulary.len(), |bits| 1 << bits);
    if idf.len() != columns || (columns != vocabulary.len() && !vocabulary.is_empty()) {
        return Err(damaged("idf and terms differ in number"));
    }
    if !header.average_length.iter().all(|&length| length > 0.0 && length.is_finite()) {
        return Err(damaged("an average length that is none"));
    }
    let (mut topics, mut target, mut stance) = (None, None, None);
    for task in header.tasks {
        let slot = match task.task.as_str() {
            "topics" => &mut topics,
            "target" => &mut target,
            "stance" => &mut stance,
            other => return Err(damaged(format!("unknown task {other}"))),
        };
        if slot.is_some() {
            return Err(damaged(format!("the task {} is there twice", task.task)));
        }
        *slot = Some(classifier(task, &tensors, columns)?);
    }
    let tasks = [("topics", &topics), ("target", &target), ("stance", &stance)];
    let of_a_task = |name: &str| {
        let part = |task: &str| name.strip_prefix(task).is_some_and(|part| part == ".weights" || part == ".intercepts");
        tasks.iter().any(|(task, classifier)| classifier.is_some() && part(task))
    };
    let known = |name: &str| ["terms", "ends", "idf", "training"].contains(&name) || of_a_task(name);
    if let Some(name) = tensors.tensors.names().into_iter().find(|name| !known(name)) {
        return Err(damaged(format!("no task has {name}")));
    }
    let training_keys: Buffer<u64> = tensors.read("training", Dtype::U64)?;
    if !training_keys.is_sorted_by(|a, b| a < b) {
        return Err(damaged("the keys of training are out of order"));
    }
    let vectorizer = TfidfVectorizer::new(header.features, vocabulary, idf, header.average_length);
    let (novelty, provenance) = (header.novelty, header.provenance);
    if ![novelty.known_words, novelty.nearest_class].iter().flatten().all(|cut| cut.is_finite()) {
        return Err(damaged("a cut that is no number"));
    }
    Ok(Model { vectorizer, topics, target, stance, novelty, provenance, training_keys })
}

fn classifier(task: TaskHeader, tensors: &Tensors<'_>, terms: usize) -> Result<Classifier> {
    let (labels, blocks) = (task.labels.len(), task.groups.len() + 1);
    let weights = tensors.floats(&format!("{}.weights", task.task))?;
    let intercepts = tensors.floats(&format!("{}.intercepts", task.task))?;
    let numbers = task.thresholds.iter().chain(task.sigmoids.iter().flat_map(|(a, b)| [a, b])).chain(&task.temperature);
    let finite = numbers.into_iter().all(|number| number.is_finite());
    let mut curves = task.curves.into_iter().map(curve).collect::<Result<Vec<_>>>()?;
    let curved = curves.is_empty() || curves.len() == if task.temperature.is_some() { 1 } else { labels };
    let decision = match (task.temperature, task.first, task.sigmoids.first()) {
        (Some(a), Some(label), Some(&(slope, offset))) => {
            let (sigmoid, temperature) = (Sigmoid { a: slope, b: offset }, Temperature { a });
            Decision::First { label, thresholds: task.thresholds, sigmoid, temperature, curve: curves.pop() }
        }
        (Some(a), ..) => Decision::Highest { temperature: Temperature { a }, curve: curves.pop() },
        (None, ..) => Decision::Thresholds {
            thresholds: task.thresholds,
            sigmoids: task.sigmoids.iter().map(|&(a, b)| Sigmoid { a, b }).collect(),
            curves,
        },
    };
    let sized = match &decision {
        Decision::Thresholds { thresholds, sigmoids, .. } => thresholds.len() == labels && sigmoids.len() == labels,
        Decision::Highest { .. } => true,
        Decision::First { label, thresholds, .. } => *label < labels && labels > 1 && thresholds.len() == labels,
    };
    if labels == 0 || !sized || !finite || weights.len() != blocks * labels * terms || intercepts.len() != blocks * labels {
        return Err(damaged(format!("the sizes of {} differ", task.task)));
    }
    if !curved {
        return Err(damaged(format!("the curves of {} are not one a label", task.task)));
    }
    Ok(Classifier { labels: task.labels, groups: task.groups, weights, intercepts, decision })
}

/// The points of a curve, which fall and rise as its own do.
fn curve(points: Vec<Point>) -> Result<OperatingCurve> {
    let of = |(threshold, probability, rows, hits, expected)| OperatingPoint { threshold, probability, rows, hits, expected };
    let points: Vec<OperatingPoint> = points.into_iter().map(of).collect();
    let sound = |point: &OperatingPoint| {
        let numbers = [point.threshold, point.expected].iter().all(|number| number.is_finite());
        numbers && (0.0..=1.0).contains(&point.probability) && point.hits <= point.rows && point.rows <= u64::from(u32::MAX)
    };
    let rises = |pair: &[OperatingPoint]| {
        let (rows, hits) = (pair[1].rows.checked_sub(pair[0].rows), pair[1].hits.checked_sub(pair[0].hits));
        let more = rows.zip(hits).is_some_and(|(rows, hits)| rows > 0 && hits <= rows);
        more && pair[1].threshold < pair[0].threshold && pair[1].expected >= pair[0].expected
    };
    let begins = points.len() > 1 && points[0].rows == 0 && points[0].expected == 0.0;
    if !begins || !points.iter().all(sound) || !points.windows(2).all(rises) {
        return Err(damaged("the points of a curve are out of order"));
    }
    Ok(OperatingCurve { points })
}

/// Maps a model's file into memory, or reads it where it is no regular file.
///
/// # Errors
/// As [`from_bytes`], with the file named.
pub fn open(path: &Path) -> Result<Model> {
    let io = |e| Error::io("read the model", path, e);
    let mut file = File::open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    let model = if metadata.is_file() && metadata.len() > 0 {
        from_bytes(map(&file).map_err(io)?)
    } else {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io)?;
        from_bytes(bytes)
    };
    model.map_err(|e| e.file(path))
}

// A file that another program cuts or rewrites in place while it is mapped would change under us. Ours never does:
// `save` writes a new file and renames it, so a mapped one stays as it is until it is closed.
#[allow(unsafe_code)]
fn map(file: &File) -> std::io::Result<memmap2::Mmap> {
    unsafe { memmap2::Mmap::map(file) }
}

/// Writes a model to a temporary file beside `path` and renames it, so that an old one survives a failure.
///
/// # Errors
/// Where the folder cannot be written to.
pub fn save(model: &Model, path: &Path) -> Result<()> {
    let parts = parts(model)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let write = || {
        let mut file = File::create(&temporary)?;
        parts.iter().try_for_each(|part| file.write_all(part))?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    };
    write().map_err(|e| {
        // The write has failed already; a left-over that cannot be removed either changes nothing.
        let _ = std::fs::remove_file(&temporary);
        Error::io("write the model", path, e)
    })
}
