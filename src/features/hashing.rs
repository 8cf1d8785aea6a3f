//! term -> its column by hashing, for rows of as many columns as are wished and no vocabulary.
//!
//! The column of a term is the high `bits` bits of the XXH3 of its text (Weinberger and others, ICML 2009, without their
//! signs, which an L2-regularised sum of thousands of columns gains nothing by). [`RunningIdf`] counts the articles of each
//! column as they come, so that a single pass has an idf too: that of the articles so far.

use libm::log;
use xxhash_rust::xxh3::xxh3_64;

use super::{FeatureConfig, TfidfVectorizer, Vocabulary};

/// The column of a term among 2^bits; `bits` is 1 to 32.
///
/// ```
/// use standpoint::features::hashed_column;
/// assert_eq!(hashed_column("tariff", 20) >> 2, hashed_column("tariff", 18));
/// ```
pub fn hashed_column(term: &str, bits: u8) -> u32 {
    (xxh3_64(term.as_bytes()) >> (64 - u32::from(bits))) as u32
}

/// Inverse document frequencies of articles that come one by one, in memory of 2^bits numbers.
///
/// ```
/// use standpoint::features::{FeatureConfig, RunningIdf, TermReader};
/// use standpoint::Article;
/// let mut idf = RunningIdf::new(FeatureConfig { hash_bits: Some(18), ..FeatureConfig::default() });
/// let mut reader = TermReader::new(idf.vectorizer());
/// let mut row = reader.counts(idf.vectorizer(), &Article::from_text("", "steel and tariffs"));
/// idf.weigh(&mut row);
/// assert_eq!(row.len(), 5);
/// assert_eq!(idf.finish().idf().iter().filter(|&&idf| idf > 0.0).count(), 5);
/// ```
pub struct RunningIdf {
    vectorizer: TfidfVectorizer,
    df: Vec<u32>,
    articles: u32,
    /// ln(1 + articles).
    ln_articles: f64,
    /// ln(1 + df) of small df.
    ln_small: Vec<f64>,
}

/// Document frequencies whose logarithms are kept.
const SMALL: usize = 4096;

impl RunningIdf {
    /// Before the first article.
    pub fn new(config: FeatureConfig) -> Self {
        let columns = config.hash_bits.map_or(0, |bits| 1 << bits);
        let vectorizer = TfidfVectorizer::new(config, Vocabulary::default(), Vec::new().into(), [1.0; 2]);
        let ln_small = (0..SMALL).map(|df| log(1.0 + df as f64)).collect();
        Self { vectorizer, df: vec![0; columns], articles: 0, ln_articles: 0.0, ln_small }
    }

    /// The parameters of its rows. Its own idf is not there yet.
    pub fn vectorizer(&self) -> &TfidfVectorizer {
        &self.vectorizer
    }

    /// Counts an article, and turns its counts, columns rising, into TF-IDF by the articles up to it.
    pub fn weigh(&mut self, row: &mut [(u32, f32)]) {
        self.articles = self.articles.saturating_add(1);
        self.ln_articles = log(1.0 + f64::from(self.articles));
        for &(column, _) in &*row {
            let df = &mut self.df[column as usize];
            *df = df.saturating_add(1);
        }
        self.vectorizer.weigh_with(row, |column| self.idf(self.df[column as usize]));
    }

    /// The vectorizer with the idf of all articles; it is 0 where a column was met in none, which then is no feature.
    pub fn finish(self) -> TfidfVectorizer {
        let idf = self.df.iter().map(|&df| if df == 0 { 0.0 } else { self.idf(df) });
        let idf: Vec<f32> = idf.collect();
        TfidfVectorizer::new(self.vectorizer.config().clone(), Vocabulary::default(), idf.into(), [1.0; 2])
    }

    fn idf(&self, df: u32) -> f32 {
        let ln_df = self.ln_small.get(df as usize).copied().unwrap_or_else(|| log(1.0 + f64::from(df)));
        let once = self.ln_articles - ln_df + 1.0;
        [1.0, once, once * once][usize::from(self.vectorizer.config().idf_power.min(2))] as f32
    }
}
