//! A corpus, read and counted once, as every fit on some of its rows takes it.

use rayon::prelude::*;

use super::Trainer;
use crate::article::{Article, Corpus, Labels, key_of};
use crate::error::{Error, ErrorKind, Result};
use crate::features::{TokenisedCorpus, Toward, WordVectors};
use crate::split::{IterativeKFold, NearDuplicates, Stories, StratifiedKFold};
use crate::task::{Task, UNRELATED};
use crate::text::language_of_most;

/// A labelled corpus, read and counted once.
pub struct Prepared<'a> {
    /// The corpus.
    pub corpus: &'a Corpus,
    /// Its terms.
    pub tokens: TokenisedCorpus,
    /// A key for each distinct text.
    pub keys: Vec<u64>,
    /// What a model keeps of each row: [`Article::training_key`].
    pub training_keys: Vec<u64>,
    /// Which articles are copies of each other, or nearly.
    pub duplicates: NearDuplicates,
    /// Of each row the number of the claim that it is related to ([`Stories::claims`]), where rows have claims.
    pub claims: Option<Vec<u64>>,
    /// Stories of claims and texts, where the corpus has such and none is too large.
    pub stories: Option<Stories>,
    /// What shares a fold has the same number: near-duplicates, and all of a story.
    pub groups: Vec<u64>,
    /// What of its labels decides the stratum of a row.
    pub strata: Vec<String>,
    /// Topics, target, stance, where the corpus teaches them.
    pub tasks: [Option<Task>; 3],
    /// What unlabelled articles tell of words, where there are any.
    pub vectors: Option<WordVectors>,
    /// The language of most of its articles, in English, where it can be told.
    pub language: Option<&'static str>,
    /// Called after each fit.
    pub watch: &'a (dyn Fn() + Sync),
}

/// What folds are made by: the stratum of each row, by its labels, and a key for each distinct text; and what a model keeps
/// of each row.
pub(crate) fn strata_and_keys(corpus: &Corpus) -> (Vec<String>, Vec<u64>, Vec<u64>) {
    let strata = corpus.labels.iter().map(|l| format!("{:?} {:?} {:?}", l.target, l.stance, l.topics)).collect();
    let keys = |article: &Article| {
        let content = article.content_sha256();
        (key_of(&content), article.training_key(&content))
    };
    let (keys, training_keys) = corpus.articles.par_iter().map(keys).unzip();
    (strata, keys, training_keys)
}

impl Trainer {
    /// What is told of a corpus while it has its text, to be put beside its terms.
    pub(super) fn prepared<'a>(
        &self,
        corpus: &Corpus,
        folds: bool,
    ) -> Result<impl FnOnce(&'a Corpus, TokenisedCorpus) -> Prepared<'a> + use<'a>> {
        let tasks = self.tasks(corpus)?;
        let language = language_of_most(corpus.articles.iter().map(|article| article.body.as_str()));
        let duplicates = if folds { NearDuplicates::find(&corpus.articles) } else { NearDuplicates::default() };
        let (strata, keys, training_keys) = strata_and_keys(corpus);
        let related = |labels: &Labels| labels.stance.as_ref().is_some_and(|stance| !stance.eq_ignore_ascii_case(UNRELATED));
        let related: Vec<bool> = corpus.labels.iter().map(related).collect();
        let claims = Stories::claims(&corpus.articles, &related).filter(|_| folds);
        let all: Vec<usize> = (0..corpus.len()).collect();
        let stories = claims.as_ref().and_then(|claims| Stories::find(claims, &duplicates, &all));
        let groups = match &stories {
            Some(stories) => stories.keys(&keys),
            None if folds => duplicates.keys(&keys),
            None => keys.clone(),
        };
        Ok(move |corpus, tokens| Prepared {
            corpus,
            tokens,
            keys,
            training_keys,
            duplicates,
            claims,
            stories,
            groups,
            strata,
            tasks,
            vectors: None,
            language,
            watch: &|| (),
        })
    }
}

