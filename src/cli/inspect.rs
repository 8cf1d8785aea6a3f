//! `inspect`: what a model file is.

use std::io::Write;
use std::process::ExitCode;

use standpoint::linear::ClassWeight;
use standpoint::linear::prior_shift::PriorShift;
use standpoint::task::Decision;

use super::args::InspectArgs;
use super::{model, train};

pub fn run(args: &InspectArgs) -> anyhow::Result<ExitCode> {
    let model = model::open(args.model.as_deref())?;
    let mut out = std::io::stdout().lock();
    let provenance = &model.provenance;
    writeln!(out, "trained on  {} rows, sha256 {}", provenance.rows, provenance.data_sha256)?;
    let hashed = model.vectorizer.config().hash_bits.is_some();
    if hashed {
        writeln!(out, "learner     {}, one pass", provenance.learner)?;
        writeln!(out, "features    {} columns without names: {}", model.vectorizer.columns(), model.vectorizer.config())?;
    } else {
        let equal = ClassWeight::of(provenance.uniform).told();
        writeln!(out, "learner     {} with C {}, seed {}{equal}", provenance.learner, provenance.c, provenance.seed)?;
        if !provenance.offsets.is_empty() {
            writeln!(out, "offsets     {}", provenance.offsets)?;
        }
        if !provenance.learn_from.is_empty() {
            writeln!(out, "learned     {}", provenance.learn_from)?;
        }
        writeln!(out, "features    {} terms: {}", model.vectorizer.vocabulary().len(), model.vectorizer.acting())?;
    }
    if let Some(unlabelled) = &provenance.unlabelled {
        writeln!(out, "unlabelled  {} articles, sha256 {}", unlabelled.articles, unlabelled.sha256)?;
    }
    if let Some(language) = &provenance.language {
        writeln!(out, "language    {language}")?;
    }
    if !provenance.trials.is_empty() {
        writeln!(out, "searched\n{}", train::trials(&provenance.trials, usize::MAX))?;
    }
    if let Some((topics, decision)) = model.topics.as_ref().map(|topics| (topics, &topics.decision)) {
        thresholds(&mut out, &topics.labels, decision, provenance.precision)?;
    }
    for (name, classifier) in model.classifiers() {
        let Some(classifier) = classifier else { continue };
        writeln!(out, "{name}: {}", classifier.labels.join(", "))?;
        if let Decision::First { thresholds, .. } = &classifier.decision {
            let of_label = |(label, threshold): (&String, &f64)| format!("{label} {threshold:+.1}");
            let told: Vec<String> = classifier.labels.iter().zip(thresholds).map(of_label).collect();
            writeln!(out, "  thresholds: {}", told.join(", "))?;
        }
        if hashed {
            continue;
        }
        for block in 0..=classifier.groups.len() {
            for (label, name) in classifier.labels.iter().enumerate() {
                let vocabulary = model.vectorizer.vocabulary();
                let weight = |column: u32| classifier.weight(column, block, label);
                let mut order: Vec<u32> = (0..vocabulary.len() as u32).collect();
                order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
                // Pieces of words tell people little: words only.
                let words = order.iter().map(|&column| vocabulary.term(column as usize)).filter(|t| !t.starts_with('#'));
                let terms: Vec<&str> = words.take(args.terms).collect();
                let group = if block == 0 { String::new() } else { format!("{} ", classifier.groups[block - 1]) };
                writeln!(out, "  {group}{name}: {}", terms.join(", "))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What the thresholds of topics gave of rows held out, where some were.
fn thresholds(out: &mut impl Write, labels: &[String], decision: &Decision, precision: Option<f64>) -> anyhow::Result<()> {
    let Decision::Thresholds { thresholds, curves, .. } = decision else { return Ok(()) };
    if curves.is_empty() {
        return Ok(());
    }
    let rule = precision.map_or("the highest expected F1".to_owned(), |precision| format!("precision {precision}"));
    writeln!(out, "thresholds  of {rule}, and what they gave of rows held out")?;
    for ((label, threshold), curve) in labels.iter().zip(thresholds).zip(curves) {
        let (precision, recall) = curve.precision_recall(*threshold, PriorShift::NONE);
        let share = 100.0 * curve.prevalence();
        writeln!(out, "  {threshold:+.3} {label}: precision {precision:.3}, recall {recall:.3}, {share:.1} % of the rows")?;
    }
    Ok(())
}
