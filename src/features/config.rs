//! What the features are: the parameters of [`super::TfidfVectorizer`], as a model file keeps them.

use std::fmt;

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::text::Aliases;
use crate::tokenize::{Analyzer, Marks, Stemming, StopWords};

/// What the count of a term in an article becomes before its idf is multiplied onto it.
///
/// ```
/// use standpoint::features::TermFrequency;
/// assert_eq!(TermFrequency::Sublinear.to_string(), "1 + ln(tf)");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermFrequency {
    /// 1, whatever the count.
    Binary,
    /// The count.
    Raw,
    /// 1 + ln(count).
    Sublinear,
    /// count · 2.2 / (count + 1.2 · (¼ + ¾ · length / average length)): Okapi BM25 with k 1.2 and b 0.75 (Robertson
    /// and Zaragoza 2009). The length of a row is the sum of its counts.
    Bm25,
}

impl fmt::Display for TermFrequency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Binary => "binary",
            Self::Raw => "tf",
            Self::Sublinear => "1 + ln(tf)",
            Self::Bm25 => "BM25",
        })
    }
}

/// Whether the signals of a claim or a mention tell of something.
///
/// ```
/// use standpoint::features::{FeatureConfig, Telling};
/// assert_eq!(FeatureConfig::default().negation, Telling::Tell);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Telling {
    /// They do.
    #[default]
    Tell,
    /// They don't.
    LeaveOut,
}

/// What becomes of a word behind `#`.
///
/// ```
/// use standpoint::features::{FeatureConfig, Hashtags};
/// assert_eq!(FeatureConfig::default().hashtags, Hashtags::Whole);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hashtags {
    /// It is a word.
    #[default]
    Whole,
    /// The words that it is made of are words too.
    Split,
}

/// What character n-grams are pieces of.
///
/// ```
/// use standpoint::features::{FeatureConfig, Pieces};
/// assert_eq!(FeatureConfig::default().pieces, Pieces::Terms);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pieces {
    /// The single words that are terms: stems, without marks.
    #[default]
    Terms,
    /// What stands between spaces, in lower case, with `#` and all marks, as scikit-learn's `char_wb` has it.
    Text,
}

/// Parameters of the features, with scikit-learn's meanings where it has them.
///
/// ```
/// use linfa::ParamGuard;
/// use standpoint::features::FeatureConfig;
/// assert!(FeatureConfig::default().check().is_ok());
/// let error = FeatureConfig { max_df: 2.0, ..FeatureConfig::default() }.check().unwrap_err();
/// assert_eq!(error.message(), "max_df must be above 0 and at most 1; it is 2");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureConfig {
    /// Shortest and longest word n-gram; 1 to 5.
    pub ngrams: (usize, usize),
    /// Shortest and longest character n-gram inside words (with a space at each end), or none.
    pub char_ngrams: Option<(usize, usize)>,
    /// `none` or a language of rust-stemmers.
    pub stemming: String,
    /// Whether marks such as `!` and `,` are words too.
    pub marks: Marks,
    /// What a count becomes.
    pub tf: TermFrequency,
    /// How often the idf is multiplied onto it: 0, 1 or 2.
    pub idf_power: u8,
    /// Articles that a term must be in, at least.
    pub min_df: usize,
    /// Share of the articles that a term may be in, at most; above 0, up to 1.
    pub max_df: f64,
    /// How often a word of the title counts: 0, or 1 and above. Counts are weighted before the logarithm, as
    /// in BM25F (Robertson, Zaragoza and Taylor, CIKM 2004).
    pub title_weight: f32,
    /// Columns are 2 to this power hashes of terms, 10 to 24, instead of the terms of a vocabulary; `min_df` and `max_df` then
    /// leave none out, and character n-grams are normalised with the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash_bits: Option<u8>,
    /// Words of a passage, 1 or more, where the row of an article is the mean of those of its [`super::passages`]; none: an
    /// article is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passage_words: Option<usize>,
    /// The length of a row's words beside its character n-grams, which have 1; above 0, up to 100.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub word_weight: f32,
    /// The length of the words of an article's title and lead ([`super::field::lead`]) as terms of their own, beside its
    /// words, which have `word_weight`; 0 to 100, 0: they are none. Not where rows have a claim or a mention.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lead_weight: f32,
    /// How many times a row's squared length its latent part has on average, 0 to 100: what its words have in common
    /// with those that stand in like rows of the training (latent semantic analysis), so that what is learned of one is learned
    /// in part of the others.
    #[serde(default, skip_serializing_if = "is_default")]
    pub latent: f32,
    /// Whether signals tell of negations, and of words in their scope as turned round.
    #[serde(default, skip_serializing_if = "is_default")]
    pub negation: Telling,
    /// Whether signals tell of reporting: words that say, claim, deny or hedge, and who is said to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reporting: Telling,
    /// What becomes of `#words`, where there is no claim.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hashtags: Hashtags,
    /// What character n-grams are pieces of; those of a claim are always of its terms.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pieces: Pieces,
    /// Other names of targets: where a text has one, that is a term, the same for all names of the target.
    #[serde(default, skip_serializing_if = "Aliases::is_empty")]
    pub aliases: Aliases,
    /// Words that are no terms, and stand in no n-gram.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stop_words: StopWords,
}

