//! what was really done -> a paragraph that can be pasted into a paper.

use std::collections::BTreeMap;

use super::bootstrap::RESAMPLES;
use super::protocol::Scheme;
use super::{Report, TASKS};
use crate::article::Corpus;
use crate::features::WordVectors;
use crate::linear::{ClassWeight, Prior};
use crate::task::{Learner, Stream};
use crate::train::{Prepared, Trainer};

/// What of an evaluation its splits do not tell.
///
/// ```
/// let setting = standpoint::evaluate::Setting { naive: true, ..Default::default() };
/// assert!(setting.procedure.is_none());
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Setting {
    /// Whether folds that part copies are scored too.
    pub naive: bool,
    /// The error that a label may have and not be marked as unsure, above 0 and below 1, where the mark is to be judged.
    pub unsure_error: Option<f64>,
    /// How configurations were chosen, in words, where they were.
    pub procedure: Option<String>,
    /// The name of the file that judges, where one does.
    pub test: Option<String>,
    /// The shares of topics in a stream that figures are to be told of too.
    pub stream: Stream,
}

/// The paragraph.
pub(super) fn paragraph(
    (report, prepared): (&Report, &Prepared<'_>),
    scheme: &Scheme,
    trainer: Option<&Trainer>,
    setting: &Setting,
) -> String {
    let corpus = prepared.corpus;
    let mut out = vec![splits(report, scheme, setting)];
    if let Some(found) = &report.duplicates {
        out.push(match found.groups {
            0 => "No article was a near-duplicate of another (80 % of the five-word shingles of the one with fewer in the \
                  other, which has at most twice as many; candidates by MinHash)."
                .to_owned(),
            groups => format!(
                "{} articles in {groups} groups were near-duplicates (80 % of the five-word shingles of the one with fewer in \
                 the other, which has at most twice as many; candidates by MinHash) and were never parted between training and test.",
                found.rows
            ),
        });
    }
    out.extend(report.split.as_ref().and_then(|split| split.stories).map(|stories| {
        format!(
            "No fold parted one of the {stories} stories: what is joined by pairs of a claim and a text that are related. Pairs that \
             are not were judged with their text."
        )
    }));
    match (trainer, &setting.procedure) {
        (Some(trainer), _) => out.push(learner(trainer)),
        (None, Some(procedure)) => {
            out.push(format!("{procedure} This was done anew on the training rows of each split."));
            out.extend(chosen(report));
        }
        (None, None) => {}
    }
    out.extend(prepared.vectors.as_ref().map(|vectors| unlabelled(vectors, prepared.also_unlabelled())));
    out.extend(trainer.map(|trainer| trainer.features.latent).filter(|&latent| latent > 0.0).map(of_rows));
    let fitted = if prepared.vectors.is_some() { "Beyond what these tell, vocabulary" } else { "Vocabulary" };
    out.extend(toward(corpus).map(str::to_owned));
    out.extend(trainer.map(|trainer| trainer.features.lead_weight).filter(|&weight| weight > 0.0).map(lead));
    // Labels of few rows, which are no part of any figure.
    let left_out = corpus.notes.iter().filter(|note| note.contains("(--min-label-rows)"));
    out.extend(left_out.map(|note| note.replace(" (--min-label-rows)", "")));
    let calibrated = trainer.is_none_or(|trainer| trainer.calibration_folds > 0);
    let thresholds = report.topics.is_some() && !corpus.single_topic;
    if calibrated && !thresholds {
        out.push(format!(
            "{fitted}, inverse document frequencies, weights and calibration were fitted within the training rows of each split, \
             calibration on scores of rows held out there; the label with the highest score was taken."
        ));
    } else if calibrated {
        let rule = match trainer.and_then(|trainer| trainer.threshold_rule.precision()) {
            Some(wanted) => format!("the lowest with precision {wanted}"),
            None => "highest expected F1".to_owned(),
        };
        let what = format!("{fitted}, inverse document frequencies, weights, thresholds ({rule}) and calibration were fitted");
        out.push(format!(
            "{what} within the training rows of each split, thresholds and calibration on scores of rows held out there."
        ));
    } else {
        out.push(format!("{fitted}, inverse document frequencies and weights were fitted within the training rows of each split; thresholds were 0 and probabilities not calibrated."));
    }
    out.extend(first_taken(prepared, calibrated));
    if !setting.stream.0.is_empty() {
        let shares: Vec<String> = setting.stream.0.iter().map(|(topic, share)| format!("{topic} {share}")).collect();
        out.push(format!(
            "Figures of a stream with other shares of topics ({}) are of rows reweighted to them, with odds and thresholds adapted \
             inside each split (Saerens et al. 2002).",
            shares.join(", ")
        ));
    }
    let drawn = match report.split.as_ref().map(|split| (split.grouped_by.as_ref(), split.stories)) {
        Some((Some(column), _)) => format!("groups by '{column}'"),
        Some((None, Some(_))) => "stories".to_owned(),
        _ => "articles, near-duplicates together".to_owned(),
    };
    let pooled = if report.repeats.is_empty() { "over all splits" } else { "over all splits and repeats" };
    out.push(format!(
        "Figures are pooled {pooled}; 95 % intervals are percentiles of {RESAMPLES} bootstrap resamples of {drawn}, and do not \
         tell of refitting. Undefined figures are 0."
    ));
    if report.stance_as_used.is_some() {
        let as_used = "With the target predicted, a stance counts as right only where its target is right too.";
        out.push(format!("Stance was judged with its target given and with its target predicted. {as_used}"));
    }
    if let Some(error) = setting.unsure_error {
        out.push(format!(
            "Labels were marked as unsure where rows held out within the training, of as high a score, were wrong in more than \
             {:.0} % (isotonic regression; Chow 1970).",
            100.0 * error
        ));
    }
    let main: Vec<String> = report
        .tasks()
        .iter()
        .filter_map(|(name, task)| Some((name, (*task)?)))
        .map(|(name, task)| {
            let (figure, interval) = (task.figures.averages.r#macro.f1, task.intervals.averages.r#macro.f1);
            format!("{name} {figure:.3} ({interval}; {} rows)", task.rows)
        })
        .collect();
    out.push(format!("Macro F1: {}.", main.join("; ")));
    let of = |name: &str| {
        let all = TASKS
            .iter()
            .filter_map(|task| report.baselines.get(task)?.iter().find(|rule| rule.name == name).map(|rule| (task, rule)));
        all.map(|(task, rule)| format!("{task} {:.3}", rule.scores.figures.macro_f1)).collect::<Vec<_>>().join("; ")
    };
    if !report.baselines.is_empty() {
        out.push(format!(
            "On the same splits the majority scored {}, multinomial naive Bayes over words {}.",
            of("majority"),
            of("naive Bayes")
        ));
    }
    out.push(format!("Made with standpoint {}.", env!("CARGO_PKG_VERSION")));
    out.join(" ")
}

/// What the splits' searches chose, the most frequent first.
fn chosen(report: &Report) -> Option<String> {
    let mut splits: BTreeMap<&str, usize> = BTreeMap::new();
    report.chosen.iter().for_each(|of| *splits.entry(of).or_default() += 1);
    let mut splits: Vec<_> = splits.into_iter().collect();
    splits.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let told: Vec<String> = splits.into_iter().map(|(of, count)| format!("{of} in {count}")).collect();
    (!told.is_empty()).then(|| format!("Chosen, by splits: {}.", told.join("; ")))
}

fn splits(report: &Report, scheme: &Scheme, setting: &Setting) -> String {
    let (rows, folds) = (report.rows, report.folds);
    let seed = report.split.as_ref().map_or(0, |split| split.seed);
    let (groups, column) = report.split.as_ref().map_or((None, None), |split| (split.groups, split.grouped_by.clone()));
    match scheme {
        Scheme::KFold { repeats, .. } => {
            let times = if *repeats > 1 { format!(", repeated {repeats} times") } else { String::new() };
            let by = match (groups, column) {
                (Some(groups), Some(column)) => {
                    format!(
                        "grouped by '{column}' ({groups} groups, none of them in two folds) and stratified by labels as far as that allows"
                    )
                }
                _ if report.split.as_ref().is_some_and(|split| split.iterative) => {
                    "stratified by labels iteratively (Sechidis et al. 2011)".to_owned()
                }
                _ => "stratified by combinations of labels".to_owned(),
            };
            format!("{rows} labelled articles were evaluated by {folds}-fold cross-validation{times}, {by} (seed {seed}).")
        }
        Scheme::Forward { .. } => format!(
            "{rows} labelled articles were evaluated in time order: each of {folds} stretches of time was predicted by a model of \
             all articles before it; the first stretch was only learned from."
        ),
        Scheme::LeaveTargetOut => {
            format!("Stance toward each of {folds} targets was predicted by a model that had seen no article on that target.")
        }
        Scheme::Holdout { train } => {
            let name = setting.test.as_ref().map_or(String::new(), |name| format!(" ({name})"));
            format!("A model of {train} labelled articles was evaluated on {} others kept apart{name}.", rows - train)
        }
    }
}

fn learner(trainer: &Trainer) -> String {
    let config = &trainer.learner;
    let loss = match config.learner {
        Learner::LinearSvc => "Linear support vector machines (squared hinge loss)",
        Learner::LogisticRegression => "Logistic regressions",
        Learner::ComplementNb => "Complement naive Bayes models (Rennie et al. 2003)",
    };
    let weights = if config.class_weight == ClassWeight::Balanced { "classes balanced" } else { "rows of equal weight" };
    let prior = if config.prior == Prior::NaiveBayes {
        " and weights scaled by naive Bayes log-count ratios (Wang and Manning 2012), of which more than eight labels share one a term"
    } else {
        ""
    };
    let offsets = if config.offsets.is_empty() { String::new() } else { format!(" and offsets of scores ({})", config.offsets) };
    let compact = if trainer.compact { " A quarter of the terms was kept, with weights of 16 bits." } else { "" };
    let how = match config.learner {
        Learner::ComplementNb => format!("smoothing alpha = {}", 1.0 / config.c),
        _ => format!("cost C = {}, {weights}{prior}", config.c),
    };
    let features = &trainer.features;
    let learned = if config.learn_from.is_empty() { String::new() } else { format!("; {} alone", config.learn_from) };
    format!(
        "{loss}, one for each label, with {how}{offsets}, were trained on L2-normalised TF-IDF features ({features}{learned}).{compact}"
    )
}

/// What articles without labels told.
fn unlabelled(vectors: &WordVectors, also_labelled: usize) -> String {
    let also = match also_labelled {
        0 => String::new(),
        rows => format!(" {rows} of the labelled articles were among them, without their labels."),
    };
    format!(
        "Which words are alike was told by {} articles without labels, the same in every split {}; their words are terms, and they \
         count in the inverse document frequencies of words.{also}",
        vectors.articles(),
        latent_part("twice their squared length on average (1,000 / rows times where a task has more than 500 rows)")
    )
}

/// What rows told of their own words.
fn of_rows(latent: f32) -> String {
    let part = latent_part(&format!("{latent} times their squared length on average"));
    format!("Which words are alike was told by the training rows of each split, of words in three of them or more {part}.")
}

/// What the words of a lead are.
fn lead(weight: f32) -> String {
    format!("The words of headline and first sentence were features of their own too, of length {weight} in each article.")
}

/// What vectors of words are, and how long what they make of a text is.
fn latent_part(length: &str) -> String {
    format!(
        "(latent semantic analysis of TF-IDF, 100 dimensions, vectors of words scaled to length 1; Deerwester et al. 1990): the sum of \
         the vectors of a text's words, weighted as these, stood beside them with {length}, where a task learns from words"
    )
}

/// How a stance is chosen where one label is decided first.
fn first_taken(prepared: &Prepared<'_>, calibrated: bool) -> Option<String> {
    let stance = prepared.tasks[2].as_ref()?;
    let label = &stance.labels[stance.first?];
    Some(if calibrated {
        format!(
            "Of stance `{label}` was taken where it was likelier than not and than it is frequent, else the label furthest over its threshold, \
             thresholds being chosen on scores of rows held out there too (highest mean of accuracy and macro F1)."
        )
    } else {
        format!("Of stance `{label}` was taken where its score was above 0, else the label with the highest score.")
    })
}

/// How stance is told toward what is no target.
fn toward(corpus: &Corpus) -> Option<&'static str> {
    if corpus.articles.iter().any(|article| article.claim.is_some()) {
        return Some(
            "A text was represented by the words of the claim, of its two sentences that say most of it and of its first three, and by \
             binned measures of how far it covers the claim and of words that refute, doubt, negate and report; each block was \
             normalised by itself.",
        );
    }
    corpus.articles.iter().any(|article| article.mention.is_some()).then_some(
        "A mention was represented by the words of its text, its own words, those near and beside it, and by counts of word classes \
         by side, distance, clause and negation, and of what polar words say of it by its part in the sentence; each block was \
         normalised by itself.",
    )
}

/// The paragraph of labels said elsewhere.
pub(super) fn of_predictions(report: &Report) -> String {
    let figure = |(name, task): (&str, Option<&super::TaskReport>)| {
        let (macro_f1, interval) = (task?.figures.averages.r#macro.f1, task?.intervals.averages.r#macro.f1);
        Some(format!("{name} {}", interval.around(macro_f1)))
    };
    let used = ("stance with its target predicted", report.stance_as_used.as_ref());
    let main: Vec<String> = report.tasks().into_iter().chain([used]).filter_map(figure).collect();
    format!(
        "Labels said of {} articles were compared with those that people gave. 95 % intervals are percentiles of {RESAMPLES} bootstrap \
         resamples of articles, near-duplicates together. Undefined figures are 0. Macro F1: {}. Made with standpoint {}.",
        report.rows,
        main.join("; "),
        env!("CARGO_PKG_VERSION")
    )
}
