use super::*;
use crate::{Corpus, Labels, Trainer};

/// Forty reports of two matters, whose words differ; `edit` adds to the text of the rows about trade.
fn corpus(edit: impl Fn(usize, &mut Article)) -> Corpus {
    let mut corpus = Corpus::default();
    for row in 0..80 {
        let trade = row % 2 == 0;
        let matter = if trade { "tariff" } else { "goal" };
        // No two texts share a run of five words.
        let body: Vec<String> = (0..80).map(|at| if at % 4 == 1 { matter.into() } else { format!("w{row}x{at}") }).collect();
        let mut article = Article::from_text(format!("{matter} number {row} is told here"), body.join(" "));
        if trade {
            edit(row, &mut article);
        }
        corpus.articles.push(article);
        let topic = if trade { "trade" } else { "sport" };
        corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
    }
    corpus.single_topic = true;
    corpus
}

fn found(corpus: &Corpus) -> Vec<(String, String)> {
    let prepared = Trainer::default().prepare(corpus).unwrap_or_else(|error| panic!("{error}"));
    let rows: Vec<usize> = (0..corpus.len()).collect();
    find(&prepared, &rows).into_iter().map(|finding| (finding.label, finding.evidence)).collect()
}

fn leak(evidence: &str) -> Vec<(String, String)> {
    vec![("trade".to_owned(), evidence.to_owned())]
}

#[test]
fn words_of_the_matter_are_no_leak_however_well_they_tell() {
    assert_eq!(found(&corpus(|_, _| ())), []);
}

#[test]
fn a_dateline_a_sign_off_an_outlet_and_a_repeated_sentence_are() {
    let dateline = corpus(|_, article| article.body = format!("GENEVA (Newswire) - {}", article.body));
    assert_eq!(found(&dateline), leak("at an edge of the text: GENEVA Newswire"));
    let sign_off = corpus(|row, article| article.body += if row % 10 > 0 { " Edited by Ana" } else { "" });
    assert_eq!(found(&sign_off), leak("at an edge of the text: Edited by Ana"));
    let outlet = corpus(|_, article| article.outlet = Some("Harbour Ledger".into()));
    assert_eq!(found(&outlet), leak("outlet: Harbour Ledger"));
    let named = corpus(|row, article| article.body = article.body.replace(&format!("w{row}x38"), "AFP"));
    assert_eq!(found(&named), leak("in the text: AFP"));
    let repeated = corpus(|row, article| {
        article.body = article.body.replace(&format!("w{row}x40"), "end. Prices are checked every single day. Then")
    });
    assert_eq!(found(&repeated), leak("repeated: Prices are checked every single day."));
}

#[test]
fn what_few_rows_of_the_label_have_or_rows_of_others_too_is_none() {
    let few = corpus(|row, article| article.outlet = (row < 12).then(|| "Harbour Ledger".into()));
    assert_eq!(found(&few), []);
    let mut shared = corpus(|_, _| ());
    shared.articles.iter_mut().for_each(|article| article.outlet = Some("Harbour Ledger".into()));
    assert_eq!(found(&shared), []);
}

#[test]
fn the_bound_is_wilsons() {
    // All of 36: 36 / (36 + 9) = .8, over halfway from .5 to 1; all of 20: 20 / 29 is not.
    assert!(gives_away(36, 36, 50, 100).is_some_and(|bound| (bound - 0.8).abs() < 1e-12));
    assert_eq!((gives_away(20, 20, 50, 100), gives_away(36, 36, 500, 1000), gives_away(9, 9, 0, 100)), (None, None, None));
}
