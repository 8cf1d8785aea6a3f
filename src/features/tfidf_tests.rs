use super::*;
use crate::article::Article;

#[test]
fn the_share_of_known_words_is_the_same_of_a_corpus_and_of_an_article_by_itself() {
    let texts = [("tax", "tax ban"), ("", "ban rain the rain"), ("sun", "sun tax unheard"), ("", "")];
    let articles = texts.map(|(title, body)| Article::from_text(title, body));
    for config in
        [FeatureConfig::default(), FeatureConfig { char_ngrams: Some((3, 4)), ngrams: (1, 2), ..FeatureConfig::default() }]
    {
        let corpus = TokenisedCorpus::read(&articles, &config);
        let (vectorizer, map) = TfidfVectorizer::fit(&corpus, &[0, 1, 2]);
        let known = vectorizer.known_words(&corpus, &map, &[0, 1, 2, 3]);
        let mut reader = crate::features::TermReader::new(&vectorizer);
        for (article, known) in articles.iter().zip(&known) {
            reader.row(&vectorizer, article);
            assert_eq!(reader.known_words(), *known);
        }
        // "tax" counts twice in the title, and with "ban" once each: both are in two articles.
        assert_eq!(known, [Some(1.0), Some(0.25), Some(0.2), None]);
    }
}

#[test]
fn a_row_that_is_drawn_twice_is_two_articles() {
    let texts = ["tax tax ban", "ban rain", "tax rain", "snow"];
    let articles = |rows: &[usize]| rows.iter().map(|&row| Article::from_text("", texts[row])).collect::<Vec<_>>();
    let config = FeatureConfig { ngrams: (1, 1), char_ngrams: None, min_df: 1, ..FeatureConfig::default() };
    let corpus = TokenisedCorpus::read(&articles(&[0, 1, 2, 3]), &config);
    for drawn in [&[0, 0, 1, 2][..], &[1, 1, 1, 2], &[0, 0, 2], &[3, 3]] {
        let copied = TokenisedCorpus::read(&articles(drawn), &config);
        let all: Vec<usize> = (0..drawn.len()).collect();
        assert_eq!(TfidfVectorizer::fit(&corpus, drawn).0, TfidfVectorizer::fit(&copied, &all).0, "{drawn:?}");
    }
}

#[test]
fn values_are_those_of_the_definition() {
    let articles = [Article::from_text("", "tax tax ban"), Article::from_text("", "ban")];
    let config = FeatureConfig { ngrams: (1, 1), min_df: 1, tf: TermFrequency::Raw, ..FeatureConfig::default() };
    let corpus = TokenisedCorpus::read(&articles, &config);
    let (vectorizer, map) = TfidfVectorizer::fit(&corpus, &[0, 1]);
    let matrix = vectorizer.transform(&corpus, &map, &[0]);
    // idf(ban) = ln(3/3) + 1 = 1, idf(tax) = ln(3/2) + 1; the row is (1, 2 idf(tax)) over its norm.
    let tax = 2.0 * (1.5f64.ln() + 1.0);
    let norm = (1.0 + tax * tax).sqrt();
    assert!((f64::from(matrix.row(0).values[0]) - 1.0 / norm).abs() < 1e-6);
    assert!((f64::from(matrix.row(0).values[1]) - tax / norm).abs() < 1e-6);
}

#[test]
fn words_characters_and_lead_have_their_lengths() {
    let articles = [Article::from_text("tax", "ban the tax. Rain."), Article::from_text("", "no tax, no ban, no rain")];
    let config =
        FeatureConfig { char_ngrams: Some((3, 3)), min_df: 1, lead_weight: 0.5, word_weight: 2.0, ..FeatureConfig::default() };
    let corpus = TokenisedCorpus::read(&articles, &config);
    let (vectorizer, map) = TfidfVectorizer::fit(&corpus, &[0, 1]);
    let matrix = vectorizer.transform(&corpus, &map, &[0, 1]);
    for row in 0..2 {
        let length = |start: &[char]| {
            let of = |&(column, _): &(u32, f32)| vectorizer.vocabulary().term(column as usize).starts_with(start);
            let row = matrix.row(row);
            row.pairs().filter(of).map(|(_, value)| f64::from(value).powi(2)).sum::<f64>().sqrt()
        };
        let all = matrix.row(row).pairs().map(|(_, value)| f64::from(value).powi(2)).sum::<f64>();
        assert!((length(&['#']) - 1.0).abs() < 1e-6 && (length(&['<']) - 0.5).abs() < 1e-6);
        assert!((all - (1.0 + 0.25 + 4.0)).abs() < 1e-5, "{all}");
    }
}
