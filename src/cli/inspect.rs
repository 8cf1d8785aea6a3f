//! `inspect`: what a model file is.

use std::io::Write;
use std::process::ExitCode;

use super::args::InspectArgs;
use super::{classify, train};

pub fn run(args: &InspectArgs) -> anyhow::Result<ExitCode> {
    let model = classify::model(args.model.as_deref())?;
    let mut out = std::io::stdout().lock();
    let provenance = &model.provenance;
    writeln!(out, "trained on  {} rows, sha256 {}", provenance.rows, provenance.data_sha256)?;
    let hashed = model.vectorizer.config().hash_bits.is_some();
    if hashed {
        writeln!(out, "learner     {}, one pass", provenance.learner)?;
        writeln!(out, "features    {} columns without names: {}", model.vectorizer.columns(), model.vectorizer.config())?;
    } else {
        writeln!(out, "learner     {} with C {}, seed {}", provenance.learner, provenance.c, provenance.seed)?;
        writeln!(out, "features    {} terms: {}", model.vectorizer.vocabulary().len(), model.vectorizer.config())?;
    }
    if let Some(language) = &provenance.language {
        writeln!(out, "language    {language}")?;
    }
    if !provenance.trials.is_empty() {
        writeln!(out, "searched\n{}", train::trials(&provenance.trials, usize::MAX))?;
    }
    for (name, classifier) in [("topics", &model.topics), ("target", &model.target), ("stance", &model.stance)] {
        let Some(classifier) = classifier else { continue };
        writeln!(out, "{name}: {}", classifier.labels.join(", "))?;
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
