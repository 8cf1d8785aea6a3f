use super::*;

#[test]
fn a_corpus_that_is_consumed_gives_the_same_model_and_keeps_no_text() {
    let rows = [("steel tariff", "trade"), ("tariff on steel", "trade"), ("match won", "sport"), ("won the match", "sport")];
    let labels = rows.map(|(_, topic)| Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
    let articles = rows.map(|(text, _)| Article::from_text("", text)).to_vec();
    let mut corpus = Corpus { articles, labels: labels.to_vec(), single_topic: true, ..Corpus::default() };
    let trainer = Trainer { features: FeatureConfig { min_df: 1, ..FeatureConfig::default() }, ..Trainer::default() };
    let kept = trainer.train(&corpus).expect("a model");
    let consumed =
        trainer.consume(&mut corpus, true).and_then(|prepared| trainer.fit(&prepared, &[0, 1, 2, 3])).expect("a model");
    assert!(kept == consumed);
    assert!(corpus.articles.iter().all(Article::is_empty));
}

#[test]
fn a_task_that_learns_from_words_is_as_if_there_were_no_pieces_of_them() {
    let rows = ["steel tariffs hurt", "steel tariffs help", "steel tariffs hurt us", "tariffs on steel help"];
    let stance = |row: usize| Labels { stance: Some(["against", "favour"][row % 2].into()), ..Labels::default() };
    let articles = rows.map(|text| Article::from_text("", text)).to_vec();
    let corpus = Corpus { articles, labels: (0..4).map(stance).collect(), ..Corpus::default() };
    for learner in [Learner::LinearSvc, Learner::LogisticRegression, Learner::ComplementNb] {
        let weights = |ngrams: (usize, usize), char_ngrams: Option<(usize, usize)>, learn_from: LearnFrom| {
            let mut trainer = Trainer { calibration_folds: 0, ..Trainer::default() };
            trainer.features = FeatureConfig { ngrams, char_ngrams, min_df: 1, ..trainer.features };
            (trainer.learner.learner, trainer.learner.learn_from) = (learner, learn_from);
            let Model { vectorizer, stance: Some(stance), .. } = trainer.train(&corpus).expect("a model") else {
                panic!("no stance")
            };
            let terms = (0..vectorizer.vocabulary().len()).map(|column| vectorizer.vocabulary().term(column).to_owned());
            let weights: Vec<f32> = (0..terms.len() as u32).map(|column| stance.weight(column, 0, 0)).collect();
            (terms.zip(weights).filter(|(_, weight)| *weight != 0.0).collect::<Vec<_>>(), stance.intercepts)
        };
        let kinds = "stance=words,characters".parse().expect("kinds");
        assert_eq!(weights((1, 1), Some((3, 4)), kinds), weights((1, 1), Some((3, 4)), LearnFrom::default()), "{learner:?}");
        let kinds = "stance=words".parse().expect("kinds");
        assert_eq!(weights((1, 1), Some((3, 4)), kinds), weights((1, 1), None, LearnFrom::default()), "{learner:?}");
    }
}

#[test]
fn short_texts_that_take_sides_are_read_to_the_letter() {
    let characters = |text: &str, rows: usize, target: Option<Option<String>>| {
        let labels = vec![Labels { target, stance: Some("favour".into()), ..Labels::default() }; rows];
        let articles = vec![Article::from_text("", text); rows];
        Trainer::for_corpus(&Corpus { articles, labels, ..Corpus::default() }).features.char_ngrams
    };
    let target = || Some(Some("tariffs".to_owned()));
    assert_eq!(characters("No more tariffs!", 500, target()), Some((3, 5)));
    assert_eq!(characters("No more tariffs!", 499, target()), Some((4, 4)));
    let labels = vec![Labels { target: target(), stance: Some("favour".into()), ..Labels::default() }; 500];
    let articles = vec![Article::from_text("", "No more tariffs!"); 500];
    let features = Trainer::for_rows(&articles, &labels).features;
    assert_eq!((features.pieces, features.latent), (Pieces::Text, 0.1));
    let of_claim = |article: &Article| Article { claim: Some("Tariffs hurt".into()), ..article.clone() };
    let claims: Vec<Article> = articles.iter().map(of_claim).collect();
    assert_eq!(Trainer::for_rows(&claims, &labels).features.latent, 0.0);
    assert_eq!(characters(&"No more tariffs! ".repeat(30), 500, target()), Some((4, 4)));
    assert_eq!(characters("No more tariffs!", 500, None), Some((4, 4)));
}

#[test]
fn the_prior_of_naive_bayes_is_the_default_where_topics_alone_are_learned() {
    let trainer = |rows: usize, stance: Option<String>| {
        let labels =
            |row: usize| Labels { topics: Some(vec![(row % 9).to_string()]), stance: stance.clone(), ..Labels::default() };
        let articles = vec![Article::default(); rows];
        Trainer::for_corpus(&Corpus { articles, labels: (0..rows).map(labels).collect(), ..Corpus::default() })
    };
    for (rows, char_ngrams) in [(1999, Some((4, 4))), (2000, None)] {
        let Trainer { features, learner, .. } = trainer(rows, None);
        assert_eq!((learner.prior, learner.c, features.ngrams), (Prior::NaiveBayes, 0.3, (1, 2)));
        assert_eq!(features.char_ngrams, char_ngrams);
        let Trainer { features, learner, .. } = trainer(rows, Some("favour".to_owned()));
        assert_eq!((learner.prior, learner.c, features.char_ngrams), (Prior::Uniform, 1.0, char_ngrams));
    }
}

#[test]
fn pieces_of_words_are_learned_from_where_most_topics_have_few_rows() {
    let char_ngrams = |topics: usize, stance: Option<&str>| {
        let labels = |row: usize| Labels {
            topics: Some(vec![(row % topics).to_string()]),
            stance: stance.map(str::to_owned),
            ..Labels::default()
        };
        let labels: Vec<Labels> = (0..4000).map(labels).collect();
        Trainer::for_rows(&vec![Article::default(); 4000], &labels).features.char_ngrams
    };
    assert_eq!((char_ngrams(20, None), char_ngrams(21, None)), (None, Some((4, 4))));
    assert_eq!(char_ngrams(21, Some("favour")), None);
}
