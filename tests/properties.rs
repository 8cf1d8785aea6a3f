//! What must hold of every text, every table and every model, tried on many.
#![allow(clippy::unwrap_used)]

mod workdir;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::LazyLock;

use proptest::prelude::*;
use standpoint::article::Mention;
use standpoint::clean::clean_page;
use standpoint::features::field::terms;
use standpoint::features::{FeatureConfig, Pieces, TermFrequency, TermReader, TfidfVectorizer, TokenisedCorpus};
use standpoint::input::{ColumnNames, CorpusOptions, JsonLinesReader, TableReader, decoding_reader, read_corpus};
use standpoint::lexicon::Lexicon;
use standpoint::model_file::{from_bytes, to_bytes};
use standpoint::predict::Predictor;
use standpoint::task::Decision;
use standpoint::text::Aliases;
use standpoint::tokenize::{Marks, StopWords};
use standpoint::{Article, Corpus, Model, Trainer};
use workdir::{NEWS, PAGE, Workdir, texts};

/// A labelled table as a corpus.
fn corpus(table: &str) -> Corpus {
    read_corpus(Box::new(Cursor::new(table.to_owned())), "a.csv", None, &CorpusOptions::default()).unwrap()
}

fn train(table: &str, features: FeatureConfig) -> Model {
    Trainer { features, ..Trainer::default() }.train(&corpus(table)).unwrap()
}

const CLAIMS: &str = "\
text,claim,stance
It rained on the harvest festival.,The rain fell,agree
It rained on the mills.,The day was dry,disagree
The festival was dry.,The day was dry,agree
A dry day at the mills.,The rain fell,disagree
The king sold a ship.,The rain fell,unrelated
Bread was dear in May.,The day was dry,unrelated
";

const MENTIONS: &str = "\
text,mention,stance
The wise Ana beat the foolish Bo on steel.,Ana,favour
The wise Ana beat the foolish Bo on steel.,Bo,against
A foolish Cy lost the tariff to a wise Di.,Cy,against
A foolish Cy lost the tariff to a wise Di.,Di,favour
";

/// One model of each kind: plain, with character n-grams, of passages, with claims, with mentions.
static MODELS: LazyLock<Vec<Predictor>> = LazyLock::new(|| {
    let few = FeatureConfig { min_df: 1, ..FeatureConfig::default() };
    let characters = FeatureConfig { char_ngrams: Some((2, 4)), title_weight: 3.0, ..few.clone() };
    let counts = FeatureConfig { ngrams: (1, 3), tf: TermFrequency::Raw, stemming: "none".into(), ..few.clone() };
    let models = [
        train(NEWS, few.clone()),
        train(NEWS, characters.clone()),
        train(NEWS, counts),
        train(NEWS, FeatureConfig { stop_words: StopWords::English, ..characters.clone() }),
        train(NEWS, FeatureConfig { passage_words: Some(4), ..characters.clone() }),
        train(NEWS, FeatureConfig { pieces: Pieces::Text, lead_weight: 0.5, ..characters.clone() }),
        train(CLAIMS, few.clone()),
        train(CLAIMS, characters.clone()),
        train(MENTIONS, few),
        train(MENTIONS, characters),
    ];
    models.map(Predictor::new).into()
});

/// The same, made ready for many articles.
static READY: LazyLock<Vec<Predictor>> = LazyLock::new(|| {
    let ready = MODELS.iter().map(|predictor| Predictor::new(predictor.model().clone()));
    ready.inspect(|predictor| predictor.expect(u64::MAX)).collect()
});

