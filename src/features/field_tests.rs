use super::*;
use crate::tokenize::Stemming;

fn seen(article: &Article) -> Vec<String> {
    seen_with(article, &FeatureConfig { ngrams: (1, 1), ..FeatureConfig::default() })
}

fn seen_with(article: &Article, config: &FeatureConfig) -> Vec<String> {
    let (mut analyzer, mut lexicon) = (Analyzer::new(Stemming::NONE), Lexicon::default());
    let mut seen = Vec::new();
    terms(article, config, (&mut analyzer, &mut lexicon), |term, at| {
        seen.push(format!("{term} {}", &at.field.text(article)[at.start..at.end]));
    });
    seen
}

#[test]
fn a_mention_and_its_neighbours_are_terms_of_their_own() {
    let article = Article { mention: Some(Mention { start: 6, end: 9 }), ..Article::from_text("", "Never Ana lied") };
    let seen = seen(&article);
    assert_eq!(seen[..4], ["never Never", "ana Ana", "lied lied", "<mention>ana Ana"]);
    assert_eq!(seen[4..8], ["<before>never Never", "<previous>never Never", "<after>lied lied", "<next>lied lied"]);
    assert!(seen[8..].contains(&"<cue>after_wrongdoing1 ".to_owned()), "{seen:?}");
}

/// Counts of scikit-learn's `CountVectorizer(analyzer="char_wb", ngram_range=(3, 4))` of the same text.
#[test]
fn pieces_of_the_text_are_those_of_what_stands_between_spaces() {
    let article = Article::from_text("", "No! #Fair  No!");
    let pieces = Pieces::Text;
    let config = FeatureConfig { char_ngrams: Some((3, 4)), pieces, hashtags: Hashtags::Split, ..FeatureConfig::default() };
    let mut seen = std::collections::BTreeMap::new();
    terms(&article, &config, (&mut Analyzer::new(Stemming::NONE), &mut Lexicon::default()), |term, at| {
        if let Some(piece) = term.strip_prefix('#') {
            seen.entry(piece.to_owned()).or_insert_with(Vec::new).push(article.body[at.start..at.end].to_owned());
        }
    });
    let counts: Vec<(&str, usize)> = seen.iter().map(|(piece, places)| (piece.as_str(), places.len())).collect();
    let wanted = [
        (" #f", 1),
        (" #fa", 1),
        (" no", 2),
        (" no!", 2),
        ("#fa", 1),
        ("#fai", 1),
        ("air", 1),
        ("air ", 1),
        ("fai", 1),
        ("fair", 1),
        ("ir ", 1),
        ("no!", 2),
        ("no! ", 2),
        ("o! ", 2),
    ];
    assert_eq!(counts, wanted);
    assert_eq!((&seen["air"], &seen["no!"]), (&vec!["#Fair".to_owned()], &vec!["No!".to_owned(); 2]));
}

#[test]
fn the_words_of_a_hashtag_are_terms_that_stand_where_it_does() {
    let article = Article::from_text("", "No! #FairTrade");
    let terms_of = |hashtags| {
        let config = FeatureConfig { hashtags, ..FeatureConfig::default() };
        let mut seen = Vec::new();
        terms(&article, &config, (&mut Analyzer::new(Stemming::NONE), &mut Lexicon::default()), |term, at| {
            seen.push(format!("{term}: {}", &article.body[at.start..at.end]));
        });
        seen
    };
    let whole = ["no: No", "no fairtrade: No! #FairTrade", "fairtrade: FairTrade"];
    assert_eq!(terms_of(Hashtags::Whole), whole);
    let split = ["fair: FairTrade", "fair trade: FairTrade", "trade: FairTrade"];
    assert_eq!(terms_of(Hashtags::Split), [whole, split].concat());
}

#[test]
fn a_claim_its_best_sentences_and_the_lead_are_terms_of_their_own() {
    let article = Article { claim: Some("Taxes fell".into()), ..Article::from_text("", "Taxes rose.") };
    let seen = seen(&article);
    assert_eq!(seen[..4], ["<claim>taxes Taxes", "<claim>fell fell", "<hit>taxes Taxes", "<miss>fell fell"]);
    assert_eq!(seen[4..8], ["<best>taxes Taxes", "<best>rose rose", "<lead>taxes Taxes", "<lead>rose rose"]);
    assert!(seen[8..].contains(&"<shape>pairs0 ".to_owned()), "{seen:?}");
}

#[test]
fn title_and_first_sentence_are_terms_of_their_own_where_the_lead_has_a_weight() {
    let article = Article::from_text("Rates fall", "They fell. Banks rose.");
    let config = FeatureConfig { lead_weight: 0.5, passage_words: Some(2), ..FeatureConfig::default() };
    let lead = ["<lead>rates Rates", "<lead>rates fall Rates fall", "<lead>fall fall"];
    let sentence = ["<lead>they They", "<lead>they fell They fell", "<lead>fell fell"];
    // With each passage, as the title is.
    let twice = [lead, sentence, lead, sentence].concat();
    let seen = seen_with(&article, &config);
    assert_eq!(seen.iter().filter(|term| term.starts_with('<')).collect::<Vec<_>>(), twice.iter().collect::<Vec<_>>());
    let claim = Article { claim: Some("Rates fell".into()), ..article };
    let plain = FeatureConfig { lead_weight: 0.0, ..config.clone() };
    assert_eq!(seen_with(&claim, &config), seen_with(&claim, &plain));
    let long = "é".repeat(400);
    assert_eq!([super::lead(""), super::lead(&long)], [0..0, 0..600]);
}
