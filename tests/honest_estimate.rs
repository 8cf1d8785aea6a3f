//! The figures that `train` and `evaluate` print are what new articles give: thresholds and calibration are
//! fitted inside the fold, so labels that mean nothing score at chance, and a half kept back scores as estimated.
#![allow(clippy::unwrap_used)]

use standpoint::evaluate::{Outcome, TaskReport, cross_validate};
use standpoint::input::{CorpusOptions, read_corpus};
use standpoint::{Corpus, Predictor, Trainer};

fn articles() -> Corpus {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/articles.csv");
    let file = std::fs::File::open(path).unwrap();
    read_corpus(Box::new(file), path, None, &CorpusOptions::default()).unwrap()
}

/// A number in 0..n that depends on nothing but the row and the seed.
fn draw(row: usize, seed: u64, n: u64) -> u64 {
    let mut z = (row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ seed.wrapping_mul(0xd134_2543_de82_ef95);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) % n
}

#[test]
fn labels_that_mean_nothing_score_at_chance() {
    let mut corpus = articles();
    for (row, labels) in corpus.labels.iter_mut().enumerate() {
        // A third of the rows for each topic, drawn one by one; the stance is one of three.
        let topics = ["a", "b"].iter().enumerate().filter(|(at, _)| draw(row, *at as u64, 3) == 0);
        labels.topics = Some(topics.map(|(_, topic)| topic.to_string()).collect());
        labels.target = None;
        labels.stance = Some(["x", "y", "z"][draw(row, 7, 3) as usize].into());
    }
    let trainer = Trainer::default();
    let report = cross_validate(&trainer, &trainer.prepare(&corpus).unwrap(), 5, 0).unwrap();
    let topics = report.topics.unwrap();
    for (name, scores) in &topics.labels {
        // Whatever the threshold, what is said by chance is right as often as the label occurs.
        let share = scores.support as f64 / topics.rows as f64;
        let interval = topics.intervals.labels[name].precision;
        assert!(interval.holds(share), "{name}: {interval:?} without {share}");
    }
    let stance = report.stance.unwrap();
    assert!(stance.intervals.accuracy.holds(1.0 / 3.0), "{:?}", stance.intervals.accuracy);
}

/// Macro F1 of topics and of stance: as estimated on the rows where `kept`, and as met on the others.
fn estimated_and_met(corpus: &Corpus, kept: impl Fn(usize) -> bool) -> [(TaskReport, TaskReport); 2] {
    let half = |wanted: bool| {
        let rows: Vec<usize> = (0..corpus.len()).filter(|&row| kept(row) == wanted).collect();
        Corpus {
            articles: rows.iter().map(|&row| corpus.articles[row].clone()).collect(),
            labels: rows.iter().map(|&row| corpus.labels[row].clone()).collect(),
            ..Corpus::default()
        }
    };
    let (ours, others) = (half(true), half(false));
    let trainer = Trainer::default();
    let estimate = cross_validate(&trainer, &trainer.prepare(&ours).unwrap(), 5, 0).unwrap();
    let predictor = Predictor::new(trainer.train(&ours).unwrap());
    let mut analyzer = predictor.analyzer();
    let prepared = trainer.prepare(&others).unwrap();
    let (mut topics, mut stances) = (Vec::new(), Vec::new());
    for (row, article) in others.articles.iter().enumerate() {
        let said = predictor.predict(article, &mut analyzer);
        for (outcomes, decided) in [(&mut topics, said.topics), (&mut stances, said.stance)] {
            let (said, probabilities) = decided.map(|d| (d.holding, d.probabilities)).unwrap_or_default();
            outcomes.push(Outcome { row, said, probabilities });
        }
    }
    let [topic_task, _, stance_task] = &prepared.tasks;
    [
        (estimate.topics.unwrap(), TaskReport::new(topic_task.as_ref().unwrap(), &topics, 0)),
        (estimate.stance.unwrap(), TaskReport::new(stance_task.as_ref().unwrap(), &stances, 0)),
    ]
}

#[test]
fn a_half_kept_back_scores_as_estimated() {
    let corpus = articles();
    let splits = 6;
    let (mut bias, mut within) = ([0.0; 2], [0; 2]);
    for seed in 0..splits {
        for (task, (estimate, met)) in estimated_and_met(&corpus, |row| draw(row, seed, 2) == 0).into_iter().enumerate() {
            let figure = estimate.averages.r#macro.f1;
            bias[task] += (figure - met.averages.r#macro.f1) / splits as f64;
            within[task] += usize::from(met.intervals.averages.r#macro.f1.holds(figure));
        }
    }
    for (task, name) in ["topics", "stance"].iter().enumerate() {
        // The estimate errs to either side alike, and one of two halves is drawn far from the other now and then.
        assert!(bias[task].abs() < 0.03, "{name}: the estimate is off by {:.3} on average", bias[task]);
        assert!(within[task] >= splits as usize - 2, "{name}: within the interval in {} of {splits}", within[task]);
    }
}