impl Prepared<'_> {
    /// The fold of every row, by labels: copies of an article stand whole in one, and stories of the rows named.
    pub fn fold_of(&self, rows: &[usize], folds: usize, seed: u64) -> Vec<usize> {
        let of_rows = |claims| Stories::find(claims, &self.duplicates, rows);
        let stories = match &self.claims {
            Some(claims) if rows.len() < self.corpus.len() => of_rows(claims),
            _ => self.stories.clone(),
        };
        match (stories, &self.claims) {
            // A story holds many rows, of many labels.
            (Some(stories), _) => IterativeKFold { folds, seed }.assign(&self.labels(), &stories.keys(&self.keys)),
            (None, Some(_)) => StratifiedKFold { folds, seed }.assign(&self.strata, &self.duplicates.keys(&self.keys)),
            (None, None) => StratifiedKFold { folds, seed }.assign(&self.strata, &self.groups),
        }
    }

    /// The labels of each row in all tasks, as numbers of one list; a stance with its target is one, since what is learned of
    /// a target's stances is judged by as many of each.
    pub fn labels(&self) -> Vec<Vec<usize>> {
        let mut out = vec![Vec::new(); self.corpus.len()];
        let mut first = 0;
        for task in self.tasks.iter().flatten() {
            let count = task.labels.len();
            for (labels, coded) in out.iter_mut().zip(&task.rows) {
                labels.extend(
                    coded.iter().flat_map(|(labels, block)| labels.iter().map(move |label| first + block * count + label)),
                );
            }
            first += (task.groups.len() + 1) * count;
        }
        out
    }

    /// The same, where unlabelled articles tell which words are alike: what is learned of one word is then learned in part of
    /// others, those of no labelled article too ([`WordVectors`]).
    ///
    /// # Errors
    /// Where too few words are in several of the articles, and where the trainer can make nothing of them.
    ///
    /// ```
    /// # use standpoint::{Article, Corpus, Labels};
    /// # let mut corpus = Corpus::default();
    /// # for (text, topic) in [("steel tariff rises", "trade"), ("tariff on steel", "trade"), ("match won late", "sport"), ("late match lost", "sport")] {
    /// #     corpus.articles.push(Article::from_text("", text));
    /// #     corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
    /// # }
    /// use standpoint::{Predictor, Trainer};
    /// let pages = ["steel tariff duty", "tariff duty", "steel duty", "late match cup", "match cup", "late cup"].repeat(3);
    /// let unlabelled: Vec<Article> = (0..).zip(&pages).map(|(day, text)| Article::from_text(format!("Day {day}"), *text)).collect();
    /// let trainer = Trainer { features: standpoint::features::FeatureConfig { min_df: 1, ..Default::default() }, ..Trainer::default() };
    /// let prepared = trainer.prepare(&corpus)?.with_unlabelled(&trainer, unlabelled)?;
    /// let model = trainer.fit(&prepared, &[0, 1, 2, 3])?;
    /// // A word that no labelled article has.
    /// let weight = |word: &str, label: usize| model.topics.as_ref().map(|topics| topics.weight(model.vectorizer.column(word).unwrap(), 0, label));
    /// assert!(weight("duti", 1) > weight("cup", 1));
    /// # Ok::<(), standpoint::Error>(())
    /// ```
    pub fn with_unlabelled(self, trainer: &Trainer, articles: Vec<Article>) -> Result<Self> {
        trainer.check_unlabelled()?;
        if Toward::of(self.tokens.terms()).name().is_some() {
            let text = "toward a claim or a mention nothing is learned from unlabelled articles; leave out --unlabelled";
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        let vectors = Some(WordVectors::fit(articles, &trainer.features)?);
        Ok(Self { vectors, ..self })
    }

    /// How many of its articles are among the unlabelled ones too.
    pub fn also_unlabelled(&self) -> usize {
        self.vectors.as_ref().map_or(0, |vectors| self.keys.iter().filter(|&&key| vectors.holds(key)).count())
    }
}

impl Trainer {
    /// Whether it can learn beside unlabelled articles.
    ///
    /// # Errors
    /// Where it is compact or naive Bayes, or does not count every single word.
    pub fn check_unlabelled(&self) -> Result<()> {
        let bad = |text: &str| Err(Error::new(ErrorKind::Parameter, text));
        if self.compact {
            return bad(
                "--compact keeps the terms that move labelled articles, and --unlabelled learns of words beyond them; leave out one of them",
            );
        }
        if self.learner.counts_words() {
            return bad(
                "naive Bayes counts words, and unlabelled articles tell which are alike; leave out --learner complement-nb and --prior naive-bayes, or --unlabelled",
            );
        }
        if self.features.ngrams.0 > 1 {
            return bad(
                "unlabelled articles tell which words are alike, and no single words are counted; let --ngrams begin with 1, or leave out --unlabelled",
            );
        }
        if self.features.min_df > 1 {
            return bad(
                "unlabelled articles tell of words that one labelled article has, too; leave out --min-df, or --unlabelled",
            );
        }
        Ok(())
    }
}
