//! `classify` and `clean`: articles in, one result each out, in order, each flushed as soon as it is there.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Context;
use serde_json::json;
use standpoint::predict::Status;
use standpoint::tokenize::Analyzer;
use standpoint::{Article, Predictor, model_file};

use super::args::{ClassifyArgs, CleanArgs, Format, SourceArgs};
use super::input::{Item, each_item};
use super::{record, tell};

/// The model that `train` made of `datasets/articles.csv`.
const SHIPPED: &[u8] = include_bytes!("../../models/news.standpoint");

/// The model named, or the shipped one.
pub fn model(path: Option<&std::path::Path>) -> standpoint::Result<standpoint::Model> {
    path.map_or_else(|| model_file::from_bytes(SHIPPED), model_file::open)
}

fn output(args: &SourceArgs) -> anyhow::Result<Box<dyn Write>> {
    Ok(match &args.out {
        Some(path) => Box::new(std::io::BufWriter::new(
            std::fs::File::create(path).with_context(|| format!("cannot write {}; choose another --out", path.display()))?,
        )),
        None => Box::new(std::io::BufWriter::new(std::io::stdout().lock())),
    })
}

pub fn run(args: &ClassifyArgs) -> anyhow::Result<ExitCode> {
    let predictor = Predictor::new(model(args.model.as_deref())?);
    let mut analyzer = predictor.analyzer();
    let mut out = output(&args.source)?;
    let (mut unreadable, mut header_written) = (0u64, false);
    each_item(&args.source, |item| {
        let (article, prediction) = match &item.article {
            Ok(article) => {
                let mut article = article.clone();
                if let Some(target) = &args.target {
                    article.target = Some(target.clone());
                }
                let prediction = predictor.predict(&article, &mut analyzer);
                (article, prediction)
            }
            Err(error) => {
                unreadable += 1;
                tell(args.source.quiet, &format!("error: {error}"));
                let article = Article { path: item.path.clone(), row: error.location().row, ..Article::default() };
                let mut prediction = predictor.predict_row(Vec::new(), &article, false);
                prediction.status = Status::Unreadable;
                prediction.warnings = vec![error.to_string()];
                (article, prediction)
            }
        };
        match args.source.format {
            Format::Jsonl => {
                let evidence = args.evidence.then_some(&mut analyzer);
                writeln!(out, "{}", serde_json::Value::Object(record::object(&predictor, &article, &prediction, evidence)))?;
            }
            Format::Csv => {
                let mut line = csv::Writer::from_writer(Vec::new());
                if !header_written {
                    header_written = true;
                    let own = item.header.as_ref().map_or_else(page_header, |h| h.to_vec());
                    line.write_record(own.iter().chain(&record::header(&predictor)))?;
                }
                let own = if item.header.is_some() { padded(&item) } else { page_cells(&article) };
                line.write_record(own.iter().chain(&record::cells(&predictor, &prediction)))?;
                out.write_all(&line.into_inner()?)?;
            }
            Format::Table => table(&mut out, &predictor, &article, &prediction, args.evidence.then_some(&mut analyzer))?,
        }
        out.flush()?;
        Ok(())
    })?;
    out.flush()?;
    Ok(if unreadable > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn page_header() -> Vec<String> {
    ["id", "path", "title", "date"].map(String::from).to_vec()
}

fn page_cells(article: &Article) -> Vec<String> {
    vec![article.id.clone(), article.path.clone(), article.title.clone(), article.date.clone().unwrap_or_default()]
}

/// The cells of a row that could not be read are empty, so that the table keeps its shape.
fn padded(item: &Item) -> Vec<String> {
    let width = item.header.as_ref().map_or(0, |h| h.len());
    let mut cells = item.cells.clone();
    cells.resize(width, String::new());
    cells
}

fn table(
    out: &mut impl Write,
    predictor: &Predictor,
    article: &Article,
    p: &standpoint::predict::Prediction,
    evidence: Option<&mut Analyzer>,
) -> anyhow::Result<()> {
    let object = record::object(predictor, article, p, evidence);
    writeln!(out, "{}", if article.title.is_empty() { &article.id } else { &article.title })?;
    let percent = |v: &serde_json::Value| v.as_f64().map_or(String::new(), |p| format!(" {:.0} %", p * 100.0));
    if p.status == Status::Ok {
        if let Some(topics) = object.get("topics").and_then(|t| t.as_array()) {
            let names: Vec<String> =
                topics.iter().map(|t| format!("{}{}", t["label"].as_str().unwrap_or(""), percent(&t["probability"]))).collect();
            writeln!(out, "  topics  {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") })?;
        }
        if let Some(target) = object.get("target") {
            writeln!(out, "  target  {}{}", target["label"].as_str().unwrap_or("none"), percent(&target["probability"]))?;
        }
        if let Some(stance) = object.get("stance").filter(|s| !s.is_null()) {
            writeln!(out, "  stance  {}{}", stance["label"].as_str().unwrap_or("none"), percent(&stance["probability"]))?;
        }
    }
    for warning in &p.warnings {
        writeln!(out, "  ! {warning}")?;
    }
    for item in object.get("evidence").and_then(|e| e.as_array()).into_iter().flatten() {
        writeln!(
            out,
            "  why {} = {:.3} (intercept {:+.3})",
            item["label"].as_str().unwrap_or(""),
            item["score"].as_f64().unwrap_or(0.0),
            item["intercept"].as_f64().unwrap_or(0.0)
        )?;
        for term in item["terms"].as_array().into_iter().flatten().take(8) {
            writeln!(out, "    {:+.3}  {}", term["contribution"].as_f64().unwrap_or(0.0), term["term"].as_str().unwrap_or(""))?;
        }
        for sentence in item["sentences"].as_array().into_iter().flatten().take(2) {
            writeln!(
                out,
                "    {:+.3}  “{}”",
                sentence["contribution"].as_f64().unwrap_or(0.0),
                sentence["text"].as_str().unwrap_or("")
            )?;
        }
    }
    Ok(())
}

pub fn clean(args: &CleanArgs) -> anyhow::Result<ExitCode> {
    let mut out = output(&args.source)?;
    let mut unreadable = 0u64;
    each_item(&args.source, |item| {
        let article = match item.article {
            Ok(article) => article,
            Err(error) => {
                unreadable += 1;
                tell(args.source.quiet, &format!("error: {error}"));
                return Ok(());
            }
        };
        match args.source.format {
            Format::Jsonl => writeln!(
                out,
                "{}",
                json!({"path": article.path, "title": article.title, "date": article.date, "authors": article.authors,
                    "outlet": article.outlet, "language": article.language, "tags": article.tags, "body": article.body,
                    "warnings": article.warnings})
            )?,
            Format::Csv => {
                let mut line = csv::Writer::from_writer(Vec::new());
                line.write_record([&article.path, &article.title, &article.date.unwrap_or_default(), &article.body])?;
                out.write_all(&line.into_inner()?)?;
            }
            Format::Table => {
                writeln!(out, "{}", article.title)?;
                for (name, value) in [
                    ("date", article.date.unwrap_or_default()),
                    ("by", article.authors.join(", ")),
                    ("tags", article.tags.join(", ")),
                ] {
                    if !value.is_empty() {
                        writeln!(out, "{name}: {value}")?;
                    }
                }
                writeln!(out, "\n{}\n", article.body)?;
                for warning in &article.warnings {
                    tell(args.source.quiet, &format!("warning: {}: {warning}", article.path));
                }
            }
        }
        out.flush()?;
        Ok(())
    })?;
    Ok(if unreadable > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
