//! a model -> the trainer that made it, so that its making can be judged, or done again.

use super::Trainer;
use crate::error::{Error, ErrorKind, Result};
use crate::linear::operating_curve::ThresholdRule;
use crate::linear::{ClassWeight, Prior};
use crate::model::Model;
use crate::task::{Learner, LearnerConfig};

impl Trainer {
    /// The trainer that made a model. Where a search chose it, [`Provenance::trials`](crate::model::Provenance::trials) says
    /// so, and the search is part of the making.
    ///
    /// # Errors
    /// Where the model learned in one pass or from unlabelled articles, or names a learner that is not known.
    ///
    /// ```
    /// # use standpoint::{Article, Corpus, Labels};
    /// # let mut corpus = Corpus::default();
    /// # for (text, topic) in [("steel tariff rises", "trade"), ("tariff on steel", "trade"), ("match won late", "sport"), ("late match lost", "sport")] {
    /// #     corpus.articles.push(Article::from_text("", text));
    /// #     corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
    /// # }
    /// use standpoint::{Trainer, linear::operating_curve::ThresholdRule};
    /// let trainer = Trainer { compact: true, threshold_rule: ThresholdRule::Precision(0.9), ..Trainer::default() };
    /// assert_eq!(Trainer::of_model(&trainer.train(&corpus)?)?, trainer);
    /// # Ok::<(), standpoint::Error>(())
    /// ```
    pub fn of_model(model: &Model) -> Result<Self> {
        let made = &model.provenance;
        if let Some(unlabelled) = &made.unlabelled {
            let text = format!(
                "the model learned from {} unlabelled articles too, which it does not hold; evaluate can be given the options \
                 it was trained with, --unlabelled among them; --as and --robust cannot be used with it",
                unlabelled.articles
            );
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        if model.vectorizer.config().hash_bits.is_some() {
            let text = "the model was made by train --hashing, which learns row by row and can be neither judged nor made anew by \
                        folds; train one without --hashing";
            return Err(Error::new(ErrorKind::ModelFile, text));
        }
        let learners = [Learner::LinearSvc, Learner::LogisticRegression, Learner::ComplementNb];
        let all = learners.into_iter().flat_map(|learner| [Prior::Uniform, Prior::NaiveBayes].map(|prior| (learner, prior)));
        let class_weight = ClassWeight::of(made.uniform);
        let mut configs = all.map(|(learner, prior)| LearnerConfig {
            learner,
            prior,
            c: made.c,
            class_weight,
            tolerance: LearnerConfig::TOLERANCE,
            offsets: made.offsets.clone(),
            learn_from: made.learn_from.clone(),
            seed: made.seed,
        });
        let learner = configs.find(|config| config.to_string() == made.learner).ok_or_else(|| {
            let text = format!("the model was made by '{}', which this program does not know; train it anew", made.learner);
            Error::new(ErrorKind::ModelFile, text)
        })?;
        let features = model.vectorizer.config().clone();
        let threshold_rule = ThresholdRule::of(made.precision);
        Ok(Self { features, learner, calibration_folds: made.calibration_folds, compact: made.compact, threshold_rule })
    }
}
