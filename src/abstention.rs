//! a prediction, the rows that a training held out -> the labels that are likelier wrong than was asked for, and why.
//!
//! Said, a label is wrong as often as rows of its score had it not; not said, as often as they had it ([`HitRate`]). Where
//! that is more than the error asked for, the label is doubted: Chow's rule (IEEE Transactions on Information Theory 1970),
//! by which no label that is not doubted was likelier wrong than that. What is known of held-out rows holds for articles of
//! their kind: so every label that is said of an article in another language, or of whose words few are known, is doubted, and
//! a stance toward a target that the training has not.

use crate::article::Article;
use crate::error::{Error, ErrorKind, Result};
use crate::linear::hit_rate::HitRate;
use crate::model::Model;
use crate::novelty::Unlike;
use crate::predict::Prediction;
use crate::task::Decision;
use crate::text::language_of;

/// Why a label is doubted.
///
/// ```
/// assert_eq!(standpoint::abstention::Reason::NearThreshold.name(), "near-threshold");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Rows of such a score are wrong that often.
    NearThreshold,
    /// Few words of the article are known.
    UnknownWords,
    /// It is in another language than the training.
    AnotherLanguage,
    /// The target that the stance is toward is none of the training's.
    UnknownTarget,
}

impl Reason {
    /// As written in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::NearThreshold => "near-threshold",
            Self::UnknownWords => "unknown-words",
            Self::AnotherLanguage => "another-language",
            Self::UnknownTarget => "unknown-target",
        }
    }
}

/// A label that is likelier wrong than was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Unsure {
    /// `topics`, `target` or `stance`.
    pub task: &'static str,
    /// The label.
    pub label: String,
    /// Whether it is said; a topic may be doubted that is not.
    pub said: bool,
    /// How often held-out rows of such a score were wrong, 0 to 1.
    pub error: f64,
    /// Why.
    pub reason: Reason,
}

/// How often the labels of one task are wrong at each score.
///
/// ```
/// use standpoint::abstention::TaskRisk;
/// use standpoint::linear::{calibration::Temperature, operating_curve::OperatingCurve};
/// use standpoint::task::Decision;
/// // Of the label said of each held-out row: its probability, twice, and whether it was right.
/// let held_out: Vec<(f64, f64, bool)> = (0..100).map(|n| 0.5 + f64::from(n) / 200.0).map(|p| (p, p, p > 0.7)).collect();
/// let curve = Some(OperatingCurve::new(&held_out));
/// let decision = Decision::Highest { temperature: Temperature { a: 1.0 }, curve };
/// let risk = TaskRisk::of(&decision).unwrap();
/// // softmax(2, 0) = .88 and softmax(0.2, 0) = .55.
/// assert_eq!(risk.errors(&decision, &[2.0, 0.0]), [(0, true, 0.0)]);
/// assert_eq!(risk.errors(&decision, &[0.2, 0.0]), [(0, true, 1.0)]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TaskRisk(Vec<HitRate>);

impl TaskRisk {
    /// Of a decision that was made of held-out rows; none of another.
    pub fn of(decision: &Decision) -> Option<Self> {
        let rates: Vec<HitRate> = decision.curves().iter().map(HitRate::of).collect();
        (!rates.is_empty()).then_some(Self(rates))
    }

    /// How likely each label is wrong, of its scores: (label, whether it is said, error); of a task that says one label,
    /// this one alone.
    pub fn errors(&self, decision: &Decision, scores: &[f64]) -> Vec<(usize, bool, f64)> {
        let said = decision.decide(scores);
        if !matches!(decision, Decision::Thresholds { .. }) {
            let Some(&label) = said.first() else { return Vec::new() };
            return vec![(label, true, 1.0 - self.0[0].at(decision.probabilities(scores)[label]))];
        }
        let of = |(label, (rate, &score)): (usize, (&HitRate, &f64))| {
            let holds = said.contains(&label);
            (label, holds, if holds { 1.0 - rate.at(score) } else { rate.at(score) })
        };
        self.0.iter().zip(scores).enumerate().map(of).collect()
    }
}