fn one() -> f32 {
    1.0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives it so")]
fn is_one(value: &f32) -> bool {
    *value == 1.0
}

/// Of a field that older files don't have.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Default for FeatureConfig {
    fn default() -> Self {
        Self {
            ngrams: (1, 2),
            char_ngrams: None,
            stemming: "english".into(),
            marks: Marks::LeaveOut,
            tf: TermFrequency::Sublinear,
            idf_power: 1,
            min_df: 2,
            max_df: 1.0,
            title_weight: 2.0,
            hash_bits: None,
            passage_words: None,
            word_weight: 1.0,
            lead_weight: 0.0,
            latent: 0.0,
            negation: Telling::Tell,
            reporting: Telling::Tell,
            hashtags: Hashtags::Whole,
            pieces: Pieces::Terms,
            aliases: Aliases::default(),
            stop_words: StopWords::None,
        }
    }
}

impl FeatureConfig {
    /// Rows from which on words 1-2 are the better choice.
    pub const MANY_ROWS: usize = 2000;

    /// The default for a corpus of so many rows: words 1-2; below [`FeatureConfig::MANY_ROWS`] rows, where few
    /// pairs of words occur twice, words and the four-character pieces of words.
    ///
    /// Measured by cross-validation on 600 rows of 20 Newsgroups, Reuters and AG News, which gain 1 to 5 points of
    /// F1 (IMDB's reviews lose 3), and on 2,500 rows, where it depends on the corpus.
    pub fn for_rows(rows: usize) -> Self {
        if rows < Self::MANY_ROWS {
            Self { ngrams: (1, 1), char_ngrams: Some((4, 4)), ..Self::default() }
        } else {
            Self::default()
        }
    }

    /// The stemmer named; none where the name is unknown, which [`ParamGuard::check_ref`] refuses.
    pub fn stemmer(&self) -> Stemming {
        self.stemming.parse().unwrap_or(Stemming::NONE)
    }

    /// What turns words into terms.
    pub fn analyzer(&self) -> Analyzer {
        Analyzer::new(self.stemmer()).without(self.stop_words)
    }
}

impl fmt::Display for FeatureConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let range = |(low, high): (usize, usize)| if low == high { low.to_string() } else { format!("{low}-{high}") };
        write!(f, "words {}", range(self.ngrams))?;
        if let Some(lengths) = self.char_ngrams {
            write!(f, ", characters {}", range(lengths))?;
            if self.pieces == Pieces::Text {
                write!(f, " of the text")?;
            }
        }
        if self.marks == Marks::Keep {
            write!(f, ", marks")?;
        }
        if self.hashtags == Hashtags::Split {
            write!(f, ", hashtags split")?;
        }
        if !self.aliases.is_empty() {
            write!(f, ", names of targets")?;
        }
        if self.stop_words != StopWords::None {
            write!(f, ", stop words {}", self.stop_words)?;
        }
        for (telling, name) in [(self.negation, "negation"), (self.reporting, "reporting")] {
            if telling == Telling::LeaveOut {
                write!(f, ", no {name}")?;
            }
        }
        let idf = ["", "", " idf²"][usize::from(self.idf_power.min(2))];
        let tf = if self.idf_power == 0 { format!("{} without idf", self.tf) } else { format!("{}{idf}", self.tf) };
        write!(f, ", stemming {}, {tf}", self.stemming)?;
        match self.hash_bits {
            Some(bits) => write!(f, ", hashed to {bits} bits")?,
            None => write!(f, ", min_df {}, max_df {}", self.min_df, self.max_df)?,
        }
        if self.word_weight != 1.0 {
            write!(f, ", word weight {}", self.word_weight)?;
        }
        if self.lead_weight > 0.0 {
            write!(f, ", lead weight {}", self.lead_weight)?;
        }
        if self.latent > 0.0 {
            write!(f, ", latent part {}", self.latent)?;
        }
        write!(f, ", title weight {}", self.title_weight)?;
        match self.passage_words {
            Some(words) => write!(f, ", mean of passages of {words} words"),
            None => Ok(()),
        }
    }
}

