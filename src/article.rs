//! What flows through the house: an [`Article`], the [`Labels`] people gave it, and a [`Corpus`] of both.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::text::Aliases;

/// The warning of a page that holds no article: a login wall, an index, a page that was not found.
pub const NO_ARTICLE: &str = "no article was found on this page";

/// One news article, cleaned: what the classifier sees, and where it came from.
///
/// ```
/// use standpoint::Article;
/// let article = Article::from_text("Tariffs rise", "Duties on steel rise to 25 per cent on Monday.");
/// assert!(!article.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Article {
    /// The id column, a file's stem, or `path#row`.
    pub id: String,
    /// The file it came from; `-` for stdin.
    pub path: String,
    /// The 1-based record of a table.
    pub row: Option<u64>,
    /// The headline; empty where there is none.
    pub title: String,
    /// Paragraphs parted by an empty line.
    pub body: String,
    /// ISO 8601 where it could be read.
    pub date: Option<String>,
    /// Names of the writers.
    pub authors: Vec<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// ISO 639 code, declared or detected.
    pub language: Option<String>,
    /// Keywords the page carries.
    pub tags: Vec<String>,
    /// The address that the page gives as its own.
    pub url: Option<String>,
    /// The target of the stance, where the input names one.
    pub target: Option<String>,
    /// The claim that the text agrees with or not, where the stance is toward one.
    pub claim: Option<String>,
    /// The person or organisation in the text that the stance is toward, where it is toward one.
    pub mention: Option<Mention>,
    /// What the reader should know about how it was read.
    pub warnings: Vec<String>,
    /// Every line of the page, in order, with what became of it and why: what was removed is here. Filled by
    /// [`explain_page`](crate::clean::explain_page) alone, since it takes as much room as the page.
    pub page: Vec<PageLine>,
}

impl Article {
    /// An article of a title and a body, with nothing else known.
    pub fn from_text(title: impl Into<String>, body: impl Into<String>) -> Self {
        Self { title: title.into(), body: body.into(), ..Self::default() }
    }

    /// Lets go of title, body, claim and mention, where they have been read and only what is told of the article matters on.
    ///
    /// ```
    /// let mut article = standpoint::Article::from_text("Tariffs rise", "Duties on steel rise.");
    /// article.forget_text();
    /// assert!(article.is_empty());
    /// ```
    pub fn forget_text(&mut self) {
        (self.title, self.body) = (String::new(), String::new());
        self.forget_toward();
    }

    /// Lets go of claim and mention, beside which the text is read otherwise.
    ///
    /// ```
    /// let article = standpoint::Article::from_text("Tariffs rise", "Duties on steel rise.");
    /// let mut paired = standpoint::Article { claim: Some("Duties fell".into()), ..article.clone() };
    /// assert!(paired.is_toward());
    /// paired.forget_toward();
    /// assert!(paired == article);
    /// ```
    pub fn forget_toward(&mut self) {
        (self.claim, self.mention) = (None, None);
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.title.trim().is_empty() && self.body.trim().is_empty()
    }

    /// Whether a stance is toward a claim or a mention.
    pub fn is_toward(&self) -> bool {
        self.claim.is_some() || self.mention.is_some()
    }

    /// Whether it is a page of which was said that it holds no article.
    ///
    /// ```
    /// use standpoint::article::{Article, NO_ARTICLE};
    /// let article = Article { warnings: vec![NO_ARTICLE.into()], ..Article::from_text("Log in", "") };
    /// assert!(article.has_no_story());
    /// ```
    pub fn has_no_story(&self) -> bool {
        self.body.trim().is_empty() && self.warnings.iter().any(|warning| warning == NO_ARTICLE)
    }

    /// What the stance is toward beside the target: the claim, or the mention with its place.
    pub fn toward(&self) -> Option<String> {
        let mention = || self.mention.as_ref().map(|m| format!("{} {}-{}", &self.body[m.range()], m.start, m.end));
        self.claim.clone().or_else(mention)
    }

    /// SHA-256 of title, a newline, and body: two articles with the same text have the same one.
    pub fn content_sha256(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(self.title.as_bytes());
        hasher.update(b"\n");
        hasher.update(self.body.as_bytes());
        hasher.finalize().into()
    }

    /// The first eight bytes of [`Article::content_sha256`].
    pub fn content_key(&self) -> u64 {
        key_of(&self.content_sha256())
    }

    /// What a model keeps of its training rows, of [`Article::content_sha256`]: its first eight bytes; where the stance is
    /// toward a claim or a mention, those of a hash of it and of that.
    ///
    /// ```
    /// let article = |claim: Option<&str>| standpoint::Article { claim: claim.map(str::to_owned), ..Default::default() };
    /// let key = |article: standpoint::Article| article.training_key(&article.content_sha256());
    /// assert_eq!(key(article(None)), article(None).content_key());
    /// assert_ne!(key(article(Some("Taxes fell"))), key(article(Some("Taxes rose"))));
    /// ```
    pub fn training_key(&self, content_sha256: &[u8; 32]) -> u64 {
        let Some(toward) = self.toward() else { return key_of(content_sha256) };
        key_of(&Sha256::new().chain_update(content_sha256).chain_update(toward).finalize().into())
    }
}

/// A hash in hexadecimal digits.
///
/// ```
/// assert_eq!(standpoint::article::hex(&[0x0f, 0xa0]), "0fa0");
/// ```
pub fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first eight bytes of a content's hash.
pub(crate) fn key_of(content_sha256: &[u8; 32]) -> u64 {
    content_sha256.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}

