//! The voices of an article, as the JSON list and as the lines that people read.

use std::io::{Result, Write};

use serde::Serialize;
use standpoint::predict::Prediction;
use standpoint::voices::{Attitude, voices};
use standpoint::{Article, Predictor};

/// Who says what, and what side that takes.
#[derive(Serialize)]
pub struct VoiceLine {
    pub speaker: String,
    pub kind: &'static str,
    pub denial: bool,
    /// The article's.
    pub target: Option<String>,
    /// None where there is no target, or where the model knows no favour and against.
    pub stance: Option<&'static str>,
    /// Of the cues in the words, not calibrated.
    pub probability: Option<f64>,
    /// What is said.
    pub text: String,
    pub sentence: String,
}

/// The voices of an article that was labelled.
pub fn of(predictor: &Predictor, article: &Article, prediction: &Prediction) -> Vec<VoiceLine> {
    let known = |label: &str| predictor.model().stance.as_ref().is_some_and(|c| c.labels.iter().any(|known| known == label));
    let sides = known("favour") && known("against");
    let target = prediction.target_label.as_ref().filter(|_| sides);
    let line = |voice: standpoint::voices::Voice| {
        let attitude = target.map(|target| Attitude::of(&voice, &article.body, target));
        VoiceLine {
            kind: voice.kind.name(),
            denial: voice.denial,
            target: target.cloned(),
            stance: attitude.map(|attitude| attitude.label()),
            probability: attitude.map(|attitude| attitude.probability()),
            text: voice.text(&article.body),
            sentence: article.body[voice.sentence.clone()].split_whitespace().collect::<Vec<_>>().join(" "),
            speaker: voice.speaker,
        }
    };
    voices(&article.body).into_iter().map(line).collect()
}

/// Writes them, one a line.
pub fn write(out: &mut impl Write, lines: &[VoiceLine]) -> Result<()> {
    writeln!(out, "\n  voices{}", if lines.is_empty() { "  none" } else { "" })?;
    for line in lines {
        let stance = line.stance.unwrap_or("-");
        let percent = line.probability.map(|p| format!("{:.0} %", p * 100.0)).unwrap_or_default();
        let words = if line.kind == "quotation" { format!("\u{201c}{}\u{201d}", line.text) } else { line.text.clone() };
        let denies = if line.denial { " denies" } else { "" };
        writeln!(out, "    {stance:<7}  {percent:>4}  {}{denies}: {words}", line.speaker)?;
    }
    Ok(())
}