impl ParamGuard for FeatureConfig {
    type Checked = Self;
    type Error = Error;

    /// Whether every parameter lies in its range; the error names the first that does not, its legal range and
    /// its value.
    fn check_ref(&self) -> Result<&Self> {
        let bad = |text: String| Err(Error::new(ErrorKind::Parameter, text));
        let (low, high) = self.ngrams;
        if !(1 <= low && low <= high && high <= 5) {
            return bad(format!("ngrams must be a range within 1-5; it is {low}-{high}"));
        }
        if let Some((low, high)) = self.char_ngrams.filter(|&(low, high)| !(1 <= low && low <= high && high <= 10)) {
            return bad(format!("char_ngrams must be a range within 1-10; it is {low}-{high}"));
        }
        if self.idf_power > 2 {
            return bad(format!("idf_power must be 0 to 2; it is {}", self.idf_power));
        }
        if self.min_df == 0 {
            return bad("min_df must be 1 or above; it is 0".into());
        }
        if !(self.max_df > 0.0 && self.max_df <= 1.0) {
            return bad(format!("max_df must be above 0 and at most 1; it is {}", self.max_df));
        }
        if !(self.title_weight == 0.0 || (self.title_weight >= 1.0 && self.title_weight <= 100.0)) {
            return bad(format!("title_weight must be 0, or 1 to 100; it is {}", self.title_weight));
        }
        if !(self.word_weight > 0.0 && self.word_weight <= 100.0) {
            return bad(format!("word_weight must be above 0 and at most 100; it is {}", self.word_weight));
        }
        if !(0.0..=100.0).contains(&self.lead_weight) {
            return bad(format!("lead_weight must be 0 to 100; it is {}", self.lead_weight));
        }
        if !(0.0..=100.0).contains(&self.latent) {
            return bad(format!("latent must be 0 to 100; it is {}", self.latent));
        }
        if let Some(bits) = self.hash_bits {
            if !(10..=24).contains(&bits) {
                return bad(format!("hash_bits (--hashing) must be 10 to 24; it is {bits}"));
            }
            if self.tf == TermFrequency::Bm25 {
                return bad("tf must not be bm25 with hashed terms, whose average length is known after all are read".into());
            }
        }
        if self.hash_bits.is_some() && self.word_weight != 1.0 {
            return bad("word_weight must be 1 with hashed terms, whose character n-grams are normalised with the words".into());
        }
        if self.hash_bits.is_some() && self.lead_weight > 0.0 {
            return bad("lead_weight must be 0 with hashed terms, which are normalised together".into());
        }
        if self.hash_bits.is_some() && self.latent > 0.0 {
            return bad("latent must be 0 with hashed terms, of which nothing is known before they come".into());
        }
        if let Some(words) = self.passage_words {
            if words == 0 {
                return bad("passage_words (--passages) must be 1 or above; it is 0".into());
            }
            if self.hash_bits.is_some() {
                return bad(
                    "passage_words (--passages) must not be set with hashed terms, whose idf comes with the articles".into()
                );
            }
        }
        self.stemming.parse::<Stemming>()?;
        Ok(self)
    }

    fn check(self) -> Result<Self> {
        self.check_ref()?;
        Ok(self)
    }
}