/// One line of a page, and what became of it: a line or paragraph of a text, a block of a web page.
///
/// ```
/// use standpoint::article::LineVerdict;
/// let page = standpoint::clean::explain_page(b"Tariffs rise\n\nDuties on steel rose on Monday.", "a.txt").page;
/// assert_eq!(page[0].verdict, LineVerdict::Title);
/// assert_eq!(page[1].verdict.name(), "body");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PageLine {
    /// Its text, cleaned.
    pub text: String,
    /// What it was taken for.
    pub verdict: LineVerdict,
    /// How far it looks like the story by itself: above 0 speaks for it. The lines around it count too, so that a line
    /// of the body may be below 0. None where the text had nothing to remove, and was not scored.
    pub score: Option<f64>,
}

/// What a line of a page was taken for.
///
/// ```
/// use standpoint::article::LineVerdict;
/// assert!(LineVerdict::Heading.is_kept() && !LineVerdict::Caption.is_kept());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineVerdict {
    /// The headline.
    Title,
    /// Who wrote it.
    Byline,
    /// When it was published.
    Date,
    /// What it is filed under.
    Tags,
    /// A paragraph of the story.
    Body,
    /// A sub-heading of the story; part of the body too.
    Heading,
    /// Above the story: menus, navigation.
    Before,
    /// The text of a picture.
    Caption,
    /// Among the paragraphs, but no part of the story: a share line, an advertisement.
    Noise,
    /// Said again nearby, as a pull quote is.
    Repeat,
    /// Below the story: related stories, comments.
    After,
    /// On a page that holds no article.
    NoStory,
}

impl LineVerdict {
    /// Whether the line is part of [`Article::body`].
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Body | Self::Heading)
    }

    /// Its name in tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Date => "date",
            Self::Tags => "tags",
            Self::Body => "body",
            Self::Heading => "heading",
            Self::Before => "before",
            Self::Caption => "caption",
            Self::Noise => "noise",
            Self::Repeat => "repeat",
            Self::After => "after",
            Self::NoStory => "no-story",
        }
    }
}

/// A person or organisation in the body: bytes `start..end` of it.
///
/// ```
/// use standpoint::article::Mention;
/// let mention = Mention { start: 0, end: 3 };
/// assert_eq!(&"Ana said no"[mention.range()], "Ana");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Mention {
    /// Its bytes.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// What people said an article is. `None` means not coded; an empty list of topics means coded as none.
///
/// ```
/// use standpoint::Labels;
/// let coded_as_none = Labels { topics: Some(vec![]), target: Some(None), ..Labels::default() };
/// assert_ne!(coded_as_none, Labels::default());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// The topics, sorted.
    pub topics: Option<Vec<String>>,
    /// What the stance is toward; `Some(None)` is coded as no target.
    pub target: Option<Option<String>>,
    /// The stance toward the target.
    pub stance: Option<String>,
}

/// What 1, 0 and -1 are among stances.
///
/// ```
/// use standpoint::{article::StanceNumbers, input::{CorpusOptions, read_corpus}};
/// let csv = Box::new(&b"text,target,stance\na,T,1\nb,T,-1\nc,T,1\nd,T,-1\n"[..]);
/// let corpus = read_corpus(csv, "a.csv", None, &CorpusOptions::default())?;
/// assert_eq!(corpus.numbers, StanceNumbers::Sides);
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StanceNumbers {
    /// Words like others: -1 is not among them.
    #[default]
    Words,
    /// favour, neutral and against.
    Sides,
    /// positive, neutral and negative.
    Polarity,
}

/// Labelled articles, in file order.
///
/// ```
/// use standpoint::{Article, Corpus, Labels};
/// let mut corpus = Corpus::default();
/// corpus.articles.push(Article::from_text("Tariffs rise", "Duties on steel rise."));
/// corpus.labels.push(Labels { topics: Some(vec!["trade".into()]), ..Labels::default() });
/// assert_eq!(corpus.len(), 1);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// The articles.
    pub articles: Vec<Article>,
    /// Their labels, one for each article.
    pub labels: Vec<Labels>,
    /// Hexadecimal SHA-256 of the bytes that were read.
    pub sha256: String,
    /// Whether the topics are one label a row, so that the highest score wins.
    pub single_topic: bool,
    /// What 1, 0 and -1 are among its stances.
    pub numbers: StanceNumbers,
    /// What was counted, mapped or left out while reading, for people to read.
    pub notes: Vec<String>,
    /// Columns that were asked for by name, a cell for each article.
    pub cells: BTreeMap<String, Vec<String>>,
    /// Other names of its targets.
    pub aliases: Aliases,
}

impl Corpus {
    /// Number of articles.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Those of its articles, in the order given.
    pub fn of_rows(&self, rows: &[usize]) -> Self {
        Self {
            articles: rows.iter().map(|&row| self.articles[row].clone()).collect(),
            labels: rows.iter().map(|&row| self.labels[row].clone()).collect(),
            sha256: self.sha256.clone(),
            single_topic: self.single_topic,
            numbers: self.numbers,
            notes: self.notes.clone(),
            aliases: self.aliases.clone(),
            cells: self
                .cells
                .iter()
                .map(|(name, cells)| (name.clone(), rows.iter().map(|&row| cells[row].clone()).collect()))
                .collect(),
        }
    }

    /// These articles followed by others.
    pub fn chain(mut self, other: Self) -> Self {
        for (name, cells) in &mut self.cells {
            cells.extend(other.cells.get(name).cloned().unwrap_or_else(|| vec![String::new(); other.len()]));
        }
        self.articles.extend(other.articles);
        self.labels.extend(other.labels);
        self
    }

    /// Whether it holds no article.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }
}