/// Text of words that the models know, others, marks and line ends in any order.
fn text() -> impl Strategy<Value = String> {
    let known: Vec<&str> = [NEWS, CLAIMS, MENTIONS].iter().flat_map(|table| table.split([' ', ',', '\n', '.'])).collect();
    let piece = prop_oneof![
        8 => prop::sample::select(known).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        2 => prop::sample::select(vec![". ", "\n\n", "! ", "’s", "... ", "\u{a0}", "U.S. ", "é", "“", "?” "]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.join(" "))
}

prop_compose! {
    fn article()(title in text(), body in text(), claim in prop::option::of(text()), place in prop::option::of((any::<prop::sample::Index>(), 1usize..9))) -> Article {
        // Any run of whole characters is a mention.
        let ends: Vec<usize> = body.char_indices().map(|(at, _)| at).chain([body.len()]).collect();
        let mention = place.filter(|_| ends.len() > 1).map(|(index, length)| {
            let first = index.index(ends.len() - 1);
            Mention { start: ends[first], end: ends[(first + length).min(ends.len() - 1)] }
        });
        Article { claim, mention, ..Article::from_text(title, body) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn contributions_add_up_to_the_score_by_term_and_by_sentence(article in article()) {
        for predictor in MODELS.iter() {
            let model = predictor.model();
            let mut reader = predictor.reader();
            let prediction = predictor.predict(&article, &mut reader);
            let tasks = [(&model.topics, &prediction.topics), (&model.target, &prediction.target), (&model.stance, &prediction.stance)];
            for (classifier, decided) in tasks {
                let (Some(classifier), Some(decided)) = (classifier, decided) else { continue };
                for label in 0..classifier.labels.len() {
                    let evidence = predictor.evidence(&article, &prediction.row, classifier, (decided.block, label), &mut reader);
                    let terms: f64 = evidence.terms.iter().map(|term| term.contribution).sum();
                    let sentences: f64 = evidence.sentences.iter().map(|sentence| sentence.contribution).sum();
                    let score = decided.scores[label];
                    let told = evidence.terms.iter().map(|t| t.contribution).chain(evidence.sentences.iter().map(|s| s.contribution));
                    prop_assert!(told.into_iter().all(|contribution| contribution != 0.0), "no evidence: {evidence:?}");
                    prop_assert!((evidence.intercept + terms - score).abs() < 1e-5, "terms: {terms} for {score}");
                    prop_assert!((evidence.intercept + sentences - score).abs() < 1e-5, "sentences: {sentences} for {score}");
                }
            }
        }
    }

    #[test]
    fn a_corpus_and_a_reader_count_what_the_definition_of_terms_says(
        articles in prop::collection::vec(article(), 1..6),
        ngrams in prop::sample::select(vec![(1, 1), (1, 2), (2, 2), (1, 3), (2, 4)]),
        char_ngrams in prop::sample::select(vec![None, Some((2, 4)), Some((4, 4))]),
        min_df in 1usize..3,
        title_weight in prop::sample::select(vec![0.0, 1.0, 1.1, 3.0]),
        marks in prop::sample::select(vec![Marks::LeaveOut, Marks::Keep]),
        tf in prop::sample::select(vec![TermFrequency::Binary, TermFrequency::Sublinear, TermFrequency::Bm25]),
        passage_words in prop::sample::select(vec![None, Some(1), Some(3)]),
        pieces in prop::sample::select(vec![Pieces::Terms, Pieces::Text]),
        lead_weight in prop::sample::select(vec![0.0, 0.5]),
        stop_words in prop::sample::select(vec![StopWords::None, StopWords::English]),
        named in prop::bool::ANY,
    ) {
        let mut aliases = Aliases::default();
        if named {
            aliases.add("steel tariffs", "tariff").unwrap();
        }
        let words = FeatureConfig { ngrams, min_df, title_weight, marks, tf, passage_words, stop_words, ..FeatureConfig::default() };
        let config = FeatureConfig { char_ngrams, pieces, lead_weight, aliases, ..words };
        let corpus = TokenisedCorpus::read(&articles, &config);
        let (mut analyzer, mut lexicon) = (config.analyzer(), Lexicon::default());
        // By term and passage.
        let counts: Vec<BTreeMap<String, BTreeMap<usize, f64>>> = articles
            .iter()
            .map(|article| {
                let mut counts = BTreeMap::new();
                let reading = (&mut analyzer, &mut lexicon);
                terms(article, &config, reading, |term, at| {
                    let of_term: &mut BTreeMap<usize, f64> = counts.entry(term.to_owned()).or_default();
                    *of_term.entry(at.passage).or_default() += f64::from(at.weight);
                });
                counts
            })
            .collect();
        let mut df: BTreeMap<&str, usize> = BTreeMap::new();
        counts.iter().flat_map(BTreeMap::keys).for_each(|term| *df.entry(term).or_default() += 1);
        df.retain(|_, df| *df >= min_df);
        let found: Vec<&str> = (0..corpus.terms().len()).map(|term| corpus.terms().term(term)).collect();
        prop_assert_eq!(found, df.keys().copied().collect::<Vec<_>>());
        for (row, counts) in counts.iter().enumerate() {
            // The sum of each passage is rounded once.
            let sum = |counts: &BTreeMap<usize, f64>| counts.values().map(|&n| f64::from(n as f32)).sum::<f64>() as f32;
            let kept = counts.iter().filter(|(term, _)| df.contains_key(term.as_str()));
            let wanted: Vec<(&str, f32)> = kept.map(|(term, n)| (term.as_str(), sum(n))).collect();
            let found = corpus.counts(row).into_iter().map(|(term, n)| (corpus.terms().term(term as usize), n));
            prop_assert_eq!(found.collect::<Vec<_>>(), wanted);
        }
        // The rows that a corpus has of its own articles are those that a reader makes of each.
        let all: Vec<usize> = (0..articles.len()).collect();
        let (vectorizer, map) = TfidfVectorizer::fit(&corpus, &all);
        let mut reader = TermReader::new(&vectorizer);
        for (row, article) in vectorizer.transform(&corpus, &map, &all).iter().zip(&articles) {
            // The second time, and the fortieth, words are met again.
            for _ in 0..40 {
                prop_assert_eq!(reader.row(&vectorizer, article), row.pairs().collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_prediction_holds_what_its_scores_say(article in article()) {
        for (predictor, ready) in MODELS.iter().zip(READY.iter()) {
            let model = predictor.model();
            let prediction = predictor.predict(&article, &mut predictor.reader());
            let again = predictor.predict(&article, &mut predictor.reader());
            prop_assert_eq!(&prediction, &again);
            prop_assert_eq!(&prediction, &ready.predict(&article, &mut ready.reader()));
            prop_assert!(prediction.row.is_sorted_by(|a, b| a.0 < b.0) && prediction.row.iter().all(|(_, value)| value.is_finite()));
            for (classifier, decided) in [(&model.topics, &prediction.topics), (&model.stance, &prediction.stance)] {
                let (Some(classifier), Some(decided)) = (classifier, decided) else { continue };
                prop_assert!(decided.probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
                match &classifier.decision {
                    Decision::Thresholds { thresholds, .. } => {
                        let over = (0..thresholds.len()).filter(|&label| decided.scores[label] > thresholds[label]);
                        let mut holding = decided.holding.clone();
                        holding.sort_unstable();
                        prop_assert_eq!(holding, over.collect::<Vec<_>>());
                    }
                    Decision::Highest { .. } => {
                        prop_assert_eq!(decided.holding.len(), 1);
                        let best = decided.scores[decided.holding[0]];
                        prop_assert!(decided.scores.iter().all(|score| *score <= best));
                        prop_assert!((decided.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                    }
                    Decision::First { label, thresholds, sigmoid, .. } => {
                        let over = |label: usize| decided.scores[label] - thresholds[label];
                        prop_assert_eq!(decided.holding == [*label], over(*label) > 0.0);
                        let others = (0..thresholds.len()).filter(|other| other != label);
                        let furthest = others.map(over).fold(f64::NEG_INFINITY, f64::max);
                        prop_assert!(decided.holding == [*label] || over(decided.holding[0]) == furthest);
                        prop_assert_eq!(decided.probabilities[*label], sigmoid.probability(decided.scores[*label]));
                        prop_assert!((decided.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                    }
                }
            }
        }
    }
}

/// Bytes as files have them: tags, quotes, delimiters, JSON, byte order marks and anything else in between.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"text",
        b"topic",
        b",",
        b";",
        b"\t",
        b"\"",
        b"\"\"",
        b"\n",
        b"\r\n",
        b"\r",
        b"\0",
        b"\xFF\xFE",
        b"\xEF\xBB\xBF",
        b"\xF6",
        b"{\"text\":\"a\"}",
        b"{\"",
        b"\":",
        b"}",
        b"[",
        b"sep=;\r\n",
        b"<html>",
        b"<p>",
        b"</p",
        b"<!--",
        b"<script>",
        b"<meta charset=utf-16>",
        b"<title>",
        b"<",
        b">",
        b"&amp",
        b"&#x10FFFF;",
        "é".as_bytes(),
        "\u{200b}".as_bytes(),
        b"2020-08-06",
        b"By Ana",
        b"A sentence, of words. ",
    ];
    let piece = prop_oneof![
        5 => prop::sample::select(pieces).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ];
    let any = prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat());
    let begun = prop::sample::select(vec![&b""[..], b"text,topic\n", b"<html><body>", b"sep=;\ntext;topic\n"]);
    (begun, any).prop_map(|(begun, rest)| [begun, &rest].concat())
}

/// Reads to the end; no reader may give more results than there are bytes, or it would never end.
fn ends<T>(length: usize, mut next: impl FnMut() -> Option<T>) -> bool {
    (0..length + 2).any(|_| next().is_none())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_page_panic(bytes in bytes(), page in prop::bool::ANY) {
        let bytes = if page { PAGE.as_bytes().iter().copied().chain(bytes).collect() } else { bytes };
        let article = clean_page(&bytes, "in/a.html");
        prop_assert_eq!((article.id.as_str(), article.path.as_str()), ("a", "in/a.html"));
        prop_assert_eq!(clean_page(&bytes, "in/a.html"), article);
    }

    #[test]
    fn no_bytes_make_the_reader_of_tables_panic_or_loop(bytes in bytes()) {
        for name in ["a.csv", "a.tsv", "-"] {
            if let Ok(mut table) = TableReader::open(Box::new(Cursor::new(bytes.clone())), name, &ColumnNames::default()) {
                let columns = table.columns().clone();
                let next = || table.next_row().map(|row| row.and_then(|row| row.article(&columns, name)));
                prop_assert!(ends(bytes.len(), next));
            }
            let options = CorpusOptions { skip_bad_rows: true, ..CorpusOptions::default() };
            drop(read_corpus(Box::new(Cursor::new(bytes.clone())), name, None, &options));
        }
    }

    #[test]
    fn no_bytes_make_the_reader_of_json_lines_panic_or_loop(bytes in bytes()) {
        let mut lines = JsonLinesReader::open(Box::new(Cursor::new(bytes.clone())), "-", &ColumnNames::default()).unwrap();
        prop_assert!(ends(bytes.len(), || lines.next_article()));
    }

    #[test]
    fn decoded_bytes_are_the_same_however_they_come(bytes in bytes(), cuts in prop::collection::vec(1usize..9, 1..9)) {
        struct Dripping(Cursor<Vec<u8>>, Vec<usize>, usize);
        impl std::io::Read for Dripping {
            fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
                self.2 += 1;
                let most = self.1[self.2 % self.1.len()].min(out.len());
                self.0.read(&mut out[..most])
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned().into_bytes();
        let read = |reader: Box<dyn std::io::Read + Send>| {
            let mut out = Vec::new();
            decoding_reader(reader).unwrap().read_to_end(&mut out).unwrap();
            out
        };
        let whole = read(Box::new(Cursor::new(text.clone())));
        // Where the first bytes of a drip tell another encoding than the whole does, they may differ; plain UTF-8 may not.
        if text.len() < 4 || !text.contains(&0) {
            prop_assert_eq!(read(Box::new(Dripping(Cursor::new(text), cuts, 0))), whole);
        }
    }

    #[test]
    fn what_the_flipped_bits_of_a_model_say_is_not_believed(at in any::<prop::sample::Index>(), value in any::<u8>()) {
        static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| to_bytes(MODELS[0].model()).unwrap());
        let mut bytes = BYTES.clone();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != value);
        bytes[at] = value;
        prop_assert!(from_bytes(bytes).is_err());
    }
}

/// A table of random words, topics, targets and stances, in which two labels of each are sure to be learned.
fn table() -> impl Strategy<Value = String> {
    let row = (text(), text(), 0usize..4, 0usize..3, 0usize..3);
    prop::collection::vec(row, 4..14).prop_map(|rows| {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(["title", "text", "topics", "target", "stance"]).unwrap();
        let sure =
            ["a;b", "b", "a;b", "b"].map(|topics| ["ban", "steel mills", topics, "T", if topics == "b" { "pro" } else { "con" }]);
        sure.iter().for_each(|row| out.write_record(row).unwrap());
        for (title, text, topics, target, stance) in rows {
            let topics = ["", "a", "b;c", "c"][topics];
            out.write_record([&title, &text, topics, ["T", "U", "none"][target], ["pro", "con", "none"][stance]]).unwrap();
        }
        String::from_utf8(out.into_inner().unwrap()).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_model_is_the_same_bytes_whatever_the_threads_and_the_same_model_when_read(
        table in table(),
        characters in prop::option::of(Just((2, 3))),
        stemming in prop::sample::select(vec!["none", "english", "arabic", "turkish", "tamil"]),
        latent in prop::sample::select(vec![0.0, 0.1]),
    ) {
        let corpus = corpus(&table);
        let (char_ngrams, stemming) = (characters, stemming.into());
        let features = FeatureConfig { min_df: 1, char_ngrams, stemming, latent, ..FeatureConfig::default() };
        let trainer = Trainer { features, ..Trainer::default() };
        let trained = [1, 2, 7].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| to_bytes(&trainer.train(&corpus).unwrap()).unwrap())
        });
        prop_assert!(trained[0] == trained[1] && trained[0] == trained[2]);
        let model = trainer.train(&corpus).unwrap();
        let read = from_bytes(trained[0].clone()).unwrap();
        prop_assert!(read == model);
        prop_assert!(to_bytes(&read).unwrap() == trained[0]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn results_come_in_the_order_of_the_inputs(lengths in prop::collection::vec(0usize..4000, 1..80), threads in 1usize..9, cut in 0usize..80) {
        let dir = Workdir::with_model();
        let (first, second) = lengths.split_at(cut.min(lengths.len()));
        let rows = |lengths: &[usize], from: usize| -> String {
            lengths.iter().enumerate().map(|(n, length)| format!("{},{}\n", from + n, "ban on steel. ".repeat(*length / 14))).collect()
        };
        dir.file("1.csv", format!("id,text\n{}", rows(first, 0))).file("3.csv", format!("id,text\n{}", rows(second, first.len())));
        dir.file("2.txt", "A page in between.");
        let lines = dir.run(&format!("classify --model news.standpoint 1.csv 2.txt 3.csv --format jsonl --threads {threads}")).done().lines();
        let numbers = |range: std::ops::Range<usize>| range.map(|n| n.to_string());
        let wanted: Vec<String> = numbers(0..first.len()).chain(["2".into()]).chain(numbers(first.len()..lengths.len())).collect();
        prop_assert_eq!(texts(&lines, "id"), wanted);
    }
}