/// What marks labels that are likelier wrong than a wanted error.
pub struct Abstention<'a> {
    model: &'a Model,
    error: f64,
    /// Of topics, target and stance.
    risks: [Option<TaskRisk>; 3],
}

/// Whether an error that a label may have is one.
///
/// # Errors
/// Where it is not above 0 and below 1.
pub fn check_error(error: f64) -> Result<()> {
    let text = || format!("an error of {error}: give one above 0 and below 1, such as 0.1");
    if error > 0.0 && error < 1.0 { Ok(()) } else { Err(Error::new(ErrorKind::Parameter, text())) }
}

/// Whether a label is doubted that is said or not, and is wrong so often, where the error may be so much, and held-out rows may
/// say nothing of the article.
pub(crate) fn is_doubted((said, error): (bool, f64), wanted: f64, strange: bool) -> bool {
    error > wanted || (said && strange)
}

impl<'a> Abstention<'a> {
    /// Of a model, and the error that a label may have, above 0 and below 1.
    ///
    /// # Errors
    /// Where the error is out of its range, or the model keeps nothing of held-out rows.
    ///
    /// ```
    /// # use standpoint::{Article, Corpus, Labels};
    /// # let mut corpus = Corpus::default();
    /// # for n in 0..20 {
    /// #     for (text, topic) in [("steel tariff", "trade"), ("late match", "sport")] {
    /// #         corpus.articles.push(Article::from_text("", format!("{text} {n}")));
    /// #         corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
    /// #     }
    /// # }
    /// # corpus.single_topic = true;
    /// use standpoint::{Predictor, Trainer, abstention::Abstention};
    /// let predictor = Predictor::new(Trainer::default().train(&corpus)?);
    /// let abstention = Abstention::new(predictor.model(), 0.1)?;
    /// let article = Article::from_text("", "A steel tariff");
    /// let said = predictor.predict(&article, &mut predictor.reader());
    /// assert!(abstention.unsure(&article, &said).is_empty());
    /// # Ok::<(), standpoint::Error>(())
    /// ```
    pub fn new(model: &'a Model, error: f64) -> Result<Self> {
        check_error(error)?;
        let risks = model.classifiers().map(|(_, classifier)| TaskRisk::of(&classifier?.decision));
        if risks.iter().all(Option::is_none) {
            let text = "the model keeps no rows that its training held out, by which labels could be doubted; train it without \
                        --no-calibration";
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        Ok(Self { model, error, risks })
    }

    /// The labels of an article that are likelier wrong, in order of the tasks.
    pub fn unsure(&self, article: &Article, prediction: &Prediction) -> Vec<Unsure> {
        let tasks = self.model.classifiers().into_iter().zip(prediction.decided());
        let strange = self.strange(article, prediction);
        let mut out = Vec::new();
        for (((task, classifier), decided), risk) in tasks.zip(&self.risks) {
            let (Some(classifier), Some(decided), Some(risk)) = (classifier, decided, risk) else { continue };
            let named = prediction.target_label.as_deref().filter(|_| task == "stance" && !classifier.groups.is_empty());
            let unknown = named.is_some_and(|name| classifier.group_named(name).is_none());
            let strange = strange.or(unknown.then_some(Reason::UnknownTarget));
            for (label, said, error) in risk.errors(&classifier.decision, &decided.scores) {
                if is_doubted((said, error), self.error, strange.is_some()) {
                    let (label, reason) = (classifier.labels[label].clone(), strange.unwrap_or(Reason::NearThreshold));
                    out.push(Unsure { task, label, said, error, reason });
                }
            }
        }
        out
    }

    /// Why held-out rows say nothing of an article.
    fn strange(&self, article: &Article, prediction: &Prediction) -> Option<Reason> {
        let own = self.model.provenance.language.as_deref();
        let differs = |own: &str| language_of(&article.body).is_some_and(|(language, _)| language != own);
        let few = prediction.unlike.contains(&Unlike::FewKnownWords);
        if own.is_some_and(differs) { Some(Reason::AnotherLanguage) } else { few.then_some(Reason::UnknownWords) }
    }
}
