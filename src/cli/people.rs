//! A record as people read it.

use std::io::{Result, Write};

use standpoint::abstention::Reason;
use standpoint::robustness::{Agreement, Masked, Robustness};

use super::output;
use super::record::{Labelled, Record, UnsureLabel, Why};
use super::voices;

fn named(labelled: &Labelled<'_>) -> String {
    let percent = labelled.probability.map(|p| if p > 0.99 { " >99 %".to_owned() } else { format!(" {:.0} %", p * 100.0) });
    format!("{}{}", labelled.label, percent.unwrap_or_default())
}

/// Writes a record; the title in bold where `styled`.
pub fn write(out: &mut impl Write, record: &Record<'_>, styled: bool) -> Result<()> {
    let title = if record.title.is_empty() { record.id } else { record.title };
    output::title(out, title, styled)?;
    if let Some(topics) = record.topics.as_ref().filter(|_| record.status == "ok") {
        let names: Vec<String> = topics.iter().map(named).collect();
        writeln!(out, "  topics  {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") })?;
    }
    let (target, stance) = (record.target.as_ref().and_then(Option::as_ref), record.stance.as_ref().and_then(Option::as_ref));
    if record.status == "ok" && (target.is_some() || (record.stance.is_some() && stance.is_none())) {
        writeln!(out, "  target  {}", target.map_or("none".to_owned(), named))?;
    }
    if let Some(stance) = stance {
        writeln!(out, "  stance  {}", named(&stance.best))?;
    }
    record.unsure.iter().flatten().try_for_each(|unsure| write_unsure(out, unsure))?;
    for warning in record.warnings {
        writeln!(out, "  ! {warning}")?;
    }
    record.robust.iter().try_for_each(|robust| write_robust(out, robust))?;
    if let Some(lines) = record.voices.as_ref().filter(|_| record.status == "ok") {
        voices::write(out, lines)?;
    }
    record.evidence.iter().flatten().try_for_each(|why| write_why(out, why))
}

fn write_unsure(out: &mut impl Write, of: &UnsureLabel) -> Result<()> {
    let (said, like) = if of.said { ("", "like ones are wrong") } else { (" not said and", "like ones hold") };
    let why = match of.reason {
        Reason::NearThreshold => format!("near the threshold, {like} in {:.0} %", 100.0 * of.error),
        Reason::UnknownTarget => "its target is none of the training's".to_owned(),
        Reason::UnknownWords => "few words of the article are known".to_owned(),
        Reason::AnotherLanguage => "the article is in another language than the training".to_owned(),
    };
    writeln!(out, "  ? {} {} is{said} unsure: {why}", of.task, of.label)
}

/// How many refits agree with each label, and what is left of the labels where quotations are masked.
fn write_robust(out: &mut impl Write, robust: &Robustness) -> Result<()> {
    writeln!(out, "  of {} refits on resampled rows of the training data agree", robust.refits)?;
    let share = |of: &Agreement| format!("{} {:.0} %", of.label, 100.0 * of.agree);
    let list = |of: Vec<String>| if of.is_empty() { "none".to_owned() } else { of.join(", ") };
    if !robust.topics.is_empty() {
        writeln!(out, "    topics  {}", list(robust.topics.iter().filter(|of| of.said).map(share).collect()))?;
        // Where all refits agree that a topic is not there, there is nothing to tell.
        let doubted = robust.topics.iter().filter(|of| !of.said && of.agree < 1.0);
        let doubted: Vec<String> = doubted.map(|of| format!("{} {:.0} %", of.label, 100.0 * (1.0 - of.agree))).collect();
        if !doubted.is_empty() {
            writeln!(out, "            and some say {}", doubted.join(", "))?;
        }
    }
    for (name, of) in [("target", &robust.target), ("stance", &robust.stance)] {
        of.iter().try_for_each(|of| writeln!(out, "    {name}  {}", share(of)))?;
    }
    let Masked { quoted, status, said } = &robust.masked;
    let mut told = Vec::new();
    told.extend(said.topics.as_ref().map(|topics| format!("topics {}", list(topics.clone()))));
    told.extend(said.target.as_ref().map(|target| format!("target {target}")));
    told.extend(said.stance.as_ref().map(|stance| format!("stance {stance}")));
    let told = if *status == "ok" { told.join("; ") } else { format!("no label ({status})") };
    let share = format!("{:.0} % of the letters", 100.0 * quoted);
    writeln!(out, "  with quotations masked ({share}): {}", if *quoted > 0.0 { &told } else { "the same" })
}

/// The strongest summands of a score, and the rest of it in one line each, so that what is shown adds up.
fn write_why(out: &mut impl Write, why: &Why<'_>) -> Result<()> {
    const TERMS: usize = 8;
    const SENTENCES: usize = 2;
    write!(out, "\n  why {} {}: score {:+.3}", why.task, why.label, why.score)?;
    if let Some(threshold) = why.threshold {
        write!(out, ", threshold {threshold:+.3}")?;
    }
    // Each of several topics holds or not by itself.
    if let Some(next) = why.runner_up.as_ref().filter(|next| why.threshold.is_none() || next.threshold.is_some()) {
        write!(out, ", next {} {:+.3}", next.label, next.score)?;
        if let Some(threshold) = next.threshold {
            write!(out, ", threshold {threshold:+.3}")?;
        }
    }
    writeln!(out, "\n    {:+.3}  intercept", why.intercept)?;
    for term in why.terms.iter().take(TERMS) {
        let field = if term.field == "body" { String::new() } else { format!(" ({})", term.field) };
        writeln!(out, "    {:+.3}  {}{field}", term.contribution, term.term)?;
    }
    if why.terms.len() > TERMS {
        let rest: f64 = why.terms[TERMS..].iter().map(|term| term.contribution).sum();
        write_rest(out, rest, why.terms.len() - TERMS, "term")?;
    }
    let strongest: Vec<_> = why.sentences.iter().filter(|s| s.contribution > 0.0).take(SENTENCES).collect();
    for sentence in &strongest {
        writeln!(out, "    {:+.3}  \u{201c}{}\u{201d}", sentence.contribution, sentence.text)?;
    }
    let others = why.sentences.len() - strongest.len();
    if others > 0 {
        let all: f64 = why.sentences.iter().map(|s| s.contribution).sum();
        let told: f64 = strongest.iter().map(|s| s.contribution).sum();
        write_rest(out, all - told, others, "sentence")?;
    }
    Ok(())
}

fn write_rest(out: &mut impl Write, sum: f64, others: usize, what: &str) -> Result<()> {
    writeln!(out, "    {sum:+.3}  {others} other {what}{}", if others == 1 { "" } else { "s" })
}
